"""Many articles: a fixed number of workers, a bounded window, results in the order of the input."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from llmx.article import Article, Rejection
from llmx.errors import AnswerError, LlmxError
from llmx.model.usage import Usage
from llmx.pipeline import Outcome


@dataclass(frozen=True, slots=True)
class Failed:
    """An input without a record: its row, and what was spent on it all the same."""

    row: Rejection
    usage: Usage = field(default_factory=Usage)


Result = Outcome | Failed

T = TypeVar("T")
R = TypeVar("R")

_WINDOW = 4  # results a worker may be ahead of the one that is written next


async def records(
    items: Iterable[Article | Rejection],
    run: Callable[[Article], Awaitable[Outcome]],
    *,
    jobs: int,
) -> AsyncGenerator[Result, None]:
    """The outcome of each item, in input order; one that gave no record is a Failed.

    What no article can survive (ConfigurationError, StorageError, a budget) is raised once the
    results before it have been yielded.
    """

    async def one(item: Article | Rejection) -> Result:
        if isinstance(item, Rejection):
            return Failed(item)
        try:
            return await run(item)
        except AnswerError as error:
            return Failed(row(item, error), error.spent or Usage())

    async with contextlib.aclosing(ordered(items, one, jobs=jobs)) as results:
        async for result in results:
            yield result


def row(article: Article, error: LlmxError) -> Rejection:
    """The row of an article whose tasks failed."""
    return Rejection(
        id=article.id,
        source=article.source,
        line=article.line,
        state="failed",
        kind=error.kind,
        message=str(error),
    )


async def ordered(
    items: Iterable[T], work: Callable[[T], Awaitable[R]], *, jobs: int
) -> AsyncGenerator[R, None]:
    """`work` of each item, `jobs` at a time, yielded in the order of the items.

    At most jobs * 5 items are held. The first exception of a worker is raised in its place in
    the order, once the work that is under way has ended; nothing new is begun after it.
    """
    line = _Line(items, work, jobs)
    try:
        while True:
            result = await line.next()
            if isinstance(result, _End):
                return
            if isinstance(result, BaseException):
                await line.wind_up()
                raise result
            yield result
            line.room.release()
    finally:
        await line.cancel()


class _End:
    """Marks the end of the order."""


class _Line(Generic[T, R]):
    """The workers of one run, with what has arrived out of order."""

    def __init__(self, items: Iterable[T], work: Callable[[T], Awaitable[R]], jobs: int) -> None:
        self.room = asyncio.Semaphore(jobs * (_WINDOW + 1))
        self._reading = _Reading(items)
        self._work = work
        self._arrived: dict[int, R | BaseException] = {}
        self._changed = asyncio.Event()
        self._index = 0
        self._stopped = False
        self._busy: set[asyncio.Task[None]] = set()
        self._workers = [asyncio.create_task(self._run()) for _ in range(jobs)]

    async def next(self) -> R | BaseException | _End:
        """The next result of the order; an exception as a value."""
        while self._index not in self._arrived:
            if all(worker.done() for worker in self._workers):
                for worker in self._workers:
                    worker.result()  # a source that broke raises here
                return _End()
            self._changed.clear()
            await self._changed.wait()
        self._index += 1
        return self._arrived.pop(self._index - 1)

    async def wind_up(self) -> None:
        """Begin nothing more, and let what is under way end: it may be paid for."""
        self._stopped = True
        for worker in set(self._workers) - self._busy:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def cancel(self) -> None:
        self._reading.close()
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def _run(self) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101
        try:
            while not self._stopped:
                await self.room.acquire()
                drawn = await self._reading.next()
                if drawn is None:
                    return
                self._busy.add(task)
                await self._one(*drawn)
                self._busy.discard(task)
        finally:
            self._busy.discard(task)
            asyncio.get_running_loop().call_soon(self._changed.set)

    async def _one(self, index: int, item: T) -> None:
        try:
            self._arrived[index] = await self._work(item)
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - raised in its place
            self._arrived[index] = error
            self._stopped = True
        self._changed.set()


class _Reading(Generic[T]):
    """Items drawn one at a time in a thread: a source that waits (a pipe) blocks nothing else."""

    def __init__(self, items: Iterable[T]) -> None:
        self._items = enumerate(items)
        self._one_at_a_time = asyncio.Lock()
        self._asked: queue.SimpleQueue[tuple[asyncio.AbstractEventLoop, Any] | None]
        self._asked = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    async def next(self) -> tuple[int, T] | None:
        """The next item with its number from 0; None at the end."""
        async with self._one_at_a_time:
            if self._thread is None:
                self._thread = threading.Thread(target=self._draw, name="llmx-read", daemon=True)
                self._thread.start()
            loop = asyncio.get_running_loop()
            drawn: asyncio.Future[tuple[int, T] | None] = loop.create_future()
            self._asked.put((loop, drawn))
            return await drawn

    def close(self) -> None:
        self._asked.put(None)

    def _draw(self) -> None:
        while (asked := self._asked.get()) is not None:
            loop, drawn = asked
            found: Any = None
            try:
                found = next(self._items, None)
            except BaseException as error:  # noqa: BLE001 - raised again where it was asked for
                found = error
            with contextlib.suppress(RuntimeError):  # the loop is gone: nobody waits
                loop.call_soon_threadsafe(_deliver, drawn, found)


def _deliver(drawn: asyncio.Future[Any], found: Any) -> None:
    if drawn.done():
        return
    if isinstance(found, BaseException):
        drawn.set_exception(found)
    else:
        drawn.set_result(found)
