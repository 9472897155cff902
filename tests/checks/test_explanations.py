"""Why a passage may have a name that its cited sentences do not print."""

from __future__ import annotations

from llmx.checks import Material
from llmx.checks.explanations import Context
from llmx.checks.pairs import folded_forms
from tests.builders import answer, article, loaded

SENTENCES = ("وصلت القافلة.", "غادر سالم المدينة.", "وعاد منصور.")


def _elsewhere(headline: str, fact: str) -> list[tuple[str, int]]:
    shown = article(SENTENCES, titled=False)
    brief = answer("brief", shown)
    brief["headline"] = {"sentences": [3], "text": headline}
    brief["summary"] = [{"sentences": [1], "text": "The convoy came."}]
    brief["key_facts"] = [{"sentences": [3], "fact": fact, "attributed_to": None}]
    material = Material(shown, {"brief": loaded("brief").answer.model_validate(brief)})
    pairs = material.pairs
    context = Context(material, material.names, pairs, folded_forms(pairs))
    return [(word, where) for word, where, _ in context.words_elsewhere()]


def test_a_name_that_the_cited_sentences_print_needs_no_explanation() -> None:
    assert _elsewhere("Mansour is back", "Then Mansour came back.") == []


def test_a_name_that_others_have_for_the_same_sentence_is_explained() -> None:
    assert _elsewhere("It is Salem who is back", "Then Salem came back.") == []
