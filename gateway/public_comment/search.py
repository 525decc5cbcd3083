"""Looking for comments by their words and facts."""

from typing import Annotated

import strawberry

from gateway.clients.comment_search import CommentsFound
from gateway.context import Info
from gateway.errors import Problems
from gateway.paging import PAGE_DEFAULT, Connection, connect
from gateway.public_comment.types import Comment
from gateway.words import Channel, ReceiptState


@strawberry.type(description="探した結果。新しい意見から順に並びます。")
class CommentSearch:
    """What was found, newest first.

    ``complete`` is false where a page is short, even empty, because one request does not look any
    further; ``pageInfo.endCursor`` goes on from there.
    """

    comments: Connection[Comment]
    complete: bool


SearchCommentsResult = Annotated[CommentSearch | Problems, strawberry.union("SearchCommentsResult")]


@strawberry.type
class CommentSearchQueries:
    """Searching comments."""

    @strawberry.field
    async def search_comments(
        self,
        info: Info,
        consultation_id: strawberry.ID,
        text: str = "",
        clause_id: strawberry.ID | None = None,
        channel: Channel | None = None,
        state: ReceiptState | None = None,
        first: int = PAGE_DEFAULT,
        after: str | None = None,
    ) -> SearchCommentsResult:
        """List a consultation's comments, newest first, or those that fit.

        All words of ``text`` must be there, those in double quotes as they are; what was withdrawn
        is not found by its words.
        """
        asked = {
            "consultation_id": str(consultation_id),
            "text": text,
            "clause_id": str(clause_id) if clause_id else None,
            "channel": channel.value if channel else None,
            "state": state.value.lower() if state else None,
        }
        complete = True

        async def fetch(cursor: str | None, limit: int) -> CommentsFound:
            nonlocal complete
            page = await info.context.clients.comment_search.search(
                {**asked, "after": cursor, "limit": limit}
            )
            complete = page["complete"]
            return page

        comments = await connect(fetch, Comment.of, first, after)
        return CommentSearch(comments=comments, complete=complete)
