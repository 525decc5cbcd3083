"""An opinion (件) of a comment, with what answers it."""

from typing import Self

import strawberry

from gateway.clients.public_comment import (
    CommentAnswer,
    ConsultationAnswer,
    PartAnswer,
    SplittingAnswer,
)
from gateway.clients.traces import StandingAnswer
from gateway.context import Info
from gateway.policies.types import Clause
from gateway.public_comment.types import clause_in, id_or_none
from gateway.responses.types import ResponseState, SubjectKind
from gateway.trace.answers import TracedAnswer
from gateway.trace.places import TracedPlace
from gateway.trace.states import AnswerState
from gateway.words import ConsultationState, ReceiptState


@strawberry.type(
    description="意見（件）のゆくえ（職員用）。分けていない提出意見は、全体で1件です。"
)
class TracedOpinion:
    """A point, or, without ``pointId``, a whole comment that was not split."""

    point_id: strawberry.ID | None
    clause_id: strawberry.ID | None
    text: str | None
    topic: str
    comment: strawberry.Private[CommentAnswer]

    @classmethod
    def all_of(
        cls, comment: CommentAnswer, splitting: SplittingAnswer, *, withdrawn: bool
    ) -> list[Self]:
        """Make them of a comment and how it is split; without words where it was withdrawn."""
        points = [one for one in splitting["parts"] if one["id"]] or [_whole(comment)]
        return [
            cls(
                point_id=id_or_none(one["id"]),
                clause_id=id_or_none(one["clause_id"]),
                text=None if withdrawn else one["text"],
                topic=one["topic"],
                comment=comment,
            )
            for one in points
        ]

    @strawberry.field
    async def clause(self, info: Info) -> Clause | None:
        """Return the clause as it was consulted on; null for the whole plan."""
        return await clause_in(info, self.comment["consultation_id"], self.clause_id)

    @strawberry.field
    async def place(self, info: Info) -> TracedPlace:
        """Return what became of the clause in the newest revision."""
        case = self.comment["consultation_id"]
        about = await info.context.public_comment.consultation.load(case)
        return await TracedPlace.find(info, about, self.clause_id)

    @strawberry.field
    async def answer_state(self, info: Info) -> AnswerState:
        """Say how far its answer is, or why none will be published."""
        state = await self.own_state(info)
        if state is AnswerState.PUBLISHED:
            return state
        comment, load = self.comment, info.context.public_comment.consultation.load
        about = await load(comment["consultation_id"])
        known = ReceiptState(comment["state"].upper())
        return without_answer(known, late=comment["late"], about=about) or state

    @strawberry.field
    async def response_id(self, info: Info) -> strawberry.ID | None:
        """Return which response stands for it."""
        standing = await self._standing(info)
        return strawberry.ID(standing["response_id"]) if standing else None

    @strawberry.field
    async def response_state(self, info: Info) -> ResponseState | None:
        """Say where that response is on its way."""
        standing = await self._standing(info)
        return ResponseState(standing["state"]) if standing else None

    @strawberry.field
    async def answer(self, info: Info) -> TracedAnswer | None:
        """Return the answer, if it is published."""
        standing = await self._standing(info)
        if standing is None or standing["state"] != ResponseState.PUBLISHED:
            return None
        found = await info.context.trace.published.load(standing["subject"])
        return TracedAnswer.of(found) if found else None

    async def own_state(self, info: Info) -> AnswerState:
        """Say how far its answer is, whether or not the comment counts."""
        standing = await self._standing(info)
        if standing is None:
            return AnswerState.UNANSWERED
        if standing["state"] == ResponseState.PUBLISHED:
            return AnswerState.PUBLISHED
        return AnswerState.ANSWERED_NOT_PUBLISHED

    async def _standing(self, info: Info) -> StandingAnswer | None:
        """Its own response, or that of its comment, which was answered before it was split."""
        keys = [f"{SubjectKind.COMMENT}:{self.comment['id']}"]
        if self.point_id:
            keys.insert(0, f"{SubjectKind.POINT}:{self.point_id}")
        found = await info.context.trace.standing.load_many(keys)
        return next((one for one in found if one is not None), None)


def without_answer(
    state: ReceiptState, *, late: bool, about: ConsultationAnswer | None
) -> AnswerState | None:
    """Say why no answer will be published to a comment; None where one will."""
    if late or state in (ReceiptState.WITHDRAWN, ReceiptState.DUPLICATE):
        return AnswerState.NOT_COUNTED
    if about and about["state"].upper() == ConsultationState.WITHDRAWN:
        return AnswerState.CALLED_OFF
    return None


def _whole(comment: CommentAnswer) -> PartAnswer:
    return PartAnswer(
        id=None,
        kind="OPINION",
        start=0,
        end=len(comment["text"]),
        text=comment["text"],
        topic="",
        clause_id=comment["clause_id"],
    )
