"""A splitting: an ordered list of spans of one version of a comment's text.

Spans count code points of that version, so that no word can be altered by splitting. Every
character that is not blank belongs to one of them: to an opinion, or to what holds none (挨拶など).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from services.public_comment.points.domain.errors import (
    NoPointLeft,
    PointBlank,
    SpansOutOfOrder,
    TextNotCovered,
    TooManySpans,
)

SPANS_MAX = 200
SPLITTINGS_MAX = 50


class SpanKind(StrEnum):
    """意見, 挨拶など."""

    OPINION = "OPINION"
    NO_OPINION = "NO_OPINION"


@dataclass(frozen=True)
class Span:
    """A part of the text, ``[start, end)`` in code points. ``id`` is that of the opinion."""

    start: int
    end: int
    kind: SpanKind = SpanKind.OPINION
    clause_id: str | None = None
    topic_id: str | None = None
    id: str | None = None

    @classmethod
    def of(cls, row: dict[str, Any]) -> Self:
        """Read it from a document."""
        return cls(**{**row, "kind": SpanKind(row["kind"])})

    def document(self) -> dict[str, Any]:
        """Write it as a document."""
        return {**vars(self), "kind": self.kind.value}

    @property
    def place(self) -> tuple[int, int]:
        """Where it is."""
        return self.start, self.end


def checked_spans(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return the spans of a splitting; none at all means that the comment is undivided.

    Raises:
        TooManySpans, SpansOutOfOrder, PointBlank, TextNotCovered, NoPointLeft.
    """
    if len(spans) > SPANS_MAX:
        raise TooManySpans("spans", max=SPANS_MAX)
    if not spans:
        return ()
    ends = [0, *(span.end for span in spans)]
    for number, (reached, span) in enumerate(zip(ends, spans, strict=False), start=1):
        if not reached <= span.start < span.end <= len(text):
            raise SpansOutOfOrder("spans", number=number)
    for number, (reached, span) in enumerate(zip(ends, spans, strict=False), start=1):
        _require_blank(text, reached, span.start)
        if span.kind is SpanKind.OPINION and not text[span.start : span.end].strip():
            raise PointBlank("spans", number=number)
    _require_blank(text, ends[-1], len(text))
    if all(span.kind is SpanKind.NO_OPINION for span in spans):
        raise NoPointLeft("spans")
    return tuple(spans)


def with_ids(
    spans: Sequence[Span], before: Sequence[Span], new_id: Callable[[], str]
) -> tuple[Span, ...]:
    """Give each opinion its id: one that stands where one stood keeps it, with its answer.

    ``before`` are the spans of the former splitting, if that was one of the same words.
    """
    known = {one.place: one.id for one in before if one.id}
    return tuple(
        Span(
            span.start,
            span.end,
            span.kind,
            span.clause_id if span.kind is SpanKind.OPINION else None,
            span.topic_id if span.kind is SpanKind.OPINION else None,
            (known.get(span.place) or new_id()) if span.kind is SpanKind.OPINION else None,
        )
        for span in spans
    )


def _require_blank(text: str, start: int, end: int) -> None:
    between = text[start:end]
    if between.strip():
        raise TextNotCovered("spans", position=start + len(between) - len(between.lstrip()) + 1)
