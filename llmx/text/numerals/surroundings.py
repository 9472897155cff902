"""Surroundings: what the words around an amount make of it: percent, range, hedge, date."""

from __future__ import annotations

import re

from llmx.text.numerals.atom import Atom
from llmx.text.numerals.composing import Amount
from llmx.text.numerals.folded import Folded
from llmx.text.numerals.lexicon import Lexicon
from llmx.text.numerals.numeral import Hedge, Kind
from llmx.text.numerals.tables import LIGHT

_WORD = re.compile(r"[^\W\d_]+")
_BACK = re.compile(r"([^\W\d_]++)([\W\d_]*+)")
_APART = 12
"""Characters between the bounds of a range, at most."""
NEXT = re.compile(r"(?: |[\s\u200c]*(?:(?<!\s)[-–]|['’]s\b)?[\s\u200c]*)([^\W\d_]+)")
HALF_DAY = re.compile(r" ?([ap])\.?m\b")
_HOUR = re.compile(r" час[а-я]* (утра|ночи|дня|вечера)\b")
HALF_DAYS = frozenset(["a", "p", "am", "pm"])
_CURRENCIES = " $€£¥₽"
WINDOW = 44
"""Characters before an amount in which its hedge is looked for."""
SIGNS = {
    **{"~": Hedge.ABOUT, "≈": Hedge.ABOUT, "≃": Hedge.ABOUT},
    **{">": Hedge.MORE_THAN, "<": Hedge.LESS_THAN, "≥": Hedge.AT_LEAST, "≤": Hedge.AT_MOST},
}
_CONTRARY: dict[Hedge | None, Hedge] = {
    Hedge.LESS_THAN: Hedge.AT_LEAST,
    Hedge.MORE_THAN: Hedge.AT_MOST,
}
_THREE = 3
_TEN = 10
_HUNDRED = 100
_STEPS = (5, 10)
"""By how much two round numbers differ that are said for a range."""
_VERBAL = ("مي", "نمي")
"""What Persian verbs begin with."""
_FURTHER = 60
"""Characters before an amount in which the first half of a hedge around it is looked for."""
CAPITALS = frozenset(["may", "march", "mar", "dec", "jun", "sep", "nov", "jan", "tir"])
"""Months that are also another word, and are printed with a capital."""

THE_MONTH = frozenset(["الشهر"])
"""Words behind "of" that make the figure before it a day: "4 من الشهر"."""


Last = tuple[int, Kind]
"""Of the amount before another one: where it ends in the copy, and its kind."""


def read_percent(copy: str, amount: Amount, floor: int, lexicon: Lexicon) -> None:
    """Take in a percent sign or word; what stands before `floor` belongs to another figure."""
    after = lexicon.percent.match(copy, amount.end)
    if after:
        amount.percent, amount.end = True, after.end()
        return
    sign = amount.start - 1
    if sign >= floor and copy[sign] in "%٪" and not (sign and copy[sign - 1].isdecimal()):
        amount.percent, amount.start = True, sign


def trapped(copy: str, atom: Atom, lexicon: Lexicon) -> bool:
    """Whether the neighbours of one of the `traps` say that it is no number here."""
    match = find_next(copy, atom.end)
    previous = word_before(copy, atom.start)
    return barred(atom.base, previous, match[1] if match else "", lexicon)


def barred(base: str, previous: str, following: str, lexicon: Lexicon) -> bool:
    """The same of a word between two others."""
    tables = lexicon.tables
    if following in tables.not_before.get(base, ()) or previous in tables.not_after.get(base, ()):
        return True
    if base in tables.only_before and following not in tables.only_before[base]:
        return True
    if base in tables.only_after and previous not in tables.only_after[base]:
        return True
    return base in tables.only_inside


def in_doubt(copy: str, atom: Atom, lexicon: Lexicon, *, sure: bool) -> tuple[bool, bool]:
    """Whether a `doubtful` word is read as a number, and whether weakly."""
    match, once = find_next(copy, atom.end), f" {copy}".count(f" {atom.base} ") < 2
    if sure or match is None:
        return sure, not once
    following = match[1]
    if not once or following in lexicon.tables.doubtful[atom.base] or following in lexicon.words:
        return False, False
    return not following.startswith(_VERBAL), True


