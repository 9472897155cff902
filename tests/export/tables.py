"""Records for the tests of table formats, and the files made of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from llmx.export.converting import Conversion, Converted
from llmx.export.formats import Shape
from llmx.record import line
from tests.builders import Json, article, loaded, resealed, sealed

TASKS = ("translate", "brief", "events")
HOSTILE = (
    '=HYPERLINK("http://x","y")',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd",
    "@SUM(1,2)",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "'=1+1",
    "\u200f=1+1",
    "\u202e=1+1",
    "＝1+1",
    "</script><script>alert(1)</script>",
    "a\u202eb\u2066c",
    'quotes " and, commas; and\nline breaks\r\nof all kinds',
    "خبر عاجل",
)


def written(
    file: Path, records: Sequence[Json], tasks: Sequence[str] = TASKS, **shape: Any
) -> Converted:
    """What has become of a conversion of these records to `file`."""
    return Conversion(file, loaded, tasks, Shape(**shape)).run(records)


def record(change: Callable[[Json], None] | None = None, **changes: Any) -> Json:
    """A record of the three tasks, its answers changed by hand."""
    value: Json = json.loads(line(sealed(article(**changes), TASKS)))
    if change:
        change(value)
    return resealed(value)


def hostile() -> Json:
    """A record with a fact, an actor and an event for each text that is to do no harm."""

    def change(value: Json) -> None:
        facts, events = value["answers"]["brief"]["key_facts"], value["answers"]["events"]
        fact, actor, event = facts[0], events["actors"][0], events["events"][0]
        value["answers"]["brief"]["key_facts"] = [{**fact, "fact": text} for text in HOSTILE]
        events["actors"] += [
            {**actor, "id": f"h{n}", "name_en": text} for n, text in enumerate(HOSTILE)
        ]
        events["events"] = [
            {**event, "actor1": f"h{n}", "summary_en": text} for n, text in enumerate(HOSTILE)
        ]

    return record(change)


def placed(*spots: tuple[float | None, float | None]) -> Json:
    """A record with an event at each of these latitudes and longitudes."""

    def change(value: Json) -> None:
        events = value["answers"]["events"]["events"]
        value["answers"]["events"]["events"] = events * len(spots)
        value["derived"]["gazetteer"] = "0" * 64
        value["derived"]["places"] = [
            _place(f"/answers/events/events/{n}/place", *spot) for n, spot in enumerate(spots)
        ]

    return record(change)


def _place(path: str, latitude: float | None, longitude: float | None) -> Json:
    return {
        "path": path,
        "status": "resolved" if latitude is not None else "unresolved",
        "name": "al-Nakhil" if latitude is not None else None,
        "latitude": latitude,
        "longitude": longitude,
        "geo_precision": 1 if latitude is not None else None,
        "country": "SY",
        "admin1": None,
        "geoname_id": 7,
        "method": "name_src",
        "candidates": [],
    }
