"""Errors that a person can act on, as types of the schema."""

from collections.abc import Sequence
from typing import Self

import strawberry

from gateway.clients.base import Fact, Refused
from gateway.messages import both
from shared.errors import InvalidInput, KyodoError


@strawberry.type(description="One thing to put right: a stable code, the field, and what to do.")
class Problem:
    """One thing to put right."""

    code: str
    field: str | None
    message: str = strawberry.field(description="日本語")
    message_en: str = strawberry.field(description="English")

    @classmethod
    def of(cls, fact: Fact) -> Self:
        """Write a fact in both languages. The field's name is written as the schema has it."""
        japanese, english = both(fact.code, fact.params)
        return cls(
            code=fact.code,
            field=camel(fact.field) if fact.field else None,
            message=japanese,
            message_en=english,
        )


@strawberry.type(description="Why it was not done. Nothing has changed.")
class Problems:
    """Why an operation was not done."""

    problems: list[Problem]


def facts_of(error: BaseException | None) -> Sequence[Fact] | None:
    """Return what an error tells people, or None for one that they cannot act on."""
    if isinstance(error, Refused):
        return error.facts
    if isinstance(error, KyodoError) and error.code != KyodoError.code:
        return (Fact(error.code, error.field, error.params),)
    return None


def problems_of(facts: Sequence[Fact]) -> Problems:
    """Put facts into the answer that unions carry."""
    return Problems(problems=[Problem.of(fact) for fact in facts])


def camel(path: str) -> str:
    """Write ``continues.receipt_number`` as ``continues.receiptNumber``."""
    head, *rest = path.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)


class PageSizeOutOfRange(InvalidInput):
    """``first`` is below 1 or over the largest page (``max``)."""
