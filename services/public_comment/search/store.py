"""The index of the search, a read model; the texts stay in the comments.

index:  one row per comment, ``_id`` is the comment's, which sorts by time. ``terms`` holds what it
        is found by: pairs of characters, ``=`` ordinary forms of nouns, ``@`` facts (clause,
        channel, state), and ``*`` if it has words that can be found at all; ``version`` is that of
        the text they were taken from.
"""

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from services.public_comment.search.domain.query import Need
from shared.kafka import Model
from shared.mongo import ASCENDING, DESCENDING, Document, UpdateOne

COLLECTIONS = ("index",)
EVERYTHING = "*"
BY_TERM = "by_term"


@dataclass(frozen=True)
class Seen:
    """A row that was looked at; ``may_fit``: by its terms it has all that is needed.

    ``spelt``: which of the spellings asked for its text has, in ``version``.
    """

    id: str
    may_fit: bool
    version: int = 0
    spelt: tuple[str, ...] = ()


class SearchIndex:
    """One generation of the index."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._index = model["index"]

    async def create_indexes(self) -> None:
        """Create what every query of this file needs."""
        await self._index.create_index(
            [("case_id", ASCENDING), ("terms", ASCENDING), ("_id", DESCENDING)], name=BY_TERM
        )

    async def keep(self, rows: Iterable[Document]) -> None:
        """Write rows as they are now; a second time changes nothing."""
        writes: list[Any] = [
            UpdateOne(
                {"_id": row["_id"]},
                {"$set": {name: row[name] for name in ("case_id", "terms", "version")}},
                upsert=True,
            )
            for row in rows
        ]
        if writes:
            await self._index.bulk_write(writes, ordered=False, session=self._model.session)

    async def look(
        self,
        case_id: str,
        drivers: Collection[str],
        needs: Collection[Need],
        before: str | None,
        most: int,
        spellings: Collection[str] = (),
    ) -> list[Seen]:
        """Look at the newest ``most`` rows with one of the ``drivers``, older than ``before``.

        Costs by ``most`` and nothing else, however many rows there are.
        """
        # Nothing but ids: the index alone answers.
        shown: Document = {"_id": 1}
        if needs:
            shown["may_fit"] = _condition(needs)
        if spellings:
            shown |= {"version": 1, "spelt": {"$setIntersection": [sorted(spellings), "$terms"]}}
        steps = [*driven(case_id, drivers, before, most), {"$project": shown}]
        return [
            Seen(
                row["_id"],
                row.get("may_fit", True),
                row.get("version", 0),
                tuple(row.get("spelt", ())),
            )
            async for row in self._index.aggregate(steps, hint=BY_TERM)
        ]

    async def with_state(
        self, case_id: str, state: str, before: str | None, most: int
    ) -> list[str]:
        """The ids of the rows with one state, newest first: the index alone answers."""
        return [row.id for row in await self.look(case_id, [state], (), before, most)]

    async def counts(
        self, case_id: str, terms: Collection[str], before: str | None, most: int
    ) -> dict[str, int]:
        """How many rows have each term, counted up to ``most``."""
        ordered = sorted(terms)
        found = await asyncio.gather(
            *(self._count(case_id, term, before, most) for term in ordered)
        )
        return dict(zip(ordered, found, strict=True))

    async def _count(self, case_id: str, term: str, before: str | None, most: int) -> int:
        where = _where(case_id, [term], before)
        return await self._index.count_documents(where, limit=most, hint=BY_TERM)


def driven(case_id: str, drivers: Collection[str], before: str | None, most: int) -> list[Document]:
    """Return the steps that walk down the index from the newest row."""
    return [
        {"$match": _where(case_id, drivers, before)},
        {"$sort": {"_id": DESCENDING}},
        {"$limit": most},
    ]


def _where(case_id: str, terms: Collection[str], before: str | None) -> Document:
    ordered = sorted(terms)
    where: Document = {
        "case_id": case_id,
        "terms": ordered[0] if len(ordered) == 1 else {"$in": ordered},
    }
    if before is not None:
        where["_id"] = {"$lt": before}
    return where


def _condition(needs: Collection[Need]) -> Document:
    return {
        "$and": [
            {"$or": [{"$setIsSubset": [sorted(way), "$terms"]} for way in need]} for need in needs
        ]
    }
