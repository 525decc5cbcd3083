"""Topics at record size: ``make bench-insight``.

A system with a real broker and database gets 207,850 comments, of which 8,277 are distinct, into
one consultation; insight's topics are then started with nothing, and the time is taken until every
comment has its place in a topic (``minutes``), with the memory of all its processes added up
(``peak_rss_gb``). ``page_ms``: what the dashboard's page of topics asks, through the gateway, each
question after the other, median. ``add_one_ms``: from the acceptance of one more comment until it
has its place, at 1,000 comments and at all of them, median. ``cited_ok``: of all that the topics
quote, the share that is letter by letter what was said, and of the words of names that stand in a
comment of that topic. The rest: see ``quality``. The last line of standard output is JSON.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infra.local.stack import Stack
from tests.bench.figures import milliseconds, print_result
from tests.bench.insight.corpus import DISTINCT, SENT, in_order_of_arrival, opinions
from tests.bench.insight.page import Page
from tests.bench.insight.plain import baseline_minutes
from tests.bench.insight.quality import minority_found, quality
from tests.bench.scale.site import Broken, Site

PARTS = (
    *("kafka", "mongod", "keys", "people", "people-relay", "policies", "policies-relay"),
    *("public-comment", "public-comment-relay", "insight-topics", "gateway"),
)
FEW = 1_000
ADDED, ASKED = 15, 15
MINUTES_MAX, GB_MAX, PAGE_MS_MAX, RATIO_MAX, FOUND_MIN, BETTER_BY = 10, 4, 1_000, 1.5, 0.95, 0.05
SETTLED_WITHIN_S = 1_800.0
err = Console(stderr=True)


async def bench(stack: Stack, options: argparse.Namespace) -> dict[str, Any]:
    """Measure at few and at many comments.

    Raises:
        Broken: a comment has no place, or a quotation is not what was said.
    """
    few = opinions(options.seed + 1, FEW, min(FEW, options.distinct))
    many = opinions(options.seed, options.sent, options.distinct)
    async with Site(stack, options.seed) as site:
        page = await Page.open(site)
        await page.load(in_order_of_arrival(options.seed, few), FEW, _bar)
        stack.start_process("insight-topics")
        stack.wait_ready("insight-topics")
        await page.settle(FEW, SETTLED_WITHIN_S)
        small = await page.add(ADDED)
    stack.stop_process("insight-topics")
    async with Site(stack, options.seed + 1) as site:
        page = await Page.open(site)
        await page.load(in_order_of_arrival(options.seed, many), options.sent, _bar)
        page.forget_topics()
        with _memory(stack) as peak:
            began = time.monotonic()
            stack.start_process("insight-topics")
            stack.wait_ready("insight-topics")
            await page.settle(options.sent, SETTLED_WITHIN_S)
            minutes = (time.monotonic() - began) / 60
        err.print(f"整理が終わりました  settled after {minutes:.2f} min")
        asked = [await page.ask_all() for _ in range(ASKED)]
        large = await page.add(ADDED)
        cited = await page.cited()
    return {
        "comments": options.sent,
        "distinct": options.distinct,
        "minutes": round(minutes, 2),
        "peak_rss_gb": round(max(peak) / 1e9, 2),
        "page_ms": milliseconds(statistics.median(asked)),
        "add_one_ms": milliseconds(statistics.median(large)),
        "add_one_small_ms": milliseconds(statistics.median(small)),
        "add_one_ratio": round(statistics.median(large) / statistics.median(small), 3),
        "cited_ok": cited,
    }


@contextmanager
def _memory(stack: Stack) -> Iterator[list[float]]:
    """Look twice a second at what the topics' processes hold, added up."""
    peak: list[float] = [0.0]
    task = asyncio.get_running_loop().create_task(_watch(stack, peak))
    try:
        yield peak
    finally:
        task.cancel()


async def _watch(stack: Stack, peak: list[float]) -> None:
    while True:
        try:
            main = psutil.Process(stack.pid("insight-topics"))
            held = [one.memory_info().rss for one in (main, *main.children(recursive=True))]
            peak.append(max(peak.pop(), float(sum(held))))
        except (psutil.Error, LookupError, OSError):
            pass  # it is just being started
        await asyncio.sleep(0.5)


def judged(result: dict[str, Any]) -> list[str]:
    """Return which of the figures are not as they must be."""
    rules = {
        "minutes": result["minutes"] < MINUTES_MAX,
        "peak_rss_gb": result["peak_rss_gb"] < GB_MAX,
        "page_ms": result["page_ms"] < PAGE_MS_MAX,
        "add_one_ratio": result["add_one_ratio"] <= RATIO_MAX,
        "minority_found": result["minority_found"] >= FOUND_MIN,
        "cited_ok": result["cited_ok"] == 1,
        "quality": result["quality"] >= result["baseline_quality"] + BETTER_BY,
    }
    return [name for name, holds in rules.items() if not holds]


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeElapsedColumn(), console=err)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and print; exit with 1 if a figure is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sent", type=int, default=SENT)
    parser.add_argument("--distinct", type=int, default=DISTINCT)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="kyodo-insight-") as folder:
        err.print("起動しています  starting")
        with Stack(Path(folder), parts=PARTS, free_ports=True) as stack:
            stack.stop_process("insight-topics")
            try:
                result = asyncio.run(bench(stack, options))
            except Broken as broken:
                err.print(str(broken))
                sys.exit(1)
    made = opinions(options.seed, options.sent, options.distinct)
    known = quality(options.seed)
    result |= {
        "minority_found": minority_found(options.seed),
        "quality": known.ours,
        "baseline_minutes": round(baseline_minutes(made), 2),
        "baseline_quality": known.baseline,
        "quality_ami": known.ours_ami,
        "baseline_quality_ami": known.baseline_ami,
        "topics_found": known.topics,
        "seed": options.seed,
    }
    print_result(result)
    if wrong := judged(result):
        err.print(f"目標に届いていません  not as they must be: {', '.join(wrong)}")
        sys.exit(1)


if __name__ == "__main__":
    main()
