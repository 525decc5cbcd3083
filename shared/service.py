"""What every service's HTTP application has: errors, limits, tokens, traces, health."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeVar

import orjson
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.auth import GATEWAY, OPERATOR, TokenReader
from shared.caller import act_as
from shared.errors import (
    BodyTooLarge,
    InvalidInput,
    KyodoError,
    NotFound,
    ServiceTokenRefused,
    Unavailable,
)
from shared.kafka import Projection, ProjectionRunner
from shared.logs import cause_of, configure_logs, log
from shared.memory import keep_what_is_there
from shared.metrics import (
    CONSUMER_LAG,
    DEAD_LETTERS,
    METRICS_PATH,
    RELAY_BACKLOG,
    add_metrics,
    note_request,
)
from shared.mongo import Mongo, Outbox, PyMongoError
from shared.mongo.pending import PendingEvents
from shared.read_model_routes import router as read_model_routes
from shared.settings import Settings, settings
from shared.trace import current_trace_id, export_traces, request_span

# /metrics asks for a token of its own.
OPEN_PATHS = frozenset({"/healthz", "/readyz", METRICS_PATH})
READY_WITHIN_S = 3.0

logger = log(__name__)

Body = TypeVar("Body", bound=BaseModel)
Check = Callable[[], Awaitable[Any]]
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


class BodyMalformed(InvalidInput):
    """The body is not the JSON that was expected."""

    status = 400


def create_service(
    name: str,
    router: APIRouter,
    *,
    lifespan: Lifespan,
    callers: Collection[str] = (GATEWAY, OPERATOR),
    database: bool = True,
    outbox: Outbox | None = None,
    projection: Projection | None = None,
    takes_files: str = "",
) -> FastAPI:
    """Make a service's application.

    ``callers`` names the services whose tokens it takes. Without a ``database`` it has no MongoDB.
    ``outbox`` is where its events wait for the relay. A ``projection`` is run as long as the app
    serves, with routes of its own. ``lifespan`` receives the app with ``app.state.settings``,
    ``app.state.mongo`` and ``app.state.runner`` (not yet started) set, and may add to
    ``app.state.checks`` (``{name: async callable that raises}``) what /readyz asks. Paths that end
    in ``takes_files`` take bodies of ``upload_max_bytes``.
    """
    config = settings()
    configure_logs(name, config.log_level)
    export_traces(name, config.otlp_endpoint)

    @asynccontextmanager
    async def with_database(app: FastAPI) -> AsyncIterator[None]:
        app.state.settings, app.state.checks = config, {}
        keep_what_is_there()
        if not database:
            async with lifespan(app):
                yield
            return
        mongo = Mongo.connect(config)
        app.state.mongo = mongo
        app.state.checks["mongodb"] = mongo.ping
        if outbox is not None:
            _tell_backlog(app, PendingEvents(mongo, outbox), outbox.service)
        try:
            if projection is None:
                async with lifespan(app):
                    yield
                return
            app.state.runner = runner = ProjectionRunner(projection, mongo, config)
            _tell_lag(app, runner, projection.name)
            async with lifespan(app):
                await runner.start()
                try:
                    yield
                finally:
                    await runner.stop()
        finally:
            mongo.close()

    app = FastAPI(
        title=f"Kyodo {name}",
        lifespan=with_database,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False},  # looked up anew at every request
    )
    app.include_router(router)
    if projection is not None:
        app.include_router(read_model_routes)
    add_health(app)
    add_metrics(app, config.metrics_token)
    add_error_answers(app)
    app.add_middleware(
        GuardMiddleware,
        config=config,
        tokens=TokenReader(config.service_key, name, callers),
        takes_files=takes_files,
    )
    return app


def _tell_backlog(app: FastAPI, pending: PendingEvents, service: str) -> None:
    async def probe() -> None:
        RELAY_BACKLOG.labels(service).set(await pending.count())

    app.state.probes[RELAY_BACKLOG.labels(service),] = probe


def _tell_lag(app: FastAPI, runner: ProjectionRunner, name: str) -> None:
    async def probe() -> None:
        behind = await runner.lag()
        CONSUMER_LAG.labels(name).set(behind["total"])
        DEAD_LETTERS.labels(name).set(behind["dead_letters"])

    app.state.probes[CONSUMER_LAG.labels(name), DEAD_LETTERS.labels(name)] = probe


def add_health(app: FastAPI) -> None:
    """Add /healthz (the process is alive) and /readyz (what it needs answers)."""

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    async def readyz(request: Request) -> JSONResponse:
        checks: dict[str, Check] = request.app.state.checks
        verdicts = await asyncio.gather(*(_verdict(check) for check in checks.values()))
        ready = all(verdict == "ok" for verdict in verdicts)
        return JSONResponse(
            {
                "status": "ok" if ready else "unavailable",
                "checks": dict(zip(checks, verdicts, strict=True)),
            },
            status_code=200 if ready else 503,
        )


async def _verdict(check: Check) -> str:
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            await check()
    except Exception as error:  # whatever is wrong, the answer is: not ready, and why
        return type(error).__name__
    return "ok"


def add_error_answers(app: FastAPI) -> None:
    """Answer every error as ``{"errors": [{"code", "field", "params"}], "trace_id"}``."""

    @app.exception_handler(KyodoError)
    async def known(_: Request, error: KyodoError) -> JSONResponse:
        return error_answer(error)

    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, error: RequestValidationError) -> JSONResponse:
        items = error.errors()
        if any(item["type"] == "json_invalid" for item in items):
            return error_answer(BodyMalformed())
        return error_answer(
            *(
                InvalidInput(".".join(str(part) for part in item["loc"][1:]), reason=item["type"])
                for item in items
            )
        )

    @app.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> JSONResponse:
        # The framework's own: a body that is not UTF-8, an unknown path, a wrong method.
        kind = BodyMalformed if error.status_code == BodyMalformed.status else NotFound
        return error_answer(kind())

    @app.exception_handler(PyMongoError)
    async def database_away(_: Request, error: PyMongoError) -> JSONResponse:
        logger.error("database_failed", cause=cause_of(error))
        return error_answer(Unavailable())

    @app.exception_handler(Exception)
    async def unexpected(_: Request, error: Exception) -> JSONResponse:
        # The type and the place, not the message: a message may quote a citizen's words.
        logger.error("unexpected_error", cause=cause_of(error), at=_place(error))
        return error_answer(KyodoError())


def read_body(model: type[Body], raw: bytes) -> Body:
    """Read a JSON body by hand, for hot paths; errors are answered like the framework's.

    Raises:
        RequestValidationError: it is no JSON, or not what the model says.
    """
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        told = error.errors(include_input=False, include_url=False, include_context=False)
        raise RequestValidationError(
            [{**item, "loc": ("body", *item["loc"])} for item in told]
        ) from None


def described_body(model: type[BaseModel]) -> dict[str, Any]:
    """Describe such a body in the service's OpenAPI document."""
    content = {"application/json": {"schema": model.model_json_schema()}}
    return {"requestBody": {"required": True, "content": content}}


