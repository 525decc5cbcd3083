"""Where a passage of a sentence lies in the same sentence, reworded.

Characters that both sentences share hold the passage's ends in place. Where words were put in at
an end, or the same words stand there more than once, nobody could say how far it reaches now.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

_REPLACED_MAX = 12  # a passage that was replaced whole is known by what stands around it
_HOLDS = 0.75  # and only in a sentence that is otherwise much the same

_Block = tuple[str, int, int, int, int]  # difflib's: what was done, old from, to, new from, to


@dataclass(frozen=True)
class Mapped:
    """Offsets in the new sentence, and how many characters of the passage are still there."""

    start: int
    end: int
    kept: int


@lru_cache(maxsize=4_096)
def _blocks(old: str, new: str) -> tuple[tuple[_Block, ...], float]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return tuple(matcher.get_opcodes()), matcher.ratio()


def map_span(old: str, new: str, start: int, end: int) -> Mapped | None:
    """Map ``old[start:end]`` into ``new``; None where its ends cannot be told.

    A result with ``start == end`` says that nothing stands in its place any more.
    """
    if old == new:
        return Mapped(start, end, end - start)
    quote = old[start:end]
    if _repeated(quote, old, new) or _opens_twice(old, new, start):
        return None
    blocks, ratio = _blocks(old, new)
    if any(_slides_to(blocks, old, new, edge) for edge in (start, end) if edge < len(old)):
        return None
    begin, finish = _start(blocks, new, start), _end(blocks, len(old), end)
    if begin is None or finish is None or begin > finish:
        return None
    kept = sum(
        max(0, min(to, end) - max(at, start)) for tag, at, to, _, _ in blocks if tag == "equal"
    )
    if kept == 0 and begin < finish:
        around = ratio >= _HOLDS and finish - begin <= _REPLACED_MAX and len(quote) <= _REPLACED_MAX
        return Mapped(begin, finish, kept) if around else None
    return Mapped(begin, finish, kept)


def _repeated(quote: str, old: str, new: str) -> bool:
    before, now = old.count(quote), new.count(quote)
    return max(before, now) > 1 and before != now


def _opens_twice(old: str, new: str, start: int) -> bool:
    """「また、また、」: which of the two was there before, and which was put in?"""
    opening = new.partition("、")[0] + "、"
    twice = new.startswith(opening * 2) and not old.startswith(opening * 2)
    return twice and start < len(opening)


def _slides_to(blocks: tuple[_Block, ...], old: str, new: str, edge: int) -> bool:
    """Words were put in near an end of the passage, and may as well have been put in right there.

    「市民の」, now 「市民のみなさまの」: what was put in begins with の, or it ends with it.
    """
    for tag, at, _, put_from, put_to in blocks:
        if tag == "insert" and at != edge:
            first, last = at, at
            put = new[put_from:put_to]
            while first > 0 and old[first - 1] == put[-1]:
                first, put = first - 1, old[first - 1] + put[:-1]
            put = new[put_from:put_to]
            while last < len(old) and old[last] == put[0]:
                last, put = last + 1, put[1:] + old[last]
            if first <= edge <= last:
                return True
    return False


def _start(blocks: tuple[_Block, ...], new: str, start: int) -> int | None:
    for at, (tag, i1, i2, j1, j2) in enumerate(blocks):
        if not i1 <= start < i2:
            continue
        if start == i1 and at and blocks[at - 1][0] == "insert":
            _, _, _, put_from, put_to = blocks[at - 1]
            # 「また、」 before a sentence is not of the passage; anything else might be.
            if put_from > 0 or new[put_to - 1] != "、":
                return None
        if tag == "equal":
            return j1 + start - i1
        # Within words that were put otherwise nobody knows which of the new ones are meant.
        if tag == "replace" and ("、" in new[j1:j2] or start > i1):
            return None
        return j1
    return None


def _end(blocks: tuple[_Block, ...], length: int, end: int) -> int | None:
    for at, (tag, i1, i2, j1, j2) in enumerate(blocks):
        if not i1 < end <= i2:
            continue
        if end == i2 and at + 1 < len(blocks) and blocks[at + 1][0] == "insert" and end < length:
            return None
        if tag == "equal":
            return j1 + end - i1
        if tag == "replace" and end < i2:
            return None
        return j2 if tag == "replace" else j1
    return None
