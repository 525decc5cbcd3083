"""Standing in (代理): one person acts for another at some desks, from day to day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.people.domain.errors import (
    DelegationNotFound,
    DelegationToOneself,
    DoesNotHoldDesk,
    PeriodReversed,
    PeriodTooLong,
    PersonHasLeft,
)
from services.people.store import Store
from shared.caller import Role, current_caller
from shared.clock import now, today_jst
from shared.events.people import DelegationBegan, DelegationEnded
from shared.idempotency import Request, first_answer
from shared.ids import new_id
from shared.mongo import Document, DuplicateKeyError

DAYS_MAX = 366


@dataclass
class Delegations:
    """The use cases of standing in. A right that was lent cannot be lent on."""

    store: Store

    async def begin(
        self, to_person: str, desk_ids: Sequence[str], from_day: date, to_day: date, key: str
    ) -> Document:
        """Let another person act for desks that the caller holds, both days included.

        Raises:
            NotSignedIn, Forbidden: the caller is not of the staff.
            PersonNotFound, PersonHasLeft, DoesNotHoldDesk, DelegationToOneself, PeriodReversed,
            PeriodTooLong, IdempotencyKeyReused.
        """
        caller = current_caller()
        caller.require(Role.STAFF)
        if to_person == caller.person_id:
            raise DelegationToOneself("to_person")
        if to_day < max(from_day, today_jst()):
            raise PeriodReversed("to_day")
        if to_day - from_day > timedelta(days=DAYS_MAX):
            raise PeriodTooLong("to_day", max=DAYS_MAX)
        desks = sorted(set(desk_ids))
        given = {
            "from_person": caller.person_id,
            "to_person": to_person,
            "desk_ids": desks,
            "from_day": from_day.isoformat(),
            "to_day": to_day.isoformat(),
        }
        request = Request.of(key, given)
        if (await self.store.person(to_person))["left_at"] is not None:
            raise PersonHasLeft("to_person")
        await self._require_held(desks, str(caller.person_id))
        row = {"_id": new_id(), **given, "ended_at": None}
        event = DelegationBegan(delegation_id=row["_id"], **given)
        try:
            await self.store.delegations.insert({**row, "request": vars(request)}, event)
        except DuplicateKeyError:
            made = await self.store.made_by(self.store.delegations, key)
            return first_answer(made, request)
        return row

    async def end(self, delegation_id: str) -> Document:
        """End a delegation that the caller gave or has; once more changes nothing.

        Raises:
            DelegationNotFound: there is none of the caller's.
        """
        found = await self.store.delegation(delegation_id)
        if current_caller().person_id not in (found["from_person"], found["to_person"]):
            raise DelegationNotFound("delegation_id")
        if found["ended_at"] is not None:
            return found
        return await self.store.delegations.update(
            delegation_id,
            {"$set": {"ended_at": now()}},
            DelegationEnded(delegation_id=delegation_id),
            sequence=found["sequence"],
        )

    async def _require_held(self, desk_ids: Sequence[str], person_id: str) -> None:
        held = {
            row["_id"]
            for row in await self.store.list_desks(ids=desk_ids)
            if person_id in row["holders"] and row["closed_on"] is None
        }
        if not desk_ids or set(desk_ids) - held:
            raise DoesNotHoldDesk("desk_ids")
