"""Ties: what an article ties to an event that it tells elsewhere, and what it does not."""

from __future__ import annotations

from typing import Any

import pytest

from llmx.incidents.comparing import compare
from llmx.incidents.report import Part
from llmx.incidents.ties import LATER, says
from tests.incidents.support import count, event, pair, record, told

Json = dict[str, Any]

SENTENCES = [f"Sentence {n}." for n in range(1, 9)]
NOBODY: Json = {"actor1": None, "actor2": None}
ABDUCTION = "Abduction/forced disappearance"
MINE = "Remote explosive/landmine/IED"
STRIKE = event("A strike on Nakhla killed 5.", counts=[count("killed", 5)])


def _parts(*events: Json) -> list[tuple[int, str] | None]:
    """Of which event each is a part, by its number in the article, and how."""
    found = told(record("a", *events, sentences=SENTENCES))
    return [_told_as(report.part) for report in found]


def _told_as(part: Part | None) -> tuple[int, str] | None:
    return (int(part.of.rpartition("/")[2]), part.how) if part else None


def _of_strike(summary: str, **changes: Any) -> str | None:
    """How an event far from the strike is told as a part of it."""
    given: Json = {"kind": "Other", "day": None, "sentences": [6]} | changes
    found = _parts(STRIKE, event(summary, **given))[1]
    return found[1] if found else None


@pytest.mark.parametrize(
    ("summary", "changes", "how"),
    [
        ("The road was closed.", NOBODY, "outcome"),
        ("The road was closed.", NOBODY | {"place": None}, "outcome"),
        ("The road was opened.", NOBODY | {"day": "2019-03-11"}, "outcome"),
        ("The road was closed.", NOBODY | {"place": "Sidra"}, None),
        ("The road was closed after the strike.", NOBODY | {"place": "Sidra"}, "outcome"),
        ("The road was closed.", NOBODY | {"factuality": "planned"}, None),
        ("The road was closed.", NOBODY | {"factuality": "background"}, None),
        ("The army went to Sidra.", {"place": "Sidra"}, "outcome"),
        ("A ministry signed a loan.", {"place": "Sidra", "actor1": "a2", "actor2": None}, None),
        ("The Front named a leader.", {"place": None, "actor1": "a2", "actor2": None}, None),
        ("A boy died.", NOBODY | {"day": "2019-03-16"}, None),
        ("A boy wounded in the strike died.", NOBODY | {"day": "2019-03-16"}, "sequel"),
        ("A boy wounded in the strike died.", NOBODY | {"day": "2019-06-16"}, None),
        ("A boy wounded in the strike died.", NOBODY | {"day": "2019-03-03"}, None),
    ],
)
def test_what_came_of_the_one_incident_of_an_article(
    summary: str, changes: Json, how: str | None
) -> None:
    assert _of_strike(summary, **changes) == how


@pytest.mark.parametrize(
    ("summary", "day", "aggregate", "how"),
    [
        ("Police held two who had sold drugs.", "2019-03-15", False, None),
        ("Police held two suspects in the strike.", "2019-03-15", False, "sequel"),
        ("Arrests widened to sixty.", "2019-03-15", True, "sequel"),
        ("Sixty have been held this year.", "2019-03-15", True, None),
        ("Arrests widened to sixty.", "2019-03-09", True, None),
    ],
)
def test_arrests_days_later_are_of_it_where_something_says_so(
    summary: str, day: str, aggregate: bool, how: str | None
) -> None:
    given = NOBODY | {"kind": "Arrests", "day": day, "in_aggregate": aggregate}
    assert _of_strike(summary, **given) == how


@pytest.mark.parametrize(
    ("summary", "changes", "how"),
    [
        ("A pylon was blown up the same night.", {"place": "Sidra"}, None),
        ("A pylon was blown up the same night.", {"place": "Sidra", "in_kind": "area"}, "phase"),
        ("A pylon was blown up.", {"place": "Sidra", "in_kind": "area"}, None),
        ("A pylon was blown up the same night.", {"day": "2019-03-11"}, "phase"),
        ("A pylon was blown up.", {"day": "2019-03-11"}, None),
        ("A second bomb went off the same night.", {"place": "Sidra", "in_kind": "area"}, None),
        ("A bomb had gone off days earlier.", {"day": None}, None),
    ],
)
def test_what_was_done_in_the_same_night(summary: str, changes: Json, how: str | None) -> None:
    given: Json = NOBODY | {"kind": MINE, "day": "2019-03-10"} | changes
    assert _of_strike(summary, **given) == how


