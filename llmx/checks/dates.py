"""Dates: when something happened, as the answers give it, against the date words of the article."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from llmx.checks.doubt import Doubt, Stand
from llmx.checks.english import English
from llmx.checks.finding import Finding, Severity
from llmx.checks.material import Material, Passage, Piece
from llmx.fields import Dateline, When
from llmx.text.calendars import (
    Calendar,
    Expression,
    Resolution,
    describes,
    expressions,
    has_words,
    nominal,
    read,
    resolve,
)
from llmx.text.folding import fold
from llmx.text.transliteration import NameIndex

_DAY = datetime.timedelta(days=1)
_SOME_DAY = datetime.date(2018, 1, 1)  # of publication, to see whether any would help
_LONGEST = 40  # days of a period that are looked at one by one
_NIGHT = r"ليل|شب|ноч|[Nn]ight"  # compiled by `re` when first asked for
_SINCE = r"منذ|حتى|(?<!\w)(?:از|تا|с|до|с начала|since|until|till|from)(?!\w)"
_PART = (
    r"مطلع|منتصف|أواخر|أوائل|نهاية|بداية|اوایل|اواخر|اواسط|ابتدای|پایان|نیمه|начал|конц|середин"
    r"|[Ee]arly|[Mm]id|[Ll]ate|beginning|start|end of"
)
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
_UNITS = {
    "day": "يوم|ايام|روز|день|дне|дня|day",
    "week": "سبوع|سابيع|هفته|недел|week",
    "month": "شهر|شهور|ماه|месяц|month",
    "year": "عام|سنه|سنوات|سنين|سال|год|году|лет|year",
}


@dataclass(frozen=True, slots=True)
class Dated:
    """What the time expression of a `When` block means, and how that is known."""

    path: str
    text_src: str
    start: str
    end: str
    calendar: Calendar
    method: str
    tolerance: int

    def as_json(self) -> dict[str, Any]:
        return {
            "path": self.path,
            "text_src": self.text_src,
            "start": self.start,
            "end": self.end,
            "calendar": self.calendar,
            "method": self.method,
            "tolerance": self.tolerance,
        }


def check(material: Material) -> Iterator[Finding]:
    """Each `When` block and each date word of the English, against the cited sentences."""
    source = _Source(material)
    for piece, when in material.pieces(When):
        if when.text_src is not None or when.start or when.end:
            yield from _when(piece, when, source)
    for piece, line in material.pieces(Dateline):
        path = f"{piece.pointer}/publication_date"
        yield from publication(path, line.publication_date, material.published)
    yield from _prose(material.passages, source)


def publication(path: str, given: str | None, published: datetime.date | None) -> Iterator[Finding]:
    """A publication date that an answer gives, against the one that came with the article."""
    if given is None or (published and given == published.isoformat()):
        return
    known = f"it is {published}" if published else "none came with the article"
    said = f"publication date {given!r}, but {known}"
    yield Finding("dates", "error", path, said)


def derived(material: Material) -> list[Dated]:
    """What each `When` block resolves to, in the order of the answers; others are left out."""
    found = []
    for piece, when in material.pieces(When):
        if when.text_src is None:
            continue
        spans = _resolved(expressions(when.text_src, material.language), material.published)
        if spans:
            first = spans[0][1]
            start = min(r.start for _, r in spans)
            end = max(r.end for _, r in spans)
            how = first.calendar, first.method, max(r.tolerance for _, r in spans)
            found.append(Dated(piece.pointer, when.text_src, start, end, *how))
    return found


def undated(material: Material) -> int:
    """How many `When` blocks have no day that one would have if it were known when the article
    was published."""
    if material.published:
        return 0
    texts = [w.text_src for _, w in material.pieces(When) if w.text_src and not w.start]
    found = [expressions(text, material.language) for text in texts]
    return sum(bool(_resolved(e, _SOME_DAY)) and not _resolved(e, None) for e in found)


# --- the article's date expressions --------------------------------------------------------------


@dataclass
class _Source:
    """The date expressions of the content sentences, read when first asked for."""

    material: Material
    readable: bool = field(init=False)

    def __post_init__(self) -> None:
        self.readable = has_words(self.material.language)

    @property
    def published(self) -> datetime.date | None:
        return self.material.published

    def of(self, numbers: Sequence[int]) -> list[Expression]:
        """The expressions of these sentences."""
        return [e for n in numbers for e in self._read.get(n, ())]

    def folded(self, n: int) -> str:
        english = self.material.language == "en"
        return self.material.text(n) if english else self.material.folded(n).text

    def within(self, text: str, numbers: Sequence[int]) -> list[Expression]:
        """The expressions of these sentences that a text copied from them holds."""
        found = self.of(numbers)
        if not found:
            return []
        copied = text if self.material.language == "en" else fold(text).text
        return [e for e in found if e.text in copied]

    def other(self, numbers: Sequence[int]) -> Iterator[tuple[int, Expression]]:
        """The expressions of all other sentences."""
        for n, found in self._read.items():
            if n not in numbers:
                yield from ((n, e) for e in found)

    @cached_property
    def _read(self) -> dict[int, list[Expression]]:
        """Read all sentences in one go: most have no date word, and a scan has its price."""
        texts = [self.folded(n) for n in range(1, self.material.size + 1)]
        found: dict[int, list[Expression]] = {}
        for place, expression in _placed(texts, self.material.language):
            found.setdefault(place + 1, []).append(expression)
        return found


def _placed(texts: Sequence[str], language: str) -> Iterator[tuple[int, Expression]]:
    """The date expressions of several texts, each with the index of its text."""
    read_all = read("\n".join(texts), language)
    if not read_all:
        return
    ends = list(accumulate(len(text) + 1 for text in texts))
    for expression in read_all:
        yield bisect_right(ends, expression.start), expression


def _resolved(
    found: Sequence[Expression], published: datetime.date | None
) -> list[tuple[Expression, Resolution]]:
    pairs = ((e, resolve(e, published)) for e in found)
    return [(e, r) for e, r in pairs if r is not None]


# --- start and end of a When ---------------------------------------------------------------------


def _when(piece: Piece, when: When, source: _Source) -> Iterator[Finding]:
    cited = piece.sentences or ()
    text = when.text_src or ""
    own = source.within(text, cited) if text else []
    said = _basis(when, own)
    if said:
        yield Finding("dates", "info", f"{piece.pointer}/basis", said, cited)
    if when.start is None and when.end is None:
        return
    own = expressions(text, source.material.language) if text else []
    if when.start and when.end and when.start > when.end:
        said = f"start {when.start} is after end {when.end}"
        yield Finding("dates", "error", f"{piece.pointer}/start", said, cited)
        return
    pairs = _resolved(own, source.published)
    found = own
    if not pairs:
        found = [*own, *source.of(cited)]
        pairs = _resolved(found, source.published)
    for name, value in (("start", when.start), ("end", when.end)):
        if value is not None:
            fault = _Given(name, value, when, source).fault(found, pairs, cited)
            if fault:
                yield Finding("dates", fault[0], f"{piece.pointer}/{name}", fault[1], cited)
                return


def _basis(when: When, own: Sequence[Expression]) -> str | None:
    kinds = {e.kind for e in own if e.sure}
    if when.basis == "explicit" and kinds == {"relative"}:
        return f"explicit, but {when.text_src!r} is relative"
    if when.basis == "relative" and kinds == {"calendar"} and all(e.day for e in own):
        return f"relative, but {when.text_src!r} is a calendar date"
    if when.basis == "none" and kinds & {"calendar", "weekday"}:
        return f"none, but {when.text_src!r} says when"
    return None


class _Given(NamedTuple):
    """One end of a `When` as an answer gives it."""

    name: str
    value: str
    when: When
    source: _Source

    @property
    def day(self) -> datetime.date:
        return datetime.date.fromisoformat(self.value)

    def fault(
        self,
        found: Sequence[Expression],
        pairs: Sequence[tuple[Expression, Resolution]],
        cited: Sequence[int],
    ) -> tuple[Severity, str] | None:
        """What is wrong with it, held against expressions and what they resolve to."""
        given = f"{self.name} {self.value}"
        if any(self._fits(e, r) for e, r in pairs):
            return None
        if pairs:
            e, r = min(pairs, key=lambda pair: abs(_iso(pair[1].start) - self.day))
            severity: Severity = "warning" if e.kind == "relative" and e.unit != "day" else "error"
            shown = r.start if r.start == r.end else f"{r.start} to {r.end}"
            return severity, f"{given}, but {e.text!r} gives {shown} ({r.method})"
        if found:
            return self._unresolved(found, given)
        if not self.source.readable:
            return None
        for n, e in self.source.other(cited):
            other = resolve(e, self.source.published)
            if other and self._fits(e, other):
                return "warning", f"{given} stands only in sentence {n}, which is not cited"
        severity = "warning" if self.when.text_src else "error"
        return severity, f"{given} is a date that the text does not support"

    def _unresolved(self, found: Sequence[Expression], given: str) -> tuple[Severity, str]:
        shown = ", ".join(repr(e.text) for e in found[:3])
        if any(_may_be(e, self.day) for e in found):
            return "warning", f"{given}, but {shown} does not say it in full"
        return "error", f"{given}, but the text gives {shown}"

    def _fits(self, expression: Expression, resolution: Resolution) -> bool:
        start, end, day = _iso(resolution.start), _iso(resolution.end), self.day
        slack = resolution.tolerance * _DAY
        text = self.when.text_src or ""
        if self.name == "end":
            if re.search(_NIGHT, text):
                slack = max(slack, _DAY) if day > end else slack
            published = self.source.published
            if day == published and (self.when.aggregate or re.search(_SINCE, text)):
                return day >= start
        if start - slack <= day <= end + slack:
            return not self._shifted(expression, start, end, text)
        undirected = expression.kind == "weekday" and not expression.direction
        return undirected and abs(day - start) == 7 * _DAY

    def _shifted(
        self, expression: Expression, start: datetime.date, end: datetime.date, text: str
    ) -> bool:
        """Whether one end of a period of the calendar is met and the other is not."""
        if expression.kind != "calendar" or start == end or re.search(_PART, text):
            return False
        if self.when.start is None or self.when.end is None:
            return False
        met = self.when.start == start.isoformat(), self.when.end == end.isoformat()
        mine = met[0] if self.name == "start" else met[1]
        return any(met) and not mine


def _may_be(expression: Expression, day: datetime.date) -> bool:
    """Whether a day is one that an expression may mean which does not resolve."""
    if expression.kind == "relative":
        return expression.weekday in (None, day.weekday())
    return describes(expression, day)


def _iso(value: str) -> datetime.date:
    return datetime.date.fromisoformat(value)


# --- date words of the English -------------------------------------------------------------------


def _prose(passages: Sequence[Passage], source: _Source) -> Iterator[Finding]:
    """Each passage with a date word, and each sentence with one whose translation has none."""
    if not source.readable:
        return
    said: dict[int, list[Expression]] = {}
    for place, expression in _placed([p.text for p in passages], "en"):
        said.setdefault(place, []).append(expression)
    for place, passage in enumerate(passages):
        shown = said.get(place, [])
        if passage.sentences and (shown or passage.translates):
            yield from _passage(passage, shown, source)


def _passage(passage: Passage, shown: Sequence[Expression], source: _Source) -> Iterator[Finding]:
    cited = passage.sentences or ()
    found = source.of(cited)
    if not shown and not found:
        return
    faults = 0
    for expression in shown:
        fault = _Claim(expression, shown, found, cited, source).fault()
        if fault:
            faults += fault[0] != "info"
            doubt = Doubt(partial(_date_said, expression), passage.task)
            doubted = doubt if fault[0] == "warning" else None  # an error contradicts the text
            yield Finding("dates", fault[0], passage.pointer, fault[1], cited, doubted)
    if passage.translates and not faults:
        for expression in found:
            if _is_missing(expression, shown, source.published):
                if _in_other_words(expression, passage, source):
                    continue
                printed = _printed(expression, source, cited)
                said = f"{printed!r} of the sentence is not in its English"
                doubt = Doubt(partial(_date_said, expression), passage.task, "if said", alone=True)
                yield Finding("dates", "warning", passage.pointer, said, cited, doubt)


def _date_said(expression: Expression, others: Sequence[English]) -> Stand:
    """Whether others have a date expression, whatever they say besides of that day."""
    weekday = expression.weekday is not None  # "overnight Monday" is Monday
    wanted = expression._replace(unit=None) if weekday else expression
    for english in others:
        for other in english.dates:
            if not _missing(wanted, [other]) and other.day == expression.day:
                return Stand.SAME
    return Stand.SILENT


def _in_other_words(expression: Expression, passage: Passage, source: _Source) -> bool:
    """Whether the English has "for two days", or a place that is called as the weekday is."""
    if expression.kind == "relative" and expression.unit and (expression.shift or 0) < -1:
        number = -(expression.shift or 0)
        counted = f"{number}|{_NUMBERS[number - 2]}" if number < 12 else str(number)
        unit = expression.unit
        return bool(re.search(rf"\b(?:{counted})[ -](?:\w+ )?{unit}s?\b", passage.text))
    return expression.kind == "weekday" and _is_name(expression, passage, source.material.names)


def _is_name(expression: Expression, passage: Passage, names: NameIndex) -> bool:
    """Whether the English spells the weekday's word out as a name: Chaharshanba."""
    spelled = names.spelled(expression.text).replace(b" ", b"").replace(b"H", b"")
    words = [names.skeleton(word).replace(b"H", b"") for word in names.words(passage.text)]
    joined = [one + other for one, other in pairwise(words)]
    return len(spelled) > 1 and spelled in (*words, *joined)


