"""Rate limits as endpoints enforce them: a sliding window or a token bucket, and their headers."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from .replies import error_reply
from .wire import Headers, Reply

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one request may pass; `wait` is the seconds until the next may, `reset` until all."""

    allowed: bool
    limit: int
    remaining: int
    wait: float
    reset: float


class Limiter(Protocol):
    def take(self) -> Verdict: ...


class Window:
    """At most `rpm` accepted requests in any 60 seconds; refused ones do not count."""

    def __init__(self, rpm: int, *, clock: Clock = time.monotonic, period: float = 60.0) -> None:
        self._rpm = rpm
        self._clock = clock
        self._period = period
        self._accepted: deque[float] = deque()

    def take(self) -> Verdict:
        now = self._clock()
        while self._accepted and self._accepted[0] <= now - self._period:
            self._accepted.popleft()
        allowed = len(self._accepted) < self._rpm
        if allowed:
            self._accepted.append(now)
        remaining = self._rpm - len(self._accepted)
        until_one = 0.0 if remaining else self._accepted[0] + self._period - now
        until_all = self._accepted[-1] + self._period - now
        return Verdict(allowed, self._rpm, remaining, until_one, until_all)


class Bucket:
    """A bucket of `burst` tokens (one second's worth unless given), refilled at `rpm` a minute."""

    def __init__(
        self, rpm: int, *, burst: int | None = None, clock: Clock = time.monotonic
    ) -> None:
        self._rpm = rpm
        self._size = float(burst or max(1, rpm // 60))
        self._clock = clock
        self._tokens = self._size
        self._filled = clock()

    def take(self) -> Verdict:
        now, rate = self._clock(), self._rpm / 60
        self._tokens = min(self._size, self._tokens + (now - self._filled) * rate)
        self._filled = now
        allowed = self._tokens >= 1 - 1e-9
        if allowed:
            self._tokens -= 1
        until_one = max(0.0, 1 - self._tokens) / rate
        until_all = (self._size - self._tokens) / rate
        return Verdict(allowed, self._rpm, int(self._tokens), until_one, until_all)


def limit_headers(verdict: Verdict) -> Headers:
    return (
        ("x-ratelimit-limit-requests", str(verdict.limit)),
        ("x-ratelimit-remaining-requests", str(verdict.remaining)),
        ("x-ratelimit-reset-requests", duration(verdict.reset)),
    )


def refusal(verdict: Verdict) -> Reply:
    """Return the 429 with the time to wait, in whole seconds rounded up."""
    seconds = str(max(1, math.ceil(verdict.wait)))
    message = f"Rate limit reached for requests: {verdict.limit} a minute. Try again in {seconds}s."
    headers = (("retry-after", seconds), *limit_headers(verdict))
    return error_reply(429, message, kind="requests", code="rate_limit_exceeded", headers=headers)


def duration(seconds: float) -> str:
    """Write seconds as OpenAI does: `12ms`, `1.5s`, `6m0s`, `1h2m3.5s`."""
    if seconds < 1:
        return f"{max(0, math.ceil(seconds * 1000))}ms"
    minutes, rest = divmod(round(seconds, 3), 60)
    hours, minutes = divmod(int(minutes), 60)
    head = f"{hours}h{minutes}m" if hours else f"{minutes}m" if minutes else ""
    return f"{head}{round(rest, 3):g}s"
