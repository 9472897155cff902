"""What a date expression is: where it stands and which parts of a date it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Calendar = Literal["gregorian", "jalali", "hijri"]
Kind = Literal["calendar", "weekday", "relative"]
Unit = Literal["day", "week", "month", "year"]


class Expression(NamedTuple):
    """One date expression; `start` and `end` are code points of the text as given."""

    start: int
    end: int
    text: str
    kind: Kind
    calendar: Calendar | None = None
    """None: of no calendar, or a date in figures of which the calendar cannot be told."""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    until: int | None = None
    """The last day of "5-7 November"."""
    weekday: int | None = None
    """0 is Monday."""
    unit: Unit | None = None
    """What a relative expression counts in, from the day of publication."""
    shift: int | None = None
    """How many of them: -1 yesterday, last week; None: "the coming days"."""
    direction: int = 0
    """-1 "last Sunday", "last July", "recent days"; 1 "next Sunday", "the coming days"."""
    sure: bool = True
    """Whether the words can hardly mean anything else."""

    @property
    def complete(self) -> bool:
        """Whether it gives a year, a month and a day."""
        return None not in (self.year, self.month, self.day)

    @property
    def offset(self) -> int | None:
        """Days from publication, of a relative day."""
        return self.shift if self.unit == "day" else None


@dataclass(frozen=True, slots=True)
class Resolution:
    """The days that an expression means, both ends included, as ISO dates."""

    start: str
    end: str
    calendar: Calendar
    method: str
    tolerance: int = 0
    """Days by which either end may be off."""
