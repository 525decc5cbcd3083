"""A salted commitment: proves later what was accepted, and tells nothing before.

``SHA-256(salt || statement)``, where salt is 32 random bytes that the citizen gets with the
receipt, and the statement is JSON in UTF-8 with sorted keys and no blanks::

    {"clause_id":…,"consultation_id":…,"receipt_number":"483910275648","text":…,"version":1}

It is published in the acceptance event, so that a log of commitments can show that nothing was
altered, removed or added afterwards. A comment on a passage of a clause commits to that as well,
under one more key: ``"passage":{"end":…,"quote":…,"start":…}``. One with files commits to them,
too, by the SHA-256 of each as it was handed in: ``"attachments":["3f…","a0…"]``.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

SALT_BYTES = 32


def new_salt() -> bytes:
    """Draw a salt: 256 bits."""
    return secrets.token_bytes(SALT_BYTES)


def commitment(
    salt: bytes,
    *,
    consultation_id: str,
    clause_id: str | None,
    receipt_number: str,
    text: str,
    version: int,
    passage: Mapping[str, Any] | None = None,
    attachments: Sequence[str] = (),
) -> str:
    """Return the commitment as 64 hex digits."""
    statement: dict[str, Any] = {
        "clause_id": clause_id,
        "consultation_id": consultation_id,
        "receipt_number": receipt_number,
        "text": text,
        "version": version,
    }
    if passage is not None:
        statement["passage"] = dict(passage)
    if attachments:
        statement["attachments"] = list(attachments)
    return hashlib.sha256(salt + orjson.dumps(statement, option=orjson.OPT_SORT_KEYS)).hexdigest()
