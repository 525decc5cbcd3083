"""Identifiers."""

from uuid_utils import uuid7


def new_id() -> str:
    """Return a UUIDv7 (RFC 9562) as text: unique without coordination, and it sorts by time."""
    return str(uuid7())
