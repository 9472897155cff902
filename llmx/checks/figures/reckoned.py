"""Reckoned: figures that follow from the words of a source without standing there.

A share that is told as one in so many, twice as many as another figure, the sum of what is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from llmx.text.folding import fold
from llmx.text.numerals import Numeral, unlisted_duals

_ONE_IN = re.compile(  # "one family in every five"
    r"(?<!\w)من (?:اصل )?كل(?!\w)|(?<!\w)از هر(?!\w)|кажд"
    r"|\b(?:in|of) every\b|\bout of every\b|\bone (?:\w+ )?in\b"
)
_OUT_OF = re.compile(r"\d (?:من اصل|من بين|از مجموع|из) \d")
_DECADES = {
    20: "عشرين|twenties|двадцат",
    30: "ثلاثين|thirties|тридцат",
    40: "اربعين|forties|сороков",
    50: "خمسين|fifties|пятидесят",
    60: "ستين|sixties|шестидесят",
    70: "سبعين|seventies|семидесят",
    80: "ثمانين|eighties|восьмидесят",
    90: "تسعين|nineties|девяност",
}
_TIMES = re.compile(
    r"(?<!\w)[وب]?(?P<times>ضعفي|اضعاف|برابر|кратно|раза?|times)(?!\w)"
    r"|(?<!\w)[وب]?(?P<twice>ال)?ضعف(?:ا|ه[ما]?)?(?!\w)|دو ?چندان|вдвое|twice|double"
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
_TOGETHER = 40  # characters between the bounds of a range that stand apart
_MOST = 10  # times that a text has something multiplied by


def one_in(folded: str) -> bool:
    """Whether a folded text tells a share as one in so many."""
    return _ONE_IN.search(folded) is not None


def decade(value: float, folded: str) -> bool:
    """Whether a folded text names the decade of a year in words: "السبعينيات", the 1970s."""
    words = _DECADES.get(int(value) % 100, "")
    return bool(words) and re.search(rf"(?:{words})(?:ي?ات|ые|ых|\b)", folded) is not None


def another(folded: str) -> bool:
    """Whether a folded text speaks of another one, or of something that was done again."""
    return _ANOTHER.search(folded) is not None


def ranged(figure: Numeral, own: Iterable[Numeral], others: Iterable[Numeral]) -> bool:
    """Whether two texts have the bounds of one range, the one as a range and the other apart.

    The figure is the range, or a bound of it whose other bound its own text has beside it.
    """
    if figure.low != figure.high:
        signed, every = _apart(figure, others), {o.low for o in others if o.low == o.high}
        return bool(signed & {figure.low, figure.high}) and {figure.low, figure.high} <= every
    if figure.low is None:
        return False
    bounds = [o for o in own if o.low == o.high]
    pairs = [  # "from 0.3 to 0.9 per cent": the sign is that of both
        ({one.low, other.low}, one.percent or other.percent)
        for one in bounds
        for other in bounds
        if figure in (one, other) and 0 < other.start - one.end <= _TOGETHER
    ]
    return any(({o.low, o.high}, o.percent) in pairs for o in others if o.low != o.high)


def _apart(figure: Numeral, others: Iterable[Numeral]) -> set[float | None]:
    """The figures of a text that are no ranges; days and hours are, in words, ordinals."""
    return {o.low for o in others if o.percent == figure.percent and o.low == o.high}


def proportions(folded: str, figures: Sequence[Numeral]) -> set[float]:
    """The percentages that a folded text with these figures tells as so many in so many."""
    if not one_in(folded) and not _OUT_OF.search(folded):
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
    counted = [f for f in figures if f.value is not None and f.kind != "age"]
    read = [fold(figure.text).text for figure in counted]
    others = " ".join([part for part in parts if not any(one in part for one in read)])
    duals = len(unlisted_duals(others, language))
    if not duals and len(counted) == len(figures) == 0:
        return False
    alone = len(parts) - len(counted)
    least = sum([float(f.value or 0) for f in counted]) + alone
    return any(n <= alone and value == least + n for n in range(duals + 1))


def share(value: float, own: Iterable[Numeral], figures: Iterable[Numeral]) -> bool:
    """Whether a value is the share that a short text tells of another figure of its sentence.

    Half of 41 people are 20 or 21 of them.
    """
    parts = [float(f.value) for f in own if f.value and 0 < f.value < 1 and not f.percent]
    parts += [float(f.value) / 100 for f in own if f.value and f.percent]
    wholes = [float(f.value) for f in figures if f.value and f.value > 1 and not f.percent]
    return any(abs(part * whole - value) < 1 for part in parts for whole in wholes)
