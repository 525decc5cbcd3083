"""Registering, the waiting list, cancelling, and looking at particulars for a purpose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from services.workshops.domain.errors import (
    ConfirmationNumberNotFitting,
    RegistrationNotOpen,
    RegistrationOver,
)
from services.workshops.domain.keys import WorkshopSecrets
from services.workshops.domain.participant import (
    MAIL_ADDRESS,
    Participant,
    checked_attributes,
    checked_nickname,
    require_coming,
)
from services.workshops.domain.workshop import Need, Workshop
from services.workshops.handlers.mails import Told
from services.workshops.handlers.telling import Telling
from services.workshops.handlers.turns import Turns
from services.workshops.store import Store
from services.workshops.store import documents as as_document
from shared.caller import current_caller
from shared.clock import now
from shared.events.workshops import (
    ParticipantMoved,
    ParticipantState,
    ParticularsOpened,
    WorkshopState,
)
from shared.idempotency import IdempotencyKeyReused, checked_key
from shared.ids import new_id
from shared.mail_address import checked_address
from shared.mongo import Document, DuplicateKeyError, Session, together
from shared.private_data import Locked, PrivateData
from shared.receipt_numbers import (
    in_groups,
    new_receipt_number,
    read_confirmation_number,
    read_receipt_number,
)
from shared.texts import clean_text, clean_title

# Particulars are needed until all is published and answered; then their key is destroyed.
KEPT_FOR = timedelta(days=366)
_COMING = (ParticipantState.REGISTERED, ParticipantState.WAITING, ParticipantState.HERE)


@dataclass(frozen=True)
class NewRegistration:
    """What somebody gives when they register; all but the key may stay empty."""

    idempotency_key: str
    name: str = ""
    mail_address: str = ""
    nickname: str = ""
    needs: tuple[Need, ...] = ()
    needs_note: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Registered:
    """A registration and its 確認番号, which nobody can give again later."""

    participant: Participant
    confirmation_number: str


@dataclass
class Registrations:
    """The use cases before the day."""

    store: Store
    secrets: WorkshopSecrets
    private: PrivateData
    turns: Turns
    telling: Telling

    async def register(self, workshop_id: str, new: NewRegistration) -> Registered:
        """Register somebody, or put them on the waiting list when it is full.

        A repeated key returns the first answer, 確認番号 included.

        Raises:
            WorkshopNotFound, RegistrationNotOpen; TextTooLong and the like, MailAddressMalformed.
            Unavailable: the keys or the database cannot be reached; send the same key again.
        """
        hashed = self.secrets.request_hash(checked_key(new.idempotency_key))
        if (known := await self.store.row_by_key(hashed)) is not None:
            return self._repeated(known, workshop_id, new)
        workshop = await self.store.workshop(workshop_id)
        _require_open(workshop)
        row = await self._row(workshop, new, hashed)

        async def keep(session: Session) -> None:
            current = await self.store.workshop(workshop_id, session)
            _require_open(current)
            has_room = current.taken < current.plan.capacity
            state = ParticipantState.REGISTERED if has_room else ParticipantState.WAITING
            counts = {"taken" if has_room else "waiting": 1, "badges": 1}
            counts |= {f"needs.{need.value}": 1 for need in new.needs}
            after = await self.store.update_workshop(current, {"$inc": counts}, session=session)
            row.update(state=state.value, badge=after.badges)
            moved = _moved(row["_id"], workshop_id, state)
            await self.store.participants.insert(row, moved, session=session)
            told = Told.REGISTERED if has_room else Told.WAITING
            await self.telling.tell_one(told, row["_id"], after, session)

        try:
            async with self.turns.of(workshop_id):
                await together(self.store.database, keep)
        except DuplicateKeyError:  # the same request at the same time
            if (known := await self.store.row_by_key(hashed)) is None:
                raise
            return self._repeated(known, workshop_id, new)
        return self._repeated({**row, "sequence": 1}, workshop_id, new)

    async def read(self, number: str, confirmation: str) -> Participant:
        """Return a registration to who made it.

        Raises:
            ReceiptNumberMistyped, ConfirmationNumberMistyped, ParticipantNotFound,
            ConfirmationNumberNotFitting.
        """
        return as_document.to_participant(await self._own_row(number, confirmation))

    async def cancel(self, number: str, confirmation: str) -> Participant:
        """Cancel a registration; who has waited longest moves up. Again changes nothing.

        Raises:
            as ``read``. RegistrationOver: they are here, or have been.
        """
        row = await self._own_row(number, confirmation)
        participant = as_document.to_participant(row)
        if participant.state is ParticipantState.CANCELLED:
            return participant
        if participant.state not in (ParticipantState.REGISTERED, ParticipantState.WAITING):
            raise RegistrationOver("number")
        needs = await self._needs_of(row)

        async def keep(session: Session) -> None:
            workshop = await self.store.workshop(participant.workshop_id, session)
            counts = {f"needs.{need}": -1 for need in needs}
            await self.store.update_participant(
                participant,
                {"$set": {"state": ParticipantState.CANCELLED.value}},
                _moved(participant.id, workshop.id, ParticipantState.CANCELLED),
                session=session,
            )
            await self.telling.tell_one(Told.CANCELLED, participant.id, workshop, session)
            if participant.state is ParticipantState.WAITING:
                counts["waiting"] = -1
            else:
                counts |= await self._move_up(workshop, session)
            await self.store.update_workshop(workshop, {"$inc": counts}, session=session)

        async with self.turns.of(participant.workshop_id):
            await together(self.store.database, keep)
        return await self.store.participant(participant.id)

    async def _move_up(self, workshop: Workshop, session: Session) -> dict[str, int]:
        """Give a free place to who has waited longest; return what changes in the counts."""
        following = await self.store.first_waiting(workshop.id, session)
        if following is None or workshop.taken > workshop.plan.capacity:
            return {"taken": -1}
        await self.store.update_participant(
            following,
            {"$set": {"state": ParticipantState.REGISTERED.value, "moved_up_at": now()}},
            _moved(following.id, workshop.id, ParticipantState.REGISTERED),
            session=session,
        )
        await self.telling.tell_one(Told.MOVED_UP, following.id, workshop, session)
        return {"waiting": -1}

    async def open_particulars(self, workshop_id: str, purpose: str) -> list[dict[str, Any]]:
        """Return who is coming with name, address and needs; the access is recorded first.

        Raises:
            WorkshopNotFound, NotThisWorkshopsFacilitator; TextEmpty: without a purpose.
            Unavailable: the keys cannot be had; nothing is shown.
        """
        workshop = await self.store.workshop(workshop_id)
        workshop.require_facilitator(current_caller())
        purpose = clean_text("purpose", purpose, max_chars=500)
        rows = await self.store.participant_rows(workshop_id, _COMING)
        await self._record_access(workshop_id, [row["_id"] for row in rows], purpose)
        sealed = [row for row in rows if row.get("particulars")]
        opened = await self.private.open([Locked.of(row["particulars"]) for row in sealed])
        fields = {row["_id"]: given for row, given in zip(sealed, opened, strict=True)}
        return [_particulars(row, fields.get(row["_id"], {})) for row in rows]

    async def _record_access(self, workshop_id: str, ids: Sequence[str], purpose: str) -> None:
        access = {
            "_id": new_id(),
            "workshop_id": workshop_id,
            "participant_ids": list(ids),
            "purpose": purpose,
            "by": current_caller().person_id,
            "at": now(),
        }
        event = ParticularsOpened(
            access_id=access["_id"],
            workshop_id=workshop_id,
            participant_ids=tuple(ids),
            purpose="WORKSHOP",
        )
        await self.store.accesses.insert(access, event)

    async def _row(self, workshop: Workshop, new: NewRegistration, hashed: str) -> Document:
        number, id_ = new_receipt_number(), new_id()
        confirmation = self.secrets.confirmation_of(new.idempotency_key)
        given = {
            "name": clean_title("name", new.name, max_chars=100, required=False),
            MAIL_ADDRESS: _address(new.mail_address),
            "needs": ",".join(need.value for need in new.needs),
            "needs_note": clean_text("needs_note", new.needs_note, max_chars=500, required=False),
        }
        row: Document = {
            "_id": id_,
            "workshop_id": workshop.id,
            "number": number,
            "idempotency_hash": hashed,
            "confirmation_hash": self.secrets.confirmation_hash(number, confirmation),
            "nickname": checked_nickname(new.nickname),
            "attributes": checked_attributes(new.attributes),
            "registered_at": now(),
            "walk_in": False,
            "consents": None,
            "dots": {},
            "mails": bool(given[MAIL_ADDRESS]),
        }
        if private := {name: text for name, text in given.items() if text}:
            until = (workshop.plan.ends_at + KEPT_FOR).date()
            # The key's name hangs on the request: a repetition finds the same key again.
            locked = await self.private.seal(
                hashed[:32], private, case_id=workshop.id, retain_until=until
            )
            row["particulars"] = locked.document()
        return row

    async def _own_row(self, number: str, confirmation: str) -> Document:
        number = read_receipt_number(number, field="number")
        confirmation = read_confirmation_number(confirmation)
        row = await self.store.row_by_number(number)
        if not row.get("confirmation_hash") or not self.secrets.fits(
            number, confirmation, row["confirmation_hash"]
        ):
            raise ConfirmationNumberNotFitting("confirmation_number")
        return row

    async def _needs_of(self, row: Document) -> list[str]:
        if not row.get("particulars"):
            return []
        (fields,) = await self.private.open([Locked.of(row["particulars"])])
        return _needs(fields or {})

    def _repeated(self, row: Document, workshop_id: str, new: NewRegistration) -> Registered:
        participant = as_document.to_participant(row)
        if participant.workshop_id != workshop_id:
            raise IdempotencyKeyReused("idempotency_key")
        number = self.secrets.confirmation_of(new.idempotency_key)
        return Registered(participant, number)


def _address(typed: str) -> str:
    return checked_address("mail_address", typed) if typed.strip() else ""


def _require_open(workshop: Workshop) -> None:
    if workshop.state is not WorkshopState.REGISTRATION:
        raise RegistrationNotOpen("workshop_id", state=workshop.state.value)


def _moved(participant_id: str, workshop_id: str, state: ParticipantState) -> ParticipantMoved:
    return ParticipantMoved(participant_id=participant_id, workshop_id=workshop_id, state=state)


def _needs(fields: Mapping[str, str]) -> list[str]:
    return [need for need in fields.get("needs", "").split(",") if need]


def _particulars(row: Document, fields: Mapping[str, str] | None) -> dict[str, Any]:
    participant = as_document.to_participant(row)
    require_coming(participant)
    given = fields or {}
    return {
        "participant_id": participant.id,
        "number": in_groups(participant.number),
        "badge": participant.badge,
        "state": participant.state.value,
        "erased": fields is None,
        "name": given.get("name", ""),
        "mail_address": given.get(MAIL_ADDRESS, ""),
        "needs": _needs(given),
        "needs_note": given.get("needs_note", ""),
    }
