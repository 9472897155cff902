"""Names that the answers place in a sentence by a source form or by English."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from llmx.checks import Material
from llmx.checks.explanations import Context
from llmx.checks.known import Known
from llmx.checks.pairs import folded_forms
from tests.builders import answer, article, loaded

SENTENCES = (
    "معارك وقوافل في عدة مدن",
    "قصفت طائرات مدينة كادقلي وقتل 5 أشخاص.",
    "وصلت 40 عائلة إلى طويلة من قرى مجاورة.",
    "وافتتح تجار رفح سوقهم بعد انتظار طويل.",
    "واستقبلت المدينة 3 شاحنات من نيالا.",
    "ودخلت قوة قرية أم روابة وقالت إن القرية هادئة.",
    "ونفى أنصار الله ذلك، وعبرت سفينة البحر الأحمر.",
)
ENGLISH = (
    "Battles and convoys in several cities",
    "Aircraft bombed the city of Kadugli and 5 people were killed.",
    "40 families reached Tawila from nearby villages.",
    "Traders in Rafah opened their market after a long wait.",
    "The city received 3 trucks from Nyala.",
    "A force entered the village of Umm Ruwaba and said that the village is quiet.",
    "The Houthis denied it, and a ship crossed the Red Sea.",
)
PLACES = (
    (2, "Kadugli", "كادقلي"),
    (3, "Tawila", "طويلة"),
    (4, "Rafah", "رفح"),
    (6, "Umm Ruwaba", "أم روابة"),
    (7, "Red Sea", "البحر الأحمر"),
)
Json = dict[str, Any]


def _events() -> Json:
    events = answer("events", article(SENTENCES))
    events["actors"][0] |= {"name_en": "Border army", "name_src": "قوة"}
    first = events["events"][0] | {"counts": []}
    first["when"] = first["when"] | {"text_src": None}
    events["events"] = []
    for n, english, source in PLACES:
        event = deepcopy(first) | {"sentences": [n], "summary_en": ENGLISH[n - 1]}
        event["place"] |= {"name_en": english, "name_src": source, "other_places_src": []}
        events["events"].append(event)
    return events


def _found(fact: str, cited: list[int], events: Json | None = None, **claim: str) -> list[str]:
    brief = answer("brief", article(SENTENCES))
    brief["headline"] = {"sentences": [2], "text": "Aircraft bomb a city"}
    brief["summary"] = [{"sentences": [1], "text": "There are battles and convoys."}]
    item = {"sentences": cited, "fact": fact, "attributed_to": claim.get("claimant")}
    brief["key_facts"] = [item]
    return _elsewhere({"brief": brief, "events": events or _events()})


def _elsewhere(answers: dict[str, Json], english: tuple[str, ...] = ENGLISH) -> list[str]:
    lines = [{"n": n, "en": en} for n, en in enumerate(english, 1)]
    answers = answers | {"translate": {"title_en": None, "sentences": lines}}
    models = {name: loaded(name).answer.model_validate(a) for name, a in answers.items()}
    material = Material(article(SENTENCES), models)
    folded = folded_forms(material.pairs)
    context = Context(material, material.names, material.pairs, folded)
    found = Known(context, material.pairs, folded).elsewhere()
    return list(dict.fromkeys(name for name, _, _ in found))


@pytest.mark.parametrize(
    ("fact", "cited"),
    [
        ("5 people were killed in Kadugli.", 2),
        ("40 families came to Tawila.", 3),
        ("Traders opened a market.", 4),
        ("A ship crossed the Red Sea.", 7),
        ("The Houthis denied it.", 7),
    ],
)
def test_what_the_sentences_print_is_theirs(fact: str, cited: int) -> None:
    assert _found(fact, [cited]) == []


def test_a_name_whose_consonants_are_not_sure_to_be_found() -> None:
    assert "Kadugli" in _found("40 families came to Kadugli.", [3])


def test_a_name_that_sounds_like_another_word_of_the_sentence() -> None:
    assert "Tawila" in _found("Traders in Tawila opened their market.", [4])


def test_a_name_of_common_words() -> None:
    assert _found("Traders at the Red Sea opened their market.", [4]) == ["Red Sea"]


def test_a_name_that_only_the_english_of_another_sentence_has() -> None:
    assert _found("The Houthis opened their market.", [4]) == ["Houthis"]
    assert _found("The Houthis of Rafah opened their market.", [4]) == []


def test_a_part_of_a_word_is_no_name() -> None:
    assert _found("40 families came to Kadugliya.", [3]) == []


def test_a_sentence_may_point_to_a_place_that_was_named_before() -> None:
    assert _found("Rafah received 3 trucks.", [5]) == []


def test_it_does_not_where_it_names_a_place_of_its_own_before() -> None:
    assert _found("A force entered Tawila and it is quiet.", [6]) == ["Tawila"]
    assert _found("A force entered Tawila near Umm Ruwaba.", [6]) == []


def test_who_speaks_on_may_have_been_named_before() -> None:
    assert _found("Traders opened a market.", [4], claimant="Tawila") == []
    assert _found("There was a crossing.", [7], claimant="Tawila") == ["Tawila"]


def test_what_another_block_says_of_the_same_sentence_is_borne_out() -> None:
    events = _events()
    events["events"][2]["summary_en"] = "Traders from Kadugli opened a market in Rafah."
    assert _found("Traders in Kadugli opened their market.", [4], events) == []


@pytest.mark.parametrize(
    ("fact", "found"),
    [
        ("A ship crossed, 40 families of Tawila heard.", ["Tawila"]),
        ("A ship crossed the Red Sea near Tawila.", []),
    ],
)
def test_a_block_that_cites_the_name_s_own_sentence_too_bears_it_out_but_for_another(
    fact: str, found: list[str]
) -> None:
    events = _events()
    events["events"][4] |= {"sentences": [3, 7], "summary_en": "Families came to Tawila by ship."}
    assert _found(fact, [7], events) == found


def test_a_translated_sentence() -> None:
    english = list(ENGLISH)
    english[2] = "40 families reached Kadugli from nearby villages."
    events = _events()
    assert _elsewhere({"events": events}, tuple(english)) == ["Kadugli"]
    events["events"][1]["summary_en"] = "Families came to Kadugli."
    assert _elsewhere({"events": events}, tuple(english)) == []


def test_what_a_party_is_described_as_is_no_name_in_a_translation() -> None:
    english = list(ENGLISH)
    english[3] = "Traders in Rafah opened a market of the Border army after a long wait."
    assert _elsewhere({"events": _events()}, tuple(english)) == []
