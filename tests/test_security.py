"""The page on security says what the code does: its limits, and the files that it names."""

from __future__ import annotations

import re
from pathlib import Path

from llmx import settings
from llmx.model.retry import RetryPolicy
from llmx.reading import ReadingOptions, header, html, known

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def test_the_limits_are_those_of_the_code() -> None:
    table = dict(
        re.findall(r"^\| (.+?) \| (.+?) \|$", PAGE.partition("## Limits")[2], re.MULTILINE)
    )
    numbers = [
        [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*\d|\d", limit)]
        for name, limit in table.items()
        if name not in ("what", "---")
    ]
    page = [html._MAX_CHARACTERS, html._MAX_ELEMENTS, html._MAX_DEPTH, html._MAX_ATTRIBUTES]
    assert numbers == [
        [ReadingOptions().max_bytes // 1_000_000],
        [known._MAX_DEPTH, header._DEEPEST],
        page,
        [int(settings.Settings().timeout), int(RetryPolicy().deadline)],
        [RetryPolicy().attempts],
    ]


def test_what_a_folder_s_settings_may_not_set_is_named() -> None:
    (row,) = (
        line for line in PAGE.splitlines() if "| a `llmx.toml` in a downloaded folder |" in line
    )
    for name in (*settings._NOT_FROM_FOLDER, *settings._FILES, "local_only", "max_cost"):
        assert f"`{name}`" in row


def test_the_files_that_it_names_are_there() -> None:
    named = re.findall(r"`(tests/[\w/.]+|constraints\.txt)`", PAGE)
    assert len(named) >= 5
    assert [name for name in named if not (ROOT / name).exists()] == []
