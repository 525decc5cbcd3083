"""``kyodo doctor``, ``rebuild`` and ``replay`` against real parts."""

import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from aiokafka import AIOKafkaProducer

from infra.local.paths import PYTHON, ROOT
from infra.local.stack import Stack
from tests.bench.system import System
from tests.bench.town import Town
from tests.integration.cli.conftest import Kyodo

NewStack = Callable[..., Stack]


def run_in(stack: Stack, *arguments: str) -> "subprocess.CompletedProcess[str]":
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [str(PYTHON), "-m", "infra.cli", *arguments],
        cwd=ROOT,
        env={**inherited, **stack.environment, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_doctor_finds_all_well_on_a_running_system(system: Stack) -> None:
    done = run_in(system, "doctor")
    # Other tests of the run fill the same system: a lag that shrinks is no fault, as doctor says.
    deadline = time.monotonic() + 300
    while set(bad(done.stdout)) <= {"遅れ"} and done.returncode and time.monotonic() < deadline:
        time.sleep(2)
        done = run_in(system, "doctor")

    assert "× " not in done.stdout
    assert done.returncode == 0
    assert "すべて正常です" in done.stdout
    told = done.stdout.splitlines()
    assert sorted(set(told)) == sorted(told), "each thing is looked at once"


def bad(told: str) -> list[str]:
    """What doctor finds wrong: "遅れ" for a lag, else the whole line."""
    lines = [line for line in told.splitlines() if line.startswith("× ")]
    return ["遅れ" if "の遅れ lag: 未処理" in line else line for line in lines]


def test_rebuild_shows_its_end_and_the_counts_are_as_before(
    system: Stack, outside: System, town: Town, kyodo: Kyodo, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,comment\n1,道\n2,橋\n", encoding="utf-8")
    imported = kyodo("import-comments", "-c", town.consultation_id, file)
    imported.communicate(timeout=60)
    assert imported.returncode == 0

    def inputs() -> int:
        with outside.mongo() as client:
            mine = {"consultation_id": town.consultation_id}
            return outside.inputs(client).count_documents(mine)

    deadline = time.monotonic() + 30
    while inputs() < 2 and time.monotonic() < deadline:
        time.sleep(0.1)

    done = run_in(system, "rebuild", "insight")

    assert done.returncode == 0, done.stderr
    assert "作り直し" in done.stdout
    assert inputs() == 2


async def test_poison_is_seen_with_its_cause_and_brought_back(new_stack: NewStack) -> None:
    stack = new_stack(parts=("kafka", "mongod", "insight"))
    before = run_in(stack, "replay", "insight", "--dry-run")
    await poison(System.of(stack.environment))
    listed = wait_for_letters(stack)

    replayed = run_in(stack, "replay", "insight")

    assert "止まっているイベントがありません" in before.stdout
    assert "1件が止まっています" in listed
    assert "kyodo.public_comment/" in listed
    assert replayed.returncode == 0, replayed.stderr
    assert "1件を戻しました" in replayed.stdout
    # Its cause is not mended, so it is among the dead letters again, still once.
    assert "1件が止まっています" in wait_for_letters(stack)


def test_doctor_says_what_is_away_and_what_to_do(new_stack: NewStack) -> None:
    stack = new_stack(parts=("kafka", "mongod", "insight"))
    stack.stop_process("kafka")

    done = run_in(stack, "doctor")

    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert any(line.startswith("× Kafka") for line in lines)
    assert any(line.startswith("○ MongoDB") for line in lines)
    assert any(line.startswith("× gateway") for line in lines)
    assert "make run" in done.stdout
    assert "Traceback" not in done.stderr


def test_without_settings_the_commands_say_which_are_missing() -> None:
    bare = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    done = subprocess.run(
        [str(PYTHON), "-m", "infra.cli", "replay", "insight"],
        cwd=ROOT,
        env={**bare, "KYODO_SERVICE_KEY": "short", "KYODO_SECRET_KEY": "short"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 2
    assert "KYODO_SERVICE_KEY" in done.stderr


async def poison(system: System) -> None:
    """Put an event on the topic that no version of insight can read."""
    event = {
        **{"specversion": "1.0", "id": "p-1", "source": "test", "subject": "c-1"},
        **{"type": "kyodo.public_comment.comment_accepted.v1", "sequence": 1},
        **{"time": "2026-06-01T00:00:00.000Z", "data": {"comment_id": 7}},
    }
    producer = AIOKafkaProducer(bootstrap_servers=system.kafka_bootstrap)
    await producer.start()
    try:
        topic = f"{system.topic_prefix}.public_comment"
        await producer.send_and_wait(topic, json.dumps(event).encode(), key=b"c-1")
    finally:
        await producer.stop()


def wait_for_letters(stack: Stack) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        listed = run_in(stack, "replay", "insight", "--dry-run").stdout
        if "件が止まっています" in listed:
            return listed
        time.sleep(0.5)
    raise AssertionError("no dead letter appeared")
