"""Many articles: a fixed number of workers, a bounded window, results in the order of the input."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

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

    async for result in ordered(items, one, jobs=jobs):
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
    the order; what stands after it is dropped.
    """
    source = enumerate(items)
    room = asyncio.Semaphore(jobs * (_WINDOW + 1))
    arrived: dict[int, R | BaseException] = {}
    changed = asyncio.Event()
    workers = [
        asyncio.create_task(_worker(source, work, room, arrived, changed)) for _ in range(jobs)
    ]
    try:
        index = 0
        while True:
            if index in arrived:
                result = arrived.pop(index)
                if isinstance(result, BaseException):
                    raise result
                yield result
                room.release()
                index += 1
            elif all(worker.done() for worker in workers):
                for worker in workers:
                    worker.result()  # a source that broke raises here
                return
            else:
                changed.clear()
                await changed.wait()
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


async def _worker(
    source: Iterator[tuple[int, T]],
    work: Callable[[T], Awaitable[R]],
    room: asyncio.Semaphore,
    arrived: dict[int, R | BaseException],
    changed: asyncio.Event,
) -> None:
    try:
        while True:
            await room.acquire()
            try:
                index, item = next(source)
            except StopIteration:
                return
            try:
                arrived[index] = await work(item)
            except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - raised again, in its place
                arrived[index] = error
                return
            changed.set()
    finally:
        asyncio.get_running_loop().call_soon(changed.set)
