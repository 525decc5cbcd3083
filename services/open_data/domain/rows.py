"""Rows as they are kept: checked against the fields, small counts left out."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.open_data.domain.datasets import Dataset, Field, FieldKind
from services.open_data.domain.errors import RowMalformed
from shared.suppression import MINIMUM

Value = str | int | None
Row = tuple[Value, ...]
# Beyond this a whole number is not the same in every program that reads the files.
_LARGEST = 2**53


def checked_rows(
    dataset: Dataset, city: tuple[str, str], site: str, given: Sequence[Mapping[str, Any]]
) -> list[Row]:
    """Return rows in the order of the fields.

    ``city`` is its code and its name; ``site`` the address that paths are written under. A day is
    an ISO day. A count of 1 to 4 becomes None: whoever sends it, it is in no file.

    Raises:
        RowMalformed: a field is missing, unknown, or of another kind.
    """
    names = {field.name for field in dataset.own_fields}
    rows = []
    for number, one in enumerate(given):
        if set(one) != names:
            wrong = sorted(set(one) ^ names)
            raise RowMalformed(wrong[0], row=number)
        values = [_value(field, one[field.name], site, number) for field in dataset.own_fields]
        rows.append((*city, *values))
    return rows


def column(dataset: Dataset, name: str) -> int:
    """Return where a field stands in a row."""
    return [field.name for field in dataset.fields].index(name)


def _value(field: Field, given: Any, site: str, row: int) -> Value:
    match field.kind:
        case FieldKind.TEXT if isinstance(given, str):
            return given
        case FieldKind.ADDRESS if isinstance(given, str) and given.startswith("/"):
            return site + given
        case FieldKind.DAY if given is None or _is_day(given):
            return None if given is None else str(given)
        case FieldKind.INTEGER | FieldKind.COUNT if given is None or _is_whole(given):
            return None if field.kind is FieldKind.COUNT and _is_small(given) else given
    raise RowMalformed(field.name, row=row)


def _is_day(given: Any) -> bool:
    try:
        return isinstance(given, str) and date.fromisoformat(given).isoformat() == given
    except ValueError:
        return False


def _is_whole(given: Any) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and 0 <= given < _LARGEST


def _is_small(given: int | None) -> bool:
    return given is not None and 0 < given < MINIMUM
