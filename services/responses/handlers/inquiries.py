"""庁内照会: asking a desk of another department, its answer, reminders."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.responses.domain.errors import InquiryWithinDepartment
from services.responses.domain.parts import Inquiry, InquiryState
from services.responses.domain.response import Response
from services.responses.handlers.base import UseCases, about, person, staff
from services.responses.store import read
from shared.clock import now, today_jst
from shared.events import EventData
from shared.events.responses import (
    InquiryAnswered,
    InquiryReminded,
    InquirySent,
    InquiryTakenBack,
)
from shared.ids import new_id
from shared.logs import cause_of, log
from shared.mongo import Document, PyMongoError, StaleAggregate
from shared.texts import clean_text

REMIND_EVERY_S = 300
REMIND_BEFORE = timedelta(days=1)

logger = log(__name__)


@dataclass
class Inquiries(UseCases):
    """The use cases of both sides of an inquiry."""

    async def send(
        self, response_id: str, desk_id: str, question: str, due_on: date, key: str
    ) -> Document:
        """Ask a desk of another department.

        Raises:
            NotInCharge, ResponseNotFound, ResponseNotEditable, InquiryWithinDepartment,
            DeskNotKnownYet, DueInPast, TooManyInquiries, IdempotencyKeyReused, and what may be
            wrong with a text.
        """
        caller, at = staff(), now()
        question = clean_text("question", question, max_chars=4_000)
        department_id = await self.department_of(desk_id)
        inquiry = Inquiry(
            id=new_id(),
            desk_id=desk_id,
            department_id=department_id,
            question=question,
            due_on=due_on,
            asked_by=person(caller),
            asked_at=at,
        )

        def decide(response: Response) -> tuple[Response, Sequence[EventData]]:
            caller.require_desk(response.desk_id)
            if department_id == response.department_id:
                raise InquiryWithinDepartment("desk_id")
            changed = response.asked(inquiry, today_jst())
            names = {"inquiry_id": inquiry.id, "desk_id": desk_id}
            return changed, [InquirySent(**about(changed), **names, due_on=due_on)]

        given = {"desk_id": desk_id, "question": question, "due_on": due_on.isoformat()}
        return await self.change(response_id, key, given, decide)

    async def save_draft(self, response_id: str, inquiry_id: str, text: str, key: str) -> Document:
        """Keep an answer that is not finished; only the desk that was asked sees it.

        Raises:
            NotInCharge, ResponseNotFound, InquiryNotFound, InquiryClosed, and what may be wrong
            with a text.
        """
        caller, at = staff(), now()
        text = clean_text("text", text, required=False)

        def decide(response: Response) -> tuple[Response, Sequence[EventData]]:
            caller.require_desk(response.inquiry(inquiry_id).desk_id)
            return response.with_inquiry(inquiry_id, person(caller), at, draft=text), []

        given = {"inquiry_id": inquiry_id, "draft": text}
        return await self.change(response_id, key, given, decide)

    async def answer(self, response_id: str, inquiry_id: str, text: str, key: str) -> Document:
        """Answer it. After the deadline it counts as well, and is marked late.

        Raises:
            NotInCharge, ResponseNotFound, InquiryNotFound, InquiryClosed, IdempotencyKeyReused,
            and what may be wrong with a text.
        """
        caller, at = staff(), now()
        text = clean_text("text", text)

        def decide(response: Response) -> tuple[Response, Sequence[EventData]]:
            inquiry = response.inquiry(inquiry_id)
            caller.require_desk(inquiry.desk_id)
            late = inquiry.is_overdue(today_jst())
            changed = response.with_inquiry(
                inquiry_id,
                person(caller),
                at,
                "inquiry_answered",
                state=InquiryState.ANSWERED,
                draft="",
                answer=text,
                answered_by=person(caller),
                answered_at=at,
                late=late,
            )
            names = {"inquiry_id": inquiry_id, "desk_id": response.desk_id}
            return changed, [InquiryAnswered(**about(changed), **names, late=late)]

        given = {"inquiry_id": inquiry_id, "answer": text}
        return await self.change(response_id, key, given, decide)

    async def take_back(self, response_id: str, inquiry_id: str, key: str) -> Document:
        """Need the answer no longer.

        Raises:
            NotInCharge, ResponseNotFound, InquiryNotFound, InquiryClosed, IdempotencyKeyReused.
        """
        caller, at = staff(), now()

        def decide(response: Response) -> tuple[Response, Sequence[EventData]]:
            caller.require_desk(response.desk_id)
            desk_id = response.inquiry(inquiry_id).desk_id
            changed = response.with_inquiry(
                inquiry_id,
                person(caller),
                at,
                "inquiry_taken_back",
                state=InquiryState.TAKEN_BACK,
            )
            names = {"inquiry_id": inquiry_id, "desk_id": desk_id}
            return changed, [InquiryTakenBack(**about(changed), **names)]

        return await self.change(response_id, key, {"take_back": inquiry_id}, decide)

    async def remind_forever(self) -> None:
        """Remind of what is due; several processes may do so at once and remind once."""
        while True:
            try:
                await self.remind(today_jst())
            except PyMongoError as error:
                logger.warning("reminding_failed", cause=cause_of(error))
            await asyncio.sleep(REMIND_EVERY_S)

    async def remind(self, today: date) -> int:
        """Remind desks the day before the deadline and on each day after it. Returns how often."""
        reminded = 0
        for row in await self.store.with_inquiries_due((today + REMIND_BEFORE).isoformat()):
            response, events = read(row), list[EventData]()
            for inquiry in response.open_inquiries:
                overdue = inquiry.is_overdue(today)
                soon = inquiry.due_on <= today + REMIND_BEFORE and inquiry.reminded_on is None
                if not soon and (not overdue or inquiry.reminded_on == today):
                    continue
                response = response.with_inquiry(inquiry.id, "", now(), reminded_on=today)
                names = {"inquiry_id": inquiry.id, "desk_id": inquiry.desk_id}
                due = {"due_on": inquiry.due_on, "overdue": overdue}
                events.append(InquiryReminded(**about(response), **names, **due))
            if not events:
                continue
            try:
                await self.store.change(row, response, None, *events)
                reminded += len(events)
            except StaleAggregate:
                continue  # someone is at work there: the next round sees what they left
        return reminded
