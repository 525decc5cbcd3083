"""How well and how fast campaigns are folded: ``make bench-folding``.

Texts with known origins (see ``campaigns``) are folded as they arrive. Precision and recall are
B-cubed: of all that stands in a text's fold, how much is of its origin; of all of its origin, how
much stands in its fold; the mean over all texts. ``found`` of a kind: the share of its texts that
stand in the fold in which most of their origin do, and where these are the majority. The floor is
folding by exact copies alone, in the same run. Where the file of real comments lies beside the
checkout, it is folded, too. The last line of standard output is one JSON object.
"""

import argparse
import csv
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from infra.local.paths import ROOT
from services.folding.domain.folder import (
    COPIES_TO_REPRESENT,
    REPRESENTATIVES,
    Arrival,
    Folder,
    Representative,
)
from services.folding.domain.likeness import signature
from tests.bench.figures import print_result
from tests.bench.folding.campaigns import Labelled, texts

REAL = ROOT.parent / "shared" / "data" / "comments-ja.csv"
err = Console(stderr=True)


@dataclass(frozen=True)
class Scores:
    """Of one way of folding, 0 to 1."""

    precision: float
    recall: float
    found: dict[str, float]


def fold(all_texts: Sequence[str], what: str) -> list[str]:
    """Fold texts as they arrive; return the fold of each."""
    folder, of_text = Folder(), dict[str, str]()
    copies: Counter[str] = Counter()
    representatives: Counter[str] = Counter()
    folds = []
    for number, text in enumerate(track(all_texts, what, console=err)):
        key = signature(text)
        copies[key.exact] += 1
        if key.exact not in of_text:
            placed = folder.place(Arrival(str(number), key))
            of_text[key.exact] = placed.fold_id
            representatives[placed.fold_id] += placed.is_first
        fold_id = of_text[key.exact]
        if (
            copies[key.exact] == COPIES_TO_REPRESENT
            and key.bands
            and representatives[fold_id] < REPRESENTATIVES
        ):
            folder.add(Representative(fold_id, key.bands, key.reading))
            representatives[fold_id] += 1
        folds.append(fold_id)
    return folds


def scores(made: Sequence[Labelled], folds: Sequence[str]) -> Scores:
    """Hold folds against the labels."""
    of_label, of_fold = Counter(one.label for one in made), Counter(folds)
    pairs = [(one.label, fold_id) for one, fold_id in zip(made, folds, strict=True)]
    both = Counter(pairs)
    home: dict[str, tuple[int, str]] = {}
    for (label, fold_id), count in both.items():
        home[label] = max(home.get(label, (0, "")), (count, fold_id))
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for one, fold_id in zip(made, folds, strict=True):
        mostly = both[one.label, fold_id] * 2 > of_fold[fold_id]
        found[one.kind].append(fold_id == home[one.label][1] and mostly)
    return Scores(
        sum(both[pair] / of_fold[pair[1]] for pair in pairs) / len(pairs),
        sum(both[pair] / of_label[pair[0]] for pair in pairs) / len(pairs),
        {kind: sum(marks) / len(marks) for kind, marks in sorted(found.items())},
    )


def bench(seed: int, size: int) -> dict[str, Any]:
    """Fold about ``size`` texts with known origins; return the figures."""
    campaigns = max(1, size // 90)
    made = texts(seed, campaigns=campaigns, variants=50, alone=size - campaigns * 51)
    began = time.perf_counter()
    folds = fold([one.text for one in made], "folding")
    seconds = time.perf_counter() - began
    ours, floor = scores(made, folds), scores(made, [one.text for one in made])
    _show(made, ours, floor)
    return {
        "sent": len(made),
        "counted": sum(Counter(folds).values()),
        "precision": round(ours.precision, 4),
        "recall": round(ours.recall, 4),
        "texts_per_s": round(len(made) / seconds),
        "floor_precision": round(floor.precision, 4),
        "floor_recall": round(floor.recall, 4),
        **_real(),
    }


def _show(made: Sequence[Labelled], ours: Scores, floor: Scores) -> None:
    kinds = Counter(one.kind for one in made)
    table = Table("kind", "texts", "found", "by exact copies alone")
    for kind, share in ours.found.items():
        table.add_row(kind, str(kinds[kind]), f"{share:.3f}", f"{floor.found[kind]:.3f}")
    Console().print(table)


def _real() -> dict[str, Any]:
    """Fold the real comments, of which the exact copies are known."""
    if not REAL.exists():
        err.print(f"{REAL.name}: not here, so not folded")
        return {}
    with REAL.open(encoding="utf-8-sig", newline="") as file:
        words = [row["comment"] for row in csv.DictReader(file)]
    folds = fold(words, REAL.name)
    copied = {text for text, count in Counter(words).items() if count > 1}
    whole = {
        text
        for text in copied
        if len({fold_id for one, fold_id in zip(words, folds, strict=True) if one == text}) == 1
    }
    return {
        "real_sent": len(words),
        "real_counted": sum(Counter(folds).values()),
        "real_exact_groups": len(copied),
        "real_exact_groups_whole": len(whole),
        "real_folds": sum(count > 1 for count in Counter(folds).values()),
        "real_folded": sum(count for count in Counter(folds).values() if count > 1),
    }


def main() -> None:
    """Run and print; exit with 1 if a text was not counted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--size", type=int, default=9_000, help="how many texts")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    result = bench(options.seed, options.size)
    print_result(result)
    sys.exit(0 if result["sent"] == result["counted"] else 1)


if __name__ == "__main__":
    main()