def is_one(copy: str, atom: Atom, lexicon: Lexicon) -> bool:
    """Whether what looks like the plural of a scale is its genitive: "более тысячи"."""
    if atom.base not in lexicon.tables.genitives:
        return False
    return word_before(copy, atom.start) in lexicon.tables.one_after


def find_next(copy: str, end: int) -> re.Match[str] | None:
    """The word right after a place, across blanks and a hyphen, in group 1."""
    return NEXT.match(copy, end)


def word_before(copy: str, start: int) -> str:
    """The last of the words before a place; "" if there are none."""
    end = start - 1 if copy[start - 1 : start] == " " else start
    word = copy[max(0, end - WINDOW) : end].rpartition(" ")[2]
    if word.isalpha():
        return word
    words = words_before(copy, 0, start)
    return words[-1] if words else ""


def words_before(copy: str, floor: int, start: int) -> list[str]:
    """The words before a place with nothing but light signs between it and the last one."""
    window = copy[max(floor, start - WINDOW) : start].rstrip(LIGHT)
    if not window or not window[-1].isalpha():
        return []
    return _WORD.findall(window.replace("\u200c", " "))


def read_hedge(
    copy: str, amount: Amount, floor: int, following: int | None, lexicon: Lexicon
) -> Hedge | None:
    """The hedge before an amount, else the one after it; `following` starts the next amount.

    None where the copy has no word of a hedge that does not stand right before its figure.
    """
    start, end = amount.start, amount.end
    if start > floor and copy[start - 1] in SIGNS:
        return SIGNS[copy[start - 1]]
    if start > floor + 1 and copy[start - 2] in SIGNS:
        return SIGNS[copy[start - 2]]
    if amount.previous in lexicon.passed or amount.previous in lexicon.leads:
        window = copy[max(floor, start - WINDOW) : start]
        vague = amount.kind == "vague" or _measures(copy, amount)
        hedge = hedge_before(window, lexicon, vague=vague)
        denial = lexicon.denial if following is not None and hedge in _CONTRARY else None
        if denial and denial.match(copy, end, following or 0):
            return _CONTRARY[hedge]
        if hedge is not None:
            return hedge
    if copy[end : end + 1] == "+":
        return Hedge.AT_LEAST
    return None if following is None else _further(copy, amount, floor, following, lexicon)


def _measures(copy: str, amount: Amount) -> bool:
    """Whether "over" before a figure governs what it measures: "over a ninety-day truce"."""
    articled = amount.previous in ("a", "an") or copy.startswith("a ", amount.start)
    return articled and copy[amount.end : amount.end + 1] in ("-", "‑")


def _further(
    copy: str, amount: Amount, floor: int, following: int, lexicon: Lexicon
) -> Hedge | None:
    """The hedge that opens the clause of an amount, or stands behind it."""
    start, end = amount.start, amount.end
    if lexicon.opening is not None and amount.kind in ("digits", "word"):
        opening = lexicon.opening.search(copy, max(floor, start - WINDOW), start)
        if opening:
            return lexicon.opening_hedges[" ".join(_WORD.findall(opening[1]))]
    if lexicon.after is None:
        return None
    after = lexicon.after.match(copy, end, following)
    if not after or (following < len(copy) and not copy[after.end() : following].strip(LIGHT)):
        return None
    phrase = after[1].replace("\u200c", " ")
    if phrase in lexicon.around:
        window = copy[max(floor, start - _FURTHER) : start]
        if not lexicon.around[phrase].search(window.rstrip(LIGHT) + " "):
            return None
    return lexicon.after_hedges[phrase]


def hedge_before(window: str, lexicon: Lexicon, *, vague: bool) -> Hedge | None:
    """The hedge that a text ends with; words that may stand behind it are passed over."""
    back = window[::-1]
    place = len(back) - len(back.lstrip(LIGHT))
    while match := _BACK.match(back, place):
        if match[1][::-1] not in lexicon.passed or not match[2]:
            break
        place = match.end()
    return _led(back, place, match[1][::-1], lexicon, vague=vague) if match else None


