"""Tables of date words: whole, and spelled as the folded text that they are matched against."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from llmx.text.calendars.arabic import ARABIC
from llmx.text.calendars.english import ENGLISH
from llmx.text.calendars.persian import PERSIAN
from llmx.text.calendars.russian import RUSSIAN
from llmx.text.calendars.tables import DateWords
from llmx.text.folding import fold

_FORMS = {"months", "weekdays", "days", "spans", "units", "plurals", "duals", "endings"} | {
    "same_month"
}
_FOREIGN = re.compile(r"[^\W\d_a-zA-Z]+")


@pytest.mark.parametrize("table", [ARABIC, PERSIAN, RUSSIAN, ENGLISH])
def test_every_calendar_has_twelve_months_and_a_week_seven_days(table: DateWords) -> None:
    assert {len(months) for months in table.months.values()} == {12}
    assert len(table.weekdays) == 7


@pytest.mark.parametrize("table", [ARABIC, PERSIAN, RUSSIAN])
def test_what_stands_around_a_date_word_is_spelled_as_folded(table: DateWords) -> None:
    patterns: list[str] = []
    for name, value in table._asdict().items():
        if name not in _FORMS:
            patterns.extend(value.values() if isinstance(value, Mapping) else [value])
    words = {word for pattern in patterns for word in _FOREIGN.findall(pattern)}
    assert words
    assert {word for word in words if fold(word).text != word} == set()
