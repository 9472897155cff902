"""A translation under its source."""

from __future__ import annotations

from llmx.export.side_by_side import pairs, render
from tests.builders import ARABIC, ENGLISH, answer, article, loaded


def test_each_sentence_with_its_english() -> None:
    shown = article(boilerplate="حقوق النشر")
    model = loaded("translate").answer.model_validate(answer("translate", shown))
    found = [(s.n, s.text, english) for s, english in pairs(model, shown)]
    assert found == [
        (n, text, english) for n, (text, english) in enumerate(zip(ARABIC, ENGLISH, strict=True), 1)
    ]
    text = render(model, shown)
    assert text.startswith(f"**[1]** {ARABIC[0]}\n\n{ENGLISH[0]}\n\n**[2]** ")
    assert text.endswith(f"{ENGLISH[3]}\n")


def test_neither_side_becomes_markup() -> None:
    shown = article(("<b>one</b>\n# two", "x"))
    value = answer("translate", shown)
    value["sentences"][0]["en"] = "# one\n\n<script>"
    text = render(loaded("translate").answer.model_validate(value), shown)
    assert text.startswith("**[1]** \\<b>one\\</b> # two\n\n\\# one \\<script>\n\n**[2]**")


def test_an_answer_without_numbers_has_no_pairs() -> None:
    shown = article()
    model = loaded("brief").answer.model_validate(answer("brief", shown))
    assert list(pairs(model, shown)) == []
