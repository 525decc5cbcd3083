"""Use cases of keys: the only place where they are made, handed out, renewed and destroyed."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.keys.domain.errors import (
    DisclosureAlreadyOpen,
    DisclosureNotFound,
    KeyDestroyed,
    KeyNotFound,
    TooManyKeys,
)
from services.keys.domain.master import KEY_BYTES, MasterKeys
from services.keys.store import KeyRow, Store
from shared.caller import Role, current_caller
from shared.clock import today_jst
from shared.logs import cause_of, log

KEYS_AT_ONCE = 200
LOOK_EVERY_S = 3_600.0

_log = log(__name__)


@dataclass
class Keys:
    """What can be done with keys."""

    store: Store
    master: MasterKeys

    async def make(self, key_id: str, owner: str, case_id: str, retain_until: date) -> bytes:
        """Return the key of this id, made if there is none yet: so a retry gets the same one.

        Raises:
            KeyDestroyed: its time is over.
        """
        version, locked = self.master.lock(key_id, secrets.token_bytes(KEY_BYTES))
        kept = await self.store.add(
            key_id, owner, case_id, version, locked, retain_until.isoformat()
        )
        return self._unlocked(kept)

    async def hand_out(self, ids: Sequence[str]) -> dict[str, bytes | None]:
        """Return keys by ids; None for one that was destroyed.

        Raises:
            TooManyKeys: more than ``KEYS_AT_ONCE``. KeyNotFound: one never was.
        """
        if len(ids) > KEYS_AT_ONCE:
            raise TooManyKeys("ids", max=KEYS_AT_ONCE)
        rows = {row.id: row for row in await self.store.read(ids)}
        if set(ids) - set(rows):
            raise KeyNotFound("ids")
        return {
            row.id: None if row.locked is None else self._unlocked(row) for row in rows.values()
        }

    async def renew(self) -> int:
        """Lock every key by the newest master key; return how many were not. Can be broken off.

        Raises:
            Forbidden: the caller is not the operator.
        """
        current_caller().require(Role.ADMIN)
        renewed = 0
        while rows := await self.store.locked_by_others(self.master.newest, KEYS_AT_ONCE):
            await self.store.relock([self._relocked(row) for row in rows], self._actor())
            renewed += len(rows)
        return renewed

    async def expire(self, *, dry_run: bool) -> int:
        """Destroy every key whose time is over and that nothing holds; return how many.

        Raises:
            Forbidden: neither the operator nor one who looks after records.
        """
        current_caller().require(Role.ADMIN, Role.RECORDS)
        today = today_jst().isoformat()
        if dry_run:
            return await self.store.expired(today)
        return await self.store.destroy_expired(today, self._actor())

    async def expire_daily(self) -> None:
        """Do it by itself as long as the process runs."""
        while True:
            try:
                await self.store.destroy_expired(today_jst().isoformat(), "keys")
            except Exception as error:  # it is tried again in an hour, and the cause is told
                _log.error("expiry_failed", cause=cause_of(error))
            await asyncio.sleep(LOOK_EVERY_S)

    async def open_disclosure(self, case_id: str, number: str) -> None:
        """Hold all keys of a case while a disclosure request (情報公開請求) is open.

        Raises:
            Forbidden: the caller does not look after records. DisclosureAlreadyOpen.
        """
        current_caller().require(Role.RECORDS)
        if not await self.store.open_disclosure(case_id, number, self._actor()):
            raise DisclosureAlreadyOpen("number")

    async def close_disclosure(self, case_id: str, number: str) -> None:
        """Hold them no longer for this request.

        Raises:
            Forbidden: the caller does not look after records. DisclosureNotFound.
        """
        current_caller().require(Role.RECORDS)
        if not await self.store.close_disclosure(case_id, number, self._actor()):
            raise DisclosureNotFound("number")

    async def disclosures(self, case_id: str) -> list[dict[str, str | None]]:
        """Return the disclosure requests of a case.

        Raises:
            Forbidden: the caller is neither of the staff nor looks after records.
        """
        current_caller().require(Role.RECORDS, Role.STAFF)
        return await self.store.disclosures(case_id)

    def _unlocked(self, row: KeyRow) -> bytes:
        if row.locked is None:
            raise KeyDestroyed
        return self.master.unlock(row.id, row.version, row.locked)

    def _relocked(self, row: KeyRow) -> KeyRow:
        version, locked = self.master.lock(row.id, self._unlocked(row))
        return KeyRow(row.id, version, locked)

    @staticmethod
    def _actor() -> str:
        return str(current_caller().person_id)
