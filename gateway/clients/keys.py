"""The keys service, as far as people may use it: disclosure requests. Never a key."""

from typing import TypedDict, cast

from gateway.clients.base import ServiceClient


class DisclosureAnswer(TypedDict):
    """A disclosure request on a case."""

    number: str
    opened_at: str
    opened_by: str
    closed_at: str | None
    closed_by: str | None


class KeysClient(ServiceClient):
    """Calls of the keys service."""

    SERVICE = "keys"

    async def disclosures(self, case_id: str) -> list[DisclosureAnswer]:
        """Return the disclosure requests of a case, oldest first."""
        answer = await self.get("/disclosures", {"case_id": case_id})
        return cast(list[DisclosureAnswer], answer["items"])

    async def open_disclosure(self, case_id: str, number: str) -> None:
        """Hold the keys of a case."""
        body = {"case_id": case_id, "number": number}
        await self.post("/disclosures", body, repeatable=False)

    async def close_disclosure(self, case_id: str, number: str) -> None:
        """Hold them no longer for this request."""
        body = {"case_id": case_id, "number": number}
        await self.post("/disclosures/close", body, repeatable=False)