class _Claim(NamedTuple):
    """A date expression of the English, with those of the passage and of its sentences."""

    said: Expression
    shown: Sequence[Expression]
    found: Sequence[Expression]
    cited: Sequence[int]
    source: _Source

    def fault(self) -> tuple[Severity, str] | None:
        """What is wrong with it; None where the sentences say the same."""
        missing = _missing(self.said, self.found)
        if not missing:
            return self._figures()
        contrary = self._contrary()
        if contrary:
            return contrary
        if not self.said.sure or _same_day(self.said, self.found, self.source.published):
            return None
        for part in missing:
            fault = self._different(part)
            if fault:
                return fault
        return self._unsupported(missing)

    def _contrary(self) -> tuple[Severity, str] | None:
        """A warning, where the sentences have a like period that is another: "the coming days"."""
        rest = [e for e in self.shown if e is not self.said]
        for other in self.found:
            if _is_contrary(other, self.said) and not any(_same_shift(other, e) for e in rest):
                printed = _printed(other, self.source, self.cited)
                return "warning", f"{self.said.text!r}, but the text gives {printed!r}"
        return None

    def _different(self, part: str) -> tuple[Severity, str] | None:
        """An error, where the sentences have another of the same kind."""
        published = self.source.published
        rest = [e for e in self.shown if e is not self.said]
        others = [e for e in self.found if not (rest and _covered(e, rest, published))]
        against = [e for e in others if _opposes(e, self.said, part, published)]
        if not against:
            return None
        texts = ", ".join(repr(_printed(e, self.source, self.cited)) for e in against[:3])
        return "error", f"{self.said.text!r}, but the text gives {texts}"

    def _unsupported(self, missing: Sequence[str]) -> tuple[Severity, str] | None:
        said, published = self.said, self.source.published
        if said.kind == "relative" and said.weekday is None and not self._is_telling():
            return None
        if "month" in missing and any(
            e.calendar == "hijri" or not e.month for e in self.found if e.kind == "calendar"
        ):
            return None  # of another calendar and without a year: it cannot be told
        if said.day and said.month and said.year is None and self._in_figures():
            return None
        for n, other in self.source.other(self.cited):
            alike = not _missing(said, [other]) and (not other.day or said.day in (None, other.day))
            if alike or _same_day(said, [other], published):
                return "info", f"{said.text!r} stands in sentence {n}, which is not cited"
        if published:
            own = resolve(said, published)
            if own and own.start == own.end == published.isoformat():
                return "info", f"{said.text!r} is the day of publication; no cited sentence says it"
        return "warning", f"no cited sentence says {said.text!r}"

    def _in_figures(self) -> bool:
        """Whether the sentences print the day and the month with a stroke between: "3/11"."""
        day, month = f"0?{self.said.day}", f"0?{self.said.month}"
        pair = rf"(?<![\d/.-])(?:{day}/{month}|{month}/{day})(?![\d/])"
        return any(re.search(pair, self.source.folded(n)) for n in self.cited)

    def _is_telling(self) -> bool:
        """Whether a relative word says something that the sentences do not in other words."""
        if self.said.unit is None or self.said.shift in (None, 0):
            return False
        unit = _UNITS[self.said.unit]
        return not any(re.search(unit, self.source.folded(n)) for n in self.cited)

    def _figures(self) -> tuple[Severity, str] | None:
        """A day or a year that the sentences do not have with that month."""
        said = self.said
        same = [e for e in self.found if e.month and _same_month(e, said)]
        for value, values in ((said.day, _days(same)), (said.year, {e.year for e in same})):
            if not same or not value or value in values:
                continue
            if not _same_day(said, self.found, self.source.published):
                texts = ", ".join(repr(_printed(e, self.source, self.cited)) for e in same[:3])
                return "error", f"{said.text!r}, but the text gives {texts}"
        return None


