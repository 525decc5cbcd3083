"""A plan's clauses, from the flat list of the schema to the tree that a table of contents needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class ClauseNode:
    """A clause with the clauses under it. ``level`` is 1 for a chapter."""

    id: str
    number: str
    heading: str
    body: str
    level: int
    children: list["ClauseNode"] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Return ``第1章 はじめに``, or the text's beginning where a clause has no heading."""
        return " ".join(part for part in (self.number, self.heading) if part) or self.body[:30]

    @property
    def heading_level(self) -> int:
        """Return the HTML heading level: 3 for a chapter under the plan's h2, 6 at the most."""
        return min(self.level + 2, 6)


@dataclass(frozen=True)
class Place:
    """A clause and the clauses above it, from the top down."""

    clause: ClauseNode
    above: tuple[ClauseNode, ...]


def find(top: Iterable[ClauseNode], clause_id: str) -> Place | None:
    """Find a clause in the tree."""
    for node in top:
        if node.id == clause_id:
            return Place(node, ())
        if place := find(node.children, clause_id):
            return Place(place.clause, (node, *place.above))
    return None


def tree(clauses: Iterable[Mapping[str, Any]]) -> list[ClauseNode]:
    """Return the top clauses, in the given order; one whose parent is not there is on top."""
    placed: dict[str, ClauseNode] = {}
    top: list[ClauseNode] = []
    for clause in clauses:
        parent = placed.get(clause["parentId"] or "")
        node = ClauseNode(
            id=clause["id"],
            number=clause["number"],
            heading=clause["heading"],
            body=clause["body"],
            level=parent.level + 1 if parent else 1,
        )
        (parent.children if parent else top).append(node)
        placed[node.id] = node
    return top
