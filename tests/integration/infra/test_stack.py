"""A stack starts, survives the death of its parts, and leaves nothing behind."""

import os
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from pymongo import MongoClient

from infra.local.environment import MASTER_KEYS
from infra.local.leftovers import clear_dead_runs, marked, stop_marked
from infra.local.paths import PYTHON, ROOT
from infra.local.processes import KEYS, MONGOD
from infra.local.say import Failure
from infra.local.stack import Stack

Start = Callable[..., Stack]


@pytest.fixture
def given(kafka_bootstrap: str) -> dict[str, str]:
    """The run's broker: these tests start databases of their own only."""
    return {"KYODO_KAFKA_BOOTSTRAP": kafka_bootstrap}


@pytest.fixture
def stack(new_stack: Start, given: dict[str, str]) -> Stack:
    return new_stack(parts=(MONGOD,), given=given)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_killed_part_comes_back_with_its_data(stack: Stack) -> None:
    _write(stack, "before")
    killed = stack.kill(MONGOD)
    _until(lambda: stack.pid(MONGOD) not in (0, killed))
    stack.wait_ready(MONGOD)
    assert _read(stack) == ["before"]


def test_a_paused_part_does_not_answer_until_it_goes_on(stack: Stack) -> None:
    stack.pause(MONGOD)
    assert psutil.Process(stack.pid(MONGOD)).status() == psutil.STATUS_STOPPED
    stack.resume(MONGOD)
    stack.wait_ready(MONGOD)
    assert _read(stack) == []


def test_a_part_that_was_stopped_stays_down_until_it_is_started(stack: Stack) -> None:
    stack.stop_process(MONGOD)
    assert stack.pid(MONGOD) == 0
    stack.start_process(MONGOD)
    assert _read(stack) == []


def test_only_the_keys_service_gets_the_master_keys_and_from_a_file_of_its_own(
    new_stack: Start, given: dict[str, str]
) -> None:
    stack = new_stack(parts=(MONGOD, KEYS), given=given)
    secret = stack.environment[MASTER_KEYS].partition(":")[2]
    assert stack.is_ready(KEYS), "it has what it needs"
    environments = [process.environ() for process in marked(stack.directory)]
    assert len(environments) >= 3
    assert not [one for one in environments if secret in str(one)]
    (file,) = [each for each in stack.directory.rglob("*") if each.name == MASTER_KEYS.lower()]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_stopping_ends_a_paused_part_too(stack: Stack) -> None:
    stack.pause(MONGOD)
    stack.stop()
    assert marked(stack.directory) == []


def test_addresses_that_may_hold_a_password_are_private(stack: Stack) -> None:
    record = stack.directory / "run" / "stack.json"
    assert stat.S_IMODE(record.stat().st_mode) == 0o600


def test_another_process_finds_the_stack_by_its_folder(stack: Stack) -> None:
    assert Stack.attach(stack.directory).pid(MONGOD) == stack.pid(MONGOD)


def test_a_second_start_in_the_same_folder_is_refused(stack: Stack) -> None:
    pid = stack.pid(MONGOD)
    with pytest.raises(Failure, match="すでに動いています"):
        Stack(stack.directory, parts=(MONGOD,), given=stack.settings).start()
    assert stack.pid(MONGOD) == pid


def test_nothing_stays_when_the_manager_was_killed(stack: Stack) -> None:
    os.kill(_supervisor(stack).pid, signal.SIGKILL)
    assert [process.pid for process in marked(stack.directory)], "mongod outlives its manager"
    stack.stop()
    assert marked(stack.directory) == []


def test_stopping_one_stack_leaves_the_other_alone(
    stack: Stack, new_stack: Start, given: dict[str, str]
) -> None:
    other = new_stack(parts=(MONGOD,), given=given)
    stop_marked(stack.directory)
    assert marked(stack.directory) == []
    assert len(marked(other.directory)) == 2
    assert _read(other) == []


def test_a_process_without_the_mark_is_never_stopped(stack: Stack) -> None:
    with subprocess.Popen(["sleep", "60"], cwd=stack.directory) as bystander:
        stack.stop()
        assert bystander.poll() is None
        bystander.kill()


def test_a_port_in_use_is_told_with_its_holder_and_its_setting(
    new_stack: Start, given: dict[str, str], taken_port: int
) -> None:
    with pytest.raises(Failure) as failure:
        new_stack(parts=(MONGOD,), given=given | {"KYODO_MONGO_PORT": str(taken_port)})
    said = str(failure.value)
    assert f"ポート {taken_port}" in said
    assert f"pid {os.getpid()}" in said
    assert f"KYODO_MONGO_PORT={taken_port + 1000}" in said
    assert "\n" not in said


def test_a_broker_that_is_not_there_is_told(new_stack: Start) -> None:
    with pytest.raises(Failure, match="KYODO_KAFKA_BOOTSTRAP を確かめてください"):
        new_stack(parts=(MONGOD,), given={"KYODO_KAFKA_BOOTSTRAP": "127.0.0.1:9"})


def test_a_part_that_cannot_start_is_told_with_its_last_words(
    new_stack: Start, given: dict[str, str]
) -> None:
    bad = given | {"KYODO_GATEWAY_URL": "http://192.0.2.1:20999"}
    with pytest.raises(Failure, match="gateway が起動しません") as failure:
        new_stack(parts=(MONGOD, "gateway"), given=bad)
    assert "gateway.log" in str(failure.value)


def test_the_data_stays_and_the_port_may_change(stack: Stack, given: dict[str, str]) -> None:
    _write(stack, "kept")
    stack.stop()
    again = Stack(stack.directory, parts=(MONGOD,), given=given, free_ports=True)
    again.start()
    try:
        assert again.settings["KYODO_MONGO_PORT"] != stack.settings["KYODO_MONGO_PORT"]
        assert _read(again) == ["kept"]
    finally:
        again.stop()


def test_what_a_killed_test_run_left_is_cleared(tmp_path: Path, given: dict[str, str]) -> None:
    with subprocess.Popen(["sleep", "0"]) as gone:
        gone.wait()
    folder = tmp_path / f"{gone.pid}-1" / "backing"
    orphan = Stack(folder, parts=(MONGOD,), given=given, free_ports=True)
    orphan.start()
    clear_dead_runs(tmp_path)
    assert marked(orphan.directory) == []
    assert list(tmp_path.iterdir()) == []


def test_make_stop_after_a_crash_ends_what_carries_the_mark(stack: Stack) -> None:
    os.kill(_supervisor(stack).pid, signal.SIGKILL)
    done = subprocess.run(
        [str(PYTHON), "-m", "infra.local", "stop"],
        cwd=ROOT,
        env=stack.process_environment | {"KYODO_STATE_DIRECTORY": str(stack.directory)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "processes stopped" in done.stderr
    assert marked(stack.directory) == []


def _supervisor(stack: Stack) -> psutil.Process:
    processes = marked(stack.directory)
    return next(each for each in processes if "supervisor.supervisord" in each.cmdline())


def _until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _write(stack: Stack, text: str) -> None:
    with MongoClient[dict[str, str]](stack.settings["KYODO_MONGO_URL"]) as client:
        client["house"]["notes"].insert_one({"text": text})


def _read(stack: Stack) -> list[str]:
    with MongoClient[dict[str, str]](stack.settings["KYODO_MONGO_URL"]) as client:
        return [note["text"] for note in client["house"]["notes"].find()]
