"""The writer: what is put is committed when it says so, together with what came with it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from llmx.model.answers import AnswerCache, Answers, StoredAnswer
from llmx.model.writer import Writer

ROOT = Path(__file__).parents[2]


def stored(number: int) -> StoredAnswer:
    return StoredAnswer(f"{number:064x}", "t", "m", f'{{"n":{number}}}', None)


@dataclass
class Batches(Answers):
    """Notes what is written together; `fault` is raised in place of writing."""

    fault: Exception | None = None
    batches: list[list[int]] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)
    closed_in: str | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def put_all(self, answers: Sequence[StoredAnswer]) -> None:
        self.threads.add(threading.current_thread().name)
        self.batches.append([int(a.fingerprint, 16) for a in answers])
        if self.fault:
            raise self.fault

    def close(self) -> None:
        self.closed_in = threading.current_thread().name


@dataclass
class Gate:
    """A pause of the writer that lasts until it is opened."""

    opened: threading.Event = field(default_factory=threading.Event)

    def __call__(self, _seconds: float) -> None:
        assert self.opened.wait(30)


async def until(waiting: Writer, number: int) -> None:
    while len(waiting._waiting) < number:
        await asyncio.sleep(0)


def test_what_comes_while_the_writer_pauses_is_written_together_and_in_order() -> None:
    async def run() -> None:
        gate, answers = Gate(), Batches()
        writer = Writer(answers, sleep=gate)
        puts = [asyncio.create_task(writer.put(stored(n))) for n in range(50)]
        await until(writer, 50)
        assert answers.batches == []
        assert not any(put.done() for put in puts)
        gate.opened.set()
        await asyncio.gather(*puts)
        assert answers.batches == [list(range(50))]
        await writer.put(stored(99))
        assert answers.batches[1:] == [[99]]
        writer.close()
        assert answers.threads == {answers.closed_in}

    asyncio.run(run())


def test_an_answer_is_committed_when_put_returns(tmp_path: Path) -> None:
    async def run() -> None:
        writer = Writer(Answers(cache=AnswerCache(tmp_path / "answers")))

        async def put(number: int) -> None:
            await writer.put(stored(number))
            assert AnswerCache(tmp_path / "answers").get(stored(number).fingerprint)

        await asyncio.gather(*(put(number) for number in range(20)))
        writer.close()

    asyncio.run(run())
    assert AnswerCache(tmp_path / "answers").count() == 20


KILLED = """
import asyncio, os, sys
from pathlib import Path
from llmx.model.answers import AnswerCache, Answers, StoredAnswer
from llmx.model.writer import Writer

async def main():
    writer = Writer(Answers(cache=AnswerCache(Path(sys.argv[1]))))

    async def put(n):
        while True:
            await writer.put(StoredAnswer(f"{n:064x}", "t", "m", "{}", None))
            os.write(1, f"{n}\\n".encode())
            n += 8

    await asyncio.gather(*(put(n) for n in range(8)))

asyncio.run(main())
"""


def test_nothing_that_was_acknowledged_is_lost_by_a_kill(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path / "answers")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    acknowledged = [int(process.stdout.readline()) for _ in range(200)]
    process.kill()
    rest = process.stdout.read().splitlines()
    process.wait()
    process.stdout.close()
    acknowledged += [int(line) for line in rest]
    cache = AnswerCache(tmp_path / "answers")
    assert [n for n in acknowledged if cache.get(stored(n).fingerprint) is None] == []
    assert cache.count() <= len(acknowledged) + 8  # in flight


def test_a_fault_of_the_writer_is_raised_to_all_who_wait_and_to_nobody_else() -> None:
    async def run() -> None:
        gate, answers = Gate(), Batches(fault=ZeroDivisionError("a bug"))
        writer = Writer(answers, sleep=gate)
        puts = [asyncio.create_task(writer.put(stored(n))) for n in range(3)]
        await until(writer, 3)
        gate.opened.set()
        raised = await asyncio.gather(*puts, return_exceptions=True)
        assert [type(error) for error in raised] == [ZeroDivisionError] * 3
        answers.fault = None
        await writer.put(stored(4))
        writer.close()

    asyncio.run(run())


def test_an_answer_that_nobody_waits_for_any_more_is_written_all_the_same() -> None:
    async def run() -> None:
        gate, answers = Gate(), Batches()
        writer = Writer(answers, sleep=gate)
        stopped, other = (asyncio.create_task(writer.put(stored(n))) for n in (1, 2))
        await until(writer, 2)
        stopped.cancel()
        with pytest.raises(asyncio.CancelledError):
            await stopped
        gate.opened.set()
        await other
        assert answers.batches == [[1, 2]]
        writer.close()

    asyncio.run(run())


def test_closing_writes_what_is_waiting_even_where_the_loop_has_gone() -> None:
    gate, answers = Gate(), Batches()
    writer = Writer(answers, sleep=gate)

    async def run() -> None:
        put = asyncio.create_task(writer.put(stored(1)))
        await until(writer, 1)
        put.cancel()

    asyncio.run(run())
    gate.opened.set()
    writer.close()
    assert answers.batches == [[1]]
    assert answers.closed_in is not None
