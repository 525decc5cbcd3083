"""What a view of the city's map looks like, in units of a picture of 512 by 512."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from shared.city_map import VIEW_CELLS, Cell, CityMap, Place, View, Ward, city_map, position
from shared.settings import settings

SIZE = 512
CELL = SIZE // VIEW_CELLS
# Tiles are drawn a zoom wider than the cells: a picture of 256 pixels covers two by two.
_TILE = 2 * CELL


@dataclass(frozen=True)
class Label:
    """A word on the map, and where its middle is."""

    text: str
    x: int
    y: int


def the_city() -> CityMap:
    """Return the city's map."""
    return city_map(settings().city_map)


def drawing(view: View, taken: Collection[Cell] = ()) -> dict[str, Any]:
    """Return ``{"paths", "labels", "tiles", "credit"}``: wards' outlines and names, and tiles.

    No name is written where a cell is ``taken`` by something that lies on top.
    """
    city = the_city()
    return {
        "paths": [_path(ward, view) for ward in city.wards],
        "labels": [label for ward in city.wards if (label := _label(ward, view, taken))],
        "tiles": _tiles(view),
        "credit": settings().map_credit,
    }


def spot(place: Place, view: View) -> tuple[int, int]:
    """Return where a place is in the picture; beside it if it is not in the view."""
    x, y = position(place.latitude, place.longitude, view.zoom)
    return round((x - view.x) * CELL), round((y - view.y) * CELL)


def ward_at(place: Place) -> str:
    """Return the name of the ward in which a place is drawn; nothing outside of all."""
    return next((ward.name for ward in the_city().wards if ward.holds(place)), "")


def _path(ward: Ward, view: View) -> str:
    rings = [" L".join(f"{x} {y}" for x, y in _spots(ring, view)) for ring in ward.rings]
    return " ".join(f"M{ring} Z" for ring in rings)


def _label(ward: Ward, view: View, taken: Collection[Cell]) -> Label | None:
    """Put the name in the middle of what is to be seen of a ward."""
    inside = [cell for cell in view.cells() if ward.holds(cell.centre) and cell not in taken]
    if not inside:
        return None
    middle_x = sum(cell.x for cell in inside) / len(inside)
    middle_y = sum(cell.y for cell in inside) / len(inside)
    # A crooked ward's middle may lie outside of it.
    best = min(inside, key=lambda cell: (cell.x - middle_x) ** 2 + (cell.y - middle_y) ** 2)
    x, y = corner(best, view)
    return Label(ward.name, x + CELL // 2, y + CELL // 2)


def corner(cell: Cell, view: View) -> tuple[int, int]:
    """Return the north-west corner of a cell in the picture."""
    return (cell.x - view.x) * CELL, (cell.y - view.y) * CELL


def _spots(ring: Sequence[tuple[float, float]], view: View) -> list[tuple[int, int]]:
    return [spot(Place(latitude, longitude), view) for longitude, latitude in ring]


def _tiles(view: View) -> list[dict[str, Any]]:
    """Return the pictures that lie underneath, if a server for them is set."""
    template, zoom = settings().map_tiles, view.zoom - 1
    if not template:
        return []
    return [
        {
            "href": template.replace("{z}", str(zoom))
            .replace("{x}", str(x))
            .replace("{y}", str(y)),
            "x": (2 * x - view.x) * CELL,
            "y": (2 * y - view.y) * CELL,
            "size": _TILE,
        }
        for y in range(view.y // 2, (view.y + VIEW_CELLS - 1) // 2 + 1)
        for x in range(view.x // 2, (view.x + VIEW_CELLS - 1) // 2 + 1)
    ]
