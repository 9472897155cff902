"""Lines of JSON for the rows of a table: events in PLOVER's form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llmx.errors import UsageError
from tests.export.tables import HOSTILE, hostile, record, written


def test_a_line_for_each_event_as_nested_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "out.plover.jsonl"
    assert written(file, [record(), hostile()]).rows == 1 + len(HOSTILE)
    first, *rest = map(json.loads, file.read_text(encoding="utf-8").split("\n")[:-1])
    assert (first["event"], first["date"]) == (["ASSAULT"], "2017-11-19")
    assert first["actor"][0] == {
        "code": None,
        "sector": "MIL",
        "actor_text": "الجيش",
        "identifier_text": "army",
    }
    assert [value["event_text"][0] for value in rest] == [*HOSTILE]


def test_tasks_without_such_a_table_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no table 'plover'"):
        written(tmp_path / "out.plover.jsonl", [], tasks=["brief"])
    assert list(tmp_path.iterdir()) == []
