"""Processes: records made of stored answers beside this process, where a run has many of them.

A run that sends nothing is bound by what its own CPU does: parsing, checks, the record. Once many
articles in a row had all their answers stored, the next ones are made by processes with the same
pipeline, which asks for nothing. What it lacks an answer to, or fails on, is left to this process,
so that a result does not depend on who made it. Articles and lines of JSON are all that passes.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from llmx import bulk, record
from llmx.article import Article
from llmx.export.resume import made_with
from llmx.pipeline import Outcome, Pipeline
from llmx.session import open_pipeline
from llmx.settings import Settings
from llmx.text.canonical import digest

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

    from llmx.model.client import Client

AFTER = 200  # articles in a row with all answers stored; a process takes as long to start
MOST = 8  # processes: this one reads and writes for them


@dataclass(frozen=True, slots=True)
class Made:
    """A record as its line of JSON, all answers stored before; the numbers are what it counts."""

    line: str
    answers: int
    unverified: int
    repaired: int
    undated: int = 0


Result = bulk.Result | Made
Make = Callable[[Article], Awaitable[Outcome | Made]]


class Processes:
    """A pipeline's `run` with processes of its own behind it; `with` ends them.

    `settings` and `tasks` are those that the pipeline was opened with. With less than two
    processes there are none.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        settings: Settings,
        tasks: Sequence[str],
        *,
        number: int | None = None,
        after: int = AFTER,
    ) -> None:
        self._pipeline = pipeline
        self._settings = settings
        self._tasks = tuple(tasks)
        self._number = min(_cores(), MOST, settings.jobs) if number is None else number
        self._after = after
        self._in_a_row = 0
        self._pool: ProcessPoolExecutor | None = None
        self._ready: Future[Any] | None = None
        self.made = 0

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    async def run(self, article: Article) -> Outcome | Made:
        """The record of an article, or what `Pipeline.run` gives and raises."""
        if self._in_a_row >= self._after and self._number > 1:
            made = await self._make(article)
            if made:
                self.made += 1
                return made
        outcome = await self._pipeline.run(article)
        stored = outcome.cached == len(outcome.answers) and not outcome.usage.attempts
        self._in_a_row = self._in_a_row + 1 if stored else 0
        return outcome

    async def _make(self, article: Article) -> Made | None:
        """A record from another process; None where it is not to be had there."""
        from concurrent.futures import BrokenExecutor

        try:
            pool = self._pool or self._begin()
            if self._ready is None or not self._ready.done():
                return None  # they are starting; this process need not wait
            made = await asyncio.get_running_loop().run_in_executor(pool, _make, article)
        except (BrokenExecutor, OSError):  # they could not start, or somebody has ended them
            self._number = 0
            self._end()
            return None
        if made is None:
            self._in_a_row = 0
        return made

    def _begin(self) -> ProcessPoolExecutor:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        own = replace(self._settings, api_key=None, max_cost=None)
        self._pool = ProcessPoolExecutor(
            self._number,
            get_context("spawn"),
            initializer=_open,
            initargs=(own, self._tasks, _identity(self._pipeline)),
        )
        ready = [self._pool.submit(os.getpid) for _ in range(self._number)]
        self._ready = ready[-1]
        return self._pool

    def _end(self) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


class _NotStored(Exception):
    """An answer that would have to be asked for."""


@dataclass(frozen=True)
class _Maker:
    """What one of the processes works with."""

    pipeline: Pipeline
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)

    def make(self, article: Article) -> Made | None:
        try:
            outcome = self.runner.run(self.pipeline.run(article))
        except Exception:  # noqa: BLE001 - the process that asked does it again, and says what it is
            return None
        line, answers = record.line(outcome.record), len(outcome.answers)
        counts = len(outcome.unverified), outcome.repaired, outcome.undated
        return Made(line, answers, *counts)


_maker: _Maker | None = None  # set in the processes alone


def _open(settings: Settings, tasks: Sequence[str], identity: str) -> None:
    """Set a process up; one that would make other records ends, and all of them with it."""
    from multiprocessing.util import Finalize

    global _maker
    _follow_parent()
    opened = open_pipeline(settings, tasks)
    if _identity(opened) != identity:
        raise RuntimeError("prompts, schemas or glossary have changed since the run began")
    _maker = _Maker(replace(opened, connect=_refuse) if opened.connect else opened)
    if opened.memo:  # at the end of a process, which is no end of Python's
        Finalize(None, opened.memo.close, exitpriority=1)


def _refuse() -> Client:
    """What stands for connecting: here, nothing is paid for."""
    raise _NotStored("not stored")


def _make(article: Article) -> Made | None:
    assert _maker is not None  # noqa: S101
    return _maker.make(article)


def _follow_parent() -> None:
    """Leave signals of the terminal to the parent, say nothing, and end when it is gone."""
    import logging
    import signal
    import threading
    from multiprocessing import parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    logging.disable()
    parent = parent_process()

    def follow() -> None:
        if parent:
            parent.join()
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=follow, name="llmx-parent", daemon=True).start()


def _identity(pipeline: Pipeline) -> str:
    """The digest of what shapes the records of a run besides the articles and the answers."""
    prompts = [task.prompt_sha256 for task in pipeline.tasks]
    terms = [[term.source, term.english] for term in pipeline.glossary]
    return digest([made_with(pipeline), pipeline.model, prompts, terms])


def _cores() -> int:
    """How many processes this machine may run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
