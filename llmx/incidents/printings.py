"""Printings: articles that have one text, which is one telling however many outlets print it.

Two articles are printings of one text where their texts are the same to the letter, or nearly: of
the runs of four words of both, spelling and marks aside, four in five stand in both, and neither
has a number of people that the other has otherwise.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from llmx.incidents.report import PEOPLE, Figure, Outlet, Report, in_voice_of
from llmx.text.folding import fold

_RUN = 4  # words
_SHARED = 0.8  # of the runs of both texts
_LEAST = 20  # runs, below which only the same text is the same
_CODE: Final = "I"
_SIZE = array(_CODE).itemsize
_WORD = re.compile(r"\w+")

Firsts = Mapping[str, str]
"""Each article of an incident with the one that stands for its text, itself where none does."""


def runs(text: str) -> bytes:
    """What a text is held against others by: its runs of words, each as a number."""
    words = _WORD.findall(fold(text).text.casefold())
    found = {
        zlib.crc32(" ".join(words[at : at + _RUN]).encode("utf-8", "replace"))
        for at in range(len(words) - _RUN + 1)
    }
    return array(_CODE, sorted(found)).tobytes()


def firsts(reports: Sequence[Report]) -> Firsts:
    """The article that stands for each: of those with one text the one that tells most."""
    told: dict[str, list[Report]] = {}
    for report in reports:
        told.setdefault(report.cite.article, []).append(report)
    found: dict[str, str] = {}
    for article in sorted(told, key=lambda article: _most(told[article])):
        known = (first for first in dict.fromkeys(found.values()))
        found[article] = next((f for f in known if _one_text(told[f], told[article])), article)
    return found


def once(reports: Sequence[Report], first: Firsts) -> list[Report]:
    """The reports, what a printing has of the first one's as that has it: claimed there, once."""
    outlets = {report.cite.article: report.outlet for report in reports}
    originals = set(first.values())
    original = [report for report in reports if report.cite.article in originals]
    known = {_said(figure) for report in original for figure in report.figures}
    return [
        report
        if report.cite.article in originals
        else _reprinted(report, outlets[first[report.cite.article]], known)
        for report in reports
    ]


def _reprinted(report: Report, first: Outlet, known: set[tuple[object, ...]]) -> Report:
    """A report of a printing in the voice of the first one, without the figures that that has."""
    own = [f for f in report.figures if (first.article, *_said(f)[1:]) not in known]
    return in_voice_of(first, replace(report, figures=tuple(own)))


def _said(figure: Figure) -> tuple[object, ...]:
    return figure.cite.article, figure.what, figure.whose, figure.low, figure.high, figure.text


def _most(reports: Sequence[Report]) -> tuple[object, ...]:
    outlet = reports[0].outlet
    figures = sum(len(report.figures) for report in reports)
    return -len(reports), -figures, outlet.published or "~", outlet.article


def _one_text(one: Sequence[Report], other: Sequence[Report]) -> bool:
    first, second = one[0].outlet, other[0].outlet
    if first.text == second.text:
        return True
    if first.language != second.language:
        return False
    return _alike(first.runs, second.runs) and _same_numbers(one, other)


def _alike(one: bytes, other: bytes) -> bool:
    """Whether of the runs of two texts enough stand in both."""
    least, most = sorted((len(one), len(other)))
    if least < _LEAST * _SIZE or least < _SHARED * most:
        return False
    some, others = (set(memoryview(runs).cast(_CODE)) for runs in (one, other))
    return len(some & others) >= _SHARED * len(some | others)


def _same_numbers(one: Sequence[Report], other: Sequence[Report]) -> bool:
    """Whether of no people who were counted both have a number that the other has not."""
    first, second = _numbers(one), _numbers(other)
    return all(
        first[what] <= second[what] or second[what] <= first[what] for what in first.keys() & second
    )


def _numbers(reports: Sequence[Report]) -> dict[str, set[tuple[object, object]]]:
    found: dict[str, set[tuple[object, object]]] = {}
    for report in reports:
        for figure in report.figures:
            if figure.what in PEOPLE and figure.bounded:
                found.setdefault(figure.what, set()).add((figure.low, figure.high))
    return found
