"""Grouping: reports joined link by link, the strongest first, while a group stays of one piece.

What one article tells as parts of one event is one account from the start, as like another account
as the most alike of its parts are. A link between two reports is not enough to join the groups that
they are in: every pair of accounts across them must be possible, and on average as alike as two of
one incident are. So a report that fits two incidents does not make one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from llmx.incidents.blocking import candidates
from llmx.incidents.comparing import BAR, CLOSE, Comparison, compare, hopeless, may_grow
from llmx.incidents.report import Report

VOUCHING = 12
"""Accounts that speak for a group when it is to be joined with another: the most telling ones."""

NEAREST = 5
"""Incidents that one is said to be possibly the same as, at most: the likeliest."""

_DAY, _PLACE = 150, 250
"""What a report cannot come to that has no day, beside the news that it stands in, or no place."""
_RARE = 150
"""What is rare that two groups share of which each has a day of its own: a name, a large figure."""
_Pair = tuple[int, int, int]
"""Two reports with what speaks for them, so that the best pair is the least."""

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
    linked: list[_Pair] = []
    close: list[_Pair] = []
    for one, other in candidates(reports):
        if hopeless(reports[one], reports[other]):
            continue
        comparison = compare(reports[one], reports[other])
        if comparison.linked:
            linked.append((-comparison.score, one, other))
        elif comparison.close:
            close.append((-comparison.score, one, other))
    union = _Union(reports)
    parts: list[_Pair] = [(0, min(pair), max(pair)) for pair in _parts(reports)]
    joined: list[_Pair] = []
    refused: dict[_Pair, str] = {}
    for pair in sorted(linked):
        _, one, other = pair
        if union.find(one) == union.find(other):
            continue
        if against := union.join(one, other):
            refused[pair] = against
        else:
            joined.append(pair)
    held = [
        Held(link, refused.get(pair) or _why_not(link.comparison))
        for pair in _apart(union, [*close, *refused])
        for link in [_link(pair, reports)]
    ]
    links = tuple(_link(pair, reports) for pair in (*parts, *joined))
    return Groups(union.groups(), links, tuple(held))


def _parts(reports: Sequence[Report]) -> Iterator[tuple[int, int]]:
    """Each report that is told as a part, with what it is a part of, by their indexes."""
    index = {report.key: place for place, report in enumerate(reports)}
    for place, report in enumerate(reports):
        whole = index.get((report.cite.article, report.part.of)) if report.part else None
        if whole is not None:
            yield whole, place


def _link(pair: _Pair, reports: Sequence[Report]) -> Link:
    """A pair with its comparison, which is not kept for the many that come to nothing."""
    _, one, other = pair
    return Link(one, other, compare(reports[one], reports[other]))


def _why_not(comparison: Comparison) -> str:
    """Why a pair that is close was not linked."""
    if not comparison.grounded:
        return "neither a day nor a particular in common"
    if comparison.barred:
        return f"reports {comparison.barred}"
    weight, bar = comparison.score / 100, BAR / 100
    said = f"what they have in common weighs {weight:g}, where {bar:g} makes two reports one"
    return f"{said}, and reports {comparison.contrary}" if comparison.contrary else said


def _apart(union: _Union, held: Iterable[_Pair]) -> Iterator[_Pair]:
    """Of what was held back at the end the best for each pair of groups, the most for a group."""
    best: dict[tuple[int, int], _Pair] = {}
    for pair in sorted(held):
        one, other = sorted(map(union.find, pair[1:]))
        if one != other:
            best.setdefault((one, other), pair)
    told: Counter[int] = Counter()
    for (one, other), pair in best.items():
        if told[one] < NEAREST and told[other] < NEAREST:
            told.update((one, other))
            yield pair


class _Against(NamedTuple):
    """What keeps two accounts apart, "" for nothing; what they lack of what is wanted of two of one
    incident; whether they share a particular, and how rare a one. The least is of the best pair."""

    contrary: str
    lacking: int
    particular: bool
    rare: int


class _Union:
    """Union-find over accounts, which joins two groups only where they are of one piece.

    An account is a report with those that its article tells as parts of it, known by its index.
    """

    def __init__(self, reports: Sequence[Report]) -> None:
        self._reports = reports
        self._parent = list(range(len(reports)))
        self._accounts: list[tuple[int, ...]] = [(index,) for index in range(len(reports))]
        for whole, part in _parts(reports):
            self._parent[part] = whole
            self._accounts[whole] += (part,)
            self._accounts[part] = ()
        self._members = [[index] if told else [] for index, told in enumerate(self._accounts)]
        self._known: dict[tuple[int, int], _Against] = {}

    def find(self, index: int) -> int:
        while self._parent[index] != index:
            self._parent[index] = self._parent[self._parent[index]]
            index = self._parent[index]
        return index

    def join(self, one: int, other: int) -> str | None:
        """Join the groups of two reports; why not, where they do not make one."""
        first, second = sorted((self.find(one), self.find(other)))
        why = self._against(first, second)
        if why is None:
            self._parent[second] = first
            self._members[first] = sorted(self._members[first] + self._members[second])
            self._members[second] = []
        return why

    def groups(self) -> tuple[tuple[int, ...], ...]:
        found = (
            tuple(sorted(index for account in members for index in self._accounts[account]))
            for members in self._members
            if members
        )
        return tuple(sorted(found))

    def _against(self, first: int, second: int) -> str | None:
        vouching = self._vouching(first), self._vouching(second)
        against: list[_Against] = []
        for one, other in product(*vouching):
            found = self._compared(one, other)
            if found.contrary:
                return f"it would join reports {found.contrary}"
            against.append(found)
        if sum(found.lacking for found in against) > 0:
            return "the others of both have too little in common"
        return self._well_told(vouching, against)

    def _well_told(
        self, groups: Sequence[Sequence[int]], against: Sequence[_Against]
    ) -> str | None:
        """Why two groups are two incidents that are each well told; None where they are not.

        What sides tell otherwise, or date a day later, does not make two. But where several
        articles agree in each group, and not with those of the other, there are two, unless
        something else is in both that tells them from others.
        """
        tolls = [self._agreed(accounts, _killed) for accounts in groups]
        grown = any(may_grow(one, other) for one, other in product(*tolls))
        if all(tolls) and not grown and not any(found.particular for found in against):
            return "each has a toll that several articles agree on"
        days = [self._agreed(accounts, _day) for accounts in groups]
        if all(days) and days[0].isdisjoint(days[1]) and max(a.rare for a in against) < _RARE:
            return "each has a day that several articles agree on"
        return None

    def _agreed(
        self, accounts: Sequence[int], said: Callable[[Report], Iterable[float]]
    ) -> set[float]:
        """The numbers that more than one text of these accounts has, whoever prints it."""
        told = {
            (number, self._reports[index].outlet.text)
            for account in accounts
            for index in self._accounts[account]
            for number in said(self._reports[index])
        }
        counted = Counter(number for number, _ in told)
        return {number for number, texts in counted.items() if texts > 1}

    def _vouching(self, root: int) -> Sequence[int]:
        members = self._members[root]
        if len(members) <= VOUCHING:
            return members
        return sorted(members, key=lambda account: (-self._richness(account), account))[:VOUCHING]

    def _richness(self, account: int) -> int:
        return sum(_richness(self._reports[index]) for index in self._accounts[account])

    def _compared(self, one: int, other: int) -> _Against:
        """What two accounts have against each other: their best pair, one that is possible."""
        key = min(one, other), max(one, other)
        known = self._known.get(key)
        if known is None:
            pairs = product(self._accounts[key[0]], self._accounts[key[1]])
            known = self._known[key] = min(self._held(*pair) for pair in pairs)
        return known

    def _held(self, one: int, other: int) -> _Against:
        first, second = self._reports[one], self._reports[other]
        found = compare(first, second)
        lacking = _wanted(first, second) - found.score
        return _Against(found.contrary or "", lacking, found.particular, found.rare)


def _killed(report: Report) -> Iterator[float]:
    for figure in report.figures:
        if figure.what == "killed" and figure.exact and not figure.within:
            yield figure.exact


def _day(report: Report) -> Iterator[float]:
    if report.days is not None and report.days.single:
        yield report.days.first


def _wanted(one: Report, other: Report) -> int:
    """What two reports of one group come to on average: less where one of them says less."""
    undated = one.days is None or other.days is None
    unplaced = one.spot.empty or other.spot.empty
    return _MEAN - _DAY * undated - _PLACE * unplaced


def _richness(report: Report) -> int:
    """How much a report says that others can be held against."""
    own = report.particulars
    said = len(own.names) + len(own.things) + len(report.figures) + len(report.parties)
    return said + 2 * (report.days is not None) + 2 * (not report.spot.empty)
