"""Figures in translations, prose and counts against those of the cited sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.checks import Material, figures
from llmx.checks.finding import Finding
from tests.builders import answer, article, loaded, raised, steady

Bound = int | float | None

BATTLE = "قُتل 34 مسلحاً ودُمرت أربع عربات، وأصيب خمسة جنود بجروح."
BATTLE_EN = "34 gunmen were killed, four vehicles destroyed and five soldiers wounded."
STRIKES = "شنت الطائرات ست غارات على القرية."
ESCAPED = "وفرّ نحو 40 من المسلحين إلى الصحراء."
PERSIAN = "در این درگیری ۲۳ تروریست کشته و ۷ نفر دستگیر شدند."
RUSSIAN = "Военные уничтожили 14 боевиков, потери сократились на 35%."


def _translated(source: str, english: str, language: str = "ar") -> list[Finding]:
    """What is found in the translation of one sentence."""
    shown = article([source], titled=False, language=language)
    value = {"title_en": None, "sentences": [{"n": 1, "en": english}]}
    model = loaded("translate").answer.model_validate(value)
    return raised(figures.check(Material(shown, {"translate": model})))


def _said(
    sources: Sequence[str],
    text: str,
    cited: Sequence[int] | None = None,
    language: str = "ar",
) -> list[Finding]:
    """What is found in one fact of a brief that cites these sentences, all where none are told."""
    shown = article([*sources, "."], titled=False, language=language)
    value = answer("brief", shown)
    numbers = list(cited or range(1, len(sources) + 1))
    value["key_facts"] = [{"sentences": numbers, "fact": text, "attributed_to": None}]
    model = loaded("brief").answer.model_validate(value)
    return raised(figures.check(Material(shown, {"brief": model})))


def _counted(
    source: str,
    text_src: str,
    bounds: tuple[Bound, Bound],
    what: str = "killed",
    language: str = "ar",
) -> list[Finding]:
    """What is found in one count of an event that cites one sentence."""
    shown = article([source, "."], titled=False, language=language)
    value = answer("events", shown)
    count: dict[str, Any] = {"what": what, "who": None, "item_en": None, "claimed_by": []}
    count |= {"min": bounds[0], "max": bounds[1], "text_src": text_src}
    value["events"][0] |= {"sentences": [1], "summary_en": "x", "counts": [count]}
    model = loaded("events").answer.model_validate(value)
    return raised(figures.check(Material(shown, {"events": model})))


def _serious(found: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.severity != "info"]


def _only(found: Sequence[Finding]) -> Finding:
    assert len(found) == 1, found
    return found[0]


# --- figures that stand in the source, and those that do not -----------------------------------


@pytest.mark.parametrize(
    ("source", "english", "language"),
    [
        (BATTLE, BATTLE_EN, "ar"),
        (ESCAPED, "About 40 of the gunmen fled to the desert.", "ar"),
        (PERSIAN, "23 terrorists were killed and seven people arrested in the clash.", "fa"),
        (RUSSIAN, "The military killed 14 militants; losses fell by 35%.", "ru"),
        ("قُتل عشرات المدنيين.", "Dozens of civilians were killed.", "ar"),
        ("سيطر الجيش على قريتين.", "The army took two villages.", "ar"),
        ("سيطر على قريتي حران والنخيل.", "It took the villages of Harran and al-Nakhil.", "ar"),
        ("وقع الهجوم في 12 آذار 2017.", "The attack took place on 12 March 2017.", "ar"),
        ("قُتل جندي.", "One soldier was killed.", "ar"),
    ],
)
def test_a_translation_with_the_figures_of_its_sentence_is_left_alone(
    source: str, english: str, language: str
) -> None:
    assert _serious(_translated(source, english, language)) == []


@pytest.mark.parametrize(
    ("source", "english", "language"),
    [
        (BATTLE, BATTLE_EN.replace("34", "36"), "ar"),
        (BATTLE, BATTLE_EN.replace("34", "3"), "ar"),
        (BATTLE, BATTLE_EN.replace("four", "six"), "ar"),
        ("قُتل عشرات المدنيين.", "Hundreds of civilians were killed.", "ar"),
        (PERSIAN, "32 terrorists were killed and seven people arrested in the clash.", "fa"),
        (RUSSIAN, "The military killed 41 militants; losses fell by 35%.", "ru"),
        ("أُصيب 9000 شخص.", "900 people were hurt.", "ar"),
    ],
)
def test_a_figure_that_does_not_stand_in_the_sentence_is_an_error(
    source: str, english: str, language: str
) -> None:
    found = _serious(_translated(source, english, language))
    assert any("does not stand in its source sentence" in f.message for f in found)
    assert {(f.severity, f.sentences) for f in found} <= {("error", (1,)), ("warning", (1,))}


def test_a_digit_lost_is_found_where_what_is_left_stands_there_too() -> None:
    found = _translated(BATTLE, BATTLE_EN.replace("34", "4"))
    assert any("'34' is missing" in finding.message for finding in found)


def test_a_figure_of_the_source_that_the_translation_leaves_out_is_an_error() -> None:
    found = _only(_translated(BATTLE, "34 gunmen were killed and five soldiers wounded."))
    assert (found.severity, found.path) == ("error", "/answers/translate/sentences/0/en")
    assert "'أربع' is missing" in found.message


def test_prose_need_not_have_every_figure_of_what_it_cites() -> None:
    assert _said([BATTLE, ESCAPED], "34 gunmen were killed.") == []


def test_a_figure_of_a_sentence_that_is_not_cited_is_told_where_it_stands() -> None:
    found = _only(_said([BATTLE, ESCAPED], "About 40 gunmen fled.", cited=[1]))
    assert found.severity == "error"
    assert found.message.endswith("does not stand in the cited sentences, but in sentence 2")
    assert found.sentences == (1,)


def test_prose_without_a_citation_is_not_held_against_anything() -> None:
    shown = article(language="ar")
    value = answer("brief", shown)
    value["outlet_stance"]["leans_toward"] = "the army, 99 times"
    model = loaded("brief").answer.model_validate(value)
    assert raised(figures.check(Material(shown, {"brief": model}))) == []


def test_a_day_that_a_brief_works_out_is_left_alone() -> None:
    assert _said(["قُتل ثلاثة جنود أمس."], "Three soldiers were killed on 11 March 2017.") == []


def test_a_number_of_things_is_no_day_of_the_month() -> None:
    source = "يلتقي الوفدان في الثالث من كانون الأول لبحث هدنة."
    assert _said([source], "The delegations meet on 3 December to discuss a truce.") == []
    found = _only(_said([source], "The three sides meet to discuss a truce."))
    assert "'three'" in found.message


def test_third_hand_counts_nothing() -> None:
    assert _said([BATTLE], "The toll of 34 is third-hand.") == []


# --- lists that the English counts -------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text", "language"),
    [
        ("سيطر الجيش على «النخيل» و«الزيتون» و«الرمان».", "The army took three towns.", "ar"),
        ("قُصفت قرى النخيل والزيتون والرمان.", "Three villages were shelled.", "ar"),
        ("روستاهای سبزدشت و گلزار آزاد شد.", "Two villages were retaken.", "fa"),
    ],
)
def test_a_list_of_names_may_be_counted_off(source: str, text: str, language: str) -> None:
    assert _said([source], text, language=language) == []


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("سيطر الجيش على «النخيل» و«الزيتون» و«الرمان».", "The army took four towns."),
        ("سيطر الجيش على «النخيل» و«الزيتون» و«الرمان».", "The army took 3 towns."),
        ("قُصفت قرى النخيل والزيتون والورد.", "Two villages were shelled."),
        ("قُصفت قرى النخيل والزيتون والرمان.", "Three soldiers were hit."),
        ("قُصفت خمس قرى، النخيل والزيتون والرمان.", "Three villages were shelled."),
    ],
)
def test_a_number_that_no_list_has_is_an_error(source: str, text: str) -> None:
    assert _only(_said([source], text)).severity == "error"


# --- hedges ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "english", "language"),
    [
        (ESCAPED, "40 of the gunmen fled to the desert.", "ar"),
        ("قُتل أكثر من 100 مسلح.", "100 gunmen were killed.", "ar"),
        ("قُتل ما لا يقل عن تسعة مدنيين.", "Nine civilians were killed.", "ar"),
        ("بیش از ۲۰ راکت شلیک شد.", "20 rockets were fired.", "fa"),
        ("دست‌کم ۱۲ نفر زخمی شدند.", "12 people were wounded.", "fa"),
    ],
)
def test_a_lost_hedge_is_a_warning(source: str, english: str, language: str) -> None:
    found = _only(_translated(source, english, language))
    assert found.severity == "warning"
    assert "lost its hedge" in found.message


@pytest.mark.parametrize(
    "english", ["More than 40 of the gunmen fled to the desert.", "Up to 40 of the gunmen fled."]
)
def test_another_hedge_is_a_warning(english: str) -> None:
    found = _only(_translated(ESCAPED, english))
    assert (found.severity, "hedged otherwise" in found.message) == ("warning", True)


def test_a_hedge_that_the_source_has_not_is_a_warning() -> None:
    found = _only(_translated("قُتل 34 مسلحاً.", "About 34 gunmen were killed."))
    assert (found.severity, "hedged otherwise" in found.message) == ("warning", True)


def test_control_over_an_area_is_no_hedge() -> None:
    source = "بسط الجيش سيطرته على أكثر من 200 كيلومتر مربع."
    kept = "The army extended its control over more than 200 square kilometers."
    lost = "The army extended its control over 200 square kilometers."
    assert _translated(source, kept) == []
    assert "lost its hedge" in _only(_translated(source, lost)).message
    plain = "بسط الجيش سيطرته على 200 كيلومتر مربع."
    assert _translated(plain, lost) == []


def test_a_value_that_stands_twice_keeps_both_its_hedges() -> None:
    source = "قُتل 100 مسلح، وفرّ أكثر من 100 مدني."
    kept = "100 gunmen were killed and more than 100 civilians fled."
    assert _translated(source, kept) == []
    lost = "100 gunmen were killed and 100 civilians fled."
    assert "lost its hedge" in _only(_translated(source, lost)).message


def test_an_estimate_may_be_hedged_by_that_word() -> None:
    assert _translated("عددهم 9000 مدني.", "There are an estimated 9000 civilians.") == []


# --- percentages -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "english", "said", "language"),
    [
        ("دُمر 60% من المنازل.", "60 of the houses were destroyed.", "is a percentage", "ar"),
        ("دُمر 60 من المنازل.", "60% of the houses were destroyed.", "is no percentage", "ar"),
        ("۴۰ درصد شهر سقوط کرد.", "40 of the city fell.", "is a percentage", "fa"),
        (RUSSIAN, "The military killed 14 militants; losses fell by 35.", "percentage", "ru"),
    ],
)
def test_a_percentage_and_a_number_are_not_the_same(
    source: str, english: str, said: str, language: str
) -> None:
    found = _serious(_translated(source, english, language))
    assert said in found[0].message
    assert found[0].severity == "error"


def test_a_percentage_is_one_however_it_is_written() -> None:
    assert _translated("دُمر ٦٠٪ من المنازل.", "60 percent of the houses were destroyed.") == []


# --- figures exchanged -------------------------------------------------------------------------


def test_two_figures_in_the_other_order_are_a_warning() -> None:
    english = "Four gunmen were killed, 34 vehicles destroyed and five soldiers wounded."
    found = _only(_translated(BATTLE, english))
    assert found.severity == "warning"
    assert found.message.endswith("stand the other way round in sentence 1")


def test_a_value_that_stands_twice_has_its_order_too() -> None:
    source = "أفرج الجانبان عن 120 أسيراً على دفعتين."
    kept = "The two sides released 120 prisoners in two batches."
    assert _translated(source, kept) == []
    changed = "The 120 sides released two prisoners in two batches."
    assert "other way round" in _only(_translated(source, changed)).message


def test_a_figure_may_be_said_twice() -> None:
    assert _said([BATTLE], "34 gunmen were killed; the 34 had four vehicles.") == []


@pytest.mark.parametrize(
    ("sources", "text", "language"),
    [
        ([BATTLE, STRIKES], "Aircraft carried out 34 strikes on the village.", "ar"),
        ([BATTLE, STRIKES], "Six vehicles were destroyed.", "ar"),
        ([BATTLE], "34 vehicles were destroyed.", "ar"),
        ([BATTLE], "34 soldiers were wounded.", "ar"),
        (["سه روستا آزاد شد.", PERSIAN], "23 villages were retaken.", "fa"),
    ],
)
def test_a_figure_that_counts_what_another_counts_is_a_warning(
    sources: Sequence[str], text: str, language: str
) -> None:
    found = _only(_said(sources, text, language=language))
    assert found.severity == "warning"
    assert "counts something else in the source" in found.message


@pytest.mark.parametrize(
    ("sources", "text", "language"),
    [
        ([BATTLE, STRIKES], "Aircraft carried out six strikes on the village.", "ar"),
        ([BATTLE, STRIKES], "Six raids; four vehicles were destroyed.", "ar"),
        ([BATTLE], "34 people were killed.", "ar"),
        ([BATTLE], "Five were lightly hurt.", "ar"),
        (["سه روستا آزاد شد.", PERSIAN], "Three villages were retaken; 23 were killed.", "fa"),
    ],
)
def test_a_figure_that_counts_what_it_counts_in_the_source_is_left_alone(
    sources: Sequence[str], text: str, language: str
) -> None:
    assert _said(sources, text, language=language) == []


def test_two_figures_of_two_sentences_that_changed_places_are_a_warning() -> None:
    sources = ["قُتل 23 عنصراً من داعش.", "وقُتل سبعة من قوات الجيش السوري."]
    kept = "23 ISIS members and seven of the Syrian army forces were killed."
    assert _said(sources, kept) == []
    changed = "Seven ISIS members and 23 of the Syrian army forces were killed."
    assert {f.severity for f in _said(sources, changed)} == {"warning"}


def test_what_a_figure_counts_is_not_read_where_no_words_are_listed() -> None:
    source = "17 askerler öldü. 20 araç imha edildi."
    assert _serious(_said([source], "20 soldiers were killed.", language="tr")) == []


@pytest.mark.parametrize(
    ("source", "english", "language"),
    [
        (
            "أطلقت المدفعية خمسين قذيفة على البلدة فقتلت ثلاثة مدنيين.",
            "Three civilians were killed when artillery fired fifty shells at the town.",
            "ar",
        ),
        (
            "در دو حملهٔ جداگانه پنج پولیس و سه غیرنظامی جان باختند.",
            "Five policemen and three civilians lost their lives in two separate attacks.",
            "fa",
        ),
        ("Из трёх деревень выехали 150 семей.", "150 families left three villages.", "ru"),
    ],
)
def test_the_order_of_the_figures_is_free(source: str, english: str, language: str) -> None:
    assert _translated(source, english, language) == []
    assert _said([source], english, language=language) == []


def test_a_percentage_and_a_number_never_change_places() -> None:
    sources = ["قتل ستة مدنيين في القصف.", "نزح 60 في المئة من سكان القرى الست."]
    assert _said(sources, "Six were killed and 60% of the six villages' people fled.") == []


def test_a_word_of_no_kind_may_be_of_any_people() -> None:
    sources = [
        "حدود ۳۰۰ جنگجو از چهار جهت به پاسگاه‌ها حمله کردند.",
        "۲۲ مهاجم در مرکز و ۱۱ تن دیگر در شهرک کشته شدند.",
    ]
    text = "11 attackers were killed in the township after fighters attacked the outposts."
    assert _said(sources, text, language="fa") == []


def test_two_that_a_dual_may_say_is_only_noted() -> None:
    found = _only(_translated("تقدم الطرزانان نحو التل.", "The two moved towards the hill."))
    assert found.severity == "info"
    found = _only(_translated("تقدم الجيش نحو التل.", "The two moved towards the hill."))
    assert found.severity == "error"


# --- counts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text_src", "bounds", "what", "language"),
    [
        (BATTLE, "34 مسلحاً", (34, 34), "killed", "ar"),
        (BATTLE, "أربع عربات", (4, 4), "equipment_destroyed", "ar"),
        (ESCAPED, "نحو 40", (40, 40), "fled", "ar"),
        ("قُتل أكثر من 100 مسلح.", "أكثر من 100 مسلح", (100, None), "killed", "ar"),
        ("بلغ العدد أقل من 50.", "أقل من 50", (None, 50), "killed", "ar"),
        ("قُتل عشرات المدنيين.", "عشرات المدنيين", (None, None), "killed", "ar"),
        ("دُمر نصف المنازل.", "نصف المنازل", (50, 50), "percent", "ar"),
        ("۴۰ درصد شهر سقوط کرد.", "۴۰ درصد", (40, 40), "percent", "fa"),
        ("دست‌کم ۱۲ نفر زخمی شدند.", "دست‌کم ۱۲ نفر", (12, None), "wounded", "fa"),
        ("Погибли 17 военных.", "17 военных", (17, 17), "killed", "ru"),
        ("Погибли не менее 17 военных.", "не менее 17 военных", (17, None), "killed", "ru"),
        ("قُتل جندي.", "جندي", (1, 1), "killed", "ar"),
        (
            "قد يصل العدد لاحقاً إلى 15 قتيلاً.",
            "قد يصل العدد لاحقاً إلى 15",
            (None, 15),
            "killed",
            "ar",
        ),
        ("ممکن است شمار به ۱۵ تن برسد.", "ممکن است شمار به ۱۵ تن برسد", (None, 15), "killed", "fa"),
        ("قُتل جنديان وأُسر ثالث.", "ثالث", (1, 1), "captured", "ar"),
        ("اعتقل سعد وعمر ومنير.", "سعد وعمر ومنير", (3, 3), "captured", "ar"),
        ("قُتل أَرْبَعَةُ جنود.", "أربعة جنود", (4, 4), "killed", "ar"),
    ],
)
def test_a_count_that_is_its_figure_is_left_alone(
    source: str, text_src: str, bounds: tuple[Bound, Bound], what: str, language: str
) -> None:
    assert _serious(_counted(source, text_src, bounds, what, language)) == []


@pytest.mark.parametrize(
    ("source", "text_src", "bounds", "field"),
    [
        (BATTLE, "34 مسلحاً", (35, 35), "min"),
        (BATTLE, "34 مسلحاً", (34, None), "min"),
        (BATTLE, "34 مسلحاً", (None, 34), "max"),
        ("قُتل أكثر من 100 مسلح.", "أكثر من 100 مسلح", (100, 100), "min"),
        ("بلغ العدد أقل من 50.", "أقل من 50", (50, 50), "min"),
        ("قُتل عشرات المدنيين.", "عشرات المدنيين", (10, 99), "min"),
        ("قُتل جندي.", "جندي", (7, 7), "min"),
        ("قُتل جنديان وأُسر ثالث.", "ثالث", (3, 3), "min"),
    ],
)
def test_bounds_that_the_figure_does_not_give_are_an_error(
    source: str, text_src: str, bounds: tuple[Bound, Bound], field: str
) -> None:
    found = _only(_counted(source, text_src, bounds))
    assert (found.severity, found.path) == ("error", f"/answers/events/events/0/counts/0/{field}")


def test_a_count_of_a_language_without_number_words_is_compared_in_digits() -> None:
    found = _serious(_counted("Погибли 17 военных.", "17 военных", (71, 71), language="ru"))
    assert _only(found).path.endswith("/min")


@pytest.mark.parametrize(
    ("source", "text_src", "bounds", "what", "said"),
    [
        ("دُمر 60% من المنازل.", "60%", (60, 60), "killed", "is a share"),
        ("دُمر 60 منزلاً.", "60 منزلاً", (60, 60), "percent", "is no percentage"),
    ],
)
def test_a_share_is_counted_as_one(
    source: str, text_src: str, bounds: tuple[Bound, Bound], what: str, said: str
) -> None:
    found = _only(_counted(source, text_src, bounds, what))
    assert (found.severity, found.path.rsplit("/", 1)[1]) == ("error", "what")
    assert said in found.message


@pytest.mark.parametrize("text_src", ["4 مسلحاً", "3"])
def test_a_form_that_cuts_a_figure_is_found(text_src: str) -> None:
    found = _only(_counted(BATTLE, text_src, (34, 34)))
    assert (found.severity, found.path.rsplit("/", 1)[1]) == ("warning", "text_src")
    assert "cuts a figure in two" in found.message


@pytest.mark.parametrize(
    ("source", "text_src", "bounds", "language"),
    [
        (BATTLE, "36 مسلحاً", (34, 34), "ar"),
        ("قُتل أكثر من 100 مسلح.", "أكثر من 10 مسلح", (100, None), "ar"),
        ("بیش از ۲۰ راکت شلیک شد.", "بیش از ۲۳ راکت", (20, None), "fa"),
        ("Погибли 17 военных.", "71 военных", (17, 17), "ru"),
    ],
)
def test_a_form_with_a_figure_that_does_not_stand_there_is_an_error(
    source: str, text_src: str, bounds: tuple[Bound, Bound], language: str
) -> None:
    found = _only(_serious(_counted(source, text_src, bounds, language=language)))
    assert (found.severity, found.path.rsplit("/", 1)[1]) == ("error", "text_src")
    assert "does not stand in the cited sentences" in found.message


def test_a_form_in_other_words_is_held_against_its_bounds() -> None:
    source = "قُتل 34 مسلحاً وأصيب 12 جندياً."
    assert _counted(source, "34 من المسلحين", (34, 34)) == []
    found = _only(_counted(source, "34 من المسلحين", (12, 12)))
    assert (found.severity, found.path.rsplit("/", 1)[1]) == ("error", "text_src")


@pytest.mark.parametrize(
    ("source", "text_src", "bounds", "language"),
    [
        ("قُتل أكثر من 100 مسلح.", "100 مسلح", (100, None), "ar"),
        (ESCAPED, "40", (40, 40), "ar"),
        ("دست‌کم ۱۲ نفر زخمی شدند.", "۱۲ نفر", (12, None), "fa"),
    ],
)
def test_a_form_without_the_hedge_of_its_figure_is_a_warning(
    source: str, text_src: str, bounds: tuple[Bound, Bound], language: str
) -> None:
    found = _only(_counted(source, text_src, bounds, language=language))
    assert (found.severity, found.path.rsplit("/", 1)[1]) == ("warning", "text_src")
    assert "leaves out" in found.message


def test_a_hedge_behind_the_figure_belongs_to_the_form() -> None:
    source = "قُتل ثلاثة مقاتلين على الأقل."
    assert _counted(source, "ثلاثة مقاتلين على الأقل", (3, None)) == []
    assert "leaves out" in _only(_counted(source, "ثلاثة مقاتلين", (3, None))).message


# --- languages whose number words are not read ---------------------------------------------------


def test_a_language_without_number_words_is_told_once() -> None:
    found = _translated("Two soldados, 14 fusiles.", "14 rifles.", "es")
    first = found[0]
    assert (first.severity, first.path) == ("info", "/article/language")
    assert "'es'" in first.message
    assert len([f for f in found if f.severity == "info"]) == 1


def test_small_numbers_and_words_are_not_asked_of_such_a_language() -> None:
    source = "Seis soldados murieron y 14 escaparon."
    kept = "Six soldiers were killed and 14 escaped; 3 of them later."
    assert _serious(_translated(source, kept, "es")) == []
    changed = "Six soldiers were killed and 41 escaped."
    assert {f.severity for f in _serious(_translated(source, changed, "es"))} == {"error"}


# --- whatever the figures ------------------------------------------------------------------------

_NOUNS = (("مدنياً", "civilians"), ("عربة", "vehicles"), ("قذيفة", "shells"), ("منزلاً", "houses"))
_HEDGES = (("", ""), ("أكثر من ", "more than "), ("نحو ", "about "), ("أقل من ", "less than "))
_DIGITS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
_FIGURES = st.lists(
    st.tuples(
        st.integers(11, 1899) | st.integers(2100, 99_999),
        st.sampled_from(_HEDGES),
        st.sampled_from(_NOUNS),
        st.sampled_from(_DIGITS),
    ),
    min_size=1,
    max_size=4,
)
_Stated = list[tuple[int, tuple[str, str], tuple[str, str], str]]


def _arabic(stated: _Stated) -> str:
    parts = []
    for value, hedge, noun, digits in stated:
        number = "".join(digits[int(digit)] for digit in str(value))
        parts.append(f"{hedge[0]}{number} {noun[0]}")
    return "أحصى المصدر " + "، ثم ".join(parts) + "."


def _english(stated: _Stated) -> str:
    parts = [f"{hedge[1]}{value:,} {noun[1]}" for value, hedge, noun, _ in stated]
    return "The source counted " + ", then ".join(parts) + "."


@steady
@given(_FIGURES)
def test_figures_rendered_as_they_stand_are_never_found_fault_with(stated: _Stated) -> None:
    source, english = _arabic(stated), _english(stated)
    assert _translated(source, english) == []
    assert _said([source], english) == []


@steady
@given(_FIGURES, st.data())
def test_a_figure_made_another_is_always_found(stated: _Stated, data: st.DataObject) -> None:
    values = {value for value, *_ in stated}
    place = data.draw(st.integers(0, len(stated) - 1))
    other = data.draw(st.integers(11, 1899).filter(lambda value: value not in values))
    changed = list(stated)
    changed[place] = (other, *stated[place][1:])
    found = _translated(_arabic(stated), _english(changed))
    assert any(finding.severity == "error" for finding in found)


def test_a_range_that_is_only_a_lower_bound() -> None:
    source, form = "دفن الأهالي ما لا يقل عن 15 إلى 17 جثة.", "ما لا يقل عن 15 إلى 17 جثة"
    assert _counted(source, form, (15, None)) == []
    assert _counted(source, form, (16, None)) != []


def test_the_measure_of_one_thing_is_no_count_of_it() -> None:
    source = "Они бросили 120-миллиметровый миномет у моста."
    form = "120-миллиметровый миномет"
    assert _counted(source, form, (1, 1), "equipment_captured", "ru") == []
    assert _counted(source, form, (3, 3), "equipment_captured", "ru") != []


@pytest.mark.parametrize(
    ("source", "text_src", "bounds", "language"),
    [
        ("قُتل حفيدها ابن السنوات التسع.", "حفيدها ابن السنوات التسع", (1, 1), "ar"),
        ("نوه نه‌ساله‌اش کشته شد.", "نوه نه‌ساله‌اش", (1, 1), "fa"),
        ("خرج حشد مليوني إلى الساحة.", "حشد مليوني", (None, None), "ar"),
        ("خرجت مسيرة مليونية.", "مسيرة مليونية", (None, None), "ar"),
        ("چهل و چند نفر زخمی شدند.", "چهل و چند نفر", (40, None), "fa"),
        ("صدوچهل نفر زخمی شدند.", "صدوچهل نفر", (140, 140), "fa"),
    ],
)
def test_words_that_are_no_plain_figure_are_read_in_counts(
    source: str, text_src: str, bounds: tuple[Bound, Bound], language: str
) -> None:
    assert _serious(_counted(source, text_src, bounds, language=language)) == []


@pytest.mark.parametrize(
    ("source", "text_src", "bounds", "language"),
    [
        ("قُتل حفيدها ابن السنوات التسع.", "حفيدها ابن السنوات التسع", (3, 3), "ar"),
        ("چهل و چند نفر زخمی شدند.", "چهل و چند نفر", (40, 40), "fa"),
        ("خرج حشد مليوني إلى الساحة.", "حشد مليوني", (2_000_000, 2_000_000), "ar"),
        ("صدوچهل نفر زخمی شدند.", "صدوچهل نفر", (104, 104), "fa"),
    ],
)
def test_a_count_of_such_words_that_is_another_is_an_error(
    source: str, text_src: str, bounds: tuple[Bound, Bound], language: str
) -> None:
    assert _only(_counted(source, text_src, bounds, language=language)).severity == "error"


@pytest.mark.parametrize(
    "english",
    [
        "Two men planted two mines, and two trucks came within less than two hours.",
        "The two trucks came in under two hours.",
    ],
)
def test_a_hedge_is_kept_where_one_of_like_figures_has_it(english: str) -> None:
    source = "زرع الرجال لغمي «نصر» ووصلت الشاحنات خلال أقل من ساعتين."
    assert _serious(_translated(source, english)) == []


def test_a_hedge_that_no_like_figure_has_is_lost() -> None:
    source = "زرع الرجال لغمي «نصر» ووصلت الشاحنات خلال أقل من ساعتين."
    found = _only(_serious(_translated(source, "Trucks came within two hours.")))
    assert "lost its hedge" in found.message


@pytest.mark.parametrize(("value", "alarms"), [(33.3, 0), (66.7, 0), (34.0, 1)])
def test_a_share_in_words_is_a_rounded_percentage(value: float, alarms: int) -> None:
    share = "دو‌سوم" if value > 60 else "یک‌سوم"
    found = _counted(f"{share} آنان کودک بودند.", share, (value, value), "percent", "fa")
    assert len(_serious(found)) == alarms


@pytest.mark.parametrize(
    ("source", "english", "language"),
    [
        (
            "مسیر صدوسی کیلومتری بسته است.",
            "The one-hundred-and-thirty-kilometre way is shut.",
            "fa",
        ),
        ("در اليوم تا اول آذر جیره یک سوم کم شد.", "By 1 Azar rations shrank a third.", "fa"),
        ("هم الآن في اليوم السابع بعد المئة.", "It is the one hundred and seventh day.", "ar"),
        ("بر سر آتش‌بسی شصت‌روزه چانه زدند.", "They haggled over a sixty-day truce.", "fa"),
        (
            "بها از مرز سی هزار تومان گذشت.",
            "The price passed the thirty-thousand-toman mark.",
            "fa",
        ),
    ],
)
def test_figures_written_otherwise_are_the_same(source: str, english: str, language: str) -> None:
    assert _serious(_translated(source, english, language)) == []


@pytest.mark.parametrize(
    ("source", "crossed", "language"),
    [
        (
            "ووصل 7 من الأطباء إلى المدينة في 5 سيارات.",
            "5 of the doctors came to the city in 7 cars.",
            "ar",
        ),
        (
            "۷ پزشک با ۵ خودرو به شهر رسیدند.",
            "5 doctors came to the city in 7 cars.",
            "fa",
        ),
    ],
)
def test_what_counts_the_noun_of_the_other_needs_no_second_witness(
    source: str, crossed: str, language: str
) -> None:
    found = _only(_translated(source, crossed, language))
    assert found.doubt is not None
    assert found.doubt.stands == "unless said"


@pytest.mark.parametrize(
    ("source", "english", "language"),
    [
        ("جرح الحجر ثلاثة وأقعد رابعاً.", "The stone hurt three and crippled a fourth.", "ar"),
        ("دو نفر آمدند و سومی رفت.", "Two came and the third went.", "fa"),
        ("أحدهم معلم تجاوز السبعين.", "One of them is a teacher past seventy.", "ar"),
        ("وعدد الأطفال دون العاشرة كبير.", "The number of children under ten is large.", "ar"),
        ("Каждый пятый дом пуст.", "One in five houses is empty.", "ru"),
        ("ثلثهم تقريبا من الطلاب.", "About a third students.", "ar"),
    ],
)
def test_a_figure_in_a_form_of_its_own_is_left_alone(
    source: str, english: str, language: str
) -> None:
    assert _translated(source, english, language) == []


@pytest.mark.parametrize(
    ("source", "text_src", "bounds", "what", "language"),
    [
        ("لم تعد سوى عائلة واحدة من كل خمس.", "عائلة واحدة من كل خمس", (1, 1), "other", "ar"),
        ("سی گوسفند و دو برابر آن مرغ", "دو برابر آن مرغ", (60, None), "other", "fa"),
        ("استقبلوا معلما وطالبين.", "معلما وطالبين", (3, 3), "other", "ar"),
    ],
)
def test_a_count_that_follows_from_its_words_is_left_alone(
    source: str, text_src: str, bounds: tuple[Bound, Bound], what: str, language: str
) -> None:
    assert _counted(source, text_src, bounds, what, language) == []


def test_tens_may_be_put_as_dozens() -> None:
    source = "Ушли свыше двух десятков человек."
    assert _said([source], "More than two dozen people left.", language="ru") == []
    assert _said([source], "More than three dozen people left.", language="ru")


def test_a_list_of_two_word_names_may_be_counted_off() -> None:
    source = "در استان‌های کردستان، کرمانشاه و آذربایجان غربی باران بارید."
    assert _said([source], "It rained in three provinces.", language="fa") == []
    assert _said([source], "It rained in four provinces.", language="fa")


# --- the same in another writing -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "english", "language"),
    [
        ("وصلوا الساعة 01,30 (22,30 ت غ).", "They came at 01:30 (22:30 GMT).", "ar"),
        ("وصلوا الساعة ٠١٫٣٠.", "They came at 1:30 a.m.", "ar"),
        ("وصلوا الساعة 14:30.", "They came at 2.30pm.", "ar"),
        ("ساعت ۱۴/۳۰ رسیدند.", "They came at 2:30 pm.", "fa"),
        ("Прибыли в 14.30 мск.", "They came at 14:30 Moscow time.", "ru"),
        ("قُدّرت الأضرار بما بين 5 إلى 7 ملايين دولار.", "Damage: $5 million to $7 million.", "ar"),
        ("بین ۵ تا ۷ میلیون دلار خسارت.", "Between $5 and $7 million in damage.", "fa"),
        ("Ущерб 5-7 млн рублей.", "From 5 million roubles, then 7 million roubles.", "ru"),
        ("أطلق رصاصة ثانية.", "He fired a second bullet.", "ar"),
        ("گلوله دیگری شلیک شد.", "A second bullet was fired.", "fa"),
        ("از هر ده خانه شش‌تا ویران شد.", "Six in ten houses were ruined.", "fa"),
        ("استمر القتال يومين ونصف اليوم.", "Fighting lasted two and a half days.", "ar"),
        ("فرّ ستة واختفى رابعهم.", "Six fled and the fourth of them disappeared.", "ar"),
    ],
)
def test_a_figure_in_another_writing_is_the_same(source: str, english: str, language: str) -> None:
    assert _serious(_translated(source, english, language)) == []


@pytest.mark.parametrize(
    ("source", "english", "language"),
    [
        ("وصلوا الساعة 01,30 (22,30 ت غ).", "They came at 01:40 (22:30 GMT).", "ar"),
        ("وصلوا الساعة ٠١٫٣٠.", "They came at 2:30 a.m.", "ar"),
        ("Прибыли в 14.30 мск.", "They came at 15:30 Moscow time.", "ru"),
        ("قُدّرت الأضرار بما بين 5 إلى 7 ملايين دولار.", "Damage: $5 million to $8 million.", "ar"),
        ("بین ۵ تا ۷ میلیون دلار خسارت.", "Between $4 and $7 million in damage.", "fa"),
        ("أطلق رصاصة ثانية.", "He fired a third bullet.", "ar"),
        ("أطلق رصاصة.", "He fired a second bullet.", "ar"),
        ("از هر ده خانه شش‌تا ویران شد.", "Seven in ten houses were ruined.", "fa"),
    ],
)
def test_another_figure_in_that_writing_is_an_error(
    source: str, english: str, language: str
) -> None:
    found = _translated(source, english, language)
    assert "error" in {finding.severity for finding in found}


def test_a_brief_may_tell_a_proportion_as_a_percentage() -> None:
    source = "ستة من كل عشرة منازل دُمرت."
    assert _said([source], "60% of houses were destroyed.") == []
    assert _only(_said([source], "70% of houses were destroyed.")).severity == "error"


def test_a_brief_may_tell_a_span_in_a_smaller_unit() -> None:
    source = "استمرت المعركة يومين بعد حصار لعام ونصف العام."
    assert _serious(_said([source], "The battle lasted 48 hours.")) == []
    assert _serious(_said([source], "A siege of 18 months was ended.")) == []
    assert _only(_said([source], "The battle lasted 47 hours.")).severity == "error"
    assert _only(_said([source], "48 vehicles were there.")).severity == "error"


def test_one_and_another_may_be_two() -> None:
    source = "بُترت ساق فتى وفقد آخر بصره."
    assert _only(_said([source], "A mine maimed two boys.")).severity == "info"
    assert _only(_said(["بُترت ساق فتى."], "A mine maimed two boys.")).severity == "error"


def test_a_hedge_that_the_source_may_say_in_other_words_is_only_noted() -> None:
    said = "The police held no more than 12 people."
    noted = _only(_said(["ضبطت الشرطة «12 عنصراً» لا أكثر."], said))
    assert (noted.severity, "hedged otherwise" in noted.message) == ("info", True)
    found = _only(_said(["ضبطت الشرطة 12 عنصراً."], said))
    assert (found.severity, found.doubt and found.doubt.stands) == ("warning", "if denied")


@pytest.mark.parametrize(
    ("source", "text_src", "bounds", "what", "severities"),
    [
        ("سيطر على ثلث مساحة العراق.", "ثلث مساحة العراق", (None, None), "area", []),
        ("سيطر على ثلث مساحة العراق.", "ثلث مساحة العراق", (None, None), "percent", []),
        ("سيطر على ثلث مساحة العراق.", "ثلث مساحة العراق", (3, 3), "area", ["error"]),
        ("17 جريحاً ثلثاهم نساء.", "ثلثاهم نساء", (66.67, 66.67), "percent", []),
        ("17 جريحاً ثلثاهم نساء.", "ثلثاهم نساء", (67, 67), "percent", []),
        ("17 جريحاً ثلثاهم نساء.", "ثلثاهم نساء", (66, 66), "percent", ["error"]),
        ("ستة من كل عشرة منازل دُمرت.", "ستة من كل عشرة", (60, 60), "percent", []),
        ("ستة من كل عشرة منازل دُمرت.", "ستة من كل عشرة", (40, 40), "percent", ["error"]),
    ],
)
def test_a_share_in_a_count(
    source: str, text_src: str, bounds: tuple[Bound, Bound], what: str, severities: list[str]
) -> None:
    found = _counted(source, text_src, bounds, what)
    assert [finding.severity for finding in found] == severities


# --- the manner of newspapers: sound as it stands, and found once it is damaged ------------------


@pytest.mark.parametrize(
    ("source", "english", "damaged", "language"),
    [
        (
            "وقعت الغارات بين الثالثة والسادسة صباحا.",
            "The raids took place between three and six in the morning.",
            "The raids took place between three and seven in the morning.",
            "ar",
        ),
        (
            "سقطت أولى القذائف قرابة الرابعة إلا ربعا عصرا.",
            "The first shells fell at about a quarter to four in the afternoon.",
            "The first shells fell at about a quarter past four in the afternoon.",
            "ar",
        ),
        (
            "حمله ساعت یک و ربع بعد از نیمه‌شب رخ داد.",
            "The attack took place at a quarter past one after midnight.",
            "The attack took place at a quarter past two after midnight.",
            "fa",
        ),
        (
            "قارب عدد القتلى الثلاثين.",
            "The number of dead came close to thirty.",
            "The number of dead came to thirty.",
            "ar",
        ),
        (
            "ناهزت قيمة الفدية 3 ملايين يورو.",
            "The ransom approached 3 million euros.",
            "The ransom was 3 million euros.",
            "ar",
        ),
        (
            "تخطت حصيلة الضحايا عتبة الألف قتيل.",
            "The toll passed the threshold of a thousand dead.",
            "The toll was a thousand dead.",
            "ar",
        ),
        (
            "لم يبلغ عدد العائدين خمسين عائلة.",
            "The returnees did not even amount to fifty families.",
            "The returnees amounted to fifty families.",
            "ar",
        ),
        (
            "جمعیت این دو گروه به ده درصد هم نمی‌رسد.",
            "The two groups do not even reach ten percent of the population.",
            "The two groups are ten percent of the population.",
            "fa",
        ),
        (
            "شمار قربانیان به صد نفر نزدیک شده است.",
            "The number of victims is edging towards a hundred.",
            "The number of victims is a hundred.",
            "fa",
        ),
        (
            "هفت تن شهید و بیشتر از سی تن زخمی شدند.",
            "Seven were killed and more than thirty wounded.",
            "Seven were killed and thirty wounded.",
            "fa",
        ),
        (
            "نشست با یک ساعت و ربع تأخیر آغاز شد.",
            "The meeting started an hour and a quarter late.",
            "The meeting started two hours and a quarter late.",
            "fa",
        ),
        (
            "انخفض الإنتاج إلى النصف.",
            "Output halved.",
            "Output fell by a third.",
            "ar",
        ),
        (
            "استغرقت العملية نصف ساعة.",
            "The operation took 30 minutes.",
            "The operation took 40 minutes.",
            "ar",
        ),
        (
            "تسيطر الميليشيا على خُمس الإقليم.",
            "The militia controls a fifth of the region.",
            "The militia controls a sixth of the region.",
            "ar",
        ),
        (
            "یک‌پنجم زندانیان سیاسی‌اند.",
            "One in five prisoners is political.",
            "One in six prisoners is political.",
            "fa",
        ),
        (
            "وقع الحادث في الأول من كانون الثاني/يناير 2024.",
            "It took place on 1 January 2024.",
            "It took place on 4 January 2024.",
            "ar",
        ),
        (
            "في السبعينيات كان عدد السكان مئة ألف.",
            "In the 1970s the population was a hundred thousand.",
            "In the 1960s the population was a hundred thousand.",
            "ar",
        ),
        (
            "صادر الجيش طنا ونصف الطن من المتفجرات.",
            "The army seized a ton and a half of explosives.",
            "The army seized two tons and a half of explosives.",
            "ar",
        ),
        (
            "چهار سرباز، از جمله یک سرهنگ دوم، کشته شدند.",
            "Four soldiers, including a lieutenant colonel, were killed.",
            "Five soldiers, including a lieutenant colonel, were killed.",
            "fa",
        ),
        (
            "روزهای پنجم تا هشتم سنبله ۱۷ تن کشته شدند.",
            "Between 5 and 8 Sunbula 17 people were killed.",
            "Between 5 and 9 Sunbula 17 people were killed.",
            "fa",
        ),
    ],
)
def test_the_manner_of_newspapers(source: str, english: str, damaged: str, language: str) -> None:
    assert _serious(_translated(source, english, language)) == []
    assert _serious(_translated(source, damaged, language)) != []


@pytest.mark.parametrize(
    ("source", "text_src", "bounds", "wrong", "what", "language"),
    [
        ("استهدف منزلا من ثلاث طبقات.", "منزلا من ثلاث طبقات", 1, 2, "equipment_destroyed", "ar"),
        ("ویرانی خانه‌ای سه طبقه.", "خانه‌ای سه طبقه", 1, 2, "equipment_destroyed", "fa"),
        ("قتل 27 مواطنا، ثلثهم من الأطفال.", "ثلثهم من الأطفال", 9, 8, "killed", "ar"),
        ("نیمی از ۴۰ زخمی زنان بودند.", "نیمی از ۴۰ زخمی", 20, 19, "wounded", "fa"),
        ("استمر الهجوم نصف ساعة.", "نصف ساعة", 0.5, 0.6, "other", "ar"),
        ("استمر الهجوم نصف ساعة.", "نصف ساعة", 30, 20, "other", "ar"),
        ("کمتر از نیم ساعت، هشت نقطه.", "هشت نقطه", 8, 7, "places", "fa"),
        ("قتل القائد وثلاثة من مرافقيه.", "القائد وثلاثة من مرافقيه", 4, 5, "killed", "ar"),
        ("أصيب حارسان وموظفة.", "حارسان وموظفة", 3, 4, "wounded", "ar"),
        ("استعاد تلتين وقريتين.", "تلتين وقريتين", 4, 3, "places", "ar"),
        ("کودکی پنج‌ساله و مادرش مردند.", "کودکی پنج‌ساله و مادرش", 2, 3, "killed", "fa"),
        ("ارتفعت الحصيلة من 12 إلى 17 قتيلا.", "17 قتيلا", 17, 16, "killed", "ar"),
        ("قال إن 9 من أصل 10 منازل تهدمت.", "9 من أصل 10 منازل", 90, 80, "percent", "ar"),
        ("قضت أسرة مؤلفة من ستة أفراد.", "أسرة مؤلفة من ستة أفراد", 6, 1, "killed", "ar"),
    ],
)
def test_counts_in_the_manner_of_newspapers(
    source: str, text_src: str, bounds: float, wrong: float, what: str, language: str
) -> None:
    assert _serious(_counted(source, text_src, (bounds, bounds), what, language)) == []
    assert _serious(_counted(source, text_src, (wrong, wrong), what, language)) != []


def test_half_a_unit_is_no_share_and_bounds_of_it_are_read() -> None:
    source = "طی کمتر از نیم ساعت هشت نقطه هدف قرار گرفت."
    assert _counted(source, "کمتر از نیم ساعت", (None, 0.5), "other", "fa") == []
    assert _counted(source, "کمتر از نیم ساعت", (None, 4), "other", "fa") != []


def test_a_share_of_others_needs_no_number() -> None:
    source = "ارتقى 27 مواطنا، ثلثهم من الأطفال."
    for what in ("killed", "percent"):
        assert _counted(source, "ثلثهم من الأطفال", (None, None), what) == []


def test_a_form_is_looked_for_as_a_word_of_its_own() -> None:
    source = "نفى المتحدث أسر جندي بعد إصابة جنديين."
    assert _counted(source, "جندي", (1, 1), "captured") == []
    assert _counted("أعلن إصابة جنديين.", "جنديين", (1, 1), "wounded") != []


def test_a_form_need_not_hold_a_verb_further_away_that_hedges_it() -> None:
    far = "تعدى عدد النازحين من البلدة مئتي ألف."
    assert _counted(far, "مئتي ألف", (200_000, None), "displaced") == []
    near = "نزح أكثر من مئتي ألف."
    found = _only(_counted(near, "مئتي ألف", (200_000, None), "displaced"))
    assert "leaves out" in found.message


# --- what is said by idioms ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "form", "bounds", "language"),
    [
        ("احترق بضع وثلاثون خيمة.", "بضع وثلاثون خيمة", (33, 39), "ar"),
        ("احترقت ستون خيمة ونيّف.", "ستون خيمة ونيّف", (61, 69), "ar"),
        ("احترقت بضع عشرة خيمة.", "بضع عشرة خيمة", (13, 19), "ar"),
        ("سی و اندی خیمه سوخت.", "سی و اندی خیمه", (31, 39), "fa"),
        ("دوصد و چند خیمه سوخت.", "دوصد و چند خیمه", (201, 299), "fa"),
        ("Сгорело сорок с лишним палаток.", "сорок с лишним палаток", (41, 49), "ru"),
        ("Some sixty-odd tents burnt.", "sixty-odd tents", (61, None), "en"),
    ],
)
def test_an_odd_number_is_a_range_within_its_ten(
    source: str, form: str, bounds: tuple[Bound, Bound], language: str
) -> None:
    low, high = bounds
    assert _counted(source, form, bounds, "other", language) == []
    assert _counted(source, form, (low and low - 10, high), "other", language) != []
    assert _counted(source, form, (low, (high or 0) + 150), "other", language) != []


def test_more_than_a_number_is_no_range() -> None:
    source, form = "احترقت أكثر من ستين خيمة.", "أكثر من ستين خيمة"
    assert _only(_counted(source, form, (61, 69), "other")).severity == "error"


@pytest.mark.parametrize(
    ("source", "form", "value", "language"),
    [
        ("وقع حريق هو السادس من نوعه في أقل من ثلاثة أسابيع.", "السادس من نوعه", 6, "ar"),
        ("وهذا الحريق السابع منذ الصيف.", "السابع منذ الصيف", 7, "ar"),
        ("این چهارمین آتش‌سوزی پیاپی بود.", "چهارمین آتش‌سوزی", 4, "fa"),
        ("Это пятый пожар за месяц.", "пятый пожар", 5, "ru"),
    ],
)
def test_the_ordinal_of_an_event_says_how_many_there_were(
    source: str, form: str, value: int, language: str
) -> None:
    assert _counted(source, form, (value, value), "other", language) == []
    assert _counted(source, form, (value, None), "other", language) == []
    assert _only(_counted(source, form, (value + 4,) * 2, "other", language)).severity == "error"


@pytest.mark.parametrize(
    ("form", "what"), [("اللواء السادس", "force_size"), ("وجُرح سادس", "wounded")]
)
def test_the_ordinal_of_a_unit_or_of_a_man_counts_one(form: str, what: str) -> None:
    source = "تقدم اللواء السادس وجُرح سادس قرب الجسر."
    assert _only(_counted(source, form, (6, 6), what)).severity == "error"
    assert _counted(source, form, (1, 1), what) == []


@pytest.mark.parametrize(
    ("source", "english", "language"),
    [
        ("وللأسبوع السادس على التوالي أُغلق الطريق.", "The road was shut six weeks running.", "ar"),
        ("جاده برای ششمین روز پیاپی بسته ماند.", "The road was shut for six straight days.", "fa"),
        ("Дорога закрыта шестой день подряд.", "The road was shut for six days in a row.", "ru"),
    ],
)
def test_an_ordinal_of_a_series_is_a_number_in_english(
    source: str, english: str, language: str
) -> None:
    assert _translated(source, english, language) == []
    assert _serious(_translated(source, english.replace("six", "nine"), language)) != []


@pytest.mark.parametrize(
    ("source", "form", "most", "language"),
    [
        ("بقيت قلة لا تتجاوز أصابع اليد.", "قلة لا تتجاوز أصابع اليد", 5, "ar"),
        ("بقي من لا يتجاوزون أصابع اليدين.", "لا يتجاوزون أصابع اليدين", 10, "ar"),
        ("شمارشان از انگشت‌های یک دست کمتر بود.", "انگشت‌های یک دست", 5, "fa"),
        ("شمارشان از انگشتان دو دست بیشتر نبود.", "انگشتان دو دست", 10, "fa"),
        ("Оставшихся можно счесть по пальцам одной руки.", "по пальцам одной руки", 5, "ru"),
    ],
)
def test_what_is_counted_on_fingers_is_at_most_so_many(
    source: str, form: str, most: int, language: str
) -> None:
    for low in (None, 0, 1):
        assert _counted(source, form, (low, most), "other", language) == []
    assert _counted(source, form, (None, most + 15), "other", language) != []


def test_fingers_are_a_number_in_english() -> None:
    source = "بقيت قلة لا تتجاوز أصابع اليد الواحدة."
    assert _serious(_translated(source, "No more than five remained.")) == []
    assert _serious(_translated(source, "No more than eight remained.")) != []
    assert _serious(_translated(source, "Five remained.")) != []


@pytest.mark.parametrize(
    ("source", "form", "language"),
    [
        ("لم يُصب جندي واحد في الحريق.", "جندي واحد", "ar"),
        ("حتی یک خانه هم نسوخت و آسیب ندید.", "یک خانه", "fa"),
        ("Не пострадал ни один человек.", "один человек", "ru"),
    ],
)
def test_one_that_is_denied_is_none(source: str, form: str, language: str) -> None:
    assert _counted(source, form, (0, 0), language=language) == []


@pytest.mark.parametrize(
    ("source", "form", "language"),
    [
        ("أصيب جندي واحد في الحريق.", "جندي واحد", "ar"),
        ("لم يُصب سوى جندي واحد في الحريق.", "جندي واحد", "ar"),
        ("لم يُصب ثلاثة جنود في الحريق.", "ثلاثة جنود", "ar"),
        ("تنها یک نفر زخمی نشد.", "یک نفر", "fa"),
    ],
)
def test_what_is_not_denied_is_not_none(source: str, form: str, language: str) -> None:
    assert _only(_counted(source, form, (0, 0), language=language)).severity == "error"


def test_zero_stands_where_the_source_denies_any() -> None:
    english = "Zero houses burnt."
    assert _serious(_translated("لم يحترق أي بيت.", english)) == []
    assert _serious(_translated("احترقت البيوت.", english)) != []


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("ولم يرجع كثير منهم.", "ar"),
        ("وعاد عديد منهم.", "ar"),
        ("خیلی از آنها برنگشتند.", "fa"),
        ("Немало жителей не вернулось.", "ru"),
    ],
)
def test_many_stands_in_other_words(source: str, language: str) -> None:
    assert _serious(_translated(source, "Many of them did not return.", language)) == []


def test_many_does_not_stand_for_another_vague_figure() -> None:
    assert _serious(_translated("ولم يرجع عشرات من بعض القرى.", "Many did not return.")) != []
    assert _serious(_translated("ولم يرجع الرجل.", "Many did not return.")) != []


@pytest.mark.parametrize(
    "english",
    [
        "They handed in their weapons over six days.",
        "Over six long days they handed in their weapons.",
        "They handed in their weapons within six days.",
        "They handed in their weapons in under six days.",
    ],
)
def test_the_time_that_something_took_is_no_hedge(english: str) -> None:
    assert _serious(_said(["سلّموا أسلحتهم في ستة أيام."], english)) == []
    assert _serious(_said(["سلّموا أسلحتهم في تسعة أيام."], english)) != []


@pytest.mark.parametrize(
    "english",
    [
        "They fought for over six days.",
        "It lasted over six days.",
        "They burnt over six tents.",
    ],
)
def test_over_a_time_or_a_number_is_a_hedge(english: str) -> None:
    noun = "خيام" if "tents" in english else "أيام"
    assert _said([f"وكانت ستة {noun}."], english, language="ar") != []
    assert _serious(_said([f"وكانت أكثر من ستة {noun}."], english)) == []


def test_over_a_time_bears_a_hedge_of_the_source_out() -> None:
    source = "سلّموا أسلحتهم في أكثر من ستة أيام."
    assert _serious(_said([source], "They gave up their weapons over six days.")) == []
    assert _serious(_said([source], "They gave up their weapons in six days.")) != []


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("Сгорело полсотни палаток.", "About fifty tents burnt."),
        ("Сгорело домов сорок.", "Some forty houses burnt."),
        ("Сгорело под сорок палаток.", "Nearly forty tents burnt."),
        ("Палаток уже за сорок.", "There are over forty tents."),
    ],
)
def test_a_russian_figure_is_rough_by_its_noun_or_its_place(source: str, english: str) -> None:
    assert _serious(_translated(source, english, "ru")) == []


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("Сгорело сорок палаток.", "About forty tents burnt."),
        ("Сгорело под сорок палаток.", "Over forty tents burnt."),
    ],
)
def test_a_russian_figure_is_as_rough_as_it_says(source: str, english: str) -> None:
    assert _serious(_translated(source, english, "ru")) != []


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("Они спорили двое суток.", "ru"),
        ("Они спорили два дня.", "ru"),
        ("دو روز بحث کردند.", "fa"),
    ],
)
def test_days_may_be_hours_in_english(source: str, language: str) -> None:
    assert _serious(_translated(source, "They argued for 48 hours.", language)) == []
    assert _serious(_translated(source, "They argued for 46 hours.", language)) != []
    assert _serious(_translated(source, "They argued with 48 guards.", language)) != []


def test_ten_may_be_a_dozen_in_english() -> None:
    source = "Сгорел десяток палаток."
    assert _serious(_translated(source, "A dozen tents burnt.", "ru")) == []
    assert _serious(_translated(source, "Two dozen tents burnt.", "ru")) != []


def test_several_of_those_that_are_counted_vaguely() -> None:
    source = "وأصيب عشرات، بعضهم بحروق."
    assert _serious(_translated(source, "Dozens were hurt, several of them by fire.")) == []
    assert _serious(_translated(source, "Several were hurt by fire.")) != []


# --- hedges lost of hours, of one bound and of dozens ------------------------------------------


ROSE = "قفز سعر اللتر في المدينة من 750 إلى نحو ألفي فرنك."
CLASH = "اندلعت المواجهات حوالي الساعة الثالثة فجرا في البلدة."
TENS = "Остатки группы численностью свыше двух десятков человек отошли."
NEARLY = "جیره نزدیک به یک میلیون و ۲۰۰ هزار آواره کم می‌شود."
EVEN = "بخت موفقیت این نشست «کمتر از پنجاه‌پنجاه» است."
AT_LEAST = "کم‌ازکم دوازده معترض زخمی شدند."


@pytest.mark.parametrize(
    ("source", "lost", "kept", "language"),
    [
        (ROSE, "It rose from 750 to 2,000 francs.", "It rose from 750 to about 2,000.", "ar"),
        (CLASH, "Clashes began at 3 a.m.", "Clashes began at around 3 a.m.", "ar"),
        (CLASH, "Clashes began at 3 a.m.", "Clashes began shortly after 3 a.m.", "ar"),
        (TENS, "Two dozen men withdrew.", "More than two dozen men withdrew.", "ru"),
        (
            NEARLY,
            "The rations of 1 million 200 thousand displaced are cut.",
            "The rations of nearly 1 million 200 thousand displaced are cut.",
            "fa",
        ),
        (EVEN, "The chances are fifty-fifty.", "The chances are less than fifty-fifty.", "fa"),
        (AT_LEAST, "Twelve were wounded.", "At least 12 were wounded.", "fa"),
    ],
)
def test_a_hedge_of_an_hour_a_bound_or_a_round_number_is_kept(
    source: str, lost: str, kept: str, language: str
) -> None:
    found = _only(_said([source], lost, language=language))
    assert (found.severity, "hedge" in found.message) == ("warning", True)
    assert _said([source], kept, language=language) == []


def test_an_hour_of_a_translation_that_says_all_else_keeps_its_hedge() -> None:
    lost = _only(_translated(CLASH, "Clashes broke out at 3 a.m. in the town."))
    assert "roughly" in lost.message
    assert _translated(CLASH, "Clashes broke out at about 3 a.m. in the town.") == []
    assert _translated("بدأ في الثالثة فجرا.", "It began at around 3 a.m.") == []


def test_figures_far_apart_are_no_bounds_of_a_range() -> None:
    source = "سه معدن‌چی کشته شدند و خانواده‌ها با یک دو چادر رفتند."
    far = "Two miners were killed, while the directorate of the mines says it was one."
    assert [f.severity for f in _said([source], far, language="fa")][:1] == ["error"]


@pytest.mark.parametrize(
    ("source", "text_src", "low", "language"),
    [
        ("أنباء عن سقوط ما لا يقل عن 7 قتلى من الجانبين.", "7 قتلى من الجانبين", 7, "ar"),
        ("دست‌کم ۱۵ تا ۱۷ جسد از هر دو گروه پیدا شد.", "۱۵ تا ۱۷ جسد از هر دو گروه", 15, "fa"),
        ("کم از کم ۱۱۰ تن زخمی شدند.", "۱۱۰ تن", 110, "fa"),
    ],
)
def test_a_form_with_more_figures_leaves_no_hedge_out(
    source: str, text_src: str, low: int, language: str
) -> None:
    found = _only(_counted(source, text_src, (low, None), language=language))
    assert "leaves out" in found.message


@pytest.mark.parametrize(
    ("source", "text_src", "value", "language"),
    [
        ("أكثر من نصفهم من النساء.", "أكثر من نصفهم", 50, "ar"),
        ("درگیری کمتر از نیم ساعت بود.", "کمتر از نیم ساعت", 0.5, "fa"),
    ],
)
def test_a_share_with_a_hedge_is_a_bound(
    source: str, text_src: str, value: float, language: str
) -> None:
    what = "percent" if value > 1 else "other"
    assert _counted(source, text_src, (value, value), what, language) != []


# --- what is put otherwise in another language ---------------------------------------------------


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("نرخ بیمه از ۰.۴ به ۰.۸۵ درصد رسید.", "The rate rose from 0.4 to 0.85 percent."),
        ("بهای نفت به ۶۱ دلار و ۲۵ سنت رسید.", "Oil reached $61.25."),
        ("نشست سه‌جانبه فردا است.", "The trilateral meeting is tomorrow."),
        ("برای بار چهارمش گریخت.", "He fled for the fourth time."),
        ("خبر سه گروگان پخش شد.", "News spread about three hostages."),
    ],
)
def test_persian_figures_that_english_puts_otherwise(source: str, english: str) -> None:
    assert _serious(_translated(source, english, "fa")) == []


def test_a_price_with_other_cents_is_found() -> None:
    source = "بهای نفت به ۶۱ دلار و ۲۵ سنت رسید."
    assert _serious(_translated(source, "Oil reached $61.35.", "fa"))


def test_a_four_wheel_drive_vehicle_counts_nothing() -> None:
    source = "ضبطت القوات 7 سيارات دفع رباعى."
    assert _serious(_translated(source, "The forces seized 7 four-wheel-drive vehicles.")) == []


def test_a_thing_with_a_number_that_makes_an_adjective_is_one() -> None:
    house = "از خانهٔ شش‌اتاقه دو دیوار مانده است."
    assert _serious(_counted(house, "خانهٔ شش‌اتاقه", (1, 1), "equipment_damaged", "fa")) == []
