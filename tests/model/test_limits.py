"""The gate in virtual time: holds, ramps, stated rates, stops, and the use of an allowance."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmx.errors import (
    CredentialsError,
    EndpointError,
    Interrupted,
    LlmxError,
    ProviderUnavailable,
    RateLimited,
)
from llmx.model.breaker import NEVER
from llmx.model.limits import LONGEST_BACKOFF, RAMP, Limits, Rates
from tests.builders import steady
from tests.model.virtual import run, use, virtual_policy

UNSTATED = Rates()
NONE: Mapping[str, str] = {}


def overloaded(seconds: float | None = None) -> ProviderUnavailable:
    error = ProviderUnavailable("busy", retry_after=seconds)
    error.overloaded = True
    return error


def waits(gate: Gate) -> tuple[str, int]:
    """What all wait for, and about how many seconds."""
    wait = gate.limits.waits
    assert wait
    return wait.reason, round(wait.seconds)


class Gate:
    """Limits in virtual time, with the moments at which attempts went out."""

    def __init__(self, rates: Rates = UNSTATED, **policy: Any) -> None:
        self.policy = virtual_policy(**policy)
        self.limits = Limits(self.policy, rates, host="api.example")
        self.sent: list[float] = []

    @property
    def now(self) -> float:
        return self.limits.now()

    async def go(
        self, failure: LlmxError | None = None, *, takes: float = 0.1, tokens: int = 0
    ) -> LlmxError | None:
        """One attempt that ends so; the error that came of it, the gate's own included."""
        try:
            async with self.limits.turn(tokens) as turn:
                self.sent.append(self.now)
                await asyncio.sleep(takes)
                if failure:
                    raise failure
                turn.answered(NONE)
            self.limits.settle(tokens, tokens)
        except LlmxError as error:
            return error
        return None

    async def many(self, number: int, **how: Any) -> list[LlmxError | None]:
        return await asyncio.gather(*(self.go(**how) for _ in range(number)))

    async def open(self) -> None:
        """Have one request answered, so that more than one may go."""
        await self.go()
        self.sent.clear()


def gated(test: Callable[[Gate], Awaitable[None]], rates: Rates = UNSTATED, **policy: Any) -> None:
    async def main() -> None:
        await test(Gate(rates, **policy))

    run(main())


# The first request


def test_the_rest_waits_for_the_first_answer() -> None:
    async def test(gate: Gate) -> None:
        await gate.many(10, takes=3.0)
        assert gate.sent[0] < 0.01
        assert all(3.0 <= at < 3.01 for at in gate.sent[1:])

    gated(test)


@pytest.mark.parametrize("rates", [UNSTATED, Rates(rpm=6), Rates(tpm=60)])
def test_a_stop_sends_away_what_waits_for_its_turn(rates: Rates) -> None:
    async def test(gate: Gate) -> None:
        asked = asyncio.create_task(gate.many(10, takes=3.0, tokens=50))
        await asyncio.sleep(1.0)
        assert len(gate.sent) <= 1
        gate.limits.stop()
        on_the_wire = len(gate.sent)
        results = await asyncio.wait_for(asked, 3.0)
        assert [r is None for r in results].count(True) == len(gate.sent) == on_the_wire
        assert all(r is None or isinstance(r, Interrupted) for r in results)
        async with gate.limits.turn(begun=True):  # what is paid for in part goes on
            pass

    gated(test, rates)


def test_a_stop_ends_the_rest_before_another_try_unless_it_is_begun() -> None:
    async def test(gate: Gate) -> None:
        resting = asyncio.create_task(gate.limits.pause(30.0))
        await asyncio.sleep(0.1)
        gate.limits.stop()
        await resting
        await gate.limits.pause(30.0)
        assert gate.now < 1.0
        await gate.limits.pause(30.0, begun=True)
        assert gate.now > 30.0

    gated(test)


