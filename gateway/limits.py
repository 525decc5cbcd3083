"""What one request may ask for. Measured once per document, judged at every execution.

The measure depends on the document alone, so it may be cached with it. The judgement depends on the
caller and the variables, so it never is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLList,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
)

from gateway.paging import PAGE_DEFAULT, PAGE_MAX
from shared.errors import Forbidden, InvalidInput

MAX_CHARS = 12_000
MAX_TOKENS = 1_000
MAX_DEPTH = 10
MAX_ALIASES = 15
MAX_QUERIES = 6
# One at a time: many tries of a confirmation number in one request would be one try to a limiter.
MAX_MUTATIONS = 1
# About 5 µs of one processor each.
MAX_COST = 8_000

# How many items lists without ``first`` usually hold, as the cost counts them.
USUAL_LIST = 5
LIST_SIZES = {
    "Revision.clauses": 100,
    "StageCounts.byDay": 100,
    "StageCounts.byClause": 100,
    "ImportedComments.rows": 200,
    "Overview.policies": 30,
    "PolicyRow.stages": 4,
    "StageCell.byMethod": 3,
    "StageCell.byChannel": 4,
}


class QueryTooLong(InvalidInput):
    """The document has too many characters or tokens."""


class QueryTooDeep(InvalidInput):
    """The document is nested too deeply."""


class TooManyAliases(InvalidInput):
    """The document renames too many fields."""


class TooManyRootFields(InvalidInput):
    """The document asks for too many things at once."""


class QueryTooCostly(InvalidInput):
    """The document asks for too many objects."""


class IntrospectionOff(Forbidden):
    """The schema is not told to strangers here."""


@dataclass(slots=True)
class Cost:
    """What a field costs: 1 and, times the size of its list, what is in it."""

    children: list["Cost"]
    size: int = 1
    size_variable: str | None = None

    def of(self, variables: Mapping[str, Any], known: dict[int, int]) -> int:
        """Count for these variables. Shared parts (fragments) are counted once, then looked up."""
        if id(self) not in known:
            size = self.size
            if self.size_variable and isinstance(given := variables.get(self.size_variable), int):
                size = max(0, min(given, PAGE_MAX))
            inside = sum(child.of(variables, known) for child in self.children)
            known[id(self)] = 1 + size * inside
        return known[id(self)]


@dataclass(slots=True)
class Measure:
    """The measure of one operation."""

    depth: int = 0
    aliases: int = 0
    costs: list[Cost] = field(default_factory=list)
    introspects: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation and its measure."""

    kind: OperationType
    root_fields: int
    measure: Measure

    def judge(self, variables: Mapping[str, Any], *, may_introspect: bool) -> None:
        """Let an operation pass that asks for no more than it may.

        Raises:
            IntrospectionOff, TooManyRootFields, TooManyAliases, QueryTooDeep, QueryTooCostly.
        """
        measure = self.measure
        if measure.introspects:
            if not may_introspect:
                raise IntrospectionOff
            return
        most = MAX_MUTATIONS if self.kind is OperationType.MUTATION else MAX_QUERIES
        if self.root_fields > most:
            raise TooManyRootFields(max=most)
        if measure.aliases > MAX_ALIASES:
            raise TooManyAliases(max=MAX_ALIASES)
        if measure.depth > MAX_DEPTH:
            raise QueryTooDeep(max=MAX_DEPTH)
        known: dict[int, int] = {}
        cost = sum(part.of(variables, known) for part in measure.costs)
        if cost > MAX_COST:
            raise QueryTooCostly(max=MAX_COST, cost=cost)


def measure_operations(schema: GraphQLSchema, document: DocumentNode) -> dict[str, Operation]:
    """Measure each operation of a valid document, by its name (empty for a nameless one)."""
    ruler = _Ruler(schema, document)
    operations = {}
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            root = schema.get_root_type(node.operation)
            assert root is not None  # noqa: S101  # a valid document has no other
            ruler.defaults = _defaults(node)
            ruler.fragments.clear()
            measure = ruler.measure(node.selection_set, root)
            count = sum(1 for _ in ruler.fields(node.selection_set))
            operations[node.name.value if node.name else ""] = Operation(
                node.operation, count, measure
            )
    return operations


class _Ruler:
    """Walks a document with the schema; each fragment once."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self.schema = schema
        self.named = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self.fragments: dict[str, Measure] = {}
        self.defaults: dict[str, int] = {}

    def measure(self, selected: SelectionSetNode, parent: GraphQLCompositeType) -> Measure:
        total = Measure()
        for node in selected.selections:
            if isinstance(node, FieldNode):
                self._add_field(total, node, parent)
            elif isinstance(node, InlineFragmentNode):
                on = node.type_condition
                inner = self.schema.get_type(on.name.value) if on else parent
                _add(total, self.measure(node.selection_set, inner))  # type: ignore[arg-type]
            elif isinstance(node, FragmentSpreadNode):
                _add(total, self._fragment(node.name.value))
        return total

    def fields(self, selected: SelectionSetNode) -> Iterable[FieldNode]:
        """Find the fields of a selection, also those in fragments."""
        for node in selected.selections:
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                yield from self.fields(node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                yield from self.fields(self.named[node.name.value].selection_set)

    def _fragment(self, name: str) -> Measure:
        if name not in self.fragments:
            node = self.named[name]
            on = self.schema.get_type(node.type_condition.name.value)
            self.fragments[name] = self.measure(node.selection_set, on)  # type: ignore[arg-type]
        return self.fragments[name]

    def _add_field(self, total: Measure, node: FieldNode, parent: GraphQLCompositeType) -> None:
        total.aliases += node.alias is not None
        name = node.name.value
        if name.startswith("__"):
            total.introspects |= name in ("__schema", "__type")
            return
        inner = Measure()
        cost = Cost(inner.costs)
        if node.selection_set:
            definition = parent.fields[name]  # type: ignore[union-attr]  # a union has no fields
            of = get_named_type(definition.type)
            inner = self.measure(node.selection_set, of)
            cost = self._cost(inner.costs, node, f"{parent.name}.{name}", definition)
        total.costs.append(cost)
        total.depth = max(total.depth, 1 + inner.depth)
        total.aliases += inner.aliases
        total.introspects |= inner.introspects

    def _cost(
        self, inside: list[Cost], node: FieldNode, path: str, definition: GraphQLField
    ) -> Cost:
        if "first" in definition.args:
            first = next((a.value for a in node.arguments or () if a.name.value == "first"), None)
            if isinstance(first, IntValueNode):
                return Cost(inside, min(int(first.value), PAGE_MAX))
            if isinstance(first, VariableNode):
                name = first.name.value
                return Cost(inside, self.defaults.get(name, PAGE_DEFAULT), name)
            return Cost(inside, PAGE_DEFAULT)
        is_list = isinstance(get_nullable_type(definition.type), GraphQLList)
        if is_list and node.name.value != "edges":
            return Cost(inside, LIST_SIZES.get(path, USUAL_LIST))
        return Cost(inside)


def _add(total: Measure, part: Measure) -> None:
    total.depth = max(total.depth, part.depth)
    total.aliases += part.aliases
    total.costs.extend(part.costs)
    total.introspects |= part.introspects


def _defaults(node: OperationDefinitionNode) -> dict[str, int]:
    return {
        definition.variable.name.value: int(definition.default_value.value)
        for definition in node.variable_definitions or ()
        if isinstance(definition.default_value, IntValueNode)
    }
