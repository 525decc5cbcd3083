"""The list of consultations, and a plan with its clauses."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from gateway.web.clauses import tree
from gateway.web.data import run, run_or_none
from gateway.web.page_route import PageRouter
from gateway.web.rendering import language, link, render

router = PageRouter()

CLOSED_PER_PAGE = 10


@router.get("/")
async def consultation_list(request: Request, closed_after: str | None = None) -> HTMLResponse:
    """Show what is open first, the one that ends soonest on top."""
    listed = await consultations_by_state(request, closed_after, CLOSED_PER_PAGE)
    context = {
        "open": sorted(listed.open, key=lambda each: str(each["closesAt"])),
        "planned": sorted(listed.planned, key=lambda each: str(each["opensAt"])),
        "closed": listed.closed,
        "closed_next": listed.closed_next,
        "is_first_page": closed_after is None,
    }
    return render(request, "consultations.html", context)


@router.get("/consultations")
async def list_by_another_name(request: Request) -> RedirectResponse:
    """Lead to the list who has cut off the end of an address."""
    return RedirectResponse(link(language(request), "/"), 303)


@router.get("/consultations/{consultation_id}")
async def consultation_page(
    request: Request, consultation_id: str, answers_after: str | None = None
) -> HTMLResponse:
    """Show a plan with its clauses, how to comment on it, and what the city answered."""
    data = await run(request, "ConsultationPage", id=consultation_id)
    consultation = data["consultation"]
    if consultation is None:
        return render(request, "not_found.html", status=404)
    clauses = tree(consultation["revision"]["clauses"])
    # The plan can be read and commented on when the answers cannot be had just now.
    found = await run_or_none(
        request, "PublishedResponses", id=consultation_id, after=answers_after
    )
    answers = found["publishedResponses"] if found else None
    context = {
        "consultation": consultation,
        "clauses": clauses,
        "opinions": data["publishedOpinionCounts"],
        "answers": nodes(answers) if answers else [],
        "answers_next": next_cursor(answers) if answers else None,
    }
    return render(request, "consultation.html", context)


async def to_choose_from(request: Request, *kinds: str, closed: int = 50) -> list[dict[str, Any]]:
    """Return the consultations that a page lets staff choose from, by kind in the order given.

    ``kinds`` are of ``open``, ``planned`` and ``closed``; of the closed ones the newest ``closed``.
    """
    listed = await consultations_by_state(request, None, closed)
    return [one for kind in kinds for one in getattr(listed, kind)]


@dataclass(frozen=True)
class ByState:
    """All consultations that are open or planned, and a page of the closed ones."""

    open: list[dict[str, Any]]
    planned: list[dict[str, Any]]
    closed: list[dict[str, Any]]
    closed_next: str | None


async def consultations_by_state(
    request: Request, closed_after: str | None, closed_first: int
) -> ByState:
    """Return the consultations for a list: nobody misses an open one for there being many."""
    data = await run(
        request, "ConsultationList", closedAfter=closed_after, closedFirst=closed_first
    )
    return ByState(
        open=await _to_the_end(request, "OPEN", data["open"]),
        planned=await _to_the_end(request, "PLANNED", data["planned"]),
        closed=nodes(data["closed"]),
        closed_next=next_cursor(data["closed"]),
    )


async def _to_the_end(request: Request, state: str, page: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the items of a list whose first page is at hand."""
    if (after := next_cursor(page)) is None:
        return nodes(page)
    rest = await all_nodes(
        request, "ConsultationsInState", "consultations", start=after, state=state
    )
    return nodes(page) + rest


async def all_nodes(
    request: Request, operation: str, field: str, start: str | None = None, **about: Any
) -> list[Any]:
    """Return the items of a list, page by page to its end; the operation takes ``after``.

    ``start`` is the cursor to begin after; without one the list is read from its beginning.
    """
    found: list[Any] = []
    after = start
    while True:
        page = (await run(request, operation, after=after, **about))[field]
        found += nodes(page)
        after = next_cursor(page)
        if after is None:
            return found


def nodes(connection: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the items of a connection."""
    return [edge["node"] for edge in connection["edges"]]


def next_cursor(connection: dict[str, Any]) -> str | None:
    """Return where the next page begins, or None on the last one."""
    page = connection["pageInfo"]
    return page["endCursor"] if page["hasNextPage"] else None
