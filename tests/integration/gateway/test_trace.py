"""Every input can be followed to what became of it, and every change back to citizens' words.

Two hundred random inputs are brought to all kinds of fates through the API. What a trace must say
of each is worked out from what was done (``tracing/ledger.py``), not from what the gateway knows.
"""

import asyncio
import os
import random
from typing import Any

import aiohttp
import pytest

from infra.local.stack import Stack
from tests.integration.gateway.conftest import Door, Town, door_of, new_key, publish, revise
from tests.integration.gateway.permissions.arguments import World
from tests.integration.gateway.permissions.responses import a_route
from tests.integration.gateway.test_procedure import move
from tests.integration.gateway.tracing.acts import Acts, few_at_once, headings_led_to
from tests.integration.gateway.tracing.ledger import IS_SPLIT, Answer, Opinion, Sent
from tests.integration.gateway.tracing.plan import (
    ADDED,
    CHANGED,
    DELETED,
    PLAN,
    SAME,
    next_plan,
    place_of,
)
from tests.support.people import Cast

COUNT = 200
SEED = int(os.environ.get("KYODO_TEST_SEED", "20261127"))
ANSWERS = """response { id } changeState changes { state clauseId revision { number } }"""
AFTER = """evaluationState evaluation {
  state stage cycle stageState activities { title } consultations { id }
}"""
OF_RECEIPT = f"""query ($number: String!) {{ traceOfReceipt(number: $number) {{
  __typename
  ... on ReceiptTrace {{
    receiptNumber state late duplicateOf consultationId clause {{ heading }}
    place {{ state change }} opinions published answerState answers {{ {ANSWERS} }} {AFTER}
  }}
}} }}"""
OF_COMMENT = f"""query ($id: ID!) {{ traceOfComment(id: $id) {{
  __typename
  ... on CommentTrace {{
    commentId state late splitState text consultationId place {{ state change }} answerState
    opinions {{
      pointId text clause {{ heading }} place {{ state change }} answerState
      responseId responseState answer {{ {ANSWERS} }}
    }}
    {AFTER}
  }}
}} }}"""
OF_CLAUSE = """query ($revision: ID!, $clause: ID!) {
  traceOfClause(revisionId: $revision, clauseId: $clause) {
    __typename
    ... on ClauseTrace {
      state change since { number } until { number } answered comments
      clause { heading } responses(first: 50) { id }
    }
    ... on Problems { problems { code field } }
  }
}"""
BEHIND = """query ($revision: ID!, $clause: ID!, $after: String) {
  traceOfClause(revisionId: $revision, clauseId: $clause) {
    ... on ClauseTrace { inputs(first: 50, after: $after) {
      edges { node { responseId kind commentId pointId state text } }
      pageInfo { hasNextPage endCursor }
    } }
  }
}"""
ACTIVITY = "到達度を確かめる会"


async def a_town(door: Door, department: str) -> Town:
    """Build a town whose policy has an evaluation to come, and no improvement."""
    stages = [
        {"cycle": 1, "stage": stage, "plannedMethods": ["PUBLIC_COMMENT"]}
        for stage in ("PLANNING", "EVALUATION")
    ]
    policy = await door.do(
        "createPolicy",
        "CreatePolicyInput",
        {
            **{"title": "暮らしの計画", "summary": "たどる計画です。", "field": "まちづくり"},
            **{"area": "全市", "department": "市民協働課", "departmentId": department},
            **{"stages": stages, "idempotencyKey": new_key()},
        },
        "... on Policy { id }",
    )
    document, revision = await publish(door, policy["id"], PLAN)
    clauses = revision["clauses"]
    town = Town(door, policy["id"], document, revision["id"], clauses, "", department)
    town.consultation = (await town.consult(-60, 3600))["id"]
    return town


async def make_inputs(acts: Acts, world: World) -> None:
    """Hand in all inputs and bring each to its fate; the plan is not revised yet."""
    town, day = acts.town, 86_400
    over = (await town.consult(-20 * day, -10 * day))["id"]
    called_off = (await town.consult(-60, 3600))["id"]
    acts.invent(COUNT)
    await acts.send({"late": over, "called_off": called_off})
    await move(town.door, "withdrawConsultation", called_off, reason="案に誤りがあったためです。")
    await acts.mark_duplicates()
    await acts.correct("corrected", "corrected_published")
    await acts.withdraw("withdrawn")
    await acts.split(*IS_SPLIT)
    await acts.correct("outdated")
    await answer(acts, world)
    await acts.withdraw("published_then_withdrawn")
    await acts.split("published_then_split", "published_then_resplit")


