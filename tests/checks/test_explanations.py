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


# --- countries, capitals and people named from context -------------------------------------------

ABROAD = (
    "مالي والسنغال تغلقان معبرا حدوديا",
    "شكت نقابة النقل في باماكو من نقص الوقود في مالي.",
    "فر 300 مزارع إلى الغابة بعد المواجهات.",
    "وارتفع سعر الخبز في العاصمة إلى 90 فرنكا.",
    "ونشرت السنغال 40 جنديا عند المعبر.",
    "ووصلت شاحنة إلى تين سوكالين فجرا.",
    "ثم غادرت تينسوكالين ليلا.",
)
ABROAD_ENGLISH = (
    "Mali and Senegal close a border crossing",
    "The transport union in Bamako complained of a shortage of fuel in Mali.",
    "300 farmers fled to the forest after the clashes.",
    "The price of bread in the capital rose to 90 francs.",
    "Senegal posted 40 soldiers at the crossing.",
    "A lorry reached Tin Sokalin at dawn.",
    "Then it left Tinsokalin at night.",
)


def _abroad(fact: str, *cited: int) -> list[str]:
    shown = article(ABROAD)
    brief = answer("brief", shown)
    brief["headline"] = {"sentences": [1], "text": "Mali and Senegal close a crossing"}
    brief["summary"] = [{"sentences": [2], "text": "A union in Bamako complained."}]
    brief["key_facts"] = [{"sentences": list(cited), "fact": fact, "attributed_to": None}]
    events = answer("events", shown)
    events["actors"][0] |= {"name_en": "truck drivers", "name_src": "شاحنة"}
    events["sources"] = []
    event = events["events"][0] | {"summary_en": "It happened.", "counts": [], "claimed_by": []}
    event["when"] |= {"text_src": None}
    event["place"] |= {"name_en": "forest", "name_src": "الغابة"}
    events["events"] = [event | {"sentences": list(cited)}]
    english = [{"n": k, "en": en} for k, en in enumerate(ABROAD_ENGLISH, 1)]
    answers = {
        "brief": brief,
        "events": events,
        "translate": {"title_en": None, "sentences": english},
    }
    models = {name: loaded(name).answer.model_validate(a) for name, a in answers.items()}
    material = Material(shown, models)
    context = Context(material, material.names, material.pairs, folded_forms(material.pairs))
    return [word for word, _, _ in context.words_elsewhere()]


@pytest.mark.parametrize(
    ("fact", "cited", "found"),
    [
        ("300 farmers fled after the Mali clashes.", (3,), []),
        ("The Mali clashes drove 300 to flee; soldiers stand at a crossing.", (3, 5), []),
        ("Bread costs 90 francs in the Malian capital.", (4,), []),
        ("40 Malian soldiers were posted.", (5,), ["Malian"]),
        ("Mali posted 40 soldiers.", (5,), ["Mali"]),
        ("300 farmers fled from the village of Mali.", (3,), ["Mali"]),
        ("300 farmers fled from the Mali district.", (3,), ["Mali"]),
    ],
)
def test_a_country_is_another_only_where_the_sentences_name_one(
    fact: str, cited: tuple[int, ...], found: list[str]
) -> None:
    assert _abroad(fact, *cited) == found


@pytest.mark.parametrize(
    ("fact", "n", "found"),
    [
        ("Bread costs 90 francs in Bamako.", 4, []),
        ("Farmers fled from Bamako.", 3, ["Bamako"]),
    ],
)
def test_the_capital_of_the_country_that_the_article_is_about(
    fact: str, n: int, found: list[str]
) -> None:
    assert _abroad(fact, n) == found


@pytest.mark.parametrize(("fact", "n"), [("It came to Tinsokalin.", 6), ("It left Tinsokalin.", 7)])
def test_a_name_stands_in_one_word_and_in_two(fact: str, n: int) -> None:
    assert _abroad(fact, n) == []
    assert _abroad(fact, 4) == ["Tinsokalin"]


SPOKEN = (
    "قصة عائلة من خيام السهل",
    "خبزت نجوى العلواني خبزها أمام الخيمة.",
    "ثم سارت مع أختها إلى النهر.",
    "وباع الحداد كمال النوري أدواته.",
)


def _spoken(english: str) -> list[str]:
    lines = (
        "The story of a family from the tents of the plain",
        "Najwa al-Alwani baked her bread before the tent.",
        english,
        "The smith Kamal al-Nouri sold his tools.",
    )
    shown = article(SPOKEN)
    events = answer("events", shown)
    actor = events["actors"][0]
    events["actors"] = [
        actor | {"id": "a1", "name_en": "Najwa al-Alwani's family", "name_src": "عائلة"},
        actor | {"id": "a2", "name_en": "Kamal al-Nouri", "name_src": "كمال النوري"},
    ]
    events["sources"] = []
    event = events["events"][0] | {"counts": [], "claimed_by": [], "sentences": [3]}
    event |= {"actor1": "a2", "with2": []}
    event["when"] |= {"text_src": None}
    event["place"] |= {"name_en": "river", "name_src": "النهر"}
    event |= {"summary_en": "The family of Najwa, Najwa al-Alwani's family, walked to the river."}
    events["events"] = [event, event | {"summary_en": "They walked to the river."}]
    answers = {
        "events": events,
        "translate": {
            "title_en": None,
            "sentences": [{"n": k, "en": en} for k, en in enumerate(lines, 1)],
        },
    }
    models = {name: loaded(name).answer.model_validate(a) for name, a in answers.items()}
    material = Material(shown, models)
    context = Context(material, material.names, material.pairs, folded_forms(material.pairs))
    return [name for name, _, _ in context.registered_elsewhere()]


@pytest.mark.parametrize(
    ("english", "found"),
    [
        ("Then she walked with her sister to the river.", False),
        ("With Sumaya Haddad she walked to the river.", True),
        ("Then the smith walked to the river.", True),
    ],
)
def test_a_pronoun_that_begins_a_sentence_speaks_on_of_the_person_before(
    english: str, *, found: bool
) -> None:
    assert bool(_spoken(english)) is found
