"""MongoDB documents and indexes of responses.

responses: one document per response with its versions, inquiries, approvals and history; ``live``
           says that it stands for its subjects (not withdrawn), ``waits_for`` which desks have
           something to do, ``first_deadline`` by when. ``requests`` are the idempotency keys that
           changed it.
routes:    one document per department: its routes of approval, the first is the default.
known:     (read model, see known.py) desks, cases, inputs and policies that others own.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from services.responses.domain.errors import (
    ResponseNotFound,
    SubjectAnsweredElsewhere,
)
from services.responses.domain.parts import InquiryState, State
from services.responses.domain.response import NO_DEADLINE, Response
from shared.clock import iso
from shared.events import EventData
from shared.idempotency import Request, first_answer
from shared.mongo import (
    ASCENDING,
    DESCENDING,
    WITHOUT_EVENTS,
    Aggregates,
    Database,
    Document,
    DuplicateKeyError,
    IndexModel,
    Outbox,
    Page,
    Session,
    page_by,
)

OUTBOX = Outbox("responses", ("responses", "routes"))
TASKS_MAX = 200
CHANGES_MAX = 1_000
_REQUESTS_KEPT = 200
_NONE_DUE: Document = {"count": 0, "first": None}


class Store:
    """The service's own database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.responses = Aggregates(database, "responses")
        self.routes = Aggregates(database, "routes")

    async def create_indexes(self) -> None:
        """Create what every query of this file needs."""
        await self.responses.create_indexes(
            IndexModel("requests.key", unique=True, sparse=True),
            # An input has one response at a time.
            IndexModel(
                "subject_keys",
                unique=True,
                name="answered_once",
                partialFilterExpression={"live": True},
            ),
            IndexModel([("case_id", ASCENDING), ("_id", DESCENDING)]),
            IndexModel([("case_id", ASCENDING), ("state", ASCENDING), ("_id", DESCENDING)]),
            IndexModel([("waits_for", ASCENDING), ("first_deadline", ASCENDING)]),
            IndexModel("inquiry_due", sparse=True),
            IndexModel(
                [("content.changes.document_id", ASCENDING), ("_id", ASCENDING)],
                name="that_changed",
                partialFilterExpression={"state": State.PUBLISHED.value},
            ),
        )
        await self.routes.create_indexes()

    # Responses

    async def response(self, id_: str, session: Session | None = None) -> tuple[Response, Document]:
        """One response, and the document it is kept in.

        Raises:
            ResponseNotFound: no such id.
        """
        row = await self.responses.collection.find_one(
            {"_id": id_}, WITHOUT_EVENTS, session=session
        )
        if row is None:
            raise ResponseNotFound("response_id")
        return read(row), row

    async def insert(
        self,
        response: Response,
        request: Request,
        *events: EventData,
        session: Session | None = None,
    ) -> Document:
        """Keep a new response; a repeated request returns the first one.

        Raises:
            SubjectAnsweredElsewhere. IdempotencyKeyReused.
        """
        row = {"_id": response.id, **written(response), "requests": [vars(request)], "writes": 0}
        try:
            await self.responses.insert(row, *events, session=session)
        except DuplicateKeyError as error:
            made = None if session else await self.made_by(request)
            if made is not None:
                return made
            raise _answered(error) from None
        return row | {"sequence": len(events)}

    async def made_by(self, request: Request) -> Document | None:
        """The response that an earlier request with this key made or changed.

        Raises:
            IdempotencyKeyReused: the key was another request's.
        """
        row = await self.responses.collection.find_one(
            {"requests.key": request.key}, WITHOUT_EVENTS
        )
        return None if row is None else repeated(row, request)

    async def change(
        self,
        row: Document,
        changed: Response,
        request: Request | None,
        *events: EventData,
        session: Session | None = None,
    ) -> Document:
        """Write what became of a response that was read as ``row``.

        Raises:
            StaleAggregate: it moved on since. SubjectAnsweredElsewhere.
        """
        # Not every write has an event, so the sequence alone would not show all of them.
        change: dict[str, Any] = {"$set": written(changed), "$inc": {"writes": 1}}
        if request is not None:
            kept = {"$each": [vars(request)], "$slice": -_REQUESTS_KEPT}
            change["$push"] = {"requests": kept}
        try:
            return await self.responses.update(
                row["_id"],
                change,
                *events,
                sequence=row["sequence"],
                where={"writes": row["writes"]},
                session=session,
            )
        except DuplicateKeyError as error:
            made = None if request is None or session else await self.made_by(request)
            if made is not None:
                return made
            raise _answered(error) from None

    async def by_ids(self, ids: Sequence[str]) -> list[Document]:
        """Those of the ids that exist, in one query."""
        found = self.responses.collection.find({"_id": {"$in": list(ids)}}, WITHOUT_EVENTS)
        return [row async for row in found]

    async def page(self, where: Document, after: str | None, limit: int) -> Page:
        """Responses, newest first."""
        return await page_by(self.responses.collection, where, after=after, limit=limit)

    async def live_of(self, subject_keys: Sequence[str], where: Document) -> list[Document]:
        """The responses that stand for some inputs."""
        query = {"subject_keys": {"$in": list(subject_keys)}, "live": True, **where}
        found = self.responses.collection.find(query, WITHOUT_EVENTS)
        return [row async for row in found]

    async def answered(self, subject_keys: Sequence[str]) -> set[str]:
        """Which of some inputs have a response, in whatever state."""
        wanted = set(subject_keys)
        query = {"subject_keys": {"$in": list(wanted)}, "live": True}
        found = self.responses.collection.find(query, {"subject_keys": 1})
        return {key async for row in found for key in row["subject_keys"] if key in wanted}

    async def standing(self, subject_keys: Sequence[str]) -> list[Document]:
        """``{"subject", "response_id", "state"}`` of each input that has a response."""
        wanted = list(subject_keys)
        # Of a campaign's thousands of inputs only those that were asked for.
        asked = {"$setIntersection": ["$subject_keys", wanted]}
        rows = self.responses.collection.aggregate(
            [
                {"$match": {"subject_keys": {"$in": wanted}, "live": True}},
                {"$project": {"state": 1, "asked": asked}},
            ]
        )
        return [
            {"subject": key, "response_id": row["_id"], "state": row["state"]}
            async for row in rows
            for key in row["asked"]
        ]

    async def subjects_of(
        self, ids: Sequence[str], after: tuple[str, int], limit: int
    ) -> list[Document]:
        """``{"_id", "subject", "at"}``: inputs of published responses, in order.

        ``after`` is a response and the place ``at`` of one of its inputs.
        """
        public = {"_id": {"$in": list(ids), "$gte": after[0]}, "state": State.PUBLISHED.value}
        further = {"$or": [{"_id": {"$gt": after[0]}}, {"at": {"$gt": after[1]}}]}
        rows = self.responses.collection.aggregate(
            [
                {"$match": public},
                {"$sort": {"_id": ASCENDING}},
                {"$project": {"subject": "$subjects"}},
                {"$unwind": {"path": "$subject", "includeArrayIndex": "at"}},
                {"$match": further},
                {"$limit": limit},
            ]
        )
        found: list[Document] = await rows.to_list(limit)
        return found

    async def subject_keys_of(self, ids: Sequence[str]) -> list[str]:
        """All inputs of published responses."""
        query = {"_id": {"$in": list(ids)}, "state": State.PUBLISHED.value}
        found = self.responses.collection.find(query, {"subject_keys": 1})
        return [key async for row in found for key in row["subject_keys"]]

    async def that_changed(self, document_id: str) -> list[Document]:
        """Published responses because of which a plan document was changed, the first 1,000."""
        query = {"content.changes.document_id": document_id, "state": State.PUBLISHED.value}
        unread = {"history": 0, "inquiries": 0, "past_approvals": 0, "requests": 0}
        found = self.responses.collection.find(query, {**WITHOUT_EVENTS, **unread})
        rows: list[Document] = await found.sort("_id", ASCENDING).limit(CHANGES_MAX).to_list(None)
        return rows

    async def by_department(self, case_id: str) -> list[Document]:
        """``{"department_id", "state", "responses", "subjects"}`` of a case."""
        group = {
            "_id": {"department_id": "$department_id", "state": "$state"},
            "responses": {"$sum": 1},
            "subjects": {"$sum": {"$size": "$subject_keys"}},
        }
        rows = self.responses.collection.aggregate(
            [{"$match": {"case_id": case_id, "live": True}}, {"$group": group}]
        )
        return [{**row.pop("_id"), **row} async for row in rows]

    async def inquiries_by_department(self, case_id: str, today: str) -> list[Document]:
        """``{"department_id", "open", "overdue", "answered"}`` of a case; days are ISO texts."""
        is_open = {"$eq": ["$inquiries.state", InquiryState.OPEN.value]}
        overdue = {"$and": [is_open, {"$lt": ["$inquiries.due_on", today]}]}
        answered = {"$eq": ["$inquiries.state", InquiryState.ANSWERED.value]}
        counts = {
            name: {"$sum": {"$cond": [that, 1, 0]}}
            for name, that in (("open", is_open), ("overdue", overdue), ("answered", answered))
        }
        rows = self.responses.collection.aggregate(
            [
                {"$match": {"case_id": case_id, "live": True}},
                {"$unwind": "$inquiries"},
                {"$group": {"_id": "$inquiries.department_id", **counts}},
            ]
        )
        return [{"department_id": row.pop("_id"), **row} async for row in rows]

    async def overdue(self, case_id: str, today: str) -> Document:
        """``{"count", "first"}`` of responses that should be published by now; ``first`` a day."""
        rows = self.responses.collection.aggregate(
            [
                {
                    "$match": {
                        **{"case_id": case_id, "live": True, "due_on": {"$lt": today}},
                        "state": {"$ne": State.PUBLISHED.value},
                    }
                },
                {"$group": {"_id": None, "count": {"$sum": 1}, "first": {"$min": "$due_on"}}},
            ]
        )
        found = await rows.to_list(1)
        return {"count": found[0]["count"], "first": found[0]["first"]} if found else {**_NONE_DUE}

    async def live_after(self, case_id: str, after: str, limit: int) -> list[Document]:
        """The responses of a case after one of them, oldest first, as they are counted."""
        read_of = {"state": 1, "live": 1, "subject_keys": 1, "due_on": 1}
        read_of |= {"inquiries.state": 1, "inquiries.due_on": 1}
        query: Document = {"case_id": case_id, "_id": {"$gt": after}}
        found = self.responses.collection.find(query, read_of).sort("_id", ASCENDING)
        rows: list[Document] = await found.limit(limit).to_list(limit)
        return rows

    async def states(self, case_id: str) -> dict[str, int]:
        """How many responses of a case are in each state."""
        rows = self.responses.collection.aggregate(
            [
                {"$match": {"case_id": case_id}},
                {"$group": {"_id": "$state", "count": {"$sum": 1}}},
            ]
        )
        return {row["_id"]: row["count"] async for row in rows}

    async def decided(
        self, case_id: str, departments: Iterable[str], limit: int, session: Session
    ) -> list[Document]:
        """Responses of a case that wait for publication."""
        query = {
            "case_id": case_id,
            "state": State.DECIDED.value,
            "department_id": {"$in": sorted(departments)},
        }
        found = self.responses.collection.find(query, WITHOUT_EVENTS, session=session)
        rows: list[Document] = await found.sort("_id", ASCENDING).limit(limit).to_list(limit)
        return rows

    async def waiting_for(self, desks: Iterable[str]) -> list[Document]:
        """Responses with something to do for one of the desks, the most urgent first."""
        query = {"waits_for": {"$in": sorted(desks)}}
        found = self.responses.collection.find(query, WITHOUT_EVENTS)
        rows: list[Document] = await (
            found.sort("first_deadline", ASCENDING).limit(TASKS_MAX).to_list(TASKS_MAX)
        )
        return rows

    async def with_inquiries_due(self, until: str) -> list[Document]:
        """Responses with an open inquiry that is due on or before a day."""
        found = self.responses.collection.find({"inquiry_due": {"$lte": until}}, WITHOUT_EVENTS)
        return [row async for row in found]

    # Routes of approval

    async def routes_of(self, department_ids: Sequence[str]) -> list[Document]:
        """What departments have; one that has none is not in it."""
        query = {"_id": {"$in": list(department_ids)}}
        return [row async for row in self.routes.collection.find(query, WITHOUT_EVENTS)]


