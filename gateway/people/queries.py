"""Reading people, offices and the audit log."""

import strawberry

from gateway.clients.people import AuditPage
from gateway.context import Info
from gateway.paging import PAGE_DEFAULT, Connection, connect
from gateway.people.types import AuditEntry, Department, Me, Person, PersonnelChange


@strawberry.type
class PeopleQueries:
    """Queries about people and offices."""

    @strawberry.field
    def me(self) -> Me:
        """Return who asks."""
        return Me()

    @strawberry.field
    async def departments(self, info: Info) -> list[Department]:
        """List all departments by name."""
        return [Department.of(one) for one in await info.context.clients.people.departments()]

    @strawberry.field
    async def people(
        self, info: Info, first: int = PAGE_DEFAULT, after: str | None = None
    ) -> Connection[Person]:
        """List the people who may sign in, or could, newest first."""
        return await connect(info.context.clients.people.people_page, Person.of, first, after)

    @strawberry.field
    async def facilitators(self, info: Info) -> list[Person]:
        """List who may be asked to run workshops, by name."""
        return [Person.of(one) for one in await info.context.clients.people.facilitators()]

    @strawberry.field
    async def personnel_changes(
        self, info: Info, first: int = PAGE_DEFAULT, after: str | None = None
    ) -> Connection[PersonnelChange]:
        """List the personnel changes, newest first."""
        fetch = info.context.clients.people.changes
        return await connect(fetch, PersonnelChange.of, first, after)

    @strawberry.field
    async def audit_log(
        self,
        info: Info,
        actor_id: strawberry.ID | None = None,
        subject: strawberry.ID | None = None,
        first: int = PAGE_DEFAULT,
        after: str | None = None,
    ) -> Connection[AuditEntry]:
        """List what people who sign in did, newest first."""
        client = info.context.clients.people

        async def fetch(cursor: str | None, limit: int) -> AuditPage:
            return await client.audit(actor_id, subject, cursor, limit)

        return await connect(fetch, AuditEntry.of, first, after)
