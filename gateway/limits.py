"""What one request may ask for. Measured once per document, judged at every execution.

The measure depends on the document alone, so it may be cached with it. The judgement depends on the
caller and the variables, so it never is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
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

MAX_CHARS = 8_000
MAX_TOKENS = 500
MAX_DEPTH = 10
MAX_ALIASES = 15
MAX_QUERIES = 6
# One at a time: many tries of a confirmation number in one request would be one try to a limiter.
MAX_MUTATIONS = 1
# Each is about 6 µs of one processor.
MAX_COST = 8_000

# How many items lists without ``first`` usually hold, as the cost counts them.
USUAL_LIST = 5
LIST_SIZES = {
    "Revision.clauses": 100,
    "StageCounts.byDay": 100,
    "StageCounts.byClause": 100,
    "StageSummary.sections": 6,
    "SummarySection.sentences": 12,
    "SummarySentence.figures": 3,
    "SummarySentence.names": 1,
    "SummarySentence.citations": 2,
    "SummaryFigure.where": 4,
    "SummaryQuotation.where": 4,
    "ImportedComments.rows": 200,
    "Overview.policies": 30,
    "PolicyRow.stages": 4,
    "StageCell.byMethod": 3,
    "StageCell.byChannel": 4,
    "Query.announcements": 50,
    "IssueMap.cells": 64,
    "IssueProposal.links": 1,
    "IssueProposal.workshops": 2,
    "IssueVersion.photographs": 2,
    "IssueProposal.shownPhotographs": 2,
    "IssueProposal.photographs": 2,
    "IssueVersion.changes": 2,
    "IssueWordsChange.pieces": 10,
    "IssueMap.wards": 8,
    "Query.departments": 120,
    "PlanDocument.revisions": 4,
    "Policy.documents": 2,
    "Query.tasks": 100,
    "Query.openDatasets": 7,
    "OpenDataVersion.fields": 20,
    "OpenDataVersion.files": 3,
    "Response.subjects": 20,
    "Comment.personalDataSuggestions": 2,
    "FoldMember.differences": 10,
    "Response.versions": 20,
    "Response.history": 50,
    "Desk.holders": 1,
    "IssueProposal.merged": 1,
    "Query.recruitments": 10,
    "Committee.members": 20,
    "Committee.seats": 3,
    "Committee.links": 1,
    "Committee.recruitments": 3,
    "Recruitment.ties": 3,
    "Recruitment.steps": 2,
    "Recruitment.criteria": 4,
    "Recruitment.applications": 120,
    "ResultProposal.outcomes": 120,
    "ApplicantParticulars.ties": 2,
    "Applicant.findings": 2,
    "Applicant.alike": 2,
    "AlikeMember.reasons": 2,
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
    """What a field costs: its ``own`` 1 and, times the size of its list, what is in it.

    A fragment is one ``Cost`` wherever it is spread, with nothing of its own.
    """

    children: list["Cost"]
    own: int = 1
    size: int = 1
    size_variable: str | None = None
    varies: bool = field(init=False)

    def __post_init__(self) -> None:
        self.varies = self.size_variable is not None or any(c.varies for c in self.children)

    def of(self, variables: Mapping[str, Any], known: dict[int, int]) -> int:
        """Count for these variables; what is used in many places is counted once."""
        if id(self) not in known:
            size = self.size
            if self.size_variable and isinstance(given := variables.get(self.size_variable), int):
                size = max(0, min(given, PAGE_MAX))
            inside = sum(child.of(variables, known) for child in self.children)
            known[id(self)] = self.own + size * inside
        return known[id(self)]


@dataclass(slots=True)
class Measure:
    """The measure of a selection; ``fields`` are those on its first level."""

    fields: int = 0
    depth: int = 0
    aliases: int = 0
    costs: list[Cost] = field(default_factory=list)
    introspects: bool = False

    def cost(self, variables: Mapping[str, Any]) -> int:
        """Count the whole for these variables."""
        known: dict[int, int] = {}
        return sum(part.of(variables, known) for part in self.costs)

    def add(self, part: "Measure", costs: list[Cost]) -> None:
        """Add a part that stands on the same level."""
        self.fields += part.fields
        self.depth = max(self.depth, part.depth)
        self.aliases += part.aliases
        self.costs.extend(costs)
        self.introspects |= part.introspects


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation and its measure."""

    kind: OperationType
    measure: Measure
    # Counted beforehand where no variable changes it, as in every mutation.
    fixed_cost: int | None

    def judge(self, variables: Mapping[str, Any], *, may_introspect: bool) -> None:
        """Let an operation pass that asks for no more than it may.

        Raises:
            IntrospectionOff, TooManyRootFields, TooManyAliases, QueryTooDeep, QueryTooCostly.
        """
        measure = self.measure
        if measure.introspects and not may_introspect:
            raise IntrospectionOff
        most = MAX_MUTATIONS if self.kind is OperationType.MUTATION else MAX_QUERIES
        if measure.fields > most:
            raise TooManyRootFields(max=most)
        if measure.aliases > MAX_ALIASES:
            raise TooManyAliases(max=MAX_ALIASES)
        if measure.depth > MAX_DEPTH:
            raise QueryTooDeep(max=MAX_DEPTH)
        cost = self.fixed_cost
        if cost is None:
            cost = measure.cost(variables)
        if cost > MAX_COST:
            raise QueryTooCostly(max=MAX_COST, cost=cost)


