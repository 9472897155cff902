"""Impossible: figures of one text that cannot both be so: a part above its whole, a falling range.

What is read here is the English alone. A text whose source says it so is in doubt only until
another answer says the same.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from llmx.checks.doubt import Doubt, Stand
from llmx.checks.english import English, counts_people
from llmx.checks.figures.source import counts
from llmx.checks.finding import Finding
from llmx.checks.material import Passage
from llmx.text.inclusion import INCLUDING
from llmx.text.numerals import Numeral
from llmx.text.numerals.numeral import ABOVE, BELOW

_OUT_OF = re.compile(
    r" (?:out )?of (?:(?!(?:them|whom|which|and|or|in|at|on)\b)[a-z][a-z'’-]* ){0,3}"
)
"""Between a part and its whole: "14 of the 17", "seven of a two-member team"."""
_AMONG = re.compile(rf"(?:{INCLUDING}|\b(?:among|of) (?:whom|which)) $")
"""Before a part whose whole has been told."""
_OF_THEM = re.compile(r" of (?:them|whom|which|these)\b")
"""After such a part."""
_GROUPS = re.compile(
    r"(?:\W+\w+){0,2}?\W+(?:famil(?:y|ies)|households?|groups?|units?|teams?|crews?|patrols?|cells?"
    r"|brigades?|battalions?|companies|gangs?|tribes?|clans?|couples?)\b",
    re.IGNORECASE,
)
"""What a figure counts that are several people each."""
_TO = re.compile(r" (?:to|and) | ?[-–—] ?")
_BETWEEN = re.compile(r"\bbetween $", re.IGNORECASE)
_STOP = re.compile(r"[.;:!?] ")
_BEFORE = 12  # characters in which what tells a part stands


def check(passage: Passage, english: English, cited: Iterable[Numeral]) -> Iterator[Finding]:
    """What a text says that cannot be. The figures of its source tell a range that falls in it."""
    figures = english.numerals
    for at, after in _falling(english.text, figures, cited):
        said = f"{figures[at].text!r} to {figures[after].text!r} is no range: it falls"
        yield Finding("figures", "error", passage.pointer, said, passage.sentences or ())
    for part, whole in parts_above(english):
        said = f"{figures[part].text!r} is a part of {figures[whole].text!r}, which is less"
        pair = figures[part].low, figures[whole].low
        doubt = Doubt(partial(_said_so, pair), passage.task)
        yield Finding("figures", "warning", passage.pointer, said, passage.sentences or (), doubt)


def parts_above(english: English) -> Iterator[tuple[int, int]]:
    """The figures of a text that are told to be a part of a smaller one, each with that one."""
    text, figures = english.text, english.numerals
    for at, figure in enumerate(figures):
        if not counts(figure) or figure.percent or figure.low is None or figure.hedge in BELOW:
            continue
        whole = _whole_of(text, figures, at)
        if whole is not None and _is_above(figure, figures[whole]):
            yield at, whole


def _whole_of(text: str, figures: Sequence[Numeral], at: int) -> int | None:
    """The figure that another is told to be a part of."""
    figure = figures[at]
    if at + 1 < len(figures) and _OUT_OF.fullmatch(text, figure.end, figures[at + 1].start):
        return at + 1
    among = _AMONG.search(text, max(0, figure.start - _BEFORE), figure.start)
    if not (among or _OF_THEM.match(text, figure.end)) or not at:
        return None
    before = figures[at - 1]
    if _STOP.search(text, before.end, figure.start) or _GROUPS.match(text, before.end):
        return None
    return at - 1 if counts_people(text, before) else None


def _is_above(part: Numeral, whole: Numeral) -> bool:
    if not counts(whole) or whole.percent or whole.high is None or whole.hedge in ABOVE:
        return False
    return part.low is not None and part.low > whole.high


def _falling(
    text: str, figures: Sequence[Numeral], cited: Iterable[Numeral]
) -> Iterator[tuple[int, int]]:
    """Two figures told as a range whose second is below its first.

    After "between" it is one for certain, else where the source has the range as it should be.
    """
    ranges: set[tuple[float | None, float | None]] | None = None
    for at, (one, other) in enumerate(itertools.pairwise(figures)):
        if one.low is None or other.high is None or one.low <= other.high:
            continue
        if (one.percent and not other.percent) or not _TO.fullmatch(text, one.end, other.start):
            continue
        if not _BETWEEN.search(text, max(0, one.start - _BEFORE), one.start):
            if ranges is None:
                ranges = {(figure.low, figure.high) for figure in cited}
            if (other.low, one.high) not in ranges:
                continue
        yield at, at + 1


def _said_so(pair: tuple[float | None, float | None], others: Sequence[English]) -> Stand:
    """Whether others tell the same part of the same whole."""
    for english in others:
        for part, whole in parts_above(english):
            if (english.numerals[part].low, english.numerals[whole].low) == pair:
                return Stand.SAME
    return Stand.SILENT
