"""The run: whole files or none, the same bytes for the same exports in any order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from llmx.errors import StorageError, UsageError
from llmx.export.files import PartialFile
from llmx.incidents import run
from llmx.record import line
from tests.incidents.support import count, event, find, record

Json = dict[str, Any]


def _export(file: Path, *records: Json) -> Path:
    file.write_text("".join(line(each) + "\n" for each in records), encoding="utf-8")
    return file


def _written(folder: Path, exports: list[Path], name: str) -> tuple[bytes, bytes]:
    output, index = folder / f"{name}.jsonl", folder / f"{name}.md"
    run.run(exports, output, index, find)
    return output.read_bytes(), index.read_bytes()


def test_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    toll = [count("killed", 14)]
    one = _export(tmp_path / "a.jsonl", record("b", event(counts=toll)), record("c", event()))
    other = _export(tmp_path / "b.jsonl", record("a", event(counts=toll)))
    both = _export(
        tmp_path / "c.jsonl",
        record("c", event()),
        record("a", event(counts=toll)),
        record("b", event(counts=toll)),
    )
    written = _written(tmp_path, [one, other], "one")
    assert written == _written(tmp_path, [other, one], "two")
    assert written == _written(tmp_path, [both], "three")
    assert len(written[0].splitlines()) == 1


def test_no_events_are_an_empty_file_and_a_digest(tmp_path: Path) -> None:
    output, index = _written(tmp_path, [_export(tmp_path / "a.jsonl", record("a"))], "out")
    assert output == b""
    assert index.startswith(b"# 0 incidents\n")


def test_a_fault_in_an_export_leaves_nothing_behind(tmp_path: Path) -> None:
    broken = record("a", event()) | {"schema": "llmx.record/9"}
    export = _export(tmp_path / "a.jsonl", record("b", event()), broken)
    with pytest.raises(UsageError, match="line 2"):
        _written(tmp_path, [export], "out")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.jsonl"]


def test_a_full_disk_leaves_no_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export = _export(tmp_path / "a.jsonl", record("b", event()))

    def full(self: PartialFile, _text: str) -> None:
        raise StorageError(f"no space for {self.file}")

    monkeypatch.setattr(PartialFile, "write", full)
    with pytest.raises(StorageError):
        _written(tmp_path, [export], "out")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.jsonl"]


def test_an_outlet_that_utf_8_cannot_hold(tmp_path: Path) -> None:
    export = _export(tmp_path / "a.jsonl", record("a", event(), outlet="Radio \ud800"))
    written = json.loads(_written(tmp_path, [export], "out")[0])
    assert written["reports"][0]["outlet"] == "Radio ?"


@pytest.mark.parametrize(
    ("output", "index", "said"),
    [
        ("out.csv", "index.md", "ends in .jsonl"),
        ("out.jsonl", "out.jsonl", "would both be"),
        ("a.jsonl", "index.md", "is one of the exports"),
        ("old.jsonl", "index.md", "exists"),
        ("none/out.jsonl", "index.md", "no folder"),
        ("out.jsonl", "old.jsonl", "exists"),
    ],
)
def test_outputs_that_are_refused(tmp_path: Path, output: str, index: str, said: str) -> None:
    export = _export(tmp_path / "a.jsonl")
    (tmp_path / "old.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        run.check([export], tmp_path / output, tmp_path / index, force=False)


def test_force_replaces_what_is_there(tmp_path: Path) -> None:
    export = _export(tmp_path / "a.jsonl")
    (tmp_path / "old.jsonl").write_text("", encoding="utf-8")
    run.check([export], tmp_path / "old.jsonl", tmp_path / "index.md", force=True)
