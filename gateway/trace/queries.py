"""Following an input to what changed, and a change back to the inputs."""

import strawberry

from gateway.context import Info
from gateway.trace.backward import TraceOfClauseResult, clause_trace
from gateway.trace.forward import (
    CommentTrace,
    ReceiptTrace,
    TraceOfCommentResult,
    TraceOfReceiptResult,
)
from shared.errors import NotFound


class CommentNotFound(NotFound):
    """There is no such comment."""


@strawberry.type
class TraceQueries:
    """Queries from inputs to changes and back."""

    @strawberry.field
    async def trace_of_receipt(self, info: Info, number: str) -> TraceOfReceiptResult:
        """Follow a comment by its receipt number: what anyone may see, without its words."""
        return ReceiptTrace.of(await info.context.clients.public_comment.status(number))

    @strawberry.field
    async def trace_of_comment(self, info: Info, id: strawberry.ID) -> TraceOfCommentResult:
        """Follow a comment opinion by opinion, with its words."""
        found = await CommentTrace.of(info, str(id))
        if found is None:
            raise CommentNotFound("id")
        return found

    @strawberry.field
    async def trace_of_clause(
        self, info: Info, revision_id: strawberry.ID, clause_id: strawberry.ID
    ) -> TraceOfClauseResult:
        """Follow a clause of a revision back to the answers and inputs that led to it."""
        return await clause_trace(info, str(revision_id), str(clause_id))
