"""Capitals that stand for the government of their country, and those that do not."""

from __future__ import annotations

import pytest

from llmx.text.transliteration import stands_for


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("بیروت", "Lebanese government"),
        ("بيروت", "the authorities of Lebanon"),
        ("دمشق", "Syrian government"),
        ("واشنگتن", "US administration"),
        ("البيت الأبيض", "American administration"),
        ("Кремль", "Russian leadership"),
    ],
)
def test_a_capital_stands_for_its_government(source: str, english: str) -> None:
    assert stands_for(source, english)


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("بیروت", "Syrian government"),  # another country's
        ("بیروت", "Lebanese Red Cross"),  # no government
        ("صیدا", "Lebanese government"),  # no capital
        ("فرودگاه بیروت", "Lebanese government"),  # something in it
    ],
)
def test_it_stands_for_nothing_else(source: str, english: str) -> None:
    assert not stands_for(source, english)
