"""Measures: what is counted of each article, and the figure that the sums of it come to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

Better = Literal["higher", "lower"]
Counts = tuple[float, ...]
"""What was counted of one article; the sums over articles give the measure."""
Score = Callable[[Sequence[float]], float | None]


@dataclass(frozen=True)
class Measure:
    """One measure of one system, with what was counted of each article, by id.

    An article of which nothing was to be measured is left out. `signature` is what sacrebleu says
    of how it measured.
    """

    name: str
    better: Better
    score: Score
    counts: Mapping[str, Counts]
    signature: str | None = None

    @property
    def value(self) -> float | None:
        """The figure over all articles; None where there was nothing to measure."""
        return self.score(total(self.counts.values()))


@dataclass
class Tally:
    """What is counted while the articles are gone through, measure by measure."""

    better: dict[str, tuple[Better, Score]] = field(default_factory=dict)
    counts: dict[str, dict[str, Counts]] = field(default_factory=dict)

    def add(self, article: str, name: str, counts: Iterable[float], kind: str) -> None:
        """Count for a measure of a kind (of KINDS) what one article has."""
        self.better.setdefault(name, KINDS[kind])
        found = tuple(counts)
        before = self.counts.setdefault(name, {}).get(article)
        self.counts[name][article] = found if before is None else total([before, found])

    def measures(self) -> list[Measure]:
        """The measures that there was something to measure of."""
        found = (Measure(name, *self.better[name], counts) for name, counts in self.counts.items())
        return [measure for measure in found if measure.value is not None]


def total(rows: Iterable[Sequence[float]]) -> Counts:
    """The sums of some counts; () of none."""
    return tuple(map(sum, zip(*rows, strict=True)))


def f1(counts: Sequence[float]) -> float | None:
    """Of (agreeing, of the answer, of the key): 2a / (b + c)."""
    agreeing, answered, wanted = counts or (0, 0, 0)
    return 2 * agreeing / (answered + wanted) if answered + wanted else None


def _share(counts: Sequence[float], of: int) -> float | None:
    return counts[0] / counts[of] if counts and counts[of] else None


KINDS: Mapping[str, tuple[Better, Score]] = {
    "f1": ("higher", f1),
    "precision": ("higher", partial(_share, of=1)),
    "recall": ("higher", partial(_share, of=2)),
    "share": ("higher", partial(_share, of=1)),
    "faults": ("lower", partial(_share, of=1)),
}
"""How the kinds of measures are made of counts, and which way is better."""
