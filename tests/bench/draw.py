"""``make bench-draw``: chances, tickets and repeatability of draws from generated pools.

The last line is one JSON object: ``{"pools", "least_chance_gap_to_maximin", "maximin_compared",
"least_chance_gap_to_bound", "leximin_certificate_gap", "furthest_from_leximin", "draws", "chi2_p",
"people_sigma", "repeats_equal", "seconds"}``. Each figure is the worst over the pools:

- ``least_chance_gap_to_maximin``: by how much the least chance of the maximin of the package
  sortition-algorithms is over ours, in the ``maximin_compared`` pools for which it ended within
  ``--maximin-seconds``. The package is not among those that are locked here; without it
  (``pip install sortition-algorithms``) it is null.
- ``least_chance_gap_to_bound``: the same for the optimum of an LP over people that knows only the
  quotas: no lottery has a greater least chance.
- ``leximin_certificate_gap``: by how much anybody's chance could still be raised without taking
  from those who have as little or less, proven by pricing.
- ``furthest_from_leximin``: the greatest difference between a person's tickets and leximin.
- ``chi2_p``: of tickets drawn by many seeds against equally likely tickets, smallest pool; of the
  same draws ``people_sigma`` is the greatest difference of a person's frequency from the published
  chance, in standard deviations.
- ``seconds``: per pool, on one core: chances, their certificate, tickets, the library's maximin.
"""

import argparse
import importlib
import importlib.util
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, sqrt
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.stats import chisquare

from services.committee_recruitment.domain.draw import (
    Entry,
    Leximin,
    Pool,
    Quota,
    Tickets,
    certificate_gap,
    check,
    draw,
    fair_chances,
    publication,
    recompute,
    tickets_for,
    with_seed,
)
from tests.bench.figures import print_result

RULE = "第1234回ナンバーズ4と第567回ロト7の当せん番号"
DRAWS = 10_000


@dataclass(frozen=True)
class Case:
    """How many respond, for how many seats."""

    people: int
    seats: int

    @property
    def name(self) -> str:
        return f"{self.people} people, {self.seats} seats"


CASES = (Case(200, 15), Case(400, 25), Case(800, 40), Case(1700, 60))

# Value → share of the population, and how readily its people respond.
TRAITS: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "年代": {
        "10・20代": (0.17, 0.4),
        "30代": (0.13, 0.6),
        "40代": (0.17, 0.8),
        "50代": (0.17, 1.1),
        "60代": (0.13, 1.8),
        "70代以上": (0.23, 1.5),
    },
    "性別": {"女性": (0.505, 0.8), "男性": (0.475, 1.2), "回答しない": (0.02, 1.5)},
    "区": {
        "中央": (0.35, 1.3),
        "東": (0.25, 1.0),
        "西": (0.2, 0.9),
        "南": (0.13, 0.8),
        "北": (0.07, 0.6),
    },
    "立場": {
        "住民": (0.7, 1.0),
        "市民活動団体": (0.12, 2.5),
        "事業者": (0.12, 0.5),
        "通学": (0.06, 0.4),
    },
}


def main() -> None:
    """Draw from every pool and print the sums; ``--repeat`` prints one document instead."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--maximin-seconds", type=float, default=120, help="for each pool")
    parser.add_argument("--repeat", type=int, metavar="CASE", help=argparse.SUPPRESS)
    parser.add_argument("--maximin", type=int, metavar="CASE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.maximin is not None:
        print(library_maximin(pool_of(CASES[options.maximin], options.seed)))
        return
    if options.repeat is not None:
        pool = pool_of(CASES[options.repeat], options.seed)
        print(document_of(pool, tickets_for(pool, fair_chances(pool))))
        return
    print_result(measured(options.seed, options.maximin_seconds))


def measured(seed: int, patience: float) -> dict[str, Any]:
    """Measure all cases, waiting so many seconds for the library."""
    maximin, bounds, certificate, far = [], [], [], []
    seconds: dict[str, dict[str, float]] = {}
    repeats_equal, chi2_p, sigma = True, 0.0, 0.0
    for at, case in enumerate(CASES):
        pool = pool_of(case, seed)
        took = seconds.setdefault(case.name, {})
        with _timed(case, "chances", took):
            fair = fair_chances(pool)
        with _timed(case, "certificate", took):
            certificate.append(max(each.single for each in certificate_gap(pool, fair)))
        with _timed(case, "tickets", took):
            tickets = tickets_for(pool, fair)
        with _timed(case, "maximin", took):
            theirs = maximin_elsewhere(at, seed, patience)
        if theirs is not None:
            maximin.append(theirs - min(fair.chances))
        bounds.append(bound_of_least_chance(pool) - min(fair.chances))
        far.append(tickets.furthest)
        _say(_told(case, fair, tickets, theirs))
        repeats_equal &= same_elsewhere(at, seed, document_of(pool, tickets))
        if not at:
            chi2_p, sigma = drawn_often(tickets, seed)
    return {
        "pools": len(CASES),
        "least_chance_gap_to_maximin": max(maximin, default=None),
        "maximin_compared": len(maximin),
        "least_chance_gap_to_bound": max(bounds),
        "leximin_certificate_gap": max(certificate),
        "furthest_from_leximin": round(max(far), 6),
        "draws": DRAWS,
        "chi2_p": round(chi2_p, 4),
        "people_sigma": round(sigma, 2),
        "repeats_equal": repeats_equal,
        "seconds": seconds,
    }


def pool_of(case: Case, seed: int) -> Pool:
    """Let people respond; quotas are near the population's shares, and the nearest that can be."""
    chance = random.Random(f"{seed}:{case.name}")
    entries = tuple(
        Entry(
            f"{at:04}",
            {
                category: chance.choices(
                    list(values), [share * readiness for share, readiness in values.values()]
                )[0]
                for category, values in TRAITS.items()
            },
            f"{chance.getrandbits(256):064x}",
        )
        for at in range(case.people)
    )
    quotas = {
        category: {
            value: Quota(floor(share * case.seats), ceil(share * case.seats))
            for value, (share, _) in values.items()
        }
        for category, values in TRAITS.items()
    }
    return Pool(entries, case.seats, check(Pool(entries, case.seats, quotas)).nearest)


