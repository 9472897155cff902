"""Damages to figures: changed, a digit lost, a hedge lost, two exchanged, a percentage no more."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator

from benchmarks.verification.case import Case, Json, Path, Site
from benchmarks.verification.damage import Damage, Edit, Kind, rewritten
from benchmarks.verification.english import VAGUE, Figure, cased, figures, write

_VAGUE = re.compile(r"\b(?:" + "|".join(VAGUE) + r")\b", re.IGNORECASE)
_ESTIMATE = re.compile(r"estimat\w*(?:\s\w+){0,3}\s$", re.IGNORECASE)
_FIRST_DIGITS = re.compile(r"\d+")


def changed(case: Case, rng: random.Random) -> Iterator[Damage]:
    """Figures, and vague ones, made others that no cited sentence has."""
    kind: Kind = "figure changed"
    for site in case.sites:
        taken = case.values(site.sentences)
        for figure in figures(site.text):
            new = _other(figure.value, taken, rng, most=100 if figure.percent else None)
            yield _with(kind, site, figure, write(new, figure.text))
        for match in _VAGUE.finditer(site.text):
            said = case.said(site.sentences).lower()
            other = [word for word in VAGUE if word not in said]
            if other:
                word = cased(rng.choice(other), match.group())
                yield rewritten(kind, site, _cut(site.text, match.start(), match.end(), word))
    for path, count, cited in _counts(case):
        taken = case.values(cited)
        value = _value(count)
        if value is not None:
            most = 100 if count["what"] == "percent" else None
            yield _bounds(kind, path, count, cited, _other(value, taken, rng, most=most))
        digits = _FIRST_DIGITS.search(count["text_src"])
        if digits:
            number = _like(int(_other(float(digits.group()), taken, rng)), digits.group())
            yield _source_text(kind, path, count, cited, digits.span(), number)


def digit_dropped(case: Case, rng: random.Random) -> Iterator[Damage]:
    """Figures of two digits and more with one of them lost."""
    kind: Kind = "digit dropped"
    for site in case.sites:
        taken = case.values(site.sentences)
        for figure in figures(site.text):
            short = _shorter(figure.text.replace(",", ""), taken, rng)
            if short is not None:
                yield _with(kind, site, figure, write(float(short), figure.text))
    for path, count, cited in _counts(case):
        taken = case.values(cited)
        value = _value(count)
        short = _shorter(str(int(value)), taken, rng) if value is not None else None
        if short is not None:
            yield _bounds(kind, path, count, cited, float(short))
        digits = _FIRST_DIGITS.search(count["text_src"])
        short = _shorter(digits.group(), taken, rng) if digits else None
        if digits and short is not None:
            yield _source_text(kind, path, count, cited, digits.span(), short)


def hedge_dropped(case: Case, _rng: random.Random) -> Iterator[Damage]:
    """Hedged figures made plain, where no cited sentence gives the figure plainly."""
    kind: Kind = "hedge dropped"
    for site in case.sites:
        plain = _plain(case, site.sentences)
        for figure in figures(site.text):
            if not figure.hedge or figure.value in plain:
                continue
            if not _ESTIMATE.search(site.text[: figure.hedge[0]]):
                number = site.text[figure.start : figure.end]
                if site.text[figure.hedge[0]].isupper():
                    number = number[0].upper() + number[1:]
                yield rewritten(kind, site, _cut(site.text, figure.hedge[0], figure.end, number))
    for path, count, cited in _counts(case):
        if (count["min"] is None) != (count["max"] is None):
            value = count["max"] if count["min"] is None else count["min"]
            yield _bounds(kind, path, count, cited, value)
        hedged = {f.value for f in figures(case.said(cited)) if f.hedge} - _plain(case, cited)
        digits = _FIRST_DIGITS.search(count["text_src"])
        if digits and digits.start() and float(digits.group()) in hedged:
            yield _source_text(kind, path, count, cited, (0, digits.start()), "")


def swapped(case: Case, rng: random.Random) -> Iterator[Damage]:
    """Two figures of a text or an event exchanged, or one made another of the cited sentences."""
    kind: Kind = "figures swapped"
    for site in case.sites:
        found = figures(site.text)
        for a, b in itertools.pairwise(found):
            if a.value != b.value:
                yield rewritten(kind, site, _exchanged(site.text, a, b))
        if len(found) == 1:
            others = {f.value: f for f in figures(case.said(site.sentences))}
            others.pop(found[0].value, None)
            if others:
                other = rng.choice(list(others.values()))
                yield _with(kind, site, found[0], _in_place_of(found[0], other))
    for (path, count, cited), (other_path, other_count, _) in itertools.pairwise(_counts(case)):
        if path[:2] != other_path[:2] or _value(count) in (None, _value(other_count)):
            continue
        if _value(other_count) is not None:
            yield _counts_exchanged(path, count, other_path, other_count, cited)


def percent_dropped(case: Case, rng: random.Random) -> Iterator[Damage]:
    """Percentages made plain counts."""
    kind: Kind = "percent made count"
    for site in case.sites:
        for figure in figures(site.text):
            if figure.percent:
                end = figure.end + len(figure.percent)
                yield rewritten(kind, site, _cut(site.text, figure.end, end, ""))
    for path, count, cited in _counts(case):
        if count["what"] == "percent":
            what = rng.choice(["killed", "wounded", "displaced", "force_size", "places"])
            edit = Edit("events", (*path, "what"), what)
            yield Damage(kind, "count bounds", (edit,), cited, "percent", what)


# --- figures in prose ----------------------------------------------------------------------------


def _with(kind: Kind, site: Site, figure: Figure, number: str) -> Damage:
    return rewritten(kind, site, _cut(site.text, figure.start, figure.end, number))


def _cut(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _exchanged(text: str, a: Figure, b: Figure) -> str:
    first, second = _in_place_of(a, b), _in_place_of(b, a)
    return text[: a.start] + first + text[a.end : b.start] + second + text[b.end :]


def _in_place_of(figure: Figure, other: Figure) -> str:
    """The text of another figure where this one stood: in digits before a percent sign."""
    if figure.percent and other.written:
        return f"{int(other.value)}"
    return cased(other.text, figure.text)


def _plain(case: Case, sentences: tuple[int, ...]) -> set[float]:
    """The values that a cited sentence gives without a hedge."""
    return {f.value for f in figures(case.said(sentences)) if not f.hedge}


def _other(
    value: float, taken: set[float], rng: random.Random, *, most: float | None = None
) -> float:
    """A value near another, of its size, that is not taken: no 1 or 2, which may go unsaid."""
    whole = int(value)
    step = 10 ** max(len(str(whole)) - 2, 0)
    near = [whole + sign * k * step for k in (1, 2, 3, 5) for sign in (1, -1)]
    if whole >= 12 and str(whole) != str(whole)[::-1] and whole % 10:
        near.append(int(str(whole)[::-1]))
    free = [float(v) for v in near if v > 2 and v not in taken and v <= (most or v)]
    return rng.choice(free) if free else float(max(taken | {value}) + 1)


def _shorter(digits: str, taken: set[float], rng: random.Random) -> str | None:
    """Digits with one of them left out, and a value that is not taken; None where there is none."""
    if not digits.isdigit() or len(digits) < 2:
        return None
    cut = {digits[:k] + digits[k + 1 :] for k in range(len(digits))}
    free = sorted(c for c in cut if int(c) > 2 and int(c[0]) and float(int(c)) not in taken)
    return rng.choice(free) if free else None


# --- counts --------------------------------------------------------------------------------------


def _counts(case: Case) -> Iterator[tuple[Path, Json, tuple[int, ...]]]:
    for number, event in enumerate(case.events):
        for index, count in enumerate(event["counts"]):
            yield ("events", number, "counts", index), count, tuple(event["sentences"])


def _value(count: Json) -> float | None:
    """The value of a count, its lower bound where it has two."""
    value: float | None = count["max"] if count["min"] is None else count["min"]
    return value


def _bounds(kind: Kind, path: Path, count: Json, cited: tuple[int, ...], value: float) -> Damage:
    """A count whose given bounds are another value; for a hedge lost, whose open one is closed."""
    new = int(value) if float(value).is_integer() else value
    names = [n for n in ("min", "max") if count[n] is not None or kind == "hedge dropped"]
    edits = tuple(Edit("events", (*path, name), new) for name in names)
    return Damage(kind, "count bounds", edits, cited, _shown(count), f"{'='.join(names)}={new}")


def _counts_exchanged(
    path: Path, count: Json, other_path: Path, other: Json, cited: tuple[int, ...]
) -> Damage:
    pairs = ((path, other), (other_path, count))
    edits = tuple(
        Edit("events", (*where, name), source[name])
        for where, source in pairs
        for name in ("min", "max")
    )
    shown = f"{_shown(count)}; {_shown(other)}"
    return Damage("figures swapped", "count bounds", edits, cited, shown, "exchanged")


def _shown(count: Json) -> str:
    return f"{count['what']} min={count['min']} max={count['max']} {count['text_src']!r}"


def _source_text(
    kind: Kind, path: Path, count: Json, cited: tuple[int, ...], span: tuple[int, int], new: str
) -> Damage:
    text = count["text_src"]
    damaged = _cut(text, *span, new)
    edit = Edit("events", (*path, "text_src"), damaged)
    return Damage(kind, "count text", (edit,), cited, text, damaged)


def _like(value: int, digits: str) -> str:
    """A value in the digits of another figure, whatever their script."""
    zero = ord(digits[0]) - int(digits[0])
    return "".join(chr(zero + int(digit)) for digit in str(value))
