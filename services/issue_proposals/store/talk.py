"""MongoDB: parties, threads, who is concerned too, projects."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from services.issue_proposals.domain.errors import PartyNotFound, ThreadNotFound
from services.issue_proposals.domain.project import Plan, Project, Sheet, Signature
from services.issue_proposals.domain.talk import Party, Post, Speaker, Thread, Voice
from shared.events import EventData
from shared.events.issue_talk import (
    Evaluated,
    Method,
    PartyKind,
    PostState,
    Step,
    ThreadKind,
)
from shared.mongo import (
    ASCENDING,
    WITHOUT_EVENTS,
    Aggregates,
    Database,
    Document,
    IndexModel,
    page_by,
)

COLLECTIONS = ("parties", "threads", "concerns", "projects")
PARTIES_MAX = 500
LATEST_MAX, WAITING_MAX = 200, 100


class TalkStore:
    """What is said and agreed about issues."""

    def __init__(self, database: Database) -> None:
        self.parties = Aggregates(database, "parties")
        self.threads = Aggregates(database, "threads")
        self.concerns = Aggregates(database, "concerns")
        self.projects = Aggregates(database, "projects")

    async def create_indexes(self) -> None:
        """Create what every query and every uniqueness rests on; harmless when repeated."""
        newest = ("_id", ASCENDING)
        await self.parties.create_indexes(
            IndexModel("number", unique=True),
            IndexModel("idempotency_hash", unique=True),
            IndexModel([("issue_id", ASCENDING), newest]),
        )
        await self.threads.create_indexes(
            IndexModel([("issue_id", ASCENDING), newest]),
            IndexModel([("issue_id", ASCENDING), ("answered", ASCENDING), newest]),
            IndexModel([("issue_id", ASCENDING), ("last_at", ASCENDING)]),
            IndexModel([("waits", 1), newest], partialFilterExpression={"waits": True}),
        )
        await self.concerns.create_indexes(
            IndexModel([("issue_id", ASCENDING), ("ward", ASCENDING)])
        )
        await self.projects.create_indexes()

    async def said_since(self, issue_id: str, moment: datetime) -> bool:
        """Say whether anything was written in an issue's talk."""
        where = {"issue_id": issue_id, "last_at": {"$gt": moment}}
        return await self.threads.collection.find_one(where, {"_id": 1}) is not None

    # Parties

    async def insert_party(self, party: Party, private: Document, *events: EventData) -> None:
        """Keep a new party; ``private`` is what is sealed or hashed.

        Raises:
            DuplicateKeyError: the request was taken before, or the number is.
        """
        document = asdict(party)
        document.pop("sequence")
        document |= {"_id": document.pop("id"), "kind": party.kind.value}
        await self.parties.insert({**document, **private}, *events)

    async def party_row(self, where: Document) -> Document:
        """Read one with hashes and what is sealed.

        Raises:
            PartyNotFound.
        """
        if (row := await self.party_row_if_any(where)) is None:
            raise PartyNotFound("number")
        return row

    async def party_row_if_any(self, where: Document) -> Document | None:
        """Read one with hashes and what is sealed."""
        row: Document | None = await self.parties.collection.find_one(where, WITHOUT_EVENTS)
        return row

    async def parties_of(self, issue_id: str) -> list[Party]:
        """Read all who take part, the first first; of those who left, nothing but that."""
        found = self.parties.collection.find({"issue_id": issue_id}, WITHOUT_EVENTS)
        rows = await found.sort("_id", 1).limit(PARTIES_MAX).to_list(PARTIES_MAX)
        return [to_party(row) for row in rows]

    async def count_parties(self, issue_id: str) -> int:
        """Count who take part or did."""
        counted: int = await self.parties.collection.count_documents(
            {"issue_id": issue_id}, limit=PARTIES_MAX
        )
        return counted

    async def update_party(self, party: Party, change: Document, *events: EventData) -> Party:
        """Change a party.

        Raises:
            StaleAggregate.
        """
        row = await self.parties.update(party.id, change, *events, sequence=party.sequence)
        return to_party(row)

    # Threads

    async def insert_thread(self, thread: Thread, *events: EventData) -> None:
        """Keep a new thread.

        Raises:
            DuplicateKeyError: it is there already.
        """
        await self.threads.insert(_of_thread(thread), *events)

    async def thread(self, thread_id: str) -> Thread:
        """Read one.

        Raises:
            ThreadNotFound.
        """
        row = await self.threads.collection.find_one({"_id": thread_id}, WITHOUT_EVENTS)
        if row is None:
            raise ThreadNotFound("thread_id")
        return to_thread(row)

    async def threads_of(
        self, issue_id: str, after: str | None, limit: int, *, unanswered: bool
    ) -> tuple[list[Thread], str | None]:
        """Read a page of the threads of an issue, newest first; or of those without an answer."""
        where: Document = {"issue_id": issue_id, **({"answered": False} if unanswered else {})}
        page = await page_by(self.threads.collection, where, after=after, limit=limit)
        return [to_thread(row) for row in page.items], page.next

    async def threads_since(self, issue_id: str, moment: datetime) -> list[Thread]:
        """Read the threads in which somebody wrote since."""
        where = {"issue_id": issue_id, "last_at": {"$gt": moment}}
        found = self.threads.collection.find(where, WITHOUT_EVENTS)
        return [to_thread(row) for row in await found.limit(LATEST_MAX).to_list(LATEST_MAX)]

    async def waiting_threads(self) -> list[Thread]:
        """Read the threads in which somebody has to look at a post, the oldest first."""
        found = self.threads.collection.find({"waits": True}, WITHOUT_EVENTS).sort("_id", 1)
        return [to_thread(row) for row in await found.limit(WAITING_MAX).to_list(WAITING_MAX)]

    async def update_thread(self, thread: Thread, *events: EventData) -> Thread:
        """Write a thread as it is now, if it is still at its sequence.

        Raises:
            StaleAggregate.
        """
        document = _of_thread(thread)
        change = {name: document[name] for name in ("posts", "answered", "waits", "last_at")}
        row = await self.threads.update(
            thread.id, {"$set": change}, *events, sequence=thread.sequence
        )
        return to_thread(row)

    # Who is concerned too

    async def insert_concern(self, row: Document, *events: EventData) -> None:
        """Keep that somebody is concerned too.

        Raises:
            DuplicateKeyError: it is there already.
        """
        await self.concerns.insert(row, *events)

    async def reach(self, issue_id: str) -> dict[str, int]:
        """Count who is concerned too, by ward; the index alone answers."""
        steps: list[Document] = [
            {"$match": {"issue_id": issue_id}},
            {"$group": {"_id": "$ward", "count": {"$sum": 1}}},
        ]
        rows = await self.concerns.collection.aggregate(steps).to_list(None)
        return {row["_id"]: row["count"] for row in sorted(rows, key=lambda row: row["_id"])}

    # Projects

    async def project(self, issue_id: str) -> Project:
        """Read what the sides of an issue agreed; an empty one if nothing yet."""
        row = await self.projects.collection.find_one({"_id": issue_id}, WITHOUT_EVENTS)
        if row is None:
            return Project(issue_id)
        gone = self.parties.collection.find({"issue_id": issue_id, "left": True}, {"_id": 1})
        left = frozenset([one["_id"] async for one in gone])
        return replace(to_project(row), left=left)

    async def keep_project(self, project: Project, change: Document, *events: EventData) -> Project:
        """Add to a project; ``change``: list → what is added. The first time it is made.

        Raises:
            StaleAggregate, DuplicateKeyError: somebody else did at the same time.
        """
        if project.sequence == 0:
            empty: Document = {"plans": [], "signatures": [], "sheets": []}
            made = {name: [row] for name, row in change.items()}
            await self.projects.insert({"_id": project.issue_id, **empty, **made}, *events)
            return await self.project(project.issue_id)
        row = await self.projects.update(
            project.issue_id, {"$push": change}, *events, sequence=project.sequence
        )
        return replace(to_project(row), left=project.left)

    async def replace_sheet(self, project: Project, old: Sheet, new: Sheet) -> Project:
        """Write a sheet anew that nobody else has read.

        Raises:
            StaleAggregate.
        """
        sheets = [of_sheet(new if one is old else one) for one in project.sheets]
        row = await self.projects.update(
            project.issue_id, {"$set": {"sheets": sheets}}, sequence=project.sequence
        )
        return replace(to_project(row), left=project.left)


