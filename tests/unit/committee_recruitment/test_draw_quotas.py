"""Quotas that cannot be met: why, and what is nearest, by comparison with all panels."""

from itertools import combinations

from hypothesis import given, settings

from services.committee_recruitment.domain.draw import Pool, Reason, Why, check
from tests.unit.committee_recruitment.pools import all_panels, misses, pool_of, pools


@settings(max_examples=80, deadline=None)
@given(pool=pools())
def test_the_nearest_quotas_can_be_met_and_nothing_is_nearer(pool: Pool) -> None:
    verdict = check(pool)
    by = [misses(pool, panel) for panel in combinations(pool.entries, pool.seats)]
    # Fewest places, then fewest bounds, then the earlier values left alone.
    best = min(
        (sum(one), sum(map(bool, one)), [low + high for low, high in _pairs(one)]) for one in by
    )
    assert verdict.possible == (best[0] == 0) == bool(all_panels(pool))
    assert verdict.moved == best[0]
    assert bool(verdict.reasons) != verdict.possible
    moved = [
        quota.least - near.least + near.most - quota.most
        for (_, _, quota), near in zip(
            pool.bounds(), [q for v in verdict.nearest.values() for q in v.values()], strict=True
        )
    ]
    assert moved == best[2]
    assert check(Pool(pool.entries, pool.seats, verdict.nearest)).possible


def _pairs(one: list[int]) -> list[tuple[int, int]]:
    return list(zip(one[::2], one[1::2], strict=True))


def test_too_few_people() -> None:
    pool = pool_of([{"年代": "若"}, {"年代": "老"}, {"年代": "老"}], 2, {"年代": {"若": (2, 2)}})
    verdict = check(pool)
    assert verdict.reasons == (Reason(Why.TOO_FEW_PEOPLE, "年代", "若", 2, 1),)
    assert verdict.nearest == {"年代": {"若": (1, 2)}}
    assert verdict.moved == 1


def test_leasts_over_the_seats() -> None:
    people = [{"年代": "若"}, {"年代": "若"}, {"年代": "老"}, {"年代": "老"}]
    verdict = check(pool_of(people, 3, {"年代": {"若": (2, 3), "老": (2, 3)}}))
    assert verdict.reasons == (Reason(Why.LEASTS_OVER_SEATS, "年代", "", 4, 3),)
    # Both are as near; the one whose name comes first is left alone.
    assert verdict.nearest == {"年代": {"老": (2, 3), "若": (1, 3)}}
    assert verdict.moved == 1


def test_mosts_under_the_seats_count_people_without_a_quota() -> None:
    people = [{"年代": "若"}, {"年代": "若"}, {"年代": "老"}, {}]
    quotas = {"年代": {"若": (0, 1)}}
    assert check(pool_of(people, 3, quotas)).possible
    assert check(pool_of(people, 4, quotas)).reasons == (
        Reason(Why.MOSTS_UNDER_SEATS, "年代", "", 4, 3),
    )


def test_only_together() -> None:
    people = [{"年代": "若", "性別": "女"}, {"年代": "老", "性別": "男"}]
    verdict = check(pool_of(people, 1, {"年代": {"若": (1, 1)}, "性別": {"男": (1, 1)}}))
    assert [reason.why for reason in verdict.reasons] == [Why.ONLY_TOGETHER]
    # Both are as near; 年代 comes first in the order of names and is left alone.
    assert verdict.nearest == {"年代": {"若": (1, 1)}, "性別": {"男": (0, 1)}}
