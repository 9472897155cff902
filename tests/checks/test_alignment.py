"""Translated sentences held against their own source sentence and all others."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.checks import Material, alignment
from llmx.checks.finding import Finding
from tests.builders import answer, article, loaded, steady

SOURCE = (
    "قال رئيس بلدية السمرة إن الأمطار أغرقت 12 شارعا في وسط المدينة خلال الليل.",
    "وأعلنت وزارة الصحة في القاهرة إصابة ثلاثة أشخاص بجروح في حادث على الطريق السريع.",
    "وفي حلب وصل 450 طالبا إلى الجامعة لحضور حفل التخرج الذي تأخر أسبوعين.",
    "وذكر سالم المنصور أن سعر الخبز ارتفع بنسبة 20 بالمئة منذ بداية العام الجاري.",
    "ومن المقرر أن يلتقي الوفدان في دمشق لبحث الاتفاق.",
    "وشكر المنظمون كل من ساعد في إنجاح هذا المهرجان الكبير.",
)
ENGLISH = (
    "The mayor of al-Samra said the rain had flooded 12 streets in the city centre overnight.",
    "The health ministry in Cairo said three people were injured in an accident on the motorway.",
    "In Aleppo 450 students arrived at the university for a graduation held two weeks late.",
    "Salem al-Mansour said the price of bread had risen by 20 percent since the year began.",
    "The two delegations are to meet in Damascus to discuss the agreement.",
    "The organisers thanked everyone who helped make this big festival a success.",
)


def _said(
    english: Sequence[str], source: Sequence[str] = SOURCE, language: str = "ar"
) -> list[Finding]:
    shown = article(source, titled=False, language=language)
    sentences = [{"n": n, "en": en} for n, en in enumerate(english, 1)]
    value = {"title_en": None, "sentences": sentences}
    model = loaded("translate").answer.model_validate(value)
    found = list(alignment.check(Material(shown, {"translate": model})))
    assert all(f.check == "translation" for f in found)
    return found


def test_a_translation_in_order_is_left_alone() -> None:
    assert _said(ENGLISH) == []


@pytest.mark.parametrize(("one", "other"), list(combinations(range(6), 2)))
def test_two_sentences_that_changed_places(one: int, other: int) -> None:
    english = list(ENGLISH)
    english[one], english[other] = english[other], english[one]
    found = _said(english)
    assert {s for f in found for s in f.sentences} & {one + 1, other + 1}
    assert any(f.severity == "error" for f in found)


@pytest.mark.parametrize("dropped", range(5))
def test_a_dropped_sentence_and_its_neighbours_moved_up(dropped: int) -> None:
    english = [*ENGLISH[:dropped], *ENGLISH[dropped + 1 :], "The end."]
    assert {n for f in _said(english) for n in f.sentences} & set(range(dropped + 1, 7))


def test_the_english_of_another_sentence() -> None:
    (found,) = _said([*ENGLISH[:5], ENGLISH[1]])
    assert (found.severity, found.sentences) == ("error", (6,))
    assert found.path == "/answers/translate/sentences/5/en"
    assert found.message == "seems to translate sentence 2, not 6"


def test_one_source_sentence_twice() -> None:
    assert _said([*ENGLISH, ENGLISH[1]], [*SOURCE, SOURCE[1]]) == []


@pytest.mark.parametrize("row", range(6))
def test_half_of_a_sentence(row: int) -> None:
    half = ENGLISH[row][: ENGLISH[row].find(" ", len(ENGLISH[row]) // 2)]
    (found,) = _said([*ENGLISH[:row], half, *ENGLISH[row + 1 :]])
    assert (found.severity, found.sentences) == ("warning", (row + 1,))
    assert "missing" in found.message


def test_figures_and_lengths_of_a_language_whose_words_are_not_read() -> None:
    source = (
        "La mairie a annoncé que 12 rues du centre étaient inondées après les fortes pluies.",
        "Le prix du pain a augmenté de 20 % depuis janvier, selon les chiffres du ministère.",
        "Ils arrivent demain.",
    )
    english = (
        "The town hall said that 12 streets of the centre were flooded after the heavy rain.",
        "The price of bread has risen by 20% since January, the ministry's figures show.",
        "They arrive tomorrow.",
    )
    assert _said(english, source, "fr") == []
    assert _said((english[1], english[0], english[2]), source, "fr")


def test_one_sentence_says_nothing() -> None:
    assert _said(("Short.",), (SOURCE[0],)) == []


@steady
@given(st.lists(st.text(min_size=1).filter(lambda t: not t.isspace()), min_size=6, max_size=6))
def test_any_english_can_be_read(english: list[str]) -> None:
    try:
        found = _said(english)
    except ValueError:  # what the schema does not take
        return
    assert all(1 <= s <= 6 for f in found for s in f.sentences)


def test_a_shorter_sentence_without_a_name_that_a_brief_has_from_it() -> None:
    shown = article(SOURCE, titled=False)
    english = list(ENGLISH)
    english[3] = "He said that the price of bread had risen by 20 percent since then."
    value = {"title_en": None, "sentences": [{"n": n, "en": e} for n, e in enumerate(english, 1)]}
    brief = answer("brief", shown)
    brief["summary"] = [{"sentences": [4], "text": "Bread costs more, Salem al-Mansour said."}]
    answers = {"translate": loaded("translate").answer.model_validate(value)}
    assert list(alignment.check(Material(shown, answers))) == []
    answers["brief"] = loaded("brief").answer.model_validate(brief)
    (found,) = alignment.check(Material(shown, answers))
    assert (found.severity, found.sentences) == ("warning", (4,))


@pytest.mark.parametrize(
    ("cited", "found"),
    [
        ([4, 6], []),  # the brief may have him from the sixth sentence
        ([4], ["warning"]),
    ],
)
def test_a_name_that_another_cited_sentence_has_is_no_part_that_is_missing(
    cited: list[int], found: list[str]
) -> None:
    source = (
        *SOURCE[:3],
        "وذكر المنصور أن سعر الخبز ارتفع بنسبة 20 بالمئة منذ بداية العام الجاري.",
        SOURCE[4],
        "وشكر المنصور كل من ساعد في إنجاح هذا المهرجان الكبير.",
    )
    english = (
        *ENGLISH[:3],
        "He said that the price of bread had risen by 20 percent since then.",
        ENGLISH[4],
        "Mansour thanked everyone who helped make this big festival a success.",
    )
    shown = article(source, titled=False)
    sentences = [{"n": n, "en": en} for n, en in enumerate(english, 1)]
    brief = answer("brief", shown)
    brief["summary"] = [{"sentences": cited, "text": "Bread costs more, Mansour said."}]
    answers = {
        "translate": loaded("translate").answer.model_validate(
            {"title_en": None, "sentences": sentences}
        ),
        "brief": loaded("brief").answer.model_validate(brief),
    }
    assert [f.severity for f in alignment.check(Material(shown, answers))] == found
