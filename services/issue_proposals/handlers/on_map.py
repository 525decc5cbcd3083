"""The map: how many public issues there are where, counted as they change and not when asked."""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Any

from services.issue_proposals.domain.on_map import Narrowed, counted_in
from services.issue_proposals.store import Store
from services.issue_proposals.store.on_map import MapRows, changes
from shared.city_map import CityMap, View
from shared.kafka import Model


@dataclass
class OnMap:
    """The use cases of the map; ``model`` gives the read model that serves now."""

    store: Store
    model: Callable[[], Awaitable[Model]]
    city: CityMap
    wards: tuple[str, ...]

    async def counts(self, view: View | None, narrowed: Narrowed) -> dict[str, Any]:
        """Return ``{"view", "nearest", "cells": [{"x", "y", "count"}], "wards": [{"ward", …}]}``.

        No view: that of the whole city. Wards come in their order, the whole city (``""``) last,
        each with its count even where it is 0; of cells only those that have some.
        """
        shown = view or self.city.view()
        cells = {narrowed.in_cell(cell): cell for cell in shown.cells()}
        wards = {narrowed.in_ward(ward): ward for ward in (*self.wards, "")}
        counts = await MapRows(await self.model()).counts([*cells, *wards])
        return {
            "view": {"zoom": shown.zoom, "x": shown.x, "y": shown.y},
            "nearest": shown.zoom >= self.city.nearest,
            "cells": [
                {"x": cell.x, "y": cell.y, "count": counts[name]}
                for name, cell in cells.items()
                if name in counts
            ],
            "wards": [{"ward": ward, "count": counts.get(name, 0)} for name, ward in wards.items()],
        }

    async def follow(self, issue_ids: Collection[str], model: Model) -> None:
        """Count issues as they are now; those that were counted so already change nothing."""
        rows = MapRows(model)
        known = await rows.counted(issue_ids)
        changed: Counter[str] = Counter()
        counted = []
        for issue in await self.store.issues_by_id(list(issue_ids)):
            before = known.get(issue.id, {"rows": [], "sequence": 0})
            if before["sequence"] >= issue.sequence:
                continue
            place = issue.public_place
            now = counted_in(issue, self.city.cells_of(place) if place else [])
            changed.update(changes(before["rows"], now))
            counted.append({"_id": issue.id, "rows": now, "sequence": issue.sequence})
        await rows.keep(changed, counted)
