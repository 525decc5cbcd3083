"""supervisord holds a stack's processes: its configuration and the line to it."""

import hashlib
import http.client
import os
import resource
import shlex
import tempfile
import time
import xmlrpc.client
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import Faults, SupervisorTransport

from infra.local.paths import ROOT
from infra.local.say import Failure

# Linux gives a socket's path 108 bytes, with the closing zero.
LONGEST_SOCKET_PATH = 107

# The database and the broker keep many files open; more than the system's hard limit is refused.
ENOUGH_FILES = 65_536

STATE_RUNNING = "RUNNING"
STATES_DOWN = frozenset({"STOPPED", "EXITED", "FATAL", "UNKNOWN"})

HEAD = """\
[supervisord]
nodaemon=true
identifier=kyodo
logfile={logs}/supervisord.log
logfile_maxbytes=5MB
logfile_backups=2
pidfile={run}/supervisord.pid
minfds={open_files}

[unix_http_server]
file={socket}
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""

# A process that dies is started again at once, however often: Kafka or the database may be away
# for a while, and nobody sits beside the machine to say "start" again.
PROGRAM = """
[program:{name}]
command={command}
directory={directory}
environment={environment}
autostart=false
autorestart=true
startsecs=1
startretries=1000000
stopsignal=TERM
stopwaitsecs=25
killasgroup=true
redirect_stderr=true
stdout_logfile={logs}/{name}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=3
"""


@dataclass(frozen=True)
class Program:
    """A process as supervisord knows it; ``own`` is what it alone finds in its environment."""

    name: str
    command: Sequence[str]
    own: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Status:
    """What supervisord says of one process; ``pid`` is 0 while it does not run."""

    name: str
    state: str
    pid: int
    started_at: float


def socket_path(directory: Path) -> Path:
    """Return where a stack's control socket lies: in the stack unless that path is too long.

    Raises:
        Failure: the folder for it belongs to somebody else.
    """
    inside = directory / "run" / "supervisor.sock"
    # supervisord first binds a name that is longer by the process id and a dot.
    if len(str(inside)) + 12 <= LONGEST_SOCKET_PATH:
        return inside
    digest = hashlib.sha256(str(directory).encode()).hexdigest()[:16]
    outside = Path(tempfile.gettempdir()) / f"kyodo-{digest}"
    outside.mkdir(mode=0o700, exist_ok=True)
    if outside.stat().st_uid != os.getuid():
        raise Failure(
            f"{outside} は別の利用者のものです。"
            "削除するか、TMPDIR を自分のフォルダーにしてください。",
            f"{outside} belongs to another user; remove it, or set TMPDIR to a folder of your own.",
        )
    return outside / "supervisor.sock"


def write_configuration(directory: Path, programs: Sequence[Program]) -> Path:
    """Write supervisord's configuration; secrets stay in the environment, not in the file."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = ENOUGH_FILES if hard == resource.RLIM_INFINITY else min(hard, ENOUGH_FILES)
    places = {"logs": _literal(directory / "log"), "run": _literal(directory / "run")}
    text = HEAD.format(**places, socket=_literal(socket_path(directory)), open_files=most)
    for program in programs:
        text += PROGRAM.format(
            name=program.name,
            command=_literal(shlex.join(program.command)),
            directory=_literal(ROOT),
            environment=_environment({"PYTHONPATH": str(ROOT), **program.own}),
            logs=places["logs"],
        )
    file = directory / "run" / "supervisord.conf"
    file.write_text(text, encoding="utf-8")
    return file


def _environment(values: Mapping[str, str]) -> str:
    return ",".join(f'{name}="{_literal(value)}"' for name, value in values.items())


class Supervisor:
    """The line to a running supervisord."""

    def __init__(self, directory: Path) -> None:
        self._socket = socket_path(directory)

    def answers(self) -> bool:
        """Say whether supervisord runs and listens."""
        try:
            return bool(self._call("getState")["statename"] == "RUNNING")
        except (OSError, xmlrpc.client.Error):
            return False

    def start(self, name: str) -> None:
        """Have a process started unless it runs; do not wait."""
        if self.status(name).state in STATES_DOWN:
            self._call("startProcess", name, False)

    def stop(self, name: str) -> None:
        """Have a process stopped unless it is down; do not wait."""
        if self.status(name).state not in STATES_DOWN:
            try:
                self._call("stopProcess", name, False)
            except xmlrpc.client.Fault as fault:
                if fault.faultCode != Faults.NOT_RUNNING:  # another command stopped it just now
                    raise

    def wait_stopped(self, names: Sequence[str], seconds: float = 40) -> None:
        """Return when all are down, or when the time is over."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if all(status.state in STATES_DOWN for status in self.all() if status.name in names):
                return
            time.sleep(0.1)

    def status(self, name: str) -> Status:
        """Return the state of one process.

        Raises:
            KeyError: no such process.
        """
        for status in self.all():
            if status.name == name:
                return status
        raise KeyError(name)

    def all(self) -> list[Status]:
        """Return the state of all processes."""
        return [
            Status(info["name"], info["statename"], info["pid"], float(info["start"]))
            for info in self._call("getAllProcessInfo")
        ]

    def shutdown(self) -> None:
        """Have supervisord stop what still runs and end."""
        self._call("shutdown")

    def _call(self, method: str, *arguments: Any) -> Any:
        """Call supervisord.

        Raises:
            OSError: it is not there, or on its way out.
            xmlrpc.client.Fault: it refuses.
        """
        # One connection a call: the transport cannot be shared by threads.
        transport = SupervisorTransport(None, None, f"unix://{self._socket}")
        try:
            proxy = xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport)
            return getattr(proxy.supervisor, method)(*arguments)
        except xmlrpc.client.Fault as fault:
            if fault.faultCode == Faults.SHUTDOWN_STATE:
                raise ConnectionAbortedError("supervisord is ending") from fault
            raise
        except (xmlrpc.client.ProtocolError, http.client.HTTPException) as broken:
            raise ConnectionAbortedError("supervisord broke off its answer") from broken
        finally:
            transport.close()


def _literal(value: object) -> str:
    """Supervisord expands ``%(…)s`` in its configuration: a percent sign is written twice."""
    return str(value).replace("%", "%%")