def test_an_answer_by_those_to_whom_it_was_done_is_of_it_whatever_it_cost() -> None:
    raid = event("A raid killed 5.", actor1="a2", actor2="a1", counts=[count("killed", 5)])
    answer: Json = {"kind": "Armed clash", "place": "Sidra", "sentences": [6], "actor2": "a2"}
    cost = [count("killed", 3)]
    assert _parts(raid, event("In response 3 fell.", counts=cost, **answer))[1] == (0, "phase")
    assert _parts(raid, event("In Sidra 3 fell.", counts=cost, **answer))[1] is None
    by_others = answer | {"actor1": "a3", "actor2": None}
    assert _parts(raid, event("In response 3 fell.", counts=cost, **by_others))[1] is None


def test_a_protest_is_of_what_was_done_to_it_or_of_what_it_is_about() -> None:
    protest: Json = {"kind": "Violent demonstration", "sentences": [6], "actor1": "a3"}
    about = event("Residents burned tyres in protest.", actor2=None, **protest)
    plain = event("Residents burned tyres.", actor2=None, **protest)
    shot = event("Police shot at a rally.", kind="Excessive force against protesters")
    assert _parts(STRIKE, about)[1] == (0, "phase")
    assert _parts(STRIKE, plain)[1] is None
    assert _parts(shot, plain)[1] == (0, "phase")


def test_an_abduction_with_its_pursuit_release_and_arrests() -> None:
    six = [count("captured", 6)]
    taken = event("Gunmen kidnapped six.", kind=ABDUCTION, actor1="a2", counts=six)
    chase: Json = {"kind": "Armed clash", "day": "2019-03-11", "place": "Sidra", "actor2": "a2"}
    pursuit = event("The army pursued the gunmen.", sentences=[3], **chase)
    freed = event("Six hostages came home.", kind="Agreement", day="2019-03-20", **NOBODY)
    freed |= {"sentences": [4], "counts": [count("other", 6)]}
    held = event("Four suspects were held.", kind="Arrests", day="2019-03-15", place="Sidra")
    assert _parts(taken, pursuit, freed | {"place": taken["place"]}, held | {"sentences": [5]}) == [
        None,
        (0, "phase"),
        (0, "sequel"),
        (0, "sequel"),
    ]
    truce = event("A truce began.", kind="Agreement", day="2019-03-20", sentences=[4], **NOBODY)
    assert _parts(taken, truce)[1] is None


def test_of_two_incidents_what_came_is_of_the_one_that_it_shares_more_with() -> None:
    first = event("A mine killed four.", kind=MINE, sentences=[1])
    road: Json = {"place": "Barh road", "in_kind": "road_or_line", "day": "2019-03-14"}
    second = event("A mine hit a water truck.", kind=MINE, sentences=[2], **road)
    closed = event("Barh road was closed.", kind="Other", sentences=[6], **(NOBODY | road))
    assert _parts(first, second, closed) == [None, None, (1, "outcome")]
    nowhere = event("All was closed.", kind="Other", place=None, day=None, sentences=[6], **NOBODY)
    assert _parts(first, second, nowhere)[2] is None


def test_of_two_that_it_shares_as_much_with_what_came_is_of_the_one_beside_it() -> None:
    first = event("A mine killed four.", kind=MINE, sentences=[1])
    second = event("A bomb hit a car.", kind=MINE, day="2019-03-14", sentences=[4])
    closed = event("They held a man.", kind="Arrests", day=None, sentences=[5], **NOBODY)
    assert _parts(first, second, closed)[2] == (1, "outcome")
    assert _parts(first, second, closed | {"sentences": [7]})[2] is None


def test_what_is_known_from_before_is_that_of_which_the_news_came() -> None:
    known = event("Gunmen kidnapped six near Nakhla.", kind=ABDUCTION, factuality="background")
    known |= {"sentences": [5], "counts": [count("captured", 6)]}
    freed: Json = {"kind": "Other", "day": "2019-03-20", "counts": [count("other", 6)]}
    assert _parts(event("Six hostages came home.", **freed), known)[0] == (1, "sequel")
    assert _parts(event("Six came home.", **freed), known)[0] is None
    assert (
        _parts(event("A hostage came home.", **freed | {"counts": [], **NOBODY}), known)[0] is None
    )


