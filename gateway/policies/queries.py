"""Reading policies."""

import strawberry

from gateway.context import Info
from gateway.paging import PAGE_DEFAULT, Connection, connect
from gateway.policies.types import Policy


@strawberry.type
class PolicyQueries:
    """Queries about policies."""

    @strawberry.field
    async def policies(
        self, info: Info, first: int = PAGE_DEFAULT, after: str | None = None
    ) -> Connection[Policy]:
        """List the policies, newest first."""
        return await connect(info.context.clients.policies.page, Policy.of, first, after)

    @strawberry.field
    async def policy(self, info: Info, id: strawberry.ID) -> Policy | None:
        """Return one policy."""
        found = await info.context.policies.policy.load(str(id))
        return Policy.of(found) if found else None
