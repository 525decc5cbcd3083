"""The people of a hall, a part of them in each process: they write, move, drop out and come back.

Moments are ``time.monotonic`` of this machine, which all its processes share.
"""

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import uvloop

from shared.ids import new_id
from tests.support.workshop import Guest, Watching, until

WRITE_EVERY_S = 20.0
MOVE_SHARE, EDIT_SHARE = 0.2, 0.1
AWAY_SHARE = 0.1
SETTLE_S, OVER_WITHIN_S = 4.0, 600.0
VOTE_WITHIN_S, DOTS = 15.0, 3

# A note's sequence, words and place.
Shown = tuple[int, str, int, int]


@dataclass(frozen=True)
class Part:
    """What one process is told."""

    gateway: str
    workshop: str
    hall_code: str
    guests: int
    rounds: int
    round_s: float
    seed: int
    # Of the hall: who watches all tables, in the first part only.
    token: str = ""


@dataclass
class Told:
    """What one process saw.

    ``sent``: note → moment at which it was sent, the last time if a line was cut. ``came``: note →
    client → the moment, and that at which the client had begun to watch.
    ``boards``: client → (table or None for all, note → what it says and where it lies).
    ``dots``: note → dots that were acknowledged; ``seen_dots``: client → the dots that it shows.
    """

    sent: dict[str, float] = field(default_factory=dict)
    accepted: list[str] = field(default_factory=list)
    came: dict[str, dict[str, tuple[float, float]]] = field(default_factory=dict)
    boards: dict[str, tuple[int | None, dict[str, Shown]]] = field(default_factory=dict)
    dots: Counter[str] = field(default_factory=Counter)
    seen_dots: dict[str, dict[str, int]] = field(default_factory=dict)
    away: int = 0


def shown(note: Mapping[str, Any]) -> Shown:
    """Return what a board shows of a note."""
    return note["sequence"], note["text"], note["x"], note["y"]


def play(part: Part) -> Told:
    """Play a part; begin when the first round does, end when the last one has."""
    return uvloop.run(_play(part))


async def _play(part: Part) -> Told:
    told, chance = Told(), random.Random(part.seed)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        guests = []
        for _ in range(part.guests):
            guests.append(await Guest.arrive(session, part.gateway, part.workshop, part.hall_code))
        watched = {f"{part.seed}:{at}": guest.watching for at, guest in enumerate(guests)}
        if part.token:
            watched["console"] = Watching(session, part.gateway, part.workshop, token=part.token)
            watched["projector"] = Watching(
                session, part.gateway, part.workshop, hall_code=part.hall_code
            )
        for name, watching in watched.items():
            watching.seen = _noting(told, name, watching)
        for guest in guests:
            guest.sending = _clocking(told)
        tasks = [asyncio.create_task(each.run()) for each in watched.values()]
        try:
            await asyncio.gather(
                *(_take_part(part, guest, told, random.Random(chance.random())) for guest in guests)
            )
            await until(lambda: all(_is_over(each) for each in watched.values()), OVER_WITHIN_S)
            await asyncio.sleep(SETTLE_S)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for name, watching in watched.items():
            table = watching.floor["table"] if watching.floor else None
            board = {id_: shown(note) for id_, note in watching.notes.items()}
            told.boards[name] = (table, board)
            told.seen_dots[name] = {id_: dots for id_, dots in watching.dots.items() if dots}
    return told


def _is_over(watching: Watching) -> bool:
    return (watching.floor or {}).get("phase") == "PLENARY"


def _noting(told: Told, name: str, watching: Watching) -> Any:
    def seen(note: str, _: float) -> None:
        came = (time.monotonic(), watching.began_at)
        told.came.setdefault(note, {}).setdefault(name, came)

    return seen


def _clocking(told: Told) -> Any:
    """Without a line a note waits on the phone: its way begins when it is sent for good."""

    def sending(given: Mapping[str, Any]) -> None:
        if "id" in given:
            told.sent[given["id"]] = time.monotonic()

    return sending


async def _take_part(part: Part, guest: Guest, told: Told, chance: random.Random) -> None:
    """Write, move and edit through all rounds; every tenth drops out for a while in each."""
    gone: list[asyncio.Task[None]] = []
    for number in range(1, part.rounds + 1):
        await _begun(guest, number)
        ends_at = time.monotonic() + part.round_s
        drops = time.monotonic() + chance.random() * part.round_s * 0.6
        leaves = chance.random() < AWAY_SHARE
        await asyncio.sleep(chance.random() * WRITE_EVERY_S)
        while time.monotonic() < ends_at:
            if leaves and time.monotonic() > drops:
                leaves = False
                told.away += 1
                away = guest.watching.lose_the_line(chance.uniform(1, 5))
                gone.append(asyncio.create_task(away))
            await _write(guest, told, chance)
            if time.monotonic() + WRITE_EVERY_S > ends_at:
                break
            await asyncio.sleep(WRITE_EVERY_S)
    await asyncio.gather(*gone)
    await _vote(guest, told, chance)


async def _begun(guest: Guest, number: int) -> None:
    while True:
        floor = guest.watching.floor
        if floor and floor["round"] == number and floor["phase"] == "ROUND" and floor["table"]:
            return
        await asyncio.sleep(0.1)


async def _write(guest: Guest, told: Told, chance: random.Random) -> None:
    id_ = new_id()
    made = await guest.write(f"付箋の言葉 {id_[-12:]}", id_)
    if made["__typename"] == "WorkshopNote":
        told.accepted.append(id_)
        with contextlib.suppress(KeyError):
            if chance.random() < MOVE_SHARE:
                await guest.edit(id_, x=chance.randrange(1_000), y=chance.randrange(1_000))
            if chance.random() < EDIT_SHARE:
                await guest.edit(id_, text=f"直した言葉 {id_[-12:]}", baseVersion=1)


async def _vote(guest: Guest, told: Told, chance: random.Random) -> None:
    """Put all dots on notes of one's own table, when it is time to."""
    await until(lambda: (guest.watching.floor or {}).get("phase") == "VOTING", OVER_WITHIN_S)
    await asyncio.sleep(chance.random() * VOTE_WITHIN_S)
    notes = list(guest.watching.notes)
    if not notes:
        return
    put = Counter(chance.choices(notes, k=DOTS))
    made = await guest.put_dots(dict(put))
    if made["__typename"] == "WorkshopPlace":
        told.dots.update(put)
