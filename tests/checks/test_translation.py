"""Sentences of a translation held against their source."""

from __future__ import annotations

import json
from dataclasses import replace

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


# Prose that is no translation


def _brief(**changes: str) -> list[tuple[str, str]]:
    shown = article()
    value = answer("brief", shown)
    for name, text in changes.items():
        if name == "headline":
            value["headline"]["text"] = text
        else:
            value["key_facts"][0]["fact"] = text
    model = loaded("brief").parse(json.dumps(value), shown)
    found = translation.check(Material(shown, {"brief": model}))
    return [(f.path.removeprefix("/answers/brief"), f.message) for f in found]


def test_a_brief_in_english_is_left_alone() -> None:
    assert _brief() == []
    quoted = "The army said it took \u201cal-Nakhil\u201d (بلدة النخيل), near Deir Hafer."
    assert _brief(headline=quoted, fact="São Paulo’s café owners – “élite” – met at 10 °C.") == []


@pytest.mark.parametrize("language", ["ar", "fa", "ru", "zh"])
def test_a_brief_in_another_language_is_found(language: str) -> None:
    text = {
        "ar": "سيطر الجيش على بلدة النخيل يوم الأحد وقتل ثلاثة.",
        "fa": "ارتش روز یکشنبه شهرک نخیل را گرفت و سه نفر کشته شدند.",
        "ru": "Армия заняла посёлок в воскресенье, погибли трое.",
        "zh": "军队周日控制了棕榈镇，三名武装人员被打死，另一方没有发表评论。",
    }[language]
    assert _brief(headline=text) == [("/headline/text", "not English")]
    assert _brief(fact=text) == [("/key_facts/0/fact", "not English")]


def test_an_echo_of_the_article_is_found_in_latin_script_too() -> None:
    text = "La mairie a annoncé que les rues étaient inondées après de fortes pluies."
    shown = article(("Pluies", text), language="fr")
    value = answer("brief", shown)
    value["key_facts"][0]["fact"] = text
    model = loaded("brief").parse(json.dumps(value), shown)
    (found,) = translation.check(Material(shown, {"brief": model}))
    assert (found.path, found.message) == (
        "/answers/brief/key_facts/0/fact",
        "copied from the article",
    )
    english = replace(shown, language="en")
    assert list(translation.check(Material(english, {"brief": model}))) == []
