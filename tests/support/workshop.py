"""A participant of a workshop as a program: writes by GraphQL, watches by graphql-transport-ws.

What is not acknowledged is sent again, with the same id, as a phone does.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import aiohttp

from gateway.operations import read_operation
from shared.ids import new_id
from tests.support.live import Ended, live

PAUSE_S = 0.3
# A thousand people on two cores wait for each other.
OUTBOX_FOR_S = 600.0

Result = TypeVar("Result")


@dataclass
class Watching:
    """A board as one client has it, kept up to date until told to stop."""

    session: aiohttp.ClientSession
    gateway: str
    workshop: str
    key: str = ""
    hall_code: str = ""
    token: str = ""
    notes: dict[str, dict[str, Any]] = field(default_factory=dict)
    floor: dict[str, Any] | None = None
    dots: dict[str, int] = field(default_factory=dict)
    begun: int = 0
    began_at: float = 0.0
    # Told of each note that came to this client by itself, not with a whole board.
    seen: Callable[[str, float], None] | None = None
    back: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """Begin on the line."""
        self.back.set()

    async def run(self) -> None:
        """Watch until cancelled; a line that breaks, or is cut, is opened again."""
        query = read_operation("WatchWorkshop")
        given = {"id": self.workshop, "key": self.key, "hallCode": self.hall_code}
        while True:
            await self.back.wait()
            await self.on_the_line(self._watch(query, given))
            await asyncio.sleep(PAUSE_S)

    async def _watch(self, query: str, given: dict[str, Any]) -> None:
        with contextlib.suppress(Ended, aiohttp.ClientError, TimeoutError, OSError):
            async with live(self.session, self.gateway) as socket:
                await socket.begin(self.token)
                await socket.subscribe(query, given)
                while True:
                    message = await socket.receive(seconds=600)
                    if message["type"] != "next":
                        break
                    self.take(message["payload"]["data"]["workshopLive"])

    async def on_the_line(self, doing: Coroutine[Any, Any, Result]) -> Result | None:
        """Do something until it is done or the line is cut in the middle of it: then None."""
        task, cut = asyncio.create_task(doing), asyncio.create_task(self.gone.wait())
        try:
            await asyncio.wait({task, cut}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            cut.cancel()
            task.cancel()

    async def lose_the_line(self, seconds: float) -> None:
        """Cut what is open, and keep all closed for a while."""
        self.back.clear()
        self.gone.set()
        await asyncio.sleep(seconds)
        self.gone.clear()
        self.back.set()

    def take(self, update: dict[str, Any]) -> None:
        """Apply an update as the page's script does."""
        moment = time.perf_counter()
        if update["begins"]:
            self.notes.clear()
            self.begun += 1
            self.began_at = time.monotonic()
        if update["floor"]:
            self.floor = update["floor"]
        if update["dots"] is not None:
            self.dots = {one["noteId"]: one["dots"] for one in update["dots"]}
        for note in update["notes"]:
            known = self.notes.get(note["id"])
            if known is None or known["sequence"] < note["sequence"]:
                self.notes[note["id"]] = note
                if self.seen is not None and not update["begins"]:
                    self.seen(note["id"], moment)


@dataclass
class Guest:
    """Somebody at a table."""

    session: aiohttp.ClientSession
    gateway: str
    workshop: str
    key: str
    id: str
    watching: Watching
    # Told what is about to be sent, each time that it is.
    sending: Callable[[dict[str, Any]], None] | None = None

    @classmethod
    async def arrive(
        cls, session: aiohttp.ClientSession, gateway: str, workshop: str, hall_code: str
    ) -> "Guest":
        """Check in as a walk-in."""
        given = {"workshopId": workshop, "hallCode": hall_code, "idempotencyKey": new_id()}
        came = await sent(session, gateway, "CheckIn", given)
        assert came["__typename"] == "WorkshopArrival", came
        watching = Watching(session, gateway, workshop, came["key"])
        return cls(session, gateway, workshop, came["key"], came["place"]["id"], watching)

    @property
    def table(self) -> int | None:
        """Where they sit, as far as they know."""
        floor = self.watching.floor
        return floor["table"] if floor else None

    async def write(self, text: str, id_: str = "", colour: str = "YELLOW") -> dict[str, Any]:
        """Write a note at the table where they sit; return it once it is accepted."""
        floor = self.watching.floor
        assert floor is not None
        given = {
            "workshopId": self.workshop,
            "key": self.key,
            "id": id_ or new_id(),
            "table": floor["table"],
            "round": floor["round"],
            "text": text,
            "colour": colour,
        }
        return await self._sent("WriteNote", given)

    async def edit(self, note: str, **change: Any) -> dict[str, Any]:
        """Change a note."""
        given = {
            "workshopId": self.workshop,
            "key": self.key,
            "noteId": note,
            "idempotencyKey": new_id(),
            **change,
        }
        return await self._sent("EditNote", given)

    async def put_dots(self, dots: dict[str, int]) -> dict[str, Any]:
        """Put dots."""
        given = {
            "workshopId": self.workshop,
            "key": self.key,
            "dots": [{"noteId": note, "dots": count} for note, count in dots.items()],
            "idempotencyKey": new_id(),
        }
        return await self._sent("PutDots", given)

    async def sit(self, table: int) -> dict[str, Any]:
        """Go to another table."""
        given = {
            "workshopId": self.workshop,
            "key": self.key,
            "table": table,
            "idempotencyKey": new_id(),
        }
        return await self._sent("TakeTable", given)

    async def _sent(self, operation: str, given: dict[str, Any]) -> dict[str, Any]:
        """Send while there is a line; what was cut off in the middle is sent again."""
        while True:
            await self.watching.back.wait()
            if self.sending is not None:
                self.sending(given)
            sending = sent(self.session, self.gateway, operation, given)
            if (answer := await self.watching.on_the_line(sending)) is not None:
                return answer


async def sent(
    session: aiohttp.ClientSession,
    gateway: str,
    operation: str,
    given: dict[str, Any],
    token: str = "",
) -> dict[str, Any]:
    """Send a mutation until it is answered; the same input each time.

    Raises:
        TimeoutError: nobody answered for ``OUTBOX_FOR_S``.
    """
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body = {"query": read_operation(operation), "variables": {"input": given}}
    async with asyncio.timeout(OUTBOX_FOR_S):
        while True:
            with contextlib.suppress(aiohttp.ClientError, TimeoutError, OSError):
                async with session.post(f"{gateway}/graphql", json=body, headers=headers) as answer:
                    if answer.status == 200:
                        told = await answer.json()
                        result: dict[str, Any] = next(iter(told["data"].values()))
                        if not _come_back(result):
                            return result
            await asyncio.sleep(PAUSE_S)


def _come_back(result: dict[str, Any]) -> bool:
    codes = {one["code"] for one in result.get("problems", ())}
    return bool(codes & {"UNAVAILABLE", "INTERNAL", "STALE_AGGREGATE"})


async def until(holds: Callable[[], bool | Awaitable[bool]], seconds: float = 60) -> None:
    """Wait until something holds.

    Raises:
        TimeoutError: it did not, in time.
    """
    async with asyncio.timeout(seconds):
        while True:
            found = holds()
            if await found if isinstance(found, Awaitable) else found:
                return
            await asyncio.sleep(0.05)
