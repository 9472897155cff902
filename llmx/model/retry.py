"""Transport retries: the error is asked whether trying again can help, and how long to wait.

A rate limit is not waited for here: it holds the whole endpoint, at the gate (`limits.py`).
"""

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
from typing import Generic, TypeVar

import tenacity

from llmx.errors import LlmxError, ProviderUnavailable, RateLimited
from llmx.log import event

_log = logging.getLogger("llmx.retry")

T = TypeVar("T")

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True)
class RetryPolicy:
    """How often and how long. Times in seconds; clock, sleep and random numbers are injected.

    The wait before attempt n + 1 is drawn from 0 to min(`longest`, `first` * 2**(n - 1)) (full
    jitter) and is at least what the provider asked for. A provider that asks for more than
    `max_wait`, or a `deadline` that the wait would pass, ends the tries. A rate limit uses up no
    attempt, only time.
    """

    attempts: int = 6
    first: float = 0.5
    longest: float = 30.0
    max_wait: float = 120.0
    deadline: float = 900.0
    sleep: Sleep = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    random: random.Random = field(default_factory=random.Random)

    async def run(
        self,
        call: Callable[[], Awaitable[T]],
        *,
        pause: Sleep | None = None,
        queued: Callable[[], float] = lambda: 0.0,
    ) -> T:
        """The result of `call`, tried again while its error is retryable and time is left.

        `pause` sleeps between two tries, and may wake early; the seconds that the call has
        `queued` for nothing but its turn are not of the deadline.
        """
        tries = _Tries(self, call, queued)
        try:
            return await tries.next()
        except LlmxError as error:
            if not error.retryable:
                raise
            tries.made = error
        rest = pause or self.sleep

        async def sleep(seconds: float) -> None:
            if seconds > 0:
                await rest(seconds)

        retrying = tenacity.AsyncRetrying(
            sleep=sleep,
            wait=tries.wait,
            stop=tries.are_over,
            retry=tenacity.retry_if_exception(_retryable),
            before_sleep=_tell,
            reraise=True,
        )
        return await retrying(tries.next)


class _Tries(Generic[T]):
    """The tries of one call. `failed` counts those that used up an attempt.

    `made` is the failure of a try before the loop, with which it begins: most requests need none.
    """

    def __init__(
        self, policy: RetryPolicy, call: Callable[[], Awaitable[T]], queued: Callable[[], float]
    ) -> None:
        self._policy = policy
        self._call = call
        self._queued = queued
        self._started = policy.clock()
        self._failed = 0
        self.made: LlmxError | None = None

    async def next(self) -> T:
        made, self.made = self.made, None
        if made:
            raise made
        try:
            return await self._call()
        except RateLimited:
            raise
        except LlmxError:
            self._failed += 1
            raise

    def wait(self, state: tenacity.RetryCallState) -> float:
        if isinstance(_error(state), RateLimited):
            return 0.0
        policy = self._policy
        ceiling = min(policy.longest, policy.first * 2 ** (self._failed - 1))
        return max(policy.random.uniform(0, ceiling), _asked_wait(state))

    def are_over(self, state: tenacity.RetryCallState) -> bool:
        policy = self._policy
        spent = policy.clock() - self._started - self._queued()
        if spent + state.upcoming_sleep >= policy.deadline:
            return True
        return not isinstance(_error(state), RateLimited) and (
            self._failed >= policy.attempts or _asked_wait(state) > policy.max_wait
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


def _error(state: tenacity.RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def _asked_wait(state: tenacity.RetryCallState) -> float:
    error = _error(state)
    return (error.retry_after or 0.0) if isinstance(error, ProviderUnavailable) else 0.0


def _tell(state: tenacity.RetryCallState) -> None:
    error = _error(state)
    wait = state.next_action.sleep if state.next_action else 0.0
    said = f"{getattr(error, 'message', error)}; next try in {wait:.1f} s"
    kind = getattr(error, "kind", type(error).__name__)
    event(_log, logging.INFO, "request.retrying", said, kind=kind, seconds=round(wait, 3))
