"""Deriving: what code adds to the answers: the days of their times, where their places lie."""

from __future__ import annotations

from typing import Any

from llmx.checks import dates, places
from llmx.checks.material import Material

Json = dict[str, Any]


def derive(material: Material) -> Json:
    """The `derived` object of a record.

    Dates with the calendar and the method that they were found by; places with a gazetteer, and
    which one it was.
    """
    gazetteer = material.gazetteer
    return {
        "dates": [dated.as_json() for dated in dates.derived(material)],
        "places": [placed.as_json() for placed in places.derived(material)],
        "gazetteer": gazetteer.identity if gazetteer else None,
    }


def undated(material: Material) -> int:
    """How many times of the answers have no day for want of a date of publication."""
    return dates.undated(material)
