"""Inclusion: what is told as a part of a figure, and what is told on top of it."""

from __future__ import annotations

import pytest

from llmx.text.inclusion import Told, parts


def told(
    text: str,
    low: int | None,
    *,
    whose: str | None = "civilians",
    item: str | None = None,
    what: str = "killed",
    high: int | None = None,
) -> Told:
    return Told(what, whose, item, low, high or low, text)


NINE, THREE, TWO = told("nine", 9), told("three", 3), told("two", 2)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("A strike killed nine villagers, including three children and two women.", {1: 0, 2: 0}),
        ("A strike killed nine villagers, among them three boys, two girls.", {1: 0, 2: 0}),
        (
            "A strike killed nine villagers; two of them were girls, three of them boys.",
            {1: 0, 2: 0},
        ),
        ("Of the dead, three were girls and two boys; nine died in all.", {1: 0, 2: 0}),
        ("It killed nine, including three girls, while two guards died elsewhere.", {1: 0}),
        ("Nine villagers died, one of them said, three men and two boys.", {}),
        ("A strike killed nine villagers, three shepherds and two drivers.", {}),
        ("A strike killed nine villagers, including three children, and two others.", {1: 0}),
        ("A strike killed nine villagers, including three children. Later two died.", {1: 0}),
        ("A strike killed nine villagers, not including three guards and two drivers.", {}),
        (
            "A strike killed nine villagers, including many children, and three guards, two cooks.",
            {},
        ),
    ],
)
def test_a_part_is_told_as_one(sentence: str, expected: dict[int, int]) -> None:
    assert parts([NINE, THREE, TWO], [sentence]) == expected


@pytest.mark.parametrize(
    ("sentence", "whole", "part"),
    [
        ("قتل تسعة مدنيين بينهم ثلاثة أطفال في الغارة", "تسعة مدنيين", "ثلاثة أطفال"),
        ("قتل تسعة مدنيين، من بينهم ثلاثة أطفال", "تسعة مدنيين", "ثلاثة أطفال"),
        ("قتل تسعة مدنيين منهم ثلاثة أطفال", "تسعة", "ثلاثة"),
        ("قتل تسعة مدنيين، ثلاثة منهم أطفال", "تسعة مدنيين", "ثلاثة"),
        ("قتل تسعة مدنيين بمن فيهم ثلاثة أطفال", "تسعة مدنيين", "ثلاثة أطفال"),
        ("۹ غیرنظامی از جمله ۳ کودک کشته شدند", "۹ غیرنظامی", "۳ کودک"),
        ("۹ غیرنظامی کشته شدند که ۳ تن از آنها کودک بودند", "۹ غیرنظامی", "۳ تن"),
        ("Погибли девять жителей, в том числе трое детей", "девять жителей", "трое детей"),
        ("Погибли девять жителей, из них трое детей", "девять жителей", "трое детей"),
        ("Погибли девять жителей, трое из них дети", "девять жителей", "трое"),
    ],
)
def test_in_other_languages(sentence: str, whole: str, part: str) -> None:
    assert parts([told(whole, 9), told(part, 3)], [sentence]) == {1: 0}
    assert parts([told(part, 3), told(whole, 9)], [sentence]) == {0: 1}


@pytest.mark.parametrize(
    ("sentence", "whole", "part"),
    [
        ("قتل تسعة مدنيين بينهم أطفال فيما قتل ثلاثة رعاة", "تسعة مدنيين", "ثلاثة رعاة"),
        ("قتل تسعة مدنيين وثلاثة رعاة", "تسعة مدنيين", "ثلاثة رعاة"),
        ("قتل تسعة مدنيين بينهم أطفال وثلاثة آخرون", "تسعة مدنيين", "ثلاثة آخرون"),
        ("۹ غیرنظامی و ۳ چوپان کشته شدند", "۹ غیرنظامی", "۳ چوپان"),
        ("Погибли девять жителей и трое пастухов", "девять жителей", "трое пастухов"),
        ("Погибли девять жителей, в том числе дети, и ещё трое пастухов", "девять", "трое"),
    ],
)
def test_what_is_told_on_top_is_none(sentence: str, whole: str, part: str) -> None:
    assert parts([told(whole, 9), told(part, 3)], [sentence]) == {}


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("children, among the nine", {1: 0}),
        ("children, included in the toll", {1: 0}),
        ("officers, two of whom were pilots", {1: 0}),
        ("children of the dead", {1: 0}),
        ("guards, not among the nine", {}),
        ("members of the family", {}),
        ("children", {}),
        (None, {}),
    ],
)
def test_what_was_counted_says_it(item: str | None, expected: dict[int, int]) -> None:
    assert parts([NINE, told("children", 2, item=item)], []) == expected


def test_the_words_of_a_figure_say_it() -> None:
    assert parts([told("تسعة", 9), told("بينهم طفلان", 2)], []) == {1: 0}


def test_a_part_may_stand_in_the_sentence_after() -> None:
    sentences = ["A shell killed nine people.", "Among them were three nurses."]
    assert parts([NINE, THREE], sentences) == {1: 0}


def test_a_part_is_of_the_nearest_figure_that_can_hold_it() -> None:
    fifty = told("fifty", 50, whose="actor2")
    sentence = "They killed fifty gunmen and nine villagers, including three children."
    assert parts([fifty, NINE, THREE], [sentence]) == {2: 1}
    gunmen = told("three", 3, whose="actor2")
    assert parts([fifty, NINE, gunmen], [sentence]) == {2: 0}


def test_a_figure_above_another_is_no_part_of_it() -> None:
    assert parts([THREE, NINE], ["A shell killed three, including nine children."]) == {}
    assert parts([told("dozens", None), NINE], ["It killed dozens, including nine girls."]) == {
        1: 0
    }


def test_people_who_are_not_told_apart_may_hold_any() -> None:
    sentence = "A blast killed nine people, including three soldiers."
    soldiers = told("three", 3, whose="actor1")
    assert parts([told("nine", 9, whose="unknown"), soldiers], [sentence]) == {1: 0}
    assert parts([told("nine", 9, whose="actor2"), soldiers], [sentence]) == {}


def test_another_quantity_is_no_part_and_ends_a_list() -> None:
    hurt = told("twenty", 20, what="wounded")
    sentence = "It killed nine, including three boys, hurt twenty and two guards died."
    assert parts([NINE, THREE, hurt, TWO], [sentence]) == {1: 0}
    assert parts([NINE, told("three", 3, what="wounded")], ["Nine died, including three."]) == {}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The crash killed five people: three soldiers and two drivers.", {1: 0, 2: 0}),
        ("The crash killed five people, namely three soldiers and two drivers.", {1: 0, 2: 0}),
        ("The crash killed five people (three soldiers, two drivers).", {1: 0, 2: 0}),
        ("The crash killed five people, three soldiers and two drivers.", {}),
        ("The crash killed five people. Three soldiers and two drivers died later.", {}),
        ("The crash killed five people: three soldiers and another two drivers.", {}),
    ],
)
def test_a_list_that_comes_to_the_figure_before_it_is_of_its_parts(
    sentence: str, expected: dict[int, int]
) -> None:
    assert parts([told("five", 5), THREE, TWO], [sentence]) == expected


def test_of_two_figures_in_the_same_words_the_second_is_the_later() -> None:
    sentence = "It killed two guards and two drivers, one of them a woman."
    guards, drivers, woman = TWO, told("two", 2, item="drivers"), told("one", 1)
    assert parts([guards, drivers, woman], [sentence]) == {2: 1}
