"""The synchronous face of asynchronous code; it works inside a running event loop, too."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Coroutine, Iterator
from typing import Any, TypeVar

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine. Inside a running loop (a notebook) it runs in a thread."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    outcome: list[T | BaseException] = []

    def target() -> None:
        try:
            outcome.append(asyncio.run(coroutine))
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            outcome.append(error)

    thread = threading.Thread(target=target, name="llmx", daemon=True)
    thread.start()
    thread.join()
    result = outcome[0]
    if isinstance(result, BaseException):
        raise result
    return result


def iterate(items: AsyncGenerator[T, None]) -> Iterator[T]:
    """The items of an asynchronous generator, one at a time, from a loop in a thread of its own.

    What is in flight goes on while the caller works on an item. Leaving the iteration early
    closes the generator.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="llmx", daemon=True)
    thread.start()
    try:
        while True:
            asked = asyncio.run_coroutine_threadsafe(_next(items), loop)
            try:
                yield asked.result()
            except StopAsyncIteration:
                return
    finally:
        asked.cancel()  # an interrupt may have come while it was waited for
        asyncio.run_coroutine_threadsafe(_close(items), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _close(items: AsyncGenerator[T, None]) -> None:
    while getattr(items, "ag_running", False):
        await asyncio.sleep(0)
    await items.aclose()


async def _next(items: AsyncGenerator[T, None]) -> T:
    return await anext(items)