def to_party(row: Mapping[str, Any]) -> Party:
    """Read a party, without what is sealed."""
    names = ("number", "issue_id", "name", "role", "joined_at", "left", "sequence")
    given = {name: row[name] for name in names}
    return Party(id=row["_id"], kind=PartyKind(row["kind"]), **given)


def to_thread(row: Mapping[str, Any]) -> Thread:
    """Read a thread."""
    posts = tuple(_to_post(each) for each in row["posts"])
    kind = ThreadKind(row["kind"])
    return Thread(row["_id"], row["issue_id"], kind, posts, row["sequence"])


def to_project(row: Mapping[str, Any]) -> Project:
    """Read a project."""
    return Project(
        issue_id=row["_id"],
        plans=tuple(
            Plan(**{**each, "method": Method(each["method"]), "partners": tuple(each["partners"])})
            for each in row["plans"]
        ),
        signatures=tuple(
            Signature(**{**each, "step": Step(each["step"])}) for each in row["signatures"]
        ),
        sheets=tuple(
            Sheet(**{**each, "evaluated": Evaluated(each["evaluated"])}) for each in row["sheets"]
        ),
        sequence=row["sequence"],
    )


def of_plan(plan: Plan) -> Document:
    """Write a plan."""
    return {**asdict(plan), "method": plan.method.value, "partners": list(plan.partners)}


def of_signature(signature: Signature) -> Document:
    """Write a signature."""
    return {**asdict(signature), "step": signature.step.value}


def of_sheet(sheet: Sheet) -> Document:
    """Write a sheet."""
    return {**asdict(sheet), "evaluated": sheet.evaluated.value}


def _of_thread(thread: Thread) -> Document:
    return {
        "_id": thread.id,
        "issue_id": thread.issue_id,
        "kind": thread.kind.value,
        "posts": [_of_post(one) for one in thread.posts],
        "answered": thread.answered,
        "waits": thread.waits,
        "last_at": thread.posts[-1].at,
    }


def _of_post(post: Post) -> Document:
    voice = {**asdict(post.voice), "speaker": post.voice.speaker.value}
    return {**asdict(post), "voice": voice, "state": post.state.value, "reports": [*post.reports]}


def _to_post(row: Mapping[str, Any]) -> Post:
    voice = Voice(**{**row["voice"], "speaker": Speaker(row["voice"]["speaker"])})
    state, reports = PostState(row["state"]), tuple(row["reports"])
    return Post(**{**row, "voice": voice, "state": state, "reports": reports})
