"""Issues, needs and offers in the schema."""

from datetime import date, datetime
from typing import Self

import strawberry

from gateway.clients.issue_proposals import (
    CityAnswerAnswer,
    IssueAnswer,
    IssueApprovalAnswer,
    IssueSortingAnswer,
    MergingAnswer,
    NeedAnswer,
    SimilarIssueAnswer,
)
from gateway.context import Info
from gateway.issue_proposals.map_types import IssuePlace
from gateway.issue_proposals.offer_types import OfferMatch
from gateway.issue_proposals.talk_types import (
    IssueParty,
    IssueProject,
    IssueReach,
    IssueThread,
    WardReach,
)
from gateway.issue_proposals.version_types import (
    IssuePhotograph,
    IssueVersion,
    IssueWords,
    ShownPhotograph,
)
from gateway.issue_proposals.words import (
    Approver,
    IssueField,
    IssueKind,
    IssueState,
    PartyKind,
    ResourceKind,
)
from gateway.paging import PAGE_DEFAULT, Connection, connect
from gateway.people.types import Person
from gateway.policies.links import StageLink
from gateway.words import Channel, day, moment
from gateway.workshops.types import Workshop
from shared.city_map import Place

WORKSHOPS_MAX = 20


@strawberry.type(description="仕分けと引き継ぎの一歩")
class IssueSorting:
    """A step of who is responsible."""

    kind: IssueKind
    reason: str
    at: datetime
    department_id: strawberry.ID
    person: strawberry.Private[str | None]

    @classmethod
    def of(cls, answer: IssueSortingAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            kind=IssueKind(answer["kind"]),
            reason=answer["reason"],
            at=moment(answer["at"]),
            department_id=strawberry.ID(answer["department_id"]),
            person=answer["by"],
        )

    @strawberry.field
    async def department_name(self, info: Info) -> str | None:
        """Return the department's name."""
        return await department_name(info, str(self.department_id))

    @strawberry.field
    async def by(self, info: Info) -> Person | None:
        """Return who did it, to those who work on it."""
        found = await info.context.people.person.load(self.person) if self.person else None
        return Person.of(found) if found else None


@strawberry.type(description="公開への同意")
class IssueApproval:
    """Who agreed to which version."""

    by: Approver
    version: int
    at: datetime
    heard: str

    @classmethod
    def of(cls, answer: IssueApprovalAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            by=Approver(answer["by"]),
            version=answer["version"],
            at=moment(answer["at"]),
            heard=answer["heard"],
        )


@strawberry.type(description="課題への市の回答")
class IssueCityAnswer:
    """What the city answered."""

    id: strawberry.ID
    text: str
    at: datetime
    department_id: strawberry.ID

    @classmethod
    def of(cls, answer: CityAnswerAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            text=answer["text"],
            at=moment(answer["at"]),
            department_id=strawberry.ID(answer["department_id"]),
        )

    @strawberry.field
    async def department_name(self, info: Info) -> str | None:
        """Return the department's name."""
        return await department_name(info, str(self.department_id))


@strawberry.type(description="必要なもの・こと")
class IssueNeed:
    """Something that the issue needs."""

    id: strawberry.ID
    kind: ResourceKind
    text: str
    wanted: PartyKind | None = strawberry.field(description="だれに頼みたいか")
    at: datetime

    @classmethod
    def of(cls, answer: NeedAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            kind=ResourceKind(answer["kind"]),
            text=answer["text"],
            wanted=PartyKind(answer["wanted"]) if answer["wanted"] else None,
            at=moment(answer["at"]),
        )


@strawberry.type(description="ほかの課題にまとめた記録")
class IssueMerging:
    """A step of merging, for those who work on it and its author; no ``into``: undone."""

    into: strawberry.ID | None
    reason: str
    at: datetime

    @classmethod
    def of(cls, answer: MergingAnswer) -> Self:
        """Make it of the service's answer."""
        into = answer["into"]
        return cls(
            into=strawberry.ID(into) if into else None,
            reason=answer["reason"],
            at=moment(answer["at"]),
        )


