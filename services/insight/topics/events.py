"""Events of others that topics consume: which comments there are, and which changed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, ClassVar

from services.insight.topics.domain.statements import Comment, ReadComments, Statement
from services.insight.topics.handlers.editing import DepartmentOf
from services.insight.topics.handlers.placing import PlacingBatch
from services.insight.topics.handlers.workers import Workers
from services.insight.topics.store import COLLECTIONS, TopicState, Wordings
from shared.calls import ServiceCalls
from shared.errors import Unavailable
from shared.events import full_type
from shared.events.public_comment import (
    CommentAccepted,
    CommentCorrected,
    CommentMarkedDuplicate,
    CommentMasked,
    CommentPointsSet,
    CommentWithdrawn,
)
from shared.events.workshops import (
    NoteChange,
    NoteChanged,
    WorkshopPublished,
    wanted_of_workshops,
)
from shared.kafka import Batch, Model, Projection

# The ids of a published workshop's notes.
NotesOf = Callable[[str], Awaitable[list[str]]]

CHANGES = (
    CommentAccepted
    | CommentCorrected
    | CommentMarkedDuplicate
    | CommentMasked
    | CommentPointsSet
    | CommentWithdrawn
)
# What a note of a published report may still become.
_SEEN = {NoteChange.HIDDEN, NoteChange.SHOWN}

_NOTE_CHANGED = full_type(NoteChanged)


class TopicsProjection(Projection):
    """public_comment, workshops → statements and wordings.

    An event says that a comment is there or changed, or that a workshop's report is published with
    its notes; what they say is their owner's, as it is now. So what was withdrawn, masked or hidden
    is nowhere, however late an event comes.
    """

    name: ClassVar[str] = "insight_topics"
    services: ClassVar[tuple[str, ...]] = ("public_comment", "workshops")
    collections: ClassVar[tuple[str, ...]] = COLLECTIONS
    batch_max: ClassVar[int] = 200
    gather_s: ClassVar[float] = 0.2

    def __init__(self) -> None:
        self.read: ReadComments | None = None
        self.notes_of: NotesOf | None = None
        self.workers: Workers | None = None

    def wants(self, event: Mapping[str, Any]) -> bool:
        """Of workshops only the report's publication, and what is hidden or shown again."""
        if event.get("type") == _NOTE_CHANGED:
            return bool(_SEEN & set(event.get("data", {}).get("changes", ())))
        return wanted_of_workshops(event, WorkshopPublished)

    async def create_indexes(self, model: Model) -> None:
        """See Wordings."""
        await Wordings(model).create_indexes()

    async def apply(self, batch: Batch, model: Model) -> None:
        """Bring each comment that is named to where its words belong."""
        if self.read is None or self.notes_of is None or self.workers is None:
            raise Unavailable
        ids = dict.fromkeys(id_ for event in batch.events for id_ in _named(event.body))
        for event in batch.events:
            if isinstance(event.body, WorkshopPublished) and not event.body.rehearsal:
                ids |= dict.fromkeys(await self.notes_of(event.body.workshop_id))
        named = list(ids)
        for start in range(0, len(named), self.batch_max):
            part = await self.read(named[start : start + self.batch_max])
            if part:
                state = TopicState(model.database, model.session)
                await PlacingBatch(Wordings(model), state, self.workers).place(part)


def _named(body: object) -> list[str]:
    """The comments and notes that an event is about."""
    match body:
        case NoteChanged() if _SEEN & set(body.changes):
            return [body.note_id]
        case _ if isinstance(body, CHANGES):
            return [body.comment_id]
        case _:
            return []


def notes_of(calls: ServiceCalls) -> NotesOf:
    """Return how the ids of a workshop's notes are asked for."""

    async def ask(workshop_id: str) -> list[str]:
        ids: list[str] = []
        after: str | None = ""
        while after is not None:
            path = f"/workshops/{workshop_id}/statements/ids?after={after}"
            status, answer = await calls.call("GET", path)
            if status != 200:
                raise Unavailable
            ids += answer["items"]
            after = answer["next"]
        return ids

    return ask


def said_in(comments: ServiceCalls, workshops: ServiceCalls) -> ReadComments:
    """Return how what citizens said is read: comments, and what is none of those as notes."""
    of_comments = comments_of(comments)

    async def read(ids: Sequence[str]) -> list[Comment]:
        found = await of_comments(ids)
        known = {one.id for one in found}
        others = [id_ for id_ in ids if id_ not in known]
        rows = await workshops.by_ids("/statements", others) if others else []
        return found + [
            Comment(
                row["note_id"],
                row["workshop_id"],
                tuple(Statement(**one) for one in row["statements"]),
            )
            for row in rows
        ]

    return read


def comments_of(calls: ServiceCalls) -> ReadComments:
    """Return how comments are read from public_comment."""

    async def read(ids: Sequence[str]) -> list[Comment]:
        return [
            Comment(
                row["comment_id"],
                row["consultation_id"],
                tuple(Statement(**one) for one in row["statements"]),
            )
            for row in await calls.by_ids("/statements", ids)
        ]

    return read


def department_of(comments: ServiceCalls, workshops: ServiceCalls) -> DepartmentOf:
    """Return how the department in charge of a consultation or a workshop is asked for."""

    async def ask(case_id: str) -> str | None:
        for calls, path in ((comments, "/consultations"), (workshops, "/workshops")):
            for row in await calls.by_ids(path, [case_id]):
                department: str | None = row["department_id"]
                return department
        return None

    return ask
