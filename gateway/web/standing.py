"""Where a policy stands, told plainly: its stages as a picture, and what comes next."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gateway.words import Stage
from shared.suppression import MINIMUM

# A stage that nobody has planned yet.
UNPLANNED = "UNPLANNED"
ANSWERS_SHOWN, CLAUSES_SHOWN, ACTIVITIES_SHOWN = 5, 5, 10
UNITS = ("submitters", "comments", "points")

Node = Mapping[str, Any]


def cycles(stages: Iterable[Node]) -> list[dict[str, Any]]:
    """Return the cycles, newest first, each with all four stages in their order."""
    known: dict[int, dict[str, Node]] = {}
    for one in stages:
        known.setdefault(one["cycle"], {})[one["stage"]] = one
    return [
        {"cycle": cycle, "stages": [planned.get(stage) or _unplanned(stage) for stage in Stage]}
        for cycle, planned in sorted(known.items(), reverse=True)
    ]


def current_stages(stages: Iterable[Node]) -> list[Node]:
    """Return the stages that go on now."""
    return [one for one in stages if one["state"] == "OPEN"]


def planned_stages(stages: Iterable[Node]) -> list[Node]:
    """Return the stages that are still to come, the next first; those without a day last."""
    coming = [one for one in stages if one["state"] == "PLANNED"]
    return sorted(
        coming, key=lambda one: (one["startsOn"] is None, one["startsOn"] or "", one["cycle"])
    )


def are_few(figures: Node) -> bool:
    """Say whether so few took part that the numbers are not told here."""
    return any(0 < figures[unit] < MINIMUM for unit in UNITS)


def newest_answers(consultations: Sequence[Node]) -> list[dict[str, Any]]:
    """Return the newest published answers of all consultations, each with its consultation."""
    found = [
        {"consultation": one, "answer": edge["node"]}
        for one in consultations
        for edge in (one["publishedResponses"] or {"edges": ()})["edges"]
    ]
    found.sort(key=lambda each: str(each["answer"]["publishedAt"]), reverse=True)
    return found[:ANSWERS_SHOWN]


def changed_clauses(consultations: Sequence[Node]) -> list[dict[str, Any]]:
    """Return clauses that changed because of answers, each with its consultation.

    Two consultations on one plan may both tell of a clause: the newer one does.
    """
    found: dict[str, dict[str, Any]] = {}
    for one in consultations:
        for clause in one["changedClauses"] or ():
            found.setdefault(clause["clauseId"], {"consultation": one, "clause": clause})
    return list(found.values())[:CLAUSES_SHOWN]


def _unplanned(stage: Stage) -> Node:
    days = dict.fromkeys(("startsOn", "endsOn", "openedOn", "closedOn"))
    return {"stage": stage.value, "state": UNPLANNED, "plannedMethods": [], **days}
