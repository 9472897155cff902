"""Sentences of a translation held against their source."""

from __future__ import annotations

import pytest

from llmx.checks import Material, translation
from tests.builders import answer, article, loaded

SOURCE = "أعلنت البلدية أن الأمطار أغرقت شوارع المدينة القديمة بعد عاصفة استمرت يومين كاملين"
ENGLISH = "The town hall said the rain flooded the old city's streets after a storm of two days"


def _said(english: str, source: str = SOURCE) -> list[str]:
    shown = article((source,), titled=False)
    value = answer("translate", shown)
    value["sentences"] = [{"n": 1, "en": english}]
    model = loaded("translate").answer.model_validate(value)
    found = list(translation.check(Material(shown, {"translate": model})))
    assert all(f.path == "/answers/translate/sentences/0/en" for f in found)
    assert all(f.sentences == (1,) for f in found)
    return [f.message for f in found]


def test_a_translation_is_left_alone() -> None:
    assert _said(ENGLISH) == []


@pytest.mark.parametrize(
    ("english", "word"),
    [
        ("The town hall spoke.", "missing or added"),
        (ENGLISH * 5, "missing or added"),
        (SOURCE, "script is left over"),
        (f"{ENGLISH} (Translator's note: unclear)", "comment"),
    ],
)
def test_what_is_no_translation_is_found(english: str, word: str) -> None:
    (said,) = _said(english)
    assert word in said


def test_a_copied_sentence_in_latin_script_is_found() -> None:
    text = "La mairie a annoncé que les rues étaient inondées après de fortes pluies"
    assert _said(text, text) == ["the sentence was copied, not translated"]


def test_short_sentences_say_nothing() -> None:
    assert _said("He came back to the city yesterday", "عاد أمس") == []
