"""How times and dates are written in the schema: as everywhere else in the system."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from shared.clock import iso


def _parse_with(read: Callable[[str], Any]) -> Callable[[Any], Any]:
    def parse(value: Any) -> Any:
        # The value stays out of the message: people paste other things into the wrong field.
        if not isinstance(value, str):
            raise GraphQLError("Expected a string.")
        try:
            return read(value)
        except ValueError:
            raise GraphQLError("Not in the format of ISO 8601.") from None

    return parse


def _with_offset(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError("no offset")
    return value


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="ISO 8601 の日時。出力は UTC のミリ秒（…Z）、入力には時差が必要です。",
        serialize=iso,
        parse_value=_parse_with(_with_offset),
    ),
    date: strawberry.scalar(
        name="Date",
        description="ISO 8601 の日付（2026-04-01）。日本の暦日です。",
        serialize=date.isoformat,
        parse_value=_parse_with(date.fromisoformat),
    ),
}
