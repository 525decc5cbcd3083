"""From talking to a project that both sides signed, did and evaluated, each by itself."""

import asyncio
from typing import Any

import pytest

from services.issue_proposals.domain import errors
from services.issue_proposals.domain.project import BEFORE_ACTING, CITY, CRITERIA, Project
from services.issue_proposals.handlers.together import NewPlan
from shared.caller import STRANGER, NotInCharge, act_as
from shared.events.issue_proposals import IssueState
from shared.events.issue_talk import Evaluated, Method, Step
from shared.two_numbers import Numbers
from tests.integration.issue_proposals.conftest import COORDINATOR, OTHER, STAFF, Town

CITYS = Numbers()


def a_plan(*partners: str, base: int = 0, **given: Any) -> NewPlan:
    usual = {"method": Method.CO_HOSTING, "roles": "町内会が雪をかき、市が砂を配ります。"}
    return NewPlan(**{**usual, **given}, plan="毎朝6時から", partners=partners, base_version=base)


async def sign(town: Town, issue_id: str, numbers: Numbers, *steps: Step) -> Project:
    act_as(STRANGER if numbers.number else STAFF)
    for step in steps:
        project = await town.use.together.sign(issue_id, step, numbers)
    return project


async def both_sign(town: Town, issue_id: str, partner: Numbers, *steps: Step) -> None:
    for step in steps:
        await sign(town, issue_id, CITYS, step)
        await sign(town, issue_id, partner, step)


async def fill(
    town: Town, issue_id: str, numbers: Numbers, evaluated: Evaluated, score: int = 4
) -> Project:
    act_as(STRANGER if numbers.number else STAFF)
    scores = {one.value: score for one in CRITERIA[evaluated]}
    return await town.use.together.fill(issue_id, evaluated, scores, "よかった", "次は", numbers)


async def test_a_project_begins_only_when_all_sides_signed_what_comes_before(town: Town) -> None:
    issue, _ = await town.public()
    party, numbers = await town.joined(issue.id)
    act_as(STAFF)
    with pytest.raises(errors.ProjectNotPlanned):
        await town.use.opening.move(issue.id, IssueState.PROJECT, "")
    project = await town.use.together.plan(issue.id, a_plan(party.id))
    assert project.sides == (CITY, party.id)
    with pytest.raises(errors.StepNotSigned):  # one step after the other
        await town.use.together.sign(issue.id, Step.PROBLEM, CITYS)
    await both_sign(town, issue.id, numbers, *BEFORE_ACTING[:-1])
    act_as(STAFF)
    with pytest.raises(errors.StepNotSigned) as refused:
        await town.use.opening.move(issue.id, IssueState.PROJECT, "")
    assert refused.value.params == {"step": "PLANNING"}
    await both_sign(town, issue.id, numbers, BEFORE_ACTING[-1])
    act_as(COORDINATOR)
    moved = await town.use.opening.move(issue.id, IssueState.PROJECT, "")
    assert moved.state is IssueState.PROJECT


async def test_a_new_plan_is_signed_anew_and_what_is_known_stays_signed(town: Town) -> None:
    issue, _ = await town.public()
    party, numbers = await town.joined(issue.id)
    act_as(STAFF)
    await town.use.together.plan(issue.id, a_plan(party.id))
    await both_sign(town, issue.id, numbers, *BEFORE_ACTING)
    act_as(STAFF)
    again = await town.use.together.plan(issue.id, a_plan(party.id))
    assert len(again.plans) == 1, "sent again: nothing changes"
    with pytest.raises(errors.VersionOutdated):
        await town.use.together.plan(issue.id, a_plan(party.id, roles="ほかの分担"))
    project = await town.use.together.plan(issue.id, a_plan(party.id, base=1, roles="変えた分担"))
    signed = [step for step in BEFORE_ACTING if project.complete(step)]
    assert signed == [Step.PRESENT, Step.PROBLEM]
    signed_again = await sign(town, issue.id, numbers, Step.PRESENT)
    assert len(signed_again.signatures) == 10, "signed already: nothing changes"


async def test_only_sides_sign_and_a_coordinator_is_none(town: Town) -> None:
    issue, author = await town.public()
    party, _ = await town.joined(issue.id)
    _, other = await town.joined(issue.id, name="ほかの団体")
    act_as(OTHER)
    with pytest.raises(NotInCharge):
        await town.use.together.plan(issue.id, a_plan(party.id))
    act_as(COORDINATOR)
    with pytest.raises(errors.PartyNotFound):
        await town.use.together.plan(issue.id, a_plan("nobody"))
    await town.use.together.plan(issue.id, a_plan(party.id))
    with pytest.raises(errors.NoSideOfThis):
        await town.use.together.sign(issue.id, Step.PRESENT, CITYS)
    for numbers in (other, author):
        with pytest.raises(errors.NoSideOfThis):
            await sign(town, issue.id, numbers, Step.PRESENT)


