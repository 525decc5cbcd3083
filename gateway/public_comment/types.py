"""Consultations, comments and receipts in the schema."""

from datetime import date, datetime
from typing import Annotated, Self

import strawberry

from gateway.clients.policies import StageLinkAnswer
from gateway.clients.public_comment import (
    AnnouncementAnswer,
    CommentAnswer,
    ConsultationAnswer,
    ExtensionAnswer,
)
from gateway.clients.responses import PublishedPage
from gateway.context import Info
from gateway.errors import PageSizeOutOfRange, Problems
from gateway.paging import PAGE_MAX, Connection, connect
from gateway.policies.types import Clause, LinkBroken, Policy, Revision, RevisionSummary, clause_of
from gateway.public_comment.attachments import Attachment
from gateway.public_comment.changes import (
    ComparedClause,
    RevisionComparison,
    comparison_of,
    later_revisions,
)
from gateway.public_comment.passages import Passage
from gateway.public_comment.personal_data import PersonalDataNotice
from gateway.public_comment.procedure import Audience, ConsultationFigures, Correction, Material
from gateway.public_comment.suggestions import PersonalDataSuggestion, suggestions_in
from gateway.responses.published import PublishedResponse
from gateway.words import (
    AnnouncementKind,
    Channel,
    ConsultationOutcome,
    ConsultationState,
    PaperRule,
    ReceiptState,
    Stage,
    SubmitterKind,
    day,
    moment,
    moment_or_none,
)


@strawberry.type(description="位置づけ：意見募集が関わる政策・計画の段階")
class ConsultationLink:
    """The stage of a policy that a consultation serves."""

    cycle: int
    stage: Stage
    policy_id: strawberry.Private[str]

    @classmethod
    def of(cls, answer: StageLinkAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            cycle=answer["cycle"], stage=Stage(answer["stage"]), policy_id=answer["policy_id"]
        )

    @strawberry.field
    async def policy(self, info: Info) -> Policy:
        """Return the policy."""
        found = await info.context.policies.policy.load(self.policy_id)
        if found is None:
            raise LinkBroken(f"policy {self.policy_id}")
        return Policy.of(found)


@strawberry.type(description="募集期間の延長")
class PeriodExtension:
    """A period that was made longer, and why."""

    closed_at: datetime
    closes_at: datetime
    at: datetime
    reason: str

    @classmethod
    def of(cls, answer: ExtensionAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            closed_at=moment(answer["closed_at"]),
            closes_at=moment(answer["closes_at"]),
            at=moment(answer["at"]),
            reason=answer["reason"],
        )


@strawberry.type(description="パブリックコメント（意見募集）")
class Consultation:
    """A consultation on one revision of a plan."""

    id: strawberry.ID
    title: str
    summary: str
    state: ConsultationState
    opens_at: datetime
    closes_at: datetime
    channels: list[Channel]
    contact: str
    paper_rule: PaperRule
    department_id: strawberry.ID | None
    links: list[ConsultationLink]
    personal_data: PersonalDataNotice
    revision_id: strawberry.ID
    short_period_reason: str
    extensions: list[PeriodExtension]
    considered_at: datetime | None
    published_at: datetime | None
    withdrawn_at: datetime | None
    outcome: ConsultationOutcome | None
    result_note: str
    withdrawal_reason: str
    audience: list[Audience]
    materials: list[Material]
    places: str
    notes: str
    assisted_entry: bool
    asks_to_publish_text: bool
    corrections: list[Correction]
    figures: ConsultationFigures | None
    sequence: int
    tells_by_mail: bool

    @classmethod
    def of(cls, answer: ConsultationAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            title=answer["title"],
            summary=answer["summary"],
            state=ConsultationState(answer["state"].upper()),
            opens_at=moment(answer["opens_at"]),
            closes_at=moment(answer["closes_at"]),
            channels=[Channel(channel) for channel in answer["channels"]],
            personal_data=PersonalDataNotice.of(answer),
            department_id=strawberry.ID(owner) if (owner := answer["department_id"]) else None,
            contact=answer["contact"],
            paper_rule=PaperRule(answer["paper_rule"]),
            links=[ConsultationLink.of(link) for link in answer["links"]],
            revision_id=strawberry.ID(answer["revision_id"]),
            short_period_reason=answer["short_period_reason"],
            extensions=[PeriodExtension.of(one) for one in answer["extensions"]],
            considered_at=moment_or_none(answer["considered_at"]),
            published_at=moment_or_none(answer["published_at"]),
            withdrawn_at=moment_or_none(answer["withdrawn_at"]),
            outcome=ConsultationOutcome(end) if (end := answer["outcome"]) else None,
            result_note=answer["result_note"],
            withdrawal_reason=answer["withdrawal_reason"],
            audience=[Audience(one) for one in answer["audience"]],
            materials=[Material.of(one) for one in answer["materials"]],
            places=answer["places"],
            notes=answer["notes"],
            assisted_entry=answer["assisted_entry"],
            asks_to_publish_text=answer["asks_to_publish_text"],
            corrections=[Correction.of(one) for one in answer["corrections"]],
            figures=ConsultationFigures.of(told) if (told := answer["figures"]) else None,
            sequence=answer["sequence"],
            tells_by_mail=answer["tells_by_mail"],
        )

    @strawberry.field
    async def revision(self, info: Info) -> Revision:
        """Return the revision that may be commented on."""
        found = await info.context.policies.revision(str(self.revision_id))
        if found is None:
            raise LinkBroken(f"revision {self.revision_id}")
        return Revision.of(found)

    @strawberry.field
    async def later_revisions(self, info: Info) -> list[RevisionSummary] | None:
        """Return the revisions after the one that was consulted on, newest first.

        Null where they cannot be had now: the consultation can be read all the same.
        """
        return [RevisionSummary.of(one) for one in await later_revisions(info, self.revision_id)]

    @strawberry.field
    async def changes(
        self, info: Info, until: strawberry.ID | None = None
    ) -> RevisionComparison | None:
        """Compare the revision that was consulted on with a later one; the newest if not said."""
        return await comparison_of(info, str(self.revision_id), str(until) if until else None)

    @strawberry.field
    async def changed_clauses(self, info: Info, first: int = 5) -> list[ComparedClause] | None:
        """Return clauses that answers led to change, the first of the newest revision; at most 50.

        Null where they cannot be had now.
        """
        if not 1 <= first <= PAGE_MAX:
            raise PageSizeOutOfRange("first", max=PAGE_MAX)
        found = await comparison_of(info, str(self.revision_id), None)
        changed = [one for one in found.clauses if one.differs] if found else []
        led = [one for one in changed if await one.led_by(info)]
        return led[:first]

    @strawberry.field
    async def published_responses(
        self, info: Info, first: int = 3, after: str | None = None
    ) -> Connection[PublishedResponse] | None:
        """List what was published, newest first; null where it cannot be had now."""
        client = info.context.clients.responses

        async def fetch(cursor: str | None, limit: int) -> PublishedPage:
            return await client.published(str(self.id), cursor, limit)

        return await connect(fetch, PublishedResponse.of, first, after)


