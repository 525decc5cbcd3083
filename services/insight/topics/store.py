"""MongoDB documents and indexes of topics. No word of a statement but those that name topics.

A read model, made anew from events and texts:
statements: one per statement (``_id``): an opinion, or a comment that is one undivided; its
            comment, its consultation and the wording it has.
wordings:   one per wording of a consultation, ``_id`` is ``case:key``; ``copies`` statements have
            it, ``of`` is one of them. Where it belongs: ``viewpoint``, ``near``, ``cell``, by the
            map of version ``map``; ``fresh`` until a map knows it.

What insight itself keeps, whatever is made anew:
maps:       one per consultation: the map as written, its ``version``, the ``mark`` that tells it
            from every other, and how many ``edits`` of staff there were.
viewpoints, topics: with their words, each with wordings it stands in (``support``); a viewpoint's
            topic, ``pinned`` if staff put it there; a topic's ``name`` if staff gave one, ``held``
            if they changed anything about it, its ``order``.
edits:      what staff changed, by whom and when; ``_id`` is the key of the request.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.insight.topics.domain.making import Made, Named
from services.insight.topics.domain.topic_map import Place, mark_of
from shared.kafka import Model
from shared.mongo import (
    ASCENDING,
    DESCENDING,
    Database,
    Document,
    IndexModel,
    Page,
    Session,
    UpdateOne,
    page_by,
)
from shared.mongo import Collection as MongoCollection

COLLECTIONS = ("statements", "wordings")
STATEMENTS_AT_ONCE = 1_000
_TYPICAL_FIRST = [("viewpoint", ASCENDING), ("near", DESCENDING), ("_id", ASCENDING)]


@dataclass(frozen=True)
class MapState:
    """Which map of a consultation holds, and how many edits of staff it stands for."""

    version: int = 0
    edits: int = 0


class Wordings:
    """One generation of the read model."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._statements = model["statements"]
        self._wordings = model["wordings"]

    async def create_indexes(self) -> None:
        """Create what every query of this class needs."""
        await self._statements.create_indexes(
            [
                IndexModel("comment_id", name="comment"),
                IndexModel("wording_id", name="wording"),
                IndexModel([("case_id", ASCENDING), ("_id", DESCENDING)], name="case"),
            ]
        )
        case = ("case_id", ASCENDING)
        await self._wordings.create_indexes(
            [
                IndexModel([case, ("map", ASCENDING)], name="by_map"),
                IndexModel([("fresh", ASCENDING), case], name="fresh"),
                IndexModel([case, *_TYPICAL_FIRST, ("copies", ASCENDING)], name="by_viewpoint"),
                IndexModel([case, ("cell", ASCENDING), ("viewpoint", ASCENDING)], name="drawing"),
            ]
        )

    async def statements_of(self, comment_ids: Iterable[str]) -> list[Document]:
        """All statements of some comments."""
        where = {"comment_id": {"$in": sorted(set(comment_ids))}}
        return [row async for row in self._statements.find(where, session=self._model.session)]

    async def by_id(self, ids: Iterable[str]) -> dict[str, Document]:
        """Those of the wordings that are known."""
        where = {"_id": {"$in": sorted(set(ids))}}
        found = self._wordings.find(where, session=self._model.session)
        return {row["_id"]: row async for row in found}

    async def other_with(self, wording_id: str, but: Collection[str]) -> Document | None:
        """A statement that has a wording, other than some."""
        where = {"wording_id": wording_id, "_id": {"$nin": sorted(but)}}
        found: Document | None = await self._statements.find_one(where, session=self._model.session)
        return found

    async def write(
        self,
        statements: Sequence[Document],
        gone_statements: Collection[str],
        wordings: Sequence[Document],
        gone_wordings: Collection[str],
    ) -> None:
        """Write what became of statements and wordings, in one round trip for each."""
        session = self._model.session
        for collection, rows in ((self._statements, statements), (self._wordings, wordings)):
            if rows:
                changes: list[Any] = [_whole(row) for row in rows]
                await collection.bulk_write(changes, ordered=False, session=session)
        for collection, ids in (
            (self._statements, gone_statements),
            (self._wordings, gone_wordings),
        ):
            if ids:
                await collection.delete_many({"_id": {"$in": sorted(ids)}}, session=session)

    # Making and sweeping

    async def fresh(self) -> dict[str, int]:
        """How many wordings no map knows yet, by consultation."""
        steps: list[Document] = [
            {"$match": {"fresh": True}},
            {"$group": {"_id": "$case_id", "count": {"$sum": 1}}},
        ]
        return {row["_id"]: row["count"] async for row in self._wordings.aggregate(steps)}

    async def all_of(self, case_id: str) -> list[Document]:
        """Every wording of a consultation."""
        where = {"case_id": case_id}
        shown = {"copies": 1, "of": 1, "of_comment": 1, "viewpoint": 1}
        return [row async for row in self._wordings.find(where, shown)]

    async def oldest_places(self) -> dict[str, int]:
        """The oldest map that still has wordings, by consultation: a hop per consultation."""
        steps: list[Document] = [
            {"$sort": {"case_id": ASCENDING, "map": ASCENDING}},
            {"$group": {"_id": "$case_id", "oldest": {"$first": "$map"}}},
        ]
        return {row["_id"]: row["oldest"] async for row in self._wordings.aggregate(steps)}

    async def out_of_date(self, case_id: str, version: int, most: int) -> list[Document]:
        """Some wordings whose place is that of an older map."""
        where = {"case_id": case_id, "map": {"$lt": version}}
        return await self._wordings.find(where, {"of": 1, "of_comment": 1}).to_list(most)

    async def move(self, places: Mapping[str, Place], version: int) -> None:
        """Write the places of wordings in a newer map; what has left meanwhile stays away."""
        changes: list[Any] = [
            UpdateOne({"_id": id_, "map": {"$lt": version}}, {"$set": place_fields(place, version)})
            for id_, place in places.items()
        ]
        if changes:
            await self._wordings.bulk_write(changes, ordered=False)

    async def leave(self, ids: Collection[str], version: int) -> None:
        """Leave wordings where they are: an event that takes them out is on its way."""
        if ids:
            where = {"_id": {"$in": sorted(ids)}}
            await self._wordings.update_many(where, {"$set": {"map": version}})

    # For readers

    async def figures(self, case_id: str) -> list[Document]:
        """How many wordings and statements each viewpoint has; None is what has no place yet.

        With its most typical and its most different wording. One walk along the index.
        """
        steps: list[Document] = [
            {"$match": {"case_id": case_id}},
            {"$sort": {"viewpoint": ASCENDING, "near": DESCENDING}},
            {
                "$group": {
                    "_id": "$viewpoint",
                    "wordings": {"$sum": 1},
                    "statements": {"$sum": "$copies"},
                    "typical": {"$first": "$_id"},
                    "different": {"$last": "$_id"},
                    "least": {"$last": "$near"},
                }
            },
        ]
        return [row async for row in self._wordings.aggregate(steps)]

    async def cells(self, case_id: str) -> list[Document]:
        """How many wordings of each viewpoint are in each cell of the drawing."""
        steps: list[Document] = [
            {"$match": {"case_id": case_id, "viewpoint": {"$ne": None}}},
            {
                "$group": {
                    "_id": {"cell": "$cell", "viewpoint": "$viewpoint"},
                    "wordings": {"$sum": 1},
                }
            },
        ]
        return [row async for row in self._wordings.aggregate(steps)]

    async def page(
        self, case_id: str, viewpoints: Sequence[str], skip_to: tuple[float, str] | None, most: int
    ) -> list[Document]:
        """Wordings of some viewpoints, the most typical first, after one that was shown."""
        where: Document = {"case_id": case_id, "viewpoint": {"$in": list(viewpoints)}}
        if skip_to is not None:
            near, id_ = skip_to
            where["$or"] = [{"near": {"$lt": near}}, {"near": near, "_id": {"$gt": id_}}]
        found = self._wordings.find(where).sort([("near", DESCENDING), ("_id", ASCENDING)])
        return await found.to_list(most)

    async def statements_page(self, case_id: str, after: str | None) -> Page:
        """A page of a consultation's statements, a large one: it is for recounts."""
        where = {"case_id": case_id}
        at_once = STATEMENTS_AT_ONCE
        return await page_by(self._statements, where, after=after, limit=at_once, most=at_once)

    async def unlike(self, case_id: str, near: float, most: int) -> list[Document]:
        """What came in since the map was made and is less like its viewpoint than ``near``."""
        where = {"fresh": True, "case_id": case_id, "near": {"$lt": near}}
        return await self._wordings.find(where).sort("near", ASCENDING).to_list(most)


