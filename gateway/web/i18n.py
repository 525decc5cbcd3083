"""The three languages of the pages: Japanese, やさしい日本語 and English.

A message's id is the Japanese text itself, so Japanese needs no catalogue and a message without a
translation still reads as Japanese. The ``.po`` files are read as they are, so there is no compile
step to forget. A test fails when a text has no entry, or an entry no text.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

JAPANESE = "ja"
EASY_JAPANESE = "ja_easy"
ENGLISH = "en"
LANGUAGES = (JAPANESE, EASY_JAPANESE, ENGLISH)
CATALOGUED = (ENGLISH, EASY_JAPANESE)
LOCALE_FOLDER = Path(__file__).parent / "locale"


def translate(language: str, msgid: str, **params: Any) -> str:
    """Return the Japanese text ``msgid`` in ``language``, with ``{name}`` replaced by params.

    An unknown language or a missing entry gives the Japanese. A text without params is returned as
    it is, so braces in it need no escape.

    Raises:
        KeyError: the text names a param that was not given.
    """
    text = _catalogue(language).get(msgid, msgid) if language in CATALOGUED else msgid
    return text.format(**params) if params else text


def language_of(wanted: str | None) -> str:
    """Return the language asked for in ``?lang=``, or Japanese."""
    return wanted if wanted in LANGUAGES else JAPANESE


def catalogue_paths(language: str) -> list[Path]:
    """Return where a language's texts are kept: those of the pages, and those of the problems."""
    return sorted((LOCALE_FOLDER / language / "LC_MESSAGES").glob("*.po"))


@lru_cache
def _catalogue(language: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in catalogue_paths(language):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=None)
        for message in catalogue:
            if message.id and message.string and not message.fuzzy:
                texts[str(message.id)] = str(message.string)
    return texts
