"""Many at a time: the order kept, the window bounded, failures in their place."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.article import Article, Rejection
from llmx.bulk import Failed, Result, Stop, ordered, records
from llmx.errors import (
    AnswerMissing,
    BudgetError,
    Interrupted,
    InvalidOutput,
    LlmxError,
    QuotaError,
    RateLimited,
    StorageError,
)
from llmx.model.usage import Usage
from llmx.pipeline import Outcome
from tests.builders import article, outcome, steady

JOBS = st.integers(1, 5)
DELAYS = st.lists(st.integers(0, 12), max_size=40)


class Work:
    """Work that takes turns of the loop instead of time, and remembers what it saw."""

    def __init__(self, delays: Sequence[int], fails: dict[int, BaseException] | None = None):
        self.delays = delays
        self.fails = fails or {}
        self.started: list[int] = []
        self.cancelled: list[int] = []
        self.running = 0
        self.most = 0
        self.read = 0

    def source(self) -> Iterator[int]:
        for index in range(len(self.delays)):
            self.read += 1
            yield index

    async def __call__(self, index: int) -> int:
        self.started.append(index)
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            for _ in range(self.delays[index]):
                await asyncio.sleep(0)
            if index in self.fails:
                raise self.fails[index]
        except asyncio.CancelledError:
            self.cancelled.append(index)
            raise
        finally:
            self.running -= 1
        return index


async def _turns(number: int) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


async def _until(holds: Callable[[], bool]) -> None:
    """Let the loop and the reading thread run until something holds."""
    for _ in range(5000):
        if holds():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never came to hold")


async def _drain(results: AsyncIterator[int], got: list[int]) -> None:
    async for result in results:
        got.append(result)  # noqa: PERF401 - what came before a failure is kept


async def _bounded(work: Work, jobs: int, *, take: int | None = None) -> list[int]:
    """The results, with the bound of the window checked at each of them."""
    got: list[int] = []
    async with aclosing(ordered(work.source(), work, jobs=jobs)) as results:
        async for result in results:
            got.append(result)
            await _turns(work.delays[result])  # a slow consumer: all workers run on
            assert work.read - (len(got) - 1) <= jobs * 5
            if take is not None and len(got) == take:
                break
    return got


@steady
@given(delays=DELAYS, jobs=JOBS)
def test_the_order_is_kept_and_the_window_bounded(delays: list[int], jobs: int) -> None:
    work = Work(delays)
    assert asyncio.run(_bounded(work, jobs)) == list(range(len(delays)))
    assert sorted(work.started) == list(range(len(delays)))
    assert work.most <= jobs


def test_a_slow_first_item_leaves_the_others_at_work_for_long() -> None:
    async def scenario() -> None:
        gate = asyncio.Event()
        work = Work([0] * 1000)

        async def gated(index: int) -> int:
            if index == 0:
                await gate.wait()
            return await work(index)

        results = ordered(work.source(), gated, jobs=3)
        first = asyncio.ensure_future(anext(results))
        await _until(lambda: work.read == 512)
        await asyncio.sleep(0.02)
        assert work.read == 512
        assert not first.done()
        gate.set()
        assert await first == 0
        await asyncio.sleep(0.02)  # 511 are there to be taken: no more are begun meanwhile
        assert work.read == 512
        assert [await anext(results) for _ in range(999)] == list(range(1, 1000))
        await results.aclose()

    asyncio.run(scenario())


def test_the_window_grows_with_the_workers() -> None:
    async def scenario() -> None:
        gate = asyncio.Event()
        work = Work([0] * 2000)

        async def gated(index: int) -> int:
            if index == 0:
                await gate.wait()
            return await work(index)

        results = ordered(work.source(), gated, jobs=50)
        first = asyncio.ensure_future(anext(results))
        await _until(lambda: work.read == 800)
        gate.set()
        await first
        await results.aclose()

    asyncio.run(scenario())


def test_workers_run_side_by_side() -> None:
    work = Work([20_000] * 8)
    asyncio.run(_bounded(work, 4))
    assert work.most == 4


@steady
@given(delays=DELAYS.filter(bool), jobs=JOBS, data=st.data())
def test_a_failure_is_raised_in_its_place(
    delays: list[int], jobs: int, data: st.DataObject
) -> None:
    broken = data.draw(st.integers(0, len(delays) - 1))
    later = data.draw(st.integers(broken, len(delays) - 1))
    work = Work(delays, {later: ValueError("later"), broken: KeyError("first")})

    async def scenario() -> list[int]:
        got: list[int] = []
        with pytest.raises(KeyError):
            await _drain(ordered(work.source(), work, jobs=jobs), got)
        assert work.running == 0
        return got

    assert asyncio.run(scenario()) == list(range(broken))


@steady
@given(delays=DELAYS.filter(bool), jobs=JOBS, data=st.data())
def test_closing_early_cancels_what_runs(delays: list[int], jobs: int, data: st.DataObject) -> None:
    take = data.draw(st.integers(1, len(delays)))
    work = Work(delays)

    async def scenario() -> list[int]:
        got = await _bounded(work, jobs, take=take)
        started = len(work.started)
        assert work.running == 0
        assert asyncio.all_tasks() == {asyncio.current_task()}
        await _turns(30)
        assert len(work.started) == started
        return got

    assert asyncio.run(scenario()) == list(range(take))


@steady
@given(delays=DELAYS, jobs=JOBS)
def test_a_source_that_breaks_is_raised_after_what_came_before(
    delays: list[int], jobs: int
) -> None:
    work = Work(delays)

    def source() -> Iterator[int]:
        yield from work.source()
        raise OSError("the disk is gone")

    async def scenario() -> list[int]:
        got: list[int] = []
        with pytest.raises(OSError, match="gone"):
            await _drain(ordered(source(), work, jobs=jobs), got)
        return got

    assert asyncio.run(scenario()) == list(range(len(delays)))


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_work_that_is_cancelled_from_within_does_not_hang(jobs: int) -> None:
    work = Work([1] * 50, {3: asyncio.CancelledError()})

    async def scenario() -> list[int]:
        got: list[int] = []
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(_drain(ordered(work.source(), work, jobs=jobs), got), 5)
        return got

    assert asyncio.run(scenario()) == [0, 1, 2]


def test_cancelling_the_consumer_cancels_the_workers() -> None:
    work = Work([10**6] * 3)

    async def scenario() -> None:
        task = asyncio.create_task(_bounded(work, 3))
        await _until(lambda: work.running == 3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert sorted(work.cancelled) == [0, 1, 2]

    asyncio.run(scenario())


# --- a stop ---------------------------------------------------------------------------------------


async def _stopped(work: Work, jobs: int, stop: Stop, at: int) -> list[int]:
    got: list[int] = []
    async with aclosing(ordered(work.source(), work, jobs=jobs, stop=stop)) as results:
        async for result in results:
            got.append(result)
            if len(got) == at:
                stop.ask()
                begun = len(work.started)
    assert len(work.started) == begun
    return got


@steady
@given(delays=DELAYS.filter(bool), jobs=JOBS, data=st.data())
def test_after_a_stop_what_is_under_way_ends_and_is_given(
    delays: list[int], jobs: int, data: st.DataObject
) -> None:
    at = data.draw(st.integers(1, len(delays)))
    work, stop = Work(delays), Stop()
    try:
        got = asyncio.run(_stopped(work, jobs, stop, at))
        assert len(got) == len(delays)  # that was the end
    except Interrupted:
        got = sorted(work.started)
        assert len(got) >= at
    assert sorted(work.started) == list(range(len(work.started)))
    assert got == list(range(len(got)))
    assert work.cancelled == []
    assert work.running == 0


def test_a_stop_gives_all_results_that_are_next() -> None:
    async def scenario() -> list[int]:
        gate, stop, got = asyncio.Event(), Stop(), list[int]()
        work = Work([0] * 100)

        async def gated(index: int) -> int:
            await gate.wait()
            return await work(index)

        results = ordered(work.source(), gated, jobs=4, stop=stop)
        first = asyncio.ensure_future(anext(results))
        await _until(lambda: work.read == 4)
        stop.ask()
        gate.set()
        got.append(await first)
        with pytest.raises(Interrupted):
            await _drain(results, got)
        return got

    assert asyncio.run(scenario()) == [0, 1, 2, 3]


def test_a_stop_does_not_wait_for_a_source_that_waits() -> None:
    waits = threading.Event()

    def source() -> Iterator[int]:
        yield 0
        waits.wait(20)

    async def scenario() -> list[int]:
        stop, got = Stop(), list[int]()
        results = ordered(source(), Work([0]), jobs=2, stop=stop)
        got.append(await anext(results))
        stop.ask()
        with pytest.raises(Interrupted):
            await _drain(results, got)
        return got

    assert asyncio.run(scenario()) == [0]
    waits.set()


def test_a_stop_that_came_before_begins_nothing() -> None:
    stop, work = Stop(), Work([0] * 5)
    stop.ask()
    with pytest.raises(Interrupted):
        asyncio.run(_drain(ordered(work.source(), work, jobs=2, stop=stop), []))
    assert work.started == []


def test_what_else_is_to_stop_is_told_once() -> None:
    stop, told = Stop(), list[str]()
    stop.then(lambda: told.append("before"))
    stop.ask()
    stop.ask()
    stop.then(lambda: told.append("after"))
    assert told == ["before", "after"]


# --- records -------------------------------------------------------------------------------------


def _articles(number: int) -> list[Article]:
    return [article((f"نص {n}", "جملة ثانية"), source=f"{n}.txt", line=n) for n in range(number)]


def _run(items: list[Article | Rejection], fails: dict[str, LlmxError]) -> list[Result]:
    async def one(item: Article) -> Outcome:
        if item.source in fails:
            raise fails[item.source]
        return outcome(item)

    async def scenario() -> list[Result]:
        return [result async for result in records(items, one, jobs=2)]

    return asyncio.run(scenario())


def test_failures_are_rows_in_their_place() -> None:
    items = _articles(4)
    error = InvalidOutput("it does not fit", hint="try again")
    error.spent = Usage(input_tokens=5, attempts=3)
    rejected = Rejection(None, "x.pdf", None, "skipped", "binary", "a PDF")
    first, second, third, fourth, fifth = _run(
        [items[0], rejected, *items[1:]], {"1.txt": error, "2.txt": RateLimited("429")}
    )
    assert isinstance(first, Outcome)
    assert second == Failed(rejected, Usage())
    assert third == Failed(
        Rejection(
            items[1].id, "1.txt", 1, "failed", "invalid_output", "it does not fit (try again)"
        ),
        Usage(input_tokens=5, attempts=3),
    )
    assert isinstance(fourth, Failed)
    assert (fourth.row.kind, fourth.usage) == ("rate_limited", Usage())
    assert isinstance(fifth, Outcome)


def test_an_answer_that_is_missing_is_a_row() -> None:
    (result,) = _run([*_articles(1)], {"0.txt": AnswerMissing("offline")})
    assert isinstance(result, Failed)
    assert result.row.kind == "missing_answer"


@pytest.mark.parametrize("kind", [QuotaError, StorageError, BudgetError])
def test_what_no_article_survives_is_raised(kind: type[LlmxError]) -> None:
    with pytest.raises(kind):
        _run([*_articles(3)], {"1.txt": kind("stop")})


def test_an_error_that_nobody_foresaw_is_a_row_of_its_own_article(
    caplog: pytest.LogCaptureFixture,
) -> None:
    items = _articles(3)

    async def one(item: Article) -> Outcome:
        if item.source == "1.txt":
            raise RuntimeError("a\nb" * 200)
        return outcome(item)

    async def scenario() -> list[Result]:
        return [result async for result in records(items, one, jobs=2)]

    with caplog.at_level(logging.WARNING, "llmx.bulk"):
        _, failed, last = asyncio.run(scenario())
    assert isinstance(last, Outcome)
    assert isinstance(failed, Failed)
    assert failed.article == items[1]
    assert (failed.row.state, failed.row.kind) == ("failed", "bug")
    assert failed.row.message.startswith("a bug in llmx: RuntimeError: a ba b")
    assert "test_bulk.py:" in failed.row.message
    assert len(failed.row.message) < 300
    assert caplog.messages == [f"1.txt: {failed.row.message}"]
