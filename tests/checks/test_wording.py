"""Loaded words in prose that is to be neutral."""

from __future__ import annotations

import pytest

from llmx.checks import Material, wording
from llmx.checks.finding import Finding
from tests.builders import answer, article, loaded


def _findings(text: str, task: str = "brief") -> list[Finding]:
    shown = article()
    value = answer(task, shown)
    if task == "brief":
        value["summary"][0]["text"] = text
    else:
        value["sentences"][0]["en"] = text
    model = loaded(task).answer.model_validate(value)
    return list(wording.check(Material(shown, {task: model})))


@pytest.mark.parametrize(
    "text", ["The terrorists fled.", "He was martyred.", "The town was liberated by the army."]
)
def test_a_loaded_word_is_found_where_it_stands(text: str) -> None:
    (found,) = _findings(text)
    assert found.path == "/answers/brief/summary/0/text"
    assert found.sentences == (1, 2)
    assert found.severity == "warning"


@pytest.mark.parametrize(
    "text",
    [
        "The army called them 'terrorists'.",
        'SANA said "the terrorists" fled.',
        "Fire fell on Martyrs Square.",
        "The anti-terrorists unit withdrew.",
        "The army took the town.",
    ],
)
def test_a_quoted_word_a_name_and_a_neutral_text_are_not(text: str) -> None:
    assert _findings(text) == []


def test_a_translation_keeps_its_colour() -> None:
    assert _findings("The terrorists fled.", "translate") == []


def test_criminal_gangs_are_what_they_are_called() -> None:
    assert _findings("Two smuggling gangs met. One of the gangs fled.") == []
    assert len(_findings("Security forces fought armed gangs.")) == 1
