"""ACLED's names for actors: by name, country and day, and only where they are sure."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import schemas._actors as table
from llmx.fields import Beside
from schemas._acled import INTER, Acled, acled
from schemas._actors import Actor, actor
from schemas._countries import country
from tests.builders import Json
from tests.schemas.support import SHOWN, events
from tests.schemas.support import actor as register

SYRIA, IRAQ = country("Syria"), country("Iraq")


def rows() -> Iterator[dict[str, str]]:
    with Path(table.__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def coded(name: str, kind: str, where: str | None, *, day: str | None = "2018-03-08") -> Acled:
    event: Json = {"actor1": "a9", "actor2": "a2", "with1": ["a9"]}
    event["when"] = {"text_src": None, "start": day, "end": day, "basis": "explicit"}
    event["when"]["aggregate"] = False
    answer = events(event, actors=[register("a9", kind, name_en=name)])
    derived = {"/answers/events/events/0/place": {"country": where}} if where else {}
    return acled(answer, 0, SHOWN, Beside("/answers/events", derived, {}, frozenset()))


def test_an_event_has_the_names_of_the_record_and_beside_them_acleds() -> None:
    row = coded("The Syrian army", "Rebel group", "SY")
    army = "Military Forces of Syria (2000-2024)"
    assert (row.actor1, row.actor1_acled, row.inter1) == ("The Syrian army", army, 1)
    assert (row.assoc_actor_1, row.assoc_actor_1_acled) == (["The Syrian army"], [army])
    assert (row.actor2, row.actor2_acled) == ("Rebel group a2", None)
    assert (row.inter2, row.interaction) == (2, 12)
    assert (row.assoc_actor_2, row.assoc_actor_2_acled) == ([], [])


@pytest.mark.parametrize("place", ["SY", "IQ", "LY", None])
@pytest.mark.parametrize("day", ["2018-03-08", "2001-03-08", None])
def test_one_actor_has_one_name_wherever_and_whenever(place: str | None, day: str | None) -> None:
    row = coded("ISIS", "Rebel group", place, day=day)
    assert (row.actor1, row.assoc_actor_1) == ("ISIS", ["ISIS"])


def test_of_several_allies_those_have_acleds_names_that_are_known() -> None:
    allies = [register("a8", "Unknown", name_en="HTS"), register("a9", "Unknown", name_en="YPG")]
    event: Json = {"with1": ["a8", "a2", "a9"], "with2": ["a2"]}
    derived = {"/answers/events/events/0/place": {"country": "SY"}}
    beside = Beside("/answers/events", derived, {}, frozenset())
    row = acled(events(event, actors=allies), 0, SHOWN, beside)
    assert row.assoc_actor_1 == ["HTS", "Rebel group a2", "YPG"]
    assert row.assoc_actor_1_acled == ["HTS: Hayat Tahrir al Sham", "YPG: Peoples Protection Units"]
    assert (row.assoc_actor_2, row.assoc_actor_2_acled) == (["Rebel group a2"], [])


def test_a_name_that_is_not_in_the_table_has_none_of_acleds() -> None:
    row = coded("Eagles of the Valley", "Political militia", "SY")
    assert (row.actor1, row.actor1_acled, row.inter1) == ("Eagles of the Valley", None, 3)


def test_an_army_abroad_is_an_external_force() -> None:
    at_home = coded("Turkish army", "External/Other forces", "TR")
    abroad = coded("Turkish army", "State forces", "SY")
    assert at_home.actor1_acled == abroad.actor1_acled == "Military Forces of Turkey (2016-)"
    assert (at_home.inter1, abroad.inter1) == (1, 8)


def test_one_group_has_a_name_for_each_country_and_none_where_the_country_is_not_known() -> None:
    assert coded("ISIS", "Unknown", "SY").actor1_acled == "Islamic State (Syria)"
    assert coded("ISIS", "Unknown", "IQ").actor1_acled == "Islamic State (Iraq)"
    nowhere = coded("ISIS", "Unknown", None)
    assert (nowhere.actor1_acled, nowhere.inter1) == (None, None)
    assert coded("ISIS", "Rebel group", "LY").actor1_acled is None


@pytest.mark.parametrize(
    ("day", "known"),
    [
        ("2000-06-30", False),
        ("2018-03-08", True),
        ("2024-12-07", True),
        ("2024-12-08", False),
        (None, False),
    ],
)
def test_a_name_stands_for_its_days(day: str | None, known: bool) -> None:
    found = actor("Syrian army", where=SYRIA, day=day)
    assert found == (
        Actor("Military Forces of Syria (2000-2024)", "State forces") if known else None
    )


def test_the_kind_stays_where_the_table_has_none() -> None:
    assert actor("YPG", where=SYRIA, day=None) == Actor("YPG: Peoples Protection Units", None)
    assert coded("YPG", "Political militia", "SY").inter1 == 3


@pytest.mark.parametrize(
    "name",
    ["US-led coalition", "the U.S.-led  Coalition", "US\u2011led coalition", "US led coalition"],
)
def test_a_name_is_known_in_any_case_and_punctuation(name: str) -> None:
    found = actor(name, where=IRAQ, day="2017-01-01")
    assert found == Actor("Global Coalition Against Daesh", "External/Other forces")


@pytest.mark.parametrize("name", ["Syrian army source", "ISIS fighters", "", "anti-ISIS"])
def test_a_name_within_another_is_not_it(name: str) -> None:
    assert actor(name, where=SYRIA, day="2018-03-08") is None


def test_what_is_told_of_an_event_is_not_renamed() -> None:
    row = coded("ISIS", "Rebel group", "SY")
    assert row.notes.startswith("The army took al-Nakhil, a military source said.")


def test_the_table_holds() -> None:
    names = [row["name"] for row in rows()]
    assert names == sorted(set(names))
    for row in rows():
        assert not row["kind"] or row["kind"] in INTER
        assert bool(row["home"]) == (row["kind"] == "State forces")
        for code in filter(None, [row["home"], *row["in"].split(";")]):
            found = country(code)
            assert found is not None
            assert found.alpha2 == code
        for day in filter(None, (row["since"], row["until"])):
            date.fromisoformat(day)
        assert set(re.findall(r"\{.*?\}", row["name"])) <= {"{country}"}
        assert "{" not in row["name"] or row["in"]
        assert row["since"] or not row["home"], "armies are renamed with governments"


def test_no_alias_means_two_at_one_place_and_day() -> None:
    met: dict[str, list[frozenset[str]]] = {}
    for row in rows():
        for name in [row["name"], *filter(None, row["also"].split(";"))]:
            places = frozenset(filter(None, row["in"].split(";")))
            for others in met.setdefault(name.casefold(), []):
                assert places, name
                assert others, name
                assert not places & others, name
            met[name.casefold()].append(places)
