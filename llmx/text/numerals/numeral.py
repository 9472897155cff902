"""What a numeral is: a figure of a sentence with its span, value, hedge and kind."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, NamedTuple

Kind = Literal["digits", "word", "dual", "vague", "age", "date", "time", "code"]
"""How a figure is written, or that it is none to count with: somebody's age, a date, the hour of a
day, the number of a model, a calibre."""


class Hedge(StrEnum):
    """What a text says of a figure: that it is not quite that, or only a bound."""

    ABOUT = "about"
    NEARLY = "nearly"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"


ABOUT = frozenset([Hedge.ABOUT, Hedge.NEARLY])
ABOVE = frozenset([Hedge.MORE_THAN, Hedge.AT_LEAST])
"""Those that make a figure a lower bound."""
BELOW = frozenset([Hedge.LESS_THAN, Hedge.AT_MOST])
"""Those that make it an upper bound."""


class Numeral(NamedTuple):
    """One figure; `start` and `end` are code points of the text as given.

    `value` is None for ranges, vague figures, dates in figures, times and codes.
    """

    start: int
    end: int
    text: str
    kind: Kind
    value: int | float | None = None
    low: int | float | None = None
    """The lower bound of a range; otherwise the value. Of a full hour that of the clock, 1 to 12,
    of a calibre its figure: another text may have nothing but that."""
    high: int | float | None = None
    hedge: Hedge | None = None
    percent: bool = False
    ordinal: bool = False
    magnitude: int | None = None
    """Of a vague figure: 1 several or many, 10 tens or dozens, 100 hundreds, 1000 thousands …"""
    parts: tuple[int, ...] = ()
    """The figures of a date, a time or a code, in the order of the text."""
    unit_hint: str | None = None
    """The word after the figure as printed; of a dual its singular."""
    weak: bool = False
    """A translation may leave it unsaid: "one soldier", "both", a dual that is definite or is
    followed by names ("قريتي حران وحردانة", the villages of …)."""
