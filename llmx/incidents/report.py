"""A report: one event as one article tells it, and nothing that its schema is particular about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from llmx.incidents.names import Party, Spot
from llmx.incidents.particulars import Particulars


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
    """The article that a report stands in, as far as an incident has to know it."""

    article: str
    name: str
    language: str
    published: str | None
    url: str | None
    title: str | None

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


@dataclass(frozen=True, slots=True)
class Figure:
    """One quantity of a report: what was counted, of whom, between which bounds, by whom.

    `event` is the pointer to the event that it stands in.
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

    @property
    def told(self) -> tuple[str, str, tuple[Voice, ...]]:
        """By whom and in which event of which article it is told."""
        return self.cite.article, self.event, self.voices

    @property
    def exact(self) -> int | float | None:
        """The number, where the figure is one."""
        return self.low if self.low == self.high else None


@dataclass(frozen=True, slots=True)
class Report:
    """One event as one article tells it.

    `by` is the party that acts, `on` the one that is acted on; they stand first in `parties`.
    `closed` has the closed values of the event by the name of their field, `news` the days that
    the article is about, for an event that has no day of its own. `doubts` are the findings that
    leave something of it unverified.
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
    voices: tuple[Voice, ...]
    figures: tuple[Figure, ...]
    particulars: Particulars
    quotes: Mapping[int, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What a report is known by, and sorted by."""
        return self.cite.article, self.cite.path
