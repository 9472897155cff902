"""Blocking: which reports are compared at all, so that not all have to be compared with all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from llmx.gazetteer.names import place_key
from llmx.incidents.names import Spot, spelled
from llmx.incidents.report import LOSSES, Report, total

MOST = 40
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
    blocks: list[list[list[int]]] = [[] for _ in reports]
    following: list[set[int]] = [set() for _ in reports]
    for block in _blocks(reports):
        if len(block) <= MOST:
            for index in block:
                blocks[index].append(block)
        else:
            _meet_in_order(block, reports, following)
    for one, (shared, others) in enumerate(zip(blocks, following, strict=True)):
        for block in shared:
            others.update(block[bisect_right(block, one) :])
        yield from ((one, other) for other in sorted(others))
        others.clear()


def _blocks(reports: Sequence[Report]) -> Iterator[list[int]]:
    """Lists of indexes in order, each of reports that share something; large ones cut finer."""
    for block in _shared(range(len(reports)), reports, _keys):
        if len(block) <= MOST:
            yield block
        else:
            yield from _shared(block, reports, _finer)


def _shared(
    block: Iterable[int], reports: Sequence[Report], keys: Callable[[Report], Iterable[Key]]
) -> Iterator[list[int]]:
    found: dict[Key, list[int]] = {}
    for index in block:
        for key in dict.fromkeys(keys(reports[index])):
            found.setdefault(key, []).append(index)
    yield from (each for each in found.values() if len(each) > 1)


def _meet_in_order(
    block: Sequence[int], reports: Sequence[Report], following: Sequence[set[int]]
) -> None:
    """Have each report of a block that cannot be cut finer meet those that are next like it."""
    ordered = sorted(block, key=lambda index: _order(reports[index]))
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 : place + 1 + WINDOW]:
            following[min(one, other)].add(max(one, other))


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
            yield _counted(figure.what), f"{figure.exact:g}"
    for what in {figure.what for figure in report.figures}:
        whole = total(report.figures, what)
        if whole is not None and whole >= _TELLING:
            yield _counted(what), f"{whole:g}"


def _counted(what: str) -> str:
    return "losses" if what in LOSSES else what


def _finer(report: Report) -> Iterator[Key]:
    places = {spelled(key) for key in report.spot.exact}
    for key in _particulars(report):
        yield ("particular", *key)
    for place in places:
        yield ("place", place, report.kind)


def _order(report: Report) -> tuple[object, ...]:
    return report.kind, sorted(report.particulars.words), report.key
