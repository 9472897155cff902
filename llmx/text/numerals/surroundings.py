"""Surroundings: what the words around an amount make of it: percent, range, hedge, date."""

from __future__ import annotations

import re

from llmx.text.numerals.composing import Amount
from llmx.text.numerals.folded import Folded
from llmx.text.numerals.lexicon import Lexicon
from llmx.text.numerals.numeral import Hedge
from llmx.text.numerals.scanning import Atom

_WORD = re.compile(r"[^\W\d_]+")
_NEXT = re.compile(r"[\s\u200c\u00a0]*(?:(?<!\s)[-–]|['’]s\b)?[\s\u200c]*([^\W\d_]+)")
_HALF_DAY = re.compile(r" ?([ap])\.?m\b")
_BEFORE = 44
"""Characters before an amount in which its hedge is looked for."""
_LIGHT = " \t\n\r\u00a0\u2009\u202f\u200c\"'«“‘([~≈≃<>≥≤$€£¥+٪%-–"
_SIGNS = {
    **{"~": Hedge.ABOUT, "≈": Hedge.ABOUT, "≃": Hedge.ABOUT},
    **{">": Hedge.MORE_THAN, "<": Hedge.LESS_THAN, "≥": Hedge.AT_LEAST, "≤": Hedge.AT_MOST},
}
_PARTICLES = frozenset("بلوفك")
_CAPITALS = frozenset(["may", "march", "mar", "dec", "jun", "sep", "nov", "jan", "tir"])


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
    """Whether the neighbours of a word say that it is no number here."""
    tables, base = lexicon.tables, atom.base.replace("\u200c", "")
    if base not in lexicon.traps:
        return False
    if base in tables.not_before or base in tables.only_before:
        following = next_word(copy, atom.end)
        if following in tables.not_before.get(base, ()):
            return True
        if base in tables.only_before and following not in tables.only_before[base]:
            return True
    if base in tables.not_after or base in tables.only_after:
        words = words_before(copy, 0, atom.start)
        previous = words[-1] if words else ""
        if previous in tables.not_after.get(base, ()):
            return True
        if base in tables.only_after and previous not in tables.only_after[base]:
            return True
    return base in tables.only_inside


def next_word(copy: str, end: int) -> str:
    """The word right after a place, across blanks and a hyphen; "" if there is none."""
    match = _NEXT.match(copy, end)
    return match[1] if match else ""


def words_before(copy: str, floor: int, start: int) -> list[str]:
    """The words before a place with nothing but light signs between it and the last one."""
    window = copy[max(floor, start - _BEFORE) : start].rstrip(_LIGHT)
    if not window or not window[-1].isalpha():
        return []
    return _WORD.findall(window.replace("\u200c", " "))


def read_hedge(
    copy: str, amount: Amount, floor: int, following: int, lexicon: Lexicon
) -> Hedge | None:
    """The hedge before an amount, else the one after it; `following` starts the next amount."""
    for place in (amount.start - 1, amount.start - 2):
        if place >= floor and copy[place] in _SIGNS:
            return _SIGNS[copy[place]]
    if lexicon.before:
        words = words_before(copy, floor, amount.start)
        hedge = _hedge_before(words, lexicon) if words else None
        if hedge is not None:
            return hedge
    if copy[amount.end : amount.end + 1] == "+":
        return Hedge.AT_LEAST
    if lexicon.after is None:
        return None
    after = lexicon.after.match(copy, amount.end, following)
    if not after or (following < len(copy) and not copy[after.end() : following].strip(_LIGHT)):
        return None
    return lexicon.after_hedges[after[1]]


def _hedge_before(words: list[str], lexicon: Lexicon) -> Hedge | None:
    fillers = lexicon.tables.fillers
    while words and (words[-1] in fillers or words[-1] in _PARTICLES):
        words.pop()
    for count in range(min(lexicon.longest, len(words)), 0, -1):
        hedge = lexicon.before.get(" ".join(words[-count:]))
        if hedge is not None:
            return hedge
    return None


