"""Small counts: where few took part, a table by channel or by clause can show who said what.

Categories with fewer than ``MINIMUM`` are put together into one, with the next smallest added until
that one is no longer small either: a total beside the table then tells nothing more. Sums stay
true. The department in charge sees everything; it reads the comments themselves.
"""

from collections.abc import Mapping

MINIMUM = 5


def small_ones(counts: Mapping[str, int], minimum: int = MINIMUM) -> frozenset[str]:
    """Return the categories that are shown only together; empty if none has to be hidden.

    Counts of 0 hide nobody. If all of them together are fewer than ``minimum``, all are returned.
    """
    small = {name for name, count in counts.items() if 0 < count < minimum}
    others = sorted(
        (name for name, count in counts.items() if count >= minimum),
        key=lambda name: (counts[name], name),
    )
    # One alone is its own sum; a sum below the minimum is as small as its parts.
    while small and others and (len(small) == 1 or sum(counts[n] for n in small) < minimum):
        small.add(others.pop(0))
    return frozenset(small)