def _missing(said: Expression, found: Sequence[Expression]) -> list[str]:
    """Which parts of an expression none of the others has."""
    parts = []
    if said.weekday is not None and not any(_same_weekday(e, said) for e in found):
        parts.append("weekday")
    if said.month is not None and not any(_same_month(e, said) for e in found):
        parts.append("month")
    if said.unit is not None and not any(_same_shift(e, said) for e in found):
        parts.append("relative")
    return parts


def _same_weekday(one: Expression, other: Expression) -> bool:
    return one.weekday == other.weekday and one.direction * other.direction >= 0


def _same_month(one: Expression, other: Expression) -> bool:
    if one.direction * other.direction < 0:
        return False
    if one.calendar is None or other.calendar is None:
        return one.month == other.month and one.day == other.day
    return (one.calendar, one.month) == (other.calendar, other.month)


def _same_shift(one: Expression, other: Expression) -> bool:
    if one.unit is None or one.unit != other.unit:
        return False
    return one.shift == other.shift and one.direction == other.direction


def _is_contrary(other: Expression, said: Expression) -> bool:
    """Whether a vague period of the source is of another length, or on the other side of today."""
    if said.unit is None or other.unit is None or said.weekday is not None:
        return False
    if said.shift is None or other.shift is None:
        if said.shift is not other.shift or not said.direction * other.direction:
            return False
        return said.direction != other.direction or said.unit != other.unit
    if said.shift == 0:
        return other.shift == 0 and "day" not in (said.unit, other.unit) and said.unit != other.unit
    if said.sure:
        return False
    return said.shift * other.shift < 0 or (said.unit != other.unit and said.shift == other.shift)


