"""MongoDB: policies with their stages and activities, plan documents, revisions, anchors.

An anchor is a place of one revision of which a person said where it is in a later one; each
decision is kept, the last one holds.

Idempotency keys lie in what they made, under a unique index: what was made and that it was made
become durable in one write. Dates are ISO texts, as BSON knows none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.policies.domain.errors import DocumentNotFound, PolicyNotFound
from services.policies.domain.identity import Clause
from services.policies.domain.policy import Activity, Policy, PolicyStage
from shared.events import EventData
from shared.events.common import Method, RevisionKind, Stage, StageState
from shared.idempotency import Request
from shared.mongo import (
    ASCENDING,
    DESCENDING,
    Aggregates,
    Database,
    Document,
    IndexModel,
    Outbox,
    page_by,
)

REVISIONS_MAX = 100
OUTBOX = Outbox("policies", ("policies", "revisions", "anchors"))

_ANSWER = {"pending_events": 0, "source": 0}


@dataclass(frozen=True)
class PlanDocument:
    """A plan (計画案) of a policy; its text lies in its revisions."""

    id: str
    policy_id: str
    title: str
    created_at: datetime


@dataclass(frozen=True)
class Source:
    """The text of a revision as it was handed in."""

    format: str
    text: str


@dataclass(frozen=True)
class SkippedLine:
    """A line of the source that is in no clause, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class Revision:
    """A version (版) of a plan document; it never changes."""

    id: str
    document_id: str
    policy_id: str
    number: int
    kind: RevisionKind
    title: str
    published_at: datetime
    clauses: tuple[Clause, ...]
    skipped: tuple[SkippedLine, ...]