@strawberry.interface(description="どの意見募集の、どの項目についての意見か")
class AboutConsultation:
    """What a comment is about. Nullable: an answer stands even when these cannot be read."""

    consultation_id: strawberry.ID
    clause_id: strawberry.ID | None

    @strawberry.field
    async def consultation(self, info: Info) -> Consultation | None:
        """Return the consultation."""
        return await consultation_of(info, str(self.consultation_id))

    @strawberry.field
    async def clause(self, info: Info) -> Clause | None:
        """Return the clause, or null for a comment on the whole plan."""
        return await clause_in(info, str(self.consultation_id), self.clause_id)


async def consultation_of(info: Info, consultation_id: str) -> Consultation | None:
    """Load a consultation."""
    found = await info.context.public_comment.consultation.load(consultation_id)
    return Consultation.of(found) if found else None


async def clause_in(
    info: Info, consultation_id: str, clause_id: strawberry.ID | None
) -> Clause | None:
    """Load a clause of the revision that a consultation is about; null for the whole plan."""
    if clause_id is None:
        return None
    about = await info.context.public_comment.consultation.load(consultation_id)
    if about is None:
        return None
    revision = await info.context.policies.revision(about["revision_id"])
    return clause_of(revision, str(clause_id)) if revision else None


def id_or_none(value: str | None) -> strawberry.ID | None:
    """Keep None, make an ID of the rest."""
    return strawberry.ID(value) if value else None


@strawberry.type(description="同じ文面の意見がほかにもあること")
class FoldOfComment:
    """The fold of a comment, and how many comments it has; see ``fold``."""

    id: strawberry.ID
    size: int


@strawberry.type(description="提出意見（職員用）")
class Comment(AboutConsultation):
    """A comment as staff read it."""

    id: strawberry.ID
    text: str
    passage: Passage | None
    attachments: list[Attachment]
    version: int
    channel: Channel
    submitter_kind: SubmitterKind
    received_on: date
    accepted_at: datetime
    late: bool
    state: ReceiptState

    # What may be personal data there. It is people who decide.
    @strawberry.field
    async def personal_data_suggestions(self) -> list[PersonalDataSuggestion]:
        """See shared.pii."""
        return await suggestions_in(self.text)

    @strawberry.field
    async def fold(self, info: Info) -> FoldOfComment | None:
        """Return its fold; null where no other comment is the same, or it is not known yet."""
        found = await info.context.folding.membership.load(str(self.id))
        if found is None or found["size"] < 2:
            return None
        return FoldOfComment(id=strawberry.ID(found["fold_id"]), size=found["size"])

    @classmethod
    def of(cls, answer: CommentAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            consultation_id=strawberry.ID(answer["consultation_id"]),
            clause_id=id_or_none(answer["clause_id"]),
            id=strawberry.ID(answer["id"]),
            text=answer["text"],
            passage=Passage.of(answer["passage"]),
            attachments=[Attachment.of(one) for one in answer["attachments"]],
            version=answer["version"],
            channel=Channel(answer["channel"]),
            submitter_kind=SubmitterKind(answer["submitter_kind"]),
            received_on=day(answer["received_on"]),
            accepted_at=moment(answer["accepted_at"]),
            late=answer["late"],
            state=ReceiptState(answer["state"].upper()),
        )


@strawberry.type(description="お知らせ")
class Announcement:
    """Something to announce of a consultation."""

    consultation_id: strawberry.ID
    title: str
    kind: AnnouncementKind
    at: datetime

    @classmethod
    def of(cls, answer: AnnouncementAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            consultation_id=strawberry.ID(answer["consultation_id"]),
            title=answer["title"],
            kind=AnnouncementKind(answer["kind"].upper()),
            at=moment(answer["at"]),
        )


OpenConsultationResult = Annotated[
    Consultation | Problems, strawberry.union("OpenConsultationResult")
]
MoveConsultationResult = Annotated[
    Consultation | Problems, strawberry.union("MoveConsultationResult")
]
