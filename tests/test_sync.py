"""The synchronous face: results, errors and early leaving, inside a running loop and outside."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncGenerator

import pytest

from llmx import sync


async def _double(number: int) -> int:
    await asyncio.sleep(0)
    if number < 0:
        raise ValueError("negative")
    return 2 * number


class Count:
    """A generator of numbers that notes how it ended."""

    def __init__(self, stop: int, *, fail: bool = False) -> None:
        self.stop = stop
        self.fail = fail
        self.closed = False

    async def __call__(self) -> AsyncGenerator[int, None]:
        try:
            for number in range(self.stop):
                await asyncio.sleep(0)
                yield number
            if self.fail:
                raise ValueError("the end is bad")
        finally:
            await asyncio.sleep(0)
            self.closed = True


def _threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "llmx"]


def test_a_result_and_an_error_outside_a_loop() -> None:
    assert sync.run(_double(2)) == 4
    with pytest.raises(ValueError, match="negative"):
        sync.run(_double(-1))


def test_a_result_and_an_error_inside_a_running_loop() -> None:
    async def notebook() -> None:
        assert sync.run(_double(2)) == 4
        with pytest.raises(ValueError, match="negative"):
            sync.run(_double(-1))

    asyncio.run(notebook())
    assert _threads() == []


def test_all_items_come_in_order() -> None:
    count = Count(5)
    assert list(sync.iterate(count())) == [0, 1, 2, 3, 4]
    assert count.closed
    assert _threads() == []


def test_items_inside_a_running_loop() -> None:
    async def notebook() -> list[int]:
        return list(sync.iterate(Count(3)()))

    assert asyncio.run(notebook()) == [0, 1, 2]


def test_an_error_comes_after_the_items_before_it() -> None:
    count = Count(2, fail=True)
    got: list[int] = []
    with pytest.raises(ValueError, match="the end is bad"):
        got.extend(sync.iterate(count()))
    assert got == [0, 1]
    assert count.closed
    assert _threads() == []


def test_leaving_early_closes_the_generator() -> None:
    count = Count(1000)
    items = sync.iterate(count())
    assert next(items) == 0
    items.close()  # type: ignore[attr-defined]
    assert count.closed
    assert _threads() == []


def test_what_is_in_flight_goes_on_while_the_caller_works() -> None:
    moved = threading.Event()

    async def items() -> AsyncGenerator[int, None]:
        task = asyncio.create_task(asyncio.to_thread(moved.set))
        yield 1
        await task

    for _ in sync.iterate(items()):
        assert moved.wait(5)


def test_an_interrupt_while_waiting_stays_an_interrupt() -> None:
    closed = threading.Event()

    async def items() -> AsyncGenerator[int, None]:
        try:
            yield 1
            main = threading.main_thread().ident or 0
            asyncio.get_running_loop().call_later(0.05, signal.pthread_kill, main, signal.SIGINT)
            await asyncio.Event().wait()
        finally:
            closed.set()

    with pytest.raises(KeyboardInterrupt):
        list(sync.iterate(items()))
    assert closed.is_set()
    assert _threads() == []


def test_nothing_starts_before_the_first_item_is_asked_for() -> None:
    sync.iterate(Count(1)())
    assert _threads() == []
