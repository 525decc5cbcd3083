"""Versions of what an issue says in public, and its photographs, in the schema."""

import asyncio
from datetime import datetime
from typing import Self

import strawberry

from gateway.clients.issue_proposals import (
    IssueVersionAnswer,
    IssueWordsAnswer,
    PhotographAnswer,
    ShownPhotographAnswer,
)
from gateway.differences import TextPiece
from gateway.issue_proposals.map_types import IssuePlace
from gateway.words import moment
from shared.differences import differences


@strawberry.type(description="課題の公開する文章")
class IssueWords:
    """What an issue says in public."""

    title: str
    background: str = strawberry.field(description="何に、だれが困っているか")
    facts: str = strawberry.field(description="分かっている事実と出典")
    causes: str = strawberry.field(description="考えられる原因")
    tried: str = strawberry.field(description="これまでに試したこと")
    solved: str = strawberry.field(description="どうなれば解決か")

    @classmethod
    def of(cls, answer: IssueWordsAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(**answer)


@strawberry.type(description="提案に添えられた写真")
class IssuePhotograph:
    """A photograph that was handed in; ``size`` in bytes."""

    id: strawberry.ID
    size: int
    at: datetime

    @classmethod
    def of(cls, answer: PhotographAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(id=strawberry.ID(answer["id"]), size=answer["size"], at=moment(answer["at"]))


@strawberry.type(description="公開する写真と、写っているものの説明")
class ShownPhotograph:
    """A photograph of a version; the picture is at /issues/ISSUE/photographs/ID."""

    id: strawberry.ID
    description: str

    @classmethod
    def of(cls, answer: ShownPhotographAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(id=strawberry.ID(answer["id"]), description=answer["description"])


@strawberry.type(description="前の版との違い")
class IssueWordsChange:
    """What is different in one part: ``title``, ``background``, ``facts`` and so on."""

    part: str
    pieces: list[TextPiece]


@strawberry.type(description="公開する文章の版")
class IssueVersion:
    """One version; every one is kept."""

    number: int
    words: IssueWords
    place: IssuePlace | None
    photographs: list[ShownPhotograph]
    by_author: bool
    at: datetime
    before: strawberry.Private[IssueVersionAnswer | None]

    @classmethod
    def of(cls, answer: IssueVersionAnswer, before: IssueVersionAnswer | None) -> Self:
        """Make it of the service's answer; ``before``: the version that it was made of."""
        return cls(
            number=answer["number"],
            words=IssueWords.of(answer["words"]),
            place=IssuePlace.of(answer["place"]),
            photographs=[ShownPhotograph.of(one) for one in answer["photographs"]],
            by_author=answer["by_author"],
            at=moment(answer["at"]),
            before=before,
        )

    @strawberry.field
    async def changes(self) -> list[IssueWordsChange]:
        """Say what is different from the version before, part by part."""
        return await asyncio.to_thread(self._changes)

    def _changes(self) -> list[IssueWordsChange]:
        if self.before is None:
            return []
        parts = {name: (text, getattr(self.words, name)) for name, text in _parts(self.before)}
        return [
            IssueWordsChange(
                part=name, pieces=[TextPiece.of(one) for one in differences(before, after)]
            )
            for name, (before, after) in parts.items()
            if before != after
        ]


def _parts(version: IssueVersionAnswer) -> list[tuple[str, str]]:
    words = version["words"]
    return [(name, str(text)) for name, text in words.items()]
