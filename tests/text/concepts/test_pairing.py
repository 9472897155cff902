"""Which outcome a figure belongs to."""

from __future__ import annotations

import pytest

from llmx.text.concepts import around, mentions
from llmx.text.folding import fold
from llmx.text.numerals import numerals


def _paired(text: str, language: str) -> list[tuple[str, set[str]]]:
    copy = text.lower() if language == "en" else fold(text).text
    figures = numerals(copy, language)
    spans = [(figure.start, figure.end) for figure in figures]
    sentence = around(copy, mentions(text, language), spans, language)
    people = {"killed", "wounded", "captured"}
    return [
        (figure.text, set(sentence.outcomes(*span)) & people)
        for figure, span in zip(figures, spans, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("مقتل 5 وإصابة 12", "ar"),
        ("قتل 5 مدنيين وأصيب 12 آخرون", "ar"),
        ("سقط 5 قتلى و 12 جريحا", "ar"),
        ("إن 5 جنود قتلوا و 12 أصيبوا", "ar"),
        ("۵ کشته و ۱۲ زخمی", "fa"),
        ("۵ نفر به هلاکت رسیدند و ۱۲ نفر زخمی شدند", "fa"),
        ("کشته شدن ۵ نفر و زخمی شدن ۱۲ نفر", "fa"),
        ("The blast killed 5 and wounded 12.", "en"),
        ("5 killed and 12 wounded", "en"),
        ("5 people were killed and 12 others, among them a boy, were wounded", "en"),
        ("killing 5 and wounding 12", "en"),
        ("the killing of 5 and the wounding of at least 12", "en"),
    ],
)
def test_each_figure_has_its_own_outcome(text: str, language: str) -> None:
    (_, first), (_, second) = _paired(text, language)
    assert (first, second) == ({"killed"}, {"wounded"})


def test_outcomes_that_stand_together_share_their_figure() -> None:
    assert _paired("killed and wounded 12", "en") == [("12", {"killed", "wounded"})]
    assert _paired("مقتل وإصابة 12", "ar") == [("12", {"killed", "wounded"})]


def test_a_figure_within_another_keeps_the_outcome_of_that() -> None:
    assert _paired("at least nine, including three boys, were killed", "en") == [
        ("nine", {"killed"}),
        ("three", {"killed"}),
    ]


def test_a_figure_beyond_the_end_of_a_statement_is_not_its_own() -> None:
    assert _paired("killing 5; the road has 12 posts", "en")[1] == ("12", set())


@pytest.mark.parametrize(
    ("text", "language", "outcomes"),
    [
        (
            "۲۰ زخمی، از جمله سه زن و ۵ کودک، به شهر برده شدند و دو تن جان دادند",
            "fa",
            [{"wounded"}, {"wounded"}, {"wounded"}, {"killed"}],
        ),
        (
            "سجل المستشفى 30 وفاة، بينهم 7 أطفال، وما لا يقل عن 60 إصابة",
            "ar",
            [{"killed"}, {"killed"}, {"wounded"}],
        ),
        ("ارتفعت إلى 6 قتلى، بينهم 2، و13 جريحا", "ar", [{"killed"}, {"killed"}, {"wounded"}]),
        (
            "30 deaths, including 7 children and 4 women, and 60 injuries",
            "en",
            [{"killed"}, {"killed"}, {"killed"}, {"wounded"}],
        ),
        (
            "Погибли 30 человек, в том числе 7 детей",
            "ru",
            [{"killed"}, {"killed"}],
        ),
    ],
)
def test_a_part_has_the_outcome_of_the_whole(
    text: str, language: str, outcomes: list[set[str]]
) -> None:
    assert [found for _, found in _paired(text, language)] == outcomes


def test_those_who_are_named_after_a_verb_share_its_outcome() -> None:
    copy = "a commander surrendered along with 12 of his guards and 5 were killed"
    figures = [(figure.start, figure.end) for figure in numerals(copy, "en")]
    sentence = around(copy, mentions(copy, "en"), figures, "en")
    assert [sentence.outcomes(*span) for span in figures] == [{"surrendered"}, {"killed"}]


def test_a_verb_after_a_noun_begins_anew() -> None:
    copy = fold("لا يزال اثنان في عداد المفقودين ولقي ثالث حتفه").text
    figures = [(figure.start, figure.end) for figure in numerals(copy, "ar")]
    sentence = around(copy, mentions(copy, "ar"), figures, "ar")
    assert sentence.outcomes(*figures[0]) == {"missing"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("six were killed after they were captured", "en"),
        ("مقتل 6 بعد احتجاز دام أسبوعا", "ar"),
        ("۶ نفر کشته شدند پس از بازداشت", "fa"),
        ("Погибли 6 после ареста", "ru"),
    ],
)
def test_what_came_before_or_after_is_said_in_another_clause(text: str, language: str) -> None:
    copy = text if language == "en" else fold(text).text
    figure = numerals(copy, language)[0]
    span = figure.start, figure.end
    found = around(copy, mentions(text, language), [span], language)
    assert found.says(*span) == {"killed"}
    assert found.against(frozenset({"killed"}), frozenset({"captured"}), span)
    assert not found.against(frozenset({"captured"}), frozenset({"killed"}), span)


@pytest.mark.parametrize(
    ("text", "language", "against"),
    [
        ("العثور على 6 جثث", "ar", True),
        ("العثور على 6 جثث ونقل الجرحى", "ar", False),
        ("۶ پیکر پیدا شد", "fa", True),
        ("۶ پیکر پیدا شد، زخمی‌ها رفتند", "fa", False),
    ],
)
def test_a_word_that_may_say_killed_will_do_where_none_may_say_wounded(
    text: str, language: str, against: bool
) -> None:
    copy = fold(text).text
    figure = numerals(copy, language)[0]
    span = figure.start, figure.end
    found = around(copy, mentions(text, language), [span], language)
    assert found.says(*span) == set()
    killed, wounded = frozenset({"killed"}), frozenset({"wounded"})
    assert found.against(killed, wounded, span) is against
    assert not found.against(killed, frozenset({"captured"}), span)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("أصيب ثلاثة عناصر وأسروا خلال الليل", True),
        ("أصيب ثلاثة عناصر وأسر 4 آخرون", False),
        ("أصيب ثلاثة عناصر، وأسروا لاحقا", False),
    ],
)
def test_a_word_that_goes_on_about_those_before_it(text: str, found: bool) -> None:
    copy = fold(text).text
    spans = [(figure.start, figure.end) for figure in numerals(copy, "ar")]
    sentence = around(copy, mentions(text, "ar"), spans, "ar")
    assert sentence.goes_on(frozenset({"captured"}), *spans[0]) is found
