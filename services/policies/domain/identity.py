"""Which clause of a new revision is which clause of the last one.

Comments, answers and points of contention hang on a clause's id, so an id is carried over only
where it is sure, and one to one; where two clauses could be meant, the new one gets a new id.
Four passes, the surest first:

1. the same numbers and headings from the top down, the same body (an unchanged clause);
2. the same heading and body anywhere, if there is one such clause on both sides (moved);
3. in the same parent: the same heading, or the same number with a text that is still close;
4. a text that is close beyond doubt and closer than any other (reworded and moved).
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from services.policies.domain.plan import Section

SURE = 0.8  # a text this close is the same text, reworded
SURE_IN_PLACE = 0.5  # enough where parent and number are the same as well
MARGIN = 0.1  # and no other text may come as near as this to the best
SHORT = 16  # shorter texts are close to each other by chance

_SHINGLE = 3
_CANDIDATES = 4
_HOLDERS = 64  # a run of characters that more clauses hold is boilerplate and tells little
_SHARED = 0.3  # texts as close as SURE have at least two fifths of their runs in common
_LONG = 1_200


@dataclass(frozen=True)
class Clause:
    """A clause (項目) of a revision. ``id`` survives revisions; the rest is as of this one."""

    id: str
    parent_id: str | None
    position: int
    depth: int
    number: str
    heading: str
    body: str
    path: str


def identify(
    sections: Sequence[Section], last: Sequence[Clause], make_id: Callable[[], str]
) -> list[Clause]:
    """Give every section the id of the clause it was in the last revision, or a new one."""
    old = _Side.of_clauses(last)
    new = _Side.of_sections(sections)
    kept = _Matching(old, new).run()
    ids = [last[kept[place]].id if place in kept else make_id() for place in range(len(sections))]
    return [
        Clause(
            id=ids[place],
            parent_id=None if section.parent is None else ids[section.parent],
            position=place,
            depth=section.depth,
            number=section.number,
            heading=section.heading,
            body=section.body,
            path=section.path,
        )
        for place, section in enumerate(sections)
    ]


@dataclass(frozen=True)
class _Node:
    """One clause on either side, its texts made comparable."""

    place: int
    parent: int | None
    number: str
    heading: str
    body: str
    chain: tuple[str, ...]  # numbers and headings from the top down
    text: str  # what it says; of a clause without a body, what stands below it


@dataclass(frozen=True)
class _Side:
    nodes: list[_Node]

    @classmethod
    def of_clauses(cls, clauses: Sequence[Clause]) -> "_Side":
        places = {clause.id: place for place, clause in enumerate(clauses)}
        return cls.build(
            (places.get(c.parent_id or ""), c.number, c.heading, c.body) for c in clauses
        )

    @classmethod
    def of_sections(cls, sections: Sequence[Section]) -> "_Side":
        return cls.build((s.parent, s.number, s.heading, s.body) for s in sections)

    @classmethod
    def build(cls, rows: Iterable[tuple[int | None, str, str, str]]) -> "_Side":
        plain = [
            (parent, _comparable(number), _comparable(heading), _comparable(body))
            for parent, number, heading, body in rows
        ]
        chains: list[tuple[str, ...]] = []
        for parent, number, heading, _ in plain:
            above = chains[parent] if parent is not None else ()
            chains.append((*above, f"{number}\n{heading}"))
        return cls(
            [
                _Node(place, parent, number, heading, body, chain, heading + (body or under))
                for place, ((parent, number, heading, body), chain, under) in enumerate(
                    zip(plain, chains, _texts_below(plain), strict=True)
                )
            ]
        )


def _texts_below(plain: Sequence[tuple[int | None, str, str, str]]) -> list[str]:
    parts: list[list[str]] = [[] for _ in plain]
    for parent, _, heading, body in plain:
        if parent is not None:
            parts[parent].append(heading + body)
    return ["".join(texts) for texts in parts]


def _comparable(text: str) -> str:
    """Width, blanks and line ends are the typesetter's, not the text's."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


