"""The gazetteer as it is read: a SQLite file that is never written to, under a user's overlay."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from llmx.errors import UsageError
from llmx.gazetteer.build import FORMAT, contents
from llmx.gazetteer.names import place_key, skeleton
from llmx.gazetteer.overlay import Overlay, read_overlay
from llmx.gazetteer.place import Entry

_NEAR = 20  # names looked at for a skeleton; it is a list for people
_BONES = 3  # letters: fewer are shared by too many
_KEPT = 20_000  # keys remembered: what recurs over the articles of a run
_PLACE = (
    "place.id, place.kind, place.name, country, admin1, latitude, longitude, population, geoname_id"
)


def default_file() -> Path:
    """Where `llmx gazetteer build` puts it when nothing else is said."""
    import platformdirs

    return Path(platformdirs.user_data_dir("llmx", appauthor=False)) / "gazetteer.sqlite3"


def open_gazetteer(file: Path, overlay: Path | None = None) -> Gazetteer:
    """The gazetteer of a file; the file is opened with the first look-up, or for the overlay.

    It belongs to the thread that looks up first. Raises UsageError for a missing file, and for
    what is wrong with the overlay.
    """
    if not file.is_file():
        raise UsageError(f"no gazetteer {str(file)!r}", hint="llmx gazetteer build makes it")
    return Gazetteer(file, overlay)


class Gazetteer:
    """Places by the keys of their names, the overlay's before those of the file."""

    def __init__(self, file: Path, overlay: Path | None = None) -> None:
        self.file = file
        self.lookup = lru_cache(maxsize=_KEPT)(self._lookup)
        self.near = lru_cache(maxsize=_KEPT)(self._near)
        self._overlay_sha256 = ""
        self._overlay: Overlay = {}
        if overlay:
            self._overlay = read_overlay(overlay, self.country, self.province)
            self._overlay_sha256 = hashlib.sha256(overlay.read_bytes()).hexdigest()

    @property
    def identity(self) -> str:
        """The SHA-256 of its contents, together with those of the overlay if there is one."""
        own = self.meta["sha256"]
        if not self._overlay_sha256:
            return own
        return hashlib.sha256(f"{own} {self._overlay_sha256}".encode()).hexdigest()

    @cached_property
    def meta(self) -> Mapping[str, str]:
        """What it was made from: versions of packages, countries, attribution."""
        return dict(self._ask("SELECT key, value FROM meta"))

    def is_intact(self) -> bool:
        """Whether it still holds what it was built with; reads the whole file."""
        return contents(self._database) == self.meta["sha256"]

    def counts(self) -> dict[str, int]:
        """How many towns, provinces and countries there are, and names of them."""
        found = dict(self._ask("SELECT kind, count(*) FROM place GROUP BY kind"))
        return {**found, "names": next(iter(self._ask("SELECT count(*) FROM name")))[0]}

    def country(self, name: str | None) -> str | None:
        """The ISO code of a country by its code or its name in one of several languages."""
        if not name:
            return None
        if len(name) == 2 and name.isupper():
            return name if name in self._codes else None
        return self.country_names.get(place_key(name))

    def province(self, name: str | None, country: str | None) -> tuple[str, str] | None:
        """GeoNames code and English name of a province, if the country has one of that name."""
        if not name or not country:
            return None
        key = place_key(name)
        for entry in (*self.lookup(key), *self.lookup(_without_kind(key))):
            if entry.kind == "admin1" and entry.country == country and entry.admin1:
                return entry.admin1, entry.name
        return None

    @cached_property
    def country_names(self) -> Mapping[str, str]:
        """The keys of all names of countries, with the ISO codes."""
        return dict(self._ask("SELECT key, code FROM country"))

    @cached_property
    def town_countries(self) -> tuple[str, ...]:
        """The ISO codes of the countries that it has towns of, sorted."""
        query = "SELECT DISTINCT country FROM place WHERE kind = 'town' ORDER BY country"
        return tuple(code for (code,) in self._ask(query))

    # --- inside --------------------------------------------------------------------------------

    def _lookup(self, key: str) -> tuple[Entry, ...]:
        """Every place that has a name with this key."""
        own = self._overlay.get(key, ())
        query = f"SELECT {_PLACE} FROM name JOIN place ON place.id = name.place WHERE key = ?"  # noqa: S608
        found = (self._entry(row) for row in self._ask(query, key))
        return (*own, *(entry for entry in found if not _is_covered(entry, own)))

    def _near(self, key: str, country: str | None) -> tuple[Entry, ...]:
        """Towns whose names have the same skeleton: for a list of candidates, no more."""
        bones = skeleton(key)
        if len(bones) < _BONES:
            return ()
        query = (
            f"SELECT DISTINCT {_PLACE} FROM name JOIN place ON place.id = name.place"  # noqa: S608
            " WHERE skeleton = ? AND kind = 'town' AND country = coalesce(?, country)"
            f" ORDER BY population DESC, place.id LIMIT {_NEAR}"
        )
        return tuple(self._entry(row) for row in self._ask(query, bones, country))

    def _entry(self, row: tuple[Any, ...]) -> Entry:
        _, kind, name, country, admin1, latitude, longitude, population, geoname_id = row
        province = self._provinces.get((country, admin1)) if admin1 else None
        return Entry(
            *(kind, name, country, admin1, province, latitude, longitude, population, geoname_id)
        )

    @cached_property
    def _provinces(self) -> Mapping[tuple[str, str], str]:
        rows = self._ask("SELECT country, admin1, name FROM place WHERE kind = 'admin1'")
        return {(country, admin1): name for country, admin1, name in rows}

    @cached_property
    def _codes(self) -> frozenset[str]:
        return frozenset(self.country_names.values())

    def _ask(self, query: str, *values: str | None) -> Iterable[Any]:
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise _unusable(self.file, str(error)) from error

    @cached_property
    def _database(self) -> sqlite3.Connection:
        """The file, read-only; one of another format is refused."""
        uri = f"{self.file.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            database = sqlite3.connect(uri, uri=True)
            found = database.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
        except sqlite3.Error as error:
            raise _unusable(self.file, str(error)) from error
        if found != (FORMAT,):
            raise _unusable(self.file, "it was built by another version")
        return database

    def close(self) -> None:
        """Close the file; a later look-up opens it again."""
        if "_database" in self.__dict__:
            self._database.close()
            del self.__dict__["_database"]


def _is_covered(entry: Entry, own: tuple[Entry, ...]) -> bool:
    """Whether a row of the overlay says where this place of the gazetteer lies."""
    return any(
        entry.kind == "town"
        and entry.country == mine.country
        and (mine.admin1 is None or entry.admin1 is None or entry.admin1 == mine.admin1)
        for mine in own
    )


def _without_kind(key: str) -> str:
    for word in ("province", "governorate", "محافظه", "استان", "ولايت", "ولايه"):
        key = key.removesuffix(word).removeprefix(word)
    return key


def _unusable(file: Path, why: str) -> UsageError:
    return UsageError(
        f"the gazetteer {str(file)!r} cannot be used: {why}", hint="llmx gazetteer build makes it"
    )
