"""Citations that support nothing because they name everything."""

from __future__ import annotations

from llmx.checks import Material, citations
from tests.builders import answer, article, loaded


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
