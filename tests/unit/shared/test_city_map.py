"""The city's map: places, cells and views."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.city_map import (
    VIEW_CELLS,
    Cell,
    CellUnknown,
    Place,
    PlaceOutsideCity,
    cell_named,
    city_map,
)
from shared.settings import Settings

CITY = city_map("")
INSIDE = st.builds(Place, st.floats(38.2, 38.37), st.floats(140.76, 140.95))


def test_every_ward_that_can_be_chosen_is_drawn_and_none_overlap() -> None:
    known = Settings.model_fields["city_wards"].default.split(",")
    assert sorted(ward.name for ward in CITY.wards) == sorted(known)
    for y in range(100):
        for x in range(100):
            place = Place(38.15 + y * 0.0027, 140.7 + x * 0.0034)
            assert sum(ward.holds(place) for ward in CITY.wards) <= 1


def test_the_whole_city_is_in_the_widest_view() -> None:
    shown = set(CITY.view().cells())
    assert len(shown) == VIEW_CELLS**2
    for ward in CITY.wards:
        for ring in ward.rings:
            for longitude, latitude in ring:
                assert Cell.at(Place(latitude, longitude), CITY.widest) in shown


@given(INSIDE)
def test_a_place_lies_in_one_cell_of_each_zoom_and_near_its_middle(place: Place) -> None:
    for zoom, cell in zip(CITY.zooms, CITY.cells_of(place), strict=True):
        assert cell == Cell.at(cell.centre, zoom) == Cell.named(str(cell))
        assert abs(cell.centre.longitude - place.longitude) <= 180 / 2**zoom + 1e-4
        assert cell in set(CITY.view_at(place, zoom).cells())


@given(INSIDE)
def test_what_is_written_is_read_again(place: Place) -> None:
    read = Place.of(str(place))
    assert read is not None
    assert str(read) == str(place)


@pytest.mark.parametrize(
    "name", ["", "13", "13/1", "a/b/c", "13/-1/3", "99/1/1", "3/8/1", "1/1/1/1"]
)
def test_no_cell_has_a_strange_name(name: str) -> None:
    assert cell_named(name) is None
    with pytest.raises(CellUnknown):
        Cell.named(name)


def test_what_is_outside_is_refused_and_nothing_is_no_place() -> None:
    assert CITY.require(None) is None
    for place in (Place(38.3, 141.2), Place(90, 0), Place(float("nan"), 140.8)):
        with pytest.raises(PlaceOutsideCity):
            CITY.require(place)
