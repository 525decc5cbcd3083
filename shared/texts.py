"""Texts that people type: trimmed, bounded, free of what is no text."""

import re
import unicodedata

from shared.errors import InvalidInput

TITLE_MAX = 200
TEXT_MAX = 10_000

_KANA_WITH_LOOSE_MARK = re.compile("[\u3041-\u30ff][\u3099\u309a]")
# Cc controls, lone surrogates, non-characters, and the marks that reverse the reading direction
# (they make a text show something else than it says).
_NO_TEXT = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)


class TextEmpty(InvalidInput):
    """Nothing is written there."""


class TextTooLong(InvalidInput):
    """It has more characters (``actual``) than ``max``."""


class TextHasControlCharacters(InvalidInput):
    """It holds something that is no text, at ``position`` (from 1)."""


def first_control(text: str) -> re.Match[str] | None:
    """Find the first character that is no part of a text (tab, newlines, form feed are)."""
    return _NO_TEXT.search(text)


def code_point(character: str) -> str:
    """Name a character that cannot be shown, such as ``U+0007``."""
    return f"U+{ord(character):04X}"


def join_kana_marks(text: str) -> str:
    """Join か + ゛ to が, as macOS writes file contents apart.

    Not NFC as a whole: that would replace variant characters in people's and places' names.
    """
    return _KANA_WITH_LOOSE_MARK.sub(lambda pair: unicodedata.normalize("NFC", pair[0]), text)


def clean_title(field: str, text: str, *, max_chars: int = TITLE_MAX, required: bool = True) -> str:
    """Return a text of one line: every run of blanks and line ends becomes one blank.

    Raises:
        TextEmpty, TextTooLong, TextHasControlCharacters: named by ``field``.
    """
    return _checked(field, re.sub(r"[\t\r\n\f ]+", " ", text).strip(), max_chars, required)


def clean_text(field: str, text: str, *, max_chars: int = TEXT_MAX, required: bool = True) -> str:
    r"""Return a text of many lines with ``\n`` between them.

    Raises:
        TextEmpty, TextTooLong, TextHasControlCharacters: named by ``field``.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return _checked(field, unified.strip(), max_chars, required)


def _checked(field: str, text: str, max_chars: int, required: bool) -> str:
    if bad := first_control(text):
        raise TextHasControlCharacters(
            field, position=bad.start() + 1, character=code_point(bad[0])
        )
    if required and not text:
        raise TextEmpty(field)
    if len(text) > max_chars:
        raise TextTooLong(field, max=max_chars, actual=len(text))
    return join_kana_marks(text)
