"""MongoDB: issues, offers and what ties them, each an aggregate of its own.

Idempotency keys lie in what they made, as keyed hashes: a key gives the 確認番号.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.issue_proposals.domain.errors import IssueNotFound, MatchNotFound, OfferNotFound
from services.issue_proposals.domain.issue import Issue
from services.issue_proposals.domain.offer import Match, Offer
from services.issue_proposals.store import documents as as_document
from services.issue_proposals.store.followers import Followers
from services.issue_proposals.store.talk import COLLECTIONS, TalkStore
from shared.events import EventData
from shared.events.issue_proposals import IssueState
from shared.files import Files
from shared.mongo import (
    ASCENDING,
    WITHOUT_EVENTS,
    Aggregates,
    Database,
    Document,
    IndexModel,
    Outbox,
    page_by,
)

OUTBOX = Outbox(
    "issue_proposals", ("issues", "offers", "matches", "accesses", "followers", *COLLECTIONS)
)
OFFERS_MATCHED_MAX = 20_000
BY_TERM = "by_term"
# By what a list of public issues is narrowed: ``wanted`` and ``cells`` are lists in an issue.
FILTERS = ("field", "ward", "state", "wanted", "cells", "links.policy_id", "linked")
MERGED_MAX, MERGED_DEEP, ASKED_MAX = 100, 20, 50
# How far the issues with a term are counted, and how many of them are looked at.
COUNTED_TO, LOOKED_AT = 200, 60

_WAITING = [
    state.value
    for state in IssueState
    if state not in (IssueState.WITHDRAWN, IssueState.NOT_PURSUED)
]


class Store:
    """All that the issue proposals service keeps."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.issues = Aggregates(database, "issues")
        self.offers = Aggregates(database, "offers")
        self.matches = Aggregates(database, "matches")
        # Who looked at words as they came in, and for what.
        self.accesses = Aggregates(database, "accesses")
        self.talk = TalkStore(database)
        self.followers = Followers(database)
        self.files = Files(database)

    async def create_indexes(self) -> None:
        """Create what every query and every uniqueness rests on; harmless when repeated."""
        newest = ("_id", ASCENDING)
        await self.issues.create_indexes(
            IndexModel("number", unique=True),
            IndexModel("idempotency_hash", unique=True),
            *(
                IndexModel([("public", ASCENDING), *part, newest])
                for part in ([], *([(name, 1)] for name in FILTERS))
            ),
            IndexModel([("terms", ASCENDING), newest], name=BY_TERM),
            IndexModel(
                [("merged_into", ASCENDING), newest],
                partialFilterExpression={"merged_into": {"$type": "string"}},
            ),
            IndexModel([("state", ASCENDING), newest]),
            IndexModel([("department_id", ASCENDING), newest]),
            IndexModel(
                [("answer_due", ASCENDING), newest],
                name="unanswered",
                partialFilterExpression={"answered": False},
            ),
        )
        await self.offers.create_indexes(
            IndexModel("number", unique=True),
            IndexModel("idempotency_hash", unique=True),
            IndexModel([("open", ASCENDING), newest]),
            IndexModel([("open", ASCENDING), ("kind", ASCENDING), newest]),
        )
        await self.matches.create_indexes(
            IndexModel([("need_id", ASCENDING), ("offer_id", ASCENDING)], unique=True),
            IndexModel([("issue_id", ASCENDING), newest]),
            IndexModel([("offer_id", ASCENDING), newest]),
        )
        await self.accesses.create_indexes(IndexModel([("issue_id", ASCENDING), newest]))
        await self.talk.create_indexes()
        await self.followers.create_indexes()
        await self.files.create_indexes()

    # Issues

    async def insert_issue(self, issue: Issue, private: Document, *events: EventData) -> None:
        """Keep a new issue; ``private`` is what is sealed or hashed.

        Raises:
            DuplicateKeyError: the request was taken before, or the number is.
        """
        document = {**as_document.of_issue(issue), **private, "public": False, "answered": False}
        await self.issues.insert(document, *events)

    async def issue(self, issue_id: str) -> Issue:
        """Read one.

        Raises:
            IssueNotFound.
        """
        return as_document.to_issue(await self._issue_row({"_id": issue_id}))

    async def public_issue(self, issue_id: str) -> Issue:
        """Read one that everybody may read.

        Raises:
            IssueNotFound: or it is not public.
        """
        issue = await self.issue(issue_id)
        issue.require_public()
        return issue

    async def issue_row(self, issue_id: str) -> Document:
        """Read one with what is sealed.

        Raises:
            IssueNotFound.
        """
        return await self._issue_row({"_id": issue_id})

    async def issue_row_by_number(self, number: str) -> Document:
        """Read the row of a 受付番号, with hashes and what is sealed.

        Raises:
            IssueNotFound.
        """
        return await self._issue_row({"number": number})

    async def issue_row_by_key(self, idempotency_hash: str) -> Document | None:
        """Find what a request made."""
        return await self._found(self.issues, {"idempotency_hash": idempotency_hash})

    async def issues_by_id(self, ids: Sequence[str]) -> list[Issue]:
        """Read many in one query; unknown ids are left out."""
        found = self.issues.collection.find({"_id": {"$in": list(ids)}}, WITHOUT_EVENTS)
        return [as_document.to_issue(row) for row in await found.to_list(None)]

    async def public_issues(
        self,
        after: str | None,
        limit: int,
        like: Mapping[str, str | bool],
        terms: Sequence[str] = (),
    ) -> tuple[list[Issue], str | None]:
        """Read a page of what everybody may read and is not a part of another, newest first.

        ``like``: values that ``FILTERS`` must have. ``terms``: words that it
        must have, the rarest first, which leads.
        """
        where: Document = {"public": True, "merged_into": None, **like}
        if terms:
            # Only what is public has terms.
            where |= {"terms": terms[0], "$and": [{"terms": term} for term in terms]}
        hint = BY_TERM if terms else None
        page = await page_by(self.issues.collection, where, after=after, limit=limit, hint=hint)
        return [as_document.to_issue(row) for row in page.items], page.next

    async def merged_into(self, issue_id: str) -> list[Issue]:
        """Read the issues that are a part of one, the first first."""
        found = self.issues.collection.find({"merged_into": issue_id}, WITHOUT_EVENTS)
        rows = await found.sort("_id", 1).limit(MERGED_MAX).to_list(MERGED_MAX)
        return [as_document.to_issue(row) for row in rows]

    async def root(self, issue: Issue) -> Issue:
        """Return the issue that it is a part of in the end; itself if of none."""
        for _ in range(MERGED_DEEP):
            if issue.merged_into is None:
                break
            issue = await self.issue(issue.merged_into)
        return issue

    async def count_terms(self, terms: Sequence[str]) -> dict[str, int]:
        """Count the issues with each term, no further than it takes to tell rare from common."""
        counted = await asyncio.gather(
            *(
                self.issues.collection.count_documents(
                    {"terms": term}, limit=COUNTED_TO, hint=BY_TERM
                )
                for term in terms
            )
        )
        return dict(zip(terms, counted, strict=True))

    async def with_terms(self, terms: Sequence[str]) -> list[tuple[str, list[str]]]:
        """Return ids and terms of the newest issues with each of some terms."""
        found = await asyncio.gather(*(self._with_term(term) for term in terms))
        return list(
            {row["_id"]: (row["_id"], row["terms"]) for rows in found for row in rows}.values()
        )

    async def _with_term(self, term: str) -> list[Document]:
        cursor = self.issues.collection.find(
            {"terms": term, "merged_into": None}, {"terms": 1}, hint=BY_TERM
        )
        rows: list[Document] = await cursor.sort("_id", -1).limit(LOOKED_AT).to_list(LOOKED_AT)
        return rows

    async def issues_at_work(
        self, after: str | None, limit: int, departments: Sequence[str] | None, states: list[str]
    ) -> tuple[list[Issue], str | None]:
        """Read a page of all that came in, newest first; of some departments, or of all (None)."""
        where: Document = {}
        if departments is not None:
            where["department_id"] = {"$in": list(departments)}
        if states:
            where["state"] = {"$in": states}
        page = await page_by(self.issues.collection, where, after=after, limit=limit)
        return [as_document.to_issue(row) for row in page.items], page.next

    async def overdue(
        self, today: date, departments: Sequence[str] | None, most: int
    ) -> list[Issue]:
        """Read those whose first answer is overdue, the longest first."""
        where: Document = {
            "answered": False,
            "answer_due": {"$lt": today.isoformat()},
            "state": {"$in": _WAITING},
        }
        if departments is not None:
            where["department_id"] = {"$in": list(departments)}
        found = self.issues.collection.find(where, WITHOUT_EVENTS)
        rows = await found.sort([("answer_due", 1), ("_id", 1)]).limit(most).to_list(most)
        return [as_document.to_issue(row) for row in rows]

    async def update_issue(self, issue: Issue, change: Document, *events: EventData) -> Issue:
        """Change an issue.

        Raises:
            StaleAggregate: it is no longer at ``issue.sequence``.
        """
        row = await self.issues.update(issue.id, change, *events, sequence=issue.sequence)
        return as_document.to_issue(row)

    async def _issue_row(self, where: Document) -> Document:
        row = await self._found(self.issues, where)
        if row is None:
            raise IssueNotFound("issue_id")
        return row

    # Offers

    async def insert_offer(self, offer: Offer, private: Document, *events: EventData) -> None:
        """Keep a new offer.

        Raises:
            DuplicateKeyError: the request was taken before, or the number is.
        """
        await self.offers.insert({**as_document.of_offer(offer), **private}, *events)

    async def offer(self, offer_id: str) -> Offer:
        """Read one.

        Raises:
            OfferNotFound.
        """
        return as_document.to_offer(await self.offer_row({"_id": offer_id}))

    async def offer_row(self, where: Document) -> Document:
        """Read one with hashes and what is sealed.

        Raises:
            OfferNotFound.
        """
        row = await self._found(self.offers, where)
        if row is None:
            raise OfferNotFound("offer_id")
        return row

    async def offer_row_by_key(self, idempotency_hash: str) -> Document | None:
        """Find what a request made."""
        return await self._found(self.offers, {"idempotency_hash": idempotency_hash})

    async def offers_by_id(self, ids: Sequence[str]) -> list[Offer]:
        """Read many in one query; unknown ids are left out."""
        found = self.offers.collection.find({"_id": {"$in": list(ids)}}, WITHOUT_EVENTS)
        return [as_document.to_offer(row) for row in await found.to_list(None)]

    async def open_offers(
        self, after: str | None, limit: int, kind: str | None
    ) -> tuple[list[Offer], str | None]:
        """Read a page of what can be had, newest first."""
        where: Document = {"open": True, **({"kind": kind} if kind else {})}
        page = await page_by(self.offers.collection, where, after=after, limit=limit)
        return [as_document.to_offer(row) for row in page.items], page.next

    async def offers_to_match(self) -> list[Document]:
        """Return ``{"_id", "kind", "text", "conditions", "ward"}`` of what can be had, newest."""
        wanted = dict.fromkeys(("kind", "text", "conditions", "ward"), 1)
        found = self.offers.collection.find({"open": True}, wanted).sort("_id", -1)
        rows: list[Document] = await found.limit(OFFERS_MATCHED_MAX).to_list(OFFERS_MATCHED_MAX)
        return rows

    async def update_offer(self, offer: Offer, change: Document, *events: EventData) -> Offer:
        """Change an offer.

        Raises:
            StaleAggregate: it is no longer at ``offer.sequence``.
        """
        row = await self.offers.update(offer.id, change, *events, sequence=offer.sequence)
        return as_document.to_offer(row)

    # Matches

    async def match(self, match_id: str) -> Match:
        """Read one.

        Raises:
            MatchNotFound.
        """
        row = await self._found(self.matches, {"_id": match_id})
        if row is None:
            raise MatchNotFound("match_id")
        return as_document.to_match(row)

    async def match_of(self, need_id: str, offer_id: str) -> Match | None:
        """Find what ties an offer to a need."""
        row = await self._found(self.matches, {"need_id": need_id, "offer_id": offer_id})
        return as_document.to_match(row) if row else None

    async def matches_of(self, issue_id: str) -> list[Match]:
        """Read all of an issue; an issue has some dozens at most."""
        found = self.matches.collection.find({"issue_id": issue_id}, WITHOUT_EVENTS)
        return [as_document.to_match(row) for row in await found.sort("_id", 1).to_list(None)]

    async def matches_of_offer(self, offer_id: str) -> list[Match]:
        """Read for what an offer was asked, the newest first."""
        found = self.matches.collection.find({"offer_id": offer_id}, WITHOUT_EVENTS)
        rows = await found.sort("_id", -1).limit(ASKED_MAX).to_list(ASKED_MAX)
        return [as_document.to_match(row) for row in rows]

    async def update_match(self, match: Match, change: Document, *events: EventData) -> Match:
        """Change a match.

        Raises:
            StaleAggregate.
        """
        row = await self.matches.update(match.id, change, *events, sequence=match.sequence)
        return as_document.to_match(row)

    async def _found(self, where: Aggregates, what: Document) -> Document | None:
        row: Document | None = await where.collection.find_one(what, WITHOUT_EVENTS)
        return row


def pushed(name: str, row: Any) -> Document:
    """Write the operator that adds to a list of a document."""
    return {"$push": {name: row}}
