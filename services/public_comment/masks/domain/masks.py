"""Masks over a comment's text, and the text as it may be published.

Masks count code points of one version of the text, so that what is kept is never altered. What is
shown in their place tells the kind and hides the length.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

from services.public_comment.masks.domain.errors import (
    MaskReasonMissing,
    MasksOutOfOrder,
    TooManyMasks,
)
from shared.texts import clean_title

MASKS_MAX = 200
MASKINGS_MAX = 50
REASON_MAX = 200


class MaskKind(StrEnum):
    """個人に関する情報, 名誉を傷つけるおそれのある表現, その他."""

    PERSONAL_DATA = "PERSONAL_DATA"
    DEFAMATION = "DEFAMATION"
    OTHER = "OTHER"


# What is published is Japanese, as the comments are.
SHOWN = {
    MaskKind.PERSONAL_DATA: "■■■［個人に関する情報のため伏せました］",
    MaskKind.DEFAMATION: "■■■［名誉を傷つけるおそれがあるため伏せました］",
    MaskKind.OTHER: "■■■［公表に適さないため伏せました］",
}
_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)


@dataclass(frozen=True)
class Mask:
    """A part of the text that is not published, ``[start, end)`` in code points, and why."""

    start: int
    end: int
    kind: MaskKind = MaskKind.PERSONAL_DATA
    reason: str = ""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Read it from a document."""
        return cls(**{**row, "kind": MaskKind(row["kind"])})

    def document(self) -> dict[str, Any]:
        """Write it as a document."""
        return {**vars(self), "kind": self.kind.value}


def checked_masks(text: str, masks: Sequence[Mask]) -> tuple[Mask, ...]:
    """Return masks over whole characters, as they are kept; none: nothing has to be masked.

    One that ends within what a reader takes for one character (an accent, a family of emoji) is
    made longer, so that no half of it is left.

    Raises:
        TooManyMasks, MasksOutOfOrder, MaskReasonMissing, TextTooLong, TextHasControlCharacters.
    """
    if len(masks) > MASKS_MAX:
        raise TooManyMasks("masks", max=MASKS_MAX)
    reached = 0
    kept: list[Mask] = []
    for number, mask in enumerate(masks, start=1):
        if not reached <= mask.start < mask.end <= len(text):
            raise MasksOutOfOrder("masks", number=number)
        reason = clean_title("reason", mask.reason, max_chars=REASON_MAX, required=False)
        if mask.kind is MaskKind.OTHER and not reason:
            raise MaskReasonMissing("masks", number=number)
        reached = mask.end
        kept.append(replace(mask, reason=reason))
    return _apart(_whole(text, mask) for mask in kept)


def masked_text(text: str, masks: Sequence[Mask]) -> str:
    """Return what may be published of a text; ``masks`` as ``checked_masks`` returned them."""
    parts: list[str] = []
    reached = 0
    for mask in masks:
        parts += [text[reached : mask.start], SHOWN[mask.kind]]
        reached = mask.end
    return "".join([*parts, text[reached:]])


def _whole(text: str, mask: Mask) -> Mask:
    """Return a mask that cuts no character in two."""
    start, end = mask.start, mask.end
    while start > 0 and _goes_on(text, start):
        start -= 1
    while end < len(text) and _goes_on(text, end):
        end += 1
    return replace(mask, start=start, end=end)


def _goes_on(text: str, position: int) -> bool:
    """Tell whether what is there belongs to the character before it."""
    here, before = text[position], text[position - 1]
    return (
        unicodedata.category(here).startswith("M")
        or here == _JOINER
        or before == _JOINER
        or ord(here) in _SKIN_TONES
    )


def _apart(masks: Iterable[Mask]) -> tuple[Mask, ...]:
    """Return masks in order, each beginning where the one before it ends at the earliest."""
    reached = 0
    kept = []
    for mask in masks:
        start = max(mask.start, reached)
        if start < mask.end:
            kept.append(replace(mask, start=start))
        reached = max(reached, mask.end)
    return tuple(kept)
