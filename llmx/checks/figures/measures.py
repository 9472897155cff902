"""Measures: parts of a unit of time, length, weight or money, which are no shares: half an hour."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from llmx.text.folding import fold
from llmx.text.numerals import Numeral
from llmx.text.numerals.lexicon import lexicon_of

_UNITS: Mapping[str, Mapping[int, str]] = {  # by how many of a smaller unit make one
    "ar": {
        60: "ساعة ساعات دقيقة",
        24: "يوم يوما",
        7: "أسبوع",
        30: "شهر",
        12: "عام سنة",
        10: "عقد",
        100: "قرن متر هكتار",
        1000: "كيلومتر كيلو كيلوغرام كيلوجرام كلم كم كغ كجم طن لتر",
        0: "ميل دونم فدان غرام جرام دولار دينار ليرة يورو درهم جنيه ريال روبل درجة",
    },
    "fa": {
        60: "ساعت ساعته دقیقه",
        24: "روز شبانه‌روز",
        7: "هفته",
        30: "ماه ماهه",
        12: "سال ساله",
        10: "دهه",
        100: "قرن سده متر متری هکتار",
        1000: "کیلومتر کیلومتری کیلو کیلویی کیلوگرم تن لیتر",
        0: "میل مایل گرم جریب دلار تومان ریال افغانی یورو کلدار درجه",
    },
    "ru": {
        60: "часа минуты",
        24: "дня суток",
        7: "недели",
        30: "месяца",
        12: "года",
        10: "десятилетия",
        100: "века метра гектара",
        1000: "километра км тонны килограмма кг литра",
        0: "мили грамма рубля доллара евро градуса",
    },
}


def smaller(figure: Numeral, language: str) -> float | None:
    """What a part of a unit is in a smaller one: 30 of half an hour; 0 where none is known.

    None where a figure is a share of something that is not measured.
    """
    if figure.value is None or figure.percent or not figure.unit_hint:
        return None
    unit = fold(figure.unit_hint).text.removeprefix("ال")
    factor = _factors(lexicon_of(language).code).get(unit)
    return None if factor is None else factor * float(figure.value)


@cache
def _factors(code: str) -> dict[str, int]:
    return {
        unit: factor
        for factor, units in _UNITS.get(code, {}).items()
        for unit in fold(units).text.split()
    }
