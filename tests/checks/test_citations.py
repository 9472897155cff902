"""Citations that name everything, and those of a sentence that does not say it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.checks import Material, citations
from llmx.checks.finding import Finding
from tests.builders import answer, article, loaded, steady

ARABIC = (
    "قال رئيس بلدية السمرة إن الأمطار أغرقت 12 شارعا في وسط المدينة خلال الليل.",
    "وأعلنت وزارة الصحة في القاهرة إصابة ثلاثة أشخاص بجروح في حادث على الطريق السريع.",
    "وفي حلب وصل 450 طالبا إلى الجامعة لحضور حفل التخرج الذي تأخر أسبوعين.",
    "ومن المقرر أن يلتقي الوفدان في دمشق لبحث الاتفاق.",
)
PERSIAN = (
    "فرماندار سبزوار گفت باران ۱۲ خیابان را در مرکز شهر زیر آب برد.",
    "وزارت بهداشت در کابل از زخمی شدن سه نفر در یک حادثه خبر داد.",
    "در هرات ۴۵۰ دانشجو برای جشن به دانشگاه رفتند.",
)


def _said(
    text: str, numbers: Sequence[int], source: Sequence[str] = ARABIC, language: str = "ar"
) -> list[Finding]:
    shown = article(source, titled=False, language=language)
    value = answer("brief", shown)
    value["headline"] = {"sentences": [1], "text": "News"}
    value["summary"] = [{"sentences": list(numbers), "text": text}]
    value["key_facts"], value["uncertainties"] = value["key_facts"][:1], []
    value["key_facts"][0] |= {"sentences": [1], "fact": "it rained", "attributed_to": None}
    value["loaded_language"] = []
    model = loaded("brief").answer.model_validate(value)
    return list(citations.check(Material(shown, {"brief": model})))


def test_more_sentences_than_a_statement_needs() -> None:
    shown = article([f"جملة رقم {n}" for n in range(1, 13)])
    value = answer("brief", shown)
    value["summary"][0]["sentences"] = list(range(1, 8))
    model = loaded("brief").answer.model_validate(value)
    (found,) = citations.check(Material(shown, {"brief": model}))
    assert found.path == "/answers/brief/summary/0/sentences"
    assert found.sentences == tuple(range(1, 8))


def test_what_a_statement_needs_is_left_alone() -> None:
    shown = article()
    model = loaded("brief").answer.model_validate(answer("brief", shown))
    assert list(citations.check(Material(shown, {"brief": model}))) == []


@pytest.mark.parametrize(
    ("text", "cited", "meant"),
    [
        ("In Aleppo 450 students arrived at the university.", 1, 3),
        ("Three people were injured in an accident, the health ministry in Cairo said.", 4, 2),
        ("The delegations are to meet in Damascus to discuss the agreement.", 3, 4),
    ],
)
def test_an_arabic_sentence_that_holds_more_is_named(text: str, cited: int, meant: int) -> None:
    (found,) = _said(text, [cited])
    assert (found.check, found.severity) == ("citations", "warning")
    assert found.path == "/answers/brief/summary/0/text"
    assert found.message == f"sentence {meant} holds more of this than what is cited"
    assert found.sentences == (cited,)
    assert _said(text, [meant]) == []


@pytest.mark.parametrize(
    ("text", "cited", "meant"),
    [
        ("In Herat 450 students went to the university.", 1, 3),
        ("The health ministry in Kabul said three people were wounded in an accident.", 3, 2),
    ],
)
def test_a_persian_sentence_that_holds_more_is_named(text: str, cited: int, meant: int) -> None:
    (found,) = _said(text, [cited], PERSIAN, "fa")
    assert f"sentence {meant} " in found.message
    assert _said(text, [meant], PERSIAN, "fa") == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("In Aleppo 450 students arrived at the university.", [1, 3]),  # one of several says it
        ("The mayor said 12 streets were flooded and 450 students came.", [1]),  # most of it is
        ("Nobody knows what comes next.", [2]),  # no sentence holds anything of it
        ("A festival in Paris drew 9,000 visitors.", [2]),  # it stands nowhere
        ("The city was calm.", [4]),  # too little to tell
    ],
)
def test_what_is_not_clearly_said_elsewhere_is_left_alone(text: str, numbers: list[int]) -> None:
    assert _said(text, numbers) == []


def test_where_words_alone_tell_so_it_is_only_noted() -> None:
    """No other answer can be asked, and words have synonyms that no table knows."""
    text = "The health ministry announced injuries in an accident on the road."
    (found,) = _said(text, [4])
    assert (found.severity, found.message) == (
        "info",
        "sentence 2 holds more of this than what is cited",
    )


@pytest.mark.parametrize(
    "text",
    [
        "No figure is given for the 450 students in Aleppo at the university.",
        "No second source confirms the 450 students of the university in Aleppo.",
        "It is unclear how 450 students reached the university in Aleppo.",
        "The text does not say how the 450 students reached the university in Aleppo.",
        "The 450 students at the university in Aleppo are not named.",
    ],
)
def test_what_is_said_to_be_absent_is_not_looked_for(text: str) -> None:
    assert _said(text, [1]) == []


@pytest.mark.parametrize(
    "text",
    [
        "None of the 450 students of the university in Aleppo was wounded.",
        "The 450 students arrived at the university in Aleppo as named guests.",
    ],
)
def test_a_denial_is_no_statement_of_absence(text: str) -> None:
    assert [found.sentences for found in _said(text, [1])] == [(1,)]


def test_a_translation_and_another_language_are_not_asked() -> None:
    shown = article(ARABIC, titled=False)
    value = answer("translate", shown)
    value["sentences"][0]["en"] = "In Aleppo 450 students arrived at the university."
    model = loaded("translate").answer.model_validate(value)
    assert list(citations.check(Material(shown, {"translate": model}))) == []
    text = "In Aleppo 450 students arrived at the university."
    assert _said(text, [1], language="ckb") == []


@steady
@given(st.text(max_size=80), st.lists(st.integers(1, 4), min_size=1, unique=True))
def test_any_statement_can_be_read(text: str, numbers: list[int]) -> None:
    for found in _said(text or "x", numbers):
        assert found.sentences == tuple(numbers)