def measure_operations(schema: GraphQLSchema, document: DocumentNode) -> dict[str, Operation]:
    """Measure each operation of a valid document, by its name (empty for a nameless one).

    Takes time in proportion to the document, however often fragments are spread.

    Raises:
        QueryTooDeep: it is nested beyond what can be walked.
    """
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    operations = {}
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            try:
                measure = _Ruler(schema, fragments, node).measure_operation()
            except RecursionError:
                raise QueryTooDeep(max=MAX_DEPTH) from None
            varies = any(cost.varies for cost in measure.costs)
            operations[node.name.value if node.name else ""] = Operation(
                node.operation, measure, None if varies else measure.cost({})
            )
    return operations


class _Ruler:
    """Walks an operation with the schema; each fragment once."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        operation: OperationDefinitionNode,
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._operation = operation
        self._defaults = _defaults(operation)
        self._measured: dict[str, tuple[Measure, list[Cost]]] = {}

    def measure_operation(self) -> Measure:
        root = self._schema.get_root_type(self._operation.operation)
        return self._measure(self._operation.selection_set, root)

    def _measure(self, selected: SelectionSetNode, parent: Any) -> Measure:
        total = Measure()
        for node in selected.selections:
            if isinstance(node, FieldNode):
                part = self._field(node, parent)
                total.add(part, part.costs)
            elif isinstance(node, InlineFragmentNode):
                on = node.type_condition
                inner = self._schema.get_type(on.name.value) if on else parent
                part = self._measure(node.selection_set, inner)
                total.add(part, part.costs)
            elif isinstance(node, FragmentSpreadNode):
                total.add(*self._fragment(node.name.value))
        return total

    def _fragment(self, name: str) -> tuple[Measure, list[Cost]]:
        if name not in self._measured:
            node = self._fragments[name]
            on = self._schema.get_type(node.type_condition.name.value)
            measure = self._measure(node.selection_set, on)
            self._measured[name] = measure, [Cost(measure.costs, own=0)]
        return self._measured[name]

    def _field(self, node: FieldNode, parent: Any) -> Measure:
        name = node.name.value
        measure = Measure(fields=1, aliases=node.alias is not None)
        if name.startswith("__"):
            measure.introspects = name in ("__schema", "__type")
            return measure
        inner = Measure()
        measure.depth = 1
        if node.selection_set:
            inner = self._measure(node.selection_set, get_named_type(parent.fields[name].type))
            measure.depth += inner.depth
            measure.aliases += inner.aliases
            measure.introspects = inner.introspects
        measure.costs = [self._cost(inner.costs, node, parent)]
        return measure

    def _cost(self, inside: list[Cost], node: FieldNode, parent: Any) -> Cost:
        name = node.name.value
        definition: GraphQLField = parent.fields[name]
        if "first" in definition.args:
            first = next((a.value for a in node.arguments or () if a.name.value == "first"), None)
            if isinstance(first, IntValueNode):
                return Cost(inside, size=min(int(first.value), PAGE_MAX))
            if isinstance(first, VariableNode):
                variable = first.name.value
                size = self._defaults.get(variable, PAGE_DEFAULT)
                return Cost(inside, size=size, size_variable=variable)
            return Cost(inside, size=PAGE_DEFAULT)
        is_list = isinstance(get_nullable_type(definition.type), GraphQLList)
        if is_list and inside and name != "edges":
            return Cost(inside, size=LIST_SIZES.get(f"{parent.name}.{name}", USUAL_LIST))
        return Cost(inside)


def _defaults(node: OperationDefinitionNode) -> dict[str, int]:
    return {
        definition.variable.name.value: int(definition.default_value.value)
        for definition in node.variable_definitions or ()
        if isinstance(definition.default_value, IntValueNode)
    }