def test_a_refused_key_is_shown_once() -> None:
    async def test(gate: Gate) -> None:
        errors = await gate.many(50, failure=CredentialsError("no"))
        assert len(gate.sent) == 1
        assert all(type(error) is CredentialsError for error in errors)
        assert len({id(error) for error in errors}) == 50

    gated(test)


def test_a_transient_fault_does_not_open_the_gate() -> None:
    async def test(gate: Gate) -> None:
        first = asyncio.create_task(gate.go(ProviderUnavailable("away"), takes=1.0))
        await asyncio.sleep(0.1)
        await gate.many(2, takes=1.0)
        await first
        assert [round(at) for at in gate.sent] == [0, 1, 2]

    gated(test)


def test_the_rest_follows_one_by_one() -> None:
    async def test(gate: Gate) -> None:
        await gate.many(200, takes=3.0)
        assert gate.sent[-1] < 3.0 + RAMP
        assert gate.sent[-1] > 3.0 + RAMP / 2
        assert gate.limits.flight.limit >= 200

    gated(test)


def test_what_all_wait_for_is_known() -> None:
    async def test(gate: Gate) -> None:
        alone = asyncio.create_task(gate.go(takes=4.0))
        await asyncio.sleep(1.0)
        assert gate.limits.waits is None  # nobody waits but the one that is on the wire
        more = asyncio.create_task(gate.many(3))
        await asyncio.sleep(1.0)
        assert waits(gate) == ("first answer", 2)
        await asyncio.gather(alone, more)
        assert gate.limits.waits is None
        await gate.go(RateLimited("429", retry_after=12.0))
        assert waits(gate) == ("rate limit", 12)

    gated(test)


# An endpoint that has answered, and then answers nobody


class Outage:
    """An endpoint that is away from one moment to another, with workers that ask it."""

    def __init__(self, gate: Gate, begins: float, ends: float = 1e9) -> None:
        self.gate = gate
        self.begins, self.ends = begins, ends
        self.failed: list[LlmxError] = []
        self.answered = 0

    async def attempt(self) -> None:
        async with self.gate.limits.turn() as turn:
            sent = self.gate.now
            self.gate.sent.append(sent)
            await asyncio.sleep(0.3)
            if self.begins <= sent < self.ends:
                raise ProviderUnavailable("502")
            turn.answered(NONE)
        self.gate.limits.settle(0, 0)

    async def worker(self, seconds: float) -> None:
        limits, policy = self.gate.limits, self.gate.policy
        while self.gate.now < seconds and not limits.breaker.is_open:
            try:
                await policy.run(self.attempt, pause=limits.pause)
                self.answered += 1
            except Interrupted:
                return
            except LlmxError as error:
                self.failed.append(error)

    async def run(self, workers: int, seconds: float) -> None:
        await asyncio.gather(*(self.worker(seconds) for _ in range(workers)))

    def sent(self, begin: float, end: float) -> int:
        return sum(begin <= at < end for at in self.gate.sent)


@pytest.mark.parametrize("workers", [24, 200])
@pytest.mark.parametrize("lasts", [2.0, 10.0, 60.0])
def test_an_outage_fails_nobody_and_is_gone_on_from(workers: int, lasts: float) -> None:
    async def test(gate: Gate) -> None:
        outage = Outage(gate, 5.0, 5.0 + lasts)
        await outage.run(workers, lasts + 20.0)
        assert not gate.limits.breaker.is_open
        assert len(outage.failed) <= workers / 50
        assert outage.sent(5.0, 5.0 + lasts) <= 5 * workers  # three tries, those on the way, probes
        last = 5.0 + lasts + LONGEST_BACKOFF
        assert outage.sent(last, last + 4.0) >= workers * 4.0 / 0.3 * 0.9

    gated(test)


