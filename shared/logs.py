"""Structured logs: one JSON object a line on standard error, never a citizen's words."""

import logging
import sys

import structlog

# Without local variables: those hold citizens' words.
_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)


def configure_logs(service: str, level: str) -> None:
    """Set up structlog and send the standard library's logging the same way."""
    shared_steps: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            *shared_steps,
            _TRACEBACKS,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared_steps,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _TRACEBACKS,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(logging.WARNING, logging.getLevelName(level)))


def log(name: str) -> structlog.types.FilteringBoundLogger:
    """Return a logger that says which module speaks."""
    logger: structlog.types.FilteringBoundLogger = structlog.get_logger(module=name)
    return logger


def cause_of(error: BaseException) -> str:
    """Name an error for the log by type and code: its message may quote a citizen's words."""
    code = getattr(error, "code", None)
    return f"{type(error).__name__}({code})" if code is not None else type(error).__name__
