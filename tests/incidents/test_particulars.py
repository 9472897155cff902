"""Particulars: names, targets and weapons in the words of a report."""

from __future__ import annotations

import pytest

from llmx.incidents.particulars import Particulars, particulars


def _of(summary: str, *known: str) -> Particulars:
    return particulars(summary, (), known)


@pytest.mark.parametrize(
    ("summary", "names"),
    [
        ("A strike killed commander Abu Yazan al-Darwish.", {"yazan", "darwish"}),
        ("A strike near Nakhla killed four.", set()),
        ("Fighters moved from Nakhla and Sidr to Qutayf.", set()),
        ("The town of Qutayf was shelled.", set()),
        ("Rescuers said that two died.", set()),
        ("The Dawn Front shelled a mosque.", set()),
        ("The Syrian army said that Iran denied it.", set()),
        ("It happened on 26 Bahman, on Friday.", set()),
        ("It was told by Bahman Karimi.", {"bahman", "karimi"}),
    ],
)
def test_names_are_of_persons_and_things_and_not_of_places(summary: str, names: set[str]) -> None:
    assert _of(summary, "Dawn Front").names == names


@pytest.mark.parametrize(
    ("summary", "things"),
    [
        ("Shells hit a vegetable market and a school.", {"market", "school"}),
        ("Warplanes bombed the maternity hospital.", {"hospital"}),
        ("A bomb went off beside a minibus carrying pupils.", {"bus", "school"}),
        ("Gunmen attacked a police station.", {"police station"}),
        ("The army advanced on two axes.", set()),
        ("Three oil tankers burned.", {"tanker"}),
        ("They struck a headquarters of fighters.", {"headquarters"}),
        ("A woman died in hospital.", set()),
    ],
)
def test_what_was_hit(summary: str, things: set[str]) -> None:
    assert _of(summary).things == things


@pytest.mark.parametrize(
    ("summary", "weapons"),
    [
        ("A drone fired a missile.", {"drone", "missile"}),
        ("A booby-trapped or explosive-laden car went off.", {"car bomb"}),
        ("Mortar rounds fell.", {"mortar"}),
        ("A car bombing killed six.", {"car bomb"}),
        (
            "An explosive device planted in a motorcycle went off.",
            {"motorcycle bomb", "roadside bomb"},
        ),
        ("They signed it.", set()),
    ],
)
def test_what_it_was_done_with(summary: str, weapons: set[str]) -> None:
    assert _of(summary).weapons == weapons


def test_what_is_said_elsewhere_of_the_event_counts_too() -> None:
    found = particulars("Three were killed.", ("Nakhla market", None, "mortar shells"), ())
    assert found.things == {"market"}
    assert found.weapons >= {"mortar"}
