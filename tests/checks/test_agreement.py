"""Whether other English says the same of a figure, an outcome, a name or a matter."""

from __future__ import annotations

import pytest

from llmx.checks.agreement import (
    befell_so,
    counted_so,
    figure_said,
    hedge_said,
    matter_said,
    may_count_otherwise,
    name_said,
)
from llmx.checks.doubt import Stand
from llmx.checks.english import English
from llmx.text.numerals import numerals

KILLED, WOUNDED = frozenset({"killed"}), frozenset({"wounded"})


def _english(text: str, *, coded: bool = False) -> English:
    return English(text, numerals(text, "en"), coded)


def test_a_figure_is_said_or_not() -> None:
    (figure,) = numerals("24 shellings", "en")
    assert figure_said(figure, [_english("twenty-four shellings")]) is Stand.SAME
    assert figure_said(figure, [_english("24% more shellings")]) is Stand.SILENT


@pytest.mark.parametrize(
    ("mine", "other", "coded", "stand"),
    [
        ("at least 110 people", "no fewer than 110", False, Stand.SAME),
        ("110 people", "at least 110", False, Stand.OTHERWISE),
        ("about 110 people", "110 people", False, Stand.OTHERWISE),
        ("110 people", "110 people", True, Stand.SILENT),  # a block has no "about"
        ("110 people", "90 people", False, Stand.SILENT),
    ],
)
def test_a_hedge_is_said(mine: str, other: str, coded: bool, stand: Stand) -> None:
    (figure,) = numerals(mine, "en")
    assert hedge_said(figure, [_english(other, coded=coded)]) is stand


@pytest.mark.parametrize(
    ("mine", "stand"),
    [
        ("A depot held 200 mortar shells.", Stand.SAME),
        ("A depot held eight mortar shells.", Stand.OTHERWISE),
        ("A depot held 90 mortar shells.", Stand.SILENT),
    ],
)
def test_what_a_figure_counts_is_told_by_the_words_around(mine: str, stand: Stand) -> None:
    other = _english("They held eight suspects and found a depot of 200 mortar shells in a school.")
    assert counted_so(_english(mine), [0], [other]) is stand
    if stand is Stand.OTHERWISE:
        assert may_count_otherwise(_english(mine), [0], [other])


@pytest.mark.parametrize(
    "other",
    [
        "A depot held 200 mortar shells.",  # no other figure
        "They held eight suspects and found 90 shells.",  # not this one
        "They held eight suspects; a depot held 200 mortar shells.",  # nothing can fit better
    ],
)
def test_what_cannot_be_denied_is_told_by_the_words_of_a_text(other: str) -> None:
    mine = _english("A depot held 200 mortar shells.")
    assert not may_count_otherwise(mine, [0], [_english(other)])


def test_the_same_dead_are_those_whatever_they_are_called() -> None:
    """A bare count of the dead has no noun; a force that lost some is no better for its words."""
    mine = _english("Five Israeli raids on Rafah killed 71 people and wounded 90.")
    count = _english("71  were killed", coded=True)
    force = _english("Fighters met Israeli raids on Rafah by 15 troops, leaving them dead or hurt.")
    index = [figure.value for figure in mine.numerals].index(71)
    assert counted_so(mine, [index], [count, force]) is not Stand.OTHERWISE
    other = _english("Raids on Rafah killed 15 people.")
    assert counted_so(mine, [index], [count, other]) is Stand.OTHERWISE


def test_those_whom_the_same_befell_are_preferred() -> None:
    mine = _english("14 killed as gunmen attack border posts west of the river")
    other = _english("Gunmen attacked two border posts west of the river; the toll is 14 dead.")
    assert counted_so(mine, [0], [other]) is not Stand.OTHERWISE


@pytest.mark.parametrize(
    ("mine", "other"),
    [
        # a distance and a price are told beside what is near, and count none of it
        (
            "Two drones struck the Amal quay east of Mahra.",
            "A raid by two planes hit the Amal quay 47 miles east of Mahra.",
        ),
        ("Wheat passed the $310 mark with a jump.", "Wheat rose by a jump of $12, passing $310."),
        # whom another thing befell
        (
            "Three guards were killed and four other gate staff wounded.",
            "3 guards lost; four other members of the gate staff were wounded.",
        ),
    ],
)
def test_what_measures_or_befell_otherwise_is_not_meant(mine: str, other: str) -> None:
    assert counted_so(_english(mine), [0], [_english(other)]) is not Stand.OTHERWISE


def test_a_measure_may_be_another_of_the_same() -> None:
    mine = _english("The column moved 12 km along the coast road.")
    other = _english("It stood 12 days, then moved 40 km along the coast road.")
    assert counted_so(mine, [0], [other]) is Stand.OTHERWISE


@pytest.mark.parametrize(
    ("said", "value", "stand"),
    [
        (KILLED, 41, Stand.SAME),
        (WOUNDED, 41, Stand.OTHERWISE),
        (KILLED, 7, Stand.SILENT),
    ],
)
def test_what_befell_those_that_a_figure_counts(
    said: frozenset[str], value: int, stand: Stand
) -> None:
    others = [_english("41 recruits were killed, and dozens were wounded elsewhere.")]
    assert befell_so(said, [value], list, others) is stand


