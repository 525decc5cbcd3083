"""Tries every field of the schema as one caller, and says what the caller could see.

A path leads from a root field to an object type. For each caller and each root field that lets the
caller in, every type on the way is asked for all its fields. What a caller never gets hold of by
any path is ``NOTHING``.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_introspection_type,
    is_leaf_type,
    is_required_argument,
)

# The last ones tell somebody without the relation no more than that there is nothing of theirs.
REFUSALS = frozenset(
    {
        "NOT_SIGNED_IN",
        "FORBIDDEN",
        "NOT_IN_CHARGE",
        "DELEGATION_NOT_FOUND",
        "API_TOKEN_NOT_FOUND",
        "DOES_NOT_HOLD_DESK",
        "NOT_THIS_WORKSHOPS_FACILITATOR",
    }
)
FIELDS_AT_ONCE = 12

Field = tuple[str, str]  # type and field
Ask = Callable[[str, Mapping[str, Any]], Awaitable[dict[str, Any]]]
Arguments = Callable[[], Awaitable[Mapping[str, Any]]]


class Verdict(Enum):
    """What became of a try."""

    SEEN = "○"
    REFUSED = "×"
    NOTHING = "－"


@dataclass(frozen=True)
class Path:
    """From a root field to a type: ``steps`` are (type, field) pairs below the root field."""

    root: Field
    type: str
    steps: tuple[Field, ...] = ()

    def document(self, schema: GraphQLSchema, names: list[str], inner: Mapping[str, str]) -> str:
        """Write the operation that asks for ``names`` of the type at the path's end."""
        wanted = " ".join(_selected(schema, self.type, name, inner) for name in names)
        body = f"__typename ... on {self.type} {{ __typename {wanted} }}"
        for type_, name in reversed(self.steps):
            arguments = inner.get(f"{type_}.{name}", "")
            body = f"__typename ... on {type_} {{ {name}{arguments} {{ {body} }} }}"
        return operation(schema, self.root, body)


def operation(schema: GraphQLSchema, root: Field, body: str) -> str:
    """Write the operation that uses a root field; its arguments are variables of the same names."""
    type_, name = root
    definition = _object(schema, type_).fields[name]
    variables = ", ".join(f"${key}: {arg.type}" for key, arg in definition.args.items())
    passed = ", ".join(f"{key}: ${key}" for key in definition.args)
    head = f"({variables})" if variables else ""
    tail = f"({passed})" if passed else ""
    return f"{type_.lower()} Try{head} {{ {name}{tail} {f'{{ {body} }}' if body else ''} }}"


def paths(schema: GraphQLSchema, root: Field, inner: Mapping[str, str]) -> Iterator[Path]:
    """Yield a shortest path to each object type that can be reached from a root field."""
    returned = get_named_type(_object(schema, root[0]).fields[root[1]].type)
    waiting = [Path(root, name) for name in _concrete(schema, returned)]
    seen: set[str] = set()
    while waiting:
        path = waiting.pop(0)
        if path.type in seen:
            continue
        seen.add(path.type)
        yield path
        for name, definition in _object(schema, path.type).fields.items():
            target = get_named_type(definition.type)
            if is_leaf_type(target) or not _can_be_asked(path.type, name, definition, inner):
                continue
            step = (path.type, name)
            waiting += [
                Path(root, found, (*path.steps, step)) for found in _concrete(schema, target)
            ]


def every_field(schema: GraphQLSchema) -> set[Field]:
    """Name all fields of all object types."""
    return {
        (type_.name, name)
        for type_ in schema.type_map.values()
        if isinstance(type_, GraphQLObjectType) and not is_introspection_type(type_)
        for name in type_.fields
    }


