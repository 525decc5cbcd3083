"""Anchors of one revision in a later one, on the real database."""

import asyncio
from collections.abc import Sequence

import pytest

from services.policies.domain import errors
from services.policies.domain.anchors import Anchor, Fate, Passage, Way
from services.policies.domain.units import Side, text_of
from services.policies.handlers import Locations, Policies, locations
from services.policies.store import Store
from tests.integration.policies.conftest import a_document, publish

BUS = "青少年の家と病院を結ぶ予約制の車を、平日に5便運行します。"
WALK = "川沿いの遊歩道は、東山地区から総合医療センターまでの6キロメートルをつなぎます。"
TREES = "南浜地区の街路樹は、3年ごとに専門家が診断します。"
FIRST = f"第1章 交通\n1 バス\n{WALK}{BUS}\n2 みどり\n{TREES}\n"
SECOND = f"第1章 交通\n1 バス\n{TREES[:-1]}ことにします。{WALK}{BUS}\n2 みどり\n{TREES}\n"
THIRD = f"第1章 交通\n1 バス\n{WALK}{BUS}\n2 みどり\n{TREES}{TREES}\n"


@pytest.fixture
def finding(store: Store) -> Locations:
    return Locations(store)


def anchor_in(clauses: object, heading: str, words: str) -> Anchor:
    clause = next(one for one in clauses if one.heading == heading)  # type: ignore[attr-defined]
    start = text_of(clause).index(words)
    return Anchor(clause.id, Passage(start, start + len(words)))


async def test_a_passage_is_followed_by_way_of_the_revisions_in_between(
    policies: Policies, finding: Locations
) -> None:
    document = await a_document(policies)
    first, _, last = [await publish(policies, document, one) for one in (FIRST, SECOND, THIRD)]
    bus, trees = (
        anchor_in(first.clauses, "バス", "予約制の車"),
        anchor_in(first.clauses, "みどり", "街路樹"),
    )
    found = await finding.locate(first.id, last.id, [bus, trees])
    assert [one.fate for one in found] == [Fate.PLACED, Fate.UNSURE]
    assert found[0].at == anchor_in(last.clauses, "バス", "予約制の車")
    assert len(found[1].candidates) > 0


async def test_many_who_ask_at_once_make_one_comparison(
    policies: Policies, finding: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = await a_document(policies)
    first, last = [await publish(policies, document, one) for one in (FIRST, SECOND)]
    made: list[int] = []

    class Counted(Way):
        def __init__(self, sides: Sequence[Side]) -> None:
            made.append(1)
            super().__init__(sides)

    monkeypatch.setattr(locations, "Way", Counted)
    bus = anchor_in(first.clauses, "バス", "予約制の車")
    asked = [finding.locate(first.id, last.id, [bus]) for _ in range(20)]
    assert {one[0].fate for one in await asyncio.gather(*asked)} == {Fate.PLACED}
    assert len(made) == 1


async def test_what_cannot_be_located_is_named(policies: Policies, finding: Locations) -> None:
    document = await a_document(policies)
    first, last = [await publish(policies, document, one) for one in (FIRST, SECOND)]
    other = await publish(policies, await a_document(policies), FIRST)
    bus = anchor_in(first.clauses, "バス", "予約制の車")
    for since, to in ((last.id, first.id), (first.id, first.id), (first.id, other.id)):
        with pytest.raises(errors.RevisionNotLater):
            await finding.locate(since, to, [bus])
    with pytest.raises(errors.RevisionNotFound):
        await finding.locate(first.id, "nothing", [bus])
    with pytest.raises(errors.PassageNotInClause):
        await finding.locate(first.id, last.id, [Anchor(bus.clause_id, Passage(0, 9_999))])
    with pytest.raises(errors.ClauseNotInRevision):
        await finding.locate(first.id, last.id, [Anchor("nothing")])
    assert (await finding.locate(first.id, last.id, [bus]))[0].fate is Fate.PLACED
