"""Names held against the sentences that are cited for them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from llmx.checks import Material, names
from llmx.checks.finding import Finding
from llmx.task import GlossaryTerm
from tests.builders import answer, article, loaded

SENTENCES = (
    "وصلت القافلة إلى بلدة السمرة",
    "قال سالم المنصور إن القافلة غادرت مدينة تدمر صباح الأحد.",
    "وأضاف أن المدينة استقبلت 40 عائلة.",
    "وفي خربة الدالية أعلنت كتيبة النسور فتح الطريق.",
    "وذكر راديو الواحة أن الطريق إلى حماة مغلق.",
)
ENGLISH = (
    "The convoy reached the town of al-Samra",
    "Salem al-Mansour said the convoy left the city of Palmyra on Sunday morning.",
    "He added that the city had received 40 families.",
    "In Khirbet al-Daliya the Nusour Battalion announced the opening of the road.",
    "Radio al-Waha said the road to Hama is closed.",
)
Json = dict[str, Any]


def _answers() -> dict[str, Json]:
    shown = article(SENTENCES)
    brief = answer("brief", shown)
    brief["headline"] = {"sentences": [1], "text": "Convoy reaches al-Samra"}
    brief["summary"] = [
        {"sentences": [2], "text": "The convoy left Palmyra, Salem al-Mansour said."}
    ]
    brief["key_facts"] = [{"sentences": [3], "fact": "40 families came", "attributed_to": None}]
    brief["loaded_language"] = []
    brief["outlet_stance"]["signals_src"] = ["فتح الطريق"]
    brief["dateline"]["period_src"] = ["صباح الأحد"]
    events = answer("events", shown)
    events["actors"][0] |= {"name_en": "Nusour Battalion", "name_src": "كتيبة النسور"}
    events["sources"][0] |= {"name_en": "Radio al-Waha", "name_src": "راديو الواحة"}
    event = events["events"][0]
    event |= {
        "sentences": [4],
        "summary_en": "The Nusour Battalion opened a road at Khirbet al-Daliya.",
    }
    event["place"] |= {"name_en": "Khirbet al-Daliya", "name_src": "خربة الدالية"}
    event["when"]["text_src"] = None
    event["counts"] = []
    event = deepcopy(event)
    events["events"].append(event | {"sentences": [5], "summary_en": "The road to Hama is closed."})
    events["events"][1]["place"] = event["place"] | {"name_en": "Hama", "name_src": "حماة"}
    english = [{"n": n, "en": en} for n, en in enumerate(ENGLISH, 1)]
    return {
        "translate": {"title_en": None, "sentences": english},
        "brief": brief,
        "events": events,
    }


def _findings(
    answers: dict[str, Json], *, glossary: tuple[GlossaryTerm, ...] = ()
) -> list[Finding]:
    models = {name: loaded(name).answer.model_validate(a) for name, a in answers.items()}
    return list(names.check(Material(article(SENTENCES), models, glossary)))


def test_correct_answers_are_left_alone() -> None:
    assert _findings(_answers()) == []


# --- source forms --------------------------------------------------------------------------------


def test_a_form_of_another_sentence() -> None:
    answers = _answers()
    answers["events"]["events"][0]["when"]["text_src"] = "صباح الأحد"
    (found,) = _findings(answers)
    assert (found.severity, found.path) == ("warning", "/answers/events/events/0/when/text_src")
    assert "stands in sentence 2" in found.message
    assert found.sentences == (4,)


def test_a_form_that_stands_nowhere() -> None:
    answers = _answers()
    answers["brief"]["dateline"]["period_src"] = ["مساء الجمعة"]
    (found,) = _findings(answers)
    assert (found.severity, found.path) == ("error", "/answers/brief/dateline/period_src/0")


@pytest.mark.parametrize("form", ["القافلة ... تدمر", "القَافِلَة", "سالم المنصور … صباح الأحد"])
def test_a_form_that_is_cut_short_or_spelled_otherwise(form: str) -> None:
    answers = _answers()
    answers["brief"]["dateline"]["period_src"] = [form]
    assert _findings(answers) == []


def test_a_form_that_has_the_ending_of_an_object_in_the_text() -> None:
    shown = article(("افتتاح الطريق", "غير أن مصدراً في الواحة استبعد افتتاح الطريق."))
    events = answer("events", shown)
    events["sources"][0]["name_en"] = "a source in al-Waha"
    for form, found in (("مصدر في الواحة", 0), ("مصدرا في الواحة", 0), ("مصد في الواحة", 1)):
        events["sources"][0]["name_src"] = form
        model = loaded("events").answer.model_validate(events)
        said = [
            f for f in names.check(Material(shown, {"events": model})) if repr(form) in f.message
        ]
        assert len(said) == found


def test_a_form_whose_article_is_merged_with_what_stands_before() -> None:
    brief = _answers()["brief"]
    brief["dateline"]["period_src"] = ["الشهر الماضي"]
    models = {"brief": loaded("brief").answer.model_validate(brief)}
    shown = article((*SENTENCES, "استعدوا للشهر الماضي."))
    assert [f for f in names.check(Material(shown, models)) if "period" in f.path] == []


def test_a_form_of_a_title_outside_the_text() -> None:
    answers = {"brief": _answers()["brief"]}
    answers["brief"]["dateline"]["period_src"] = ["عنوان بعيد"]
    models = {"brief": loaded("brief").answer.model_validate(answers["brief"])}
    shown = article(SENTENCES, titled=False, title="عنوان بعيد عن النص")
    assert list(names.check(Material(shown, models))) == []


# --- pairs ---------------------------------------------------------------------------------------


def test_the_name_of_another_source_form() -> None:
    answers = _answers()
    answers["events"]["events"][0]["place"]["name_en"] = "Hama"
    found = [f for f in _findings(answers) if f.path.endswith("/0/place/name_en")]
    assert [f.severity for f in found] == ["error"]
    assert "'حماة'" in found[0].message


def test_two_names_that_changed_places() -> None:
    answers = _answers()
    first, second = (e["place"] for e in answers["events"]["events"])
    first["name_en"], second["name_en"] = second["name_en"], first["name_en"]
    errors = [f for f in _findings(answers) if f.severity == "error"]
    assert len(errors) == 2


@pytest.mark.parametrize("english", ["the Eagles Battalion", "Battalion", "the unit at Hama"])
def test_a_translated_name_is_no_other_name(english: str) -> None:
    answers = _answers()
    answers["events"]["actors"][0] |= {"name_en": english, "name_src": "فتح الطريق"}
    answers["events"]["events"][0]["summary_en"] = "A unit opened a road at Khirbet al-Daliya."
    assert [f for f in _findings(answers) if f.path.endswith("name_en")] == []


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("Albu Kamal", "al-Bukamal", True),
        ("al-Bukamal", "Al Bukamal", False),
        ("al-Bukamal", "Bukamal city", False),
        ("Tal al-Nil", "Tell al-Nil", False),
    ],
)
def test_one_source_form_in_two_english_ones(one: str, other: str, found: bool) -> None:
    shown = article(("خرجت القافلة من البوكمال.", "وعادت إلى البوكمال."), titled=False)
    value = answer("events", shown)
    value["actors"][0]["name_src"] = value["sources"][0]["name_src"] = None
    event = value["events"][0] | {"sentences": [1], "summary_en": "It left.", "counts": []}
    event["when"] |= {"text_src": None}
    places = [event["place"] | {"name_en": en, "name_src": "البوكمال"} for en in (one, other)]
    value["events"] = [event | {"place": p, "sentences": [n]} for n, p in enumerate(places, 1)]
    model = loaded("events").answer.model_validate(value)
    said = list(names.check(Material(shown, {"events": model})))
    assert [f.path for f in said] == (["/answers/events/events/1/place/name_en"] if found else [])


# --- prose ---------------------------------------------------------------------------------------


def test_a_name_of_another_sentence_in_a_translation() -> None:
    answers = _answers()
    answers["translate"]["sentences"][4]["en"] = "Radio al-Waha said the road to Palmyra is closed."
    (found,) = [f for f in _findings(answers) if "translate" in f.path]
    assert (found.severity, found.sentences) == ("warning", (5,))
    assert "'Palmyra' stands in sentence 2" in found.message


def test_a_name_of_another_sentence_in_prose() -> None:
    answers = _answers()
    answers["brief"]["summary"][0]["text"] = "The convoy left Hama, Salem al-Mansour said."
    (found,) = _findings(answers)
    assert (found.path, found.severity) == ("/answers/brief/summary/0/text", "warning")


def test_a_citation_that_moved() -> None:
    answers = _answers()
    answers["brief"]["summary"][0]["sentences"] = [4]
    assert [f.path for f in _findings(answers)] == ["/answers/brief/summary/0/text"]


def test_what_a_sentence_points_back_to() -> None:
    """Sentence 3 says "the city", and the title names a town."""
    answers = _answers()
    answers["brief"]["key_facts"][0]["fact"] = "al-Samra received 40 families"
    assert _findings(answers) == []


def test_without_registers_only_what_comes_later_is_another_name() -> None:
    brief = _answers()["brief"]
    brief["summary"][0] = {"sentences": [3], "text": "He said Palmyra received 40 families."}
    assert _findings({"brief": brief}) == []
    brief["summary"][0]["text"] = "He said Hama received 40 families."
    assert [f.path for f in _findings({"brief": brief})] == ["/answers/brief/summary/0/text"]


def test_a_name_that_the_block_itself_gives() -> None:
    answers = _answers()
    event = answers["events"]["events"][0]
    event["sentences"] = [3, 4]
    event["place"] |= {"name_en": "Palmyra", "name_src": "المدينة"}
    event["summary_en"] = "The road to Palmyra was opened."
    assert [f for f in _findings(answers) if f.path.endswith("summary_en")] == []


def test_a_name_that_the_article_does_not_hold() -> None:
    answers = _answers()
    answers["brief"]["summary"][0]["text"] = "The convoy left Tadmor-by-the-Sea for Ruritania."
    assert _findings(answers) == []


# --- what other blocks say ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claimant", "cited", "found"),
    [
        ("Radio al-Waha", 5, False),
        ("Radio al-Waha", 3, True),
        ("an unnamed source", 3, False),
        ("Salem al-Mansour", 3, False),
        ("Salem al-Mansour", 5, True),
    ],
)
def test_who_is_said_to_claim_something(claimant: str, cited: int, found: bool) -> None:
    answers = _answers()
    fact = answers["brief"]["key_facts"][0]
    fact |= {"sentences": [cited], "attributed_to": claimant, "fact": "It is so"}
    said = [f for f in _findings(answers) if f.severity == "warning"]
    path = "/answers/brief/key_facts/0/attributed_to"
    assert [f.path for f in said] == ([path] if found else [])


def test_a_claimant_that_another_answer_has_for_the_sentence() -> None:
    answers = _answers()
    answers["brief"]["key_facts"][0] |= {"sentences": [4], "attributed_to": "Radio al-Waha"}
    answers["events"]["events"][0]["claimed_by"] = []
    assert [f.path for f in _findings(answers)] == ["/answers/brief/key_facts/0/attributed_to"]
    answers["events"]["events"][0]["claimed_by"] = [answers["events"]["sources"][0]["id"]]
    assert _findings(answers) == []


def test_a_party_whose_name_is_all_common_words() -> None:
    answers = _answers()
    answers["events"]["actors"][0]["name_en"] = "Eagles battalion"
    answers["events"]["events"][0]["summary_en"] = "A road was opened at Khirbet al-Daliya."
    answers["events"]["events"][1]["summary_en"] = "The Eagles battalion closed the road to Hama."
    answers["events"]["events"][1]["actor1"] = None
    answers["brief"]["summary"].append({"sentences": [5], "text": "The road to Hama is closed."})
    (found,) = _findings(answers)
    assert found.path == "/answers/events/events/1/summary_en"
    assert "'Eagles battalion' stands in sentence 4" in found.message


def test_one_name_for_two_parties() -> None:
    answers = _answers()
    actors = answers["events"]["actors"]
    actors.append(actors[0] | {"id": "a9", "name_src": "عائلة"})
    assert {f.path for f in _findings(answers) if f.path.endswith("name_en")} >= {
        "/answers/events/actors/0/name_en",
        "/answers/events/actors/1/name_en",
    }
    actors[1]["name_src"] = "النسور"
    assert _findings(answers) == []


def test_one_numbered_name_for_two_parties() -> None:
    answers = _answers()
    actors = answers["events"]["actors"]
    actors[0]["name_en"] = "4th battalion"
    actors.append(actors[0] | {"id": "a9", "name_src": "عائلة"})
    answers["events"]["events"][0]["summary_en"] = "A road was opened."
    assert any("which are unlike" in f.message for f in _findings(answers))
    actors[0]["name_en"] = actors[1]["name_en"] = "battalion"
    assert not any("which are unlike" in f.message for f in _findings(answers))


# --- glossary ------------------------------------------------------------------------------------


def test_a_term_of_the_glossary() -> None:
    terms = (GlossaryTerm("خربة الدالية", "Khirbet al-Daliyah"), GlossaryTerm("تدمر", "palmyra"))
    found = _findings(_answers(), glossary=terms)
    assert {f.path for f in found} == {
        "/answers/translate/sentences/3/en",
        "/answers/events/events/0/place/name_en",
    }
    assert {f.severity for f in found} == {"warning"}
    assert all("'Khirbet al-Daliyah'" in f.message for f in found)


def test_an_answer_without_names() -> None:
    shown = article(SENTENCES, language="fr")
    model = loaded("translate").answer.model_validate(answer("translate", shown))
    assert list(names.check(Material(shown, {"translate": model}))) == []


# --- compound names and provinces ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("english", "source"),
    [("Bala Dasht", "بالادشت"), ("Khwaja Sangi", "خواجه‌سنگی"), ("Pul-e Surkh", "پل‌سرخ")],
)
def test_a_name_of_two_words_that_the_source_writes_as_one(english: str, source: str) -> None:
    shown = article(
        (f"باران در {source} بارید.", "حاجی بلال به پل خشتی در کابل رفت."),
        titled=False,
        language="fa",
    )
    value = answer("translate", shown)
    value["sentences"][0]["en"] = f"It was in {english} that rain fell."
    value["sentences"][1]["en"] = "The traveller Haji Bilal went to Pul Khishti in Kabul."
    model = loaded("translate").answer.model_validate(value)
    assert list(names.check(Material(shown, {"translate": model}))) == []


def _uncertain(province: str | None) -> list[Finding]:
    answers = _answers()
    answers["brief"]["uncertainties"] = [{"sentences": [4], "text": "The Hama tolls differ."}]
    answers["events"]["events"][0]["place"]["admin1"] = province
    return _findings(answers)


def test_a_province_that_an_event_places_the_sentences_in() -> None:
    assert _uncertain("Hama") == []
    assert [f.severity for f in _uncertain("Raqqa")] == ["warning"]


def test_a_name_stands_elsewhere_only_where_somebody_has_it_in_english() -> None:
    """Consonants of one name stand in a word of another sentence: nobody has the name there."""
    shown = article(["وصلت القافلة.", "غادر سالم المدينة."], titled=False)

    def found(english: str) -> list[str]:
        sentences = [
            {"n": 1, "en": "The convoy of Salem came."},
            {"n": 2, "en": english},
        ]
        value = {"title_en": None, "sentences": sentences}
        model = loaded("translate").answer.model_validate(value)
        return [f.message for f in names.check(Material(shown, {"translate": model}))]

    assert found("Salem left the city.") == ["'Salem' stands in sentence 2, not in those cited"]
    assert found("He left the city unharmed.") == []


# --- what is no evidence of another name ----------------------------------------------------------

PLACED = (
    "عاصفة في أم القصب",
    "أصابت القذائف مدرسة النجاح في حلبة ليلا.",
    "ووصل الجرحى إلى مشفى حلبة.",
    "وقالت منظمة الإغاثة إن سوق أم القصب أغلق.",
    "ونفى رامي الصباغ من قيادة حلبة ذلك.",
    "وأوقف الحراس أربعة لصوص.",
)
PLACED_ENGLISH = (
    "Storm in Um al-Qasab",
    "Shells hit the Najah school in Halba at night.",
    "The wounded reached Halba hospital.",
    "The Relief Organisation said Um al-Qasab market had closed.",
    "Rami al-Sabbagh of the Halba command denied it.",
    "The guards arrested four thieves.",
)


def _of_pairs(place: tuple[int, str, str], actor: tuple[str, str]) -> list[Finding]:
    shown = article(PLACED)
    value = answer("events", shown)
    known = [("Um al-Qasab market", "سوق أم القصب"), ("Halba command", "قيادة حلبة"), actor]
    base = value["actors"][0]
    value["actors"] = [
        base | {"id": f"a{n}", "name_en": english, "name_src": source}
        for n, (english, source) in enumerate(known)
    ]
    value["sources"] = []
    event = value["events"][0] | {"summary_en": "It happened.", "counts": []}
    event["when"] |= {"text_src": None}
    places = [place, (3, "Halba hospital", "مشفى حلبة")]
    value["events"] = [
        event
        | {
            "sentences": [n],
            "place": event["place"] | {"name_en": english, "name_src": source},
        }
        for n, english, source in places
    ]
    english = [{"n": n, "en": en} for n, en in enumerate(PLACED_ENGLISH, 1)]
    answers = {"events": value, "translate": {"title_en": None, "sentences": english}}
    models = {
        name: loaded(name).answer.model_validate(answer_) for name, answer_ in answers.items()
    }
    found = names.check(Material(shown, models))
    return [f for f in found if f.path.endswith(("/actors/2/name_en", "/events/0/place/name_en"))]


SCHOOL = (2, "Najah school", "مدرسة النجاح")
THIEVES = ("thieves", "أربعة لصوص")


@pytest.mark.parametrize("english", ["Success School, Halba", "primary school in Halba"])
def test_a_place_joined_with_its_town_is_not_another_place_there(english: str) -> None:
    found = _of_pairs((2, english, "مدرسة النجاح"), ("Najah pupils", "مدرسة النجاح"))
    assert [f for f in found if f.severity == "error"] == []


def test_the_town_of_another_sentence_is_another_place() -> None:
    found = _of_pairs(
        (6, "Success School, Halba", "مدرسة النجاح"), ("Najah pupils", "مدرسة النجاح")
    )
    assert [f.severity for f in found if "place" in f.path][:1] == ["error"]


@pytest.mark.parametrize("english", ["IOM Relief Matrix", "UMK Relief Organisation"])
def test_what_only_sounds_like_another_name_is_not_it(english: str) -> None:
    found = _of_pairs((4, "Ighatha store", "منظمة الإغاثة"), (english, "منظمة الإغاثة"))
    assert [f for f in found if f.severity == "error"] == []


def test_a_full_name_that_never_meets_its_source_form() -> None:
    (found,) = _of_pairs(SCHOOL, ("Rami al-Sabbagh", "أربعة لصوص"))
    assert (found.severity, found.path) == ("warning", "/answers/events/actors/2/name_en")
    assert "stands in sentence 5" in found.message
    assert _of_pairs(SCHOOL, ("Sabbagh's men", "أربعة لصوص")) == []


def test_a_full_name_only_a_part_of_which_is_sure_to_stand_elsewhere() -> None:
    (found,) = _of_pairs(SCHOOL, ("Wassim al-Sabbagh", "أربعة لصوص"))
    assert "stands in sentence 5" in found.message
    assert _of_pairs(SCHOOL, ("Wassim al-Sabbagh and his men", "أربعة لصوص")) == []
    assert _of_pairs(SCHOOL, ("Guards of Sabbagh", "أربعة لصوص")) == []
    assert _of_pairs(SCHOOL, ("Guards al-Sabbagh", "أربعة لصوص")) == []  # told there in English


@pytest.mark.parametrize(
    ("form", "errors"),
    [("مدرسة النجاح", 1), ("هذه المدرسة", 0), ("نفس المدرسة", 0), ("المدرسة المذكورة", 0)],
)
def test_what_only_points_is_no_name_of_its_own(form: str, errors: int) -> None:
    """ "This school" is that of another sentence, whose name its English fairly has."""
    found = _of_pairs((6, "Success School, Halba", form), ("Najah pupils", "مدرسة النجاح"))
    wrong = [f for f in found if "place" in f.path and f.severity == "error"]
    assert len([f for f in wrong if "is not the name" in f.message]) == errors


@pytest.mark.parametrize(
    ("english", "form", "found"),
    [
        ("guards of Rami Sabbagh", "أربعة لصوص", []),
        ("guards of Halba", "أربعة من القرية", []),
        ("guards of Halba", "سوق أم القصب", ["error"]),
    ],
)
def test_people_are_described_by_a_place_that_their_form_need_not_name(
    english: str, form: str, found: list[str]
) -> None:
    """Where the guards are from was told before; the name of another party is still another."""
    said = _of_pairs(SCHOOL, (english, form))
    assert [f.severity for f in said if "actors" in f.path] == found


@pytest.mark.parametrize(
    ("form", "stands"),
    [("خربة الدالية", True), ("خربةالدالية", True), ("خربة-الدالية", True), ("خربةالنخيل", False)],
)
def test_a_form_that_is_written_as_one_word_or_as_two(form: str, *, stands: bool) -> None:
    answers = _answers()
    answers["events"]["events"][0]["place"]["name_src"] = form
    assert [f.check for f in _findings(answers) if "stands nowhere" in f.message] == (
        [] if stands else ["names"]
    )


@pytest.mark.parametrize(("form", "found"), [("القاهرة", False), ("الفسطاط", True)])
def test_a_party_that_is_called_by_its_capital_is_not_in_two_forms(
    form: str, *, found: bool
) -> None:
    answers = _answers()
    answers["events"]["actors"][0] |= {"name_en": "Egypt", "name_src": form}
    answers["events"]["events"][0]["place"] |= {"name_en": "Cairo", "name_src": form}
    said = [f.message for f in _findings(answers) if "one form is enough" in f.message]
    assert bool(said) is found
