"""Days: beside the date of another calendar, in square brackets, the Gregorian day that it is.

An answer says "17 Esfand 1396" as its article does; who reads English wants "8 March 2018". What
is added is worked out by `llmx.text.calendars`, never asked of a model.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from llmx.article import Article
from llmx.document import Document, Line

if TYPE_CHECKING:
    from llmx.text.calendars import Expression, Resolution

_YEAR = re.compile(r"(?<!\d)1[34]\d\d(?!\d)")
"""A year of the calendars: without one, and without a date of publication, no day is known."""


def with_days(document: Document, article: Article) -> Document:
    """The document with the Gregorian day beside each date of another calendar that has one.

    A day without a year is that nearest to the publication date; without one it stays as it is.
    """
    if not article.published and not any(_YEAR.search(line.text) for line in document.lines):
        return document
    published = datetime.date.fromisoformat(article.published[:10]) if article.published else None
    return document.with_lines(_line(line, published) for line in document.lines)


def _line(line: Line, published: datetime.date | None) -> Line:
    from llmx.text.calendars import expressions  # few documents come so far

    text = line.text
    found = [(e, _day(e, published)) for e in expressions(text, "en")]
    told = {day.start for e, day in found if day and e.calendar == "gregorian"}
    for expression, day in reversed(found):
        if day and expression.calendar != "gregorian" and day.start not in told:
            text = f"{text[: expression.end]} [{_said(day)}]{text[expression.end :]}"
    return replace(line, text=text) if text != line.text else line


def _day(expression: Expression, published: datetime.date | None) -> Resolution | None:
    """The one day that a date of a calendar is."""
    if expression.kind != "calendar" or expression.day is None:
        return None
    from llmx.text.calendars import resolve

    found = resolve(expression, published)
    return found if found and found.start == found.end else None


def _said(day: Resolution) -> str:
    """A day as it is written in English: "8 March 2018"; a Hijri one may be a day off."""
    date = datetime.date.fromisoformat(day.start)
    return f"{'about ' if day.tolerance else ''}{date.day} {_MONTHS[date.month - 1]} {date.year}"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
