"""A piece of English as the checks read it."""

from __future__ import annotations

import pytest

from llmx.checks.english import English, counts_people, stem
from llmx.text.numerals import numerals


def _english(text: str) -> English:
    return English(text, numerals(text, "en"))


@pytest.mark.parametrize(
    ("one", "other"),
    [("killing", "killed"), ("Defence", "Defense"), ("villages", "village"), ("Sukhna", "sukhnah")],
)
def test_forms_and_spellings_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other) != ""


@pytest.mark.parametrize("word", ["the", "of", "said", "Three", "others"])
def test_an_empty_word_has_no_stem(word: str) -> None:
    assert stem(word) == ""


@pytest.mark.parametrize(
    "text",
    [
        "half of the wounded were moved",
        "Samir Hallaq, 23, was killed",
        "a 16-year-old was killed",
        "a man aged 41 was wounded",
        "a twenty-minute exchange killed a guard",
        "seized six heavy weapons",
        "the Fourth Brigade",
    ],
)
def test_ages_shares_and_measures_count_nobody(text: str) -> None:
    figure = numerals(text, "en")[0]
    assert not counts_people(text, figure)


@pytest.mark.parametrize("text", ["23 were killed in an attack", "a 14-member cell", "30 injured"])
def test_people_are_counted(text: str) -> None:
    assert counts_people(text, numerals(text, "en")[0])


def test_what_befell_the_counted_is_that_of_their_own_clause() -> None:
    english = _english("The mine killed four farmers, and nine others were wounded.")
    assert [figure.value for figure in english.numerals] == [4, 9]
    assert english.befell(0)[::2] == (frozenset({"killed"}), True)
    assert english.befell(1)[::2] == (frozenset({"wounded"}), True)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (
            "three of the wounded are in a grave state, and 80 families abandoned the town",
            "wounded",
        ),
        ("three of the captured were put on trial, while 80 families fled", "captured"),
        ("three of the wounded later died, and 80 families abandoned the town", "killed"),
    ],
)
def test_what_befell_some_of_a_group_stands_in_their_clause(text: str, outcome: str) -> None:
    outcomes, _, plain = _english(text).befell(0)
    assert plain
    assert outcome in outcomes
    assert "fled" not in outcomes


@pytest.mark.parametrize("text", ["six Turkish-backed men", "six men of a rebel-held town"])
def test_what_somebody_is_called_befell_nobody(text: str) -> None:
    assert _english(text).mentions == []


def test_some_of_the_wounded_are_what_befell_them_then() -> None:
    outcomes, _, plain = _english("two of the wounded died at the clinic").befell(0)
    assert plain
    assert outcomes == {"killed"}


def test_a_figure_has_what_stands_up_to_the_next() -> None:
    english = _english("Patrols found 200 mortar shells and held eight suspects")
    first, second = english.counted(0), english.counted(1)
    assert first.noun == {"morta", "shell"}
    assert second.noun == {"suspe"}
    assert first.likeness(second) == 0


def test_what_befell_the_counted_does_not_tell_what_they_are() -> None:
    counted = _english("Shelling killed 12 displaced farmers near the bridge").counted(0)
    assert counted.noun == {"farm"}
    assert counted.clause == {"shell", "farm", "bridg"}


@pytest.mark.parametrize("blanks", range(12))
def test_no_word_at_the_edge_of_a_clause_is_cut(blanks: int) -> None:
    text = f"pomegranates{' ' * (60 + blanks)}12 {' ' * (60 - blanks)}watermelons"
    assert _english(text).counted(0).clause == {"water"}


@pytest.mark.parametrize(
    ("text", "befell"),
    [
        ("a captain and a guard were killed", {"capta", "guard"}),
        ("killing a farmer and his daughter", {"farme", "daugh"}),
    ],
)
def test_a_word_of_an_outcome_has_those_that_it_befell(text: str, befell: set[str]) -> None:
    assert _english(text).befallen(0).clause == befell


@pytest.mark.parametrize(
    ("text", "outcomes", "plain"),
    [
        (
            "11 people fell alive into the hands of the guards",
            {"killed", "fled", "seized", "captured"},
            False,
        ),
        ("one step from the town / 40 men were hanged by the guards", {"killed"}, False),
        ("the toll of wounded passed two hundred", {"wounded"}, True),
        ("deaths in the camp since spring rose to 29", {"killed"}, True),
        ("three missing farmers were killed", {"missing", "killed"}, True),
    ],
)
def test_only_words_that_say_an_outcome_by_themselves_say_it_plainly(
    text: str, outcomes: set[str], plain: bool
) -> None:
    english = _english(text)
    befell = english.befell(len(english.numerals) - 1)
    assert (set(befell.outcomes), befell.plain) == (outcomes, plain)
    assert befell.near


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("13 civilians, among them four pupils, were killed and 27 others were hurt.", "killed"),
        ("17 members of the army and the police were wounded near the river.", "wounded"),
        ("Nine guards (two of them officers) were killed at the gate.", "killed"),
        ("Five of the guards, including two officers, lost their lives.", "killed"),
        ("Raiders wounded 14, destroyed five vehicles and left.", "wounded"),
        ("The flood claimed the lives of 13 villagers.", "killed"),
    ],
)
def test_an_aside_parts_nobody_from_what_befell_him(text: str, outcome: str) -> None:
    befell = _english(text).befell(0)
    assert befell.outcomes == {outcome}
    assert befell.plain


@pytest.mark.parametrize(
    "text",
    [
        "Three men attacked the post and a guard was killed.",
        "The brigade gave its martyrs as 6 and the wounded as 14.",
        "Two drivers who saw that the bus was hit were questioned.",
    ],
)
def test_what_befell_others_befell_nobody_who_is_counted(text: str) -> None:
    assert not _english(text).befell(0).plain


def test_those_who_are_some_of_others_share_what_befell_them() -> None:
    english = _english("26 wounded civilians, including seven women and 11 children, came.")
    assert [english.befell(at).plain for at in range(3)] == [True, True, True]
    assert english.befell(2).outcomes == {"wounded"}


def test_lost_lives_are_killed_and_saved_lives_are_not() -> None:
    said = [m.asserts for m in _english("Two miners lost their lives.").mentions]
    assert said == [{"killed"}]
    assert not any(m.asserts for m in _english("They saved the lives of two miners.").mentions)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("One of the dead is Omar Saleh, a baker.", {"killed"}),
        ("The guards Omar Saleh and Adel Nasser were killed, and three were hurt.", {"killed"}),
        ("They killed six men, including Omar Saleh, and wounded two.", {"killed"}),
        ("The blast wounded a cook and killed the baker Omar Saleh.", set()),
        ("Omar Saleh spoke. Two were killed.", set()),
        ("Omar Saleh said that two were killed.", set()),
        ("Saleh was killed.", set()),
    ],
)
def test_what_befell_somebody_by_name_all_words_about_him_say(text: str, outcome: set[str]) -> None:
    name = frozenset({stem("Omar"), stem("Saleh")})
    assert _english(text).befell_named(name) == outcome


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("The guard Omar Saleh was killed.", True),
        ("People in Tell Abyad were killed.", False),
        ("The Radwan Force fighters were killed.", False),
    ],
)
def test_people_are_named_and_no_places_or_groups(text: str, named: bool) -> None:
    assert bool(_english(text).befallen(0).named) is named
