"""Chances of a draw: leximin by comparison with all panels, tickets by recount."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings

from services.committee_recruitment.domain.draw import (
    CertificateDoesNotHold,
    NoSeats,
    Pool,
    PoolTooSmall,
    PseudonymTwice,
    QuotaReversed,
    QuotasCannotBeMet,
    certificate_gap,
    check,
    fair_chances,
    tickets_for,
)
from tests.unit.committee_recruitment.pools import (
    all_panels,
    leximin_by_all_panels,
    misses,
    pool_of,
    pools,
)

TICKETS = 100


def rare_pairs(seats: int = 2) -> Pool:
    """Three people have two of three rare traits each; no two of them can sit together.

    Half a place for each of the three keeps all quotas, but no lottery over panels gives that.
    """
    pairs = [{"a": "1", "b": "1"}, {"b": "1", "c": "1"}, {"a": "1", "c": "1"}]
    quotas = {category: {"1": (0, 1)} for category in "abc"}
    return pool_of([*pairs, {}, {}], seats, quotas)


def crowd() -> Pool:
    """Forty people, skewed, of whom twelve are chosen."""
    people = [
        {
            "年代": ("若", "中", "老", "老")[at % 4],
            "性別": "女" if at % 7 < 3 else "男",
            "区": ("北", "南", "東", "東", "東")[at % 5],
        }
        for at in range(40)
    ]
    quotas = {
        "年代": {"若": (4, 5), "中": (3, 4), "老": (3, 4)},
        "性別": {"女": (6, 6), "男": (6, 6)},
        "区": {"北": (3, 4), "南": (4, 5), "東": (3, 5)},
    }
    return pool_of(people, 12, quotas)


@settings(max_examples=60, deadline=None)
@given(pool=pools())
def test_chances_are_those_of_leximin_over_all_panels(pool: Pool) -> None:
    if not all_panels(pool):
        with pytest.raises(QuotasCannotBeMet):
            fair_chances(pool)
        assert not check(pool).possible
        return
    assert check(pool).possible
    fair = fair_chances(pool)
    assert fair.chance_of() == pytest.approx(leximin_by_all_panels(pool), abs=1e-6)
    assert sum(fair.chance_of().values()) == pytest.approx(pool.seats)
    assert max(gap.single for gap in certificate_gap(pool, fair)) < 1e-6


def test_where_quotas_alone_promise_more_than_panels_can_give() -> None:
    pool = rare_pairs()
    fair = fair_chances(pool)
    assert fair.chance_of() == pytest.approx(leximin_by_all_panels(pool), abs=1e-6)
    assert fair.chance_of()["p00"] == pytest.approx(1 / 3)
    assert fair.chance_of()["p03"] == pytest.approx(1 / 2)
    assert max(gap.single for gap in certificate_gap(pool, fair)) < 1e-6


def test_who_can_be_on_no_panel_is_named() -> None:
    people = [{"a": "1", "b": "1"}, {"a": "1"}, {"a": "1"}, {"b": "1"}]
    pool = pool_of(people, 2, {"a": {"1": (1, 1)}, "b": {"1": (1, 1)}})
    fair = fair_chances(pool)
    assert fair.never == ("p00",)
    assert fair.chance_of() == pytest.approx({"p00": 0, "p01": 0.5, "p02": 0.5, "p03": 1})


def test_without_quotas_all_have_the_same_chance() -> None:
    pool = pool_of([{"年代": "若"}, {"年代": "老"}, {}, {}, {}, {}, {}], 3)
    assert fair_chances(pool).chances == pytest.approx((3 / 7,))
    tickets = tickets_for(pool, fair_chances(pool), 700)
    assert set(tickets.chances().values()) == {Fraction(3, 7)}


def test_a_missing_value_and_an_empty_one_are_told_apart() -> None:
    pool = pool_of([{"a": ""}, {"a": ""}, {}, {"a": "x"}], 2, {"a": {"": (1, 1)}})
    assert fair_chances(pool).kinds == (("p02", "p03"), ("p00", "p01"))


@settings(max_examples=25, deadline=None)
@given(pool=pools())
def test_tickets_keep_quotas_and_share_places_evenly(pool: Pool) -> None:
    assume(all_panels(pool))
    fair = fair_chances(pool)
    tickets = tickets_for(pool, fair, TICKETS)
    entries = {entry.pseudonym: entry for entry in pool.entries}
    assert len(tickets.panels) == TICKETS
    for panel in tickets.panels:
        assert len(set(panel)) == pool.seats
        assert not any(misses(pool, [entries[who] for who in panel]))
    on = Counter(who for panel in tickets.panels for who in panel)
    for members in fair.kinds:
        counts = [on[who] for who in members]
        assert max(counts) - min(counts) <= 1
    chances = tickets.chances()
    assert sum(chances.values()) == pool.seats
    assert chances == {who: Fraction(on[who], TICKETS) for who in chances}
    off = [abs(float(chances.get(who, 0)) - chance) for who, chance in fair.chance_of().items()]
    assert tickets.furthest == pytest.approx(max(off), abs=1e-12)
    assert max(off) < 2.5 / TICKETS


def test_a_thousand_tickets_are_near_the_leximin_chances() -> None:
    pool = crowd()
    fair = fair_chances(pool)
    gaps = certificate_gap(pool, fair)
    assert max(gap.single for gap in gaps) < 1e-6
    assert all(gap.level <= gap.single for gap in gaps)
    assert len({round(chance, 6) for chance in fair.chances}) > 1
    assert tickets_for(pool, fair).furthest < 0.002


def test_people_of_a_kind_do_not_always_meet_the_same() -> None:
    people = [{"a": "1"}] * 4 + [{"a": "2"}] * 4
    pool = pool_of(people, 2, {"a": {"1": (1, 1), "2": (1, 1)}})
    tickets = tickets_for(pool, fair_chances(pool), 160)
    assert len(set(tickets.panels)) == 16


def test_a_certificate_shows_a_lottery_that_is_not_leximin() -> None:
    pool = rare_pairs()
    fair = fair_chances(pool)
    first = [
        (counts, share)
        for counts, share in fair.portfolio
        if any(counts[at] for at, kind in enumerate(fair.kinds) if kind == ("p00",))
    ]
    total = sum(share for _, share in first)
    portfolio = tuple((counts, share / total) for counts, share in first)
    chances = tuple(
        sum(counts[at] * share for counts, share in portfolio) / len(members)
        for at, members in enumerate(fair.kinds)
    )
    unfair = replace(fair, portfolio=portfolio, chances=chances)
    # Nobody has the second or the third pair: the least chance could be a third.
    assert certificate_gap(pool, unfair)[0].level > 0.1
    with pytest.raises(CertificateDoesNotHold, match="chances"):
        certificate_gap(pool, replace(fair, chances=chances))
    with pytest.raises(CertificateDoesNotHold, match="quota"):
        certificate_gap(rare_pairs(seats=3), fair)
    with pytest.raises(CertificateDoesNotHold, match="kinds"):
        certificate_gap(pool_of([{}] * 5, 2), fair)


def test_weights_that_prove_nothing_are_refused() -> None:
    pool = rare_pairs()
    fair = fair_chances(pool)
    nothing = tuple(replace(one, weights=tuple(0.0 for _ in one.weights)) for one in fair.rounds)
    with pytest.raises(CertificateDoesNotHold, match="weights"):
        certificate_gap(pool, replace(fair, rounds=nothing))
    with pytest.raises(CertificateDoesNotHold, match="rounds"):
        certificate_gap(pool, replace(fair, rounds=fair.rounds[:1]))


def test_what_is_no_pool_is_refused() -> None:
    with pytest.raises(PoolTooSmall):
        pool_of([{}], 2)
    with pytest.raises(NoSeats):
        pool_of([{}], 0)
    with pytest.raises(QuotaReversed):
        pool_of([{}], 1, {"a": {"1": (2, 1)}})
    one = pool_of([{}], 1).entries
    with pytest.raises(PseudonymTwice):
        Pool(one + one, 1, {})
    with pytest.raises(ValueError, match="tickets"):
        tickets_for(pool_of([{}], 1), fair_chances(pool_of([{}], 1)), 0)


def test_the_order_in_which_things_are_given_does_not_matter() -> None:
    pool = crowd()
    turned = Pool(
        tuple(reversed(pool.entries)),
        pool.seats,
        {c: dict(reversed(list(v.items()))) for c, v in reversed(list(pool.quotas.items()))},
    )
    assert turned.commitment == pool.commitment
    assert fair_chances(turned) == fair_chances(pool)
