"""CPU of a request: llmx against the bare openai client and a plain instructor loop.

Articles of 4 KB, each another, are asked about over the loopback provider, which answers after
50 ms with a recorded answer. The three ways take turns in one process; what counts is the CPU of
that process, in the best round of each. llmx does all that it ever does: render, look up in the
store on disk, send, parse, validate, store. The bare client gets its messages and schema ready
made and only parses and validates. Bounds: 1.0 of the bare client, 0.5 of the instructor loop.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import instructor
import openai

from benchmarks.corpus import cpu_of, raw
from llmx import task
from llmx.article import Article
from llmx.asking import Asker, Question
from llmx.model.answers import AnswerCache, Answers, RecordedAnswers
from llmx.model.client import Client
from llmx.model.wire import Wire
from llmx.reading import article_from_text, read
from llmx.settings import Settings
from llmx.task import Task

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = "examples/articles/01-deir-hafer-front.txt"
RECORDED = "recorded"
MODEL = "test-model"
LATENCY = 0.05  # seconds
SIZE = 4096  # bytes of an article in UTF-8
TO_BARE, TO_INSTRUCTOR = 1.0, 0.5
WAYS = ("bare", "instructor", "llmx")

_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"

_TITLE = (
    f"{'task':10} {'in flight':>9} {'bare':>10} {'instructor':>10} {'llmx':>10}"
    f" {'to bare':>8} {'to instructor':>13} {'provider':>9}   ms of CPU a request"
)

Ask = Callable[[int], Awaitable[object]]


@dataclass(frozen=True)
class Work:
    """A task, the articles it is asked about, and an answer that fits all of them."""

    task: Task
    articles: Sequence[Article]
    answer: str


@dataclass(frozen=True, slots=True)
class Row:
    """Milliseconds of CPU for a request by way, the best round of each."""

    task: str
    in_flight: int
    ms: dict[str, float]
    provider_ms: float

    @property
    def to_bare(self) -> float:
        return self.ms["llmx"] / self.ms["bare"]

    @property
    def to_instructor(self) -> float:
        return self.ms["llmx"] / self.ms["instructor"]

    @property
    def within(self) -> bool:
        return self.to_bare <= TO_BARE and self.to_instructor <= TO_INSTRUCTOR

    def __str__(self) -> str:
        ways = " ".join(f"{self.ms[way]:10.2f}" for way in WAYS)
        ratios = f"{self.to_bare:8.2f} {self.to_instructor:13.2f}"
        return f"{self.task:10} {self.in_flight:9} {ways} {ratios} {self.provider_ms:9.2f}"


def main(argv: Sequence[str] | None = None) -> int:
    """Print a row for each task and number in flight; exit 1 where a bound is passed."""
    args = _arguments(argv)
    rows = []
    print(_TITLE)
    for name in args.task:
        work = _work(name, args.requests)
        for in_flight in args.in_flight:
            rows.append(_measured(work, in_flight, args.rounds))
            print(rows[-1], flush=True)
    print(_provider_alone(_work(args.task[0], 1), 10 * args.requests))
    passed = all(row.within for row in rows)
    print("within the bounds" if passed else "OVER A BOUND", f"({TO_BARE}, {TO_INSTRUCTOR})")
    return 0 if passed else 1


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.requests", description=__doc__)
    parser.add_argument("--requests", type=int, default=500, help="of each way in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--task", nargs="+", default=["translate", "events"])
    parser.add_argument("--in-flight", nargs="+", type=int, default=[100, 20])
    return parser.parse_args(argv)


# --- the articles and their answer ---------------------------------------------------------------


def _work(name: str, number: int) -> Work:
    """The task with articles of as many sentences as the example that its answer was made for."""
    loaded = task.load(name)
    (example,) = read([str(ROOT / EXAMPLE)])
    assert isinstance(example, Article)
    asked = loaded.request(example, model=RECORDED)
    stored = RecordedAnswers(ROOT / "examples/answers.jsonl").get(asked.fingerprint)
    assert stored is not None, f"no recorded answer of {name!r} to {EXAMPLE}"
    draw = random.Random(7)
    words = ["".join(draw.choices(_LETTERS, k=draw.randint(2, 8))) for _ in range(2000)]
    sentences = len(example.content)
    articles = [_article(draw, words, sentences) for _ in range(number)]
    return Work(loaded, articles, json.dumps(stored.answer, ensure_ascii=False))


def _article(draw: random.Random, words: Sequence[str], sentences: int) -> Article:
    lines = []
    for _ in range(sentences):
        line = ""
        while len(line.encode()) < SIZE // sentences:
            line += draw.choice(words) + " "
        lines.append(line.strip() + ".")
    article = article_from_text("\n".join(lines), language="ar", published="2017-11-19")
    assert len(article.content) == sentences, len(article.content)
    return article


# --- the three ways ------------------------------------------------------------------------------


def _sdk(base_url: str) -> openai.AsyncOpenAI:
    """The SDK as it comes, but for its five seconds to connect: this machine may be busy."""
    patient = openai.Timeout(600, connect=60)
    return openai.AsyncOpenAI(api_key="none", base_url=base_url, max_retries=0, timeout=patient)


@asynccontextmanager
async def _bare(work: Work, base_url: str) -> AsyncIterator[Ask]:
    """`chat.completions.create` with all that it sends made beforehand."""
    bodies = []
    for article in work.articles:
        request = work.task.request(article, model=MODEL)
        bodies.append(Wire().body(request, request.messages, max_tokens=4096))
    answer = work.task.answer

    async with _sdk(base_url) as client:

        async def ask(number: int) -> object:
            completion = await client.chat.completions.create(**bodies[number])
            content = completion.choices[0].message.content
            assert content is not None
            json.loads(content)
            return answer.model_validate_json(content)

        yield ask


@asynccontextmanager
async def _instructor(work: Work, base_url: str) -> AsyncIterator[Ask]:
    """instructor as its users write it."""
    messages = [work.task.request(a, model=MODEL).messages for a in work.articles]
    answer = work.task.answer

    async with _sdk(base_url) as client:
        loop: Any = instructor.from_openai(client, mode=instructor.Mode.JSON_SCHEMA)

        async def ask(number: int) -> object:
            return await loop.chat.completions.create(
                model=MODEL,
                messages=messages[number],
                response_model=answer,
                temperature=0,
                max_tokens=4096,
                max_retries=0,
            )

        yield ask


@asynccontextmanager
async def _llmx(work: Work, base_url: str) -> AsyncIterator[Ask]:
    """The whole of it: from the article to the stored answer."""
    with tempfile.TemporaryDirectory() as folder:
        cache = AnswerCache(Path(folder) / "answers")
        settings = Settings(base_url=base_url)
        connect = partial(Client, settings, in_flight=len(work.articles))
        asker = Asker(Answers(cache=cache), connect=connect)
        articles = [replace(article) for article in work.articles]  # nothing is known of them yet

        async def ask(number: int) -> object:
            article = articles[number]
            question = Question(
                work.task.request(article, model=MODEL),
                parse=lambda text: work.task.parse(text, article),
                bound=lambda: work.task.bound_to(article),
                about=article.source,
            )
            given = await asker.get(question)
            assert not given.cached
            return given

        yield ask
        await asker.close()
        assert cache.count() == len(work.articles)


_WAYS = {"bare": _bare, "instructor": _instructor, "llmx": _llmx}


# --- measuring -----------------------------------------------------------------------------------


def _measured(work: Work, in_flight: int, rounds: int) -> Row:
    times: dict[str, list[float]] = {way: [] for way in WAYS}
    with _provider(work.answer, LATENCY) as (base_url, process):
        for number in range(rounds):
            turn = number % len(WAYS)
            for way in (*WAYS[turn:], *WAYS[:turn]):
                times[way].append(asyncio.run(_round(way, work, base_url, in_flight)))
        served = rounds * len(WAYS) * len(work.articles)
        provider_ms = 1000 * cpu_of(process.pid) / served
    return Row(work.task.name, in_flight, {w: min(t) for w, t in times.items()}, provider_ms)


async def _round(way: str, work: Work, base_url: str, in_flight: int) -> float:
    """Milliseconds of CPU for a request; connecting, and what is loaded late, is not counted."""
    async with _WAYS[way](work, base_url) as ask:
        await _all(ask, range(in_flight), in_flight)
        counted = range(in_flight, len(work.articles))
        gc.collect()
        started = time.process_time()
        await _all(ask, counted, in_flight)
        return 1000 * (time.process_time() - started) / len(counted)


async def _all(ask: Ask, numbers: Sequence[int], in_flight: int) -> None:
    waiting = iter(numbers)

    async def worker() -> None:
        for number in waiting:
            await ask(number)

    await asyncio.gather(*(worker() for _ in range(in_flight)))


# --- the provider --------------------------------------------------------------------------------


@contextmanager
def _provider(answer: str, latency: float) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The loopback provider in a process of its own; its base URL."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answer.json"
        file.write_text(answer, encoding="utf-8")
        command = [sys.executable, "-m", "tests.provider", "--mode", "latency"]
        command += ["--answers", str(file), "--latency", str(latency)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["base_url"], process
        finally:
            process.terminate()
            process.wait()
            process.stdout.close()


def _provider_alone(work: Work, requests: int) -> str:
    """What the provider takes alone: from a client that only writes bytes and counts replies."""
    article = work.articles[0]
    request = work.task.request(article, model=MODEL)
    wanted = Wire().body(request, request.messages, max_tokens=4096)
    body = json.dumps(wanted, ensure_ascii=False).encode()
    with _provider(work.answer, 0) as (base_url, process):
        asyncio.run(raw(base_url, body, requests // 10, 20))
        cpu, started = cpu_of(process.pid), time.perf_counter()
        own = asyncio.run(raw(base_url, body, requests, 20))
        rate = requests / (time.perf_counter() - started)
        cpu = 1000 * (cpu_of(process.pid) - cpu) / requests
    return (
        f"the provider alone: {cpu:.2f} ms of CPU a request, {rate:.0f} requests a second"
        f" from a client that takes {own:.2f} ms"
    )


if __name__ == "__main__":
    sys.exit(main())
