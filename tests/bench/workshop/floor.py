"""The floor: the same fan-out by a bare WebSocket broadcast, in a process of its own."""

import asyncio
import contextlib
import multiprocessing
import time

import aiohttp
import uvloop
from aiohttp import web

from tests.bench.figures import percentile

EVERY_S = 0.1


def broadcast_p99_ms(receivers: int, messages: int) -> float:
    """Send messages one by one to so many sockets; until the last one has each of them."""
    ready: multiprocessing.Queue[int] = multiprocessing.Queue()
    server = multiprocessing.Process(target=_serve, args=(ready,), daemon=True)
    server.start()
    port = ready.get(timeout=30)
    try:
        return uvloop.run(_measure(port, receivers, messages))
    finally:
        server.terminate()


def _serve(ready: "multiprocessing.Queue[int]") -> None:
    uvloop.run(_forever(ready))


async def _forever(ready: "multiprocessing.Queue[int]") -> None:
    sockets: set[web.WebSocketResponse] = set()

    async def join(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        sockets.add(socket)
        async for message in socket:
            for other in list(sockets):
                with contextlib.suppress(ConnectionError):
                    await other.send_str(message.data)
        sockets.discard(socket)
        return socket

    app = web.Application()
    app.router.add_get("/", join)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    ready.put(runner.addresses[0][1])
    await asyncio.Event().wait()


async def _measure(port: int, receivers: int, messages: int) -> float:
    waits: list[float] = []
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(f"http://127.0.0.1:{port}/") for _ in range(receivers)]
        for number in range(messages):
            began = time.perf_counter()
            await sockets[0].send_str(f"付箋の言葉 {number} {'あ' * 150}")
            await asyncio.gather(*(socket.receive() for socket in sockets))
            waits.append(time.perf_counter() - began)
            await asyncio.sleep(EVERY_S)
        for socket in sockets:
            await socket.close()
    return round(percentile(waits, 0.99) * 1000, 2)
