"""The public comment service: consultations, comments, receipts."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, cast

from gateway.clients.base import FILE_WITHIN_S, ServiceClient, segment
from gateway.clients.policies import StageLinkAnswer


class ExtensionAnswer(TypedDict):
    """A period that was made longer: from ``closed_at`` to ``closes_at``, and why."""

    closed_at: str
    closes_at: str
    at: str
    reason: str


class MaterialAnswer(TypedDict):
    """Something to read."""

    title: str
    url: str


class CorrectionAnswer(TypedDict):
    """What was corrected after the opening."""

    at: str
    note: str
    changed: list[str]


class ExemptionKindAnswer(TypedDict):
    """For what reason a decision may go without a consultation."""

    code: str
    name: str


class ExemptionAnswer(TypedDict):
    """A decision that went without a consultation."""

    id: str
    title: str
    kind: str
    kind_name: str
    reason: str
    decided_on: str
    recorded_at: str
    department_id: str
    policy_id: str | None


class ExemptionsPage(TypedDict):
    """A page of exemptions and the cursor of the next."""

    items: list[ExemptionAnswer]
    next: str | None


class AnchorAnswer(TypedDict):
    """What comments are about: a clause, or a passage of it; and how many are."""

    clause_id: str
    start: int | None
    end: int | None
    quote: str | None
    comments: int


class FiguresRow(TypedDict):
    """What came one way; no channel: by the ways that few used."""

    channel: str | None
    submitters: int
    comments: int
    points: int


class FiguresAnswer(TypedDict):
    """What came in, as published."""

    submitters: int
    comments: int
    points: int
    late: int
    withdrawn: int
    by_channel: list[FiguresRow]


class ConsultationAnswer(TypedDict):
    """A consultation; ``state`` is that at the time of asking."""

    id: str
    title: str
    summary: str
    document_id: str
    revision_id: str
    links: list[StageLinkAnswer]
    opens_at: str
    closes_at: str
    channels: list[str]
    contact: str
    department_id: str | None
    particulars: dict[str, str]
    purpose_of_use: str | None
    kept_until: str | None
    paper_rule: str
    state: str
    short_period_reason: str
    extensions: list[ExtensionAnswer]
    considered_at: str | None
    published_at: str | None
    withdrawn_at: str | None
    outcome: str | None
    result_note: str
    withdrawal_reason: str
    audience: list[str]
    materials: list[MaterialAnswer]
    places: str
    notes: str
    assisted_entry: bool
    asks_to_publish_text: bool
    corrections: list[CorrectionAnswer]
    figures: FiguresAnswer | None
    sequence: int
    tells_by_mail: bool


class AnnouncementAnswer(TypedDict):
    """Something to announce of a consultation, and when it came to be."""

    consultation_id: str
    title: str
    kind: str
    at: str


class ConsultationsPage(TypedDict):
    """A page of consultations and the cursor of the next."""

    items: list[ConsultationAnswer]
    next: str | None


class PassageAnswer(TypedDict):
    """A passage of a clause, and the words that stand there."""

    start: int
    end: int
    quote: str


class AttachmentAnswer(TypedDict):
    """A file that came with a comment; ``size`` in bytes, ``sha256`` as it was handed in."""

    id: str
    kind: str
    size: int
    sha256: str


class ReceiptAnswer(TypedDict):
    """What the citizen gets for a comment; the only time the confirmation number is told."""

    comment_id: str
    receipt_number: str
    confirmation_number: str
    salt: str
    commitment: str
    accepted_at: str
    consultation_id: str
    clause_id: str | None
    passage: PassageAnswer | None
    attachments: list[AttachmentAnswer]
    text: str
    channel: str
    late: bool
    repeated: bool


class CommentAnswer(TypedDict):
    """A comment as staff read it."""

    id: str
    consultation_id: str
    clause_id: str | None
    passage: PassageAnswer | None
    text: str
    version: int
    channel: str
    submitter_kind: str
    received_on: str
    accepted_at: str
    late: bool
    state: str
    attachments: list[AttachmentAnswer]


class PartAnswer(TypedDict):
    """A part of a comment's text; ``id`` where it is an opinion."""

    id: str | None
    kind: str
    start: int
    end: int
    text: str
    topic: str
    clause_id: str | None


class PointAnswer(PartAnswer):
    """An opinion, with the comment that holds it."""

    comment_id: str
    consultation_id: str


class SplittingAnswer(TypedDict):
    """How a comment is split now."""

    id: str
    comment_id: str
    consultation_id: str
    clause_id: str | None
    text: str
    version: int
    number: int
    outdated: bool
    parts: list[PartAnswer]


