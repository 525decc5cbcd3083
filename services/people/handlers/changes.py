"""Personnel changes (人事異動): many moves in one step, seen beforehand, kept as history."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from services.people.domain.errors import ChangeInFuture, LastAdminWouldLeave
from services.people.domain.office import Desk, Move, Office
from services.people.store import Store
from shared.caller import Role, current_caller
from shared.clock import now, today_jst
from shared.events import EventData
from shared.events.people import DeskHandedOver, DeskHoldersChanged, PersonLeft
from shared.idempotency import Request, first_answer
from shared.ids import new_id
from shared.mongo import Document, Session
from shared.texts import clean_text


@dataclass
class Changes:
    """The use cases of a personnel change."""

    store: Store

    async def preview(self, moves: Sequence[Move], on: date) -> list[Document]:
        """Return the desks that would change, before and after; nothing is written.

        Raises:
            Forbidden: the caller does not administer people. Office.change: what is wrong.
        """
        current_caller().require(Role.ADMIN)
        _require_begun(on)
        office, _ = await self.store.office()
        after = office.change(moves, on)
        await self._require_admin(after)
        return _differences(office, after)

    async def apply(self, moves: Sequence[Move], on: date, reason: str, key: str) -> Document:
        """Make all moves in one step, or none; a repeated request makes them once.

        Raises:
            Forbidden, Office.change: see ``preview``. IdempotencyKeyReused.
            Unavailable: too many changes at once; send it again.
        """
        current_caller().require(Role.ADMIN)
        _require_begun(on)
        reason = clean_text("reason", reason, max_chars=1_000, required=False)
        listed = [{"kind": type(move).__name__, **asdict(move)} for move in moves]
        given = {"moves": listed, "on": on.isoformat(), "reason": reason}
        request = Request.of(key, given)
        change = {
            "_id": new_id(),
            **given,
            "by": current_caller().person_id,
            "at": now(),
            "request": vars(request),
        }

        async def make(session: Session) -> Document:
            if made := await self.store.change_by_key(key, session):
                return first_answer((made, made["request"]["digest"]), request)
            return await self._write(moves, on, change, session)

        return await self.store.alone(make)

    async def _write(
        self, moves: Sequence[Move], on: date, change: Document, session: Session
    ) -> Document:
        before, sequences = await self.store.office(session)
        after = before.change(moves, on)
        await self._require_admin(after, session)
        whole = {**change, "desks": _differences(before, after)}
        await self.store.changes.insert_one(whole, session=session)
        for desk, event in _desk_events(before, after, on):
            await self.store.change_desk(desk, sequences[desk.id], event, session)
        await self._let_go(after.left - before.left, sequences, session)
        return whole

    async def _let_go(
        self, person_ids: frozenset[str], sequences: dict[str, int], session: Session
    ) -> None:
        """People who left sign in no more: their sessions and tokens end in the same step."""
        for person_id in person_ids:
            await self.store.people.update(
                person_id,
                {"$set": {"left_at": now(), "tokens": [], "notice_address": None}},
                PersonLeft(person_id=person_id),
                sequence=sequences[person_id],
                session=session,
            )
        await self.store.end_sessions(sorted(person_ids), session)

    async def _require_admin(self, after: Office, session: Session | None = None) -> None:
        admins = await self.store.admins(session)
        if admins and admins <= after.left:
            raise LastAdminWouldLeave


def _require_begun(on: date) -> None:
    """A change takes effect when it is made, so it is made on its day or afterwards.

    Raises:
        ChangeInFuture: its day has not come yet.
    """
    if on > today_jst():
        raise ChangeInFuture("on")


def _desk_events(before: Office, after: Office, on: date) -> list[tuple[Desk, EventData]]:
    changed: list[tuple[Desk, EventData]] = []
    for desk_id, desk in after.desks.items():
        was = before.desks[desk_id]
        if desk.successor_id != was.successor_id:
            successor = desk.successor_id
            changed.append((desk, DeskHandedOver(desk_id=desk_id, successor_id=successor, on=on)))
        elif desk.holders != was.holders:
            changed.append((desk, DeskHoldersChanged(desk_id=desk_id, holders=desk.holders, on=on)))
    return changed


def _differences(before: Office, after: Office) -> list[Document]:
    """Say who acts for each desk whose people change, before and after."""
    return [
        {
            "desk_id": desk_id,
            "successor_id": desk.successor_id,
            "before": sorted(before.holders(desk_id)),
            "after": sorted(after.holders(desk_id)),
        }
        for desk_id, desk in after.desks.items()
        if desk != before.desks[desk_id] or before.holders(desk_id) != after.holders(desk_id)
    ]
