"""Transport retries: the error is asked whether trying again can help, and how long to wait."""

from __future__ import annotations

import asyncio
import email.utils
import logging
import math
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from typing import TypeVar

import tenacity

from llmx.errors import LlmxError, ProviderUnavailable, RateLimited

_log = logging.getLogger("llmx.retry")

T = TypeVar("T")


@dataclass(frozen=True)
class RetryPolicy:
    """How often and how long. Times in seconds; clock, sleep and random numbers are injected.

    The wait before attempt n + 1 is drawn from 0 to min(`longest`, `first` * 2**(n - 1)) (full
    jitter) and is at least what the provider asked for. A provider that asks for more than
    `max_wait`, or a `deadline` that the wait would pass, ends the tries.
    """

    attempts: int = 6
    first: float = 0.5
    longest: float = 30.0
    max_wait: float = 120.0
    deadline: float = 900.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    random: random.Random = field(default_factory=random.Random)

    async def run(self, call: Callable[[], Awaitable[T]]) -> T:
        """The result of `call`, tried again while its error is retryable and time is left."""
        started = self.clock()
        try:
            return await call()
        except LlmxError as error:
            if not error.retryable:
                raise
            first = [error]
        retrying = tenacity.AsyncRetrying(
            sleep=self.sleep,
            wait=self._wait,
            stop=lambda state: self._stop(state, started),
            retry=tenacity.retry_if_exception(_retryable),
            before_sleep=_tell,
            reraise=True,
        )

        async def attempt() -> T:
            if first:  # the loop begins with the try that was made: most requests need none
                raise first.pop()
            return await call()  # tenacity awaits only what is a coroutine function

        return await retrying(attempt)

    def _wait(self, state: tenacity.RetryCallState) -> float:
        ceiling = min(self.longest, self.first * 2 ** (state.attempt_number - 1))
        asked = _asked_wait(state)
        return max(self.random.uniform(0, ceiling), asked or 0.0)

    def _stop(self, state: tenacity.RetryCallState, started: float) -> bool:
        asked = _asked_wait(state) or 0.0
        spent = self.clock() - started
        error = state.outcome.exception() if state.outcome else None
        limited = isinstance(error, RateLimited)  # a 429 uses up no attempt, only time
        return (
            (state.attempt_number >= self.attempts and not limited)
            or asked > self.max_wait
            or spent + state.upcoming_sleep >= self.deadline
        )


def retry_after(headers: Mapping[str, str], *, now: float) -> float | None:
    """The wait that response headers ask for, in seconds; None where they ask for none.

    Reads `retry-after-ms`, then `retry-after` as seconds or as an HTTP date against `now` (wall
    clock, seconds since the epoch). Negative and unreadable values count as absent.
    """
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = headers.get(name)
        if value is None:
            continue
        seconds = _seconds(value, unit)
        if seconds is None and name == "retry-after":
            seconds = _until(value, now)
        if seconds is not None and seconds >= 0:
            return seconds
    return None


def _seconds(value: str, unit: float) -> float | None:
    try:
        seconds = float(value) * unit
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) else None


def _until(value: str, now: float) -> float | None:
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.timestamp() - now


def _retryable(error: BaseException) -> bool:
    return isinstance(error, LlmxError) and error.retryable


def _asked_wait(state: tenacity.RetryCallState) -> float | None:
    error = state.outcome.exception() if state.outcome else None
    return error.retry_after if isinstance(error, ProviderUnavailable) else None


def _tell(state: tenacity.RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    wait = state.next_action.sleep if state.next_action else 0.0
    _log.info("%s; next try in %.1f s", getattr(error, "message", error), wait)
