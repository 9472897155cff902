"""Figures that count nothing: ages, hours of the day, calibres, models."""

from __future__ import annotations

import pytest

from llmx.text.numerals import Numeral, numerals, same


def _one(text: str, language: str) -> Numeral:
    (found,) = numerals(text, language)
    return found


@pytest.mark.parametrize(
    ("text", "language", "age"),
    [
        ("يبلغ من العمر 23 عاما", "ar", 23),
        ("كريم البالغ 23 عاما", "ar", 23),
        ("الشاب كريم (23 عاما)", "ar", 23),
        ("لم يكملا السادسة عشرة", "ar", 16),
        ("في الثلاثين من عمره", "ar", 30),
        ("پسری بیست‌وسه‌ساله", "fa", 23),
        ("پسری ۲۳ ساله", "fa", 23),
        ("دختری دهساله", "fa", 10),
        ("23-летний водитель", "ru", 23),
        ("водитель в возрасте 23 лет", "ru", 23),
        ("пятилетний мальчик", "ru", 5),
        ("a 23-year-old driver", "en", 23),
        ("a driver aged 23", "en", 23),
        ("he is 23 years old", "en", 23),
        ("Karim Saidi, 23, drove.", "en", 23),
        ("Karim Saidi (23) drove.", "en", 23),
    ],
)
def test_an_age_is_of_a_kind_of_its_own(text: str, language: str, age: int) -> None:
    found = _one(text, language)
    assert (found.kind, found.value) == ("age", age)
    assert same(found, _one(f"{age}", "en"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("المنطقة العسكرية الثالثة", "ar"),
        ("البالغ عددهم 23 مقاتلا", "ar"),
        ("جنگ ۲۳ روزه", "fa"),
        ("23-дневный бой", "ru"),
        ("On Friday, 23 were killed.", "en"),
        ("On November 23, they left.", "en"),
        ("a 23-hour battle", "en"),
    ],
)
def test_what_is_counted_is_no_age(text: str, language: str) -> None:
    assert _one(text, language).kind != "age"


@pytest.mark.parametrize(
    ("text", "language", "hour", "minute"),
    [
        ("منذ الثالثة فجرا", "ar", 3, 0),
        ("عند الثامنة مساء", "ar", 20, 0),
        ("عند الثالثة والنصف عصرا", "ar", 3, 30),
        ("الساعة الحادية عشرة", "ar", 11, 0),
        ("الساعة ٨ مساء", "ar", 20, 0),
        ("ساعت ۸ شب", "fa", 20, 0),
        ("ساعت یازده و نیم", "fa", 11, 30),
        ("ساعت ۸ و ۲۰ دقیقه", "fa", 8, 20),
        ("в пять утра", "ru", 5, 0),
        ("в 5 утра", "ru", 5, 0),
        ("около 8 вечера", "ru", 20, 0),
        ("at around 11 o'clock", "en", 11, 0),
        ("since three o’clock", "en", 3, 0),
        ("at 3 in the afternoon", "en", 15, 0),
        ("at half past three in the morning", "en", 3, 30),
    ],
)
def test_an_hour_is_read_in_words_too(text: str, language: str, hour: int, minute: int) -> None:
    found = _one(text, language)
    assert (found.kind, found.parts) == ("time", (hour, minute))


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("طی بیست‌وچهار ساعت پنج نفر", "fa", 5),
        ("مقتل ثلاثة فجرا", "ar", 3),
        ("killed 3 at night", "en", 3),
        ("за две ночи", "ru", 2),
    ],
)
def test_a_count_is_no_hour(text: str, language: str, value: int) -> None:
    assert numerals(text, language)[-1].kind != "time"
    assert numerals(text, language)[-1].value == value


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        ("at 17:00", "at 5 o'clock", True),
        ("at 17:30", "at 5:30", True),
        ("at 17:00:00", "at 17:00", True),
        ("at 5 o'clock", "5", True),
        ("at 17:00", "5", True),
        ("at 5:30", "5", False),
        ("at 5 o'clock", "6", False),
        ("at 5 o'clock", "5%", False),
        ("at 5 o'clock", "at 6 o'clock", False),
        ("a 120-millimetre mortar", "120 mortars", True),
        ("a 120-mm mortar", "120mm mortar", True),
        ("a 120-mm mortar", "82mm mortar", False),
        ("a 12.7-mm gun", "a 12-mm gun", False),
        ("a 12.7-mm gun", "12.7", True),
    ],
)
def test_hours_and_calibres_compare_as_they_are_said(left: str, right: str, alike: bool) -> None:
    assert same(_one(left, "en"), _one(right, "en")) is alike
    assert same(_one(right, "en"), _one(left, "en")) is alike


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("هاون عيار ١٢٠ ملم", "ar", (120,)),
        ("مدفع عيار 23", "ar", (23,)),
        ("خمپاره ۱۲۰ میلی‌متری", "fa", (120,)),
        ("کالیبر ۱۲.۷", "fa", (12, 7)),
        ("120-миллиметровый миномёт", "ru", (120,)),
        ("калибра 7,62 мм", "ru", (7, 62)),
        ("a 12.7-mm gun", "en", (12, 7)),
    ],
)
def test_a_calibre_counts_nothing(text: str, language: str, parts: tuple[int, ...]) -> None:
    found = _one(text, language)
    assert (found.kind, found.parts, found.value) == ("code", parts, None)


