"""People, offices, personnel changes and the audit log in the schema."""

from datetime import date, datetime
from typing import Annotated, Self

import strawberry

from gateway.clients.people import (
    ApiTokenAnswer,
    AuditEntryAnswer,
    ChangeAnswer,
    DelegationAnswer,
    DepartmentAnswer,
    DeskAnswer,
    DeskChangeAnswer,
    NewApiTokenAnswer,
    PersonAnswer,
)
from gateway.context import Info
from gateway.errors import Problems
from gateway.words import Role, day, day_or_none, moment


@strawberry.type(description="サインインできる人")
class Person:
    """A person who may sign in, or could until they left."""

    id: strawberry.ID
    name: str
    roles: list[Role]
    sign_in_name: str
    left_at: datetime | None

    @classmethod
    def of(cls, answer: PersonAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            name=answer["name"],
            roles=[Role(role) for role in answer["roles"]],
            sign_in_name=answer["sign_in_name"],
            left_at=moment(answer["left_at"]) if answer["left_at"] else None,
        )


@strawberry.type(description="部・課")
class Department:
    """A department."""

    id: strawberry.ID
    name: str

    @classmethod
    def of(cls, answer: DepartmentAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(id=strawberry.ID(answer["id"]), name=answer["name"])

    @strawberry.field
    async def desks(self, info: Info) -> "list[Desk]":
        """Return the desks, those that were handed over included."""
        found = await info.context.people.desks_of.load(str(self.id))
        return [Desk.of(desk) for desk in sorted(found, key=lambda desk: desk["name"])]


@strawberry.type(description="担当・ポスト。仕事は人ではなく担当のものです。")
class Desk:
    """A desk."""

    id: strawberry.ID
    name: str
    department_id: strawberry.ID
    closed_on: date | None
    answer: strawberry.Private[DeskAnswer]

    @classmethod
    def of(cls, answer: DeskAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            name=answer["name"],
            department_id=strawberry.ID(answer["department_id"]),
            closed_on=day_or_none(answer["closed_on"]),
            answer=answer,
        )

    @strawberry.field
    async def department(self, info: Info) -> Department | None:
        """Return the department."""
        found = await info.context.people.department.load(str(self.department_id))
        return Department.of(found) if found else None

    @strawberry.field
    async def holders(self, info: Info) -> list[Person]:
        """Return who holds it; of a desk that was handed over, who held it last."""
        return await people(info, self.answer["holders"])

    @strawberry.field
    async def successor(self, info: Info) -> "Desk | None":
        """Return the desk that took it over."""
        if self.answer["successor_id"] is None:
            return None
        found = await info.context.people.desk.load(self.answer["successor_id"])
        return Desk.of(found) if found else None


@strawberry.type(description="人事異動で変わる担当：前と後にだれが受け持つか")
class DeskChange:
    """Who acts for a desk before and after a personnel change."""

    answer: strawberry.Private[DeskChangeAnswer]

    @strawberry.field
    async def desk(self, info: Info) -> Desk | None:
        """Return the desk."""
        found = await info.context.people.desk.load(self.answer["desk_id"])
        return Desk.of(found) if found else None

    @strawberry.field
    async def successor(self, info: Info) -> Desk | None:
        """Return the desk that takes it over."""
        if self.answer["successor_id"] is None:
            return None
        found = await info.context.people.desk.load(self.answer["successor_id"])
        return Desk.of(found) if found else None

    @strawberry.field
    async def before(self, info: Info) -> list[Person]:
        """Return who acted for it."""
        return await people(info, self.answer["before"])

    @strawberry.field
    async def after(self, info: Info) -> list[Person]:
        """Return who acts for it."""
        return await people(info, self.answer["after"])


@strawberry.type(description="人事異動")
class PersonnelChange:
    """A personnel change that was made."""

    id: strawberry.ID
    on: date
    at: datetime
    reason: str
    answer: strawberry.Private[ChangeAnswer]

    @classmethod
    def of(cls, answer: ChangeAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            on=day(answer["on"]),
            at=moment(answer["at"]),
            reason=answer["reason"],
            answer=answer,
        )

    @strawberry.field
    async def by(self, info: Info) -> Person | None:
        """Return who made it."""
        return await person(info, self.answer["by"])

    @strawberry.field
    def desks(self) -> list[DeskChange]:
        """Return the desks that changed."""
        return [DeskChange(answer=one) for one in self.answer["desks"]]


@strawberry.type(description="人事異動の下見。まだ何も変わっていません。")
class PersonnelChangePreview:
    """What a personnel change would do."""

    desks: list[DeskChange]


@strawberry.type(description="代理")
class Delegation:
    """Who stands in for whom, where, and from day to day."""

    id: strawberry.ID
    from_day: date
    to_day: date
    ended_at: datetime | None
    answer: strawberry.Private[DelegationAnswer]

    @classmethod
    def of(cls, answer: DelegationAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            from_day=day(answer["from_day"]),
            to_day=day(answer["to_day"]),
            ended_at=moment(answer["ended_at"]) if answer["ended_at"] else None,
            answer=answer,
        )

    @strawberry.field
    async def from_person(self, info: Info) -> Person | None:
        """Return who lends the right."""
        return await person(info, self.answer["from_person"])

    @strawberry.field
    async def to_person(self, info: Info) -> Person | None:
        """Return who stands in."""
        return await person(info, self.answer["to_person"])

    @strawberry.field
    async def desks(self, info: Info) -> list[Desk]:
        """Return the desks."""
        return await desks(info, self.answer["desk_ids"])


@strawberry.type(description="プログラム用のトークン")
class ApiToken:
    """A token for programs, without its secret."""

    id: strawberry.ID
    name: str
    expires_on: date

    @classmethod
    def of(cls, answer: ApiTokenAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            name=answer["name"],
            expires_on=day(answer["expires_on"]),
        )


@strawberry.type(description="新しいトークン。文字列を示すのは、この一度だけです。")
class NewApiToken:
    """A token for programs, the one time it is told."""

    token: str
    api_token: ApiToken

    @classmethod
    def of(cls, answer: NewApiTokenAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(token=answer["token"], api_token=ApiToken.of(answer))


@strawberry.type(description="サインインしている本人")
class Me:
    """The person who asks."""

    @strawberry.field
    async def person(self, info: Info) -> Person | None:
        """Return the person."""
        return await person(info, info.context.caller.person_id)

    @strawberry.field
    async def desks(self, info: Info) -> list[Desk]:
        """Return all desks that the person may act for now."""
        return await desks(info, sorted(info.context.caller.desks))

    @strawberry.field
    async def delegations(self, info: Info) -> list[Delegation]:
        """Return the delegations that the person gave or has, which are not over."""
        return [Delegation.of(one) for one in await info.context.clients.people.delegations()]

    @strawberry.field
    async def told_by_mail(self, info: Info) -> bool:
        """Return whether the person is told of tasks by mail. Where, nobody can read."""
        return await info.context.clients.people.told_by_mail()

    @strawberry.field
    async def api_tokens(self, info: Info) -> list[ApiToken]:
        """Return the person's tokens for programs."""
        return [ApiToken.of(one) for one in await info.context.clients.people.tokens()]


@strawberry.type(description="操作の記録")
class AuditEntry:
    """Who did what to what, and when."""

    id: strawberry.ID
    at: datetime
    type: str
    subject: str
    trace_id: str | None
    actor_id: strawberry.ID

    @classmethod
    def of(cls, answer: AuditEntryAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            at=moment(answer["at"]),
            type=answer["type"],
            subject=answer["subject"],
            trace_id=answer["trace_id"],
            actor_id=strawberry.ID(answer["actor"]),
        )

    @strawberry.field
    async def actor(self, info: Info) -> Person | None:
        """Return who did it; nobody where it was the operator's command line."""
        return await person(info, str(self.actor_id))


@strawberry.type(description="済みました")
class Done:
    """It is done, and there is nothing to show."""

    done: bool = True


async def people(info: Info, ids: list[str]) -> list[Person]:
    """Return people by ids, in one request for the whole operation."""
    found = await info.context.people.person.load_many(ids)
    return [Person.of(one) for one in found if one is not None]


async def person(info: Info, id_: str | None) -> Person | None:
    """Return one person; None for nobody, or somebody who is not known."""
    found = await info.context.people.person.load(id_) if id_ else None
    return Person.of(found) if found else None


async def desk(info: Info, id_: str | None) -> Desk | None:
    """Return one desk; None for none, or one that is not known."""
    found = await info.context.people.desk.load(id_) if id_ else None
    return Desk.of(found) if found else None


async def desks(info: Info, ids: list[str]) -> list[Desk]:
    """Return desks by ids, in one request for the whole operation."""
    found = await info.context.people.desk.load_many(ids)
    return [Desk.of(one) for one in found if one is not None]


OpenDepartmentResult = Annotated[Department | Problems, strawberry.union("OpenDepartmentResult")]
OpenDeskResult = Annotated[Desk | Problems, strawberry.union("OpenDeskResult")]
EnterPersonResult = Annotated[Person | Problems, strawberry.union("EnterPersonResult")]
ChangeRolesResult = Annotated[Person | Problems, strawberry.union("ChangeRolesResult")]
PreviewPersonnelChangeResult = Annotated[
    PersonnelChangePreview | Problems, strawberry.union("PreviewPersonnelChangeResult")
]
ApplyPersonnelChangeResult = Annotated[
    PersonnelChange | Problems, strawberry.union("ApplyPersonnelChangeResult")
]
DelegateResult = Annotated[Delegation | Problems, strawberry.union("DelegateResult")]
EndDelegationResult = Annotated[Delegation | Problems, strawberry.union("EndDelegationResult")]
CreateApiTokenResult = Annotated[NewApiToken | Problems, strawberry.union("CreateApiTokenResult")]
SetNoticeAddressResult = Annotated[Done | Problems, strawberry.union("SetNoticeAddressResult")]
EndApiTokenResult = Annotated[Done | Problems, strawberry.union("EndApiTokenResult")]
