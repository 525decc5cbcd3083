"""The responses service: the city's answers, from the first draft to publication."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, cast

from gateway.clients.base import ServiceClient, segment


class ClassAnswer(TypedDict):
    """A class (対応区分)."""

    code: str
    name: str
    needs_reason: bool
    needs_change: bool


class SubjectAnswer(TypedDict):
    """An input that is answered."""

    kind: str
    id: str
    case_id: str


class ChangeAnswer(TypedDict):
    """What was changed because of the inputs."""

    document_id: str
    revision_id: str
    clause_id: str | None
    note: str


class ContentAnswer(TypedDict):
    """What is said."""

    class_code: str
    summary: str
    text: str
    reason: str
    changes: list[ChangeAnswer]


class VersionAnswer(TypedDict):
    """What was said at a time."""

    number: int
    content: ContentAnswer
    by: str
    at: str


class InquiryAnswer(TypedDict):
    """庁内照会."""

    id: str
    desk_id: str
    department_id: str
    question: str
    due_on: str
    asked_by: str
    asked_at: str
    state: str
    draft: str
    answer: str
    answered_by: str | None
    answered_at: str | None
    late: bool
    overdue: bool


class DecisionAnswer(TypedDict):
    """One step of an approval, done."""

    step: int
    desk_id: str
    by: str
    at: str
    approved: bool
    comment: str


class ApprovalAnswer(TypedDict):
    """決裁."""

    route_name: str
    desk_ids: list[str]
    asked_by: str
    asked_at: str
    decisions: list[DecisionAnswer]


class NoteAnswer(TypedDict):
    """A line of the history."""

    what: str
    by: str
    at: str
    comment: str


class PublishedAnswer(TypedDict):
    """A response as everyone may read it."""

    id: str
    case_id: str
    subjects: list[SubjectAnswer]
    answered: int
    content: ContentAnswer
    published_at: str


class ResponseAnswer(TypedDict):
    """A response as the desks that work on it read it."""

    id: str
    case_id: str
    department_id: str
    desk_id: str
    state: str
    subjects: list[SubjectAnswer]
    answered: int
    content: ContentAnswer
    due_on: str | None
    version: int
    versions: list[VersionAnswer]
    inquiries: list[InquiryAnswer]
    approval: ApprovalAnswer | None
    past_approvals: list[ApprovalAnswer]
    history: list[NoteAnswer]
    created_at: str
    published_at: str | None
    turn_desk_id: str | None
    obstacles: list[str]


class ResponsesPage(TypedDict):
    """A page of responses."""

    items: list[ResponseAnswer]
    next: str | None


class PublishedPage(TypedDict):
    """A page of published responses."""

    items: list[PublishedAnswer]
    next: str | None


class TaskAnswer(TypedDict):
    """Something that waits for one of the caller's desks."""

    response_id: str
    case_id: str
    kind: str
    desk_id: str
    due_on: str | None
    inquiry_id: str | None


class ProgressAnswer(TypedDict):
    """Where a case stands."""

    states: dict[str, int]
    unanswered: int
    answered: int
    outdated: int


class PublishedForAnswer(TypedDict):
    """What was published for a comment as a whole or for its points, and for how many of them."""

    comment_id: str
    found: list[PublishedAnswer]
    opinions: int
    published: int


class ClauseProgressAnswer(TypedDict):
    """Inputs about a clause; None: about the whole plan."""

    clause_id: str | None
    waiting: int
    answered: int
    outdated: int


class DepartmentProgressAnswer(TypedDict):
    """A department's responses in one state, and how many inputs they answer."""

    department_id: str
    state: str
    responses: int
    subjects: int


class InquiryProgressAnswer(TypedDict):
    """Inquiries to a department."""

    department_id: str
    open: int
    overdue: int
    answered: int


class OverdueAnswer(TypedDict):
    """Responses that should be published by now, and since when the first one is due."""

    count: int
    first: str | None


class OverviewAnswer(TypedDict):
    """Where a case stands, by clause and by department."""

    clauses: list[ClauseProgressAnswer]
    departments: list[DepartmentProgressAnswer]
    inquiries: list[InquiryProgressAnswer]
    outdated: list[str]
    overdue: OverdueAnswer


class OpinionResponseAnswer(TypedDict):
    """What answers an opinion, for a file of them."""

    id: str
    version: int
    state: str
    desk_id: str
    content: ContentAnswer
    published_at: str | None


class OpinionAnswer(TypedDict):
    """A comment or a point that counts; ``elsewhere``: its response is not for the caller."""

    kind: str
    id: str
    comment_id: str
    clause_id: str | None
    topic_id: str | None
    response: OpinionResponseAnswer | None
    elsewhere: bool


class OpinionsPage(TypedDict):
    """A page of opinions."""

    items: list[OpinionAnswer]
    next: str | None


class SubjectsPage(TypedDict):
    """A page of inputs."""

    items: list[SubjectAnswer]
    next: str | None


class RouteAnswer(TypedDict):
    """A route of approval."""

    name: str
    desk_ids: list[str]


class RoutesAnswer(TypedDict):
    """A department's routes; the first is the default."""

    department_id: str
    version: int
    routes: list[RouteAnswer]


class PublicationAnswer(TypedDict):
    """What a publication did, and what of the case is left."""

    published: list[str]
    unanswered: int
    undecided: int


