"""Concepts that a sentence and its translation share."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from llmx.text.concepts import concepts, has_concepts
from llmx.text.concepts.news import NEWS
from llmx.text.folding import fold

PAIRS = [
    ("أغلقت الشرطة الطريق إلى المطار يوم الجمعة", "Police closed the airport road on Friday", "ar"),
    ("نفى الوزير نقص الوقود والخبز", "The minister denied a lack of fuel and bread", "ar"),
    ("قُتل طفل في كمين شمال القرية", "A child was killed in an ambush north of the village", "ar"),
    ("سخنگوی دولت از آتش‌بس خبر داد", "The government spokesman gave news of a ceasefire", "fa"),
    ("پهپادها دیروز بیمارستان را زدند", "Drones hit the hospital yesterday", "fa"),
]


def test_a_sentence_shares_most_with_its_own_translation() -> None:
    for source, english, language in PAIRS:
        own = concepts(source, language) & concepts(english, "en")
        others = [concepts(source, language) & concepts(e, "en") for _, e, _ in PAIRS]
        assert len(own) >= 2
        assert max(len(shared) for shared in others if shared != own) < len(own)


def test_outcomes_are_among_the_concepts() -> None:
    assert "killed" in concepts("погибли", "ru") & concepts("killed", "en") & concepts("مقتل", "ar")


def test_those_who_are_hired_and_those_who_guard_have_their_words() -> None:
    assert concepts("مزدوران", "fa") == concepts("mercenaries", "en") == {"mercenary"}
    assert "escort" in concepts("حارس شخصي ومرافقيه", "ar") & concepts("his bodyguards", "en")
    assert "strike" in concepts("strikes", "en")


def test_a_folded_copy_and_a_text_give_the_same() -> None:
    text = "هاجم الجيشُ القَرية"
    assert concepts(fold(text), "ar") == concepts(text, "ar") >= {"army", "village", "attack"}


def test_a_language_without_words_has_no_concepts() -> None:
    assert has_concepts("fa")
    assert not has_concepts("ckb")
    assert concepts("police", "ckb") == frozenset()


def test_each_line_of_the_table_has_words_in_four_languages_and_a_name_of_its_own() -> None:
    lines = NEWS.strip().replace("\n  ", " ").split("\n")
    columns = [line.split("|") for line in lines]
    assert all(len(line) == 4 and all(part.split() for part in line) for line in columns)
    names = Counter(line[0].split()[0] for line in columns)
    assert [name for name, often in names.items() if often > 1] == []
    assert len(names) >= 300


@given(st.text(max_size=60), st.sampled_from(["en", "ar", "fa", "ru", "xx"]))
def test_any_text_is_read(text: str, language: str) -> None:
    assert concepts(text + " ", language) == concepts(text, language)
