"""Reading workshops."""

import asyncio

import strawberry

from gateway.context import Info
from gateway.paging import PAGE_DEFAULT, Connection, connect
from gateway.workshops.live import LiveUpdate, WorkshopNotFound, admitted
from gateway.workshops.now import now_of
from gateway.workshops.types import (
    SuggestedTheme,
    Workshop,
    WorkshopNote,
    WorkshopPlace,
    suggested,
)
from gateway.workshops.words import WorkshopState


@strawberry.type
class WorkshopQueries:
    """Queries about workshops."""

    @strawberry.field
    async def workshops(
        self,
        info: Info,
        states: list[WorkshopState] | None = None,
        policy_id: strawberry.ID | None = None,
        first: int = PAGE_DEFAULT,
        after: str | None = None,
    ) -> Connection[Workshop]:
        """List workshops, newest first."""
        client, wanted = info.context.clients.workshops, [state.value for state in states or ()]
        policy = str(policy_id) if policy_id else None
        return await connect(
            lambda after, limit: client.page(after, limit, wanted, policy),
            Workshop.of,
            first,
            after,
        )

    @strawberry.field
    async def workshop(self, info: Info, id: strawberry.ID) -> Workshop | None:
        """Return one workshop."""
        found = await info.context.workshops.workshop.load(str(id))
        return Workshop.of(found) if found else None

    @strawberry.field
    async def workshop_place(
        self, info: Info, workshop_id: strawberry.ID, key: str
    ) -> WorkshopPlace:
        """Return who shows a participant's key."""
        client = info.context.clients.workshops
        return WorkshopPlace.of(await client.participant(str(workshop_id), "", {"key": key}))

    @strawberry.field
    async def workshop_notes(
        self, info: Info, workshop_id: strawberry.ID, table: int | None = None
    ) -> list[WorkshopNote]:
        """Return all notes, or a table's: of a published workshop, or to who runs it."""
        found = await info.context.clients.workshops.notes(str(workshop_id), table)
        return [WorkshopNote.of(note) for note in found]

    @strawberry.field
    async def suggested_themes(
        self, info: Info, workshop_id: strawberry.ID
    ) -> list[SuggestedTheme]:
        """Suggest which notes say alike things; people decide."""
        client, id_ = info.context.clients.workshops, str(workshop_id)
        groups = await client.suggested_themes(id_)
        notes = {note["id"]: note for note in await client.notes(id_)}
        return [suggested(group, notes) for group in groups if group["middle"] in notes]

    @strawberry.field
    async def workshop_now(
        self, info: Info, workshop_id: strawberry.ID, key: str = "", hall_code: str = ""
    ) -> LiveUpdate:
        """Return the floor and the notes of this moment, for pages without a script.

        Unlike on the live board, a participant is told how full all tables are, to choose one.
        """
        client, id_ = info.context.clients.workshops, str(workshop_id)
        watcher = await admitted(client, id_, key, hall_code)
        workshop, floor = await asyncio.gather(
            info.context.workshops.workshop.load(id_), client.floor(id_)
        )
        if workshop is None:
            raise WorkshopNotFound("workshop_id")
        return await now_of(client, workshop, floor, watcher)
