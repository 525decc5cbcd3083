"""``make bench-workshop``: 40 tables × 5 people, three rounds, through real sockets.

Each person writes a note each 20 s, moves or edits some, and votes in the end; a tenth of them lose
the line in each round, in the middle of whatever they do, and come back. They are spread over two
gateways. A console and a projector watch all tables. Afterwards each client's board, words, places
and dots, is held against the service's.

The last line is one JSON object. ``fanout``: from the moment at which a note is first sent until
the last one of its table who was on the line, the console and the projector have it; a note that
one of the two never got by itself is in ``never_live``. ``floor``: a bare WebSocket broadcast to as
many receivers, on the same busy machine.
"""

import argparse
import asyncio
import contextlib
import multiprocessing
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from gateway.operations import read_operation
from infra.local.paths import ROOT
from infra.local.ports import free_ports
from infra.local.processes import BY_NAME
from infra.local.stack import Stack
from shared.ids import new_id
from tests.bench.figures import percentile, print_result
from tests.bench.workshop.crowd import VOTE_WITHIN_S, Part, Told, play, shown
from tests.bench.workshop.floor import broadcast_p99_ms
from tests.support.people import Cast, cast
from tests.support.workshop import sent

RECEIVERS, FLOOR_MESSAGES = 7, 200
PROCESSES = 2
BETWEEN_S = 4.0


def main() -> None:
    """Start a system, play, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=40)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--round-s", type=float, default=50.0)
    parser.add_argument("--gateways", type=int, choices=(1, 2), default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder), free_ports=True)
        try:
            stack.start(lambda name, seconds: _say(f"  {name} {seconds:.1f}s"))
            with _second_gateway(stack) as second:
                gateways = [stack.url("gateway"), second][: options.gateways]
                print_result(asyncio.run(_bench(stack, gateways, options)))
        finally:
            stack.destroy()


@contextmanager
def _second_gateway(stack: Stack) -> Iterator[str]:
    """Start one more gateway beside the stack's."""
    (port,) = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    environment = {**stack.process_environment, "KYODO_GATEWAY_URL": url}
    command = BY_NAME["gateway"].command(environment)
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait_ready(f"{url}/readyz")
        yield url
    finally:
        process.terminate()
        process.wait(30)


def _wait_ready(url: str) -> None:
    until = time.monotonic() + 60
    while True:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2) as answer:
            if answer.status == 200:
                return
        if time.monotonic() > until:
            raise TimeoutError(url)
        time.sleep(0.2)


async def _bench(stack: Stack, gateways: list[str], options: argparse.Namespace) -> dict[str, Any]:
    gateway, people = gateways[0], cast(stack.environment)
    # Minutes lie between its requests: the server lets go of connections sooner.
    connector = aiohttp.TCPConnector(force_close=True)
    async with aiohttp.ClientSession(connector=connector) as session:
        workshop, code = await _opened(session, gateway, people, options)
        _say(f"{options.people} people come in …")
        parts = [
            Part(
                gateways[at % len(gateways)],
                workshop,
                code,
                options.people // PROCESSES,
                options.rounds,
                options.round_s,
                options.seed * 1_000 + at,
                people.tokens["staff"] if at == 0 else "",
            )
            for at in range(PROCESSES)
        ]
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
            playing = [asyncio.wrap_future(pool.submit(play, part)) for part in parts]
            floor_ms = await _rounds(session, gateway, people, workshop, options)
            _say("the last notes come in …")
            told = await asyncio.gather(*playing)
        kept = await _kept(session, gateway, people, workshop)
        dots = await _dots(session, gateway, people, workshop)
    return _result(options, told, kept, dots, floor_ms)


