"""Watching a live workshop: phones, consoles, projectors."""

from collections.abc import AsyncGenerator, Sequence

import strawberry

from gateway.clients.workshops import NoteAnswer
from gateway.context import Info
from gateway.live.boards import Board, Tray
from gateway.workshops.live import (
    LiveUpdate,
    View,
    Watcher,
    WorkshopNotFound,
    admitted,
    dots_types,
    floor_type,
    view_of,
)
from gateway.workshops.types import WorkshopNote
from shared.clock import now

# A delivery holds no more than this: others get their turn in between.
NOTES_IN_ONE = 60


@strawberry.type
class WorkshopSubscriptions:
    """Subscriptions about workshops."""

    @strawberry.subscription
    async def workshop_live(
        self, info: Info, workshop_id: strawberry.ID, key: str = "", hall_code: str = ""
    ) -> AsyncGenerator[LiveUpdate, None]:
        """Tell the floor and the notes: all of it first, then what changes.

        With a participant's ``key`` it is the table at which they sit; who runs the workshop sees
        all, and so does a projector that shows the code of the hall, without people.
        """
        client, id_ = info.context.clients.workshops, str(workshop_id)
        watcher = await admitted(client, id_, key, hall_code)
        found = await client.by_id([id_])
        if not found:
            raise WorkshopNotFound("workshop_id")
        with info.context.feed.boards.watch(found[0], client) as (board, tray):
            tray.sees_all = watcher.sees_all
            await board.ready()
            tray.take()  # what came until now is in the whole that is read next
            async for update in _updates(board, tray, watcher):
                yield update


async def _updates(board: Board, tray: Tray, watcher: Watcher) -> AsyncGenerator[LiveUpdate, None]:
    """Yield the whole, then what changes for this watcher."""
    view = _view(board, watcher)
    tray.table = view.table
    async for update in _whole(board, view, watcher):
        yield update
    while True:
        await tray.news.wait()
        news = tray.take()
        seen = _view(board, watcher) if news.floor or news.anew else view
        if news.anew or seen.table != view.table:
            if seen.table != view.table:  # where to go is told at once, what lies there in turn
                yield _floor_only(board, seen)
            await board.turn()
            view = _view(board, watcher)
            tray.table = view.table
            async for update in _whole(board, view, watcher):
                yield update
            continue
        notes = _shown(list(news.notes.values()), view, watcher)
        dots = dots_types(board.dots) if news.dots else None
        if seen == view and not notes and dots is None:
            continue
        floor = floor_type(seen, _sequence(board)) if seen != view else None
        view = seen
        yield LiveUpdate(begins=False, server_time=now(), floor=floor, notes=notes, dots=dots)


def _floor_only(board: Board, view: View) -> LiveUpdate:
    floor = floor_type(view, _sequence(board))
    return LiveUpdate(begins=False, server_time=now(), floor=floor, notes=[], dots=None)


async def _whole(board: Board, view: View, watcher: Watcher) -> AsyncGenerator[LiveUpdate, None]:
    """Yield all there is, in parts; what changes meanwhile waits in the tray and comes after."""
    table = view.table
    found: list[NoteAnswer] = []
    if watcher.sees_all or table is not None:
        found = board.notes(table)
    notes = _shown(found, view, watcher)
    yield LiveUpdate(
        begins=True,
        server_time=now(),
        floor=floor_type(view, _sequence(board)),
        notes=notes[:NOTES_IN_ONE],
        dots=dots_types(board.dots),
    )
    for start in range(NOTES_IN_ONE, len(notes), NOTES_IN_ONE):
        part = notes[start : start + NOTES_IN_ONE]
        yield LiveUpdate(begins=False, server_time=now(), floor=None, notes=part, dots=None)


def _shown(found: Sequence[NoteAnswer], view: View, watcher: Watcher) -> list[WorkshopNote]:
    """Cut notes to what a watcher sees."""
    seen = [note for note in found if watcher.sees_all or note["table"] == view.table]
    return [WorkshopNote.of(watcher.shown(note)) for note in seen]


def _view(board: Board, watcher: Watcher) -> View:
    assert board.floor is not None  # noqa: S101  # it was read before the board was ready
    return view_of(board.floor, watcher, board.spotlight, board.counts, board.workshop["tables"])


def _sequence(board: Board) -> int:
    return board.floor["sequence"] if board.floor else 0
