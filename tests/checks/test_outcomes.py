"""Outcomes in counts and prose against the words of the cited sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from llmx.checks import Material, outcomes
from llmx.checks.finding import Finding
from tests.builders import answer, article, loaded, raised

BOTH = "مقتل 5 جنود وإصابة 12 آخرين في كمين قرب القرية."
KILLED = "قُتل سبعة مدنيين في القصف."
PERSIAN = "در این درگیری ۵ نفر کشته و ۱۲ نفر زخمی شدند."


def _count(what: str, text_src: str) -> dict[str, Any]:
    return {
        "what": what,
        "who": None,
        "item_en": None,
        "min": None,
        "max": None,
        "text_src": text_src,
        "claimed_by": [],
    }


def _of_counts(
    sentence: str, what: str, text_src: str, language: str = "ar", **bounds: int
) -> list[Finding]:
    shown = article([sentence], titled=False, language=language)
    value = answer("events", shown)
    event = value["events"][0]
    event |= {"sentences": [1], "summary_en": "x", "counts": [_count(what, text_src) | bounds]}
    value["events"] = [event]
    model = loaded("events").answer.model_validate(value)
    return raised(outcomes.check(Material(shown, {"events": model})))


def _certain(found: Iterable[Finding]) -> list[Finding]:
    """What stands if no other answer speaks of it."""
    return [f for f in found if f.doubt is None or f.doubt.stands != "if denied"]


def _of_text(sentence: str, english: str, language: str = "ar") -> list[Finding]:
    shown = article([sentence], titled=False, language=language)
    value = {"title_en": None, "sentences": [{"n": 1, "en": english}]}
    model = loaded("translate").answer.model_validate(value)
    return raised(outcomes.check(Material(shown, {"translate": model})))


@pytest.mark.parametrize(
    ("sentence", "what", "text_src", "language"),
    [
        (BOTH, "killed", "5 جنود", "ar"),
        (BOTH, "wounded", "12", "ar"),
        (BOTH, "wounded", "إصابة 12", "ar"),
        (BOTH, "killed_or_wounded", "12", "ar"),
        (PERSIAN, "killed", "۵ نفر", "fa"),
        (PERSIAN, "wounded", "۱۲ نفر", "fa"),
        ("خسائر في صفوف المسلحين", "losses_unspecified", "خسائر", "ar"),
        ("شخصان تحت الأنقاض", "missing", "شخصان", "ar"),
        (BOTH, "places", "القرية", "ar"),
    ],
)
def test_a_count_that_its_sentence_bears_out_is_left_alone(
    sentence: str, what: str, text_src: str, language: str
) -> None:
    assert _of_counts(sentence, what, text_src, language) == []


@pytest.mark.parametrize(
    ("sentence", "what", "text_src", "language"),
    [
        (BOTH, "wounded", "5 جنود", "ar"),
        (BOTH, "killed", "12", "ar"),
        (BOTH, "killed", "إصابة 12", "ar"),
        (PERSIAN, "wounded", "۵ نفر", "fa"),
        (PERSIAN, "killed", "۱۲ نفر", "fa"),
        (KILLED, "captured", "سبعة مدنيين", "ar"),
        ("فر 20 مسلحا", "surrendered", "20 مسلحا", "ar"),
        ("تضررت ثلاث عربات", "equipment_destroyed", "ثلاث عربات", "ar"),
    ],
)
def test_a_count_of_another_outcome_is_an_error(
    sentence: str, what: str, text_src: str, language: str
) -> None:
    (found,) = _of_counts(sentence, what, text_src, language)
    assert found.severity == "error"
    assert found.path == "/answers/events/events/0/counts/0"
    assert found.sentences == (1,)


@pytest.mark.parametrize(
    ("sentence", "what", "text_src", "language"),
    [
        ("وأعلنت العائلة وفاة سجين أربعيني في المعتقل.", "killed", "سجين أربعيني", "ar"),
        ("وهربوا تاركين جريحاً وقع في قبضة الحرس.", "captured", "جريحاً وقع في قبضة الحرس", "ar"),
        ("وقضى ستة، بينهم أسير كان لدى الخلية.", "killed", "أسير كان لدى الخلية", "ar"),
        ("زندانی ۵۰ ساله پس از ۳ سال حبس درگذشت.", "killed", "زندانی ۵۰ ساله", "fa"),
        ("مجروحی که به اسارت درآمده بود آزاد شد.", "captured", "مجروحی که به اسارت درآمده", "fa"),
        ("Скончался заключенный, которого держали в изоляторе.", "killed", "заключенный", "ru"),
    ],
)
def test_who_somebody_was_does_not_say_what_befell_him(
    sentence: str, what: str, text_src: str, language: str
) -> None:
    one = {"min": 1, "max": 1}
    found = _of_counts(sentence, what, text_src, language, **one)
    assert _certain(found) == []


@pytest.mark.parametrize(
    ("sentence", "what", "text_src", "language"),
    [
        ("واقتاد الحرس واحداً من الجرحى، وقُتل ثلاثة.", "captured", "واحداً من الجرحى", "ar"),
        ("مأموران یکی از زخمی‌ها را با خود بردند.", "captured", "یکی از زخمی‌ها", "fa"),
        ("Одного из раненых увезли, двое погибли.", "killed", "Одного из раненых", "ru"),
        (
            "خلّف ذلك 9 قتلى، هم 4 رعاة وسائقان و3 من حملة بطاقات المصالحة.",
            "killed",
            "3 من حملة بطاقات المصالحة",
            "ar",
        ),
    ],
)
def test_whose_part_some_are_does_not_say_what_befell_them(
    sentence: str, what: str, text_src: str, language: str
) -> None:
    found = _of_counts(sentence, what, text_src, language)
    assert _certain(found) == []


def test_a_count_that_no_word_bears_out_is_a_warning() -> None:
    (found,) = _of_counts("وصل سبعة مدنيين إلى القرية.", "killed", "سبعة مدنيين")
    assert found.severity == "warning"


@pytest.mark.parametrize(
    ("sentence", "english", "language"),
    [
        (BOTH, "5 soldiers were killed and 12 others wounded in an ambush.", "ar"),
        (BOTH, "An ambush near the village killed 5 soldiers and wounded 12 others.", "ar"),
        (KILLED, "Seven civilians lost their lives in the shelling.", "ar"),
        (PERSIAN, "In this clash 5 people were killed and 12 were injured.", "fa"),
        ("أعلنت الوزارة الحصيلة.", "The ministry announced the death toll.", "ar"),
        ("نزح ألف شخص.", "A thousand people fled.", "ar"),
        ("اجتمع الوفدان.", "The delegations met on Martyrs' Square.", "ar"),
    ],
)
def test_a_true_translation_is_left_alone(sentence: str, english: str, language: str) -> None:
    assert _of_text(sentence, english, language) == []


@pytest.mark.parametrize(
    ("sentence", "english", "language"),
    [
        (BOTH, "12 soldiers were killed and 5 others wounded in an ambush.", "ar"),
        (BOTH, "An ambush near the village wounded 5 soldiers and killed 12 others.", "ar"),
        (KILLED, "Seven civilians were wounded in the shelling.", "ar"),
        (KILLED, "Seven civilians were arrested in the shelling.", "ar"),
        (PERSIAN, "In this clash 5 people were injured and 12 were killed.", "fa"),
        ("فر 20 مسلحا", "20 gunmen surrendered", "ar"),
    ],
)
def test_another_outcome_in_its_place_is_an_error(
    sentence: str, english: str, language: str
) -> None:
    (found,) = _of_text(sentence, english, language)
    assert found.severity == "error"
    assert found.path == "/answers/translate/sentences/0/en"


@pytest.mark.parametrize(
    ("sentence", "english", "language"),
    [
        ("ولقي 40 مسلحاً حتفهم في الوادي.", "40 gunmen met their doom in the valley.", "ar"),
        ("۴۰ نفر به هلاکت رسیدند.", "The guards sent 40 people to their maker.", "fa"),
    ],
)
def test_a_figure_that_stands_without_a_known_word_is_only_noted(
    sentence: str, english: str, language: str
) -> None:
    assert {f.severity for f in _of_text(sentence, english, language)} == {"info"}


@pytest.mark.parametrize(
    ("sentence", "english", "language"),
    [
        (
            "وسقط 9 قتلى من الرعاة، بينما سلّم نحو 35 رجلاً أنفسهم، و3 من أصحاب التسوية.",
            "9 shepherds were killed while 35 men gave themselves up; 3 settled men were killed.",
            "ar",
        ),
        (
            "۱۴ نفر زنده به چنگ نگهبانان افتادند و ۶۰ تن زخمی شدند.",
            "14 people fell alive into the hands of the guards and 60 were wounded.",
            "fa",
        ),
        (
            "ليرتفع إلى 29 عدد الذين وُثقت وفاتهم في معتقلات البلاد.",
            "bringing to 29 the number of those whose deaths in detention were documented.",
            "ar",
        ),
    ],
)
def test_words_that_may_say_another_outcome_are_no_error(
    sentence: str, english: str, language: str
) -> None:
    assert _certain(_of_text(sentence, english, language)) == []


@pytest.mark.parametrize(
    ("sentence", "english"),
    [
        ("وصل سبعة مدنيين إلى القرية.", "Seven civilians were killed."),
        (KILLED, "The shelling was about civilians."),
        ("مقتل سائق وإصابة عامل", "A driver was wounded and a worker was killed"),
        ("مقتل سائق وإصابة عامل", "A driver was killed and a worker was killed"),
    ],
)
def test_what_is_only_missing_or_out_of_order_is_a_warning(sentence: str, english: str) -> None:
    (found,) = _of_text(sentence, english)
    assert found.severity == "warning"


def test_a_brief_need_not_say_every_outcome() -> None:
    shown = article([BOTH, KILLED])
    value = answer("brief", shown)
    value["summary"] = [{"sentences": [1, 2], "text": "Seven civilians were killed."}]
    model = loaded("brief").answer.model_validate(value)
    found = raised(outcomes.check(Material(shown, {"brief": model})))
    assert [f for f in found if "summary" in f.path] == []


@pytest.mark.parametrize(("text", "found"), [("Five died.", []), ("Twelve died.", ["error"])])
def test_a_text_of_one_outcome_has_the_figures_of_that(text: str, found: list[str]) -> None:
    shown = article([BOTH, KILLED], titled=False)
    value = answer("brief", shown)
    value["key_facts"] = [{"sentences": [1, 2], "fact": text, "attributed_to": None}]
    model = loaded("brief").answer.model_validate(value)
    facts = [
        f
        for f in raised(outcomes.check(Material(shown, {"brief": model})))
        if "/key_facts/" in f.path
    ]
    assert [f.severity for f in facts] == found


def test_a_language_without_words_is_not_checked() -> None:
    assert not outcomes.has_outcomes("ckb")
    assert _of_text(KILLED, "Seven civilians were wounded.", "ckb") == []


@pytest.mark.parametrize("others", ["captured", "led away"])
def test_a_clause_without_a_known_word_may_say_any_outcome(others: str) -> None:
    sentence = "هوى 13 مهاجماً أمام البلدة، واعتُقل سبعة."
    english = f"13 attackers were killed outside the town, and seven were {others}."
    assert {finding.severity for finding in _of_text(sentence, english)} == {"info"}
    known = "جُرح 13 مهاجماً أمام البلدة."
    assert {f.severity for f in _of_text(known, "13 attackers were killed.")} == {"error"}


def test_a_figure_right_before_a_participle_is_its_own() -> None:
    sentence = "استولى على 17 موقعاً وقتل 40 جندياً وأسر 16. أما خسائره فهي خمسة جرحى."
    kept = "It killed 40 soldiers and captured 16, with only five wounded of its own."
    assert _of_text(sentence, kept) == []


def test_remains_are_of_the_dead_whoever_moves_them() -> None:
    sentence = "نزلت المروحيات لإجلاء أشلاء ركابها من الوادي."
    assert _of_counts(sentence, "killed", "أشلاء ركابها") == []


def test_an_adjective_of_those_who_surrendered_is_no_other_outcome() -> None:
    sentence = "از تسلیم شدن نوزده جنگجو و به غنیمت گرفتن چند خودرو خبر داد."
    english = "It told of the surrender of nineteen Turkish-backed fighters and some cars captured."
    assert _of_text(sentence, english, "fa") == []


def test_those_of_the_wounded_who_are_worse_are_wounded() -> None:
    sentence = "حال سه تن از مجروحان وخیم است و ۸۰ خانوار خانه‌هایشان را رها کردند."
    english = "Three of the wounded are in a grave state, and 80 families abandoned their homes."
    assert _of_text(sentence, english, "fa") == []


NURSED = "أردى قناص طفلة في الحي، ولما هرعت أمها إليها عاجلها برصاصة استقرت في فخذها، وأصيب عابر."


def test_one_person_in_a_clause_of_no_known_word_is_only_noted() -> None:
    (noted,) = _of_counts(NURSED, "wounded", "أمها", min=1, max=1)
    assert (noted.severity, noted.doubt) == ("info", None)
    assert _certain(_of_counts(BOTH, "wounded", "5 جنود", min=5, max=5))


def test_what_one_person_may_have_lost_is_no_denial() -> None:
    source = "Пятеро бойцов погибли, командир лишился ноги."
    found = _of_counts(source, "wounded", "командир", language="ru", min=1, max=1)
    assert _certain(found) == []
    plain = "Пятеро бойцов ранены, командир погиб."
    assert _certain(_of_counts(plain, "wounded", "командир", language="ru", min=1, max=1))


@pytest.mark.parametrize(
    ("sentence", "english", "severity"),
    [
        ("فرّ الحارس إلى التلال.", "The guard took to the hills.", "info"),
        ("قُتل الحارس قرب التلال.", "The guard was near the hills.", "warning"),
    ],
)
def test_a_lost_outcome_is_a_warning_of_the_killed_and_wounded(
    sentence: str, english: str, severity: str
) -> None:
    (found,) = _of_text(sentence, english)
    assert (found.severity, "translation has no word" in found.message) == (severity, True)


@pytest.mark.parametrize(
    ("sentence", "what", "text_src"),
    [
        ("ألقي القبض على خامس وهو جريح.", "captured", "خامس وهو جريح"),
        ("أصيب ثلاثة عناصر وأُسروا خلال الليل.", "captured", "ثلاثة عناصر"),
        ("يرقد شقيقها بين الحياة والموت.", "wounded", "شقيقها"),
        ("نقل شقيقها إلى غرفة الإنعاش.", "wounded", "شقيقها"),
    ],
)
def test_two_things_may_befall_one_man(sentence: str, what: str, text_src: str) -> None:
    assert _of_counts(sentence, what, text_src, min=1, max=1) == []


def test_the_hurt_are_not_taken_where_nothing_says_so() -> None:
    (found,) = _of_counts("نُقل خامس وهو جريح إلى المشفى.", "captured", "خامس وهو جريح", min=1)
    assert found.severity != "info"


def test_one_outcome_told_twice_in_place_of_two_is_a_warning() -> None:
    sentence = "قُتل ثلاثة مزارعين وأُصيب خمسة آخرون قرب النهر."
    (found,) = _of_text(sentence, "Three farmers were wounded and five others wounded nearby.")
    assert (found.severity, found.doubt and found.doubt.stands) == ("warning", "unless said")


def test_an_outcome_put_in_other_words_is_told_once_and_only_noted() -> None:
    sentence = "قُتل ثلاثة مزارعين وأُصيب خمسة آخرون قرب النهر."
    (found,) = _of_text(sentence, "Three farmers met their doom and five were wounded nearby.")
    assert found.severity == "info"


def test_a_figure_of_the_dead_is_opposed_though_a_word_beside_may_say_killed() -> None:
    sentence = "ارتفاع حصيلة الهجوم إلى 14 قتيلا قرب الحدود."
    (found,) = _of_text(sentence, "Toll of the attack rises to 14 wounded near the border.")
    assert found.doubt
    assert found.doubt.stands == "unless said"
