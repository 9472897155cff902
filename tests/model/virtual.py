"""Time that passes only while everybody waits, and an endpoint with a rate limit in it."""

from __future__ import annotations

import asyncio
import random
import selectors
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from llmx.errors import LlmxError, RateLimited
from llmx.model.limits import Limits, Rates
from llmx.model.retry import RetryPolicy, retry_after
from tests.provider import Bucket, Window
from tests.provider.limits import Limiter, limit_headers, refusal

T = TypeVar("T")

_STEP = 1e-6  # seconds that a turn of the loop takes: no clock stands still


class _Patient(selectors.SelectSelector):
    """Waits for nothing: what would be a wait moves the loop's clock on."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("everybody waits for somebody else")
        self.now += max(timeout, _STEP)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop with a clock of its own: three minutes take as long as what happens in them."""

    def __init__(self) -> None:
        self._patient = _Patient()
        super().__init__(self._patient)

    def time(self) -> float:
        return self._patient.now


def run(main: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)


def virtual_policy(**changes: Any) -> RetryPolicy:
    """A policy in the time of the running loop."""
    values: dict[str, Any] = {"random": random.Random(1)}
    return RetryPolicy(clock=asyncio.get_running_loop().time, **(values | changes))


@dataclass
class Endpoint:
    """An endpoint in virtual time: `limiter` refuses at once, `latency` is that of an answer.

    `shown` are the headers that it sends of those that the limiter knows.
    """

    limiter: Limiter
    latency: Callable[[], float]
    shown: Callable[[Mapping[str, str]], Mapping[str, str]] = dict
    outcomes: Counter[str] = field(default_factory=Counter)
    aloft: int = 0
    most: int = 0

    async def answer(self) -> Mapping[str, str]:
        """The headers of an answer. Raises RateLimited."""
        verdict = self.limiter.take()
        if not verdict.allowed:
            self.outcomes["429"] += 1
            headers = self.shown(dict(refusal(verdict).headers))
            raise RateLimited("429", retry_after=retry_after(headers, now=0.0))
        self.outcomes["ok"] += 1
        self.aloft += 1
        self.most = max(self.most, self.aloft)
        try:
            await asyncio.sleep(self.latency())
        finally:
            self.aloft -= 1
        return self.shown(dict(limit_headers(verdict)))


def limiter(kind: str, rpm: int) -> Limiter:
    clock = asyncio.get_running_loop().time
    return Bucket(rpm, clock=clock) if kind == "bucket" else Window(rpm, clock=clock)


async def attempt(limits: Limits, endpoint: Endpoint, tokens: int = 0) -> None:
    async with limits.turn(tokens) as turn:
        turn.answered(await endpoint.answer())
    limits.settle(tokens, tokens)


async def crowd(
    limits: Limits, policy: RetryPolicy, endpoint: Endpoint, *, demand: int, seconds: float
) -> None:
    """So many workers that ask one request after the other, for so long."""

    async def worker() -> None:
        while True:
            try:
                await policy.run(lambda: attempt(limits, endpoint), pause=limits.pause)
            except LlmxError:
                endpoint.outcomes["failed"] += 1

    workers = [asyncio.create_task(worker()) for _ in range(demand)]
    await asyncio.sleep(seconds)
    for task in workers:
        task.cancel()
    await asyncio.gather(*workers, return_exceptions=True)


@dataclass(frozen=True)
class Use:
    """What became of an allowance."""

    allowance: float
    answered: int
    refused: int
    failed: int

    @property
    def used(self) -> float:
        return self.answered / self.allowance

    @property
    def refusals(self) -> float:
        return self.refused / max(1, self.answered + self.refused)


def use(
    kind: str,
    *,
    rpm: int = 3000,
    stated: bool,
    latency: tuple[float, float] = (0.05, 0.2),
    demand: int = 24,
    seconds: float = 180.0,
    seed: int = 1,
    shown: Callable[[Mapping[str, str]], Mapping[str, str]] = dict,
) -> Use:
    """How an allowance is used over so many virtual seconds."""

    async def main() -> Use:
        chance = random.Random(seed)
        policy = virtual_policy(random=random.Random(seed + 1))
        endpoint = Endpoint(limiter(kind, rpm), lambda: chance.uniform(*latency), shown)
        limits = Limits(policy, Rates(rpm if stated else None))
        await crowd(limits, policy, endpoint, demand=demand, seconds=seconds)
        burst = max(1, rpm // 60) if kind == "bucket" else 0
        counts = endpoint.outcomes
        allowance = rpm * seconds / 60 + burst
        return Use(allowance, counts["ok"], counts["429"], counts["failed"])

    return run(main())
