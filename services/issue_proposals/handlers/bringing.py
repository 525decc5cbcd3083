"""Bringing a difficulty, and what its author may do with the two numbers."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from services.issue_proposals.domain.issue import (
    NEEDS_A_REASON,
    WORDS_CHARS_MAX,
    Issue,
    checked_ward,
    commitment,
)
from services.issue_proposals.store import Store
from services.issue_proposals.store import documents as as_document
from shared.caller import Role, current_caller
from shared.city_map import CityMap, Place
from shared.clock import JST, now
from shared.events.common import Channel
from shared.events.issue_proposals import IssueField, IssueMoved, IssueReceived, IssueState
from shared.ids import new_id
from shared.mongo import Document, DuplicateKeyError
from shared.private_data import Locked
from shared.receipt_numbers import new_receipt_number
from shared.texts import clean_text, clean_title
from shared.two_numbers import Numbers, Receipts, Request

WORDS, SALT = "words", "salt"


@dataclass(frozen=True)
class NewIssue:
    """What somebody brings. Only the words are needed.

    Attributes:
        affected: who has the difficulty. name, contact: never shown in public.
        channel: how it came in; what did not come by the web is entered by who heard it.
        place: on the map; it may be somebody's home, and is sealed as the words are.
    """

    idempotency_key: str
    words: str
    field: IssueField = IssueField.OTHER
    ward: str = ""
    affected: str = ""
    name: str = ""
    contact: str = ""
    channel: Channel = Channel.WEB
    place: Place | None = None


@dataclass(frozen=True)
class Received:
    """A receipt; the 確認番号 is given again only to who sends the same key."""

    issue: Issue
    confirmation_number: str


@dataclass
class Bringing:
    """The use cases of who brings an issue."""

    store: Store
    receipts: Receipts
    wards: tuple[str, ...]
    city: CityMap
    answer_days: int

    async def bring(self, new: NewIssue) -> Received:
        """Accept a difficulty; durable when this returns. The same key gives the same receipt.

        Raises:
            TextEmpty, TextTooLong and the like; WardUnknown, PlaceOutsideCity.
            NotSignedIn, Forbidden: only staff and coordinators enter what came by another way.
            Unavailable: the keys or the database cannot be reached; send the same key again.
        """
        if new.channel is not Channel.WEB:
            current_caller().require(Role.STAFF, Role.COORDINATOR)
        request = self.receipts.request("issue", new.idempotency_key)
        if (known := await self.store.issue_row_by_key(request.hashed)) is not None:
            return Received(as_document.to_issue(known), request.confirmation)
        number, moment = new_receipt_number(), now()
        issue = Issue(
            id=new_id(),
            number=number,
            channel=new.channel,
            field=new.field,
            ward=checked_ward(new.ward, self.wards),
            received_at=moment,
            answer_due=moment.astimezone(JST).date() + timedelta(days=self.answer_days),
            state=IssueState.RECEIVED,
            sequence=1,
        )
        private, proof = await self._sealed(issue, new, request)
        event = IssueReceived(
            issue_id=issue.id,
            channel=issue.channel,
            field=issue.field,
            ward=issue.ward,
            received_at=moment,
            answer_due=issue.answer_due,
            commitment=proof,
        )
        try:
            await self.store.insert_issue(issue, private, event)
        except DuplicateKeyError:  # the same request at the same time
            if (known := await self.store.issue_row_by_key(request.hashed)) is None:
                raise
            return Received(as_document.to_issue(known), request.confirmation)
        return Received(issue, request.confirmation)

    async def read(self, number: str, confirmation: str) -> tuple[Issue, dict[str, str] | None]:
        """Return an issue to its author, with the words as they came in (None: erased).

        Raises:
            ReceiptNumberMistyped, ConfirmationNumberMistyped, IssueNotFound,
            IssueNumberNotFitting; Unavailable.
        """
        row = await self.own_row(number, confirmation)
        (fields,) = await self.receipts.private.open([Locked.of(row["sealed"])])
        return as_document.to_issue(row), fields

    async def own(self, number: str, confirmation: str) -> Issue:
        """Return an issue to its author.

        Raises:
            as ``read``.
        """
        return as_document.to_issue(await self.own_row(number, confirmation))

    async def own_row(self, number: str, confirmation: str) -> Document:
        """Return an author's row.

        Raises:
            as ``read``.
        """
        numbers = Numbers(number, confirmation).checked()
        row = await self.store.issue_row_by_number(numbers.number)
        self.receipts.require_fitting(numbers, row)
        return row

    async def withdraw(self, number: str, confirmation: str, reason: str) -> Issue:
        """Take it back; what was public of it is shown no more. Again changes nothing.

        Raises:
            as ``read``. IssueNotMovable: others work on it already; ask the city.
        """
        issue = await self.own(number, confirmation)
        if issue.state is IssueState.WITHDRAWN:
            return issue
        return await move(self.store, issue, IssueState.WITHDRAWN, reason)

    async def _sealed(self, issue: Issue, new: NewIssue, request: Request) -> tuple[Document, str]:
        words = clean_text("words", new.words, max_chars=WORDS_CHARS_MAX)
        salt = secrets.token_hex(32)
        given = {
            WORDS: words,
            SALT: salt,
            "affected": clean_text("affected", new.affected, max_chars=500, required=False),
            "name": clean_title("name", new.name, max_chars=100, required=False),
            "contact": clean_text("contact", new.contact, max_chars=300, required=False),
            "place": str(self.city.require(new.place) or ""),
        }
        row = await self.receipts.row(request, issue.id, issue.number, given, issue.received_at)
        entered = {"entered_by": current_caller().person_id}
        return {**row, **entered}, commitment(bytes.fromhex(salt), words)


async def move(store: Store, issue: Issue, to: IssueState, reason: str) -> Issue:
    """Let an issue go on along its path; an end has a reason.

    Raises:
        IssueNotMovable, TextEmpty, StaleAggregate.
    """
    issue.require_way(to)
    change: Document = {"state": to.value}
    if to in NEEDS_A_REASON:
        change["reason"] = clean_text("reason", reason, max_chars=2_000)
    if to is IssueState.WITHDRAWN:
        change |= {"public": False, "terms": [], "cells": []}  # found no more
    return await store.update_issue(
        issue, {"$set": change}, IssueMoved(issue_id=issue.id, state=to)
    )


def words_of(fields: dict[str, str] | None) -> dict[str, str]:
    """Return what came in, without what proves it; nothing once it is erased."""
    return {name: text for name, text in (fields or {}).items() if name != SALT}
