"""Comments that staff entered from paper, by telephone or with a file, in the schema."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self

import strawberry

from gateway.clients.entries import EntriesPage, EntryAnswer, EntryVersionAnswer
from gateway.context import Info
from gateway.errors import Problems
from gateway.paging import PAGE_DEFAULT, Connection, connect
from gateway.people.types import Person
from gateway.public_comment.types import AboutConsultation, id_or_none
from gateway.words import Channel, ReceiptState, SubmitterKind, day, day_or_none, moment


@strawberry.enum(description="一通ずつ, ファイルから")
class EnteredVia(StrEnum):
    """One by one, or with a file."""

    FORM = "FORM"
    FILE = "FILE"


async def _person(info: Info, id_: str | None) -> Person | None:
    found = await info.context.people.person.load(id_) if id_ else None
    return Person.of(found) if found else None


@strawberry.type(description="入力した文面の履歴")
class EnteredVersion:
    """One wording; ``reason`` where staff put it right."""

    version: int
    text: str
    at: datetime
    reason: str | None
    by_id: strawberry.Private[str | None]

    @strawberry.field
    async def by(self, info: Info) -> Person | None:
        """Return who of the staff put it right."""
        return await _person(info, self.by_id)

    @classmethod
    def of(cls, answer: EntryVersionAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            version=answer["version"],
            text=answer["text"],
            at=moment(answer["at"]),
            reason=answer["reason"],
            by_id=answer["by"],
        )


@strawberry.type(description="職員が入力した意見と、その来歴")
class EnteredComment(AboutConsultation):
    """A comment that staff entered. ``sequence`` is sent back with every change."""

    id: strawberry.ID
    sequence: int
    receipt_number: str
    text: str
    channel: Channel
    submitter_kind: SubmitterKind
    received_on: date
    postmarked_on: date | None
    late: bool
    state: ReceiptState
    accepted_at: datetime
    agrees_to_publish: bool
    via: EnteredVia
    dictated: bool
    consent_note: str
    scan_ids: list[strawberry.ID]
    duplicate_of: str | None
    duplicate_reason: str | None
    checked_at: datetime | None
    versions: list[EnteredVersion]
    answer: strawberry.Private[EntryAnswer]

    @strawberry.field
    async def entered_by(self, info: Info) -> Person | None:
        """Return who entered it; null for those of before this was kept."""
        return await _person(info, self.answer["entered_by"])

    @strawberry.field
    async def checked_by(self, info: Info) -> Person | None:
        """Return who compared it with its paper."""
        checked = self.answer["checked"]
        return await _person(info, checked["by"] if checked else None)

    @classmethod
    def of(cls, answer: EntryAnswer) -> Self:
        """Make it of the service's answer."""
        checked, twin = answer["checked"], answer["duplicate"]
        return cls(
            consultation_id=strawberry.ID(answer["consultation_id"]),
            clause_id=id_or_none(answer["clause_id"]),
            id=strawberry.ID(answer["id"]),
            sequence=answer["sequence"],
            receipt_number=answer["receipt_number"],
            text=answer["text"],
            channel=Channel(answer["channel"]),
            submitter_kind=SubmitterKind(answer["submitter_kind"]),
            received_on=day(answer["received_on"]),
            postmarked_on=day_or_none(answer["postmarked_on"]),
            late=answer["late"],
            state=ReceiptState(answer["state"].upper()),
            accepted_at=moment(answer["accepted_at"]),
            agrees_to_publish=answer["agrees_to_publish"],
            via=EnteredVia(answer["via"]),
            dictated=answer["dictated"],
            consent_note=answer["consent_note"],
            scan_ids=[strawberry.ID(one["id"]) for one in answer["scans"]],
            duplicate_of=twin["receipt_number"] if twin else None,
            duplicate_reason=twin["reason"] if twin else None,
            checked_at=moment(checked["at"]) if checked else None,
            versions=[EnteredVersion.of(one) for one in answer["versions"]],
            answer=answer,
        )


EnteredCommentResult = Annotated[
    EnteredComment | Problems, strawberry.union("EnteredCommentResult")
]


@strawberry.input(description="入力の誤りを直す（担当課の職員用）")
class CorrectEnteredCommentInput:
    """The words as they stand on the paper, and why they have to be put right."""

    id: strawberry.ID
    sequence: int
    text: str
    clause_id: strawberry.ID | None = None
    reason: str
    idempotency_key: str


@strawberry.input(description="入力を原本と照合した（入力した人のほかの職員用）")
class CheckEnteredCommentInput:
    """It was compared with its paper."""

    id: strawberry.ID
    sequence: int
    idempotency_key: str


@strawberry.input(description="同じ紙を二度入力していた（担当課の職員用）")
class MarkDuplicateInput:
    """The receipt number of the entry that counts, and why this one does not."""

    id: strawberry.ID
    sequence: int
    original: str
    reason: str
    idempotency_key: str


@strawberry.input(description="入力した「公表への同意」を直す（担当課の職員用）")
class CorrectEnteredAgreementInput:
    """Whether the paper says that the text may be published as it is."""

    id: strawberry.ID
    sequence: int
    agrees: bool
    idempotency_key: str


@strawberry.type
class EntryQueries:
    """Queries about what staff entered."""

    @strawberry.field
    async def entered_comments(
        self,
        info: Info,
        consultation_id: strawberry.ID,
        unchecked: bool = False,
        first: int = PAGE_DEFAULT,
        after: str | None = None,
    ) -> Connection[EnteredComment]:
        """List what was entered, newest first; ``unchecked``: only what nobody compared yet."""
        client = info.context.clients.entries

        async def fetch(cursor: str | None, limit: int) -> EntriesPage:
            return await client.page(str(consultation_id), cursor, limit, unchecked=unchecked)

        return await connect(fetch, EnteredComment.of, first, after)

    @strawberry.field
    async def entered_comment(self, info: Info, id: strawberry.ID) -> EnteredCommentResult:
        """Return one of them."""
        return EnteredComment.of(await info.context.clients.entries.entry(str(id)))


@strawberry.type
class EntryMutations:
    """What staff do with what they entered."""

    @strawberry.field
    async def correct_entered_comment(
        self, info: Info, input: CorrectEnteredCommentInput
    ) -> EnteredCommentResult:
        """Put right what was typed wrongly; the former version stays."""
        body = {"text": input.text, "clause_id": input.clause_id, "reason": input.reason}
        return await _moved(info, input, "correct", body)

    @strawberry.field
    async def check_entered_comment(
        self, info: Info, input: CheckEnteredCommentInput
    ) -> EnteredCommentResult:
        """Note that a second person compared it with its paper."""
        return await _moved(info, input, "check", {})

    @strawberry.field
    async def mark_duplicate(self, info: Info, input: MarkDuplicateInput) -> EnteredCommentResult:
        """Say that one paper was entered twice: both stay, one counts."""
        body = {"original": input.original, "reason": input.reason}
        return await _moved(info, input, "duplicate", body)

    @strawberry.field
    async def correct_entered_agreement(
        self, info: Info, input: CorrectEnteredAgreementInput
    ) -> EnteredCommentResult:
        """Put right what was entered of the agreement to publication."""
        return await _moved(info, input, "agreement", {"agrees": input.agrees})


async def _moved(
    info: Info,
    input: CorrectEnteredCommentInput
    | CheckEnteredCommentInput
    | MarkDuplicateInput
    | CorrectEnteredAgreementInput,
    move: str,
    body: dict[str, Any],
) -> EnteredComment:
    given = {**body, "sequence": input.sequence}
    return EnteredComment.of(await info.context.clients.entries.move(str(input.id), move, given))
