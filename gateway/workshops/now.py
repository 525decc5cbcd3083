"""A workshop at this moment, read once."""

from collections import Counter

from gateway.clients.workshops import FloorAnswer, NoteAnswer, WorkshopAnswer, WorkshopsClient
from gateway.words import moment
from gateway.workshops.live import (
    LiveUpdate,
    Watcher,
    Watching,
    dots_types,
    floor_type,
    view_of,
    without_hidden_words,
)
from gateway.workshops.types import WorkshopNote
from shared.errors import NotFound


class WorkshopNotFound(NotFound):
    """No workshop has this id."""


async def now_of(
    client: WorkshopsClient, workshop: WorkshopAnswer, floor: FloorAnswer, watcher: Watcher
) -> LiveUpdate:
    """Read notes, dots and the spotlight, and cut them to what a watcher may see."""
    id_, sees_all = workshop["id"], watcher.watching is not Watching.PARTICIPANT
    own = next((p["table"] for p in floor["people"] if p["id"] == watcher.participant_id), None)
    found: list[NoteAnswer] = []
    if sees_all or own is not None:
        found = await client.board(id_, None if sees_all else own)
    spotlight = await _spotlight(client, id_, floor, found)
    if watcher.watching is not Watching.RUNNER:
        found = [without_hidden_words(note) for note in found]
        spotlight = None if spotlight and spotlight["hidden"] else spotlight
    counts = Counter(note["table"] for note in found)
    view = view_of(floor, watcher, spotlight, counts, workshop["tables"], to_choose=True)
    return LiveUpdate(
        begins=True,
        server_time=moment(floor["now"]),
        floor=floor_type(view, floor["sequence"]),
        notes=[WorkshopNote.of(note) for note in found],
        dots=dots_types(await client.dots(id_)),
    )


async def _spotlight(
    client: WorkshopsClient, id_: str, floor: FloorAnswer, found: list[NoteAnswer]
) -> NoteAnswer | None:
    wanted = floor["spotlight"]
    if wanted is None:
        return None
    known = next((note for note in found if note["id"] == wanted), None)
    if known is not None:
        return known
    read = await client.board(id_, ids=[wanted])
    return read[0] if read else None
