"""W3C Trace Context: one id follows a citizen's action through HTTP and Kafka."""

import re
import secrets
from contextvars import ContextVar

_TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_current: ContextVar[str | None] = ContextVar("traceparent", default=None)


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
