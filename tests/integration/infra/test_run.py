"""`make run`, as a person at a terminal meets it: whole system, own broker, own database."""

import json
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from infra.local import addresses
from infra.local.environment import inherited, read_file
from infra.local.leftovers import marked, stop_marked
from infra.local.paths import PYTHON, ROOT
from shared.auth import OPERATOR, service_token
from tests.support import run

# Alone it takes a third of it; here others are at work beside it.
STARTED_WITHIN_S = 180
ENDED_WITHIN_S = 60

pytestmark = [pytest.mark.alone, pytest.mark.timeout(400)]


@dataclass
class Running:
    """One `make run` in the folder ``state``; its output goes to ``state.out``."""

    state: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    @property
    def said(self) -> str:
        """What it printed so far."""
        return self.state.with_suffix(".out").read_text(encoding="utf-8")

    def get(self, path: str, setting: str = "KYODO_GATEWAY_URL", token: str = "") -> bytes:
        """Ask one of its processes."""
        request = urllib.request.Request(
            self.environment[setting] + path, headers={"Authorization": f"Bearer {token}"}
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            body: bytes = answer.read()
        return body

    def policies(self) -> list[dict[str, Any]]:
        """The policies that it holds."""
        key = read_file(self.state / "secrets.env")["KYODO_SERVICE_KEY"]
        token = service_token(key, OPERATOR, "policies")
        found = json.loads(self.get("/policies?limit=50", "KYODO_POLICIES_URL", token))
        items: list[dict[str, Any]] = found["items"]
        return items

    def end(self, number: int) -> int:
        """Send a signal and wait for its end."""
        self.process.send_signal(number)
        return self.process.wait(ENDED_WITHIN_S)


@pytest.fixture(scope="module")
def state() -> Iterator[Path]:
    folder = (run.folder() / f"run-{secrets.token_hex(4)}").resolve()
    folder.mkdir(parents=True)
    yield folder
    stop_marked(folder)


@pytest.fixture(scope="module")
def environment(state: Path) -> dict[str, str]:
    usual = addresses.settings({}, free=True)
    own = {name: usual[name] for name in usual if name.endswith(("_PORT", "_URL", "_ISSUER"))}
    del own["KYODO_MONGO_URL"]
    return inherited() | own | {"KYODO_STATE_DIRECTORY": str(state)}


@pytest.fixture
def start(state: Path, environment: dict[str, str]) -> Iterator[Callable[[], Running]]:
    started: list[Running] = []

    def begin() -> Running:
        with state.with_suffix(".out").open("wb") as out:
            process = subprocess.Popen(
                [str(PYTHON), "-m", "infra.local", "run"],
                cwd=ROOT,
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        running = Running(state, environment, process)
        started.append(running)
        _wait_started(running)
        return running

    yield begin
    for running in started:
        running.process.kill()
        running.process.wait()
    stop_marked(state)


def test_it_starts_shows_its_addresses_and_ends_with_ctrl_c(
    start: Callable[[], Running], state: Path
) -> None:
    bystander = psutil.Process()
    running = start()
    assert running.environment["KYODO_GATEWAY_URL"] in running.said
    assert running.environment["KYODO_DASHBOARD_URL"] in running.said
    assert "<html" in running.get("/").decode()
    assert running.get("/_stcore/health", "KYODO_DASHBOARD_URL") == b"ok"
    before = running.policies()
    assert before, "the first start loads the demo"
    (state / "policies.json").write_text(json.dumps(before))

    assert running.end(signal.SIGINT) == 0
    assert marked(state) == []
    assert bystander.is_running()


def test_started_again_it_has_its_data_mends_itself_and_is_stopped_from_elsewhere(
    start: Callable[[], Running], state: Path
) -> None:
    running = start()
    assert "デモデータを読み込みます" not in running.said
    assert running.policies() == json.loads((state / "policies.json").read_text())

    _process(state, "gateway").kill()
    _until(lambda: "gateway を起動し直しました" in running.said)
    _until(lambda: _answers(running))

    _stop(running)
    assert running.process.wait(ENDED_WITHIN_S) == 0, running.said
    assert marked(state) == []


def test_stop_clears_everything_after_the_command_and_its_manager_were_killed(
    start: Callable[[], Running], state: Path
) -> None:
    running = start()
    running.process.kill()
    running.process.wait()
    _process(state, None).kill()
    assert len(marked(state)) >= 9, "the processes outlive both"
    assert "processes stopped" in _stop(running).stderr
    assert marked(state) == []


def test_a_port_in_use_ends_it_with_one_line(state: Path, environment: dict[str, str]) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        done = subprocess.run(
            [str(PYTHON), "-m", "infra.local", "run"],
            cwd=ROOT,
            env=environment | {"KYODO_GATEWAY_URL": f"http://127.0.0.1:{port}"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert f"ポート {port}" in last
    assert f"pid {os.getpid()}" in last
    assert "KYODO_GATEWAY_URL=" in last
    assert "Traceback" not in done.stderr
    assert marked(state) == []


def _stop(running: Running) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(PYTHON), "-m", "infra.local", "stop"],
        cwd=ROOT,
        env=running.environment,
        capture_output=True,
        text=True,
        check=True,
    )


def _wait_started(running: Running) -> None:
    deadline = time.monotonic() + STARTED_WITHIN_S
    while "Kyodo is running" not in running.said:
        assert running.process.poll() is None, running.said
        assert time.monotonic() < deadline, running.said
        time.sleep(0.1)


def _process(state: Path, name: str | None) -> psutil.Process:
    """Return one process of the run; None asks for the manager."""
    return next(
        each for each in marked(state) if each.environ().get("SUPERVISOR_PROCESS_NAME") == name
    )


def _answers(running: Running) -> bool:
    try:
        return bool(running.get("/healthz"))
    except OSError:
        return False


def _until(condition: Callable[[], bool], seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
