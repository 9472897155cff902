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


def coded(name: str, kind: str, where: str | None, *, day: str = "2018-03-08") -> Acled:
    event: Json = {"actor1": "a9", "actor2": "a2", "with1": ["a9"]}
    event["when"] = {"text_src": None, "start": day, "end": day, "basis": "explicit"}
    event["when"]["aggregate"] = False
    answer = events(event, actors=[register("a9", kind, name_en=name)])
    derived = {"/answers/events/events/0/place": {"country": where}} if where else {}
    return acled(answer, 0, SHOWN, Beside("/answers/events", derived, {}, frozenset()))


def test_an_event_has_acleds_names_and_kinds() -> None:
    row = coded("The Syrian army", "Rebel group", "SY")
    assert (row.actor1, row.inter1) == ("Military Forces of Syria (2000-2024)", 1)
    assert row.assoc_actor_1 == ["Military Forces of Syria (2000-2024)"]
    assert (row.actor2, row.inter2, row.interaction) == ("Rebel group a2", 2, 12)


def test_a_name_that_is_not_in_the_table_stays_as_it_is_given() -> None:
    row = coded("Eagles of the Valley", "Political militia", "SY")
    assert (row.actor1, row.inter1) == ("Eagles of the Valley", 3)


def test_an_army_abroad_is_an_external_force() -> None:
    at_home = coded("Turkish army", "External/Other forces", "TR")
    abroad = coded("Turkish army", "State forces", "SY")
    assert at_home.actor1 == abroad.actor1 == "Military Forces of Turkey (2016-)"
    assert (at_home.inter1, abroad.inter1) == (1, 8)


def test_one_group_has_a_name_for_each_country_and_none_where_the_country_is_not_known() -> None:
    assert coded("ISIS", "Unknown", "SY").actor1 == "Islamic State (Syria)"
    assert coded("ISIS", "Unknown", "IQ").actor1 == "Islamic State (Iraq)"
    nowhere = coded("ISIS", "Unknown", None)
    assert (nowhere.actor1, nowhere.inter1) == ("ISIS", None)
    assert coded("ISIS", "Rebel group", "LY").actor1 == "ISIS"


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
