"""From an input to its opinions, the clause, the answers, the changes and what came after."""

import asyncio
from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Self

import strawberry

from gateway.clients.public_comment import ConsultationAnswer, StatusAnswer
from gateway.clients.responses import PublishedForAnswer
from gateway.context import Info
from gateway.errors import Problems
from gateway.public_comment.types import AboutConsultation, id_or_none
from gateway.trace.answers import TracedAnswer
from gateway.trace.evaluation import TracedStage, stages_after, state_of
from gateway.trace.opinions import TracedOpinion, without_answer
from gateway.trace.places import TracedPlace
from gateway.trace.states import AnswerState, EvaluationState, SplitState
from gateway.words import Channel, ReceiptState, moment

# Of several opinions that are not published, that which is the least far tells of all.
_LEAST = (
    AnswerState.NOT_PUBLISHED,
    AnswerState.UNANSWERED,
    AnswerState.ANSWERED_NOT_PUBLISHED,
)


@strawberry.interface(description="提出意見（通）のゆくえ")
class ForwardTrace(AboutConsultation):
    """What became of a comment, step by step; each step has a state, so that none is missing."""

    state: ReceiptState
    late: bool
    channel: Channel
    accepted_at: datetime

    @strawberry.field
    async def evaluation(self, info: Info) -> list[TracedStage]:
        """Return the stages that come after, of each policy and cycle that was consulted on."""
        return await stages_after(info, await self.about(info))

    @strawberry.field
    async def evaluation_state(self, info: Info) -> EvaluationState:
        """Return the state of the stage that says the most."""
        return state_of(await stages_after(info, await self.about(info)))

    async def about(self, info: Info) -> ConsultationAnswer | None:
        """Load the consultation."""
        return await info.context.public_comment.consultation.load(str(self.consultation_id))

    async def taken_together(self, info: Info, states: Collection[AnswerState]) -> AnswerState:
        """Say how far the answers to several opinions are; what was published stays true."""
        if AnswerState.PUBLISHED in states:
            whole = all(one is AnswerState.PUBLISHED for one in states)
            return AnswerState.PUBLISHED if whole else AnswerState.PARTLY_PUBLISHED
        without = without_answer(self.state, late=self.late, about=await self.about(info))
        return without or next(one for one in _LEAST if one in states)


@strawberry.type(description="受付番号からたどる。だれにでも示せることだけ。文面は含みません。")
class ReceiptTrace(ForwardTrace):
    """What anyone may follow with a receipt number; ``published`` of its ``opinions`` (件) are."""

    receipt_number: str
    duplicate_of: str | None
    comment_id: strawberry.Private[str]

    @classmethod
    def of(cls, answer: StatusAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            consultation_id=strawberry.ID(answer["consultation_id"]),
            clause_id=id_or_none(answer["clause_id"]),
            state=ReceiptState(answer["state"].upper()),
            late=answer["late"],
            channel=Channel(answer["channel"]),
            accepted_at=moment(answer["accepted_at"]),
            receipt_number=answer["receipt_number"],
            duplicate_of=answer["duplicate_of"],
            comment_id=answer["comment_id"],
        )

    @strawberry.field
    async def place(self, info: Info) -> TracedPlace:
        """Return what became of the clause; which words of it were chosen is the submitter's."""
        return await TracedPlace.find(info, await self.about(info), self.clause_id)

    @strawberry.field
    async def opinions(self, info: Info) -> int:
        """Count the opinions (件) that it holds, as far as it is split."""
        return (await self._told(info))["opinions"]

    @strawberry.field
    async def published(self, info: Info) -> int:
        """Count those of its opinions to which an answer is published."""
        return (await self._told(info))["published"]

    @strawberry.field
    async def answers(self, info: Info) -> list[TracedAnswer]:
        """Return the published answers; several opinions may have one together."""
        return [TracedAnswer.of(one) for one in (await self._told(info))["found"]]

    @strawberry.field
    async def answer_state(self, info: Info) -> AnswerState:
        """Say how far the answer is; what goes on inside is told to staff only."""
        told = await self._told(info)
        states = [AnswerState.PUBLISHED] * told["published"]
        states += [AnswerState.NOT_PUBLISHED] * (told["opinions"] - told["published"])
        return await self.taken_together(info, states)

    async def _told(self, info: Info) -> PublishedForAnswer:
        return await info.context.responses.published_of_comment.load(self.comment_id)


@strawberry.type(description="提出意見からたどる（職員用）。意見（件）ごとに、その文面とともに。")
class CommentTrace(ForwardTrace):
    """What staff may follow. Words of what was withdrawn are not shown."""

    comment_id: strawberry.ID
    split_state: SplitState
    text: str | None
    opinions: list[TracedOpinion]

    @classmethod
    async def of(cls, info: Info, comment_id: str) -> Self | None:
        """Load it; None where there is no such comment."""
        comment = await info.context.public_comment.comment.load(comment_id)
        splitting = await info.context.public_comment.splitting.load(comment_id)
        if comment is None or splitting is None:
            return None
        state = SplitState.SPLIT if splitting["parts"] else SplitState.NOT_SPLIT
        withdrawn = comment["state"].upper() == ReceiptState.WITHDRAWN
        return cls(
            consultation_id=strawberry.ID(comment["consultation_id"]),
            clause_id=id_or_none(comment["clause_id"]),
            state=ReceiptState(comment["state"].upper()),
            late=comment["late"],
            channel=Channel(comment["channel"]),
            accepted_at=moment(comment["accepted_at"]),
            comment_id=strawberry.ID(comment_id),
            split_state=SplitState.OUTDATED if splitting["outdated"] else state,
            text=None if withdrawn else comment["text"],
            opinions=TracedOpinion.all_of(comment, splitting, withdrawn=withdrawn),
        )

    @strawberry.field
    async def place(self, info: Info) -> TracedPlace:
        """Return what became of the clause, or of the words of it that were chosen."""
        comment = await info.context.public_comment.comment.load(str(self.comment_id))
        passage = comment["passage"] if comment else None
        return await TracedPlace.find(info, await self.about(info), self.clause_id, passage)

    @strawberry.field
    async def answer_state(self, info: Info) -> AnswerState:
        """Say how far the answers to all its opinions are, taken together."""
        states = await asyncio.gather(*(one.own_state(info) for one in self.opinions))
        return await self.taken_together(info, states)


TraceOfReceiptResult = Annotated[ReceiptTrace | Problems, strawberry.union("TraceOfReceiptResult")]
TraceOfCommentResult = Annotated[CommentTrace | Problems, strawberry.union("TraceOfCommentResult")]
