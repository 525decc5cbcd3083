"""How cost grows with what is stored: ``make bench-scale AREA=comments`` or ``AREA=issues``.

Two systems, each with a real broker and database in a folder of its own: one whose consultation
has few comments, one where it has many, campaigns among them. They come in through the import's
way, so every document is what the service writes, and every read model what its projection makes
of it. When all is quiet, each operation is timed over HTTP, the two systems in turn, the first of
them another one each time, so that a busy machine strikes both.

``ratio``: median of many over median of few, 200 warm runs each. Exits with 1 where a ratio is
over 1.5 or a comment stands in no fold. The last line of standard output is one JSON object.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from infra.local.stack import Stack
from tests.bench.figures import milliseconds, print_result
from tests.bench.scale import issues
from tests.bench.scale.operations import OPERATIONS, RARE, SEARCHES
from tests.bench.scale.site import PARTS, Broken, Site, made

RATIO_MAX = 1.5
WARM_UP = 2 * len(SEARCHES)
err = Console(stderr=True)

Times = defaultdict[tuple[str, str], list[float]]


async def bench(options: argparse.Namespace, small: Stack, large: Stack) -> dict[str, Any]:
    """Fill both systems and measure.

    Raises:
        Broken: a comment is in no fold, or an operation did not do what it is for.
    """
    async with AsyncExitStack() as opened:
        sites = {
            "small": await opened.enter_async_context(Site(small, options.seed)),
            "large": await opened.enter_async_context(Site(large, options.seed)),
        }
        sizes = {"small": options.small, "large": options.large}
        loads = {name: await _load(site, name, sizes[name]) for name, site in sites.items()}
        counted = {name: await site.count_folds() for name, site in sites.items()}
        err.print(f"まとまりの通数 {counted}  comments in folds")
        if counted != sizes:
            raise Broken(f"sent {sizes}, in folds {counted}")
        times = await _times(sites, options.runs)
    _show(times)
    return {
        "small_n": options.small,
        "large_n": options.large,
        "ratio": {name: _ratio(times, name) for name in OPERATIONS},
        "ms": {
            name: {size: milliseconds(_median(times, size, name)) for size in sizes}
            for name in OPERATIONS
        },
        "loaded_s": loads,
        "folds_counted": counted,
        "runs": options.runs,
        "seed": options.seed,
    }


async def _load(site: Site, name: str, size: int) -> float:
    began = time.monotonic()
    with _bar() as bar:
        task = bar.add_task(f"受け付け  accepting ({name})", total=size)
        said = [RARE, *made(site.seed, size - 1)]
        await site.receive(said, lambda count: bar.advance(task, count))
        models = bar.add_task(f"表の作成  read models ({name})", total=None)
        most = 0

        def left(count: int) -> None:
            nonlocal most
            most = max(most, count)
            bar.update(models, total=most, completed=most - count)

        await site.quiet(left)
    return round(time.monotonic() - began, 1)


async def _times(sites: dict[str, Site], runs: int) -> Times:
    times: Times = defaultdict(list)
    with _bar() as bar:
        task = bar.add_task("計測  measuring", total=WARM_UP + runs)
        for run in range(-WARM_UP, runs):
            # By turns of all searches, so that each is asked as often first as second.
            order = list(sites) if (run // len(SEARCHES)) % 2 else list(sites)[::-1]
            for operation, act in OPERATIONS.items():
                for name in order:
                    began = time.perf_counter()
                    await act(sites[name], run)
                    seconds = time.perf_counter() - began
                    if run < 0:
                        continue
                    times[name, operation].append(seconds)
                    if operation == "search":
                        kind = list(SEARCHES)[run % len(SEARCHES)]
                        times[name, f"search: {kind}"].append(seconds)
            bar.advance(task)
    return times


def _median(times: Times, size: str, operation: str) -> float:
    return statistics.median(times[size, operation])


def _ratio(times: Times, operation: str) -> float:
    return round(_median(times, "large", operation) / _median(times, "small", operation), 3)


def _show(times: Times) -> None:
    table = Table("operation", "small ms", "large ms", "ratio")
    for operation in dict.fromkeys(operation for _, operation in times):
        small, large = (
            milliseconds(_median(times, size, operation)) for size in ("small", "large")
        )
        table.add_row(operation, str(small), str(large), str(_ratio(times, operation)))
    Console().print(table)


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeElapsedColumn(), console=err)


@contextmanager
def _stack(folder: str, name: str, parts: tuple[str, ...]) -> Iterator[Stack]:
    err.print(f"起動しています（{name}）  starting")
    stack = Stack(Path(folder) / name, parts=parts, free_ports=True)
    stack.start()
    try:
        yield stack
    finally:
        stack.stop()


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--area", choices=["comments", "issues"], default="comments")
    parser.add_argument("--small", type=int)
    parser.add_argument("--large", type=int)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    of_issues = options.area == "issues"
    options.small = options.small or (issues.SMALL if of_issues else 2_000)
    options.large = options.large or (issues.LARGE if of_issues else 200_000)
    parts = issues.PARTS if of_issues else PARTS
    with (
        tempfile.TemporaryDirectory(prefix="kyodo-scale-") as folder,
        _stack(folder, "small", parts) as small,
        _stack(folder, "large", parts) as large,
    ):
        run = _issues if of_issues else bench
        result = asyncio.run(run(options, small, large))
    print_result(result)
    sys.exit(0 if all(ratio <= RATIO_MAX for ratio in result["ratio"].values()) else 1)


async def _issues(options: argparse.Namespace, small: Stack, large: Stack) -> dict[str, Any]:
    stacks, sizes = (
        {"small": small, "large": large},
        {"small": options.small, "large": options.large},
    )
    sites = {name: issues.IssueSite(stack, options.seed) for name, stack in stacks.items()}
    with _bar() as bar:
        task = bar.add_task("課題の作成  issues", total=sum(sizes.values()))
        return await issues.bench_issues(
            sites, sizes, options.runs, lambda count: bar.advance(task, count)
        )


if __name__ == "__main__":
    main()
