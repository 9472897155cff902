"""Words listed once, known with their particles and endings, and remembered within bounds."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.text import tokens
from llmx.text.concepts import arabic, persian
from llmx.text.concepts.forms import ALONE, Stems
from llmx.text.concepts.lexicon import lexicon_of
from llmx.text.concepts.marks import marks_of
from llmx.text.concepts.vocabulary import vocabulary

_BEFORE = frozenset({"", "و", "ال", "وال"})
_AFTER = frozenset({"", "ت", "بت"})
_ENDINGS = frozenset({"", "а", "ами"})


def _says(word: str, language: str = "ar") -> set[str]:
    entry = lexicon_of(language).words[word]
    return set(entry.asserts) if entry else set()


def _named(word: str, language: str) -> set[str]:
    return {name for _, name in vocabulary(language).of(word)}


def test_a_word_is_found_with_each_particle_that_it_may_have() -> None:
    stems = Stems([("بيت", _BEFORE, ALONE, 1), ("بيت", ALONE, ALONE, 2)])
    assert stems.of("والبيت") == [("وال", 1)]
    assert stems.of("بيت") == [("", 1), ("", 2)]
    assert stems.of("فبيت") == stems.of("بيتو") == stems.of("") == []


def test_a_word_is_found_with_each_ending_that_it_may_have() -> None:
    stems = Stems([("солдат", ALONE, _ENDINGS, 1)])
    assert stems.of("солдатами") == [("", 1)]
    assert stems.of("солдаты") == []


@given(st.text("والبيت", max_size=8))
def test_taking_off_finds_what_writing_together_makes(word: str) -> None:
    listed = [("بيت", _BEFORE, _AFTER, 1), ("البي", ALONE, _AFTER, 2), ("وال", _BEFORE, ALONE, 3)]
    together = [
        (particle, n)
        for stem, before, after, n in listed
        for particle, ending in product(before, after)
        if particle + stem + ending == word
    ]
    assert sorted(Stems(listed).of(word)) == sorted(together)


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("وبالمقتل", "killed"),
        ("ولمقتلهم", "killed"),
        ("وسيقتلوا", "killed"),
        ("بوفاتها", "killed"),
        ("وللجرحي", "wounded"),
    ],
)
def test_arabic_outcomes_are_known_with_particles_and_endings(word: str, says: str) -> None:
    assert _says(word) == {says}


@pytest.mark.parametrize("word", ["المقتلهم", "سقتل", "كالمقتل", "بقتلوا", "والمصرع", "مقتلكم"])
def test_no_form_is_known_that_is_not_written(word: str) -> None:
    assert _says(word) == set()


def test_and_is_part_of_a_word_only_as_a_particle() -> None:
    entries = lexicon_of("ar").words
    for word, conjoined in (("وقتل", True), ("فالقتلي", True), ("بقتل", False), ("وفاه", False)):
        entry = entries[word]
        assert entry is not None
        assert entry.conjoined is conjoined, word


def test_the_first_row_that_lists_a_word_says_where_its_figure_stands() -> None:
    entry = lexicon_of("ar").words["قتل"]
    assert entry is not None
    assert entry.side == "right"
    assert entry.outcomes == entry.asserts == {"killed"}
    both = lexicon_of("fa").words["آسیب"], lexicon_of("fa").words["اسيب"]
    assert both[0] is None  # words are looked up folded
    assert both[1] is not None
    assert both[1].outcomes == {"wounded", "destroyed", "damaged"}


def test_concepts_are_known_with_particles_and_endings() -> None:
    assert _named("وبالقريه", "ar") == {"village"}
    assert _named("والعراق", "ar") == {"iraq"}
    assert _named("للعراق", "ar") == {"iraq"}
    assert _named("بالاحد", "ar") == {"sunday"}
    assert _named("لالاحد", "ar") == set()  # a word listed with its article has few particles
    assert _named("солдатами", "ru") == {"soldier"}
    assert _named("солдатый", "ru") == set()


def test_every_listed_form_is_known_by_itself() -> None:
    entries = {code: lexicon_of(code).words for code in ("ar", "fa")}
    assert all(entries["ar"][stem] for _, stem, before, after in arabic.listed() if "" in after)
    assert all(entries["fa"][word] for _, word, after in persian.listed() if "" in after)


def test_a_memory_begun_anew_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["قتل", "والجيش", "death", "killed", "dead", "village"]
    before = {code: [marks_of(code).words[word] for word in words] for code in ("ar", "en")}
    monkeypatch.setattr(tokens, "_KEPT", 2)
    marks_of.cache_clear()
    lexicon_of.cache_clear()
    for code, marks in before.items():
        again = marks_of(code)
        assert [again.words[word] for word in words * 3] == marks * 3
    assert set(marks_of("en").unsure) == {"death", "dead"}
    marks_of.cache_clear()
    lexicon_of.cache_clear()
