"""Find and stop the processes of one stack by their mark, and no others."""

import contextlib
import shutil
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

from infra.local.environment import MARK
from infra.local.processes import BACKING

PATIENCE_S = 20.0


def marked(directory: Path) -> list[psutil.Process]:
    """Return the living processes that carry this stack's mark, except this one and its parents."""
    me = psutil.Process()
    own = {me.pid, *(parent.pid for parent in me.parents())}
    return [
        process
        for process, environment in _environments()
        if environment.get(MARK) == str(directory) and process.pid not in own
    ]


def stop_marked(directory: Path) -> list[int]:
    """Stop every marked process: first who would start others anew, broker and database last.

    Returns:
        The ids of the processes that were found.
    """
    found = marked(directory)
    pids = [process.pid for process in found]
    names = {process.pid: _program(process) for process in found}
    supervisors = [process for process in found if names[process.pid] is None]
    backing = [process for process in found if names[process.pid] in BACKING]
    others = [process for process in found if process not in supervisors + backing]
    # supervisord goes without a word to its children: the next lines end those in order.
    _signal(supervisors, signal.SIGKILL)
    for group in (others, backing):
        _end(group)
    _end(marked(directory))
    return pids


def _environments() -> Iterator[tuple[psutil.Process, dict[str, str]]]:
    for process in psutil.process_iter():
        # Another user's process, or one that ended meanwhile, is none of ours.
        with contextlib.suppress(psutil.Error):
            yield process, process.environ()


def _program(process: psutil.Process) -> str | None:
    """Return the name under which supervisord runs a process; None for supervisord itself."""
    try:
        return process.environ().get("SUPERVISOR_PROCESS_NAME")
    except psutil.Error:
        return ""


def _end(group: Sequence[psutil.Process]) -> None:
    _signal(group, signal.SIGTERM)
    # A stopped process hears SIGTERM only once it continues.
    _signal(group, signal.SIGCONT)
    _signal(_alive_after(group, PATIENCE_S), signal.SIGKILL)
    _alive_after(group, PATIENCE_S)


def _alive_after(group: Sequence[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Wait for the processes to end; return those that still run when the time is over.

    One that has ended but was not reaped yet has ended: its parent may be a `make run` that waits
    for the very command that waits here.
    """
    deadline = time.monotonic() + seconds
    while (alive := [one for one in group if _lives(one)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    return alive


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _signal(group: Sequence[psutil.Process], number: int) -> None:
    for process in group:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def run_name() -> str:
    """Name a folder of stacks after this process, so that one can tell when its owner is gone."""
    me = psutil.Process()
    return f"{me.pid}-{int(me.create_time() * 100)}"


def clear_dead_runs(folder: Path) -> None:
    """Stop and delete the stacks under ``folder/<run name>/`` whose owner is gone."""
    if folder.exists():
        for run in folder.iterdir():
            if not _owner_lives(run.name):
                clear_run(run)


def clear_run(run: Path) -> None:
    """Stop the stacks in one run's folder and delete it."""
    for directory in sorted(run.iterdir()):
        if directory.is_dir():
            stop_marked(directory.resolve())
    # Two commands may clear the same leftovers at the same time.
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(run)


def _owner_lives(name: str) -> bool:
    pid, _, created = name.partition("-")
    with contextlib.suppress(psutil.Error, ValueError):
        return int(psutil.Process(int(pid)).create_time() * 100) == int(created)
    return False
