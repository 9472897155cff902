"""Many articles: a fixed number of workers, a bounded window, results in the order of the input."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import threading
import traceback
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Generic, TypeVar

from llmx.article import Article, Rejection
from llmx.errors import AnswerError, Interrupted, LlmxError
from llmx.log import event
from llmx.model.usage import Usage
from llmx.pipeline import Outcome

_log = logging.getLogger("llmx.bulk")


@dataclass(frozen=True, slots=True)
class Failed:
    """An input without a record: its row, what was spent on it all the same, and its article."""

    row: Rejection
    usage: Usage = field(default_factory=Usage)
    article: Article | None = field(default=None, compare=False, repr=False)


Result = Outcome | Failed

T = TypeVar("T")
R = TypeVar("R")

_NEAR = 5  # items held a worker, where what comes next is there and nobody takes it
_FAR = 16  # the same, while what comes next is waited for: the others go on meanwhile
_FAR_AT_LEAST = 512
_SAID = 200  # characters of an error that nobody foresaw


class Stop:
    """A wish that a run begin nothing more; what is under way ends, and is kept."""

    def __init__(self) -> None:
        self.asked = False
        self._calls: list[Callable[[], None]] = []

    def ask(self) -> None:
        if not self.asked:
            self.asked = True
            for call in self._calls:
                call()

    def then(self, call: Callable[[], None]) -> None:
        """Have something called when the wish comes, at once where it has come."""
        self._calls.append(call)
        if self.asked:
            call()


async def records(
    items: Iterable[Article | Rejection],
    run: Callable[[Article], Awaitable[R]],
    *,
    jobs: int,
    stop: Stop | None = None,
) -> AsyncGenerator[R | Failed, None]:
    """The outcome of each item, in input order; one that gave no record is a Failed.

    What no article can survive (ConfigurationError, StorageError, a budget) is raised once the
    results before it have been yielded, and so is Interrupted where a `stop` was asked for. An
    error that nobody foresaw fails its own article, as a bug.
    """

    async def one(item: Article | Rejection) -> R | Failed:
        return await result_of(item, run)

    async with contextlib.aclosing(ordered(items, one, jobs=jobs, stop=stop)) as results:
        async for result in results:
            yield result


async def result_of(
    item: Article | Rejection, run: Callable[[Article], Awaitable[R]]
) -> R | Failed:
    """The outcome of one item, or why it gave no record. Raises what no article can survive."""
    if isinstance(item, Rejection):
        return _failed(Failed(item))
    try:
        result = await run(item)
    except AnswerError as error:
        given_up = row(item, error.kind, str(error))
        return _failed(Failed(given_up, error.spent or Usage(), item))
    except LlmxError:
        raise
    except Exception as error:  # noqa: BLE001 - one article's, told as a bug
        said = _bug(error)
        _log.warning("%s: %s", item.source, said)
        return _failed(Failed(row(item, "bug", said), article=item))
    event(_log, logging.DEBUG, "article.ok", id=item.id, source=item.source, line=item.line)
    return result


def _failed(failed: Failed) -> Failed:
    rejected = failed.row
    fields = {"id": rejected.id, "source": rejected.source, "line": rejected.line}
    name = f"article.{rejected.state}"
    event(_log, logging.INFO, name, **fields, kind=rejected.kind)
    return failed


def row(article: Article, kind: str, message: str) -> Rejection:
    """The row of an article whose tasks failed."""
    return Rejection(
        id=article.id,
        source=article.source,
        line=article.line,
        state="failed",
        kind=kind,
        message=message,
    )


def _bug(error: Exception) -> str:
    """What failed that should not have, and where."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{PurePath(last.filename).name}:{last.lineno}"
    said = " ".join(str(error).split())[:_SAID]
    return f"a bug in llmx: {type(error).__name__}: {said} ({where})"


