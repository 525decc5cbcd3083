"""What is different between two revisions of a plan, clause by clause (新旧対照).

Clauses are the same by their ids, which survive revisions; what became of the words of a clause
that is gone, ``anchors`` says. The rows are in the order of the later revision; what is gone stands
where it stood.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.policies.domain.anchors import Anchor, Way
from services.policies.domain.identity import Clause
from shared.differences import Piece, differences_by_sentence


class Kind(StrEnum):
    """変わらない, 変わった, 加わった, なくなった."""

    SAME = "SAME"
    CHANGED = "CHANGED"
    ADDED = "ADDED"
    DELETED = "DELETED"


@dataclass(frozen=True)
class Compared:
    """A clause in both revisions; its words are in these.

    ``heading`` and ``body`` tell the differences where the words changed, and are empty otherwise.
    ``moved``: under another clause, or past others beside it. ``went_to``, ``came_from``: clauses
    that now say what one that is gone said, and the other way round.
    """

    clause_id: str
    kind: Kind
    moved: bool = False
    renumbered: bool = False
    heading: tuple[Piece, ...] = ()
    body: tuple[Piece, ...] = ()
    went_to: tuple[str, ...] = ()
    came_from: tuple[str, ...] = ()


def compare(way: Way) -> list[Compared]:
    """Compare the first and the last revision of a way.

    CPU work of up to seconds for the longest plans: do not call it on the event loop.
    """
    old, new = way.first.clauses, way.last.clauses
    before = {clause.id: clause for clause in old}
    now = {clause.id: clause for clause in new}
    went = {clause.id: _went_to(way, clause) for clause in old if clause.id not in now}
    came: defaultdict[str, list[str]] = defaultdict(list)
    for gone, places in went.items():
        for place in places:
            came[place].append(gone)
    moved = set(_moved(before, new))
    gone_after = _gone_after(old, now)
    rows: list[Compared] = []

    def deleted(after: str) -> None:
        for id_ in gone_after[after]:
            rows.append(Compared(id_, Kind.DELETED, went_to=went[id_]))

    deleted("")
    for clause in new:
        sources = tuple(came[clause.id])
        if clause.id in before:
            rows.append(_both(before[clause.id], clause, clause.id in moved, sources))
        else:
            rows.append(Compared(clause.id, Kind.ADDED, came_from=sources))
        deleted(clause.id)
    return rows


def _both(old: Clause, new: Clause, moved: bool, came_from: tuple[str, ...]) -> Compared:
    same = (old.heading, old.body) == (new.heading, new.body)
    return Compared(
        new.id,
        Kind.SAME if same else Kind.CHANGED,
        moved=moved,
        renumbered=old.number != new.number,
        heading=() if same else tuple(differences_by_sentence(old.heading, new.heading)),
        body=() if same else tuple(differences_by_sentence(old.body, new.body)),
        came_from=came_from,
    )


def _went_to(way: Way, clause: Clause) -> tuple[str, ...]:
    """Only what is sure: a page for everyone says it as a fact."""
    found = way.locate(Anchor(clause.id))
    return (found.at.clause_id,) if found.at else ()


def _gone_after(old: Sequence[Clause], now: dict[str, Clause]) -> defaultdict[str, list[str]]:
    """What is gone, under the clause before it that stays; under "" at the beginning."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    last = ""
    for clause in old:
        if clause.id in now:
            last = clause.id
        else:
            found[last].append(clause.id)
    return found


def _moved(before: dict[str, Clause], new: Sequence[Clause]) -> Iterator[str]:
    """The fewest clauses that must have been moved for the others to be in their old order."""
    beside: defaultdict[str | None, list[Clause]] = defaultdict(list)
    for clause in new:
        if clause.id not in before:
            continue
        if before[clause.id].parent_id != clause.parent_id:
            yield clause.id
        else:
            beside[clause.parent_id].append(clause)
    for siblings in beside.values():
        places = [before[clause.id].position for clause in siblings]
        stay = _longest_rising(places)
        yield from (c.id for c, place in zip(siblings, places, strict=True) if place not in stay)


def _longest_rising(places: Sequence[int]) -> set[int]:
    """The longest part that rises (patience sorting); the places are all different."""
    tails: list[int] = []
    earlier: dict[int, int | None] = {}
    for place in places:
        at = bisect_left(tails, place)
        earlier[place] = tails[at - 1] if at else None
        tails[at : at + 1] = [place]
    found: set[int] = set()
    last = tails[-1] if tails else None
    while last is not None:
        found.add(last)
        last = earlier[last]
    return found
