"""The service over the wire: who may call it, and what it says to bad input."""

from collections.abc import Callable

import aiohttp
import pytest

from infra.local.stack import Stack
from shared.auth import GATEWAY, service_token
from tests.conftest import settings_from

PARTS = ("public-comment",)


@pytest.fixture
def service(new_stack: Callable[..., Stack], environment: dict[str, str]) -> Stack:
    return new_stack(parts=PARTS, given=environment)


async def test_bad_input_is_answered_clearly_and_strangers_not_at_all(service: Stack) -> None:
    settings = settings_from(service.environment)
    made = service_token(settings.service_key, GATEWAY, "public_comment")
    token = {"Authorization": f"Bearer {made}"}
    async with aiohttp.ClientSession(service.url("public-comment"), headers=token) as http:

        async def post(
            path: str, data: bytes, **headers: str
        ) -> tuple[int, str, dict[str, object]]:
            given = {"Content-Type": "application/json", **headers}
            async with http.post(path, data=data, headers=given) as answer:
                body = await answer.json()
                error = body["errors"][0]
                assert body["trace_id"]
                return answer.status, error["code"], error

        assert (await post("/comments", b"{not json"))[:2] == (400, "BODY_MALFORMED")
        assert (await post("/comments", b"\xff\xfe\x00"))[:2] == (400, "BODY_MALFORMED")
        assert (await post("/comments", b"[]"))[:2] == (422, "INVALID_INPUT")
        assert (await post("/comments", b'{"text": {"$gt": ""}}'))[:2] == (422, "INVALID_INPUT")
        huge = b'{"text": "' + b"a" * settings.max_body_bytes * 9 + b'"}'
        assert (await post("/comments", huge))[:2] == (413, "BODY_TOO_LARGE")
        assert (await post("/comments", b"{}", Authorization="Bearer wrong"))[:2] == (
            401,
            "SERVICE_TOKEN_REFUSED",
        )
        assert (await post("/receipts/open", b"{}", Authorization=""))[:2] == (
            401,
            "SERVICE_TOKEN_REFUSED",
        )
        async with http.get("/receipts/1234-5678-9012") as answer:
            assert answer.status in (404, 422)
        for path in ("/healthz", "/readyz"):
            async with http.get(path, headers={"Authorization": ""}) as answer:
                assert (answer.status, (await answer.json())["status"]) == (200, "ok")


async def test_the_service_starts_before_its_database_and_says_so(
    new_stack: Callable[..., Stack],
) -> None:
    stack = new_stack(parts=("kafka", "mongod", "public-comment"))
    url = stack.url("public-comment")
    stack.pause("mongod")
    try:
        async with aiohttp.ClientSession() as http:
            async with http.get(f"{url}/healthz") as answer:
                assert answer.status == 200
            async with http.get(f"{url}/readyz") as answer:
                assert answer.status == 503
                assert (await answer.json())["checks"]["mongodb"] != "ok"
    finally:
        stack.resume("mongod")
    stack.wait_ready("public-comment")
