"""Idempotency keys: a request that is sent again gets the first answer."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import orjson

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


_Made = TypeVar("_Made")


@dataclass(frozen=True)
class Request:
    """A request that may be repeated: its key, and a digest of everything else in it."""

    key: str
    digest: str

    @classmethod
    def of(cls, key: str, body: Mapping[str, Any]) -> Self:
        """Make the digest by which a repetition is told from another request of the same key.

        Raises:
            IdempotencyKeyMalformed: see ``checked_key``.
            InvalidInput: it holds a number beyond 64 bits, which means nothing here.
        """
        try:
            canonical = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
        except TypeError as error:
            raise InvalidInput from error
        return cls(checked_key(key), hashlib.sha256(canonical).hexdigest())


def first_answer(made: tuple[_Made, str] | None, request: Request) -> _Made:
    """Return what an earlier request made, given with that request's digest.

    Raises:
        IdempotencyKeyReused: it was another request.
    """
    if made is None or made[1] != request.digest:
        raise IdempotencyKeyReused("idempotency_key")
    return made[0]