def hedge_with(window: str, word: str, lexicon: Lexicon, *, vague: bool) -> Hedge | None:
    """The hedge that a text ends with, where it ends with a word and a blank."""
    if word in lexicon.passed:
        return hedge_before(window, lexicon, vague=vague)
    return _led(window[::-1], 1, word, lexicon, vague=vague)


def _led(back: str, place: int, word: str, lexicon: Lexicon, *, vague: bool) -> Hedge | None:
    """The hedge that ends with a word, at a place of a text read backwards."""
    pattern = lexicon.leads.pattern(word)
    found = pattern.match(back, place) if pattern else None
    if found is None:
        return None
    phrase = found[1][::-1]
    words = [phrase] if phrase.isalpha() else _WORD.findall(phrase)
    phrase = " ".join(words)
    if vague and phrase in lexicon.tables.prepositions:
        return None
    hedge = lexicon.leads.hedge(phrase)
    return _with_star(words, lexicon) if hedge is False else hedge


def _with_star(words: list[str], lexicon: Lexicon) -> Hedge | None:
    """The hedge that begins and ends with these words: "لا يزيد * على"."""
    for first in range(len(words) - 2, 0, -1):
        phrase = " ".join([*words[:first], "*", words[-1]])
        hedge = lexicon.leads.hedge(phrase)
        if hedge is not False:
            return hedge
    return None


def joins_range(copy: str, left: Amount, right: Amount, lexicon: Lexicon) -> bool:
    """Whether two amounts are the bounds of one range."""
    if right.start - left.end > _APART or left.percent > right.percent:
        return False
    pair = left.kind == "dual" and right.value == _THREE  # "يومين أو ثلاثة"
    if not ((pair or _is_bound(left)) and _is_bound(right)):
        return False
    gap = copy[left.end : right.start].replace("\u200c", " ").strip().rstrip(_CURRENCIES)
    if len(gap) > 6:
        return False
    if gap == "":
        close = copy[left.end : right.start] != ""
        return close and lexicon.code == "fa" and _two(left, right)
    if gap == lexicon.tables.joiner:
        if word_before(copy, left.start) not in lexicon.tables.between:
            return False
    elif gap not in lexicon.ranges:
        return False
    low, high = _bounds(left, right)
    return low < high


def merge(left: Amount, right: Amount) -> Amount:
    """The range of two amounts: a multiplier of the second counts for both."""
    left.low, left.high = _bounds(left, right)
    left.plain = left.plain and right.plain
    left.value, left.end, left.after, left.percent = None, right.end, right.after, right.percent
    return left


def _is_bound(amount: Amount) -> bool:
    return amount.value is not None and amount.kind in ("digits", "word") and not amount.ordinal


def _two(left: Amount, right: Amount) -> bool:
    """Whether two number words are a range without a joiner: "سه چهار نفر", "ده پانزده نفر"."""
    low, value = left.value, right.value
    if left.kind != "word" or right.kind != "word" or not isinstance(low, int) or not value:
        return False
    if right.scaled and not left.scaled:  # «دو سه هزار نفر»
        value = low * value / _bounds(left, right)[0]
    if low < _TEN:
        return value - low == 1
    fives = low % _STEPS[0] == 0 and value - low in _STEPS
    return fives or (low % _HUNDRED == 0 and value - low == _HUNDRED)


