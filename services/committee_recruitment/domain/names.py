"""The same person under another spelling: suggested to staff with the reasons, never decided.

Names are written with old and variant kanji (旧字体・異体字), readings with long vowels in several
ways, and a marriage changes a surname. Who may be the same is found by keys that fold all this; a
key is compared with others, never shown or stored in place of a name.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from shared.events.committee_recruitment import LikenessReason

VARIANTS = Path(__file__).parent / "variants.toml"
# A shorter number is no telephone number, only a part of one or a remark.
PHONE_DIGITS_LEAST, POSTCODE_DIGITS = 9, 7
# A last sign in common (子, 美, 郎) is no given name in common.
ENDING_LEAST = 2

_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Blanks, what is not seen at all, and middle dots.
_BETWEEN = re.compile("[\\s\u200b-\u200d\u2060\ufeff\u00ad・·•‧∙⋅]")
_DASH = re.compile(r"(?<=[ァ-ヺー])[-‐‑‒–—―−~〜]")
_REPEATED = re.compile(r"(.)([々ヽヾ])")
_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_PAIRS = re.compile("ヴ[ァィェォ]?")
_OF_VU = {"ヴァ": "バ", "ヴィ": "ビ", "ヴ": "ブ", "ヴェ": "ベ", "ヴォ": "ボ"}
_SAME_SOUND = str.maketrans(
    "ァィゥェォッャュョヮヵヶヂヅヰヱヲ",
    "アイウエオツヤユヨワカケジズイエオ",
)
_ROWS = {
    "アカサタナハマヤラワガザダバパ": "アー",
    "イキシチニヒミリギジビピ": "イー",
    "ウクスツヌフムユルグズブプ": "ウー",
    "エケセテネヘメレゲゼデベペ": "エイー",
    "オコソトノホモヨロゴゾドボポ": "オウー",
}
_LENGTHENED_BY = {sign: marks for row, marks in _ROWS.items() for sign in row}


@dataclass(frozen=True)
class Person:
    """What a record says; what it does not know is empty, or ``None``."""

    name: str
    kana: str = ""
    birth_date: date | None = None
    postcode: str = ""
    phone: str = ""


def likeness(a: Person, b: Person) -> tuple[LikenessReason, ...]:
    """Return every reason to think that two records are of one person, the strongest first.

    The same birth date alone is none, nor is the same telephone or postcode: families share them.
    Another surname with the same given name, birth date and telephone may be a marriage.
    ``NAME_WITHOUT_BIRTH_DATE`` is told where one record knows no birth date to compare.
    """
    name = _equal(spelling_key(a.name), spelling_key(b.name))
    kana = _equal(kana_key(a.kana), kana_key(b.kana))
    born = a.birth_date is not None and a.birth_date == b.birth_date
    phone = _equal(_phone(a.phone), _phone(b.phone))
    holding = {
        LikenessReason.NAME_AND_BIRTH_DATE: name and born,
        LikenessReason.KANA_AND_BIRTH_DATE: kana and born,
        LikenessReason.GIVEN_NAME_BIRTH_DATE_AND_PHONE: (
            born and phone and not (name or kana) and _same_given_name(a, b)
        ),
        LikenessReason.NAME_AND_PHONE: name and phone,
        LikenessReason.KANA_AND_PHONE: kana and phone,
        LikenessReason.NAME_AND_POSTCODE: name
        and _equal(_postcode(a.postcode), _postcode(b.postcode)),
        LikenessReason.NAME_WITHOUT_BIRTH_DATE: name and None in (a.birth_date, b.birth_date),
    }
    return tuple(reason for reason in LikenessReason if holding[reason])


def spelling_key(name: str) -> str:
    """Return a name as today's kanji and katakana without blanks, for comparing.

    「髙𣘺 みすゞ」 and 「高橋ミスズ」 have one key.
    """
    folded = _without_signs(name).translate(_to_todays())
    return _as_sounds(_REPEATED.sub(_written_out, folded))


def kana_key(kana: str) -> str:
    """Return a reading without blanks as it sounds, for comparing.

    Long vowels are one however written (ユウコ, ユーコ; コオタ, コウタ), but not the same as short
    ones: 大野 (オオノ) is not 小野 (オノ).
    """
    return _as_sounds(_REPEATED.sub(_written_out, _without_signs(kana)))


def _equal(a: str, b: str) -> bool:
    return bool(a) and a == b


def _without_signs(text: str) -> str:
    plain = unicodedata.normalize("NFKC", _SELECTORS.sub("", text)).casefold()
    return _BETWEEN.sub("", plain).translate(_TO_KATAKANA)


def _written_out(found: re.Match[str]) -> str:
    """Return 佐々 as 佐佐, スヾ as スズ."""
    sign, mark = found.groups()
    # The sound mark is joined to the sign by NFC, where the sign has such a sound.
    return sign + (sign if mark != "ヾ" else unicodedata.normalize("NFC", sign + "\u3099"))


def _as_sounds(text: str) -> str:
    plain = _PAIRS.sub(lambda found: _OF_VU.get(found[0], found[0]), _DASH.sub("ー", text))
    signs: list[str] = []
    before = ""
    for sign in plain.translate(_SAME_SOUND):
        long = sign in _LENGTHENED_BY.get(before, "")
        # A vowel after a long one begins a syllable of its own: サトウ ウメ.
        before = "ー" if long else sign
        signs.append(before)
    return "".join(signs)


def _phone(written: str) -> str:
    digits = _digits(written)
    if unicodedata.normalize("NFKC", written).strip().startswith("+81"):
        digits = "0" + digits.removeprefix("81").removeprefix("0")
    return digits if len(digits) >= PHONE_DIGITS_LEAST else ""


def _postcode(written: str) -> str:
    digits = _digits(written)
    return digits if len(digits) == POSTCODE_DIGITS else ""


def _digits(written: str) -> str:
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", written))


def _same_given_name(a: Person, b: Person) -> bool:
    return _given_equal(a.name, b.name, spelling_key) or _given_equal(a.kana, b.kana, kana_key)


def _given_equal(a: str, b: str, key: Callable[[str], str]) -> bool:
    """Compare what follows the surname, or the ends where nothing tells where that ends."""
    given_a, given_b = key(_given(a)), key(_given(b))
    if given_a and given_b:
        return given_a == given_b
    whole_a, whole_b = key(a), key(b)
    if given_a or given_b:
        whole, given = (whole_b, given_a) if given_a else (whole_a, given_b)
        return len(whole) > len(given) and whole.endswith(given)
    return len(whole_a) >= ENDING_LEAST and whole_a[-ENDING_LEAST:] == whole_b[-ENDING_LEAST:]


def _given(name: str) -> str:
    """Return what follows the first blank; empty if there is none."""
    return "".join(unicodedata.normalize("NFKC", name).split()[1:])


@lru_cache(maxsize=1)
def _to_todays() -> dict[int, str]:
    groups: dict[str, str] = tomllib.loads(VARIANTS.read_text("utf-8"))
    return {ord(sign): today for today, variants in groups.items() for sign in variants}
