import pytest

from shared.errors import Conflict
from shared.ids import new_id
from shared.logs import cause_of
from shared.mongo.cursors import CursorMalformed, decode_cursor, encode_cursor


class ConsultationClosed(Conflict):
    """For the test."""


def test_a_code_comes_from_the_facts_name() -> None:
    error = ConsultationClosed("field", closes_at="x")
    assert (error.code, error.status) == ("CONSULTATION_CLOSED", 409)
    assert error.body() == {
        "code": "CONSULTATION_CLOSED",
        "field": "field",
        "params": {"closes_at": "x"},
    }


def test_a_cursor_reads_back_and_a_foreign_one_is_refused() -> None:
    assert decode_cursor(encode_cursor("a", "ん"), 2) == ["a", "ん"]
    for foreign in ("", "xx", "!!!", encode_cursor("a"), "W10"):
        with pytest.raises(CursorMalformed):
            decode_cursor(foreign, 2)


def test_ids_sort_by_time() -> None:
    ids = [new_id() for _ in range(1000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 1000


def test_a_logged_cause_never_quotes() -> None:
    assert cause_of(ValueError("わたしの意見")) == "ValueError"
