"""From what a request shows to who is behind it. What shows nothing is a stranger's, at no cost."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from gateway.clients.base import Refused
from gateway.clients.people import IdentityAnswer, PeopleClient
from gateway.provider import Provider
from shared.auth import bearer
from shared.caller import STRANGER, Caller
from shared.errors import NotSignedIn

API_TOKEN = "kyodo_"  # noqa: S105  # what all of them begin with
# Rights that were taken away are gone after this long, in every process.
KNOWN_FOR_S = 3.0
_KEPT = 2_000
_GONE = frozenset({"PERSON_NOT_KNOWN", "SESSION_ENDED", "API_TOKEN_NOT_VALID"})


class Identities:
    """Knows who holds which token or session."""

    def __init__(self, people: PeopleClient, provider: Provider) -> None:
        self._people = people
        self._provider = provider
        self._known: OrderedDict[str, tuple[float, Caller]] = OrderedDict()

    async def of(self, authorization: str) -> Caller:
        """Return who shows this ``Authorization`` header: an API token or the provider's token.

        Raises:
            NotSignedIn: it holds a token that is not, or no longer, valid.
            Unavailable: the provider or the people service cannot be reached.
        """
        if not authorization:
            return STRANGER
        token = bearer(authorization)
        if token.startswith(API_TOKEN):
            return await self._remembered(token, self._people.identify_token)
        return await self._remembered(token, self._vouched_for)

    async def of_session(self, session: str) -> Caller:
        """Return whose web session it is.

        Raises:
            NotSignedIn: it has ended. Unavailable: the people service cannot be reached.
        """
        return await self._remembered(session, self._people.identify_session)

    def forget(self, secret: str) -> None:
        """Ask anew about a token or session: it was ended."""
        self._known.pop(_digest(secret), None)

    async def _vouched_for(self, token: str) -> IdentityAnswer:
        name = await self._provider.name_in(token)
        return await self._people.identify(name)

    async def _remembered(
        self, secret: str, ask: Callable[[str], Awaitable[IdentityAnswer]]
    ) -> Caller:
        digest = _digest(secret)
        known = self._known.get(digest)
        if known and known[0] > time.monotonic():
            return known[1]
        try:
            answer = await ask(secret)
        except Refused as refused:
            if {fact.code for fact in refused.facts} & _GONE:
                raise NotSignedIn from refused
            raise
        caller = Caller.of({**answer, "person": answer["person_id"]})
        self._known[digest] = (time.monotonic() + KNOWN_FOR_S, caller)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return caller


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
