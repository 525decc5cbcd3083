"""Who may use a field of Query or Mutation. A field that does not say so stops the start.

The check runs at every execution, in the resolver: never in the cached validation of a document,
which would carry one caller's rights over to the next.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar, cast

import strawberry
from graphql import GraphQLNonNull, GraphQLUnionType
from strawberry.extensions import FieldExtension
from strawberry.extensions.field_extension import AsyncExtensionResolver

from gateway.clients.base import Refused
from gateway.context import Info
from gateway.errors import facts_of, problems_of
from shared.errors import KyodoError, NotSignedIn

Resolver = TypeVar("Resolver", bound=Callable[..., Any])


class Who(Enum):
    """The kinds of callers."""

    ANYONE = "anyone"
    STAFF = "staff"


class Access(FieldExtension):
    """Lets the right callers pass, and answers refusals as ``Problems`` where the type has them."""

    def __init__(self, who: Who) -> None:
        self.who = who

    async def resolve_async(
        self, next_: AsyncExtensionResolver, source: Any, info: Info, **kwargs: Any
    ) -> Any:
        """Run the resolver for a caller who may use it."""
        try:
            if self.who is not Who.ANYONE and not info.context.is_staff:
                raise NotSignedIn
            return await next_(source, info, **kwargs)
        except (Refused, KyodoError) as error:
            facts = facts_of(error)
            if facts is None or not _has_problems(info):
                raise
            return problems_of(facts)


def for_anyone(resolver: Resolver) -> Resolver:
    """Make a resolver a field that anyone may use."""
    return cast(Resolver, strawberry.field(resolver, extensions=[Access(Who.ANYONE)]))


def for_staff(resolver: Resolver) -> Resolver:
    """Make a resolver a field that the city's staff may use."""
    return cast(Resolver, strawberry.field(resolver, extensions=[Access(Who.STAFF)]))


class AccessUndeclared(Exception):
    """A field of Query or Mutation does not say who may use it."""


def declared_access(root: type) -> dict[str, Who | None]:
    """Return who may use each field of a root type, by the field's Python name."""
    definition = root.__strawberry_definition__  # type: ignore[attr-defined]
    return {
        field.python_name: next(
            (step.who for step in field.extensions if isinstance(step, Access)), None
        )
        for field in definition.fields
    }


def require_declared(*roots: type) -> None:
    """Make sure that every field of the root types says who may use it.

    Raises:
        AccessUndeclared: one does not.
    """
    for root in roots:
        for name, who in declared_access(root).items():
            if who is None:
                raise AccessUndeclared(f"{root.__name__}.{name}")


def _has_problems(info: strawberry.Info[Any, Any]) -> bool:
    returned = info._raw_info.return_type
    if isinstance(returned, GraphQLNonNull):
        returned = returned.of_type
    return isinstance(returned, GraphQLUnionType) and any(
        member.name == "Problems" for member in returned.types
    )
