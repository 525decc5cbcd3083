"""``make bench-seating``: seating plans of a fixed list of halls, against proven bounds.

The last line is one JSON object: ``{"cases", "repeated_pairs", "bound", "excess", "seconds_max",
"random_ratio"}``; ``random_ratio`` is how many repeats the plans have for each of a random seating
of the same halls.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from services.workshops.domain.seating import Person, SeatingPlan, plan_seating, repeats_of
from services.workshops.domain.seating.planning import Round


@dataclass(frozen=True)
class Hall:
    """People at tables for some rounds; ``gone`` leave and ``late`` come after the first one."""

    name: str
    people: int
    tables: int
    seats: int
    rounds: int
    hosts: bool = False
    gone: int = 0
    late: int = 0


HALLS = (
    Hall("2 tables × 4", 8, 2, 4, 3),
    Hall("2 tables × 5", 10, 2, 5, 3),
    Hall("2 tables × 5, 2 rounds", 10, 2, 5, 2),
    Hall("3 tables × 4", 12, 3, 4, 3),
    Hall("3 tables × 5", 15, 3, 5, 3),
    Hall("3 tables × 5, hosts", 15, 3, 5, 3, hosts=True),
    Hall("3 tables × 6", 18, 3, 6, 3),
    Hall("4 tables × 4", 16, 4, 4, 3),
    Hall("4 tables × 5", 20, 4, 5, 3),
    Hall("4 tables × 5, hosts", 20, 4, 5, 3, hosts=True),
    Hall("4 tables × 5, 4 rounds", 20, 4, 5, 4),
    Hall("4 tables × 6", 24, 4, 6, 3),
    Hall("18 at 4 tables", 18, 4, 5, 3),
    Hall("5 tables × 4", 20, 5, 4, 3),
    Hall("5 tables × 5", 25, 5, 5, 3),
    Hall("5 tables × 5, 5 rounds", 25, 5, 5, 5),
    Hall("5 tables × 6", 30, 5, 6, 3),
    Hall("23 at 5 tables", 23, 5, 5, 3),
    Hall("25 at 5 tables, 3 leave, 2 come", 25, 5, 6, 3, gone=3, late=2),
    Hall("6 tables × 5", 30, 6, 5, 3),
    Hall("6 tables × 6, hosts", 36, 6, 6, 3, hosts=True),
    Hall("7 tables × 5, 4 rounds", 35, 7, 5, 4),
    Hall("8 tables × 5", 40, 8, 5, 3),
    Hall("8 tables × 5, 5 leave, 5 come", 40, 8, 6, 3, gone=5, late=5),
    Hall("10 tables × 5", 50, 10, 5, 3),
    Hall("57 at 12 tables", 57, 12, 5, 4),
    Hall("12 tables × 6, 5 rounds", 72, 12, 6, 5),
    Hall("20 tables × 5", 100, 20, 5, 3),
    Hall("20 tables × 5, hosts, 10 leave", 100, 20, 5, 3, hosts=True, gone=10),
    Hall("40 tables × 5", 200, 40, 5, 3),
    Hall("40 tables × 5, 10 leave, 10 come", 200, 40, 6, 3, gone=10, late=10),
    Hall("40 tables × 5, 6 rounds", 200, 40, 5, 6),
)


def main() -> None:
    """Seat every hall, say how it went, and print the sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    seed = parser.parse_args().seed
    found = bound = chance = 0
    longest = 0.0
    print(f"{'hall':36} {'found':>6} {'bound':>6} {'returns':>8} {'random':>7} {'seconds':>8}")
    for at, hall in enumerate(HALLS, start=1):
        print(f"\r{at}/{len(HALLS)} {hall.name}", end="\x1b[K\r", file=sys.stderr, flush=True)
        plan, seconds = seated(hall, seed)
        by_chance = at_random(hall, seed)
        print(
            f"{hall.name:36} {plan.repeated_pairs:6} {plan.bound:6} {plan.returns:8}"
            f" {by_chance:7} {seconds:8.2f}"
        )
        found, bound = found + plan.repeated_pairs, bound + plan.bound
        chance, longest = chance + by_chance, max(longest, seconds)
    print(
        json.dumps(
            {
                "cases": len(HALLS),
                "repeated_pairs": found,
                "bound": bound,
                "excess": found - bound,
                "seconds_max": round(longest, 2),
                "random_ratio": round(found / chance, 3),
            }
        )
    )


def seated(hall: Hall, seed: int) -> tuple[SeatingPlan, float]:
    """Plan a hall, with who leaves and comes after the first round; seconds of the longest plan."""
    people = [Person(f"p{at}") for at in range(hall.people)]
    hosts = {table: f"p{table}" for table in range(hall.tables)} if hall.hosts else {}
    seats = [hall.seats] * hall.tables
    began = time.perf_counter()
    plan = plan_seating(people, seats, hall.rounds, hosts=hosts, seed=seed)
    seconds = time.perf_counter() - began
    if not (hall.gone or hall.late):
        return plan, seconds
    staying = people[: len(people) - hall.gone]
    here = [*staying, *(Person(f"late{at}") for at in range(hall.late))]
    past: list[Round] = [plan.rounds[0]]
    began = time.perf_counter()
    later = plan_seating(here, seats, hall.rounds - 1, past=past, hosts=hosts, seed=seed)
    return later, max(seconds, time.perf_counter() - began)


def at_random(hall: Hall, seed: int) -> int:
    """Repeats where everybody sits down anywhere, each round anew."""
    chance = random.Random(seed)
    rounds: list[Sequence[Sequence[str]]] = []
    for _ in range(hall.rounds):
        ids = [f"p{at}" for at in range(hall.people)]
        chance.shuffle(ids)
        rounds.append([ids[table :: hall.tables] for table in range(hall.tables)])
    return repeats_of(rounds)


if __name__ == "__main__":
    main()