class ResponsesClient(ServiceClient):
    """Calls of the responses service. Every write carries its key, so all are repeatable."""

    SERVICE = "responses"

    async def classes(self) -> list[ClassAnswer]:
        """Return the classes of this installation, in their order."""
        return cast(list[ClassAnswer], (await self.get("/classes"))["items"])

    async def responses(self, ids: Sequence[str]) -> list[ResponseAnswer]:
        """Return responses by ids, those that the caller may read."""
        answer = await self.get("/responses", {"ids": ",".join(ids)})
        return cast(ResponsesPage, answer)["items"]

    async def page(
        self, case_id: str, state: str | None, after: str | None, limit: int
    ) -> ResponsesPage:
        """Return one page of a case."""
        params = _page(after, limit) | {"case_id": case_id} | ({"state": state} if state else {})
        return cast(ResponsesPage, await self.get("/responses", params))

    async def published(self, case_id: str, after: str | None, limit: int) -> PublishedPage:
        """Return one page of what a case published."""
        params = _page(after, limit) | {"case_id": case_id}
        return cast(PublishedPage, await self.get("/published", params))

    async def that_changed(self, document_id: str) -> list[PublishedAnswer]:
        """Return what was published and changed a plan document, the first 1,000."""
        answer = await self.get("/published", {"document_id": document_id})
        return cast(list[PublishedAnswer], answer["items"])

    async def published_for(self, comment_ids: Sequence[str]) -> list[PublishedForAnswer]:
        """Return what was published for comments, as a whole or for their points."""
        answer = await self.get("/published", {"comments": ",".join(comment_ids)})
        return cast(list[PublishedForAnswer], answer["items"])

    async def tasks(self) -> list[TaskAnswer]:
        """Return what waits for the caller's desks, the most urgent first."""
        return cast(list[TaskAnswer], (await self.get("/tasks"))["items"])

    async def progress(self, case_id: str) -> ProgressAnswer:
        """Return where a case stands."""
        return cast(ProgressAnswer, await self.get(f"/cases/{segment(case_id)}/progress"))

    async def unanswered(
        self, case_id: str, narrowed: Mapping[str, str], after: str | None, limit: int
    ) -> SubjectsPage:
        """Return comments and points without a response, oldest first.

        ``narrowed``: ``clause_id`` (empty: the whole plan) and ``topic_id``, or neither.
        """
        path = f"/cases/{segment(case_id)}/unanswered"
        return cast(SubjectsPage, await self.get(path, {**_page(after, limit), **narrowed}))

    async def overview(self, case_id: str) -> OverviewAnswer:
        """Return where a case stands, by clause and by department."""
        return cast(OverviewAnswer, await self.get(f"/cases/{segment(case_id)}/overview"))

    async def opinions(self, case_id: str, after: str) -> OpinionsPage:
        """Return up to 200 opinions with what answers each, for the department in charge."""
        path = f"/cases/{segment(case_id)}/opinions"
        return cast(OpinionsPage, await self.get(path, {"after": after}))

    async def begin_import(self, case_id: str, desk_id: str) -> str:
        """Begin to bring in a file; return the import's id."""
        path = f"/cases/{segment(case_id)}/imports"
        return str((await self.post(path, {"desk_id": desk_id}, repeatable=True))["id"])

    async def move_import(self, id_: str, move: str, body: Mapping[str, Any]) -> Any:
        """Hand in ``rows``, let it be shown (``preview``), or ``confirm`` it."""
        return await self.post(f"/imports/{segment(id_)}/{move}", body, repeatable=True)

    async def shown_import(self, id_: str) -> dict[str, Any]:
        """Return how far an import is."""
        return cast(dict[str, Any], await self.get(f"/imports/{segment(id_)}"))

    async def import_rows(self, id_: str, after: int, limit: int) -> list[dict[str, Any]]:
        """Return what rows would change, or what became of them."""
        found = await self.get(f"/imports/{segment(id_)}/rows", {"after": after, "limit": limit})
        return cast(list[dict[str, Any]], found["items"])

    async def routes(self, department_ids: Sequence[str]) -> list[RoutesAnswer]:
        """Return the routes of departments; one that has none is not among them."""
        params = {"department_ids": ",".join(department_ids)}
        return cast(list[RoutesAnswer], (await self.get("/routes", params))["items"])

    async def set_routes(self, department_id: str, body: Mapping[str, Any]) -> RoutesAnswer:
        """Say a department's routes anew."""
        path = f"/routes/{segment(department_id)}"
        return cast(RoutesAnswer, await self.post(path, body, repeatable=True))

    async def draft(self, body: Mapping[str, Any]) -> ResponseAnswer:
        """Begin a response."""
        return cast(ResponseAnswer, await self.post("/responses", body, repeatable=True))

    async def act(self, response_id: str, what: str, body: Mapping[str, Any]) -> ResponseAnswer:
        """Change a response: ``what`` is the last part of the path, such as ``revise``."""
        path = f"/responses/{segment(response_id)}/{what}"
        return cast(ResponseAnswer, await self.post(path, body, repeatable=True))

    async def act_on_inquiry(
        self, response_id: str, inquiry_id: str, what: str, body: Mapping[str, Any]
    ) -> ResponseAnswer:
        """Change an inquiry: ``draft``, ``answer`` or ``take-back``."""
        return await self.act(response_id, f"inquiries/{segment(inquiry_id)}/{what}", body)

    async def publish(self, case_id: str, body: Mapping[str, Any]) -> PublicationAnswer:
        """Publish all that is decided."""
        path = f"/cases/{segment(case_id)}/publish"
        return cast(PublicationAnswer, await self.post(path, body, repeatable=True))


def _page(after: str | None, limit: int) -> dict[str, str | int]:
    return {"limit": limit, **({"after": after} if after else {})}
