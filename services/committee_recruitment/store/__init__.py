"""MongoDB: committees with their members, recruitments and applications, each an aggregate."""

from collections.abc import Sequence

from services.committee_recruitment.domain.application import Application
from services.committee_recruitment.domain.committee import Committee
from services.committee_recruitment.domain.errors import (
    ApplicationNotFound,
    CommitteeNotFound,
    RecruitmentNotFound,
)
from services.committee_recruitment.domain.recruitment import Recruitment
from services.committee_recruitment.store import documents as as_document
from shared.events import EventData
from shared.mongo import (
    ASCENDING,
    WITHOUT_EVENTS,
    Aggregates,
    Database,
    Document,
    IndexModel,
    Outbox,
    Session,
    page_by,
)

OUTBOX = Outbox(
    "committee_recruitment",
    ("committees", "recruitments", "applications", "accesses"),
)
RECRUITMENTS_MAX, COMMITTEES_MAX = 200, 5_000

_TOLD = {"tells_by_mail": True, "state": {"$ne": "WITHDRAWN"}}


class Store:
    """All that the committee recruitment service keeps."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.committees = Aggregates(database, "committees")
        self.recruitments = Aggregates(database, "recruitments")
        self.applications = Aggregates(database, "applications")
        # Who looked at an applicant's particulars, and for what.
        self.accesses = Aggregates(database, "accesses")

    async def create_indexes(self) -> None:
        """Create what every query and every uniqueness rests on; harmless when repeated."""
        newest = ("_id", ASCENDING)
        await self.committees.create_indexes(
            IndexModel("idempotency_key", unique=True),
            IndexModel([("links.policy_id", ASCENDING), newest]),
        )
        await self.recruitments.create_indexes(
            IndexModel("idempotency_key", unique=True),
            IndexModel([("committee_id", ASCENDING), newest]),
            IndexModel([("state", ASCENDING), ("last_day", ASCENDING), newest]),
        )
        await self.applications.create_indexes(
            IndexModel("number", unique=True),
            IndexModel("idempotency_hash", unique=True),
            IndexModel([("recruitment_id", ASCENDING), newest]),
        )
        await self.accesses.create_indexes(IndexModel([("application_id", ASCENDING), newest]))

    # Committees

    async def committee(self, committee_id: str) -> Committee:
        """Read one.

        Raises:
            CommitteeNotFound.
        """
        return as_document.to_committee(await self.committee_row(committee_id))

    async def committees_by_id(self, ids: Sequence[str]) -> list[Committee]:
        """Read many in one query; unknown ids are left out."""
        found = self.committees.collection.find({"_id": {"$in": list(ids)}}, WITHOUT_EVENTS)
        return [as_document.to_committee(row) for row in await found.to_list(None)]

    async def page_of_committees(
        self, after: str | None, limit: int, policy_id: str | None
    ) -> tuple[list[Committee], str | None]:
        """Read a page of all, or of those that serve a policy, newest first."""
        where: Document = {"links.policy_id": policy_id} if policy_id else {}
        page = await page_by(self.committees.collection, where, after=after, limit=limit)
        return [as_document.to_committee(row) for row in page.items], page.next

    async def committee_rows(self) -> list[Document]:
        """Read all, with what is sealed of their members: a city has some hundred committees."""
        wanted = {"name": 1, "appointments": 1}
        found = self.committees.collection.find({}, wanted).sort("_id", 1)
        rows: list[Document] = await found.to_list(COMMITTEES_MAX)
        return rows

    async def committee_row(self, committee_id: str) -> Document:
        """Read one with what is sealed of its members.

        Raises:
            CommitteeNotFound.
        """
        row = await self._found(self.committees, {"_id": committee_id})
        if row is None:
            raise CommitteeNotFound("committee_id")
        return row

    async def update_committee(
        self, committee: Committee, change: Document, *events: EventData
    ) -> Committee:
        """Change a committee.

        Raises:
            StaleAggregate: it is no longer at ``committee.sequence``.
        """
        row = await self.committees.update(
            committee.id, change, *events, sequence=committee.sequence
        )
        return as_document.to_committee(row)

    # Recruitments

    async def recruitment(self, recruitment_id: str) -> Recruitment:
        """Read one.

        Raises:
            RecruitmentNotFound.
        """
        row = await self._found(self.recruitments, {"_id": recruitment_id})
        if row is None:
            raise RecruitmentNotFound("recruitment_id")
        return as_document.to_recruitment(row)

    async def recruitments_by_id(self, ids: Sequence[str]) -> list[Recruitment]:
        """Read many in one query; unknown ids are left out."""
        found = self.recruitments.collection.find({"_id": {"$in": list(ids)}}, WITHOUT_EVENTS)
        return [as_document.to_recruitment(row) for row in await found.to_list(None)]

    async def recruitments_of(self, committee_id: str) -> list[Recruitment]:
        """Read those of a committee, the newest first."""
        found = self.recruitments.collection.find({"committee_id": committee_id}, WITHOUT_EVENTS)
        rows = await found.sort("_id", -1).limit(RECRUITMENTS_MAX).to_list(RECRUITMENTS_MAX)
        return [as_document.to_recruitment(row) for row in rows]

    async def called(self, today: str) -> list[Recruitment]:
        """Read those that are open or will be, the first to close first."""
        where = {"state": "CALLED", "last_day": {"$gte": today}}
        found = self.recruitments.collection.find(where, WITHOUT_EVENTS)
        rows = await found.sort([("last_day", 1), ("_id", 1)]).to_list(RECRUITMENTS_MAX)
        return [as_document.to_recruitment(row) for row in rows]

    async def update_recruitment(
        self,
        recruitment: Recruitment,
        change: Document,
        *events: EventData,
        session: Session | None = None,
    ) -> Recruitment:
        """Change a recruitment.

        Raises:
            StaleAggregate: it is no longer at ``recruitment.sequence``.
        """
        row = await self.recruitments.update(
            recruitment.id, change, *events, sequence=recruitment.sequence, session=session
        )
        return as_document.to_recruitment(row)

    # Applications

    async def application_row(self, where: Document) -> Document:
        """Read one with hashes and what is sealed.

        Raises:
            ApplicationNotFound.
        """
        row = await self._found(self.applications, where)
        if row is None:
            raise ApplicationNotFound("application_id")
        return row

    async def application_row_by_key(self, idempotency_hash: str) -> Document | None:
        """Find what a request made."""
        return await self._found(self.applications, {"idempotency_hash": idempotency_hash})

    async def applications_of(self, recruitment_id: str) -> list[Application]:
        """Read all of a recruitment, the first first."""
        found = self.applications.collection.find(
            {"recruitment_id": recruitment_id}, WITHOUT_EVENTS
        )
        rows = await found.sort("_id", 1).to_list(None)
        return [as_document.to_application(row) for row in rows]

    async def told_by_mail(self, ids: Sequence[str]) -> list[Document]:
        """Read what is sealed of those who gave an address and did not withdraw."""
        where = {"_id": {"$in": list(ids)}, **_TOLD}
        found = self.applications.collection.find(where, {"sealed": 1})
        rows: list[Document] = await found.to_list(None)
        return rows

    async def told_by_mail_of(self, recruitment_id: str) -> list[Document]:
        """Read those of a recruitment who gave an address and did not withdraw."""
        where = {"recruitment_id": recruitment_id, **_TOLD}
        found = self.applications.collection.find(where, WITHOUT_EVENTS)
        rows: list[Document] = await found.to_list(None)
        return rows

    async def update_application(
        self, application: Application, change: Document, *events: EventData
    ) -> Application:
        """Change an application.

        Raises:
            StaleAggregate.
        """
        row = await self.applications.update(
            application.id, change, *events, sequence=application.sequence
        )
        return as_document.to_application(row)

    async def made_by(self, where: Aggregates, key: str) -> Document | None:
        """Find what a request of staff made."""
        return await self._found(where, {"idempotency_key": key})

    async def _found(self, where: Aggregates, what: Document) -> Document | None:
        row: Document | None = await where.collection.find_one(what, WITHOUT_EVENTS)
        return row
