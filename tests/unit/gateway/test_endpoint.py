"""What is not a GraphQL request is told so; what goes wrong inside is told without details."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from gateway import failures
from gateway.clients.base import Fact, Refused
from shared.errors import Unavailable
from tests.unit.gateway.conftest import Caller

SECRET = "私だけの秘密の意見"
SUBMIT = """mutation ($input: SubmitCommentInput!) {
  submitComment(input: $input) {
    __typename
    ... on CommentReceipt { receiptNumber confirmationNumber consultation { title } }
    ... on Problems { problems { code field message messageEn } }
  }
}"""
INPUT = {"consultationId": "c1", "text": SECRET, "idempotencyKey": "0123456789abcdef"}
RECEIPT: dict[str, Any] = {
    "comment_id": "m1",
    "receipt_number": "4839-1027-5648",
    "confirmation_number": "1234-5678-9012-3456",
    "passage": None,
    "attachments": [],
    "salt": "00",
    "commitment": "11",
    "accepted_at": "2026-11-23T00:00:00.000Z",
    "consultation_id": "c1",
    "clause_id": None,
    "text": SECRET,
    "channel": "WEB",
    "late": False,
    "repeated": False,
}


class Log:
    """Keeps what is logged, as it would be written."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def error(self, event: str, **values: Any) -> None:
        self.lines.append(orjson.dumps({"event": event, **values}).decode())


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    log = Log()
    monkeypatch.setattr(failures, "_log", log)
    return log.lines


class Comments:
    """A stand-in of the service that answers or raises."""

    def __init__(self, outcome: Any, consultations: Any = None) -> None:
        self.outcome = outcome
        self.known = consultations
        self.bodies: list[Any] = []

    async def submit(self, body: Any) -> Any:
        self.bodies.append(body)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    async def consultations(self, ids: Any) -> Any:
        if isinstance(self.known, Exception):
            raise self.known
        return self.known or []

    async def comments(self, ids: Any) -> Any:
        return []

    splittings = points = comments


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD", "DELETE"])
async def test_only_post(caller: Caller, method: str) -> None:
    answer = await caller.send(b"", method=method)
    assert answer.status == 405
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/json; charset=shift_jis",
        "",
    ],
)
async def test_only_json_so_that_a_foreign_page_cannot_post(
    caller: Caller, content_type: str
) -> None:
    answer = await caller.send(b'{"query": "{ __typename }"}', content_type=content_type)
    assert answer.status == 415
    assert answer.codes == ["CONTENT_TYPE_NOT_ACCEPTED"]


async def test_json_with_its_charset_is_fine(caller: Caller) -> None:
    answer = await caller.send(
        b'{"query": "{ __typename }"}', content_type="application/json; charset=UTF-8"
    )
    assert answer.json == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "BODY_MALFORMED"),
        (b"{", "BODY_MALFORMED"),
        (b"[]", "BODY_MALFORMED"),
        (b'[{"query": "{ __typename }"}]', "BODY_MALFORMED"),
        ('{"query": "意見"}'.encode("shift_jis"), "BODY_MALFORMED"),
        (b'{"query": "\\ud800"}', "BODY_MALFORMED"),
        (b"[" * 100_000, "BODY_MALFORMED"),
        (b"{}", "QUERY_MISSING"),
        (b'{"query": null}', "QUERY_MISSING"),
        (b'{"query": "  "}', "QUERY_MISSING"),
        (b'{"query": "{a}", "variables": []}', "BODY_MALFORMED"),
        (b'{"query": "{a}", "operationName": 1}', "BODY_MALFORMED"),
    ],
)
async def test_bodies_that_hold_no_operation(caller: Caller, body: bytes, code: str) -> None:
    answer = await caller.send(body)
    assert answer.status == 400
    assert answer.codes == [code]


async def test_a_huge_body_announced_or_not(caller: Caller) -> None:
    assert (await caller.send(b"x" * 300_000)).status == 413
    announced = await caller.send(b"", headers={"content-length": "300000"})
    assert announced.status == 413
    assert announced.codes == ["BODY_TOO_LARGE"]


async def test_staff_may_send_more_as_an_import_is_larger(caller: Caller) -> None:
    body = orjson.dumps({"query": "{ __typename }", "variables": {"x": "a" * 300_000}})
    assert (await caller.send(body, as_staff=True)).status == 200
    assert (await caller.send(b"x" * 3_000_000, as_staff=True)).status == 413


async def test_an_unknown_operation_name(caller: Caller) -> None:
    body = orjson.dumps({"query": "query A { __typename }", "operationName": "B"})
    assert (await caller.send(body)).codes == ["OPERATION_UNKNOWN"]


async def test_a_field_that_is_not_there_comes_without_a_hint(caller: Caller) -> None:
    answer = await caller.ask("{ polices { edges { cursor } } }")
    assert answer.codes == ["QUERY_INVALID"]
    assert answer.json["errors"][0]["locations"] == [{"line": 1, "column": 3}]
    assert b"Did you mean" not in answer.content
    assert b"policies" not in answer.content


