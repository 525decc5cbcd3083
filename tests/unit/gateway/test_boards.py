"""Live boards: changes are read once for all who watch; nothing is lost while a part is away."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from gateway.live import boards
from gateway.live.boards import WAITING_MOST, Boards, Tray
from shared.errors import Unavailable
from tests.support.workshop import until

ID = "workshop-1"


def a_note(id_: str, table: int = 1, sequence: int = 1) -> dict[str, Any]:
    return {"id": id_, "table": table, "sequence": sequence, "hidden": False}


class Service:
    """The workshops service as a board asks it."""

    def __init__(self) -> None:
        self.notes: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.away = False
        self.spotlight: str | None = None
        self.put: list[dict[str, Any]] = []

    async def by_id(self, _ids: Sequence[str]) -> list[dict[str, Any]]:
        self._ask("workshop")
        return [{"id": ID, "tables": 3}]

    async def board(
        self, _id: str, table: int | None = None, ids: Sequence[str] | None = None
    ) -> list[dict[str, Any]]:
        self._ask("notes" if ids is not None else "all notes")
        await asyncio.sleep(0)
        wanted = self.notes.values() if ids is None else [self.notes[id_] for id_ in ids]
        return [note for note in wanted if table is None or note["table"] == table]

    async def floor(self, _id: str) -> dict[str, Any]:
        self._ask("floor")
        return {"spotlight": self.spotlight, "sequence": len(self.asked)}

    async def dots(self, _id: str) -> list[dict[str, Any]]:
        self._ask("dots")
        return self.put

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.away:
            raise Unavailable


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TOGETHER_S", "FLOOR_APART_S", "DOTS_APART_S", "AWAY_S"):
        monkeypatch.setattr(boards, name, 0.01)


class Watched:
    """A workshop that somebody watches."""

    def __init__(self) -> None:
        self.service, self.boards = Service(), Boards()

    def watch(self) -> Any:
        workshop: Any = {"id": ID, "tables": 3}
        client: Any = self.service
        return self.boards.watch(workshop, client)

    def tell(self, kind: str, sequence: int = 1, **data: Any) -> None:
        self.boards.arrived(f"kyodo.workshops.{kind}.v1", {"workshop_id": ID, **data}, sequence)

    def write(self, *notes: dict[str, Any]) -> None:
        for note in notes:
            self.service.notes[note["id"]] = note
            self.tell("note_written", note["sequence"], note_id=note["id"])


async def test_notes_that_come_together_are_read_in_one_request_for_all_who_watch() -> None:
    hall = Watched()
    with hall.watch() as (board, one), hall.watch() as (same, other):
        assert board is same
        one.table = other.table = 1
        await board.ready()
        hall.service.asked.clear()
        hall.write(*(a_note(f"n{at}") for at in range(30)))
        await until(lambda: len(one.notes) == len(other.notes) == 30)
        assert hall.service.asked == ["notes"]
        assert board.counts == {1: 30}


async def test_what_changes_while_the_service_is_away_comes_when_it_is_back() -> None:
    hall = Watched()
    with hall.watch() as (board, tray):
        tray.table = 1
        await board.ready()
        hall.service.away = True
        hall.write(a_note("n1"))
        hall.tell("floor_moved")
        await until(lambda: hall.service.asked.count("notes") >= 2)
        assert tray.notes == {}
        hall.service.away = False
        await until(lambda: set(tray.notes) == {"n1"} and tray.floor)


async def test_when_events_may_have_passed_unseen_all_begin_anew() -> None:
    hall = Watched()
    with hall.watch() as (board, tray):
        tray.table = 1
        await board.ready()
        tray.take()
        hall.service.notes["unheard"] = a_note("unheard", table=2)
        hall.boards.missed()
        await until(lambda: tray.anew)
        assert board.counts == {2: 1}


async def test_the_note_that_all_look_at_is_told_anew_when_it_changes() -> None:
    hall = Watched()
    hall.service.notes["n1"], hall.service.spotlight = a_note("n1"), "n1"
    with hall.watch() as (board, tray):
        tray.table = 1
        await board.ready()
        tray.take()
        hall.write(a_note("n1", sequence=2))
        await until(lambda: tray.floor)
        assert board.spotlight is not None
        assert board.spotlight["sequence"] == 2


async def test_only_those_who_see_all_tables_are_told_how_many_notes_each_has() -> None:
    hall = Watched()
    with hall.watch() as (board, phone), hall.watch() as (_, console):
        console.sees_all = True
        await board.ready()
        for tray in (phone, console):
            tray.take()
        hall.write(a_note("n1"))
        await until(lambda: console.floor)
        assert not phone.floor


async def test_the_last_who_leaves_closes_the_board() -> None:
    hall = Watched()
    with hall.watch() as (board, _):
        await board.ready()
        with hall.watch():
            pass
        hall.write(a_note("n1"))
        await until(lambda: hall.service.asked[-1] == "notes")
    asked = len(hall.service.asked)
    hall.write(a_note("n2"))
    hall.tell("dots_put")
    await asyncio.sleep(0.1)
    assert len(hall.service.asked) == asked


def test_a_tray_keeps_the_newest_of_each_and_never_grows_without_end() -> None:
    tray = Tray()
    many: Any = {f"n{at}": a_note(f"n{at}") for at in range(WAITING_MOST)}
    tray.put(many)
    newest: Any = {"n1": a_note("n1", sequence=2)}
    tray.put(newest)
    assert tray.notes["n1"]["sequence"] == 2
    assert not tray.anew
    more: Any = {"one more": a_note("one more")}
    tray.put(more)
    taken = tray.take()
    assert taken.anew
    assert taken.notes == {}
    assert not tray.anew
    assert not tray.news.is_set()


async def test_what_is_written_here_is_handed_on_at_once_and_not_read_again_for_its_event() -> None:
    hall = Watched()
    with hall.watch() as (board, tray):
        tray.table = 1
        await board.ready()
        hall.service.asked.clear()
        note: Any = a_note("n1", sequence=2)
        hall.boards.written(ID, note)
        assert set(tray.notes) == {"n1"}
        hall.write(a_note("n1", sequence=2))
        older: Any = a_note("n1", sequence=1)
        hall.boards.written(ID, older)
        hall.boards.written("another", older)
        await asyncio.sleep(0.1)
        assert hall.service.asked == []
        assert tray.notes["n1"]["sequence"] == 2
        hall.write(a_note("n1", sequence=3))
        await until(lambda: tray.notes["n1"]["sequence"] == 3)


async def test_a_hidden_note_is_left_to_its_event_as_its_words_are_not_for_all() -> None:
    hall = Watched()
    with hall.watch() as (board, tray):
        tray.table = 1
        await board.ready()
        hidden: Any = {**a_note("n1"), "hidden": True}
        hall.boards.written(ID, hidden)
        assert tray.notes == {}


async def test_a_phone_is_woken_for_its_own_table_only_and_begins_without_a_reading() -> None:
    hall = Watched()
    with hall.watch() as (board, phone), hall.watch() as (_, console):
        phone.table, console.sees_all = 2, True
        await board.ready()
        for tray in (phone, console):
            tray.take()
        hall.write(a_note("elsewhere", table=1))
        await until(lambda: set(console.notes) == {"elsewhere"})
        assert not phone.news.is_set()
        hall.service.asked.clear()
        assert [note["id"] for note in board.notes(1)] == ["elsewhere"]
        assert board.notes(2) == []
        assert hall.service.asked == []


async def test_whole_boards_are_sent_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "WHOLE_APART_S", 0.02)
    hall = Watched()
    with hall.watch() as (board, _):
        begun = asyncio.get_running_loop().time()
        await asyncio.gather(*(board.turn() for _ in range(6)))
        assert asyncio.get_running_loop().time() - begun >= 0.1
        begun = asyncio.get_running_loop().time()
        await asyncio.sleep(0.03)
        await board.turn()
        assert asyncio.get_running_loop().time() - begun < 0.1, "nobody before: at once"
