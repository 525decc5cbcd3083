"""Who calls: until people sign in one by one, a service and the staff each hold one token."""

import hmac

from shared.errors import NotSignedIn


def bearer(header: str | None) -> str:
    """Return the token of an ``Authorization: Bearer …`` header, or an empty string."""
    scheme, _, token = (header or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def same_token(given: str, expected: str) -> bool:
    """Compare in constant time, so that the answer's delay says nothing about the token."""
    return hmac.compare_digest(given.encode(), expected.encode())


def require_token(header: str | None, expected: str) -> None:
    """Let the holder of a token pass.

    Raises:
        NotSignedIn: the header is missing or holds another token.
    """
    if not same_token(bearer(header), expected):
        raise NotSignedIn
