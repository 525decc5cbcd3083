"""MongoDB documents and indexes of folding; all of it is a read model, made from events and texts.

texts:    the different wordings of a consultation, as digests, never in words: ``_id`` is
          ``case:exact``; ``copies`` comments have it, ``of`` is one of them; ``known_by`` is
          what it is looked up by where its fold is known by it.
buckets:  one per band of a consultation: the wordings, by digest, that are looked up by it. A band
          that many share says what everybody says: of those it holds the first only.
members:  one per comment: its fold and its wording.
folds:    one per fold: ``size`` comments in ``wordings`` different wordings, ``known`` of which it
          is known by; ``shown`` once there are two.
turns:    one per consultation, touched by every batch, so that no two batches of a consultation
          are placed without seeing each other.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from shared.kafka import Model
from shared.mongo import ASCENDING, DESCENDING, Document, Page, UpdateOne, page_by

COLLECTIONS = ("texts", "buckets", "members", "folds", "turns")
BUCKET_MAX = 32


@dataclass(frozen=True)
class Change:
    """A wording is found by these bands from now on, or (``found`` is False) no longer."""

    case_id: str
    exact: str
    bands: Sequence[int]
    found: bool = True


class Folds:
    """One generation of the read model."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._texts = model["texts"]
        self._buckets = model["buckets"]
        self._members = model["members"]
        self._folds = model["folds"]

    async def create_indexes(self) -> None:
        """Create what every query of this file needs."""
        await self._texts.create_index([("fold_id", ASCENDING), ("copies", DESCENDING)])
        await self._members.create_index([("fold_id", ASCENDING), ("_id", DESCENDING)])
        await self._members.create_index([("text_id", ASCENDING), ("_id", ASCENDING)])
        await self._folds.create_index(
            [("case_id", ASCENDING), ("shown", ASCENDING), ("_id", DESCENDING)]
        )

    # Within a batch

    async def take_turns(self, case_ids: Collection[str]) -> None:
        """Come after every other batch of these consultations, or fail and come again."""
        writes: list[Any] = [
            UpdateOne({"_id": id_}, {"$inc": {"batches": 1}}, upsert=True)
            for id_ in sorted(case_ids)
        ]
        await self._model["turns"].bulk_write(writes, session=self._model.session)

    async def members(self, comment_ids: Iterable[str]) -> dict[str, Document]:
        """Those of the comments that are in a fold."""
        return await self._by_id(self._members, comment_ids)

    async def texts(self, ids: Iterable[str]) -> dict[str, Document]:
        """Those of the wordings that are known."""
        return await self._by_id(self._texts, ids)

    async def folds(self, ids: Iterable[str]) -> dict[str, Document]:
        """Folds by id."""
        return await self._by_id(self._folds, ids)

    async def sharing(self, case_id: str, bands: Iterable[int]) -> dict[int, list[bytes]]:
        """The wordings, by digest, that are looked up by each of the bands."""
        band_of = {_bucket(case_id, band): band for band in set(bands)}
        if not band_of:
            return {}
        found = self._buckets.find({"_id": {"$in": list(band_of)}}, session=self._model.session)
        return {band_of[row["_id"]]: row["texts"] async for row in found}

    async def other_with(self, text_id: str, but: Collection[str]) -> str | None:
        """A comment that has a wording, other than some."""
        row = await self._members.find_one(
            {"text_id": text_id, "_id": {"$nin": sorted(but)}}, session=self._model.session
        )
        return row["_id"] if row else None

    async def write(
        self,
        texts: Iterable[Document],
        folds: Iterable[Document],
        members: Iterable[Document],
        gone: Collection[str],
    ) -> None:
        """Write what became of wordings, folds and members; forget members that are ``gone``."""
        session = self._model.session
        for collection, rows in (
            (self._texts, texts),
            (self._folds, folds),
            (self._members, members),
        ):
            writes: list[Any] = [_whole(row) for row in rows]
            if writes:
                await collection.bulk_write(writes, ordered=False, session=session)
        if gone:
            await self._members.delete_many({"_id": {"$in": sorted(gone)}}, session=session)

    async def look_up(self, changes: Iterable[Change]) -> None:
        """Let wordings be found by bands, or no longer."""
        if writes := [write for change in changes for write in _in_buckets(change)]:
            await self._buckets.bulk_write(writes, ordered=True, session=self._model.session)

    # For readers

    async def page(self, case_id: str, after: str | None, limit: int) -> Page:
        """Folds of two or more, newest first."""
        return await page_by(
            self._folds, {"case_id": case_id, "shown": True}, after=after, limit=limit
        )

    async def count(self, case_id: str) -> int:
        """How many folds of two or more there are: the index alone is counted."""
        return await self._folds.count_documents({"case_id": case_id, "shown": True})

    async def page_members(self, fold_id: str, after: str | None, limit: int) -> Page:
        """The comments of a fold, newest first."""
        return await page_by(self._members, {"fold_id": fold_id}, after=after, limit=limit)

    async def members_of(self, case_id: str, after: str, limit: int) -> list[Document]:
        """The comments of a consultation that are in a fold, in the order of wording and id.

        ``after`` is where the last row stood: its wording and its id, separated by a blank.
        """
        text_id, _, id_ = after.partition(" ")
        begin: Document = {"text_id": {"$gt": text_id}} if after else {}
        where: Document = {"text_id": {"$gte": f"{case_id}:", "$lt": f"{case_id};"}}
        if after:
            where = {"$and": [where, {"$or": [begin, {"text_id": text_id, "_id": {"$gt": id_}}]}]}
        found = self._members.find(where).sort([("text_id", ASCENDING), ("_id", ASCENDING)])
        rows: list[Document] = await found.limit(limit).to_list(limit)
        return rows

    async def most_sent(self, fold_ids: Sequence[str]) -> dict[str, Document]:
        """The wording of each fold that most have: one step of the index for each of them."""
        steps: list[Document] = [
            {"$match": {"fold_id": {"$in": list(fold_ids)}}},
            {"$sort": {"fold_id": ASCENDING, "copies": DESCENDING}},
            {"$group": {"_id": "$fold_id", "most": {"$first": "$$ROOT"}}},
        ]
        return {row["_id"]: row["most"] async for row in self._texts.aggregate(steps)}

    async def _by_id(self, collection: Any, ids: Iterable[str]) -> dict[str, Document]:
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        found = collection.find({"_id": {"$in": wanted}}, session=self._model.session)
        return {row["_id"]: row async for row in found}


def _bucket(case_id: str, band: int) -> bytes:
    return hashlib.blake2b(f"{case_id}:{band}".encode(), digest_size=12).digest()


def _in_buckets(change: Change) -> list[UpdateOne]:
    text = bytes.fromhex(change.exact)
    keys = [{"_id": _bucket(change.case_id, band)} for band in change.bands]
    if change.found:
        first = {"$push": {"texts": {"$each": [text], "$slice": BUCKET_MAX}}}
        return [UpdateOne(key, first, upsert=True) for key in keys]
    return [UpdateOne(key, {"$pull": {"texts": text}}) for key in keys]


def _whole(row: Document) -> UpdateOne:
    """Write a row as it is, fields that it no longer has left out."""
    kept = {name: value for name, value in row.items() if name != "_id" and value is not None}
    gone = {name: "" for name, value in row.items() if value is None}
    change: dict[str, Any] = {"$set": kept}
    if gone:
        change["$unset"] = gone
    return UpdateOne({"_id": row["_id"]}, change, upsert=True)
