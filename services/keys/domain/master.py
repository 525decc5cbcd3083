"""The master keys: they lock the keys of people, and lie in no database.

A person's key is kept locked by the master key of one version (AES-256-GCM with the key's id as
associated data, so that two locked keys cannot change places). Renewing the master key locks every
key anew; what the keys themselves have locked is not touched.
"""

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.keys.domain.errors import MasterKeysMalformed

KEY_BYTES = 32
NONCE_BYTES = 12


class MasterKeyMissing(Exception):
    """A key is locked by a master key that this process was not given (``version``)."""


@dataclass(frozen=True)
class MasterKeys:
    """All master keys by version; the newest one locks."""

    newest: int
    keys: Mapping[int, bytes]

    @classmethod
    def of(cls, setting: str) -> Self:
        """Read ``2:base64,1:base64``, newest first.

        Raises:
            MasterKeysMalformed: it is not of this form.
        """
        keys: dict[int, bytes] = {}
        try:
            for part in setting.split(","):
                version, _, encoded = part.strip().partition(":")
                keys[int(version)] = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error) as error:
            raise MasterKeysMalformed from error
        if any(len(key) != KEY_BYTES for key in keys.values()) or max(keys) != next(iter(keys)):
            raise MasterKeysMalformed
        return cls(max(keys), keys)

    def lock(self, key_id: str, key: bytes) -> tuple[int, bytes]:
        """Return the version used, and the locked key."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        locked = AESGCM(self.keys[self.newest]).encrypt(nonce, key, key_id.encode())
        return self.newest, nonce + locked

    def unlock(self, key_id: str, version: int, locked: bytes) -> bytes:
        """Return the key.

        Raises:
            MasterKeyMissing: the master key of this version is not here, or is another one.
        """
        if version not in self.keys:
            raise MasterKeyMissing(version)
        nonce, sealed = locked[:NONCE_BYTES], locked[NONCE_BYTES:]
        try:
            return AESGCM(self.keys[version]).decrypt(nonce, sealed, key_id.encode())
        except InvalidTag as error:
            raise MasterKeyMissing(version) from error
