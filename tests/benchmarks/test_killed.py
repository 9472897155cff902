"""Kills of other commands: what a kill has changed is seen."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.killed import TRIALS, Left, Trial, _faults, run


def _left(folder: Path) -> Left:
    return {f.name: f.read_bytes() for f in folder.iterdir()}


@pytest.mark.parametrize(
    ("script", "faults"),
    [
        ("echo whole > file", []),
        ("echo more >> file", ["made up: 'file' is different"]),
        ("ls | grep -q file && touch left; touch file", ["made up: 'left' is left behind"]),
    ],
)
def test_what_a_command_leaves_is_compared(tmp_path: Path, script: str, faults: list[str]) -> None:
    def command(folder: Path, _base_url: str) -> list[str]:
        return ["/bin/sh", "-c", f"cd {folder} && {script}; sleep 0.05"]

    made_up = Trial("made up", command, _left)
    assert run(made_up, tmp_path, kills=4, articles=1, chance=random.Random(1)) == faults


def test_what_is_lost_or_paid_again_is_said() -> None:
    one, *_ = TRIALS
    said = list(_faults(one, {"a": b"", "b": b""}, {"a": b""}, 9, {"x": 1, "y": 2}, kills=1))
    assert said == [
        "brief: 'b' is lost",
        "brief: 9 requests more than needed",
        "brief: lines of batches were paid for 2 times",
    ]
    assert list(_faults(one, {"a": b""}, {"a": b""}, 8, {"x": 1}, kills=1)) == []
