"""A bulk run's files: in input order, whole or not at all, with a manifest of what it took."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Self, cast

import pytest

from llmx.article import Article, Rejection
from llmx.bulk import Failed, Result, Stop
from llmx.errors import Interrupted, StorageError, UsageError
from llmx.export import run
from llmx.export.files import write_json
from llmx.export.manifest import Before
from llmx.export.outputs import Briefs, Export
from llmx.export.processes import Made
from llmx.export.resume import Item
from llmx.export.tally import Tally
from llmx.model.answers import Answers
from llmx.model.client import Answered, Client
from llmx.model.limits import Limits
from llmx.model.retry import RetryPolicy
from llmx.model.usage import Meter, Usage
from llmx.pipeline import Pipeline
from llmx.reading import Reader
from llmx.record import line
from llmx.task import Request
from tests.builders import ARABIC, PERSIAN, answer, article, loaded, outcome, sealed

FIRST, SECOND = outcome(article()), outcome(article(PERSIAN, language="fa"))
BROKEN = Failed(Rejection(None, "in.jsonl", 7, "skipped", "bad_row", "not JSON"))
REFUSED = Failed(
    Rejection("0123", "b.txt", None, "failed", "refused", "declined: «لا»"),
    Usage(100, 10, attempts=2, unknown=1),
)


def _export(file: Path, *results: Result | Made, stop: bool = False) -> None:
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


def test_a_table_is_made_of_lines_from_other_processes_too(tmp_path: Path) -> None:
    made = [Made(line(o.record), answers=1, unverified=0, repaired=0) for o in (FIRST, SECOND)]
    _export(tmp_path / "a.csv", FIRST, BROKEN, SECOND)
    _export(tmp_path / "b.csv", made[0], BROKEN, made[1])
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert (tmp_path / "a.csv").read_bytes().count(b"\r\n") == 3
    assert _names(tmp_path) == ["a.csv", "a.csv.errors.jsonl", "b.csv", "b.csv.errors.jsonl"]


def test_a_table_of_many_records_is_announced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("llmx.export.outputs._MANY", 2)
    pipeline, said = Pipeline([loaded("brief")], model="m", answers=Answers()), list[str]()
    tally = Tally()
    with Export(tmp_path / "out.csv", pipeline, tally, note=said.append) as output:
        assert list(output.left([])) == []
        for result in (FIRST, SECOND):
            output.add(result)
            tally.add(result)
        output.finish()
    assert said == ["making 'out.csv' of 2 records"]


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


# --- the run -------------------------------------------------------------------------------------


class Sink:
    """An output that remembers when it was synced, and breaks where it is told to."""

    earlier = Before()
    settled = True

    def __init__(self, folder: Path, *, breaks_at: int | None = None) -> None:
        self.manifest = folder / "run.json"
        self.more: dict[str, Any] = {}
        self.added = 0
        self.synced: list[int] = []
        self.states: list[str] = []
        self.finished = False
        self._breaks_at = breaks_at

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def left(self, items: Iterable[Item]) -> Iterator[Item]:
        return iter(items)

    def made(self, article: Article) -> Made | None:
        return None

    def add(self, result: Result | Made) -> None:
        if self.added == self._breaks_at:
            raise StorageError("the disk is gone")
        self.added += 1

    def sync(self) -> None:
        self.synced.append(self.added)

    def finish(self, stopped: Callable[[], bool] = lambda: False) -> None:
        self.finished = True


class Spent(Meter):
    @property
    def usage(self) -> Usage:
        return Usage(attempts=7)


class Asked:
    """A client that answers after some turns of the loop, and counts."""

    def __init__(self) -> None:
        self.begun = self.answered = 0
        self.limits = Limits(RetryPolicy())

    async def ask(self, request: Request, *, parse: Any, bound: Any) -> Answered:
        self.begun += 1
        await asyncio.sleep(0.001)
        self.answered += 1
        return Answered(parse(json.dumps(answer("brief", article()))), Usage(1, 1, attempts=1), "m")

    async def close(self) -> None:
        pass


def _job(folder: Path, sink: Sink, number: int, client: Asked, **more: Any) -> run.Job:
    source = folder / "in.jsonl"
    with source.open("w", encoding="utf-8") as out:
        for n in range(number):
            text = "\n\n".join((f"{n} {ARABIC[0]}", *ARABIC[1:]))
            out.write(json.dumps({"text": text}) + "\n")
    pipeline = Pipeline(
        [loaded("brief")], "m", Answers(), connect=lambda: cast(Client, client), repair=False
    )
    tally = Tally(pipeline.meter)
    return run.Job(sink, pipeline, Reader([str(source)]), [], tally, jobs=3, **more)


def _state(sink: Sink) -> str:
    return str(json.loads(sink.manifest.read_text(encoding="utf-8"))["state"])


class Full(Asked):
    """Answers nothing until so many are asked at once."""

    def __init__(self, together: int) -> None:
        super().__init__()
        self.together = self._now = 0
        self._expected = together
        self._full = asyncio.Event()

    async def ask(self, request: Request, *, parse: Any, bound: Any) -> Answered:
        self._now += 1
        self.together = max(self.together, self._now)
        if self._now == self._expected:
            self._full.set()
        await asyncio.wait_for(self._full.wait(), 10)
        answered = await super().ask(request, parse=parse, bound=bound)
        self._now -= 1
        return answered


@pytest.mark.parametrize(("jobs", "most"), [(1, 1), (7, 7), (16, 18)])
def test_while_an_article_is_checked_the_next_is_asked_about(
    tmp_path: Path, jobs: int, most: int
) -> None:
    client = Full(most)
    job = replace(_job(tmp_path, Sink(tmp_path), 60, client), jobs=jobs)
    asyncio.run(job.run())
    assert client.answered == 60
    assert client.together == most


def test_what_was_written_is_put_on_the_disk_each_hundred_results_or_second(
    tmp_path: Path,
) -> None:
    seconds = itertools.chain([0.0] * 125, itertools.repeat(1.1))
    now = [0.0]

    def clock() -> float:
        now[0] = max(now[0], next(seconds))
        return now[0]

    sink = Sink(tmp_path)
    asyncio.run(_job(tmp_path, sink, 230, Asked(), clock=clock).run())
    first, second, *_ = sink.synced
    assert first == 100
    assert 100 < second < 200  # a second has gone by
    assert sink.synced[-1] == second + 100
    assert sink.finished
    assert _state(sink) == "finished"


def test_a_disk_that_fails_stops_the_run_and_what_is_in_flight_is_answered(tmp_path: Path) -> None:
    sink, client = Sink(tmp_path, breaks_at=4), Asked()
    with pytest.raises(StorageError, match="the disk is gone"):
        asyncio.run(_job(tmp_path, sink, 60, client).run())
    assert sink.added == 4
    assert not sink.finished
    assert client.begun == client.answered < 60
    assert _state(sink) == "stopped"


def test_what_was_spent_is_told_on_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink, client, write = Sink(tmp_path, breaks_at=4), Asked(), write_json

    def full(file: Path, value: dict[str, Any]) -> None:
        if client.begun:
            raise StorageError("no room")
        write(file, value | {"padding": "x" * 5000})

    monkeypatch.setattr(run, "write_json", full)
    job = _job(tmp_path, sink, 60, client)
    job.pipeline.meter = job.tally.meter = Spent()
    with pytest.raises(StorageError, match="the disk is gone"):
        asyncio.run(job.run())
    told = json.loads(sink.manifest.read_text(encoding="utf-8"))
    assert (told["state"], told["attempts"]) == ("stopped", 7)
    assert "padding" not in told


def test_a_stop_writes_what_is_next_and_says_so(tmp_path: Path) -> None:
    sink, client, stop = Sink(tmp_path), Asked(), Stop()

    def watch() -> None:
        if sink.added == 5:
            assert _state(sink) == "running"
            stop.ask()

    with pytest.raises(Interrupted):
        asyncio.run(_job(tmp_path, sink, 60, client, stop=stop, watch=watch).run())
    assert 5 <= sink.added <= client.answered == client.begun < 60
    assert not sink.finished
    assert _state(sink) == "stopped"


def test_a_run_that_is_cancelled_says_so(tmp_path: Path) -> None:
    async def scenario() -> None:
        sink = Sink(tmp_path)
        running = asyncio.ensure_future(_job(tmp_path, sink, 60, Asked()).run())
        while sink.added < 3:
            await asyncio.sleep(0)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert _state(sink) == "stopped"

    asyncio.run(scenario())


# --- an output that takes its time in the end ----------------------------------------------------


class Slow(Sink):
    """An output that is being made until it is asked to stop."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.making = threading.Event()
        self.left_off = False

    def finish(self, stopped: Callable[[], bool] = lambda: False) -> None:
        self.making.set()
        while not stopped():
            time.sleep(0.001)
        self.left_off = True
        raise Interrupted