@dataclass
class Walker:
    """One caller's walk through the schema.

    ``inner`` holds the arguments of fields below the roots, such as ``{"Revision.clause":
    '(id: "…")'}``.
    """

    schema: GraphQLSchema
    ask: Ask
    inner: Mapping[str, str]
    verdicts: dict[Field, Verdict] = field(default_factory=dict)
    succeeded: set[Field] = field(default_factory=set)

    async def try_root(self, root: Field, arguments: Arguments) -> None:
        """Try a root field, then all that can be reached through it and is not yet seen."""
        ways = list(paths(self.schema, root, self.inner))
        verdict = await self._knock(root, arguments)
        self._note(root, verdict)
        if verdict is Verdict.REFUSED:
            return
        for way in ways:
            missing = [
                name
                for name in _names(self.schema, way.type)
                if self.verdicts.get((way.type, name)) is not Verdict.SEEN
                and _can_be_asked(way.type, name, self._definition(way.type, name), self.inner)
            ]
            for start in range(0, len(missing), FIELDS_AT_ONCE):
                await self._look(way, missing[start : start + FIELDS_AT_ONCE], arguments)

    async def _knock(self, root: Field, arguments: Arguments) -> Verdict:
        returned = get_named_type(self._definition(*root).type)
        body = "" if is_leaf_type(returned) else "__typename"
        if "Problems" in _concrete(self.schema, returned):
            told = " ".join(_names(self.schema, "Problem"))
            body += f" ... on Problems {{ problems {{ {told} }} }}"
        document = operation(self.schema, root, body)
        answer = await self.ask(document, await arguments())
        value = (answer.get("data") or {}).get(root[1])
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        if isinstance(value, dict) and value.get("__typename") == "Problems":
            codes |= {problem["code"] for problem in value["problems"]}
            for name in _names(self.schema, "Problem"):
                self._note(("Problem", name), Verdict.SEEN)
            self._note(("Problems", "problems"), Verdict.SEEN)
        if codes & REFUSALS:
            return Verdict.REFUSED
        if not codes and value is not None:
            self.succeeded.add(root)
        return Verdict.SEEN

    async def _look(self, way: Path, names: list[str], arguments: Arguments) -> None:
        document = way.document(self.schema, names, self.inner)
        answer = await self.ask(document, await arguments())
        refused = _refused_fields(answer, way)
        if refused and len(names) > 1:
            for name in names:  # a refused field may have taken its neighbours with it
                await self._look(way, [name], arguments)
            return
        for name in refused & set(names):
            self._note((way.type, name), Verdict.REFUSED)
        root = (answer.get("data") or {}).get(way.root[1])
        for found in _objects(root, [name for _, name in way.steps]):
            if found.get("__typename") == way.type:
                for name in set(names) - refused:
                    self._note((way.type, name), Verdict.SEEN)

    def _definition(self, type_: str, name: str) -> GraphQLField:
        found: GraphQLField = _object(self.schema, type_).fields[name]
        return found

    def _note(self, of: Field, verdict: Verdict) -> None:
        if self.verdicts.get(of) is not Verdict.SEEN:
            self.verdicts[of] = verdict


def _refused_fields(answer: dict[str, Any], way: Path) -> set[str]:
    """Name the fields at the path's end that were refused, not those on the way to it."""
    depth = len(way.steps) + 2
    found = set()
    for error in answer.get("errors", ()):
        names = [part for part in error.get("path", ()) if isinstance(part, str)]
        if error["extensions"]["code"] in REFUSALS and len(names) == depth:
            found.add(names[-1])
    return found


def _objects(value: Any, steps: list[str]) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, steps)
    elif isinstance(value, dict):
        if not steps:
            yield value
        elif steps[0] in value:
            yield from _objects(value[steps[0]], steps[1:])


def _selected(schema: GraphQLSchema, type_: str, name: str, inner: Mapping[str, str]) -> str:
    definition = _object(schema, type_).fields[name]
    arguments = inner.get(f"{type_}.{name}", "")
    below = "" if is_leaf_type(get_named_type(definition.type)) else " { __typename }"
    return f"{name}{arguments}{below}"


def _can_be_asked(
    type_: str, name: str, definition: GraphQLField, inner: Mapping[str, str]
) -> bool:
    needs = any(is_required_argument(argument) for argument in definition.args.values())
    return not needs or f"{type_}.{name}" in inner


def _concrete(schema: GraphQLSchema, type_: Any) -> list[str]:
    if is_abstract_type(type_):
        return [possible.name for possible in schema.get_possible_types(type_)]
    return [type_.name] if isinstance(type_, GraphQLObjectType) else []


def _names(schema: GraphQLSchema, type_: str) -> list[str]:
    return list(_object(schema, type_).fields)


def _object(schema: GraphQLSchema, name: str) -> GraphQLObjectType:
    found = schema.type_map[name]
    assert isinstance(found, GraphQLObjectType), name
    return found
