"""Kinds: what may be one event told in two ways, and what is two."""

from __future__ import annotations

import pytest

from llmx.incidents import kinds
from tests.builders import loaded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Air/drone strike", "Shelling/artillery/missile attack"),
        ("Air/drone strike", "Remote explosive/landmine/IED"),
        ("Attack", "Air/drone strike"),
        ("Armed clash", "Government regains territory"),
        ("Arrests", "Abduction/forced disappearance"),
        ("Peaceful protest", "Excessive force against protesters"),
        ("Armed clash", "Excessive force against protesters"),
        ("Air/drone strike", "Disrupted weapons use"),
        ("A kind of one's own", "A kind of one's own"),
    ],
)
def test_one_event_told_in_two_ways(one: str, other: str) -> None:
    assert kinds.related(one, other)
    assert kinds.related(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Air/drone strike", "Peaceful protest"),
        ("Arrests", "Suicide bomb"),
        ("Agreement", "Attack"),
        ("Armed clash", "Peaceful protest"),
        ("A kind of one's own", "Another"),
        ("Attack", ""),
    ],
)
def test_two_events(one: str, other: str) -> None:
    assert not kinds.related(one, other)
    assert not kinds.related(other, one)


def test_every_kind_of_the_built_in_schema_is_known() -> None:
    schema = loaded("events").schema
    known = schema["$defs"]["Event"]["properties"]["sub_event_type"]["enum"]
    assert [kind for kind in known if not kinds._by_kind().get(kind)] == []
    assert set(kinds._by_kind()) == set(known)


def test_an_attack_asks_who_did_it_and_a_fight_does_not() -> None:
    assert kinds.has_culprit("Air/drone strike")
    assert not kinds.has_culprit("Armed clash")
    assert kinds.is_means("Suicide bomb")
    assert not kinds.is_means("Attack")


def test_what_comes_of_another_event_and_what_stands_alone() -> None:
    assert [kinds.follows(kind) for kind in ("Armed clash", "Arrests", "Other")] == [0, 1, 2]
    assert kinds.is_on_its_own("Agreement")
    assert kinds.settles("Agreement")
    assert kinds.is_on_its_own("Peaceful protest")
    assert not kinds.settles("Peaceful protest")
    assert not kinds.is_on_its_own("Arrests")


def test_what_is_of_crowds_and_what_may_come_later() -> None:
    assert kinds.is_crowd("Mob violence")
    assert not kinds.is_crowd("Attack")
    assert kinds.is_abduction("Abduction/forced disappearance")
    assert not kinds.is_abduction("Arrests")
    later = ("Arrests", "Other", "Abduction/forced disappearance", "Attack")
    assert [kinds.comes_later(kind) for kind in later] == [True, True, False, False]
