"""Calendars: the date expressions of a sentence, and the days that they mean.

Dates, weekdays and relative days are read in Arabic, Persian, Russian and English; elsewhere dates
in figures. Conversions are those of jdatetime (Solar Hijri) and hijridate (Umm al-Qura).
"""

from __future__ import annotations

from llmx.text.calendars.expression import Calendar, Expression, Kind, Resolution, Unit
from llmx.text.calendars.lexicon import has_words
from llmx.text.calendars.reading import expressions, read
from llmx.text.calendars.resolving import describes, nominal, resolve

__all__ = [
    "Calendar",
    "Expression",
    "Kind",
    "Resolution",
    "Unit",
    "describes",
    "expressions",
    "has_words",
    "nominal",
    "read",
    "resolve",
]
