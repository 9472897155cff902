"""Scanning: the words and figures of a folded copy that can be part of a numeral."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from llmx.text.numerals.lexicon import Dual, Entry, Lexicon, dual_of
from llmx.text.numerals.numeral import Kind
from llmx.text.numerals.tables import Role, listed

_ZWNJ = "\u200c"
_DUAL_ENDINGS = frozenset(["ان", "ين", "تا", "تي"])
_FIGURES = re.compile(r"\d+(?:[.٫]\d+)?")
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]+")
_RUNS = re.compile(r"\d+")
_LONGEST = 15
"""Digits of the longest number; what is longer is the number of a document or a telephone."""
_SCALES = {"k": 1_000, "mn": 10**6, "mln": 10**6, "bn": 10**9, "bln": 10**9, "tn": 10**12}
_ORDINAL_ENDINGS = frozenset(["st", "nd", "rd", "th"])
_UNITS = frozenset(listed("km kms m cm mm kg g t ha ft mph kph kmh lb lbs mi yr yrs hrs mins nm x"))
_NO_CODES = frozenset(listed("mid pre post early late since over under sub al non pro anti approx"))
_HALVES = {(1, 2), (1, 3), (2, 3), (1, 4), (3, 4)}
_MEASURED = re.compile(
    rf"[\s{_ZWNJ}]*(?:[%٪]|درصد|در صد|ميليون|ميليارد|هزار|ريشتر|كيلومتر|متر|دلار|تن\b|هكتار|سال\b)"
)


@dataclass(slots=True)
class Atom:
    """A word or figure at a place of the copy."""

    start: int
    end: int
    role: Role | Kind
    value: int | float | None
    base: str = ""
    parts: tuple[int, ...] = ()
    ordinal: bool = False
    weak: bool = False
    plain: bool = False
    """Digits only, as a year is written."""
    unit: str | None = None


def may_have(copy: str, lexicon: Lexicon) -> bool:
    """Whether a look at the words alone leaves a numeral possible: most sentences have none."""
    if _DIGIT.search(copy):
        return True
    words = _LETTERS.findall(copy) if lexicon.triggers else []
    if not lexicon.triggers.isdisjoint(words):
        return True
    duals = lexicon.tables.duals
    return duals is not None and any(
        word[-2:] in _DUAL_ENDINGS and dual_of(word, duals, barred=lexicon.words) for word in words
    )


def scan(copy: str, lexicon: Lexicon) -> list[Atom]:
    """Find all atoms of a folded copy, in order."""
    atoms: list[Atom] = []
    words = lexicon.words
    duals = lexicon.tables.duals
    for match in lexicon.pattern.finditer(copy):
        group = match.lastgroup
        if group == "word":
            word = match.group()
            entry = words.get(word)
            if entry is not None:
                atoms.append(_word(match.start(), word, entry))
            elif duals is not None and word[-2:] in _DUAL_ENDINGS:
                dual = dual_of(word, duals, barred=words)
                if dual is not None:
                    atoms.append(_dual(match.start(), word, dual))
            elif match.end("tail") > 0:
                atoms.append(_code(match))
            elif _ZWNJ in word:
                atoms.extend(_joined(match.start(), word, lexicon))
        elif group != "link" and group is not None:
            atoms.extend(_READERS[group](match, lexicon.code))
    return atoms


def _word(start: int, word: str, entry: Entry) -> Atom:
    role, value, skip, base = entry
    return Atom(start + skip, start + len(word), role, value, base, ordinal=role == "ordinal")


def _dual(start: int, word: str, dual: Dual) -> Atom:
    skip, singular, weak = dual
    return Atom(start + skip, start + len(word), "dual", 2, weak=weak, unit=singular)


def _joined(start: int, word: str, lexicon: Lexicon) -> Iterator[Atom]:
    """Words joined by ZWNJ: one of the tables, or numbers throughout, with a counter at the end."""
    whole = lexicon.words.get(word.replace(_ZWNJ, ""))
    if whole is not None:
        yield Atom(start, start + len(word), whole.role, whole.value, whole.base)
        return
    place, found = start, []
    parts = word.split(_ZWNJ)
    for number, part in enumerate(parts):
        entry = lexicon.words.get(part)
        if entry is not None:
            found.append(_word(place, part, entry))
        elif part != lexicon.tables.joiner and (
            number < len(parts) - 1 or part not in lexicon.tables.counters
        ):
            return
        place += len(part) + 1
    yield from found


def _code(match: re.Match[str]) -> Atom:
    name = match.group()[: match.start("tail") - match.start()]
    runs = tuple(int(run) for run in _RUNS.findall(match.group("tail")) if len(run) <= _LONGEST)
    if name in _NO_CODES and len(runs) == 1:
        run = _RUNS.search(match.string, match.start("tail"))
        start, end = run.span() if run else match.span()
        return Atom(start, end, "digits", runs[0], plain=end - start == 4)
    return Atom(match.start(), match.end(), "code", None, parts=runs)


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
        hour = int(value) % 12 + 12 * (suffix == "pm")
        return Atom(start, match.end(), "time", None, parts=(hour, 0))
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
    elif parts in _HALVES:
        yield Atom(start, end, "digits", parts[0] / parts[1])
    elif all(len(run) <= 2 for run in runs):
        yield Atom(start, end, "date", None, parts=parts)
    else:
        yield from _loose(match.string, start, end)


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
    for match in _FIGURES.finditer(copy, start, end):
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


def whole(value: int | float) -> int | float:
    """An integer where the value is one."""
    rounded = round(value, 9)
    return int(rounded) if rounded == int(rounded) else value


_READERS: dict[str, Callable[[re.Match[str], str], Iterator[Atom]]] = {
    "date": _date,
    "time": _time,
    "figure": _figure,
    "suffix": _figure,
}
