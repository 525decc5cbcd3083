"""Merging issues that are the same: both keep their history, and it can be undone."""

from dataclasses import asdict, dataclass

from services.issue_proposals.domain.errors import (
    IssueMergedAlready,
    IssueNotMerged,
    MergeInCircle,
)
from services.issue_proposals.domain.issue import Issue, Merging
from services.issue_proposals.store import Store, pushed
from shared.caller import current_caller
from shared.clock import now
from shared.events.issue_proposals import IssueMerged
from shared.texts import clean_text


@dataclass
class Mergings:
    """The use cases of merging."""

    store: Store

    async def merge(self, issue_id: str, into: str, reason: str) -> Issue:
        """Make a public issue a part of another one. It is so already: nothing changes.

        Its page stays and leads there; authors and parties of both speak in the other one.

        Raises:
            IssueNotFound: or one is not public. NotSignedIn, NotInCharge: of either;
            IssueMergedAlready, MergeInCircle, TextEmpty, StaleAggregate.
        """
        issue, other = await self._handled(issue_id), await self._handled(into)
        if issue.merged_into == other.id:
            return issue
        if issue.merged_into is not None:
            raise IssueMergedAlready("issue_id")
        if (await self.store.root(other)).id == issue.id:
            raise MergeInCircle("into")
        return await self._keep(issue, other.id, reason)

    async def undo(self, issue_id: str, reason: str) -> Issue:
        """Let an issue stand by itself again.

        Raises:
            IssueNotFound, NotSignedIn, NotInCharge, IssueNotMerged, TextEmpty, StaleAggregate.
        """
        issue = await self._handled(issue_id)
        if issue.merged_into is None:
            raise IssueNotMerged("issue_id")
        return await self._keep(issue, None, reason)

    async def _handled(self, issue_id: str) -> Issue:
        issue = await self.store.issue(issue_id)
        issue.require_handling(current_caller())
        issue.require_public()
        return issue

    async def _keep(self, issue: Issue, into: str | None, reason: str) -> Issue:
        step = Merging(
            into=into,
            reason=clean_text("reason", reason, max_chars=1_000),
            by=current_caller().person_id or "",
            at=now(),
        )
        change = {"$set": {"merged_into": into}, **pushed("mergings", asdict(step))}
        event = IssueMerged(issue_id=issue.id, into=into)
        return await self.store.update_issue(issue, change, event)
