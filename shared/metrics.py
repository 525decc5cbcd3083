"""What Prometheus reads of every process: how long requests take, and what waits.

Labels are kinds of things (a route, a service, a consumer), never an id or a person.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from secrets import compare_digest

from fastapi import FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, Histogram, generate_latest
from starlette.types import Scope

from shared.logs import cause_of, log

METRICS_PATH = "/metrics"
ASKED_WITHIN_S = 5.0

REQUEST_SECONDS = Histogram(
    "kyodo_request_seconds",
    "Time from a request's head to the end of its answer.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
)
RELAY_BACKLOG = Gauge(
    "kyodo_relay_backlog_aggregates", "Aggregates with events that no broker has yet.", ["service"]
)
CONSUMER_LAG = Gauge(
    "kyodo_consumer_lag_events", "Events behind, over this instance's partitions.", ["consumer"]
)
DEAD_LETTERS = Gauge(
    "kyodo_dead_letters", "Events that could not be processed and wait for a replay.", ["consumer"]
)

# Asked when Prometheus asks; sets its gauges itself.
Probe = Callable[[], Awaitable[None]]

logger = log(__name__)


def add_metrics(app: FastAPI, token: str) -> None:
    """Add ``GET /metrics`` for who shows the token; to all others there is no such page.

    ``app.state.probes`` (``{gauges: probe}``) may be filled until the app serves. What cannot be
    asked now is told as NaN, not as its last number.
    """
    app.state.probes = {}

    @app.get(METRICS_PATH, include_in_schema=False)
    async def metrics(request: Request) -> Response:
        shown = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not token or not compare_digest(shown.encode(), token.encode()):
            return Response(status_code=404)
        await _ask_all(request.app.state.probes)
        return Response(await asyncio.to_thread(generate_latest), media_type=CONTENT_TYPE_LATEST)


async def _ask_all(probes: Mapping[tuple[Gauge, ...], Probe]) -> None:
    async with asyncio.TaskGroup() as tasks:
        for gauges, probe in probes.items():
            tasks.create_task(_ask(gauges, probe))


async def _ask(gauges: Sequence[Gauge], probe: Probe) -> None:
    try:
        async with asyncio.timeout(ASKED_WITHIN_S):
            await probe()
    except Exception as error:  # broker or database away: the other numbers are told all the same
        logger.warning("gauge_unknown", cause=cause_of(error))
        for gauge in gauges:
            gauge.set(math.nan)


def note_request(scope: Scope, status: int, seconds: float) -> str:
    """Count one answered request; return its route's name (``GET /comments/{comment_id}``)."""
    route = getattr(scope.get("route"), "path", None) or scope.get("kyodo_route", "-")
    method: str = scope["method"] if scope["method"] in _METHODS else "-"
    REQUEST_SECONDS.labels(method, route, str(status)).observe(seconds)
    return f"{method} {route}"


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
