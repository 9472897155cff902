"""A report: one event as one article tells it, and nothing that its schema is particular about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from llmx.incidents.names import Party, Spot
from llmx.incidents.particulars import Particulars

How = Literal["account", "phase", "outcome", "sequel"]
HIT = frozenset({"killed", "wounded", "killed_or_wounded"})
"""Tolls of people who were hit."""
PEOPLE = HIT | {"captured", "missing", "displaced", "fled"}
"""What is counted of people."""
LOSSES = frozenset({"killed", "killed_or_wounded", "losses_unspecified"})
"""Tolls as which one number is told: "neutralised" is killed to one and lost to another."""
_AMONG = re.compile(r"\b(?:among|includ|of them|of whom|one of|previous|earlier|in all|total)")


@dataclass(frozen=True, slots=True)
class Cite:
    """Where a statement stands: an article, the pointer into its record, the sentences."""

    article: str
    path: str
    sentences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who claims something: a source of an article, or the outlet itself.

    `side` is the party that a source belongs to or speaks for, where the article says so.
    """

    name: str
    type: str
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Outlet:
    """The article that a report stands in, as far as an incident has to know it.

    `text` is the hash of its text, `runs` what that is held against others by
    (`printings.runs`).
    """

    article: str
    name: str
    language: str
    published: str | None
    url: str | None
    title: str | None
    text: str
    runs: bytes = field(repr=False)

    @property
    def voice(self) -> Voice:
        return Voice(self.name, "outlet")


@dataclass(frozen=True, slots=True)
class Days:
    """The days that an event may have happened on, as ordinals, and how they are known.

    `tolerance` is by how many days a calendar may be off, `aggregate` says that the event covers
    a period as a whole.
    """

    first: int
    last: int
    basis: str
    tolerance: int = 0
    aggregate: bool = False

    @property
    def single(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last

    def gap(self, other: Days) -> int:
        """Days between two times, 0 where they overlap."""
        between = max(self.first - other.last, other.first - self.last)
        return max(0, between - self.tolerance - other.tolerance)


@dataclass(frozen=True, slots=True)
class Part:
    """Of which other event of its article an event is told as a part, and how.

    `of` is the pointer to that event. `account`: another side's account of the same; `phase`:
    another thing that was done in it; `outcome`: what came of it; `sequel`: what came of it days
    later.
    """

    of: str
    how: How


@dataclass(frozen=True, slots=True)
class Figure:
    """One quantity of a report: what was counted, of whom, between which bounds, by whom.

    `event` is the pointer to the event that it stands in, `part` whether it is told as a part of
    another figure that the same voice gives there.
    """

    what: str
    whose: str | None
    item: str | None
    low: int | float | None
    high: int | float | None
    text: str
    voices: tuple[Voice, ...]
    cite: Cite
    event: str
    part: bool = False

    @property
    def within(self) -> bool:
        """Whether it does not add to others: a part of one, or what several come to."""
        return self.part or bool(self.item and _AMONG.search(self.item))

    @property
    def event_key(self) -> tuple[str, str]:
        """The event of which article it stands in."""
        return self.cite.article, self.event

    @property
    def told(self) -> tuple[str, str, tuple[Voice, ...]]:
        """By whom and in which event of which article it is told."""
        return self.cite.article, self.event, self.voices

    @property
    def exact(self) -> int | float | None:
        """The number, where the figure is one."""
        return self.low if self.low == self.high else None

    @property
    def bounded(self) -> bool:
        """Whether it has a number at all."""
        return self.low is not None or self.high is not None

    @property
    def size(self) -> int | float:
        """The number that it is held against others by: the lower bound, else the upper, else 0."""
        return self.low if self.low is not None else self.high or 0


@dataclass(frozen=True, slots=True)
class Report:
    """One event as one article tells it.

    `by` is the party that acts, `on` the one that is acted on; they stand first in `parties`;
    `with_by` and `with_on` are those beside them. `closed` has the closed values of the event by
    the name of their field, `news` the days that the article is about, for an event that has no
    day of its own. `part` is of what other event of the article it is told as a part. `doubts` are
    the findings that leave something of it unverified.
    """

    cite: Cite
    outlet: Outlet
    summary: str
    kind: str
    factuality: str | None
    attribution: str | None
    closed: Mapping[str, str]
    spot: Spot
    days: Days | None
    news: tuple[int, int] | None
    by: Party | None
    on: Party | None
    parties: tuple[Party, ...]
    with_by: tuple[Party, ...]
    with_on: tuple[Party, ...]
    voices: tuple[Voice, ...]
    figures: tuple[Figure, ...]
    particulars: Particulars
    quotes: Mapping[int, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    part: Part | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What a report is known by, and sorted by."""
        return self.cite.article, self.cite.path

    def gap(self, other: Report) -> int | None:
        """Days between two reports, 0 where they overlap; None where one of them has no day."""
        return self.days.gap(other.days) if self.days and other.days else None


def in_voice_of(outlet: Outlet, report: Report) -> Report:
    """A report, what its outlet says itself said by `outlet`."""
    own = report.outlet.voice

    def voiced(voices: tuple[Voice, ...]) -> tuple[Voice, ...]:
        return tuple(outlet.voice if voice == own else voice for voice in voices)

    return replace(
        report,
        outlet=outlet,
        voices=voiced(report.voices),
        figures=tuple(replace(f, voices=voiced(f.voices)) for f in report.figures),
    )


def total(figures: Sequence[Figure], what: str) -> float | None:
    """What figures of one kind come to where there are several that do not hold each other."""
    told = [figure for figure in figures if figure.what == what]
    apart = [f.exact for f in told if f.exact is not None and not f.within] if told[1:] else []
    return float(sum(apart)) if len(apart) > 1 else None