def repeated(row: Document, request: Request) -> Document | None:
    """Return the row if the request changed it already, None if it did not.

    Raises:
        IdempotencyKeyReused: the key was another request's.
    """
    for kept in row["requests"]:
        if kept["key"] == request.key:
            return first_answer((row, kept["digest"]), request)
    return None


def read(row: Document) -> Response:
    """Read a response from its document."""
    return Response.model_validate({**row, "id": row["_id"]})


def written(response: Response) -> Document:
    """Write a response's document, all but what only the database knows."""
    row: Document = response.model_dump(exclude={"id"})
    open_days = [one.due_on.isoformat() for one in response.open_inquiries]
    return {
        **row,
        "live": response.state is not State.WITHDRAWN,
        "subject_keys": [subject.key for subject in response.subjects],
        "readers": sorted(response.asked_desks | {response.department_id, response.desk_id}),
        "waits_for": response.waits_for,
        "first_deadline": response.first_deadline if response.waits_for else NO_DEADLINE,
        "inquiry_due": min(open_days) if open_days else None,
    }


def _answered(error: DuplicateKeyError) -> Exception:
    if "subject_keys" in (error.details or {}).get("keyPattern", {}):
        return SubjectAnsweredElsewhere("subjects")
    return error


def plain(value: Any) -> Any:
    """Write times within a document as text, for an answer."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return iso(value) if hasattr(value, "tzinfo") else value
