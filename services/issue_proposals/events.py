"""Events that issue proposals consumes: its own, to count what is on the map."""

from collections.abc import Mapping
from typing import Any, ClassVar

from services.issue_proposals.handlers.on_map import OnMap
from services.issue_proposals.store.on_map import COLLECTIONS
from shared.errors import Unavailable
from shared.events import full_type
from shared.events.issue_proposals import IssueMerged, IssueMoved, IssuePublished, NeedNamed
from shared.kafka import Batch, Model, Projection

_Changes = IssuePublished | IssueMoved | NeedNamed | IssueMerged
_TYPES = frozenset(full_type(kind) for kind in (IssuePublished, IssueMoved, NeedNamed, IssueMerged))


class MapProjection(Projection):
    """The counts of the map. An event only tells which issue to look at again."""

    name: ClassVar[str] = "issue_proposals"
    services: ClassVar[tuple[str, ...]] = ("issue_proposals",)
    collections: ClassVar[tuple[str, ...]] = COLLECTIONS

    def __init__(self) -> None:
        self._on_map: OnMap | None = None

    def count_by(self, on_map: OnMap) -> None:
        """Count from here on."""
        self._on_map = on_map

    def wants(self, event: Mapping[str, Any]) -> bool:
        """Of issues what changes where they are counted; nothing of talk and offers."""
        return event.get("type") in _TYPES

    async def create_indexes(self, model: Model) -> None:
        """Rows and issues are read by their ids alone."""

    async def apply(self, batch: Batch, model: Model) -> None:
        """Count each issue of the batch as it is now.

        Raises:
            Unavailable: the service has only begun to start.
        """
        if self._on_map is None:
            raise Unavailable
        ids = {event.body.issue_id for event in batch.events if isinstance(event.body, _Changes)}
        await self._on_map.follow(sorted(ids), model)