def _bounds(left: Amount, right: Amount) -> tuple[int | float, int | float]:
    low, high = left.value or 0, right.value or 0
    if right.scaled and not left.scaled and high >= 1000:
        scale = 10 ** (3 * ((len(str(int(high))) - 1) // 3))
        if low < high / scale:
            low *= scale
    return low, high


def read_date(folded: Folded, amount: Amount, last: Last | None, lexicon: Lexicon) -> None:
    """Mark the day of a month, a year and an hour; `last` is the amount before."""
    if amount.kind not in ("digits", "word") or amount.percent or amount.scaled:
        return
    low = amount.low
    if not isinstance(low, int):
        return
    if low > 31:
        if _is_year(amount) and _names_year(folded.copy, amount, last, lexicon):
            amount.kind = "date"
    elif _is_day(folded, amount, lexicon):
        amount.kind = "date"
    elif amount.kind == "digits" and low <= 24:
        _read_hour(folded.copy, amount, last, lexicon)


def _read_hour(copy: str, amount: Amount, last: Last | None, lexicon: Lexicon) -> None:
    hour = int(amount.low or 0)
    if lexicon.code == "ru":
        _read_russian_hour(copy, amount, hour, lexicon)
        return
    if amount.following in HALF_DAYS and lexicon.code == "en":
        half = HALF_DAY.match(copy, amount.end)
        if not half:
            return
        hour, amount.end = hour % 12 + 12 * (half[1] == "p"), half.end()
    else:
        hours = last is not None and amount.start - last[0] < 12  # "24 hours"
        if hours or amount.previous not in lexicon.tables.clock_words:
            return
    amount.kind, amount.parts = "time", (hour, 0)
    amount.value = amount.low = amount.high = None


def _read_russian_hour(copy: str, amount: Amount, hour: int, lexicon: Lexicon) -> None:
    """Read "в 5 часов вечера"; without the part of the day it may be how long something took."""
    match = _HOUR.match(copy, amount.end)
    if match and amount.previous in lexicon.tables.clock_words:
        late = match[1] in ("дня", "вечера") and hour < 12
        amount.kind, amount.parts = "time", (hour + 12 * late, 0)
        amount.end, amount.value, amount.low, amount.high = match.end(), None, None, None


def _names_year(copy: str, amount: Amount, last: Last | None, lexicon: Lexicon) -> bool:
    if amount.low != amount.high:  # 2015-2017
        return True
    return names_year(copy, amount.start, (amount.previous, amount.following), last, lexicon)


def names_year(
    copy: str, start: int, beside: tuple[str, str], last: Last | None, lexicon: Lexicon
) -> bool:
    """Whether what may be a year is one, by the words beside it and the amount before."""
    dated = last is not None and last[1] == "date"
    if last and dated and copy[last[0] : start].strip() in (",", "،", ""):
        return True
    previous, following = beside
    if previous in lexicon.tables.year_words or previous in lexicon.months:
        return True
    words = words_before(copy, 0, start)
    if len(words) > 1 and words[-2] in lexicon.months:  # تشرين الثاني
        return True
    return following in lexicon.tables.eras


def _is_day(folded: Folded, amount: Amount, lexicon: Lexicon) -> bool:
    months, match = lexicon.months, amount.next
    if match and amount.following in lexicon.tables.of_month:
        match = NEXT.match(folded.copy, match.end())
        if match and match[1] in THE_MONTH:
            return 1 <= (amount.low or 0) <= (amount.high or 0) <= 31
    month = match[1] if match else ""
    if match and folded.copy[match.end() : match.end() + 1] == "\u200c":
        month = ""  # «می‌رسد» is no May
    if month not in months and amount.previous not in months:
        return False
    if not 1 <= (amount.low or 0) <= (amount.high or 0) <= 31:
        return False
    if match and month in months and _capital(folded, month, match.start(1)):
        return True
    if lexicon.code != "en" or amount.previous not in months:
        return False
    place = folded.copy.rfind(amount.previous, 0, amount.start)
    return _capital(folded, amount.previous, place)


def _capital(folded: Folded, month: str, start: int) -> bool:
    """Whether a month that is also another word ("may") is printed with a capital."""
    return month not in CAPITALS or folded.printed(start, start + 1).isupper()


def _is_year(amount: Amount) -> bool:
    low, high = amount.low or 0, amount.high or 0
    if amount.kind != "digits" or not amount.plain:
        return False
    return 1900 <= low <= high <= 2100 or 1300 <= low <= high <= 1500


def read_unit(folded: Folded, match: re.Match[str] | None, lexicon: Lexicon) -> str | None:
    """The word that says what is counted, as printed; of the match of the word after a figure."""
    if match is None:
        return None
    if match[1] in lexicon.tables.counters:
        further = NEXT.match(folded.copy, match.end())
        if further and further[1] not in lexicon.tables.counters:
            match = further
    return folded.printed(*match.span(1))
