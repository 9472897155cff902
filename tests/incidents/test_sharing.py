"""Sharing: what two events of one article have in common."""

from __future__ import annotations

from typing import Any

from llmx.incidents import sharing
from llmx.incidents.report import Report
from tests.incidents.support import count, event, record, told

Json = dict[str, Any]


def _two(one: Json, other: Json) -> tuple[Report, Report]:
    first, second = told(record("a", one, other, sentences=["One.", "Two.", "Three.", "Four."]))
    return first, second


def _with(*counts: Json) -> Json:
    return event("It killed some.", counts=list(counts))


def test_sentences_are_apart_by_those_that_are_no_titles() -> None:
    one, other = _two(event(sentences=[1, 2]), event(sentences=[1, 4]))
    assert sharing.distance(one, other, frozenset()) == 0
    assert sharing.distance(one, other, frozenset({1})) == 2
    assert sharing.body(one, frozenset({1, 2})) == {1, 2}  # where all are titles they tell it


def test_tolls_of_the_same_people_are_two_and_of_two_sides_are_one() -> None:
    theirs = _with(count("killed", 5, who="actor1"))
    assert sharing.own_tolls(*_two(theirs, _with(count("killed", 7, who="actor1"))))
    assert sharing.own_tolls(*_two(theirs, _with(count("killed", 7, who="unknown"))))
    assert not sharing.own_tolls(*_two(theirs, _with(count("killed", 7, who="actor2"))))
    assert not sharing.own_tolls(*_two(theirs, _with(count("killed", 5))))
    assert not sharing.own_tolls(*_two(theirs, _with()))


def test_a_number_within_another_is_no_toll_of_its_own() -> None:
    one, _ = _two(_with(count("killed", 5), count("killed", 2, item_en="among them")), _with())
    assert sharing.tolls(one) == {(None, ("killed", 5))}


def test_civilians_are_nobody_by_that_alone() -> None:
    one, other = _two(event(actor1="a3", actor2=None), event(actor1="a3", actor2=None))
    assert not sharing.share_party(one, other)
    one, other = _two(event(), event(actor2="a2"))
    assert sharing.share_party(one, other)
    assert not sharing.share_sides(one, other)


def test_those_who_fled_are_civilians() -> None:
    gone = event("600 fled.", kind="Other", counts=[count("displaced", 600)])
    assert sharing.fled(*_two(event(), gone | {"actor1": None}))
    assert sharing.fled(*_two(event(), gone | {"actor1": "a3"}))
    assert not sharing.fled(*_two(event(), gone))
