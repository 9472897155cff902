"""Resampling: how far a measure may be off, and whether a difference is more than chance.

Articles are drawn, not sentences or events, for those of one article are not independent. The
draws are seeded: the same exports and key give the same intervals.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import mul
from random import Random

from llmx.evaluation.measures import Counts, Measure

_EDGE = 0.025
"""Of the draws on either side of a 95 % interval."""
_NEAR = 1e-12


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % bootstrap interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more a system has than the first one, on the articles that both have.

    `p` is how likely as large a difference is where the two are as good (a paired, two-sided
    randomisation test over articles; all exchanges where there are no more of them than draws).
    """

    value: float
    interval: Interval | None
    p: float
    articles: int


def interval(measure: Measure, *, draws: int, seed: int) -> Interval | None:
    """The interval of a measure over its articles; None for one article or without draws."""
    rows = [measure.counts[ident] for ident in sorted(measure.counts)]
    if len(rows) < 2:
        return None
    columns = list(zip(*rows, strict=True))
    found = [measure.score(_drawn(columns, w)) for w in _weights(len(rows), draws, seed)]
    return _interval([value for value in found if value is not None])


def difference(first: Measure, other: Measure, *, draws: int, seed: int) -> Difference | None:
    """What the other measure has more than the first; None where they share no article."""
    shared = sorted(first.counts.keys() & other.counts.keys())
    sides = [[measure.counts[ident] for ident in shared] for measure in (first, other)]
    value = _between(first, sides[0], sides[1])
    if value is None:
        return None
    columns = [list(zip(*side, strict=True)) for side in sides]
    found = []
    for weights in _weights(len(shared), draws, seed) if len(shared) > 1 else ():
        scores = [first.score(_drawn(column, weights)) for column in columns]
        if scores[0] is not None and scores[1] is not None:
            found.append(scores[1] - scores[0])
    p = _chance(first, sides, abs(value), draws=draws, seed=seed)
    return Difference(value, _interval(found), p, len(shared))


def _chance(
    measure: Measure, sides: Sequence[Sequence[Counts]], at_least: float, *, draws: int, seed: int
) -> float:
    """The share of exchanges of the two sides' articles that differ by that much or more."""
    number = len(sides[0])
    exact = 2**number <= draws
    as_far = tried = 0
    for exchanged in _exchanges(number, draws, seed, exact=exact):
        mixed: tuple[list[Counts], list[Counts]] = ([], [])
        for swapped, one, other in zip(exchanged, *sides, strict=True):
            mixed[0].append(other if swapped else one)
            mixed[1].append(one if swapped else other)
        found = _between(measure, *mixed)
        tried += 1
        as_far += found is not None and abs(found) >= at_least - _NEAR
    return as_far / tried if exact else (as_far + 1) / (tried + 1)


def _between(measure: Measure, first: Sequence[Counts], other: Sequence[Counts]) -> float | None:
    scores = [measure.score(tuple(map(sum, zip(*side, strict=True)))) for side in (first, other)]
    return None if scores[0] is None or scores[1] is None else scores[1] - scores[0]


def _drawn(columns: Sequence[Sequence[float]], weights: Sequence[int]) -> Counts:
    return tuple(sum(map(mul, weights, column)) for column in columns)


def _weights(number: int, draws: int, seed: int) -> Iterator[list[int]]:
    """For each draw with replacement, how often each article is in it."""
    random = Random(seed)
    for _ in range(draws):
        weights = [0] * number
        for index in random.choices(range(number), k=number):
            weights[index] += 1
        yield weights


def _exchanges(number: int, draws: int, seed: int, *, exact: bool) -> Iterator[Sequence[bool]]:
    if exact:
        yield from itertools.product((False, True), repeat=number)
        return
    random = Random(seed)
    for _ in range(draws):
        bits = random.getrandbits(number)
        yield [bool(bits >> index & 1) for index in range(number)]


def _interval(found: list[float]) -> Interval | None:
    if not found:
        return None
    ranked = sorted(found)
    last = len(ranked) - 1
    return Interval(ranked[round(_EDGE * last)], ranked[round((1 - _EDGE) * last)])
