"""Reading folds."""

import strawberry

from gateway.clients.folding import FoldsPage
from gateway.context import Info
from gateway.folding.types import Fold
from gateway.paging import PAGE_DEFAULT, Connection, connect


@strawberry.type
class FoldingQueries:
    """Queries about comments that are one text that was passed on."""

    @strawberry.field
    async def folds(
        self,
        info: Info,
        consultation_id: strawberry.ID,
        first: int = PAGE_DEFAULT,
        after: str | None = None,
    ) -> Connection[Fold]:
        """List a consultation's folds of two or more comments, newest first, never by number."""
        client = info.context.clients.folding

        async def fetch(cursor: str | None, limit: int) -> FoldsPage:
            return await client.page(str(consultation_id), cursor, limit)

        return await connect(fetch, Fold.of, first, after)

    @strawberry.field
    async def fold(self, info: Info, id: strawberry.ID) -> Fold | None:
        """Return one fold."""
        found = await info.context.folding.fold.load(str(id))
        return Fold.of(found) if found else None