async def ordered(
    items: Iterable[T],
    work: Callable[[T], Awaitable[R]],
    *,
    jobs: int,
    stop: Stop | None = None,
) -> AsyncGenerator[R, None]:
    """`work` of each item, `jobs` at a time, yielded in the order of the items.

    Items begun and not yet yielded are at most 5 a job where the next one is there to be taken;
    while the next one is still worked on, the others go on, up to 16 a job or 512. The first
    exception of a worker is raised in its place in the order, once the work that is under way has
    ended; nothing new is begun after it. Nor is it after a `stop`: then what is under way is
    yielded, and Interrupted is raised unless that was the end of the items.
    """
    line = _Line(items, work, jobs)
    if stop:
        stop.then(line.stop)
    try:
        while True:
            result = await line.next()
            if isinstance(result, _End):
                return
            if isinstance(result, BaseException):
                await line.wind_up()
                raise result
            yield result
            line.take()
    finally:
        await line.cancel()


class _End:
    """Marks the end of the order."""


class _Line(Generic[T, R]):
    """The workers of one run, with what has arrived out of order."""

    def __init__(self, items: Iterable[T], work: Callable[[T], Awaitable[R]], jobs: int) -> None:
        self._reading = _Reading(items)
        self._work = work
        self._near = jobs * _NEAR
        self._far = max(jobs * _FAR, _FAR_AT_LEAST)
        self._arrived: dict[int, R | BaseException] = {}
        self._changed = asyncio.Event()
        self._index = 0
        self._begun = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._stopped = False
        self._exhausted = False
        self._busy: set[asyncio.Task[None]] = set()
        self._workers = [asyncio.create_task(self._run()) for _ in range(jobs)]
        for worker in self._workers:
            worker.add_done_callback(lambda _: self._changed.set())

    async def next(self) -> R | BaseException | _End:
        """The next result of the order; an exception as a value."""
        while self._index not in self._arrived:
            if all(worker.done() for worker in self._workers):
                return self._end()
            self._changed.clear()
            await self._changed.wait()
        return self._arrived[self._index]

    def take(self) -> None:
        """Count the next result as taken, and wake as many workers as there is room for."""
        del self._arrived[self._index]
        self._index += 1
        room = self._room()
        while self._waiting and room > 0:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(None)
                room -= 1

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopped = True
        for worker in set(self._workers) - self._busy:
            worker.cancel()
        self._changed.set()

    async def wind_up(self) -> None:
        """Begin nothing more, and let what is under way end: it may be paid for."""
        self.stop()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def cancel(self) -> None:
        self._reading.close()
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    def _end(self) -> BaseException | _End:
        for worker in self._workers:
            if not worker.cancelled():
                worker.result()  # a source that broke raises here
        return _End() if self._exhausted or not self._stopped else Interrupted()

    async def _run(self) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101
        try:
            while not self._stopped:
                await self._may_begin()
                drawn = await self._reading.next()
                if drawn is None:
                    self._exhausted = True
                if drawn is None or self._stopped:
                    return
                self._busy.add(task)
                await self._one(*drawn)
                self._busy.discard(task)
        finally:
            self._busy.discard(task)

    async def _one(self, index: int, item: T) -> None:
        try:
            self._arrived[index] = await self._work(item)
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - raised in its place
            self._arrived[index] = error
            self._stopped = True
        self._changed.set()

    async def _may_begin(self) -> None:
        """Wait until one more item may be begun, and count it as begun."""
        while self._room() <= 0:
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.append(waiter)
            await waiter
        self._begun += 1

    def _room(self) -> int:
        """How many more items may be begun."""
        limit = self._near if self._index in self._arrived else self._far
        return limit - (self._begun - self._index)


class _Reading(Generic[T]):
    """Items drawn one at a time in a thread: a source that waits (a pipe) blocks nothing else."""

    def __init__(self, items: Iterable[T]) -> None:
        self._items = iter(items)
        self._number = 0
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
                found = self._draw_one()
            except BaseException as error:  # noqa: BLE001 - raised again where it was asked for
                found = error
            with contextlib.suppress(RuntimeError):  # the loop is gone: nobody waits
                loop.call_soon_threadsafe(_deliver, drawn, found)
        if isinstance(self._items, Generator):
            self._items.close()  # and with it the files that it reads

    def _draw_one(self) -> tuple[int, T] | None:
        for item in self._items:
            self._number += 1
            return self._number - 1, item
        return None


def _deliver(drawn: asyncio.Future[Any], found: Any) -> None:
    if drawn.done():
        return
    if isinstance(found, BaseException):
        drawn.set_exception(found)
    else:
        drawn.set_result(found)
