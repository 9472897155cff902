"""Nearness: how near two places are, as far as names and coordinates tell."""

from __future__ import annotations

from typing import Any

import pytest

from llmx.incidents.names import Located, Spot, spot
from llmx.incidents.nearness import near


def _spot(name: str, kind: str = "town_or_village", **more: Any) -> Spot:
    return spot([name], kind, **({"admin1": "Sahel", "country": "Karam"} | more))


@pytest.mark.parametrize(
    ("one", "other", "closeness"),
    [
        (_spot("Nakhla"), _spot("al-Nakhla"), "same"),
        (_spot("Nakhla"), _spot("south of Nakhla", "area"), "near"),
        (_spot("Nakhla"), _spot("Nakhla market", "site_or_feature"), "near"),
        (_spot("Nakhla"), _spot("Sahel", "province"), "within"),
        (_spot("Jabal Aswad", "site_or_feature"), _spot("al-Aswad", "area"), "same"),
        (_spot("Nakhla"), _spot("Sidra"), "apart"),
        (_spot("Nakhla"), _spot("al-Kashef", "part_of_town"), "open"),
        (_spot("Nakhla"), _spot("al-Kashef", "part_of_town", admin1="Jabal"), "apart"),
        (_spot("Nakhla"), _spot("Nakhla", country="Zor"), "apart"),
        (_spot("Nakhla"), _spot("Nakhla", country="Republic of Karam"), "same"),
        (_spot("Nakhla-centre"), _spot("Nakhla"), "same"),
        (_spot("Nakhla"), _spot("the village"), "unknown"),
        (_spot("Nakhla"), _spot("a crowded market", "site_or_feature"), "unknown"),
        (_spot("the market", "site_or_feature"), _spot("market", "site_or_feature"), "unknown"),
        (
            _spot("Palm Mosque, Nakhla", "site_or_feature"),
            _spot("centre of Nakhla", "area"),
            "near",
        ),
        (_spot("Nakhla"), _spot("Sidra", said=["Nakhla"]), "open"),
        (_spot("Nakhla"), _spot("al-Kashef", "part_of_town", said=["Nakhla"]), "near"),
    ],
)
def test_how_near_two_places_are(one: Spot, other: Spot, closeness: str) -> None:
    assert near(one, other) == closeness
    assert near(other, one) == closeness


def test_coordinates_tell_more_than_names() -> None:
    here, there = Located(35.0, 40.0, 7, exact=True), Located(35.1, 40.0, 8, exact=True)
    far = Located(36.5, 40.0, 9, exact=True)
    assert near(_spot("Nakhla", located=here), _spot("Sidra", located=there)) == "near"
    assert near(_spot("Nakhla", located=here), _spot("Nakhla", located=far)) == "apart"
    assert near(_spot("Nakhla", located=here), _spot("Palmtown", located=here)) == "same"
    vague = Located(36.5, 40.0, 9, exact=False)
    assert near(_spot("Nakhla", located=here), _spot("Nakhla", located=vague)) == "same"
