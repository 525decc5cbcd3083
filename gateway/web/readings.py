"""Numbers as they are said over the telephone."""

import re

from gateway.web.i18n import ENGLISH

# よん, なな and きゅう and not し, しち and く: those are misheard for いち and for each other.
KANA = dict(
    zip(
        "0123456789",
        ("ぜろ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう"),
        strict=True,
    )
)
ENGLISH_WORDS = dict(
    zip(
        "0123456789",
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
        strict=True,
    )
)


def spoken(number: str, language: str) -> list[str]:
    """Return one reading per group of digits: ``4839-10…`` is ``["よん はち さん きゅう", …]``."""
    words = ENGLISH_WORDS if language == ENGLISH else KANA
    groups = re.findall(r"[0-9]+", number)
    return [" ".join(words[digit] for digit in group) for group in groups]
