"""Errors that a caller can act on.

A service raises a subclass named as a fact of its domain, such as
``class ConsultationClosed(Conflict)``; its code is ``CONSULTATION_CLOSED``. What people read is
written by the gateway, in their language, from the code and the params. Params never hold a
citizen's text or a secret.
"""

import re
from typing import Any, ClassVar


class KyodoError(Exception):
    """An error with a code (from the class's name), an HTTP status, a field and params."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "INTERNAL"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.code = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).upper()

    def __init__(self, field: str | None = None, **params: Any) -> None:
        super().__init__(self.code)
        self.field = field
        self.params = params

    def body(self) -> dict[str, Any]:
        """Return ``{"code", "field", "params"}``."""
        return {"code": self.code, "field": self.field, "params": self.params}


class InvalidInput(KyodoError):
    """Something in the input is not as it must be; ``field`` says which."""

    status = 422


class NotFound(KyodoError):
    """No such thing."""

    status = 404


class Conflict(KyodoError):
    """The state of things does not allow it now."""

    status = 409


class NotSignedIn(KyodoError):
    """No valid token came with the request."""

    status = 401


class ServiceTokenRefused(KyodoError):
    """The calling service showed no token that is valid here: our own fault, nobody else's."""

    status = 401


class Forbidden(KyodoError):
    """The caller is known and may not do this."""

    status = 403


class BodyTooLarge(KyodoError):
    """The request's body is over the limit (``max_bytes``)."""

    status = 413


class TooMany(KyodoError):
    """Too many tries; ``retry_after_s`` says when to come back."""

    status = 429


class Unavailable(KyodoError):
    """A part that is needed cannot be reached now. Trying again with the same key is safe."""

    status = 503
