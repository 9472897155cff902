"""Tolls: what one voice says is added up but for its parts, what several say is compared."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from llmx.article import Article
from schemas._acled import acled
from schemas._tolls import _FOUGHT, toll
from schemas.events import SubEventType
from tests.builders import Json, article
from tests.schemas.support import BARE, SHOWN, actor, count, events

STRIKE: Json = {"sub_event_type": "Air/drone strike"}
DIFFER, UNSURE = ("figures-differ",), ("toll-unsure",)


def deaths(*counts: Json, said: Article = SHOWN, **changes: Any) -> tuple[int, tuple[str, ...]]:
    found = toll(events({"counts": list(counts), **changes}), 0, said)
    return found.number, found.tags


def english(*sentences: str) -> tuple[Article, Json]:
    """An article of these sentences, and the change that an event is told in them."""
    told = {"sentences": list(range(1, len(sentences) + 1))}
    return article(sentences, language="en", titled=False), told


def of(number: int, text: str, who: str | None = "civilians", **changes: Any) -> Json:
    return count("killed", number, number, text_src=text, who=who, **changes)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([], (0, ())),
        ([count("killed", 3, 3)], (3, ())),
        ([count("killed", 3, None), count("killed", 2, 2, who="civilians")], (5, ())),
        ([count("killed", 3, 3), count("killed", 2, 2)], (5, UNSURE)),
        ([count("wounded", 9, 9), count("killed_or_wounded", 20, 20)], (0, ())),
        ([count("killed", None, None, text_src="عشرات القتلى")], (10, ("toll-placeholder",))),
        ([count("killed", None, None, text_src="مئات")], (100, ("toll-placeholder",))),
        ([count("killed", None, None, text_src="عدد من")], (0, ("toll-unknown",))),
        ([count("killed", None, 5)], (0, ("toll-unknown",))),
    ],
)
def test_deaths_are_the_least_that_is_said(counts: list[Json], expected: Any) -> None:
    assert deaths(*counts) == expected


# --- one voice -----------------------------------------------------------------------------------


def test_a_part_of_a_toll_is_not_counted_again() -> None:
    said, told = english("Shells killed four people of one house, two of them children.")
    whole, part = of(4, "four people"), of(2, "two")
    assert deaths(whole, part, said=said, **told) == (4, ())
    assert deaths(whole, {**part, "item_en": "children, among the four"}) == (4, ())
    assert deaths(of(2, "two", item_en="children, among the four"), whole) == (4, ())


def test_what_is_told_with_and_is_added() -> None:
    said, told = english("Shells killed four shepherds and two drivers.")
    assert deaths(of(4, "four shepherds"), of(2, "two drivers"), said=said, **told) == (6, ())


def test_what_stands_apart_is_added_and_said_to_be_unsure() -> None:
    said, told = english("Shells killed four people.", "Two drivers died.")
    people, drivers = of(4, "four people"), of(2, "Two drivers")
    assert deaths(people, drivers, said=said, **told) == (6, UNSURE)
    nobody = of(2, "Two drivers", who=None)
    assert deaths(people, nobody, said=said, **told) == (6, UNSURE)
    soldiers = of(2, "Two drivers", who="actor1")
    assert deaths(people, soldiers, said=said, **told) == (6, ())


def test_a_figure_that_is_the_sum_of_the_others_is_unsure() -> None:
    said, told = english("It killed five people, three soldiers and two drivers.")
    counts = of(5, "five people"), of(3, "three soldiers"), of(2, "two drivers")
    assert deaths(*counts, said=said, **told) == (10, UNSURE)
    assert deaths(counts[0], counts[1], said=said, **told) == (8, ())
    listed, told = english("It killed five people: three soldiers and two drivers.")
    assert deaths(*counts, said=listed, **told) == (5, ())


def test_a_whole_is_no_less_than_its_part() -> None:
    said, told = english("Shells killed dozens of people, including thirty children.")
    dozens = count("killed", None, None, who="civilians", text_src="dozens of people")
    found = deaths(dozens, of(30, "thirty children"), said=said, **told)
    assert found == (30, ("toll-placeholder",))


def test_parts_of_the_wounded_are_no_parts_of_the_dead() -> None:
    said, told = english("It killed four, wounded nine, including two boys, and two men died.")
    hurt = count("wounded", 9, 9, who="civilians", text_src="nine")
    boys = count("wounded", 2, 2, who="civilians", text_src="two boys")
    counts = [of(4, "four"), hurt, boys, of(2, "two men")]
    answer = events({"counts": counts, **told})
    assert toll(answer, 0, said).number == 6
    assert toll(answer, 0, said, "wounded").number == 9


# --- several voices ------------------------------------------------------------------------------


def test_what_two_sources_say_of_the_same_people_is_not_summed() -> None:
    first, second = count("killed", 6, 6), count("killed", 17, 17, claimed_by=["s2"])
    other = count("killed", 14, None, who="actor1")
    assert deaths(first, second, other) == (20, DIFFER)
    assert deaths(first, {**second, "min": 6, "max": 6}) == (6, ())
    row = acled(events({"counts": [second, first]}), 0, SHOWN, BARE)
    assert "[killed=6 (a military source); 17 (Homs Chronicle)]" in row.notes
    assert row.tags == ["figures-differ"]


def test_voices_are_rivals_whatever_they_call_the_dead() -> None:
    said, told = english(
        "Rescuers said at least 9 civilians, including 3 children and 2 women, were killed.",
        "Other media said 14 gunmen were killed.",
    )
    counts = [
        count("killed", 9, None, who="civilians", text_src="at least 9 civilians"),
        of(3, "3 children"),
        of(2, "2 women"),
        of(14, "14 gunmen", who="unknown", claimed_by=["s2"]),
    ]
    found = toll(events({"counts": counts, **told, **STRIKE}), 0, said)
    assert (found.number, found.tags) == (9, DIFFER)
    assert [[c.text_src for c in claims] for claims in found.claims] == [
        ["at least 9 civilians", "14 gunmen"]
    ]


@pytest.mark.parametrize("who", ["unknown", None, "actor2"])
def test_in_a_strike_fighters_of_one_voice_are_the_civilians_of_another(who: str | None) -> None:
    civilians, fighters = of(9, "9"), of(14, "14", who=who, claimed_by=["s2"])
    assert deaths(civilians, fighters, **STRIKE) == (9, DIFFER)
    assert deaths(civilians, {**fighters, "claimed_by": []}, **STRIKE)[0] == 23


@pytest.mark.parametrize("kind", sorted(_FOUGHT))
def test_in_a_fight_both_may_have_died(kind: str) -> None:
    civilians, fighters = of(9, "9"), of(14, "14", who="actor2", claimed_by=["s2"])
    assert deaths(civilians, fighters, sub_event_type=kind) == (23, UNSURE)
    assert kind in get_args(SubEventType)


def test_the_dead_of_the_two_sides_are_added_whoever_says_so() -> None:
    ours, theirs = of(3, "3", who="actor1"), of(9, "9", who="actor2", claimed_by=["s2"])
    assert deaths(ours, theirs) == (12, ())
    assert deaths(ours, theirs, **STRIKE) == (12, ())


def test_people_not_told_apart_are_all_that_the_other_voice_tells_of() -> None:
    ours, theirs = of(3, "3", who="actor1"), of(9, "9", who="actor2")
    all_of_them = of(14, "14", who="unknown", claimed_by=["s2"])
    assert deaths(ours, theirs, all_of_them) == (12, DIFFER)
    assert deaths(ours, theirs, {**all_of_them, "min": 12, "max": 12}) == (12, ())


def test_an_actor_who_is_civilians_goes_by_that_name() -> None:
    residents = [actor("a9", "Civilians")]
    first, second = of(4, "4", who="actor2"), of(6, "6", claimed_by=["s2"])
    answer = events({"actor2": "a9", "counts": [first, second]}, actors=residents)
    found = toll(answer, 0, SHOWN)
    assert (found.number, found.tags) == (4, DIFFER)


def test_what_one_of_two_agreeing_voices_adds_makes_no_rival() -> None:
    said, told = english("Both said four people, one of them said two guards, were killed.")
    both = of(4, "four people", claimed_by=["s1", "s2"])
    more = of(2, "two guards", claimed_by=["s2"])
    assert deaths(both, more, said=said, **told) == (6, ())


def test_a_part_by_another_voice_is_no_account_of_the_whole() -> None:
    part = of(2, "2", item_en="children, among the four", claimed_by=["s2"])
    assert deaths(of(4, "4"), part) == (4, ())


def test_no_number_is_no_rival_of_one() -> None:
    some = count("killed", None, None, who="unknown", text_src="some", claimed_by=["s2"])
    assert deaths(of(9, "9"), some) == (9, ("toll-unknown",))
