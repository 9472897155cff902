"""The progress line: what it says of a rate limit, whenever it is drawn."""

from __future__ import annotations

import sys

import pytest

from llmx.cli.progress import Progress, waited
from llmx.export.tally import Tally
from llmx.model.limits import Wait
from llmx.model.pricing import Pricing


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        (Wait("rate limit", 12.0), "waiting on the rate limit, 12 s"),
        (Wait("rate limit", 0.2), "waiting on the rate limit, 1 s"),
        (Wait("outage", 7.5), "no answers; next try in 8 s"),
        (Wait("first answer", 2.5), "all wait for the first answer, 3 s so far"),
    ],
)
def test_a_wait_is_said_in_whole_seconds(wait: Wait, said: str) -> None:
    assert waited(wait) == said


def test_the_line_follows_the_wait_without_being_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is shown anew while all requests wait: the line asks when it is drawn."""
    left: list[Wait | None] = [None]
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("TERM", "xterm")
    with Progress(
        total=lambda: 9, quiet=False, pricing=Pricing("m"), waits=lambda: left[0]
    ) as progress:
        progress.show(Tally())
        progress._bar.refresh()
        assert "waiting" not in capsys.readouterr().err
        left[0] = Wait("rate limit", 11.2)
        progress._bar.refresh()
        assert "waiting on the rate limit, 12 s" in capsys.readouterr().err
        left[0] = None
        progress._bar.refresh()
        assert "waiting" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("total", "shown"), [(None, "0/?"), (1, ""), (2, "0/2"), (12_345, "0/12345")]
)
def test_the_total_is_shown_where_it_is_known_and_worth_a_bar(
    total: int | None,
    shown: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("TERM", "xterm")
    with Progress(total=lambda: total, quiet=False, pricing=Pricing("m")) as progress:
        progress.show(Tally())
        if progress._bar:
            progress._bar.refresh()
    said = capsys.readouterr().err
    assert shown in said
    assert bool(said) == bool(shown)


def test_nobody_counts_for_a_line_that_nobody_reads() -> None:
    def count() -> int:
        pytest.fail("counted")

    with Progress(total=count, quiet=False, pricing=Pricing("m")) as progress:
        progress.show(Tally())
