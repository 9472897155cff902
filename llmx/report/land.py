"""Land: what a map of an export's places is drawn on, no more of it than the map can show."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

Json = dict[str, Any]
Extent = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

MARGIN = 6.0
"""Degrees shown around the outermost places at most: land farther off is left out."""


def around(places: Iterable[tuple[float, float]]) -> Json | None:
    """The countries around some places, given by latitude and longitude; None without places.

    `arcs` are lines as differences of `steps` to a degree; a country has rings of arcs, ~n for
    one that is taken backwards.
    """
    known = list(places)
    if not known:
        return None
    latitudes, longitudes = zip(*known, strict=True)
    west, south = min(longitudes) - MARGIN, min(latitudes) - MARGIN
    extent = west, south, max(longitudes) + MARGIN, max(latitudes) + MARGIN
    world = json.loads((files("llmx.report") / "page/land.json").read_text("utf-8"))
    return _within(world, extent)


def _within(world: Json, extent: Extent) -> Json:
    boxes = [_box(arc, world["steps"]) for arc in world["arcs"]]
    kept: dict[int, int] = {}
    countries = []
    for country in world["countries"]:
        rings = [
            [_kept(arc, kept) for arc in ring]
            for ring in country["rings"]
            if _meet(_around(boxes[_index(arc)] for arc in ring), extent)
        ]
        if rings:
            countries.append({"name": country["name"], "rings": rings})
    return {
        "steps": world["steps"],
        "arcs": [world["arcs"][index] for index in kept],
        "countries": countries,
    }


def _kept(arc: int, kept: dict[int, int]) -> int:
    """The new number of an arc, in the direction that it is taken."""
    number = kept.setdefault(_index(arc), len(kept))
    return number if arc >= 0 else ~number


def _index(arc: int) -> int:
    return arc if arc >= 0 else ~arc


def _box(arc: list[int], steps: int) -> Extent:
    x = y = 0
    xs, ys = [], []
    for dx, dy in zip(arc[::2], arc[1::2], strict=True):
        x, y = x + dx, y + dy
        xs.append(x / steps)
        ys.append(y / steps)
    return min(xs), min(ys), max(xs), max(ys)


def _around(boxes: Iterable[Extent]) -> Extent:
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def _meet(one: Extent, other: Extent) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
