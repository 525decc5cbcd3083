"""Where issues are, in the schema."""

from typing import Self

import strawberry

from gateway.clients.issue_proposals import IssueMapAnswer, PlaceAnswer


@strawberry.type(description="地図の上の場所（世界測地系、度）")
class IssuePlace:
    """A point."""

    latitude: float
    longitude: float

    @classmethod
    def of(cls, answer: PlaceAnswer | None) -> Self | None:
        """Make it of the service's answer."""
        return cls(**answer) if answer else None


@strawberry.type(description="地図のます目と、その中の課題の数")
class IssueCell:
    """A square of the map: the tile ``x``, ``y`` at the map's zoom."""

    x: int
    y: int
    count: int


@strawberry.type(description="区と、その課題の数（空は市の全体）")
class IssueWard:
    """A ward, with all of its issues, on the map or not."""

    ward: str
    count: int


@strawberry.type(description="課題の地図（8×8のます目）")
class IssueMap:
    """A view of the map; ``nearest``: there is none nearer."""

    zoom: int
    x: int
    y: int
    nearest: bool
    cells: list[IssueCell]
    wards: list[IssueWard]

    @classmethod
    def of(cls, answer: IssueMapAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            **answer["view"],
            nearest=answer["nearest"],
            cells=[IssueCell(**one) for one in answer["cells"]],
            wards=[IssueWard(**one) for one in answer["wards"]],
        )
