"""Resuming: cut anywhere, changed anywhere, the end is the same, and no answer is paid twice."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from llmx.article import Article
from llmx.bulk import records
from llmx.errors import Refused
from llmx.export.files import write_json
from llmx.export.manifest import manifest
from llmx.export.outputs import Export
from llmx.export.run import Job
from llmx.export.tally import Tally
from llmx.model.answers import StoredAnswer
from llmx.model.client import Answered, Client
from llmx.model.usage import Usage
from llmx.pipeline import Pipeline
from llmx.reading import Reader
from llmx.task import GlossaryTerm, Request
from tests.builders import loaded, steady
from tests.test_pipeline import Memory

Json = dict[str, Any]
Rows = Sequence[str]

GOOD = tuple(
    json.dumps({"id": f"a{n}", "text": f"قتل {n} مقاتلين في بلدة النخيل.\n\nلا تعليق بعد من أحد."})
    for n in range(5)
)
REFUSED = tuple(
    json.dumps({"id": "r", "text": f"رفض {n}\n\nلا تعليق بعد من أحد."}) for n in range(2)
)
BROKEN = '{"id": "x", "text": '
MIXED = (GOOD[0], BROKEN, GOOD[1], REFUSED[0], GOOD[2], GOOD[0], BROKEN, REFUSED[1], GOOD[3])


@pytest.fixture(autouse=True)
def no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here is about a power cut, and a disk takes its time."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


class Model:
    """Translates whatever it is asked, but for what it refuses; counts what it was asked."""

    def __init__(self, refuses: str = "رفض") -> None:
        self.asked = 0
        self.refuses = refuses

    async def ask(
        self,
        request: Request,
        *,
        parse: Callable[[str], BaseModel],
        bound: Callable[[], type[BaseModel]],
    ) -> Answered:
        self.asked += 1
        await asyncio.sleep(0)
        if self.refuses in request.user:
            raise Refused("declined")
        numbers = re.findall(r"^\[(\d+)\]", request.user, re.MULTILINE)
        said = [{"n": int(n), "en": f"It says {n} here, and more than that."} for n in numbers]
        answer = parse(json.dumps({"title_en": None, "sentences": said}))
        return Answered(answer, Usage(10, 5, attempts=1), None)

    async def close(self) -> None:
        pass


@dataclass
class World:
    """A folder with the input and the output, a model, and an answer store."""

    folder: Path
    name: str = "out.jsonl"
    model: Model = field(default_factory=Model)
    answers: Memory = field(default_factory=Memory)
    notes: list[str] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    @property
    def file(self) -> Path:
        return self.folder / self.name

    def pipeline(self, **changes: Any) -> Pipeline:
        values: Json = {"model": "m", "repair": False} | changes
        return Pipeline(
            [loaded("translate")],
            answers=self.answers,
            connect=lambda: cast(Client, self.model),
            **values,
        )

    def reader(self, rows: Rows) -> Reader:
        source = self.folder / "in.jsonl"
        source.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
        return Reader([str(source)])

    def export(self, pipeline: Pipeline, **options: Any) -> Export:
        self.tally = Tally(pipeline.meter)
        return Export(self.file, pipeline, self.tally, note=self.notes.append, **options)

    def run(self, rows: Rows = MIXED, *, retry_errors: bool = False, **changes: Any) -> None:
        """A whole run, or what is left of one."""
        pipeline = self.pipeline(**changes)
        output = self.export(pipeline, retry_errors=retry_errors)
        job = Job(output, pipeline, self.reader(rows), ["in.jsonl"], self.tally, jobs=2)
        asyncio.run(job.run())

    async def leave(self, rows: Rows = MIXED) -> None:
        """All results written, and the run killed before it has said so."""
        pipeline = self.pipeline()
        with self.export(pipeline) as output:
            async for result in records(self.reader(rows), pipeline.run, jobs=2):
                output.add(result)
                self.tally.add(result)
            told = manifest(pipeline, [], self.tally, state="running", ignored={})
            write_json(output.manifest, told | output.more)

    @property
    def written(self) -> tuple[bytes, bytes]:
        errors = self.folder / f"{self.name}.errors.jsonl"
        return self.file.read_bytes(), errors.read_bytes() if errors.exists() else b""

    @property
    def manifest(self) -> Json:
        value: Json = json.loads((self.folder / f"{self.name}.run.json").read_bytes())
        return value

    def kept(self) -> tuple[int, int]:
        """What the one note says of results kept, and of how many."""
        (note,) = self.notes
        found = re.match(r"kept (\d+) of (\d+) results of the run before", note)
        assert found, note
        return int(found[1]), int(found[2])


def _files(name: str) -> tuple[str, str, str]:
    """The partial files of records, rows and keys; a table's records are not the output itself."""
    records = name if name.endswith((".json", ".jsonl")) else f"{name}.records"
    return f"{records}.partial", f"{name}.errors.jsonl.partial", f"{name}.errors.keys.partial"


