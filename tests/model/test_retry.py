"""Transport retries: what a header asks for, how long is waited, and when the tries end."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.errors import CredentialsError, LlmxError, ProviderUnavailable, RateLimited
from llmx.model.retry import RetryPolicy, retry_after
from tests.builders import steady
from tests.model.support import FakeTime, policy

NOW = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC).timestamp()


def http_date(seconds: float) -> str:
    return format_datetime(datetime.fromtimestamp(NOW + seconds, UTC), usegmt=True)


class Calls:
    """A call that fails as often as it is told to, with a new error object each time."""

    def __init__(self, failures: int, make: Callable[[], BaseException]) -> None:
        self.failures = failures
        self.make = make
        self.errors: list[BaseException] = []
        self.made = 0

    async def __call__(self) -> str:
        self.made += 1
        if self.made <= self.failures:
            self.errors.append(self.make())
            raise self.errors[-1]
        return "answer"


def busy(seconds: float | None = None) -> RateLimited:
    return RateLimited("busy", retry_after=seconds)


def away(seconds: float | None = None) -> ProviderUnavailable:
    return ProviderUnavailable("away", retry_after=seconds)


def run(calls: Calls, retry: RetryPolicy) -> str:
    return asyncio.run(retry.run(calls))


@pytest.fixture
def tehran(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Local time far from UTC."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Tehran")
        time.tzset()
        yield
    time.tzset()


# What a header asks for


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": " 7 "}, 7.0),
        ({"retry-after": "300"}, 300.0),
        ({"retry-after-ms": "50"}, 0.05),
        ({"retry-after-ms": "50", "retry-after": "9"}, 0.05),
        ({"retry-after-ms": "junk", "retry-after": "9"}, 9.0),
        ({"retry-after-ms": "-1", "retry-after": "9"}, 9.0),
        ({"retry-after-ms": http_date(5)}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "-inf"}, None),
        ({"retry-after": "1e999"}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "12 s"}, None),
        ({"retry-after": http_date(30)}, 30.0),
        ({"retry-after": http_date(0)}, 0.0),
        ({"retry-after": http_date(-30)}, None),
        ({"retry-after": "Mon, 23 Nov 2026 25:61:00 GMT"}, None),
        ({"retry-after": "Mon Nov 23 12:00:30 2026"}, 30.0),  # asctime; HTTP dates are UTC
        ({"retry-after": "Mon, 23 Nov 2026 12:00:30 -0000"}, 30.0),
        ({"retry-after": "Mon, 23 Nov 2026 14:00:30 +0200"}, 30.0),
    ],
)
@pytest.mark.usefixtures("tehran")
def test_a_header_is_read(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, now=NOW) == (None if seconds is None else pytest.approx(seconds))


@steady
@given(st.text(max_size=40), st.text(max_size=40))
def test_no_header_breaks_the_reader(seconds: str, milliseconds: str) -> None:
    found = retry_after({"retry-after": seconds, "retry-after-ms": milliseconds}, now=NOW)
    assert found is None or found >= 0


# How long is waited


def test_the_first_success_ends_the_tries() -> None:
    clock, calls = FakeTime(), Calls(2, away)
    assert run(calls, policy(clock)) == "answer"
    assert calls.made == 3
    assert len(clock.slept) == 2


def test_without_an_error_nothing_is_slept() -> None:
    clock = FakeTime()
    assert run(Calls(0, busy), policy(clock)) == "answer"
    assert clock.slept == []


def test_the_wait_is_full_jitter_below_a_doubling_ceiling() -> None:
    waits: list[list[float]] = []
    for seed in range(200):
        clock = FakeTime()
        retry = policy(clock, attempts=9, first=0.5, longest=8.0, random=random.Random(seed))
        with pytest.raises(ProviderUnavailable):
            run(Calls(9, away), retry)
        waits.append(clock.slept)
    for nth, ceiling in enumerate([0.5, 1, 2, 4, 8, 8, 8, 8]):
        drawn = [slept[nth] for slept in waits]
        assert 0 <= min(drawn) < 0.1 * ceiling
        assert 0.9 * ceiling < max(drawn) <= ceiling


@pytest.mark.parametrize("asked", [5.0, 60.0, 120.0])
def test_the_wait_is_at_least_what_was_asked_for(asked: float) -> None:
    clock, calls = FakeTime(), Calls(3, lambda: away(asked))
    run(calls, policy(clock))
    assert clock.slept == [asked] * 3


def test_a_short_request_does_not_shorten_the_backoff() -> None:
    slept: list[float] = []
    for asked in (None, 0.0):
        clock = FakeTime()
        run(Calls(3, lambda asked=asked: away(asked)), policy(clock))  # type: ignore[misc]
        slept.append(sum(clock.slept))
    assert slept[0] == slept[1] > 0


# When the tries end


@pytest.mark.parametrize("attempts", [1, 2, 6])
def test_attempts_are_counted_in_all_and_the_last_error_is_raised(attempts: int) -> None:
    clock, calls = FakeTime(), Calls(99, away)
    with pytest.raises(ProviderUnavailable) as raised:
        run(calls, policy(clock, attempts=attempts))
    assert calls.made == attempts
    assert len(clock.slept) == attempts - 1
    assert raised.value is calls.errors[-1]


def test_a_rate_limit_uses_up_no_try_only_time() -> None:
    clock, calls = FakeTime(), Calls(40, busy)
    assert run(calls, policy(clock, attempts=2)) == "answer"
    assert calls.made == 41

    def late() -> LlmxError:
        clock.now += 10
        return busy()

    calls = Calls(10**6, late)
    with pytest.raises(RateLimited):
        run(calls, policy(clock, attempts=2, deadline=300.0))
    assert calls.made == 30


def test_a_rate_limit_is_waited_for_at_the_gate_and_not_again_here() -> None:
    clock, calls = FakeTime(), Calls(3, lambda: busy(5.0))
    assert run(calls, policy(clock)) == "answer"
    assert clock.slept == []


def test_rate_limits_between_faults_use_up_no_tries_and_lengthen_no_backoff() -> None:
    clock = FakeTime()
    kinds = iter([busy, busy, busy, busy, away, busy, busy, away, busy])
    calls = Calls(9, lambda: next(kinds)())
    assert run(calls, policy(clock, attempts=3)) == "answer"
    assert len(clock.slept) == 2
    assert clock.slept[0] <= 0.5
    assert clock.slept[1] <= 1.0


def test_time_in_the_queue_is_not_of_the_deadline() -> None:
    clock = FakeTime()

    def late() -> LlmxError:
        clock.now += 100
        return busy()

    calls = Calls(99, late)
    with pytest.raises(RateLimited):
        asyncio.run(policy(clock, deadline=300.0).run(calls, queued=lambda: clock.now / 2))
    assert calls.made == 6


def test_between_tries_the_given_pause_is_made() -> None:
    clock, paused = FakeTime(), FakeTime()
    asyncio.run(policy(clock).run(Calls(2, away), pause=paused.sleep))
    assert (len(paused.slept), clock.slept) == (2, [])


def test_a_provider_that_asks_for_too_long_ends_the_tries() -> None:
    clock, calls = FakeTime(), Calls(99, lambda: away(120.5))
    with pytest.raises(ProviderUnavailable):
        run(calls, policy(clock))
    assert (calls.made, clock.slept) == (1, [])


def test_a_wait_that_would_pass_the_deadline_is_not_begun() -> None:
    clock, calls = FakeTime(), Calls(99, lambda: away(100))
    with pytest.raises(ProviderUnavailable):
        run(calls, policy(clock, attempts=99, deadline=350))
    assert clock.slept == [100, 100, 100]
    assert calls.made == 4


def test_the_deadline_holds_for_the_backoff_too() -> None:
    for seed in range(50):
        clock, calls = FakeTime(), Calls(999, away)
        retry = policy(clock, attempts=999, deadline=60, random=random.Random(seed))
        with pytest.raises(ProviderUnavailable):
            run(calls, retry)
        assert clock.now < 60


def test_time_spent_in_the_calls_counts_for_the_deadline() -> None:
    clock = FakeTime()

    def slow() -> LlmxError:
        clock.now += 50
        return busy()

    calls = Calls(99, slow)
    with pytest.raises(RateLimited):
        run(calls, policy(clock, attempts=99, deadline=120))
    assert calls.made == 3


@pytest.mark.parametrize("error", [CredentialsError("no"), ValueError("a bug"), LlmxError("no")])
def test_an_error_that_is_not_retryable_is_raised_at_once(error: Exception) -> None:
    clock, calls = FakeTime(), Calls(99, lambda: error)
    with pytest.raises(type(error)) as raised:
        run(calls, policy(clock))
    assert raised.value is error
    assert (calls.made, clock.slept) == (1, [])


def test_the_object_is_asked_not_the_class() -> None:
    final = ProviderUnavailable("do not come back")
    final.retryable = False
    clock, calls = FakeTime(), Calls(99, lambda: final)
    with pytest.raises(ProviderUnavailable):
        run(calls, policy(clock))
    assert calls.made == 1


def test_one_policy_serves_many_calls_at_once() -> None:
    clock = FakeTime()
    retry = policy(clock)
    calls = [Calls(n, away) for n in range(5)]

    async def all_of_them() -> list[str]:
        return await asyncio.gather(*(retry.run(call) for call in calls))

    assert asyncio.run(all_of_them()) == ["answer"] * 5
    assert [call.made for call in calls] == [1, 2, 3, 4, 5]
