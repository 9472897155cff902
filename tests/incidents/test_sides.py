"""Sides: one name is not yet one party, and an article names nobody twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llmx.incidents.sides import Sides
from tests.incidents.support import event, record, sealed, told

Json = dict[str, Any]
Row = tuple[str, str, str, str | None]

ARMY = ("a1", "Karami army", "State forces", "Karam")
DAWN = ("a2", "Dawn Front", "Rebel group", None)
LEAGUE = ("a3", "Sidran League", "External/Other forces", "Sidra")
GUNS = ("a4", "Sidran League-backed fighters", "External/Other forces", None)


def _record(ident: str, actors: Sequence[Row], *fights: tuple[str, str], **changes: Any) -> Json:
    """A record with these actors, in whose events the first of each pair attacks the second."""
    events = [
        event(kind="Armed clash", actor1=one, actor2=other, **changes) for one, other in fights
    ]
    value = record(ident, *events, outlet=f"Outlet {ident}")
    value["answers"]["events"]["actors"] = [
        {"id": i, "name_en": name, "name_src": None, "kind": kind, "country": country}
        for i, name, kind, country in actors
    ]
    value["answers"]["events"]["sources"][0]["side"] = None
    return sealed(value)


def _names(*records: Json, name: str = "Karami army") -> list[str]:
    sides = Sides(told(*records))
    return [sides.name(value["article"]["id"], name) for value in records]


APART = ["Karami army as told by Outlet a", "Karami army as told by Outlet b"]


def test_two_who_fight_the_same_are_one() -> None:
    one = _record("a", (ARMY, DAWN), ("a1", "a2"))
    other = _record("b", (ARMY, ("a2", "Dawn Front militia", "Rebel group", None)), ("a2", "a1"))
    assert _names(one, other) == ["Karami army", "Karami army"]


def test_two_armies_that_fight_nobody_in_common_are_two() -> None:
    one = _record("a", (ARMY, DAWN), ("a2", "a1"))
    other = _record("b", (ARMY, GUNS), ("a1", "a4"))
    assert _names(one, other) == APART


def test_whom_one_fights_and_the_other_stands_beside_they_are_two() -> None:
    rebels = ("a1", "Karami Guard", "Rebel group", None)
    one = _record("a", (rebels, DAWN, LEAGUE), ("a1", "a2"), ("a3", "a2"))
    other = _record("b", (rebels, LEAGUE), ("a1", "a3"))
    assert _names(one, other, name="Karami Guard") == [
        "Karami Guard as told by Outlet a",
        "Karami Guard as told by Outlet b",
    ]
    allied = _record("b", (rebels, DAWN, LEAGUE), ("a1", "a2"), with1=["a3"])
    assert _names(one, allied, name="Karami Guard") == ["Karami Guard", "Karami Guard"]


def test_forces_of_two_countries_are_two() -> None:
    guard = ("a1", "National Guard", "State forces", "Karam")
    other = ("a1", "National Guard", "State forces", "Sidra")
    records = [_record(i, (row, DAWN), ("a1", "a2")) for i, row in (("a", guard), ("b", other))]
    assert len(set(_names(*records, name="National Guard"))) == 2


def test_nothing_known_of_foes_speaks_against_nothing() -> None:
    men = ("a2", "unidentified gunmen", "Unknown", None)
    one = _record("a", (ARMY, DAWN), ("a1", "a2"))
    other = _record("b", (ARMY, men), ("a1", "a2"))
    assert _names(one, other) == ["Karami army", "Karami army"]


def test_who_takes_a_place_is_not_who_beats_off_the_attack_on_it() -> None:
    men = ("a2", "unidentified gunmen", "Unknown", None)
    one = _record("a", (ARMY, men), ("a1", "a2"), territory="changed_hands")
    beaten = {"territory": "attack_repelled"}
    other = _record("b", (ARMY, DAWN), ("a2", "a1"), **beaten)
    assert _names(one, other) == APART
    denied = {"territory": "changed_hands", "factuality": "denied"}
    assert _names(one, _record("b", (ARMY, DAWN), ("a2", "a1"), **denied)) == APART
    known = _record("a", (ARMY, DAWN), ("a1", "a2"), territory="changed_hands")
    assert len(set(_names(known, other))) == 1  # it beat off who would take the place back


def test_an_article_names_nobody_twice() -> None:
    sides = Sides(told(_record("a", (ARMY, LEAGUE, GUNS), ("a1", "a4"), ("a3", "a1"))))
    assert sides.name("a", GUNS[1]) == GUNS[1]
    assert sides.name("a", LEAGUE[1]) == LEAGUE[1]


def test_civilians_are_one_under_whatever_name_and_strangers_keep_theirs() -> None:
    people = ("a2", "villagers", "Civilians", "Karam")
    sides = Sides(told(_record("a", (ARMY, people), ("a1", "a2"))))
    assert sides.victims("a", "villagers") == sides.victims("a", "civilians") == "civilians"
    assert sides.victims("a", "Karami army") == "Karami army"
    assert sides.victims("a", None) is None
    assert sides.name("z", "somebody") == "somebody"
    assert sides.may_be("soldiers", "Karami army")
    assert not sides.may_be("gunmen", "Karami army")
    assert not sides.may_be("gunmen", "civilians")
