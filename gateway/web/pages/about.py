"""How it works, and how accessible it is: pages without data."""

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