@contextmanager
def world(name: str = "out.jsonl", **values: Any) -> Iterator[World]:
    with tempfile.TemporaryDirectory() as folder:
        yield World(Path(folder), name, **values)


@cache
def _left(name: str) -> tuple[tuple[bytes, ...], bytes, dict[str, StoredAnswer]]:
    """The three partial files of a run over MIXED, its manifest, and the answers stored."""
    with world(name) as made:
        asyncio.run(made.leave())
        files = [(made.folder / f).read_bytes() for f in _files(name)]
        told = (made.folder / f"{name}.run.json").read_bytes()
        return tuple(files), told, made.answers.held


@cache
def _undisturbed(name: str) -> tuple[bytes, bytes]:
    with world(name) as made:
        made.run()
        assert made.notes == []
        return made.written


@contextmanager
def taken_up(name: str, cuts: Sequence[int]) -> Iterator[World]:
    """The world after a kill: the partial files cut to these sizes."""
    files, told, held = _left(name)
    with world(name, answers=Memory(dict(held))) as made:
        for file, data, size in zip(_files(name), files, cuts, strict=True):
            (made.folder / file).write_bytes(data[:size])
        (made.folder / f"{name}.run.json").write_bytes(told)
        yield made


def _whole(name: str, cuts: Sequence[int]) -> tuple[int, int, int]:
    """How many records, rows and keys are whole in files of these sizes."""
    (out, rows, keys), _, _ = _left(name)
    ends = [m.end() for m in re.finditer(rb"\n", out)]
    if name.endswith(".json"):
        ends = [m.start() for m in re.finditer(rb",?\n\{|\Z", out)][1:]
    return (
        sum(end <= cuts[0] for end in ends),
        rows[: cuts[1]].count(b"\n"),
        keys[: cuts[2]].count(b"\n"),
    )


def _prefix(name: str, cuts: Sequence[int]) -> int:
    """How many of the items of MIXED have their result in files of these sizes."""
    out, rows, keys = _whole(name, cuts)
    for number, item in enumerate(MIXED):
        if item in (BROKEN, *REFUSED):
            rows -= 1
            keys -= item in REFUSED
        else:
            out -= 1
        if min(out, rows, keys) < 0:
            return number
    return len(MIXED)


# --- a kill --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["out.jsonl", "out.json", "out.csv"])
@steady
@given(data=st.data())
def test_cut_anywhere_the_end_is_the_same(name: str, data: st.DataObject) -> None:
    sizes = [len(file) for file in _left(name)[0]]
    cuts = [data.draw(st.integers(0, size) | st.just(size)) for size in sizes]
    kept = _prefix(name, cuts)
    with taken_up(name, cuts) as made:
        made.run()
        assert made.written == _undisturbed(name)
        assert made.model.asked == sum(item in REFUSED for item in MIXED[kept:])
        assert made.manifest["counts"] == {"ok": 5, "failed": 2, "skipped": 2}
        assert made.manifest["state"] == "finished"
        assert made.manifest["answers"]["total"] == 5
        if kept:
            assert made.kept()[0] == kept
        names = {f.name.removeprefix(name) for f in made.folder.iterdir()}
        expected = {"in.jsonl", "", ".errors.jsonl", ".run.json"}
        assert names - {".torn", ".records.torn", ".errors.jsonl.torn"} == expected


def test_a_line_cut_short_is_put_apart() -> None:
    full = [len(file) for file in _left("out.jsonl")[0]]
    with taken_up("out.jsonl", [full[0] - 1, full[1] - 5, full[2]]) as made:
        made.run()
        (out, rows, _), _, _ = _left("out.jsonl")
        torn = (made.folder / "out.jsonl.torn").read_bytes()
        assert torn == out[:-1].rpartition(b"\n")[2]
        torn = (made.folder / "out.jsonl.errors.jsonl.torn").read_bytes()
        assert torn == rows[:-5].rpartition(b"\n")[2]
        assert "'out.jsonl.torn'" in made.notes[0]


