"""What can be worked out of a table and its sum is never a small count, unless the sum is one."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gateway.insight.small_counts import TOGETHER, together
from shared.suppression import MINIMUM, small_ones

COUNTS = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 30))


@given(COUNTS)
def test_what_is_put_together_cannot_be_taken_apart(counts: dict[str, int]) -> None:
    hidden = small_ones(counts)
    shown = {name: count for name, count in counts.items() if name not in hidden}
    assert all(count == 0 or count >= MINIMUM for count in shown.values())
    if hidden:
        rest = sum(counts.values()) - sum(shown.values())
        everything = not any(shown.values())
        assert everything or (len(hidden) > 1 and rest >= MINIMUM)


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert small_ones({"WEB": 40, "POST": 5, "FAX": 0}) == frozenset()


def test_one_small_one_takes_the_next_smallest_along() -> None:
    assert small_ones({"WEB": 40, "POST": 9, "FAX": 1}) == {"POST", "FAX"}


@given(COUNTS)
def test_sums_stay_true(counts: dict[str, int]) -> None:
    rows: Any = {n: {"submitters": c, "comments": c, "points": 2 * c} for n, c in counts.items()}
    shown: Any = together(rows)
    for unit in ("submitters", "comments", "points"):
        assert sum(row[unit] for row in shown.values()) == sum(row[unit] for row in rows.values())
    assert TOGETHER not in counts
