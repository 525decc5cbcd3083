"""Signing in by OpenID Connect, and out. Citizens need none of this."""

from typing import Any
from urllib.parse import urlencode

from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from httpx import HTTPError

from gateway.clients.base import Refused
from gateway.provider import DESCRIPTION
from gateway.web.page_route import PageRouter
from gateway.web.rendering import language, link, render
from gateway.web.session import drop_session, keep_session, public_url, session_of
from gateway.web.staff import staff_fields
from shared.errors import Unavailable
from shared.logs import cause_of, log
from shared.settings import settings

router = PageRouter()
_log = log(__name__)


def own_path(wanted: str) -> str:
    """Return a path of the staff pages: never another site's address, whatever was asked for."""
    plain = wanted.isascii() and wanted.isprintable() and "\\" not in wanted and "//" not in wanted
    return wanted if plain and (wanted == "/staff" or wanted.startswith("/staff/")) else "/staff"


@router.get("/sign-in")
async def sign_in(request: Request, to: str = "") -> Response:
    """Say what signing in is for, and that citizens need not."""
    begin = link(language(request), "/sign-in/begin", to=own_path(to))
    return render(request, "staff/sign_in.html", {"begin": begin, "problem": ""})


@router.get("/sign-in/begin")
async def begin(request: Request, to: str = "") -> Response:
    """Send the browser to the provider; state, nonce and PKCE stay in a cookie of /sign-in."""
    request.session.clear()
    request.session["to"] = own_path(to)
    callback = public_url() + "/sign-in/callback"
    try:
        answer: Response = await _client(request).authorize_redirect(request, callback)
    except (HTTPError, OAuthError, ValueError) as error:
        return _failed(request, "provider_away", error, 503)
    return answer


@router.get("/sign-in/callback")
async def callback(request: Request) -> Response:
    """Take what the provider says, and begin a session for whom it vouches."""
    to = own_path(request.session.get("to", ""))
    try:
        token: dict[str, Any] = await _client(request).authorize_access_token(request)
        name = str(token["userinfo"][settings().oidc_name_claim])
    except HTTPError as error:
        return _failed(request, "provider_away", error, 503)
    except OAuthError as error:
        kind = "given_up" if error.error == "access_denied" else "lost"
        return _failed(request, kind, error, 400)
    except Exception as error:  # whatever a provider's token may have wrong with it
        return _failed(request, "lost", error, 400)
    finally:
        request.session.clear()
    try:
        begun = await request.app.state.gateway.clients.people.begin_session(name)
    except Refused as error:
        return _failed(request, "not_known", error, 403)
    except Unavailable as error:
        return _failed(request, "provider_away", error, 503)
    await _end_old_session(request)
    answer = RedirectResponse(to, 303)
    keep_session(answer, begun["session"])
    return answer


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session here; at the provider it goes on until the person ends it there."""
    await staff_fields(request)
    await _end_old_session(request)
    answer = render(
        request, "staff/signed_out.html", {"provider_end": await _provider_end(request)}
    )
    drop_session(answer)
    return answer


async def _end_old_session(request: Request) -> None:
    if secret := session_of(request):
        gateway = request.app.state.gateway
        await gateway.clients.people.end_session(secret)
        gateway.contexts.identities.forget(secret)


async def _provider_end(request: Request) -> str:
    """Return where the person signs out at the provider, or nothing."""
    try:
        described = await request.app.state.provider.describe()
    except Unavailable:
        return ""
    end = described.get("end_session_endpoint", "")
    query = {"client_id": settings().oidc_client_id, "post_logout_redirect_uri": public_url() + "/"}
    return f"{end}?{urlencode(query)}" if end else ""


def _failed(request: Request, problem: str, error: Exception, status: int) -> Response:
    _log.info("sign_in_failed", problem=problem, cause=cause_of(error))
    begin = link(language(request), "/sign-in/begin")
    return render(request, "staff/sign_in.html", {"begin": begin, "problem": problem}, status)


def _client(request: Request) -> Any:
    """Return the client for the provider; made once for the process."""
    state = request.app.state
    if not hasattr(state, "oauth"):
        known = settings()
        state.oauth = OAuth()
        state.oauth.register(
            "provider",
            server_metadata_url=known.oidc_issuer.rstrip("/") + DESCRIPTION,
            client_id=known.oidc_client_id,
            client_secret=known.oidc_client_secret,
            client_kwargs={"scope": "openid profile", "code_challenge_method": "S256"},
        )
    return state.oauth.provider
