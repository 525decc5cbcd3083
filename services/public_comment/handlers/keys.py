"""Idempotency keys as callers send them."""

import re

from services.public_comment.domain.errors import IdempotencyKeyMalformed

_KEY = re.compile(r"[A-Za-z0-9_-]{16,128}")


def checked_key(key: str) -> str:
    """Return the key.

    Raises:
        IdempotencyKeyMalformed: it is not 16 to 128 letters, digits, ``-`` or ``_``.
    """
    if not _KEY.fullmatch(key):
        raise IdempotencyKeyMalformed("idempotency_key")
    return key
