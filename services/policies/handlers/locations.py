"""Where clauses and passages of one revision are in a later one."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

from services.policies.domain.anchors import Anchor, Location, Way
from services.policies.domain.errors import RevisionNotFound, RevisionNotLater
from services.policies.domain.units import Side
from services.policies.store import Store

_KEPT = 16  # pairs of revisions; a way holds both texts, its memory is some tens of megabytes


class Locations:
    """Locates anchors. Comparing revisions is CPU work: a thread does it, once for each pair."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ways: OrderedDict[tuple[str, str], asyncio.Task[Way]] = OrderedDict()

    async def locate(self, old: str, new: str, anchors: Sequence[Anchor]) -> list[Location]:
        """Say where anchors of a revision are in a later one, by way of those in between.

        Raises:
            RevisionNotFound: no revision has one of the ids.
            RevisionNotLater: the other revision is not a later one of the same document.
            ClauseNotInRevision, PassageNotInClause: an anchor is not in the old revision.
        """
        way = await self.way(old, new)
        return await asyncio.to_thread(lambda: [way.locate(anchor) for anchor in anchors])

    async def way(self, old: str, new: str) -> Way:
        """Return the way from a revision to a later one; made once, also when many ask at once.

        Raises:
            RevisionNotFound, RevisionNotLater.
        """
        key = (old, new)
        if key not in self._ways:
            self._ways[key] = asyncio.create_task(self._make(old, new))
            if len(self._ways) > _KEPT:
                self._ways.popitem(last=False)
        self._ways.move_to_end(key)
        try:
            # Who goes away must not take it from the others who wait for the same pair.
            return await asyncio.shield(self._ways[key])
        except Exception:
            self._ways.pop(key, None)
            raise

    async def _make(self, old: str, new: str) -> Way:
        found = {one.id: one for one in await self._store.revisions([old, new])}
        if old not in found or new not in found:
            raise RevisionNotFound("revision_id")
        first, last = found[old], found[new]
        if first.document_id != last.document_id or first.number >= last.number:
            raise RevisionNotLater("revision_id")
        rows = await self._store.revisions_of(first.document_id)
        between = [r["_id"] for r in rows if first.number < r["number"] < last.number]
        middle = sorted(await self._store.revisions(between), key=lambda one: one.number)
        sides = [Side(one.clauses) for one in (first, *middle, last)]
        return await asyncio.to_thread(Way, sides)
