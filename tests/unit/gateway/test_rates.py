"""A school behind one address passes; a flood does not; nobody is kept for ever."""

import pytest

from gateway import rates
from gateway.rates import Rates, network_of
from shared.settings import Settings

PUPILS, CLASSES = 40, 10
PAGES_OF_A_PUPIL = 5  # the list, the plan, the form, sending it, the receipt


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def usual(clock: Clock) -> Rates:
    fields = Settings.model_fields
    return Rates(fields["rate_per_second"].default, fields["rate_burst"].default, clock)


def test_ten_classes_that_comment_in_the_same_minute_behind_one_address_pass(clock: Clock) -> None:
    limiter = usual(clock)
    asked = PUPILS * CLASSES * PAGES_OF_A_PUPIL
    for number in range(asked):
        clock.now = 60 * number / asked
        assert limiter.wait_s("203.0.113.7") == 0


def test_a_flood_is_stopped_and_told_when_to_come_back(clock: Clock) -> None:
    limiter = Rates(10, 100, clock)
    passed = sum(limiter.wait_s("203.0.113.7") == 0 for _ in range(1_000))
    assert passed == 100
    wait = limiter.wait_s("203.0.113.7")
    assert 0 < wait <= 0.1
    assert limiter.wait_s("203.0.113.8") == 0, "another address is not meant"
    clock.now += wait
    assert limiter.wait_s("203.0.113.7") == 0


def test_one_line_is_one_address_however_many_it_takes_from_its_network(clock: Clock) -> None:
    limiter = Rates(1, 3, clock)
    answers = [limiter.wait_s(f"2001:db8:1:2::{n:x}") for n in range(1, 6)]
    assert [wait > 0 for wait in answers] == [False, False, False, True, True]
    assert network_of("::ffff:203.0.113.7") == "203.0.113.7"


def test_this_machine_is_not_counted() -> None:
    assert network_of("127.0.0.1") is None
    assert network_of("::1") is None


def test_a_flood_from_many_addresses_does_not_fill_the_memory(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "ADDRESSES_KEPT", 100)
    limiter = Rates(1, 3, clock)
    for number in range(1_000):
        limiter.wait_s(f"10.0.{number // 250}.{number % 250}")
    assert len(limiter._buckets) == 100
