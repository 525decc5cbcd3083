"""What accepting a comment costs: ``make bench-accept``.

Starts the whole system in a folder of its own (or attaches to one that runs), then:

1. warms up;
2. 32 clients through the gateway, each waiting for its answer: throughput, delay, processor time;
3. the floor: plain majority inserts of documents of the same size on the same mongod;
4. 100 comments a second, paced: how long until each is in insight's read model.

The clients and the floor's writers run in processes of their own. Progress goes to standard
error; the last line of standard output is one JSON object.
"""

import argparse
import asyncio
import contextlib
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local.paths import STATE
from infra.local.stack import Stack
from tests.bench.cpu import cpu_ms_per_comment, cpu_seconds
from tests.bench.figures import milliseconds, percentile, print_result
from tests.bench.floor import accepted_document_bytes, inserts_per_second, stored_document_bytes
from tests.bench.load import LoadResult, LoadSpec, run_load
from tests.bench.profile import print_profiles, start_profiles
from tests.bench.system import System
from tests.bench.town import Town, found_town
from tests.bench.visible import VisibleWatcher

VISIBLE_WITHIN_S = 60.0


@dataclass(frozen=True)
class Options:
    """The command line."""

    seconds: float
    warm_up: float
    clients: int
    rate: float
    seed: int
    attach: Path | None
    profile: Path | None


def main() -> None:
    """Measure and print."""
    options = _options()
    with _stack(options) as stack, _process() as process:
        system = System.of(stack.environment)
        _say("意見募集を用意しています  preparing a consultation")
        town = asyncio.run(found_town(system, f"bench-{int(time.time())}-{options.seed}"))
        _say(f"暖機 {options.warm_up:.0f}秒  warming up")
        process.submit(run_load, _spec(options, system, town, options.warm_up, 0)).result()
        result = _throughput(options, stack, system, town, process)
        _say(f"比較の下限 {options.seconds:.0f}秒  the floor: plain inserts")
        floor = process.submit(
            inserts_per_second,
            system.mongo_url,
            result.pop("document_bytes"),
            options.seconds,
            options.seed,
        ).result()
        result |= {
            "floor_inserts_per_s": round(floor, 1),
            "share_of_floor": round(result["accepted_per_s"] / floor, 3),
        }
        result |= _visible(options, system, town, process)
        if options.profile:
            _profile(options, options.profile, stack, system, town, process)
    print_result(_ordered(result))


def _throughput(
    options: Options, stack: Stack, system: System, town: Town, process: ProcessPoolExecutor
) -> dict[str, Any]:
    _say(f"{options.clients}人が {options.seconds:.0f}秒 提出  {options.clients} clients")
    pids = {name: stack.pid(name) for name in stack.parts}
    before = cpu_seconds(pids)
    running = process.submit(run_load, _spec(options, system, town, options.seconds, 1))
    time.sleep(options.seconds / 2)
    with system.mongo() as client:
        document_bytes = accepted_document_bytes(system, client)
        load: LoadResult = running.result()
        document_bytes = document_bytes or stored_document_bytes(system, client)
    # What the last comments still cost the relay and insight belongs to them.
    _wait_until_published(system, town)
    after = cpu_seconds(pids)
    _say(f"受付 {load.accepted:,}通、失敗 {load.failed:,} {load.last_failure}")
    return {
        "accepted_per_s": round(load.accepted / load.seconds, 1),
        "accept_p50_ms": milliseconds(percentile(load.delays, 0.5)),
        "accept_p99_ms": milliseconds(percentile(load.delays, 0.99)),
        "cpu_ms_per_comment": cpu_ms_per_comment(before, after, load.accepted),
        "client_cpu_ms": round(load.cpu_s * 1000 / max(load.accepted, 1), 3),
        "failed": load.failed,
        "document_bytes": document_bytes,
    }


def _profile(
    options: Options,
    folder: Path,
    stack: Stack,
    system: System,
    town: Town,
    process: ProcessPoolExecutor,
) -> None:
    """The same load once more, sampled: the samplers cost time, so they are kept out of figures."""
    _say("どこで時間がかかるかを調べています  profiling under the same load")
    pids = {name: stack.pid(name) for name in stack.parts}
    profiles = start_profiles(pids, folder, options.seconds)
    process.submit(run_load, _spec(options, system, town, options.seconds + 2, 3)).result()
    print_profiles(profiles, folder)


def _visible(
    options: Options, system: System, town: Town, process: ProcessPoolExecutor
) -> dict[str, Any]:
    _say(f"毎秒{options.rate:.0f}通を {options.seconds:.0f}秒  paced, until visible")
    spec = _spec(options, system, town, options.seconds, 2, rate=options.rate)
    with VisibleWatcher(system, town.consultation_id) as watcher:
        load: LoadResult = process.submit(run_load, spec).result()
        complete = watcher.wait_for(load.accepted, VISIBLE_WITHIN_S)
    if not complete:
        _say(f"見えない意見があります {len(watcher.delays)}/{load.accepted}  some stay invisible")
    return {
        "visible_p50_ms": milliseconds(percentile(watcher.delays, 0.5)),
        "visible_p99_ms": milliseconds(percentile(watcher.delays, 0.99)),
        "paced_accept_p99_ms": milliseconds(percentile(load.delays, 0.99)),
        "invisible": load.accepted - len(watcher.delays),
    }


def _wait_until_published(system: System, town: Town) -> None:
    deadline = time.monotonic() + VISIBLE_WITHIN_S
    with system.mongo() as client:
        wanted = system.comments(client).count_documents({"consultation_id": town.consultation_id})
        inputs = system.inputs(client)
        while time.monotonic() < deadline:
            if inputs.count_documents({"consultation_id": town.consultation_id}) >= wanted:
                return
            time.sleep(0.2)


def _spec(
    options: Options, system: System, town: Town, seconds: float, phase: int, *, rate: float = 0.0
) -> LoadSpec:
    return LoadSpec(
        system,
        town.consultation_id,
        town.clause_ids,
        seed=options.seed * 1_000 + phase,
        clients=options.clients,
        seconds=seconds,
        rate=rate,
    )


@contextlib.contextmanager
def _stack(options: Options) -> Iterator[Stack]:
    if options.attach:
        yield Stack.attach(options.attach)
        return
    with tempfile.TemporaryDirectory(prefix="kyodo-bench-") as folder:
        _say("全体を起動しています  starting the whole system")
        stack = Stack(Path(folder) / "stack", free_ports=True)
        stack.start(lambda name, seconds: _say(f"  {name} {seconds:.1f}s"))
        try:
            yield stack
        finally:
            stack.stop()


@contextlib.contextmanager
def _process() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        yield process


def _ordered(result: dict[str, Any]) -> dict[str, Any]:
    names = (
        *("accepted_per_s", "accept_p50_ms", "accept_p99_ms", "visible_p50_ms", "visible_p99_ms"),
        *("floor_inserts_per_s", "share_of_floor", "cpu_ms_per_comment", "client_cpu_ms"),
    )
    rest = [name for name in result if name not in names]
    return {name: result[name] for name in (*names, *rest)}


def _options() -> Options:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=20, help="of each phase")
    parser.add_argument("--warm-up", type=float, default=5)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--rate", type=float, default=100, help="comments a second when paced")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--attach",
        type=Path,
        nargs="?",
        const=STATE,
        help="measure the system that runs in this folder (default: that of “make run”)",
    )
    parser.add_argument(
        "--profile", type=Path, help="sample the processes with py-spy into this folder"
    )
    given = parser.parse_args()
    return Options(**vars(given))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
