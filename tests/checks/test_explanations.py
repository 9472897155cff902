"""Why a passage may have a name that its cited sentences do not print."""

from __future__ import annotations

from typing import Any

import pytest

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


CAPITAL = (
    "الجيش يغلق طرق العاصمة",
    "هاجم مسلحون مخفر تل الورد فجرا.",
    "عاد الهدوء إلى العاصمة الخرطوم.",
    "وأصيب حارس في المخفر.",
    "وصلت القافلة إلى كسلا.",
)
CAPITAL_ENGLISH = (
    "The army closes the roads of the capital",
    "Gunmen attacked the Tal al-Ward post at dawn.",
    "Calm returned to the capital Khartoum.",
    "A guard was wounded at the post.",
    "The convoy reached Kassala.",
)


def _elsewhere_of(task: str, value: dict[str, Any]) -> list[str]:
    english = [{"n": k, "en": en} for k, en in enumerate(CAPITAL_ENGLISH, 1)]
    answers = {task: value, "translate": {"title_en": None, "sentences": english}}
    models = {name: loaded(name).answer.model_validate(a) for name, a in answers.items()}
    material = Material(article(CAPITAL), models)
    pairs = material.pairs
    context = Context(material, material.names, pairs, folded_forms(pairs))
    return [word for word, _, _ in context.words_elsewhere()]


def _of_fact(fact: str, n: int) -> list[str]:
    brief = answer("brief", article(CAPITAL))
    brief["headline"] = {"sentences": [1], "text": "The army closes roads"}
    brief["summary"] = [{"sentences": [2], "text": "Gunmen attacked a post."}]
    brief["key_facts"] = [{"sentences": [n], "fact": fact, "attributed_to": None}]
    return _elsewhere_of("brief", brief)


def test_the_capital_may_be_called_by_its_name_and_no_other_town_by_that() -> None:
    assert _of_fact("The army closed roads in Khartoum.", 1) == []
    assert _of_fact("The army closed roads in Kassala.", 1) == ["Kassala"]
    assert _of_fact("Gunmen attacked a post in Khartoum.", 2) == ["Khartoum"]


def test_a_name_that_is_denied_need_not_stand_there() -> None:
    assert _of_fact("The army closed roads of the capital, not Kassala.", 1) == []
    assert _of_fact("It closed those of Kassala, not of Kassala.", 1) == ["Kassala"]


@pytest.mark.parametrize(("place", "found"), [("Ward police post", []), ("Ward market", ["Ward"])])
def test_a_site_is_the_one_that_was_named(place: str, found: list[str]) -> None:
    events = answer("events", article(CAPITAL))
    event = events["events"][0] | {"sentences": [4], "summary_en": "Hurt.", "counts": []}
    event["when"] |= {"text_src": None}
    event["place"] |= {"name_en": place, "name_src": "المخفر"}
    events["events"] = [event]
    assert _elsewhere_of("events", events) == found
