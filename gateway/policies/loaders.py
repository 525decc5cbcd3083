"""Policies, documents and revisions by id, one request to the service for many."""

import asyncio
from collections.abc import Sequence

from strawberry.dataloader import DataLoader

from gateway.batching import Unchanging, by_id
from gateway.clients.policies import (
    ClauseTextAnswer,
    ComparedAnswer,
    DocumentAnswer,
    PoliciesClient,
    PolicyAnswer,
    RevisionAnswer,
    RevisionSummaryAnswer,
)

# A revision with its clauses is some 100 kB; few are under consultation at one time.
REVISIONS_KEPT = 64


class PolicyLoaders:
    """The loaders of one request. A published revision never changes, so all requests share it."""

    def __init__(self, client: PoliciesClient, revisions: Unchanging[RevisionAnswer]) -> None:
        self._client = client
        self._kept = revisions
        self.policy: DataLoader[str, PolicyAnswer | None] = by_id(client.policies)
        self.document: DataLoader[str, DocumentAnswer | None] = by_id(client.documents)
        self.revisions_of: DataLoader[str, list[RevisionSummaryAnswer]] = DataLoader(
            load_fn=self._revisions_of
        )
        self.comparison: DataLoader[tuple[str, str], list[ComparedAnswer]] = DataLoader(
            load_fn=self._comparisons
        )
        self._revision: DataLoader[str, RevisionAnswer | None] = by_id(self._revisions)

    async def revision(self, revision_id: str) -> RevisionAnswer | None:
        """Return a revision with its clauses, or None."""
        return self._kept.get(revision_id) or await self._revision.load(revision_id)

    async def clause_text(self, revision_id: str, clause_id: str) -> ClauseTextAnswer:
        """Return a clause of a revision as passages of it are counted."""
        return await self._client.clause_text(revision_id, clause_id)

    async def _revisions(self, ids: Sequence[str]) -> Sequence[RevisionAnswer]:
        found = await self._client.revisions(ids)
        for revision in found:
            self._kept.keep(revision["id"], revision)
        return found

    async def _revisions_of(self, ids: list[str]) -> list[list[RevisionSummaryAnswer]]:
        return list(await asyncio.gather(*map(self._client.revisions_of, ids)))

    async def _comparisons(self, pairs: list[tuple[str, str]]) -> list[list[ComparedAnswer]]:
        return list(await asyncio.gather(*(self._client.comparison(*pair) for pair in pairs)))
