"""Signals: the first asks, the second cancels, and what was there before comes back."""

from __future__ import annotations

import asyncio
import os
import signal
import threading

import pytest

from llmx.cli.signals import handled

NUMBERS = (signal.SIGINT, signal.SIGTERM)


def _handlers() -> list[object]:
    return [signal.getsignal(number) for number in NUMBERS]


async def _sent(*numbers: signal.Signals) -> list[str]:
    """What is called for signals that come one after the other."""
    called: list[str] = []
    with handled(lambda: called.append("first"), lambda: called.append("second")):
        for number in numbers:
            os.kill(os.getpid(), number)
            await asyncio.sleep(0.01)
    return called


@pytest.mark.parametrize(
    ("numbers", "called"),
    [
        ((), []),
        ((signal.SIGINT,), ["first"]),
        ((signal.SIGTERM,), ["first"]),
        ((signal.SIGINT, signal.SIGTERM), ["first", "second"]),
        ((signal.SIGINT,) * 4, ["first", "second"]),
    ],
)
def test_signals_are_counted(numbers: tuple[signal.Signals, ...], called: list[str]) -> None:
    before = _handlers()
    assert asyncio.run(_sent(*numbers)) == called
    assert _handlers() == before


def test_handlers_of_others_come_back() -> None:
    def own(*_: object) -> None: ...

    before = signal.signal(signal.SIGTERM, own)
    try:
        assert asyncio.run(_sent(signal.SIGTERM)) == ["first"]
        assert signal.getsignal(signal.SIGTERM) is own
    finally:
        signal.signal(signal.SIGTERM, before)


def test_outside_the_main_thread_nothing_is_handled() -> None:
    before, found = _handlers(), list[object]()

    async def scenario() -> None:
        with handled(lambda: None, lambda: None):
            found.extend(_handlers())

    thread = threading.Thread(target=lambda: asyncio.run(scenario()))
    thread.start()
    thread.join()
    assert found == before
