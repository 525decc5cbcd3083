"""What somebody looks for, and whether a comment is it.

Words stand between blanks; all of them must be there. A word is there if its characters stand in
the text in this order, or if it is a noun and the text has it in another spelling. Words in double
quotes are looked for as they are. Width, case and variants of a character make no difference.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from services.public_comment.search.domain.errors import SearchWordTooShort, TooManySearchWords
from services.public_comment.search.domain.terms import (
    folded,
    ordinary_form,
    other_spellings,
    pairs,
)
from shared.texts import TextTooLong

TEXT_MAX = 200
WORDS_MAX = 6
# More pairs of one word narrow no further.
PAIRS_LOOKED_UP = 8
_QUOTES = str.maketrans("“”„‟＂〝〟", '"' * 7)
_WORD = re.compile(r'"([^"]*)"?|([^\s"]+)')

# A comment can fit only if it has all terms of one of the alternatives.
Need = tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Word:
    """A word as it is compared; ``normal``: the ordinary form of a noun."""

    literal: str
    normal: str | None = None

    def need(self) -> Need | None:
        """What the index must say; None where the index cannot narrow it."""
        ways = [_spread(pairs(self.literal))]
        if self.normal is not None:
            ways.append(frozenset({f"={self.normal}"}))
            if self.normal != self.literal:
                ways.append(_spread(pairs(self.normal)))
        return tuple(ways) if all(ways) else None

    def is_in(self, plain: str, spelt: Callable[[], Collection[str]]) -> bool:
        """Decide on a folded text; ``spelt`` tells which nouns it has in another spelling."""
        if self.literal in plain:
            return True
        if self.normal is None:
            return False
        return self.normal in plain or self.normal in spelt()


@dataclass(frozen=True)
class Wanted:
    """What is looked for: words of the text, and facts of the comment (``@…`` terms)."""

    words: tuple[Word, ...] = ()
    facts: frozenset[str] = field(default_factory=frozenset)

    def needs(self) -> list[Need]:
        """What the index must say, one by one; facts first."""
        found: list[Need] = [(frozenset({fact}),) for fact in sorted(self.facts)]
        return found + [need for word in self.words if (need := word.need()) is not None]

    def spellings(self) -> frozenset[str]:
        """The terms of nouns that may stand there in another spelling."""
        return frozenset(f"={word.normal}" for word in self.words if word.normal is not None)

    def fits(self, text: str, facts: frozenset[str], spelt: Collection[str] | None = None) -> bool:
        """Decide on a comment as it is now. Blocks: call it in a thread for many.

        ``spelt``: which of ``spellings`` the very same text was found to have; without it the text
        is taken apart here, which takes a hundred times as long.
        """
        if not self.facts <= facts:
            return False
        plain = folded(text) if self.words else ""

        def known() -> Collection[str]:
            return other_spellings(text) if spelt is None else [term[1:] for term in spelt]

        return all(word.is_in(plain, known) for word in self.words)


def read_words(text: str) -> tuple[Word, ...]:
    """Read what was typed into the field of the search.

    Raises:
        TextTooLong, TooManySearchWords: over the limits. SearchWordTooShort: one character.
    """
    if len(text) > TEXT_MAX:
        raise TextTooLong("text", max=TEXT_MAX, actual=len(text))
    found: list[Word] = []
    for quoted, bare in _WORD.findall(text.translate(_QUOTES)):
        literal = folded(quoted or bare).strip()
        if not literal:
            continue
        if len(literal) < 2:
            raise SearchWordTooShort("text")
        found.append(Word(literal, None if quoted else ordinary_form(literal)))
    if len(found) > WORDS_MAX:
        raise TooManySearchWords("text", max=WORDS_MAX)
    return tuple(dict.fromkeys(found))


def facts_of(clause_id: str | None, channel: str | None, state: str | None) -> frozenset[str]:
    """Return the terms of what is known of a comment, or asked for."""
    given: Sequence[tuple[str, str | None]] = (
        ("clause", clause_id),
        ("channel", channel),
        ("state", state),
    )
    return frozenset(f"@{name}:{value}" for name, value in given if value is not None)


def _spread(found: set[str]) -> frozenset[str]:
    """Take some of many pairs, spread evenly in an order that is always the same."""
    ordered = sorted(found)
    step = max(1, -(-len(ordered) // PAIRS_LOOKED_UP))
    return frozenset(ordered[::step])
