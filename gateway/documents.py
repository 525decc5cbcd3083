"""Documents are parsed, validated and measured once, then kept; the limits hold at every execution.

The operations of the web pages are known when the process starts and stay. A stranger's documents
come and go in a small space of their own, so that nobody can push the known ones out. What is kept
depends on the document and the schema alone, never on who asked or with which variables.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    parse,
    recommended_rules,
    specified_rules,
    validate,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from gateway.limits import MAX_CHARS, MAX_TOKENS, Operation, QueryTooLong, measure_operations

# Up to a third of a megabyte each.
STRANGERS_KEPT = 64
_RULES = (
    *specified_rules,
    *recommended_rules,
    MaybeNullValidationRule,
    OneOfInputValidationRule,
)


@dataclass(slots=True)
class Document:
    """A document with what validation found, or the measure of its operations."""

    node: DocumentNode
    errors: list[GraphQLError]
    operations: dict[str, Operation] = field(default_factory=dict)


class DocumentInvalid(Exception):
    """A known document does not fit the schema."""


class Documents:
    """The documents of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self._known: dict[str, Document] = {}
        self._strangers: OrderedDict[str, Document] = OrderedDict()

    def learn(self, text: str, name: str) -> None:
        """Keep a document of our own for good.

        Raises:
            DocumentInvalid: it does not fit the schema; ``name`` says which one it is.
        """
        document = self._prepare(text)
        if document.errors:
            raise DocumentInvalid(f"{name}: {document.errors[0].message}")
        self._known[text] = document

    def without_strangers(self) -> "Documents":
        """Return a store that knows our own documents, and nobody else's."""
        store = Documents(self.schema)
        store._known = self._known
        return store

    def get(self, text: str) -> Document:
        """Return a document, prepared.

        Raises:
            QueryTooLong: it is over the limits of length. GraphQLSyntaxError: it cannot be read.
        """
        if document := self._known.get(text):
            return document
        if document := self._strangers.get(text):
            self._strangers.move_to_end(text)
            return document
        document = self._prepare(text)
        self._strangers[text] = document
        if len(self._strangers) > STRANGERS_KEPT:
            self._strangers.popitem(last=False)
        return document

    def _prepare(self, text: str) -> Document:
        if len(text) > MAX_CHARS:
            raise QueryTooLong(max=MAX_CHARS)
        node = _parse(text)
        errors = validate(self.schema, node, _RULES, max_errors=5, hide_suggestions=True)
        if errors:
            return Document(node, errors)
        return Document(node, [], measure_operations(self.schema, node))


def _parse(text: str) -> DocumentNode:
    try:
        return parse(text, max_lexical_tokens=MAX_TOKENS)
    except GraphQLSyntaxError as error:
        if f"more than {MAX_TOKENS}" in error.message:
            raise QueryTooLong(max=MAX_TOKENS) from error
        raise


class Prepared(SchemaExtension):
    """Runs documents from the store and holds them to the limits."""

    def on_parse(self) -> Iterator[None]:
        """Take the document from the store; ``context`` brings the store."""
        execution = self.execution_context
        document = execution.context.documents.get(execution.query)
        execution.graphql_document = document.node
        execution.context.document = document
        yield

    def on_validate(self) -> Iterator[None]:
        """Use what validation found before, then judge this execution."""
        execution = self.execution_context
        context = execution.context
        document: Document = context.document
        if not document.errors:
            operation = document.operations[execution.operation_name or ""]
            operation.judge(
                execution.variables or {},
                may_introspect=context.may_introspect,
            )
        execution.pre_execution_errors = document.errors
        yield
