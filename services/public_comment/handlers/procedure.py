"""The course of a consultation: extended, considered, published, called off; by those in charge."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.public_comment.domain.errors import (
    AnswersMissing,
    AnswersNotCounted,
    OpinionsCameIn,
)
from services.public_comment.domain.period import ConsultationState
from services.public_comment.domain.procedure import (
    REASON_MAX,
    Course,
    Outcome,
    checked_extension,
    checked_reason,
)
from services.public_comment.handlers.answering import Answers
from services.public_comment.handlers.mails import Told
from services.public_comment.handlers.recount import Recount
from services.public_comment.store import Store
from shared.caller import current_caller
from shared.clock import now
from shared.events import EventData
from shared.events.public_comment import (
    ConsultationConsidered,
    ConsultationPeriodExtended,
    ConsultationPublished,
    ConsultationWithdrawn,
)
from shared.mongo import Document
from shared.settings import Settings
from shared.texts import clean_text


@dataclass
class Procedure:
    """The use cases of a consultation's course. A repetition changes nothing more."""

    store: Store
    settings: Settings
    recount: Recount
    answers: Answers

    async def extend(self, id_: str, closes_at: datetime, reason: str) -> Document:
        """Let the period end later; over already, it opens again, as after an outage.

        Comments on paper that were late (期間外) and are not any more count soon (see recount).

        Raises:
            ConsultationNotFound, NotSignedIn, NotInCharge, ConsultationNotMovable,
            ExtensionNotLater, ExtensionTooLate, PeriodInvalid, ReasonMissing.
        """
        row, moment = await self._in_charge(id_), now()
        if row["closes_at"] != closes_at:
            course = Course.of(row)
            course.require(
                moment, ConsultationState.PLANNED, ConsultationState.OPEN, ConsultationState.CLOSED
            )
            checked_extension(course.period, closes_at, moment, self.settings.comment_grace_days)
            extension = {
                "closed_at": row["closes_at"],
                "closes_at": closes_at,
                "at": moment,
                "reason": checked_reason(reason),
            }
            event = ConsultationPeriodExtended(consultation_id=id_, closes_at=closes_at)
            change = {
                "$set": {"closes_at": closes_at, "recount_since": moment},
                "$push": {"extensions": extension, **_to_be_told(Told.EXTENDED, moment)},
            }
            row = await self._moved(row, change, event)
            self.recount.wake()
        return row

    async def consider(self, id_: str) -> Document:
        """Begin to consider what came in.

        Raises:
            ConsultationNotFound, NotSignedIn, NotInCharge, ConsultationNotMovable.
        """
        row, moment = await self._in_charge(id_), now()
        if row.get("considered_at"):
            return row
        Course.of(row).require(moment, ConsultationState.CLOSED)
        event = ConsultationConsidered(consultation_id=id_, considered_at=moment)
        return await self._moved(row, {"$set": {"considered_at": moment}}, event)

    async def publish(self, id_: str, outcome: Outcome, note: str) -> Document:
        """Publish how it ended: as proposed, with changes, abandoned, or without any opinion.

        Raises:
            ConsultationNotFound, NotSignedIn, NotInCharge, ConsultationNotMovable.
            ReasonMissing: a plan was abandoned, and nothing says why.
            OpinionsCameIn: it shall end as without any opinion, and there are some.
            AnswersMissing, AnswersNotCounted: the plan goes on, and not every opinion has its
            published response. Unavailable: that cannot be known now.
        """
        row, moment = await self._in_charge(id_), now()
        if row.get("published_at") and row["outcome"] == outcome.value:
            return row
        course = Course.of(row)
        course.require(moment, ConsultationState.CLOSED, ConsultationState.UNDER_CONSIDERATION)
        told = clean_text("note", note, max_chars=REASON_MAX, required=False)
        if outcome is Outcome.ABANDONED:
            checked_reason(told)
        if outcome is Outcome.NO_OPINIONS and await self.store.has_opinions(id_):
            raise OpinionsCameIn("outcome")
        figures = await self.store.figures(id_)
        if outcome in (Outcome.AS_PROPOSED, Outcome.WITH_CHANGES):
            await self._require_answers(id_, figures.points)
        event = ConsultationPublished(
            consultation_id=id_, outcome=outcome.value, published_at=moment
        )
        decided = {
            **{"published_at": moment, "outcome": outcome.value, "result_note": told},
            "figures": figures.document(),
        }
        change = {"$set": decided, "$push": _to_be_told(Told.PUBLISHED, moment)}
        return await self._moved(row, change, event)

    async def withdraw(self, id_: str, reason: str) -> Document:
        """Call it off. What came in is kept.

        Raises:
            ConsultationNotFound, NotSignedIn, NotInCharge, ConsultationNotMovable, ReasonMissing.
        """
        row, moment = await self._in_charge(id_), now()
        if row.get("withdrawn_at"):
            return row
        Course.of(row).require(
            moment,
            ConsultationState.PLANNED,
            ConsultationState.OPEN,
            ConsultationState.CLOSED,
            ConsultationState.UNDER_CONSIDERATION,
        )
        decided = {"withdrawn_at": moment, "withdrawal_reason": checked_reason(reason)}
        event = ConsultationWithdrawn(consultation_id=id_, withdrawn_at=moment)
        change = {"$set": decided, "$push": _to_be_told(Told.WITHDRAWN, moment)}
        return await self._moved(row, change, event)

    async def _require_answers(self, id_: str, expected: int) -> None:
        """Let pass what is answered: by the responses' count, and by what came in here.

        Their count follows events, so it may be behind; what came in is counted here, once.
        """
        done = await self.answers.answering(id_)
        if not done.is_done:
            raise AnswersMissing(
                unanswered=done.unanswered, outdated=done.outdated, unpublished=done.unpublished
            )
        if done.answered < expected:
            raise AnswersNotCounted(answered=done.answered, expected=expected)

    async def _in_charge(self, id_: str) -> Document:
        row = await self.store.consultation_now(id_)
        current_caller().require_department(row.get("department_id"))
        return row

    async def _moved(self, row: Document, change: Mapping[str, Any], event: EventData) -> Document:
        moved = await self.store.consultations.update(
            row["_id"], change, event, sequence=row["sequence"]
        )
        self.store.forget_consultation(row["_id"])
        return moved


def _to_be_told(kind: Told, at: datetime) -> dict[str, Any]:
    """Mark a step for those who follow by mail (see rounds), in the write of the step itself."""
    return {"to_tell": {"kind": kind.value, "at": at}}
