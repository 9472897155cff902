"""A tiny world to build gazetteers from: the suite does not need the packages of llmx[geo]."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from llmx.fields import Place
from llmx.gazetteer.build import build
from llmx.gazetteer.sources import Row, Source


def town(name: str, country: str, admin1: str, *names: str, **more: Any) -> Row:
    number = sum(map(ord, name + country + admin1))
    values: dict[str, Any] = {"latitude": 30.0 + number % 9, "longitude": 40.0 + number % 7}
    return Row("town", name, country, (name, *names), admin1, **{**values, **more})


ROWS = (
    town("Ar Raqqah", "SY", "04", "الرقة", "Raqqa", "Эр-Ракка", population=530_000, geoname_id=1),
    town("Raqqah", "AE", "01", "الرقة", population=900, geoname_id=2),
    town("Aleppo", "SY", "09", "حلب", "Halab", population=2_000_000, geoname_id=3),
    town("As Sukhnah", "SY", "11", "السخنة", geoname_id=4),
    town("As Sukhnah", "YE", "01", "السخنة", geoname_id=5),
    town("Tall Rif‘at", "SY", "09", "تل رفعت", population=20_000, geoname_id=6),
    town("Dayr Ḩāfir", "SY", "09", "دير حافر", "Deir Hafer", population=19_000, geoname_id=7),
    town("Al Qaryah al Kabīrah", "SY", "10", "الكبيرة", population=40_000, geoname_id=8),
    town("Al Kabīrah", "SY", "11", "الكبيرة", population=2_000, geoname_id=9),
    town("Mosul", "IQ", "15", "الموصل", population=1_700_000, geoname_id=10),
    town("Wadi Hama", "SY", "10", "الوادي", population=700, geoname_id=11),
    town("Wadi Homs", "SY", "11", "الوادي", population=800, geoname_id=12),
    Row("admin1", "Aleppo", "SY", ("Ḩalab", "Aleppo", "Aleppo Governorate", "حلب"), "09"),
    Row("admin1", "Raqqa", "SY", ("Raqqa", "الرقة"), "04"),
    Row("admin1", "Homs", "SY", ("Homs", "حمص"), "11"),
    Row("country", "Syria", "SY", ("Syria", "Syrian Arab Republic", "SYR", "سوريا")),
    Row("country", "Yemen", "YE", ("Yemen", "اليمن")),
    Row("country", "Iraq", "IQ", ("Iraq", "العراق")),
    Row("country", "United Arab Emirates", "AE", ("United Arab Emirates", "UAE")),
)
SOURCE = Source(ROWS, {"made": "for the tests"})


def gazetteer_file(folder: Path, source: Source = SOURCE) -> Path:
    file = folder / "places.sqlite3"
    build(source, file)
    return file


def place(name_src: str | None, name_en: str | None = None, **changes: Any) -> Place:
    values: dict[str, Any] = {
        "name_en": name_en,
        "name_src": name_src,
        "kind": "town_or_village",
        "admin1": None,
        "country": None,
        "other_places_src": [],
    }
    return Place(**{**values, **changes})
