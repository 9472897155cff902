"""The benchmark of kills, on a small scale."""

from __future__ import annotations

from pathlib import Path

from benchmarks.kills import run


def test_an_export_that_is_killed_and_run_again(tmp_path: Path) -> None:
    report = run(tmp_path, kills=3, articles=40, seed=1)
    assert report.faults == ()
    assert report.kills == 3
    assert report.requests == 40 + sum(report.lost)
