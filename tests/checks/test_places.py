"""Places held against each other, the glossary and a gazetteer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from llmx.checks import Finding, Material, places
from llmx.fields import Place
from llmx.gazetteer import Gazetteer, open_gazetteer
from llmx.task import GlossaryTerm
from tests.builders import answer, article, loaded
from tests.gazetteer.places import gazetteer_file, place


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    return open_gazetteer(gazetteer_file(tmp_path_factory.mktemp("gazetteer")))


def _material(shown: Sequence[Place], gazetteer: Gazetteer | None = None, **more: Any) -> Material:
    source = article()
    value = answer("events", source)
    (event,) = value["events"]
    value["events"] = [{**event, "place": p.model_dump()} for p in shown]
    material = Material(source, {"events": loaded("events").answer.model_validate(value)}, **more)
    object.__setattr__(material, "gazetteer", gazetteer)
    return material


def _found(shown: Sequence[Place], gazetteer: Gazetteer | None = None) -> list[Finding]:
    return list(places.check(_material(shown, gazetteer)))


def _paths(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(f.severity, f.path.removeprefix("/answers/events/events/")) for f in findings]


def test_a_place_in_two_countries() -> None:
    same = place("النخيل", "al-Nakhil", country="Syria")
    other = place("النخيل", "al-Nakhil", country="Iraq")
    found = _found([same, same, other])
    assert _paths(found) == [("warning", "2/place/country")]
    assert found[0].sentences == (2, 3)
    assert found[0].message == (
        "'al-Nakhil' lies in 'Iraq' here and in 'Syria' elsewhere in the answers"
    )


def test_a_place_or_a_province_in_two() -> None:
    one = place("النخيل", "al-Nakhil", country="Syria", admin1="Homs")
    moved = place("النخيل", "Nakhil", country="Syria", admin1="Aleppo")
    assert _paths(_found([one, one, moved])) == [("warning", "2/place/admin1")]
    abroad = place("الرستن", "Rastan", country="Yemen", admin1="Homs")
    assert _paths(_found([one, one, abroad])) == [("warning", "2/place/country")]


@pytest.mark.parametrize(
    "shown",
    [
        [place("النخيل", "N", country="Syria"), place("النخيل", "N", country=None)],
        [place("القرية", "the village", country=c) for c in ("Syria", "Iraq")],
        [place("النخيل", "N", country=c) for c in ("Syria", "Syrian Arab Republic")],
        [place("النخيل", "N", admin1=a) for a in ("Deir ez-Zor", "Dayr az-Zawr")],
        [place("النخيل", "N", admin1=a) for a in ("Aleppo", "Aleppo Governorate")],
        [place("حلب", "Aleppo", country="Syria"), place("الموصل", "Mosul", country="Iraq")],
        [place(None, None, country="Syria"), place(None, None, country="Iraq")],
    ],
)
def test_what_does_not_contradict(shown: list[Place]) -> None:
    assert _found(shown) == []


def test_a_name_that_the_glossary_has_otherwise() -> None:
    terms = [GlossaryTerm("الرقة", "Raqqa"), GlossaryTerm("داعش", "ISIS")]
    for english, expected in (
        ("Aleppo", [("warning", "0/place/name_en")]),
        ("al-Raqqah city", []),
        ("Raqqa", []),
        (None, []),
    ):
        material = _material([place("رقه", english)], glossary=terms)
        assert _paths(list(places.check(material))) == expected


def test_a_place_that_was_swapped(gazetteer: Gazetteer) -> None:
    found = _found([place("الرقة", "Aleppo", country="Syria")], gazetteer)
    assert _paths(found) == [("error", "0/place/name_en")]
    assert "'الرقة' and 'Aleppo' are two different places" in found[0].message
    assert _found([place("الرقة", "Aleppo", country="Syria")]) == []
    for printed, english, expected in (
        ("السخنة", "Aleppo", ["error"]),  # of which no population is known
        ("السخنة", "Deir Hafer", []),
        ("الرقة", "Deir Hafer", ["error"]),
        ("الرقة", "Al Kabirah", []),  # too small to be sure of all its names
        ("الرقة", "Wadi Homs", []),
    ):
        found = _found([place(printed, english, country="Syria")], gazetteer)
        assert [f.severity for f in found if f.severity != "info"] == expected


@pytest.mark.parametrize(
    "shown",
    [
        place("الرقة", "Raqqa", country="Syria"),
        place("الرقة", "Rakka", country="Syria"),
        place("حلب", "Halab", country="Syria", admin1="Aleppo"),
        place("تل رفعت", "Tell Rifaat", country="Syria"),
        place("السخنة", "Aleppo road", kind="road_or_line", country="Syria", admin1="Homs"),
        place(None, None, kind="unknown", country="Syria"),
    ],
)
def test_what_the_gazetteer_leaves_alone(gazetteer: Gazetteer, shown: Place) -> None:
    assert [f for f in _found([shown], gazetteer) if f.severity != "info"] == []


def test_a_large_town_in_a_country_or_a_province_that_is_not_its_own(gazetteer: Gazetteer) -> None:
    found = _found([place("الموصل", "Mosul", country="Syria")], gazetteer)
    assert _paths(found)[0] == ("warning", "0/place/country")
    assert "lies in IQ, not in 'Syria'" in found[0].message
    found = _found([place("الرقة", "Raqqa", country="Syria", admin1="Homs")], gazetteer)
    assert _paths(found)[0] == ("warning", "0/place/admin1")
    small = _found([place("دير حافر", "Deir Hafer", country="Yemen")], gazetteer)
    assert [f.severity for f in small] == ["info"]


def test_what_cannot_be_located_is_said_once(gazetteer: Gazetteer) -> None:
    unknown = place("النخيل", "al-Nakhil", country="Syria")
    found = _found([unknown, unknown], gazetteer)
    assert _paths(found) == [("info", "0/place")]
    assert found[0].message == "'النخيل' is in no gazetteer"
    (said,) = _found([place("السخنة", "al-Sukhnah")], gazetteer)
    assert said.message.endswith("candidates: As Sukhnah, Homs, SY; As Sukhnah, YE")


def test_where_each_place_lies(gazetteer: Gazetteer, tmp_path: Path) -> None:
    shown = [place("حلب", country="Syria", other_places_src=["الرقة"]), place("النخيل")]
    placed = places.derived(_material(shown, gazetteer))
    assert [(p.path, p.resolution.status) for p in placed] == [
        ("/answers/events/events/0/place", "resolved"),
        ("/answers/events/events/0/place/other_places_src/0", "resolved"),
        ("/answers/events/events/1/place", "unresolved"),
    ]
    assert placed[0].as_json()["latitude"] == placed[0].resolution.latitude
    assert places.derived(_material(shown)) == []
