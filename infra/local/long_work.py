"""Run a tool that takes long: its output to a file, its progress to the terminal.

Standard library only.
"""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from infra.local.paths import LOCAL, ROOT
from infra.local.say import Failure, step

LOG = LOCAL / "log" / "setup.log"
FULL_DISK = "No space left on device"
WIDTH = 78
# A terminal is told each second on one line; a log (CI) gets a line now and then.
TELL_TERMINAL_S, TELL_LOG_S = 1.0, 15.0


def work_on(
    command: Sequence[str],
    ja: str,
    en: str,
    *,
    directory: Path = ROOT,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run a command to its end and show that it lives.

    Raises:
        Failure: it failed; says the last line of what it wrote and where the rest is.
    """
    LOG.parent.mkdir(parents=True, exist_ok=True)
    began_at = LOG.stat().st_size if LOG.exists() else 0
    with step(ja, en), LOG.open("ab") as out:
        process = subprocess.Popen(
            list(command),
            cwd=directory,
            env=None if environment is None else dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            _watch(process, began_at)
        except BaseException:
            process.terminate()
            process.wait()
            raise
        if process.returncode:
            raise _failure(ja, en, began_at)


def _watch(process: "subprocess.Popen[bytes]", began_at: int) -> None:
    terminal = sys.stderr.isatty()
    every = TELL_TERMINAL_S if terminal else TELL_LOG_S
    began = time.monotonic()
    while True:
        try:
            process.wait(timeout=every)
            break
        except subprocess.TimeoutExpired:
            line = f"  {time.monotonic() - began:4.0f} s  {_last_line(began_at)}"[:WIDTH]
            print(
                f"\r{line:<{WIDTH}}" if terminal else line,
                end="" if terminal else "\n",
                file=sys.stderr,
                flush=True,
            )
    if terminal:
        print("\r" + " " * WIDTH + "\r", end="", file=sys.stderr, flush=True)


def _written(began_at: int) -> str:
    with LOG.open("rb") as log:
        log.seek(began_at)
        return log.read().decode("utf-8", "replace")


def _last_line(began_at: int) -> str:
    lines = [line.strip() for line in _written(began_at).split("\n")]
    return next((line for line in reversed(lines) if line), "")


def _telling_line(began_at: int) -> str:
    """Return the last line that speaks of an error; tools end with traces and version numbers."""
    lines = [line.strip() for line in _written(began_at).split("\n")]
    errors = (line for line in reversed(lines) if "error" in line.lower())
    return next(errors, _last_line(began_at))


def _failure(ja: str, en: str, began_at: int) -> Failure:
    if FULL_DISK in _written(began_at):
        return Failure(
            f"{ja}: ディスクがいっぱいです。空きを作ってから、もう一度実行してください。",
            f"{en}: the disk is full; free some space and run it again.",
        )
    last = _telling_line(began_at)[:200]
    return Failure(
        f"{ja}: 失敗しました（{last}）。ネットワークの接続と {LOG} を確かめて、"
        "もう一度実行してください。",
        f"{en}: failed ({last}); check the network and {LOG}, then run it again.",
    )