async def answer(acts: Acts, world: World) -> None:
    """Draft, approve and publish, each as far as the fate of what it answers says."""
    await a_route(world)
    await acts.draft(acts.opinions_of("drafted", "split_drafted"))
    await acts.draft(acts.opinions_of("split_some_drafted", most=1))
    in_approval = await acts.draft(acts.opinions_of("in_approval"))
    published = await acts.draft(
        [
            *acts.opinions_of("published", "corrected_published", "split_published"),
            *acts.opinions_of("published_then_split", "published_then_resplit"),
            *acts.opinions_of("published_then_withdrawn"),
            *acts.opinions_of("split_partly", most=1),
        ]
    )
    withdrawn = await acts.draft(acts.opinions_of("response_withdrawn"))
    await acts.approve(in_approval, only_ask=True)
    await acts.approve([*published, *withdrawn])
    await acts.publish()
    for one in withdrawn:
        await acts.withdraw_response(one)


@pytest.fixture(scope="module")
async def acts(system: Stack, session: aiohttp.ClientSession, people: Cast) -> Acts:
    town = await a_town(door_of(system, session, people), people.department)
    made = Acts(town, people, random.Random(SEED))
    await make_inputs(made, World(Door(session, town.door.url, ""), town, people))
    return made


def expected_answers(answers: list[Answer], *, revised: bool) -> list[tuple[str, str, list[str]]]:
    found = []
    for one in answers:
        state = one.change_state(revised=revised)
        found.append((one.id, state, [] if one.kind == "none" else [state]))
    return sorted(found)


def told_answers(answers: list[dict[str, Any]]) -> list[tuple[str, str, list[str]]]:
    return sorted(
        (one["response"]["id"], one["changeState"], [each["state"] for each in one["changes"]])
        for one in answers
    )


def place(told: dict[str, Any]) -> tuple[str, str | None]:
    return told["state"], told["change"]


async def traced_by_receipt(acts: Acts, one: Sent) -> dict[str, Any]:
    answer = await acts.staff.ask(OF_RECEIPT, {"number": one.receipt})
    assert "errors" not in answer, (one, answer)
    found: dict[str, Any] = answer["data"]["traceOfReceipt"]
    assert found["__typename"] == "ReceiptTrace", (one, found)
    return found


async def check_receipt(acts: Acts, one: Sent, *, revised: bool) -> None:
    found = await traced_by_receipt(acts, one)
    assert found["receiptNumber"] == one.receipt
    assert found["consultationId"] == one.case
    assert (found["state"], found["late"]) == (one.state, one.fate == "late"), one
    assert found["duplicateOf"] == one.original, one
    assert (found["clause"] or {}).get("heading") == one.heading
    assert place(found["place"]) == place_of(one.heading, revised=revised), one
    assert (found["opinions"], found["published"]) == numbers(one), one
    assert found["answerState"] == one.answer_state(public=True), one
    told = told_answers(found["answers"])
    assert told == expected_answers(one.published(), revised=revised), one
    check_changes(acts, found["answers"], one.published())
    check_evaluation(found, held=revised)
    assert one.text not in str(found)


def numbers(one: Sent) -> tuple[int, int]:
    return len(one.opinions), sum(each.state == "PUBLISHED" for each in one.opinions)


def check_changes(acts: Acts, told: list[dict[str, Any]], answers: list[Answer]) -> None:
    """Each change names the clause that was changed."""
    of = {one.id: one for one in answers}
    for each in told:
        about = of[each["response"]["id"]].about
        for change in each["changes"]:
            assert change["clauseId"] == (acts.named_clauses[about] if about else None)
            there = change["state"] != "NOT_YET_WRITTEN"
            assert change["revision"] == ({"number": 2} if there else None)


def check_evaluation(found: dict[str, Any], *, held: bool) -> None:
    evaluation, improvement = found["evaluation"]
    state = "EVALUATED" if held else "NOT_YET_EVALUATED"
    assert found["evaluationState"] == evaluation["state"] == state
    assert (evaluation["stage"], evaluation["stageState"]) == ("EVALUATION", "PLANNED")
    assert evaluation["activities"] == ([{"title": ACTIVITY}] if held else [])
    assert len(evaluation["consultations"]) == held
    assert (improvement["stage"], improvement["state"]) == ("IMPROVEMENT", "NOT_PLANNED")
    assert improvement["stageState"] is None


