"""新旧対照表: how a plan changed after a consultation, and because of which answers."""

from collections import Counter
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from gateway.web.data import run
from gateway.web.page_route import PageRouter
from gateway.web.rendering import render

router = PageRouter()


@router.get("/consultations/{consultation_id}/changes")
async def plan_changes(
    request: Request, consultation_id: str, until: str | None = None, all: str = ""
) -> HTMLResponse:
    """Show two revisions beside each other: what changed, or with ``all`` every clause."""
    data = await run(request, "PlanChanges", id=consultation_id, until=until or None)
    consultation = data["consultation"]
    if consultation is None:
        return render(request, "not_found.html", status=404)
    compared = consultation["changes"]
    rows = compared["clauses"] if compared else []
    context = {
        "consultation": consultation,
        "compared": compared,
        "rows": rows if all else [row for row in rows if _differs(row)],
        "shows_all": bool(all),
        "counts": Counter(row["change"] for row in rows),
        "moved": sum(row["moved"] for row in rows),
    }
    return render(request, "changes.html", context)


def _differs(row: dict[str, Any]) -> bool:
    """Numbers move on when something is put before them: that alone is no change to read."""
    return row["change"] != "SAME" or row["moved"] or bool(row["responses"])
