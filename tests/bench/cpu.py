"""Processor time of the system's processes."""

from collections.abc import Mapping

import psutil


def cpu_seconds(pids: Mapping[str, int]) -> dict[str, float]:
    """User and system time of each process and its children so far."""
    return {name: _one(pid) for name, pid in pids.items()}


def cpu_ms_per_comment(
    before: Mapping[str, float], after: Mapping[str, float], comments: int
) -> dict[str, float]:
    """Milliseconds of processor time per comment and process."""
    return {
        name: round((after[name] - before[name]) * 1000 / max(comments, 1), 3) for name in before
    }


def _one(pid: int) -> float:
    process = psutil.Process(pid)
    total = 0.0
    for each in (process, *process.children(recursive=True)):
        times = each.cpu_times()
        total += times.user + times.system
    return total
