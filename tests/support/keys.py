"""Keys of private data that lie in the test's own process, and count who asks for them."""

import base64
import secrets
from collections.abc import Mapping
from typing import Any

from shared.errors import Unavailable
from shared.private_data import PrivateData
from shared.settings import Settings


class KeysAtHand(PrivateData):
    """Private data whose keys lie in this process; ``asked`` counts the calls."""

    def __init__(self, settings: Settings) -> None:
        super().__init__("public_comment", settings)
        self._keys_at_hand: dict[str, str] = {}
        self.asked: list[str] = []
        self.away = False

    def destroy(self) -> None:
        self._keys_at_hand = dict.fromkeys(self._keys_at_hand, "")
        self._known.clear()

    async def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        self.asked.append(path)
        if self.away:
            raise Unavailable
        if path == "/keys":
            fresh = base64.b64encode(secrets.token_bytes(32)).decode()
            return {"key": self._keys_at_hand.setdefault(body["id"], fresh)}
        return {"keys": {id_: self._keys_at_hand.get(id_) for id_ in body["ids"]}}
