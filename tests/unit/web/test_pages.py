"""What the pages do when something behind them fails: they stay pages, and lose no text."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI

from gateway.execute import OperationFailed
from gateway.web import assets, data, rendering, uploads
from gateway.web.forms import LARGEST_FORM_BYTES
from gateway.web.pages import comments
from gateway.web.routes import router
from shared.errors import Unavailable
from shared.settings import Settings

FORM = "application/x-www-form-urlencoded"
TEXT = "三日かけて書いた<意見>です。"


class Answer:
    """Status, headers and body of an answer."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = ""


Call = Callable[..., Awaitable[Answer]]


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch, plain_settings: Settings) -> Callable[[Exception], None]:
    """Let every operation of the pages fail."""
    for module in (rendering, comments, uploads):
        monkeypatch.setattr(module, "settings", lambda: plain_settings)

    def fail(error: Exception) -> None:
        async def run_operation(*_given: Any) -> Any:
            raise error

        monkeypatch.setattr(data, "run_operation", run_operation)

    fail(AssertionError("no operation was expected"))
    return fail


@pytest.fixture
def call(fails: object) -> Call:
    """Call the pages by ASGI."""
    app = FastAPI()
    app.include_router(router)

    async def send(path: str, body: bytes = b"", kind: str = FORM) -> Answer:
        answer = Answer()
        path, _, query = path.partition("?")
        chunks = _chunks(body)

        async def receive() -> dict[str, Any]:
            chunk = await anext(chunks, b"")
            return {"type": "http.request", "body": chunk, "more_body": bool(chunk)}

        async def take(message: Any) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = {k.decode(): v.decode() for k, v in message["headers"]}
            else:
                answer.body += message.get("body", b"").decode()

        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "method": "POST" if body else "GET",
            "path": path,
            "query_string": query.encode(),
            "headers": [(b"content-type", kind.encode())],
            "server": ("localhost", 80),
            "scheme": "http",
        }
        await app(scope, receive, take)
        return answer

    return send


async def _chunks(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 65_536):
        yield body[start : start + 65_536]


def form(**fields: str) -> bytes:
    return urlencode(fields).encode()


async def test_a_text_comes_back_when_everything_is_away(
    call: Call, fails: Callable[[Exception], None]
) -> None:
    fails(Unavailable())
    sent = form(text=TEXT, idempotency_key="a" * 32, submitter_kind="GROUP")
    answer = await call("/consultations/c1/comment", sent)
    assert answer.status == 503
    assert "三日かけて書いた&lt;意見&gt;です。</textarea>" in answer.body
    assert f'value="{"a" * 32}"' in answer.body
    assert "二重に受け付けることはありません" in answer.body
    assert answer.headers["cache-control"] == "no-store"


async def test_a_text_comes_back_when_the_server_has_a_bug(
    call: Call, fails: Callable[[Exception], None]
) -> None:
    fails(OperationFailed())
    answer = await call("/consultations/c1/comment", form(text=TEXT))
    assert answer.status == 500
    assert "&lt;意見&gt;です。</textarea>" in answer.body


async def test_a_correction_comes_back_when_everything_is_away(
    call: Call, fails: Callable[[Exception], None]
) -> None:
    fails(Unavailable())
    answer = await call("/receipts/correct", form(receipt_number="1", text=TEXT))
    assert answer.status == 503
    assert "まだ直っていません" in answer.body
    assert "三日かけて書いた&lt;意見&gt;です。" in answer.body


async def test_a_page_without_its_data_says_so_in_its_language(
    call: Call, fails: Callable[[Exception], None]
) -> None:
    fails(Unavailable())
    answer = await call("/?lang=en")
    assert answer.status == 503
    assert "This page cannot be shown" in answer.body
    assert 'href="/?lang=en"' in answer.body


async def test_an_unknown_error_is_a_page_that_tells_nothing(
    call: Call, fails: Callable[[Exception], None], capsys: pytest.CaptureFixture[str]
) -> None:
    fails(RuntimeError(TEXT))
    answer = await call("/consultations/c1")
    assert answer.status == 500
    assert "ページを表示できません" in answer.body
    printed = capsys.readouterr()
    assert "意見>" not in answer.body + printed.out + printed.err


async def test_a_huge_form_is_refused_as_a_page(call: Call) -> None:
    answer = await call("/consultations/c1/comment", b"text=" + b"a" * LARGEST_FORM_BYTES)
    assert answer.status == 413
    assert "大きすぎます" in answer.body


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{}", "application/json"),
        (b"broken", "multipart/form-data"),
        (
            b'--x\r\nContent-Disposition: form-data; name="text"; filename="a"\r\n\r\n1\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
    ],
)
async def test_what_is_no_form_is_refused_as_a_page(call: Call, body: bytes, kind: str) -> None:
    answer = await call("/consultations/c1/comment", body, kind)
    assert answer.status == 422
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/nowhere", "/consultations/c1/nowhere"])
async def test_an_address_that_leads_nowhere_is_a_page(call: Call, path: str) -> None:
    answer = await call(path)
    assert answer.status == 404
    assert "ページが見つかりません" in answer.body


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/receipts/open?lang=en", "/receipts?lang=en"),
        ("/consultations?lang=en", "/?lang=en"),
        ("/consultations/c1/continue", "/consultations/c1"),
    ],
)
async def test_the_address_of_a_forms_answer_leads_back(call: Call, path: str, target: str) -> None:
    answer = await call(path)
    assert (answer.status, answer.headers["location"]) == (303, target)


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
async def test_pages_work_without_the_built_front_end(
    call: Call, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setattr(assets, "MANIFEST", Path("/nonexistent"))
    answer = await call(f"/about?lang={lang}")
    assert answer.status == 200
    assert "<h1>" in answer.body and "stylesheet" not in answer.body
    assert "<style" not in answer.body and "style=" not in answer.body


async def test_only_files_of_the_static_folder_are_given(call: Call) -> None:
    assert (await call("/static/icon.svg")).headers["content-type"] == "image/svg+xml"
    assert (await call("/static/../routes.py")).status == 404
    assert (await call("/static/%2e%2e/routes.py")).status == 404


async def test_nobody_misses_an_open_consultation_for_there_being_many(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Entered newest first, as the service lists them: the last one entered first ends today.
    entered = [_consultation(number) for number in range(120)]

    async def run_operation(_request: Any, query: str, given: dict[str, Any]) -> Any:
        if "query ConsultationsInState" in query:
            return {"consultations": _page(entered, int(given["after"]))}
        return {"open": _page(entered, 0), "planned": _page([], 0), "closed": _page([], 0)}

    monkeypatch.setattr(data, "run_operation", run_operation)
    answer = await call("/")
    shown = re.findall(r'href="/consultations/c(\d+)"', answer.body)
    assert [int(one) for one in shown] == list(reversed(range(120)))


def _consultation(number: int) -> dict[str, Any]:
    closes = datetime(2026, 12, 31, tzinfo=UTC) - timedelta(hours=number)
    return {
        "id": f"c{number}",
        **{"title": f"意見募集 {number}", "summary": "", "state": "OPEN"},
        "opensAt": "2026-11-01T00:00:00Z",
        "closesAt": closes.isoformat(),
    }


def _page(items: list[dict[str, Any]], start: int) -> dict[str, Any]:
    end = start + 50
    more = end < len(items)
    return {
        "edges": [{"node": item} for item in items[start:end]],
        "pageInfo": {"hasNextPage": more, "endCursor": str(end) if more else None},
    }
