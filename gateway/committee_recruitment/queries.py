"""Reading committees and recruitments."""

import strawberry

from gateway.committee_recruitment.types import Committee, Recruitment
from gateway.context import Info
from gateway.paging import PAGE_DEFAULT, Connection, connect


@strawberry.type
class CommitteeRecruitmentQueries:
    """Queries about committees and recruitments."""

    @strawberry.field
    async def committees(
        self,
        info: Info,
        policy_id: strawberry.ID | None = None,
        first: int = PAGE_DEFAULT,
        after: str | None = None,
    ) -> Connection[Committee]:
        """List all committees, or those that serve a policy, newest first."""
        client = info.context.clients.committee_recruitment
        policy = str(policy_id) if policy_id else None
        return await connect(
            lambda cursor, limit: client.committees(cursor, limit, policy),
            Committee.of,
            first,
            after,
        )

    @strawberry.field
    async def committee(self, info: Info, id: strawberry.ID) -> Committee | None:
        """Return one."""
        found = await info.context.committee_recruitment.committee.load(str(id))
        return Committee.of(found) if found else None

    @strawberry.field
    async def recruitments(self, info: Info) -> list[Recruitment]:
        """List those that are open or will be, the first to close first."""
        found = await info.context.clients.committee_recruitment.called()
        return [Recruitment.of(one) for one in found]

    @strawberry.field
    async def recruitment(self, info: Info, id: strawberry.ID) -> Recruitment | None:
        """Return one."""
        found = await info.context.committee_recruitment.recruitment.load(str(id))
        return Recruitment.of(found) if found else None
