"""The policies service: policies with their stages, plan documents, revisions."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, cast

from gateway.clients.base import ServiceClient, segment


class StageLinkAnswer(TypedDict):
    """Where something stands among the stages of policies."""

    policy_id: str
    cycle: int
    stage: str


class StageAnswer(TypedDict):
    """One stage of a policy in one cycle. Dates are ISO days."""

    cycle: int
    stage: str
    starts_on: str | None
    ends_on: str | None
    planned_methods: list[str]
    state: str
    opened_on: str | None
    closed_on: str | None


class ActivityAnswer(TypedDict):
    """An activity that was held elsewhere."""

    id: str
    cycle: int
    stage: str
    method: str
    title: str
    held_on: str
    place: str
    participants: int | None
    submitters: int | None
    comments: int | None
    points: int | None
    results: str


class PolicyAnswer(TypedDict):
    """A policy."""

    id: str
    title: str
    summary: str
    field: str
    area: str
    department: str
    department_id: str | None
    stages: list[StageAnswer]
    activities: list[ActivityAnswer]
    created_at: str


class DocumentAnswer(TypedDict):
    """A plan document, without its revisions."""

    id: str
    policy_id: str
    title: str


class ClauseAnswer(TypedDict):
    """One clause of a revision; ``parent_id`` is None at the top."""

    id: str
    parent_id: str | None
    position: int
    depth: int
    number: str
    heading: str
    body: str
    path: str


class SpanAnswer(TypedDict):
    """Code points ``start`` to ``end`` (exclusive) of a clause's text."""

    start: int
    end: int


class ClauseTextAnswer(TypedDict):
    """A clause as passages of it are counted, and its sentences."""

    text: str
    sentences: list[SpanAnswer]


class SkippedAnswer(TypedDict):
    """A line that is in no clause."""

    line: int
    reason: str


class RevisionAnswer(TypedDict):
    """A published revision; it never changes."""

    id: str
    document_id: str
    policy_id: str
    number: int
    kind: str
    title: str
    published_at: str
    clauses: list[ClauseAnswer]
    skipped: list[SkippedAnswer]


class RevisionSummaryAnswer(TypedDict):
    """A revision without its text."""

    id: str
    number: int
    kind: str
    title: str
    published_at: str


class PieceAnswer(TypedDict):
    """A piece of two wordings."""

    change: str
    text: str


class ComparedAnswer(TypedDict):
    """A clause in two revisions; its words are in these."""

    clause_id: str
    kind: str
    moved: bool
    renumbered: bool
    heading: list[PieceAnswer]
    body: list[PieceAnswer]
    went_to: list[str]
    came_from: list[str]


class PlaceAnswer(TypedDict):
    """A clause; with ``start`` and ``end`` a passage of it."""

    clause_id: str
    start: int | None
    end: int | None


class DecisionAnswer(TypedDict):
    """Where a person said that a place is in a later revision; ``to`` None: nowhere."""

    place: PlaceAnswer
    to: PlaceAnswer | None
    by: str
    at: str
    sequence: int


class LocationAnswer(TypedDict):
    """What became of a place in a later revision."""

    fate: str
    reason: str
    at: PlaceAnswer | None
    candidates: list[PlaceAnswer]
    near: str | None


class PoliciesPage(TypedDict):
    """A page of policies and the cursor of the next."""

    items: list[PolicyAnswer]
    next: str | None


