"""The Gregorian day beside a date of another calendar, where a person reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from llmx.document import Document, Line, Section
from llmx.export.days import with_days
from tests.builders import article


def _printed(text: str, published: str | None = None) -> str:
    shown = replace(article(["."]), published=published)
    document = Document(Line("x"), (Section(None, (Line(text, (1,)),)),))
    (line,) = with_days(document, shown).sections[0].lines
    assert line.sentences == (1,)
    return line.text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("at 17 Esfand 1396, near Sirwah", "at 17 Esfand 1396 [8 March 2018], near Sirwah"),
        ("16 Sawr 1403 or 17", "16 Sawr 1403 [5 May 2024] or 17"),
        ("since 5 Rajab 1446.", "since 5 Rajab 1446 [about 5 January 2025]."),
        ("17 Esfand 1396 (8 March 2018)", "17 Esfand 1396 (8 March 2018)"),  # it is told
        ("8 March 2018", "8 March 2018"),
        ("17 Esfand", "17 Esfand"),  # of no known year
        ("in Mordad 1402", "in Mordad 1402"),
        ("41 fighters on Thursday", "41 fighters on Thursday"),
    ],
)
def test_a_date_of_another_calendar_has_its_day_beside_it(text: str, printed: str) -> None:
    assert _printed(text) == printed


def test_a_day_without_a_year_is_of_the_year_of_publication() -> None:
    assert _printed("On 17 Esfand,", "2018-03-09") == "On 17 Esfand [8 March 2018],"
    assert _printed("On 17 Esfand,", "2018-03-09T10:00:00+03:30") == "On 17 Esfand [8 March 2018],"


def test_the_headline_has_it_too() -> None:
    document = Document(Line("Raid of 17 Esfand 1396"), ())
    assert (
        with_days(document, article(["."])).headline.text == "Raid of 17 Esfand 1396 [8 March 2018]"
    )