class Store:
    """All that the policies service keeps."""

    def __init__(self, database: Database) -> None:
        self._policies = Aggregates(database, "policies")
        self._documents = Aggregates(database, "documents")
        self._revisions = Aggregates(database, "revisions")
        self.anchors = Aggregates(database, "anchors")

    async def create_indexes(self) -> None:
        """Create what every query and every uniqueness rests on; harmless when repeated."""
        once = IndexModel("request.key", unique=True)
        await self._policies.create_indexes(
            once,
            IndexModel(
                "activities.request.key",
                unique=True,
                partialFilterExpression={"activities.request.key": {"$exists": True}},
            ),
        )
        await self._documents.create_indexes(
            once, IndexModel([("policy_id", ASCENDING), ("_id", DESCENDING)])
        )
        await self._revisions.create_indexes(
            once, IndexModel([("document_id", ASCENDING), ("number", DESCENDING)], unique=True)
        )
        await self.anchors.create_indexes(IndexModel("since"))

    async def insert_policy(self, policy: Policy, request: Request, event: EventData) -> None:
        """Keep a new policy.

        Raises:
            DuplicateKeyError: the request's key was used before.
        """
        document = {
            "_id": policy.id,
            "title": policy.title,
            "summary": policy.summary,
            "field": policy.field,
            "area": policy.area,
            "department": policy.department,
            "department_id": policy.department_id,
            "stages": [_stage_to(stage) for stage in policy.stages],
            "activities": [],
            "created_at": policy.created_at,
            "request": vars(request),
        }
        await self._policies.insert(document, event)

    async def policy(self, policy_id: str) -> Policy:
        """Read one policy.

        Raises:
            PolicyNotFound: there is none with this id.
        """
        document = await self._policies.collection.find_one({"_id": policy_id}, _ANSWER)
        if document is None:
            raise PolicyNotFound("policy_id")
        return _policy_from(document)

    async def policies(self, ids: Sequence[str]) -> list[Policy]:
        """Read many in one query, in the order of ``ids``; unknown ids are left out."""
        return [_policy_from(d) for d in await _by_ids(self._policies, ids)]

    async def policies_page(self, after: str | None, limit: int) -> tuple[list[Policy], str | None]:
        """Read a page, newest first, and the next page's cursor."""
        page = await page_by(self._policies.collection, {}, after=after, limit=limit)
        return [_policy_from(d) for d in page.items], page.next

    async def policy_of(self, key: str) -> tuple[Policy, str] | None:
        """Find the policy that a request made, and the request's digest."""
        document = await self._policies.collection.find_one({"request.key": key}, _ANSWER)
        return (_policy_from(document), document["request"]["digest"]) if document else None

    async def update_stage(self, policy: Policy, stage: PolicyStage, event: EventData) -> Policy:
        """Replace the stage of the same cycle and name.

        Raises:
            StaleAggregate: the policy is no longer at ``policy.sequence``.
        """
        place = policy.stages.index(policy.stage(stage.cycle, stage.stage))
        change = {"$set": {f"stages.{place}": _stage_to(stage)}}
        document = await self._policies.update(policy.id, change, event, sequence=policy.sequence)
        return _policy_from(document)

    async def add_activity(
        self, policy: Policy, activity: Activity, request: Request, event: EventData
    ) -> Policy:
        """Append an activity.

        Raises:
            StaleAggregate: the policy is no longer at ``policy.sequence``.
            DuplicateKeyError: another policy's activity holds the request's key.
        """
        change = {"$push": {"activities": {**_activity_to(activity), "request": vars(request)}}}
        document = await self._policies.update(policy.id, change, event, sequence=policy.sequence)
        return _policy_from(document)

    async def policy_of_activity(self, key: str) -> tuple[Policy, str] | None:
        """Find the policy in which a request recorded an activity, and the request's digest."""
        where = {"activities.request.key": key}
        document = await self._policies.collection.find_one(where, _ANSWER)
        if document is None:
            return None
        made = next(a for a in document["activities"] if a["request"]["key"] == key)
        return _policy_from(document), made["request"]["digest"]

    async def insert_document(self, plan: PlanDocument, request: Request) -> None:
        """Keep a new plan document; nothing outside needs to hear of it before its first revision.

        Raises:
            DuplicateKeyError: the request's key was used before.
        """
        await self._documents.insert(
            {
                "_id": plan.id,
                "policy_id": plan.policy_id,
                "title": plan.title,
                "created_at": plan.created_at,
                "request": vars(request),
            }
        )

    async def document(self, document_id: str) -> PlanDocument:
        """Read one plan document.

        Raises:
            DocumentNotFound: there is none with this id.
        """
        document = await self._documents.collection.find_one({"_id": document_id}, _ANSWER)
        if document is None:
            raise DocumentNotFound("document_id")
        return _document_from(document)

    async def documents(self, ids: Sequence[str]) -> list[PlanDocument]:
        """Read many in one query, in the order of ``ids``."""
        return [_document_from(d) for d in await _by_ids(self._documents, ids)]

    async def documents_page(
        self, policy_id: str, after: str | None, limit: int
    ) -> tuple[list[PlanDocument], str | None]:
        """Read a page of a policy's plan documents, newest first, and the next page's cursor."""
        where = {"policy_id": policy_id}
        page = await page_by(self._documents.collection, where, after=after, limit=limit)
        return [_document_from(d) for d in page.items], page.next

    async def document_of(self, key: str) -> tuple[PlanDocument, str] | None:
        """Find the plan document that a request made, and the request's digest."""
        document = await self._documents.collection.find_one({"request.key": key}, _ANSWER)
        return (_document_from(document), document["request"]["digest"]) if document else None

    async def insert_revision(
        self, revision: Revision, source: Source, request: Request, event: EventData
    ) -> None:
        """Keep a new revision with its clauses and the text they were made from.

        Raises:
            DuplicateKeyError: the request's key was used before, or the number is taken.
        """
        document = {
            "_id": revision.id,
            "document_id": revision.document_id,
            "policy_id": revision.policy_id,
            "number": revision.number,
            "kind": revision.kind,
            "title": revision.title,
            "published_at": revision.published_at,
            "clauses": [vars(clause) for clause in revision.clauses],
            "skipped": [vars(line) for line in revision.skipped],
            "source": vars(source),
            "request": vars(request),
        }
        await self._revisions.insert(document, event)

    async def revisions(self, ids: Sequence[str]) -> list[Revision]:
        """Read many in one query, in the order of ``ids``."""
        return [_revision_from(d) for d in await _by_ids(self._revisions, ids)]

    async def revisions_of(self, document_id: str) -> list[Document]:
        """Read what revisions a plan document has, newest first, without their texts."""
        found = self._revisions.collection.find(
            {"document_id": document_id}, {"number": 1, "kind": 1, "title": 1, "published_at": 1}
        )
        rows: list[Document] = await (
            found.sort("number", DESCENDING).limit(REVISIONS_MAX).to_list(REVISIONS_MAX)
        )
        return rows

    async def decided_anchors(self, since: str) -> list[Document]:
        """Read what people said of places of a revision."""
        return [row async for row in self.anchors.collection.find({"since": since}, _ANSWER)]

    async def latest_revision(self, document_id: str) -> Revision | None:
        """Read the newest revision of a plan document, if it has one."""
        document = await self._revisions.collection.find_one(
            {"document_id": document_id}, _ANSWER, sort=[("number", DESCENDING)]
        )
        return _revision_from(document) if document else None

    async def revision_of(self, key: str) -> tuple[Revision, str] | None:
        """Find the revision that a request made, and the request's digest."""
        document = await self._revisions.collection.find_one({"request.key": key}, _ANSWER)
        return (_revision_from(document), document["request"]["digest"]) if document else None


