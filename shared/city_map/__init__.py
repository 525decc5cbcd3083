"""The city as a map: its wards' outlines, the places in it, the cells by which they are counted.

The outlines are GeoJSON (``wards.json`` here: a schematic drawing of an invented city; another
city sets ``KYODO_CITY_MAP``). Cells are the tiles of Web Mercator ("slippy map tiles"), so that a
city that has a server for tiles can lay them underneath.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import orjson

from shared.errors import InvalidInput

# A view shows so many cells side by side and one above another.
VIEW_CELLS = 8
# How often a view of the whole city may be made twice as near.
LEVELS = 5
# Five decimals of a degree are about a metre.
DECIMALS = 5
_DRAWING = Path(__file__).parent / "wards.json"

Ring = tuple[tuple[float, float], ...]


class PlaceOutsideCity(InvalidInput):
    """The place does not lie in the city."""


class CellUnknown(InvalidInput):
    """No cell of the map has this name."""


@dataclass(frozen=True)
class Place:
    """A point, in degrees of WGS 84."""

    latitude: float
    longitude: float

    @classmethod
    def of(cls, text: str) -> Self | None:
        """Read what ``str`` wrote; nothing of nothing."""
        latitude, _, longitude = text.partition(",")
        return cls(float(latitude), float(longitude)) if longitude else None

    def __str__(self) -> str:
        """Write it as "38.26889,140.87194"."""
        return f"{self.latitude:.{DECIMALS}f},{self.longitude:.{DECIMALS}f}"


@dataclass(frozen=True)
class Cell:
    """A square of the map: the tile ``x`` to the east and ``y`` to the south at a zoom."""

    zoom: int
    x: int
    y: int

    @classmethod
    def named(cls, name: str) -> Self:
        """Read a name such as "13/7298/3150".

        Raises:
            CellUnknown.
        """
        try:
            zoom, x, y = (int(part) for part in name.split("/"))
        except ValueError:
            raise CellUnknown("cell") from None
        if not (0 <= zoom <= 24 and 0 <= x < 2**zoom and 0 <= y < 2**zoom):
            raise CellUnknown("cell")
        return cls(zoom, x, y)

    @classmethod
    def at(cls, place: Place, zoom: int) -> Self:
        """Return the cell in which a place lies."""
        x, y = position(place.latitude, place.longitude, zoom)
        return cls(zoom, int(x), int(y))

    @property
    def centre(self) -> Place:
        """Return the place in its middle."""
        width = 2**self.zoom
        north = math.pi * (1 - 2 * (self.y + 0.5) / width)
        latitude = math.degrees(math.atan(math.sinh(north)))
        longitude = (self.x + 0.5) / width * 360 - 180
        return Place(round(latitude, DECIMALS), round(longitude, DECIMALS))

    def __str__(self) -> str:
        """Write its name."""
        return f"{self.zoom}/{self.x}/{self.y}"


def cell_named(name: str) -> Cell | None:
    """Read a name; nothing of what is none."""
    try:
        return Cell.named(name)
    except CellUnknown:
        return None


@dataclass(frozen=True)
class View:
    """Eight by eight cells, from the one in the north-west on."""

    zoom: int
    x: int
    y: int

    def cells(self) -> Iterator[Cell]:
        """Go through them row by row."""
        for y in range(self.y, self.y + VIEW_CELLS):
            for x in range(self.x, self.x + VIEW_CELLS):
                yield Cell(self.zoom, x, y)


@dataclass(frozen=True)
class Ward:
    """A ward's outlines, each a ring of (longitude, latitude)."""

    name: str
    rings: tuple[Ring, ...]

    def holds(self, place: Place) -> bool:
        """Say whether a place lies in it."""
        return any(_inside(ring, place) for ring in self.rings)


@dataclass(frozen=True)
class CityMap:
    """The wards, and from which zoom on the whole city fits into one view."""

    wards: tuple[Ward, ...]
    widest: int
    middle: Place

    @property
    def nearest(self) -> int:
        """Return the zoom of the nearest view."""
        return self.widest + LEVELS - 1

    @property
    def zooms(self) -> range:
        """Return the zooms of all views."""
        return range(self.widest, self.nearest + 1)

    def require(self, place: Place | None) -> Place | None:
        """Return a place, rounded; nothing of nothing.

        Raises:
            PlaceOutsideCity.
        """
        if place is None:
            return None
        if not any(ward.holds(place) for ward in self.wards):
            raise PlaceOutsideCity("place")
        return Place(round(place.latitude, DECIMALS), round(place.longitude, DECIMALS))

    def cells_of(self, place: Place) -> list[Cell]:
        """Return the cells in which a place lies, the widest first."""
        return [Cell.at(place, zoom) for zoom in self.zooms]

    def view(self) -> View:
        """Return the view of the whole city."""
        return _around(self.middle, self.widest)

    def view_at(self, place: Place, zoom: int) -> View:
        """Return the view around a place; the widest is always that of the city."""
        return _around(self.middle if zoom <= self.widest else place, max(zoom, self.widest))

    def overlaps(self, cell: Cell) -> bool:
        """Say whether the middle of a cell lies in the city."""
        return any(ward.holds(cell.centre) for ward in self.wards)


@lru_cache(maxsize=4)
def city_map(path: str) -> CityMap:
    """Read the city's map (``KYODO_CITY_MAP``); without a path, the drawing that comes with this.

    Raises:
        OSError, ValueError: the file is not GeoJSON with polygons whose ``name`` is a ward's.
    """
    try:
        features = orjson.loads(Path(path or _DRAWING).read_bytes())["features"]
        wards = tuple(_ward(feature) for feature in features)
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path}: no GeoJSON with wards' polygons") from error
    points = [point for ward in wards for ring in ward.rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    middle = Place((south + north) / 2, (west + east) / 2)
    return CityMap(wards, _widest(west, east, south, north), middle)


def position(latitude: float, longitude: float, zoom: int) -> tuple[float, float]:
    """Return where a point lies in cells, from the north-west of the world (Web Mercator)."""
    width = 2**zoom
    slope = math.asinh(math.tan(math.radians(latitude)))
    return (longitude + 180) / 360 * width, (1 - slope / math.pi) / 2 * width


def _widest(west: float, east: float, south: float, north: float) -> int:
    zoom = 24
    while zoom > 0:
        left, top = position(north, west, zoom)
        right, bottom = position(south, east, zoom)
        # A view begins at a whole cell, up to half a cell beside the middle.
        if max(right - left, bottom - top) <= VIEW_CELLS - 1:
            break
        zoom -= 1
    return zoom


def _around(place: Place, zoom: int) -> View:
    x, y = position(place.latitude, place.longitude, zoom)
    return View(zoom, round(x) - VIEW_CELLS // 2, round(y) - VIEW_CELLS // 2)


def _ward(feature: dict[str, Any]) -> Ward:
    shape = feature["geometry"]
    many = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    outlines = [polygon[0] for polygon in many]
    rings = tuple(tuple((float(x), float(y)) for x, y, *_ in ring) for ring in outlines)
    return Ward(feature["properties"]["name"], rings)


def _inside(ring: Ring, place: Place) -> bool:
    """Count how often a line to the east crosses the ring (even-odd rule)."""
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > place.latitude) != (y2 > place.latitude):
            crossing = x1 + (place.latitude - y1) / (y2 - y1) * (x2 - x1)
            inside ^= place.longitude < crossing
    return inside