@strawberry.type(description="課題提案")
class IssueProposal:
    """An issue; what is not for everybody is empty for others."""

    id: strawberry.ID
    number: str
    channel: Channel
    field: IssueField
    ward: str
    received_at: datetime
    answer_due: date
    overdue: bool
    state: IssueState
    kind: IssueKind | None
    department_id: strawberry.ID | None
    words: IssueWords | None
    place: IssuePlace | None
    shown_photographs: list[ShownPhotograph] = strawberry.field(description="公開している写真")
    photographs: list[IssuePhotograph] = strawberry.field(
        description="添えられたすべての写真（提案者と担当者だけ）"
    )
    answers: list[IssueCityAnswer]
    needs: list[IssueNeed]
    reason: str
    mergings: list[IssueMerging]
    merged_into_id: strawberry.Private[str | None]
    links: list[StageLink] = strawberry.field(description="政策の段階への位置づけ")
    tells_by_mail: bool = strawberry.field(description="メールでお知らせできるか")
    handles: bool
    sequence: int
    ways: list[IssueState]
    versions: list[IssueVersion]
    sortings: list[IssueSorting]
    approvals: list[IssueApproval]

    @classmethod
    def of(cls, answer: IssueAnswer) -> Self:
        """Make it of the service's answer."""
        department, words, kind = answer["department_id"], answer["words"], answer["kind"]
        return cls(
            id=strawberry.ID(answer["id"]),
            number=answer["number"],
            channel=Channel(answer["channel"]),
            field=IssueField(answer["field"]),
            ward=answer["ward"],
            received_at=moment(answer["received_at"]),
            answer_due=day(answer["answer_due"]),
            overdue=answer["overdue"],
            state=IssueState(answer["state"]),
            kind=IssueKind(kind) if kind else None,
            department_id=strawberry.ID(department) if department else None,
            words=IssueWords.of(words) if words else None,
            place=IssuePlace.of(answer["place"]),
            shown_photographs=[ShownPhotograph.of(one) for one in answer["shown_photographs"]],
            photographs=[IssuePhotograph.of(one) for one in answer["photographs"]],
            answers=[IssueCityAnswer.of(one) for one in answer["answers"]],
            needs=[IssueNeed.of(one) for one in answer["needs"]],
            reason=answer["reason"],
            mergings=[IssueMerging.of(one) for one in answer["mergings"]],
            merged_into_id=answer["merged_into"],
            links=[StageLink.of(one) for one in answer["links"]],
            tells_by_mail=answer["tells_by_mail"],
            handles=answer["handles"],
            sequence=answer["sequence"],
            ways=[IssueState(one) for one in answer["ways"]],
            versions=[
                IssueVersion.of(one, before)
                for one, before in zip(
                    answer["versions"], [None, *answer["versions"]], strict=False
                )
            ],
            sortings=[IssueSorting.of(one) for one in answer["sortings"]],
            approvals=[IssueApproval.of(one) for one in answer["approvals"]],
        )

    @strawberry.field
    async def department_name(self, info: Info) -> str | None:
        """Return the name of the 担当課; none until it was sorted."""
        return await department_name(info, str(self.department_id or ""))

    @strawberry.field
    async def merged_into(self, info: Info) -> "IssueProposal | None":
        """Return the issue that it is a part of; its author and parties speak there."""
        if self.merged_into_id is None:
            return None
        found = await info.context.issue_proposals.issue.load(self.merged_into_id)
        return IssueProposal.of(found) if found else None

    @strawberry.field
    async def merged(self, info: Info) -> list["IssueProposal"]:
        """Return the public issues that are a part of it."""
        if self.words is None:
            return []
        found = await info.context.clients.issue_proposals.merged(str(self.id))
        return [IssueProposal.of(one) for one in found]

    @strawberry.field
    async def matches(self, info: Info) -> list[OfferMatch]:
        """Return what was asked for; none as long as it is private."""
        if self.words is None:
            return []
        found = await info.context.clients.issue_proposals.matches(str(self.id))
        return [OfferMatch.of(one) for one in found]

    @strawberry.field
    async def parties(self, info: Info) -> list[IssueParty]:
        """Return who takes part, the first first; none as long as it is private."""
        if self.words is None:
            return []
        found = await info.context.clients.issue_proposals.parties(str(self.id))
        return [IssueParty.of(one) for one in found]

    @strawberry.field
    async def reach(self, info: Info) -> IssueReach:
        """Return how many are concerned too, by ward."""
        if self.words is None:
            return IssueReach(wards=[])
        found = await info.context.clients.issue_proposals.reach(str(self.id))
        return IssueReach(wards=[WardReach.of(one) for one in found])

    @strawberry.field
    async def threads(
        self,
        info: Info,
        unanswered: bool = False,
        first: int = PAGE_DEFAULT,
        after: str | None = None,
    ) -> Connection[IssueThread] | None:
        """List what is said, newest first, or only what nobody else has answered."""
        if self.words is None:
            return None
        client, id_ = info.context.clients.issue_proposals, str(self.id)
        return await connect(
            lambda cursor, limit: client.threads(id_, cursor, limit, unanswered=unanswered),
            IssueThread.of,
            first,
            after,
        )

    @strawberry.field
    async def workshops(self, info: Info) -> list[Workshop]:
        """Return the workshops that were called from it, the newest first; at most 20."""
        if self.words is None:
            return []
        client = info.context.clients.workshops
        page = await client.page(None, WORKSHOPS_MAX, (), None, str(self.id))
        return [Workshop.of(one) for one in page["items"] if not one["rehearsal"]]

    @strawberry.field
    async def project(self, info: Info) -> IssueProject | None:
        """Return what is done together, as everybody reads it."""
        if self.words is None:
            return None
        return IssueProject.of(await info.context.clients.issue_proposals.project(str(self.id)))


