"""The shape of a language's date words.

Forms are separated by blanks; "_" stands for a blank inside a form. A month form that ends in "?"
is one only beside a day, a year or a word for month, in "+" not even where "in" stands before it,
in "~" not surely without a year, in "!" only between a day and a year; a weekday or day form that
ends in "?" may well be another word.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from llmx.text.calendars.expression import Calendar, Unit

_NONE: Mapping[Any, Any] = MappingProxyType({})


class DateWords(NamedTuple):
    """All that is known of one language; alternations are of folded words, English as printed."""

    months: Mapping[Calendar, tuple[str, ...]]
    weekdays: tuple[str, ...]
    """Monday first."""
    days: Mapping[int, str]
    """Relative days by their distance from the day of publication."""
    units: Mapping[Unit, str]
    plurals: Mapping[Unit, str]
    before: Mapping[int, str]
    """By direction, alternations of what stands before a unit, a weekday or a month."""
    after: Mapping[int, str]
    spans: Mapping[tuple[Unit, int], str] = _NONE
    """Relative weeks, months and years that are one word."""
    duals: Mapping[Unit, str] = _NONE
    clitics: str = ""
    """What is written together with a word, as a regular expression."""
    endings: tuple[str, ...] = ()
    """What may be written together with the end of a month's name."""
    ago_before: str = ""
    ago_after: str = ""
    ones: str = ""
    """"a week ago"."""
    of_month: str = ""
    """What may stand between a day and its month."""
    ordinal: str = ""
    """What a day in words before a month looks like."""
    first: str = ""
    """What says before a month that its first day is meant."""
    day_after: str = ""
    """A day after its month."""
    day_ending: str = ""
    to: str = ""
    """What joins the ends of a range."""
    month_before: str = ""
    """Words before a month that show it to be one."""
    month_after: str = ""
    month_named: str = ""
    """What stands before a month and says that it is one: "the month of"."""
    of_year: str = ""
    """What may stand between a month and its year."""
    link: str = ""
    """What may stand between a weekday and its date."""
    weekday_before: str = ""
    """What stands before a doubtful weekday that is one."""
    not_weekday_before: str = ""
    not_today_before: str = ""
    not_today_after: str = ""
    same_month: tuple[str, ...] = ()
    """What stands after a day whose month was named before: "4 of the same month"."""
