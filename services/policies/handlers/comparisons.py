"""What is different between two revisions of a plan."""

import asyncio
from collections import OrderedDict

from services.policies.domain.comparison import Compared, compare
from services.policies.handlers.locations import Locations

_KEPT = 16  # pairs of revisions; of a clause only what changed is in it


class Comparisons:
    """Compares revisions. A published one never changes, so a comparison is made once."""

    def __init__(self, locations: Locations) -> None:
        self._locations = locations
        self._made: OrderedDict[tuple[str, str], list[Compared]] = OrderedDict()

    async def compare(self, old: str, new: str) -> list[Compared]:
        """Compare a revision with a later one of the same document.

        Raises:
            RevisionNotFound: no revision has one of the ids.
            RevisionNotLater: the other revision is not a later one of the same document.
        """
        key = (old, new)
        if key not in self._made:
            way = await self._locations.way(old, new)
            self._made[key] = await asyncio.to_thread(compare, way)
            if len(self._made) > _KEPT:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        return self._made[key]
