"""Where and as what a public issue is counted: cells and wards, by field, state and who is wanted.

Every count that a reader can ask for is a row of its own, so that a view of the map reads at most
eight by eight rows however many issues there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from services.issue_proposals.domain.issue import Issue
from shared.city_map import Cell
from shared.events.issue_proposals import IssueField, IssueState
from shared.events.issue_talk import PartyKind

_ANY = "*"


@dataclass(frozen=True)
class Narrowed:
    """What is counted; None is all."""

    field: IssueField | None = None
    state: IssueState | None = None
    wanted: PartyKind | None = None

    def in_cell(self, cell: Cell) -> str:
        """Name the row that counts it in a cell."""
        return self._row(str(cell))

    def in_ward(self, ward: str) -> str:
        """Name the row that counts it in a ward; ``""`` is the whole city."""
        return self._row(f"ward/{ward}")

    def _row(self, where: str) -> str:
        return "|".join((self.field or _ANY, self.state or _ANY, self.wanted or _ANY, where))


def counted_in(issue: Issue, cells: Sequence[Cell]) -> list[str]:
    """Name all rows that count an issue; what is not public, or a part of another, is in none."""
    if not issue.is_public or issue.merged_into is not None:
        return []
    ways = [
        Narrowed(*way)
        for way in product((None, issue.field), (None, issue.state), (None, *issue.wanted))
    ]
    return sorted(
        [way.in_ward(issue.ward) for way in ways]
        + [way.in_cell(cell) for way in ways for cell in cells]
    )