async def _by_ids(aggregates: Aggregates, ids: Sequence[str]) -> list[Document]:
    found = aggregates.collection.find({"_id": {"$in": list(ids)}}, _ANSWER)
    documents = {d["_id"]: d for d in await found.to_list(len(ids))}
    return [documents[id_] for id_ in dict.fromkeys(ids) if id_ in documents]


def _policy_from(document: Document) -> Policy:
    return Policy(
        id=document["_id"],
        title=document["title"],
        summary=document["summary"],
        field=document["field"],
        area=document["area"],
        department=document["department"],
        stages=tuple(_stage_from(stage) for stage in document["stages"]),
        activities=tuple(_activity_from(activity) for activity in document["activities"]),
        created_at=document["created_at"],
        sequence=document["sequence"],
        department_id=document.get("department_id"),
    )


def _stage_to(stage: PolicyStage) -> Document:
    return {
        **vars(stage),
        "starts_on": _day_to(stage.starts_on),
        "ends_on": _day_to(stage.ends_on),
        "opened_on": _day_to(stage.opened_on),
        "closed_on": _day_to(stage.closed_on),
        "planned_methods": list(stage.planned_methods),
    }


def _stage_from(stage: dict[str, Any]) -> PolicyStage:
    return PolicyStage(
        cycle=stage["cycle"],
        stage=Stage(stage["stage"]),
        starts_on=_day_from(stage["starts_on"]),
        ends_on=_day_from(stage["ends_on"]),
        planned_methods=tuple(Method(method) for method in stage["planned_methods"]),
        state=StageState(stage["state"]),
        opened_on=_day_from(stage["opened_on"]),
        closed_on=_day_from(stage["closed_on"]),
    )


def _activity_to(activity: Activity) -> Document:
    return {**vars(activity), "held_on": activity.held_on.isoformat()}


def _activity_from(activity: dict[str, Any]) -> Activity:
    known = {name: activity[name] for name in Activity.__dataclass_fields__}
    return Activity(
        **{
            **known,
            "stage": Stage(activity["stage"]),
            "method": Method(activity["method"]),
            "held_on": date.fromisoformat(activity["held_on"]),
        }
    )


def _day_to(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day_from(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _document_from(document: Document) -> PlanDocument:
    return PlanDocument(
        id=document["_id"],
        policy_id=document["policy_id"],
        title=document["title"],
        created_at=document["created_at"],
    )


def _revision_from(document: Document) -> Revision:
    return Revision(
        id=document["_id"],
        document_id=document["document_id"],
        policy_id=document["policy_id"],
        number=document["number"],
        kind=RevisionKind(document["kind"]),
        title=document["title"],
        published_at=document["published_at"],
        clauses=tuple(Clause(**clause) for clause in document["clauses"]),
        skipped=tuple(SkippedLine(**line) for line in document["skipped"]),
    )
