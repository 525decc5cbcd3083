"""Where each process of a stack listens, as settings, and whether it may."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from infra.local import mongod
from infra.local.ports import free_ports, require_free
from infra.local.processes import BY_NAME, KAFKA, MONGOD, PROCESSES

KAFKA_PORT = "KYODO_KAFKA_PORT"
KAFKA_CONTROLLER_PORT = "KYODO_KAFKA_CONTROLLER_PORT"
MONGO_PORT = "KYODO_MONGO_PORT"
BACKING_PORTS = {KAFKA_PORT: 19092, KAFKA_CONTROLLER_PORT: 19093, MONGO_PORT: 27117}
LISTENS_ON = {KAFKA: (KAFKA_PORT, KAFKA_CONTROLLER_PORT), MONGOD: (MONGO_PORT,)}


def settings(given: Mapping[str, str], free: bool) -> dict[str, str]:
    """Return the ``KYODO_…`` settings of a stack.

    Args:
        given: what was asked for; it goes before everything else.
        free: take free ports instead of the usual ones where nothing was asked for.
    """
    usual = {name: str(port) for name, port in BACKING_PORTS.items()}
    usual |= {process.setting: process.default_url for process in PROCESSES if process.setting}
    if free:
        ports = iter(free_ports(len(usual)))
        usual = {name: _moved(value, next(ports)) for name, value in usual.items()}
    chosen = usual | dict(given)
    return {
        "KYODO_KAFKA_BOOTSTRAP": f"127.0.0.1:{chosen[KAFKA_PORT]}",
        "KYODO_MONGO_URL": mongod.url(int(chosen[MONGO_PORT])),
    } | chosen


def require_free_ports(parts: Sequence[str], settings: Mapping[str, str]) -> None:
    """Check every port before anything starts.

    Raises:
        Failure: a port is taken.
    """
    for name in parts:
        for setting in LISTENS_ON.get(name, ()):
            port = int(settings[setting])
            require_free(port, name, setting, str(port + 1000))
        process = BY_NAME.get(name)
        if process is not None and process.setting:
            port = process.port(settings)
            example = _moved(process.url(settings), port + 1000)
            require_free(port, name, process.setting, example)


def _moved(address: str, port: int) -> str:
    """Return a port or a URL with another port."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname}:{port}" if parts.hostname else str(port)
