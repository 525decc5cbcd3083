"""A consultation moves on, on the running system: who may, what follows, what is refused."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest

from shared.clock import today_jst
from tests.integration.gateway.conftest import Door, Town, new_key
from tests.support.people import Cast

STATE = "... on Consultation { id state outcome resultNote withdrawalReason extensions { reason } }"


@pytest.fixture
def other(town: Town, people: Cast) -> Door:
    return Door(town.door.session, town.door.url, people.tokens["other_staff"])


async def move(door: Door, name: str, consultation: str, **given: Any) -> dict[str, Any]:
    kind = f"{name[0].upper()}{name[1:]}Input"
    body = {"consultationId": consultation, "idempotencyKey": new_key(), **given}
    return await door.do(name, kind, body, STATE)


def in_days(days: float) -> str:
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(days=days)
    return moment.isoformat()


def codes(result: dict[str, Any]) -> list[str]:
    return [problem["code"] for problem in result["problems"]]


async def closed(town: Town) -> str:
    """A consultation whose period is over."""
    made = await town.consult(-7 * 86_400, -60)
    assert made["state"] == "CLOSED"
    return str(made["id"])


async def test_the_way_to_a_published_result(town: Town, other: Door) -> None:
    case = await closed(town)
    refused = await move(other, "startConsideration", case)
    assert codes(refused) == ["NOT_IN_CHARGE"]
    for _ in range(2):
        considered = await move(town.door, "startConsideration", case)
        assert considered["state"] == "UNDER_CONSIDERATION"
    empty = await move(town.door, "publishResult", case, outcome="ABANDONED", note=" ")
    assert codes(empty) == ["REASON_MISSING"]
    given = {"outcome": "ABANDONED", "note": "国の制度が変わったためです。"}
    for _ in range(2):
        ended = await move(town.door, "publishResult", case, **given)
        assert (ended["state"], ended["outcome"]) == ("PUBLISHED", "ABANDONED")
    again = await move(town.door, "publishResult", case, outcome="AS_PROPOSED")
    assert codes(again) == ["CONSULTATION_NOT_MOVABLE"]
    assert codes(await move(town.door, "withdrawConsultation", case, reason="間違い")) == [
        "CONSULTATION_NOT_MOVABLE"
    ]


async def test_no_result_before_every_opinion_is_answered(town: Town) -> None:
    case = await closed(town)
    for _ in range(2):
        entry = {
            "consultationId": case,
            "text": "期間中に届いた手紙です。",
            "channel": "POST",
            "receivedOn": (today_jst() - timedelta(days=3)).isoformat(),
            "idempotencyKey": new_key(),
        }
        entered = await town.door.do(
            "enterComment", "EnterCommentInput", entry, "... on CommentReceipt { late }"
        )
        assert entered.get("late") is False, entered
    refused = await move(town.door, "publishResult", case, outcome="AS_PROPOSED")
    assert codes(refused)[0] in {"ANSWERS_MISSING", "ANSWERS_NOT_COUNTED"}
    async with asyncio.timeout(30):
        while codes(refused) != ["ANSWERS_MISSING"]:
            await asyncio.sleep(0.3)
            refused = await move(town.door, "publishResult", case, outcome="AS_PROPOSED")


async def test_what_is_open_is_neither_considered_nor_published(town: Town) -> None:
    case = (await town.consult(-60, 3600))["id"]
    assert codes(await move(town.door, "startConsideration", case)) == ["CONSULTATION_NOT_MOVABLE"]
    published = await move(town.door, "publishResult", case, outcome="NO_OPINIONS")
    assert codes(published) == ["CONSULTATION_NOT_MOVABLE"]


async def test_what_was_called_off_takes_no_comment_and_says_why(town: Town) -> None:
    case = (await town.consult(-60, 3600))["id"]
    await town.door.submit(case, text="先に出した意見です。")
    assert codes(await move(town.door, "withdrawConsultation", case, reason="")) == [
        "REASON_MISSING"
    ]
    ended = await move(town.door, "withdrawConsultation", case, reason="案に誤りがあったためです。")
    assert (ended["state"], ended["withdrawalReason"]) == (
        "WITHDRAWN",
        "案に誤りがあったためです。",
    )
    async with asyncio.timeout(10):
        while True:  # for a second a process may still know it as open
            late = await town.door.submit(case, text="あとから出した意見です。")
            if late["__typename"] == "Problems":
                break
            await asyncio.sleep(0.2)
    assert codes(late) == ["CONSULTATION_WITHDRAWN"]
    open_ids = await _open_ids(town.door)
    assert case not in open_ids
    assert town.consultation in open_ids


async def _open_ids(door: Door) -> set[str]:
    """All that are open, other tests' among them."""
    query = """query ($after: String) {
      consultations(state: OPEN, first: 50, after: $after) {
        edges { node { id } } pageInfo { hasNextPage endCursor }
      }
    }"""
    found: set[str] = set()
    after = None
    while True:
        page = (await door.ask(query, {"after": after}))["data"]["consultations"]
        found |= {edge["node"]["id"] for edge in page["edges"]}
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


