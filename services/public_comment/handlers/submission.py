"""A comment that comes in, what its sender gets for it, and what there is to tell of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.public_comment.domain.attachments import attachments_of
from services.public_comment.domain.entry import Via
from services.public_comment.domain.particulars import Particular
from services.public_comment.domain.passage import Passage
from services.public_comment.domain.receipt import citizens_key
from shared.events import EventData
from shared.events.common import Channel, SubmitterKind
from shared.events.public_comment import CommentAccepted, PassageOfClause, TextAgreementGiven
from shared.mongo import Document
from shared.receipt_numbers import in_groups


@dataclass(frozen=True)
class NewComment:
    """A comment as it comes in. ``by_staff``: entered from paper, telephone or a file.

    ``form_number``: the 受付番号 that is printed on the paper already.
    ``agrees_to_publish``: its text may be published as it is (see masks/).
    """

    consultation_id: str
    clause_id: str | None
    text: str
    idempotency_key: str
    submitter_kind: SubmitterKind = SubmitterKind.PERSON
    channel: Channel = Channel.WEB
    by_staff: bool = False
    received_on: date | None = None
    postmarked_on: date | None = None
    submitter_ref: str | None = None
    continues: tuple[str, str] | None = None
    particulars: Mapping[Particular, str] = field(default_factory=dict)
    form_number: str | None = None
    via: Via = Via.FORM
    dictated: bool = False
    consent_note: str = ""
    # Of a row of a file: what tells it again in another file.
    likeness: str | None = None
    passage: Passage | None = None
    # What a row of a file quotes of the clause: the passage is found by it.
    quote: str | None = None
    agrees_to_publish: bool = False
    # Where the submitter wants to be told what becomes of it.
    mail_address: str | None = None
    # Files that were sent before with the same key.
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """What the submitter gets. ``confirmation_number`` and ``salt`` are theirs alone."""

    comment: Document
    confirmation_number: str
    repeated: bool

    def body(self) -> dict[str, Any]:
        """As JSON values."""
        first = self.comment["versions"][0]
        return {
            "comment_id": self.comment["_id"],
            "receipt_number": in_groups(self.comment["receipt_number"]),
            "confirmation_number": in_groups(self.confirmation_number),
            "salt": first["salt"].hex(),
            "commitment": first["commitment"],
            "accepted_at": self.comment["accepted_at"],
            "consultation_id": self.comment["consultation_id"],
            "clause_id": first["clause_id"],
            "passage": first.get("passage"),
            "attachments": attachments_of(first),
            "text": first["text"],
            "channel": self.comment["channel"],
            "late": self.comment["late"],
            "repeated": self.repeated,
        }


def namespaced(key: str, *, by_staff: bool) -> str:
    """Keep keys of staff apart from those of citizens."""
    return f"staff:{key}" if by_staff else citizens_key(key)


def events_of(document: Document) -> list[EventData]:
    """What there is to tell of a new comment."""
    told: list[EventData] = [_comment_accepted(document)]
    if "agreement" in document:
        case = document["consultation_id"]
        told.append(TextAgreementGiven(comment_id=document["_id"], consultation_id=case))
    return told


def _comment_accepted(document: Document) -> CommentAccepted:
    first = document["versions"][0]
    place = first.get("passage")
    return CommentAccepted(
        comment_id=document["_id"],
        consultation_id=document["consultation_id"],
        clause_id=document["clause_id"],
        channel=Channel(document["channel"]),
        submitter_id=document["submitter_id"],
        submitter_kind=SubmitterKind(document["submitter_kind"]),
        points=1,
        received_on=document["received_on"],
        accepted_at=document["accepted_at"],
        late=document["late"],
        commitment=first["commitment"],
        passage=PassageOfClause(start=place["start"], end=place["end"]) if place else None,
        attachments=len(attachments_of(first)),
    )
