"""Capitals that stand for the government of their country, and those that do not."""

from __future__ import annotations

import pytest

from llmx.text.folding import fold
from llmx.text.transliteration import (
    capitals,
    country_of,
    is_capital,
    says_capital,
    stands_for,
)


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("بیروت", "Lebanese government"),
        ("بيروت", "the authorities of Lebanon"),
        ("دمشق", "Syrian government"),
        ("واشنگتن", "US administration"),
        ("البيت الأبيض", "American administration"),
        ("Кремль", "Russian leadership"),
        ("الخرطوم", "Sudan"),
    ],
)
def test_a_capital_stands_for_its_government(source: str, english: str) -> None:
    assert stands_for(source, english)


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("بیروت", "Syrian government"),  # another country's
        ("بیروت", "Lebanese Red Cross"),  # no government
        ("الخرطوم", "Sudanese"),
        ("الخرطوم", "Egypt"),
        ("صیدا", "Lebanese government"),  # no capital
        ("فرودگاه بیروت", "Lebanese government"),  # something in it
    ],
)
def test_it_stands_for_nothing_else(source: str, english: str) -> None:
    assert not stands_for(source, english)


@pytest.mark.parametrize(
    ("word", "language", "found"),
    [
        ("Tripoli", "ar", True),
        ("Khartoum", "ar", True),
        ("Tehran", "fa", True),
        ("Baku", "ru", True),
        ("Misrata", "ar", False),
        ("Mashhad", "fa", False),
    ],
)
def test_the_names_of_capitals(word: str, language: str, found: bool) -> None:
    assert is_capital(word, language) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("دخلت القوات عاصمتها", True),
        ("راه‌های پایتخت بسته شد", True),
        ("въезд в столицу закрыт", True),
        ("خرجت القوات من المدينة", False),
    ],
)
def test_a_sentence_that_speaks_of_a_capital(text: str, found: bool) -> None:
    assert says_capital(fold(text).text) is found


@pytest.mark.parametrize(
    ("word", "country"), [("Bamako", "Mali"), ("Ababa", "Ethiopia"), ("Gao", None)]
)
def test_the_country_of_a_capital(word: str, country: str | None) -> None:
    assert country_of(word) == country
    assert (word in capitals()) is (country is not None)
