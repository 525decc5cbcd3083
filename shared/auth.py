"""Tokens between services: short-lived, for one audience, and they name who acts.

A token says which service calls (``iss``), which is called (``aud``), until when (``exp``) and for
whom (``act``). None of them opens everything: a service takes only those made for it, from those
that may call it, and what may be done depends on the person named inside.
"""

import time
from collections import OrderedDict
from collections.abc import Collection
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from shared.caller import OPERATOR_CALLER, STRANGER, Caller
from shared.errors import ServiceTokenRefused

TOKEN_LIVES_S = 120
# A token is used again for this long, so that its signature costs next to nothing.
TOKEN_USED_FOR_S = 60
_KEPT = 1_000
_ALGORITHM = "HS256"

GATEWAY = "gateway"
FOLDING = "folding"
INSIGHT_TOPICS = "insight_topics"
OPEN_DATA = "open_data"
PUBLIC_COMMENT = "public_comment"
OPERATOR = "operator"  # the command line of those who run the system


def bearer(header: str | None) -> str:
    """Return the token of an ``Authorization: Bearer …`` header, or an empty string."""
    scheme, _, token = (header or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def service_token(key: str, issuer: str, audience: str, caller: Caller = STRANGER) -> str:
    """Make a token with which ``issuer`` calls ``audience`` on behalf of ``caller``."""
    now = int(time.time())
    claims = {"iss": issuer, "aud": audience, "iat": now, "exp": now + TOKEN_LIVES_S}
    if caller.person_id is not None:
        claims["act"] = caller.claims()
    return jwt.encode({"alg": _ALGORITHM}, claims, OctKey.import_key(key))


class ServiceTokens:
    """The tokens that one service shows the others; made anew every minute."""

    def __init__(self, key: str, issuer: str) -> None:
        self._key = key
        self._issuer = issuer
        self._made: OrderedDict[tuple[str, Caller], tuple[float, str]] = OrderedDict()

    def header(self, audience: str, caller: Caller) -> str:
        """Return the ``Authorization`` header for calling ``audience`` on behalf of ``caller``."""
        known = self._made.get((audience, caller))
        if known and known[0] > time.monotonic():
            return known[1]
        token = service_token(self._key, self._issuer, audience, caller)
        header = f"Bearer {token}"
        _remember(self._made, (audience, caller), (time.monotonic() + TOKEN_USED_FOR_S, header))
        return header


class TokenReader:
    """Reads the tokens that others show to one service."""

    def __init__(self, key: str, audience: str, issuers: Collection[str]) -> None:
        self._key = OctKey.import_key(key)
        self._audience = audience
        self._issuers = frozenset(issuers)
        self._read: OrderedDict[str, tuple[int, str, Caller]] = OrderedDict()

    def read(self, header: str) -> tuple[str, Caller]:
        """Return which service calls, and for whom.

        Raises:
            ServiceTokenRefused: no token, a forged or expired one, one for or from another service.
        """
        known = self._read.get(header)
        if known is None:
            known = self._verify(bearer(header))
            _remember(self._read, header, known)
        expires, issuer, caller = known
        if expires <= time.time():
            raise ServiceTokenRefused
        return issuer, caller

    def _verify(self, token: str) -> tuple[int, str, Caller]:
        try:
            claims = jwt.decode(token, self._key, algorithms=[_ALGORITHM]).claims
            expires, issuer = int(claims["exp"]), str(claims["iss"])
            if claims["aud"] != self._audience or issuer not in self._issuers:
                raise ServiceTokenRefused
            caller = OPERATOR_CALLER if issuer == OPERATOR else Caller.of(claims.get("act") or {})
            return expires, issuer, caller
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise ServiceTokenRefused from error


def _remember(kept: OrderedDict[Any, Any], key: object, value: object) -> None:
    kept[key] = value
    if len(kept) > _KEPT:
        kept.popitem(last=False)
