"""A bulk run's files: in input order, whole or not at all, with a manifest of what it took."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llmx.article import Rejection
from llmx.bulk import Failed, Result
from llmx.errors import UsageError
from llmx.export import run
from llmx.export.outputs import Briefs, Export
from llmx.export.tally import Tally
from llmx.model.answers import Answers
from llmx.model.usage import Usage
from llmx.pipeline import Pipeline
from llmx.record import line
from tests.builders import PERSIAN, article, loaded, outcome, sealed

FIRST, SECOND = outcome(article()), outcome(article(PERSIAN, language="fa"))
BROKEN = Failed(Rejection(None, "in.jsonl", 7, "skipped", "bad_row", "not JSON"))
REFUSED = Failed(
    Rejection("0123", "b.txt", None, "failed", "refused", "declined: «لا»"),
    Usage(100, 10, attempts=2, unknown=1),
)


def _export(file: Path, *results: Result, stop: bool = False) -> None:
    """Results as a run writes them; a `stop` leaves them as one that was stopped would."""
    pipeline = Pipeline(tasks=[loaded("brief")], model="m", answers=Answers())
    with Export(file, pipeline, Tally(), afresh=True) as output:
        assert list(output.left([])) == []
        for result in results:
            output.add(result)
        if not stop:
            output.finish()


def _briefs(folder: Path, *results: Result) -> None:
    with Briefs(folder) as output:
        for result in results:
            output.add(result)
        output.finish()


def _names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_records_and_rows_in_the_order_of_the_input(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    _export(file, SECOND, BROKEN, FIRST, REFUSED)
    expected = f"{line(SECOND.record)}\n{line(FIRST.record)}\n"
    assert file.read_text(encoding="utf-8") == expected
    rows = (tmp_path / "out.jsonl.errors.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(row) for row in rows] == [
        {
            "id": None,
            "source": "in.jsonl",
            "line": 7,
            "state": "skipped",
            "kind": "bad_row",
            "message": "not JSON",
        },
        {
            "id": "0123",
            "source": "b.txt",
            "line": None,
            "state": "failed",
            "kind": "refused",
            "message": "declined: «لا»",
        },
    ]
    assert "«لا»" in rows[1]
    assert _names(tmp_path) == ["out.jsonl", "out.jsonl.errors.jsonl"]


@pytest.mark.parametrize(("name", "text"), [("out.jsonl", ""), ("out.json", "[]\n")])
def test_nothing_but_failures_is_an_empty_export(tmp_path: Path, name: str, text: str) -> None:
    _export(tmp_path / name, REFUSED)
    assert (tmp_path / name).read_text() == text
    assert (tmp_path / f"{name}.errors.jsonl").exists()


def test_rows_of_an_earlier_run_go(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    _export(file, FIRST, REFUSED)
    _export(file, FIRST)
    assert _names(tmp_path) == ["out.jsonl"]


def test_a_run_that_stops_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    _export(file, FIRST, REFUSED)
    before = {name: (tmp_path / name).read_bytes() for name in _names(tmp_path)}
    _export(file, SECOND, stop=True)
    for name, data in before.items():
        assert (tmp_path / name).read_bytes() == data
    partial = (tmp_path / "out.jsonl.partial").read_text(encoding="utf-8")
    assert partial == line(SECOND.record) + "\n"


def test_briefs(tmp_path: Path) -> None:
    _briefs(tmp_path, FIRST, REFUSED, SECOND)
    assert len(_names(tmp_path)) == 4
    assert {"errors.jsonl", "index.md"} < set(_names(tmp_path))
    _briefs(tmp_path, FIRST)
    assert "errors.jsonl" not in _names(tmp_path)


def test_an_output_is_looked_at_before_anything_is_paid(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    run.check_export(file, force=False)
    file.write_text("x")
    with pytest.raises(UsageError, match="exists"):
        run.check_export(file, force=False)
    run.check_export(file, force=True)
    with pytest.raises(UsageError, match="no format"):
        run.check_export(tmp_path / "out.doc", force=False)
    assert file.read_text() == "x"


def test_a_folder_is_looked_at_before_anything_is_paid(tmp_path: Path) -> None:
    run.check_folder(tmp_path, "brief", force=False)
    run.check_folder(tmp_path / "new" / "deep", "brief", force=False)
    assert _names(tmp_path) == []
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "deep" / "er"):
        for force in (False, True):
            with pytest.raises(UsageError, match="is a file"):
                run.check_folder(folder, "brief", force=force)
    with pytest.raises(UsageError, match="not empty"):
        run.check_folder(tmp_path, "brief", force=False)
    run.check_folder(tmp_path, "brief", force=True)


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ('{"schema": "llmx.run/1", "settings": {"tasks": ["brief"]}}', True),
        ('{"schema": "llmx.run/1", "settings": {"tasks": ["translate"]}}', False),
        ('{"schema": "llmx.run/1"}', False),
        ('{"schema": "llmx.record/1"}', False),
        ("[]", False),
        ("", False),
        ("no", False),
    ],
)
def test_a_folder_is_ours_by_its_manifest(tmp_path: Path, text: str, ours: bool) -> None:
    (tmp_path / "run.json").write_text(text)
    if ours:
        run.check_folder(tmp_path, "brief", force=False)
    else:
        with pytest.raises(UsageError, match="no 'brief' of llmx"):
            run.check_folder(tmp_path, "brief", force=False)


def test_a_record_is_written_as_it_is_sealed(tmp_path: Path) -> None:
    _export(tmp_path / "out.jsonl", FIRST)
    written = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    assert written == sealed(article(), ["brief"])