@pytest.mark.parametrize("workers", [1, 3, 24, 200])
def test_one_that_stays_away_stops_the_run(workers: int) -> None:
    async def test(gate: Gate) -> None:
        outage = Outage(gate, 5.0)
        await outage.run(workers, 1000.0)
        assert gate.now < 300.0
        assert gate.limits.breaker.is_open
        stopped = [error for error in outage.failed if isinstance(error, EndpointError)]
        assert len(stopped) <= workers
        assert len(outage.failed) - len(stopped) <= max(15, workers / 50)
        assert outage.sent(5.0, 1000.0) <= 100 + 5 * workers

    gated(test)


@pytest.mark.parametrize("workers", [1, 24, 200])
def test_one_that_was_never_there_stops_it_sooner(workers: int) -> None:
    async def test(gate: Gate) -> None:
        outage = Outage(gate, 0.0)
        await outage.run(workers, 1000.0)
        assert gate.now < 60.0
        assert len(gate.sent) == NEVER
        assert len({type(error) for error in outage.failed}) <= 2

    gated(test)


def test_what_is_wanted_in_an_outage_waits_and_says_so() -> None:
    async def test(gate: Gate) -> None:
        running = asyncio.create_task(Outage(gate, 5.0).run(24, 1000.0))
        await asyncio.sleep(60.0)
        reason, seconds = waits(gate)
        assert reason == "outage"
        assert seconds <= LONGEST_BACKOFF
        gate.limits.stop()
        await running
        assert gate.now < 62.0

    gated(test)


# Holds


@pytest.mark.parametrize("asked", [1.0, 0.9, 7.5, 120.0])
def test_a_rate_limit_holds_everybody_and_then_lets_them_back_one_by_one(asked: float) -> None:
    async def test(gate: Gate) -> None:
        await gate.open()
        await gate.go(RateLimited("429", retry_after=asked))
        held = gate.now
        gate.sent.clear()
        await gate.many(10, takes=0.5)
        back = [at - held for at in gate.sent]
        assert asked <= back[0] < asked + 0.01
        assert back[-1] > back[0] + RAMP / 2
        gaps = [b - a for a, b in itertools.pairwise(back)]
        assert all(gap > 0 for gap in gaps[:5])

    gated(test)


def test_nobody_is_sent_while_it_is_held_and_what_waits_says_so() -> None:
    async def test(gate: Gate) -> None:
        await gate.open()
        await gate.go(RateLimited("429", retry_after=12.0))
        waiting = asyncio.create_task(gate.many(5))
        await asyncio.sleep(6.0)
        assert len(gate.sent) == 1
        assert gate.limits.waiting == pytest.approx(6.0, abs=0.01)
        await waiting
        assert gate.limits.waiting is None

    gated(test)


def test_late_refusals_do_not_freeze_the_run() -> None:
    """Each of many in flight is refused later than the one before, each asks for 5 s."""

    async def test(gate: Gate) -> None:
        await gate.open()
        refusals = [
            gate.go(RateLimited("429", retry_after=5.0), takes=1 + n / 10) for n in range(20)
        ]
        await asyncio.gather(*refusals)
        last = gate.now
        await gate.go()
        assert gate.sent[-1] == pytest.approx(last + 5.0, abs=0.1)
        assert gate.limits.flight.limit >= 10  # one cut

    gated(test)


def test_without_a_header_the_hold_grows_with_each_episode_and_ends_with_an_answer() -> None:
    async def test(gate: Gate) -> None:
        await gate.open()
        holds = []
        for _ in range(8):
            await gate.go(RateLimited("429"), takes=0.0)
            holds.append(gate.limits.waiting or 0.0)
        for nth, hold in enumerate(holds):
            ceiling = min(LONGEST_BACKOFF, 0.5 * 2**nth)
            assert ceiling / 2 - 0.001 <= hold <= ceiling
        await gate.go()
        await gate.go(RateLimited("429"))
        assert gate.limits.waiting is not None
        assert gate.limits.waiting <= 0.5

    gated(test)


