"""The pages' data: named GraphQL operations, run in this process against the public schema."""

from collections.abc import Awaitable, Sequence
from typing import Any

from fastapi import Request

from gateway.clients.base import Fact
from gateway.context import Clients
from gateway.errors import facts_of
from gateway.execute import Gateway, OperationFailed, run_operation
from gateway.messages import both
from gateway.operations import read_operation
from gateway.web.session import page_caller


async def run(request: Request, operation: str, **variables: Any) -> Any:
    """Run ``operations/<operation>.graphql`` and return its ``data``."""
    return await run_operation(request, read_operation(operation), variables)


async def run_or_none(request: Request, operation: str, **variables: Any) -> Any:
    """Run a query whose answer the page can do without; None when it cannot be had now."""
    try:
        return await run(request, operation, **variables)
    except Exception as error:
        if told_of(error) is None:
            raise
        return None


async def clients(request: Request) -> Clients:
    """Return the clients of the services, on behalf of who opens the page: for files alone."""
    gateway: Gateway = request.app.state.gateway
    return gateway.contexts.make(await page_caller(request)).clients


async def told_as_problems(doing: Awaitable[Any]) -> dict[str, Any] | None:
    """Do it; return what went wrong as ``Problems``, as ``submit`` does, or None."""
    try:
        await doing
    except Exception as error:
        return _problems(error)
    return None


async def submit(request: Request, operation: str, given: dict[str, Any]) -> dict[str, Any]:
    """Run a mutation and return its one result, as ``ask`` does."""
    return await ask(request, operation, input=given)


async def ask(request: Request, operation: str, **variables: Any) -> dict[str, Any]:
    """Run an operation of one field and return its result.

    Whatever went wrong comes as ``Problems``, so that a page can give back what was typed.
    """
    try:
        data = await run(request, operation, **variables)
    except Exception as error:
        return _problems(error)
    result: dict[str, Any] = next(iter(data.values()))
    return result


def told_of(error: Exception) -> Sequence[Fact] | None:
    """Return what to tell of an error; None for a mistake of our own that was not logged yet."""
    return (Fact("INTERNAL"),) if isinstance(error, OperationFailed) else facts_of(error)


def _problems(error: Exception) -> dict[str, Any]:
    """Return what to tell of an error as ``Problems``; a mistake of our own goes on its way."""
    facts = told_of(error)
    if facts is None:
        raise error
    return {"__typename": "Problems", "problems": [_problem(fact) for fact in facts]}


def _problem(fact: Fact) -> dict[str, Any]:
    japanese, english = both(fact.code, fact.params)
    return {
        "code": fact.code,
        "field": fact.field,
        "message": japanese,
        "messageEn": english,
    }
