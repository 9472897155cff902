"""Names: spellings of one party or place meet, and others do not."""

from __future__ import annotations

import pytest

from llmx.incidents.names import (
    Party,
    differ,
    party,
    same_key,
    same_party,
    share,
    spot,
    two_countries,
)


def _party(name: str, kind: str = "Rebel group", country: str | None = None) -> Party:
    return party(name, None, kind, country)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (_party("Syrian Democratic Forces"), _party("SDF")),
        (_party("Islamic State"), _party("ISIS fighters")),
        (_party("Houthi fighters"), _party("Ansar Allah")),
        (_party("Hay'at Tahrir al-Sham"), _party("Hayat Tahrir al-Sham", "Political militia")),
        (_party("Israeli army", "State forces"), _party("Israel", "External/Other forces")),
        (_party("army", "State forces", "Syria"), _party("Syrian forces", "State forces")),
        (_party("government forces", "State forces"), _party("army", "State forces", "Syria")),
        (_party("Tiger Forces", "State forces", "Syria"), _party("Syrian army", "State forces")),
        (_party("US-led coalition", "External/Other forces"), _party("American jets", "External")),
    ],
)
def test_one_party(one: Party, other: Party) -> None:
    assert same_party(one, other)
    assert same_party(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (_party("Islamic Jihad"), _party("Islamic State")),
        (_party("Syrian army", "State forces"), _party("Syrian Democratic Forces")),
        (_party("Syrian army", "State forces"), _party("Turkish army", "State forces")),
        (_party("residents", "Civilians"), _party("residents", "Civilians")),
        (_party("unidentified gunmen"), _party("unidentified gunmen")),
        (_party("civilians in Nakhla", "Civilians"), _party("farmers in Nakhla", "Civilians")),
    ],
)
def test_two_parties(one: Party, other: Party) -> None:
    assert not same_party(one, other)
    assert not same_party(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("deirhafer", "dayrhafir"), ("sukhna", "sukna"), ("nakhla", "nakhla")],
)
def test_spellings_of_a_place_meet(one: str, other: str) -> None:
    assert same_key(one, other)


@pytest.mark.parametrize(("one", "other"), [("hama", "homs"), ("raqa", "ariha"), ("tal", "til")])
def test_other_places_do_not(one: str, other: str) -> None:
    assert not same_key(one, other)


def test_a_place_says_what_it_is_near_and_what_holds_it() -> None:
    found = spot(["south of al-Nakhla"], "area", admin1="Sahel", country="Karam")
    assert share(found.around, frozenset({"nakhla"}))
    assert not share(found.exact, frozenset({"nakhla"}))
    assert {"sahel", "karam"} <= found.within
    assert found.wide
    assert not found.empty


def test_a_part_of_a_town_is_held_by_it() -> None:
    found = spot(["al-Kashef neighbourhood, Nakhla"], "part_of_town", admin1=None, country=None)
    assert "nakhla" in found.within
    assert "nakhla" not in found.exact


def test_a_road_is_near_the_places_between_which_it_is() -> None:
    for name in ("Nakhla-Sidr road", "Nakhla – al-Sidr highway"):
        found = spot([name], "road_or_line", admin1=None, country=None)
        assert {"nakhla", "sidr"} <= found.around
    town = spot(["Nakhla-Sidr"], "town_or_village", admin1=None, country=None)
    assert not town.around


def test_a_list_of_places_is_each_of_them() -> None:
    found = spot(
        ["Nakhla and Tell Sidr", None, "السدر"], "town_or_village", admin1=None, country=None
    )
    assert {"nakhla", "telsidr", "سدر"} <= found.exact
    assert found.name == "Nakhla and Tell Sidr"


def test_a_place_without_a_name_is_empty() -> None:
    assert spot([None], "unknown", admin1="Sahel", country=None).empty
    assert spot(["the village"], "town_or_village", admin1=None, country=None).empty


def test_a_facility_whose_word_ends_in_s_is_no_name_either() -> None:
    for name in ("gas field", "bus station", "Gas plant", "Bus stations", "barracks"):
        assert spot([name], "site_or_feature", admin1=None, country="Syria").empty, name


@pytest.mark.parametrize(
    ("one", "other", "two"),
    [
        ("DR Congo", "Democratic Republic of the Congo", False),
        ("Burma", "Myanmar", False),
        ("Syria", "Syrian Arab Republic", False),
        ("Gaza Strip", "Palestine", False),
        ("Ukraine", "Russia", False),  # each side counts a place to its own
        ("Niger", "Nigeria", True),
        ("Mali", "Somalia", True),
        ("Syria", "Iraq", True),
        (None, "Iraq", False),
    ],
)
def test_two_countries(one: str | None, other: str, two: bool) -> None:
    assert two_countries(one, other) is two
    assert two_countries(other, one) is two


def test_a_province_is_the_same_in_two_languages() -> None:
    assert not differ("Nord-Kivu", "North Kivu")
    assert differ("Nord-Kivu", "South Kivu")
