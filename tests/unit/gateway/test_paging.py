"""Every edge's cursor leads on to what comes after that edge, and to nothing else."""

from typing import Any

import pytest

from gateway.errors import PageSizeOutOfRange
from gateway.paging import PAGE_MAX, Connection, CursorMalformed, connect

ROWS = list(range(120))


async def fetch(after: str | None, limit: int) -> dict[str, Any]:
    """A service's list: its cursor stands for the end of a page."""
    assert 1 <= limit <= PAGE_MAX
    start = int(after) if after else 0
    items = ROWS[start : start + limit]
    end = start + len(items)
    return {"items": items, "next": str(end) if end < len(ROWS) else None}


async def page(first: int, after: str | None = None) -> Connection[int]:
    return await connect(fetch, int, first, after)


@pytest.mark.parametrize("first", [1, 7, 20, 50])
async def test_walking_by_end_cursors_sees_every_row_once(first: int) -> None:
    seen: list[int] = []
    after: str | None = None
    while True:
        connection = await page(first, after)
        seen += [edge.node for edge in connection.edges]
        if not connection.page_info.has_next_page:
            break
        after = connection.page_info.end_cursor
    assert seen == ROWS


@pytest.mark.parametrize("first", [1, 20, 50])
async def test_each_edge_leads_to_the_row_after_it(first: int) -> None:
    connection = await page(first, (await page(30)).page_info.end_cursor)
    for edge in connection.edges:
        following = await page(20, edge.cursor)
        assert following.edges[0].node == edge.node + 1


async def test_the_last_edge_of_all_leads_to_nothing() -> None:
    last = await page(
        50, (await page(50, (await page(50)).page_info.end_cursor)).page_info.end_cursor
    )
    assert last.page_info.has_next_page is False
    after_it = await page(20, last.page_info.end_cursor)
    assert after_it.edges == []
    assert after_it.page_info.has_next_page is False


@pytest.mark.parametrize("first", [0, -1, PAGE_MAX + 1, 10**6])
async def test_page_sizes_have_an_end(first: int) -> None:
    with pytest.raises(PageSizeOutOfRange):
        await page(first)


@pytest.mark.parametrize("cursor", ["x", "あ", "W10", "WzEsMl0", "bnVsbA", "WyJhIiwgNTFd", "e30"])
async def test_a_cursor_that_is_not_ours(cursor: str) -> None:
    with pytest.raises(CursorMalformed):
        await page(20, cursor)