class _Matching:
    """Pairs of places, new → old; each place at most once."""

    def __init__(self, old: _Side, new: _Side) -> None:
        self._old, self._new = old.nodes, new.nodes
        self._kept: dict[int, int] = {}
        self._taken: set[int] = set()

    def run(self) -> dict[int, int]:
        self._pair_equal(lambda node: (node.chain, node.body), in_order=True)
        self._pair_equal(_content)
        while self._pair_in_parents() or self._pair_close():
            continue
        return self._kept

    def _keep(self, new: int, old: int) -> None:
        self._kept[new] = old
        self._taken.add(old)

    def _open_new(self) -> list[_Node]:
        return [node for node in self._new if node.place not in self._kept]

    def _open_old(self) -> list[_Node]:
        return [node for node in self._old if node.place not in self._taken]

    def _pair_equal(
        self, key: Callable[[_Node], tuple[object, ...] | None], *, in_order: bool = False
    ) -> int:
        """Pair what has the same key once on both sides.

        ``in_order``: also what has it as many times on both (nothing was added or taken away).
        """
        before = len(self._kept)
        left, right = _grouped(self._open_old(), key), _grouped(self._open_new(), key)
        for value, news in right.items():
            olds = left.get(value, [])
            if len(olds) == len(news) and (in_order or len(news) == 1):
                for old, new in zip(olds, news, strict=True):
                    self._keep(new.place, old.place)
        return len(self._kept) - before

    def _pair_in_parents(self) -> int:
        """From the top down, so that a pair of parents helps its children."""
        found = 0
        by_heading = self._pair_equal(lambda node: self._in_parent(node, node.heading))
        while by_heading:
            found += by_heading
            by_heading = self._pair_equal(lambda node: self._in_parent(node, node.heading))
        return found + self._pair_numbers()

    def _in_parent(self, node: _Node, name: str) -> tuple[object, ...] | None:
        """A key of the parent's pair and a name; None if the parent is new or nothing is named."""
        if not name:
            return None
        is_new = node.place < len(self._new) and self._new[node.place] is node
        if node.parent is None:
            return ("top", name)
        if is_new:
            return (self._kept[node.parent], name) if node.parent in self._kept else None
        return (node.parent, name) if node.parent in self._taken else None

    def _pair_numbers(self) -> int:
        """The same number in the same parent, where the text is still close."""

        def key(node: _Node) -> tuple[object, ...] | None:
            return self._in_parent(node, node.number)

        olds, news = _grouped(self._open_old(), key), _grouped(self._open_new(), key)
        pairs = [
            (new[0], olds[value][0])
            for value, new in news.items()
            if len(new) == 1 and len(olds.get(value, [])) == 1
        ]
        pairs = [(new, old) for new, old in pairs if likeness(new.text, old.text) >= SURE_IN_PLACE]
        if not pairs:
            return 0
        closest = _Closest(self._open_old(), self._open_new())
        sure = [(new, old) for new, old in pairs if closest.nothing_nearer(new, old)]
        for new, old in sure:
            self._keep(new.place, old.place)
        return len(sure)

    def _pair_close(self) -> int:
        closest = _Closest(self._open_old(), self._open_new())
        pairs = list(closest.sure_pairs())
        for new, old in pairs:
            self._keep(new, old)
        return len(pairs)


def _content(node: _Node) -> tuple[object, ...] | None:
    """What a clause says, wherever it stands; None where that is too little to know it by."""
    return (node.heading, node.body, node.text) if len(node.text) >= SHORT else None


def _grouped(
    nodes: Iterable[_Node], key: Callable[[_Node], tuple[object, ...] | None]
) -> dict[tuple[object, ...], list[_Node]]:
    groups: dict[tuple[object, ...], list[_Node]] = defaultdict(list)
    for node in nodes:
        value = key(node)
        if value is not None:
            groups[value].append(node)
    return groups


class _Closest:
    """Which texts come near which, without comparing each with each.

    Only texts that share enough runs of three characters are compared with difflib, and of those
    the few that share the rarest runs.
    """

    def __init__(self, old: Sequence[_Node], new: Sequence[_Node]) -> None:
        self._by_new: dict[int, list[tuple[float, int]]] = defaultdict(list)
        self._by_old: dict[int, list[tuple[float, int]]] = defaultdict(list)
        holders: dict[str, list[int]] = defaultdict(list)
        for node in old:
            for shingle in _shingles(node.text):
                holders[shingle].append(node.place)
        texts = {node.place: node.text for node in old}
        for node in new:
            for place in _candidates(_shingles(node.text), holders):
                score = likeness(node.text, texts[place])
                self._by_new[node.place].append((score, place))
                self._by_old[place].append((score, node.place))
        self._length = {node.place: len(node.text) for node in new}

    def sure_pairs(self) -> Iterable[tuple[int, int]]:
        """Pairs that are sure and stand alone on both sides."""
        for new, found in self._by_new.items():
            score, old = max(found)
            if score < SURE or self._length[new] < SHORT:
                continue
            if _alone(score, found) and _alone(score, self._by_old[old]):
                yield new, old

    def nothing_nearer(self, new: _Node, old: _Node) -> bool:
        """No other text on either side is nearer than these two are to each other."""
        score = likeness(new.text, old.text)
        others = [s for s, place in self._by_new[new.place] if place != old.place]
        others += [s for s, place in self._by_old[old.place] if place != new.place]
        return all(other < score for other in others)


def _candidates(shingles: set[str], holders: Mapping[str, Sequence[int]]) -> list[int]:
    """Places of the old texts that a text with these runs may be close to."""
    shared: Counter[int] = Counter()
    weights: dict[int, float] = defaultdict(float)
    for shingle in shingles:
        places = holders.get(shingle, ())
        for place in places[:_HOLDERS]:
            shared[place] += 1
            weights[place] += 1 / len(places)
    enough = [place for place, count in shared.items() if count >= _SHARED * len(shingles)]
    return sorted(enough, key=lambda place: (-weights[place], place))[:_CANDIDATES]


def _alone(best: float, found: Sequence[tuple[float, int]]) -> bool:
    return sum(score > best - MARGIN for score, _ in found) == 1


def _shingles(text: str) -> set[str]:
    return {text[at : at + _SHINGLE] for at in range(max(1, len(text) - _SHINGLE + 1))}


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, 0 to 1, by difflib.

    Long texts are compared phrase by phrase: by characters the cost grows with the square.
    """
    if one == other:
        return 1.0
    first, second = _units(one, other)
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if matcher.real_quick_ratio() < SURE_IN_PLACE or matcher.quick_ratio() < SURE_IN_PLACE:
        return 0.0
    return matcher.ratio()


def _units(one: str, other: str) -> tuple[Sequence[str], Sequence[str]]:
    if len(one) + len(other) < _LONG:
        return one, other
    return _phrases(one), _phrases(other)


def _phrases(text: str) -> list[str]:
    return re.findall(r"[^、。]{1,40}[、。]?", text)
