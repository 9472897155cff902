"""Building a gazetteer: the rows of a source as a small SQLite file with folded keys."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from llmx.errors import StorageError
from llmx.gazetteer.names import place_key, skeleton
from llmx.gazetteer.sources import Row, Source

FORMAT = "1"
"""Changes with the tables and with the keys: a file of another format is refused."""

ATTRIBUTION = "GeoNames (geonames.org, CC BY 4.0), ISO 3166-2 (iso-codes), Unicode CLDR"

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE place (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, country TEXT NOT NULL,
    admin1 TEXT, latitude REAL, longitude REAL, population INTEGER NOT NULL, geoname_id INTEGER
);
CREATE TABLE name (
    key TEXT NOT NULL, place INTEGER NOT NULL, skeleton TEXT NOT NULL, PRIMARY KEY (key, place)
) WITHOUT ROWID;
CREATE TABLE country (key TEXT PRIMARY KEY, code TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX near ON name (skeleton);
CREATE INDEX kind ON place (kind);
"""

_COUNTRIES = """
INSERT INTO country SELECT key, min(country) FROM name JOIN place ON place.id = name.place
WHERE kind = 'country' GROUP BY key
"""


def build(source: Source, file: Path) -> None:
    """Write the gazetteer of a source as FILE, whole or not at all. Raises StorageError."""
    partial = file.with_name(f".{file.name}.{os.getpid()}.partial")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        with closing(sqlite3.connect(partial)) as database:
            _fill(database, source)
        partial.replace(file)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(f"the gazetteer {str(file)!r} cannot be written: {error}") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def contents(database: sqlite3.Connection) -> str:
    """The SHA-256 of what a gazetteer holds, whatever SQLite made of it on the disk."""
    digest = hashlib.sha256()
    for query in (
        "SELECT key, value FROM meta WHERE key != 'sha256' ORDER BY key",
        "SELECT * FROM place ORDER BY id",
        "SELECT key, place FROM name ORDER BY key, place",
        "SELECT key, code FROM country ORDER BY key",
    ):
        for row in database.execute(query):
            digest.update(json.dumps(row, ensure_ascii=False).encode())
    return digest.hexdigest()


def _fill(database: sqlite3.Connection, source: Source) -> None:
    database.executescript(_TABLES)
    rows = _ordered(source)
    with database:
        database.executemany(
            "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((number, *_values(row)) for number, row in enumerate(rows, 1)),
        )
        database.executemany("INSERT INTO name VALUES (?, ?, ?)", _keys(rows))
        database.execute(_COUNTRIES)
        meta = {"format": FORMAT, "attribution": ATTRIBUTION, **source.made_from}
        database.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
        database.execute("INSERT INTO meta VALUES ('sha256', ?)", (contents(database),))
    database.execute("VACUUM")


def _ordered(source: Source) -> list[Row]:
    """The rows in an order of their own (what a source lists first must not matter), all placed."""
    rows = sorted(source.rows, key=lambda r: (r.kind, r.country, r.geoname_id or 0, r.name))
    provinces = {(row.country, row.admin1) for row in rows if row.kind == "admin1"}
    towns: dict[tuple[str, str | None, str], Row] = {}
    for row in rows:
        if row.kind == "town" and (row.country, row.admin1) in provinces:
            for key in _keys_of(row):
                known = towns.setdefault((row.country, row.admin1, key), row)
                if row.population > known.population:
                    towns[row.country, row.admin1, key] = row
    return [_seated(row, towns) if row.kind == "admin1" else row for row in rows]


def _seated(row: Row, towns: Mapping[tuple[str, str | None, str], Row]) -> Row:
    """A province where the largest town in it lies that bears its name, if there is one."""
    named = [towns.get((row.country, row.admin1, key)) for key in sorted(_keys_of(row))]
    seat = max((t for t in named if t), key=lambda t: t.population, default=None)
    return replace(row, latitude=seat.latitude, longitude=seat.longitude) if seat else row


def _values(row: Row) -> tuple[Any, ...]:
    found = (row.kind, row.name, row.country, row.admin1, row.latitude, row.longitude)
    return (*found, row.population, row.geoname_id)


def _keys(rows: list[Row]) -> Iterator[tuple[str, int, str]]:
    for number, row in enumerate(rows, 1):
        for key in sorted(_keys_of(row)):
            yield key, number, skeleton(key)


def _keys_of(row: Row) -> set[str]:
    return {key for key in map(place_key, (row.name, *row.names)) if len(key) > 1}
