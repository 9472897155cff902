"""ACLED's columns: types, actors, days, places, deaths, and what is tagged."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pytest

from llmx.fields import Beside, When
from schemas._acled import INTER, TYPES, Acled, acled, day_of, interaction, is_aside, outlet
from schemas._countries import country
from schemas.events import Answer, SubEventType
from tests.builders import Json, article
from tests.schemas.support import BARE, SHOWN, actor, count, events, when

# The columns of an ACLED export as it is downloaded, without the time of the download.
COLUMNS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type"),
    *("sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2"),
    *("interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2"),
    *("admin3", "location", "latitude", "longitude", "geo_precision", "source", "source_scale"),
    *("notes", "fatalities", "tags"),
)


def coded(*changes: Json, beside: Beside = BARE, **options: Any) -> Acled:
    return acled(events(*changes, **options), 0, SHOWN, beside)


def test_the_columns_are_acleds_in_its_order_and_then_our_own() -> None:
    names = tuple(Acled.model_fields)
    assert names[: len(COLUMNS)] == COLUMNS
    assert names[len(COLUMNS) :] == (
        *("factuality", "status", "sentences", "article_id", "article_source", "url"),
        *("actor1_acled", "assoc_actor_1_acled", "actor2_acled", "assoc_actor_2_acled"),
    )


def test_every_kind_of_event_and_of_actor_has_its_code() -> None:
    assert set(TYPES) == set(get_args(SubEventType))
    assert {event_type for event_type, _ in TYPES.values()} == {
        *("Battles", "Explosions/Remote violence", "Violence against civilians"),
        *("Riots", "Protests", "Strategic developments"),
    }
    assert sorted(INTER.values()) == list(range(1, 9))
    for sub_event_type, (event_type, disorder_type) in TYPES.items():
        row = coded({"sub_event_type": sub_event_type})
        assert (row.event_type, row.disorder_type) == (event_type, disorder_type)


def test_an_event() -> None:
    row = coded({"with1": ["a2"], "actor2": "a2"})
    assert (row.event_id_cnty, row.article_id) == (f"{SHOWN.id}-1", SHOWN.id)
    assert (row.event_date, row.year, row.time_precision) == ("2017-11-19", 2017, 1)
    assert (row.event_type, row.disorder_type) == ("Battles", "Political violence")
    assert (row.actor1, row.assoc_actor_1, row.inter1) == ("army", ["Rebel group a2"], 1)
    assert (row.actor2, row.inter2, row.interaction) == ("Rebel group a2", 2, 12)
    assert (row.source, row.source_scale) == ("a military source", "military")
    assert (row.location, row.country, row.iso) == ("al-Nakhil", None, None)
    assert (row.fatalities, row.tags, row.civilian_targeting) == (0, [], None)
    assert (row.sentences, row.factuality, row.status) == ([2, 3], "claimed", "completed")
    assert row.notes == "The army took al-Nakhil, a military source said. [attribution=reported]"


def test_what_is_no_news_stands_aside_and_is_tagged() -> None:
    for factuality in ("occurred", "claimed", "alleged", "planned", "denied", "background"):
        aside = factuality not in ("occurred", "claimed")
        answer = events({"factuality": factuality})
        assert is_aside(answer.events[0]) == aside
        assert [row.aside for row in answer.rows("acled", SHOWN, BARE)] == [aside]
        assert coded({"factuality": factuality}).tags == ([factuality] if aside else [])


# --- who -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inter1", "inter2", "code"),
    [(1, 2, 12), (2, 1, 12), (7, 7, 77), (6, 0, 60), (0, 3, 30), (None, 1, None), (1, None, None)],
)
def test_an_interaction_is_the_lowest_joint_number(
    inter1: int | None, inter2: int | None, code: int | None
) -> None:
    assert interaction(inter1, inter2) == code


@pytest.mark.parametrize(
    ("actor1", "actor2", "codes"),
    [
        ("a1", None, (1, 0, 10)),
        ("a3", None, (None, 0, None)),
        (None, "a2", (None, 2, None)),
        ("a2", "a3", (2, None, None)),
        (None, None, (None, None, None)),
    ],
)
def test_no_second_actor_is_nought_and_an_unknown_kind_is_nothing(
    actor1: str | None, actor2: str | None, codes: tuple[int | None, ...]
) -> None:
    row = coded({"actor1": actor1, "actor2": actor2})
    assert (row.inter1, row.inter2, row.interaction) == codes


def test_the_outlet_comes_first_among_the_sources() -> None:
    bare = article()
    assert outlet(bare) == []
    assert outlet(replace(bare, url="https://user@www.news.example.org/a/b?c")) == [
        "news.example.org"
    ]
    assert outlet(replace(bare, url="x", meta={"publisher": " The Daily "})) == ["The Daily"]
    assert outlet(replace(bare, meta={"outlet": 7})) == []
    shown = replace(bare, meta={"outlet": "The Daily"})
    row = acled(events({"claimed_by": ["s2", "s1"]}), 0, shown, BARE)
    assert row.source == "The Daily; Homs Chronicle; a military source"
    assert row.source_scale == "ngo; military"


# --- when ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "derived", "expected"),
    [
        ({"start": "2018-03-08"}, {}, ("2018-03-08", 1, ())),
        ({"start": "2018-03-08", "end": "2018-03-08"}, {}, ("2018-03-08", 1, ())),
        ({"start": "2018-03-08", "end": "2018-03-14"}, {}, ("2018-03-08", 2, ())),
        ({"start": "2018-03-08", "end": "2018-03-15"}, {}, ("2018-03-08", 3, ())),
        ({}, {"start": "2017-12-03", "end": "2017-12-03", "tolerance": 0}, ("2017-12-03", 1, ())),
        ({}, {"start": "2017-12-03", "end": "2017-12-03", "tolerance": 1}, ("2017-12-03", 2, ())),
        (
            {"start": "2017-12-03"},
            {"start": "2017-12-03", "end": "2017-12-03", "tolerance": 1},
            ("2017-12-03", 2, ()),
        ),
        (
            {"start": "2018-01-01", "aggregate": True},
            {},
            ("2018-01-01", 3, ("aggregate",)),
        ),
        ({"text_src": "أمس"}, {}, ("2018-03-12", 3, ("date-unknown",))),
    ],
)
def test_a_day_is_as_precise_as_it_is_known(said: Json, derived: Json, expected: Any) -> None:
    found = day_of(When(**when(**said)), derived, "2018-03-12T10:00:00+03:00")
    assert (found.date, found.precision, found.tags) == expected


def test_without_any_date_there_is_none() -> None:
    found = day_of(When(**when()), {}, None)
    assert (found.date, found.precision, found.tags) == (None, None, ("date-unknown",))
    bare = replace(SHOWN, published=None)
    row = acled(events({"when": when()}), 0, bare, BARE)
    assert (row.event_date, row.year, row.tags) == (None, None, ["date-unknown"])


# --- where ---------------------------------------------------------------------------------------

LOCATED = {
    **{"status": "resolved", "name": "Dayr Ḩāfir", "latitude": 36.16, "longitude": 37.7},
    **{"geo_precision": 1, "country": "SY", "admin1": "Aleppo", "geoname_id": 7},
}


def _beside(**place: Any) -> Beside:
    places = {"/answers/events/events/0/place": {**LOCATED, **place}}
    return replace(BARE, places=places)


def test_a_place_is_where_the_gazetteer_has_it() -> None:
    row = coded({}, beside=_beside())
    assert (row.location, row.admin1, row.geo_precision) == ("Dayr Ḩāfir", "Aleppo", 1)
    assert (row.latitude, row.longitude) == (36.16, 37.7)
    assert (row.iso, row.region, row.country) == (760, "Middle East", "Syria")


def test_of_a_province_the_location_is_as_named() -> None:
    row = coded({}, beside=_beside(geo_precision=3, name="Aleppo"))
    assert (row.location, row.geo_precision) == ("al-Nakhil", 3)


def test_without_a_gazetteer_the_country_is_as_stated() -> None:
    place = events({}).events[0].place.model_dump()
    for stated, expected in (
        ("Syria", (760, "Middle East", "Syria")),
        ("syrian arab republic", (760, "Middle East", "Syria")),
        ("Rojava", (None, None, "Rojava")),
        (None, (None, None, None)),
    ):
        row = coded({"place": {**place, "country": stated, "admin1": "Homs"}})
        assert (row.iso, row.region, row.country) == expected
        assert (row.admin1, row.latitude, row.geo_precision) == ("Homs", None, None)


def test_countries_are_known_by_name_and_code() -> None:
    iran = country("IR")
    assert iran is not None
    assert (iran.iso, iran.alpha3, iran.name, iran.region) == (364, "IRN", "Iran", "Middle East")
    assert country("Türkiye") == country("Turkey") == country("TR")
    kosovo = country("Kosovo")
    assert kosovo is not None
    assert kosovo.iso is None
    assert country("") is country(None) is country("Nowhere") is None


# --- how many ------------------------------------------------------------------------------------


def test_the_size_of_a_crowd_and_other_places_are_noted() -> None:
    place = events({}).events[0].place.model_dump() | {"other_places_src": ["حلب", "حمص"]}
    row = coded({"sub_event_type": "Peaceful protest", "place": place})
    assert "[size=no report] [other places=حلب; حمص]" in row.notes
    for low, high, said in ((500, 500, "500"), (500, None, "at least 500"), (None, 9, "at most 9")):
        size = count("force_size", low, high, who="actor1")
        row = coded({"sub_event_type": "Peaceful protest", "counts": [size]})
        assert f"[size={said}]" in row.notes


def test_what_is_not_verified_is_to_be_reviewed() -> None:
    answer = events({}, {}, {})
    doubted = replace(BARE, doubted=frozenset(["/answers/events/events/1/counts/0"]))
    tags = [acled(answer, index, SHOWN, doubted).tags for index in range(3)]
    assert tags == [[], ["needs-review"], []]


def test_civilians_as_a_target_are_said_in_words() -> None:
    assert coded({"civilian_targeting": True}).civilian_targeting == "Civilian targeting"


def test_a_kind_without_a_code_is_no_fault() -> None:
    row = coded({"actor1": "a9"}, actors=[actor("a9", "External/Other forces", country="Russia")])
    assert (row.actor1, row.inter1) == ("External/Other forces a9", 8)


def test_the_schema_that_is_sent_knows_nothing_of_this() -> None:
    assert set(Answer.tables()) == {"acled", "plover"}
    assert set(Answer.model_fields) == {"actors", "sources", "events"}
