"""The labelled statements are what the benchmark says they are."""

from collections import Counter

from tests.bench.insight.labelled import minority, statements


def test_each_topic_has_its_statements_and_none_is_there_twice() -> None:
    found = statements()
    assert Counter(Counter(one.label for one in found).values()) == {24: 16}
    assert len({one.text for one in found}) == len(found)


def test_each_small_view_is_said_in_ten_ways_and_belongs_to_no_topic() -> None:
    found = minority()
    assert Counter(Counter(one.label for one in found).values()) == {10: 20}
    assert not {one.text for one in found} & {one.text for one in statements()}
    assert not {one.label for one in found} & {one.label for one in statements()}
