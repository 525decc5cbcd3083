"""Where an anchor belongs after the edits, told by the letters and the edits alone.

PLACED: in which clause, and between which bounds: ``inner`` is what stands for letters of the
passage only, ``outer`` also what stands for them together with letters beside them (a word of
which half was selected was replaced). A span is right if it holds ``inner`` and lies in ``outer``.
GONE: nothing of it is left. AMBIGUOUS: nobody could tell without asking, because

- a clause was split and a part of it is a clause of its own now, or a third and more of it stands
  elsewhere, or of one that was taken apart no clause has two thirds;
- a third and more of the passage is gone, or it lies in two clauses now;
- old text stands between its parts now, or its parts changed their order;
- part of a sentence was selected that was put in quite other words;
- one of several equal sentences went, and one of them is left; or it went and a copy is left.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tests.bench.anchors.edits import EDITS, Edited, Editor, kinds_for
from tests.bench.anchors.plans import Letter, Node, PlanTree, Writer

TOO_MUCH = 1 / 3
Span = tuple[int, int]


class Fate(StrEnum):
    """What became of an anchor."""

    PLACED = "placed"
    GONE = "gone"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True)
class Label:
    """What is right; ``place`` counts clauses from 0 in the order of the new text."""

    fate: Fate
    place: int | None = None
    inner: Span | None = None
    outer: Span | None = None


@dataclass(frozen=True)
class LabelledAnchor:
    """A clause of the first revision, or a passage of it in code points; and what is right.

    ``touched``: it was drawn from a clause to which something was done.
    """

    place: int
    span: Span | None
    label: Label
    touched: bool


@dataclass(frozen=True)
class Case:
    """A plan in its revisions, as text, and anchors in the first with their place in the last."""

    kind: str
    texts: tuple[str, ...]
    anchors: tuple[LabelledAnchor, ...]
    edits: int
    first: tuple[str, ...] = field(repr=False)  # the clauses' texts as they must be read
    last: tuple[str, ...] = field(repr=False)


def make_case(seed: int, number: int, kind: str, *, revisions: int = 2, anchors: int = 40) -> Case:
    """Write a plan, edit it, and label anchors; the same seed and number make the same case."""
    dice = random.Random(f"anchors-{seed}-{kind}-{number}")
    tree = Writer(dice)
    plan = tree.plan()
    editor = Editor(tree, plan)
    olds = [_Old.of(node) for node in plan.nodes()]
    texts, edits = [plan.written()], 0
    for _ in range(revisions - 1):
        kinds = kinds_for(dice, kind)
        edits += len(kinds)
        for one in kinds:
            editor.edit(one)
        editor.publish()
        texts.append(plan.written())
    labelling = _Labelling(plan, editor.done, olds)
    return Case(
        kind,
        tuple(texts),
        tuple(_draw(dice, labelling) for _ in range(anchors)),
        edits,
        tuple("".join(letter.char for letter in old.letters) for old in olds),
        tuple(node.text for node in plan.nodes()),
    )


@dataclass(frozen=True)
class _Old:
    """A clause as it was, while its node goes on changing."""

    node: Node
    letters: tuple[Letter, ...]
    sentences: tuple[frozenset[int], ...]
    bounds: tuple[Span, ...]  # of its sentences

    @classmethod
    def of(cls, node: Node) -> "_Old":
        letters = node.letters()
        at = {origin: place for place, one in enumerate(letters) for origin in one.origins}
        origins = tuple(sentence.origins for sentence in node.sentences)
        bounds = tuple((at[min(one)], at[max(one)] + 1) for one in origins)
        return cls(node, tuple(letters), origins, bounds)

    def origins(self, span: Span | None = None) -> frozenset[int]:
        start, end = span or (0, len(self.letters))
        return frozenset(o for letter in self.letters[start:end] for o in letter.origins)


class _Labelling:
    def __init__(self, plan: PlanTree, done: Edited, olds: Sequence[_Old]) -> None:
        self.done, self.olds = done, olds
        self._nodes = plan.nodes()
        self._known = {old.node for old in olds}
        standing = {id(one): one.text for node in self._nodes for one in node.sentences}
        self._copied = frozenset(
            origin
            for origins, copy, text in done.copies
            if standing.get(id(copy)) == text
            for origin in origins
        )
        self._letters = [node.letters() for node in self._nodes]
        self._homes: dict[int, set[int]] = {}
        for place, letters in enumerate(self._letters):
            for letter in letters:
                for origin in letter.origins:
                    self._homes.setdefault(origin, set()).add(place)

    def touched(self) -> list[int]:
        nodes = {id(node) for node in self.done.touched}
        return [place for place, old in enumerate(self.olds) if id(old.node) in nodes]

    def label(self, old: _Old, span: Span | None) -> Label:
        return self._of_clause(old) if span is None else self._of_passage(old, span)

    def _of_clause(self, old: _Old) -> Label:
        way = self._way(old.node)
        node = way[-1]
        origins = old.origins()
        place = -1 if node in self.done.gone else self._nodes.index(node)
        if not any(place in self._homes.get(origin, ()) for origin in origins):
            return self._of_clause_that_went(origins)
        homes = [self._homes.get(origin, {place}) - {place} for origin in origins]
        elsewhere = sum(map(bool, homes))
        new = any(self._nodes[at] not in self._known for some in homes for at in some)
        was_split = not self.done.split.isdisjoint(way) and new
        if was_split or elsewhere >= TOO_MUCH * len(origins):
            return Label(Fate.AMBIGUOUS)
        return Label(Fate.PLACED, place)

    def _of_clause_that_went(self, origins: frozenset[int]) -> Label:
        """Nothing of it is where it was: where most of its letters stand, there it is now."""
        homes = Counter(at for origin in origins for at in self._homes.get(origin, ()))
        for place, here in homes.most_common(1):
            mostly = len(origins) - here < TOO_MUCH * len(origins)
            return Label(Fate.PLACED, place) if mostly else Label(Fate.AMBIGUOUS)
        return Label(Fate.AMBIGUOUS if origins & self._copied else Fate.GONE)

    def _way(self, node: Node) -> list[Node]:
        """The clause, and those into which it was taken one after another."""
        way = [node]
        while way[-1] in self.done.merged:
            way.append(self.done.merged[way[-1]])
        return way

    def _of_passage(self, old: _Old, span: Span) -> Label:
        wanted = old.origins(span)
        left = [origin for origin in wanted if origin in self._homes]
        if self._has_a_twin(wanted):
            return Label(Fate.AMBIGUOUS)
        if not left:
            return Label(Fate.AMBIGUOUS if wanted & self._copied else Fate.GONE)
        homes = {place for origin in left for place in self._homes[origin]}
        partly = any(wanted & one and not one - _stop(one) <= wanted for one in self.done.rewritten)
        too_little = len(wanted) - len(left) >= TOO_MUCH * len(wanted)
        if len(homes) > 1 or partly or too_little or self._went_and_has_a_copy(old, wanted, homes):
            return Label(Fate.AMBIGUOUS)
        return self._within(homes.pop(), wanted)

    def _has_a_twin(self, wanted: frozenset[int]) -> bool:
        return any(
            wanted & here and any(origin in self._homes for origin in every)
            for here, every in self.done.twins
        )

    def _went_and_has_a_copy(self, old: _Old, wanted: frozenset[int], homes: set[int]) -> bool:
        home = self._way(old.node)[-1]
        here = self._nodes.index(home) if home in self._nodes else None
        return bool(wanted & self._copied) and homes != {here}

    def _within(self, place: int, wanted: frozenset[int]) -> Label:
        letters = self._letters[place]
        outer = [at for at, one in enumerate(letters) if one.origins & wanted]
        inner = [at for at in outer if letters[at].origins <= wanted]
        between = letters[outer[0] : outer[-1] + 1]
        if any(one.origins and not one.origins & wanted for one in between):
            return Label(Fate.AMBIGUOUS)
        firsts = [min(letters[at].origins & wanted) for at in outer]
        if firsts != sorted(firsts):
            return Label(Fate.AMBIGUOUS)
        return Label(
            Fate.PLACED,
            place,
            (inner[0], inner[-1] + 1) if inner else None,
            (outer[0], outer[-1] + 1),
        )


def _stop(origins: frozenset[int]) -> frozenset[int]:
    """The full stop, which people leave out when they select a sentence."""
    return frozenset((max(origins),))


def _draw(dice: random.Random, labelling: _Labelling) -> LabelledAnchor:
    touched = labelling.touched()
    chosen = dice.choice(touched) if touched and dice.random() < 0.8 else None
    place = dice.randrange(len(labelling.olds)) if chosen is None else chosen
    old = labelling.olds[place]
    span = None if dice.random() < 0.15 else dice.choice(_WAYS)(dice, old)
    return LabelledAnchor(place, span, labelling.label(old, span), place in touched)


def _sentences(dice: random.Random, old: _Old) -> Span:
    """One sentence or several, with the last full stop or without."""
    if not old.bounds:
        return (0, len(old.letters))
    first = dice.randrange(len(old.bounds))
    last = min(len(old.bounds) - 1, first + dice.choice((0, 0, 0, 1, 2)))
    return old.bounds[first][0], old.bounds[last][1] - dice.randint(0, 1)


def _part(dice: random.Random, old: _Old) -> Span:
    """Part of a sentence, from a few characters on."""
    start, end = dice.choice(old.bounds) if old.bounds else (0, len(old.letters))
    at = dice.randint(start, max(start, end - 3))
    return at, min(end, at + dice.randint(2, 25))


def _across(dice: random.Random, old: _Old) -> Span:
    """From within one sentence into the next."""
    if len(old.bounds) < 2:
        return _part(dice, old)
    at = dice.randrange(len(old.bounds) - 1)
    (start, end), (start_next, end_next) = old.bounds[at : at + 2]
    return dice.randint(start, end - 2), dice.randint(start_next + 1, end_next)


def _repeated(dice: random.Random, old: _Old) -> Span:
    """A phrase that occurs more than once in the clause, if there is one."""
    text = "".join(letter.char for letter in old.letters)
    found = [
        (at, at + 2)
        for at in range(len(text) - 1)
        if "\n" not in text[at : at + 2] and text.count(text[at : at + 2]) > 1
    ]
    return dice.choice(found) if found else _part(dice, old)


_WAYS: tuple[Callable[[random.Random, _Old], Span], ...] = (
    _sentences,
    _sentences,
    _part,
    _part,
    _across,
    _repeated,
)
KINDS = (*EDITS, "combined")
