"""Identifiers."""

from uuid_utils import uuid7

from shared.errors import InvalidInput


class TooManyIds(InvalidInput):
    """More ids than one request may ask for (``max``, ``actual``)."""


def new_id() -> str:
    """Return a UUIDv7 (RFC 9562) as text: unique without coordination, and it sorts by time."""
    return str(uuid7())


def read_ids(listed: str, most: int) -> list[str]:
    """Read comma-separated ids of a query.

    Raises:
        TooManyIds: more than ``most``; cutting them off would look like things that are not there.
    """
    wanted = [part for part in listed.split(",") if part]
    if len(wanted) > most:
        raise TooManyIds("ids", max=most, actual=len(wanted))
    return wanted
