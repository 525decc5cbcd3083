"""The topics of insight: what citizens speak of, by ids, figures and names."""

from collections.abc import Sequence
from typing import Any, TypedDict, cast

from gateway.clients.base import Params, ServiceClient, segment

# A little more than the service waits for the model.
SUGGESTED_WITHIN_S = 65.0


class RefAnswer(TypedDict):
    """A statement; ``copies`` have its wording."""

    statement_id: str
    comment_id: str
    copies: int
    near: float


class TopicAnswer(TypedDict):
    """A topic; ``name`` is what staff called it."""

    id: str
    case_id: str
    name: str | None
    words: list[str]
    statements: int
    wordings: int
    viewpoints: int
    typical: list[RefAnswer]
    different: list[RefAnswer]


class TopicsAnswer(TypedDict):
    """The topics of a consultation; ``waiting`` wordings have no place yet."""

    case_id: str
    version: int
    made_at: str | None
    waiting: int
    topics: list[TopicAnswer]


class ViewpointAnswer(TypedDict):
    """A viewpoint of a topic."""

    id: str
    topic_id: str
    words: list[str]
    statements: int
    wordings: int
    pinned: bool
    typical: RefAnswer | None


class RefsPage(TypedDict):
    """A page of statements and the cursor of the next."""

    items: list[RefAnswer]
    next: str | None


class CellAnswer(TypedDict):
    """A cell of the drawing and the topic that most of it belongs to."""

    cell: int
    topic_id: str
    wordings: int


class DrawingAnswer(TypedDict):
    """The drawing as a grid."""

    columns: int
    rows: int
    cells: list[CellAnswer]


class LikenessAnswer(TypedDict):
    """The topic of another consultation that a topic is most like."""

    topic_id: str
    other_case_id: str
    other_topic_id: str
    likeness: float


class CitationAnswer(TypedDict):
    """Words of a statement, as they stand there."""

    statement_id: str
    comment_id: str
    quote: str


class ProposedAnswer(TypedDict):
    """A name or a sentence of the language model's."""

    text: str
    citations: list[CitationAnswer]


class SuggestionAnswer(TypedDict):
    """What a language model suggests; ``refused`` did not stand the check of citations."""

    model: str
    name: ProposedAnswer | None
    sentences: list[ProposedAnswer]
    refused: int


class InsightTopicsClient(ServiceClient):
    """Calls of the topics of insight."""

    SERVICE = "insight_topics"

    async def topics(self, case_id: str) -> TopicsAnswer:
        """Return all topics of a consultation, neighbours alike."""
        return cast(TopicsAnswer, await self.get("/topics", {"case_id": case_id}))

    async def topics_by_id(self, ids: Sequence[str]) -> list[TopicAnswer]:
        """Return those of ``ids`` that exist."""
        return cast(list[TopicAnswer], await self._items("/topics", {"ids": ",".join(ids)}))

    async def viewpoints(self, topic_id: str) -> list[ViewpointAnswer]:
        """Return the viewpoints of a topic."""
        path = f"/topics/{segment(topic_id)}/viewpoints"
        return cast(list[ViewpointAnswer], await self._items(path))

    async def statements(
        self, topic_id: str, viewpoint_id: str | None, after: str | None, limit: int
    ) -> RefsPage:
        """Return a page of the statements of a topic, the most typical first."""
        params: dict[str, str | int] = {"limit": limit}
        if viewpoint_id:
            params["viewpoint_id"] = viewpoint_id
        if after:
            params["after"] = after
        return cast(RefsPage, await self.get(f"/topics/{segment(topic_id)}/statements", params))

    async def rare(self, case_id: str) -> list[RefAnswer]:
        """Return the statements that few others are like."""
        return cast(list[RefAnswer], await self._items("/rare", {"case_id": case_id}))

    async def drawing(self, case_id: str) -> DrawingAnswer:
        """Return the statements of a consultation as a grid."""
        return cast(DrawingAnswer, await self.get("/drawing", {"case_id": case_id}))

    async def compared(self, case_id: str, others: Sequence[str]) -> list[LikenessAnswer]:
        """Return which topics of other consultations those of one are most like."""
        params = {"case_id": case_id, "others": ",".join(others)}
        return cast(list[LikenessAnswer], await self._items("/compared", params))

    async def suggestion(self, topic_id: str) -> SuggestionAnswer:
        """Have the language model asked about a topic."""
        path = f"/topics/{segment(topic_id)}/suggestion"
        made = await self.post(path, {}, repeatable=False, within_s=SUGGESTED_WITHIN_S)
        return cast(SuggestionAnswer, made)

    async def rename(self, topic_id: str, body: dict[str, Any]) -> str:
        """Name a topic; return its id."""
        return await self._edit(f"/topics/{segment(topic_id)}/rename", body)

    async def merge(self, body: dict[str, Any]) -> str:
        """Put topics together; return the id of what they are now."""
        return await self._edit("/topics/merge", body)

    async def split(self, topic_id: str, body: dict[str, Any]) -> str:
        """Take viewpoints out of a topic; return the id of the new one."""
        return await self._edit(f"/topics/{segment(topic_id)}/split", body)

    async def _edit(self, path: str, body: dict[str, Any]) -> str:
        made = await self.post(path, body, repeatable=True)
        return str(made["topic_id"])

    async def _items(self, path: str, params: Params | None = None) -> list[Any]:
        found: list[Any] = (await self.get(path, params))["items"]
        return found
