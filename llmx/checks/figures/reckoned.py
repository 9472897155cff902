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
_MOST = 10  # times that a text has something multiplied by


def one_in(folded: str) -> bool:
    """Whether a folded text tells a share as one in so many."""
    return _ONE_IN.search(folded) is not None


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
