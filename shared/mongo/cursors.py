"""Lists with cursors: a page begins after the last row seen, never by counting rows."""

import base64
import binascii
from dataclasses import dataclass

import orjson

from shared.errors import InvalidInput
from shared.mongo.aggregates import WITHOUT_EVENTS
from shared.mongo.client import Collection, Document

PAGE_DEFAULT = 20
PAGE_MAX = 50


class CursorMalformed(InvalidInput):
    """The cursor is not one that this list gave out."""


@dataclass(frozen=True)
class Page:
    """One page of a list and the cursor of the next, or None at the end."""

    items: list[Document]
    next: str | None


def encode_cursor(*key: str) -> str:
    """Make an opaque cursor of the last row's sort key."""
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def decode_cursor(cursor: str, parts: int) -> list[str]:
    """Read a cursor back.

    Raises:
        CursorMalformed: it is not one of ours.
    """
    try:
        key = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise CursorMalformed("after") from error
    if not isinstance(key, list) or len(key) != parts or any(not isinstance(k, str) for k in key):
        raise CursorMalformed("after")
    return key


async def page_by(
    collection: Collection,
    where: Document,
    *,
    after: str | None,
    limit: int,
    descending: bool = True,
    most: int = PAGE_MAX,
    hint: str | None = None,
) -> Page:
    """Page through a collection by ``_id``, which sorts by time (newest first by default).

    ``most``: how many a page may hold, whatever ``limit`` says. ``hint``: the index that is used.
    """
    limit = max(1, min(limit, most))
    query = dict(where)
    if after:
        (last,) = decode_cursor(after, 1)
        query["_id"] = {"$lt" if descending else "$gt": last}
    found = collection.find(query, projection=WITHOUT_EVENTS, hint=hint)
    found = found.sort("_id", -1 if descending else 1)
    rows: list[Document] = await found.limit(limit + 1).to_list(limit + 1)
    more = len(rows) > limit
    return Page(rows[:limit], encode_cursor(rows[limit - 1]["_id"]) if more else None)
