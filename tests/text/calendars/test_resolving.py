"""Date expressions resolved to days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.text.calendars import Resolution, describes, expressions, nominal, resolve
from tests.builders import steady

MONDAY = date(2017, 11, 20)
PERSIAN_MONTHS = [
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
    *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
]


def _resolved(text: str, language: str, published: date | None = MONDAY) -> Resolution | None:
    (found,) = expressions(text, language)
    return resolve(found, published)


@pytest.mark.parametrize(
    ("text", "language", "start", "end", "method"),
    [
        ("25 تشرين الثاني 2017", "ar", "2017-11-25", "2017-11-25", "gregorian"),
        ("شباط 2016", "ar", "2016-02-01", "2016-02-29", "gregorian"),
        ("5-7 November 2017", "en", "2017-11-05", "2017-11-07", "gregorian"),
        ("۲۷ آبان ۱۳۹۶", "fa", "2017-11-18", "2017-11-18", "jdatetime (Solar Hijri)"),
        ("آبان ۱۳۹۶", "fa", "2017-10-23", "2017-11-21", "jdatetime (Solar Hijri)"),
        ("٢٩ صفر ١٤٣٩", "ar", "2017-11-18", "2017-11-18", "hijridate (Umm al-Qura)"),
    ],
)
def test_complete_dates_need_no_publication_date(
    text: str, language: str, start: str, end: str, method: str
) -> None:
    found = _resolved(text, language, None)
    assert found is not None
    assert (found.start, found.end, found.method) == (start, end, method)
    assert found.tolerance == (1 if "hijridate" in method else 0)


@pytest.mark.parametrize(
    ("text", "language", "start", "end"),
    [
        ("أمس", "ar", "2017-11-19", "2017-11-19"),
        ("قبل ثلاثة أيام", "ar", "2017-11-17", "2017-11-17"),
        ("يوم الاثنين", "ar", "2017-11-20", "2017-11-20"),
        ("الاثنين الماضي", "ar", "2017-11-13", "2017-11-13"),
        ("الاثنين المقبل", "ar", "2017-11-27", "2017-11-27"),
        ("اليوم الأحد", "ar", "2017-11-19", "2017-11-19"),  # printed after midnight
        ("هفته گذشته", "fa", "2017-11-13", "2017-11-19"),
        ("ماه گذشته", "fa", "2017-09-23", "2017-10-22"),  # the months are Jalali
        ("last month", "en", "2017-10-01", "2017-10-31"),
        ("next year", "en", "2018-01-01", "2018-12-31"),
        ("3 December", "en", "2017-12-03", "2017-12-03"),
        ("۱۷ اسفند", "fa", "2018-03-08", "2018-03-08"),
        ("last July", "en", "2017-07-01", "2017-07-31"),
        ("next July", "en", "2018-07-01", "2018-07-31"),
    ],
)
def test_the_publication_date_places_what_is_relative(
    text: str, language: str, start: str, end: str
) -> None:
    found = _resolved(text, language)
    assert found is not None
    assert (found.start, found.end) == (start, end)
    assert "publication date" in found.method
    assert _resolved(text, language, None) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("في تشرين الثاني", "ar"),
        ("بتاريخ 1396/8/27", "ar"),
        ("31 November 2017", "en"),
        ("30 Esfand 1396", "en"),
        ("۳۱ آبان ۱۳۹۶", "fa"),
        ("5 May 1899", "en"),
        ("the coming days", "en"),
    ],
)
def test_what_cannot_be_told_stays_open(text: str, language: str) -> None:
    assert all(resolve(found, MONDAY) is None for found in expressions(text, language))


def test_a_weekday_settles_a_hijri_date() -> None:
    found = _resolved("الأحد ٢٩ صفر ١٤٣٩", "ar")  # a Saturday by Umm al-Qura
    assert found is not None
    assert (found.start, found.tolerance) == ("2017-11-19", 0)


def test_the_edges_of_time_resolve_to_nothing() -> None:
    assert _resolved("last week", "en", date.min) is None
    assert _resolved("tomorrow", "en", date.max) is None


def test_a_day_is_described_by_its_parts() -> None:
    (said,) = expressions("Saturday 27 Aban", "en")
    assert describes(said, date(2017, 11, 18))
    assert not describes(said, date(2017, 11, 19))
    assert nominal(said) == date(2017, 11, 18)


@steady
@given(st.dates(date(1940, 1, 1), date(2060, 1, 1)))
def test_a_jalali_date_comes_back(day: date) -> None:
    import jdatetime  # type: ignore[import-untyped]

    solar = jdatetime.date.fromgregorian(date=day)
    text = f"{solar.day} {PERSIAN_MONTHS[solar.month - 1]}ماه {solar.year}"
    found = _resolved(text, "fa", None)
    assert found is not None
    assert found.start == found.end == day.isoformat()


@steady
@given(st.dates(date(1950, 1, 1), date(2050, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_within_the_week_before(published: date, weekday: int) -> None:
    names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    found = _resolved(f"on {names[weekday]}", "en", published)
    assert found is not None
    day = date.fromisoformat(found.start)
    assert day.weekday() == weekday
    assert timedelta(0) <= published - day <= timedelta(6)
