"""Idempotency keys: a request that is sent again gets the first answer."""

import re

from shared.errors import Conflict, InvalidInput

_KEY = re.compile(r"[A-Za-z0-9_-]{16,128}")


class IdempotencyKeyMalformed(InvalidInput):
    """16 to 128 letters, digits, ``-`` or ``_`` are needed."""


class IdempotencyKeyReused(Conflict):
    """The key was used before, for something else."""


def checked_key(key: str) -> str:
    """Return the key.

    Raises:
        IdempotencyKeyMalformed: it is not 16 to 128 letters, digits, ``-`` or ``_``.
    """
    if not _KEY.fullmatch(key):
        raise IdempotencyKeyMalformed("idempotency_key")
    return key