async def test_sides_who_sign_at_once_are_all_kept(town: Town) -> None:
    issue, _ = await town.public()
    parties = [await town.joined(issue.id, name=f"団体{at}") for at in range(5)]
    act_as(STAFF)
    await town.use.together.plan(issue.id, a_plan(*(party.id for party, _ in parties)))
    act_as(STRANGER)
    await asyncio.gather(
        *(town.use.together.sign(issue.id, Step.PRESENT, numbers) for _, numbers in parties)
    )
    project = await sign(town, issue.id, CITYS, Step.PRESENT)
    assert project.complete(Step.PRESENT)
    events = await town.events("projects")
    assert [one["data"]["complete"] for one in events[1:]] == [False] * 5 + [True]


async def test_each_side_evaluates_by_itself_and_then_all_read_it(town: Town) -> None:
    issue, _ = await town.public()
    party, numbers = await town.joined(issue.id)
    act_as(STAFF)
    await town.use.together.plan(issue.id, a_plan(party.id))
    await both_sign(town, issue.id, numbers, *BEFORE_ACTING)
    act_as(STAFF)
    with pytest.raises(errors.IssueNotMovable):  # nothing has been done yet
        await fill(town, issue.id, CITYS, Evaluated.PROJECT)
    await town.use.opening.move(issue.id, IssueState.PROJECT, "")
    with pytest.raises(errors.StepNotSigned):
        await town.use.opening.move(issue.id, IssueState.ACTED, "")
    await both_sign(town, issue.id, numbers, Step.ACTING)
    act_as(STAFF)
    await town.use.opening.move(issue.id, IssueState.ACTED, "")
    project = await fill(town, issue.id, CITYS, Evaluated.PROJECT, 2)
    project = await fill(town, issue.id, CITYS, Evaluated.PROJECT, 3)
    assert [one.scores["GOAL"] for one in project.sheets] == [3], "written anew, not twice"
    assert not project.shared(Evaluated.PROJECT)
    with pytest.raises(errors.ScoreOutOfRange):
        await fill(town, issue.id, numbers, Evaluated.PROJECT, 6)
    with pytest.raises(errors.StepNotSigned):
        await sign(town, issue.id, CITYS, Step.EVALUATING)
    project = await fill(town, issue.id, numbers, Evaluated.PROJECT)
    assert project.shared(Evaluated.PROJECT)
    with pytest.raises(errors.SheetFilledAlready):
        await fill(town, issue.id, CITYS, Evaluated.PROJECT)
    act_as(STAFF)
    with pytest.raises(errors.StepNotSigned):
        await town.use.opening.move(issue.id, IssueState.EVALUATED, "")
    for side in (CITYS, numbers):
        await fill(town, issue.id, side, Evaluated.COLLABORATION)
    await both_sign(town, issue.id, numbers, Step.EVALUATING)
    act_as(STAFF)
    done = await town.use.opening.move(issue.id, IssueState.EVALUATED, "")
    assert done.state is IssueState.EVALUATED


async def test_what_citizens_did_themselves_is_evaluated_by_city_and_author(town: Town) -> None:
    issue, author = await town.public()
    act_as(STAFF)
    await town.use.opening.move(issue.id, IssueState.CITIZENS, "")
    await town.use.opening.move(issue.id, IssueState.ACTED, "")
    sides = (CITYS, author)
    first = await asyncio.gather(*(fill_as(town, issue.id, one) for one in sides))
    assert any(one.shared(Evaluated.PROJECT) for one in first)


async def fill_as(town: Town, issue_id: str, numbers: Numbers) -> Project:
    return await fill(town, issue_id, numbers, Evaluated.PROJECT)


async def test_nobody_waits_for_a_partner_that_left_after_the_work_was_done(town: Town) -> None:
    issue, _ = await town.public()
    stays, staying = await town.joined(issue.id)
    leaves, leaving = await town.joined(issue.id, name="北高校 野球部")
    act_as(STAFF)
    await town.use.together.plan(issue.id, a_plan(stays.id, leaves.id))
    for step in BEFORE_ACTING:
        for numbers in (CITYS, staying, leaving):
            await sign(town, issue.id, numbers, step)
    act_as(STAFF)
    await town.use.opening.move(issue.id, IssueState.PROJECT, "")
    for numbers in (CITYS, staying, leaving):
        await sign(town, issue.id, numbers, Step.ACTING)
    act_as(STAFF)
    await town.use.opening.move(issue.id, IssueState.ACTED, "")
    await fill(town, issue.id, leaving, Evaluated.PROJECT)
    act_as(STRANGER)
    await town.use.talking.leave(leaving)
    for evaluated in Evaluated:
        await fill(town, issue.id, CITYS, evaluated)
        project = await fill(town, issue.id, staying, evaluated)
        assert project.shared(evaluated)
    # What the one that left had written before is read with the others'.
    assert {one.side for one in project.sheets if one.evaluated is Evaluated.PROJECT} == {
        CITY,
        stays.id,
        leaves.id,
    }
    for numbers in (CITYS, staying):
        project = await sign(town, issue.id, numbers, Step.EVALUATING)
    assert project.complete(Step.EVALUATING)
    act_as(STAFF)
    moved = await town.use.opening.move(issue.id, IssueState.EVALUATED, "")
    assert moved.state is IssueState.EVALUATED