class TopicAnswer(TypedDict):
    """What opinions are sorted by."""

    id: str
    label: str


class StepAnswer(TypedDict):
    """One step in what became of a comment."""

    state: str
    at: str


class StatusAnswer(TypedDict):
    """What a receipt number alone shows; ``comment_id`` stays inside the gateway."""

    comment_id: str
    duplicate_of: str | None
    receipt_number: str
    consultation_id: str
    clause_id: str | None
    channel: str
    accepted_at: str
    late: bool
    state: str
    steps: list[StepAnswer]


class VersionAnswer(TypedDict):
    """One wording of a comment."""

    version: int
    text: str
    at: str


class OpenedAnswer(StatusAnswer):
    """What the receipt number and the confirmation number show together."""

    text: str
    passage: PassageAnswer | None
    agrees_to_publish: bool
    versions: list[VersionAnswer]
    told_by_mail: bool
    attachments: list[AttachmentAnswer]
    salt: str
    commitment: str


class PersonalDataAnswer(TypedDict):
    """A submitter's private data, opened for a purpose."""

    receipt_number: str
    erased: bool
    particulars: dict[str, str]


class RowAnswer(TypedDict):
    """The outcome of one row of a batch: a receipt or an error."""

    row_id: str
    receipt: ReceiptAnswer | None
    error: Mapping[str, Any] | None


