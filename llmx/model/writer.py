"""The writer of the answer store: one thread, which writes together what comes together."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from llmx.model.answers import Answers, StoredAnswer

_PAUSE = 0.001  # seconds that a batch is given to grow: a commit costs as much as many rows


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An answer that is to be stored, and who waits for it."""

    answer: StoredAnswer
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[None]

    def resolve(self, error: BaseException | None) -> None:
        if self.done.done():  # who waited has been stopped
            return
        if error is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(error)


@dataclass
class Writer:
    """Stores answers for any number of tasks of an event loop."""

    answers: Answers
    sleep: Callable[[float], None] = time.sleep
    _thread: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="llmx-store"), init=False
    )
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _waiting: list[_Waiting] = field(default_factory=list, init=False)

    async def put(self, answer: StoredAnswer) -> None:
        """Store an answer; returns once it is committed, or is known not to be.

        A store that does not take it has said so (see `AnswerCache`): that is no error here.
        """
        loop = asyncio.get_running_loop()
        waiting = _Waiting(answer, loop, loop.create_future())
        with self._lock:
            self._waiting.append(waiting)
            first = len(self._waiting) == 1
        if first:
            self._thread.submit(self._write)
        await waiting.done

    def close(self) -> None:
        """Write what is waiting, and close the store for the thread."""
        self._thread.submit(self.answers.close).result()
        self._thread.shutdown()

    def _write(self) -> None:
        self.sleep(_PAUSE)
        with self._lock:
            batch, self._waiting = self._waiting, []
        error: BaseException | None = None
        try:
            self.answers.put_all([waiting.answer for waiting in batch])
        except BaseException as raised:  # noqa: BLE001 (it is theirs who wait)
            error = raised
        for loop in dict.fromkeys(waiting.loop for waiting in batch):
            own = [waiting for waiting in batch if waiting.loop is loop]
            with contextlib.suppress(RuntimeError):  # the loop has been closed
                loop.call_soon_threadsafe(_resolve, own, error)


def _resolve(batch: Sequence[_Waiting], error: BaseException | None) -> None:
    for waiting in batch:
        waiting.resolve(error)
