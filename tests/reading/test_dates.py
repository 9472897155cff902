"""Publication dates."""

from __future__ import annotations

import pytest

from llmx.reading.dates import date_in_name, date_of_time, iso_date


@pytest.mark.parametrize(
    ("given", "iso"),
    [
        ("2019-03-01", "2019-03-01"),
        (" 2019-03-01 10:00 ", "2019-03-01T10:00"),
        ("2019-03-01T10:00:00Z", "2019-03-01T10:00:00Z"),
        ("2019-03-01T10:00:00.123+03:30", "2019-03-01T10:00:00.123+03:30"),
    ],
)
def test_iso_date(given: str, iso: str) -> None:
    assert iso_date(given) == iso


@pytest.mark.parametrize(
    "given",
    ["", "2019", "2019-02-30", "1397-12-10", "2019-3-1", "01/03/2019", "20190301", "٢٠١٩-٠٣-٠١"],
)
def test_what_is_no_date(given: str) -> None:
    with pytest.raises(ValueError, match="date"):
        iso_date(given)


@pytest.mark.parametrize(
    ("name", "iso"),
    [
        ("2019-03-01-rain.txt", "2019-03-01"),
        ("rain_20190301.txt", "2019-03-01"),
        ("rain.2019.03.01.html", "2019-03-01"),
        ("123456789012.txt", None),
        ("2019-13-01.txt", None),
        ("13971210.txt", None),
        ("rain.txt", None),
    ],
)
def test_date_in_name(name: str, iso: str | None) -> None:
    assert date_in_name(name) == iso


def test_date_of_time_is_the_day_in_utc() -> None:
    assert date_of_time(1551484799) == "2019-03-01"
