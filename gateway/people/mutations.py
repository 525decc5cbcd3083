"""What those who administer people do, and what everyone who signs in does for themselves."""

import strawberry

from gateway.context import Info
from gateway.people.inputs import (
    ChangeRolesInput,
    CreateApiTokenInput,
    DelegateInput,
    EndApiTokenInput,
    EndDelegationInput,
    EnterPersonInput,
    OpenDepartmentInput,
    OpenDeskInput,
    PersonnelChangeInput,
    SetNoticeAddressInput,
)
from gateway.people.types import (
    ApplyPersonnelChangeResult,
    ChangeRolesResult,
    CreateApiTokenResult,
    DelegateResult,
    Delegation,
    Department,
    Desk,
    DeskChange,
    Done,
    EndApiTokenResult,
    EndDelegationResult,
    EnterPersonResult,
    NewApiToken,
    OpenDepartmentResult,
    OpenDeskResult,
    Person,
    PersonnelChange,
    PersonnelChangePreview,
    PreviewPersonnelChangeResult,
    SetNoticeAddressResult,
)


@strawberry.type
class PeopleMutations:
    """Mutations of people and offices."""

    @strawberry.field
    async def open_department(self, info: Info, input: OpenDepartmentInput) -> OpenDepartmentResult:
        """Enter a department."""
        body = {"name": input.name, "idempotency_key": input.idempotency_key}
        return Department.of(await info.context.clients.people.open_department(body))

    @strawberry.field
    async def open_desk(self, info: Info, input: OpenDeskInput) -> OpenDeskResult:
        """Enter a desk."""
        body = {
            "department_id": input.department_id,
            "name": input.name,
            "holders": input.holder_ids,
            "idempotency_key": input.idempotency_key,
        }
        return Desk.of(await info.context.clients.people.open_desk(body))

    @strawberry.field
    async def enter_person(self, info: Info, input: EnterPersonInput) -> EnterPersonResult:
        """Let a person sign in."""
        body = {
            "name": input.name,
            "sign_in_name": input.sign_in_name,
            "roles": input.roles,
            "idempotency_key": input.idempotency_key,
        }
        return Person.of(await info.context.clients.people.enter_person(body))

    @strawberry.field
    async def change_roles(self, info: Info, input: ChangeRolesInput) -> ChangeRolesResult:
        """Say anew what a person may be."""
        client = info.context.clients.people
        return Person.of(await client.change_roles(str(input.person_id), input.roles))

    @strawberry.field
    async def preview_personnel_change(
        self, info: Info, input: PersonnelChangeInput
    ) -> PreviewPersonnelChangeResult:
        """Show what a personnel change would do; nothing changes."""
        found = await info.context.clients.people.preview_change(input.body())
        return PersonnelChangePreview(desks=[DeskChange(answer=one) for one in found])

    @strawberry.field
    async def apply_personnel_change(
        self, info: Info, input: PersonnelChangeInput
    ) -> ApplyPersonnelChangeResult:
        """Make a personnel change, all of it or nothing."""
        body = {
            **input.body(),
            "reason": input.reason,
            "idempotency_key": input.idempotency_key,
        }
        return PersonnelChange.of(await info.context.clients.people.apply_change(body))

    @strawberry.field
    async def delegate(self, info: Info, input: DelegateInput) -> DelegateResult:
        """Let another person stand in for the caller."""
        body = {
            "to_person": input.to_person_id,
            "desk_ids": input.desk_ids,
            "from_day": input.from_day.isoformat(),
            "to_day": input.to_day.isoformat(),
            "idempotency_key": input.idempotency_key,
        }
        return Delegation.of(await info.context.clients.people.begin_delegation(body))

    @strawberry.field
    async def end_delegation(self, info: Info, input: EndDelegationInput) -> EndDelegationResult:
        """End a delegation that the caller gave or has."""
        client = info.context.clients.people
        return Delegation.of(await client.end_delegation(str(input.delegation_id)))

    @strawberry.field
    async def create_api_token(
        self, info: Info, input: CreateApiTokenInput
    ) -> CreateApiTokenResult:
        """Make a token for programs with the caller's rights."""
        body = {
            "name": input.name,
            "expires_on": input.expires_on.isoformat(),
            "idempotency_key": input.idempotency_key,
        }
        return NewApiToken.of(await info.context.clients.people.make_token(body))

    @strawberry.field
    async def set_notice_address(
        self, info: Info, input: SetNoticeAddressInput
    ) -> SetNoticeAddressResult:
        """Say where the caller is told of tasks; sending it again changes nothing."""
        await info.context.clients.people.set_notice_address(input.address)
        return Done()

    @strawberry.field
    async def end_api_token(self, info: Info, input: EndApiTokenInput) -> EndApiTokenResult:
        """End one of the caller's tokens."""
        await info.context.clients.people.end_token(str(input.token_id))
        return Done()
