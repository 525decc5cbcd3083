"""Where a policy stands: every stage has its place, and nothing small or twice is told."""

from typing import Any

import pytest

from gateway.web import standing

STAGES = ["PLANNING", "IMPLEMENTATION", "EVALUATION", "IMPROVEMENT"]


def stage(name: str, state: str, cycle: int = 1, starts_on: str | None = None) -> dict[str, Any]:
    return {"cycle": cycle, "stage": name, "state": state, "startsOn": starts_on}


def test_each_cycle_has_all_four_stages_in_order_and_the_newest_comes_first() -> None:
    given = [
        stage("EVALUATION", "OPEN"),
        stage("PLANNING", "PLANNED", 2),
        stage("PLANNING", "CLOSED"),
    ]
    second, first = standing.cycles(given)
    assert (second["cycle"], first["cycle"]) == (2, 1)
    for cycle in (first, second):
        assert [one["stage"] for one in cycle["stages"]] == STAGES
    assert [one["state"] for one in first["stages"]] == ["CLOSED", "UNPLANNED", "OPEN", "UNPLANNED"]
    assert standing.cycles([]) == []


def test_what_comes_next_is_in_the_order_of_its_days_and_those_without_come_last() -> None:
    given = [
        stage("IMPROVEMENT", "PLANNED"),
        stage("EVALUATION", "PLANNED", starts_on="2028-04-01"),
        stage("IMPLEMENTATION", "PLANNED", starts_on="2027-04-01"),
        stage("PLANNING", "OPEN", starts_on="2026-04-01"),
    ]
    names = [one["stage"] for one in standing.planned_stages(given)]
    assert names == ["IMPLEMENTATION", "EVALUATION", "IMPROVEMENT"]
    assert [one["stage"] for one in standing.current_stages(given)] == ["PLANNING"]


@pytest.mark.parametrize(
    ("submitters", "comments", "points", "few"),
    [(5, 5, 5, False), (4, 40, 40, True), (6, 6, 1, True), (0, 0, 0, False), (20, 21, 0, False)],
)
def test_few_are_few_in_any_of_the_three_units(
    submitters: int, comments: int, points: int, few: bool
) -> None:
    given = {"submitters": submitters, "comments": comments, "points": points}
    assert standing.are_few(given) is few


def test_the_newest_answers_of_all_consultations_are_told_with_theirs() -> None:
    given = [consultation("a", ["2026-01-03", "2026-01-01"]), consultation("b", ["2026-01-02"])]
    given.append({**consultation("c", []), "publishedResponses": None})
    found = standing.newest_answers(given)
    assert [each["consultation"]["id"] for each in found] == ["a", "b", "a"]
    many = consultation("d", [f"2026-02-{day:02}" for day in range(1, 9)])
    newest = standing.newest_answers([many])
    assert [each["answer"]["publishedAt"][-2:] for each in newest] == ["08", "07", "06", "05", "04"]


def test_a_clause_that_two_consultations_tell_of_is_told_once_by_the_newer() -> None:
    newer, older = (
        {"id": id_, "changedClauses": [{"clauseId": one} for one in clauses]}
        for id_, clauses in (("newer", ["x"]), ("older", ["x", "y"]))
    )
    away = {"id": "away", "changedClauses": None}
    found = standing.changed_clauses([away, newer, older])
    assert [(each["consultation"]["id"], each["clause"]["clauseId"]) for each in found] == [
        ("newer", "x"),
        ("older", "y"),
    ]


def consultation(id_: str, published: list[str]) -> dict[str, Any]:
    edges = [{"node": {"publishedAt": moment}} for moment in published]
    return {"id": id_, "publishedResponses": {"edges": edges}}
