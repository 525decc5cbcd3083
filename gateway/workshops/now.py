"""A workshop at this moment, read once."""

from collections import Counter

from gateway.clients.workshops import FloorAnswer, NoteAnswer, WorkshopAnswer, WorkshopsClient
from gateway.words import moment
from gateway.workshops.live import (
    LiveUpdate,
    Watcher,
    dots_types,
    floor_type,
    view_of,
)
from gateway.workshops.types import WorkshopNote


async def now_of(
    client: WorkshopsClient, workshop: WorkshopAnswer, floor: FloorAnswer, watcher: Watcher
) -> LiveUpdate:
    """Read notes, dots and the spotlight, and cut them to what a watcher may see."""
    id_, own = workshop["id"], watcher.table_on(floor)
    found: list[NoteAnswer] = []
    if watcher.sees_all or own is not None:
        found = await client.board(id_, None if watcher.sees_all else own)
    spotlight = await _spotlight(client, id_, floor, found)
    counts = Counter(note["table"] for note in found)
    view = view_of(floor, watcher, spotlight, counts, workshop["tables"], to_choose=True)
    return LiveUpdate(
        begins=True,
        server_time=moment(floor["now"]),
        floor=floor_type(view, floor["sequence"]),
        notes=[WorkshopNote.of(watcher.shown(note)) for note in found],
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
