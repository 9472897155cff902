"""Resolution: which place of the gazetteer a place of an answer is, by exact names alone.

A name that several places bear is told apart by country and province; what is still several is
left unresolved, with the candidates. Nothing is ever the likeliest of a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from llmx.fields import Place
from llmx.gazetteer.names import Form, forms, place_key
from llmx.gazetteer.place import Entry, Resolution
from llmx.gazetteer.store import Gazetteer

_CANDIDATES = 5
_LARGER = 10  # times as many people: the place that is meant when nothing else is said
_UNCOUNTED = 500  # people; where none are given, there may be as many
_PARTS = ("part_of_town", "site_or_feature")
_LONGEST_NAME = 3  # words of a country's name that are looked for in a text


@dataclass(frozen=True)
class Context:
    """What else is known of an article: countries that its answers name, and its sentences."""

    countries: Sequence[str] = ()
    texts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a place must agree with, as codes."""

    kind: str
    country: str | None
    admin1: tuple[str, str] | None

    @property
    def whole(self) -> bool:
        return self.kind in ("province", "country")


class Resolver:
    """Resolves the places of one article; what is named again is not looked up again."""

    def __init__(self, gazetteer: Gazetteer, context: Context | None = None) -> None:
        self._gazetteer = gazetteer
        self._context = context or Context()
        self._forms: dict[tuple[str, bool], tuple[Form, ...]] = {}
        self._resolved: dict[tuple[str | None, ...], Resolution] = {}

    def resolve(self, place: Place) -> Resolution:
        """Where a place lies. Its other places are left to `others`."""
        said = (place.name_src, place.name_en, place.kind, place.admin1, place.country)
        found = self._resolved.get(said)
        if found is None:
            found = self._resolved[said] = self._resolve(place)
        return found

    def others(self, place: Place) -> list[Resolution]:
        """Where each of the other places of a list lies."""
        changes: dict[str, object] = {"name_en": None, "other_places_src": []}
        return [
            self.resolve(place.model_copy(update={**changes, "name_src": name}))
            for name in place.other_places_src
        ]

    def hits(self, name: str | None) -> list[Entry]:
        """The towns that bear a name, as printed or without "town of"."""
        found: list[Entry] = []
        for form in self._forms_of(name):
            if form.loosened != "around":
                found += [e for e in self._gazetteer.lookup(form.key) if e.kind == "town"]
        return found

    # --- choosing ------------------------------------------------------------------------------

    def _resolve(self, place: Place) -> Resolution:
        wanted = self._wanted(place)
        names = [n for n in (place.name_src, place.name_en) if n]
        if not names:
            return self._stated(wanted)
        seen: list[Entry] = []
        several: list[Entry] | None = None
        for method, name in (("name_src", place.name_src), ("name_en", place.name_en)):
            for form in self._forms_of(name, province=wanted.whole):
                found = self._of_kind(form, wanted)
                seen += found
                fitting = self._fitting(found, form, wanted)
                if several is not None:  # the English name can tell them apart, no more
                    fitting, method = [e for e in fitting if e in several], "name_src+name_en"
                chosen = _chosen(fitting)
                if chosen:
                    return _resolution(chosen, _precision(chosen, form, wanted), method)
                if fitting:
                    several = fitting
                    break
        if wanted.kind == "province" and wanted.admin1 and not seen:
            return self._stated(wanted)
        return self._unresolved(wanted, seen, names)

    def _forms_of(self, name: str | None, *, province: bool = False) -> tuple[Form, ...]:
        if not name:
            return ()
        found = self._forms.get((name, province))
        if found is None:
            found = self._forms[name, province] = forms(name, province=province)
        return found

    def _wanted(self, place: Place) -> _Wanted:
        country = self._gazetteer.country(place.country)
        return _Wanted(place.kind, country, self._gazetteer.province(place.admin1, country))

    def _of_kind(self, form: Form, wanted: _Wanted) -> list[Entry]:
        """Hits of the kind that is meant; an area may be one of a whole province."""
        found = self._gazetteer.lookup(form.key)
        if wanted.whole or form.loosened == "province":
            kind = "country" if wanted.kind == "country" else "admin1"
            return [entry for entry in found if entry.kind == kind]
        towns = [entry for entry in found if entry.kind == "town"]
        if towns or wanted.kind not in ("area", "district", "unknown"):
            return towns
        return [entry for entry in found if entry.kind == "admin1"]

    def _fitting(self, found: list[Entry], form: Form, wanted: _Wanted) -> list[Entry]:
        """The hits that agree with what is stated; parts and sites need their province named."""
        if wanted.country:
            found = [entry for entry in found if entry.country == wanted.country]
        elif found:
            countries = self._stated_countries or self._named_countries
            found = [e for e in found if not countries or e.country in countries]
        if wanted.admin1:
            code, name = wanted.admin1
            return [e for e in found if e.kind == "country" or e.admin1 in (code, name, None)]
        named = wanted.country and not (wanted.kind in _PARTS or form.loosened == "around")
        return found if named or wanted.kind in _SAFE else []

    @cached_property
    def _stated_countries(self) -> frozenset[str]:
        found = (self._gazetteer.country(name) for name in self._context.countries)
        return frozenset(code for code in found if code)

    @cached_property
    def _named_countries(self) -> frozenset[str]:
        names = self._gazetteer.country_names
        found = (names.get(key) for text in self._context.texts for key in _runs(text))
        return frozenset(code for code in found if code)

    # --- results -------------------------------------------------------------------------------

    def _stated(self, wanted: _Wanted) -> Resolution:
        """The province or the country alone."""
        if wanted.country is None:
            return Resolution("none")
        if wanted.admin1:
            code, name = wanted.admin1
            for entry in self._gazetteer.lookup(place_key(name)):
                if (entry.kind, entry.country, entry.admin1) == ("admin1", wanted.country, code):
                    return _resolution(entry, 3, "admin1")
        return Resolution("resolved", geo_precision=3, country=wanted.country, method="country")

    def _unresolved(self, wanted: _Wanted, seen: list[Entry], names: list[str]) -> Resolution:
        found = sorted(seen, key=lambda e: (e.country != wanted.country, -e.population))
        if len(found) < _CANDIDATES and not wanted.whole:
            found += [e for n in names for e in self._gazetteer.near(place_key(n), wanted.country)]
        return Resolution(
            "unresolved",
            country=wanted.country,
            admin1=wanted.admin1[1] if wanted.admin1 else None,
            candidates=tuple(dict.fromkeys(found))[:_CANDIDATES],
        )


