"""Plans whose every letter remembers where it came from.

A letter of the first revision has an origin of its own and keeps it wherever an edit takes it. What
stands in the place of other letters (a word for a word) has the origins of all of them. What was
newly written has none, and so has a copy. So a label never has to be found by comparing texts.
"""

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

_CORPUS = Path(__file__).parent / "corpus.toml"

# Depth by depth: how a number is written. The policies service reads all of them.
SCHEMES: tuple[tuple[str, ...], ...] = (
    ("第{}章　", "第{}節　", "（{}）", "{}"),
    ("Ⅰ　", "１　", "（１）", "{}"),
    ("第{}章　", "{}　", "（{}）", "{}"),
    ("Ⅰ　", "{}．", "（１）", "{}"),
)
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_ITEM_DEPTH = 3


@lru_cache
def corpus() -> dict[str, Any]:
    """Read what plans say."""
    with _CORPUS.open("rb") as file:
        return tomllib.load(file)


@dataclass(frozen=True)
class Letter:
    """A character and the letters of the first revision for which it stands."""

    char: str
    origins: frozenset[int] = frozenset()


@dataclass(eq=False)
class Sentence:
    """A sentence with its full stop; ``other`` says the same in quite other words."""

    letters: list[Letter]
    other: str = ""

    @property
    def text(self) -> str:
        """As it reads."""
        return "".join(letter.char for letter in self.letters)

    @property
    def origins(self) -> frozenset[int]:
        """Of all its letters."""
        return frozenset(origin for letter in self.letters for origin in letter.origins)


@dataclass(eq=False)
class Node:
    """A clause: a heading and paragraphs of sentences; an item (①) has no heading."""

    heading: list[Letter]
    paragraphs: list[list[Sentence]]
    children: list["Node"] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The heading as it reads."""
        return "".join(letter.char for letter in self.heading)

    @property
    def sentences(self) -> list[Sentence]:
        """All of them in their order."""
        return [sentence for paragraph in self.paragraphs for sentence in paragraph]

    def letters(self) -> list[Letter]:
        """Heading, line end, body: what a clause's text is made of."""
        body: list[Letter] = []
        for paragraph in filter(None, self.paragraphs):
            body += [Letter("\n"), Letter("\n")] if body else []
            body += [letter for sentence in paragraph for letter in sentence.letters]
        between = [Letter("\n")] if self.heading and body else []
        return [*self.heading, *between, *body]

    @property
    def text(self) -> str:
        """As it reads."""
        return "".join(letter.char for letter in self.letters())

    def below(self) -> Iterator["Node"]:
        """Itself and all that stands under it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.below()


@dataclass(eq=False)
class PlanTree:
    """A plan: chapters, and how they are numbered."""

    chapters: list[Node]
    scheme: int

    def nodes(self) -> list[Node]:
        """All clauses in the order of the text."""
        return [node for chapter in self.chapters for node in chapter.below()]

    def siblings_of(self, wanted: Node) -> list[Node]:
        """The list in which a clause stands."""
        for siblings in (self.chapters, *(node.children for node in self.nodes())):
            if any(node is wanted for node in siblings):
                return siblings
        raise LookupError(wanted.text)

    def walk(self) -> Iterator[tuple[Node, int, int]]:
        """Clauses with their depth and their number among their like."""

        def below(siblings: list[Node], depth: int) -> Iterator[tuple[Node, int, int]]:
            for number, node in enumerate(siblings, start=1):
                yield node, depth if node.heading else _ITEM_DEPTH, number
                yield from below(node.children, depth + 1)

        return below(self.chapters, 0)

    def written(self) -> str:
        """Write the plan as its department hands it in: plain text with numbers."""
        lines: list[str] = []
        for node, depth, number in self.walk():
            mark = _number(SCHEMES[self.scheme][depth], depth, number)
            body = node.text.removeprefix(node.title).lstrip("\n")
            if node.heading:
                lines += [f"{mark}{node.title}", "", *([body, ""] if body else [])]
            else:
                lines += [f"{mark}　{body}", ""]
        return "\n".join(lines)


def _number(form: str, depth: int, number: int) -> str:
    if depth == _ITEM_DEPTH:
        return chr(ord("①") + number - 1)
    if form.startswith("Ⅰ"):
        return chr(ord("Ⅰ") + number - 1) + form[1:]
    if "１" in form:
        return form.replace("１", str(number).translate(_WIDE))
    return form.format(number)


class Writer:
    """Writes plans; every letter it writes for a first revision gets an origin."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self._next = count(1)
        self._frames: list[list[str]] = []
        self._titles: list[str] = []

    def plan(self) -> PlanTree:
        """Write a first revision."""
        chapters = [self._chapter() for _ in range(self.dice.randint(2, 4))]
        tree = PlanTree(chapters, self.dice.randrange(len(SCHEMES)))
        for node in tree.nodes():
            node.heading = self._born(node.heading)
            for sentence in node.sentences:
                sentence.letters = self._born(sentence.letters)
        return tree

    def _born(self, letters: list[Letter]) -> list[Letter]:
        return [Letter(letter.char, frozenset((next(self._next),))) for letter in letters]

    def _chapter(self) -> Node:
        chapter = Node(self.heading(), [])
        chapter.children = [self._section() for _ in range(self.dice.randint(2, 4))]
        return chapter

    def _section(self) -> Node:
        section = self.clause()
        if self.dice.random() < 0.3:
            section.children = [self.clause() for _ in range(self.dice.randint(2, 3))]
        elif self.dice.random() < 0.5:
            section.children = [self.item() for _ in range(self.dice.randint(2, 4))]
        return section

    def heading(self) -> list[Letter]:
        """Write a heading; when all have been used, an area makes them new."""
        if not self._titles:
            names: list[str] = corpus()["headings"]
            areas: list[str] = corpus()["areas"]
            more = [f"{area}地区における{name}" for area in areas for name in names]
            self._titles = [*self.dice.sample(more, len(more))]
            self._titles += self.dice.sample(names, len(names))
        return [Letter(char) for char in self._titles.pop()]

    def clause(self) -> Node:
        """Write a clause; its letters have no origin yet."""
        paragraphs = [
            [self.sentence() for _ in range(self.dice.randint(1, 4))]
            for _ in range(self.dice.randint(1, 2))
        ]
        if self.dice.random() < 0.3:
            paragraphs[-1].append(written(self.dice.choice(corpus()["boilerplate"])))
        return Node(self.heading(), paragraphs)

    def item(self) -> Node:
        """Write a numbered sentence (①)."""
        return Node([], [[self.sentence()]])

    def sentence(self) -> Sentence:
        """Write a sentence: every frame comes before one comes again, with other names."""
        if not self._frames:
            self._frames = self.dice.sample(corpus()["sentences"], len(corpus()["sentences"]))
        filled = {
            "area": self.dice.choice(corpus()["areas"]),
            "facility": self.dice.choice(corpus()["facilities"]),
            "n": str(self.dice.randint(2, 9)),
            "year": str(self.dice.randint(2027, 2039)),
        }
        first, other = (
            re.sub(r"\{(\w+)\}", lambda found: filled[found[1]], text)
            for text in self._frames.pop()
        )
        opening = self.dice.choice(corpus()["openings"]) if self.dice.random() < 0.2 else ""
        return written(opening + first, other)


def written(text: str, other: str = "") -> Sentence:
    """Make a sentence that was not there before."""
    return Sentence([Letter(char) for char in f"{text}。"], other)
