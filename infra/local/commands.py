"""`make run`, `make stop`, `make demo-reset`."""

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from types import FrameType

from infra.local import environment as env
from infra.local.leftovers import clear_dead_runs, marked
from infra.local.paths import PYTHON, ROOT, STATE, TEST_STACKS
from infra.local.processes import KAFKA, MONGOD
from infra.local.say import Failure, tell
from infra.local.stack import Stack
from shared.auth import OPERATOR, service_token

WATCH_EVERY_S = 2.0
RECORD_GONE_WITHIN_S = 5.0


class Ended(BaseException):
    """The person, or the operating system, asks this command to end."""


def run() -> None:
    """Start everything, stay until Ctrl-C or SIGTERM, then stop everything.

    Raises:
        Failure: it could not be started; nothing is left running.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    stack = Stack(STATE, given=env.given())
    began = time.monotonic()
    try:
        tell("起動しています（終わるには Ctrl-C）", "starting (Ctrl-C ends it)")
        stack.start(lambda name, seconds: _tell_ready(stack, name, seconds))
        _load_demo_when_empty(stack)
        # Before anybody is told that it runs: what dies from now on is started anew and told.
        pids = _pids(stack)
        _tell_addresses(stack, time.monotonic() - began)
        _watch(stack, pids)
    except Ended:
        tell("終了しています…", "stopping…")
    finally:
        _ignore_signals()
        stack.stop()
    tell(f"終了しました。データは {STATE / 'data'} に残っています。", "stopped; the data stays.")


def stop() -> None:
    """Stop the system of this checkout, and whatever a crash of it left behind."""
    found = marked(STATE)
    record = STATE / "run" / "stack.json"
    if record.exists():
        Stack.attach(STATE).stop()
    clear_dead_runs(TEST_STACKS)
    if found:
        tell(f"{len(found)} 個のプロセスを終了しました。", f"{len(found)} processes stopped.")
    else:
        tell("動いているものはありません。", "nothing was running.")


def demo_reset() -> None:
    """Set the data aside; the next start loads the demo anew.

    Raises:
        Failure: the system runs.
    """
    if marked(STATE):
        raise Failure(
            "動いているあいだはデータを替えられません。先に make stop を実行してください。",
            "the data cannot be changed while the system runs; run make stop first.",
        )
    data, aside = STATE / "data", STATE / "data.before-reset"
    if data.exists():
        shutil.rmtree(aside, ignore_errors=True)
        data.rename(aside)
        tell(f"これまでのデータは {aside} に移しました。", f"the data until now: {aside}.")
    tell("次の make run でデモデータを読み込みます。", "the next make run loads the demo.")


def _end(number: int, frame: FrameType | None) -> None:
    _ignore_signals()
    raise Ended


def _ignore_signals() -> None:
    """Stopping is under way: a second Ctrl-C must not leave half of it running."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _load_demo_when_empty(stack: Stack) -> None:
    if os.environ.get("DEMO", "yes") == "no":  # a backup is to be brought back
        return
    token = service_token(stack.environment["KYODO_SERVICE_KEY"], OPERATOR, "policies")
    request = urllib.request.Request(  # noqa: S310 - our own http address
        f"{stack.url('policies')}/policies?limit=1",
        headers={"Authorization": f"Bearer {token}"},
    )
    # A load that was broken off leaves policies behind; it goes on where it stopped.
    unfinished = stack.directory / "data" / "demo-unfinished"
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        if json.load(answer)["items"] and not unfinished.exists():
            return
    tell("デモデータを読み込みます", "loading the demo")
    unfinished.touch()
    done = subprocess.run(
        [str(PYTHON), "-m", "infra.demo"], cwd=ROOT, env=stack.process_environment
    )
    if done.returncode:
        raise Failure(
            "デモデータを読み込めませんでした。もう一度 make run を実行してください。",
            "the demo could not be loaded; run make run again.",
        )
    unfinished.unlink()


def _tell_ready(stack: Stack, name: str, seconds: float) -> None:
    done = stack.parts.index(name) + 1
    print(f"  ✓ [{done}/{len(stack.parts)}] {name} ({seconds:.1f} s)", flush=True)


def _tell_addresses(stack: Stack, seconds: float) -> None:
    lines = [
        "",
        f"Kyodo が動いています / Kyodo is running ({seconds:.1f} s)",
        f"  市民のページ / citizens' pages   {stack.url('gateway')}/",
        f"  GraphQL                          {stack.url('gateway')}/graphql",
        f"  ダッシュボード / dashboard       {stack.url('dashboard')}/",
        f"  職員のページ / staff pages       {stack.url('gateway')}/staff (demo-staff …)",
        f"  Kafka, MongoDB                   {_shown(stack)}",
        f"  ログ / logs                      {STATE / 'log'}",
        "終わるには Ctrl-C / Ctrl-C ends it",
        "",
    ]
    print("\n".join(lines), flush=True)


def _shown(stack: Stack) -> str:
    """Return where broker and database are; not the URL of others, which may hold a password."""
    own = stack.settings["KYODO_MONGO_URL"] if MONGOD in stack.parts else "KYODO_MONGO_URL"
    kafka = stack.settings["KYODO_KAFKA_BOOTSTRAP"] if KAFKA in stack.parts else "KYODO_KAFKA_…"
    return f"{kafka}  {own}"


def _stopped_by_another() -> bool:
    """Say whether a `make stop` is at work: it ends supervisord first and the record last."""
    deadline = time.monotonic() + RECORD_GONE_WITHIN_S
    while (STATE / "run" / "stack.json").exists():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _pids(stack: Stack) -> dict[str, int]:
    return {status.name: status.pid for status in stack.supervisor.all()}


def _watch(stack: Stack, pids: dict[str, int]) -> None:
    """Stay until asked to end; say when a process had to be started again.

    Raises:
        Failure: the process manager is gone while its record says it should be there.
    """
    while True:
        time.sleep(WATCH_EVERY_S)
        try:
            now = _pids(stack)
        except OSError as gone:
            if _stopped_by_another():
                raise Ended from gone
            raise Failure(
                "プロセスの管理役（supervisord）が終了しました。"
                "もう一度 make run を実行してください。",
                "supervisord has ended; run make run again.",
            ) from gone
        for name, pid in now.items():
            if pid and pid != pids.get(name):
                log = stack.log(name)
                tell(f"{name} を起動し直しました（{log}）", f"{name} was started again")
                pids[name] = pid
