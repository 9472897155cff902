"""Figures that follow from a source without standing there: shares, multiples, sums."""

from __future__ import annotations

import pytest

from llmx.checks.figures.reckoned import another, multiple, one_in, proportions, ranged, total
from llmx.text.folding import fold
from llmx.text.numerals import numerals


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("لم تعد سوى عائلة واحدة من كل خمس", True),
        ("از هر پنج خانواده یکی ماند", True),
        ("каждый пятый дом", True),
        ("one family in every five", True),
        ("عادت خمس عائلات من القرية", False),
        ("پنج خانواده ماندند", False),
    ],
)
def test_a_share_is_told_as_one_in_so_many(text: str, told: bool) -> None:
    assert one_in(fold(text).text) is told


@pytest.mark.parametrize(
    ("value", "text", "language", "follows"),
    [
        (60, "سی گوسفند و دو برابر آن مرغ", "fa", True),
        (61, "سی گوسفند و دو برابر آن مرغ", "fa", False),
        (60, "باع 30 خروفاً وضعف هذا العدد من الدجاج", "ar", True),
        (90, "باع 30 خروفاً وثلاثة أضعافها من الدجاج", "ar", False),
        (90, "30 خروفاً وثلاثة أضعاف من الدجاج", "ar", True),
        (60, "Продал 30 овец и вдвое больше кур", "ru", True),
        (60, "باع 30 خروفاً و20 دجاجة", "ar", False),
    ],
)
def test_a_multiple_of_another_figure(
    value: float, text: str, language: str, follows: bool
) -> None:
    assert multiple(value, fold(text).text, numerals(text, language)) is follows


@pytest.mark.parametrize(
    ("value", "text", "language", "follows"),
    [
        (3, "معلم وطالبين", "ar", True),
        (3, "معلم وتلميذَين", "ar", True),
        (9, "5 أطفال و4 نساء", "ar", True),
        (8, "5 أطفال و4 نساء", "ar", False),
        (5, "أربعة أفراد من أسرة واحدة", "ar", False),
        (3, "وفدان", "ar", False),
        (9, "۵ کودک و ۴ زن", "fa", True),
        (6, "пятеро взрослых и ребенок", "ru", True),
    ],
)
def test_the_sum_of_what_is_listed(value: float, text: str, language: str, follows: bool) -> None:
    assert total(value, text, numerals(text, language), language) is follows


@pytest.mark.parametrize(
    ("text", "language", "percentages"),
    [
        ("ستة من كل عشرة منازل", "ar", {60}),
        ("از هر ۱۰ نانوایی، شش‌تا", "fa", {60}),
        ("Из каждых десяти семеро", "ru", {70}),
        ("ستة منازل وعشرة متاجر", "ar", set()),
    ],
)
def test_a_proportion_is_a_percentage(text: str, language: str, percentages: set[float]) -> None:
    assert proportions(fold(text).text, numerals(text, language)) == percentages


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("$5 to be followed by $7", "5 to 7", True),
        ("$5 to be followed by $8", "5 to 7", False),  # another bound
        ("$5", "5 to 7", False),  # half of it
        ("5% to be followed by 7%", "5 to 7", False),
    ],
)
def test_a_range_is_told_by_its_two_bounds(one: str, other: str, told: bool) -> None:
    apart, together = numerals(one, "en"), numerals(other, "en")
    assert ranged(apart[0], apart, together) is told
    assert ranged(together[0], together, apart) is told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("عاجلها برصاصة ثانية", True),
        ("أطلق رصاصة أخرى", True),
        ("گلوله دیگری شلیک شد", True),
        ("Ещё один снаряд", True),
        ("أطلق رصاصة", False),
        ("بعد 30 دقيقة", False),
    ],
)
def test_another_one_may_be_the_second(text: str, told: bool) -> None:
    assert another(fold(text).text) is told
