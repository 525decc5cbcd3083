"""The open data service: datasets, their versions and files."""

from typing import TypedDict, cast

from gateway.clients.base import Params, ServiceClient, segment


class FieldAnswer(TypedDict):
    """A column; ``standard``: where 自治体標準オープンデータセット has its name, or empty."""

    name: str
    kind: str
    about: str
    standard: str


class FileAnswer(TypedDict):
    """A file of a version; ``size`` in bytes."""

    kind: str
    media_type: str
    size: int
    sha256: str


class VersionAnswer(TypedDict):
    """A version; ``retired_at``: its files are gone."""

    version: str
    previous: str | None
    rows: int
    sha256: str
    fields: list[FieldAnswer]
    files: list[FileAnswer]
    made_at: str
    retired_at: str | None


class DatasetAnswer(TypedDict):
    """A dataset with its present version, None before the first was made."""

    name: str
    by_consent: bool
    present: VersionAnswer | None


class VersionsPage(TypedDict):
    """A page of versions and the cursor of the next."""

    items: list[VersionAnswer]
    next: str | None


class OpenDataClient(ServiceClient):
    """Calls about open data."""

    SERVICE = "open_data"

    async def datasets(self) -> list[DatasetAnswer]:
        """Return all datasets."""
        return cast(list[DatasetAnswer], (await self.get("/datasets"))["items"])

    async def versions(self, dataset: str, after: str | None, limit: int) -> VersionsPage:
        """Return a page of a dataset's versions, newest first."""
        params: Params = {"limit": limit, "after": after} if after else {"limit": limit}
        path = f"/datasets/{segment(dataset)}/versions"
        return cast(VersionsPage, await self.get(path, params))

    async def file(self, dataset: str, version: str, kind: str) -> tuple[bytes, dict[str, str]]:
        """Return a file of a version, with the headers it is handed out with."""
        path = f"/datasets/{segment(dataset)}/versions/{segment(version)}/files/{segment(kind)}"
        return await self.fetch_file(path)