@strawberry.type(description="似ている課題と、同じ言葉")
class SimilarIssue:
    """An issue like a text."""

    issue: IssueProposal
    words: list[str]

    @classmethod
    def of(cls, answer: SimilarIssueAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(issue=IssueProposal.of(answer["issue"]), words=answer["words"])


@strawberry.type(description="提案したときの文章と連絡先")
class IssueGiven:
    """What somebody gave when they brought it; empty once it is erased."""

    words: str
    affected: str
    name: str
    contact: str
    place: IssuePlace | None

    @classmethod
    def of(cls, given: dict[str, str]) -> Self:
        """Make it of the service's answer."""
        names = ("words", "affected", "name", "contact")
        place = Place.of(given.get("place", ""))
        return cls(
            **{name: given.get(name, "") for name in names},
            place=IssuePlace(latitude=place.latitude, longitude=place.longitude) if place else None,
        )


@strawberry.type(description="課題提案の受付")
class IssueReceipt:
    """A receipt: the 確認番号 is shown this once."""

    issue: IssueProposal
    number: str
    confirmation_number: str


@strawberry.type(description="提案した人が見る課題提案")
class OwnIssue:
    """An issue for its author."""

    issue: IssueProposal
    given: IssueGiven
    erased: bool


@strawberry.type(description="課題に関わる受付")
class PartyReceipt:
    """A receipt of who takes part: the 確認番号 is shown this once."""

    party: IssueParty
    number: str
    confirmation_number: str


@strawberry.type(description="関わる人・団体が見る課題")
class OwnParty:
    """A party for itself, with its issue as everybody reads it."""

    party: IssueParty
    number: str
    issue: IssueProposal | None


async def department_name(info: Info, department_id: str) -> str | None:
    """Return a department's name, which everybody may know."""
    found = await info.context.people.department.load(department_id) if department_id else None
    return found["name"] if found else None