@pytest.mark.parametrize(
    ("mine", "said", "stand"),
    [
        ("The driver of the truck was killed.", KILLED, Stand.SAME),
        ("The driver of the truck was wounded.", WOUNDED, Stand.OTHERWISE),
        ("A mayor was wounded.", WOUNDED, Stand.SILENT),
    ],
)
def test_without_a_figure_the_people_named_tell(
    mine: str, said: frozenset[str], stand: Stand
) -> None:
    other = _english("A blast hit a truck, killing its driver and wounding a worker.")
    beside = [_english(mine).befallen(0)]
    assert befell_so(said, (), lambda: beside, [other]) is stand


def test_a_name_is_said() -> None:
    assert name_said("Kurdish", [_english("a Kurdish party")]) is Stand.SAME
    assert name_said("Kurdish", [_english("a party")]) is Stand.SILENT


def test_the_matter_is_of_the_sentence_that_has_more_of_its_words() -> None:
    mine = _english("Shelling of the harbour killed 12 sailors.")
    harbour, market = _english("12 sailors died in the harbour."), _english("A market opened.")
    assert matter_said(mine, harbour, [market]) is Stand.OTHERWISE
    assert matter_said(mine, market, [harbour]) is Stand.SAME
    assert matter_said(mine, market, [_english("It rained.")]) is Stand.SILENT


@pytest.mark.parametrize(
    ("other", "stand"),
    [
        ("Four of the guides were hurt, and nine other climbers came down.", Stand.SAME),
        ("Four of the mules were hurt, and nine climbers came down.", Stand.OTHERWISE),
    ],
)
def test_the_others_are_of_the_kind_of_those_before_them(other: str, stand: Stand) -> None:
    assert counted_so(_english("Four old climbers were hurt."), [0], [_english(other)]) is stand


@pytest.mark.parametrize(
    ("mine", "stand"),
    [
        ("Four tired climbers died on the north face.", Stand.SILENT),
        ("Four tired Nepali climbers died on the north face.", Stand.OTHERWISE),
    ],
)
def test_a_name_that_is_not_mine_tells_others_apart(mine: str, stand: Stand) -> None:
    other = _english("Four died there, and on the north face 40 tired Nepali climbers died.")
    assert counted_so(_english(mine), [0], [other]) is stand


def test_what_is_said_of_whose_leader_somebody_is_befell_him_too() -> None:
    other = _english("Guards killed nine bandits, capturing their wounded leader.")
    beside = [_english("The leader was captured.").befallen(0)]
    captured = frozenset({"captured"})
    assert befell_so(captured, (), lambda: beside, [other]) is Stand.SAME


def test_people_who_were_destroyed_are_not_denied_to_be_killed() -> None:
    other = [_english("The ministry told of the destruction of 21 bandits.")]
    assert befell_so(KILLED, [21], list, other) is Stand.SILENT
    assert befell_so(frozenset({"damaged"}), [21], list, other) is Stand.OTHERWISE


CONVOY = "A convoy of 28 trucks carrying more than 600 tons of food is to cross Adre on Sunday."


@pytest.mark.parametrize(
    ("mine", "stand"),
    [
        ("A convoy of 28 food trucks is to cross Adre on Sunday.", Stand.SAME),
        ("The convoy has 600 trucks.", Stand.OTHERWISE),
    ],
)
def test_what_an_answer_counts_it_counts_with_another_word_before_it(
    mine: str, stand: Stand
) -> None:
    others = [_english(CONVOY), _english("28 trucks", coded=True)]
    assert counted_so(_english(mine), [0], others) is stand


def test_a_figure_that_may_go_unsaid_is_denied_by_the_same_noun_only() -> None:
    mine = _english("Drone strikes hit two El Obeid neighbourhoods on Wednesday.")
    other = _english(
        "Drone strikes hit El Obeid on Wednesday and killed 13 people; two drones fell."
    )
    rival = _english("Drone strikes hit five El Obeid neighbourhoods; two drones fell.")
    assert counted_so(mine, [0], [other], least=1) is not Stand.OTHERWISE
    assert counted_so(mine, [0], [rival], least=1) is Stand.OTHERWISE


CAPTURED = frozenset({"captured"})


@pytest.mark.parametrize(
    ("other", "stand"),
    [
        ("Seventeen were killed, twice that number wounded and two taken captive.", Stand.SAME),
        ("Seventeen were wounded and two were killed.", Stand.OTHERWISE),
    ],
)
def test_people_who_were_taken_were_captured(other: str, stand: Stand) -> None:
    assert befell_so(CAPTURED, [2], list, [_english(other)]) is stand


@pytest.mark.parametrize(
    ("other", "stand"),
    [
        (
            "Two porters met their maker; two were captured.",
            Stand.SILENT,
        ),  # no known word, but these
        ("Two farmers met their maker; two were captured.", Stand.OTHERWISE),
        ("Two porters were captured.", Stand.OTHERWISE),
    ],
)
def test_a_figure_of_the_same_people_with_no_known_word_may_be_meant(
    other: str, stand: Stand
) -> None:
    beside = _english("Border forces killed two porters.").counted(0)
    assert befell_so(KILLED, [2], lambda: [beside], [_english(other)]) is stand


def test_one_who_surrendered_is_not_denied_by_others_who_were_wounded() -> None:
    other = [_english("Four soldiers were wounded and an attacker put his hands up.")]
    assert befell_so(frozenset({"surrendered"}), (), list, other) is Stand.SILENT
    assert befell_so(KILLED, (), list, other) is Stand.OTHERWISE