@pytest.mark.parametrize(
    "query",
    [
        f'mutation {{ submitComment(input: {{text: "{SECRET}"}}) {{ __typename }} }}',
        f'mutation {{ submitComment(input: "{SECRET}") {{ __typename }} }}',
        f'mutation {{ submitComment(input {{text: "{SECRET}" "{SECRET}"}}) }}',
        f'{{ policies(first: "{SECRET}") {{ edges {{ cursor }} }} }}',
        f'query ($first: Int = "{SECRET}") {{ policies(first: $first) {{ edges {{ cursor }} }} }}',
    ],
)
async def test_what_is_written_in_a_document_is_not_repeated_in_errors(
    caller: Caller, query: str
) -> None:
    answer = await caller.ask(query)
    assert answer.codes
    assert set(answer.codes) <= {"QUERY_INVALID", "QUERY_MALFORMED"}
    assert SECRET not in answer.content.decode()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"text": [SECRET]}, "input.text"),
        ({"text": None}, "input.text"),
        ({"submitterKind": SECRET}, "input.submitterKind"),
        ({SECRET: 1}, "input"),
        ({"continues": {"receiptNumber": SECRET}}, "input.continues"),
    ],
)
async def test_a_wrong_variable_is_named_and_its_value_is_not(
    caller: Caller, logged: list[str], change: dict[str, Any], where: str
) -> None:
    answer = await caller.ask(SUBMIT, {"input": {**INPUT, **change}})
    (error,) = answer.json["errors"]
    assert error["extensions"]["code"] == "VARIABLE_INVALID"
    assert error["extensions"]["field"].startswith(where)
    assert SECRET not in answer.content.decode()
    assert SECRET not in "".join(logged)


@pytest.mark.parametrize("failure", [RuntimeError(SECRET), KeyError(SECRET), ValueError(SECRET)])
async def test_a_bug_is_masked_and_logged_without_what_was_written(
    make_caller: Callable[..., Caller], logged: list[str], failure: Exception
) -> None:
    caller = make_caller(public_comment=Comments(failure))
    answer = await caller.ask(SUBMIT, {"input": INPUT})
    (error,) = answer.json["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    (line,) = logged
    assert error["extensions"]["traceId"] in line
    assert type(failure).__name__ in line
    assert SECRET not in line
    assert SECRET not in answer.content.decode()


async def test_what_the_service_refuses_comes_as_problems_in_two_languages(
    make_caller: Callable[..., Caller],
) -> None:
    refused = Refused([Fact("TEXT_TOO_LONG", "text", {"max": 10_000, "actual": 10_001})])
    caller = make_caller(public_comment=Comments(refused))
    answer = await caller.ask(SUBMIT, {"input": INPUT})
    (problem,) = answer.json["data"]["submitComment"]["problems"]
    assert problem["field"] == "text"
    assert "10000文字以内" in problem["message"]
    assert "10001" in problem["messageEn"]


async def test_a_service_that_is_away_says_that_trying_again_is_safe(
    make_caller: Callable[..., Caller],
) -> None:
    caller = make_caller(public_comment=Comments(Unavailable()))
    answer = await caller.ask(SUBMIT, {"input": INPUT})
    (problem,) = answer.json["data"]["submitComment"]["problems"]
    assert problem["code"] == "UNAVAILABLE"
    assert "二重に受け付けることはありません" in problem["message"]


async def test_a_receipt_is_handed_out_even_when_the_consultation_cannot_be_read(
    make_caller: Callable[..., Caller],
) -> None:
    caller = make_caller(public_comment=Comments(RECEIPT, Unavailable()))
    answer = await caller.ask(SUBMIT, {"input": INPUT})
    receipt = answer.json["data"]["submitComment"]
    assert receipt["receiptNumber"] == RECEIPT["receipt_number"]
    assert receipt["consultation"] is None
    assert answer.codes == ["UNAVAILABLE"]
    assert answer.json["errors"][0]["path"] == ["submitComment", "consultation"]


async def test_a_citizen_cannot_choose_another_channel_than_the_web(
    make_caller: Callable[..., Caller],
) -> None:
    comments = Comments(RECEIPT)
    caller = make_caller(public_comment=comments)
    await caller.ask(SUBMIT, {"input": INPUT})
    assert comments.bodies[0]["channel"] == "WEB"
    assert not comments.bodies[0].keys() & {"received_on", "postmarked_on", "submitter_ref"}


async def test_answers_carry_the_headers_that_keep_browsers_on_the_safe_side(
    caller: Caller,
) -> None:
    for path in ("/graphql", "/healthz", "/receipts/no/such/page"):
        answer = await caller.send(b"", method="GET", path=path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert len(answer.headers["x-trace-id"]) == 32
    for method, path in (("GET", "/receipts/no/such/page"), ("POST", "/no/such/form")):
        private = await caller.send(b"", method=method, path=path)
        assert private.headers["referrer-policy"] == "no-referrer"
        assert private.headers["cache-control"].startswith(("no-store", "private"))


async def test_a_trace_that_a_caller_began_goes_on(caller: Caller) -> None:
    trace_id = "0af7651916cd43dd8448eb211c80319c"
    answer = await caller.send(b"{}", headers={"traceparent": f"00-{trace_id}-b7ad6b7169203331-01"})
    assert answer.headers["x-trace-id"] == trace_id
    assert answer.json["errors"][0]["extensions"]["traceId"] == trace_id
