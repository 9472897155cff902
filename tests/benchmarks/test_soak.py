"""The soak, on a small scale, and that it sees what it is there to see."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks import soak
from benchmarks.soak import Watched


def test_a_small_soak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soak, "TIMEOUT", 60.0)
    monkeypatch.setattr(soak, "STOPS", soak.STOPS | {"hang", "drip"})  # they take their time
    monkeypatch.setattr(soak, "QUOTA_EVERY", 30)
    report = soak.soak(tmp_path, articles=50, seed=1)
    assert report.faults == []
    assert report.runs > 1
    assert report.states["skipped(empty)"] == 1
    assert sum(report.states.values()) == 50
    assert sum(report.met.values()) == report.requests > 50


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda lines: lines[1:], "1 articles lost"),
        (lambda lines: [*lines, lines[0]], "1 double"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "do not stand in the order"),
    ],
)
def test_what_is_lost_double_or_out_of_order_is_seen(
    tmp_path: Path, damage: Callable[[list[str]], list[str]], said: str
) -> None:
    output = _ended(tmp_path, attempts=3)
    output.write_text("".join(damage(output.read_text().splitlines(keepends=True))))
    assert said in " ".join(_seen(output, requests=3))


def test_what_is_miscounted_or_paid_for_twice_is_seen(tmp_path: Path) -> None:
    output = _ended(tmp_path, attempts=3)
    assert _seen(output, requests=3) == []
    assert "3 attempts in the manifest, 4 requests" in " ".join(_seen(output, requests=4))
    twice = {"x": ["ok", "ok"], "y": ["500", "ok"]}
    assert "1 requests sent again" in " ".join(_seen(output, requests=3, outcomes=twice))


def _ended(folder: Path, *, attempts: int) -> Path:
    output = folder / "out.jsonl"
    rows = [{"article": {"id": f"a{n}"}} for n in range(3)]
    output.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    manifest = output.with_name("out.jsonl.run.json")
    manifest.write_text(json.dumps({"attempts": attempts}), encoding="utf-8")
    return output


def _seen(
    output: Path, *, requests: int, outcomes: dict[str, list[str]] | None = None
) -> list[str]:
    watched: Any = Watched.__new__(Watched)
    watched.outcomes = outcomes or {}
    report = soak.Report(articles=3, runs=1, requests=requests, seconds=0.0)
    return list(soak._faults(report, output, watched))
