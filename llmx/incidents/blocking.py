"""Blocking: which reports are compared at all, so that not all have to be compared with all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

from llmx.gazetteer.names import place_key
from llmx.incidents.names import Spot, spelled
from llmx.incidents.report import Report

MOST = 60
"""Reports in a block that are all compared with each other; a larger block is cut finer."""
WINDOW = 12
"""Of a block that cannot be cut finer: how many of those that follow each report is compared to."""

_LONG = 7  # days of a period that a block is made for each of
_TELLING = 4

Key = tuple[Hashable, ...]


def candidates(reports: Sequence[Report]) -> Iterator[tuple[int, int]]:
    """Pairs of indexes, the smaller first, each once, in order.

    Reports meet where they share a place and a day, or a particular and one of the two.
    """
    partners: list[set[int]] = [set() for _ in reports]
    for block in _blocks(reports):
        for one, other in _pairs(block, reports):
            partners[min(one, other)].add(max(one, other))
    for one, others in enumerate(partners):
        yield from ((one, other) for other in sorted(others))
        partners[one] = set()


def _blocks(reports: Sequence[Report]) -> Iterator[list[int]]:
    blocks: dict[Key, list[int]] = defaultdict(list)
    for index, report in enumerate(reports):
        for key in _keys(report):
            blocks[key].append(index)
    yield from (block for block in blocks.values() if len(block) > 1)


def _pairs(block: Sequence[int], reports: Sequence[Report]) -> Iterator[tuple[int, int]]:
    if len(block) <= MOST:
        for place, one in enumerate(block):
            yield from ((one, other) for other in block[place + 1 :])
        return
    finer: dict[Key, list[int]] = defaultdict(list)
    for index in block:
        for key in _finer(reports[index]):
            finer[key].append(index)
    for key in sorted(finer, key=repr):
        yield from _windowed(finer[key], reports)


def _windowed(block: Sequence[int], reports: Sequence[Report]) -> Iterator[tuple[int, int]]:
    if len(block) > MOST:
        block = sorted(block, key=lambda index: _order(reports[index]))
        for place, one in enumerate(block):
            yield from ((one, other) for other in block[place + 1 : place + 1 + WINDOW])
        return
    for place, one in enumerate(block):
        yield from ((one, other) for other in block[place + 1 :])


def _keys(report: Report) -> Iterator[Key]:
    places = _places(report.spot)
    days = list(_days(report))
    particulars = list(_particulars(report))
    yield from (("place", place, day) for place in places for day in days)
    yield from (("told", place, which) for place in places for which in particulars)
    yield from (("then", day, which) for day in days for which in particulars)
    yield from (("name", name) for kind, name in particulars if kind == "name")


def _places(spot: Spot) -> set[str]:
    """By what a place is met: not by the country that it lies in, which says too little."""
    keys = {*spot.exact, *spot.around, *spot.said, *spot.within}
    return {spelled(key) for key in keys - {place_key(spot.country or "")}}


def _days(report: Report) -> Iterator[int]:
    """The days of a report, else of its news, and the one after: days that follow meet."""
    days = report.days
    if days is None:
        first, last = report.news or (0, -2)
        yield from range(first, last + 2)
    elif days.last - days.first <= _LONG:
        yield from range(days.first - days.tolerance, days.last + days.tolerance + 2)


def _particulars(report: Report) -> Iterator[tuple[str, str]]:
    own = report.particulars
    yield from (("name", spelled(name)) for name in own.names)
    yield from (("thing", thing) for thing in own.things)
    for figure in report.figures:
        if figure.exact is not None and figure.exact >= _TELLING:
            yield figure.what, f"{figure.exact:g}"


def _finer(report: Report) -> Iterator[Key]:
    places = {spelled(key) for key in report.spot.exact}
    for key in _particulars(report):
        yield ("particular", *key)
    for place in places:
        yield ("place", place, report.kind)


def _order(report: Report) -> tuple[object, ...]:
    return report.kind, sorted(report.particulars.words), report.key
