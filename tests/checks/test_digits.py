"""The digits that a text prints, before any reading of what they are."""

from __future__ import annotations

import pytest

from llmx.checks.figures.digits import printed, slipped, stands
from llmx.text.numerals import numerals


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("الساعة ١١ مساء", {11}),
        ("1,200 عائلة", {1200, 1, 200}),
        ("۴٫۵ هزار", {4.5, 4, 5}),
        ("120-миллиметровый", {120}),
        ("لا شيء", set()),
    ],
)
def test_every_script_and_mark_is_read(text: str, values: set[float]) -> None:
    assert printed(text) == values


@pytest.mark.parametrize(
    ("english", "source", "language", "found"),
    [
        ("at 11 o'clock", "الساعة 11 مساء", "ar", True),
        ("three o'clock", "منذ الثالثة فجرا", "ar", True),
        ("at 12 o'clock", "الساعة 11 مساء", "ar", False),
        ("30 shellings", "بنسبة 30%", "ar", False),
        ("30 hours", "بين 30 و40 ساعة", "ar", False),
        ("dozens", "وصلت 0 شاحنة", "ar", False),
    ],
)
def test_whether_a_figure_stands_there(
    english: str, source: str, language: str, found: bool
) -> None:
    figure = numerals(english, "en")[0]
    assert stands(figure, printed(source), numerals(source, language)) is found


@pytest.mark.parametrize(
    ("value", "source", "meant"),
    [
        (47, "41", "41"),  # one digit is another
        (14, "41", "41"),  # two changed places
        (1250, "1520", "1520"),
        (47, "41 و6", None),  # a sum
        (42, "41", None),  # and one more
        (47, "141", None),
        (47, "53", None),
        (7, "1", None),
        (47, "نحو 41", None),  # it is not so exactly said
    ],
)
def test_a_figure_that_is_another_miswritten(value: int, source: str, meant: str | None) -> None:
    found = slipped(value, numerals(f"قُتل {source} مسلحا", "ar"))
    assert (found.text if found else None) == meant
