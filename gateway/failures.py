"""Says what went wrong with an operation.

A caller's own mistake is told as it is. Anything else is masked, and logged with the trace id and
the place in the code, without messages or values: those could hold a citizen's words.
"""

import re
from collections.abc import Mapping, Sequence
from traceback import extract_tb
from typing import Any, cast

from graphql import GraphQLError, GraphQLInputType, GraphQLSyntaxError, type_from_ast
from graphql.utilities.validate_input_value import validate_input_value

from gateway.clients.base import Fact
from gateway.context import Context
from gateway.documents import Document
from gateway.errors import Problem, facts_of
from shared.logs import cause_of, log
from shared.trace import current_trace_id

_FOUND_VALUE = re.compile(r",? found .*|: .*", re.DOTALL)
_log = log(__name__)


def explain(
    errors: Sequence[GraphQLError], context: Context, variables: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Write errors as entries of GraphQL's ``errors``.

    What is not the caller's to put right is logged: one line for a cause, in however many items
    of a list it struck.
    """
    entries: list[dict[str, Any]] = []
    logged: set[tuple[str, str]] = set()
    for error in errors:
        told_as = _told(error, context, variables)
        if told_as is None:
            told_as = [told(Fact("INTERNAL"), **_where(error))]
            cause = _cause(error)
            if cause not in logged:
                logged.add(cause)
                log_masked(error)
        entries += told_as
    return entries


def told(fact: Fact, *, detail: str | None = None, **where: Any) -> dict[str, Any]:
    """Write a fact as an entry of ``errors``: the message in Japanese, English beside it."""
    problem = Problem.of(fact)
    extensions: dict[str, Any] = {"code": fact.code, "messageEn": problem.message_en}
    if problem.field:
        extensions["field"] = problem.field
    if detail:
        extensions["detail"] = detail
    if trace_id := current_trace_id():
        extensions["traceId"] = trace_id
    return {"message": problem.message, **where, "extensions": extensions}


def log_masked(error: Exception) -> None:
    """Log an unexpected error by its type and place, not its message."""
    original = error.original_error if isinstance(error, GraphQLError) else error
    trace = extract_tb((original or error).__traceback__)
    _log.error(
        "operation_failed",
        trace_id=current_trace_id(),
        path=[str(part) for part in getattr(error, "path", None) or ()],
        error=cause_of(original or error),
        at=[f"{frame.filename}:{frame.lineno}" for frame in trace[-6:]],
    )


def _told(
    error: GraphQLError, context: Context, variables: Mapping[str, Any]
) -> list[dict[str, Any]] | None:
    """Write an error that the caller can act on, or return None."""
    where = _where(error)
    if (facts := facts_of(error.original_error)) is not None:
        return [told(fact, **where) for fact in facts]
    if isinstance(error, GraphQLSyntaxError):
        return [told(Fact("QUERY_MALFORMED"), **where)]
    document: Document | None = getattr(context, "document", None)
    if document is None:
        return None
    if document.errors:
        return [told(Fact("QUERY_INVALID"), detail=_without_values(error.message), **where)]
    if not error.path and _is_of_the_library(error.original_error):
        # Before any field ran, what the library finds is wrong is a variable.
        bad = _bad_variable(context, document, variables)
        return [told(Fact("VARIABLE_INVALID", bad), **where)]
    return None


def _is_of_the_library(cause: Exception | None) -> bool:
    return cause is None or isinstance(cause, GraphQLError)


def _where(error: GraphQLError) -> dict[str, Any]:
    where: dict[str, Any] = {}
    if error.locations:
        where["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        where["path"] = list(error.path)
    return where


def _cause(error: GraphQLError) -> tuple[str, str]:
    original = error.original_error or error
    frames = extract_tb(original.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return type(original).__name__, place


def _without_values(message: str) -> str:
    """Cut what a document's literals hold out of a validation message."""
    return _FOUND_VALUE.sub("", message)


def _bad_variable(context: Context, document: Document, variables: Mapping[str, Any]) -> str | None:
    """Say which part of which variable is wrong, such as ``input.channel``, never its value."""
    for node in document.node.definitions:
        for definition in getattr(node, "variable_definitions", None) or ():
            name = definition.variable.name.value
            if name not in variables and definition.default_value:
                continue
            bad: list[str] = []

            def note(_error: GraphQLError, path: list[str | int], to: list[str] = bad) -> None:
                to.append(".".join(map(str, path)))

            kind = type_from_ast(context.documents.schema, definition.type)
            validate_input_value(variables.get(name), cast(GraphQLInputType, kind), note)
            if bad:
                return f"{name}.{bad[0]}".rstrip(".")
    return None
