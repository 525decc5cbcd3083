"""A running Kyodo, whole or in part, held in one folder: for `make run`, tests, chaos and bench.

with Stack(directory, free_ports=True) as stack:      # everything, with its own broker
    stack.environment["KYODO_GATEWAY_URL"]
    stack.kill("gateway"); stack.wait_ready("gateway")   # SIGKILL; it is started again by itself
    stack.pause("kafka"); stack.resume("kafka")          # SIGSTOP, SIGCONT
    stack.stop_process("kafka"); stack.start_process("kafka")

Stack(directory, parts=("kafka", "mongod"), free_ports=True)
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from infra.local import addresses, kafka, leftovers, mongod
from infra.local import environment as env
from infra.local.paths import PYTHON, ROOT
from infra.local.processes import ALL, BY_NAME, KAFKA, KEYS, MONGOD, Tier
from infra.local.say import Failure
from infra.local.supervision import (
    STATE_RUNNING,
    Program,
    Supervisor,
    socket_path,
    write_configuration,
)

READY_WITHIN_S = 90.0
CRASHES_TOLERATED = 3

Ready = Callable[[str, float], None]


class Stack:
    """Processes that belong together, their data, logs and secrets in one folder.

    Args:
        directory: the folder; it is made when missing.
        parts: names from ``infra.local.processes.ALL``; Kafka and mongod are left out where
            ``given`` holds the address of others.
        given: ``KYODO_…`` settings that the processes shall have; by default none.
        free_ports: listen on ports picked at random instead of the usual ones.
    """

    def __init__(
        self,
        directory: Path,
        *,
        parts: Collection[str] = ALL,
        given: Mapping[str, str] | None = None,
        free_ports: bool = False,
    ) -> None:
        self.directory = directory.resolve()
        settings = dict(given or {})
        foreign = {
            name
            for name, setting in ((KAFKA, "KYODO_KAFKA_BOOTSTRAP"), (MONGOD, "KYODO_MONGO_URL"))
            if setting in settings
        }
        self.parts = tuple(name for name in ALL if name in parts and name not in foreign)
        settings.setdefault("KYODO_KEYS_FILE", str(self.directory / "data" / "keys" / "keys.db"))
        self.settings = addresses.settings(settings, free_ports)
        self.supervisor = Supervisor(self.directory)
        self._paused: set[str] = set()
        self._holder: subprocess.Popen[bytes] | None = None

    @classmethod
    def attach(cls, directory: Path) -> Self:
        """Return the stack that was started in this folder by another process.

        Raises:
            Failure: none was started there.
        """
        record = directory / "run" / "stack.json"
        if not record.exists():
            raise Failure(
                f"{directory} では何も動いていません。make run で始めてください。",
                f"nothing runs in {directory}; start it with make run.",
            )
        known = json.loads(record.read_text(encoding="utf-8"))
        stack = cls(directory, parts=known["parts"])
        stack.parts = tuple(known["parts"])
        stack.settings = known["settings"]
        return stack

    @property
    def environment(self) -> dict[str, str]:
        """Every ``KYODO_…`` setting of the processes, secrets included."""
        return env.secrets_of(self.directory) | self.settings

    @property
    def process_environment(self) -> dict[str, str]:
        """The whole environment for a program that shall work with this stack."""
        return env.inherited() | self.environment

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.destroy()

    # Starting and stopping

    def start(self, ready: Ready | None = None) -> None:
        """Start the parts in order and return when all can do their work.

        Args:
            ready: told the name of each part and the seconds it took.

        Raises:
            Failure: a port is taken, or a part does not become ready; nothing is left running.
        """
        if self.supervisor.answers():
            raise Failure(
                "すでに動いています。終わらせるには make stop を実行してください。",
                "it is running already; make stop ends it.",
            )
        leftovers.stop_marked(self.directory)
        addresses.require_free_ports(self.parts, self.settings)
        for folder in ("data", "log", "run"):
            (self.directory / folder).mkdir(parents=True, exist_ok=True)
        try:
            self._prepare()
            self._start_supervisor()
            self._start_tiers(ready or (lambda name, seconds: None))
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop all parts in order, broker and database last; also what a crash left behind."""
        for name in tuple(self._paused):
            self.resume(name)
        if self.supervisor.answers():
            # Another command may stop the same stack meanwhile; what is left ends below.
            with contextlib.suppress(OSError):
                self._stop_tiers()
        leftovers.stop_marked(self.directory)
        if self._holder is not None:
            self._holder.wait(timeout=30)
            self._holder = None
        (self.directory / "run" / "stack.json").unlink(missing_ok=True)

    def destroy(self) -> None:
        """Stop all parts and delete the folder."""
        self.stop()
        for folder in (socket_path(self.directory).parent, self.directory):
            if folder.exists():
                shutil.rmtree(folder)

    # One part

    def url(self, name: str) -> str:
        """Return the address of a part that listens for HTTP."""
        return BY_NAME[name].url(self.settings)

    def log(self, name: str) -> Path:
        """Return the file with what a part wrote to its standard output and error."""
        return self.directory / "log" / f"{name}.log"

    def pid(self, name: str) -> int:
        """Return the process id of a part, 0 while it does not run."""
        return self.supervisor.status(name).pid

    def kill(self, name: str, number: int = signal.SIGKILL) -> int:
        """Send a signal to a part; one that dies is started again within about a second.

        Returns:
            The process id that got the signal.

        Raises:
            ProcessLookupError: the part does not run.
        """
        pid = self.pid(name)
        if not pid:
            raise ProcessLookupError(name)
        os.kill(pid, number)
        return pid

    def pause(self, name: str) -> None:
        """Freeze a part (SIGSTOP) and return once it stands still."""
        pid = self.kill(name, signal.SIGSTOP)
        self._paused.add(name)
        # The signal is under way for a moment, in which a thread may still answer.
        while psutil.pid_exists(pid) and _still_moves(pid):
            time.sleep(0.01)

    def resume(self, name: str) -> None:
        """Let a frozen part go on (SIGCONT)."""
        self._paused.discard(name)
        with contextlib.suppress(ProcessLookupError):
            self.kill(name, signal.SIGCONT)

    def stop_process(self, name: str) -> None:
        """Stop one part in order; it stays down until start_process."""
        self.supervisor.stop(name)
        self.supervisor.wait_stopped([name])

    def start_process(self, name: str) -> None:
        """Start one part and wait until it is ready.

        Raises:
            Failure: it does not become ready.
        """
        self.supervisor.start(name)
        self.wait_ready(name)

    def restart(self, name: str) -> None:
        """Stop one part in order, start it again, wait until it is ready.

        Raises:
            Failure: it does not become ready.
        """
        self.stop_process(name)
        self.start_process(name)

    def is_ready(self, name: str) -> bool:
        """Say whether a part can do its work now."""
        if name == KAFKA:
            return kafka.is_ready(self.settings["KYODO_KAFKA_BOOTSTRAP"])
        if name == MONGOD:
            return mongod.make_ready(int(self.settings["KYODO_MONGO_PORT"]))
        if self.supervisor.status(name).state != STATE_RUNNING:
            return False
        process = BY_NAME[name]
        return not process.setting or _answers(self.url(name) + process.ready_path)

    def wait_ready(self, name: str, seconds: float = READY_WITHIN_S) -> None:
        """Return when a part can do its work.

        Raises:
            Failure: it did not in time, or it crashes again and again.
        """
        deadline = time.monotonic() + seconds
        starts: set[float] = set()
        while not self.is_ready(name):
            starts.add(self.supervisor.status(name).started_at)
            if time.monotonic() > deadline or len(starts - {0.0}) > CRASHES_TOLERATED:
                raise self._not_ready(name)
            time.sleep(0.1)

    # Inside

    def _prepare(self) -> None:
        if KAFKA in self.parts:
            kafka.prepare(
                self.directory,
                int(self.settings["KYODO_KAFKA_PORT"]),
                int(self.settings["KYODO_KAFKA_CONTROLLER_PORT"]),
            )
        if MONGOD in self.parts:
            mongod.prepare(self.directory)

    def _command(self, name: str) -> list[str]:
        if name == KAFKA:
            return kafka.command(self.directory)
        if name == MONGOD:
            return mongod.command(self.directory, int(self.settings["KYODO_MONGO_PORT"]))
        process = BY_NAME[name]
        nice = shutil.which("nice") if process.patient else None
        first = [nice, "-n", "10"] if nice else []
        return [*first, *process.command(self.settings)]

    def _own(self, name: str) -> dict[str, str]:
        """The keys service alone is given the master keys, in a file that its owner may read."""
        if name != KEYS:
            return {}
        folder = self.directory / "run" / "keys-secrets"
        env.write_private(folder / env.MASTER_KEYS.lower(), self.environment[env.MASTER_KEYS])
        return {"KYODO_SECRETS_FOLDER": str(folder)}

    def _start_supervisor(self) -> None:
        programs = [Program(name, self._command(name), self._own(name)) for name in self.parts]
        configuration = write_configuration(self.directory, programs)
        record = {"parts": self.parts, "settings": self.settings}
        # What was given may hold a password of somebody's database.
        env.write_private(self.directory / "run" / "stack.json", json.dumps(record, indent=1))
        with (self.directory / "log" / "supervisord.out").open("wb") as out:
            # A session of its own: Ctrl-C at the terminal must reach `make run` alone, which then
            # stops everything in order.
            self._holder = subprocess.Popen(
                [str(PYTHON), "-m", "supervisor.supervisord", "-c", str(configuration)],
                cwd=ROOT,
                env=env.without_master_keys(self.process_environment)
                | {env.MARK: str(self.directory)},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_WITHIN_S
        while not self.supervisor.answers():
            if self._holder.poll() is not None or time.monotonic() > deadline:
                raise self._not_ready("supervisord")
            time.sleep(0.05)

    def _start_tiers(self, ready: Ready) -> None:
        self._require_foreign()
        for tier in Tier:
            names = [name for name in self.parts if _tier(name) == tier]
            began = time.monotonic()
            for name in names:
                self.supervisor.start(name)
            for name in names:
                self.wait_ready(name)
                ready(name, time.monotonic() - began)

    def _require_foreign(self) -> None:
        """Check a broker and a database that are not ours before anything waits for them."""
        bootstrap, mongo_url = (
            self.settings[name] for name in ("KYODO_KAFKA_BOOTSTRAP", "KYODO_MONGO_URL")
        )
        if KAFKA not in self.parts and not kafka.is_ready(bootstrap):
            raise Failure(
                f"Kafka（{bootstrap}）に接続できません。KYODO_KAFKA_BOOTSTRAP を確かめてください。",
                f"Kafka at {bootstrap} does not answer; check KYODO_KAFKA_BOOTSTRAP.",
            )
        if MONGOD not in self.parts and not mongod.is_ready(mongo_url):
            raise Failure(
                "MongoDB に接続できません。KYODO_MONGO_URL を確かめてください"
                "（レプリカセットが必要です）。",
                "MongoDB does not answer; check KYODO_MONGO_URL (it must be a replica set).",
            )

    def _stop_tiers(self) -> None:
        for tier in reversed(Tier):
            names = [name for name in self.parts if _tier(name) == tier]
            for name in names:
                self.supervisor.stop(name)
            self.supervisor.wait_stopped(names)
        with contextlib.suppress(OSError):
            self.supervisor.shutdown()
        deadline = time.monotonic() + 10
        while self.supervisor.answers() and time.monotonic() < deadline:
            time.sleep(0.05)

    def _not_ready(self, name: str) -> Failure:
        log = self.log(name) if name != "supervisord" else self.directory / "log/supervisord.out"
        lines = (
            log.read_text(encoding="utf-8", errors="replace").split("\n") if log.exists() else []
        )
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return Failure(
            f"{name} が起動しません。{log} を確かめてください。最後の行: {last[:300]}",
            f"{name} does not start; see {log}.",
        )


def _still_moves(pid: int) -> bool:
    try:
        return any(
            Path(f"/proc/{pid}/task/{thread.id}/stat").read_text().rpartition(")")[2].split()[0]
            not in "Tt"
            for thread in psutil.Process(pid).threads()
        )
    except (psutil.NoSuchProcess, FileNotFoundError):
        return True


def _tier(name: str) -> Tier:
    return BY_NAME[name].tier if name in BY_NAME else Tier.BACKING


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own http address
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