async def check_comment(acts: Acts, one: Sent, *, revised: bool) -> None:
    answer = await acts.staff.ask(OF_COMMENT, {"id": one.comment_id}, as_staff=True)
    assert "errors" not in answer, (one, answer)
    found = answer["data"]["traceOfComment"]
    assert found["__typename"] == "CommentTrace", (one, found)
    assert (found["state"], found["late"]) == (one.state, one.fate == "late"), one
    assert found["splitState"] == one.split_state, one
    assert found["text"] == (None if one.state == "WITHDRAWN" else one.text), one
    assert place(found["place"]) == place_of(one.heading, revised=revised), one
    assert found["answerState"] == one.answer_state(public=False), one
    assert len(found["opinions"]) == len(one.opinions), one
    for told, each in zip(found["opinions"], one.opinions, strict=True):
        check_opinion(acts, one, each, told, revised=revised)
    check_evaluation(found, held=revised)


def check_opinion(
    acts: Acts, one: Sent, each: Opinion, told: dict[str, Any], *, revised: bool
) -> None:
    assert told["pointId"] == each.point_id, one
    assert told["text"] == (None if one.state == "WITHDRAWN" else each.text), one
    assert (told["clause"] or {}).get("heading") == each.heading, one
    assert place(told["place"]) == place_of(each.heading, revised=revised), one
    assert told["answerState"] == one.opinion_state(each), one
    standing = (each.answer.id, each.answer.state) if each.answer else (None, None)
    assert (told["responseId"], told["responseState"]) == standing, one
    published = [each.answer] if each.answer and each.state == "PUBLISHED" else []
    answers = [told["answer"]] if told["answer"] else []
    assert told_answers(answers) == expected_answers(published, revised=revised), one
    check_changes(acts, answers, published)


async def until_counted(acts: Acts) -> None:
    """Wait until what the receipts show has heard of the last splitting and answer."""
    async with asyncio.timeout(60):
        for one in acts.sent:
            while True:
                found = await traced_by_receipt(acts, one)
                if (found["opinions"], found["published"]) == numbers(one):
                    break
                await asyncio.sleep(0.3)


async def check_all(acts: Acts, *, revised: bool) -> None:
    await few_at_once(check_receipt(acts, one, revised=revised) for one in acts.sent)
    await few_at_once(check_comment(acts, one, revised=revised) for one in acts.sent)


@pytest.mark.timeout(600)
async def test_200_random_inputs_all_resolve_forward_and_back(acts: Acts) -> None:
    assert len(acts.sent) == COUNT
    assert len({one.comment_id for one in acts.sent}) == COUNT
    await until_counted(acts)
    await check_all(acts, revised=False)
    later = await revise(acts.staff, acts.town.document, next_plan())
    ids = acts.clauses | {one["heading"]: one["id"] for one in later["clauses"]}
    assert set(ids) == CHANGED | DELETED | SAME | ADDED
    await answer_later(acts, later["id"], ids)
    await evaluate(acts)
    await until_counted(acts)
    await check_all(acts, revised=True)
    led = headings_led_to(acts.answers)
    assert led.keys() & CHANGED and led.keys() & DELETED, "the seed leads to no change"
    for heading, clause in ids.items():
        await check_clause(acts, later["id"], heading, clause, led.get(heading, set()))
    for heading, clause in acts.clauses.items():
        found = await traced_clause(acts, acts.town.revision, clause)
        assert (found["state"], found["answered"]) == ("FIRST_REVISION", 0), heading


async def answer_later(acts: Acts, revision: str, clauses: dict[str, str]) -> None:
    """Publish answers that name the revision with which their changes came."""
    acts.named_revision, acts.named_clauses = revision, clauses
    drafts = await acts.draft(acts.opinions_of("published_later"))
    await acts.approve(drafts)
    await acts.publish()


async def evaluate(acts: Acts) -> None:
    """Hold an activity and a consultation at the stage of evaluation."""
    town = acts.town
    stage = {"policyId": town.policy, "cycle": 1, "stage": "EVALUATION"}
    given = {**stage, "method": "BRIEFING", "title": ACTIVITY, "heldOn": "2026-01-15"}
    await town.door.do(
        "recordActivity", "RecordActivityInput", {**given, "idempotencyKey": new_key()}, ""
    )
    await town.consult(-60, 3600, links=[stage])


