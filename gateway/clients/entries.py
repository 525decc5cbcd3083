"""The public comment service, as staff use it for what came on paper."""

from collections.abc import Mapping
from typing import Any, TypedDict, cast

from gateway.clients.base import FILE_WITHIN_S, ServiceClient, segment


class CheckAnswer(TypedDict):
    """Who compared it with its paper, and when."""

    by: str
    at: str


class ScanAnswer(TypedDict):
    """A scan of the paper; ``size`` in bytes."""

    id: str
    size: int
    by: str
    at: str


class EntryVersionAnswer(TypedDict):
    """One wording; ``by`` and ``reason`` where staff mended it."""

    version: int
    text: str
    at: str
    by: str | None
    reason: str | None


class TwinAnswer(TypedDict):
    """Under which number it counts, and why this one does not."""

    receipt_number: str
    reason: str
    by: str


class EntryAnswer(TypedDict):
    """A comment that staff entered, with where it comes from."""

    id: str
    sequence: int
    state: str
    receipt_number: str
    accepted_at: str
    text: str
    clause_id: str | None
    consultation_id: str
    channel: str
    submitter_kind: str
    received_on: str
    postmarked_on: str | None
    late: bool
    by_staff: bool
    entered_by: str | None
    via: str
    agrees_to_publish: bool
    dictated: bool
    consent_note: str
    checked: CheckAnswer | None
    scans: list[ScanAnswer]
    duplicate: TwinAnswer | None
    versions: list[EntryVersionAnswer]


class EntriesPage(TypedDict):
    """A page of entries and the cursor of the next."""

    items: list[EntryAnswer]
    next: str | None


class EntriesClient(ServiceClient):
    """Calls about entered comments, their scans, and files of them."""

    SERVICE = "public_comment"

    async def page(
        self, consultation_id: str, after: str | None, limit: int, *, unchecked: bool
    ) -> EntriesPage:
        """Return a page, newest first."""
        params: dict[str, str | int] = {"consultation_id": consultation_id, "limit": limit}
        params |= {"unchecked": str(unchecked).lower()}
        if after:
            params["after"] = after
        return cast(EntriesPage, await self.get("/entries", params))

    async def entry(self, id_: str) -> EntryAnswer:
        """Return one."""
        return cast(EntryAnswer, await self.get(f"/entries/{segment(id_)}"))

    async def move(self, id_: str, move: str, body: Mapping[str, Any]) -> EntryAnswer:
        """Do ``correct``, ``check``, ``duplicate`` or ``agreement``; done twice it is done once."""
        path = f"/entries/{segment(id_)}/{move}"
        return cast(EntryAnswer, await self.post(path, body, repeatable=True))

    async def attach_scan(self, id_: str, content: bytes) -> EntryAnswer:
        """Put a scan to an entry; the same one again changes nothing."""
        path = f"/entries/{segment(id_)}/scans/file"
        return cast(EntryAnswer, await self.send_file(path, content, FILE_WITHIN_S))

    async def read_import(self, consultation_id: str, content: bytes) -> dict[str, Any]:
        """Let a file be read; return ``{"id", "clauses"}``."""
        path = f"/consultations/{segment(consultation_id)}/imports/file"
        return cast(dict[str, Any], await self.send_file(path, content, FILE_WITHIN_S))

    async def move_import(self, id_: str, move: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """``preview`` or ``confirm`` an import; return how far it is."""
        path = f"/imports/{segment(id_)}/{move}"
        return cast(dict[str, Any], await self.post(path, body, repeatable=True))

    async def shown_import(self, id_: str) -> dict[str, Any]:
        """Return how far an import is."""
        return cast(dict[str, Any], await self.get(f"/imports/{segment(id_)}"))

    async def import_results(self, id_: str, after: int) -> list[dict[str, Any]]:
        """Return what became of up to 1,000 rows after one."""
        found = await self.get(f"/imports/{segment(id_)}/results", {"after": after})
        return cast(list[dict[str, Any]], found["items"])

    async def open_scan(self, id_: str, scan_id: str, purpose: str) -> tuple[bytes, dict[str, str]]:
        """Return a scan and the headers of its download. Each call is recorded."""
        path = f"/entries/{segment(id_)}/scans/{segment(scan_id)}/open?purpose={segment(purpose)}"
        return await self.fetch_file(path)