def _days(found: Sequence[Expression]) -> set[int]:
    return {d for e in found if e.day for d in range(e.day, (e.until or e.day) + 1)}


def _same_day(
    said: Expression, found: Sequence[Expression], published: datetime.date | None
) -> bool:
    """Whether one of the others means a day that the expression may mean, by whatever calendar."""
    for other in found:
        theirs = resolve(other, published)
        if theirs is not None:
            if _meet(said, theirs, published):
                return True
        elif said.month and other.calendar != said.calendar:
            day = nominal(other)
            if day and _close(said, day):
                return True
    return False


def _meet(said: Expression, theirs: Resolution, published: datetime.date | None) -> bool:
    exact = theirs.start != theirs.end or said.calendar == theirs.calendar != "gregorian"
    slack = 0 * _DAY if exact else theirs.tolerance * _DAY
    start, end = _iso(theirs.start) - slack, _iso(theirs.end) + slack
    if said.kind != "relative" and not (said.month and said.direction):
        number = (end - start).days + 1
        return number <= _LONGEST and any(describes(said, start + k * _DAY) for k in range(number))
    own = resolve(said._replace(weekday=None), published)  # its weekday must not put it right
    if own is None or said.weekday not in (None, start.weekday()):
        return False
    return own.start <= end.isoformat() and start.isoformat() <= own.end


