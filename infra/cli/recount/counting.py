"""The units (人・団体, 通, 件), counted one comment after another: too simple to be wrong."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from infra.cli.recount.reading import Row


class Place(NamedTuple):
    """What is counted apart: all of a consultation, a channel, a day of one, a clause, a kind."""

    kind: str
    channel: str | None = None
    day: str | None = None
    clause_id: str | None = None
    submitter_kind: str | None = None


class Units(NamedTuple):
    """What is counted there."""

    submitters: int = 0
    comments: int = 0
    points: int = 0
    withdrawn: int = 0


@dataclass
class _Seen:
    submitters: set[str] = field(default_factory=set)
    comments: int = 0
    points: int = 0
    withdrawn: int = 0


def points_of(row: Row) -> int:
    """Return how many opinions a comment holds; undivided it is one."""
    return max(1, len(row["points"]))


def units_of(rows: Iterable[Row]) -> Units:
    """Count some comments of one consultation."""
    return units_by_place(rows).get(Place("total"), Units())


def units_by_place(rows: Iterable[Row]) -> dict[Place, Units]:
    """Count the comments of one consultation at every place; places without any are left out."""
    seen: defaultdict[Place, _Seen] = defaultdict(_Seen)
    for row in rows:
        if row["state"] == "withdrawn":
            for place in _places(row):
                seen[place].withdrawn += 1
        elif row["state"] == "accepted":
            for place in _places(row):
                seen[place].submitters.add(row["submitter_id"])
                seen[place].comments += 1
                seen[place].points += points_of(row)
            # Of clauses comments alone are told: who wrote on two would be counted twice.
            seen[Place("clause", clause_id=row["clause_id"])].comments += 1
    return {
        place: Units(len(of.submitters), of.comments, of.points, of.withdrawn)
        for place, of in seen.items()
    }


def _places(row: Row) -> tuple[Place, ...]:
    return (
        Place("total"),
        Place("channel", row["channel"]),
        Place("day", row["channel"], row["received_on"]),
        Place("submitter_kind", submitter_kind=row["submitter_kind"]),
    )


@dataclass(frozen=True)
class Answers:
    """Inputs of a case: which wait for an answer, which have one, which comments to split anew."""

    waiting: frozenset[str]
    answered: frozenset[str]
    outdated: frozenset[str]


def answers_of(comments: Iterable[Row], responses: Iterable[Row]) -> Answers:
    """Hold inputs against the responses that stand for them."""
    keys = {key for row in responses if row["live"] for key in row["subject_keys"]}
    waiting: set[str] = set()
    answered: set[str] = set()
    outdated: set[str] = set()
    for row in comments:
        if row["state"] != "accepted" or row["late"]:
            continue
        if row["points"] and row["split_version"] != row["version"]:
            outdated.add(row["id"])
        for id_, names in _inputs(row):
            (waiting if keys.isdisjoint(names) else answered).add(id_)
    return Answers(frozenset(waiting), frozenset(answered), frozenset(outdated))


def _inputs(row: Row) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what a comment is answered by: itself, or each of its opinions."""
    whole = f"COMMENT:{row['id']}"
    if not row["points"]:
        yield row["id"], (whole,)
    for point in row["points"]:
        yield point["id"], (f"POINT:{point['id']}", whole)
