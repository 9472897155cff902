"""Publication dates: what counts as one, and where a file can carry one."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

_ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?))?"
)
_IN_NAME = re.compile(r"(?<![0-9])([0-9]{4})([-_.]?)([0-9]{2})\2([0-9]{2})(?![0-9])")
_EARLIEST, _LATEST = 1800, 2200  # a year outside is of another calendar, or no year


def iso_date(value: str) -> str:
    """Check an ISO date or date-time and give it in one spelling; ValueError says what is wrong."""
    match = _ISO.fullmatch(value.strip())
    if match is None:
        raise ValueError(f"{value!r} is not an ISO date such as '2017-11-19'")
    day, time = match.groups()
    try:
        year = (datetime.fromisoformat(f"{day}T{time}") if time else date.fromisoformat(day)).year
    except ValueError:
        raise ValueError(f"{value!r} is not a date that exists") from None
    if not _EARLIEST <= year <= _LATEST:
        raise ValueError(f"{value!r} is not a date of the Gregorian calendar")
    return f"{day}T{time}" if time else day


def date_in_name(name: str) -> str | None:
    """Find the first date in a file name: 2017-11-19, 2017_11_19 or 20171119."""
    for match in _IN_NAME.finditer(name):
        try:
            return iso_date("-".join(match.group(1, 3, 4)))
        except ValueError:
            continue
    return None


def date_of_time(seconds: float) -> str:
    """Give the UTC day of a modification time."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
