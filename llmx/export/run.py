"""A bulk run: results to an output in input order, with a manifest that is never far behind."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from llmx.article import Article
from llmx.bulk import Failed, Stop, records
from llmx.errors import LlmxError, StorageError, UsageError
from llmx.export.files import (
    check_name,
    check_output,
    check_writable,
    overwrite_json,
    write_json,
    write_whole,
)
from llmx.export.formats import Shape, check_shape
from llmx.export.manifest import SCHEMA, State, manifest
from llmx.export.outputs import Output, row_line
from llmx.export.processes import Made, Make, Result
from llmx.export.tally import Tally
from llmx.model.usage import Usage
from llmx.pipeline import Outcome, Pipeline
from llmx.reading import Reader

Json = dict[str, Any]

_BESIDE = 8  # jobs for each worker more, whose article is checked while its job asks about the next
_RESULTS = 100  # results, or seconds, after which what was written is put on the disk
_SECONDS = 1.0
_SHARE = 20  # the manifest of a large folder of briefs takes at most a twentieth of the time
_OURS = ("run.json.lock", "run.json.partial")  # all there may be of a run killed at its start


@dataclass
class Job:
    """One bulk run of the sources that a reader reads.

    `make` is what makes a result, where that is not the pipeline alone (see `Processes`). `last`
    is what is to be done once there are all results, before the output appears. `stop`
    ends it early, resumable; `watch` is called after each result. What has been written
    and spent is put on the disk each 100 results or each second by `clock`.
    """

    output: Output
    pipeline: Pipeline
    reader: Reader
    sources: Sequence[str]
    tally: Tally
    jobs: int
    make: Make | None = None
    last: Callable[[Stop], Awaitable[None]] | None = None
    stop: Stop = field(default_factory=Stop)
    watch: Callable[[], None] = lambda: None
    clock: Callable[[], float] = time.monotonic
    _unsynced: int = field(default=0, init=False)
    _told: Usage = field(default_factory=Usage, init=False)
    _sync_due: float = field(default=0.0, init=False)
    _manifest_due: float = field(default=0.0, init=False)
    _failure: StorageError | None = field(default=None, init=False)

    async def run(self) -> None:
        """Write all results; the manifest says how the run ended, however that was.

        Raises what no article survives, StorageError where the disk has failed and Interrupted
        after a stop: all of them leave an output that a next run takes up.
        """
        self.stop.then(self.pipeline.stop)
        try:
            with self.output:
                await self._run()
        finally:
            await self.pipeline.close()

    async def _run(self) -> None:
        budget, earlier = self.pipeline.budget, self.output.earlier
        if budget:
            budget.before = earlier.spent(self.pipeline.pricing)
        try:
            self._write_manifest("running")
            self._sync_due = self.clock() + _SECONDS
            await self._work()
            if self.last:
                await self.last(self.stop)
            await self._finish()
        except BaseException:
            self._write_last_manifest()
            raise
        self._write_manifest("finished")

    async def _work(self) -> None:
        ticking = asyncio.create_task(self._tick())
        items = self.output.left(self.reader)
        try:
            async with aclosing(
                records(items, self._result, jobs=self._workers, stop=self.stop)
            ) as results:
                async for result in results:
                    self._on_disk(partial(self._take, result))
        except LlmxError:
            if self._failure is None:
                raise
        finally:
            ticking.cancel()
        if self._failure:
            raise self._failure

    @property
    def _workers(self) -> int:
        """The jobs, and some more: while one checks what was answered, the next asks.

        No more requests are under way for that: their number is the client's.
        """
        return self.jobs + self.jobs // _BESIDE

    async def _result(self, article: Article) -> Outcome | Made:
        """The record of an article: an earlier run's, or a new one."""
        made = self.output.made(article)
        return made or await (self.make or self.pipeline.run)(article)

    async def _finish(self) -> None:
        """Have the output appear, in a thread: a signal is heard meanwhile, and obeyed."""
        finishing = asyncio.create_task(
            asyncio.to_thread(self.output.finish, lambda: self.stop.asked)
        )
        try:
            await asyncio.shield(finishing)
        except asyncio.CancelledError:
            self.stop.ask()
            await asyncio.wait([finishing])
            if finishing.exception():
                raise

    def _take(self, result: Result) -> None:
        self.output.add(result)
        self.tally.add(result)
        self.watch()
        self._unsynced += 1
        if self._unsynced >= _RESULTS or self.clock() >= self._sync_due:
            self._sync()

    async def _tick(self) -> None:
        """See to it that what waits for a slow article is not kept off the disk."""
        while True:
            await asyncio.sleep(_SECONDS)
            self.watch()
            news = self._unsynced or self.tally.usage != self._told
            if news and self.clock() >= self._sync_due:
                self._on_disk(self._sync)

    def _on_disk(self, act: Callable[[], None]) -> None:
        """Do what needs the disk. Once that has failed, nothing more is begun or written."""
        if self._failure:
            return
        try:
            act()
        except StorageError as error:
            self._failure = error
            self.stop.ask()

    def _sync(self) -> None:
        self.output.sync()
        self._unsynced = 0
        started = self.clock()
        if started >= self._manifest_due:
            self._write_manifest("running")
            self._manifest_due = self.clock() + _SHARE * (self.clock() - started)
        self._sync_due = self.clock() + _SECONDS

    def _write_last_manifest(self) -> None:
        """Say what was spent, on a full disk in the place of what was said before."""
        try:
            self._write_manifest("stopped")
        except StorageError:
            with contextlib.suppress(OSError):
                overwrite_json(self.output.manifest, self._manifest("stopped"))

    def _write_manifest(self, state: State) -> None:
        write_json(self.output.manifest, self._manifest(state))

    def _manifest(self, state: State) -> Json:
        earlier = self.output.earlier
        self._told = self.tally.usage
        value = manifest(
            self.pipeline,
            self.sources,
            self.tally,
            state=state,
            ignored=self.reader.ignored,
            earlier=earlier,
        )
        if not self.output.settled:  # what an earlier run has written still stands
            value |= earlier.results
        return value | self.output.more


