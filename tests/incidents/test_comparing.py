"""Comparing: what speaks for one incident and against it, and what never makes one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.incidents.comparing import Comparison, compare
from tests.builders import steady
from tests.incidents.support import count, event, pair, record, sealed, told

Json = dict[str, Any]


def _compared(one: Json, other: Json, **articles: Any) -> Comparison:
    return compare(*pair(one, other, **articles))


def _whats(found: Comparison) -> set[str]:
    return {reason.what for reason in found.reasons}


def test_the_same_strike_told_by_two_sides_is_linked() -> None:
    found = _compared(
        event("Warplanes bombed a market in Nakhla, killing 14.", counts=[count("killed", 14)]),
        event(
            "Shelling by the army hit the market of al-Nakhla.",
            kind="Shelling/artillery/missile attack",
            place="al-Nakhla",
            counts=[count("killed", 14)],
        ),
    )
    assert found.linked
    assert {"day", "place", "related kind", "party", "figure", "thing"} <= _whats(found)


@pytest.mark.parametrize(
    "other",
    [
        event(day="2019-03-14"),
        event("A strike on a market in Sidra killed 14.", place="Sidra"),
        event("The army signed a truce in Nakhla.", kind="Agreement", actor2=None),
        event("Warplanes bombed a hospital in Nakhla, killing 61.", counts=[count("killed", 61)]),
        event(place="Nakhla", in_country="Zor"),
    ],
    ids=["another day", "another place", "another kind", "another target and toll", "country"],
)
def test_another_incident_is_not_linked(other: Json) -> None:
    one = event("Warplanes bombed a market in Nakhla, killing 14.", counts=[count("killed", 14)])
    assert not _compared(one, other).linked


def test_place_and_parties_alone_never_make_one() -> None:
    one, other = event("A strike hit Nakhla.", day=None), event("A raid hit Nakhla.", day=None)
    found = _compared(one, other)
    assert not found.grounded
    assert not found.linked


def test_without_a_day_a_particular_makes_one() -> None:
    toll = [count("killed", 37)]
    one = event("A strike on Nakhla killed 37.", day=None, counts=toll)
    other = event("An air raid on Nakhla killed 37.", counts=toll)
    found = _compared(one, other)
    assert found.linked
    assert "day" not in _whats(found)


def test_a_day_that_follows_is_held_as_one_only_with_something_else() -> None:
    assert not _compared(event("A strike."), event("A raid.", day="2019-03-11")).linked
    toll = [count("killed", 37)]
    found = _compared(event(counts=toll), event(day="2019-03-11", counts=toll))
    assert found.linked
    assert "next day" in _whats(found)


def test_nothing_is_told_before_it_happens() -> None:
    toll = [count("killed", 37)]
    early = event(day=None, counts=toll)
    one, other = told(record("a", early, published="2019-03-01"), record("b", event(counts=toll)))
    assert compare(one, other).barred == "of which one was out before the other's day"
    planned = early | {"factuality": "planned"}
    one, other = told(record("a", planned, published="2019-03-01"), record("b", event(counts=toll)))
    assert compare(one, other).barred is None


@pytest.mark.parametrize(
    ("one", "other", "what", "weight"),
    [
        (count("killed", 14), count("killed", 14), "figure", 150),
        (count("killed", 2), count("killed", 2), "figure", 50),
        (count("killed", 1), count("killed", 1), None, 0),
        (count("killed", 30), count("killed", 30), "figure", 150),
        (count("killed", 13, None), count("killed", 14), None, 0),
        (count("killed", 5), count("killed", 40), "other figure", -100),
        (count("killed", 14), count("killed", 16), None, 0),
        (count("other", 14), count("other", 14), None, 0),
        (
            count("equipment_destroyed", 14, item_en="military vehicles"),
            count("equipment_destroyed", 14, item_en="vehicles"),
            "figure",
            150,
        ),
        (
            count("equipment_destroyed", 14, item_en="houses"),
            count("equipment_destroyed", 14, item_en="tanks"),
            None,
            0,
        ),
    ],
)
def test_figures(one: Json, other: Json, what: str | None, weight: int) -> None:
    found = _compared(event(counts=[one]), event(counts=[other]))
    figures = [r for r in found.reasons if r.what in ("figure", "other figure")]
    assert [(r.what, r.weight) for r in figures] == ([(what, weight)] if what else [])


def test_an_article_that_tells_two_events_tells_them_apart() -> None:
    one, other = told(record("a", event("A strike."), event("A second strike.")))
    found = compare(one, other)
    assert "same article" in _whats(found)
    assert not found.linked


@pytest.mark.parametrize(
    ("changes", "linked"),
    [
        ({"factuality": "denied"}, True),
        ({"factuality": "alleged", "actor1": "a2", "kind": "Attack"}, True),
        ({"factuality": "claimed", "day": "2019-03-10"}, False),
        ({"factuality": "denied", "sentences": [4]}, True),
        ({"factuality": "denied", "place": "south of Nakhla"}, True),
        ({"factuality": "denied", "place": "Sidra"}, False),
        ({"factuality": "denied", "day": "2019-03-07"}, False),
    ],
)
def test_what_is_denied_beside_an_event_is_another_account_of_it(
    changes: Json, linked: bool
) -> None:
    sentences = ["One.", "Two.", "Three.", "Four."]
    given: Json = {"day": None} | changes
    account = event("It was not so.", **given)
    one, other = told(record("a", event("A strike."), account, sentences=sentences))
    assert compare(one, other).linked == linked


def test_the_sentence_of_an_agency_in_two_outlets_is_a_particular() -> None:
    copied = ["Agency: warplanes bombed a market.", "Nothing else."]
    found = _compared(event(day=None), event(day=None), sentences=copied)
    assert "text" in _whats(found)
    assert found.grounded


_DAYS = st.sampled_from([None, "2019-03-09", "2019-03-10", "2019-03-12"])
_EVENTS = st.builds(
    event,
    summary=st.sampled_from(
        [
            "A strike hit Nakhla.",
            "A strike on a market killed commander Abu Yazan.",
            "Warplanes bombed a school.",
        ]
    ),
    kind=st.sampled_from(["Air/drone strike", "Attack", "Arrests", "Armed clash", "Other"]),
    place=st.sampled_from([None, "Nakhla", "al-Nakhla", "Sidra", "west of Nakhla"]),
    day=_DAYS,
    counts=st.lists(st.builds(count, st.just("killed"), st.integers(0, 40)), max_size=2),
)


@steady
@given(_EVENTS, _EVENTS)
def test_a_comparison_is_the_same_from_either_side_and_has_a_ground(one: Json, other: Json) -> None:
    first, second = pair(one, other)
    found = compare(first, second)
    assert found == compare(second, first)
    if found.linked:
        grounds = {
            "day",
            "next day",
            "period",
            "figure",
            "name",
            "thing",
            "weapon",
            "text",
            "account",
        }
        assert any(r.what in grounds and r.weight > 0 for r in found.reasons)


# --- accounts of several sides -------------------------------------------------------------------


def test_what_was_hit_in_a_town_is_disputed_and_the_strike_is_one() -> None:
    market = event(
        "Warplanes bombed the market of Nakhla.",
        place="Nakhla vegetable market",
        in_kind="site_or_feature",
    )
    den = event("Aircraft struck a headquarters of fighters.", place="Nakhla", actor1=None)
    found = _compared(market, den)
    assert found.linked
    assert {"day", "near"} <= _whats(found)
    assert not _compared(market, den | {"sub_event_type": "Arrests"}).linked


def test_two_places_of_one_province_are_said_to_be_in_it() -> None:
    camp = event("A missile hit a camp.", place="Camp Rasha", in_kind="area", in_admin1="Zor")
    base = event("A missile hit a base.", place="Sahn Base", in_kind="area", in_admin1="Zor")
    assert "within" in _whats(_compared(camp, base))
    base["place"]["admin1"] = "Qasr"
    assert "within" not in _whats(_compared(camp, base))


@pytest.mark.parametrize("second", ["s1", "s2"])
def test_what_two_sides_claim_side_by_side_is_one_told_twice(second: str) -> None:
    claims = (("A strike killed shoppers.", "s1"), ("A strike hit fighters.", second))
    one, other = told(
        record(
            "a",
            *(
                event(said, claimed_by=[who], sentences=[n])
                for n, (said, who) in enumerate(claims, 1)
            ),
        )
    )
    assert ("account" in _whats(compare(one, other))) is (second == "s2")


def test_a_named_dead_and_his_figures_outweigh_two_names_of_the_place() -> None:
    toll = [count("killed", 14), count("wounded", 27)]
    said = "A strike killed commander Abu Yazan al-Darwish and 13 others."
    one, other = event(said, counts=toll), event(said, counts=toll, place="Sidra")
    found = _compared(one, other)
    assert found.linked
    assert "other place" in _whats(found)
    assert _compared(one, event("A strike.", counts=toll[:1], place="Sidra")).barred is not None
    assert _compared(one, other | {"place": other["place"] | {"country": "Zor"}}).barred is not None


@pytest.mark.parametrize(
    ("one", "other", "weight"),
    [
        ("A strike on a market.", "A raid on a school.", -200),
        ("A strike on a market.", "A raid on a house.", -100),
        ("A strike on a market.", "A raid on a headquarters.", -100),
        ("A strike on a headquarters.", "A raid on a house.", -100),
        ("A strike on a market.", "A raid.", None),
    ],
)
def test_other_targets_are_two_incidents_unless_a_side_may_say_so(
    one: str, other: str, weight: int | None
) -> None:
    found = [r.weight for r in _compared(event(one), event(other)).reasons if "thing" in r.what]
    assert found == ([weight] if weight else [])


def test_one_toll_is_told_under_several_names_and_counted_apart() -> None:
    parts = [count("killed", 1), count("killed", 6)]
    found = _compared(event(counts=parts), event(counts=[count("killed", 7)]))
    assert ("figure", 100) in [(r.what, r.weight) for r in found.reasons]
    among = [count("killed", 7), count("killed", 6, item_en="children, among the 7")]
    found = _compared(event(counts=among), event(counts=[count("killed", 13)]))
    assert "figure" not in _whats(found)
    found = _compared(
        event(counts=[count("losses_unspecified", 14)]), event(counts=[count("killed", 14)])
    )
    assert "figure" in _whats(found)


def test_a_person_in_the_register_is_a_particular() -> None:
    named = event("Hamad al-Jasim was shot.", day=None, actor2=None)
    one, other = record("a", named), record("b", named)
    for value in (one, other):
        value["answers"]["events"]["actors"][2]["name_en"] = "Hamad al-Jasim"
    found = compare(*told(sealed(one), sealed(other)))
    assert {"jasim"} <= {said for r in found.reasons if r.what == "name" for said in r.said}
