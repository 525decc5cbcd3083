"""What a comment may hold.

A comment is kept as it was written: nothing is trimmed, folded or normalised, but for line ends,
which a browser changes on its own (to CR LF) and we undo.
"""

import unicodedata

from services.public_comment.domain.errors import (
    TextEmpty,
    TextHasControlCharacters,
    TextTooLong,
)

_ALLOWED_CONTROLS = frozenset("\t\n")
# Cc: control codes. Cs: halves of a surrogate pair, which no encoding can carry.
_REFUSED = frozenset({"Cc", "Cs"})
_INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})


def accepted_text(text: str, max_chars: int) -> str:
    """Return the text as it will be kept, with LF as line end.

    ``max_chars`` counts Unicode code points after that.

    Raises:
        TextEmpty: only blanks (the full-width space and zero-width characters included).
        TextTooLong: over the limit.
        TextHasControlCharacters: a control code other than tab and line end.
    """
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(kept) > max_chars:
        raise TextTooLong("text", max=max_chars, actual=len(kept))
    if not kept.isprintable():
        for position, character in enumerate(kept, start=1):
            if _is_refused(character):
                raise TextHasControlCharacters("text", position=position)
    if all(unicodedata.category(character) in _INVISIBLE for character in kept):
        raise TextEmpty("text")
    return kept


def _is_refused(character: str) -> bool:
    if character in _ALLOWED_CONTROLS:
        return False
    return unicodedata.category(character) in _REFUSED or ord(character) & 0xFFFE == 0xFFFE
