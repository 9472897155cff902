"""Date expressions found in sentences of several languages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.text.calendars import Expression, expressions, has_words
from tests.builders import steady

PARTS = ("calendar", "year", "month", "day", "until", "weekday", "unit", "shift")


def _parts(expression: Expression) -> dict[str, Any]:
    values = expression._asdict()
    return {name: values[name] for name in PARTS if values[name] is not None}


def _only(text: str, language: str) -> dict[str, Any]:
    (found,) = expressions(text, language)
    assert text[found.start : found.end] == found.text
    return _parts(found)


def _date(calendar: str, month: int, **parts: int) -> dict[str, Any]:
    return {"calendar": calendar, "month": month, **parts}


def _relative(unit: str, shift: int, **parts: int) -> dict[str, Any]:
    return {"unit": unit, "shift": shift, **parts}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("يوم السبت 25 تشرين الثاني 2017", {"year": 2017, "month": 11, "day": 25, "weekday": 5}),
        ("في الثالث من كانون الأول", {"month": 12, "day": 3}),
        ("في الخامس والعشرين من شهر آب", {"month": 8, "day": 25}),
        ("في ٥ غشت", {"month": 8, "day": 5}),
        ("في يوليوز ٢٠١٨", {"month": 7, "year": 2018}),
        ("منذ يوليو/تموز ٢٠١٨ لم يعد", {"month": 7, "year": 2018}),
        ("منذ تموز (يوليو) ٢٠١٨", {"month": 7, "year": 2018}),
        ("من 5 إلى 10 نوفمبر", {"month": 11, "day": 5, "until": 10}),
        ("بين 5 و10 نوفمبر", {"month": 11, "day": 5, "until": 10}),
        ("بتاريخ ١٩/١١/٢٠١٧", {"year": 2017, "month": 11, "day": 19}),
        ("بتاريخ 2017-11-19", {"year": 2017, "month": 11, "day": 19}),
    ],
)
def test_gregorian_dates_in_arabic(text: str, parts: dict[str, int]) -> None:
    assert _only(text, "ar") == {"calendar": "gregorian", **parts}


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("۲۷ آبان ۱۳۹۶", "fa", _date("jalali", 8, year=1396, day=27)),
        ("۱۳۹۶/۰۸/۲۷", "fa", _date("jalali", 8, year=1396, day=27)),
        ("۹۶/۸/۲۷", "fa", _date("jalali", 8, year=1396, day=27)),
        ("سوم آذر", "fa", _date("jalali", 9, day=3)),
        ("تا اول آذر", "fa", _date("jalali", 9, day=1)),
        ("روز نخست دی ماه", "fa", _date("jalali", 10, day=1)),
        ("نخستین روز اسفند", "fa", _date("jalali", 12, day=1)),
        ("بیست و یکم آذر", "fa", _date("jalali", 9, day=21)),
        ("نیمه اول آذر", "fa", _date("jalali", 9)),
        ("هفته اول آذر", "fa", _date("jalali", 9)),
        ("حتى أول نيسان", "ar", _date("gregorian", 4, day=1)),
        ("في الأول من نيسان", "ar", _date("gregorian", 4, day=1)),
        ("أول أيام رمضان", "ar", _date("hijri", 9, day=1)),
        ("غرة شهر شعبان", "ar", _date("hijri", 8, day=1)),
        ("الأسبوع الأول من نيسان", "ar", _date("gregorian", 4)),
        ("к первому июня", "ru", _date("gregorian", 6, day=1)),
        ("двадцать пятого июня", "ru", _date("gregorian", 6, day=25)),
        ("в конце прошлого июня", "ru", _date("gregorian", 6)),
        ("در آبان‌ماه", "fa", _date("jalali", 8)),
        ("روز یکشنبه ۱۲ آذر", "fa", _date("jalali", 9, day=12, weekday=6)),
        ("۱۷ نوامبر ۲۰۱۷", "fa", _date("gregorian", 11, year=2017, day=17)),
        ("١٥ صفر ١٤٣٩ هـ", "ar", _date("hijri", 2, year=1439, day=15)),
        ("٢٩/٢/١٤٣٩هـ", "ar", _date("hijri", 2, year=1439, day=29)),
        ("27 Aban 1396", "en", _date("jalali", 8, year=1396, day=27)),
        ("12 Rabi' al-Awwal 1439", "en", _date("hijri", 3, year=1439, day=12)),
        ("November 19, 2017", "en", _date("gregorian", 11, year=2017, day=19)),
        ("Saturday, 25 November", "en", _date("gregorian", 11, day=25, weekday=5)),
        ("the third of December", "en", _date("gregorian", 12, day=3)),
        ("5-7 May", "en", _date("gregorian", 5, day=5, until=7)),
        ("in May", "en", _date("gregorian", 5)),
        ("5-го мая 2018 года", "ru", _date("gregorian", 5, year=2018, day=5)),
        ("am 19.11.2017", "de", _date("gregorian", 11, year=2017, day=19)),
    ],
)
def test_dates_of_all_calendars(text: str, language: str, parts: dict[str, Any]) -> None:
    assert _only(text, language) == parts


def test_a_hijri_year_in_figures_may_be_of_either_calendar() -> None:
    (found,) = expressions("بتاريخ 1396/8/27", "ar")
    assert (found.calendar, found.year) == (None, 1396)


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("أمس", "ar", _relative("day", -1)),
        ("وأول أمس", "ar", _relative("day", -2)),
        ("أمس الخميس", "ar", _relative("day", -1, weekday=3)),
        ("قبل ثلاثة أيام", "ar", _relative("day", -3)),
        ("قبل يومين", "ar", _relative("day", -2)),
        ("الأسبوع الماضي", "ar", _relative("week", -1)),
        ("الأسبوع الفائت", "ar", _relative("week", -1)),
        ("العام المقبل", "ar", _relative("year", 1)),
        ("الشهر الجاري", "ar", _relative("month", 0)),
        ("دیروز", "fa", _relative("day", -1)),
        ("پریروز", "fa", _relative("day", -2)),
        ("روز گذشته", "fa", _relative("day", -1)),
        ("سه روز پیش", "fa", _relative("day", -3)),
        ("یک هفته پیش", "fa", _relative("week", -1)),
        ("هفتهٔ آینده", "fa", _relative("week", 1)),
        ("the day before yesterday", "en", _relative("day", -2)),
        ("Last week", "en", _relative("week", -1)),
        ("two days ago", "en", _relative("day", -2)),
        ("a month ago", "en", _relative("month", -1)),
        ("позавчера", "ru", _relative("day", -2)),
        ("в прошлом месяце", "ru", _relative("month", -1)),
        ("in the coming days", "en", {"unit": "day"}),
    ],
)
def test_relative_expressions(text: str, language: str, parts: dict[str, Any]) -> None:
    assert _only(text, language).items() >= parts.items()


@pytest.mark.parametrize(
    ("text", "language", "unit", "shift", "sure"),
    [
        ("с начала года", "ru", "year", 0, False),
        ("منذ بداية العام", "ar", "year", 0, False),
        ("بداية العام الماضي", "ar", "year", -1, True),
        ("مطلع الشهر الجاري", "ar", "month", 0, True),
        ("at the end of the month", "en", "month", 0, False),
        ("the day after", "en", "day", 1, False),
        ("два дня назад", "ru", "day", -2, True),
        ("три недели назад", "ru", "week", -3, True),
        ("неделю назад", "ru", "week", -1, True),
    ],
)
def test_parts_of_a_period(text: str, language: str, unit: str, shift: int, sure: bool) -> None:
    (found,) = expressions(text, language)
    assert (found.unit, found.shift, found.sure) == (unit, shift, sure)


def test_the_beginning_of_a_numbered_year_is_no_relative_date() -> None:
    assert expressions("بداية العام 2017", "ar") == []


@pytest.mark.parametrize(
    ("text", "language", "weekday"),
    [
        ("للأحد", "ar", 6),
        ("يوم الاثنين", "ar", 0),
        ("سه‌شنبه", "fa", 1),
        ("شنبه", "fa", 5),
        ("پنج شنبه", "fa", 3),
        ("во вторник", "ru", 1),
        ("“Sunday", "en", 6),
    ],
)
def test_weekdays(text: str, language: str, weekday: int) -> None:
    assert _only(text, language) == {"weekday": weekday}


@pytest.mark.parametrize(
    ("text", "language", "month", "day"),
    [
        ("۴ اسد ۱۳۹۷", "fa", 5, 4),
        ("از ۱۱ سنبله به این سو", "fa", 6, 11),
        ("نهم دلو", "fa", 11, 9),
        ("ماه سرطان", "fa", 4, None),
        ("برج عقرب", "fa", 8, None),
        ("حوت ۱۳۹۸", "fa", 12, None),
        ("4 Asad 1397", "en", 5, 4),
        ("since 11 Sunbulah has", "en", 6, 11),
        ("the month of Saratan", "en", 4, None),
        ("2 Hut", "en", 12, 2),
    ],
)
def test_afghan_months(text: str, language: str, month: int, day: int | None) -> None:
    (found,) = expressions(text, language)
    assert (found.calendar, found.month, found.day, found.sure) == ("jalali", month, day, True)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("3 Shawwal 1440", 10),
        ("3 Dhu'l-Hijjah 1440", 12),
        ("3 Moharram 1440", 1),
        ("3 Jumada al-Akhir 1440", 6),
    ],
)
def test_spellings_of_hijri_months(text: str, month: int) -> None:
    (found,) = expressions(text, "en")
    assert (found.calendar, found.month, found.day) == ("hijri", month, 3)


@pytest.mark.parametrize("text", ["۳ تیر به دیوار", "۹ میزان", "۲۰ جدی"])
def test_a_word_that_may_count_something_is_no_sure_month(text: str) -> None:
    (found,) = expressions(text, "fa")
    assert not found.sure


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("هواداران اسد", "fa"),
        ("به سرطان مبتلا شد", "fa"),
        ("in Aqrab", "en"),
        ("by Asad's men", "en"),
        ("the Hut", "en"),
        ("قتل أب وابنه", "ar"),
        ("مارس ضغوطا على الحكومة", "ar"),
        ("صفر نتائج", "ar"),
        ("لأحد السكان", "ar"),
        ("خبرگزاری مهر گفت", "fa"),
        ("تا ۳۰ می رسد", "fa"),
        ("دو روز گذشته", "fa"),
        ("they may march", "en"),
        ("the March of Return", "en"),
        ("May God help", "en"),
        ("Mehr News Agency", "en"),
        ("a birthday, 3.5 or 24/7", "en"),
        ("on 5/6/2017", "en"),  # day or month first
        ("gestern", "de"),
    ],
)
def test_what_only_looks_like_a_date(text: str, language: str) -> None:
    assert expressions(text, language) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("بين الاثنين", "ar"),
        ("في اليوم التالي", "ar"),
        ("قناة روسيا اليوم", "ar"),
        ("نماز جمعه", "fa"),
    ],
)
def test_doubtful_words_are_not_sure(text: str, language: str) -> None:
    (found,) = expressions(text, language)
    assert not found.sure


def test_several_expressions_stand_in_order() -> None:
    found = expressions("On Sunday and again on 3 December, as in July 2016", "en")
    assert [e.text for e in found] == ["Sunday", "3 December", "July 2016"]
    assert [e.complete for e in found] == [False, False, False]


def test_which_languages_have_words() -> None:
    assert all(has_words(code) for code in ("ar", "arz", "fa-IR", "prs", "ru", "en"))
    assert not has_words("de")


_WORDS = st.sampled_from(
    [
        *("أمس", "الأحد", "5", "١٢", "تشرين", "الثاني", "٢٠١٧", "/", "(", ")", "قبل", "ثلاثة"),
        *("أيام", "آب", "يوم", "من", "الماضي", "۱۳۹۶", "آبان", "ماه", "سه", "شنبه", "پیش"),
        *("هفته", "2017-11-19", "November", "May", "of", "last", "Sunday,", "ago", "two\u200c"),
        *("days", "ـ"),
    ]
)


@steady
@given(
    st.lists(_WORDS | st.text(max_size=3), max_size=8), st.sampled_from(["ar", "fa", "en", "xx"])
)
def test_spans_are_in_the_text_and_disjoint(parts: list[str], language: str) -> None:
    text = " ".join(parts)
    end = 0
    for found in expressions(text, language):
        assert end <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
        end = found.end


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("در ماه سنبله‌ی ۱۳۹۷", "fa", _date("jalali", 6, year=1397)),
        ("شنبه‌شب", "fa", {"weekday": 5}),
        ("دوشنبه‌شب", "fa", {"weekday": 0}),
        ("در سال روان", "fa", {"calendar": "jalali", "unit": "year", "shift": 0}),
        ("الأسبوع الفارط", "ar", _relative("week", -1)),
        ("الشهر الآتي", "ar", _relative("month", 1)),
        ("امبارح", "ar", _relative("day", -1)),
        ("прошлогодний налёт", "ru", _relative("year", -1)),
        ("на вчерашнем заседании", "ru", _relative("day", -1)),
        ("20 Nisan", "en", _date("gregorian", 4, day=20)),
        ("5 Kanun al-Thani", "en", _date("gregorian", 1, day=5)),
        ("in Tishrin al-Awwal 2017", "en", _date("gregorian", 10, year=2017)),
        ("in Ailul", "en", _date("gregorian", 9)),
        ("last evening", "en", _relative("day", -1)),
    ],
)
def test_dates_as_presses_of_a_country_write_them(
    text: str, language: str, parts: dict[str, Any]
) -> None:
    assert _only(text, language).items() >= parts.items()


def test_last_year_after_a_month_is_of_the_year() -> None:
    month, year = expressions("in the month of Sunbula last year", "en")
    assert (month.text, month.month, month.direction) == ("Sunbula", 6, 0)
    assert (year.text, year.unit, year.shift) == ("last year", "year", -1)


def test_overnight_is_not_joined_with_the_weekday_after_it() -> None:
    found = expressions("an overnight Monday-Tuesday raid", "en")
    assert [(e.text, e.sure) for e in found] == [
        ("overnight", False),
        ("Monday", True),
        ("Tuesday", True),
    ]


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("في تموز. ثم في الخامس عشر من الشهر ذاته", "ar", [None, 15]),
        ("в мае, а затем 12 числа того же месяца", "ru", [None, 12]),
        ("on 3 December and on the 20th of that month", "en", [3, 20]),
        ("وصل 12 من الشهر ذاته", "ar", []),  # no month was named
        ("on 3 December.\nOn the 20th of that month", "en", [3]),  # of another text
        ("في تموز قطع 40 منه", "ar", [None]),
    ],
)
def test_a_day_of_the_same_month(text: str, language: str, days: list[int | None]) -> None:
    found = expressions(text, language)
    assert [e.day for e in found] == days
    assert len({e.month for e in found}) <= 1
    assert [e.sure for e in found if e.day and "month" in e.text] == [False] * (
        "month" in text and len(days) > 1
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("پنجم و ششم مرداد", "fa"),
        ("پنجم تا ششم مرداد", "fa"),
        ("the fifth and sixth of Mordad", "en"),
    ],
)
def test_two_days_in_words(text: str, language: str) -> None:
    (found,) = expressions(text, language)
    assert (found.day, found.until, found.month) == (5, 6, 5)