async def _opened(
    session: aiohttp.ClientSession, gateway: str, people: Cast, options: argparse.Namespace
) -> tuple[str, str]:
    begins = datetime.now(UTC) + timedelta(hours=1)
    plan = {
        "title": "試しの市民カフェ",
        "summary": "負荷を測ります。",
        "place": "会場",
        "startsAt": begins.isoformat(),
        "endsAt": (begins + timedelta(hours=3)).isoformat(),
        "capacity": min(1_000, options.people),
        "tables": options.tables,
        "seats": max(2, -(-options.people // options.tables)),
        "movement": "ASSIGNED",
        "rounds": [{"question": f"問い{at}", "minutes": 20} for at in range(options.rounds)],
    }
    token = people.tokens["staff"]
    given = {"plan": plan, "departmentId": people.department, "idempotencyKey": new_id()}
    made = await sent(session, gateway, "PlanWorkshop", given, token)
    live = {"workshopId": made["id"], "state": "LIVE", "idempotencyKey": new_id()}
    await sent(session, gateway, "MoveWorkshop", live, token)
    body = {"query": read_operation("StaffWorkshop"), "variables": {"id": made["id"]}}
    headers = {"Authorization": f"Bearer {token}"}
    async with session.post(f"{gateway}/graphql", json=body, headers=headers) as answer:
        found = (await answer.json())["data"]["workshop"]
    return str(made["id"]), str(found["hallCode"])


async def _rounds(
    session: aiohttp.ClientSession,
    gateway: str,
    people: Cast,
    workshop: str,
    options: argparse.Namespace,
) -> float:
    """Run the rounds; measure the floor in the middle of them, while the system is at work."""
    token, floor_ms = people.tokens["staff"], 0.0
    body = {"query": read_operation("WorkshopNow")}
    variables = {"id": workshop, "key": "", "hallCode": ""}
    headers = {"Authorization": f"Bearer {token}"}
    while True:
        async with session.post(
            f"{gateway}/graphql", json={**body, "variables": variables}, headers=headers
        ) as answer:
            here = (await answer.json())["data"]["workshopNow"]["floor"]["here"]
        if here >= options.people // PROCESSES * PROCESSES:
            break
        await asyncio.sleep(1)
    for number in range(1, options.rounds + 1):
        _say(f"round {number} of {options.rounds}")
        given = {"workshopId": workshop, "round": number, "idempotencyKey": new_id()}
        began = await sent(session, gateway, "StartRound", given, token)
        assert began["__typename"] == "FloorChanged", began
        ends_at = time.monotonic() + options.round_s + BETWEEN_S
        if number == 1:
            floor_ms = await asyncio.to_thread(broadcast_p99_ms, RECEIVERS, FLOOR_MESSAGES)
        await asyncio.sleep(max(0.0, ends_at - time.monotonic()))
        ended = {"workshopId": workshop, "move": "END", "idempotencyKey": new_id()}
        await sent(session, gateway, "MoveRound", ended, token)
    voting = {"workshopId": workshop, "phase": "VOTING", "idempotencyKey": new_id()}
    await sent(session, gateway, "TurnTo", voting, token)
    await asyncio.sleep(VOTE_WITHIN_S + BETWEEN_S)
    over = {"workshopId": workshop, "phase": "PLENARY", "idempotencyKey": new_id()}
    await sent(session, gateway, "TurnTo", over, token)
    return floor_ms


async def _kept(
    session: aiohttp.ClientSession, gateway: str, people: Cast, workshop: str
) -> dict[str, dict[str, Any]]:
    body = {"query": read_operation("WorkshopNotes"), "variables": {"id": workshop}}
    headers = {"Authorization": f"Bearer {people.tokens['staff']}"}
    async with session.post(f"{gateway}/graphql", json=body, headers=headers) as answer:
        found = (await answer.json())["data"]["workshopNotes"]
    texts = Counter(note["text"].rpartition(" ")[2] for note in found)
    return {
        note["id"]: {**note, "copies": texts[note["text"].rpartition(" ")[2]]} for note in found
    }


async def _dots(
    session: aiohttp.ClientSession, gateway: str, people: Cast, workshop: str
) -> dict[str, int]:
    variables = {"id": workshop, "key": "", "hallCode": ""}
    body = {"query": read_operation("WorkshopNow"), "variables": variables}
    headers = {"Authorization": f"Bearer {people.tokens['staff']}"}
    async with session.post(f"{gateway}/graphql", json=body, headers=headers) as answer:
        found = (await answer.json())["data"]["workshopNow"]["dots"]
    return {one["noteId"]: one["dots"] for one in found if one["dots"]}


def _result(
    options: argparse.Namespace,
    told: list[Told],
    kept: dict[str, dict[str, Any]],
    dots: dict[str, int],
    floor_ms: float,
) -> dict[str, Any]:
    accepted = [id_ for one in told for id_ in one.accepted]
    differing = 0
    for one in told:
        for table, board in one.boards.values():
            own = {
                id_: shown(note)
                for id_, note in kept.items()
                if table is None or note["table"] == table
            }
            differing += board != own
    put = sum((one.dots for one in told), Counter[str]())
    waits, came = _waits(told), _came(told)
    return {
        "participants": options.people,
        "tables": options.tables,
        "notes_sent": sum(len(one.sent) for one in told),
        "lost": sum(id_ not in kept for id_ in accepted),
        "doubled": sum(note["copies"] - 1 for note in kept.values()),
        "boards": sum(len(one.boards) for one in told),
        "boards_differing": differing,
        "went_away": sum(one.away for one in told),
        "gateways": options.gateways,
        "never_live": sum(not {"console", "projector"} <= came[id_].keys() for id_ in accepted),
        "dots_put": put.total(),
        "dots_lost": sum(max(0, put[id_] - dots.get(id_, 0)) for id_ in put),
        "dots_not_told": sum(max(0, count - put[id_]) for id_, count in dots.items()),
        "dots_differing": sum(one != dots for each in told for one in each.seen_dots.values()),
        "fanout_p50_ms": round(percentile(waits, 0.5) * 1000, 1),
        "fanout_p99_ms": round(percentile(waits, 0.99) * 1000, 1),
        "floor_p99_ms": floor_ms,
        "seed": options.seed,
    }


def _waits(told: list[Told]) -> list[float]:
    """For each note, until the last of those has it who were on the line when it was sent."""
    waits, came = [], _came(told)
    for one in told:
        for note, moment in one.sent.items():
            # Who has begun to watch since was away: it came with what was there.
            seen = [at - moment for at, began in came[note].values() if began < moment]
            if seen:
                waits.append(max(seen))
    return waits


def _came(told: list[Told]) -> defaultdict[str, dict[str, tuple[float, float]]]:
    """For each note, when it came to which client, and since when that one had watched."""
    came: defaultdict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
    for one in told:
        for note, clients in one.came.items():
            came[note].update(clients)
    return came


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