_SAFE = ("town_or_village", "province", "country")
"""Kinds whose names are looked up without a country: the name is the place itself."""


def _chosen(fitting: list[Entry]) -> Entry | None:
    """The one place left, or the one that dwarfs the others of its country."""
    ranked = sorted(dict.fromkeys(fitting), key=lambda e: (not e.own, -e.population))
    if len(ranked) < 2:
        return ranked[0] if ranked else None
    first, second = ranked[:2]
    if len({entry.country for entry in ranked}) > 1:
        return None
    larger = first.population > _LARGER * max(second.population, _UNCOUNTED)
    return first if larger else None


def _precision(entry: Entry, form: Form, wanted: _Wanted) -> int:
    if entry.kind != "town":
        return 3
    if entry.precision:
        return entry.precision
    exact = wanted.kind in ("town_or_village", "unknown") and form.loosened != "around"
    return 1 if exact or (entry.own and form.loosened == "whole") else 2


def _resolution(entry: Entry, precision: int, method: str) -> Resolution:
    return Resolution(
        status="resolved",
        name=entry.name,
        latitude=entry.latitude,
        longitude=entry.longitude,
        geo_precision=precision,
        country=entry.country,
        admin1=entry.admin1_name,
        geoname_id=entry.geoname_id,
        method="overlay" if entry.own else method,
    )


def _runs(text: str) -> Iterator[str]:
    """The keys of the words of a text, and of two and three in a row."""
    words = text.split()
    for start in range(len(words)):
        for end in range(start + 1, min(start + _LONGEST_NAME, len(words)) + 1):
            yield place_key(" ".join(words[start:end]))
