"""However many opinions a comment holds, each service is asked a fixed number of times."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from gateway.trace.answers import _between
from gateway.trace.evaluation import TracedStage, _At, state_of
from gateway.words import Stage
from tests.unit.gateway.conftest import Caller
from tests.unit.gateway.test_loaders import _comment, _consultation, _policy, _revision

OF_COMMENT = """query ($id: ID!) { traceOfComment(id: $id) { ... on CommentTrace {
  splitState answerState place { state change clause { heading } }
  opinions {
    pointId text clause { heading } place { state change } answerState responseState
    answer { changeState response { id } changes { state revision { number }
      compared { after { heading } responses { id } } } }
  }
  evaluationState evaluation { state stage consultations { id } policy { title } }
} } }"""


class Services:
    """Stand-ins of all services that count how often they are asked.

    Of a comment's ``points`` every second one has an answer, of its own each.
    """

    def __init__(self, points: int) -> None:
        self.points_count, self.asked = points, list[str]()

    def _note(self, name: str) -> None:
        self.asked.append(name)

    async def comments(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        self._note("comments")
        return [_comment(id_) for id_ in ids]

    async def splittings(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        self._note("splittings")
        parts = [
            {
                **{"id": f"p{number}", "kind": "OPINION", "start": number, "end": number + 1},
                **{"text": f"{number}件目", "topic": "", "clause_id": f"k{number % 2}"},
            }
            for number in range(self.points_count)
        ]
        about = {"comment_id": ids[0], "consultation_id": "c1", "clause_id": None, "text": "あ"}
        return [
            {"id": ids[0], **about, "version": 1, "number": 1, "outdated": False, "parts": parts}
        ]

    async def points(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        raise AssertionError(ids)

    responses = points

    async def consultations(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        self._note("consultations")
        link = {"policy_id": "p1", "cycle": 1, "stage": "PLANNING"}
        return [{**_consultation(id_), "links": [link]} for id_ in ids]

    async def consultations_serving(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        self._note("consultations_serving")
        return []

    async def policies(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        self._note("policies")
        return [_policy(id_) for id_ in ids]

    documents = policies

    async def revisions(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        self._note("revisions")
        return [{**_revision(id_), "number": int(id_[1:])} for id_ in ids]

    async def revisions_of(self, document_id: str) -> list[dict[str, Any]]:
        self._note("revisions_of")
        return [{**_revision(f"r{number}"), "number": number} for number in (2, 1)]

    async def comparison(self, since: str, until: str) -> list[dict[str, Any]]:
        self._note("comparison")
        plain: dict[str, Any] = {name: [] for name in ("heading", "body", "went_to", "came_from")}
        return [
            {"clause_id": f"k{n}", "kind": kind, "moved": False, "renumbered": False, **plain}
            for n, kind in enumerate(("SAME", "CHANGED"))
        ]

    async def locate(self, since: str, until: str, places: Sequence[Any]) -> list[dict[str, Any]]:
        self._note("locate")
        how: dict[str, Any] = {
            "fate": "PLACED",
            "reason": "UNCHANGED",
            "candidates": [],
            "near": None,
        }
        return [{**how, "at": place} for place in places]

    async def standing(self, subjects: Sequence[str]) -> list[dict[str, Any]]:
        self._note("standing")
        return [
            {"subject": key, "response_id": f"response-{key[6:]}", "state": "PUBLISHED"}
            for key in subjects
            if key.startswith("POINT:") and int(key[7:]) % 2
        ]

    async def published_for(self, subjects: Sequence[str]) -> list[dict[str, Any]]:
        self._note("published_for")
        return [_published(key) for key in subjects]

    async def that_changed(self, document_id: str) -> list[dict[str, Any]]:
        self._note("that_changed")
        return [_published(f"POINT:p{n}") for n in range(1, self.points_count, 2)]


def _published(key: str) -> dict[str, Any]:
    kind, _, id_ = key.partition(":")
    change = {"document_id": "d1", "revision_id": "r1", "clause_id": "k1", "note": ""}
    content = {"class_code": "", "summary": "", "text": "", "reason": "", "changes": [change]}
    return {
        **{"id": f"response-{id_}", "case_id": "c1", "answered": 1, "content": content},
        **{"published_at": "2026-11-23T00:00:00.000Z"},
        "subjects": [{"kind": kind, "id": id_, "case_id": "c1"}],
    }


async def traced(make: Callable[..., Caller], services: Services) -> dict[str, Any]:
    known = dict.fromkeys(("public_comment", "policies", "responses", "traces"), services)
    answer = await make(**known).ask(OF_COMMENT, {"id": "m1"}, as_staff=True)
    assert "errors" not in answer.json, answer.json
    found: dict[str, Any] = answer.json["data"]["traceOfComment"]
    return found


@pytest.mark.parametrize("count", [2, 40])
async def test_each_service_is_asked_as_often_for_2_opinions_as_for_40(
    make_caller: Callable[..., Caller], count: int
) -> None:
    services = Services(count)
    found = await traced(make_caller, services)
    assert [one["pointId"] for one in found["opinions"]] == [f"p{n}" for n in range(count)]
    assert found["answerState"] == "PARTLY_PUBLISHED"
    for number, one in enumerate(found["opinions"]):
        changed = "CHANGED" if number % 2 else "SAME"
        assert one["place"] == {"state": "PLACED", "change": changed}
        if number % 2:
            (change,) = one["answer"]["changes"]
            assert one["answer"]["response"] == {"id": f"response-p{number}"}
            assert (change["state"], change["revision"]) == ("CHANGED", {"number": 2})
        else:
            assert (one["answerState"], one["answer"]) == ("UNANSWERED", None)
    assert sorted(services.asked) == [
        *("comments", "comparison", "consultations", "consultations_serving", "locate"),
        *("policies", "published_for", "revisions", "revisions", "revisions_of", "splittings"),
        *("standing", "that_changed"),
    ]


REVISIONS: dict[int, Any] = {
    number: {"id": f"r{number}", "number": number, "title": "", "kind": "DRAFT"}
    for number in (1, 2, 3)
}


@pytest.mark.parametrize(
    ("consulted", "named", "since", "until", "awaited"),
    [
        ("r1", "r1", "r1", 2, False),  # came with the next
        ("r1", "r3", "r1", 3, False),  # came with the one that is named
        ("r2", "r1", "r2", 3, False),  # an earlier one cannot be it
        ("r3", "r3", "r3", None, True),
        ("r1", "unknown", "r1", 2, False),
        ("elsewhere", "r3", "r2", 3, False),  # another plan than the one consulted on
        ("elsewhere", "r1", None, 1, False),
    ],
)
def test_with_which_revision_a_change_came(
    consulted: str, named: str, since: str | None, until: int | None, awaited: bool
) -> None:
    about: Any = {**_consultation("c1"), "revision_id": consulted}
    change: Any = {"document_id": "d1", "revision_id": named, "clause_id": None, "note": ""}
    found = _between(REVISIONS, about, change)
    assert found == (since, REVISIONS[until] if until else None, awaited)


def test_a_change_of_a_plan_without_revisions_is_not_awaited() -> None:
    change: Any = {"document_id": "d9", "revision_id": "r9", "clause_id": None, "note": ""}
    assert _between({}, None, change) == (None, None, False)


def _stage(state: str) -> dict[str, Any]:
    dates = ("starts_on", "ends_on", "opened_on", "closed_on")
    at = {"cycle": 1, "stage": "EVALUATION", "planned_methods": []}
    return {**at, "state": state, **dict.fromkeys(dates)}


def _activity(held_on: str, stage: str = "EVALUATION", cycle: int = 1) -> dict[str, Any]:
    counts = ("participants", "submitters", "comments", "points")
    at = {"cycle": cycle, "stage": stage, "method": "SURVEY", "held_on": held_on}
    return {**at, "id": "a", "title": "", "place": "", "results": "", **dict.fromkeys(counts)}


@pytest.mark.parametrize(
    ("stages", "activities", "consultations", "state"),
    [
        ([], [], [], "NOT_PLANNED"),
        (["PLANNED"], [], [], "NOT_YET_EVALUATED"),
        (["OPEN"], [], [], "NOT_YET_EVALUATED"),
        (["CLOSED"], [], [], "NOTHING_HELD"),
        (["OPEN"], [_activity("2026-01-15")], [], "EVALUATED"),
        (["OPEN"], [_activity("2999-01-15")], [], "NOT_YET_EVALUATED"),
        (["OPEN"], [_activity("2026-01-15", "PLANNING")], [], "NOT_YET_EVALUATED"),
        (["OPEN"], [_activity("2026-01-15", cycle=2)], [], "NOT_YET_EVALUATED"),
        (["OPEN"], [], ["open"], "EVALUATED"),
        (["OPEN"], [], ["planned", "withdrawn"], "NOT_YET_EVALUATED"),
    ],
)
def test_whether_a_stage_was_held(
    stages: list[str],
    activities: list[dict[str, Any]],
    consultations: list[str],
    state: str,
) -> None:
    planned = [_stage(one) for one in stages]
    policy: Any = {**_policy("p1"), "stages": planned, "activities": activities}
    serving: list[Any] = [{**_consultation("c2"), "state": one} for one in consultations]
    found = TracedStage.of(_At("p1", 1, Stage.EVALUATION), policy, serving)
    assert found.state == state
    assert state_of([found]) == state
    assert state_of([]) == "NO_POLICY"
