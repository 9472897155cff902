"""Parts of a unit of measure, which are no shares."""

from __future__ import annotations

import pytest

from llmx.checks.figures.measures import smaller
from llmx.text.numerals import numerals


@pytest.mark.parametrize(
    ("text", "language", "part"),
    [
        ("نصف ساعة", "ar", 30),
        ("نصف الساعة", "ar", 30),
        ("نصف كيلومتر", "ar", 500),
        ("نصف دولار", "ar", 0),
        ("کمتر از نیم ساعت", "fa", 30),
        ("نیم کیلو مواد", "fa", 500),
        ("половина часа", "ru", 30),
        ("نصف المدينة", "ar", None),
        ("نیمی از زندانیان", "fa", None),
        ("دو سوم شهر", "fa", None),
    ],
)
def test_a_part_of_a_unit_is_so_many_of_a_smaller_one(
    text: str, language: str, part: float | None
) -> None:
    (figure,) = numerals(text, language)
    assert smaller(figure, language) == part
