"""W3C Trace Context: one id follows a citizen's action through HTTP and Kafka.

Every process continues the trace it is given, so that logs and events name it. Where a collector
is set (``KYODO_OTLP_ENDPOINT``), spans are sent there by OpenTelemetry as well. A span says what
kind of thing was done and how long it took: never an id in an address, a text or a person.
"""

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    Tracer,
    set_span_in_context,
)

_TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_current: ContextVar[str | None] = ContextVar("traceparent", default=None)
_NOWHERE = NonRecordingSpan(SpanContext(0, 0, is_remote=False))
_EXPORT_EVERY_MS = 1_000

Attributes = Mapping[str, str | int]


class Kind(Enum):
    """Which side of a conversation a span is."""

    SERVER = SpanKind.SERVER
    CLIENT = SpanKind.CLIENT
    PRODUCER = SpanKind.PRODUCER
    CONSUMER = SpanKind.CONSUMER


class _Export:
    """Where this process's spans go; nowhere until ``export_traces``."""

    tracer: Tracer | None = None
    provider: TracerProvider | None = None


def export_traces(service: str, endpoint: str) -> None:
    """Send spans to a collector from here on; an empty ``endpoint`` sends none.

    A collector that is away costs nothing but its spans: they go in the background, and are
    dropped when too many wait.
    """
    if not endpoint or _Export.provider is not None:
        return
    provider = TracerProvider(resource=Resource.create({"service.name": f"kyodo-{service}"}))
    exporter = OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces", timeout=5)
    provider.add_span_processor(
        BatchSpanProcessor(exporter, schedule_delay_millis=_EXPORT_EVERY_MS)
    )
    _Export.provider, _Export.tracer = provider, provider.get_tracer("kyodo")


def begin_trace(header: str | None = None) -> str:
    """Continue the trace of a ``traceparent`` header, or begin a new one; return the trace id."""
    if header and _TRACEPARENT.fullmatch(header):
        trace_id = header[3:35]
    else:
        trace_id = secrets.token_hex(16)
    _current.set(f"00-{trace_id}-{secrets.token_hex(8)}-01")
    return trace_id


def current_traceparent() -> str | None:
    """Return the header to send on, or None outside a trace."""
    return _current.get()


def current_trace_id() -> str | None:
    """Return the 32 hex digits that logs and error answers name."""
    header = _current.get()
    return header[3:35] if header else None


@contextmanager
def request_span(name: str, traceparent: str | None) -> Iterator[Span]:
    """Begin or continue a trace for one request; what happens inside belongs to it."""
    if _Export.tracer is None:
        begin_trace(traceparent)
        yield _NOWHERE
        return
    with _recorded(name, Kind.SERVER, traceparent) as span:
        yield span


@contextmanager
def span(name: str, kind: Kind, attributes: Attributes | None = None) -> Iterator[Span]:
    """Time one step of the present trace; costs nothing where no collector is set."""
    if _Export.tracer is None:
        yield _NOWHERE
        return
    with _recorded(name, kind, _current.get(), attributes) as made:
        yield made


@contextmanager
def batch_span(name: str, kind: Kind, traceparents: Sequence[str | None]) -> Iterator[None]:
    """Time one step that is done for many traces at once: one span, and one in each trace."""
    if _Export.tracer is None:
        yield
        return
    parents = [parent for parent in traceparents if parent and _TRACEPARENT.fullmatch(parent)]
    with _recorded(name, kind, None, links=[Link(_context(parent)) for parent in parents]) as made:
        begun = [_start(name, kind, parent, {"kyodo.batch": len(parents)}) for parent in parents]
        try:
            yield
        finally:
            for each in begun:
                each.add_link(made.get_span_context())
                each.end()


@contextmanager
def _recorded(
    name: str,
    kind: Kind,
    parent: str | None,
    attributes: Attributes | None = None,
    links: Sequence[Link] = (),
) -> Iterator[Span]:
    made = _start(name, kind, parent, attributes, links)
    token = _current.set(_header(made.get_span_context()))
    try:
        yield made
    except BaseException as error:
        # The type only: a message may quote a citizen's words.
        made.set_status(Status(StatusCode.ERROR, type(error).__name__))
        raise
    finally:
        made.end()
        _current.reset(token)


def _start(
    name: str,
    kind: Kind,
    parent: str | None,
    attributes: Attributes | None = None,
    links: Sequence[Link] = (),
) -> Span:
    assert _Export.tracer is not None  # noqa: S101  # asked by every caller
    known = parent if parent and _TRACEPARENT.fullmatch(parent) else None
    # An empty context begins a new trace.
    context = set_span_in_context(NonRecordingSpan(_context(known)) if known else _NOWHERE)
    return _Export.tracer.start_span(
        name, context=context, kind=kind.value, attributes=dict(attributes or {}), links=links
    )


def _context(traceparent: str) -> SpanContext:
    _, trace_id, span_id, flags = traceparent.split("-")
    return SpanContext(
        int(trace_id, 16), int(span_id, 16), is_remote=True, trace_flags=TraceFlags(int(flags, 16))
    )


def _header(context: SpanContext) -> str:
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"