def test_a_stop_is_heard_while_the_output_is_made(tmp_path: Path) -> None:
    async def scenario() -> None:
        sink, stop = Slow(tmp_path), Stop()
        running = asyncio.ensure_future(_job(tmp_path, sink, 3, Asked(), stop=stop).run())
        await asyncio.to_thread(sink.making.wait)
        stop.ask()
        with pytest.raises(Interrupted):
            await running
        assert _state(sink) == "stopped"

    asyncio.run(scenario())


def test_a_run_that_is_cancelled_then_waits_for_the_end_of_it(tmp_path: Path) -> None:
    async def scenario() -> None:
        sink = Slow(tmp_path)
        running = asyncio.ensure_future(_job(tmp_path, sink, 3, Asked()).run())
        await asyncio.to_thread(sink.making.wait)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert sink.left_off  # and writes no more into files that are closed
        assert _state(sink) == "stopped"

    asyncio.run(scenario())


@pytest.mark.parametrize("number", [100, 400])
def test_what_is_written_is_let_go(tmp_path: Path, number: int) -> None:
    """However long the input is, as many articles are held as the window of the workers."""
    job, alive = _job(tmp_path, Sink(tmp_path), number, Asked()), _Alive()
    job.reader = alive.watching(job.reader)
    asyncio.run(job.run())
    assert job.tally.counts["ok"] == number
    assert 3 <= alive.most <= 5 * 3 + 5


class _Alive:
    """How many of the articles that were read are still held by somebody."""

    def __init__(self) -> None:
        self.now = self.most = 0

    def watching(self, reader: Reader) -> Any:
        alive = self

        class Watching:
            ignored = reader.ignored

            def __iter__(self) -> Iterator[Item]:
                for item in reader:
                    alive.now += 1
                    alive.most = max(alive.most, alive.now)
                    weakref.finalize(item, alive.gone)
                    yield item

        return Watching()

    def gone(self) -> None:
        self.now -= 1
