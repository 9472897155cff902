"""Formats: what a suffix says, what may be asked of each, and what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmx.errors import UsageError
from llmx.export import formats
from llmx.export.formats import FORMATS, Shape, check_shape, format_of
from llmx.export.records import JsonLines


def test_a_suffix_that_nobody_writes_is_refused_with_those_known() -> None:
    for name in ("out.xml", "out", ".jsonl", "csv", "out.csv.gz"):
        with pytest.raises(UsageError, match="the suffix is one of: ") as caught:
            format_of(Path(name))
        assert all(suffix in str(caught.value) for suffix in FORMATS)
    for suffix in FORMATS:
        assert format_of(Path("out" + suffix.upper())).suffix == suffix


def test_the_longest_suffix_counts() -> None:
    assert format_of(Path("a.plover.jsonl")).records is None
    assert format_of(Path("a.events.jsonl")).records is JsonLines
    assert format_of(Path("plover.jsonl")).records is JsonLines


def test_every_table_format_has_its_class() -> None:
    for format in FORMATS.values():
        if not format.records:
            assert callable(format.writer())


def test_a_library_that_is_missing_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert format_of(Path("a.parquet")).needs == "pyarrow"
    monkeypatch.setattr(formats, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"\.parquet needs pyarrow \(pip install 'llmx\[tables\]'"):
        format_of(Path("a.parquet"))
    assert format_of(Path("a.csv")).suffix == ".csv"


@pytest.mark.parametrize(
    ("name", "shape", "said"),
    [
        ("a.jsonl", Shape(table="events"), "--table says nothing about .jsonl"),
        ("a.sqlite", Shape(table="events"), "(it is for .csv .parquet .geojson)"),
        ("a.json", Shape(everything=True), "--all says nothing about .json"),
        ("a.parquet", Shape(guard=False), "--no-guard says nothing about .parquet"),
        ("a.geojson", Shape(mark=True), "--bom says nothing about .geojson (it is for .csv)"),
        ("a.plover.jsonl", Shape(table="x"), "--table says nothing about .plover.jsonl"),
    ],
)
def test_what_a_format_has_no_use_for_is_refused(name: str, shape: Shape, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_shape(Path(name), shape)
    assert said in str(caught.value)


def test_what_it_has_a_use_for_is_not() -> None:
    check_shape(Path("a.csv"), Shape("events", everything=True, guard=False, mark=True))
    check_shape(Path("a.geojson"), Shape("events", everything=True))
    check_shape(Path("a.sqlite"), Shape(everything=True))
    for suffix in FORMATS:
        check_shape(Path("a" + suffix), Shape())