def _close(said: Expression, day: datetime.date) -> bool:
    """Whether a day of a year at will has the month and day of an expression, leap years apart."""
    bare = said._replace(year=None, weekday=None)
    return any(describes(bare, day + k * _DAY) for k in (-1, 0, 1))


def _covered(
    expression: Expression, shown: Sequence[Expression], published: datetime.date | None
) -> bool:
    """Whether an expression of the source stands in the English."""
    return not _missing(expression, shown) or _same_day(expression, shown, published)


def _opposes(
    other: Expression, said: Expression, part: str, published: datetime.date | None
) -> bool:
    """Whether an expression of the source says another weekday, month or relative day."""
    if not other.sure:
        return False
    if part == "relative":
        if said.unit == other.unit and (said.shift is None) == (other.shift is None):
            return True
        return _resolves_to_a_day(other, published) and _resolves_to_a_day(said, published)
    if part == "weekday" and other.weekday is not None:
        return True
    if part == "month" and other.month is not None:
        same = other.calendar == said.calendar
        return same or _resolves_to_a_day(other, published) or nominal(other) is not None
    return _resolves_to_a_day(other, published)


def _resolves_to_a_day(expression: Expression, published: datetime.date | None) -> bool:
    found = resolve(expression, published)
    return found is not None and found.start == found.end


def _is_missing(
    expression: Expression, shown: Sequence[Expression], published: datetime.date | None
) -> bool:
    """Whether a date of the source that can hardly be anything else is not in the English."""
    if not expression.sure or (expression.unit and expression.shift in (None, 0)):
        return False
    if expression.unit not in (None, "day") and expression.weekday is None:
        return False
    if expression.unit and len(_missing(expression, shown)) < 2 and expression.weekday is not None:
        return False  # "yesterday, Saturday" is Saturday
    return not _covered(expression, shown, published)


def _printed(expression: Expression, source: _Source, cited: Sequence[int]) -> str:
    """An expression of the source as it is printed, not as it is folded."""
    for n in cited:
        at = source.folded(n).find(expression.text)
        if at >= 0 and source.material.language != "en":
            start, end = source.material.folded(n).span(at, at + len(expression.text))
            return source.material.text(n)[start:end]
    return expression.text
