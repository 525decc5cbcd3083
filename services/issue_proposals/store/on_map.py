"""The read model of the map, in one of its generations.

rows:    one count per cell or ward and way of narrowing (see domain/on_map.py).
counted: in which rows an issue is counted, as of which of its sequences.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from shared.kafka import Model
from shared.mongo import Document, UpdateOne

COLLECTIONS = ("rows", "counted")


class MapRows:
    """The read model's collections."""

    def __init__(self, model: Model) -> None:
        self._model = model

    async def counts(self, names: Collection[str]) -> dict[str, int]:
        """Return the counts of rows; those that nobody is counted in are left out."""
        found = self._model["rows"].find({"_id": {"$in": list(names)}})
        return {row["_id"]: row["n"] for row in await found.to_list(None) if row["n"]}

    async def counted(self, issue_ids: Collection[str]) -> dict[str, Document]:
        """Return ``{"rows", "sequence"}`` of issues that were counted before, by id."""
        found = self._model["counted"].find(
            {"_id": {"$in": list(issue_ids)}}, session=self._model.session
        )
        return {row["_id"]: row for row in await found.to_list(None)}

    async def keep(self, changes: Mapping[str, int], counted: Iterable[Document]) -> None:
        """Add to counts, and note where issues are counted from now on."""
        added: list[Any] = [
            UpdateOne({"_id": name}, {"$inc": {"n": change}}, upsert=True)
            for name, change in sorted(changes.items())
            if change
        ]
        if added:
            await self._model["rows"].bulk_write(added, session=self._model.session)
        noted: list[Any] = [
            UpdateOne(
                {"_id": row["_id"]},
                {"$set": {"rows": row["rows"], "sequence": row["sequence"]}},
                upsert=True,
            )
            for row in counted
        ]
        if noted:
            await self._model["counted"].bulk_write(noted, session=self._model.session)


def changes(before: Iterable[str], after: Iterable[str]) -> Counter[str]:
    """Return what is to be added to which rows."""
    changed = Counter(after)
    changed.subtract(Counter(before))
    return changed