def test_a_model_is_one_without_a_hyphen_too() -> None:
    for text, language in (("دبابة تي 72", "ar"), ("تانک تی ۷۲", "fa")):
        assert same(_one(text, language), _one("a T-72", "en"))
        assert not same(_one(text, language), _one("72 tanks", "en"))


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("بعد يوم ونصف يوم", "ar", 1.5),
        ("بعد ساعة ونصف من القصف", "ar", 1.5),
        ("قبل عام ونصف العام", "ar", 1.5),
        ("ثلاث ساعات ونصف الساعة", "ar", 3.5),
        ("بعد ساعة ونصف المقاتلين رحلوا", "ar", 0.5),
        ("یک ساعت و نیم", "fa", 1.5),
        ("سه سال و نیم", "fa", 3.5),
        ("نیمی از شهر", "fa", 0.5),
        ("час с половиной", "ru", 1.5),
        ("три года с половиной", "ru", 3.5),
        ("for a day and a half.", "en", 1.5),
        ("two years and a half", "en", 2.5),
        ("one week and a half", "en", 1.5),
        ("half of the men", "en", 0.5),
    ],
)
def test_a_half_is_added_to_what_it_follows(text: str, language: str, value: float) -> None:
    assert _one(text, language).value == value


@pytest.mark.parametrize(
    ("text", "language", "times"),
    [
        ("ما بين الثالثة والسادسة صباحا", "ar", [(3, 0), (6, 0)]),
        ("من السابعة إلى الحادية عشرة مساء", "ar", [(7, 0), (23, 0)]),
        ("بين الواحدة والرابعة فجرا", "ar", [(1, 0), (4, 0)]),
        ("في الواحدة والنصف ظهرا", "ar", [(13, 30)]),
        ("الرابعة إلا ربعا عصرا", "ar", [(3, 45)]),
        ("عند التاسعة وعشرين دقيقة", "ar", [(9, 20)]),
        ("عند الثالثة إلا عشر دقائق", "ar", [(2, 50)]),
        ("از ساعت سه تا شش صبح", "fa", [(3, 0), (6, 0)]),
        ("از سه و نیم صبح", "fa", [(3, 30)]),
        ("ساعت یک بامداد", "fa", [(1, 0)]),
        ("ساعت یک و ربع", "fa", [(1, 15)]),
        ("ساعت یک ربع به چهار", "fa", [(3, 45)]),
        ("ساعت پنج دقیقه به شش عصر", "fa", [(17, 55)]),
        ("ساعت ده و بیست دقیقه صبح", "fa", [(10, 20)]),
        ("between three and six in the morning", "en", [(3, 0), (6, 0)]),
        ("from three until six in the morning", "en", [(3, 0), (6, 0)]),
        ("between 3 and 6 a.m.", "en", [(3, 0), (6, 0)]),
        ("between four and seven yesterday afternoon", "en", [(4, 0), (19, 0)]),
        ("at a quarter to four", "en", [(3, 45)]),
        ("at quarter past one", "en", [(1, 15)]),
        ("at ten to three", "en", [(2, 50)]),
        ("at twenty past nine", "en", [(9, 20)]),
    ],
)
def test_spans_and_parts_of_hours(text: str, language: str, times: list[tuple[int, int]]) -> None:
    assert [n.parts for n in numerals(text, language)] == times


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("للمرة الواحدة", "ar"),
        ("بين الثالثة والسادسة", "ar"),
        ("از سه تا شش نفر", "fa"),
        ("ده به سه", "fa"),
        ("between three and six people", "en"),
        ("three to six people in the morning", "en"),
        ("it fell from ten to five", "en"),
        ("from a quarter to a third", "en"),
    ],
)
def test_figures_beside_each_other_are_no_hours(text: str, language: str) -> None:
    assert all(n.kind != "time" for n in numerals(text, language))


def test_a_persian_verb_is_no_may() -> None:
    assert _one("شمارشان به سی می‌رسد", "fa").kind == "word"
    assert _one("سی می", "fa").kind == "date"