class PoliciesClient(ServiceClient):
    """Calls of the policies service."""

    SERVICE = "policies"

    async def policies(self, ids: Sequence[str]) -> list[PolicyAnswer]:
        """Return those of ``ids`` that exist, in any order."""
        return cast(PoliciesPage, await self.get("/policies", {"ids": ",".join(ids)}))["items"]

    async def page(self, after: str | None, limit: int) -> PoliciesPage:
        """Return one page, newest first."""
        params: dict[str, str | int] = {"limit": limit}
        if after:
            params["after"] = after
        return cast(PoliciesPage, await self.get("/policies", params))

    async def documents(self, ids: Sequence[str]) -> list[DocumentAnswer]:
        """Return those of ``ids`` that exist."""
        answer = await self.get("/documents", {"ids": ",".join(ids)})
        return cast(list[DocumentAnswer], answer["items"])

    async def documents_of(self, policy_id: str) -> list[DocumentAnswer]:
        """Return a policy's documents."""
        answer = await self.get("/documents", {"policy_id": policy_id})
        return cast(list[DocumentAnswer], answer["items"])

    async def revisions_of(self, document_id: str) -> list[RevisionSummaryAnswer]:
        """Return a document's revisions without their texts, newest first."""
        answer = await self.get(f"/documents/{segment(document_id)}/revisions")
        return cast(list[RevisionSummaryAnswer], answer["items"])

    async def revisions(self, ids: Sequence[str]) -> list[RevisionAnswer]:
        """Return those of ``ids`` that exist, with all their clauses."""
        answer = await self.get("/revisions", {"ids": ",".join(ids)})
        return cast(list[RevisionAnswer], answer["items"])

    async def clause_text(self, revision_id: str, clause_id: str) -> ClauseTextAnswer:
        """Return a clause's text and its sentences."""
        path = f"/revisions/{segment(revision_id)}/clauses/{segment(clause_id)}/text"
        return cast(ClauseTextAnswer, await self.get(path))

    async def comparison(self, since: str, revision_id: str) -> list[ComparedAnswer]:
        """Return what is different in a revision from an earlier one."""
        path = f"/revisions/{segment(revision_id)}/comparison"
        return cast(list[ComparedAnswer], (await self.get(path, {"since": since}))["items"])

    async def locate(
        self, since: str, revision_id: str, anchors: Sequence[PlaceAnswer]
    ) -> list[LocationAnswer]:
        """Return where places of an earlier revision are, in the same order; 200 at most."""
        path = f"/revisions/{segment(revision_id)}/locate"
        body = {"since": since, "anchors": list(anchors)}
        answer = await self.post(path, body, repeatable=True)
        return cast(list[LocationAnswer], answer["items"])

    async def decisions(self, since: str, revision_id: str) -> list[DecisionAnswer]:
        """Return what people said of places of an earlier revision in this one."""
        path = f"/revisions/{segment(revision_id)}/decisions"
        return cast(list[DecisionAnswer], (await self.get(path, {"since": since}))["items"])

    async def decide(self, revision_id: str, body: Mapping[str, Any]) -> DecisionAnswer:
        """Say where a place of an earlier revision is in this one."""
        path = f"/revisions/{segment(revision_id)}/decisions"
        return cast(DecisionAnswer, await self.post(path, body, repeatable=True))

    async def create_policy(self, body: Mapping[str, Any]) -> PolicyAnswer:
        """Create a policy."""
        return cast(PolicyAnswer, await self.post("/policies", body, repeatable=True))

    async def move_stage(
        self, policy_id: str, cycle: int, stage: str, move: str, body: Mapping[str, Any]
    ) -> PolicyAnswer:
        """Open or close a stage; ``move`` is ``open`` or ``close``."""
        path = f"/policies/{segment(policy_id)}/stages/{cycle}/{stage}/{move}"
        return cast(PolicyAnswer, await self.post(path, body, repeatable=False))

    async def record_activity(self, policy_id: str, body: Mapping[str, Any]) -> PolicyAnswer:
        """Record an activity that was held elsewhere."""
        path = f"/policies/{segment(policy_id)}/activities"
        return cast(PolicyAnswer, await self.post(path, body, repeatable=True))

    async def create_document(self, policy_id: str, body: Mapping[str, Any]) -> DocumentAnswer:
        """Begin a plan document."""
        path = f"/policies/{segment(policy_id)}/documents"
        return cast(DocumentAnswer, await self.post(path, body, repeatable=True))

    async def publish_revision(self, document_id: str, body: Mapping[str, Any]) -> RevisionAnswer:
        """Publish a revision from Markdown or plain text."""
        path = f"/documents/{segment(document_id)}/revisions"
        return cast(RevisionAnswer, await self.post(path, body, repeatable=True))
