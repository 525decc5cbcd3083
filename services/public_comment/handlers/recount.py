"""Judging late papers (期間外) anew after an extension, apart from the request that extended.

The extension leaves a mark in the same write, so a crash at any moment forgets nothing: whoever
finds the mark does the work. The mark is taken away only by a run that began after every process
had learnt the new end (each remembers a consultation for a second), so a paper that was entered by
the old end in the meantime is found, too.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import date, timedelta

from services.public_comment.domain.period import PaperRule, Period
from services.public_comment.store import Store
from shared.clock import now
from shared.events.public_comment import CommentCountedInTime
from shared.mongo import Document, StaleAggregate

log = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
# Far more than a consultation is remembered and a request lasts.
SETTLED_AFTER = timedelta(seconds=30)


@dataclass
class Recount:
    """What is left to do after extensions; any number of processes may do it at once."""

    store: Store
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """Begin at once."""
        self._woken.set()

    async def run_forever(self) -> None:
        """Do what is marked, now and whenever something is; ends by cancellation only."""
        while True:
            self._woken.clear()
            try:
                await self.run_once()
            except Exception:
                # The mark stays, so the next look goes on with it.
                log.exception("late papers were not judged anew")
            try:
                await asyncio.wait_for(self._woken.wait(), LOOK_EVERY_S)
            except TimeoutError:
                continue

    async def run_once(self) -> None:
        """Judge the late papers of every marked consultation once."""
        for row in await self.store.to_be_recounted():
            began = now()
            whole = await self._count_in_time(row)
            if whole and began - row["recount_since"] > SETTLED_AFTER:
                await self.store.recounted(row)

    async def _count_in_time(self, row: Document) -> bool:
        """Return False if somebody else changed a comment just then: it is looked at again."""
        whole = True
        period = Period(row["opens_at"], row["closes_at"], PaperRule(row["paper_rule"]))
        async for comment in self.store.late_comments(row["_id"]):
            if _is_late(period, comment):
                continue
            event = CommentCountedInTime(comment_id=comment["_id"], consultation_id=row["_id"])
            try:
                await self.store.comments.update(
                    comment["_id"], {"$set": {"late": False}}, event, sequence=comment["sequence"]
                )
            except StaleAggregate:
                whole = False
        return whole


def _is_late(period: Period, comment: Document) -> bool:
    posted = comment["postmarked_on"]
    return period.is_late(
        date.fromisoformat(comment["received_on"]), date.fromisoformat(posted) if posted else None
    )
