"""Nearness: how near two places are to each other, as far as names and coordinates tell."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Literal

from llmx.incidents import names
from llmx.incidents.names import Located, Spot, share

Closeness = Literal["same", "near", "within", "open", "unknown", "apart"]

_NEAR_KM, _FAR_KM = 25.0, 60.0


@lru_cache(maxsize=16384)
def near(one: Spot, other: Spot) -> Closeness:
    """How near two places are to each other, as far as their names and coordinates tell."""
    if one.empty or other.empty:
        return "apart" if two_countries(one, other) else "unknown"
    if two_countries(one, other):
        return "apart"
    km = _distance(one.located, other.located)
    if km is not None and km > _FAR_KM:
        return "apart"
    if _same_place(one, other):
        return "same"
    if km is not None and km <= _NEAR_KM:
        return "near"
    if _touch(one, other):
        return "near"
    if share(one.exact, other.within) or share(other.exact, one.within):
        return "within"
    if share(one.around, other.within) or share(other.around, one.within):
        return "within"
    return "open" if _may_touch(one, other) else "apart"


def two_countries(one: Spot, other: Spot) -> bool:
    return names.two_countries(one.country, other.country)


def one_province(one: Spot, other: Spot) -> bool:
    return bool(one.admin1 and other.admin1) and not names.differ(one.admin1, other.admin1)


def two_provinces(one: Spot, other: Spot) -> bool:
    return names.differ(one.admin1, other.admin1)


def _same_place(one: Spot, other: Spot) -> bool:
    first, second = one.located, other.located
    if first and second and first.exact and second.exact:
        known = first.geoname is not None and first.geoname == second.geoname
        return known or share(one.exact, other.exact)
    return share(one.exact, other.exact)


def _touch(one: Spot, other: Spot) -> bool:
    """Whether one place lies near the other, or is a part of one that the other's report names."""
    if share(one.exact, other.around) or share(other.exact, one.around):
        return True
    if share(one.around, other.around):
        return True
    if share(one.exact | one.around, other.towns) or share(other.exact | other.around, one.towns):
        return True
    return _loose(one, other) and _named(one, other)


def _may_touch(one: Spot, other: Spot) -> bool:
    """Whether differing names may be of one place: a part of it, or an area about it."""
    if _named(one, other):
        return True
    return _loose(one, other) and not two_provinces(one, other)


def _loose(one: Spot, other: Spot) -> bool:
    return one.wide or other.wide or one.part or other.part


def _named(one: Spot, other: Spot) -> bool:
    """Whether the report of one place names the other."""
    return share(one.exact, other.said) or share(other.exact, one.said)


def _distance(one: Located | None, other: Located | None) -> float | None:
    """Kilometres between two places that were found, each as that very place."""
    if one is None or other is None or not (one.exact and other.exact):
        return None
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(one.longitude - other.longitude)
    half = (
        math.sin((north - south) / 2) ** 2
        + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    )
    return 12742 * math.asin(math.sqrt(half))
