"""Figures: what a folded copy writes in digits: numbers, dates, times and model numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from llmx.text.numerals.atom import Atom, whole
from llmx.text.numerals.tables import listed

_ZWNJ = "\u200c"
_LETTER = r"[^\W\d_]"
_SPACES = " \u00a0\u2007\u2009\u202f"
_PLAIN = (  # behind the first digit: the rest of a figure that can be nothing but a number
    r"(?P<plain>(?<=[1-9١-٩۱-۹])(?:\d{0,2}(?:,\d{3}){1,4}|\d{0,9})"
    rf"(?![\da-z]|[.,،٫٬'’/:-]\d|[{_SPACES}]\d\d\d))?"
)
_ANY, _ASCII = re.compile(r"\d" + _PLAIN), re.compile("[0-9]" + _PLAIN)
_FIGURE = re.compile(
    rf"(?P<date>\d{{1,4}}(?P<mark>[/.-])\d{{1,2}}(?P=mark)\d{{1,4}}(?!\d))"
    rf"|(?P<time>\d{{1,2}}:\d\d(?::\d\d)?(?![\d:]))"
    rf"|(?P<figure>\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?![\d,.٫٬]?\d)|\d+(?:[.,،٫٬'’/]\d+)*)"
    rf"(?P<suffix>[a-z]+(?:-\d+)?)?"
)
_CODE = re.compile(
    rf"(?<!{_LETTER}){_LETTER}++(?:{_ZWNJ}{_LETTER}++)*+"
    rf"(?P<tail>(?:(?<=[a-z])-?\d|(?<=[а-я])-\d|(?<={_LETTER}{_LETTER})-\d)[\w-]*)"
)
_PARTS = re.compile(r"\d+(?:[.٫]\d+)?")
_RUNS = re.compile(r"\d+")
_LONGEST = 15
"""Digits of the longest number; what is longer is the number of a document or a telephone."""
_SCALES = {"k": 1_000, "mn": 10**6, "mln": 10**6, "bn": 10**9, "bln": 10**9, "tn": 10**12}
_ORDINAL_ENDINGS = frozenset(["st", "nd", "rd", "th"])
_UNITS = frozenset(listed("km kms m cm mm kg g t ha ft mph kph kmh lb lbs mi yr yrs hrs mins nm x"))
_NO_CODES = frozenset(listed("mid pre post early late since over under sub al non pro anti approx"))
_HOUR = "ساعت "
_HALVES = {(1, 2), (1, 3), (2, 3), (1, 4), (3, 4)}
_MEASURED = re.compile(
    rf"[\s{_ZWNJ}]*(?:[%٪]|درصد|در صد|ميليون|ميليارد|هزار|ريشتر|كيلومتر|متر|دلار|تن\b|هكتار|سال\b)"
)


def figures(copy: str, code: str) -> list[Atom]:
    """Find what is written in digits, in order; `code` is the language of the lexicon."""
    found: list[Atom] = []
    pattern = _ASCII if copy.isascii() else _ANY
    place = 0
    while match := pattern.search(copy, place):
        start, end = match.span()
        named = _named(copy, place, start)
        if match.lastgroup and not named:
            value, plain = int(match[0].replace(",", "")), end - start == 4
            found.append(Atom(start, end, "digits", value, "", (), False, False, plain))
        else:
            match = named or _FIGURE.match(copy, start) or match
            found.extend(_READERS[match.lastgroup or "figure"](match, code))
            end = match.end()
        place = end
    return found


def _named(copy: str, place: int, digit: int) -> re.Match[str] | None:
    """The name that a digit belongs to: "F-16"; nothing of it stands before `place`."""
    if digit == place or not (copy[digit - 1] == "-" or copy[digit - 1].isalpha()):
        return None
    match = _CODE.search(copy, place)
    return match if match and match.start() < digit else None


def _code(match: re.Match[str], code: str) -> Iterator[Atom]:
    name = match.string[match.start() : match.start("tail")]
    runs = _parts(_RUNS.findall(match["tail"]))
    if name in _NO_CODES and len(runs) == 1:
        run = _RUNS.search(match.string, match.start("tail"))
        start, end = run.span() if run else match.span()
        yield Atom(start, end, "digits", runs[0], plain=end - start == 4)
    else:
        yield Atom(match.start(), match.end(), "code", None, parts=runs)


def _date(match: re.Match[str], code: str) -> Iterator[Atom]:
    runs = [match.string[a:b] for a, b in _runs(match)]
    parts = tuple(map(int, runs))
    years = [run for run in runs if len(run) == 4 and run.isdecimal()]
    small = sum(part <= 31 for part in parts)
    shaped = max(map(len, runs)) != 3 and (years or all(len(run) <= 2 for run in runs))
    if shaped and small >= 2 and len(years) <= 1 and any(1 <= part <= 12 for part in parts):
        yield Atom(match.start(), match.end(), "date", None, parts=parts)
    else:
        yield from _loose(match.string, match.start(), match.end())


def _time(match: re.Match[str], code: str) -> Iterator[Atom]:
    parts = tuple(int(match.string[a:b]) for a, b in _runs(match))
    if parts[0] <= 24 and all(part < 60 for part in parts[1:]):
        yield Atom(match.start(), match.end(), "time", None, parts=parts)
    else:
        yield from _loose(match.string, match.start(), match.end())


def _figure(match: re.Match[str], code: str) -> Iterator[Atom]:
    """A number with its separators, and what Latin letters after it make of it."""
    start, end = match.span("figure")
    suffix = match.group("suffix") or ""
    digits = match.group("figure")
    runs = _RUNS.findall(digits)
    if _is_name(runs, digits):
        yield Atom(start, match.end(), "code", None, parts=_parts(runs))
        return
    if "/" in digits:
        yield from _slashed(match, runs, code)
        return
    value = _value(digits, runs, code)
    if value is None:
        yield from _loose(match.string, start, end)
    elif not suffix:
        yield Atom(start, end, "digits", value, plain=len(runs) == 1 and len(digits) == 4)
    else:
        yield _suffixed(match, value, suffix, runs)


def _is_name(runs: list[str], digits: str) -> bool:
    """Whether figures name something: a telephone, the number of a document, "007"."""
    if len(runs) == 1 and (len(digits) > 10 or (int(digits[0]) == 0 and len(digits) > 1)):
        return True
    return sum(map(len, runs)) > _LONGEST


def _suffixed(match: re.Match[str], value: int | float, suffix: str, runs: list[str]) -> Atom:
    start, end = match.span("figure")
    before = match.string[start - 1 : start]
    scale = _SCALES.get(suffix) or (10**6 if suffix == "m" and before in ("$", "€", "£") else None)
    if suffix == "b" and before in ("$", "€", "£"):
        scale = 10**9
    if scale is not None and value < 10**_LONGEST:
        return Atom(start, match.end(), "digits", whole(value * scale), base="scaled")
    if suffix in _ORDINAL_ENDINGS:
        return Atom(start, match.end(), "digits", value, ordinal=True)
    if suffix == "s" and len(runs) == 1:  # the 1990s
        return Atom(start, match.end(), "date", value)
    if suffix in ("am", "pm"):
        hour = int(runs[0]) % 12 + 12 * (suffix == "pm")
        minutes = int(runs[1]) if len(runs) == 2 and len(runs[1]) == 2 else 0  # "8.30pm"
        return Atom(start, match.end(), "time", None, parts=(hour, minutes))
    if suffix in _UNITS:
        return Atom(start, end, "digits", value)
    return Atom(start, match.end(), "code", None, parts=_parts(runs))


def _slashed(match: re.Match[str], runs: list[str], code: str) -> Iterator[Atom]:
    """Two figures with a stroke: a Persian decimal, a fraction, or a day and a month."""
    start, end = match.span("figure")
    parts = _parts(runs)
    if len(parts) != 2 or len(runs) != 2:
        yield from _loose(match.string, start, end)
    elif code == "fa" and _MEASURED.match(match.string, end):
        yield Atom(start, end, "digits", float(f"{parts[0]}.{int(runs[1]):0{len(runs[1])}}"))
    elif code == "fa" and _on_a_clock(match.string, start, runs):
        yield Atom(start, end, "time", None, parts=parts)
    elif parts in _HALVES:
        yield Atom(start, end, "digits", parts[0] / parts[1])
    elif all(len(run) <= 2 for run in runs):
        yield Atom(start, end, "date", None, parts=parts)
    else:
        yield from _loose(match.string, start, end)


def _on_a_clock(copy: str, start: int, runs: list[str]) -> bool:
    """Whether a Persian stroke stands between an hour and its minutes: «ساعت ۱۴/۳۰»."""
    hour, minutes = map(int, runs)
    told = copy.endswith(_HOUR, 0, start)
    return told and hour <= 24 and minutes < 60 and len(runs[1]) == 2


def _value(digits: str, runs: list[str], code: str) -> int | float | None:
    """The value of digits with separators; None if they are several numbers."""
    marks = [char for char in digits if not char.isdecimal()]
    if not marks:
        return int(digits)
    grouped = len(runs[0]) <= 3 and all(len(run) == 3 for run in runs[1:])
    if len(set(marks)) == 1:
        mark = marks[0]
        decimal = mark == "٫" or runs[0] == "0" or (mark == "." and code == "en")
        if grouped and (len(marks) > 1 or not decimal):
            return int("".join(runs))
        if len(marks) > 1 or mark in "٬'’" or (mark == "," and code == "en"):
            return None
    elif len(set(marks[:-1])) > 1 or len(runs[0]) > 3 or any(len(r) != 3 for r in runs[1:-1]):
        return None
    if marks[-1] in "'’٬" or len(runs[-1]) > _LONGEST:
        return None
    return float("".join(runs[:-1]) + "." + runs[-1])


def _loose(copy: str, start: int, end: int) -> Iterator[Atom]:
    """Each number by itself, where a pattern of several turned out to be none."""
    for match in _PARTS.finditer(copy, start, end):
        runs = _RUNS.findall(match.group())
        if sum(map(len, runs)) > _LONGEST:
            yield Atom(match.start(), match.end(), "code", None, parts=_parts(runs))
        else:
            value = int(runs[0]) if len(runs) == 1 else float(f"{int(runs[0])}." + runs[1])
            plain = len(runs) == 1 and len(runs[0]) == 4
            yield Atom(match.start(), match.end(), "digits", value, plain=plain)


def _runs(match: re.Match[str]) -> list[tuple[int, int]]:
    return [run.span() for run in _RUNS.finditer(match.string, match.start(), match.end())]


def _parts(runs: list[str]) -> tuple[int, ...]:
    return tuple(int(run) for run in runs if len(run) <= _LONGEST)


_READERS: dict[str, Callable[[re.Match[str], str], Iterator[Atom]]] = {
    "tail": _code,
    "date": _date,
    "time": _time,
    "figure": _figure,
    "suffix": _figure,
}
