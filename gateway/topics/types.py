"""Topics, viewpoints and statements in the schema."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

import strawberry

from gateway.clients.insight_topics import (
    DrawingAnswer,
    LikenessAnswer,
    ProposedAnswer,
    RefAnswer,
    RefsPage,
    SuggestionAnswer,
    TopicAnswer,
    TopicsAnswer,
    ViewpointAnswer,
)
from gateway.context import Info
from gateway.errors import Problems
from gateway.paging import PAGE_DEFAULT, Connection, connect
from gateway.words import moment
from shared.suppression import MINIMUM


@strawberry.enum(description="論点の名前のもと")
class TopicNameBy(StrEnum):
    """Whose words a topic's name is: 市民の言葉, 職員."""

    CITIZENS = "CITIZENS"
    STAFF = "STAFF"


@strawberry.type(description="論点に属する意見。text は、伏せた箇所を除いた原文です。")
class TopicStatement:
    """A statement. ``copies`` have its wording; null where that is a small count."""

    id: strawberry.ID
    comment_id: strawberry.ID
    copies: int | None
    likeness: float

    @classmethod
    def of(cls, answer: RefAnswer, *, ours: bool) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["statement_id"]),
            comment_id=strawberry.ID(answer["comment_id"]),
            copies=_shown(answer["copies"], ours=ours),
            likeness=answer["near"],
        )

    @strawberry.field
    async def text(self, info: Info) -> str | None:
        """Return the words as they are now; null where they were withdrawn meanwhile."""
        said = await info.context.topics.said.load(str(self.comment_id))
        statements = said["statements"] if said else []
        return next((one["text"] for one in statements if one["id"] == self.id), None)


@strawberry.type(description="論点の中の見方：近いことを述べた意見の集まり")
class TopicViewpoint:
    """A viewpoint of a topic. Counts are null where they are small."""

    id: strawberry.ID
    topic_id: strawberry.ID
    words: list[str]
    statements: int | None
    wordings: int | None
    pinned: bool
    typical: TopicStatement | None

    @classmethod
    def of(cls, answer: ViewpointAnswer, *, ours: bool) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            topic_id=strawberry.ID(answer["topic_id"]),
            words=answer["words"],
            statements=_shown(answer["statements"], ours=ours),
            wordings=_shown(answer["wordings"], ours=ours),
            pinned=answer["pinned"],
            typical=TopicStatement.of(answer["typical"], ours=ours) if answer["typical"] else None,
        )


@strawberry.type(description="意見から見つけた論点。数は意見（件）で、多い順には並べません。")
class OpinionTopic:
    """A topic. ``name`` is the citizens' own words unless staff gave it one.

    ``in_charge``: the reader's department is, sees small counts and may edit.
    """

    id: strawberry.ID
    consultation_id: strawberry.ID
    name: str
    name_by: TopicNameBy
    words: list[str]
    statements: int | None
    wordings: int | None
    viewpoint_count: int
    typical: list[TopicStatement]
    different: list[TopicStatement]
    in_charge: bool

    @classmethod
    def of(cls, answer: TopicAnswer, *, ours: bool) -> Self:
        """Make it of the service's answer; ``ours``: the caller's department is in charge."""
        return cls(
            id=strawberry.ID(answer["id"]),
            consultation_id=strawberry.ID(answer["case_id"]),
            name=answer["name"] or "・".join(answer["words"]),
            name_by=TopicNameBy.STAFF if answer["name"] else TopicNameBy.CITIZENS,
            words=answer["words"],
            statements=_shown(answer["statements"], ours=ours),
            wordings=_shown(answer["wordings"], ours=ours),
            viewpoint_count=answer["viewpoints"],
            typical=[TopicStatement.of(one, ours=ours) for one in answer["typical"]],
            different=[TopicStatement.of(one, ours=ours) for one in answer["different"]],
            in_charge=ours,
        )

    @strawberry.field
    async def viewpoints(self, info: Info) -> list[TopicViewpoint]:
        """List the viewpoints in it, never by number."""
        found = await info.context.clients.insight_topics.viewpoints(str(self.id))
        return [TopicViewpoint.of(one, ours=self.in_charge) for one in found]

    @strawberry.field
    async def members(
        self,
        info: Info,
        viewpoint_id: strawberry.ID | None = None,
        first: int = PAGE_DEFAULT,
        after: str | None = None,
    ) -> Connection[TopicStatement]:
        """List the originals, one of each wording, the most typical first."""
        client, of = info.context.clients.insight_topics, viewpoint_id and str(viewpoint_id)

        async def fetch(cursor: str | None, limit: int) -> RefsPage:
            return await client.statements(str(self.id), of, cursor, limit)

        return await connect(
            fetch, lambda answer: TopicStatement.of(answer, ours=self.in_charge), first, after
        )


