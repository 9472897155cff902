"""Reckoned: figures that follow from the words of a source without standing there.

A share that is told as one in so many, twice as many as another figure, the sum of what is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from llmx.text.numerals import Numeral, unlisted_duals

_ONE_IN = re.compile(  # "one family in every five"
    r"(?<!\w)من (?:اصل )?كل(?!\w)|(?<!\w)از هر(?!\w)|кажд"
    r"|\b(?:in|of) every\b|\bout of every\b|\bone (?:\w+ )?in\b"
)
_TIMES = re.compile(
    r"(?<!\w)[وب]?(?P<times>ضعفي|اضعاف|برابر|кратно|раза?|times)(?!\w)"
    r"|(?<!\w)[وب]?(?P<twice>ال)?(?:ضعف|ضعفا)(?!\w)|دو ?چندان|вдвое|twice|double"
    r"|(?P<thrice>سه ?چندان|втрое|triple)"
)
_JOINED = re.compile(  # "ضابط ومجندين", and no word that begins with that letter
    r"[،,]|\s+و(?!احد|حد|فد|زير|زار|كيل|كال|لد|الد|لاي|رش|جب|قت|سط|رق|ضع|ثيق|ظف|سيل)(?=\w)"
    r"|(?<!\w)(?:و|и|and)(?!\w)"
)
_ANOTHER = re.compile(  # what may be put as "a second": another one, once more
    r"(?<!\w)[وبل]?(?:ال)?(?:اخر[يه]?|ثانيه|مجددا|تاليه?)(?!\w)"
    r"|(?<!\w)(?:ديگري?|دوباره|مجددا?|بعدي)(?!\w)"
    r"|(?<!\w)(?:еще|друг|снова|вновь|повторн|очередн)"
)
_MOST = 10  # times that a text has something multiplied by


def one_in(folded: str) -> bool:
    """Whether a folded text tells a share as one in so many."""
    return _ONE_IN.search(folded) is not None


def another(folded: str) -> bool:
    """Whether a folded text speaks of another one, or of something that was done again."""
    return _ANOTHER.search(folded) is not None


def ranged(figure: Numeral, own: Iterable[Numeral], others: Iterable[Numeral]) -> bool:
    """Whether two texts have the bounds of one range, the one as a range and the other apart.

    The figure is the range, or a bound of it whose other bound its own text has too.
    """
    if figure.low != figure.high:
        return {figure.low, figure.high} <= _apart(figure, others)
    if figure.value is None:
        return False
    values = _apart(figure, own)
    return any(
        figure.value in (o.low, o.high) and {o.low, o.high} <= values
        for o in others
        if o.low != o.high and o.percent == figure.percent
    )


def _apart(figure: Numeral, others: Iterable[Numeral]) -> set[float | None]:
    return {o.value for o in others if o.percent == figure.percent and not o.ordinal}


def proportions(folded: str, figures: Sequence[Numeral]) -> set[float]:
    """The percentages that a folded text with these figures tells as so many in so many."""
    if not one_in(folded):
        return set()
    values = [float(figure.value) for figure in figures if figure.value]
    return {100 * part / whole for part in values for whole in values if part < whole}


def multiple(value: float, folded: str, figures: Iterable[Numeral]) -> bool:
    """Whether a value is as many times a figure of a sentence as the sentence has it multiplied."""
    found = list(_TIMES.finditer(folded))
    if not found:
        return False
    factors = {3.0 if match["thrice"] else 2.0 for match in found}
    values = [float(f.value) for f in figures if f.value]
    if any(match["times"] for match in found):
        factors.update(v for v in values if v <= _MOST)
    return any(value == factor * v for factor in factors for v in values if v != factor)


def total(value: float, text: str, figures: Sequence[Numeral], language: str) -> bool:
    """Whether a value is the sum of what a short text lists: "an officer and two soldiers"."""
    parts = _JOINED.split(text)
    if len(parts) == 1:
        return False
    duals = len(unlisted_duals(text, language))
    counted = [float(f.value) for f in figures if f.value is not None]
    if not duals and len(counted) == len(figures) == 0:
        return False
    alone = len(parts) - len(counted) - duals
    return alone >= 0 and value == sum(counted) + 2 * duals + alone
