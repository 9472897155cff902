"""A bulk run's files: in input order, whole or not at all, with a manifest of what it took."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from llmx.article import Rejection
from llmx.bulk import Failed, Result
from llmx.errors import StorageError, UsageError
from llmx.export import run
from llmx.export.briefs import BriefFolder
from llmx.model.answers import Answers
from llmx.model.usage import Usage
from llmx.pipeline import Outcome, Pipeline
from llmx.record import line
from tests.builders import PERSIAN, article, loaded, outcome, sealed

FIRST, SECOND = outcome(article()), outcome(article(PERSIAN, language="fa"))
BROKEN = Failed(Rejection(None, "in.jsonl", 7, "skipped", "bad_row", "not JSON"))
REFUSED = Failed(
    Rejection("0123", "b.txt", None, "failed", "refused", "declined: «لا»"),
    Usage(100, 10, attempts=2, unknown=1),
)


async def _stream(results: Sequence[Result]) -> AsyncIterator[Result]:
    for result in results:
        yield result


async def _stopping(results: Sequence[Result]) -> AsyncIterator[Result]:
    for result in results:
        yield result
    raise StorageError("the disk is gone")


def _export(file: Path, *results: Result) -> list[Result]:
    seen: list[Result] = []
    asyncio.run(run.export(_stream(results), file, seen.append))
    return seen


def _names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_records_and_rows_in_the_order_of_the_input(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    given: list[Result] = [SECOND, BROKEN, FIRST, REFUSED]
    assert _export(file, *given) == given
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
    seen: list[Result] = []
    with pytest.raises(StorageError, match="gone"):
        asyncio.run(run.export(_stopping([SECOND]), file, seen.append))
    assert seen == [SECOND]
    for name, data in before.items():
        assert (tmp_path / name).read_bytes() == data
    partial = (tmp_path / "out.jsonl.partial").read_text(encoding="utf-8")
    assert partial == line(SECOND.record) + "\n"


def test_briefs(tmp_path: Path) -> None:
    folder = BriefFolder(tmp_path)
    asyncio.run(run.briefs(_stream([FIRST, REFUSED, SECOND]), folder, lambda _: None))
    assert len(folder.entries) == 2
    assert _names(tmp_path) == sorted([*folder.entries, "errors.jsonl", "index.md"])
    asyncio.run(run.briefs(_stream([FIRST]), BriefFolder(tmp_path), lambda _: None))
    assert "errors.jsonl" not in _names(tmp_path)


def test_a_tally() -> None:
    tally = run.Tally()
    paid = Outcome(FIRST.article, FIRST.record, FIRST.answers, Usage(10, 5, attempts=1), 0)
    for result in (FIRST, paid):
        tally.add(result)
    assert not tally.incomplete
    for failed in (BROKEN, REFUSED):
        tally.add(failed)
        assert tally.incomplete
    assert dict(tally.counts) == {
        **{"ok": 2, "cached": 1, "answers": 2, "skipped": 1, "failed": 1},
        **{"unverified": 0, "in_doubt": 0, "repaired": 0},
    }
    assert tally.usage == Usage(110, 15, attempts=3, unknown=1)
    assert tally.seconds >= 0


def _manifest(tally: run.Tally, *, model: str = "gpt-4o-mini", **changes: Any) -> dict[str, Any]:
    pipeline = Pipeline(tasks=[loaded("brief")], model=model, answers=Answers())
    values = {"state": "finished", "ignored": {".pdf": 2, ".doc": 1}} | changes
    return run.manifest(pipeline, ["in", "/abs/path/x.txt", "-"], tally, **values)


def test_a_manifest_says_what_a_run_took() -> None:
    tally = run.Tally()
    for result in (FIRST, REFUSED):
        tally.add(result)
    value = _manifest(tally)
    assert value["schema"] == "llmx.run/1"
    assert value["settings"] == {
        "model": "gpt-4o-mini",
        "tasks": ["brief"],
        "sources": ["in", "x.txt", "-"],
    }
    assert value["counts"] == {"ok": 1, "failed": 1, "skipped": 0}
    assert list(value["ignored"].items()) == [(".doc", 1), (".pdf", 2)]
    assert value["answers"] == {"total": 1, "cached": 1}
    assert value["attempts"] == 2
    assert value["tokens"] == {
        "input": 100,
        "output": 10,
        "estimated": False,
        "attempts_of_unknown_cost": 1,
    }
    assert value["cost_usd"]["gpt-4o-mini"] > 0
    assert {"llmx", "python", "openai", "instructor", "pydantic"} <= set(value["versions"])
    json.dumps(value, allow_nan=False)


def test_a_cost_is_nothing_unknown_or_more_than_nothing() -> None:
    paid, free = run.Tally(), run.Tally()
    paid.add(REFUSED)
    free.add(FIRST)
    assert _manifest(free, model="of my own")["cost_usd"] == {"of my own": 0.0}
    assert _manifest(paid, model="of my own")["cost_usd"] == {"of my own": None}
    unsaid = run.Tally()
    unsaid.add(Failed(BROKEN.row, Usage(attempts=1, unknown=1)))
    assert _manifest(unsaid)["cost_usd"] == {"gpt-4o-mini": None}


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
