"""Runs operations against the schema, for HTTP and for the pages, and says what went wrong.

A person's own mistake is told as it is. Anything else is masked, and logged with the trace id and
the place in the code, without messages or values: those could hold a citizen's words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb
from typing import Any, cast

from fastapi import Request
from graphql import GraphQLError, GraphQLInputType, GraphQLSyntaxError, type_from_ast
from graphql.utilities.validate_input_value import validate_input_value
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult

from gateway.clients.base import Fact
from gateway.context import Clients, Context, Contexts
from gateway.documents import Document, Documents
from gateway.errors import Problem, facts_of
from gateway.schema import schema
from shared.errors import InvalidInput
from shared.logs import cause_of, log
from shared.settings import Settings
from shared.trace import current_trace_id

WEB_OPERATIONS = Path(__file__).parent / "web" / "operations"
_FOUND_VALUE = re.compile(r",? found .*|: .*", re.DOTALL)
_log = log(__name__)


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
    def build(cls, clients: Clients, settings: Settings) -> "Gateway":
        """Put the parts together and learn the operations of the pages.

        Raises:
            DocumentInvalid: one of them does not fit the schema.
        """
        documents = Documents(schema._schema)
        for path in sorted(WEB_OPERATIONS.glob("**/*.graphql")):
            documents.learn(path.read_text("utf-8"), path.name)
        return cls(clients, documents, Contexts(clients, documents, settings))


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
    context = gateway.contexts.make(request.headers.get("authorization"))
    result = await _execute(context, document, variables, None)
    if result.errors:
        _raise_for_root(result)
        for error in result.errors:
            explain(error, context, variables)
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
        body["errors"] = [
            entry for error in result.errors for entry in explain(error, context, variables or {})
        ]
    return body


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
    except (CannotGetOperationTypeError, InvalidOperationTypeError) as error:
        raise OperationUnknown from error


def _raise_for_root(result: ExecutionResult) -> None:
    """Raise for an error that left nothing of a root field."""
    for error in result.errors or ():
        if result.data is None or not error.path or result.data.get(str(error.path[0])) is None:
            cause = error.original_error
            if cause is not None and facts_of(cause) is not None:
                raise cause
            log_masked(error, error.path or ())
            raise OperationFailed from error


def explain(
    error: GraphQLError, context: Context, variables: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Write an error for the caller; log it when it is not theirs to put right."""
    where = _where(error)
    if (facts := facts_of(error.original_error)) is not None:
        return [told(fact, **where) for fact in facts]
    if isinstance(error, GraphQLSyntaxError):
        return [told(Fact("QUERY_MALFORMED"), **where)]
    document: Document | None = getattr(context, "document", None)
    if document is not None and document.errors:
        return [told(Fact("QUERY_INVALID"), detail=_without_values(error.message), **where)]
    if document is not None and not error.path and _is_graphql(error.original_error):
        return [told(Fact("VARIABLE_INVALID", _bad_variable(document, variables)), **where)]
    log_masked(error, error.path or ())
    return [told(Fact("INTERNAL"), **where)]


def told(fact: Fact, *, detail: str | None = None, **where: Any) -> dict[str, Any]:
    """Write a fact as an entry of GraphQL's ``errors``: Japanese message, English beside it."""
    problem = Problem.of(fact)
    extensions: dict[str, Any] = {"code": fact.code, "messageEn": problem.message_en}
    if problem.field:
        extensions["field"] = problem.field
    if detail:
        extensions["detail"] = detail
    if trace_id := current_trace_id():
        extensions["traceId"] = trace_id
    return {"message": problem.message, **where, "extensions": extensions}


def _is_graphql(cause: Exception | None) -> bool:
    """Say whether the library itself found it: before any field ran, that is a variable."""
    return cause is None or isinstance(cause, GraphQLError)


def _where(error: GraphQLError) -> dict[str, Any]:
    where: dict[str, Any] = {}
    if error.locations:
        where["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        where["path"] = list(error.path)
    return where


def _without_values(message: str) -> str:
    """Cut what a document's literals hold out of a validation message."""
    return _FOUND_VALUE.sub("", message)


def _bad_variable(document: Document, variables: Mapping[str, Any]) -> str | None:
    """Say which part of which variable is wrong, such as ``input.channel``, never its value."""
    for node in document.node.definitions:
        for definition in getattr(node, "variable_definitions", None) or ():
            name = definition.variable.name.value
            if name not in variables and definition.default_value:
                continue
            bad: list[str] = []

            def note(_error: GraphQLError, path: list[str | int], to: list[str] = bad) -> None:
                to.append(".".join(map(str, path)))

            kind = type_from_ast(schema._schema, definition.type)
            validate_input_value(variables.get(name), cast(GraphQLInputType, kind), note)
            if bad:
                return f"{name}.{bad[0]}".rstrip(".")
    return None


def log_masked(error: Exception, path: Sequence[str | int] = ()) -> None:
    """Log an unexpected error by its type and place, not its message."""
    cause = error.original_error if isinstance(error, GraphQLError) else error
    trace = extract_tb((cause or error).__traceback__)
    _log.error(
        "operation_failed",
        trace_id=current_trace_id(),
        path=[str(part) for part in path],
        error=cause_of(cause or error),
        at=[f"{frame.filename}:{frame.lineno}" for frame in trace[-6:]],
    )
