"""MongoDB documents and indexes of people.

departments, desks, people, delegations: aggregates. ``desks.successor_id`` points to the desk that
                took over; ``people.tokens`` are the API tokens, by hash.
office:         one document; every personnel change moves it, so that two never mix.
sessions:       web sessions by hash, forgotten when they end.
audit:          (read model, see events.py) what people who sign in did.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, TypeVar

from services.people.domain.errors import (
    DelegationNotFound,
    DepartmentNotFound,
    PersonNotFound,
)
from services.people.domain.office import Desk, Office
from shared.caller import Role
from shared.clock import now
from shared.errors import Unavailable
from shared.events import EventData
from shared.kafka import Model
from shared.mongo import (
    ASCENDING,
    DESCENDING,
    WITHOUT_EVENTS,
    Aggregates,
    Database,
    Document,
    IndexModel,
    Outbox,
    Page,
    PyMongoError,
    Session,
    page_by,
    passes,
    transaction,
)

OUTBOX = Outbox("people", ("departments", "desks", "people", "delegations"))

_OFFICE = "office"
_TRIES = 10
Answer = TypeVar("Answer")


class Store:
    """The service's own database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.departments = Aggregates(database, "departments")
        self.desks = Aggregates(database, "desks")
        self.people = Aggregates(database, "people")
        self.delegations = Aggregates(database, "delegations")
        self.changes = database["changes"]
        self._office = database["office"]
        self._sessions = database["sessions"]

    async def create_indexes(self) -> None:
        """Create what every query of this file needs."""
        by_key = IndexModel("request.key", unique=True)
        await self.departments.create_indexes(by_key, IndexModel("name"))
        await self.desks.create_indexes(
            by_key,
            IndexModel("department_id"),
            IndexModel("holders"),
            IndexModel("successor_id", sparse=True),
        )
        await self.people.create_indexes(
            by_key,
            IndexModel("sign_in_name", unique=True),
            IndexModel("tokens.hash", unique=True, sparse=True),
        )
        await self.delegations.create_indexes(
            by_key,
            IndexModel([("to_person", ASCENDING), ("to_day", DESCENDING)]),
            IndexModel([("from_person", ASCENDING), ("to_day", DESCENDING)]),
        )
        await self.changes.create_index("request.key", unique=True)
        await self._sessions.create_index("person_id")
        await self._sessions.create_index("expires_at", expireAfterSeconds=0)
        await self._office.update_one(
            {"_id": _OFFICE}, {"$setOnInsert": {"changes": 0}}, upsert=True
        )

    # Who signs in

    async def person_by_sign_in_name(self, name: str) -> Document | None:
        """The person who signs in by this name, or None; also one who has left."""
        return await self.people.collection.find_one({"sign_in_name": name}, WITHOUT_EVENTS)

    async def person_by_token(self, token_hash: str) -> Document | None:
        """The person who holds a token, or None; also an expired one."""
        return await self.people.collection.find_one({"tokens.hash": token_hash}, WITHOUT_EVENTS)

    async def person(self, person_id: str, session: Session | None = None) -> Document:
        """One person.

        Raises:
            PersonNotFound: no such id.
        """
        found = await self.people.collection.find_one(
            {"_id": person_id}, WITHOUT_EVENTS, session=session
        )
        if found is None:
            raise PersonNotFound("person_id")
        return found

    async def desks_for(self, person_id: str, today: date) -> list[Document]:
        """All desks that a person may act for: in three queries, and one per row of successors.

        Held desks, desks of people they stand in for today, and whatever those took over.
        """
        standing_in = self.delegations.collection.find(
            {
                "to_person": person_id,
                "to_day": {"$gte": today.isoformat()},
                "from_day": {"$lte": today.isoformat()},
                "ended_at": None,
            }
        )
        lent = [(row["from_person"], row["desk_ids"]) async for row in standing_in]
        ways: list[Document] = [{"holders": person_id}]
        # A delegation holds as long as the one who gave it holds the desk.
        ways += [{"_id": {"$in": desk_ids}, "holders": giver} for giver, desk_ids in lent]
        found = self.desks.collection.find({"$or": ways, "closed_on": None}, WITHOUT_EVENTS)
        desks = {row["_id"]: row async for row in found}
        newest = list(desks)
        while newest:
            before = self.desks.collection.find({"successor_id": {"$in": newest}}, WITHOUT_EVENTS)
            newest = []
            async for row in before:
                if row["_id"] not in desks:
                    desks[row["_id"]] = row
                    newest.append(row["_id"])
        return list(desks.values())

    async def people_at(self, desk_ids: Sequence[str], today: date) -> dict[str, list[str]]:
        """Who may act for each desk: its holders, those of its successors, and who stands in."""
        found: dict[str, list[str]] = {}
        for desk_id in desk_ids:
            desks = await self._with_successors(desk_id)
            holders = {holder for desk in desks for holder in desk["holders"]}
            standing_in = self.delegations.collection.find(
                {
                    **{"from_person": {"$in": sorted(holders)}, "ended_at": None},
                    "desk_ids": {"$in": [desk["_id"] for desk in desks]},
                    "from_day": {"$lte": today.isoformat()},
                    "to_day": {"$gte": today.isoformat()},
                },
                {"to_person": 1},
            )
            holders |= {row["to_person"] async for row in standing_in}
            found[desk_id] = sorted(holders)
        return found

    async def _with_successors(self, desk_id: str) -> list[Document]:
        desks: list[Document] = []
        next_id: str | None = desk_id
        while next_id is not None and next_id not in {desk["_id"] for desk in desks}:
            row = await self.desks.collection.find_one({"_id": next_id}, WITHOUT_EVENTS)
            if row is None:
                break
            desks.append(row)
            next_id = row["successor_id"]
        return desks

    async def keep_session(self, session_hash: str, person_id: str, expires_at: datetime) -> None:
        """Keep a session."""
        row = {"_id": session_hash, "person_id": person_id, "expires_at": expires_at}
        await self._sessions.insert_one(row)

    async def session(self, session_hash: str) -> Document | None:
        """A session that has not expired; the database forgets them a while later."""
        return await self._sessions.find_one({"_id": session_hash, "expires_at": {"$gt": now()}})

    async def end_session(self, session_hash: str) -> None:
        """End one session; once more changes nothing."""
        await self._sessions.delete_one({"_id": session_hash})

    async def end_sessions(self, person_ids: Sequence[str], session: Session | None = None) -> None:
        """End all sessions of people."""
        await self._sessions.delete_many({"person_id": {"$in": list(person_ids)}}, session=session)

    # Offices

    async def office(self, session: Session | None = None) -> tuple[Office, dict[str, int]]:
        """Read the whole office, and the ``sequence`` of each desk and person."""
        sequences: dict[str, int] = {}
        desks = {}
        async for row in self.desks.collection.find({}, WITHOUT_EVENTS, session=session):
            sequences[row["_id"]] = row["sequence"]
            desks[row["_id"]] = desk_from(row)
        working: set[str] = set()
        left: set[str] = set()
        wanted = {"sequence": 1, "left_at": 1}
        async for row in self.people.collection.find({}, wanted, session=session):
            sequences[row["_id"]] = row["sequence"]
            (left if row["left_at"] else working).add(row["_id"])
        return Office(desks, frozenset(working), frozenset(left)), sequences

    async def alone(self, work: Callable[[Session], Awaitable[Answer]]) -> Answer:
        """Do what concerns who holds what in one transaction, with no other beside it.

        Raises:
            Unavailable: too many at once; send it again.
        """
        for attempt in range(_TRIES):
            try:
                async with transaction(self.database) as session:
                    change = {"$inc": {"changes": 1}}
                    await self._office.update_one({"_id": _OFFICE}, change, session=session)
                    return await work(session)
            except PyMongoError as error:
                if not passes(error):
                    raise
            # Spread out: whoever runs beside this one holds the office for some milliseconds.
            await asyncio.sleep(random.uniform(0.01, 0.05) * (attempt + 1))  # noqa: S311
        raise Unavailable

    async def department(self, department_id: str) -> Document:
        """One department.

        Raises:
            DepartmentNotFound: no such id.
        """
        found = await self.departments.collection.find_one({"_id": department_id}, WITHOUT_EVENTS)
        if found is None:
            raise DepartmentNotFound("department_id")
        return found

    async def list_departments(self, ids: Sequence[str] | None = None) -> list[Document]:
        """All departments by name, or those of the ids: a city has some hundred."""
        where = {} if ids is None else {"_id": {"$in": list(ids)}}
        found = self.departments.collection.find(where, WITHOUT_EVENTS).sort("name", ASCENDING)
        return [row async for row in found]

    async def list_desks(
        self, *, ids: Sequence[str] | None = None, department_ids: Sequence[str] | None = None
    ) -> list[Document]:
        """Desks by ids, or of departments."""
        where = {"department_id": {"$in": list(department_ids or ())}}
        if ids is not None:
            where = {"_id": {"$in": list(ids)}}
        return [row async for row in self.desks.collection.find(where, WITHOUT_EVENTS)]

    async def list_people(
        self, ids: Sequence[str], session: Session | None = None
    ) -> list[Document]:
        """People by ids."""
        where = {"_id": {"$in": list(ids)}}
        found = self.people.collection.find(where, WITHOUT_EVENTS, session=session)
        return [row async for row in found]

    async def facilitators(self) -> list[Document]:
        """People with that role who have not left, by name; at most some hundred."""
        where = {"roles": Role.FACILITATOR.value, "left_at": None}
        found = self.people.collection.find(where, WITHOUT_EVENTS).sort("name", 1)
        return [row async for row in found]

    async def page_people(self, after: str | None, limit: int) -> Page:
        """People, newest first."""
        return await page_by(self.people.collection, {}, after=after, limit=limit)

    async def page_changes(self, after: str | None, limit: int) -> Page:
        """Personnel changes, newest first."""
        return await page_by(self.changes, {}, after=after, limit=limit)

    async def change_by_key(self, key: str, session: Session) -> Document | None:
        """The personnel change that an earlier request with this key made."""
        return await self.changes.find_one({"request.key": key}, session=session)

    async def admins(self, session: Session | None) -> set[str]:
        """Ids of the people who administer people."""
        where = {"roles": "ADMIN", "left_at": None}
        found = self.people.collection.find(where, {"_id": 1}, session=session)
        return {row["_id"] async for row in found}

    async def made_by(
        self, aggregates: Aggregates, key: str, session: Session | None = None
    ) -> tuple[Document, str] | None:
        """What an earlier request with this key made, and that request's digest."""
        where = {"request.key": key}
        found = await aggregates.collection.find_one(where, WITHOUT_EVENTS, session=session)
        return None if found is None else (found, found["request"]["digest"])

    # Standing in

    async def delegations_of(self, person_id: str, today: date) -> list[Document]:
        """Delegations that a person gave or has, which are not over."""
        sides = [{"from_person": person_id}, {"to_person": person_id}]
        where = {"$or": sides, "to_day": {"$gte": today.isoformat()}, "ended_at": None}
        return [row async for row in self.delegations.collection.find(where, WITHOUT_EVENTS)]

    async def delegation(self, delegation_id: str) -> Document:
        """One delegation.

        Raises:
            DelegationNotFound: no such id.
        """
        found = await self.delegations.collection.find_one({"_id": delegation_id}, WITHOUT_EVENTS)
        if found is None:
            raise DelegationNotFound("delegation_id")
        return found

    async def change_desk(
        self, desk: Desk, sequence: int, event: EventData, session: Session
    ) -> None:
        """Write what a personnel change did to a desk."""
        change: dict[str, Any] = {
            "holders": list(desk.holders),
            "successor_id": desk.successor_id,
            "closed_on": desk.closed_on.isoformat() if desk.closed_on else None,
        }
        await self.desks.update(
            desk.id, {"$set": change}, event, sequence=sequence, session=session
        )


