"""Splitting never alters a word, and leaves none out unseen."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.public_comment.points.domain import errors
from services.public_comment.points.domain.spans import (
    SPANS_MAX,
    Span,
    SpanKind,
    checked_spans,
    with_ids,
)

TEXT = "お世話になります。\nバスの本数を増やしてください。🚌屋根もほしいです。\n"
GREETING = Span(0, 9, SpanKind.NO_OPINION)


def test_opinions_and_greetings_cover_every_word() -> None:
    first, second = Span(10, 25), Span(25, 35)
    spans = checked_spans(TEXT, [GREETING, first, second])
    assert [TEXT[one.start : one.end] for one in spans] == [
        "お世話になります。",
        "バスの本数を増やしてください。",
        "🚌屋根もほしいです。",  # counted in code points, so that nothing is cut in two
    ]
    assert checked_spans(TEXT, []) == ()


@pytest.mark.parametrize(
    ("spans", "refused"),
    [
        ([Span(10, 25), Span(25, 35)], errors.TextNotCovered),  # the greeting is not marked
        ([GREETING, Span(10, 25)], errors.TextNotCovered),
        ([GREETING, Span(10, 25), Span(27, 35)], errors.TextNotCovered),
        ([GREETING, Span(10, 26), Span(25, 35)], errors.SpansOutOfOrder),
        ([GREETING, Span(25, 35), Span(10, 25)], errors.SpansOutOfOrder),
        ([GREETING, Span(10, 99)], errors.SpansOutOfOrder),
        ([GREETING, Span(10, 10), Span(10, 35)], errors.SpansOutOfOrder),
        ([Span(-1, 35)], errors.SpansOutOfOrder),
        ([GREETING, Span(9, 10), Span(10, 35)], errors.PointBlank),
        ([Span(0, 35, SpanKind.NO_OPINION)], errors.NoPointLeft),
        ([Span(n, n + 1) for n in range(SPANS_MAX + 1)], errors.TooManySpans),
    ],
)
def test_what_is_wrong_is_refused(spans: list[Span], refused: type[Exception]) -> None:
    with pytest.raises(refused):
        checked_spans(TEXT, spans)


def test_where_words_are_left_out_is_told() -> None:
    with pytest.raises(errors.TextNotCovered) as refused:
        checked_spans(TEXT, [GREETING, Span(10, 25), Span(27, 35)])
    assert refused.value.params == {"position": 26}


@given(st.text(min_size=1, max_size=60), st.lists(st.integers(0, 60), max_size=6))
def test_what_is_accepted_is_the_text_again(text: str, cuts: list[int]) -> None:
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    spans = [Span(start, end) for start, end in pairwise(places)]
    try:
        kept = checked_spans(text, spans)
    except errors.PointBlank:
        return
    assert "".join(text[one.start : one.end] for one in kept) == text


def test_an_opinion_that_stands_where_one_stood_keeps_its_id() -> None:
    ids = iter("abcdef")
    before = with_ids([GREETING, Span(10, 35)], (), lambda: next(ids))
    assert [one.id for one in before] == [None, "a"]
    same = with_ids([GREETING, Span(10, 35, clause_id="c")], before, lambda: next(ids))
    assert [(one.id, one.clause_id) for one in same] == [(None, None), ("a", "c")]
    anew = with_ids([GREETING, Span(10, 25), Span(25, 35)], before, lambda: next(ids))
    assert [one.id for one in anew] == [None, "b", "c"]
