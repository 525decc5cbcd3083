"""Before and after: planning, opening for registration, themes, publication."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.workshops.domain.errors import WorkshopNotMovable
from services.workshops.domain.harvested import Harvested, harvested
from services.workshops.domain.keys import new_hall_code
from services.workshops.domain.workshop import (
    Plan,
    Theme,
    Workshop,
    checked_plan,
    checked_themes,
    require_way,
)
from services.workshops.handlers.mails import Told
from services.workshops.handlers.telling import to_tell
from services.workshops.handlers.work import Work
from services.workshops.store import Store
from services.workshops.store import documents as as_document
from shared.caller import Role, current_caller
from shared.clock import now
from shared.events.workshops import (
    ParticipantState,
    ThemesArranged,
    WorkshopMoved,
    WorkshopPlanned,
    WorkshopPublished,
    WorkshopRevised,
    WorkshopState,
)
from shared.idempotency import Request, first_answer
from shared.ids import new_id
from shared.mongo import DuplicateKeyError
from shared.texts import clean_text

FACILITATORS_MAX = 20
_TOLD_WHEN_CHANGED = {"starts_at", "ends_at", "place", "mode"}


@dataclass
class Workshops:
    """The use cases around a workshop's plan and result."""

    store: Store
    work: Work

    async def plan(
        self, plan: Plan, department_id: str, rehearsal: bool, key: str, body: Mapping[str, Any]
    ) -> Workshop:
        """Set up a workshop; a repeated request returns the one that the first made.

        Raises:
            NotInCharge: the caller is not of the department. IdempotencyKeyReused.
            InvalidInput: a subclass that says what is wrong and where.
        """
        caller = current_caller()
        caller.require(Role.STAFF)
        caller.require_department(department_id)
        request, moment = Request.of(key, body), now()
        workshop = Workshop(
            id=new_id(),
            plan=checked_plan(plan, moment),
            department_id=department_id,
            state=WorkshopState.PLANNED,
            hall_code=new_hall_code(),
            facilitators=(),
            taken=0,
            waiting=0,
            needs={},
            themes=(),
            rehearsal=rehearsal,
            created_at=moment,
            sequence=0,
        )
        try:
            await self.store.insert_workshop(workshop, request, _planned(workshop))
        except DuplicateKeyError:
            return first_answer(await self.store.workshop_of(key), request)
        return await self.store.workshop(workshop.id)

    async def revise(self, workshop_id: str, plan: Plan) -> Workshop:
        """Change what was planned, as long as it has not ended; the same plan changes nothing.

        Raises:
            WorkshopNotFound, NotInCharge, StaleAggregate. WorkshopNotMovable: it is over.
        """
        workshop = await self.store.workshop(workshop_id)
        workshop.require_in_charge(current_caller())
        if workshop.state in (WorkshopState.ENDED, WorkshopState.PUBLISHED):
            raise WorkshopNotMovable("state", state=workshop.state.value)
        plan = checked_plan(plan, now())
        before, after = as_document.of_plan(workshop.plan), as_document.of_plan(plan)
        changed = tuple(name for name, value in after.items() if before[name] != value)
        if not changed:
            return workshop
        event = WorkshopRevised(
            workshop_id=workshop.id,
            changed=changed,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
        )
        change: dict[str, Any] = {"$set": {"plan": after}}
        if set(changed) & _TOLD_WHEN_CHANGED:
            change |= to_tell(Told.REVISED, workshop)
        return await self.store.update_workshop(workshop, change, event)

    async def name_facilitators(self, workshop_id: str, people: Sequence[str]) -> Workshop:
        """Say who runs it; they need not be of the department.

        Raises:
            WorkshopNotFound, NotInCharge, StaleAggregate.
        """
        workshop = await self.store.workshop(workshop_id)
        workshop.require_in_charge(current_caller())
        named = list(dict.fromkeys(people))[:FACILITATORS_MAX]
        if tuple(named) == workshop.facilitators:
            return workshop
        event = WorkshopRevised(
            workshop_id=workshop.id,
            changed=("facilitators",),
            starts_at=workshop.plan.starts_at,
            ends_at=workshop.plan.ends_at,
        )
        return await self.store.update_workshop(workshop, {"$set": {"facilitators": named}}, event)

    async def move(self, workshop_id: str, to: WorkshopState, reason: str = "") -> Workshop:
        """Open it for registration, begin the day, end it or cancel it (with a reason).

        Going where it is already changes nothing.

        Raises:
            WorkshopNotFound, WorkshopNotMovable, StaleAggregate. NotInCharge; the day itself may
            be begun and ended by whoever runs it: NotThisWorkshopsFacilitator.
        """
        workshop = await self.store.workshop(workshop_id)
        if to in (WorkshopState.LIVE, WorkshopState.ENDED):
            workshop.require_facilitator(current_caller())
        else:
            workshop.require_in_charge(current_caller())
        if workshop.state is to:
            return workshop
        require_way(workshop, to)
        change: dict[str, Any] = {"$set": {"state": to.value}}
        if to is WorkshopState.CANCELLED:
            change["$set"]["cancel_reason"] = clean_text("reason", reason, max_chars=500)
            change |= to_tell(Told.CALLED_OFF, workshop)
        event = WorkshopMoved(workshop_id=workshop.id, state=to)
        return await self.store.update_workshop(workshop, change, event)

    async def arrange_themes(
        self, workshop_id: str, themes: Sequence[Theme], sequence: int
    ) -> Workshop:
        """Keep which notes belong together and under which words.

        ``sequence`` is that of the workshop as the caller saw it.

        Raises:
            WorkshopNotFound, NotThisWorkshopsFacilitator, NoteNotFound.
            StaleAggregate: somebody else has changed it since; look at it again.
            WorkshopNotMovable: the report is published.
        """
        workshop = await self.store.workshop(workshop_id)
        workshop.require_facilitator(current_caller())
        if workshop.state is WorkshopState.PUBLISHED:
            raise WorkshopNotMovable("state", state=workshop.state.value)
        checked = checked_themes(themes)
        wanted = {note_id for theme in checked for note_id in theme.note_ids}
        notes = await self.store.notes_by_id(workshop_id, sorted(wanted))
        known = {note.id for note in notes if not note.hidden}
        kept = tuple(
            replace(theme, note_ids=tuple(id_ for id_ in theme.note_ids if id_ in known))
            for theme in checked
        )
        event = ThemesArranged(
            workshop_id=workshop.id,
            theme_ids=tuple(theme.id for theme in kept),
            notes=len(known),
        )
        rows = [as_document.of_theme(theme) for theme in kept]
        seen = replace(workshop, sequence=sequence)
        return await self.store.update_workshop(seen, {"$set": {"themes": rows}}, event)

    async def suggest_themes(self, workshop_id: str) -> list[dict[str, Any]]:
        """Suggest which notes say alike things; nothing is kept.

        Raises:
            WorkshopNotFound, NotThisWorkshopsFacilitator. Unavailable: try again.
        """
        workshop = await self.store.workshop(workshop_id)
        workshop.require_facilitator(current_caller())
        notes = [note for note in await self.store.notes_of(workshop_id) if not note.hidden]
        return await self.work.suggest_themes({note.id: note.text for note in notes})

    async def publish(self, workshop_id: str) -> Workshop:
        """Publish the report; publishing it again changes nothing.

        Raises:
            WorkshopNotFound, NotInCharge, StaleAggregate.
            WorkshopNotMovable: it has not ended. NothingToPublish: no theme yet.
        """
        workshop = await self.store.workshop(workshop_id)
        workshop.require_in_charge(current_caller())
        if workshop.state is WorkshopState.PUBLISHED:
            return workshop
        require_way(workshop, WorkshopState.PUBLISHED)
        result = await self.harvest_of(workshop)
        moved = WorkshopMoved(workshop_id=workshop.id, state=WorkshopState.PUBLISHED)
        published = WorkshopPublished(
            workshop_id=workshop.id,
            title=workshop.plan.title,
            links=workshop.plan.links,
            held_at=workshop.plan.starts_at,
            participants=result.participants,
            notes=result.notes,
            theme_ids=tuple(theme.id for theme in workshop.themes),
            rehearsal=workshop.rehearsal,
        )
        change = {
            "state": WorkshopState.PUBLISHED.value,
            "published_at": now(),
            "numbers": {"participants": result.participants, "notes": result.notes},
        }
        told = {"$set": change, **to_tell(Told.PUBLISHED, workshop)}
        return await self.store.update_workshop(workshop, told, moved, published)

    async def harvest_of(self, workshop: Workshop) -> Harvested:
        """Count what came of a workshop."""
        came = await self.store.participants_of(
            workshop.id, (ParticipantState.HERE, ParticipantState.LEFT)
        )
        notes = await self.store.notes_of(workshop.id)
        return harvested(came, notes, await self.store.dots_of(workshop.id))


def _planned(workshop: Workshop) -> WorkshopPlanned:
    return WorkshopPlanned(
        workshop_id=workshop.id,
        title=workshop.plan.title,
        links=workshop.plan.links,
        department_id=workshop.department_id,
        starts_at=workshop.plan.starts_at,
        ends_at=workshop.plan.ends_at,
        capacity=workshop.plan.capacity,
        rehearsal=workshop.rehearsal,
        issue_id=workshop.plan.issue_id,
    )