def joins_range(copy: str, left: Amount, right: Amount, lexicon: Lexicon) -> bool:
    """Whether two amounts are the bounds of one range."""
    if not (_is_bound(left) and _is_bound(right)) or left.percent > right.percent:
        return False
    gap = copy[left.end : right.start].replace("\u200c", " ").strip()
    if len(gap) > 6:
        return False
    if gap == "":
        close = copy[left.end : right.start] != ""
        return (
            close
            and lexicon.code == "fa"
            and left.value == (right.value or 0) - 1
            and _two(left, right)
        )
    if gap == lexicon.tables.joiner:
        words = words_before(copy, 0, left.start)
        if not words or words[-1] not in lexicon.tables.between:
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
    """Two number words of a range without a joiner: "سه چهار نفر"."""
    return left.kind == right.kind == "word" and isinstance(left.value, int) and left.value < 10


def _bounds(left: Amount, right: Amount) -> tuple[int | float, int | float]:
    low, high = left.value or 0, right.value or 0
    if right.scaled and not left.scaled and high >= 1000:
        scale = 10 ** (3 * ((len(str(int(high))) - 1) // 3))
        if low < high / scale:
            low *= scale
    return low, high


def read_date(folded: Folded, amount: Amount, previous: Amount | None, lexicon: Lexicon) -> None:
    """Mark the day of a month, a year and an hour."""
    copy = folded.copy
    if amount.kind not in ("digits", "word") or amount.percent or amount.scaled:
        return
    if not isinstance(amount.low, int):
        return
    if _is_year(amount):
        if _names_year(copy, amount, previous, lexicon):
            amount.kind = "date"
    elif amount.low <= 31 and _is_day(folded, amount, lexicon):
        amount.kind = "date"
    elif amount.kind == "digits" and amount.low <= 24:
        _read_hour(copy, amount, previous, lexicon)


def _read_hour(copy: str, amount: Amount, previous: Amount | None, lexicon: Lexicon) -> None:
    low = int(amount.low or 0)
    if lexicon.code == "en":
        half = _HALF_DAY.match(copy, amount.end)
        if not half:
            return
        low, amount.end = low % 12 + 12 * (half[1] == "p"), half.end()
    elif lexicon.tables.clock_words:
        words = words_before(copy, 0, amount.start)
        hours = previous is not None and amount.start - previous.end < 12  # "24 hours"
        if hours or not words or words[-1] not in lexicon.tables.clock_words:
            return
    else:
        return
    amount.kind, amount.parts = "time", (low, 0)
    amount.value = amount.low = amount.high = None


def _names_year(copy: str, amount: Amount, previous: Amount | None, lexicon: Lexicon) -> bool:
    if amount.low != amount.high:  # 2015-2017
        return True
    dated = previous is not None and previous.kind == "date"
    if previous and dated and copy[previous.end : amount.start].strip() in (",", "،", ""):
        return True
    words = words_before(copy, 0, amount.start)
    if words and (words[-1] in lexicon.tables.year_words or words[-1] in lexicon.months):
        return True
    if len(words) > 1 and words[-2] in lexicon.months:  # تشرين الثاني
        return True
    return next_word(copy, amount.end) in lexicon.tables.eras


def _is_day(folded: Folded, amount: Amount, lexicon: Lexicon) -> bool:
    copy = folded.copy
    if not 1 <= (amount.low or 0) <= (amount.high or 0) <= 31:
        return False
    match = _NEXT.match(copy, amount.end)
    if match and match[1] in lexicon.tables.of_month:
        match = _NEXT.match(copy, match.end())
    if match and match[1] in lexicon.months and _capital(folded, match[1], match.start(1)):
        return True
    if lexicon.code != "en":
        return False
    words = words_before(copy, 0, amount.start)
    if not words or words[-1] not in lexicon.months:
        return False
    return _capital(folded, words[-1], copy.rfind(words[-1], 0, amount.start))


def _capital(folded: Folded, month: str, start: int) -> bool:
    """Whether a month that is also another word ("may") is printed with a capital."""
    return month not in _CAPITALS or folded.printed(start, start + 1).isupper()


def _is_year(amount: Amount) -> bool:
    low, high = amount.low or 0, amount.high or 0
    if amount.kind != "digits" or not amount.plain:
        return False
    return 1900 <= low <= high <= 2100 or 1300 <= low <= high <= 1500


def read_unit(copy: str, amount: Amount, lexicon: Lexicon) -> tuple[int, int] | None:
    """Where the copy has the word that says what is counted."""
    match = _NEXT.match(copy, amount.end)
    if match and match[1] in lexicon.tables.counters:
        further = _NEXT.match(copy, match.end())
        if further and further[1] not in lexicon.tables.counters:
            return further.span(1)
    return match.span(1) if match else None