@strawberry.type(description="意見募集の論点すべて")
class OpinionTopics:
    """The topics of a consultation; ``waiting`` wordings have no place yet."""

    consultation_id: strawberry.ID
    made_at: datetime | None
    waiting: int
    in_charge: bool
    topics: list[OpinionTopic]

    @classmethod
    def of(cls, answer: TopicsAnswer, *, ours: bool) -> Self:
        """Make it of the service's answer."""
        return cls(
            consultation_id=strawberry.ID(answer["case_id"]),
            made_at=moment(answer["made_at"]) if answer["made_at"] else None,
            waiting=answer["waiting"],
            in_charge=ours,
            topics=[OpinionTopic.of(one, ours=ours) for one in answer["topics"]],
        )


@strawberry.type(description="意見の分布図。ます目ごとに、主な論点と文面の数")
class TopicDrawing:
    """A grid: the ``n``-th cell (row × columns + column) has so many wordings, mostly of a topic.

    Three lists side by side: thousands of cells would be slow as objects.
    """

    columns: int
    rows: int
    cells: list[int]
    topic_ids: list[strawberry.ID]
    wordings: list[int]

    @classmethod
    def of(cls, answer: DrawingAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            columns=answer["columns"],
            rows=answer["rows"],
            cells=[one["cell"] for one in answer["cells"]],
            topic_ids=[strawberry.ID(one["topic_id"]) for one in answer["cells"]],
            wordings=[one["wordings"] for one in answer["cells"]],
        )


@strawberry.type(description="別の意見募集の、最も近い論点。likeness は1に近いほど近い。")
class TopicLikeness:
    """Which topic of another consultation a topic is most like; at most 1."""

    topic_id: strawberry.ID
    other_consultation_id: strawberry.ID
    other_topic_id: strawberry.ID
    likeness: float

    @classmethod
    def of(cls, answer: LikenessAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            topic_id=strawberry.ID(answer["topic_id"]),
            other_consultation_id=strawberry.ID(answer["other_case_id"]),
            other_topic_id=strawberry.ID(answer["other_topic_id"]),
            likeness=answer["likeness"],
        )


@strawberry.type(description="引用：意見の中の文字そのまま")
class SuggestionCitation:
    """Words of a statement, letter by letter."""

    statement_id: strawberry.ID
    comment_id: strawberry.ID
    quote: str


@strawberry.type(description="言語モデルの提案した一文と、その根拠")
class SuggestedText:
    """A name or a sentence; each citation was found in the statement it names."""

    text: str
    citations: list[SuggestionCitation]

    @classmethod
    def of(cls, answer: ProposedAnswer) -> Self:
        """Make it of the service's answer."""
        citations = [
            SuggestionCitation(
                statement_id=strawberry.ID(one["statement_id"]),
                comment_id=strawberry.ID(one["comment_id"]),
                quote=one["quote"],
            )
            for one in answer["citations"]
        ]
        return cls(text=answer["text"], citations=citations)


@strawberry.type(
    description="言語モデルによる、論点の名前と要約の下書き。引用を確かめられたものだけを返します。"
)
class TopicSuggestion:
    """What a language model suggests; ``refused`` did not stand the check and are not shown."""

    model: str
    name: SuggestedText | None
    sentences: list[SuggestedText]
    refused: int

    @classmethod
    def of(cls, answer: SuggestionAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            model=answer["model"],
            name=SuggestedText.of(answer["name"]) if answer["name"] else None,
            sentences=[SuggestedText.of(one) for one in answer["sentences"]],
            refused=answer["refused"],
        )


def _shown(count: int, *, ours: bool) -> int | None:
    """Keep a small count from everyone but the department in charge."""
    return count if ours or count >= MINIMUM else None


EditTopicsResult = Annotated[OpinionTopic | Problems, strawberry.union("EditTopicsResult")]
