"""Invented figures: those that neither the article nor the key has, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from llmx.checks import Material
from llmx.evaluation import invented
from llmx.evaluation.measures import Tally
from tests.builders import answer, article, loaded

TEXT = ("عنوان", "قال مصدر إن 34 مسلحا قتلوا وإن نصف البلدة دمر.", "وأصيب ثلاثة جنود، بحسب المصدر.")


def _counts(task: str, given: Any, key: Any = None, **changes: Any) -> tuple[float, ...]:
    shown = article(TEXT, **changes)
    tally = Tally()
    model = loaded(task).answer.model_validate(given(shown))
    invented.count(tally, task, Material(shown, {task: model}), key)
    return tally.counts[f"{task}.invented_figures"][shown.id]


def _events(*bounds: tuple[float | None, float | None]) -> Any:
    def given(shown: Any) -> Any:
        value = answer("events", shown)
        count = {"what": "killed", "who": None, "item_en": None, "text_src": "34 مسلحا"}
        event = value["events"][0]
        event["counts"] = [{**count, "min": a, "max": b, "claimed_by": []} for a, b in bounds]
        event["summary_en"] = "It happened."
        return value

    return given


def _brief(text: str) -> Any:
    def given(shown: Any) -> Any:
        value = answer("brief", shown)
        value["summary"] = [{"sentences": [2], "text": text}]
        return value

    return given


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ([(34, 34)], (0, 1)),
        ([(43, 43)], (1, 1)),
        ([(34, 43)], (1, 2)),
        ([(3, None), (1, 1)], (0, 1)),
        ([(None, None)], (0, 0)),
        ([(50, 50)], (0, 1)),
    ],
)
def test_figures_of_quantities(bounds: Any, expected: tuple[int, int]) -> None:
    assert _counts("events", _events(*bounds)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At least 34 were killed and three soldiers wounded.", (0, 2)),
        ("At least 35 were killed.", (1, 1)),
        ("Forty were killed on 8 March 2018.", (1, 1)),
        ("One man was killed, dozens were wounded.", (0, 0)),
    ],
)
def test_figures_of_prose(text: str, expected: tuple[int, int]) -> None:
    assert _counts("brief", _brief(text)) == expected


def test_a_figure_of_the_key_or_of_the_title_is_not_invented() -> None:
    key = {"events": [{"counts": [{"min": 43, "max": None}]}]}
    assert _counts("events", _events((43, 43)), key) == (0, 1)
    assert _counts("brief", _brief("There were 77."), title="77 قتيلا") == (0, 1)


def test_where_number_words_are_not_read_only_digits_are_looked_up() -> None:
    assert _counts("brief", _brief("Ninety were killed."), language="ckb") == (0, 0)
    assert _counts("brief", _brief("There were 90 killed."), language="ckb") == (1, 1)


def test_a_translation_is_not_asked() -> None:
    assert _counts("translate", lambda shown: answer("translate", shown)) == (0, 0)
