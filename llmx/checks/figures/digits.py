"""Digits: the figures that a text prints in digits, before any reading of what they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from llmx.text.numerals import Numeral

_RUN = re.compile(r"\d+(?:[,٬\u00a0\u202f ](?=\d{3}(?!\d))\d{3})*(?:[.,٫]\d+)?")
_TWO_DIGITS = 10
_PAIR = 2
_MARKS = dict.fromkeys(map(ord, ",٬\u00a0\u202f "))


def printed(*texts: str) -> frozenset[float]:
    """Every value that texts print in digits of any script, with its parts where it has some."""
    found: set[float] = set()
    for text in texts:
        for run in _RUN.findall(text):
            found.update(map(float, re.findall(r"\d+", _plain(run))))
            found.add(_value(run))
    return frozenset(found)


def stands(figure: Numeral, values: Collection[float], others: Collection[Numeral]) -> bool:
    """Whether the digits of a figure are among these values, of a text with these other figures.

    A figure in words may be there as an ordinal: "three o'clock" is the third hour.

    It does not where another figure of that value is a percentage and this is none, or the other
    way round, nor where "three" is the third of a month, nor as one bound of a range.
    """
    ranges = [o for o in others if o.low != o.high]
    if figure.low != figure.high or any(figure.value in (o.low, o.high) for o in ranges):
        return False
    own = printed(figure.text)
    if not own and figure.value is not None:
        own = frozenset([float(figure.value)])
    said = [float(o.value) for o in others if o.ordinal and o.value is not None]
    said += [float(part) for o in others if o.kind == "time" for part in o.parts]
    if not own or not own <= frozenset(values).union(said):
        return False
    for other in others:
        if other.value in own and (other.percent != figure.percent or other.kind == "date"):
            return other.kind == "date" and figure.kind in ("date", "time", "digits")
    return True


def slipped(value: float | None, others: Collection[Numeral]) -> Numeral | None:
    """The figure in digits that a value was miswritten from: one digit is another, or two changed
    places.

    None where the difference is another of these figures, or one more, so that it may be a sum.
    """
    if value is None or value != int(value) or value < _TWO_DIGITS:
        return None
    mine = str(int(value))
    apart = {other.value for other in others} | {1}
    for other in others:
        if other.kind != "digits" or other.percent or other.value is None or other.hedge:
            continue
        if _is_slip(mine, str(other.value)) and abs(other.value - value) not in apart:
            return other
    return None


def _is_slip(mine: str, other: str) -> bool:
    if len(mine) != len(other):
        return False
    places = [i for i, (a, b) in enumerate(zip(mine, other, strict=True)) if a != b]
    if len(places) == 1:
        return True
    turned = len(places) == _PAIR and places[1] == places[0] + 1
    return turned and mine[places[0]] == other[places[1]] and mine[places[1]] == other[places[0]]


def _plain(run: str) -> str:
    """A run in ASCII digits."""
    return "".join([str(unicodedata.digit(c)) if c.isdigit() else c for c in run])


def _value(run: str) -> float:
    """The value of a run with its marks: of thousands, or of decimals."""
    plain = _plain(run).translate(_MARKS).replace("٫", ".")
    return float(plain)
