"""Whether an hour of a text is given roughly."""

from __future__ import annotations

import pytest

from llmx.text.numerals import is_rough_hour, numerals


@pytest.mark.parametrize(
    ("text", "language", "rough"),
    [
        ("The clash began at around 3 a.m. on Monday.", "en", True),
        ("The clash began at about 3:40 a.m.", "en", True),
        ("The clash began ~3 am.", "en", True),
        ("The clash began at 3 a.m. on Monday.", "en", False),
        ("More than ten came at 11 o'clock.", "en", False),
        ("بدأ الهجوم حوالي الساعة الثالثة فجرا.", "ar", True),
        ("بدأ الهجوم قرابة الحادية عشرة مساء.", "ar", True),
        ("بدأ الهجوم نحو الساعة 14:30.", "ar", True),
        ("بدأ الهجوم في الساعة 14:30.", "ar", False),
        ("درگیری حوالی ساعت ۳ بامداد آغاز شد.", "fa", True),
        ("درگیری تا ساعت ۹ شب ادامه داشت.", "fa", False),
        ("Бой начался около 11 часов вечера.", "ru", True),
        ("Бой начался в 11 часов вечера.", "ru", False),
    ],
)
def test_an_hour_is_rough_by_the_words_before_it(text: str, language: str, rough: bool) -> None:
    found = [figure for figure in numerals(text, language) if figure.kind == "time"]
    assert [is_rough_hour(text, figure, language) for figure in found] == [rough]