def test_an_array_that_was_closed_is_gone_on_with() -> None:
    full = [len(file) for file in _left("out.json")[0]]
    with taken_up("out.json", full) as made:
        with (made.folder / "out.json.partial").open("ab") as out:
            out.write(b"\n]\n")
        made.run([*MIXED, GOOD[4]])
        assert len(json.loads(made.file.read_bytes())) == 6
        assert made.kept() == (9, 9)
        assert not (made.folder / "out.json.torn").exists()


@pytest.mark.parametrize("damage", [b"\0", b"{}\n", b'{"article": null}\n', b"[]\n", b"NaN\n"])
def test_what_is_no_record_ends_what_is_kept(damage: bytes) -> None:
    files, _, _ = _left("out.jsonl")
    first = files[0].index(b"\n") + 1
    with taken_up("out.jsonl", [first, len(files[1]), len(files[2])]) as made:
        with (made.folder / "out.jsonl.partial").open("ab") as out:
            out.write(damage + files[0][first:])
        made.run()
        assert made.written == _undisturbed("out.jsonl")
        assert made.kept()[0] == 2


def test_a_record_that_was_changed_is_made_again() -> None:
    files, _, _ = _left("out.jsonl")
    with taken_up("out.jsonl", [len(file) for file in files]) as made:
        partial = made.folder / "out.jsonl.partial"
        partial.write_bytes(partial.read_bytes().replace(b"It says 1", b"It says 7", 1))
        made.run()
        assert made.written == _undisturbed("out.jsonl")
        assert made.kept()[0] == 0


# --- another input -------------------------------------------------------------------------------


@steady
@given(data=st.data())
def test_an_input_that_changed_is_kept_up_to_there(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(MIXED) - 1))
    change = data.draw(st.sampled_from(["edit", "insert", "remove"]))
    new = json.dumps({"id": json.loads(GOOD[4])["id"], "text": "نص جديد هنا.\n\nوجملة أخرى."})
    if MIXED[place] in REFUSED:  # the same id in the same line, and another text
        new = json.dumps({"id": "r", "text": "نص جديد هنا.\n\nوجملة أخرى."})
    rows = list(MIXED)
    rows[place : place + (change != "insert")] = [] if change == "remove" else [new]
    with world() as fresh:
        fresh.run(rows)
        expected = fresh.written
    with taken_up("out.jsonl", [len(file) for file in _left("out.jsonl")[0]]) as made:
        made.run(rows)
        assert made.written == expected
        kept, _ = made.kept()
        # without a row of errors, the records after it are still what comes next in their file
        assert kept == place or (change == "remove" and kept >= place)
        again = sum(row in REFUSED for row in rows[place:])
        assert made.model.asked == again + (change != "remove")


def test_an_input_that_has_become_shorter() -> None:
    with taken_up("out.jsonl", [len(file) for file in _left("out.jsonl")[0]]) as made:
        made.run(MIXED[:2])
        assert made.model.asked == 0
        assert made.file.read_bytes().count(b"\n") == 1
        assert made.kept() == (2, 9)


# --- other settings ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"model": "another"},
        {"repair": True},
        {"strict": True},
        {"glossary": [GlossaryTerm("النخيل", "an-Nakhil")]},
    ],
)
def test_other_settings_keep_no_record(changes: Json) -> None:
    with world() as fresh:
        fresh.run(**changes)
        expected = fresh.written
    with taken_up("out.jsonl", [len(file) for file in _left("out.jsonl")[0]]) as made:
        made.run(**changes)
        assert made.written == expected
        assert made.kept()[0] == 0


def test_a_glossary_is_of_the_articles_that_hold_its_terms() -> None:
    with taken_up("out.jsonl", [len(file) for file in _left("out.jsonl")[0]]) as made:
        made.run(glossary=[GlossaryTerm("قتل 1 ", "one was killed")])
        assert made.kept()[0] == 2


def test_another_version_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with taken_up("out.jsonl", [len(file) for file in _left("out.jsonl")[0]]) as made:
        monkeypatch.setattr("llmx.export.resume.__version__", "9")
        made.run()
        assert made.kept() == (0, 9)
        assert made.written == _undisturbed("out.jsonl")


