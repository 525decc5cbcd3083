"""The use case of splitting: staff in charge say which opinions a comment holds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.public_comment.domain.errors import (
    AlreadyWithdrawn,
    ClauseNotFound,
    ConsultationWithdrawn,
)
from services.public_comment.points.domain.errors import SplittingChanged, TooManySplittings
from services.public_comment.points.domain.spans import (
    SPLITTINGS_MAX,
    Span,
    SpanKind,
    checked_spans,
    with_ids,
)
from services.public_comment.points.store import Topics, splittings
from services.public_comment.store import Store
from shared.caller import Role, current_caller
from shared.clock import now
from shared.events.public_comment import CommentPointsSet, PointRef
from shared.idempotency import Request, first_answer
from shared.ids import new_id
from shared.mongo import Document, StaleAggregate
from shared.texts import clean_title

TOPIC_MAX = 40
_TRIES = 8


@dataclass(frozen=True)
class Part:
    """A part of the text as staff choose it; ``topic`` is a short label of theirs."""

    start: int
    end: int
    kind: SpanKind = SpanKind.OPINION
    clause_id: str | None = None
    topic: str = ""


@dataclass
class Points:
    """The use case, with what it needs."""

    store: Store
    topics: Topics

    async def split(
        self, comment_id: str, version: int, number: int, parts: Sequence[Part], key: str
    ) -> Document:
        """Split a comment anew; no parts: it is one opinion again, as it came.

        ``version`` is that of the text and ``number`` that of the splitting which the caller saw
        (0: none). Every former splitting is kept. An opinion that stands where one stood keeps
        its id, so that its answer stays.

        Raises:
            NotSignedIn, Forbidden, NotInCharge, CommentNotFound, AlreadyWithdrawn,
            ConsultationWithdrawn, SplittingChanged, TooManySplittings, ClauseNotFound,
            TooManyTopics, IdempotencyKeyReused, StaleAggregate: too many at once; send it again,
            and what may be wrong with spans.
        """
        caller = current_caller()
        caller.require(Role.STAFF)
        request = Request.of(
            key, {"split": comment_id, "on": [version, number], "parts": [vars(p) for p in parts]}
        )
        for _ in range(_TRIES):
            row = await self.store.comment(comment_id)
            consultation = await self.store.consultation(row["consultation_id"])
            if consultation.get("department_id") is not None:
                caller.require_department(consultation["department_id"])
            if (made := _repeated(row, request)) is not None:
                return made
            if consultation.get("withdrawn_at") is not None:
                raise ConsultationWithdrawn
            spans = await self._spans(row, consultation, version, number, parts)
            try:
                return await self._keep(row, spans, request, caller.person_id or "")
            except StaleAggregate:
                continue
        raise StaleAggregate

    async def _spans(
        self,
        row: Document,
        consultation: Document,
        version: int,
        number: int,
        parts: Sequence[Part],
    ) -> tuple[Span, ...]:
        last, before = row["versions"][-1], splittings(row)
        if row["state"] == "withdrawn":
            raise AlreadyWithdrawn
        if (version, number) != (last["version"], len(before)):
            raise SplittingChanged("version", version=last["version"], number=len(before))
        if len(before) >= SPLITTINGS_MAX:
            raise TooManySplittings(max=SPLITTINGS_MAX)
        for part in parts:
            if part.clause_id is not None and part.clause_id not in consultation["clause_ids"]:
                raise ClauseNotFound("clause_id")
        labels = [
            clean_title("topic", part.topic, max_chars=TOPIC_MAX, required=False) for part in parts
        ]
        chosen = [Span(one.start, one.end, one.kind, one.clause_id) for one in parts]
        spans = checked_spans(last["text"], chosen)
        ids = await self.topics.ids(row["consultation_id"], [label for label in labels if label])
        named = [
            replace(one, topic_id=ids.get(label)) for one, label in zip(spans, labels, strict=True)
        ]
        same_words = bool(before) and before[-1]["of_version"] == version
        return with_ids(
            named, [Span.of(one) for one in before[-1]["spans"]] if same_words else [], new_id
        )

    async def _keep(
        self, row: Document, spans: Sequence[Span], request: Request, by: str
    ) -> Document:
        number, version = len(splittings(row)) + 1, row["versions"][-1]["version"]
        made = {
            "number": number,
            "of_version": version,
            "spans": [span.document() for span in spans],
            "by": by,
            "at": now(),
            "request": vars(request),
        }
        points = tuple(
            PointRef(point_id=span.id, clause_id=span.clause_id, topic_id=span.topic_id)
            for span in spans
            if span.id
        )
        event = CommentPointsSet(
            comment_id=row["_id"],
            consultation_id=row["consultation_id"],
            number=number,
            of_version=version,
            points=points,
        )
        return await self.store.comments.update(
            row["_id"], {"$push": {"splittings": made}}, event, sequence=row["sequence"]
        )


def _repeated(row: Document, request: Request) -> Document | None:
    for made in splittings(row):
        if made["request"]["key"] == request.key:
            return first_answer((row, made["request"]["digest"]), request)
    return None
