"""Telling all who follow a consultation: of its close by the clock, and of each step it takes.

A step leaves its mark in the same write, and the close follows from the period itself, so a crash
at any moment forgets nothing: whoever looks next goes on. A letter is known by what it tells, so
that one that was written before stays one. One instance writes at a time (a lease); all send.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.public_comment.handlers.mails import Told, letter_about
from services.public_comment.store.followers import Followers
from shared.clock import iso, now
from shared.logs import cause_of, log
from shared.mongo import Document, Lease
from shared.notices import Letterbox

LOOK_EVERY_S = 5.0
PAGE = 500
# What is older than that nobody waits for.
TOLD_WITHIN = timedelta(days=2)
# A comment that was sent in the last second may still be on its way into the database.
SETTLED_AFTER = timedelta(seconds=30)
LEASE_S = 30.0

logger = log(__name__)


@dataclass
class Rounds:
    """Writes letters to all who follow a consultation; any number of instances may try."""

    followers: Followers
    letterbox: Letterbox
    lease: Lease

    async def run_forever(self) -> None:
        """Look now and then; ends by cancellation only."""
        while True:
            try:
                await self.run_once()
            except Exception as error:  # what is marked stays: the next look goes on with it
                logger.warning("followers_wait", cause=cause_of(error))
            await asyncio.sleep(LOOK_EVERY_S)

    async def run_once(self) -> None:
        """Write what there is to tell now."""
        if not await self.lease.take():
            return
        moment = now()
        for row in await self.followers.to_be_told():
            for step in row["to_tell"]:
                old = step["at"] < moment - TOLD_WITHIN
                if old or await self._tell(row, Told(step["kind"]), step["at"]):
                    await self.followers.told(row["_id"], step)
        for row in await self.followers.closed_between(
            moment - TOLD_WITHIN, moment - SETTLED_AFTER
        ):
            if await self._tell(row, Told.CLOSED, row["closes_at"]):
                await self.followers.told_of_close(row)

    async def _tell(self, consultation: Document, kind: Told, mark: datetime) -> bool:
        """Write to all; False when another instance took over in the middle."""
        after = ""
        while rows := await self.followers.page(consultation["_id"], after, PAGE):
            at = now()
            await self.letterbox.put(
                [letter_about(kind, iso(mark), row, consultation, at) for row in rows]
            )
            after = rows[-1]["_id"]
            if not await self.lease.take():
                return False
        return True
