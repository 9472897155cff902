"""The overlay: places of a user's own from a CSV, which win over those of the gazetteer."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path

from llmx.errors import UsageError
from llmx.gazetteer.names import place_key
from llmx.gazetteer.place import Entry
from llmx.sheet import read_sheet
from llmx.text.cleaning import for_prompt

COLUMNS = ("name", "name_src", "country", "admin1", "latitude", "longitude")

Country = Callable[[str], str | None]
Province = Callable[[str, str], tuple[str, str] | None]
Overlay = Mapping[str, tuple[Entry, ...]]


def read_overlay(file: Path, country: Country, province: Province) -> Overlay:
    """The rows of a CSV file by the keys of their names.

    The columns are those of COLUMNS; `variants` (other spellings, separated by |) and
    `precision` (1, 2 or 3) may be added, and admin1 may be empty. `country` gives the ISO code
    of a name or a code, `province` code and name of a province in a country. Raises UsageError,
    naming the line.
    """
    found: dict[str, list[Entry]] = {}
    for line, row in read_sheet(file, "overlay", COLUMNS):
        where = f"the overlay {file.name!r}, line {line}"
        cells = {column: for_prompt(value) for column, value in row.items()}
        _take(cells, _entry(cells, where, country, province), found, where)
    return {key: tuple(entries) for key, entries in found.items()}


def _entry(cells: Mapping[str, str], where: str, country: Country, province: Province) -> Entry:
    for column in ("name", "name_src"):
        if not place_key(cells[column]):
            raise UsageError(f"{where}: {column!r} is empty")
    code = country(cells["country"])
    if code is None:
        raise UsageError(f"{where}: no country {cells['country']!r}", hint="a name or an ISO code")
    given = cells["admin1"] or None
    known = province(given, code) if given else None
    return Entry(
        kind="town",
        name=cells["name"],
        country=code,
        admin1=known[0] if known else given,
        admin1_name=known[1] if known else given,
        latitude=_degrees(cells, "latitude", 90, where),
        longitude=_degrees(cells, "longitude", 180, where),
        precision=_precision(cells.get("precision", ""), where),
        own=True,
    )


def _degrees(cells: Mapping[str, str], column: str, most: int, where: str) -> float:
    try:
        degrees = float(cells[column])
    except ValueError:
        degrees = math.nan
    if not abs(degrees) <= most:
        raise UsageError(f"{where}: {column} {cells[column]!r} is not within -{most}..{most}")
    return degrees


def _precision(given: str, where: str) -> int | None:
    if given not in ("", "1", "2", "3"):
        raise UsageError(f"{where}: precision {given!r} is not 1, 2 or 3")
    return int(given) if given else None


def _take(
    cells: Mapping[str, str], entry: Entry, found: dict[str, list[Entry]], where: str
) -> None:
    names = (cells["name"], cells["name_src"], *cells.get("variants", "").split("|"))
    for key in dict.fromkeys(filter(None, map(place_key, names))):
        entries = found.setdefault(key, [])
        if entry in entries:
            continue
        if any((e.country, e.admin1) == (entry.country, entry.admin1) for e in entries):
            raise UsageError(f"{where}: {entry.name!r} contradicts a line above it")
        entries.append(entry)