def check_export(file: Path, *, force: bool, shape: Shape | None = None) -> None:
    """What can be wrong with an export's output, before anything is paid for."""
    check_name(file)
    check_shape(file, shape or Shape())
    check_output(file, force=force or _holds_nothing(file))


def check_folder(folder: Path, task: str, *, force: bool) -> None:
    """Refuse a folder that cannot be, or that holds something else than this task's files.

    Raises UsageError, and StorageError for one that takes no file.
    """
    check_name(folder)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"the output {str(folder)!r} is a file", hint="give a folder")
    nearest = next(f for f in (folder, *folder.parents) if f.exists())
    if not nearest.is_dir():
        raise UsageError(f"{str(nearest)!r} is a file; no folder {str(folder)!r} can be made there")
    check_writable(nearest)
    if not folder.is_dir() or all(file.name in _OURS for file in folder.iterdir()):
        return
    if not _is_ours(folder / "run.json", task) and not force:
        raise UsageError(
            f"the folder {str(folder)!r} is not empty and holds no {task!r} of llmx",
            hint="give an empty one, or --force",
        )


def write_errors(output: Path, failed: Sequence[Failed]) -> None:
    """What has no result: `errors.jsonl` in a folder, `FILE.errors.jsonl` beside a file."""
    beside = output.with_name(output.name + ".errors.jsonl")
    file = output / "errors.jsonl" if output.is_dir() else beside
    if failed:
        write_whole(file, "".join(row_line(result) for result in failed))
    else:
        file.unlink(missing_ok=True)


def _holds_nothing(file: Path) -> bool:
    """Whether a run has ended without a record, and FILE is still what it left: none is lost."""
    beside = file.with_name(file.name + ".run.json")
    try:
        value = json.loads(beside.read_text(encoding="utf-8"))
        ended = value["schema"] == SCHEMA and value["state"] == "finished"
        untouched = file.stat().st_mtime_ns <= beside.stat().st_mtime_ns
        return bool(ended and untouched and value["counts"]["ok"] == 0)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _is_ours(file: Path, task: str) -> bool:
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
        return bool(value["schema"] == SCHEMA and task in value["settings"]["tasks"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
