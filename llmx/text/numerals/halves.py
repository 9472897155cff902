"""Halves: a half added to what is counted before it: "a day and a half", "ثلاث ساعات ونصف"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from llmx.text.numerals.composing import Amount
from llmx.text.numerals.tables import ARABIC_LETTERS

_REACH = 24
_MARKS = '.,:;!?،؛؟)»"'
_ARABIC_UNITS = (
    "يوم|ايام|ساعه|ساعات|شهر|اشهر|عام|اعوام|سنه|سنوات|اسبوع|اسابيع|قرن|عقد|عقود|دقيقه|دقائق"
)
_ARABIC_MEASURES = "متر|كيلومتر|ميل|طن|كيلو|كيلوغرام|هكتار|لتر"
_UNBROKEN = frozenset(f"{_ARABIC_UNITS}|{_ARABIC_MEASURES}".split("|"))
_UNITS = {
    "ar": (
        rf"(?<![{ARABIC_LETTERS}])[وف]?[بلك]?(?P<unit>{_ARABIC_UNITS}|{_ARABIC_MEASURES})ا? و\Z"
    ),
    "fa": (
        r"(?<![\w\u200c])(?P<one>يك )?(?P<unit>روز|ساعت|ماه|سال|هفته|قرن|دهه|دقيقه|كيلومتر|متر|تن"
        r"|شبانه[ \u200c]?روز) و \Z"
    ),
    "ru": (
        r"(?<!\w)(?P<unit>час[аов]*|год[ау]?|лет|д[её]?н[ьяей]{1,2}|недел[июяь]|месяц[аев]*|век[аов]*"
        r"|километр[аов]*|метр[аов]*|тонн[аы]?|минут[аы]?) с \Z"
    ),
    "en": (
        r"(?<![\w-])(?P<one>an? |one )?(?P<unit>(?:day|hour|week|month|year|decade|minute|mile|ton"
        r"|kilomet(?:er|re)|met(?:er|re)|tonne)s?|centur(?:y|ies)) and a \Z"
    ),
}
_HALVES = frozenset([0.5, 0.25])


def is_added(copy: str, start: int, code: str) -> bool:
    """Whether a half at this place is added to a unit before it, and no share of what follows."""
    return _unit(copy, start, code) is not None


def add(copy: str, amount: Amount, amounts: Sequence[Amount], code: str) -> bool:
    """Add a half to the last of the amounts: True; or make it one and a half of what is named."""
    left = amounts[-1] if amounts else None
    match = _unit(copy, amount.start, code) if amount.value in _HALVES else None
    if match is None or _is_share(copy, amount, code):
        return False
    half = amount.value or 0
    first = match.start("unit")
    if left is not None and left.end <= first and not copy[left.end : first].strip(" -\u200c"):
        if left.value is None or left.ordinal or left.percent or left.kind == "code":
            return False
        left.value = left.low = left.high = left.value + half
        left.end, left.after, left.weak = amount.end, amount.after, False
        return True
    groups = match.groupdict()
    amount.start = match.start("one") if groups.get("one") else first
    amount.value = amount.low = amount.high = 1 + half
    return False


def _unit(copy: str, start: int, code: str) -> re.Match[str] | None:
    pattern = _pattern(code)
    return pattern.search(copy, max(0, start - _REACH), start) if pattern else None


@cache
def _pattern(code: str) -> re.Pattern[str] | None:
    return re.compile(_UNITS[code]) if code in _UNITS else None


def _is_share(copy: str, amount: Amount, code: str) -> bool:
    """Whether what follows is another noun: "بعد ساعة ونصف المقاتلين", an hour and half the men."""
    following = copy[amount.end : amount.end + _REACH].split()
    if code == "ar" and following:
        word = following[0].rstrip(_MARKS)
        return word.startswith("ال") and word[2:] not in _UNBROKEN
    if code == "fa":
        return copy[amount.start : amount.end] not in ("نيم", "ربع")
    return False
