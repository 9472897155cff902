"""Countries: their ISO 3166-1 codes, and the region that ACLED counts them to."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Country(NamedTuple):
    """One country; `iso` is the numeric code, None where there is none."""

    alpha2: str
    alpha3: str
    iso: int | None
    name: str
    region: str


def country(name: str | None) -> Country | None:
    """The country of an English name or a two-letter code; None where it is not known."""
    return _countries().get(name.strip().casefold()) if name else None


@cache
def _countries() -> dict[str, Country]:
    found: dict[str, Country] = {}
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            iso = int(row["numeric"]) if row["numeric"] else None
            named = Country(row["alpha2"], row["alpha3"], iso, row["name"], row["region"])
            for name in (row["alpha2"], row["name"], *row["also"].split(";")):
                found[name.casefold()] = named
    return found
