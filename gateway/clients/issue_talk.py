"""The issue proposals service: who takes part, what is said, what is done together."""

from collections.abc import Mapping
from typing import Any, TypedDict, cast

from gateway.clients.base import ServiceClient, segment

Body = Mapping[str, Any]


class PartyAnswer(TypedDict):
    """Who takes part; of those who left, no name."""

    id: str
    issue_id: str
    kind: str
    name: str
    role: str
    joined_at: str
    left: bool


class JoinedAnswer(PartyAnswer):
    """A party with its numbers."""

    number: str
    confirmation_number: str


class OwnPartyAnswer(PartyAnswer):
    """A party for itself."""

    number: str


class PostAnswer(TypedDict):
    """What was said; the text is empty where it is hidden."""

    id: str
    speaker: str
    party_id: str | None
    department_id: str | None
    text: str
    at: str
    state: str
    hidden_because: str
    reports: list[str]
    appeal: str


class ThreadAnswer(TypedDict):
    """A thread."""

    id: str
    issue_id: str
    kind: str
    answered: bool
    posts: list[PostAnswer]


class ThreadsPage(TypedDict):
    """A page of threads and the cursor of the next."""

    items: list[ThreadAnswer]
    next: str | None


class ReachAnswer(TypedDict):
    """How many are concerned too, in a ward."""

    ward: str
    count: int


class PlanAnswer(TypedDict):
    """What is done together."""

    version: int
    method: str
    partners: list[str]
    roles: str
    plan: str
    at: str


class StepAnswer(TypedDict):
    """A step of collaboration and who signed it."""

    step: str
    signed_by: list[str]
    complete: bool


class ScoreAnswer(TypedDict):
    """A score for a criterion."""

    criterion: str
    score: int


class SheetAnswer(TypedDict):
    """One side's evaluation."""

    side: str
    scores: list[ScoreAnswer]
    good: str
    better: str
    at: str


class EvaluationAnswer(TypedDict):
    """An evaluation: who has filled it, and the sheets that may be read."""

    evaluated: str
    shared: bool
    criteria: list[str]
    filled_by: list[str]
    sheets: list[SheetAnswer]


class ProjectAnswer(TypedDict):
    """What is done together, for everybody or for one side of it."""

    sides: list[str]
    side: str
    plan: PlanAnswer | None
    steps: list[StepAnswer]
    evaluations: list[EvaluationAnswer]


class IssueTalkCalls(ServiceClient):
    """The calls. All that changes something may be repeated."""

    async def join(self, issue_id: str, body: Body) -> JoinedAnswer:
        """Take part."""
        return cast(JoinedAnswer, await self._post(issue_id, "parties", body))

    async def parties(self, issue_id: str) -> list[PartyAnswer]:
        """Return who takes part."""
        answer = await self.get(f"/issues/{segment(issue_id)}/parties")
        return cast(list[PartyAnswer], answer["items"])

    async def own_party(self, body: Body) -> OwnPartyAnswer:
        """Read a party by its two numbers."""
        return cast(OwnPartyAnswer, await self.post("/parties/read", body, repeatable=True))

    async def leave(self, body: Body) -> PartyAnswer:
        """Take part no more."""
        return cast(PartyAnswer, await self.post("/parties/leave", body, repeatable=True))

    async def follow(self, issue_id: str, body: Body) -> None:
        """Ask an address whether it agrees to be told."""
        await self._post(issue_id, "follow", body)

    async def share_concern(self, issue_id: str, body: Body) -> list[ReachAnswer]:
        """Say that one is concerned too."""
        answer = await self._post(issue_id, "concerns", body)
        return cast(list[ReachAnswer], answer["items"])

    async def reach(self, issue_id: str) -> list[ReachAnswer]:
        """Return how many are concerned too, by ward."""
        answer = await self.get(f"/issues/{segment(issue_id)}/concerns")
        return cast(list[ReachAnswer], answer["items"])

    async def threads(
        self, issue_id: str, after: str | None, limit: int, *, unanswered: bool
    ) -> ThreadsPage:
        """Return a page of what is said, newest first."""
        params: dict[str, str | int] = {"limit": limit, "unanswered": str(unanswered).lower()}
        if after:
            params["after"] = after
        return cast(ThreadsPage, await self.get(f"/issues/{segment(issue_id)}/threads", params))

    async def waiting_threads(self) -> list[ThreadAnswer]:
        """Return the threads with a post that the caller has to look at."""
        return cast(list[ThreadAnswer], (await self.get("/threads/waiting"))["items"])

    async def begin(self, issue_id: str, body: Body) -> ThreadAnswer:
        """Begin a thread."""
        return cast(ThreadAnswer, await self._post(issue_id, "threads", body))

    async def reply(self, issue_id: str, thread_id: str, body: Body) -> ThreadAnswer:
        """Write in a thread."""
        what = f"threads/{segment(thread_id)}/posts"
        return cast(ThreadAnswer, await self._post(issue_id, what, body))

    async def move_post(self, thread_id: str, post_id: str, what: str, body: Body) -> ThreadAnswer:
        """``report``, ``hide``, ``appeal`` or ``decide``."""
        path = f"/threads/{segment(thread_id)}/posts/{segment(post_id)}/{what}"
        return cast(ThreadAnswer, await self.post(path, body, repeatable=True))

    async def project(self, issue_id: str) -> ProjectAnswer:
        """Return what is done together, as everybody reads it."""
        return cast(ProjectAnswer, await self.get(f"/issues/{segment(issue_id)}/project"))

    async def change_project(self, issue_id: str, what: str, body: Body) -> ProjectAnswer:
        """``read`` (as one side), ``plan``, ``sign`` or ``sheets``."""
        return cast(ProjectAnswer, await self._post(issue_id, f"project/{what}", body))

    async def _post(self, issue_id: str, what: str, body: Body) -> dict[str, Any]:
        path = f"/issues/{segment(issue_id)}/{what}"
        return cast(dict[str, Any], await self.post(path, body, repeatable=True))
