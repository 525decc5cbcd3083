"""The folding service: which comments are one text that was passed on."""

from collections.abc import Sequence
from typing import TypedDict, cast

from gateway.clients.base import ServiceClient, segment


class FoldAnswer(TypedDict):
    """``size`` comments in ``wordings`` wordings; ``same`` have the one of ``comment_id``."""

    id: str
    case_id: str
    size: int
    wordings: int
    same: int
    comment_id: str


class FoldsPage(TypedDict):
    """A page of folds and the cursor of the next."""

    items: list[FoldAnswer]
    next: str | None


class MemberAnswer(TypedDict):
    """A comment of a fold; ``same``: it has the wording most sent."""

    comment_id: str
    same: bool


class MembersPage(TypedDict):
    """A page of members and the cursor of the next."""

    items: list[MemberAnswer]
    next: str | None


class MembershipAnswer(TypedDict):
    """In which fold a comment (``id``) is, and how many are."""

    id: str
    fold_id: str
    size: int


class FoldingClient(ServiceClient):
    """Calls of the folding service."""

    SERVICE = "folding"

    async def folds(self, ids: Sequence[str]) -> list[FoldAnswer]:
        """Return those of ``ids`` that exist."""
        return cast(FoldsPage, await self.get("/folds", {"ids": ",".join(ids)}))["items"]

    async def page(self, case_id: str, after: str | None, limit: int) -> FoldsPage:
        """Return a page of a consultation's folds of two or more, newest first."""
        params: dict[str, str | int] = {"case_id": case_id, "limit": limit}
        if after:
            params["after"] = after
        return cast(FoldsPage, await self.get("/folds", params))

    async def count(self, case_id: str) -> int:
        """Return how many folds of two or more a consultation has."""
        return int((await self.get("/folds/count", {"case_id": case_id}))["folds"])

    async def members(self, fold_id: str, after: str | None, limit: int) -> MembersPage:
        """Return a page of a fold's comments, newest first."""
        params: dict[str, str | int] = {"limit": limit}
        if after:
            params["after"] = after
        return cast(MembersPage, await self.get(f"/folds/{segment(fold_id)}/members", params))

    async def memberships(self, comment_ids: Sequence[str]) -> list[MembershipAnswer]:
        """Return in which folds comments are; one that is not known yet is not among them."""
        found = await self.get("/memberships", {"ids": ",".join(comment_ids)})
        return cast(list[MembershipAnswer], found["items"])
