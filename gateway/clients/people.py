"""The people service: who signs in, offices, standing in, personnel changes, the audit log."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, cast

from gateway.clients.base import ServiceClient, segment


class IdentityAnswer(TypedDict):
    """Who somebody is, and for which desks and departments they may act now."""

    person_id: str
    name: str
    roles: list[str]
    desks: list[str]
    departments: list[str]


class SessionAnswer(IdentityAnswer):
    """A web session that began; ``session`` is told this once."""

    session: str
    expires_at: str


class DepartmentAnswer(TypedDict):
    """A department."""

    id: str
    name: str


class DeskAnswer(TypedDict):
    """A desk, who holds it, and which one took it over."""

    id: str
    department_id: str
    name: str
    holders: list[str]
    successor_id: str | None
    closed_on: str | None


class PersonAnswer(TypedDict):
    """A person who may sign in, or could until they left."""

    id: str
    name: str
    sign_in_name: str
    roles: list[str]
    left_at: str | None


class PeoplePage(TypedDict):
    """A page of people."""

    items: list[PersonAnswer]
    next: str | None


class DeskChangeAnswer(TypedDict):
    """Who acts for a desk before and after a change."""

    desk_id: str
    successor_id: str | None
    before: list[str]
    after: list[str]


class ChangeAnswer(TypedDict):
    """A personnel change that was made."""

    id: str
    on: str
    reason: str
    by: str
    at: str
    desks: list[DeskChangeAnswer]


class ChangesPage(TypedDict):
    """A page of personnel changes."""

    items: list[ChangeAnswer]
    next: str | None


class DelegationAnswer(TypedDict):
    """Who stands in for whom."""

    id: str
    from_person: str
    to_person: str
    desk_ids: list[str]
    from_day: str
    to_day: str
    ended_at: str | None


class ApiTokenAnswer(TypedDict):
    """A token for programs, without its secret."""

    id: str
    name: str
    expires_on: str


class NewApiTokenAnswer(ApiTokenAnswer):
    """A token for programs, the one time it is told."""

    token: str


class AuditEntryAnswer(TypedDict):
    """Who did what to what, and when."""

    id: str
    actor: str
    type: str
    subject: str
    at: str
    trace_id: str | None


class AuditPage(TypedDict):
    """A page of the audit log."""

    items: list[AuditEntryAnswer]
    next: str | None


class PeopleClient(ServiceClient):
    """Calls of the people service."""

    SERVICE = "people"

    async def identify(self, sign_in_name: str) -> IdentityAnswer:
        """Return who signs in by a name that the provider vouched for."""
        body = {"sign_in_name": sign_in_name}
        return cast(IdentityAnswer, await self.post("/identify", body, repeatable=True))

    async def identify_token(self, token: str) -> IdentityAnswer:
        """Return who holds an API token."""
        answer = await self.post("/tokens/identify", {"token": token}, repeatable=True)
        return cast(IdentityAnswer, answer)

    async def begin_session(self, sign_in_name: str) -> SessionAnswer:
        """Begin a web session."""
        body = {"sign_in_name": sign_in_name}
        return cast(SessionAnswer, await self.post("/sessions", body, repeatable=True))

    async def identify_session(self, session: str) -> IdentityAnswer:
        """Return whose web session it is."""
        answer = await self.post("/sessions/identify", {"session": session}, repeatable=True)
        return cast(IdentityAnswer, answer)

    async def end_session(self, session: str) -> None:
        """End a web session."""
        await self.post("/sessions/end", {"session": session}, repeatable=True)

    async def departments(self, ids: Sequence[str] | None = None) -> list[DepartmentAnswer]:
        """Return all departments, or some."""
        params = None if ids is None else {"ids": ",".join(ids)}
        return cast(list[DepartmentAnswer], (await self.get("/departments", params))["items"])

    async def open_department(self, body: Mapping[str, Any]) -> DepartmentAnswer:
        """Enter a department."""
        return cast(DepartmentAnswer, await self.post("/departments", body, repeatable=True))

    async def desks(self, ids: Sequence[str]) -> list[DeskAnswer]:
        """Return desks by ids."""
        return cast(list[DeskAnswer], (await self.get("/desks", {"ids": ",".join(ids)}))["items"])

    async def desks_of(self, department_ids: Sequence[str]) -> list[DeskAnswer]:
        """Return the desks of departments."""
        params = {"department_ids": ",".join(department_ids)}
        return cast(list[DeskAnswer], (await self.get("/desks", params))["items"])

    async def open_desk(self, body: Mapping[str, Any]) -> DeskAnswer:
        """Enter a desk."""
        return cast(DeskAnswer, await self.post("/desks", body, repeatable=True))

    async def people(self, ids: Sequence[str]) -> list[PersonAnswer]:
        """Return people by ids."""
        return cast(PeoplePage, await self.get("/people", {"ids": ",".join(ids)}))["items"]

    async def people_page(self, after: str | None, limit: int) -> PeoplePage:
        """Return one page of people."""
        return cast(PeoplePage, await self.get("/people", _page(after, limit)))

    async def facilitators(self) -> list[PersonAnswer]:
        """Return those who may be asked to run workshops, by name."""
        return cast(PeoplePage, await self.get("/people/facilitators"))["items"]

    async def enter_person(self, body: Mapping[str, Any]) -> PersonAnswer:
        """Let a person sign in."""
        return cast(PersonAnswer, await self.post("/people", body, repeatable=True))

    async def change_roles(self, person_id: str, roles: Sequence[str]) -> PersonAnswer:
        """Say anew what a person may be."""
        path = f"/people/{segment(person_id)}/roles"
        return cast(PersonAnswer, await self.post(path, {"roles": roles}, repeatable=True))

    async def preview_change(self, body: Mapping[str, Any]) -> list[DeskChangeAnswer]:
        """Return what a personnel change would do."""
        answer = await self.post("/changes/preview", body, repeatable=True)
        return cast(list[DeskChangeAnswer], answer["desks"])

    async def apply_change(self, body: Mapping[str, Any]) -> ChangeAnswer:
        """Make a personnel change."""
        return cast(ChangeAnswer, await self.post("/changes", body, repeatable=True))

    async def changes(self, after: str | None, limit: int) -> ChangesPage:
        """Return one page of personnel changes."""
        return cast(ChangesPage, await self.get("/changes", _page(after, limit)))

    async def delegations(self) -> list[DelegationAnswer]:
        """Return the delegations that the caller gave or has."""
        return cast(list[DelegationAnswer], (await self.get("/delegations"))["items"])

    async def begin_delegation(self, body: Mapping[str, Any]) -> DelegationAnswer:
        """Let another person stand in for the caller."""
        return cast(DelegationAnswer, await self.post("/delegations", body, repeatable=True))

    async def end_delegation(self, delegation_id: str) -> DelegationAnswer:
        """End a delegation."""
        path = f"/delegations/{segment(delegation_id)}/end"
        return cast(DelegationAnswer, await self.post(path, {}, repeatable=True))

    async def tokens(self) -> list[ApiTokenAnswer]:
        """Return the caller's API tokens."""
        return cast(list[ApiTokenAnswer], (await self.get("/tokens"))["items"])

    async def make_token(self, body: Mapping[str, Any]) -> NewApiTokenAnswer:
        """Make an API token for the caller; the same key gives the same token."""
        return cast(NewApiTokenAnswer, await self.post("/tokens", body, repeatable=True))

    async def end_token(self, token_id: str) -> None:
        """End one of the caller's API tokens."""
        await self.post(f"/tokens/{segment(token_id)}/end", {}, repeatable=True)

    async def set_notice_address(self, address: str | None) -> bool:
        """Keep or forget the caller's mail address; return whether there is one."""
        body = {"address": address}
        return bool((await self.post("/notice-address", body, repeatable=True))["wanted"])

    async def told_by_mail(self) -> bool:
        """Whether the caller is told of tasks by mail."""
        return bool((await self.get("/notice-address"))["wanted"])

    async def audit(
        self, actor: str | None, subject: str | None, after: str | None, limit: int
    ) -> AuditPage:
        """Return one page of the audit log."""
        params = _page(after, limit)
        params |= {"actor": actor} if actor else {}
        params |= {"subject": subject} if subject else {}
        return cast(AuditPage, await self.get("/audit", params))


def _page(after: str | None, limit: int) -> dict[str, str | int]:
    return {"limit": limit, **({"after": after} if after else {})}
