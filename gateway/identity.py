"""From what a request shows to who is behind it.

Every kind of proof has its own reader; a request that shows none is a stranger's, at no cost.
"""

from shared.auth import bearer
from shared.caller import STRANGER, Caller, Role
from shared.errors import NotSignedIn
from shared.settings import Settings

_UNTIL_PEOPLE_SIGN_IN = Caller("staff", frozenset(Role))


class Identities:
    """Knows who holds which token."""

    def __init__(self, settings: Settings) -> None:
        self._staff_token = settings.staff_token

    async def of(self, authorization: str) -> Caller:
        """Return who shows this ``Authorization`` header.

        Raises:
            NotSignedIn: it holds a token that is not, or no longer, valid.
        """
        if not authorization:
            return STRANGER
        if bearer(authorization) == self._staff_token:
            return _UNTIL_PEOPLE_SIGN_IN
        raise NotSignedIn
