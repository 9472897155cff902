"""Wall time of a bulk run against the ideal, and articles a second of one from stored answers.

Live: N requests of one task, C in flight, over a provider that answers after L seconds. The ideal
is N * L / C; what counts is the wall time of `llmx export` from start to end, its imports and the
slow start of its requests included. Bound: the ideal is at least 92 % of it. A client that only
writes and counts bytes does the same beside it, so that it is seen what the provider costs.

Stored: `llmx export --force` of articles of 4 KB whose answers are all stored: three tasks, checks
on, no request. Each article is the first example with another number of killed, in the text and
in the answers. `anew` is a run that finds nothing of what the checks have found before, as after
a new version of llmx, `remembered` one that finds all of it. Bound: 250 articles a second
remembered, start included.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.corpus import (
    ROOT,
    cpu_of,
    environment,
    export,
    provider_process,
    raw,
    stats,
    write_articles,
    write_task,
)
from llmx.article import Article
from llmx.model.answers import AnswerCache, Answers, RecordedAnswers, StoredAnswer
from llmx.model.memo import memo_beside
from llmx.pipeline import Pipeline
from llmx.reading import Reader
from llmx.task import Task, load

REQUESTS, IN_FLIGHT, LATENCY = 10_000, 200, 1.0
OF_IDEAL = 0.92
ARTICLES = 10_000
A_SECOND = 250
BASE = 1000  # articles, by which the time of a start is told from that of the articles
TASKS = ("translate", "brief", "events")
EXAMPLE = ROOT / "examples" / "articles" / "01-deir-hafer-front.txt"
RECORDED = ROOT / "examples" / "answers.jsonl"
MODEL = "recorded"

_KILLED = re.compile(r"\b34\b")  # what the example says, once in the text and in each answer


@dataclass(frozen=True, slots=True)
class Ran:
    """A process that has ended: wall time and CPU in seconds."""

    seconds: float
    cpu: float


def main(argv: Sequence[str] | None = None) -> int:
    """Print both; exit 1 where a bound is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.throughput", description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS, help="of the live run")
    parser.add_argument("--articles", type=int, default=ARTICLES, help="of the stored run")
    parser.add_argument("--only", choices=["live", "stored"])
    options = parser.parse_args(argv)
    good = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        if options.only != "stored":
            good.append(_live(folder / "live", options.requests))
        if options.only != "live":
            good.append(_stored(folder / "stored", options.articles))
    print("within the bounds" if all(good) else "A BOUND IS MISSED")
    return 0 if all(good) else 1


# --- against the ideal ---------------------------------------------------------------------------


def _live(folder: Path, requests: int) -> bool:
    write_task(folder)
    source = folder / "articles.jsonl"
    write_articles(source, requests)
    ideal = requests * LATENCY / IN_FLIGHT
    print(f"{requests:,} requests, {IN_FLIGHT} in flight, {LATENCY:g} s each: ideal {ideal:.1f} s")
    print(
        f"{'client':12} {'seconds':>8} {'of ideal':>9} {'its CPU':>8} {'provider':>9}   of a core"
    )

    def through_llmx(base_url: str) -> Ran:
        file = folder / "out.jsonl"
        command = export(source, file, base_url, "--jobs", str(IN_FLIGHT))
        ran = _ran(command, folder)
        with file.open("rb") as lines:
            assert sum(1 for _ in lines) == requests
        return ran

    def bytes_only(base_url: str) -> Ran:
        started = time.perf_counter()
        body = json.dumps({"model": MODEL, "messages": [{"role": "user", "content": "x" * 2000}]})
        cpu = asyncio.run(raw(base_url, body.encode(), requests, IN_FLIGHT))
        return Ran(time.perf_counter() - started, cpu * requests / 1000)

    _against(folder, "bytes only", ideal, bytes_only)
    reached = _against(folder, "llmx export", ideal, through_llmx)
    print(f"bound for llmx export: {OF_IDEAL:.0%} of ideal")
    return reached >= OF_IDEAL


def _against(folder: Path, name: str, ideal: float, work: Callable[[str], Ran]) -> float:
    """How near to the ideal one client comes; a provider of its own counts what it does."""
    with provider_process(folder, latency=LATENCY) as (base_url, pid):
        before = cpu_of(pid)
        ran = work(base_url)
        taken = cpu_of(pid) - before
        most = stats(base_url)["max_in_flight"]
    reached = ideal / ran.seconds
    shares = f"{ran.cpu / ran.seconds:8.0%} {taken / ran.seconds:9.0%}"
    print(f"{name:12} {ran.seconds:8.1f} {reached:9.1%} {shares}   {most} in flight", flush=True)
    return reached


