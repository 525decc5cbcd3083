"""Where what a service tells differs from what is counted again."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from infra.cli.recount.counting import Answers, Place, Units, units_by_place
from infra.cli.recount.reading import Row

NAMED = 3


@dataclass(frozen=True)
class Difference:
    """Who tells what, and what it is by the comments themselves."""

    service: str
    what: str
    told: str
    counted: str


def figures_differ(figures: Iterable[Row], comments: Iterable[Row]) -> Iterator[Difference]:
    """Hold insight's counters against the comments."""
    told = {_place(row): _told(row) for row in figures}
    counted = units_by_place(comments)
    for place in sorted(told.keys() | counted.keys(), key=str):
        one, other = told.get(place, Units()), counted.get(place, Units())
        if place.kind == "clause":
            other = Units(comments=other.comments)
        if one != other:
            yield Difference("insight", _name(place), _units(one), _units(other))


def inputs_differ(
    inputs: Iterable[Row], tallies: Iterable[Row], comments: Collection[Row], right: Answers
) -> Iterator[Difference]:
    """Hold what responses knows of inputs, and the sums of its progress, against both sides."""
    known = {row["id"]: row for row in inputs}
    sums: Counter[str] = Counter()
    for row in tallies:
        sums.update({name: row[name] for name in ("waiting", "answered", "outdated")})
    yield from _sets(
        "responses",
        "提出意見",
        {id_ for id_, row in known.items() if row["kind"] == "COMMENT"},
        {row["id"] for row in comments},
    )
    for name, mark, title in (
        ("waiting", "waits", "回答のない意見"),
        ("answered", "answered", "回答のある意見"),
        ("outdated", "outdated", "分け直す提出意見"),
    ):
        ids: frozenset[str] = getattr(right, name)
        yield from _sets("responses", title, {i for i, row in known.items() if row[mark]}, ids)
        if sums[name] != len(ids):
            yield Difference("responses", f"{title}の集計", f"{sums[name]}", f"{len(ids)}")


def folds_differ(
    members: Collection[Row], folds: Iterable[Row], comments: Iterable[Row]
) -> Iterator[Difference]:
    """Hold folds against the comments that count: each of them is in one."""
    counted = {row["id"] for row in comments if row["state"] == "accepted"}
    yield from _sets("folding", "まとめた提出意見", {row["id"] for row in members}, counted)
    sizes = Counter(row["fold_id"] for row in members)
    for fold in folds:
        if fold["size"] != sizes[fold["id"]]:
            yield Difference(
                "folding", f"まとまり {fold['id']}", f"{fold['size']}通", f"{sizes[fold['id']]}通"
            )


def topics_differ(
    topics: Iterable[Row], statements: Collection[Row], comments: Iterable[Row]
) -> Iterator[Difference]:
    """Hold topics against the comments that count: each opinion of them is a statement."""
    right = {id_ for row in comments if row["state"] == "accepted" for id_ in _statements(row)}
    yield from _sets("insight_topics", "意見", {row["id"] for row in statements}, right)
    sizes = Counter(row["topic_id"] for row in statements)
    for topic in topics:
        if topic["statements"] != sizes[topic["id"]]:
            told, counted = f"{topic['statements']}件", f"{sizes[topic['id']]}件"
            yield Difference("insight_topics", f"論点 {topic['id']}", told, counted)


def _statements(row: Row) -> list[str]:
    """The opinions of a comment; one that was corrected since it was split is undivided again."""
    split = [point["id"] for point in row["points"] if row["split_version"] == row["version"]]
    return split or [row["id"]]


def index_differs(
    found: Mapping[str, Collection[str]], comments: Iterable[Row]
) -> Iterator[Difference]:
    """Hold the index of the search, by state, against the comments."""
    right: dict[str, set[str]] = {state: set() for state in found}
    for row in comments:
        right.setdefault(_state_to_find(row), set()).add(row["id"])
    for state, ids in right.items():
        yield from _sets("comment_search", f"索引（{state}）", set(found.get(state, ())), ids)


def _state_to_find(row: Row) -> str:
    """A corrected comment is found as such, unless it was taken back."""
    corrected = row["state"] != "withdrawn" and row["version"] > 1
    return "corrected" if corrected else str(row["state"])


def _sets(
    service: str, what: str, told: Collection[str], counted: Collection[str]
) -> Iterator[Difference]:
    lacks, strange = sorted(set(counted) - set(told)), sorted(set(told) - set(counted))
    if lacks or strange:
        named = [f"ない {id_}" for id_ in lacks[:NAMED]]
        named += [f"余る {id_}" for id_ in strange[:NAMED]]
        yield Difference(
            service, what, f"{len(set(told))}（{'、'.join(named)}）", f"{len(set(counted))}"
        )


def _place(row: Row) -> Place:
    return Place(row["kind"], row["channel"], row["day"], row["clause_id"], row["submitter_kind"])


def _told(row: Row) -> Units:
    return Units(row["submitters"], row["comments"], row["points"], row["withdrawn"])


def _units(of: Units) -> str:
    return f"{of.submitters}人・団体 {of.comments}通 {of.points}件 取り下げ{of.withdrawn}通"


def _name(place: Place) -> str:
    kinds = {
        **{"total": "全体", "channel": "受付方法", "day": "受領日", "clause": "項目"},
        "submitter_kind": "提出者の種別",
    }
    parts = [part for part in place[1:] if part]
    return " ".join([kinds.get(place.kind, place.kind), *parts])
