"""Runs operations against the schema: for callers over HTTP, and in this process for the pages."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi import Request
from graphql import GraphQLError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult

from gateway.clients.base import Fact
from gateway.context import Clients, Context, Contexts
from gateway.documents import Documents
from gateway.errors import facts_of
from gateway.failures import explain, log_masked, told
from gateway.identity import Identities
from gateway.live.feed import Feed
from gateway.operations import operation_names, read_operation
from gateway.schema import schema
from gateway.web.session import page_caller
from shared.caller import act_as
from shared.errors import InvalidInput, KyodoError
from shared.settings import Settings

# The document holds no such operation, or it is of a kind that this way does not run.
_NOT_TO_BE_RUN = (CannotGetOperationTypeError, InvalidOperationTypeError)


class OperationUnknown(InvalidInput):
    """The document holds no operation of the name that was asked for."""


class OperationFailed(Exception):
    """An operation of our own pages failed for a reason that was logged."""


@dataclass(frozen=True)
class Gateway:
    """What the process holds: the clients, the documents it knows, and contexts for requests."""

    clients: Clients
    documents: Documents
    contexts: Contexts

    @classmethod
    def build(
        cls, clients: Clients, identities: Identities, feed: Feed, settings: Settings
    ) -> "Gateway":
        """Put the parts together and learn the operations of the pages.

        Raises:
            DocumentInvalid: one of them does not fit the schema.
        """
        documents = _own_documents().without_strangers()
        return cls(clients, documents, Contexts(clients, documents, identities, feed, settings))


@cache
def _own_documents() -> Documents:
    """Prepare the operations of the pages, once in a process: they are many by now."""
    documents = Documents(schema._schema)
    for name in operation_names():
        documents.learn(read_operation(name), name)
    return documents


async def run_operation(
    request: Request, document: str, variables: dict[str, Any]
) -> dict[str, Any]:
    """Run an operation of a page with the rights of its request; return its data.

    A field that may be null and could not be read is null; the reason is logged.

    Raises:
        Refused, KyodoError: what a person can act on, as the resolver raised it.
        OperationFailed: anything else.
    """
    gateway: Gateway = request.app.state.gateway
    context = gateway.contexts.make(await page_caller(request))
    result = await _execute(context, document, variables, None)
    if result.errors:
        _raise_for_root(result)
        explain(result.errors, context, variables)
    assert result.data is not None  # noqa: S101  # no data without an error
    return result.data


async def answer(
    context: Context, query: str, variables: dict[str, Any] | None, operation_name: str | None
) -> dict[str, Any]:
    """Run an operation of a caller; return the body of the answer, with errors told or masked."""
    try:
        result = await _execute(context, query, variables, operation_name)
    except OperationUnknown as unknown:
        return {"data": None, "errors": [told(Fact(unknown.code, "operationName"))]}
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body["errors"] = explain(result.errors, context, variables or {})
    return body


async def deliveries(
    context: Context, query: str, variables: dict[str, Any] | None, operation_name: str | None
) -> AsyncGenerator[dict[str, Any], None]:
    """Run a subscription of a caller; yield the body of each delivery, errors told or masked.

    What cannot begin yields one body without data.
    """
    act_as(context.caller)
    stream = await schema.subscribe(
        query,
        variable_values=variables,
        context_value=context,
        operation_name=operation_name,
    )
    try:
        async with aclosing(stream):
            async for result in stream:
                errors = result.errors or []
                if any(isinstance(error.original_error, _NOT_TO_BE_RUN) for error in errors):
                    raise OperationUnknown("operationName")
                body: dict[str, Any] = {"data": result.data}
                if errors:
                    body["errors"] = explain(errors, context, variables or {})
                yield body
    except (GraphQLError, KyodoError) as error:  # the library hands on what our limits raise
        wrapped = error if isinstance(error, GraphQLError) else _wrapped(error)
        yield {"data": None, "errors": explain([wrapped], context, variables or {})}


def _wrapped(error: KyodoError) -> GraphQLError:
    return GraphQLError(error.code, original_error=error)


async def _execute(
    context: Context, query: str, variables: dict[str, Any] | None, operation_name: str | None
) -> ExecutionResult:
    try:
        return await schema.execute(
            query,
            variable_values=variables,
            context_value=context,
            operation_name=operation_name,
        )
    except _NOT_TO_BE_RUN as error:
        raise OperationUnknown from error


def _raise_for_root(result: ExecutionResult) -> None:
    """Raise for an error that left nothing of a root field."""
    for error in result.errors or ():
        if result.data is None or not error.path or result.data.get(str(error.path[0])) is None:
            cause = error.original_error
            if cause is not None and facts_of(cause) is not None:
                raise cause
            log_masked(error)
            raise OperationFailed from error
