"""The read model: what is known of the things of others, in one of its generations.

inputs:   one document per comment and per point (see domain/waiting.py); what waits is found by an
          index of its own, in the order in which it came.
tallies:  how many inputs of a case and a clause wait or are answered, one row per partition of the
          events, so that two instances never write the same one; readers add them up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from services.responses.domain.waiting import Input, Waiting, document, ids_in
from shared.events import EventData
from shared.kafka import Model
from shared.mongo import ASCENDING, Document, IndexModel, UpdateOne

_FIELDS = frozenset(one.name for one in fields(Input))
_WAITS = {"waits": True}


class Known:
    """The read model's collections."""

    def __init__(self, model: Model) -> None:
        self._model = model

    async def create_indexes(self) -> None:
        """What is in a case, what waits in it, also by clause and topic; points of comments."""
        case, last = ("case_id", ASCENDING), ("_id", ASCENDING)
        clause, topic = ("clause_id", ASCENDING), ("topic_id", ASCENDING)
        waits: dict[str, list[tuple[str, int]]] = {
            "waits": [],
            "waits_clause": [clause],
            "waits_topic": [topic],
            "waits_both": [clause, topic],
        }
        await self._model["inputs"].create_indexes(
            [
                *(
                    IndexModel([case, *by, last], name=name, partialFilterExpression=_WAITS)
                    for name, by in waits.items()
                ),
                IndexModel([case, last], name="case"),
                IndexModel("comment_id", sparse=True),
                IndexModel(
                    [case, last], name="outdated", partialFilterExpression={"outdated": True}
                ),
            ]
        )
        await self._model["tallies"].create_index("case_id")

    async def keep(self, collection: str, rows: Sequence[tuple[str, Document]]) -> None:
        """Note facts about things, by id: each event tells its own part, in any order."""
        if rows:
            writes: list[Any] = [
                UpdateOne({"_id": id_}, {"$set": facts}, upsert=True) for id_, facts in rows
            ]
            await self._model[collection].bulk_write(writes, session=self._model.session)

    async def follow(self, partition: str, facts: Sequence[EventData]) -> None:
        """Let inputs and tallies follow what a batch of one partition tells."""
        if not facts:
            return
        waiting = Waiting(await self._touched(ids_in(facts)))
        waiting.take(facts)
        # All are written, also those that stayed as they were: another instance that changes one
        # of them meanwhile is seen, and one of the two runs again.
        await self.keep("inputs", [(id_, document(one)) for id_, one in waiting.inputs.items()])
        writes: list[Any] = []
        for place, steps in waiting.steps.items():
            moved = {name: step for name, step in vars(steps).items() if step}
            if moved:
                key = {**place._asdict(), "partition": partition}
                _id = "|".join((place.case_id, place.clause_id or "", partition))
                writes.append(
                    UpdateOne({"_id": _id}, {"$inc": moved, "$setOnInsert": key}, upsert=True)
                )
        if writes:
            await self._model["tallies"].bulk_write(writes, session=self._model.session)

    async def _touched(self, ids: set[str]) -> dict[str, Input]:
        """The inputs that facts name, with the points of each comment and the comment of each."""
        found = await self._read({"_id": {"$in": sorted(ids)}})
        comments = {one.comment_id for one in found.values() if one.comment_id} - found.keys()
        if comments:
            found |= await self._read({"_id": {"$in": sorted(comments)}})
        return found | await self._read({"comment_id": {"$in": sorted(found)}})

    async def _read(self, where: Document) -> dict[str, Input]:
        rows = self._model["inputs"].find(where, session=self._model.session)
        return {
            row["_id"]: Input(
                row["_id"], **{name: value for name, value in row.items() if name in _FIELDS}
            )
            async for row in rows
        }

    async def desks(self, ids: Iterable[str]) -> dict[str, Document]:
        """Desks by id; what is not known is not in it."""
        return await self._by_id("desks", ids)

    async def inputs(self, ids: Iterable[str]) -> dict[str, Document]:
        """Comments and points by id."""
        return await self._by_id("inputs", ids)

    async def comments_of(self, ids: Iterable[str]) -> int:
        """How many comments that count some inputs are, or are points of; each once."""
        whole = {"$group": {"_id": {"$ifNull": ["$comment_id", "$_id"]}}}
        found = self._model["inputs"].aggregate(
            [{"$match": {"_id": {"$in": sorted(set(ids))}}}, whole]
        )
        comments = [row["_id"] async for row in found]
        counts = {"_id": {"$in": comments}, "counts": True}
        return int(await self._model["inputs"].count_documents(counts))

    async def points_of(self, comment_ids: Iterable[str]) -> dict[str, list[str]]:
        """The points of comments that were split, by the comment."""
        found = await self._by_id("inputs", comment_ids)
        return {id_: row["point_ids"] for id_, row in found.items() if row.get("point_ids")}

    async def departments_of(self, case_id: str) -> set[str] | None:
        """The departments in charge of a case; None: the case is not known.

        The one it names, else those of the policies it serves; empty where none is named.
        """
        case = (await self._by_id("cases", [case_id])).get(case_id)
        if case is None:
            return None
        if case["department_id"]:
            return {case["department_id"]}
        policies = await self._by_id("policies", case["policy_ids"])
        return {row["department_id"] for row in policies.values() if row["department_id"]}

    async def page_waiting(
        self, case_id: str, narrowed: Document, after: str, limit: int
    ) -> list[Document]:
        """Inputs of a case that wait for an answer, oldest first."""
        query: Document = {"case_id": case_id, **_WAITS, **narrowed, "_id": {"$gt": after}}
        found = self._model["inputs"].find(query).sort("_id", ASCENDING).limit(limit)
        rows: list[Document] = await found.to_list(limit)
        return rows

    async def page_standing(self, case_id: str, after: str, limit: int) -> list[Document]:
        """Inputs of a case that wait for an answer or have one, oldest first."""
        stands: Document = {"$or": [_WAITS, {"answered": True}]}
        query: Document = {"case_id": case_id, "_id": {"$gt": after}, **stands}
        found = self._model["inputs"].find(query).sort("_id", ASCENDING).limit(limit)
        rows: list[Document] = await found.to_list(limit)
        return rows

    async def page_all(self, case_id: str, after: str, limit: int) -> list[Document]:
        """All inputs of a case that are known, oldest first."""
        query: Document = {"case_id": case_id, "_id": {"$gt": after}}
        found = self._model["inputs"].find(query).sort("_id", ASCENDING).limit(limit)
        rows: list[Document] = await found.to_list(limit)
        return rows

    async def outdated(self, case_id: str, limit: int) -> list[str]:
        """Comments of a case that were corrected after they had been split."""
        found = self._model["inputs"].find({"case_id": case_id, "outdated": True}, {"_id": 1})
        return [row["_id"] async for row in found.sort("_id", ASCENDING).limit(limit)]

    async def tallies(self, case_id: str) -> list[Document]:
        """``{"clause_id", "waiting", "answered", "outdated"}`` of each clause of a case."""
        sums = {name: {"$sum": f"${name}"} for name in ("waiting", "answered", "outdated")}
        steps: list[Document] = [
            {"$match": {"case_id": case_id}},
            {"$group": {"_id": "$clause_id", **sums}},
        ]
        rows = self._model["tallies"].aggregate(steps)
        return [{"clause_id": row.pop("_id"), **row} async for row in rows]

    async def _by_id(self, collection: str, ids: Iterable[str]) -> dict[str, Document]:
        found = self._model[collection].find({"_id": {"$in": sorted(set(ids))}})
        return {row["_id"]: row async for row in found}
