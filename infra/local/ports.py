"""Ports: which are free, who holds one, what to do about it."""

import random
import socket

import psutil

from infra.local.say import Failure

# Below the range from which the kernel picks ports for outgoing connections: otherwise a client
# that reconnects to a stopped process may be given that very port and end up talking to itself.
FIRST_FREE, LAST_FREE = 20_000, 32_000


def is_free(port: int) -> bool:
    """Say whether a process could listen on this loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_ports(count: int) -> list[int]:
    """Pick distinct free ports at random, so that stacks started together rarely collide.

    Raises:
        Failure: almost every port of the range is taken.
    """
    candidates = random.sample(range(FIRST_FREE, LAST_FREE), 50 * count)
    free: list[int] = []
    for port in candidates:
        if is_free(port):
            free.append(port)
        if len(free) == count:
            return free
    raise Failure(
        f"{FIRST_FREE}〜{LAST_FREE} 番に空きポートがありません。"
        "使っていないプログラムを終了してください。",
        f"no free ports between {FIRST_FREE} and {LAST_FREE}; end programs that are not needed.",
    )


def holder(port: int) -> str | None:
    """Name the process that listens on a port, or None when this user may not know."""
    try:
        connections = psutil.net_connections("tcp")
    except psutil.AccessDenied:
        return None
    for connection in connections:
        address = connection.laddr
        listens = connection.status == psutil.CONN_LISTEN and address and address.port == port
        if listens and connection.pid is not None:
            try:
                return f"{psutil.Process(connection.pid).name()}, pid {connection.pid}"
            except psutil.NoSuchProcess:
                return None
    return None


def require_free(port: int, purpose: str, setting: str, example: str) -> None:
    """Refuse to start on a port that is taken.

    Args:
        port: the port to listen on.
        purpose: the name of the process that wants it.
        setting: the environment variable that moves it.
        example: a value for the setting.

    Raises:
        Failure: names the port, its holder when known, and the setting.
    """
    if is_free(port):
        return
    who = holder(port)
    by_whom = f"別のプログラム（{who}）が" if who else "すでに"
    raise Failure(
        f"ポート {port}（{purpose}）は{by_whom}使っています。"
        f"そのプログラムを終了するか、{setting}={example} のように別の番号を指定してください。",
        f"port {port} ({purpose}) is in use{f' by {who}' if who else ''}; "
        f"end that program or choose another port, such as {setting}={example}.",
    )
