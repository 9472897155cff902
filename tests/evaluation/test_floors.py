"""Floors: read from JSON and TOML, held against a report, each that breaks named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from llmx.errors import UsageError
from llmx.evaluation import floors
from llmx.evaluation.floors import Floor
from llmx.evaluation.report import Cell, Report, Row, System, Table

SYSTEM = System("a.jsonl", "m", "1", "2", 3)


def _report(*values: float | None) -> Report:
    cells = tuple(None if v is None else Cell(v, None, 3) for v in values)
    rows = (Row("events.f1", "higher", cells, (), None), Row("brief.bad", "lower", cells, (), None))
    systems = (SYSTEM,) * len(values)
    return Report(
        "k",
        3,
        [Table("events", None, systems, rows)],
        [Table("events", "fa", systems, (rows[0],))],
    )


def _write(folder: Path, text: str, name: str = "floors.json") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_both_formats_and_both_spellings(tmp_path: Path) -> None:
    expected = [
        Floor("events.f1", 0.8),
        Floor("events.slots.place", 0.5),
        Floor("events.f1", 1.0, "fa"),
    ]
    nested = (
        '{"events": {"f1": 0.8, "slots": {"place": 0.5}}, "languages": {"fa": {"events.f1": 1}}}'
    )
    assert floors.read(_write(tmp_path, nested)) == expected
    toml = "[events]\nf1 = 0.8\nslots.place = 0.5\n[languages.fa]\nevents.f1 = 1\n"
    assert floors.read(_write(tmp_path, toml, "floors.toml")) == expected
    assert [str(floor) for floor in expected[1:]] == ["events.slots.place", "events.f1 (fa)"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "cannot read the floors"),
        ("[]", "no table of measures"),
        ("{}", "no table of measures"),
        ('{"events": {"f1": "high"}}', "events.f1: 'high' is no number"),
        ('{"events": true}', "events: True is no number"),
        ('{"languages": 3}', "'languages' is no table"),
        ('{"languages": {"fa": {"x": null}}}', "languages.fa.x: None is no number"),
        ('{"languages": {"fa": 1}}', "languages.fa: 1 is no number"),
    ],
)
def test_what_is_no_floor_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        floors.read(_write(tmp_path, text))


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no floors"):
        floors.read(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("floor", "value", "said"),
    [
        (Floor("events.f1", 0.8), 0.8, []),
        (Floor("events.f1", 0.8), 0.79, ["events.f1: 0.79 is below 0.8 (a.jsonl)"]),
        (Floor("events.f1", 0.8, "fa"), 0.7, ["events.f1 (fa): 0.7 is below 0.8 (a.jsonl)"]),
        (Floor("brief.bad", 0.1), 0.1, []),
        (Floor("brief.bad", 0.1), 0.2, ["brief.bad: 0.2 is above 0.1 (a.jsonl)"]),
        (Floor("events.f1", 0.8), None, ["events.f1: it was not measured of a.jsonl"]),
        (Floor("events.f2", 0.8), 1, ["events.f2: it was not measured"]),
        (Floor("events.f1", 0.8, "ru"), 1, ["events.f1 (ru): it was not measured"]),
    ],
)
def test_what_breaks(floor: Floor, value: float | None, said: list[str]) -> None:
    assert list(floors.broken([floor], _report(value))) == said


def test_every_system_is_held() -> None:
    found = floors.broken([Floor("events.f1", 0.5)], _report(0.4, 0.6, 0.3))
    assert [line.split(" ")[1] for line in found] == ["0.4", "0.3"]
