"""Joining figures with places."""

from datetime import UTC, datetime

from services.insight.domain import (
    Activity,
    Consultation,
    Counter,
    Numbers,
    Places,
    Policy,
    PolicyStage,
    build_overview,
    build_stage_counts,
)
from services.insight.domain.counting import CHANNEL, CLAUSE, DAY, TOTAL
from shared.events.common import Method, Stage, StageRef

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PLANNING = PolicyStage(cycle=1, stage=Stage.PLANNING)
AGAIN = PolicyStage(cycle=2, stage=Stage.PLANNING)
POLICY = Policy("p1", "計画", "環境", (PLANNING, AGAIN))


def at(policy_id: str = "p1", cycle: int = 1, stage: Stage = Stage.PLANNING) -> StageRef:
    return StageRef(policy_id=policy_id, cycle=cycle, stage=stage)


def figures(*consultations: str) -> dict[str, dict[Counter, Numbers]]:
    return {
        name: {
            Counter(name, TOTAL): Numbers(2, 3, 4, 1),
            Counter(name, CHANNEL, "WEB"): Numbers(2, 3, 4, 1),
            Counter(name, DAY, "WEB", "2026-06-01"): Numbers(2, 3, 4, 1),
            Counter(name, CLAUSE, clause_id=None): Numbers(comments=3),
        }
        for name in consultations
    }


def test_a_link_to_an_unknown_policy_or_cycle_is_no_place() -> None:
    consultations = [
        Consultation("good", "", (at(),)),
        Consultation("unknown", "", (at("p9"),)),
        Consultation("cycle", "", (at(cycle=7),)),
        Consultation("none", "", ()),
    ]
    places = Places.join([POLICY], consultations)
    counted = figures("good", "unknown", "cycle", "none", "unheard")
    seen = build_overview(places, [], counted, NOW)
    assert (seen.unlinked.comments, seen.unlinked.withdrawn) == (12, 4)
    assert seen.policies[0].stages[0].comments == 3
    assert seen.total.comments == 15


def test_cycles_of_one_stage_stay_apart() -> None:
    consultations = [Consultation("a", "", (at(),)), Consultation("b", "", (at(cycle=2),))]
    places = Places.join([POLICY], consultations)
    assert places.consultations_at("p1", 2, Stage.PLANNING) == ["b"]
    assert places.consultations_at("p1", None, Stage.PLANNING) == ["a", "b"]
    assert places.consultations_at(None, None, Stage.EVALUATION) == []


def test_a_link_given_twice_counts_once() -> None:
    places = Places.join([POLICY], [Consultation("a", "", (at(), at()))])
    stage = build_overview(places, [], figures("a"), NOW).policies[0].stages[0]
    assert stage.comments == 3
    assert stage.by_method[Method.PUBLIC_COMMENT].activities == 1


def test_an_opened_consultation_is_a_used_method_before_anyone_writes() -> None:
    places = Places.join([POLICY], [Consultation("a", "", (at(),))])
    stage = build_overview(places, [], {}, NOW).policies[0].stages[0]
    assert stage.used_methods == (Method.PUBLIC_COMMENT,)
    assert stage.comments == 0


def test_numbers_that_nobody_recorded_add_nothing_and_stay_unknown() -> None:
    held = [
        Activity("1", at(), Method.SURVEY, "調査", "2026-05-01", None, 120, None, 300),
        Activity("2", at(), Method.SURVEY, "再調査", "2026-05-02"),
        Activity("3", at(cycle=2), Method.BRIEFING, "説明会", "2026-05-03", participants=20),
    ]
    places = Places.join([POLICY], [Consultation("a", "", (at(),))])
    seen = build_stage_counts(POLICY, PLANNING, places, held, figures("a"), NOW)
    survey = seen.by_method[Method.SURVEY]
    assert (survey.submitters, survey.comments, survey.points, survey.activities) == (
        120,
        0,
        300,
        2,
    )
    assert (seen.submitters, seen.comments, seen.points) == (122, 3, 304)
    assert [activity.comments for activity in seen.activities] == [None, None]
    assert [(row.day.isoformat(), row.method) for row in seen.by_day] == [
        ("2026-05-01", Method.SURVEY),
        ("2026-05-02", Method.SURVEY),
        ("2026-06-01", Method.PUBLIC_COMMENT),
    ]
