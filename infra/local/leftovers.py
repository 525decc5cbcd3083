"""Find and stop the processes of one stack by their mark, and no others."""

import contextlib
import signal
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
    _, alive = psutil.wait_procs(group, timeout=PATIENCE_S)
    _signal(alive, signal.SIGKILL)
    psutil.wait_procs(alive, timeout=PATIENCE_S)


def _signal(group: Sequence[psutil.Process], number: int) -> None:
    for process in group:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)
