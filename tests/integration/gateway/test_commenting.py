"""A citizen's way through the gateway, and what stops one."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from infra.local.stack import Stack
from shared.clock import today_jst
from tests.integration.gateway.conftest import PLAN, SUBMIT, Town, new_key, publish

SECRET_WORDS = "公園のベンチについての、だれにも言っていない話"
OPENED = (
    "... on OpenedReceipt { receiptNumber state text versions { version text } steps { state } }"
)
DAY = "2026-01-05"
DAY_S = 24 * 60 * 60


async def test_a_comment_on_a_clause_comes_back_as_a_receipt(town: Town) -> None:
    receipt = await town.door.submit(
        town.consultation, text="賛成です。", clauseId=town.clauses[1]["id"]
    )
    assert receipt["text"] == "賛成です。"
    assert receipt["repeated"] is False
    assert receipt["consultation"] == {"title": "協働のまちづくり計画（素案）への意見募集"}
    assert receipt["clause"] == {"number": "１", "heading": "基本の考え方"}
    assert len(receipt["salt"]) >= 32
    status = await town.door.ask(
        """query ($number: String!) { receipt(number: $number) {
          __typename ... on ReceiptStatus { receiptNumber state channel clause { number } }
        } }""",
        {"number": receipt["receiptNumber"]},
    )
    assert status["data"]["receipt"] == {
        "__typename": "ReceiptStatus",
        "receiptNumber": receipt["receiptNumber"],
        "state": "ACCEPTED",
        "channel": "WEB",
        "clause": {"number": "１"},
    }


SENTENCES = """query ($id: ID!, $clause: ID!) {
  consultation(id: $id) { revision { sentences(clauseId: $clause) { start end text } } }
}"""


async def test_a_comment_on_a_sentence_keeps_it_and_other_words_are_refused(town: Town) -> None:
    clause = town.clauses[1]
    asked = {"id": town.consultation, "clause": clause["id"]}
    revision = (await town.door.ask(SENTENCES, asked))["data"]["consultation"]["revision"]
    sentence = revision["sentences"][-1]
    assert revision["sentences"][0]["text"] == clause["heading"]
    assert sentence["text"] in PLAN and sentence["text"].endswith("。")
    passage = {"start": sentence["start"], "end": sentence["end"], "quote": sentence["text"]}
    on_it = {"clauseId": clause["id"], "passage": passage}
    receipt = await town.door.submit(town.consultation, text="この文に賛成です。", **on_it)
    secret = {name: receipt[name] for name in ("receiptNumber", "confirmationNumber")}
    shown = "... on OpenedReceipt { passage { start end quote } }"
    opened = await town.door.do("openReceipt", "ReceiptSecretInput", secret, shown, as_staff=False)
    assert opened["passage"] == passage
    on_it["passage"] = {**passage, "quote": "書いていない言葉"}
    refused = await town.door.submit(town.consultation, text="別の意見", **on_it)
    problem = refused["problems"][0]
    assert (problem["code"], problem["field"]) == ("PASSAGE_NOT_IN_CLAUSE", "passage")


async def test_the_same_key_gives_the_same_receipt_and_one_comment(town: Town) -> None:
    key = new_key()
    sent = [
        town.door.submit(town.consultation, text="一度だけ", idempotencyKey=key) for _ in range(8)
    ]
    receipts = await asyncio.gather(*sent)
    assert len({receipt["receiptNumber"] for receipt in receipts}) == 1
    assert len({receipt["confirmationNumber"] for receipt in receipts}) == 1
    assert [receipt["repeated"] for receipt in receipts].count(False) == 1
    other = await town.door.submit(town.consultation, text="別の意見", idempotencyKey=key)
    assert [problem["code"] for problem in other["problems"]] == ["IDEMPOTENCY_KEY_REUSED"]


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"text": ""}, "TEXT_EMPTY", "text"),
        ({"text": " \u3000\n"}, "TEXT_EMPTY", "text"),
        ({"text": "あ" * 10_001}, "TEXT_TOO_LONG", "text"),
        ({"text": "あ\u0000い"}, "TEXT_HAS_CONTROL_CHARACTERS", "text"),
        (
            {"consultationId": "01890000-0000-7000-8000-000000000000"},
            "CONSULTATION_NOT_FOUND",
            None,
        ),
        ({"consultationId": "../../receipts/open"}, "CONSULTATION_NOT_FOUND", None),
        ({"clauseId": "01890000-0000-7000-8000-000000000000"}, "CLAUSE_NOT_FOUND", "clauseId"),
        ({"idempotencyKey": "x"}, "IDEMPOTENCY_KEY_MALFORMED", "idempotencyKey"),
        (
            {"continues": {"receiptNumber": "1", "confirmationNumber": "2"}},
            "RECEIPT_NUMBER_MISTYPED",
            None,
        ),
    ],
)
async def test_what_is_wrong_is_told_in_two_languages(
    town: Town, change: dict[str, Any], code: str, field: str | None
) -> None:
    given = {"consultationId": town.consultation, "text": "意見", "idempotencyKey": new_key()}
    answer = await town.door.ask(SUBMIT, {"input": {**given, **change}})
    (problem,) = answer["data"]["submitComment"]["problems"]
    assert problem["code"] == code
    assert problem["message"].endswith("。")
    assert problem["messageEn"].isascii()
    if field:
        assert problem["field"] == field


async def test_a_clause_of_another_document(town: Town) -> None:
    _, other = await publish(town.door, town.policy, PLAN)
    async with asyncio.timeout(20):
        while True:
            refused = await town.door.submit(
                town.consultation, text="意見", clauseId=other["clauses"][0]["id"]
            )
            if refused["problems"][0]["code"] != "CLAUSE_NOT_FOUND":
                break
            await asyncio.sleep(0.2)  # the event of the other document is on its way
    assert refused["problems"][0]["code"] == "CLAUSE_OF_ANOTHER_DOCUMENT"


async def test_the_period_is_kept(town: Town) -> None:
    early = await town.consult(3600, 7200)
    late = await town.consult(-120, -60)
    assert (early["state"], late["state"]) == ("PLANNED", "CLOSED")
    not_yet = await town.door.submit(early["id"], text="早すぎた意見")
    closed = await town.door.submit(late["id"], text="遅すぎた意見")
    assert not_yet["problems"][0]["code"] == "CONSULTATION_NOT_OPEN_YET"
    assert closed["problems"][0]["code"] == "CONSULTATION_CLOSED"
    assert "Japan time" in closed["problems"][0]["messageEn"]


async def test_what_was_said_opens_with_both_numbers_and_can_change(town: Town) -> None:
    door = town.door
    receipt = await door.submit(town.consultation, text="はじめの文")
    secret = {name: receipt[name] for name in ("receiptNumber", "confirmationNumber")}
    opened = await door.do("openReceipt", "ReceiptSecretInput", secret, OPENED, as_staff=False)
    assert opened["text"] == "はじめの文"
    corrected = await door.do(
        "correctComment",
        "CorrectCommentInput",
        {**secret, "text": "直した文", "idempotencyKey": new_key()},
        OPENED,
        as_staff=False,
    )
    assert [version["text"] for version in corrected["versions"]] == ["はじめの文", "直した文"]
    withdrawn = await door.do(
        "withdrawComment",
        "WithdrawCommentInput",
        {**secret, "idempotencyKey": new_key()},
        OPENED,
        as_staff=False,
    )
    assert withdrawn["state"] == "WITHDRAWN"
    assert [step["state"] for step in withdrawn["steps"]] == ["ACCEPTED", "CORRECTED", "WITHDRAWN"]


async def test_five_wrong_tries_lock_a_receipt(town: Town) -> None:
    door = town.door
    mine = await door.submit(town.consultation, text="わたしの意見")
    other = await door.submit(town.consultation, text="ほかの人の意見")
    wrong = {
        "receiptNumber": mine["receiptNumber"],
        "confirmationNumber": other["confirmationNumber"],
    }
    tries = [
        await door.do("openReceipt", "ReceiptSecretInput", wrong, OPENED, as_staff=False)
        for _ in range(6)
    ]
    codes = [one["problems"][0]["code"] for one in tries]
    assert codes == ["CONFIRMATION_NUMBER_WRONG"] * 5 + ["TOO_MANY_TRIES"]
    assert "あと4回" in tries[0]["problems"][0]["message"]
    assert "分ほど" in tries[5]["problems"][0]["message"]


async def test_an_import_tells_each_row_its_own_outcome(town: Town) -> None:
    rows = [
        {"rowId": "1", "text": "郵便の意見", "channel": "POST"},
        {"rowId": "2", "text": "", "channel": "MAIL"},
        {"rowId": "3", "text": "メールの意見", "channel": "MAIL"},
    ]
    keyed = [{**row, "receivedOn": DAY, "idempotencyKey": new_key()} for row in rows]
    wanted = "... on ImportedComments { rows { rowId receipt { receiptNumber } problem { code } } }"
    given = {"consultationId": town.consultation, "rows": keyed}
    first = await town.door.do("importComments", "ImportCommentsInput", given, wanted)
    again = await town.door.do("importComments", "ImportCommentsInput", given, wanted)
    assert again == first
    assert [row["rowId"] for row in first["rows"]] == ["1", "2", "3"]
    assert first["rows"][1] == {"rowId": "2", "receipt": None, "problem": {"code": "TEXT_EMPTY"}}
    refused = await town.door.do(
        "importComments", "ImportCommentsInput", given, wanted, as_staff=False
    )
    assert refused["problems"][0]["code"] == "NOT_SIGNED_IN"


async def test_paper_counts_by_its_postmark_where_the_announcement_says_so(town: Town) -> None:
    by_postmark = await town.consult(-2 * DAY_S, -DAY_S, paperRule="POSTMARK")
    by_arrival = await town.consult(-2 * DAY_S, -DAY_S, paperRule="ARRIVAL")
    late = {}
    for consultation in (by_postmark, by_arrival):
        entered = await town.door.do(
            "enterComment",
            "EnterCommentInput",
            {
                "consultationId": consultation["id"],
                "text": "はがきの意見",
                "channel": "POST",
                "receivedOn": today_jst().isoformat(),
                "postmarkedOn": (today_jst() - timedelta(days=1)).isoformat(),
                "idempotencyKey": new_key(),
            },
            "... on CommentReceipt { late channel }",
        )
        assert entered["channel"] == "POST"
        late[consultation["id"]] = entered["late"]
    assert late == {by_postmark["id"]: False, by_arrival["id"]: True}


async def test_staff_see_what_came_in_with_its_words_and_its_clause(town: Town) -> None:
    await town.door.submit(
        town.consultation, text="窓口を夜も開けてほしい", clauseId=town.clauses[2]["id"]
    )
    query = """query ($policy: ID!) { inputs(policyId: $policy, first: 5) { edges { node {
      channel state consultation { title } comment { text clause { number heading } }
    } } } }"""
    async with asyncio.timeout(20):
        while True:
            answer = await town.door.ask(query, {"policy": town.policy}, as_staff=True)
            nodes = [edge["node"] for edge in answer["data"]["inputs"]["edges"]]
            if any(node["comment"]["text"] == "窓口を夜も開けてほしい" for node in nodes):
                break
            await asyncio.sleep(0.1)
    node = next(node for node in nodes if node["comment"]["text"] == "窓口を夜も開けてほしい")
    assert node["comment"]["clause"] == {"number": "（1）", "heading": "対話を大切にします"}


async def test_what_citizens_write_is_in_no_log(town: Town, system: Stack) -> None:
    receipt = await town.door.submit(town.consultation, text=SECRET_WORDS)
    await town.door.submit(town.consultation, text=SECRET_WORDS + "\u0000")
    await town.door.ask(
        SUBMIT, {"input": {"consultationId": 1, "text": [SECRET_WORDS], "idempotencyKey": ""}}
    )
    await town.door.ask(f'mutation {{ submitComment(input: {{text: "{SECRET_WORDS}"}}) }}')
    for name in ("gateway", "public-comment", "public-comment-relay", "insight"):
        written = system.log(name).read_text("utf-8")
        assert SECRET_WORDS not in written
        for secret in ("confirmationNumber", "salt"):
            assert receipt[secret] not in written