def desk_to(desk: Desk) -> Document:
    """Write a desk for the database and for answers."""
    row = asdict(desk)
    row["_id"] = row.pop("id")
    row["holders"] = list(desk.holders)
    row["closed_on"] = desk.closed_on.isoformat() if desk.closed_on else None
    return row


def desk_from(row: Document) -> Desk:
    """Read a desk back."""
    closed = row["closed_on"]
    return Desk(
        row["_id"],
        row["department_id"],
        row["name"],
        tuple(row["holders"]),
        row["successor_id"],
        date.fromisoformat(closed) if closed else None,
    )


class Audit:
    """The read model of what people who sign in did, in one of its generations."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._entries = model["entries"]

    async def create_indexes(self) -> None:
        """By time, and by time for one person or one thing."""
        await self._entries.create_index([("actor", ASCENDING), ("_id", DESCENDING)])
        await self._entries.create_index([("subject", ASCENDING), ("_id", DESCENDING)])

    async def add(self, entries: Sequence[Document]) -> None:
        """Keep entries; an event is never added twice."""
        await self._entries.insert_many(list(entries), session=self._model.session)

    async def page(
        self, actor: str | None, subject: str | None, after: str | None, limit: int
    ) -> Page:
        """Entries, newest first; by person, by thing, or all."""
        where: Document = {}
        if actor is not None:
            where["actor"] = actor
        if subject is not None:
            where["subject"] = subject
        return await page_by(self._entries, where, after=after, limit=limit)