def test_one_episode_makes_one_backoff() -> None:
    async def test(gate: Gate) -> None:
        await gate.open()
        await gate.many(20, failure=RateLimited("429"), takes=0.3)
        assert gate.limits.waiting is not None
        assert gate.limits.waiting <= 0.5

    gated(test)


def test_a_short_wait_that_is_asked_for_does_not_shorten_the_backoff() -> None:
    async def test(gate: Gate) -> None:
        await gate.go(RateLimited("429", retry_after=0.0), takes=0.0)
        assert gate.limits.waiting is not None
        assert gate.limits.waiting >= 0.24

    gated(test)


def test_an_endpoint_that_asks_for_more_than_is_waited_stops_the_run() -> None:
    async def test(gate: Gate) -> None:
        await gate.open()
        await gate.go(RateLimited("429", retry_after=120.5))
        assert gate.limits.waiting is None
        error = await gate.go()
        assert type(error) is EndpointError
        assert "api.example asks to wait 120 s" in str(error)

    gated(test)


def test_overload_cuts_and_holds_where_it_says_how_long() -> None:
    async def test(gate: Gate) -> None:
        await gate.open()
        before = gate.limits.flight.limit
        await gate.many(10, failure=overloaded())
        assert gate.limits.flight.limit < before
        assert gate.limits.waiting is None
        await gate.go()
        await gate.go(overloaded(300.0))
        assert gate.limits.waiting == pytest.approx(120.0)

    gated(test)


def test_other_faults_neither_cut_nor_hold() -> None:
    async def test(gate: Gate) -> None:
        await gate.open()
        before = gate.limits.flight.limit
        await gate.many(10, failure=ProviderUnavailable("500", retry_after=9.0))
        assert gate.limits.flight.limit == before
        assert gate.limits.waiting is None

    gated(test)


# Stops


@pytest.mark.parametrize("hold", [None, 60.0])
def test_a_stop_wakes_whoever_waits(hold: float | None) -> None:
    """At the head of the queue, behind it, and between two tries."""

    async def test(gate: Gate) -> None:
        await gate.open()
        slow = asyncio.create_task(gate.go(CredentialsError("no"), takes=2.0))
        await asyncio.sleep(0.1)
        if hold:
            await gate.go(RateLimited("429", retry_after=hold))
        else:
            gate.limits.flight.limit = 1.0
        waiting = asyncio.create_task(gate.many(5))
        between = asyncio.create_task(gate.limits.pause(30.0))
        errors = await waiting
        await between
        await slow
        assert gate.now < 2.5
        assert all(type(error) is CredentialsError for error in errors)
        await gate.limits.pause(30.0)
        assert gate.now < 2.5

    gated(test)


def test_what_is_cancelled_leaves_its_place() -> None:
    async def test(gate: Gate) -> None:
        await gate.open()
        gate.limits.flight.limit = 1.0
        flying = asyncio.create_task(gate.go(takes=5.0))
        await asyncio.sleep(0.1)
        queued = [asyncio.create_task(gate.go()) for _ in range(3)]
        await asyncio.sleep(0.1)
        for task in (queued[0], queued[1], flying):
            task.cancel()
        await asyncio.gather(*queued, flying, return_exceptions=True)
        assert gate.limits.flight.aloft == 0
        assert len(gate.sent) == 2
        assert gate.now < 1.0

    gated(test)


def test_turns_are_taken_in_order() -> None:
    async def test(gate: Gate) -> None:
        order: list[int] = []

        async def one(number: int) -> None:
            async with gate.limits.turn():
                order.append(number)
                await asyncio.sleep(0.1)

        await asyncio.gather(*(one(n) for n in range(30)))
        assert order == list(range(30))

    gated(test)


# Stated rates


