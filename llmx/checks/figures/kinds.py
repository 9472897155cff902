"""Kinds: figures that count nothing (days, hours, ages, units) against those that count."""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmx.checks.doubt import Stand
from llmx.checks.english import English
from llmx.checks.figures.context import YEARS, counts_thing, first_counted
from llmx.checks.figures.source import Cited, Place, Source
from llmx.text.folding import fold
from llmx.text.numerals import Numeral, same

_BEFORE = 44  # characters before a figure in which its unit or its verb stands
_TENS = range(20, 100, 10)
_MONTHLY = (
    r"(?!\s(?:(?:same|current|coming|following|next|last) )?(?:month|year|week|day|night)\b"
    r"|\s[A-Z])"
)
_TOLD = re.compile(  # what is said of people right behind their number
    r"(?:\s(?:other|more|further|suspected|alleged))?"
    r"(?:\s(?:killed|dead|wounded|injured|missing|detained|arrested|captured|abducted|kidnapped"
    r"|others|bodies|were|are|(?:of|from) (?:its|his|her|their|them|those))\b"
    rf"|\s(?:of|from) the\b{_MONTHLY}"
    r"|\s(?!(?:does|says|this|thus|gives|takes|lies|follows|times|(?:second|minute|hour|day|night"
    r"|morning|evening|week|month|year|decade)s)\b)[a-z]{3,}(?<![su])s\b)"
)
_TELLING = re.compile(
    r"\b(?:kill|wound|injur|abduct|kidnapp?|detain|arrest|captur|leav)(?:ing|e?d)\s\Z",
    re.IGNORECASE,
)
_NAMED = re.compile(  # "Brigade 4", "at around 4", "on day 12", "boys of 12"
    r"(?:(?<![.!?:;]\s)(?<!\A)\b[A-Z]\w*"
    r"|\b(?:at|on|by|since|until|till|before|after|past|about|around|nearly|and|or|to|between|under"
    r"|over|above|below|than|(?i:m[ae]n|boys?|girls?|youths?|child(?:ren)?) of|ages?|aged"
    r"|no\.?|day|phase|stage|week|article"
    r"|block|route|road|zone|sector|channel|number|group|unit|brigade|battalion|division))\s\Z"
)
_UNITS = re.compile(  # of an army, in a folded text
    r"(?<!\w)(?:[وبفلك]|ال|لل|بال|وال)*(?:لواء|فوج|كتيبه|سريه|فرقه|فيلق)(?!\w)"
    r"|(?<!\w)(?:تيپ|لشكر|گردان|هنگ|كندك|قول ?اردوي?|فرقه|لوا)(?!\w)"
    r"|(?<!\w)(?:бригад|полк|дивизи|батальон|рот[аыеу]\b|корпус)"
)
_STOP = re.compile(r"[،,؛;:.()«»]")


def may_be(
    source: Source, text: str, figure: Numeral, own: Sequence[Place], cited: Cited
) -> list[Place]:
    """The places of a figure where the source may speak of what the English does.

    What counts somebody is no day, hour, age or number of a unit; an age is no number of things.
    """
    if figure.kind == "age":
        return [place for place in own if _may_be_age(source, place, cited)]
    if figure.kind in ("digits", "word") and counts_plainly(text, figure):
        return [place for place in own if not _is_name(source, place, cited)]
    return list(own)


def counts_plainly(text: str, figure: Numeral) -> bool:
    """Whether the words beside an English figure leave no doubt that it counts."""
    if figure.ordinal or figure.percent or figure.value is None:
        return False
    if text[figure.end : figure.end + 1] == "-":
        return False  # "four-wheel drive"
    before = text[max(0, figure.start - _BEFORE) : figure.start]
    if _NAMED.search(before):
        return False
    if counts_thing(text, figure.end) or _TOLD.match(text, figure.end):
        return True
    return _TELLING.search(before) is not None


def counted_said(figure: Numeral, others: Sequence[English]) -> Stand:
    """Whether others have a figure that is no age, day or hour; an age, where it is one."""
    kinds = ("age",) if figure.kind == "age" else ("digits", "word")
    for english in others:
        for other in english.numerals:
            if other.kind in kinds and not other.ordinal and same(other, figure):
                return Stand.SAME
    return Stand.SILENT


def _is_name(source: Source, place: Place, cited: Cited) -> bool:
    """Whether a figure of the source counts nothing."""
    figure = cited.figures[place]
    if figure.kind in ("date", "time", "age"):
        return True
    if not figure.ordinal or figure.kind != "word" or figure.value in _TENS:
        return False
    text = source.material.text(place[0])
    before = fold(text[max(0, figure.start - _BEFORE) : figure.start]).text
    return _UNITS.search(_STOP.split(before)[-1]) is not None


def _may_be_age(source: Source, place: Place, cited: Cited) -> bool:
    """Whether a figure of the source may be an age: it counts nothing but years."""
    material, other = source.material, cited.figures[place]
    if other.kind == "age" or other.ordinal:
        return True
    noun = first_counted(material.text(place[0]), other, material.language)
    return not noun or bool(noun & YEARS)
