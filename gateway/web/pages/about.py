"""Pages without data: how it works, how accessible it is, and a path that leads nowhere."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from gateway.web.page_route import PageRouter
from gateway.web.rendering import render

router = PageRouter()


@router.get("/about")
async def about(request: Request) -> HTMLResponse:
    """Show how an opinion is received, read and answered."""
    return render(request, "about.html")


@router.get("/accessibility")
async def accessibility(request: Request) -> HTMLResponse:
    """Show what was done for accessibility, and what was not yet tested."""
    return render(request, "accessibility.html")


lost_router = PageRouter()


@lost_router.get("/{path:path}")
async def lost(request: Request, path: str) -> HTMLResponse:
    """Show a page for an address that nothing else knows."""
    return render(request, "not_found.html", status=404)
