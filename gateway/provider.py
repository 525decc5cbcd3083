"""The sign-in provider (OpenID Connect): its description, its keys, and what its tokens say."""

import time
from typing import Any

import aiohttp
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from shared.errors import NotSignedIn, Unavailable
from shared.logs import cause_of, log
from shared.settings import Settings

DESCRIBED_FOR_S = 3_600.0
# An unknown key id asks for the keys anew, but not more often than this.
KEYS_AT_LEAST_S = 5.0
LEEWAY_S = 30
# Only signatures by a key pair: with a shared secret, the public key would do as one.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
DESCRIPTION = "/.well-known/openid-configuration"

_log = log(__name__)


class Provider:
    """What the gateway knows of the provider; asked when it is first needed."""

    def __init__(self, session: aiohttp.ClientSession, settings: Settings) -> None:
        self._session = session
        self._issuer = settings.oidc_issuer.rstrip("/")
        self._audiences = frozenset(settings.oidc_audiences.split(","))
        self._claim = settings.oidc_name_claim
        self._description: tuple[float, dict[str, Any]] | None = None
        self._keys: KeySet | None = None
        self._keys_at = 0.0

    async def name_in(self, token: str) -> str:
        """Return the sign-in name that a token of the provider vouches for.

        Raises:
            NotSignedIn: it is forged, expired, or made for somebody else.
            Unavailable: the provider cannot be reached, so nobody knows.
        """
        if not self._issuer or token.count(".") != 2:
            raise NotSignedIn
        try:
            claims = await self._claims(token)
            self._registry().validate(claims)
            name = claims[self._claim]
        except (JoseError, KeyError, ValueError, TypeError) as error:
            _log.info("token_refused", cause=cause_of(error))
            raise NotSignedIn from error
        if not isinstance(name, str) or not name:
            raise NotSignedIn
        return name

    async def describe(self) -> dict[str, Any]:
        """Return the provider's description of itself.

        Raises:
            Unavailable: it cannot be reached, or describes another issuer.
        """
        if self._description and self._description[0] > time.monotonic():
            return self._description[1]
        found = await self._fetch(self._issuer + DESCRIPTION)
        if str(found.get("issuer", "")).rstrip("/") != self._issuer:
            _log.error("provider_is_another", expected=self._issuer)
            raise Unavailable
        self._description = (time.monotonic() + DESCRIBED_FOR_S, found)
        return found

    async def _claims(self, token: str) -> dict[str, Any]:
        if self._keys is not None:
            try:
                return jwt.decode(token, self._keys, algorithms=ALGORITHMS).claims
            except (InvalidKeyIdError, BadSignatureError, ValueError):
                if time.monotonic() - self._keys_at < KEYS_AT_LEAST_S:
                    raise
        described = await self.describe()
        self._keys = KeySet.import_key_set(await self._fetch(described["jwks_uri"]))  # type: ignore[arg-type]
        self._keys_at = time.monotonic()
        return jwt.decode(token, self._keys, algorithms=ALGORITHMS).claims

    def _registry(self) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            leeway=LEEWAY_S,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "values": sorted(self._audiences)},
            exp={"essential": True},
        )

    async def _fetch(self, url: str) -> dict[str, Any]:
        try:
            async with self._session.get(url, headers={"Accept": "application/json"}) as answer:
                answer.raise_for_status()
                found: dict[str, Any] = await answer.json(content_type=None)
                return found
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            _log.error("provider_away", cause=cause_of(error))
            raise Unavailable from error
