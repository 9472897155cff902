"""Converting: days between the Gregorian, the Solar Hijri and the Hijri calendar, by library."""

from __future__ import annotations

import datetime

from llmx.text.calendars.expression import Calendar

METHODS: dict[Calendar, str] = {
    "gregorian": "gregorian",
    "jalali": "jdatetime (Solar Hijri)",
    "hijri": "hijridate (Umm al-Qura)",
}
TOLERANCES: dict[Calendar, int] = {"gregorian": 0, "jalali": 0, "hijri": 1}
"""Days: a Hijri month begins with a new moon that is seen on one day here, on the next there."""


def to_gregorian(calendar: Calendar, year: int, month: int, day: int) -> datetime.date | None:
    """Find the day of a date; None where the calendar has no such date or no table for it."""
    try:
        if calendar == "jalali":
            import jdatetime  # type: ignore[import-untyped]

            found: datetime.date = jdatetime.date(year, month, day).togregorian()
            return found
        if calendar == "hijri":
            import hijridate

            shown = hijridate.Hijri(year, month, day).to_gregorian()
            return datetime.date(shown.year, shown.month, shown.day)
        return datetime.date(year, month, day)
    except (ValueError, OverflowError):
        return None


def from_gregorian(calendar: Calendar, day: datetime.date) -> tuple[int, int, int] | None:
    """Give a day as year, month and day of a calendar; None beyond the calendar's table."""
    try:
        if calendar == "jalali":
            import jdatetime

            solar = jdatetime.date.fromgregorian(date=day)
            return solar.year, solar.month, solar.day
        if calendar == "hijri":
            import hijridate

            lunar = hijridate.Gregorian(day.year, day.month, day.day).to_hijri()
            return lunar.year, lunar.month, lunar.day
    except (ValueError, OverflowError):
        return None
    return day.year, day.month, day.day


def last_day(calendar: Calendar, year: int, month: int) -> datetime.date | None:
    """Find the last day of a month."""
    for number in (31, 30, 29, 28):
        found = to_gregorian(calendar, year, month, number)
        if found:
            return found
    return None
