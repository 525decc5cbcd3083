"""One test run: its folder, the stacks its workers share, and what an earlier run left."""

import fcntl
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psutil

from infra.local.leftovers import stop_marked
from infra.local.paths import TEST_STACKS
from infra.local.stack import Stack

VARIABLE = "KYODO_TEST_RUN"


def begin() -> None:
    """Name this run for its workers, and clear away runs whose process is gone."""
    me = psutil.Process()
    os.environ[VARIABLE] = f"{me.pid}-{int(me.create_time() * 100)}"
    TEST_STACKS.mkdir(parents=True, exist_ok=True)
    for leftover in TEST_STACKS.iterdir():
        if not _alive(leftover.name):
            _clear(leftover)


def end() -> None:
    """Stop and delete all that this run started."""
    if folder().exists():
        _clear(folder())


def name() -> str:
    """Return the run's name; the same in every worker."""
    return os.environ[VARIABLE]


def folder() -> Path:
    """Return the folder that holds the run's stacks."""
    return TEST_STACKS / name()


def shared_stack(label: str, parts: tuple[str, ...], given: Mapping[str, str]) -> Stack:
    """Return the run's stack of this label; the first worker that asks starts it."""
    directory = folder() / label
    directory.mkdir(parents=True, exist_ok=True)
    with (folder() / f"{label}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (directory / "run" / "stack.json").exists():
            return Stack.attach(directory)
        stack = Stack(directory, parts=parts, given=given, free_ports=True)
        stack.start()
        return stack


def _clear(run: Path) -> None:
    for directory in sorted(run.iterdir(), reverse=True):
        if directory.is_dir():
            stop_marked(directory.resolve())
    shutil.rmtree(run)


def _alive(run: str) -> bool:
    pid, _, created = run.partition("-")
    with suppress(psutil.Error, ValueError):
        return int(psutil.Process(int(pid)).create_time() * 100) == int(created)
    return False
