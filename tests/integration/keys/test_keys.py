"""The keys service over HTTP: kept, renewed, held, destroyed without a trace of the key."""

import asyncio
import base64
import secrets
import signal
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from infra.local.stack import Stack
from services.keys.domain.master import MasterKeyMissing, MasterKeys
from services.keys.handlers import Keys as UseCases
from services.keys.store import Store
from shared.auth import GATEWAY, OPERATOR, service_token
from shared.caller import OPERATOR_CALLER, STRANGER, Caller, Role, act_as
from shared.clock import today_jst
from shared.errors import NotSignedIn, Unavailable
from shared.private_data import Locked, PrivateData, PrivateDataDamaged, PrivateDataErased
from tests.conftest import settings_from

RECORDS = Caller("r", frozenset({Role.RECORDS}))
OVER, LATER = today_jst() - timedelta(days=1), today_jst() + timedelta(days=1)
PLAIN = {"name": "青葉 花子", "mail": "hanako@example.jp"}


def key_id() -> str:
    return f"key-of-a-test-{secrets.token_hex(8)}"


class Keys:
    """The keys service, as its callers see it."""

    def __init__(self, stack: Stack, http: aiohttp.ClientSession) -> None:
        self.stack = stack
        self._http = http
        self.private = PrivateData("public_comment", settings_from(stack.environment))

    async def post(
        self, path: str, body: Any, issuer: str = OPERATOR, by: Caller = STRANGER
    ) -> tuple[int, Any]:
        token = service_token(self.stack.environment["KYODO_SERVICE_KEY"], issuer, "keys", by)
        headers = {"Authorization": f"Bearer {token}"}
        url = self.stack.url("keys") + path
        async with self._http.post(url, json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def seal(self, id_: str, until: Any, case: str = "case-1") -> Locked:
        return await self.private.seal(id_, PLAIN, case_id=case, retain_until=until)

    def fresh(self) -> PrivateData:
        """Another process, which remembers no key."""
        return PrivateData("public_comment", settings_from(self.stack.environment))

    async def opened(self, *locked: Locked) -> Any:
        private = self.fresh()
        try:
            return await private.open(list(locked))
        finally:
            await private.close()

    def bytes_on_disk(self) -> bytes:
        folder = Path(self.stack.environment["KYODO_KEYS_FILE"]).parent
        return b"".join(file.read_bytes() for file in folder.iterdir())


@pytest.fixture
async def keys(new_stack: Callable[..., Stack], environment: dict[str, str]) -> AsyncIterator[Keys]:
    stack = await asyncio.to_thread(new_stack, ("keys",), environment)
    async with aiohttp.ClientSession() as http:
        made = Keys(stack, http)
        yield made
        await made.private.close()


async def test_a_life_of_keys(keys: Keys) -> None:
    """One process for all of it: starting one takes longer than the requests."""
    await _sealed_and_opened(keys)
    await _only_owners_hold_keys(keys)
    await _held_and_destroyed(keys)
    await _many_at_once(keys)
    await _killed_and_renewed(keys)


async def _sealed_and_opened(keys: Keys) -> None:
    id_ = key_id()
    locked = await keys.seal(id_, LATER)
    again = await keys.seal(id_, LATER)
    assert await keys.opened(locked, again) == [PLAIN, PLAIN], "the same id has the same key"
    assert b"hanako" not in b"".join(locked.fields.values())
    assert Locked.of(locked.document()) == locked
    swapped = Locked(id_, {"name": locked.fields["mail"], "mail": locked.fields["name"]})
    other = await keys.seal(key_id(), LATER)
    for damaged in (swapped, Locked(other.key_id, locked.fields)):
        with pytest.raises(PrivateDataDamaged):
            await keys.opened(damaged)
    foreign = PrivateData("people", settings_from(keys.stack.environment))
    with pytest.raises(PrivateDataDamaged):
        await foreign.open([locked])
    await foreign.close()


async def _only_owners_hold_keys(keys: Keys) -> None:
    id_ = (await keys.seal(key_id(), LATER)).key_id
    for issuer in (OPERATOR, GATEWAY):
        status, answer = await keys.post("/keys/read", {"ids": [id_]}, issuer, RECORDS)
        assert (status, answer["errors"][0]["code"]) == (403, "FORBIDDEN")
    status, _ = await keys.post("/keys/read", {"ids": [id_]}, "insight")
    assert status == 401
    staff = Caller("s", frozenset({Role.STAFF}))
    for path in ("/renew", "/expire", "/disclosures"):
        body = {"case_id": "c", "number": "1"} if path == "/disclosures" else {}
        status, _ = await keys.post(path, body, GATEWAY, staff)
        assert status == 403, path


async def _held_and_destroyed(keys: Keys) -> None:
    held, gone = await keys.seal(key_id(), OVER, "held"), await keys.seal(key_id(), OVER, "gone")
    kept = await keys.seal(key_id(), today_jst(), "gone")
    case = {"case_id": "held", "number": "令和8-12"}
    assert (await keys.post("/disclosures", case, GATEWAY, RECORDS))[0] == 201
    assert (await keys.post("/disclosures", case, GATEWAY, RECORDS))[0] == 409
    assert await keys.post("/expire", {"dry_run": True}) == (200, {"destroyed": 1})
    locked_key = _locked_in(keys, gone.key_id)
    assert locked_key in keys.bytes_on_disk(), "the search finds what is there"
    assert await keys.post("/expire", {}) == (200, {"destroyed": 1})
    assert locked_key not in keys.bytes_on_disk()
    assert await keys.opened(held, gone, kept) == [PLAIN, None, PLAIN]
    with pytest.raises(PrivateDataErased):
        await keys.seal(gone.key_id, LATER)
    assert (await keys.post("/disclosures/close", case, GATEWAY, RECORDS))[0] == 200
    assert await keys.post("/expire", {}) == (200, {"destroyed": 1})
    assert await keys.opened(held) == [None]


def _locked_in(keys: Keys, id_: str) -> bytes:
    import sqlite3

    file = f"file:{keys.stack.environment['KYODO_KEYS_FILE']}?mode=ro"
    connection = sqlite3.connect(file, uri=True)
    (locked,) = connection.execute("SELECT locked FROM keys WHERE id = ?", (id_,)).fetchone()
    connection.close()
    return bytes(locked)


async def _many_at_once(keys: Keys) -> None:
    ids = [key_id() for _ in range(60)]
    made = await asyncio.gather(*(keys.seal(id_, LATER) for id_ in [*ids, *ids]))
    assert await keys.opened(*made) == [PLAIN] * 120
    too_many = {"ids": [key_id() for _ in range(201)]}
    status, answer = await keys.post("/keys/read", too_many, "public_comment")
    assert (status, answer["errors"][0]["code"]) == (422, "TOO_MANY_KEYS")


async def _killed_and_renewed(keys: Keys) -> None:
    locked = await keys.seal(key_id(), LATER)
    await asyncio.to_thread(keys.stack.kill, "keys", signal.SIGKILL)
    with pytest.raises(Unavailable):
        while True:  # until the process is gone, answers still come
            await keys.fresh().seal(key_id(), PLAIN, case_id="c", retain_until=LATER)
    await asyncio.to_thread(keys.stack.wait_ready, "keys")
    assert await keys.opened(locked) == [PLAIN]
    old = MasterKeys.of(keys.stack.environment["KYODO_MASTER_KEYS"])
    status, answer = await keys.post("/renew", {})
    assert (status, answer) == (200, {"renewed": 0})
    assert base64.b64encode(old.keys[1]).decode() in keys.stack.environment["KYODO_MASTER_KEYS"]


async def test_a_new_master_key_locks_all_keys_anew_and_the_old_one_may_go(tmp_path: Path) -> None:
    one, two = (base64.b64encode(secrets.token_bytes(32)).decode() for _ in range(2))
    store = Store(tmp_path / "keys.db")
    await store.open()
    before = UseCases(store, MasterKeys.of(f"1:{one}"))
    ids = [key_id() for _ in range(450)]
    made = [await before.make(id_, "public_comment", "c", LATER) for id_ in ids]
    act_as(OPERATOR_CALLER)
    both = UseCases(store, MasterKeys.of(f"2:{two},1:{one}"))
    assert await both.renew() == 450
    assert await both.renew() == 0
    after = UseCases(store, MasterKeys.of(f"2:{two}"))
    assert [(await after.hand_out([id_]))[id_] for id_ in ids] == made
    with pytest.raises(MasterKeyMissing):
        await before.hand_out(ids[:1])
    act_as(STRANGER)
    with pytest.raises(NotSignedIn):
        await both.renew()
    await store.close()
