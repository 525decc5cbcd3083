"""What the forms of committees make of dates: an old telephone shows a plain field for them."""

import pytest

from gateway.web.pages.committees import is_day


@pytest.mark.parametrize("typed", ["1955-04-01", "2028-02-29"])
def test_a_day_that_there_is_goes_on(typed: str) -> None:
    assert is_day(typed)


@pytest.mark.parametrize(
    "typed", ["", "1955/4/1", "昭和30年4月1日", "1955-13-01", "2027-02-29", "1955-04", "-04-01"]
)
def test_what_is_no_day_is_told_at_its_field(typed: str) -> None:
    assert not is_day(typed)
