"""Reading responses, tasks and what was published."""

import strawberry

from gateway.clients.responses import PublishedPage, ResponsesPage, RoutesAnswer, SubjectsPage
from gateway.context import Info
from gateway.paging import PAGE_DEFAULT, Connection, connect
from gateway.responses.cases import ApprovalRoutes, ResponseProgress, Task
from gateway.responses.inputs import UnansweredFilter
from gateway.responses.published import PublishedResponse, ResponseClass
from gateway.responses.types import (
    Response,
    ResponseState,
    ResponseSubject,
)


@strawberry.type
class ResponseQueries:
    """Queries about the city's answers."""

    @strawberry.field
    async def response_classes(self, info: Info) -> list[ResponseClass]:
        """List the classes of this city, in their order."""
        return [ResponseClass.of(one) for one in await info.context.clients.responses.classes()]

    @strawberry.field
    async def published_responses(
        self,
        info: Info,
        consultation_id: strawberry.ID,
        first: int = PAGE_DEFAULT,
        after: str | None = None,
    ) -> Connection[PublishedResponse]:
        """List what was published for a consultation, newest first."""
        client = info.context.clients.responses

        async def fetch(cursor: str | None, limit: int) -> PublishedPage:
            return await client.published(str(consultation_id), cursor, limit)

        return await connect(fetch, PublishedResponse.of, first, after)

    @strawberry.field
    async def responses(
        self,
        info: Info,
        consultation_id: strawberry.ID,
        state: ResponseState | None = None,
        first: int = PAGE_DEFAULT,
        after: str | None = None,
    ) -> Connection[Response]:
        """List the responses of a consultation that the caller works on, newest first."""
        client = info.context.clients.responses
        wanted = state.value if state else None

        async def fetch(cursor: str | None, limit: int) -> ResponsesPage:
            return await client.page(str(consultation_id), wanted, cursor, limit)

        return await connect(fetch, Response.of, first, after)

    @strawberry.field
    async def response(self, info: Info, id: strawberry.ID) -> Response | None:
        """Return one response, if it is for the caller's desks."""
        found = await info.context.responses.response.load(str(id))
        return Response.of(found) if found else None

    @strawberry.field
    async def response_progress(
        self, info: Info, consultation_id: strawberry.ID
    ) -> ResponseProgress:
        """Return how far the answers to a consultation are."""
        client = info.context.clients.responses
        return ResponseProgress.of(await client.progress(str(consultation_id)))

    @strawberry.field
    async def unanswered(
        self,
        info: Info,
        consultation_id: strawberry.ID,
        narrowed: UnansweredFilter | None = None,
        first: int = PAGE_DEFAULT,
        after: str | None = None,
    ) -> Connection[ResponseSubject]:
        """List the comments and points that no response answers yet, oldest first."""
        client, by = info.context.clients.responses, narrowed.body() if narrowed else {}

        async def fetch(cursor: str | None, limit: int) -> SubjectsPage:
            return await client.unanswered(str(consultation_id), by, cursor, limit)

        return await connect(fetch, ResponseSubject.of, first, after)

    @strawberry.field
    async def tasks(self, info: Info) -> list[Task]:
        """List what waits for the caller's desks, the most urgent first; at most 200."""
        return [Task.of(one) for one in await info.context.clients.responses.tasks()]

    @strawberry.field
    async def approval_routes(self, info: Info, department_id: strawberry.ID) -> ApprovalRoutes:
        """Return a department's routes of approval."""
        found = await info.context.clients.responses.routes([str(department_id)])
        none = RoutesAnswer(department_id=str(department_id), version=0, routes=[])
        return ApprovalRoutes.of(found[0] if found else none)
