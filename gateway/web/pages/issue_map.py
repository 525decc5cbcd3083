"""The map of issues: drawn by the server, with links to look nearer; needs no script."""

from collections.abc import Mapping
from math import log2
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from gateway.web.city_drawing import CELL, corner, drawing, the_city, ward_at
from gateway.web.data import run
from gateway.web.page_route import PageRouter
from gateway.web.pages.issues import SHOWN_STATES
from gateway.web.rendering import language, link, render
from shared.city_map import VIEW_CELLS, Cell, View, cell_named
from shared.events.issue_proposals import IssueField, IssueState
from shared.events.issue_talk import PartyKind

router = PageRouter()

# So few are listed at once instead of looked at more nearly.
LISTED = 5
_LEAST_RADIUS, _MOST_RADIUS = 18, 31
_HALF = VIEW_CELLS // 2


@router.get("/issues/map")
async def issue_map(
    request: Request, at: str = "", field: str = "", state: str = "", wanted: str = ""
) -> HTMLResponse:
    """Show how many public issues there are where; ``at``: the north-west cell of the view."""
    chosen = {
        "field": field if field in IssueField.__members__ else None,
        "state": state if state in IssueState.__members__ else None,
        "wanted": wanted if wanted in PartyKind.__members__ else None,
    }
    view = _view(at)
    data = await run(request, "IssueMap", zoom=view.zoom, x=view.x, y=view.y, **chosen)
    found = data["issueMap"]
    lang = language(request)
    context = {
        "chosen": chosen,
        "fields": list(IssueField),
        "states": SHOWN_STATES,
        "parties": list(PartyKind),
        "map": drawing(view, {Cell(view.zoom, one["x"], one["y"]) for one in found["cells"]}),
        "clusters": [_cluster(one, view, chosen, lang) for one in found["cells"]],
        "wards": found["wards"],
        "ways": _ways(view, chosen, lang),
        "whole": view == the_city().view(),
    }
    return render(request, "issue_map.html", context)


def _view(at: str) -> View:
    """Read where a view begins; the whole city for what is none."""
    city = the_city()
    cell = cell_named(at)
    if cell is None or cell.zoom not in city.zooms:
        return city.view()
    return View(cell.zoom, cell.x, cell.y)


def _cluster(
    found: Mapping[str, int], view: View, chosen: Mapping[str, str | None], lang: str
) -> dict[str, Any]:
    cell, count = Cell(view.zoom, found["x"], found["y"]), found["count"]
    x, y = corner(cell, view)
    listed = count <= LISTED or view.zoom >= the_city().nearest
    to = (
        link(lang, "/issues", cell=str(cell), **chosen)
        if listed
        else _to(the_city().view_at(cell.centre, view.zoom + 1), chosen, lang)
    )
    return {
        "x": x + CELL // 2,
        "y": y + CELL // 2,
        "radius": min(_MOST_RADIUS, round(_LEAST_RADIUS + 2 * log2(count))),
        "count": count,
        "ward": ward_at(cell.centre),
        "listed": listed,
        "address": to,
    }


def _ways(view: View, chosen: Mapping[str, str | None], lang: str) -> dict[str, str]:
    """Return the addresses of the views around, and of the wider one."""
    city = the_city()
    sides = {"north": (0, -_HALF), "south": (0, _HALF), "west": (-_HALF, 0), "east": (_HALF, 0)}
    ways = {
        side: _to(View(view.zoom, view.x + dx, view.y + dy), chosen, lang)
        for side, (dx, dy) in sides.items()
    }
    middle = Cell(view.zoom, view.x + _HALF, view.y + _HALF).centre
    return {**ways, "wider": _to(city.view_at(middle, view.zoom - 1), chosen, lang)}


def _to(view: View, chosen: Mapping[str, str | None], lang: str) -> str:
    return link(lang, "/issues/map", at=f"{view.zoom}/{view.x}/{view.y}", **chosen)