def library_maximin(pool: Pool) -> float:
    """Return the least chance of the maximin of sortition-algorithms (which uses HiGHS, too)."""
    features_module = importlib.import_module("sortition_algorithms.features")
    people_module = importlib.import_module("sortition_algorithms.people")
    settings = importlib.import_module("sortition_algorithms.settings").Settings(
        id_column="id", columns_to_keep=[]
    )
    maximin = importlib.import_module("sortition_algorithms.committee_generation.maximin")
    rows = [
        {"feature": category, "value": value, "min": str(quota.least), "max": str(quota.most)}
        for category, value, quota in pool.bounds()
    ]
    features, _, _ = features_module.read_in_features(["feature", "value", "min", "max"], rows)
    people, _ = people_module.read_in_people(
        ["id", *pool.quotas],
        [{"id": entry.pseudonym, **entry.traits} for entry in pool.entries],
        features,
        settings,
    )
    committees, shares, _ = maximin.find_distribution_maximin(features, people, pool.seats, [])
    chances = dict.fromkeys((entry.pseudonym for entry in pool.entries), 0.0)
    for committee, share in zip(committees, shares, strict=True):
        for who in committee:
            chances[who] += share
    return min(chances.values())


def bound_of_least_chance(pool: Pool) -> float:
    """Maximise the least chance where chances only have to keep the quotas as panels do."""
    members = np.array(
        [
            [entry.traits[category] == value for entry in pool.entries]
            for category, value, _ in pool.bounds()
        ],
        dtype=float,
    )
    # Variables: the least chance, and what each person has above it.
    rows = np.column_stack([members.sum(axis=1), members])
    quotas = [quota for _, _, quota in pool.bounds()]
    result = linprog(
        [-1.0] + [0.0] * len(pool.entries),
        A_ub=np.vstack([rows, -rows]),
        b_ub=[quota.most for quota in quotas] + [-quota.least for quota in quotas],
        A_eq=[[float(len(pool.entries))] + [1.0] * len(pool.entries)],
        b_eq=[pool.seats],
    )
    return float(-result.fun)


def maximin_elsewhere(at: int, seed: int, patience: float) -> float | None:
    """Run the library in a process of its own; None without it, or if it does not end in time."""
    if importlib.util.find_spec("sortition_algorithms") is None:
        return None
    command = [sys.executable, "-m", "tests.bench.draw", "--seed", str(seed)]
    try:
        done = subprocess.run(
            [*command, "--maximin", str(at)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            timeout=patience,
        )
    except subprocess.TimeoutExpired:
        return None
    return float(done.stdout.splitlines()[-1])


def document_of(pool: Pool, tickets: Tickets) -> str:
    """Return what is published after a draw, recomputed once."""
    document = with_seed(publication(pool, tickets, RULE), "０１２３ 01 05 11 17 23 31 36")
    recompute(document)
    return json.dumps(document)


def same_elsewhere(at: int, seed: int, document: str) -> bool:
    """Tell whether another process with another hash seed publishes the same bytes."""
    again = subprocess.run(
        [sys.executable, "-m", "tests.bench.draw", "--seed", str(seed), "--repeat", str(at)],
        env={**os.environ, "PYTHONHASHSEED": str(seed + 4711)},
        check=True,
        capture_output=True,
        text=True,
    )
    return again.stdout.rstrip("\n") == document


def drawn_often(tickets: Tickets, seed: int) -> tuple[float, float]:
    """Draw by many seeds: p of equally likely tickets; the person furthest off, in deviations."""
    chance = random.Random(f"{seed}:draws")
    panels = tickets.panels
    found = [draw(panels, RULE, f"{chance.randrange(10**18):018}").ticket for _ in range(DRAWS)]
    drawn = Counter(found)
    p = float(chisquare([drawn[ticket] for ticket in range(len(panels))]).pvalue)
    on = Counter(who for ticket in found for who in panels[ticket])
    return p, max(_sigma(on[who], share) for who, share in tickets.chances().items() if share < 1)


def _sigma(times: int, share: Fraction) -> float:
    return abs(times - DRAWS * float(share)) / sqrt(DRAWS * float(share * (1 - share)))


def _told(case: Case, fair: Leximin, tickets: Tickets, theirs: float | None) -> str:
    library = "not measured" if theirs is None else f"{theirs:.6f}"
    return (
        f"{case.name}: {len(fair.kinds)} kinds, {len(fair.rounds)} levels, {len(fair.portfolio)}"
        f" panels, least chance {min(fair.chances):.6f} (maximin {library},"
        f" equal {case.seats / case.people:.6f}), tickets off by {tickets.furthest:.6f}"
    )


@contextmanager
def _timed(case: Case, what: str, took: dict[str, float]) -> Iterator[None]:
    _say(f"{case.name}: {what}")
    began = time.perf_counter()
    yield
    took[what] = round(time.perf_counter() - began, 2)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
