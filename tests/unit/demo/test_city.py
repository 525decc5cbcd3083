"""The demo's files: whole, consistent, and as the loader needs them."""

from collections import Counter

from infra.demo.data import read_city
from infra.demo.load import steps
from services.policies.domain.plan import Plan, PlanFormat, parse_plan
from shared.events.common import Channel, Stage

CITY = read_city()


def plan_of(document_key: str) -> Plan:
    document = next(d for d in CITY.documents if d.key == document_key)
    return parse_plan(document.text, PlanFormat.MARKDOWN)


def test_a_policy_is_under_way_at_each_stage() -> None:
    under_way = {
        stage.stage
        for policy in CITY.policies
        for stage in policy.stages
        if stage.opened is not None and stage.closed is None
    }
    assert under_way == set(Stage)
    assert any({stage.cycle for stage in policy.stages} == {1, 2} for policy in CITY.policies)


def test_every_policy_has_activities_at_stages_that_it_has() -> None:
    for policy in CITY.policies:
        stages = {(stage.cycle, stage.stage) for stage in policy.stages}
        assert policy.activities
        assert all((a.cycle, a.stage) in stages and a.results for a in policy.activities)


def test_the_plans_come_apart_as_they_were_written() -> None:
    plan = plan_of("transport-plan")
    assert len(plan.sections) >= 30
    assert {section.depth for section in plan.sections} == {0, 1, 2, 3}
    assert plan.skipped == ()
    assert all(section.body or section.heading for section in plan.sections)


def test_comments_are_many_and_about_clauses_that_exist() -> None:
    consultation = next(c for c in CITY.consultations if c.key == CITY.consultation)
    paths = Counter(section.path for section in plan_of(consultation.document).sections)
    clauses = {comment.clause for comment in CITY.comments if comment.clause}
    assert len(CITY.comments) >= 48
    assert all(paths[clause] == 1 for clause in clauses)
    assert any(comment.clause is None for comment in CITY.comments)
    assert len(clauses) >= 20
    passed_on = [comment for comment in CITY.comments if comment.key.startswith("same-")]
    own_words = [comment for comment in CITY.comments if comment not in passed_on]
    assert len({comment.text for comment in own_words}) == len(own_words)
    assert len({comment.text for comment in passed_on}) < len(passed_on)


def test_comments_come_through_channels_and_on_days_that_are_open() -> None:
    consultation = next(c for c in CITY.consultations if c.key == CITY.consultation)
    assert {comment.channel for comment in CITY.comments} == set(consultation.channels)
    for comment in CITY.comments:
        if comment.channel is Channel.WEB:
            assert comment.day is None
        else:
            assert comment.day is not None
            assert consultation.opens.day <= comment.day <= 0


def test_some_submitters_wrote_several_times_each_by_one_way() -> None:
    ways: dict[str, set[Channel]] = {}
    kinds: dict[str, set[str]] = {}
    for comment in CITY.comments:
        if comment.by:
            ways.setdefault(comment.by, set()).add(comment.channel)
            kinds.setdefault(comment.by, set()).add(comment.kind)
    assert len(ways) >= 5
    assert all(len(channels) == 1 for channels in ways.values())
    assert all(len(kind) == 1 for kind in kinds.values())


def test_a_comment_on_the_web_continues_one_that_came_before() -> None:
    seen: set[str | None] = set()
    for comment in CITY.comments:
        if comment.continues:
            assert comment.channel is Channel.WEB
            assert comment.by in seen
        seen.add(comment.by)


def test_papers_that_may_be_published_came_in_time_and_hold_what_is_hidden() -> None:
    case = {row.consultation for row in CITY.originals}
    (asking,) = [one for one in CITY.consultations if one.key in case]
    assert asking.asks and asking.outcome == "ABANDONED"
    assert all(asking.opens.day < row.day < asking.closes.day for row in CITY.originals)
    assert {row.agrees for row in CITY.originals} == {True, False}
    assert any(row.hidden for row in CITY.originals)
    assert all(row.text.count(words) == 1 for row in CITY.originals for words in row.hidden)


def test_keys_are_unique() -> None:
    for rows in (CITY.policies, CITY.documents, CITY.consultations, CITY.comments, CITY.originals):
        assert len({row.key for row in rows}) == len(rows)
    for policy in CITY.policies:
        assert len({a.key for a in policy.activities}) == len(policy.activities)


def test_progress_counts_every_step() -> None:
    activities = sum(len(policy.activities) for policy in CITY.policies)
    documents, consultations = len(CITY.documents), len(CITY.consultations)
    assert (documents, consultations) == (3, 8)
    told = activities + documents + consultations + len(CITY.comments) + len(CITY.workshops)
    told += len(CITY.issues) + len(CITY.committees)
    assert steps(CITY) == 4 + told + 4
