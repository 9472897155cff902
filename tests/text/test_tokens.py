"""Tokens of a text, and what is remembered of each."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.text import tokens as memory
from llmx.text.tokens import Remembered, tokens


@given(st.text(st.sampled_from("ab. \n\t"), max_size=12))
def test_the_tokens_of_a_text_make_it_up(text: str) -> None:
    assert " ".join(tokens(text)) == text.replace("\n", " ")
    assert not any(" " in token or "\n" in token for token in tokens(text))


def test_what_is_remembered_is_worked_out_once() -> None:
    asked = count()
    known = Remembered(lambda word: (word, next(asked)))
    assert known["قتل"] == known["قتل"] == ("قتل", 0)
    assert known["مقتل"] == ("مقتل", 1)


def test_what_is_remembered_stays_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_KEPT", 4)
    known = Remembered(len)
    for number in range(50):
        assert known[f"w{number}"] == len(f"w{number}")
        assert len(known) <= 4
    assert known["x" * 1000] == 1000
    assert "x" * 1000 not in known


def test_what_recurs_is_kept_when_a_table_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_KEPT", 4)
    asked: list[str] = []
    known: Remembered[None] = Remembered(asked.append)
    for number in range(50):
        assert known[f"w{number}"] is known["recurs"] is None
    assert asked.count("recurs") == 1
    assert len(asked) == 51
