"""What a gazetteer holds of a place, and what becomes of a place that was looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

EntryKind = Literal["town", "admin1", "country"]
Status = Literal["resolved", "unresolved", "none"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of a gazetteer or an overlay.

    `country` is ISO 3166-1 alpha-2, `admin1` the GeoNames code of the province within it, or in
    an overlay row the name of one that the gazetteer does not have. A town without a geoname_id
    stands in the overlay; `precision` is what the overlay says of it.
    """

    kind: EntryKind
    name: str
    country: str
    admin1: str | None
    admin1_name: str | None
    latitude: float | None
    longitude: float | None
    population: int = 0
    geoname_id: int | None = None
    precision: int | None = None
    own: bool = False

    def as_json(self) -> dict[str, Any]:
        """What is shown of a candidate."""
        return {
            "name": self.name,
            "kind": self.kind,
            "country": self.country,
            "admin1": self.admin1_name,
            "latitude": self.latitude,
            "longitude": self.longitude,
            "geoname_id": self.geoname_id,
        }


@dataclass(frozen=True, slots=True)
class Resolution:
    """Where a place lies, or that it cannot be told.

    `resolved`: one place. `unresolved`: none or several; `candidates` lists at most five, which
    are no answer, and country and admin1 are what the answer states. `none`: nothing is stated.
    `geo_precision`: 1 the town itself, 2 near it, 3 the province or the country alone; its
    coordinates are then those of the town that the province is named after, if there is one.
    """

    status: Status
    name: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geo_precision: int | None = None
    country: str | None = None
    admin1: str | None = None
    geoname_id: int | None = None
    method: str | None = None
    candidates: tuple[Entry, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "status": self.status,
            "name": self.name,
            "latitude": self.latitude,
            "longitude": self.longitude,
            "geo_precision": self.geo_precision,
            "country": self.country,
            "admin1": self.admin1,
            "geoname_id": self.geoname_id,
            "method": self.method,
            "candidates": [entry.as_json() for entry in self.candidates],
        }
