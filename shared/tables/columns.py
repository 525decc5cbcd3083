"""Which column of a citizens' comments file is which."""

import unicodedata
from dataclasses import dataclass, fields
from datetime import date

from shared.tables.errors import ColumnMissing, ColumnTwice

_ALIASES = {
    "row_id": ("id", "row_id", "no", "no.", "番号", "通番", "整理番号", "管理番号"),
    "text": (
        "comment", "text", "意見", "ご意見", "御意見", "意見内容", "ご意見内容", "御意見内容",
        "意見の内容", "ご意見の内容", "御意見の内容", "提出意見", "本文", "コメント",
    ),
    "clause_id": ("clause", "clause_id", "項目", "該当箇所", "項目番号"),
    "quote": ("quote", "引用", "引用箇所", "引用した文", "該当の文"),
    "channel": ("channel", "提出方法", "受付方法", "届いた方法"),
    "received_on": ("received_on", "received", "受付日", "受領日", "収受日", "届いた日"),
    "postmarked_on": ("postmarked_on", "postmark", "消印", "消印日", "消印の日"),
    "submitter_kind": ("submitter_kind", "個人・団体", "個人団体", "個人か団体か", "提出者の種別"),
    "agrees_to_publish": (
        "agrees_to_publish", "公表の同意", "公表への同意", "文面の公表", "原文の公表", "公表の可否",
    ),
    "submitter_ref": ("submitter", "submitter_ref", "提出者", "提出者番号"),
}  # fmt: skip
_ROLES = {alias: role for role, aliases in _ALIASES.items() for alias in aliases}
_KINDS = {
    **dict.fromkeys(("person", "個人", "市民"), "PERSON"),
    **dict.fromkeys(("group", "団体", "法人", "事業者", "企業"), "GROUP"),
}
_ANSWERS = {
    **dict.fromkeys(
        ("yes", "true", "1", "○", "〇", "レ", "✓", "☑", "はい", "可", "同意", "同意する"), "YES"
    ),
    **dict.fromkeys(
        ("no", "false", "0", "×", "-", "□", "☐", "いいえ", "否", "不可", "同意しない"), "NO"
    ),
}
CHANNELS = {
    "WEB": "電子申請",
    "POST": "郵送",
    "BRING": "持参",
    "FAX": "ファクス",
    "MAIL": "メール",
    "PHONE": "電話",
    "COUNTER": "窓口",
    "WORKSHOP": "ワークショップ",
}
_CHANNEL_WORDS = {
    **{code.casefold(): code for code in CHANNELS},
    **{name: code for code, name in CHANNELS.items()},
    "fax": "FAX",
    "ファックス": "FAX",
    "電子メール": "MAIL",
    "eメール": "MAIL",
    "郵便": "POST",
}


@dataclass(frozen=True)
class Columns:
    """Positions of the columns in a row; ``None`` where the file has no such column."""

    row_id: int | None
    text: int
    width: int
    clause_id: int | None = None
    quote: int | None = None
    channel: int | None = None
    received_on: int | None = None
    submitter_ref: int | None = None
    postmarked_on: int | None = None
    submitter_kind: int | None = None
    agrees_to_publish: int | None = None


def find_columns(header: list[str], *, numbered: bool = True) -> Columns:
    """Tell the columns by the names in the first row; unknown ones are left alone.

    ``numbered``: each row must bring a number of its own.

    Raises:
        ColumnMissing, ColumnTwice.
    """
    found: dict[str, int] = {}
    for position, name in enumerate(header):
        role = _ROLES.get(plain(name))
        if role is None:
            continue
        if role in found:
            raise ColumnTwice(
                f"「{header[found[role]]}」と「{name}」の列が同じ意味に見えます。"
                "どちらかの列名を変えてください。",
                f"Columns {header[found[role]]!r} and {name!r} mean the same. Rename one.",
            )
        found[role] = position
    needed = ("row_id", "text") if numbered else ("text",)
    missing = [role for role in needed if role not in found]
    if missing:
        raise _missing(missing, header)
    positions = {field.name: found.get(field.name) for field in fields(Columns)}
    positions |= {"text": found["text"], "width": len(header)}
    return Columns(**positions)  # type: ignore[arg-type]  # text and width are there


def _missing(roles: list[str], header: list[str]) -> ColumnMissing:
    wanted = "、".join("／".join(_ALIASES[role][:4]) for role in roles)
    seen = "、".join(header)[:120]
    return ColumnMissing(
        f"1行目に列名が見つかりません（必要: {wanted}）。いまの1行目: {seen}",
        f"The first row must name the columns (needed: {wanted}). It says: {seen}",
        needed=wanted,
    )


def plain(name: str) -> str:
    """A column's name without width, case, spaces and marks."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split()).lstrip("\ufeff")


def read_channel(word: str) -> str | None:
    """The channel's code for a code or a Japanese word; ``None`` if there is no such."""
    return _CHANNEL_WORDS.get(plain(word))


def read_kind(word: str) -> str | None:
    """``PERSON`` or ``GROUP`` for a word; ``None`` if there is no such."""
    return _KINDS.get(plain(word))


def read_yes_or_no(word: str) -> str | None:
    """``YES`` or ``NO`` for a word or a mark; ``None`` if there is no such."""
    return _ANSWERS.get(plain(word))


def read_date(text: str) -> str | None:
    """An ISO date for ``2026-06-01``, ``2026/6/1`` or ``２０２６年６月１日``, else ``None``."""
    plain_text = plain(text)
    for mark in "年月/.":
        plain_text = plain_text.replace(mark, "-")
    parts = plain_text.rstrip("日").split("-")
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day).isoformat()
    except ValueError:
        return None
