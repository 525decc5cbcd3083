"""Reading what open data there is."""

import strawberry

from gateway.clients.open_data import VersionAnswer, VersionsPage
from gateway.context import Info
from gateway.open_data.types import OpenDataset, OpenDataVersion
from gateway.paging import PAGE_DEFAULT, Connection, connect


@strawberry.type
class OpenDataQueries:
    """Queries about open data."""

    @strawberry.field
    async def open_datasets(self, info: Info) -> list[OpenDataset]:
        """List the datasets, each with its present version."""
        return [OpenDataset.of(one) for one in await info.context.clients.open_data.datasets()]

    @strawberry.field
    async def open_data_versions(
        self, info: Info, dataset: str, first: int = PAGE_DEFAULT, after: str | None = None
    ) -> Connection[OpenDataVersion]:
        """List a dataset's versions, newest first."""
        client = info.context.clients.open_data

        async def fetch(cursor: str | None, limit: int) -> VersionsPage:
            return await client.versions(dataset, cursor, limit)

        def shown(answer: VersionAnswer) -> OpenDataVersion:
            return OpenDataVersion.of(answer, dataset)

        return await connect(fetch, shown, first, after)
