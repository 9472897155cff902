"""Signals: the first SIGINT or SIGTERM asks a run to stop, a second one cancels it."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_CAUGHT = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def handled(first: Callable[[], None], second: Callable[[], None]) -> Iterator[None]:
    """Inside a running loop: call `first` at the first signal and `second` at the next one.

    The handlers of before come back afterwards. A signal that is ignored (nohup) stays so, and
    outside the main thread, where none can be handled, nothing is changed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    calls = [second, first]
    before = {number: signal.getsignal(number) for number in _CAUGHT}
    taken = [n for n, handler in before.items() if handler not in (signal.SIG_IGN, None)]
    for number in taken:
        loop.add_signal_handler(number, lambda: calls.pop()() if calls else None)
    try:
        yield
    finally:
        for number in taken:
            loop.remove_signal_handler(number)
            signal.signal(number, before[number])
