"""Telling those who registered: each step of their workshop, and the day before that it begins.

A step leaves its mark in the same write, and the reminder follows from the plan itself, so a crash
at any moment forgets nothing: whoever looks next goes on. A letter is known by what it tells, so
that one that was written before stays one. One instance writes at a time (a lease); all send.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.workshops.domain.keys import WorkshopSecrets
from services.workshops.domain.workshop import Workshop
from services.workshops.handlers.mails import Told, letter_about
from services.workshops.store import Store
from services.workshops.store.readers import Readers
from shared.clock import iso, now
from shared.events.workshops import ParticipantState
from shared.logs import cause_of, log
from shared.mongo import Document, Lease, Session
from shared.notices import Letterbox
from shared.receipt_numbers import in_groups

LOOK_EVERY_S = 5.0
PAGE = 500
REMINDED_BEFORE = timedelta(days=1)
LEASE_S = 30.0
# Whom each step concerns.
_CAME = (ParticipantState.HERE, ParticipantState.LEFT)
_COMING = (ParticipantState.REGISTERED, ParticipantState.WAITING, ParticipantState.HERE)
_CONCERNED = {
    Told.REVISED: _COMING,
    Told.CALLED_OFF: _COMING,
    Told.PUBLISHED: _CAME,
    Told.REMINDED: (ParticipantState.REGISTERED,),
}

logger = log(__name__)


def to_tell(kind: Told, workshop: Workshop) -> Document:
    """Return the mark that a step leaves in its workshop; a rehearsal tells nobody."""
    if workshop.rehearsal:
        return {}
    return {"$push": {"to_tell": {"kind": kind.value, "at": now()}}}


@dataclass
class Telling:
    """Writes letters to participants. Without a ``letterbox`` the city sends no mail."""

    readers: Readers
    secrets: WorkshopSecrets
    letterbox: Letterbox | None
    lease: Lease
    store: Store

    async def tell_one(
        self, kind: Told, participant_id: str, workshop: Workshop, session: Session
    ) -> None:
        """Put a letter to one participant, together with what it tells."""
        if self.letterbox is None or workshop.rehearsal:
            return
        participant = await self.store.participant(participant_id, session)
        if participant.mails:
            mark = str(participant.sequence)
            letter = letter_about(kind, mark, participant, workshop, now())
            await self.letterbox.put([letter], session, at_once=True)

    async def stop(self, token: str) -> str:
        """Tell no more; for who follows the link in a mail. Return the 受付番号.

        Raises:
            MailLinkBroken, ParticipantNotFound.
        """
        participant = await self.store.participant(self.secrets.of_mail_token(token))
        await self.readers.stop(participant.id)
        return in_groups(participant.number)

    async def run_forever(self) -> None:
        """Look now and then; ends by cancellation only."""
        while True:
            try:
                await self.run_once()
            except Exception as error:  # what is marked stays: the next look goes on with it
                logger.warning("participants_wait", cause=cause_of(error))
            await asyncio.sleep(LOOK_EVERY_S)

    async def run_once(self) -> None:
        """Write what there is to tell now."""
        if self.letterbox is None or not await self.lease.take():
            return
        for workshop, steps in await self.readers.to_be_told():
            for step in steps:
                if await self._tell(self.letterbox, workshop, Told(step["kind"]), step["at"]):
                    await self.readers.told(workshop.id, step)
        moment = now()
        for workshop in await self.readers.beginning_between(moment, moment + REMINDED_BEFORE):
            if await self._tell(self.letterbox, workshop, Told.REMINDED, workshop.plan.starts_at):
                await self.readers.reminded(workshop)

    async def _tell(
        self, letterbox: Letterbox, workshop: Workshop, kind: Told, mark: datetime
    ) -> bool:
        """Write to all whom it concerns; False when another instance took over in the middle."""
        after = ""
        while people := await self.readers.page(workshop.id, _CONCERNED[kind], after, PAGE):
            at = now()
            await letterbox.put(
                [letter_about(kind, iso(mark), person, workshop, at) for person in people]
            )
            after = people[-1].id
            if not await self.lease.take():
                return False
        return True
