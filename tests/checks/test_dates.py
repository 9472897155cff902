"""Dates of the answers against the date words of the article."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from llmx.article import Article
from llmx.checks import Finding, Material, dates
from tests.builders import answer, article, loaded

SUNDAY = "2017-11-19"
WHEN = "/answers/events/events/0/when"


def _article(text: str, published: str | None = SUNDAY, language: str = "ar") -> Article:
    return article(("خبر", text), titled=False, published=published, language=language)


def _when(
    text: str, when: dict[str, Any], published: str | None = SUNDAY, language: str = "ar"
) -> list[Finding]:
    shown = _article(text, published, language)
    value = answer("events", shown)
    value["events"][0]["when"] = {
        **{"text_src": None, "start": None, "end": None, "basis": "relative", "aggregate": False},
        **when,
    }
    model = loaded("events").answer.model_validate(value)
    return list(dates.check(Material(shown, {"events": model})))


def _translated(
    english: str, text: str, published: str | None = SUNDAY, language: str = "ar"
) -> list[tuple[str, str]]:
    shown = _article(text, published, language)
    value = answer("translate", shown)
    value["sentences"][1]["en"] = english
    model = loaded("translate").answer.model_validate(value)
    found = list(dates.check(Material(shown, {"translate": model})))
    assert all(f.path == "/answers/translate/sentences/1/en" for f in found)
    assert all(f.sentences == (2,) for f in found)
    return [(f.severity, f.message) for f in found]


def _briefed(
    fact: str, text: str, published: str | None = SUNDAY, language: str = "ar"
) -> list[Finding]:
    sentences = ("خبر", text, "وعاد يوم الأربعاء.")
    shown = article(sentences, titled=False, published=published, language=language)
    value = answer("brief", shown)
    value["key_facts"][0] |= {"fact": fact, "sentences": [2]}
    model = loaded("brief").answer.model_validate(value)
    return list(dates.check(Material(shown, {"brief": model})))


@pytest.mark.parametrize(
    ("text_src", "start", "end", "language"),
    [
        ("يوم الأحد", "2017-11-19", None, "ar"),
        ("أمس السبت", "2017-11-18", "2017-11-18", "ar"),
        ("ليل السبت", "2017-11-18", "2017-11-19", "ar"),
        ("قبل ثلاثة أيام", "2017-11-16", None, "ar"),
        ("25 تشرين الثاني 2017", "2017-11-25", "2017-11-25", "ar"),
        ("تشرين الأول 2017", "2017-10-01", "2017-10-31", "ar"),
        ("منذ تشرين الأول 2017", "2017-10-01", "2017-11-19", "ar"),
        ("٢٩ صفر ١٤٣٩", "2017-11-19", None, "ar"),  # Hijri: a day either way
        ("الأسبوع الماضي", "2017-11-12", "2017-11-18", "ar"),
        ("۲۷ آبان ۱۳۹۶", "2017-11-18", None, "fa"),
        ("چهارشنبه آینده", "2017-11-22", None, "fa"),
    ],
)
def test_a_date_that_its_text_gives_is_left_alone(
    text_src: str, start: str, end: str | None, language: str
) -> None:
    basis = "explicit" if text_src[-1].isdigit() else "relative"
    when = {"text_src": text_src, "start": start, "end": end, "basis": basis}
    assert _when(f"حدث {text_src}.", when, language=language) == []


@pytest.mark.parametrize(
    ("text_src", "start", "end", "language"),
    [
        ("يوم الأحد", "2017-11-18", None, "ar"),
        ("أمس السبت", "2017-11-19", "2017-11-19", "ar"),
        ("أمس السبت", "2017-11-18", "2017-11-19", "ar"),
        ("25 تشرين الثاني 2017", "2017-11-26", "2017-11-26", "ar"),
        ("25 تشرين الثاني 2017", "2016-11-25", None, "ar"),
        ("تشرين الأول 2017", "2017-10-02", "2017-10-31", "ar"),
        ("٢٩ صفر ١٤٣٩", "2017-11-20", None, "ar"),
        ("۲۷ آبان ۱۳۹۶", "2017-11-19", None, "fa"),
        ("۱۳۹۶/۰۸/۲۷", "1396-08-27", None, "fa"),
    ],
)
def test_a_shifted_date_is_an_error(
    text_src: str, start: str, end: str | None, language: str
) -> None:
    when = {"text_src": text_src, "start": start, "end": end}
    found = _when(f"حدث {text_src}.", when, language=language)
    (error,) = [f for f in found if f.severity != "info"]
    assert error.severity == "error"
    assert "gives" in error.message


@pytest.mark.parametrize(
    ("text", "when", "severity", "message"),
    [
        ("حدث ذلك.", {"start": SUNDAY}, "error", "does not support"),
        ("حدث ذلك.", {"text_src": "حدث", "start": SUNDAY}, "warning", "does not support"),
        ("حدث اليوم.", {"start": "2017-11-20", "end": SUNDAY}, "error", "is after end"),
        ("حدث في 5 أيار 2016.", {"start": "2016-05-06"}, "error", "2016-05-05"),
        ("حدث الأسبوع الماضي.", {"start": "2017-01-01"}, "warning", "2017-11-06 to 2017-11-12"),
    ],
)
def test_what_the_text_does_not_give(
    text: str, when: dict[str, Any], severity: str, message: str
) -> None:
    (found,) = _when(text, when)
    assert found.severity == severity
    assert message in found.message
    assert found.path == f"{WHEN}/start"


@pytest.mark.parametrize(
    ("text_src", "start", "severity"),
    [
        ("25 تشرين الثاني", "2017-11-25", "warning"),
        ("25 تشرين الثاني", "2017-12-25", "error"),
        ("يوم السبت", "2017-11-18", "warning"),
        ("يوم السبت", "2017-11-19", "error"),
        ("أمس", "2017-11-19", "warning"),
    ],
)
def test_without_a_publication_date_a_date_is_not_known_in_full(
    text_src: str, start: str, severity: str
) -> None:
    basis = "explicit" if "تشرين" in text_src else "relative"
    when = {"text_src": text_src, "start": start, "basis": basis}
    (found,) = _when(f"حدث {text_src}.", when, published=None)
    assert found.severity == severity


def test_a_date_of_another_sentence_is_not_cited() -> None:
    shown = article(("في 5 أيار 2016", "حدث ذلك."), titled=False)
    value = answer("events", shown)
    value["events"][0]["when"] |= {"text_src": None, "start": "2016-05-05"}
    model = loaded("events").answer.model_validate(value)
    (found,) = dates.check(Material(shown, {"events": model}))
    assert (found.severity, found.sentences) == ("warning", (2,))
    assert "sentence 1" in found.message


@pytest.mark.parametrize(
    ("text_src", "basis"),
    [("أمس", "explicit"), ("5 أيار 2016", "relative"), ("يوم الأحد", "none")],
)
def test_a_basis_that_contradicts_the_text_is_worth_knowing(text_src: str, basis: str) -> None:
    (found,) = _when(f"حدث {text_src}.", {"text_src": text_src, "basis": basis})
    assert (found.severity, found.path) == ("info", f"{WHEN}/basis")


@pytest.mark.parametrize(
    ("english", "text", "language"),
    [
        ("It happened on 27 Aban 1396.", "در ۲۷ آبان ۱۳۹۶ رخ داد.", "fa"),
        ("It happened on 18 November 2017.", "در ۲۷ آبان ۱۳۹۶ رخ داد.", "fa"),
        ("It happened on 18 November.", "در ۲۷ آبان رخ داد.", "fa"),
        ("It happened on Saturday.", "در ۲۷ آبان ۱۳۹۶ رخ داد.", "fa"),
        ("It happened yesterday.", "دیروز رخ داد.", "fa"),
        ("It happened last night.", "دیشب رخ داد.", "fa"),
        ("It happened on Sunday in July.", "حدث يوم الأحد في تموز/يوليو.", "ar"),
        ("It happened on 18 November.", "حدث أمس.", "ar"),
        ("It happened on Saturday.", "حدث أمس.", "ar"),
        ("It happened last July.", "حدث في تموز الماضي.", "ar"),
        ("It happened on Saturday evening.", "حدث مساء أمس السبت.", "ar"),
        ("The March 14 alliance spoke.", "تحدث تحالف 14 آذار.", "ar"),
        ("It happened overnight.", "حدث الليلة الماضية.", "ar"),
        ("It became a ruin.", "غدا خرابا.", "ar"),
        ("30 died over the past two weeks.", "قتل 30 خلال الأسبوعين الماضيين.", "ar"),
        ("Attacks rose since the start of the year.", "زادت الهجمات منذ بداية العام.", "ar"),
        ("He met the two of them.", "التقى الاثنين.", "ar"),
        ("It may march on today.", "قد يسير.", "ar"),
        ("Es war gestern, am Montag.", "Es geschah gestern.", "de"),
        ("It was on Monday.", "Es geschah am Dienstag.", "de"),
    ],
)
def test_the_same_date_in_other_words_is_left_alone(english: str, text: str, language: str) -> None:
    assert _translated(english, text, language=language) == []


@pytest.mark.parametrize(
    ("english", "text", "language"),
    [
        ("It happened on Monday.", "حدث يوم الأحد.", "ar"),
        ("It happened on Monday, 27 Aban 1396.", "در شنبه ۲۷ آبان ۱۳۹۶ رخ داد.", "fa"),
        ("It happened on 27 Azar 1396.", "در ۲۷ آبان ۱۳۹۶ رخ داد.", "fa"),
        ("It happened on 18 October 2017.", "در ۲۷ آبان ۱۳۹۶ رخ داد.", "fa"),
        ("It happened on 18 December.", "در ۲۷ آبان رخ داد.", "fa"),
        ("It happened in August.", "حدث في تموز.", "ar"),
        ("It happened next July.", "حدث في تموز الماضي.", "ar"),
        ("It happened today.", "حدث أمس.", "ar"),
        ("It happened today, Saturday.", "حدث أمس السبت.", "ar"),
        ("It happened next week.", "حدث الأسبوع الماضي.", "ar"),
        ("It happened three days ago.", "حدث قبل يومين.", "ar"),
        ("It happened on 2017-10-18.", "حدث في 18-11-2017.", "ar"),
        ("Вчера: it happened tomorrow.", "Это случилось вчера.", "ru"),
    ],
)
@pytest.mark.parametrize("published", [SUNDAY, None])
def test_another_date_is_an_error(
    english: str, text: str, language: str, published: str | None
) -> None:
    found = _translated(english, text, published, language)
    assert [severity for severity, _ in found] == ["error"]
    assert "the text gives" in found[0][1]


@pytest.mark.parametrize(
    ("right", "wrong", "text", "language"),
    [
        ("in the coming days", "in the coming months", "خلال الأيام المقبلة", "ar"),
        ("in the coming days", "in the past days", "خلال الأيام المقبلة", "ar"),
        ("early this month", "early this week", "مطلع الشهر الجاري", "ar"),
        ("since the start of the year", "since the start of the week", "с начала года", "ru"),
        ("the day before", "the day after", "накануне", "ru"),
        ("the day before", "the week before", "накануне", "ru"),
        ("in recent days", "in the coming days", "در روزهای اخیر", "fa"),
    ],
)
def test_another_vague_period_is_a_warning(
    right: str, wrong: str, text: str, language: str
) -> None:
    assert _translated(f"It began {right}.", f"{text}.", language=language) == []
    ((severity, message),) = _translated(f"It began {wrong}.", f"{text}.", language=language)
    assert severity == "warning"
    assert "but the text gives" in message


def test_a_vague_period_beside_the_one_that_is_printed_is_left_alone() -> None:
    english = "It began in the coming days and in the coming months."
    assert _translated(english, "خلال الأيام المقبلة.") == []


def test_the_message_shows_the_source_as_printed() -> None:
    ((_, message),) = _translated("It was on Monday.", "حدث يوم الأحد.")
    assert message == "'Monday', but the text gives 'الأحد'"


def test_another_day_of_the_month_is_an_error() -> None:
    text = "قتل 12 شخصا في 5 أيار 2016."
    assert _translated("12 people died on 5 May 2016.", text) == []
    for day in (7, 12):
        ((severity, _),) = _translated(f"5 people died on {day} May 2016.", text)
        assert severity == "error"


@pytest.mark.parametrize(
    ("english", "text"),
    [
        ("It happened.", "حدث يوم الأحد."),
        ("It happened.", "حدث في 5 أيار 2016."),
        ("It happened.", "حدث أمس."),
    ],
)
def test_a_date_that_a_translation_lacks_is_missed(english: str, text: str) -> None:
    ((severity, message),) = _translated(english, text)
    assert severity == "warning"
    assert "is not in its English" in message


@pytest.mark.parametrize(
    ("english", "text", "language"),
    [
        ("Families fled from Shakhab and Chaharshanba.", "از شاخاب و چهارشنبه گریختند.", "fa"),
        ("Families fled from Char Shanba.", "از چهارشنبه گریختند.", "fa"),
        ("The siege has lasted for two days.", "الحصار مستمر منذ يومين.", "ar"),
        ("It began on Thursday, 3 Asad 1397.", "پنج‌شنبه، ۳ اسد ۱۳۹۷ آغاز شد.", "fa"),
        ("The road is closed since 9 Mizan.", "راه از ۹ میزان بسته است.", "fa"),
    ],
)
def test_a_date_in_words_of_its_own_is_not_missed(english: str, text: str, language: str) -> None:
    assert _translated(english, text, None, language) == []


@pytest.mark.parametrize(
    ("english", "text", "language"),
    [
        ("Families fled from Shakhab.", "از شاخاب در چهارشنبه گریختند.", "fa"),
        ("The siege has lasted for three days.", "الحصار مستمر منذ يومين.", "ar"),
        ("It began on 3 Sunbula 1397.", "۳ اسد ۱۳۹۷ آغاز شد.", "fa"),
        ("It began on 4 Asad 1397.", "۳ اسد ۱۳۹۷ آغاز شد.", "fa"),
        ("It began on 13 Rajab 1439.", "بدأ في 12 رجب 1439.", "ar"),
    ],
)
def test_another_date_in_words_like_these_is_found(english: str, text: str, language: str) -> None:
    assert _translated(english, text, None, language)


def test_a_brief_need_not_say_every_date() -> None:
    assert _briefed("it happened", "حدث يوم الثلاثاء.") == []


@pytest.mark.parametrize(
    ("fact", "severity"),
    [
        ("it happened on Tuesday", "error"),
        ("it happened yesterday", "warning"),
        ("it happened in July 2016", "warning"),
        ("it happened on Monday and he came back on Wednesday", "info"),
    ],
)
def test_a_date_of_the_brief_stands_in_its_cited_sentences(fact: str, severity: str) -> None:
    text = "حدث يوم الاثنين." if severity in ("error", "info") else "حدث ذلك."
    (found,) = _briefed(fact, text, published=None)
    assert (found.severity, found.path) == (severity, "/answers/brief/key_facts/0/fact")


def test_a_publication_date_is_the_one_given() -> None:
    given = date(2017, 11, 19)
    assert list(dates.publication("/p", SUNDAY, given)) == []
    assert list(dates.publication("/p", None, None)) == []
    (other,) = dates.publication("/p", "2017-11-18", given)
    (invented,) = dates.publication("/p", SUNDAY, None)
    assert (other.severity, invented.severity) == ("error", "error")
    assert "2017-11-19" in other.message
    assert "none came with the article" in invented.message


def test_what_resolves_is_derived() -> None:
    shown = _article("در ۲۷ آبان ۱۳۹۶", None, "fa")
    value = answer("events", shown)
    value["events"][0]["when"] |= {"text_src": "۲۷ آبان ۱۳۹۶", "start": None, "end": None}
    model = loaded("events").answer.model_validate(value)
    (found,) = dates.derived(Material(shown, {"events": model}))
    assert found.as_json() == {
        "path": WHEN,
        "text_src": "۲۷ آبان ۱۳۹۶",
        "start": "2017-11-18",
        "end": "2017-11-18",
        "calendar": "jalali",
        "method": "jdatetime (Solar Hijri)",
        "tolerance": 0,
    }


def test_what_does_not_resolve_is_not_derived() -> None:
    shown = _article("حدث أمس.", None)
    value = answer("events", shown)
    value["events"][0]["when"] |= {"text_src": "أمس", "start": None}
    model = loaded("events").answer.model_validate(value)
    assert dates.derived(Material(shown, {"events": model})) == []


@pytest.mark.parametrize(
    ("text_src", "start", "published", "number"),
    [
        ("أمس", None, None, 1),
        ("يوم الأحد", None, None, 1),
        ("12 آذار", None, None, 1),  # of which year?
        ("أمس", None, SUNDAY, 0),
        ("أمس", "2017-11-18", None, 0),
        ("12 آذار 2018", None, None, 0),
        ("في الآونة الأخيرة", None, None, 0),  # no date of publication helps
        (None, None, None, 0),
    ],
)
def test_times_that_lack_nothing_but_a_date_of_publication_are_counted(
    text_src: str | None, start: str | None, published: str | None, number: int
) -> None:
    shown = _article("حدث أمس.", published)
    value = answer("events", shown)
    value["events"][0]["when"] |= {"text_src": text_src, "start": start}
    model = loaded("events").answer.model_validate(value)
    assert dates.undated(Material(shown, {"events": model})) == number


@pytest.mark.parametrize(
    ("english", "text", "language"),
    [
        ("Rations will be cut from 1 Azar.", "جیره‌ها از اول آذر کم می‌شود.", "fa"),
        ("Schools open on the first of April.", "تفتح المدارس أبوابها في الأول من نيسان.", "ar"),
        ("Schools open on 1 April.", "تفتح المدارس أبوابها أول نيسان.", "ar"),
    ],
)
def test_the_first_of_a_month_is_a_day(english: str, text: str, language: str) -> None:
    assert _translated(english, text, language=language) == []


def test_the_first_of_a_month_is_no_other_day() -> None:
    found = _translated(
        "Rations will be cut from 2 Azar.", "جیره‌ها از اول آذر کم می‌شود.", None, "fa"
    )
    assert [severity for severity, _ in found] == ["error"]


SAME_MONTH = [
    ("مطلع سبتمبر تبدأ الدروس، ويوم 4 من الشهر نفسه تفتح المكتبة.", "ar", "September", 4, 5),
    ("يبدأ العمل في 3 آذار وينتهي في العشرين منه.", "ar", "March", 20, 21),
    ("روز سوم آبان آمدند و هفتم همان ماه رفتند.", "fa", "Aban", 7, 8),
    ("Начнут 5 октября, закончат 9-го числа того же месяца.", "ru", "October", 9, 10),
]


@pytest.mark.parametrize(("text", "language", "month", "day", "other"), SAME_MONTH)
def test_a_day_may_be_of_the_month_named_before(
    text: str, language: str, month: str, day: int, other: int
) -> None:
    numbered = f"The day is {{}} {month}."
    assert _briefed(numbered.format(day), text, language=language) == []
    (found,) = _briefed(numbered.format(other), text, language=language)
    assert found.severity == "error"
