"""Grouping: reports joined link by link, the strongest first, while a group stays of one piece.

A link between two reports is not enough to join the groups that they are in: every pair across
them must be possible, and on average as alike as two reports of one incident are. So a report that
fits two incidents does not make one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from llmx.incidents.blocking import candidates
from llmx.incidents.comparing import BAR, CLOSE, Comparison, compare
from llmx.incidents.report import Report

VOUCHING = 12
"""Reports that speak for a group when it is to be joined with another: the most telling ones."""

_MEAN = BAR - CLOSE // 2


@dataclass(frozen=True, slots=True)
class Link:
    """Two reports by their indexes, the smaller first, and how they compare."""

    one: int
    other: int
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Held:
    """Two reports that may be of one incident and were not joined, with the reason in words."""

    link: Link
    why: str


@dataclass(frozen=True, slots=True)
class Groups:
    """Every report in one group: indexes in order, groups by their first. `links` joined them."""

    members: tuple[tuple[int, ...], ...]
    links: tuple[Link, ...]
    held: tuple[Held, ...]


def group(reports: Sequence[Report]) -> Groups:
    """Group reports that are in the order of their keys: the same reports, the same groups."""
    links: list[Link] = []
    close: list[Held] = []
    for one, other in candidates(reports):
        comparison = compare(reports[one], reports[other])
        if comparison.linked:
            links.append(Link(one, other, comparison))
        elif comparison.close and (why := _why_not(comparison)):
            close.append(Held(Link(one, other, comparison), why))
    links.sort(key=lambda link: (-link.comparison.score, link.one, link.other))
    union = _Union(reports)
    joined: list[Link] = []
    refused: list[Held] = []
    for link in links:
        why = union.join(link.one, link.other)
        if why is None:
            joined.append(link)
        else:
            refused.append(Held(link, why))
    return Groups(union.groups(), tuple(joined), tuple(_apart(union, [*refused, *close])))


def _why_not(comparison: Comparison) -> str | None:
    """Why a pair that is close was not linked; None where nothing speaks for it but the place."""
    if not comparison.grounded:
        return "neither a day nor a particular in common"
    if comparison.barred:
        return comparison.barred
    against = [reason.what for reason in comparison.reasons if reason.weight < 0]
    short = f"{comparison.score / 100:g} of {BAR / 100:g}"
    return f"{short}: " + (", ".join(against) if against else "too little in common")


def _apart(union: _Union, held: Sequence[Held]) -> Iterator[Held]:
    """Those whose reports are still in two groups at the end: the best for each pair of groups."""
    best: dict[tuple[int, int], Held] = {}
    for each in held:
        one, other = union.find(each.link.one), union.find(each.link.other)
        if one == other:
            continue
        key = min(one, other), max(one, other)
        known = best.get(key)
        if known is None or _rank(each) < _rank(known):
            best[key] = each
    yield from (best[key] for key in sorted(best))


def _rank(held: Held) -> tuple[int, int, int]:
    return -held.link.comparison.score, held.link.one, held.link.other


class _Union:
    """Union-find over reports, which joins two groups only where they are of one piece."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self._reports = reports
        self._parent = list(range(len(reports)))
        self._members = [[index] for index in range(len(reports))]
        self._known: dict[tuple[int, int], Comparison] = {}

    def find(self, index: int) -> int:
        while self._parent[index] != index:
            self._parent[index] = self._parent[self._parent[index]]
            index = self._parent[index]
        return index

    def join(self, one: int, other: int) -> str | None:
        """Join the groups of two reports; why not, where they do not make one."""
        first, second = sorted((self.find(one), self.find(other)))
        if first == second:
            return None
        why = self._against(first, second)
        if why is None:
            self._parent[second] = first
            self._members[first] = sorted(self._members[first] + self._members[second])
            self._members[second] = []
        return why

    def groups(self) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(members) for members in self._members if members)

    def _against(self, first: int, second: int) -> str | None:
        pairs = list(product(self._vouching(first), self._vouching(second)))
        total = 0
        for one, other in pairs:
            comparison = self._compared(one, other)
            if comparison.barred:
                return f"it would join reports {comparison.barred}"
            total += comparison.score
        if total < _MEAN * len(pairs):
            mean = total / len(pairs) / 100
            return f"the reports of both together have too little in common ({mean:.2g})"
        return None

    def _vouching(self, root: int) -> Sequence[int]:
        members = self._members[root]
        if len(members) <= VOUCHING:
            return members
        return sorted(members, key=lambda index: (-_richness(self._reports[index]), index))[
            :VOUCHING
        ]

    def _compared(self, one: int, other: int) -> Comparison:
        key = min(one, other), max(one, other)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = compare(self._reports[one], self._reports[other])
        return known


def _richness(report: Report) -> int:
    """How much a report says that others can be held against."""
    own = report.particulars
    said = len(own.names) + len(own.things) + len(report.figures) + len(report.parties)
    return said + 2 * (report.days is not None) + 2 * (not report.spot.empty)
