"""Coming and going: check-in by oneself or at the desk, walking in, consent, going home."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from services.workshops.domain import floor as on_floor
from services.workshops.domain.errors import (
    HallCodeWrong,
    ParticipantNotFound,
    WorkshopFull,
)
from services.workshops.domain.keys import WorkshopSecrets, is_hall_code
from services.workshops.domain.participant import (
    Participant,
    checked_attributes,
    checked_nickname,
    require_coming,
)
from services.workshops.domain.workshop import Workshop
from services.workshops.handlers.floor import Floors, require_live
from services.workshops.handlers.turns import Turns
from services.workshops.store import Store
from services.workshops.store import documents as as_document
from shared.caller import current_caller
from shared.clock import now
from shared.events.workshops import ParticipantMoved, ParticipantState
from shared.idempotency import IdempotencyKeyReused, checked_key
from shared.ids import new_id
from shared.mongo import Document, DuplicateKeyError, Session, together
from shared.receipt_numbers import new_receipt_number, read_receipt_number


@dataclass(frozen=True)
class Arrival:
    """Who comes: with a 受付番号, or without one as a walk-in.

    ``hall_code`` is what is shown in the hall; staff at the desk need none.
    """

    idempotency_key: str
    hall_code: str = ""
    number: str = ""
    nickname: str = ""
    consents: bool | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Arrived:
    """A participant who is here, and the key of their phone."""

    participant: Participant
    key: str


@dataclass
class Arrivals:
    """The use cases at the door."""

    store: Store
    secrets: WorkshopSecrets
    floors: Floors
    turns: Turns

    async def check_in(self, workshop_id: str, arrival: Arrival) -> Arrived:
        """Let somebody in and give them a table; who is here already gets their key again.

        Raises:
            WorkshopNotFound, WorkshopNotLive, HallCodeWrong, ReceiptNumberMistyped,
            ParticipantNotFound, RegistrationOver, WorkshopFull; TextTooLong and the like.
        """
        workshop = await self.store.workshop(workshop_id)
        require_live(workshop)
        if not workshop.runs(current_caller()):
            require_hall_code(workshop, arrival.hall_code)
        if arrival.number.strip():
            participant = await self._registered(workshop, arrival)
        else:
            participant = await self._walk_in(workshop, arrival)
        if participant.state is ParticipantState.HERE:
            await self.floors.seat_anywhere(workshop, participant.id)
        return Arrived(participant, self.secrets.participant_key(participant.id))

    async def participant_of(self, workshop_id: str, key: str) -> Participant:
        """Return who shows a key.

        Raises:
            ParticipantKeyWrong, ParticipantNotFound, RegistrationOver.
        """
        participant = await self.store.participant(self.secrets.of_participant_key(key))
        if participant.workshop_id != workshop_id:
            raise ParticipantNotFound("key")
        require_coming(participant)
        return participant

    async def rename(
        self, participant: Participant, nickname: str, consents: bool | None
    ) -> Participant:
        """Change what the table calls somebody, and whether they may be in pictures.

        Raises:
            StaleAggregate; TextTooLong, TextHasControlCharacters.
        """
        nickname = checked_nickname(nickname)
        if (participant.nickname, participant.consents) == (nickname, consents):
            return participant
        change = {"$set": {"nickname": nickname, "consents": consents}}
        return await self.store.update_participant(
            participant, change, _moved(participant, participant.state)
        )

    async def leave(self, participant: Participant) -> Participant:
        """Let somebody go home; their notes stay."""
        if participant.state is not ParticipantState.HERE:
            return participant
        after = await self.store.update_participant(
            participant,
            {"$set": {"state": ParticipantState.LEFT.value}},
            _moved(participant, ParticipantState.LEFT),
        )
        await self.floors.change(
            participant.workshop_id, lambda f: on_floor.left(f, participant.id)
        )
        return after

    async def _registered(self, workshop: Workshop, arrival: Arrival) -> Participant:
        row = await self.store.row_by_number(read_receipt_number(arrival.number, field="number"))
        participant = as_document.to_participant(row)
        if participant.workshop_id != workshop.id:
            raise ParticipantNotFound("number")
        if participant.state is ParticipantState.LEFT:  # they are back
            participant = replace(participant, state=ParticipantState.REGISTERED)
        require_coming(participant)
        if participant.state is ParticipantState.HERE:
            return participant
        return await self._let_in(workshop, participant, arrival)

    async def _let_in(
        self, workshop: Workshop, participant: Participant, arrival: Arrival
    ) -> Participant:
        change = {"state": ParticipantState.HERE.value, "came_at": now()}
        if arrival.consents is not None:
            change["consents"] = arrival.consents
        if nickname := checked_nickname(arrival.nickname):
            change["nickname"] = nickname

        async def keep(session: Session) -> None:
            if participant.state is ParticipantState.WAITING:
                current = await self.store.workshop(workshop.id, session)
                _require_chair(current)
                counts = {"taken": 1, "waiting": -1}
                await self.store.update_workshop(current, {"$inc": counts}, session=session)
            await self.store.update_participant(
                participant,
                {"$set": change},
                _moved(participant, ParticipantState.HERE),
                session=session,
            )

        async with self.turns.of(workshop.id):
            await together(self.store.database, keep)
        return await self.store.participant(participant.id)

    async def _walk_in(self, workshop: Workshop, arrival: Arrival) -> Participant:
        hashed = self.secrets.request_hash(checked_key(arrival.idempotency_key))
        if (known := await self.store.row_by_key(hashed)) is not None:
            participant = as_document.to_participant(known)
            if participant.workshop_id != workshop.id:
                raise IdempotencyKeyReused("idempotency_key")
            return participant
        row: Document = {
            "_id": new_id(),
            "workshop_id": workshop.id,
            "state": ParticipantState.HERE.value,
            "number": new_receipt_number(),
            "idempotency_hash": hashed,
            "nickname": checked_nickname(arrival.nickname),
            "attributes": checked_attributes(arrival.attributes),
            "registered_at": now(),
            "came_at": now(),
            "walk_in": True,
            "consents": arrival.consents,
            "dots": {},
        }

        async def keep(session: Session) -> None:
            current = await self.store.workshop(workshop.id, session)
            _require_chair(current)
            counts = {"$inc": {"taken": 1, "badges": 1}}
            after = await self.store.update_workshop(current, counts, session=session)
            row["badge"] = after.badges
            moved = ParticipantMoved(
                participant_id=row["_id"],
                workshop_id=workshop.id,
                state=ParticipantState.HERE,
            )
            await self.store.participants.insert(row, moved, session=session)

        try:
            async with self.turns.of(workshop.id):
                await together(self.store.database, keep)
        except DuplicateKeyError:  # the same request at the same time
            if (known := await self.store.row_by_key(hashed)) is None:
                raise
            return as_document.to_participant(known)
        return as_document.to_participant({**row, "sequence": 1})


def require_hall_code(workshop: Workshop, typed: str) -> None:
    """Let pass who knows the code of the hall; blanks and full-width digits are borne.

    Raises:
        HallCodeWrong.
    """
    if not is_hall_code(workshop.hall_code, typed):
        raise HallCodeWrong("hall_code")


def _require_chair(workshop: Workshop) -> None:
    """Who comes on the day may take any chair there is, also beyond the planned capacity."""
    chairs = workshop.plan.tables * workshop.plan.seats
    if workshop.taken >= chairs:
        raise WorkshopFull("workshop_id", seats=chairs)


def _moved(participant: Participant, state: ParticipantState) -> ParticipantMoved:
    return ParticipantMoved(
        participant_id=participant.id, workshop_id=participant.workshop_id, state=state
    )
