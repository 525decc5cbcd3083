"""Web sessions of people who sign in: an opaque secret in a cookie, the rest in people."""

from fastapi import Request, Response

from shared.caller import STRANGER, Caller
from shared.errors import NotSignedIn
from shared.settings import settings

MAX_AGE_S = 8 * 3_600


def cookie_name() -> str:
    """Name the cookie; where the page comes over https, browsers bind it to this very host."""
    return "__Host-kyodo_session" if is_secure() else "kyodo_session"


def is_secure() -> bool:
    """Say whether browsers reach us over https."""
    return public_url().startswith("https://")


def public_url() -> str:
    """Return where browsers reach the gateway, without a slash at the end."""
    return (settings().public_url or settings().gateway_url).rstrip("/")


def session_of(request: Request) -> str:
    """Return the secret that the browser shows, or an empty string."""
    return request.cookies.get(cookie_name(), "")


async def page_caller(request: Request) -> Caller:
    """Return who opens a page; one whose session ended is a stranger, as before signing in.

    Raises:
        Unavailable: the people service cannot be reached.
    """
    secret = session_of(request)
    if not secret:
        return STRANGER
    try:
        caller: Caller = await request.app.state.gateway.contexts.identities.of_session(secret)
    except NotSignedIn:
        return STRANGER
    return caller


def keep_session(response: Response, secret: str) -> None:
    """Give the browser its session: for this host, unreadable for scripts."""
    response.set_cookie(
        cookie_name(),
        secret,
        max_age=MAX_AGE_S,
        path="/",
        secure=is_secure(),
        httponly=True,
        samesite="lax",
    )


def drop_session(response: Response) -> None:
    """Take the session from the browser."""
    response.delete_cookie(cookie_name(), path="/", secure=is_secure(), httponly=True)