@pytest.mark.parametrize("rpm", [1, 3, 45, 60, 100, 3000])
def test_no_minute_has_more_requests_than_stated(rpm: int) -> None:
    async def test(gate: Gate) -> None:
        number = min(3 * rpm, 3300)
        await gate.many(number, takes=0.01)
        ahead = gate.sent[rpm:]
        assert all(b - a >= 60 for a, b in zip(gate.sent, ahead, strict=False))
        assert gate.sent[-1] - gate.sent[0] <= 1.05 * 60 * number / rpm + 1

    gated(test, Rates(rpm=rpm))


def test_tokens_are_paced_and_what_was_estimated_wrong_is_made_good() -> None:
    async def timed(gate: Gate, used: int) -> float:
        async def one() -> None:
            async with gate.limits.turn(1000) as turn:
                turn.answered(NONE)
            gate.limits.settle(1000, used)

        for _ in range(30):
            await one()
        return gate.now

    async def main(used: int) -> float:
        return await timed(Gate(Rates(tpm=60_000)), used)

    right, more, less = (run(main(used)) for used in (1000, 2000, 500))
    assert right == pytest.approx(30, rel=0.05)
    assert more == pytest.approx(2 * right, rel=0.06)
    assert less == pytest.approx(right / 2, rel=0.06)


def test_a_request_of_more_tokens_than_a_minute_has_still_goes() -> None:
    async def test(gate: Gate) -> None:
        await gate.many(2, tokens=900)
        assert 150 < gate.now < 200

    gated(test, Rates(tpm=600))


def test_the_queue_is_measured_without_the_holds() -> None:
    async def test(gate: Gate) -> None:
        await gate.go(RateLimited("429", retry_after=10.0), takes=0.0)

        async def queued() -> float:
            async with gate.limits.turn() as turn:
                await asyncio.sleep(0.2)
            return turn.queued

        found = await asyncio.gather(*(queued() for _ in range(3)))
        assert found == pytest.approx([0.0, 0.2, 0.4], abs=0.1)
        assert gate.now > 10
        await gate.open()
        gate.limits.flight.limit = 1.0
        flying = asyncio.create_task(gate.go(takes=4.0))
        await asyncio.sleep(0)
        async with gate.limits.turn() as turn:
            assert turn.queued == pytest.approx(4.0, abs=0.3)
        await flying

    gated(test)


# The use of an allowance over three minutes, the first one included

ALL = dict


def only_retry_after(headers: Mapping[str, str]) -> Mapping[str, str]:
    return {k: v for k, v in headers.items() if k == "retry-after"}


@pytest.mark.parametrize("kind", ["window", "bucket"])
@pytest.mark.parametrize("stated", [True, False])
def test_an_allowance_is_used_and_not_overdrawn(kind: str, stated: bool) -> None:
    found = use(kind, rpm=3000, stated=stated)
    assert found.used >= 0.97
    assert found.refusals <= 0.01
    assert found.failed == 0


@pytest.mark.parametrize("kind", ["window", "bucket"])
@settings(steady, max_examples=4)
@given(
    shortest=st.floats(0.01, 0.3),
    jitter=st.floats(0.0, 0.3),
    demand=st.integers(24, 120),
    seed=st.integers(0, 99),
    stated=st.booleans(),
)
def test_an_allowance_is_used_at_any_latency(
    kind: str, shortest: float, jitter: float, demand: int, seed: int, stated: bool
) -> None:
    latency = (shortest, shortest + jitter)
    found = use(kind, rpm=600, stated=stated, latency=latency, demand=demand, seed=seed)
    assert found.used >= 0.96
    assert found.refusals <= 0.01
    assert found.failed == 0


@pytest.mark.parametrize("kind", ["window", "bucket"])
@pytest.mark.parametrize("shown", [only_retry_after, lambda headers: NONE])
def test_without_headers_an_allowance_is_found(
    kind: str, shown: Callable[[Mapping[str, str]], Mapping[str, str]]
) -> None:
    found = use(kind, rpm=1200, stated=False, shown=shown)
    assert found.used >= 0.9
    assert found.refusals <= 0.02
    assert found.failed == 0
