"""Resolution: exact names, told apart by country and province, and never guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from llmx.fields import Place
from llmx.gazetteer import Context, Gazetteer, Resolution, Resolver, open_gazetteer
from tests.gazetteer.places import gazetteer_file, place


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    return open_gazetteer(gazetteer_file(tmp_path_factory.mktemp("gazetteer")))


def _resolve(gazetteer: Gazetteer, shown: Place, context: Context | None = None) -> Resolution:
    return Resolver(gazetteer, context).resolve(shown)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (place("الرقة", country="Syria"), (1, 1, "name_src")),
        (place("رقه", country="SY"), (1, 1, "name_src")),
        (place("مدينة الرقة", country="Syria"), (1, 1, "name_src")),
        (place("السخنة", country="Yemen"), (5, 1, "name_src")),
        (place("السخنة", country="Syria", admin1="Homs"), (4, 1, "name_src")),
        (place("الكبيرة", country="Syria"), (8, 1, "name_src")),
        (place("الكبيرة", country="Syria", admin1="Homs"), (9, 1, "name_src")),
        (place("القرية", "Raqqa", country="Syria"), (1, 1, "name_en")),
        (place("سوق البلدة", "Deir Hafer", country="Syria"), (7, 1, "name_en")),
        (place("ريف الرقة الشرقي", kind="area", country="Syria", admin1="Raqqa"), (1, 2, None)),
        (place("الرقة", kind="district", country="Syria"), (1, 2, "name_src")),
        (place("حي دير حافر", kind="part_of_town", country="Syria", admin1="Aleppo"), (7, 2, None)),
        (place("دير حافر", kind="part_of_town", country="Syria"), (None, None, None)),
        (place("دير حافر", country="Syria", admin1="Homs"), (None, None, None)),
        (place("دير حافر", country="Yemen"), (None, None, None)),
        (place("الطريق بين الرقة وحلب", kind="road_or_line", country="Syria"), (None, None, None)),
        (place("قرية مجهولة", "Nowhere", country="Syria"), (None, None, None)),
    ],
)
def test_which_place_it_is(gazetteer: Gazetteer, shown: Place, expected: Any) -> None:
    number, precision, method = expected
    found = _resolve(gazetteer, shown)
    assert (found.geoname_id, found.geo_precision) == (number, precision)
    assert found.status == ("resolved" if number else "unresolved")
    assert method is None or found.method == method
    assert (found.latitude is None) == (number is None)


def test_provinces_and_countries(gazetteer: Gazetteer) -> None:
    found = _resolve(gazetteer, place("محافظة حلب", kind="province", country="Syria"))
    assert (found.status, found.name, found.geo_precision) == ("resolved", "Aleppo", 3)
    found = _resolve(gazetteer, place("ولاية", "the north", kind="province", country="Syria"))
    assert found.status == "unresolved"
    found = _resolve(gazetteer, place("البلاد", kind="province", country="Syria", admin1="Homs"))
    assert (found.admin1, found.geo_precision, found.method) == ("Homs", 3, "admin1")
    found = _resolve(gazetteer, place("سوريا", kind="country", country="Syria"))
    assert (found.country, found.geo_precision) == ("SY", 3)
    found = _resolve(gazetteer, place("ريف محافظة حمص", kind="area", country="Syria"))
    assert (found.name, found.geo_precision) == ("Homs", 3)


def test_no_name(gazetteer: Gazetteer) -> None:
    assert _resolve(gazetteer, place(None, kind="unknown")) == Resolution("none")
    assert _resolve(gazetteer, place(None, kind="unknown", country="Atlantis")).status == "none"
    found = _resolve(gazetteer, place(None, kind="unknown", country="Iraq"))
    assert (found.status, found.country, found.method) == ("resolved", "IQ", "country")
    found = _resolve(gazetteer, place(None, kind="unknown", country="Syria", admin1="Aleppo"))
    assert (found.country, found.admin1, found.geo_precision) == ("SY", "Aleppo", 3)
    assert found.latitude is not None


def test_the_context_decides_where_no_country_is_stated(gazetteer: Gazetteer) -> None:
    shown = place("السخنة")
    assert _resolve(gazetteer, shown).status == "unresolved"
    for context, expected in (
        (Context(["Syria"]), 4),
        (Context(["Atlantis", "Yemen"]), 5),
        (Context(["Syria", "Yemen"]), None),
        (Context(["Iraq"]), None),
        (Context([], ["وصل الجيش في سوريا إلى البلدة"]), 4),
        (Context(["Yemen"], ["في سوريا"]), 5),
        (Context([], ["وصل الجيش"]), None),
    ):
        assert _resolve(gazetteer, shown, context).geoname_id == expected


def test_the_english_name_tells_several_apart_and_no_more(gazetteer: Gazetteer) -> None:
    assert _resolve(gazetteer, place("الوادي", country="Syria")).status == "unresolved"
    found = _resolve(gazetteer, place("الوادي", "Wadi Homs", country="Syria"))
    assert (found.geoname_id, found.method) == (12, "name_src+name_en")
    found = _resolve(gazetteer, place("الوادي", "Aleppo", country="Syria"))
    assert (found.status, found.latitude) == ("unresolved", None)


def test_candidates_are_listed_and_never_chosen(gazetteer: Gazetteer) -> None:
    found = _resolve(gazetteer, place("السخنة"))
    assert [c.geoname_id for c in found.candidates] == [4, 5]
    found = _resolve(gazetteer, place("قرية", "Tell Rifaat", country="Syria"))
    assert (found.status, found.latitude, found.name) == ("unresolved", None, None)
    assert [c.geoname_id for c in found.candidates] == [6]
    assert found.as_json()["candidates"][0]["name"] == "Tall Rif‘at"
    assert found.as_json()["country"] == "SY"


def test_a_list_is_resolved_one_by_one(gazetteer: Gazetteer) -> None:
    shown = place("حلب", country="Syria", other_places_src=["الرقة", "مجهولة"])
    found = Resolver(gazetteer).others(shown)
    assert [r.geoname_id for r in found] == [1, None]


def test_the_overlay_comes_first(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(
        "name,name_src,country,admin1,latitude,longitude,precision\n"
        "Raqqa bridge,جسر الرقة,Syria,Raqqa,35.9,39.0,1\nRaqqa,الرقة,Syria,,35.95,39.01,\n",
        encoding="utf-8",
    )
    places = open_gazetteer(gazetteer_file(tmp_path), own)
    shown = place("جسر الرقة", kind="site_or_feature", country="Syria", admin1="Raqqa")
    found = _resolve(places, shown)
    assert (found.name, found.geo_precision, found.method) == ("Raqqa bridge", 1, "overlay")
    found = _resolve(places, place("الرقة", country="Syria"))
    assert (found.latitude, found.geoname_id, found.method) == (35.95, None, "overlay")
