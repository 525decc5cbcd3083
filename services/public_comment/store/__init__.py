"""MongoDB documents and indexes of public comment.

comments:       one document per comment (通); ``versions`` keeps every text it ever had, the last
                one counts; ``confirmation_hash`` and ``idempotency_hash`` are keyed hashes;
                ``splittings``: see points/store.py; ``maskings``: see masks/store.py.
consultations:  one per consultation, with the ids of the clauses that may be commented on.
exemptions:     decisions that went without a consultation, and why.
form_numbers:   受付番号 reserved for printed forms; forgotten some months after the close.
accesses:       who opened submitters' private data, when and what for; never deleted.
tries:          wrong 確認番号 per receipt; forgotten after a while.
revisions:      (read model, see events.py) which clauses each published revision has.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from services.public_comment.domain.errors import (
    CommentNotFound,
    ConsultationNotFound,
    ReceiptNotFound,
)
from services.public_comment.domain.figures import Figures
from services.public_comment.store.anchors import list_anchors
from services.public_comment.store.figures import count_figures
from shared.clock import now
from shared.errors import Unavailable
from shared.events.public_comment import CommentMarkedDuplicate
from shared.files import Files
from shared.kafka import Model
from shared.mongo import (
    ASCENDING,
    DESCENDING,
    Aggregates,
    Database,
    Document,
    IndexModel,
    Outbox,
    Page,
    PyMongoError,
    ReturnDocument,
    StaleAggregate,
    page_by,
    passes,
    transaction,
)

OUTBOX = Outbox("public_comment", ("comments", "consultations", "accesses", "exemptions"))

CONSULTATION_REMEMBERED_S = 1.0
_MAJORITY_WITHIN_S = 2.0


class Store:
    """The service's own database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.files = Files(database)
        self.comments = Aggregates(database, "comments")
        self.consultations = Aggregates(database, "consultations")
        self.accesses = Aggregates(database, "accesses")
        self.exemptions = Aggregates(database, "exemptions")
        self._tries = database["tries"]
        self._forms = database["form_numbers"]
        self._remembered: dict[str, tuple[float, Document]] = {}

    async def create_indexes(self) -> None:
        """Create what every query of this file needs."""
        await self.comments.create_indexes(
            IndexModel("receipt_number", unique=True),
            IndexModel("idempotency_hash", unique=True),
            IndexModel([("consultation_id", ASCENDING), ("_id", DESCENDING)]),
            IndexModel("consultation_id", name="late", partialFilterExpression={"late": True}),
            IndexModel("splittings.spans.id", sparse=True),
            IndexModel(
                [("consultation_id", ASCENDING), ("_id", DESCENDING)],
                name="entries",
                partialFilterExpression={"by_staff": True},
            ),
            IndexModel(
                [("consultation_id", ASCENDING), ("_id", DESCENDING)],
                name="unchecked",
                partialFilterExpression={
                    **{"by_staff": True, "entry.checked": None, "state": "accepted"}
                },
            ),
            IndexModel(
                [("consultation_id", ASCENDING), ("likeness", ASCENDING)],
                name="likeness",
                partialFilterExpression={"likeness": {"$exists": True}},
            ),
        )
        await self.consultations.create_indexes(
            IndexModel("idempotency_hash", unique=True),
            IndexModel([("closes_at", ASCENDING), ("opens_at", ASCENDING)]),
            IndexModel([("links.policy_id", ASCENDING), ("_id", DESCENDING)]),
            IndexModel(
                "recount_since", partialFilterExpression={"recount_since": {"$exists": True}}
            ),
        )
        await self.accesses.create_indexes(
            IndexModel([("consultation_id", ASCENDING), ("_id", DESCENDING)])
        )
        await self.exemptions.create_indexes(IndexModel("idempotency_hash", unique=True))
        await self._tries.create_index("forget_at", expireAfterSeconds=0)
        await self._forms.create_indexes(
            [
                IndexModel("idempotency_hash", unique=True),
                IndexModel([("consultation_id", ASCENDING), ("reserved_at", ASCENDING)]),
                IndexModel("forget_at", expireAfterSeconds=0),
            ]
        )
        await self.files.create_indexes()

    # Consultations

    async def consultation(self, id_: str) -> Document:
        """One consultation, at most a second old: every comment asks for it.

        Raises:
            ConsultationNotFound: no such id.
        """
        known = self._remembered.get(id_)
        if known and known[0] > time.monotonic():
            return known[1]
        found = await self.consultations.collection.find_one({"_id": id_}, {"pending_events": 0})
        if found is None:
            raise ConsultationNotFound("consultation_id")
        found["clause_ids"] = frozenset(found["clause_ids"])
        self._remembered[id_] = (time.monotonic() + CONSULTATION_REMEMBERED_S, found)
        return found

    async def consultation_now(self, id_: str) -> Document:
        """One consultation as it is at this moment, to be changed.

        Raises:
            ConsultationNotFound: no such id.
        """
        found = await self.consultations.collection.find_one({"_id": id_}, {"pending_events": 0})
        if found is None:
            raise ConsultationNotFound("consultation_id")
        return found

    def forget_consultation(self, id_: str) -> None:
        """Ask the database the next time: it was changed."""
        self._remembered.pop(id_, None)

    async def consultations_by_id(self, ids: list[str]) -> list[Document]:
        """Those of the ids that exist, in one query."""
        cursor = self.consultations.collection.find({"_id": {"$in": ids}}, {"pending_events": 0})
        return [row async for row in cursor]

    async def consultations_serving(self, policy_ids: list[str], most: int) -> list[Document]:
        """Those that serve a stage of one of the policies, newest first."""
        found = self.consultations.collection.find(
            {"links.policy_id": {"$in": policy_ids}}, {"pending_events": 0, "clause_ids": 0}
        )
        rows: list[Document] = await found.sort("_id", DESCENDING).limit(most).to_list(most)
        return rows

    async def list_consultations(
        self, state: str, after: str | None, limit: int, policy_id: str | None = None
    ) -> Page:
        """Newest first (of one policy); ``state`` is open, planned, closed or all."""
        moment = now()
        goes_on: Document = {"withdrawn_at": None}
        where: dict[str, Document] = {
            "open": {"opens_at": {"$lte": moment}, "closes_at": {"$gt": moment}, **goes_on},
            "planned": {"opens_at": {"$gt": moment}, **goes_on},
            # Over, for whatever reason.
            "closed": {"$or": [{"closes_at": {"$lte": moment}}, {"withdrawn_at": {"$ne": None}}]},
            "all": {},
        }
        about = {"links.policy_id": policy_id} if policy_id else {}
        return await page_by(
            self.consultations.collection, {**where[state], **about}, after=after, limit=limit
        )

    async def newest_consultations(self, most: int, policy_id: str | None) -> list[Document]:
        """The consultations that were entered last (about one policy), without their clauses."""
        found = self.consultations.collection.find(
            {"links.policy_id": policy_id} if policy_id else {},
            {"pending_events": 0, "clause_ids": 0},
        )
        rows: list[Document] = await found.sort("_id", DESCENDING).limit(most).to_list(most)
        return rows

    async def to_be_recounted(self) -> list[Document]:
        """Those whose period was extended, and whose late papers may not be judged anew yet."""
        return [
            row
            async for row in self.consultations.collection.find(
                {"recount_since": {"$exists": True}}, {"pending_events": 0, "clause_ids": 0}
            )
        ]

    async def recounted(self, row: Document) -> None:
        """Take the mark away, unless the period was extended once more meanwhile."""
        await self.consultations.collection.update_one(
            {"_id": row["_id"], "recount_since": row["recount_since"]},
            {"$unset": {"recount_since": ""}},
        )

    async def consultation_by_key(self, idempotency_hash: str) -> Document | None:
        """The consultation that an earlier try with this key made."""
        return await self.consultations.collection.find_one(
            {"idempotency_hash": idempotency_hash}, {"pending_events": 0}
        )

    # Exemptions

    async def list_exemptions(self, after: str | None, limit: int) -> Page:
        """Decisions without a consultation, newest first."""
        return await page_by(self.exemptions.collection, {}, after=after, limit=limit)

    async def exemption_by_key(self, idempotency_hash: str) -> Document | None:
        """The exemption that an earlier try with this key made."""
        return await self.exemptions.collection.find_one(
            {"idempotency_hash": idempotency_hash}, {"pending_events": 0}
        )

    # Numbers of printed forms

    async def reserve_form(self, form: Document) -> None:
        """Keep a number for a form.

        Raises:
            DuplicateKeyError: the number is taken, or the key was used.
        """
        await self._forms.insert_one(form)

    async def form(self, number: str) -> Document | None:
        """The form with this number."""
        return await self._forms.find_one({"_id": number})

    async def form_by_key(self, idempotency_hash: str) -> Document | None:
        """The form that an earlier try with this key reserved."""
        return await self._forms.find_one({"idempotency_hash": idempotency_hash})

    async def forms_since(self, consultation_id: str, moment: datetime) -> int:
        """How many numbers were reserved since."""
        return await self._forms.count_documents(
            {"consultation_id": consultation_id, "reserved_at": {"$gte": moment}}
        )

    async def is_receipt(self, number: str) -> bool:
        """True if a comment has this number."""
        found = await self.comments.collection.find_one({"receipt_number": number}, {"_id": 1})
        return found is not None

    # Comments

    async def comment_by_key(self, idempotency_hash: str) -> Document:
        """The comment that an earlier try with this key made, once the majority has it.

        Raises:
            Unavailable: it is not durable yet; the same request may be sent again.
        """
        until = time.monotonic() + _MAJORITY_WITHIN_S
        while True:
            found = await self.comments.collection.find_one(
                {"idempotency_hash": idempotency_hash}, {"pending_events": 0}
            )
            if found is not None:
                return found
            if time.monotonic() > until:
                raise Unavailable
            await asyncio.sleep(0.05)

    async def comments_by_key(self, hashes: list[str]) -> dict[str, Document]:
        """The comments that earlier tries with these keys made, in one query."""
        cursor = self.comments.collection.find(
            {"idempotency_hash": {"$in": hashes}}, {"pending_events": 0}
        )
        return {row["idempotency_hash"]: row async for row in cursor}

    async def comment_by_receipt(self, receipt_number: str) -> Document:
        """The comment with this 受付番号.

        Raises:
            ReceiptNotFound: there is none.
        """
        found = await self.comments.collection.find_one(
            {"receipt_number": receipt_number}, {"pending_events": 0}
        )
        if found is None:
            raise ReceiptNotFound("receipt_number")
        return found

    async def late_comments(self, consultation_id: str) -> AsyncIterator[Document]:
        """What came outside of the period (期間外)."""
        where = {
            "consultation_id": consultation_id,
            "late": True,
            "state": {"$nin": ["withdrawn", "duplicate"]},
        }
        async for row in self.comments.collection.find(where, {"pending_events": 0}):
            yield row

    async def has_opinions(self, consultation_id: str) -> bool:
        """True if any comment counts: in the period, and neither taken back nor out otherwise."""
        where = {"consultation_id": consultation_id, "state": "accepted", "late": False}
        return await self.comments.collection.find_one(where, {"_id": 1}) is not None

    async def figures(self, consultation_id: str) -> Figures:
        """How much came in; see ``figures.py`` for what it costs."""
        return await count_figures(self.comments, consultation_id)

    async def anchors(self, consultation_id: str) -> list[Document]:
        """What its comments are about; see ``anchors.py`` for what it costs."""
        return await list_anchors(self.comments, consultation_id)

    async def comments_by_id(self, ids: list[str]) -> list[Document]:
        """Those of the ids that exist, in one query."""
        cursor = self.comments.collection.find({"_id": {"$in": ids}}, {"pending_events": 0})
        return [row async for row in cursor]

    async def list_comments(self, consultation_id: str, after: str | None, limit: int) -> Page:
        """The comments of a consultation, newest first."""
        where = {"consultation_id": consultation_id}
        return await page_by(self.comments.collection, where, after=after, limit=limit)

    async def comment(self, id_: str) -> Document:
        """One comment.

        Raises:
            CommentNotFound: no such id.
        """
        found = await self.comments.collection.find_one({"_id": id_}, {"pending_events": 0})
        if found is None:
            raise CommentNotFound("comment_id")
        return found

    async def mark_twin(
        self,
        comment: Document,
        original_id: str,
        change: Document,
        event: CommentMarkedDuplicate,
        *,
        sequence: int,
    ) -> Document:
        """Take one of two entries out while the other still counts: never each for the other.

        Raises:
            StaleAggregate: one of them changed meanwhile.
        """
        try:
            async with transaction(self.database) as session:
                kept = await self.comments.collection.update_one(
                    {"_id": original_id, "state": "accepted"},
                    {"$addToSet": {"twins": comment["_id"]}},
                    session=session,
                )
                if not kept.matched_count:
                    raise StaleAggregate(sequence=sequence)
                return await self.comments.update(
                    comment["_id"], change, event, sequence=sequence, session=session
                )
        except PyMongoError as error:
            if passes(error):
                raise StaleAggregate(sequence=sequence) from error
            raise

    async def list_entries(
        self, consultation_id: str, after: str | None, limit: int, *, unchecked: bool
    ) -> Page:
        """What staff entered for a consultation, newest first; only what nobody checked yet."""
        where: Document = {"consultation_id": consultation_id, "by_staff": True}
        if unchecked:
            where |= {"entry.checked": None, "state": "accepted"}
        return await page_by(self.comments.collection, where, after=after, limit=limit)

    async def count_unchecked(self, consultation_id: str) -> int:
        """How many entries wait to be compared with their paper."""
        where = {
            **{"consultation_id": consultation_id, "by_staff": True},
            **{"entry.checked": None, "state": "accepted"},
        }
        return await self.comments.collection.count_documents(where)

    async def alike(self, consultation_id: str, likenesses: list[str]) -> set[str]:
        """Those of the rows' likenesses that another file brought in already."""
        found = self.comments.collection.find(
            {"consultation_id": consultation_id, "likeness": {"$in": likenesses}}, {"likeness": 1}
        )
        return {row["likeness"] async for row in found}

    # Tries

    async def count_try(self, receipt_number: str, minutes: int) -> tuple[int, datetime]:
        """Count a try before it is judged, so that many at once gain nothing.

        Returns how many have been counted, and when they are forgotten.
        """
        moment = now()
        forget_at = moment + timedelta(minutes=minutes)
        over = {"$lt": [{"$ifNull": ["$forget_at", moment]}, moment]}
        first = {"$or": [over, {"$eq": [{"$type": "$count"}, "missing"]}]}
        row = await self._tries.find_one_and_update(
            {"_id": receipt_number},
            [
                {
                    "$set": {
                        "count": {"$cond": [first, 1, {"$add": ["$count", 1]}]},
                        "forget_at": {"$cond": [first, forget_at, "$forget_at"]},
                    }
                }
            ],
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return row["count"], row["forget_at"]

    async def forget_tries(self, receipt_number: str) -> None:
        """The right number was given."""
        await self._tries.delete_one({"_id": receipt_number})


class Revisions:
    """The read model of published revisions, in one of its generations."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._collection = model["revisions"]

    async def create_indexes(self) -> None:
        """Find a revision by a clause."""
        await self._collection.create_index("clause_ids")

    async def add(self, revision: Document) -> None:
        """Keep a revision; a second time changes nothing."""
        await self._collection.update_one(
            {"_id": revision["_id"]},
            {"$set": revision},
            upsert=True,
            session=self._model.session,
        )

    async def find(self, revision_id: str) -> Document | None:
        """One revision, or None while its event has not arrived."""
        return await self._collection.find_one({"_id": revision_id})

    async def has_clause(self, clause_id: str) -> bool:
        """True if any published revision has this clause."""
        return await self._collection.find_one({"clause_ids": clause_id}, {"_id": 1}) is not None
