"""Marks of words: outcomes that may be meant, those that are said, and concepts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.text.concepts import ConceptIndex
from llmx.text.concepts.marks import (
    CONCEPTS,
    MEANT,
    SAID,
    UNSURE,
    each,
    marks_of,
    meaning,
    plainly,
    saying,
)
from llmx.text.folding import fold
from llmx.text.tokens import tokens
from tests.builders import steady


@pytest.mark.parametrize(
    ("language", "word"),
    [
        *(("en", "killed"), ("ar", "والقتلي"), ("fa", "كشتهشدند"), ("ru", "погибли")),
        *(("fr", "tues"), ("he", "ונהרגו"), ("tr", "oldu"), ("arz", "الجيش"), ("ru", "солдатами")),
    ],
)
def test_a_word_of_a_language_has_marks(language: str, word: str) -> None:
    known = marks_of(language).words
    assert known[word] & CONCEPTS
    assert known[word + "zz"] == known[""] == 0


def test_a_word_of_several_meanings_says_none_plainly() -> None:
    marks = marks_of("en").words["captured"]
    assert marks & MEANT == meaning(frozenset({"captured", "seized"}))
    assert marks & saying(frozenset({"seized"}))
    assert plainly(marks) == 0
    assert plainly(marks_of("en").words["killed"]) == meaning(frozenset({"killed"}))


def test_a_weak_word_may_mean_and_says_nothing() -> None:
    marks = marks_of("en").words["fell"]
    assert marks & MEANT
    assert not marks & SAID


def test_the_marks_of_a_token_are_those_of_its_words() -> None:
    words, known, _ = marks_of("en")
    assert known["(Killed,"] == words["killed"]
    assert known["killed-wounded"] == words["killed"] | words["wounded"]
    assert known["dead."] & UNSURE
    assert not known["killed"] & UNSURE


def test_in_which_sentences_a_mark_stands() -> None:
    index = ConceptIndex([fold(s).text for s in ("قتل خمسة", "وصل الوزير", "مقتل رجل")], "ar")
    assert index.holding(saying(frozenset({"killed"}))) == 0b101
    assert index.holding(saying(frozenset({"fled"}))) == 0


def test_a_source_and_its_english_share_their_marks() -> None:
    index = ConceptIndex([fold("قتل خمسة جنود").text, fold("وصل الوزير").text], "ar")
    english = index.english("Five soldiers were killed")
    killed, arrived = index.sentences
    assert killed & english & CONCEPTS
    assert not arrived & english & CONCEPTS
    assert index.source((1, 2)) == killed | arrived


@steady
@given(st.lists(st.text(max_size=40), max_size=5))
def test_texts_read_at_once_are_read_as_each_alone(texts: list[str]) -> None:
    together = ConceptIndex([], "ar")
    together.learn({text: tokens(text) for text in texts})
    for text in texts:
        assert together.english(text) == ConceptIndex([], "ar").english(text)


@given(st.integers(0, 1 << 80))
def test_the_bits_of_a_set_make_it_up(marks: int) -> None:
    bits = list(each(marks))
    assert sum(bits) == marks
    assert all(bit.bit_count() == 1 for bit in bits)
