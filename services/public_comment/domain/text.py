"""What a comment may hold.

A comment is kept as it was written: nothing is trimmed, folded or normalised, but for line ends,
which a browser changes on its own (to CR LF) and we undo.
"""

import re
import unicodedata

from shared.texts import TextEmpty, TextHasControlCharacters, TextTooLong

# Control codes but tab and line end, halves of a surrogate pair, and the code points that Unicode
# keeps from ever being characters.
_REFUSED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)
# Neither Co nor Cn: 外字, and what a newer Unicode assigns, are seen where they were typed.
_INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})


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
    if refused := _REFUSED.search(kept):
        raise TextHasControlCharacters("text", position=refused.start() + 1)
    if all(unicodedata.category(character) in _INVISIBLE for character in kept):
        raise TextEmpty("text")
    return kept