def test_what_one_side_denies_is_an_account_wherever_it_stands() -> None:
    denied: Json = {"kind": "Attack", "factuality": "denied", "sentences": [6]}
    assert _parts(STRIKE, event("It was not so.", **denied))[1] == (0, "account")
    assert _parts(STRIKE, event("It was not so.", place="Sidra", **denied))[1] is None


def test_what_two_sides_say_of_one_fight_is_of_it_whatever_each_counts() -> None:
    clash: Json = {"kind": "Armed clash", "actor2": "a2"}
    record_ = event("Five fell.", counts=[count("killed", 5)], **clash)
    answer = event("Fifty fell.", counts=[count("killed", 50)], sentences=[6], **clash)
    theirs = answer | {"claimed_by": ["s2"]}
    value = record("a", record_, theirs, sentences=SENTENCES)
    assert _told_as(told(value)[1].part) is None
    value["answers"]["events"]["sources"][1]["side"] = "a2"
    assert _told_as(told(value)[1].part) == (0, "account")


def test_two_acts_of_one_kind_are_told_apart_unless_two_tell_them_or_one_tells_more() -> None:
    again: Json = {"kind": "Armed clash", "sentences": [6]}
    clash = event("A clash.", kind="Armed clash", sentences=[1, 6])
    assert _parts(clash, event("A clash.", **again))[1] is None
    assert _parts(clash, event("A clash.", claimed_by=["s2"], **again))[1] == (0, "account")
    assert _parts(clash, event("A clash.", day=None, **again))[1] == (0, "phase")
    killed = again | {"counts": [count("killed", 3)]}
    assert _parts(clash, event("A clash.", day=None, **killed))[1] is None


def test_what_each_side_lost_in_one_fight_does_not_make_two() -> None:
    fight = event("50 attackers fell.", kind="Armed clash", sentences=[1])
    fight["counts"] = [count("killed", 50, who="actor1")]
    revenge = event("They killed residents.", kind="Attack", day=None, sentences=[6])
    theirs = revenge | {"counts": [count("killed", 17, who="civilians")]}
    assert _parts(fight, theirs)[1] == (0, "phase")
    assert _parts(fight, revenge | {"counts": [count("killed", 17, who="actor1")]})[1] is None


@pytest.mark.parametrize(
    ("summary", "days", "linked"),
    [
        ("Three suspects in the bombing of a mosque were held.", 5, True),
        ("Three suspects in the bombing of a mosque were held.", LATER, True),
        ("Three suspects in the bombing of a mosque were held.", LATER + 1, False),
        ("Three suspects in the bombing of a school were held.", 5, False),
        ("Three were held near a mosque.", 5, False),
    ],
)
def test_what_came_days_later_in_another_article(summary: str, days: int, linked: bool) -> None:
    bombing = event("A bomb killed 14 in a mosque.", kind=MINE, day="2019-03-01")
    day = f"2019-{3 + days // 31:02}-{days % 31 + 1:02}"
    arrests = event(summary, kind="Arrests", day=day, actor2=None)
    one, other = pair(bombing, arrests, published="2019-04-10")
    found = compare(one, other)
    assert found.linked == linked
    assert ("sequel" in {reason.what for reason in found.reasons}) == (
        days <= LATER and "suspects" in summary
    )


def test_words_say_what_ties_and_what_sets_apart() -> None:
    assert says("Two died of their wounds.").of
    assert says("The road was closed following it.").after
    assert says("Troops searched for the gunmen.").answers
    assert says("Meanwhile a bridge fell.").then
    assert says("Another drone hit Sidra.").other
    assert says("A strike two days earlier killed 5.").before
    plain = says("A strike killed 5.")
    assert not any((plain.ties, plain.beside, plain.other, plain.before))


@pytest.mark.parametrize(("others", "how"), [(6, "outcome"), (7, None)])
def test_a_round_up_ties_nothing_that_is_not_told_beside(others: int, how: str | None) -> None:
    places = ["Sidra", "Hama", "Homs", "Aleppo", "Idlib", "Afrin", "Manbij"][:others]
    talks = [
        event("Talks were held.", kind="Other", place=place, day=None, sentences=[8], **NOBODY)
        for place in places
    ]
    road = event("The road was closed.", kind="Other", day=None, sentences=[6], **NOBODY)
    found = _parts(STRIKE, road, *talks)[1]
    assert (found[1] if found else None) == how
