"""The soak: thousands of requests to an endpoint that fails in every way it can, until all is done.

Nearly a third of the requests meet a fault, each of them drawn by seed, request and try; now and
then the account is out of quota, which stops the run, and it is run again. Then every article must
have ended in exactly one of ok, failed and skipped, the attempts of the manifest must be the
requests that the endpoint has counted, and nothing that was answered well may be paid for again.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.corpus import TASK, write_articles, write_task
from llmx.errors import ConfigurationError
from llmx.export.outputs import Export
from llmx.export.run import Job
from llmx.export.tally import Tally
from llmx.model.client import Client
from llmx.model.retry import RetryPolicy
from llmx.reading import Reader
from llmx.session import open_pipeline
from llmx.settings import Settings
from tests.provider import FAULT_NAMES, Faults, Mix, Provider
from tests.provider.modes import Mode
from tests.provider.wire import Reply, Request

Json = dict[str, Any]

JOBS = 100
RATE = 0.3
TIMEOUT = 2.0  # seconds; an answer that takes longer is asked for again, well as it may be
QUOTA_EVERY = 2500  # requests
EMPTY_EVERY = 250  # articles: one without a text
MOST_RUNS = 50
STOPS = frozenset(  # of the whole run, whatever else; 429ra waits a second each time
    {"401", "402", "403", "404model", "429quota", "429credit", "429billing", "429ra", "429date"}
)
WELL = frozenset(
    {"ok", "wrongct", "octet", "bom", "nousage", "othermodel", "fenced", "think", "trailing"}
    | {"strn", "lone", "lonewire", "ctl", "dup"}
)
"""Faults with an answer that is taken all the same."""


class Watched:
    """A mode that keeps what came of each request, by what it asked; quota ends now and then."""

    def __init__(self, mode: Mode, *, quota_every: int) -> None:
        self.outcomes: defaultdict[str, list[str]] = defaultdict(list)
        self._mode = mode
        self._quota = Faults("429quota")
        self._every = quota_every
        self._number = 0

    def reply(self, request: Request) -> Reply:
        self._number += 1
        mode = self._mode if self._number % self._every else self._quota
        reply = mode.reply(request)
        self.outcomes[_asked(request)].append(reply.outcome)
        return reply


@dataclass
class Report:
    """What a soak came to. `states` counts the ends of articles by state and kind."""

    articles: int
    runs: int
    requests: int
    seconds: float
    met: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the counts; exit 1 where something was lost, double, miscounted or paid for twice."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--articles", type=int, default=8400)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        report = soak(Path(folder), articles=options.articles, seed=options.seed)
    met = sum(number for name, number in report.met.items() if name != "ok")
    print(f"articles {report.articles:,}, runs {report.runs}, {report.seconds:.0f} s")
    print(f"requests {report.requests:,}, with a fault {met:,} ({met / report.requests:.0%})")
    print("faults   " + ", ".join(f"{name} {n}" for name, n in sorted(report.met.items())))
    print("ends     " + ", ".join(f"{name} {n:,}" for name, n in sorted(report.states.items())))
    for fault in report.faults:
        print(f"FAULT: {fault}")
    print("FAULTS" if report.faults else "none lost, none double, none paid for twice")
    return 1 if report.faults else 0


def soak(folder: Path, *, articles: int, seed: int) -> Report:
    """Run an export until it has ended, and look at what it and the endpoint have counted."""
    source, output = folder / "articles.jsonl", folder / "out.jsonl"
    write_articles(source, articles)
    _make_some_empty(source)
    write_task(folder)
    answer = (folder / "answer.json").read_text(encoding="utf-8")
    faults = [name for name in FAULT_NAMES if name not in STOPS and name != "ok"]
    watched = Watched(Faults(Mix(RATE, seed, faults), answer), quota_every=QUOTA_EVERY)
    started = time.monotonic()
    with Provider(watched, keep=False) as provider:
        settings = Settings(
            model="test-model",
            base_url=provider.base_url,
            prompts=(folder,),
            schemas=(folder,),
            cache_dir=folder / "store",
            jobs=JOBS,
            timeout=TIMEOUT,
        )
        runs = _until_finished(settings, source, output)
        requests = provider.count
    report = Report(articles, runs, requests, time.monotonic() - started)
    report.met = Counter(name for names in watched.outcomes.values() for name in names)
    report.faults = list(_faults(report, output, watched))
    return report


def _until_finished(settings: Settings, source: Path, output: Path) -> int:
    """How many runs it took; each goes on where the one before was stopped."""
    for number in range(1, MOST_RUNS + 1):
        try:
            asyncio.run(_run(settings, source, output))
        except ConfigurationError:
            continue
        return number
    raise RuntimeError(f"not finished after {MOST_RUNS} runs")


async def _run(settings: Settings, source: Path, output: Path) -> None:
    pipeline = open_pipeline(settings, [TASK])
    policy = RetryPolicy(first=0.02, longest=0.2)
    pipeline.connect = lambda: Client(
        settings, retry=policy, in_flight=settings.jobs, meter=pipeline.meter
    )
    tally = Tally(pipeline.meter)
    reader = Reader([str(source)])
    export = Export(output, pipeline, tally)
    await Job(export, pipeline, reader, [str(source)], tally, jobs=settings.jobs).run()


def _faults(report: Report, output: Path, watched: Watched) -> Iterator[str]:
    wanted = [f"a{n}" for n in range(report.articles)]
    done = [row["article"]["id"] for row in _rows(output)]
    rows = _rows(output.with_name(output.name + ".errors.jsonl"))
    report.states = Counter(f"{row['state']}({row['kind']})" for row in rows)
    report.states["ok"] = len(done)
    ended = Counter([*done, *(row["id"] for row in rows)])
    lost = [name for name in wanted if name not in ended]
    double = [name for name, number in ended.items() if number > 1]
    if lost or double or len(ended) != len(wanted):
        yield f"{len(lost)} articles lost, {len(double)} double, {len(ended)} in all"
    if done != [name for name in wanted if name in set(done)]:
        yield "the records do not stand in the order of the input"
    manifest = json.loads(output.with_name(output.name + ".run.json").read_text("utf-8"))
    if manifest["attempts"] != report.requests:
        yield f"{manifest['attempts']} attempts in the manifest, {report.requests} requests"
    again = [names for names in watched.outcomes.values() if not WELL.isdisjoint(names[:-1])]
    if again:
        yield f"{len(again)} requests sent again after a good answer, such as {again[0]}"
    if left := sorted(f.name for f in output.parent.glob("*.partial")):
        yield f"left behind: {', '.join(left)}"


def _asked(request: Request) -> str:
    """What a request asks, in which wire form and with how much room."""
    return hashlib.sha256(request.raw).hexdigest()


def _make_some_empty(source: Path) -> None:
    lines = source.read_text(encoding="utf-8").splitlines()
    for n in range(0, len(lines), EMPTY_EVERY):
        lines[n] = json.dumps(json.loads(lines[n]) | {"text": " "})
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _rows(file: Path) -> list[Json]:
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    sys.exit(main())
