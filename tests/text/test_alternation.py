"""Alternation: the words of a list, all of them and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.text.numerals.alternation import alternation
from tests.builders import steady

_WORDS = st.text(alphabet="ab.|(\u0628\u200c ", max_size=5)


@pytest.mark.parametrize(
    ("words", "pattern"),
    [
        ([], ""),
        ([""], ""),
        (["two"], "two"),
        (["three", "thirty", "two"], "t(?:h(?:irty|ree)|wo)"),
        (["", "at", "at most"], r"(?:at(?:\ most)?)?"),
    ],
)
def test_the_pattern(words: list[str], pattern: str) -> None:
    assert alternation(words) == pattern


@steady
@given(st.lists(_WORDS, max_size=8), _WORDS)
def test_it_matches_these_words_and_no_others(words: list[str], other: str) -> None:
    pattern = re.compile(alternation(words))
    assert all(pattern.fullmatch(word) for word in words)
    assert bool(pattern.fullmatch(other)) == (other in words or (not words and not other))


@steady
@given(st.lists(_WORDS, min_size=1, max_size=8), _WORDS)
def test_it_matches_the_longest(words: list[str], text: str) -> None:
    found = re.match(alternation(words), text)
    longest = max((word for word in words if text.startswith(word)), key=len, default=None)
    assert (found[0] if found else None) == longest
