"""Decisions of staff about comments: each is kept once, as it was acknowledged, in order."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from tests.bench.system import Document
from tests.chaos.ledger import Decided
from tests.chaos.verify import Verdict


def kept_decisions(rows: Iterable[Document], history: str, spans: str) -> list[Decided]:
    """Read decisions out of comments: ``history`` names the list, ``spans`` what each decided."""
    return [
        Decided(
            made["request"]["key"],
            row["_id"],
            made["number"],
            made["of_version"],
            [(one["start"], one["end"], one["kind"]) for one in made[spans]],
        )
        for row in rows
        for made in row.get(history, [])
    ]


def compare_decisions(
    told: Sequence[Decided], kept: Sequence[Decided], unanswered: Iterable[str], verdict: Verdict
) -> None:
    """Hold what is kept against what was acknowledged; what never got an answer may be there."""
    by_key: dict[str, list[Decided]] = defaultdict(list)
    numbers: dict[str, list[int]] = defaultdict(list)
    for one in kept:
        by_key[one.key].append(one)
        numbers[one.comment_id].append(one.number)
    for one in told:
        if by_key.get(one.key, [])[:1] != [one]:
            verdict.lost += 1
            verdict.remark(f"lost decision {one.number} about {one.comment_id}")
    explained = {one.key for one in told} | set(unanswered)
    for key, same in by_key.items():
        extra = len(same) - (key in explained)
        if extra:
            verdict.doubled += extra
            verdict.remark(f"{extra} decisions too many about {same[0].comment_id}")
    for comment_id, found in numbers.items():
        if found != list(range(1, len(found) + 1)):
            verdict.out_of_order += 1
            verdict.remark(f"decisions about {comment_id} are numbered {found}")
