"""Comparing: whether two numerals say the same figure, and whether its hedge was kept."""

from __future__ import annotations

import math
import re

from llmx.text.numerals.folded import fold
from llmx.text.numerals.numeral import ABOUT, ABOVE, BELOW, Numeral

_SIDES = {hedge: side for side in (ABOUT, ABOVE, BELOW) for hedge in side}
_THE = ("ال", "وال")
"""What an Arabic number has before it that is an ordinal from twenty on: "العشرين"."""
_MINUTES = re.compile(r"\d{1,2}[.,،٫]\d\d")
_RUNS = re.compile(r"\d+")
_FIFTHS = frozenset(["خمس", "سدس", "سبع", "ثمن", "تسع", "عشر"])
"""Arabic numbers that are spelled as the part is: "خُمس", a fifth."""
_LAST_DAY = 31
"""Above it an ordinal is rare: a figure in digits that is as large is the same."""


def same(a: Numeral, b: Numeral) -> bool:
    """Whether two numerals say the same figure, in whatever script or words.

    Hedges are left to `hedge_kept`. A day or a year compares by value with a plain figure.
    """
    if a.percent != b.percent:
        return False
    if a.parts or b.parts:
        return _same_parts(a, b) if a.kind == b.kind else _same_bare(a, b)
    if a.kind == "vague" or b.kind == "vague":
        return a.kind == b.kind and a.magnitude == b.magnitude
    if a.ordinal != b.ordinal and not _may_count_off(a, b):
        return False
    if (a.low, a.high) == (b.low, b.high):
        return True
    return _equal(a.low, b.low) and _equal(a.high, b.high)


def near(figure: Numeral) -> float | None:
    """What two figures share that may be the same; None: a date, a time or a code may be any."""
    if figure.parts:
        return None
    return figure.magnitude or round(figure.low or 0, 3)


def part_of(a: Numeral, b: Numeral) -> bool:
    """Whether one is an ordinal and the other the fraction that the same word may be: a third."""
    ordinal, part = (a, b) if a.ordinal else (b, a)
    if not ordinal.ordinal:
        number, part = (a, b) if (a.value or 0) > 1 else (b, a)
        if number.kind != "word" or not part.value or not _equal(number.low, 1 / part.value):
            return False
        return fold(number.text).removeprefix("ال") in _FIFTHS
    if not ordinal.ordinal or part.ordinal or not part.value or ordinal.percent or part.percent:
        return False
    return _equal(ordinal.low, 1 / part.value) if part.value < 1 else False


def hedge_kept(source: Numeral, target: Numeral) -> bool:
    """Whether the target says the figure as exactly as the source does, no more and no less."""
    if source.hedge is None or target.hedge is None:
        return source.hedge is target.hedge
    return target.hedge in _SIDES[source.hedge]


def _may_count_off(a: Numeral, b: Numeral) -> bool:
    """Whether an ordinal may stand for a plain figure: a day, an age, in a name: Brigade 105."""
    if "digits" in (a.kind, b.kind) and (a.low or 0) > _LAST_DAY:  # "اليوم الـ137"
        return True
    if a.text.startswith(_THE) or b.text.startswith(_THE):
        return True
    return not {"date", "age"}.isdisjoint((a.kind, b.kind)) or a.kind == b.kind == "digits"


def _same_parts(a: Numeral, b: Numeral) -> bool:
    if a.kind == "date":  # day, month and year stand in any order
        return sorted(a.parts) == sorted(b.parts)
    if a.kind == "time":
        return _on_the_clock(a.parts) == _on_the_clock(b.parts)
    return a.parts == b.parts


def _on_the_clock(parts: tuple[int, ...]) -> tuple[int, ...]:
    """An hour as a clock shows it, for one text says "17:00" and the other "five o'clock"."""
    return parts[0] % 12, parts[1], *(second for second in parts[2:] if second)


def _same_bare(a: Numeral, b: Numeral) -> bool:
    """Whether an hour or a calibre is said by its bare figure: "around 11", "a 120 mortar".

    An hour that is not full may have the mark of decimals in its midst: "14.30" and "14:30".
    """
    if a.parts and b.parts:
        return False
    named, bare = (a, b) if a.parts else (b, a)
    if named.kind == "time" and bare.kind == "digits" and _MINUTES.fullmatch(bare.text):
        parts = tuple(map(int, _RUNS.findall(bare.text)))
        return _on_the_clock(named.parts) == _on_the_clock(parts)
    if named.kind not in ("time", "code") or named.low is None or bare.kind == "vague":
        return False
    return bare.low == bare.high == named.low and not bare.percent


def _equal(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return math.isclose(a, b, rel_tol=1e-9)
