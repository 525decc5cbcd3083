"""What is done to a plan between two revisions, and what each edit leaves undecidable.

An edit moves, copies, drops or rewrites letters; it never looks at anchors. Where an edit leaves
open what became of something (one of two equal sentences went), it says so itself.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.bench.anchors.plans import SCHEMES, Letter, Node, PlanTree, Sentence, Writer, corpus


@dataclass
class Edited:
    """What edits did, beside what the letters themselves tell.

    Attributes:
        touched: clauses in or beside which something was done, from which anchors are drawn.
        gone: clauses that were deleted, each with what was below it.
        merged: a clause that was taken into another one, and that one.
        split: clauses of which a part became a clause of its own.
        copies: origins of a sentence, the same words elsewhere, and how they read then.
        twins: of equal sentences of which one went or was rewritten: the origins of those that
            it may have been, and of all of them.
        rewritten: origins of sentences that were put in quite other words, sentence by sentence.
    """

    touched: list[Node] = field(default_factory=list)
    gone: set[Node] = field(default_factory=set)
    merged: dict[Node, Node] = field(default_factory=dict)
    split: set[Node] = field(default_factory=set)
    copies: list[tuple[frozenset[int], Sentence, str]] = field(default_factory=list)
    twins: list[tuple[frozenset[int], frozenset[int]]] = field(default_factory=list)
    rewritten: list[frozenset[int]] = field(default_factory=list)


class Editor:
    """Edits a plan in place."""

    def __init__(self, writer: Writer, tree: PlanTree) -> None:
        self._writer, self._dice, self._tree = writer, writer.dice, tree
        self.done = Edited()
        self._copied_now: list[tuple[list[Letter], Sentence]] = []
        self._twins_before = 0

    def edit(self, kind: str) -> None:
        """Do one edit of a kind (see ``EDITS``)."""
        EDITS[kind](self)

    # Whole clauses.

    def insert(self) -> None:
        """Insert a clause before, between or after others."""
        beside = self._leaf()
        siblings = self._tree.siblings_of(beside)
        new = self._writer.clause() if beside.heading else self._writer.item()
        self._note_copies(new.sentences)
        siblings.insert(siblings.index(beside) + self._dice.randint(0, 1), new)
        self.done.touched.append(beside)

    def delete(self) -> None:
        """Delete a clause and all below it."""
        leaf = self._leaf()
        self.done.touched.append(leaf)
        self._drop(leaf)

    def move(self) -> None:
        """Move a clause to another place among its like, maybe under another parent."""
        leaf = self._leaf()
        home = self._dice.choice(self._homes(leaf))
        self._tree.siblings_of(leaf).remove(leaf)
        home.insert(self._dice.randint(0, len(home)), leaf)
        self.done.touched.append(leaf)

    def _homes(self, leaf: Node) -> list[list[Node]]:
        depths = {id(node): depth for node, depth, _ in self._tree.walk()}
        return [
            node.children
            for node in self._tree.nodes()
            if node.children and depths[id(node.children[0])] == depths[id(leaf)]
        ]

    def merge(self) -> None:
        """Take a clause into the one before it."""
        pairs = [
            (first, second)
            for parent in self._tree.nodes()
            for first, second in zip(parent.children, parent.children[1:], strict=False)
            if first.heading and second.heading and not first.children and not second.children
        ]
        if not pairs:
            return
        first, second = self._dice.choice(pairs)
        first.paragraphs += second.paragraphs
        second.paragraphs = []
        self._tree.siblings_of(second).remove(second)
        self.done.merged[second] = first
        self.done.touched += [first, second]

    def split(self) -> None:
        """Make the later sentences of a clause a clause of its own, right behind it."""
        nodes = [n for n in self._leaves() if n.heading and len(n.sentences) > 2]
        if not nodes:
            return
        node = self._dice.choice(nodes)
        at = self._dice.randint(1, len(node.sentences) - 1)
        earlier, later = node.sentences[:at], node.sentences[at:]
        node.paragraphs = [earlier]
        siblings = self._tree.siblings_of(node)
        siblings.insert(siblings.index(node) + 1, Node(self._writer.heading(), [later]))
        self.done.split.add(node)
        self.done.touched.append(node)

    def renumber(self) -> None:
        """Write all numbers in another manner."""
        others = [at for at in range(len(SCHEMES)) if at != self._tree.scheme]
        self._tree.scheme = self._dice.choice(others)

    # Sentences.

    def reword_lightly(self) -> None:
        """Put words of a few sentences otherwise; a name or a number may change as well."""
        for sentence in self._some():
            self._reword(sentence)

    def reword_heavily(self) -> None:
        """Say a sentence in quite other words."""
        node, sentence = self._sentence(lambda one: bool(one.other))
        self._mark_twins(sentence)
        origins = sentence.origins
        body = [Letter(char, origins) for char in sentence.other]
        sentence.letters = [*body, Letter("。", origins)]
        sentence.other = ""
        self.done.rewritten.append(origins)
        self.done.touched.append(node)

    def passage_deleted(self) -> None:
        """Delete a sentence."""
        node, sentence = self._sentence()
        self._mark_twins(sentence)
        self._take_out(node, sentence)
        self.done.touched.append(node)

    def passage_inserted(self) -> None:
        """Write a new sentence among others."""
        node, sentence = self._sentence()
        paragraph = next(p for p in node.paragraphs if sentence in p)
        paragraph.insert(self._dice.randint(0, len(paragraph)), self._writer.sentence())
        self.done.touched.append(node)

    def passage_copied(self) -> None:
        """Say a sentence once more in another clause."""
        node, sentence = self._sentence()
        other = self._another(node)
        copy = Sentence([Letter(letter.char) for letter in sentence.letters])
        self._put_into(other, copy)
        self.done.copies.append((sentence.origins, copy, copy.text))
        self._copied_now.append((list(sentence.letters), copy))
        self.done.touched += [node, other]

    def publish(self) -> None:
        """End a revision: a copy of what went before anybody read both is what was moved.

        Who copies a sentence and deletes the first one in the same revision has moved it: the text
        that is published is the same.
        """
        standing = {
            origin
            for node in self._tree.nodes()
            for letter in node.letters()
            for origin in letter.origins
        }
        for letters, copy in self._copied_now:
            said = "".join(letter.char for letter in letters)
            first = frozenset(origin for letter in letters for origin in letter.origins)
            if copy.text == said and standing.isdisjoint(first):
                self.done.copies = [one for one in self.done.copies if one[1] is not copy]
                later = self.done.twins[self._twins_before :]
                self.done.twins[self._twins_before :] = [
                    one for one in later if first.isdisjoint(one[0])
                ]
                copy.letters[:] = [Letter(one.char, one.origins) for one in letters]
                standing |= first
        self._copied_now.clear()
        self._twins_before = len(self.done.twins)

    def passage_moved(self) -> None:
        """Move a sentence into another clause."""
        node, sentence = self._sentence()
        other = self._another(node)
        self._mark_twins(sentence)
        self._take_out(node, sentence)
        self._put_into(other, sentence)
        self.done.touched += [node, other]

    # What the above are made of.

    def _leaves(self) -> list[Node]:
        return [node for node in self._tree.nodes() if not node.children and node.sentences]

    def _leaf(self) -> Node:
        """A clause without others below it, not the last one of its parent."""
        leaves = [n for n in self._leaves() if len(self._tree.siblings_of(n)) > 1]
        return self._dice.choice(leaves)

    def _drop(self, node: Node) -> None:
        for sentence in node.sentences:
            self._mark_twins(sentence)
        self._tree.siblings_of(node).remove(node)
        self.done.gone.add(node)

    def _sentence(
        self, wanted: Callable[[Sentence], bool] = lambda _: True
    ) -> tuple[Node, Sentence]:
        """A sentence of a clause that has others, so that the clause stays what it is."""
        found = [
            (node, sentence)
            for node in self._tree.nodes()
            for sentence in node.sentences
            if node.heading and len(node.sentences) > 1 and wanted(sentence)
        ]
        return self._dice.choice(found)

    def _some(self) -> list[Sentence]:
        node, first = self._sentence()
        self.done.touched.append(node)
        return [one for one in node.sentences if one is first or self._dice.random() < 0.4]

    def _another(self, node: Node) -> Node:
        others = [one for one in self._tree.nodes() if one is not node and one.heading]
        return self._dice.choice([one for one in others if one.sentences])

    def _take_out(self, node: Node, sentence: Sentence) -> None:
        for paragraph in node.paragraphs:
            if sentence in paragraph:
                paragraph.remove(sentence)
        node.paragraphs = [paragraph for paragraph in node.paragraphs if paragraph]

    def _put_into(self, node: Node, sentence: Sentence) -> None:
        paragraph = self._dice.choice(node.paragraphs)
        paragraph.insert(self._dice.randint(0, len(paragraph)), sentence)

    def _mark_twins(self, sentence: Sentence) -> None:
        """Where a sentence stands more than once, nobody can tell what became of this one.

        Nor which of those in one clause it was; those of other clauses stay where they are.
        """
        self._note_twins(self._equals(sentence))

    def _equals(self, sentence: Sentence) -> list[tuple[Node, Sentence, bool]]:
        """Sentences that read like one, itself among them; True: in the same clause."""
        same = [
            (node, other)
            for node in self._tree.nodes()
            for other in node.sentences
            if other.text == sentence.text
        ]
        home = next(node for node, other in same if other is sentence)
        return [(node, other, node is home) for node, other in same]

    def _note_copies(self, new: list[Sentence]) -> None:
        """What is newly written may happen to say what was said elsewhere already."""
        for node in self._tree.nodes():
            for sentence in node.sentences:
                self.done.copies += [
                    (sentence.origins, one, one.text) for one in new if one.text == sentence.text
                ]

    def _note_twins(self, equals: list[tuple[Node, Sentence, bool]]) -> None:
        if len(equals) > 1:
            here = [other.origins for _, other, at_home in equals if at_home]
            every = [other.origins for _, other, _ in equals]
            self.done.twins.append((frozenset().union(*here), frozenset().union(*every)))

    def _reword(self, sentence: Sentence) -> None:
        words = [pair for pair in corpus()["words"] if pair[0] in sentence.text]
        before = sentence.text
        equals = self._equals(sentence)
        for old, new in self._dice.sample(words, min(len(words), self._dice.randint(1, 2))):
            replace(sentence, old, new)
        if self._dice.random() < 0.3:
            digits = [at for at, one in enumerate(sentence.letters) if one.char in "23456789"]
            if digits:
                at = self._dice.choice(digits)
                old = sentence.letters[at]
                sentence.letters[at] = Letter(str(self._dice.randint(2, 9)), old.origins)
        if self._dice.random() < 0.3:
            opening = self._dice.choice(corpus()["openings"])
            sentence.letters[:0] = [Letter(char) for char in opening]
        if sentence.text != before:
            self._note_twins(equals)


def replace(sentence: Sentence, old: str, new: str) -> None:
    """Put a word in the place of another, once."""
    at = sentence.text.find(old)
    if at < 0:
        return
    replaced = sentence.letters[at : at + len(old)]
    origins = frozenset(origin for letter in replaced for origin in letter.origins)
    sentence.letters[at : at + len(old)] = [Letter(char, origins) for char in new]


EDITS: dict[str, Callable[[Editor], None]] = {
    "insert": Editor.insert,
    "delete": Editor.delete,
    "move": Editor.move,
    "merge": Editor.merge,
    "split": Editor.split,
    "renumber": Editor.renumber,
    "reword_lightly": Editor.reword_lightly,
    "reword_heavily": Editor.reword_heavily,
    "passage_inserted": Editor.passage_inserted,
    "passage_deleted": Editor.passage_deleted,
    "passage_copied": Editor.passage_copied,
    "passage_moved": Editor.passage_moved,
}
COMBINED = "combined"


def kinds_for(dice: random.Random, kind: str) -> list[str]:
    """Two or three edits of one kind, or of all kinds together."""
    if kind == COMBINED:
        return [dice.choice(tuple(EDITS)) for _ in range(dice.randint(3, 8))]
    return [kind] * (1 if kind == "renumber" else dice.randint(1, 3))
