"""The datasets and their fields: this list is all that can ever be in a file.

Names marked with a source are those of 自治体標準オープンデータセット (デジタル庁), see
``docs/opendata.md``. A count below the minimum of ``shared.suppression`` is never written.
"""

from dataclasses import dataclass
from enum import StrEnum

# Names that the standard uses in every dataset, and those of its イベント一覧.
COMMON, EVENTS = "共通", "イベント一覧"


class FieldKind(StrEnum):
    """What a field holds. A text is never missing (it may be empty); the others may be."""

    TEXT = "TEXT"
    ADDRESS = "ADDRESS"  # given as a path of the site, written as an address
    INTEGER = "INTEGER"
    COUNT = "COUNT"  # how many people or inputs: small ones are left out
    DAY = "DAY"


@dataclass(frozen=True, slots=True)
class Field:
    """A column; ``standard`` names where the standard has it, empty for one of our own."""

    name: str
    kind: FieldKind
    about: str
    standard: str = ""


@dataclass(frozen=True, slots=True)
class Consented:
    """Which fields say of what consultation a text is, and hold the text, of citizens who agreed.

    Agreement may be taken back at any time; see ``handlers``.
    """

    consultation: str
    text: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table; ``own_fields`` come after those that every table has."""

    name: str
    own_fields: tuple[Field, ...]
    consented: Consented | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields in their order."""
        return (*CITY, *self.own_fields)


def _text(name: str, about: str, standard: str = "") -> Field:
    return Field(name, FieldKind.TEXT, about, standard)


def _day(name: str, about: str, standard: str = "") -> Field:
    return Field(name, FieldKind.DAY, about, standard)


def _count(name: str, about: str) -> Field:
    return Field(name, FieldKind.COUNT, f"{about}。5より小さい数は載せません")


CITY = (
    _text("全国地方公共団体コード", "6桁のコード（総務省）", COMMON),
    _text("地方公共団体名", "市の名前", COMMON),
)
_ID = _text("ID", "行を見分ける番号", COMMON)
_NAME = _text("名称", "名前", COMMON)
_URL = Field("URL", FieldKind.ADDRESS, "くわしいことを載せたページ", COMMON)
_STARTS = _day("開始日", "始まる日", EVENTS)
_ENDS = _day("終了日", "終わる日（その日を含みます）", EVENTS)
_POLICY = _text("政策ID", "政策・計画の番号。いくつかあるときは「;」で区切ります")
_PLACE = (
    Field("期", FieldKind.INTEGER, "計画の何期目か"),
    _text("段階", "企画・立案、事業実施、評価、改善"),
)
_UNITS = (
    _count("提出者数", "出した人・団体の数（人）"),
    _count("提出意見数", "届いた意見の数（通）"),
    _count("意見数", "意見を内容ごとに分けた数（件）"),
)
_CONSULTATION = (
    _text("意見募集ID", "意見募集の番号"),
    _text("意見募集名", "意見募集の名前"),
)

_ALL = (
    Dataset(
        "policies",
        (
            _ID,
            _NAME,
            _text("説明", "どのような政策・計画か", EVENTS),
            _POLICY,
            _text("分野", "分野"),
            _text("対象地域", "対象になる地域"),
            _text("担当課", "担当する課"),
            *_PLACE,
            _text("状態", "予定、実施中、終了"),
            _STARTS,
            _ENDS,
            _day("開始した日", "実際に始まった日"),
            _day("終了した日", "実際に終わった日"),
            _text("予定する参加の方法", "「;」で区切ります"),
            _URL,
        ),
    ),
    Dataset(
        "consultations",
        (
            _ID,
            _NAME,
            _text("説明", "何について意見を聞くか", EVENTS),
            _POLICY,
            _text("政策名", "政策・計画の名前"),
            _text("担当課", "担当する課"),
            _STARTS,
            _ENDS,
            _text("状態", "募集予定、募集中、募集終了、検討中、結果公表済み、中止"),
            _text("結果", "意見募集をどのように終えたか"),
            _day("公表日", "結果を公表した日"),
            *_UNITS,
            _count("期間外の提出意見数", "募集期間のあとに届いた意見の数（通）"),
            _count("取り下げられた提出意見数", "出した人が取り下げた意見の数（通）"),
            _URL,
            _text("備考", "結果についての説明、中止の理由", COMMON),
        ),
    ),
    Dataset(
        "counts",
        (
            *_CONSULTATION,
            _text("提出方法", "提出の方法。数の少ない方法は「そのほか」にまとめます"),
            *_UNITS,
        ),
    ),
    Dataset(
        "answers",
        (
            _ID,
            *_CONSULTATION,
            _text("区分", "意見への対応の区分"),
            _text("意見の概要", "市の言葉による要約"),
            _text("本市の考え方", "市の答え"),
            _text("理由", "考え方の理由"),
            _day("公表日", "考え方を公表した日"),
            _URL,
        ),
    ),
    Dataset(
        "texts",
        (
            *_CONSULTATION,
            _text("項目番号", "どの項目についての意見か。空なら計画案の全体"),
            _text("項目", "項目の見出し"),
            _text("意見", "公表に同意のあった文面。個人情報などは伏せてあります"),
            _URL,
        ),
        Consented("意見募集ID", "意見"),
    ),
    Dataset(
        "changes",
        (
            *_CONSULTATION,
            _text("項目ID", "項目の番号。版が変わっても変わりません"),
            _text("項目番号", "新しい版での番号"),
            _text("項目", "新しい版での見出し"),
            _text("変更の種類", "変わった、加わった、なくなった"),
            _text("変更前", "意見を募集した版の文"),
            _text("変更後", "新しい版の文"),
            _text("変更前の版", "意見を募集した版"),
            _text("変更後の版", "新しい版"),
            _text("変更の説明", "何をどう変えたか"),
            _text("考え方のID", "もとになった「本市の考え方」。「;」で区切ります"),
            _URL,
        ),
    ),
    Dataset(
        "activities",
        (
            _ID,
            _text("イベント名", "取り組みの名前", EVENTS),
            _STARTS,
            _ENDS,
            _text("説明", "取り組みの結果", EVENTS),
            _text("場所名称", "開いた場所", EVENTS),
            _POLICY,
            _text("政策名", "政策・計画の名前"),
            *_PLACE,
            _text("参加の方法", "ワークショップ、アンケート調査など"),
            _count("参加者数", "参加した人の数（人）"),
            *_UNITS,
            _URL,
        ),
    ),
)
DATASETS = {dataset.name: dataset for dataset in _ALL}
