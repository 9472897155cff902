"""Resolving: the days that a date expression means, and how that is known."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from llmx.text.calendars.converting import (
    METHODS,
    TOLERANCES,
    from_gregorian,
    last_day,
    to_gregorian,
)
from llmx.text.calendars.expression import Expression, Resolution, Unit

_EARLIEST = datetime.date(1900, 1, 1)
_DAY = datetime.timedelta(days=1)
_WEEK_MAY_BE_OFF = 6  # days: the calendar week of any country, or the seven days before
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def resolve(expression: Expression, published: datetime.date | None) -> Resolution | None:
    """Find the days that an expression means; None where that cannot be told.

    A day and a month without a year are of the year nearest to the publication date; a weekday is
    the most recent one on or before it, unless the text says "next". Nothing before 1900.
    """
    found = _RESOLVE[expression.kind](expression, published)
    return found if found and found.start >= _EARLIEST.isoformat() else None


def describes(expression: Expression, day: datetime.date) -> bool:
    """Whether a day has the weekday and the parts of a date that a calendar expression gives."""
    if expression.weekday is not None and day.weekday() != expression.weekday:
        return False
    if expression.month is None:
        return expression.weekday is not None
    if expression.calendar is None:
        return False
    parts = from_gregorian(expression.calendar, day)
    if parts is None or parts[1] != expression.month:
        return False
    if expression.year not in (None, parts[0]):
        return False
    return expression.day is None or (
        expression.day <= parts[2] <= (expression.until or expression.day)
    )


def nominal(expression: Expression) -> datetime.date | None:
    """Place a day and month without a year in a solar year, good to a day or two of any other."""
    if expression.day is None or expression.month is None:
        return None
    if expression.calendar == "jalali":
        return to_gregorian("jalali", 1396, expression.month, expression.day)
    if expression.calendar == "gregorian":
        return to_gregorian("gregorian", 2018, expression.month, expression.day)
    return None


# --- calendar dates ------------------------------------------------------------------------------


def _calendar(expression: Expression, published: datetime.date | None) -> Resolution | None:
    calendar, month = expression.calendar, expression.month
    if calendar is None or month is None:
        return None
    method = METHODS[calendar]
    if expression.year is not None:
        spans = _spans(expression, [expression.year])
        return _weekday_fitted(expression, spans[0], method) if spans else None
    here = from_gregorian(calendar, published) if published else None
    if published is None or here is None:
        return None
    if expression.day is None and not expression.direction:
        return None
    spans = _spans(expression, [here[0] + shift for shift in (-1, 0, 1)])
    if expression.direction < 0:
        spans = [span for span in spans if span[1] < published]
    elif expression.direction > 0:
        spans = [span for span in spans if span[0] > published]
    if not spans:
        return None
    nearest = min(spans, key=lambda span: abs(span[0] - published))
    return _weekday_fitted(expression, nearest, f"{method}, year nearest to the publication date")


_Span = tuple[datetime.date, datetime.date]


def _spans(expression: Expression, years: list[int]) -> list[_Span]:
    """The days of a date, or of its month, in each of these years that has them."""
    calendar, month = expression.calendar, expression.month
    if calendar is None or month is None:
        return []
    spans = []
    for year in years:
        start = to_gregorian(calendar, year, month, expression.day or 1)
        if expression.day is None:
            end = last_day(calendar, year, month)
        else:
            end = to_gregorian(calendar, year, month, expression.until or expression.day)
        if start and end:
            spans.append((start, end))
    return spans


def _weekday_fitted(expression: Expression, span: _Span, method: str) -> Resolution:
    """A date of which the calendar may be a day off is settled by its weekday."""
    start, end = span
    calendar = expression.calendar or "gregorian"
    tolerance = TOLERANCES[calendar]
    if tolerance and start == end and expression.weekday is not None:
        for shift in (0, -1, 1):
            if (start + shift * _DAY).weekday() == expression.weekday:
                day = (start + shift * _DAY).isoformat()
                return Resolution(day, day, calendar, f"{method}, weekday")
    shown = start.isoformat(), end.isoformat()
    return Resolution(*shown, calendar, method, tolerance)


# --- weekdays and relative dates -----------------------------------------------------------------


def _weekday(expression: Expression, published: datetime.date | None) -> Resolution | None:
    if published is None or expression.weekday is None:
        return None
    back = (published.weekday() - expression.weekday) % 7
    name = _NAMES[expression.weekday]
    if expression.direction > 0:
        day, said = published + (7 - back) * _DAY, f"next {name}"
    elif expression.direction < 0:
        day, said = published - (back or 7) * _DAY, f"most recent {name} before it"
    else:
        day, said = published - back * _DAY, f"most recent {name} on or before it"
    shown = day.isoformat()
    return Resolution(shown, shown, "gregorian", f"publication date, {said}")


def _relative(expression: Expression, published: datetime.date | None) -> Resolution | None:
    if published is None or expression.shift is None or expression.unit is None:
        return None
    span = _period(expression, published, expression.shift)
    if span is None:
        return None
    start, end = span
    method = f"publication date, {_said(expression.unit, expression.shift)}"
    if expression.unit == "day" and expression.weekday not in (None, start.weekday()):
        start = end = _near(start, expression.weekday or 0)
        method += f", moved to its {_NAMES[start.weekday()]}"
    tolerance = _WEEK_MAY_BE_OFF if expression.unit == "week" else 0
    return Resolution(start.isoformat(), end.isoformat(), "gregorian", method, tolerance)


def _period(expression: Expression, published: datetime.date, shift: int) -> _Span | None:
    """The days of a relative day or week, or of a month or year of its calendar."""
    calendar = expression.calendar or "gregorian"
    try:
        if expression.unit == "day":
            return published + shift * _DAY, published + shift * _DAY
        if expression.unit == "week":
            monday = published + (7 * shift - published.weekday()) * _DAY
            return monday, monday + 6 * _DAY
    except OverflowError:
        return None
    here = from_gregorian(calendar, published)
    if here is None:
        return None
    months = 12 if expression.unit == "year" else 1
    first = here[0] * 12 + (0 if months == 12 else here[1] - 1) + months * shift
    start = to_gregorian(calendar, first // 12, first % 12 + 1, 1)
    following = to_gregorian(calendar, (first + months) // 12, (first + months) % 12 + 1, 1)
    return (start, following - _DAY) if start and following else None


def _near(day: datetime.date, weekday: int) -> datetime.date:
    """The day with this weekday that is nearest, the earlier of two: texts are printed late."""
    back = (day.weekday() - weekday) % 7
    return day - back * _DAY if back <= 3 else day + (7 - back) * _DAY


def _said(unit: Unit, shift: int) -> str:
    same = {0: f"same {unit}", 1: f"next {unit}", -1: f"{unit} before"}
    return same.get(shift, f"{abs(shift)} {unit}s {'before' if shift < 0 else 'after'}")


_RESOLVE: dict[str, Callable[[Expression, datetime.date | None], Resolution | None]] = {
    "calendar": _calendar,
    "weekday": _weekday,
    "relative": _relative,
}