def test_a_partial_file_without_a_manifest_is_not_trusted() -> None:
    with taken_up("out.jsonl", [len(file) for file in _left("out.jsonl")[0]]) as made:
        (made.folder / "out.jsonl.run.json").unlink()
        made.run()
        assert made.kept() == (0, 9)
        assert made.written == _undisturbed("out.jsonl")


# --- failures again ------------------------------------------------------------------------------


def test_failures_stay_unless_they_are_to_be_asked_again() -> None:
    full = [len(file) for file in _left("out.jsonl")[0]]
    with taken_up("out.jsonl", full) as made:
        made.run()
        assert made.model.asked == 0
        assert made.kept() == (9, 9)
    with taken_up("out.jsonl", full) as made:
        made.run(retry_errors=True)
        assert made.model.asked == 2
        assert made.kept() == (3, 9)
        assert made.written == _undisturbed("out.jsonl")


def test_what_failed_of_a_finished_run_is_asked_again() -> None:
    with world() as made:
        made.run()
        first = made.manifest
        asked, made.model.refuses = made.model.asked, "nothing"
        made.run(retry_errors=True)
        assert made.model.asked == asked + 2
        assert made.tally.counts["failed"] == 0
        assert made.tally.counts["ok"] == 7
        assert [json.loads(row)["state"] for row in made.written[1].splitlines()] == ["skipped"] * 2
        assert made.manifest["duration_seconds"] >= first["duration_seconds"]


@pytest.mark.parametrize("name", ["out.jsonl", "out.json"])
def test_the_records_of_a_finished_run_are_kept_without_a_store(name: str) -> None:
    with world(name) as made:
        made.run()
        before, rows = made.written
        made.answers.held.clear()
        asked = made.model.asked
        made.run(retry_errors=True)  # which fail again
        assert made.model.asked == asked + 2
        assert made.written == (before, rows)
        made.answers.held.clear()
        made.model.refuses = "nothing"
        made.run(retry_errors=True)
        assert made.model.asked == asked + 4
        assert made.tally.counts["ok"] == 7
        records = [line.rstrip(b",") for line in made.written[0].splitlines()]
        assert {line.rstrip(b",") for line in before.splitlines()} <= set(records)


def test_a_finished_run_of_other_settings_or_articles_is_not_taken_for_this_one() -> None:
    with world() as made:
        made.run()
        made.answers.held.clear()
        asked = made.model.asked
        made.run((GOOD[0], GOOD[2], REFUSED[0]), retry_errors=True)  # a1 is gone, a2 follows
        assert made.model.asked == asked + 2
        made.run(retry_errors=True, strict=True)
        assert made.model.asked > asked + 6


@pytest.mark.parametrize("kept", [0, 1])
def test_a_mending_that_was_killed_goes_on_with_what_had_ended(kept: int) -> None:
    with world() as made:
        made.run()
        made.answers.held.clear()
        asked = made.model.asked

        async def begin() -> None:
            pipeline = made.pipeline()
            with made.export(pipeline, retry_errors=True) as output:
                left = output.left(made.reader(MIXED))
                for item in itertools.islice(left, kept):
                    assert isinstance(item, Article)
                    line = output.made(item)
                    assert line
                    output.add(line)
                left.close()  # type: ignore[attr-defined]
                output.sync()
                told = manifest(pipeline, [], made.tally, state="running", ignored={})
                write_json(output.manifest, told | output.more)

        asyncio.run(begin())
        made.model.refuses = "nothing"
        made.run()
        assert made.model.asked == asked + 2
        assert made.tally.counts["ok"] == 7


# --- the count over resumes ----------------------------------------------------------------------


def test_what_was_stored_before_stays_told() -> None:
    full = [len(file) for file in _left("out.jsonl")[0]]
    with taken_up("out.jsonl", full) as made:
        assert made.manifest["answers"] == {"total": 5, "cached": 1}  # one text stands twice
        made.run()
        assert made.manifest["answers"] == {"total": 5, "cached": 1}
        assert made.tally.counts["answers"] == 5


def test_force_begins_with_nothing() -> None:
    with taken_up("out.jsonl", [len(file) for file in _left("out.jsonl")[0]]) as made:
        pipeline = made.pipeline()
        output = made.export(pipeline, afresh=True)
        job = Job(output, pipeline, made.reader(MIXED), [], made.tally, jobs=2)
        asyncio.run(job.run())
        assert made.notes == []
        assert made.written == _undisturbed("out.jsonl")
        assert made.manifest["answers"] == {"total": 5, "cached": 5}