async def test_a_longer_period_takes_comments_again_and_counts_late_papers(
    town: Town, other: Door
) -> None:
    case = await closed(town)
    paper = {
        "consultationId": case,
        "text": "郵送で届いた意見です。",
        "channel": "POST",
        "receivedOn": today_jst().isoformat(),
        "idempotencyKey": new_key(),
    }
    entered = await town.door.do(
        "enterComment", "EnterCommentInput", paper, "... on CommentReceipt { late }"
    )
    # A period that ended a minute ago lasted to this very day.
    earlier = {**paper, "receivedOn": (today_jst() - timedelta(days=20)).isoformat()}
    await town.door.do(
        "enterComment", "EnterCommentInput", {**earlier, "idempotencyKey": new_key()}, ""
    )
    refused = await town.door.submit(case, text="締切の後です。")
    assert codes(refused) == ["CONSULTATION_CLOSED"]
    given = {"closesAt": in_days(3), "reason": "受付のページが止まっていたためです。"}
    assert codes(await move(other, "extendPeriod", case, **given)) == ["NOT_IN_CHARGE"]
    for _ in range(2):
        longer = await move(town.door, "extendPeriod", case, **given)
        assert longer["state"] == "OPEN"
        assert [one["reason"] for one in longer["extensions"]] == [given["reason"]]
    shorter = {**given, "closesAt": in_days(2)}
    assert codes(await move(town.door, "extendPeriod", case, **shorter)) == ["EXTENSION_NOT_LATER"]
    async with asyncio.timeout(10):
        while True:
            again = await town.door.submit(case, text="また出せるようになりました。")
            if again["__typename"] == "CommentReceipt":
                break
            await asyncio.sleep(0.2)
    assert entered["late"] is False


async def test_a_paper_that_was_late_counts_once_the_period_is_longer(town: Town) -> None:
    opened = await town.consult(-20 * 86_400, -10 * 86_400)
    case = opened["id"]
    paper = {
        "consultationId": case,
        "text": "遅れて届いた意見です。",
        "channel": "POST",
        "receivedOn": (today_jst() - timedelta(days=5)).isoformat(),
        "idempotencyKey": new_key(),
    }
    entered = await town.door.do(
        "enterComment", "EnterCommentInput", paper, "... on CommentReceipt { late }"
    )
    assert entered["late"] is True
    progress = "query ($id: ID!) { responseProgress(consultationId: $id) { unanswered } }"

    async def waiting() -> int:
        found = await town.door.ask(progress, {"id": case}, as_staff=True)
        return int(found["data"]["responseProgress"]["unanswered"])

    assert await waiting() == 0
    await move(town.door, "extendPeriod", case, closesAt=in_days(2), reason="障害のためです。")
    async with asyncio.timeout(30):
        while True:
            if await waiting() == 1:
                return
            await asyncio.sleep(0.2)


async def test_a_period_shorter_than_the_rule_needs_a_reason(town: Town) -> None:
    given = town.consultation_input(3600, 20 * 86_400, shortPeriodReason="")
    refused = await town.door.do("openConsultation", "OpenConsultationInput", given, "")
    assert codes(refused) == ["PERIOD_TOO_SHORT"]
    assert "30日間以上" in refused["problems"][0]["message"]


