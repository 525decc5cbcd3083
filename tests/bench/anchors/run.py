"""How surely passages are found again after a revision: ``make bench-anchors``.

Plans with known edits (see ``labels``) go the way of every plan: taken apart, clauses given their
ids, anchors located. Chains have four revisions, as 骨子, 素案, 中間案 and 最終案. ``determinate``:
anchors of which it is known where they went, or that they are gone; ``right``: of those, the ones
that were told so; ``flagged``: anchors that were left to a person; ``wrong``: told otherwise than
the label, or told at all where nobody could know. The floor is the plain search for the passage's
words in the clause of the same id, in the same run. The last line is one JSON object.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from itertools import count
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from services.policies.domain.anchors import (
    Anchor,
    Fate,
    Location,
    Passage,
    Reason,
    Way,
)
from services.policies.domain.identity import Clause, identify
from services.policies.domain.plan import PlanFormat, parse_plan
from services.policies.domain.units import Side
from tests.bench.anchors import labels
from tests.bench.anchors.labels import KINDS, Case, Label, LabelledAnchor, make_case
from tests.bench.figures import print_result

CHAIN = "chain"
ELSEWHERE = "(untouched clauses)"
err = Console(stderr=True)


def sides_of(case: Case) -> list[Side]:
    """Read a plan's revisions as the policies service does when they are published."""
    ids = count(1)
    clauses: list[Clause] = []
    sides = []
    for text in case.texts:
        sections = parse_plan(text, PlanFormat.PLAIN).sections
        clauses = identify(sections, clauses, lambda: f"clause-{next(ids)}")
        sides.append(Side(clauses))
    return sides


def judge(label: Label, found: Location, last: Side) -> str:
    """Hold an answer against its label: right, flagged or wrong."""
    if found.fate is Fate.UNSURE:
        return "flagged"
    if found.fate is Fate.GONE:
        return "right" if label.fate is labels.Fate.GONE else "wrong"
    if label.fate is not labels.Fate.PLACED or label.place is None or found.at is None:
        return "wrong"
    return "right" if _same_place(label, found.at, last) else "wrong"


def _same_place(label: Label, at: Anchor, last: Side) -> bool:
    if at.clause_id != last.clauses[label.place or 0].id:
        return False
    if label.outer is None or at.passage is None:
        return label.outer is None and at.passage is None
    start, end = at.passage.start, at.passage.end
    inner = label.inner or (start, end)
    return label.outer[0] <= start <= inner[0] and inner[1] <= end <= label.outer[1]


def anchor_of(one: LabelledAnchor, first: Side) -> Anchor:
    """Say in ids what the label says in places."""
    return Anchor(first.clauses[one.place].id, Passage(*one.span) if one.span else None)


def search(first: Side, last: Side, anchor: Anchor) -> Location:
    """The floor: the passage's words in the clause with the same id, where they stand first."""
    place = last.place_of.get(anchor.clause_id)
    if place is None:
        return Location(Fate.GONE, Reason.DELETED)
    if anchor.passage is None:
        return Location(Fate.PLACED, Reason.UNCHANGED, anchor)
    old = first.texts[first.place_of[anchor.clause_id]]
    words = old[anchor.passage.start : anchor.passage.end]
    at = last.texts[place].find(words)
    if at < 0:
        return Location(Fate.GONE, Reason.DELETED)
    found = Anchor(anchor.clause_id, Passage(at, at + len(words)))
    return Location(Fate.PLACED, Reason.UNCHANGED, found)


def cases(seed: int, plans: int) -> list[Case]:
    """So many plans of each kind of edit, and as many chains of all kinds."""
    made = [make_case(seed, number, kind) for kind in KINDS for number in range(plans)]
    for number in range(plans, 2 * plans):
        chain = make_case(seed, number, "combined", revisions=4)
        made.append(Case(CHAIN, *[getattr(chain, n) for n in _FIELDS]))
    return made


_FIELDS = ("texts", "anchors", "edits", "first", "last")


def bench(seed: int, plans: int, *, show_wrong: bool) -> dict[str, Any]:
    """Locate all anchors of all cases; return the figures."""
    made = cases(seed, plans)
    rows: dict[str, Counter[str]] = {kind: Counter() for kind in (*KINDS, CHAIN, ELSEWHERE)}
    floor: Counter[str] = Counter()
    seconds = 0.0
    for case in track(made, "locating", console=err):
        sides = sides_of(case)
        began = time.perf_counter()
        way = Way(sides)
        for one in case.anchors:
            anchor = anchor_of(one, sides[0])
            found = way.locate(anchor)
            verdict = judge(one.label, found, sides[-1])
            _count(rows[case.kind if one.touched else ELSEWHERE], one.label, verdict)
            _count(
                floor, one.label, judge(one.label, search(sides[0], sides[-1], anchor), sides[-1])
            )
            if verdict == "wrong" and show_wrong:
                _tell(case, one, found, sides)
        seconds += time.perf_counter() - began
    total: Counter[str] = Counter()
    for row in rows.values():
        total.update(row)
    _show(rows, total, floor)
    return {
        "seed": seed,
        "edits": sum(case.edits for case in made),
        **{name: total[name] for name in ("anchors", "determinate", "right", "flagged", "wrong")},
        "right_share": round(total["right"] / total["determinate"], 4),
        "floor_right": floor["right"],
        "floor_wrong": floor["wrong"],
        "anchors_per_s": round(total["anchors"] / seconds),
    }


def _count(row: Counter[str], label: Label, verdict: str) -> None:
    row["anchors"] += 1
    row["determinate"] += label.fate is not labels.Fate.AMBIGUOUS
    row[verdict] += 1


def _show(rows: dict[str, Counter[str]], total: Counter[str], floor: Counter[str]) -> None:
    columns = ("anchors", "determinate", "right", "flagged", "wrong")
    table = Table("kind of edit", *columns, "right of determinate")
    for kind, row in {**rows, "all": total, "plain search": floor}.items():
        share = row["right"] / row["determinate"] if row["determinate"] else 1.0
        table.add_row(kind, *(str(row[name]) for name in columns), f"{share:.3f}")
    Console(width=110).print(table)


def _tell(case: Case, one: LabelledAnchor, found: Location, sides: Sequence[Side]) -> None:
    old = sides[0].texts[one.place]
    err.print(f"{case.kind}: {one.label} but {found}", markup=False)
    err.print("  was:", old[slice(*one.span)] if one.span else old, markup=False)
    if found.at and found.at.passage:
        text = sides[-1].texts[sides[-1].place_of[found.at.clause_id]]
        err.print("  is:", text[found.at.passage.start : found.at.passage.end], markup=False)
    if one.label.place is not None:
        text = sides[-1].texts[one.label.place]
        err.print("  must be:", text[slice(*(one.label.outer or (0, 40)))], markup=False)


def main() -> None:
    """Run and print; exit with 1 if anything was silently wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--plans", type=int, default=12, help="how many plans of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show-wrong", action="store_true", help="print each wrong answer")
    options = parser.parse_args()
    result = bench(options.seed, options.plans, show_wrong=options.show_wrong)
    print_result(result)
    sys.exit(1 if result["wrong"] else 0)


if __name__ == "__main__":
    main()
