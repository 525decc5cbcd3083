"""Relay-style connections over the services' pages.

A service's cursor stands for the end of a page. An edge in the middle of a page gets one made of
the cursor before the page and its place in it, so that every edge's cursor works as ``after``.
"""

import base64
import binascii
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson
import strawberry

from gateway.errors import PageSizeOutOfRange
from shared.errors import InvalidInput

PAGE_DEFAULT = 20
PAGE_MAX = 50

Node = TypeVar("Node")


class CursorMalformed(InvalidInput):
    """The cursor is not one that this list gave out."""


@strawberry.type
class PageInfo:
    """Whether and where the list goes on."""

    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class Edge(Generic[Node]):
    """One item and the place after it."""

    node: Node
    cursor: str


@strawberry.type
class Connection(Generic[Node]):
    """One page of a list."""

    edges: list[Edge[Node]]
    page_info: PageInfo


@dataclass(frozen=True, slots=True)
class Place:
    """``skip`` items after the service's cursor."""

    after: str | None
    skip: int

    def text(self) -> str:
        """Write it as an opaque cursor."""
        return base64.urlsafe_b64encode(orjson.dumps([self.after, self.skip])).decode().rstrip("=")

    @classmethod
    def read(cls, cursor: str | None) -> "Place":
        """Read a cursor back.

        Raises:
            CursorMalformed: it is not one of ours.
        """
        if not cursor:
            return cls(None, 0)
        try:
            after, skip = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        except (binascii.Error, ValueError, TypeError) as error:
            raise CursorMalformed("after") from error
        if not (after is None or isinstance(after, str)) or skip not in range(PAGE_MAX + 1):
            raise CursorMalformed("after")
        return cls(after, skip)


async def connect(
    fetch: Callable[[str | None, int], Awaitable[Any]],
    to_node: Callable[[Any], Node],
    first: int,
    after: str | None,
) -> Connection[Node]:
    """Fetch one page and make a connection of it. A page after a middle edge may be shorter.

    ``fetch`` takes the service's cursor and a limit and returns ``{"items": […], "next": …}``.

    Raises:
        PageSizeOutOfRange, CursorMalformed: the arguments are wrong.
    """
    if not 1 <= first <= PAGE_MAX:
        raise PageSizeOutOfRange("first", max=PAGE_MAX)
    start = Place.read(after)
    page = await fetch(start.after, min(start.skip + first, PAGE_MAX))
    if start.skip >= len(page["items"]) and page["next"] is not None:
        start = Place(page["next"], 0)
        page = await fetch(start.after, first)
    items: Sequence[Any] = page["items"]
    edges = [
        Edge(node=to_node(item), cursor=_cursor(start.after, place, len(items), page["next"]))
        for place, item in enumerate(items, start=1)
        if place > start.skip
    ]
    return Connection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=page["next"] is not None,
            # A page may be empty and yet not the last one.
            end_cursor=edges[-1].cursor if edges else _next(page["next"]),
        ),
    )


def _next(following: str | None) -> str | None:
    return Place(following, 0).text() if following is not None else None


def _cursor(after: str | None, place: int, count: int, following: str | None) -> str:
    if place == count and following is not None:
        return Place(following, 0).text()
    return Place(after, place).text()
