"""The map: what is counted where, on the real database."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from services.issue_proposals.domain.issue import Issue
from services.issue_proposals.domain.on_map import Narrowed
from shared.caller import act_as
from shared.city_map import Cell, Place, PlaceOutsideCity, View, city_map
from shared.events.issue_proposals import IssueField, IssueState, ResourceKind
from shared.events.issue_talk import PartyKind
from shared.two_numbers import Numbers
from tests.integration.issue_proposals.conftest import COORDINATOR, WORDS, Town, key

CITY = city_map("")
SLOPE, HARBOUR = Place(38.35, 140.85), Place(38.27, 141.0)
WHOLE = CITY.view()


async def test_a_place_is_sealed_with_the_words_until_it_is_public(town: Town) -> None:
    made = await town.brought(place=SLOPE)
    row = await town.store.issue_row(made.issue.id)
    assert str(SLOPE) not in repr(row)
    _, given = await town.use.bringing.read(made.issue.number, made.confirmation_number)
    assert given is not None
    assert given["place"] == str(SLOPE)
    assert str(SLOPE.latitude) not in repr(await town.events("issues"))


@pytest.mark.parametrize("place", [Place(38.27, 141.3), Place(-38.27, 140.85), Place(0, 0)])
async def test_a_place_outside_the_city_is_refused(town: Town, place: Place) -> None:
    with pytest.raises(PlaceOutsideCity):
        await town.brought(place=place)
    issue, _ = await town.public()
    act_as(COORDINATOR)
    with pytest.raises(PlaceOutsideCity):
        await town.use.opening.shape(issue.id, WORDS, 1, Numbers(), place)


async def test_the_map_counts_public_issues_in_every_view_of_their_place(town: Town) -> None:
    issue, _ = await town.public(SLOPE)
    await town.public(HARBOUR)
    await town.public()
    await town.brought(place=SLOPE)
    await town.look_at_map()
    for zoom in CITY.zooms:
        assert await _cells(town, CITY.view_at(SLOPE, zoom), at=SLOPE) == 1
    assert (await _read(town))["cells"].total() == 2
    assert (await _read(town))["wards"]["北区"] == 3
    assert (await _read(town, state=IssueState.ACTED))["cells"].total() == 0
    assert (await _read(town, field=IssueField.TRANSPORT))["cells"].total() == 2
    cell = str(Cell.at(SLOPE, CITY.nearest))
    found, _ = await town.store.public_issues(None, 20, {"cells": cell})
    assert [one.id for one in found] == [issue.id]


async def test_the_map_follows_what_becomes_of_an_issue(town: Town) -> None:
    issue, numbers = await town.public(SLOPE)
    other, _ = await town.public(HARBOUR)
    await town.look_at_map()
    await town.use.opening.name_need(
        issue.id, ResourceKind.HANDS, "雪かき", key(), numbers, PartyKind.BUSINESS
    )
    act_as(COORDINATOR)
    await town.use.opening.move(issue.id, IssueState.CITIZENS, "")
    await town.look_at_map()
    assert (await _read(town, wanted=PartyKind.BUSINESS))["cells"].total() == 1
    assert (await _read(town, wanted=PartyKind.SCHOOL))["cells"].total() == 0
    assert (await _read(town, state=IssueState.CITIZENS))["cells"].total() == 1
    assert (await _read(town, state=IssueState.DISCUSSION))["cells"].total() == 1
    await town.use.mergings.merge(other.id, issue.id, "同じ坂道です。")
    await town.look_at_map()
    assert (await _read(town))["cells"].total() == 1
    await town.use.mergings.undo(other.id, "別の坂道でした。")
    await town.look_at_map()
    assert (await _read(town))["cells"].total() == 2


async def test_a_new_version_moves_it_and_one_without_a_place_takes_it_off(town: Town) -> None:
    issue, numbers = await town.public(SLOPE)
    for version, place in ((1, HARBOUR), (2, None)):
        act_as(COORDINATOR)
        await town.use.opening.shape(issue.id, WORDS, version, Numbers(), place)
        await town.use.opening.approve(issue.id, version + 1, Numbers())
        await town.look_at_map()
        before = (SLOPE, HARBOUR)[version - 1]
        assert await _cells(town, WHOLE, at=before) == 1
        await town.use.opening.approve(issue.id, version + 1, numbers)
        await town.look_at_map()
        assert await _cells(town, WHOLE, at=before) == 0
        assert await _cells(town, WHOLE, at=place or before) == (1 if place else 0)


async def test_told_twice_late_or_from_the_beginning_it_counts_the_same(town: Town) -> None:
    issues = [(await town.public(SLOPE))[0] for _ in range(3)]
    for _ in range(3):
        await town.look_at_map()
    once = await _read(town)
    assert once["cells"].total() == 3
    old: Issue = replace(issues[0], sequence=0)
    await town.use.on_map.follow([old.id], town.model)
    assert await _read(town) == once
    for name in ("rows", "counted"):
        await town.model[name].drop()
    await town.look_at_map()
    assert await _read(town) == once


async def _read(town: Town, view: View = WHOLE, **narrowed: Any) -> dict[str, Counter[Any]]:
    found = await town.use.on_map.counts(view, Narrowed(**narrowed))
    return {
        "cells": Counter({(one["x"], one["y"]): one["count"] for one in found["cells"]}),
        "wards": Counter({one["ward"]: one["count"] for one in found["wards"]}),
    }


async def _cells(town: Town, view: View, *, at: Place) -> int:
    cell = Cell.at(at, view.zoom)
    return (await _read(town, view))["cells"][cell.x, cell.y]
