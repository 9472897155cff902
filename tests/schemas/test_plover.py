"""PLOVER's JSON: actors and recipients as lists, sectors, modes, and what was not done."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from llmx.fields import ActorKind, Factuality
from schemas._plover import AUXILIARY, MODES, SECTORS, Plover, is_codable, plover
from schemas.events import SubEventType
from tests.builders import Json
from tests.schemas.support import BARE, SHOWN, actor, count, events


def coded(*changes: Json, actors: list[Json] | None = None) -> Plover:
    return plover(events(*changes, actors=actors), 0, SHOWN, BARE)


def test_an_event() -> None:
    syrian = actor("a9", "External/Other forces", country="Syria", name_src="القوات")
    found = coded(
        {
            "actor1": "a1",
            "with1": ["a9", "a1"],
            "actor2": "a2",
            "counts": [count("killed", 3, None), count("wounded", 9, 9)],
        },
        actors=[syrian],
    ).model_dump(mode="json")
    assert [(a["identifier_text"], a["sector"], a["code"]) for a in found["actor"]] == [
        ("army", "MIL", None),
        ("External/Other forces a9", "MIL", "SYR"),
    ]
    assert [a["sector"] for a in found["recipient"]] == ["REB"]
    assert (found["id"], found["date"], found["enddate"]) == (f"{SHOWN.id}-1", "2017-11-19", None)
    assert (found["event"], found["mode"], found["auxiliary_mode"]) == (["ASSAULT"], [], [])
    assert found["size_info"] == {"dead": 3, "injured": 9}
    assert found["event_loc"]["name"] == "al-Nakhil"
    assert found["cite_info"]["sentences"] == [2, 3]
    assert found["cite_info"]["language"] == "ar"


def test_every_kind_has_a_sector_and_every_mode_a_kind() -> None:
    assert set(SECTORS) == set(get_args(ActorKind))
    assert set(MODES) <= set(get_args(SubEventType))
    assert set(AUXILIARY) <= set(get_args(Factuality))


@pytest.mark.parametrize(
    ("changes", "mode"),
    [
        ({"sub_event_type": "Shelling/artillery/missile attack"}, ["heavy-weapons"]),
        ({"sub_event_type": "Air/drone strike"}, ["aerial"]),
        ({"sub_event_type": "Air/drone strike", "summary_en": "A drone struck it."}, ["drone"]),
        ({"sub_event_type": "Arrests"}, []),  # coded as ASSAULT, which has no such mode
        ({"sub_event_type": "Arrests", "plover_event": "COERCE"}, ["arrest"]),
        ({"sub_event_type": "Peaceful protest", "plover_event": "PROTEST"}, ["demo"]),
        ({"sub_event_type": "Armed clash"}, []),
    ],
)
def test_a_mode_is_one_of_the_category(changes: Json, mode: list[str]) -> None:
    assert coded(changes).mode == mode


def test_what_was_not_done_has_an_auxiliary_mode() -> None:
    found = {f: coded({"factuality": f}).auxiliary_mode for f in get_args(Factuality)}
    assert found == {
        **{"occurred": [], "claimed": [], "alleged": []},
        **{"planned": ["future"], "denied": ["negated"], "background": ["historical"]},
    }


def test_what_has_no_category_or_lacks_a_recipient_has_no_row() -> None:
    answer = events(
        {"plover_event": "NONE"},
        {"plover_event": "AID"},
        {"plover_event": "AID", "actor2": "a2"},
        {"plover_event": "SANCTION", "with2": ["a2"]},
        {"plover_event": "AGREE"},
    )
    assert [is_codable(event) for event in answer.events] == [False, False, True, True, True]
    made = list(answer.rows("plover", SHOWN, BARE))
    assert [row.values.model_dump()["id"][-1] for row in made] == ["3", "4", "5"]


def test_a_span_has_an_end_and_an_unknown_day_has_none() -> None:
    span = events({}).events[0].when.model_dump() | {"end": "2017-11-21"}
    found = coded({"when": span})
    assert (found.date, found.enddate) == ("2017-11-19", "2017-11-21")
    unknown = span | {"start": None, "end": None}
    found = coded({"when": unknown})
    assert (found.date, found.enddate) == ("2017-11-19", None)  # the day of publication


def test_a_place_is_where_the_gazetteer_has_it() -> None:
    place = {"name": "Aleppo", "latitude": 36.2, "longitude": 37.1, "country": "SY"}
    places = {"/answers/events/events/0/place": {**place, "geoname_id": 3, "admin1": "Aleppo"}}
    found = plover(events({}), 0, SHOWN, replace(BARE, places=places)).event_loc
    assert (found.geonameid, found.cc3, found.country_code) == (3, "SYR", "SY")
    assert (found.latitude, found.longitude, found.name) == (36.2, 37.1, "Aleppo")
