"""Puts the rules into the schema: a field that has none stops the start.

A rule is judged at every execution, in the resolver: never in the cached validation of a document,
which would carry one caller's rights over to the next.
"""

from collections.abc import Mapping
from inspect import isawaitable
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLFieldResolver,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
    default_field_resolver,
    is_introspection_type,
)

from gateway.clients.base import Refused
from gateway.errors import facts_of, problems_of
from gateway.rules import ANYONE, Rule
from shared.errors import KyodoError

ROOTS = frozenset({"Query", "Mutation", "Subscription"})


class RuleMissing(Exception):
    """A field of the schema has no rule."""


class RuleWithoutField(Exception):
    """A rule is about something that the schema does not have."""


def apply_rules(schema: GraphQLSchema, rules: Mapping[str, Rule]) -> None:
    """Guard every field of the schema by its rule.

    Raises:
        RuleMissing: a field has none. RuleWithoutField: a rule names nothing.
    """
    used: set[str] = set()
    for type_ in schema.type_map.values():
        if not isinstance(type_, GraphQLObjectType) or is_introspection_type(type_):
            continue
        for name, field in type_.fields.items():
            key, rule = rule_for(type_.name, name, rules)
            used.add(key)
            if type_.name in ROOTS:
                field.resolve = _root(rule, field)
                if field.subscribe is not None:
                    field.subscribe = _begun(rule, field.subscribe)
            elif rule is not ANYONE:
                field.resolve = _inner(rule, field)
    if unused := set(rules) - used:
        raise RuleWithoutField(", ".join(sorted(unused)))


def rule_for(type_name: str, field_name: str, rules: Mapping[str, Rule]) -> tuple[str, Rule]:
    """Return the rule of a field, and the key under which it stands.

    Raises:
        RuleMissing: there is none.
    """
    exact = f"{type_name}.{field_name}"
    for key in (exact,) if type_name in ROOTS else (exact, type_name):
        if key in rules:
            return key, rules[key]
    raise RuleMissing(exact)


def _root(rule: Rule, field: GraphQLField) -> GraphQLFieldResolver:
    """Judge, resolve, and answer refusals as ``Problems`` where the type has them."""
    resolve = field.resolve or default_field_resolver
    tells_problems = _has_problems(field)

    async def guarded(source: Any, info: GraphQLResolveInfo[Any], **kwargs: Any) -> Any:
        try:
            rule.judge(info.context.caller)
            result = resolve(source, info, **kwargs)
            return await result if isawaitable(result) else result
        except (Refused, KyodoError) as error:
            facts = facts_of(error)
            if facts is None or not tells_problems:
                raise
            return problems_of(facts)

    return guarded


def _begun(rule: Rule, subscribe: GraphQLFieldResolver) -> GraphQLFieldResolver:
    """Judge before a subscription begins; each delivery is judged like any root field."""

    async def guarded(source: Any, info: GraphQLResolveInfo[Any], **kwargs: Any) -> Any:
        rule.judge(info.context.caller)
        found = subscribe(source, info, **kwargs)
        return await found if isawaitable(found) else found

    return guarded


def _inner(rule: Rule, field: GraphQLField) -> GraphQLFieldResolver:
    resolve = field.resolve or default_field_resolver

    def guarded(source: Any, info: GraphQLResolveInfo[Any], **kwargs: Any) -> Any:
        rule.judge(info.context.caller)
        return resolve(source, info, **kwargs)

    return guarded


def _has_problems(field: GraphQLField) -> bool:
    returned = field.type
    if isinstance(returned, GraphQLNonNull):
        returned = returned.of_type
    return isinstance(returned, GraphQLUnionType) and any(
        member.name == "Problems" for member in returned.types
    )