class TopicState:
    """What insight itself keeps about topics."""

    def __init__(self, database: Database, session: Session | None = None) -> None:
        self.database = database
        self._session = session
        self._maps: MongoCollection = database["maps"]
        self.viewpoints: MongoCollection = database["viewpoints"]
        self.topics: MongoCollection = database["topics"]
        self.edits: MongoCollection = database["edits"]

    def within(self, session: Session | None) -> "TopicState":
        """The same inside a transaction."""
        return TopicState(self.database, session)

    async def create_indexes(self) -> None:
        """Create what every query of this class needs."""
        for collection in (self.viewpoints, self.topics):
            await collection.create_indexes(
                [
                    IndexModel("case_id", name="case"),
                    IndexModel([("words.support", ASCENDING)], name="support"),
                ]
            )
        await self.edits.create_index([("case_id", ASCENDING), ("at", DESCENDING)])

    async def states(self, case_ids: Iterable[str] | None = None) -> dict[str, Document]:
        """What is known of maps, by consultation: not the map itself nor the list of the rare."""
        where = {} if case_ids is None else {"_id": {"$in": sorted(set(case_ids))}}
        found = self._maps.find(where, {"written": 0, "rare": 0}, session=self._session)
        return {row["_id"]: row async for row in found}

    async def map_of(self, case_id: str) -> Document | None:
        """The whole row of a consultation's map."""
        found: Document | None = await self._maps.find_one({"_id": case_id}, session=self._session)
        return found

    async def rare_of(self, case_id: str) -> Document | None:
        """The list of the rare, and how far apart they are: not the map itself, which is large."""
        shown = {"rare": 1, "apart": 1}
        found: Document | None = await self._maps.find_one({"_id": case_id}, shown)
        return found

    async def viewpoints_of(self, case_id: str) -> list[Document]:
        """All viewpoints of a consultation."""
        where = {"case_id": case_id}
        return [row async for row in self.viewpoints.find(where, session=self._session)]

    async def viewpoints_by_id(self, ids: Iterable[str]) -> dict[str, Document]:
        """Those of the viewpoints that exist."""
        found = self.viewpoints.find({"_id": {"$in": sorted(set(ids))}}, session=self._session)
        return {row["_id"]: row async for row in found}

    async def topics_of(self, case_id: str) -> list[Document]:
        """All topics of a consultation, neighbours alike."""
        found = self.topics.find({"case_id": case_id}, session=self._session)
        return [row async for row in found.sort([("order", ASCENDING), ("_id", ASCENDING)])]

    async def publish(self, case_id: str, made: Made, state: MapState, facts: Document) -> bool:
        """Let a new map hold, in a transaction; False if another was quicker, or staff changed it.

        ``facts`` go with it: when it was made and how long that took.
        """
        row = {
            "written": made.written,
            "mark": mark_of(made.written),
            "rare": [f"{case_id}:{key}" for key in made.rare],
            "apart": made.apart,
            "scratch_of": made.scratch_of,
            **facts,
        }
        if state.version == 0:
            # Taken once, whoever is quicker: a second insert meets the first one's id.
            await self._maps.insert_one(
                {"_id": case_id, "version": 1, "edits": 0, **row}, session=self._session
            )
        else:
            done = await self._maps.update_one(
                {"_id": case_id, "version": state.version, "edits": state.edits},
                {"$set": {**row, "version": state.version + 1}},
                session=self._session,
            )
            if done.matched_count == 0:
                return False
        viewpoints = [
            {**_named(case_id, one), "topic_id": one.topic_id, "pinned": one.pinned}
            for one in made.viewpoints
        ]
        topics = [
            {**_named(case_id, one), "order": order, "centre": made.centres[one.id]}
            for order, one in enumerate(made.topics)
        ]
        await self._replace(self.viewpoints, case_id, viewpoints)
        await self._replace(self.topics, case_id, topics)
        return True

    async def count_edit(self, case_id: str) -> None:
        """Say that staff changed something: a map that is just being made comes too late."""
        change = {"$inc": {"edits": 1}}
        await self._maps.update_one({"_id": case_id}, change, session=self._session)

    async def topics_by_id(self, ids: Iterable[str]) -> dict[str, Document]:
        """Those of the topics that exist."""
        found = self.topics.find({"_id": {"$in": sorted(set(ids))}}, session=self._session)
        return {row["_id"]: row async for row in found}

    async def change_topic(self, id_: str, change: Document) -> None:
        """Change what is kept of a topic."""
        await self.topics.update_one({"_id": id_}, change, session=self._session)

    async def add_topic(self, row: Document) -> None:
        """Keep a topic that staff made."""
        await self.topics.insert_one(row, session=self._session)

    async def drop_topics(self, ids: Collection[str]) -> None:
        """Forget topics that were put into another."""
        await self.topics.delete_many({"_id": {"$in": list(ids)}}, session=self._session)

    async def pin(self, case_id: str, from_topics: Collection[str], topic_id: str) -> None:
        """Put all viewpoints of some topics into one, where they stay."""
        where = {"case_id": case_id, "topic_id": {"$in": list(from_topics)}}
        change = {"$set": {"topic_id": topic_id, "pinned": True}}
        await self.viewpoints.update_many(where, change, session=self._session)

    async def pin_viewpoints(self, ids: Collection[str], topic_id: str) -> None:
        """Put some viewpoints into a topic, where they stay."""
        change = {"$set": {"topic_id": topic_id, "pinned": True}}
        where = {"_id": {"$in": list(ids)}}
        await self.viewpoints.update_many(where, change, session=self._session)

    async def edit(self, key: str) -> Document | None:
        """What was changed by the request of this key."""
        found: Document | None = await self.edits.find_one({"_id": key}, session=self._session)
        return found

    async def note_edit(self, row: Document) -> None:
        """Keep what staff changed."""
        await self.edits.insert_one(row, session=self._session)

    async def forget_words(self, wording_ids: Collection[str]) -> None:
        """Take wordings that nobody has any more from what supports names."""
        gone = sorted(wording_ids)
        where = {"words.support": {"$in": gone}}
        change = {"$pull": {"words.$[].support": {"$in": gone}}}
        for collection in (self.viewpoints, self.topics):
            await collection.update_many(where, change, session=self._session)

    async def _replace(
        self, collection: MongoCollection, case_id: str, rows: Sequence[Document]
    ) -> None:
        """Write groups over those that there are; what staff said about them stays."""
        changes: list[Any] = [_whole(row) for row in rows]
        await collection.bulk_write(changes, ordered=False, session=self._session)
        gone = {"case_id": case_id, "_id": {"$nin": [row["_id"] for row in rows]}}
        await collection.delete_many(gone, session=self._session)


def _named(case_id: str, group: Named) -> Document:
    words = [
        {"phrase": phrase, "support": [f"{case_id}:{key}" for key in support]}
        for phrase, support in group.words
    ]
    return {"_id": group.id, "case_id": case_id, "words": words}


def place_fields(place: Place | None, version: int) -> Document:
    """Write where a wording belongs; None: there is no map yet."""
    if place is None:
        return {"viewpoint": None, "near": 0.0, "cell": 0, "map": version, "fresh": True}
    return {
        "viewpoint": place.viewpoint_id,
        "near": place.near,
        "cell": place.cell,
        "map": version,
        "fresh": not place.settled,
    }


def _whole(row: Document) -> UpdateOne:
    kept = {name: value for name, value in row.items() if name != "_id"}
    return UpdateOne({"_id": row["_id"]}, {"$set": kept}, upsert=True)