def error_answer(*errors: KyodoError) -> JSONResponse:
    """One HTTP answer for one or more errors; the first one's status counts."""
    return JSONResponse(
        {"errors": [error.body() for error in errors], "trace_id": current_trace_id()},
        status_code=errors[0].status,
    )


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"


class GuardMiddleware:
    """Before anything else: begin the trace, learn who acts, bound the body; at the end, count."""

    def __init__(
        self, app: ASGIApp, config: Settings, tokens: TokenReader, takes_files: str = ""
    ) -> None:
        self._app = app
        self._tokens = tokens
        self._takes_files = takes_files
        self._max_file_bytes = config.upload_max_bytes
        self._max_bytes = config.max_body_bytes * 8  # a batch of an import is larger than a form

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pure ASGI: costs a few microseconds a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        status, began = 0, time.perf_counter()

        async def counted(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        with request_span(scope["method"], headers.get(b"traceparent", b"").decode("latin-1")) as s:
            await self._guarded(scope, headers, receive, counted)
            s.update_name(note_request(scope, status, time.perf_counter() - began))
            s.set_attribute("http.response.status_code", status)

    async def _guarded(
        self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, send: Send
    ) -> None:
        try:
            if scope["path"] not in OPEN_PATHS:
                header = headers.get(b"authorization", b"").decode("latin-1")
                scope["issuer"], caller = self._tokens.read(header)
                act_as(caller)
            is_file = bool(self._takes_files) and scope["path"].endswith(self._takes_files)
            most = self._max_file_bytes if is_file else self._max_bytes
            bounded = await bounded_body(headers, receive, most)
        except (ServiceTokenRefused, BodyTooLarge) as error:
            await _refuse(send, error)
            return
        await self._app(scope, bounded, send)


async def bounded_body(headers: dict[bytes, bytes], receive: Receive, max_bytes: int) -> Receive:
    """Return a receive that stops a body at ``max_bytes``, announced or streamed.

    Raises:
        BodyTooLarge: the announced length is over the limit, or the first parts already are.
    """
    announced = headers.get(b"content-length", b"")
    if announced.isdigit() and int(announced) > max_bytes:
        raise BodyTooLarge(max_bytes=max_bytes)
    if announced.isdigit() or b"transfer-encoding" not in headers:
        return receive
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > max_bytes:
            raise BodyTooLarge(max_bytes=max_bytes)
        more = message.get("more_body", False)
    whole: list[Message] = [{"type": "http.request", "body": b"".join(parts), "more_body": False}]

    async def replay() -> Message:
        return whole.pop() if whole else await receive()

    return replay


async def _refuse(send: Send, error: KyodoError) -> None:
    body = orjson.dumps({"errors": [error.body()], "trace_id": current_trace_id()})
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
