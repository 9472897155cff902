"""The gate that every attempt at an endpoint passes: its rate, its room, its holds, its end.

`--jobs` is how many articles are worked on at once, which is a matter of memory; how many requests
are on the wire is decided here (see `Flight`), within what the jobs ask for.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Literal

from llmx.errors import (
    EndpointError,
    Interrupted,
    LlmxError,
    ProviderUnavailable,
    RateLimited,
)
from llmx.log import event
from llmx.model.allowance import Hints
from llmx.model.breaker import Breaker
from llmx.model.flight import CEILING, Flight

if TYPE_CHECKING:
    from aiolimiter import AsyncLimiter

    from llmx.model.retry import RetryPolicy

_log = logging.getLogger("llmx.limits")

RAMP = 0.25  # seconds after a hold or a first answer, over which the others go one by one
LONGEST_BACKOFF = 10.0  # seconds, where an endpoint does not say how long
_SLACK = 0.05  # seconds that a late timer may be made good for
_MARGIN = 0.985  # of what is stated: with the burst, 59.85 s of it in any minute
_BURST = 0.75  # seconds' worth that may go at once, to make good for a process that was held up


@dataclass(frozen=True, slots=True)
class Rates:
    """What the user states of an endpoint: requests and tokens a minute; None: not stated."""

    rpm: int | None = None
    tpm: int | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """What all requests wait for: `seconds` more, or so far where it is the first answer."""

    reason: Literal["rate limit", "outage", "first answer"]
    seconds: float


class Turn:
    """One attempt: `async with limits.turn(tokens) as turn`, then `turn.answered(headers)`.

    It ends with the block. An LlmxError that leaves the block says how the attempt went.
    `queued` is the time in seconds that it waited for nothing but its turn.
    """

    __slots__ = ("_answered", "_begun", "_limits", "_number", "_started", "_tokens", "queued")

    def __init__(self, limits: Limits, tokens: int, *, begun: bool) -> None:
        self._limits = limits
        self._tokens = tokens
        self._begun = begun
        self._number = 0
        self._started = 0.0
        self._answered = False
        self.queued = 0.0

    def answered(self, headers: Mapping[str, str]) -> None:
        """The endpoint has answered, with these headers."""
        self._answered = True
        self._limits.hints.heard(headers, self._number, self._limits.now())

    def failed(self, failure: LlmxError) -> None:
        """What it was answered with, after the block, is of no use."""
        self._limits.failed(failure, self._started)

    async def __aenter__(self) -> Turn:
        self._started, self.queued = await self._limits.enter(self._tokens, begun=self._begun)
        self._number = self._limits.sent
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        failure = error if isinstance(error, LlmxError) else None
        self._limits.leave(self._started, answered=self._answered, failure=failure)


class Limits:
    """The limits of one endpoint and model. Clock, sleep and chance are those of the retries.

    Turns are taken in the order in which they are asked for: the one at the head waits for all
    that holds it back, the others wait behind it. Nothing is sent during a hold; it is set by
    the endpoint (Retry-After) or by a growing backoff, never longer than `retry.max_wait`, beyond
    which the run stops.
    """

    def __init__(
        self,
        retry: RetryPolicy,
        rates: Rates = Rates(),
        *,
        host: str = "the endpoint",
        shape: Callable[[], str] = lambda: "chat completions",
        ceiling: int = CEILING,
    ) -> None:
        self.hints = Hints(requests=rates.rpm is None, tokens=rates.tpm is None)
        self.breaker = Breaker(host, shape)
        self.flight = Flight(ceiling=ceiling)
        self.sent = 0
        self._stopped = False
        self._retry = retry
        self._host = host
        self._requests = _Stated(rates.rpm) if rates.rpm else None
        self._tokens = _Stated(rates.tpm) if rates.tpm else None
        self._head = asyncio.Lock()
        self._changed = asyncio.Event()
        self._naps: set[asyncio.Future[None]] = set()
        self._under_way = 0  # those on the wire, in the queue and between two tries
        self._lone = 0.0  # when the request that all wait for went out
        self._opened = -math.inf
        self._away = math.inf  # since when the endpoint answers nobody
        self._held_until = -math.inf
        self._holds = 0.0  # seconds, what is left of the last one included
        self._next = -math.inf
        self._refusals = 0  # episodes since the last answer
        self._owed = 0  # tokens that were used beyond the estimates
        self._typical = 0.0  # tokens of a request, as answers have said

    @property
    def counts_tokens(self) -> bool:
        """Whether a turn's tokens matter; where not, nobody need estimate them."""
        return self._tokens is not None

    @property
    def _is_stated(self) -> bool:
        return self._requests is not None or self._tokens is not None

    @property
    def waiting(self) -> float | None:
        """The seconds that all requests wait on the endpoint's limit; None while they do not."""
        left = self._held_until - self.now()
        return left if left > 0 else None

    @property
    def waits(self) -> Wait | None:
        """What all requests wait for, if they do."""
        if held := self.waiting:
            return Wait("outage" if self._away < math.inf else "rate limit", held)
        if self.flight.is_open or not self.flight.aloft or self._under_way == 1:
            return None
        return Wait("first answer", self.now() - self._lone)

    def now(self) -> float:
        return self._retry.clock()

    def turn(self, tokens: int = 0, *, begun: bool = False) -> Turn:
        """A turn for one attempt that is estimated to take so many tokens, answer included.

        `begun`: it goes on with a request that has been answered before, and is paid for in part.
        """
        return Turn(self, tokens, begun=begun)

    def stop(self) -> None:
        """Let out nothing more but what is `begun`: what waits for its turn has cost nothing."""
        self._stopped = True
        self._wake()

    def settle(self, estimated: int, used: int) -> None:
        """An attempt is answered and has used so many tokens, 0 where nobody said."""
        self.breaker.answered()
        self._away = math.inf
        if used:
            self._typical += (used - self._typical) * (0.1 if self._typical else 1.0)
            self._owed += used - estimated if self.counts_tokens else 0

    def failed(self, failure: LlmxError, started: float) -> None:
        """Take note of how an attempt that went out at `started` has failed.

        That may be what stops the run, or one fault more where nothing is answered any more.
        """
        probe = started > self._away
        self.breaker.failed(failure, under_way=self._under_way, probe=probe)
        if self.breaker.is_open:
            self._wake()
        elif isinstance(failure, ProviderUnavailable) and self.breaker.is_away(self._under_way):
            self._outage(probe)

    async def pause(self, seconds: float, *, begun: bool = False) -> None:
        """Sleep between two tries; where the run stops in the meantime, no longer."""
        self._under_way += 1
        try:
            await self._rest(seconds, begun=begun)
        finally:
            self._under_way -= 1

    # --- the two ends of a turn --------------------------------------------------------------

    async def enter(self, tokens: int, *, begun: bool = False) -> tuple[float, float]:
        """Wait until an attempt may go out: when it did, and the seconds it had to queue.

        Raises what has stopped the run, Interrupted after `stop` where it is not `begun`.
        """
        self._under_way += 1
        try:
            return await self._turn(tokens, begun=begun)
        except BaseException:
            self._under_way -= 1
            raise

    async def _turn(self, tokens: int, *, begun: bool) -> tuple[float, float]:
        asked = self.now()
        held = self._held(asked)
        async with self._head:
            paced = False
            while True:
                self.breaker.check()
                if self._stopped and not begun:
                    raise Interrupted
                now = self.now()
                if self._held_until > now:
                    await self._rest(self._held_until - now, begun=begun)
                elif not self.flight.has_room(now):
                    self._changed.clear()
                    await self._changed.wait()
                elif self._next > now:
                    await self._rest(self._next - now, begun=begun)
                elif not paced:
                    paced = not self._is_stated or await self._wait(self._pace(tokens))
                else:
                    break
            self.flight.begin()
            self.sent += 1
            self._lone = now if self.flight.aloft == 1 else self._lone
            self._next = max(self._next, now - _SLACK) + self._gap(now)
        return now, now - asked - (self._held(now) - held)

    def leave(self, started: float, *, answered: bool, failure: LlmxError | None) -> None:
        """An attempt that went out at `started` has ended."""
        self.flight.end()
        was_open = self.flight.is_open
        if isinstance(failure, RateLimited):
            self._limited(failure, started)
        elif isinstance(failure, ProviderUnavailable) and failure.overloaded:
            self.flight.refused(started, self.now())
            if failure.retry_after:
                self._hold(min(failure.retry_after, self._retry.max_wait))
        elif answered:
            self.flight.answered(started, self.now())
            if started >= self._held_until:
                self._refusals = 0
            if not was_open:
                self._opened = self.now()
        if failure is not None:
            self.failed(failure, started)
        self._under_way -= 1
        self._changed.set()

    # --- waiting -----------------------------------------------------------------------------

    async def _rest(self, seconds: float, *, begun: bool) -> None:
        if not self.breaker.is_open and (begun or not self._stopped):
            await self._wait(self._retry.sleep(seconds))

    async def _wait(self, what: Awaitable[None]) -> bool:
        """Wait for something; False where the run has stopped in the meantime."""
        nap = asyncio.ensure_future(what)
        self._naps.add(nap)
        try:
            await asyncio.wait([nap])
            if nap.cancelled():
                return False
            nap.result()
            return True
        finally:
            self._naps.discard(nap)
            nap.cancel()

    async def _pace(self, tokens: int) -> None:
        if self._requests:
            await self._requests.take(1)
        if self._tokens:
            due = tokens + self._owed
            self._owed = min(0, due)
            await self._tokens.take(max(0, due))

    def _gap(self, now: float) -> float:
        """The least time to the next request: the ramp, or what the headers ask."""
        hinted = self.hints.gap(now, sent=self.sent, tokens=self._typical)
        ramping = 0 <= now - max(self._held_until, self._opened) < RAMP
        return max(hinted, RAMP / self.flight.limit if ramping else 0.0)

    def _wake(self) -> None:
        self._changed.set()
        for nap in self._naps:
            nap.cancel()

    # --- holding -----------------------------------------------------------------------------

    def _limited(self, error: RateLimited, started: float) -> None:
        """Hold the endpoint. Refusals of what was sent before the hold can only prolong it by
        what they ask for themselves, and there are no more of them than were in flight."""
        asked = error.retry_after or 0.0
        if asked > self._retry.max_wait:
            self.breaker.stop(self._too_long(asked))
            self._wake()
            return
        if self.flight.refused(started, self.now()):
            self._refusals += 1
            event(_log, logging.INFO, "endpoint.cut", in_flight=int(self.flight.limit))
            asked = max(asked, self._backoff(self._refusals))
        self._hold(asked)

    def _outage(self, probe: bool) -> None:
        """Hold the endpoint until one more request is to be tried, alone.

        Those that were sent before the outage was known of fail in it, too: they are no news.
        """
        if not (probe or self.flight.is_open):
            return
        self._away = min(self._away, self.now())
        self.flight.close()
        self._hold(self._backoff(self.breaker.probes + 1))

    def _backoff(self, number: int) -> float:
        """The wait after so many episodes or probes."""
        ceiling = min(
            LONGEST_BACKOFF, self._retry.longest, self._retry.first * 2 ** min(number - 1, 30)
        )
        return self._retry.random.uniform(ceiling / 2, ceiling)

    def _hold(self, seconds: float) -> None:
        now = self.now()
        until = now + seconds
        if until > self._held_until:
            self._holds += until - max(now, self._held_until)
            self._held_until = until
            why = "answers nothing" if self._away < math.inf else "limits the rate"
            said = f"{self._host} {why}; all requests wait {seconds:.1f} s"
            event(_log, logging.INFO, "endpoint.waiting", said, seconds=round(seconds, 3))

    def _held(self, now: float) -> float:
        """The seconds of all holds so far."""
        return self._holds - max(0.0, self._held_until - now)

    def _too_long(self, asked: float) -> EndpointError:
        return EndpointError(
            f"{self._host} asks to wait {asked:,.0f} s before the next request",
            hint=f"llmx waits {self._retry.max_wait:,.0f} s; run the same command again later",
        )


class _Stated:
    """A rate that the user states, kept in any minute and in any part of one.

    The burst is three quarters of a second's worth: a bucket as large as the endpoint's own, which
    often holds a second's, would leave that one empty, and what the network brings a little too
    early would be refused.
    """

    def __init__(self, per_minute: int) -> None:
        per_second = _MARGIN * per_minute / 60
        self._burst = max(1.0, math.floor(_BURST * per_second))
        self._period = self._burst / per_second
        self._limiter: AsyncLimiter | None = None

    async def take(self, amount: int) -> None:
        """Wait until so much may go; more than the burst is taken piece by piece."""
        if self._limiter is None:
            from aiolimiter import AsyncLimiter  # most runs state no rate

            self._limiter = AsyncLimiter(self._burst, self._period)
        left = float(amount)
        while left > 0:
            piece = min(left, self._burst)
            await self._limiter.acquire(piece)
            left -= piece
