"""Styles, scripts and the icon."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.staticfiles import StaticFiles

from gateway.web.assets import STATIC_FOLDER

router = APIRouter()
_files = StaticFiles(directory=STATIC_FOLDER)

# Built files have a hash in their name: another content is another address.
BUILT = "public, max-age=31536000, immutable"
PLAIN = "public, max-age=3600"


@router.api_route("/static/{path:path}", methods=["GET", "HEAD"])
async def static_file(request: Request, path: str) -> Response:
    """Answer with one file of ``static/``.

    Raises:
        HTTPException: 404, no such file.
    """
    response = await _files.get_response(path, request.scope)
    response.headers["Cache-Control"] = BUILT if path.startswith("build/assets/") else PLAIN
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
