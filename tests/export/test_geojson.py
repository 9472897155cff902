"""GeoJSON: held against RFC 7946 by a validator, and what is left out is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from geojson_pydantic import FeatureCollection, Point

from llmx.errors import UsageError
from tests.export.tables import HOSTILE, hostile, placed, record, written


def features(file: Path) -> list[Any]:
    text = file.read_text(encoding="utf-8")
    found: Any = FeatureCollection.model_validate_json(text, strict=True)
    assert all(isinstance(feature.geometry, Point) for feature in found.features)
    return list(json.loads(text)["features"])


def test_a_feature_for_each_placed_event(tmp_path: Path) -> None:
    file = tmp_path / "out.geojson"
    done = written(file, [placed((36.2021, 37.1343), (None, None)), placed((-12.5, -77.0))])
    first, second = features(file)
    assert first["geometry"] == {"type": "Point", "coordinates": [37.1343, 36.2021]}
    assert second["geometry"]["coordinates"] == [-77.0, -12.5]
    properties = first["properties"]
    assert (properties["event_type"], properties["fatalities"]) == ("Battles", 3)
    assert (properties["country"], properties["geo_precision"]) == ("Syria", 1)
    assert (properties["sentences"], properties["tags"]) == ([2, 3], [])
    assert done.rows == 2
    (note,) = done.notes
    assert note.startswith("1 of 3 rows of 'acled' have no place and no feature: the gazetteer ")


def test_coordinates_are_rounded_alike_and_zero_has_no_sign(tmp_path: Path) -> None:
    file = tmp_path / "out.geojson"
    written(file, [placed((0.1 + 0.2, -0.00000004), (36.20210049999, 37.0))])
    first, second = features(file)
    assert first["geometry"]["coordinates"] == [0.0, 0.3]
    assert "-0.0" not in file.read_text(encoding="utf-8").split('"properties"')[0]
    assert second["geometry"]["coordinates"] == [37.0, 36.2021]


def test_without_a_place_it_is_empty_and_says_why(tmp_path: Path) -> None:
    file = tmp_path / "out.geojson"
    done = written(file, [record()])
    assert features(file) == []
    (note,) = done.notes
    assert note.startswith("1 of 1 rows of 'acled' have no place and no feature: they were not ")
    assert "--geo" in note
    done = written(file, [])
    assert features(file) == []
    assert done.notes == ["no feature: the table 'acled' has no row"]


def test_whatever_stands_in_a_text_comes_back(tmp_path: Path) -> None:
    value = hostile()
    spot = placed((1.0, 2.0))["derived"]
    value["derived"] = spot | {
        "places": [
            {**spot["places"][0], "path": f"/answers/events/events/{n}/place"}
            for n in range(len(HOSTILE))
        ]
    }
    file = tmp_path / "out.geojson"
    assert written(file, [value]).notes == []
    assert [f["properties"]["actor1"] for f in features(file)] == [*HOSTILE]
    assert len(file.read_text(encoding="utf-8").split("\n")) == len(HOSTILE) + 3  # one a line


def test_another_table_with_coordinates(tmp_path: Path) -> None:
    file = tmp_path / "out.geojson"
    assert written(file, [placed((1.0, 2.0))], table="events").rows == 1
    assert features(file)[0]["properties"]["place_located"] == "al-Nakhil"
    assert written(file, [placed((1.0, 2.0))], table="places").rows == 1
    with pytest.raises(UsageError, match="the table 'key_facts' has no coordinates"):
        written(file, [record()], table="key_facts")
    with pytest.raises(UsageError, match="no table with coordinates"):
        written(tmp_path / "b.geojson", [], tasks=["brief"])
    assert not (tmp_path / "b.geojson").exists()
