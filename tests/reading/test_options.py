"""Reading options are checked when they are made."""

from __future__ import annotations

from typing import Any

import pytest

from llmx.errors import UsageError
from llmx.reading import ReadingOptions


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"encoding": "nonsense"}, "encoding 'nonsense'"),
        ({"language": "Arabic"}, "'Arabic'"),
        ({"published": "yesterday"}, "'yesterday'"),
        ({"published": "1397-12-10"}, "Gregorian"),
        ({"published_from": "ctime"}, "'ctime'"),
        ({"fields": {"body": "text"}}, "'body'"),
        ({"limit": 0}, "limit"),
        ({"max_bytes": 0}, "max_bytes"),
    ],
)
def test_a_bad_option_is_a_usage_error(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        ReadingOptions(**options)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_values_are_put_into_one_spelling() -> None:
    options = ReadingOptions(language="AR", published="2019-03-01 10:00")
    assert (options.language, options.published) == ("ar", "2019-03-01T10:00")
