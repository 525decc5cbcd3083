"""Showing a place on the map in a form, nearer with each press; needs no script and no mouse."""

from collections.abc import Mapping
from typing import Any

from gateway.web.city_drawing import drawing, spot, the_city, ward_at
from shared.city_map import VIEW_CELLS, Cell, Place, PlaceOutsideCity, View, cell_named

# The place so far; the cell that is looked at; what was pressed: a cell, WHOLE or NOWHERE.
PLACE_FIELDS = ("latitude", "longitude", "looked_at", "pick")
WHOLE, NOWHERE = "whole", "nowhere"
# Each press shows a map four times as near.
_NEARER = 2

Typed = Mapping[str, str]


def place_of(typed: Typed) -> Place | None:
    """Return the place of a form, as long as it is one."""
    try:
        return Place(float(typed["latitude"]), float(typed["longitude"]))
    except (KeyError, ValueError):
        return None


def place_input(typed: Typed) -> dict[str, float] | None:
    """Write the place of a form for a mutation."""
    place = place_of(typed)
    return {"latitude": place.latitude, "longitude": place.longitude} if place else None


def of_place(place: Mapping[str, float] | None) -> dict[str, str]:
    """Write a place of the schema as fields of a form."""
    fields = dict.fromkeys(PLACE_FIELDS, "")
    if place is None:
        return fields
    known = Place(place["latitude"], place["longitude"])
    return {**fields, "latitude": str(known.latitude), "longitude": str(known.longitude)}


def pressed(typed: Typed) -> dict[str, str]:
    """Return the fields as they are after what was pressed."""
    fields = {name: typed.get(name, "") for name in PLACE_FIELDS}
    if fields["pick"] == WHOLE:
        return {**fields, "looked_at": ""}
    if fields["pick"] == NOWHERE:
        return dict.fromkeys(PLACE_FIELDS, "")
    cell = cell_named(fields["pick"])
    if cell is None:
        return fields
    centre = cell.centre
    picked = {"latitude": str(centre.latitude), "longitude": str(centre.longitude)}
    return {**fields, **picked, "looked_at": str(cell)}


def picker(typed: Typed, address: str) -> dict[str, Any]:
    """Return what the map in a form shows; ``address``: where a press is sent."""
    city, place, looked_at = the_city(), place_of(typed), cell_named(typed.get("looked_at", ""))
    shown = place is not None and _in_city(place)
    view = city.view()
    if looked_at is not None and looked_at.zoom >= city.widest:
        view = city.view_at(looked_at.centre, min(looked_at.zoom + _NEARER, city.nearest))
    return {
        "address": address,
        "place": place if shown else None,
        "ward": ward_at(place) if place and shown else "",
        "mark": spot(place, view) if place and shown else None,
        "looked_at": typed.get("looked_at", ""),
        "open": bool(typed.get("pick")) or place is not None,
        "cells": _cells(view),
        **drawing(view, {Cell.at(place, view.zoom)} if place and shown else ()),
    }


def _cells(view: View) -> list[dict[str, Any]]:
    """Return the cells row by row, with what they are called; nothing for those outside."""
    city = the_city()
    return [
        {
            "name": str(cell) if city.overlaps(cell) else "",
            "ward": ward_at(cell.centre),
            "row": at // VIEW_CELLS + 1,
            "column": at % VIEW_CELLS + 1,
        }
        for at, cell in enumerate(view.cells())
    ]


def _in_city(place: Place) -> bool:
    try:
        return the_city().require(place) is not None
    except PlaceOutsideCity:
        return False
