"""One test run: its folder, the stacks its workers share, and what an earlier run left."""

import fcntl
import os
from collections.abc import Mapping
from pathlib import Path

from infra.local.leftovers import clear_dead_runs, clear_run, run_name
from infra.local.paths import TEST_STACKS
from infra.local.stack import Stack

VARIABLE = "KYODO_TEST_RUN"
HEEDED = {VARIABLE, "KYODO_KAFKA_BOOTSTRAP", "KYODO_MONGO_URL"}


def begin() -> None:
    """Name this run for its workers, and clear away runs whose process is gone.

    Settings that somebody exported for a system of their own must not reach the tests.
    """
    for name in [name for name in os.environ if name.startswith("KYODO_") and name not in HEEDED]:
        del os.environ[name]
    os.environ[VARIABLE] = run_name()
    clear_dead_runs(TEST_STACKS)


def end() -> None:
    """Stop and delete all that this run started."""
    if folder().exists():
        clear_run(folder())


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