class PublicCommentClient(ServiceClient):
    """Calls of the public comment service."""

    SERVICE = "public_comment"

    async def consultations(self, ids: Sequence[str]) -> list[ConsultationAnswer]:
        """Return those of ``ids`` that exist, in any order."""
        answer = await self.get("/consultations", {"ids": ",".join(ids)})
        return cast(ConsultationsPage, answer)["items"]

    async def page(
        self, state: str, after: str | None, limit: int, policy_id: str | None = None
    ) -> ConsultationsPage:
        """Return one page; ``state`` is ``planned``, ``open``, ``closed`` or ``all``."""
        params: dict[str, str | int] = {"state": state, "limit": limit}
        if policy_id:
            params["policy_id"] = policy_id
        if after:
            params["after"] = after
        return cast(ConsultationsPage, await self.get("/consultations", params))

    async def consultations_serving(self, policy_ids: Sequence[str]) -> list[ConsultationAnswer]:
        """Return those that serve a stage of one of the policies, newest first; 500 at most."""
        answer = await self.get("/consultations", {"policy_ids": ",".join(policy_ids)})
        return cast(ConsultationsPage, answer)["items"]

    async def announcements(self, policy_id: str | None) -> list[AnnouncementAnswer]:
        """Return what there is to announce (about a policy), newest first."""
        params: dict[str, str | int] = {"policy_id": policy_id} if policy_id else {}
        return cast(list[AnnouncementAnswer], (await self.get("/announcements", params))["items"])

    async def exemptions(self, after: str | None, limit: int) -> ExemptionsPage:
        """Return one page of decisions without a consultation, newest first."""
        params: dict[str, str | int] = {"limit": limit}
        if after:
            params["after"] = after
        return cast(ExemptionsPage, await self.get("/exemptions", params))

    async def anchors(self, consultation_id: str) -> list[AnchorAnswer]:
        """Return what a consultation's comments are about, each place once."""
        answer = await self.get(f"/consultations/{segment(consultation_id)}/anchors")
        return cast(list[AnchorAnswer], answer["items"])

    async def exemption_kinds(self) -> list[ExemptionKindAnswer]:
        """Return for what reasons a decision may go without a consultation."""
        return cast(list[ExemptionKindAnswer], (await self.get("/exemption-kinds"))["items"])

    async def record_exemption(self, body: Mapping[str, Any]) -> ExemptionAnswer:
        """Keep a decision that goes without a consultation."""
        return cast(ExemptionAnswer, await self.post("/exemptions", body, repeatable=True))

    async def reserve_form_number(self, consultation_id: str, key: str) -> str:
        """Reserve a receipt number for a printed form; the same key gives the same number."""
        path = f"/consultations/{segment(consultation_id)}/forms"
        answer = await self.post(path, {"idempotency_key": key}, repeatable=True)
        return str(answer["receipt_number"])

    async def move_consultation(
        self, consultation_id: str, move: str, body: Mapping[str, Any]
    ) -> ConsultationAnswer:
        """Move it on: ``extend``, ``consider``, ``publish``, ``withdraw`` or ``revise``."""
        path = f"/consultations/{segment(consultation_id)}/{move}"
        return cast(ConsultationAnswer, await self.post(path, body, repeatable=True))

    async def open_consultation(self, body: Mapping[str, Any]) -> ConsultationAnswer:
        """Open a consultation on a revision."""
        return cast(ConsultationAnswer, await self.post("/consultations", body, repeatable=True))

    async def submit(self, body: Mapping[str, Any]) -> ReceiptAnswer:
        """Hand in one comment; the same key gives the same receipt."""
        return cast(ReceiptAnswer, await self.post("/comments", body, repeatable=True))

    async def attach(self, consultation_id: str, key: str, content: bytes) -> AttachmentAnswer:
        """Hand in a file for the comment that will be sent with this key."""
        path = f"/consultations/{segment(consultation_id)}/attachments/file"
        return cast(AttachmentAnswer, await self.send_file(path, content, FILE_WITHIN_S, key))

    async def open_attachment(
        self, comment_id: str, attachment_id: str, purpose: str
    ) -> tuple[bytes, dict[str, str]]:
        """Return an attachment and the headers of its download. Each call is recorded."""
        path = f"/comments/{segment(comment_id)}/attachments/{segment(attachment_id)}/open"
        return await self.fetch_file(f"{path}?purpose={segment(purpose)}")

    async def submit_batch(self, body: Mapping[str, Any]) -> list[RowAnswer]:
        """Hand in many comments, each with its own key."""
        answer = await self.post("/comments/batch", body, repeatable=True)
        return cast(list[RowAnswer], answer["results"])

    async def comments(self, ids: Sequence[str]) -> list[CommentAnswer]:
        """Return comments with their texts: for staff only."""
        answer = await self.get("/comments", {"ids": ",".join(ids)})
        return cast(list[CommentAnswer], answer["items"])

    async def split(self, comment_id: str, body: Mapping[str, Any]) -> SplittingAnswer:
        """Split a comment anew; the same key changes nothing more."""
        path = f"/comments/{segment(comment_id)}/split"
        return cast(SplittingAnswer, await self.post(path, body, repeatable=True))

    async def splittings(self, ids: Sequence[str]) -> list[SplittingAnswer]:
        """Return how comments are split."""
        answer = await self.get("/splittings", {"ids": ",".join(ids)})
        return cast(list[SplittingAnswer], answer["items"])

    async def points(self, ids: Sequence[str]) -> list[PointAnswer]:
        """Return opinions with their words."""
        answer = await self.get("/points", {"ids": ",".join(ids)})
        return cast(list[PointAnswer], answer["items"])

    async def topics(self, consultation_id: str) -> list[TopicAnswer]:
        """Return what the opinions of a consultation are sorted by."""
        answer = await self.get(f"/consultations/{segment(consultation_id)}/topics")
        return cast(list[TopicAnswer], answer["items"])

    async def open_personal_data(self, body: Mapping[str, Any]) -> list[PersonalDataAnswer]:
        """Open submitters' private data; each call is recorded as an access of its own."""
        answer = await self.post("/personal-data/open", body, repeatable=False)
        return cast(list[PersonalDataAnswer], answer["items"])

    async def status(self, receipt_number: str) -> StatusAnswer:
        """Return what anyone may see of a receipt."""
        return cast(StatusAnswer, await self.get(f"/receipts/{segment(receipt_number)}"))

    async def open_receipt(self, body: Mapping[str, Any]) -> OpenedAnswer:
        """Open a receipt with its confirmation number. A wrong number counts as a try."""
        return cast(OpenedAnswer, await self.post("/receipts/open", body, repeatable=False))

    async def correct(self, body: Mapping[str, Any]) -> OpenedAnswer:
        """Replace a comment's wording; the same wording again changes nothing."""
        return cast(OpenedAnswer, await self.post("/receipts/correct", body, repeatable=True))

    async def follow(self, body: Mapping[str, Any]) -> OpenedAnswer:
        """Tell the submitter by mail from now on, or no more. A wrong number counts as a try."""
        return cast(OpenedAnswer, await self.post("/receipts/follow", body, repeatable=False))

    async def stop_mails(self, token: str) -> str:
        """Tell no more; return the receipt number. Once more changes nothing."""
        answer = await self.post("/receipts/mails/stop", {"token": token}, repeatable=True)
        return str(answer["receipt_number"])

    async def withdraw(self, body: Mapping[str, Any]) -> OpenedAnswer:
        """Take a comment back."""
        return cast(OpenedAnswer, await self.post("/receipts/withdraw", body, repeatable=False))
