"""Private data: encrypted field by field, with a key of its own for each person and procedure.

A service keeps what ``seal`` gives it and can read it with ``open`` only as long as the keys
service hands out the key. When the key is destroyed, at the end of 文書保存年限, every copy of the
data goes with it, those in backups included.

AES-256-GCM; each field has its own random nonce, and its key id, owner and name as associated
data, so that no ciphertext can be put in another's place.
"""

import base64
import secrets
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.calls import ServiceCalls
from shared.errors import KyodoError, Unavailable
from shared.settings import Settings

NONCE_BYTES = 12
# A key that was destroyed is used no longer than this.
KEY_REMEMBERED_S = 30.0
_KEPT = 2_000

Sealed = dict[str, bytes]
Fields = dict[str, str]


class PrivateDataErased(KyodoError):
    """The key was destroyed at the end of its time; what it locked cannot be read any more."""

    status = 410


class PrivateDataDamaged(Exception):
    """A ciphertext does not belong where it stands. Never shown: somebody must look into it."""


@dataclass(frozen=True)
class Locked:
    """What a service keeps of a person's private data: the key's id, and ciphertext by field."""

    key_id: str
    fields: Sealed

    def document(self) -> dict[str, Any]:
        """Write it for the database."""
        return {"key_id": self.key_id, "fields": dict(self.fields)}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Locked":
        """Read it back."""
        return cls(document["key_id"], {k: bytes(v) for k, v in document["fields"].items()})


class PrivateData:
    """Seals and opens private data of one service."""

    def __init__(self, owner: str, settings: Settings) -> None:
        self._owner = owner
        self._keys_service = ServiceCalls(owner, "keys", settings.keys_url, settings)
        self._known: OrderedDict[str, tuple[float, bytes]] = OrderedDict()

    async def close(self) -> None:
        """Give the connections back."""
        await self._keys_service.close()

    async def seal(
        self, key_id: str, fields: Mapping[str, str], *, case_id: str, retain_until: date
    ) -> Locked:
        """Encrypt fields under the key of this id, which is made if there is none yet.

        Raises:
            Unavailable: the keys service cannot be reached; then nothing may be accepted.
        """
        body = {"id": key_id, "case_id": case_id, "retain_until": retain_until.isoformat()}
        key = base64.b64decode((await self._post("/keys", body))["key"])
        return Locked(
            key_id, {name: self._sealed(key, key_id, name, text) for name, text in fields.items()}
        )

    async def open(self, locked: Sequence[Locked]) -> list[Fields | None]:
        """Decrypt; None where the key was destroyed. One request for all keys.

        Raises:
            Unavailable: the keys service cannot be reached. PrivateDataDamaged.
        """
        keys = await self._keys([one.key_id for one in locked])
        return [self._opened(keys[one.key_id], one) for one in locked]

    async def seal_file(
        self, key_id: str, name: str, content: bytes, *, case_id: str, retain_until: date
    ) -> bytes:
        """Encrypt a file's content under the key of this id, which is made if there is none yet.

        Raises:
            Unavailable: the keys service cannot be reached. PrivateDataErased.
        """
        body = {"id": key_id, "case_id": case_id, "retain_until": retain_until.isoformat()}
        key = base64.b64decode((await self._post("/keys", body))["key"])
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, content, self._place(key_id, name))

    async def open_file(self, key_id: str, name: str, sealed: bytes) -> bytes:
        """Decrypt a file's content.

        Raises:
            PrivateDataErased: the key was destroyed. Unavailable. PrivateDataDamaged.
        """
        key = (await self._keys([key_id]))[key_id]
        if key is None:
            raise PrivateDataErased
        place = self._place(key_id, name)
        try:
            return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
        except InvalidTag as error:
            raise PrivateDataDamaged(key_id) from error

    def _sealed(self, key: bytes, key_id: str, name: str, text: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, text.encode(), self._place(key_id, name))

    def _opened(self, key: bytes | None, locked: Locked) -> Fields | None:
        if key is None:
            return None
        try:
            return {
                name: AESGCM(key)
                .decrypt(
                    sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._place(locked.key_id, name)
                )
                .decode()
                for name, sealed in locked.fields.items()
            }
        except InvalidTag as error:
            raise PrivateDataDamaged(locked.key_id) from error

    def _place(self, key_id: str, name: str) -> bytes:
        return orjson.dumps([self._owner, key_id, name])

    async def _keys(self, ids: Sequence[str]) -> dict[str, bytes | None]:
        now = time.monotonic()
        known: dict[str, bytes | None] = {
            id_: self._known[id_][1] for id_ in ids if self._known.get(id_, (0.0,))[0] > now
        }
        wanted = sorted(set(ids) - set(known))
        if wanted:
            found = (await self._post("/keys/read", {"ids": wanted}))["keys"]
            for id_, encoded in found.items():
                known[id_] = base64.b64decode(encoded) if encoded else None
                self._remember(id_, known[id_])
        return known

    def _remember(self, key_id: str, key: bytes | None) -> None:
        if key is None:
            self._known.pop(key_id, None)
            return
        self._known[key_id] = (time.monotonic() + KEY_REMEMBERED_S, key)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)

    async def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        status, found = await self._keys_service.call("POST", path, body)
        if status == PrivateDataErased.status:
            raise PrivateDataErased
        if status >= 400:
            raise Unavailable
        return found