# --- from stored answers -------------------------------------------------------------------------


def _stored(folder: Path, articles: int) -> bool:
    folder.mkdir()
    print(f"{'articles':>9} {'checks':10} {'seconds':>8} {'a second':>9} {'CPU ms':>7}")
    few, many = min(BASE, articles // 3), articles
    times: dict[str, dict[int, Ran]] = {"anew": {}, "remembered": {}}
    for number in (few, many):
        source = folder / f"{number}.jsonl"
        write_stored(source, folder / "store", number)
        command = _stored_export(source, folder / "out.jsonl", folder / "store")
        for checks, ran in (("anew", _anew), ("remembered", _best_of_two)):
            times[checks][number] = ran(command, folder)
            print(_rate(f"{number:,}", checks, number, times[checks][number]), flush=True)
    for checks, found in times.items():
        more = found[many].seconds - found[few].seconds, found[many].cpu - found[few].cpu
        print(_rate("each more", checks, many - few, Ran(*more)))
    print(f"bound {A_SECOND} articles a second, remembered")
    return articles / times["remembered"][many].seconds >= A_SECOND


def _anew(command: Sequence[str], folder: Path) -> Ran:
    shutil.rmtree(memo_beside(folder / "store").folder, ignore_errors=True)
    return _ran(command, folder)


def _best_of_two(command: Sequence[str], folder: Path) -> Ran:
    return min(_ran(command, folder), _ran(command, folder), key=lambda ran: ran.seconds)


def _rate(name: str, checks: str, number: int, ran: Ran) -> str:
    each = 1000 * ran.cpu / number
    return f"{name:>9} {checks:10} {ran.seconds:8.1f} {number / ran.seconds:9.0f} {each:7.2f}"


def write_stored(source: Path, store: Path, number: int) -> None:
    """A JSONL of `number` articles, and the answers to all three tasks in a store."""
    text = EXAMPLE.read_text(encoding="utf-8")
    with source.open("w", encoding="utf-8") as out:
        for n in range(number):
            row = {"id": f"a{n}", "text": _KILLED.sub(str(_killed(n)), text)}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    tasks = [load(name) for name in TASKS]
    answers = _answers(tasks)
    pipeline = Pipeline(tasks, MODEL, Answers())
    cache = AnswerCache(store)
    for n, article in enumerate(Reader([str(source)])):
        assert isinstance(article, Article)
        requests = pipeline.requests(article)
        cache.put_all([_adapted(answers[r.task], r.fingerprint, n) for r in requests])
    cache.close()


def _killed(number: int) -> int:
    """How many an article of that number says were killed."""
    return 100 + number


def _answers(tasks: Sequence[Task]) -> dict[str, StoredAnswer]:
    """What was recorded for the example, by task."""
    (example,) = Reader([str(EXAMPLE)])
    assert isinstance(example, Article)
    recorded = RecordedAnswers(RECORDED)
    found = {t.name: recorded.get(t.request(example, model=MODEL).fingerprint) for t in tasks}
    assert all(found.values()), f"no recorded answers to {EXAMPLE.name}"
    return {name: answer for name, answer in found.items() if answer}


def _adapted(answer: StoredAnswer, fingerprint: str, number: int) -> StoredAnswer:
    """The answer to the example as one to the article of that number."""
    return replace(
        answer, fingerprint=fingerprint, text=_KILLED.sub(str(_killed(number)), answer.text)
    )


def _stored_export(source: Path, file: Path, store: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "llmx", "export", str(source), "-o", str(file), "--force", "-q"),
        *("--offline", "--model", MODEL, "--cache-dir", str(store)),
    ]


def _ran(command: Sequence[str], home: Path) -> Ran:
    """Run a command to its end, its processes' CPU included."""
    started, before = time.perf_counter(), os.times()
    subprocess.run(command, env=environment() | {"XDG_STATE_HOME": str(home)}, check=True)
    after = os.times()
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    return Ran(time.perf_counter() - started, cpu)


if __name__ == "__main__":
    sys.exit(main())