async def traced_clause(
    acts: Acts, revision: str, clause: str, *, by: Door | None = None
) -> dict[str, Any]:
    door = by or acts.staff
    asked = {"revision": revision, "clause": clause}
    answer = await door.ask(OF_CLAUSE, asked, as_staff=by is None or bool(by.staff_token))
    assert "errors" not in answer, answer
    found: dict[str, Any] = answer["data"]["traceOfClause"]
    return found


async def check_clause(acts: Acts, revision: str, heading: str, clause: str, led: set[str]) -> None:
    """What led to a clause is what was said to have changed it, and behind it are the words."""
    found = await traced_clause(acts, revision, clause)
    changes = {**dict.fromkeys(CHANGED, "CHANGED"), **dict.fromkeys(DELETED, "DELETED")}
    change = (changes | dict.fromkeys(ADDED, "ADDED")).get(heading, "SAME")
    assert (found["change"], found["since"], found["until"]) == (
        change,
        {"number": 1},
        {"number": 2},
    )
    without = "NOT_CHANGED" if change == "SAME" else "NO_PUBLISHED_RESPONSE"
    assert found["state"] == ("LED_BY_RESPONSES" if led else without), heading
    assert {one["id"] for one in found["responses"]} == led
    assert found["answered"] == len(led)
    behind = [one for sent in acts.sent for one in sent.behind() if one[4].id in led]
    counting = {one[0] for one in behind if one[2] not in ("WITHDRAWN", "DUPLICATE")}
    assert found["comments"] == len(counting), heading
    told = await inputs_behind(acts, revision, clause)
    assert sorted(told, key=str) == sorted(
        (
            (answer.id, comment, point, state, text)
            for comment, point, state, text, answer in behind
        ),
        key=str,
    ), heading
    few = None if 0 < len(counting) < 5 else len(counting)
    for door in (Door(acts.staff.session, acts.staff.url, ""), acts.door_of("other_staff")):
        told_others = await traced_clause(acts, revision, clause, by=door)
        assert told_others == {**found, "comments": few}, heading


async def inputs_behind(
    acts: Acts, revision: str, clause: str
) -> list[tuple[str, str | None, str | None, str, str | None]]:
    found: list[tuple[str, str | None, str | None, str, str | None]] = []
    after: str | None = None
    while True:
        asked = {"revision": revision, "clause": clause, "after": after}
        answer = await acts.staff.ask(BEHIND, asked, as_staff=True)
        assert "errors" not in answer, answer
        page = answer["data"]["traceOfClause"]["inputs"]
        for node in (edge["node"] for edge in page["edges"]):
            names = ("responseId", "commentId", "pointId", "state", "text")
            found.append(tuple(node[name] for name in names))
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


async def test_what_is_not_there_is_said(acts: Acts) -> None:
    nowhere = "01890000-0000-7000-8000-000000000000"
    answer = await acts.staff.ask(OF_RECEIPT, {"number": "0000-0000-0000"})
    assert answer["data"]["traceOfReceipt"] == {"__typename": "Problems"}
    answer = await acts.staff.ask(OF_COMMENT, {"id": nowhere}, as_staff=True)
    assert answer["data"]["traceOfComment"] == {"__typename": "Problems"}
    for revision, clause, code in (
        (nowhere, acts.clauses["対話の場"], "REVISION_NOT_FOUND"),
        (acts.town.revision, nowhere, "CLAUSE_NOT_FOUND"),
    ):
        found = await traced_clause(acts, revision, clause)
        assert [one["code"] for one in found["problems"]] == [code]


async def test_a_stranger_gets_no_words(acts: Acts) -> None:
    stranger = Door(acts.staff.session, acts.staff.url, "")
    answer = await stranger.ask(OF_COMMENT, {"id": acts.sent[0].comment_id})
    assert answer["data"]["traceOfComment"] == {"__typename": "Problems"}
    asked = {"revision": acts.town.revision, "clause": acts.clauses["対話の場"], "after": None}
    refused = await stranger.ask(BEHIND, asked)
    assert [one["extensions"]["code"] for one in refused["errors"]] == ["NOT_SIGNED_IN"]
