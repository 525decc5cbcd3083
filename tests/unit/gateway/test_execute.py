"""What the pages get: data, an error that a person can act on, or one that was logged."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import Request

from gateway.clients.base import Fact, Refused
from gateway.execute import OperationFailed, OperationUnknown, run_operation
from shared.errors import Unavailable
from tests.unit.gateway.conftest import UNDECIDED, Caller
from tests.unit.gateway.test_endpoint import INPUT, RECEIPT, SUBMIT, Comments

PAGE = """query ($id: ID!) { consultation(id: $id) { title revision { title } } }"""
CONSULTATION: dict[str, Any] = {
    "id": "c1",
    "title": "募集",
    "summary": "",
    "document_id": "d1",
    "revision_id": "r1",
    "links": [],
    "opens_at": "2026-11-01T00:00:00.000Z",
    "closes_at": "2026-12-01T00:00:00.000Z",
    "channels": ["WEB"],
    "contact": "",
    "department_id": None,
    "particulars": {},
    "purpose_of_use": "",
    "kept_until": None,
    "paper_rule": "ARRIVAL",
    "state": "open",
    **UNDECIDED,
}


class Plans:
    """A stand-in of the policies service whose revisions answer or raise."""

    def __init__(self, revisions: Any) -> None:
        self._revisions = revisions

    async def policies(self, ids: Any) -> Any:
        return []

    async def documents(self, ids: Any) -> Any:
        return []

    async def revisions(self, ids: Any) -> Any:
        if isinstance(self._revisions, Exception):
            raise self._revisions
        return self._revisions


def request_to(caller: Caller) -> Request:
    return Request({"type": "http", "app": caller.app, "headers": []})


async def test_a_refusal_that_left_nothing_is_raised_as_it_was(
    make_caller: Callable[..., Caller],
) -> None:
    caller = make_caller(
        policies=Plans(Unavailable()), public_comment=Comments(None, [CONSULTATION])
    )
    with pytest.raises(Unavailable):
        await run_operation(request_to(caller), PAGE, {"id": "c1"})


async def test_what_is_not_there_is_none_and_no_error(make_caller: Callable[..., Caller]) -> None:
    caller = make_caller(public_comment=Comments(None, []))
    assert await run_operation(request_to(caller), PAGE, {"id": "c1"}) == {"consultation": None}


@pytest.mark.parametrize("revisions", [RuntimeError("bug"), []])
async def test_anything_else_fails_and_was_logged(
    make_caller: Callable[..., Caller], revisions: Any
) -> None:
    caller = make_caller(policies=Plans(revisions), public_comment=Comments(None, [CONSULTATION]))
    with pytest.raises(OperationFailed):
        await run_operation(request_to(caller), PAGE, {"id": "c1"})


async def test_problems_of_a_mutation_are_data(make_caller: Callable[..., Caller]) -> None:
    caller = make_caller(public_comment=Comments(Refused([Fact("TEXT_EMPTY", "text")])))
    data = await run_operation(request_to(caller), SUBMIT, {"input": INPUT})
    assert data["submitComment"]["__typename"] == "Problems"


async def test_a_receipt_stands_without_what_could_not_be_read(
    make_caller: Callable[..., Caller],
) -> None:
    caller = make_caller(public_comment=Comments(RECEIPT, Unavailable()))
    data = await run_operation(request_to(caller), SUBMIT, {"input": INPUT})
    assert data["submitComment"]["receiptNumber"] == RECEIPT["receipt_number"]
    assert data["submitComment"]["consultation"] is None


async def test_a_document_without_an_operation(make_caller: Callable[..., Caller]) -> None:
    with pytest.raises(OperationUnknown):
        await run_operation(request_to(make_caller()), "fragment F on Policy { title } ", {})
