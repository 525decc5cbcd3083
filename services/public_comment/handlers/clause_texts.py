"""The texts of clauses, which the policies service owns, for comments on a passage only."""

from collections import OrderedDict
from typing import Protocol
from urllib.parse import quote

from services.public_comment.domain.errors import ClauseNotFound
from shared.calls import ServiceCalls
from shared.errors import Unavailable

_KEPT = 500


class ClauseTexts(Protocol):
    """Where clauses' texts come from."""

    async def text(self, revision_id: str, clause_id: str) -> str:
        """Return a clause's text.

        Raises:
            ClauseNotFound: the revision has no such clause.
            Unavailable: it cannot be had now.
        """


class AskedClauseTexts:
    """Asks the policies service, and keeps what it said: a published revision never changes."""

    def __init__(self, calls: ServiceCalls) -> None:
        self._calls = calls
        self._kept: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def text(self, revision_id: str, clause_id: str) -> str:
        """See ClauseTexts."""
        key = (revision_id, clause_id)
        if key not in self._kept:
            path = (
                f"/revisions/{quote(revision_id, safe='')}/clauses/{quote(clause_id, safe='')}/text"
            )
            status, answer = await self._calls.call("GET", path)
            if status in (404, 422):
                raise ClauseNotFound("clause_id")
            if status != 200:
                raise Unavailable
            self._kept[key] = answer["text"]
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]