async def test_the_feed_tells_what_happened_and_keeps_its_ids(town: Town) -> None:
    case = await closed(town)
    await move(town.door, "startConsideration", case)
    first = {kind: id_ for id_, kind in await entries(town, case)}
    await move(town.door, "publishResult", case, outcome="NO_OPINIONS")
    second = {kind: id_ for id_, kind in await entries(town, case)}
    # Others announce things meanwhile, so what is old may have left the feed.
    assert "published" in second.keys() - first.keys()
    assert first["under_consideration"] == second["under_consideration"]


async def test_a_policys_feed_tells_of_that_policy_alone(town: Town) -> None:
    case = (await town.consult(-60, 3600))["id"]

    async def feed(policy: str) -> ElementTree.Element:
        async with town.door.session.get(
            town.door.url + "/feed.atom", params={"policy": policy}
        ) as answer:
            assert answer.status == 200
            assert answer.headers["cache-control"].startswith("public")
            return ElementTree.fromstring(await answer.text())  # noqa: S314 - our own

    own, other = await feed(town.policy), await feed("another")
    name = {"a": "http://www.w3.org/2005/Atom"}
    ids = [entry.findtext("a:id", "", name) for entry in own.findall("a:entry", name)]
    assert any(case in one for one in ids)
    assert other.findall("a:entry", name) == []
    assert own.findtext("a:id", "", name) != other.findtext("a:id", "", name)


async def test_a_printed_number_shows_nothing_before_its_paper_is_entered(
    town: Town, other: Door
) -> None:
    case = (await town.consult(-60, 3600))["id"]
    given = {"consultationId": case, "idempotencyKey": new_key()}
    wanted = "... on FormNumber { receiptNumber }"
    reserved = await town.door.do(
        "reserveFormNumber", "ReserveFormNumberInput", given, wanted, as_staff=False
    )
    number = reserved["receiptNumber"]
    query = """query ($n: String!) { receipt(number: $n) {
        __typename ... on Problems { problems { code } } } }"""
    found = (await town.door.ask(query, {"n": number}))["data"]["receipt"]
    assert codes(found) == ["FORM_NOT_RECEIVED_YET"]
    paper = {
        "consultationId": case,
        "text": "用紙に書いた意見です。",
        "channel": "POST",
        "receivedOn": today_jst().isoformat(),
        "formNumber": number,
    }

    async def enter(door: Door) -> dict[str, Any]:
        body = {**paper, "idempotencyKey": new_key()}
        return await door.do(
            "enterComment", "EnterCommentInput", body, "... on CommentReceipt { receiptNumber }"
        )

    assert codes(await enter(other)) == ["NOT_IN_CHARGE"]
    assert (await enter(town.door))["receiptNumber"] == number
    assert codes(await enter(town.door)) == ["FORM_NUMBER_USED"]
    found = (await town.door.ask(query, {"n": number}))["data"]["receipt"]
    assert found["__typename"] == "ReceiptStatus"


async def entries(town: Town, case: str) -> list[tuple[str, str]]:
    """The feed's entries about a consultation: their ids and kinds, newest first."""
    async with town.door.session.get(town.door.url + "/feed.atom") as answer:
        assert answer.status == 200
        assert answer.headers["content-type"].startswith("application/atom+xml")
        feed = ElementTree.fromstring(await answer.text())  # noqa: S314 - our own
    name = {"a": "http://www.w3.org/2005/Atom"}
    for wanted in ("id", "title", "updated", "author/a:name"):
        assert feed.findtext(f"a:{wanted}", namespaces=name)
    found = []
    moments = []
    for entry in feed.findall("a:entry", name):
        id_, updated = (entry.findtext(f"a:{one}", "", name) for one in ("id", "updated"))
        moments.append(datetime.fromisoformat(updated))
        if case in id_:
            found.append((id_, id_.partition("#")[2].rpartition("-2")[0].split("-")[0]))
    assert moments == sorted(moments, reverse=True)
    assert len({id_ for id_, _ in found}) == len(found)
    return found
