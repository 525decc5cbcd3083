"""MongoDB: workshops, their floors, participants and notes, each an aggregate of its own.

Idempotency keys lie in what they made: a note's id is its key (the phone draws it), a registration
keeps a keyed hash of it, a workshop the key itself.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from services.workshops.domain.errors import (
    NoteNotFound,
    ParticipantNotFound,
    WorkshopNotFound,
)
from services.workshops.domain.floor import Floor, floor_id
from services.workshops.domain.note import Note
from services.workshops.domain.participant import Participant
from services.workshops.domain.workshop import Workshop
from services.workshops.store import documents as as_document
from shared.events import EventData
from shared.events.workshops import ParticipantState, WorkshopState
from shared.files import Files
from shared.idempotency import Request
from shared.mongo import (
    ASCENDING,
    WITHOUT_EVENTS,
    Aggregates,
    Database,
    Document,
    IndexModel,
    Outbox,
    Session,
    page_by,
)

# People at a table wait for each other's notes.
OUTBOX = Outbox(
    "workshops",
    ("workshops", "floors", "participants", "notes", "accesses", "photographs"),
    gather_s=0.01,
)
NOTES_AT_ONCE = 200

_CAME = [ParticipantState.HERE.value, ParticipantState.LEFT.value]


def _is_told(workshop: Workshop) -> bool:
    """Say whether what people said there is public."""
    return workshop.state is WorkshopState.PUBLISHED and not workshop.rehearsal


class Store:
    """All that the workshops service keeps."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.workshops = Aggregates(database, "workshops")
        self.floors = Aggregates(database, "floors")
        self.participants = Aggregates(database, "participants")
        self.notes = Aggregates(database, "notes")
        # Who looked at particulars, and for what.
        self.accesses = Aggregates(database, "accesses")
        self.photographs = Aggregates(database, "photographs")
        self.files = Files(database)

    async def create_indexes(self) -> None:
        """Create what every query and every uniqueness rests on; harmless when repeated."""
        await self.workshops.create_indexes(
            IndexModel("request.key", unique=True),
            IndexModel([("state", ASCENDING), ("_id", ASCENDING)]),
            IndexModel([("plan.links.policy_id", ASCENDING), ("_id", ASCENDING)]),
            IndexModel([("plan.issue_id", ASCENDING), ("_id", ASCENDING)]),
        )
        await self.floors.create_indexes()
        await self.participants.create_indexes(
            IndexModel("number", unique=True),
            IndexModel("idempotency_hash", unique=True),
            IndexModel([("workshop_id", ASCENDING), ("badge", ASCENDING)], unique=True),
            IndexModel([("workshop_id", ASCENDING), ("state", ASCENDING), ("_id", ASCENDING)]),
        )
        await self.notes.create_indexes(
            IndexModel([("workshop_id", ASCENDING), ("table", ASCENDING), ("_id", ASCENDING)]),
        )
        await self.files.create_indexes()
        await self.photographs.create_indexes(
            IndexModel([("workshop_id", ASCENDING), ("table", ASCENDING), ("round", ASCENDING)])
        )
        await self.accesses.create_indexes(
            IndexModel([("workshop_id", ASCENDING), ("_id", ASCENDING)])
        )

    # Workshops

    async def insert_workshop(self, workshop: Workshop, request: Request, event: EventData) -> None:
        """Keep a new workshop.

        Raises:
            DuplicateKeyError: the request's key was used before.
        """
        document = {**as_document.of_workshop(workshop), "request": vars(request)}
        await self.workshops.insert(document, event)

    async def workshop_of(self, key: str) -> tuple[Workshop, str] | None:
        """Find the workshop that a request made, and the request's digest."""
        row = await self.workshops.collection.find_one({"request.key": key}, WITHOUT_EVENTS)
        return (as_document.to_workshop(row), row["request"]["digest"]) if row else None

    async def workshop(self, workshop_id: str, session: Session | None = None) -> Workshop:
        """Read one.

        Raises:
            WorkshopNotFound.
        """
        where = {"_id": workshop_id}
        row = await self.workshops.collection.find_one(where, WITHOUT_EVENTS, session=session)
        if row is None:
            raise WorkshopNotFound("workshop_id")
        return as_document.to_workshop(row)

    async def workshops_by_id(self, ids: Sequence[str]) -> list[Workshop]:
        """Read many in one query; unknown ids are left out."""
        found = self.workshops.collection.find({"_id": {"$in": list(ids)}}, WITHOUT_EVENTS)
        return [as_document.to_workshop(row) for row in await found.to_list(None)]

    async def workshops_page(
        self,
        after: str | None,
        limit: int,
        states: Sequence[str] = (),
        policy_id: str | None = None,
        issue_id: str | None = None,
    ) -> tuple[list[Workshop], str | None]:
        """Read a page, newest first, and the next page's cursor."""
        where: Document = {"state": {"$in": list(states)}} if states else {}
        if policy_id is not None:
            where["plan.links.policy_id"] = policy_id
        if issue_id is not None:
            where["plan.issue_id"] = issue_id
        page = await page_by(self.workshops.collection, where, after=after, limit=limit)
        return [as_document.to_workshop(row) for row in page.items], page.next

    async def rehearsing(self) -> list[Workshop]:
        """Return the rehearsals that go on with simulated people."""
        where = {"state": WorkshopState.LIVE.value, "rehearsal": True, "simulated": {"$gt": 0}}
        found = self.workshops.collection.find(where, WITHOUT_EVENTS)
        return [as_document.to_workshop(row) for row in await found.to_list(None)]

    async def update_workshop(
        self,
        workshop: Workshop,
        change: dict[str, Any],
        *events: EventData,
        session: Session | None = None,
    ) -> Workshop:
        """Change a workshop.

        Raises:
            StaleAggregate: it is no longer at ``workshop.sequence``.
        """
        row = await self.workshops.update(
            workshop.id, change, *events, sequence=workshop.sequence, session=session
        )
        return as_document.to_workshop(row)

    # Floors

    async def floor(self, workshop_id: str) -> Floor:
        """Read the floor; one that nobody has touched yet is empty."""
        where = {"_id": floor_id(workshop_id)}
        row = await self.floors.collection.find_one(where, WITHOUT_EVENTS)
        return as_document.to_floor(row) if row else Floor(workshop_id)

    async def keep_floor(self, before: Floor, after: Floor, event: EventData) -> Floor:
        """Replace what a floor holds.

        Raises:
            StaleAggregate: it is no longer at ``before.sequence``.
            DuplicateKeyError: somebody else touched it first.
        """
        document = as_document.of_floor(after)
        if before.sequence == 0:
            await self.floors.insert({**document, "_id": before.id}, event)
            return replace(after, sequence=1)
        change = {"$set": document}
        row = await self.floors.update(before.id, change, event, sequence=before.sequence)
        return as_document.to_floor(row)

    # Participants

    async def participant(self, participant_id: str, session: Session | None = None) -> Participant:
        """Read one.

        Raises:
            ParticipantNotFound.
        """
        row = await self._participant_row({"_id": participant_id}, session)
        return as_document.to_participant(row)

    async def row_by_number(self, number: str) -> Document:
        """Read the row of a 受付番号, with hash and sealed data.

        Raises:
            ParticipantNotFound.
        """
        return await self._participant_row({"number": number})

    async def row_by_key(self, idempotency_hash: str) -> Document | None:
        """Find what a request made."""
        row: Document | None = await self.participants.collection.find_one(
            {"idempotency_hash": idempotency_hash}, WITHOUT_EVENTS
        )
        return row

    async def _participant_row(self, where: Document, session: Session | None = None) -> Document:
        row: Document | None = await self.participants.collection.find_one(
            where, WITHOUT_EVENTS, session=session
        )
        if row is None:
            raise ParticipantNotFound("number")
        return row

    async def participants_of(
        self, workshop_id: str, states: Sequence[ParticipantState] = ()
    ) -> list[Participant]:
        """Read all of a workshop in the order in which they registered; at most some thousand."""
        rows = await self.participant_rows(workshop_id, states)
        return [as_document.to_participant(row) for row in rows]

    async def participant_rows(
        self, workshop_id: str, states: Sequence[ParticipantState] = ()
    ) -> list[Document]:
        """As ``participants_of``, with sealed data."""
        where: Document = {"workshop_id": workshop_id}
        if states:
            where["state"] = {"$in": [state.value for state in states]}
        found = self.participants.collection.find(where, WITHOUT_EVENTS).sort("_id", ASCENDING)
        rows: list[Document] = await found.to_list(None)
        return rows

    async def first_waiting(self, workshop_id: str, session: Session) -> Participant | None:
        """Return who has waited longest."""
        row = await self.participants.collection.find_one(
            {"workshop_id": workshop_id, "state": ParticipantState.WAITING.value},
            WITHOUT_EVENTS,
            sort=[("_id", ASCENDING)],
            session=session,
        )
        return as_document.to_participant(row) if row else None

    async def update_participant(
        self,
        participant: Participant,
        change: dict[str, Any],
        *events: EventData,
        session: Session | None = None,
    ) -> Participant:
        """Change a participant.

        Raises:
            StaleAggregate.
        """
        row = await self.participants.update(
            participant.id, change, *events, sequence=participant.sequence, session=session
        )
        return as_document.to_participant(row)

    async def dots_of(self, workshop_id: str) -> dict[str, int]:
        """Add up the dots on each note."""
        found = self.participants.collection.aggregate(
            [
                {"$match": {"workshop_id": workshop_id, "state": {"$in": _CAME}}},
                {"$project": {"dots": {"$objectToArray": "$dots"}}},
                {"$unwind": "$dots"},
                {"$group": {"_id": "$dots.k", "dots": {"$sum": "$dots.v"}}},
            ]
        )
        return {row["_id"]: row["dots"] for row in await found.to_list(None)}

    # Notes

    async def insert_note(self, note: Note, event: EventData) -> None:
        """Keep a new note.

        Raises:
            DuplicateKeyError: a note has this id already.
        """
        await self.notes.insert({**as_document.of_note(note), "done": []}, event)

    async def note(self, workshop_id: str, note_id: str) -> tuple[Note, list[str]]:
        """Read a note, and the keys of what was done to it.

        Raises:
            NoteNotFound: this workshop has none with this id.
        """
        row = await self.notes.collection.find_one(
            {"_id": note_id, "workshop_id": workshop_id}, WITHOUT_EVENTS
        )
        if row is None:
            raise NoteNotFound("note_id")
        return as_document.to_note(row), list(row["done"])

    async def update_note(self, before: Note, after: Note, done: str, event: EventData) -> Note:
        """Keep a changed note.

        Raises:
            StaleAggregate.
        """
        document = as_document.of_note(after)
        document.pop("_id")
        change = {"$set": document, "$push": {"done": {"$each": [done], "$slice": -100}}}
        row = await self.notes.update(before.id, change, event, sequence=before.sequence)
        return as_document.to_note(row)

    async def notes_by_id(self, workshop_id: str, ids: Sequence[str]) -> list[Note]:
        """Read notes of a workshop by id, in one query."""
        where = {"_id": {"$in": list(ids)}, "workshop_id": workshop_id}
        rows = await self.notes.collection.find(where, WITHOUT_EVENTS).to_list(None)
        return [as_document.to_note(row) for row in rows]

    async def notes_of(self, workshop_id: str, table: int | None = None) -> list[Note]:
        """Read all notes of a table, or of a workshop, in the order of their ids."""
        where: Document = {"workshop_id": workshop_id}
        if table is not None:
            where["table"] = table
        found = self.notes.collection.find(where, WITHOUT_EVENTS)
        rows = await found.sort([("table", ASCENDING), ("_id", ASCENDING)]).to_list(None)
        return [as_document.to_note(row) for row in rows]

    async def published_notes(self, ids: Sequence[str]) -> list[Note]:
        """Read those of some notes whose workshop's report is published; rehearsals have none."""
        rows = await self.notes.collection.find(
            {"_id": {"$in": list(ids)}}, WITHOUT_EVENTS
        ).to_list(None)
        of = await self.workshops_by_id(sorted({row["workshop_id"] for row in rows}))
        told = {one.id for one in of if _is_told(one)}
        return [as_document.to_note(row) for row in rows if row["workshop_id"] in told]

    async def published_note_ids(self, workshop_id: str, after: str, limit: int) -> list[str]:
        """Return the ids of a published workshop's notes that follow ``after``."""
        if not _is_told(await self.workshop(workshop_id)):
            return []
        where = {"workshop_id": workshop_id, "_id": {"$gt": after}}
        found = self.notes.collection.find(where, {"_id": 1}).sort("_id", ASCENDING).limit(limit)
        return [row["_id"] for row in await found.to_list(limit)]

    async def notes_at(self, workshop_id: str, table: int) -> int:
        """Count the notes of a table."""
        return int(
            await self.notes.collection.count_documents(
                {"workshop_id": workshop_id, "table": table}
            )
        )

    # Photographs

    async def photograph(self, workshop_id: str, id_: str) -> Document | None:
        """Find a workshop's photograph."""
        row: Document | None = await self.photographs.collection.find_one(
            {"_id": id_, "workshop_id": workshop_id}, WITHOUT_EVENTS
        )
        return row

    async def photographs_of(self, workshop_id: str) -> list[Document]:
        """List a workshop's photographs by table and round."""
        found = self.photographs.collection.find({"workshop_id": workshop_id}, WITHOUT_EVENTS)
        order = [("table", ASCENDING), ("round", ASCENDING), ("at", ASCENDING)]
        rows: list[Document] = await found.sort(order).to_list(None)
        return rows
