"""Use of a rate limit: how much of an endpoint's allowance llmx uses, and how often it is refused.

A provider in a process of its own enforces so many requests a minute, by a sliding window of 60
seconds or by a token bucket of one second's worth that starts full; it answers in 50 to 200 ms and
refuses with a Retry-After of whole seconds. 24 requests are wanted at any time: eight articles
with three tasks each, the default. `stated` runs are told the rate (--rpm), `adaptive` ones are
not. The first minute counts. Bounds, for stated runs: at least 97 % of the allowance used, at most
1 % of answers a 429.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llmx.errors import LlmxError
from llmx.model.client import Client
from llmx.settings import Settings
from tests.builders import answer, article, loaded

ROOT = Path(__file__).resolve().parent.parent
DEMAND = 24
LATENCY, JITTER = 0.05, 0.15  # seconds
LATE = 0.1  # seconds
USED, REFUSED = 0.97, 0.01
KINDS = ("window", "bucket")
WAYS = ("stated", "adaptive")


@dataclass(frozen=True)
class Measured:
    """What the provider counted in a run, and what it and llmx took for it."""

    kind: str
    way: str
    allowance: float
    answered: int
    refused: int
    most: int
    failed: int
    provider_cpu: float  # of one core
    llmx_cpu: float
    stalled: float  # seconds that a timer of llmx came late by, each more than LATE

    @property
    def used(self) -> float:
        return self.answered / self.allowance

    @property
    def refusals(self) -> float:
        return self.refused / (self.answered + self.refused)

    @property
    def good(self) -> bool:
        return self.used >= USED and self.refusals <= REFUSED


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what each run used; exit 1 where a stated one misses a bound."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ratelimit", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--rpm", type=int, default=3000)
    parser.add_argument("--kind", choices=KINDS, nargs="+", default=KINDS)
    parser.add_argument("--way", choices=WAYS, nargs="+", default=WAYS)
    args = parser.parse_args(arguments)
    print(f"{args.rpm} requests a minute over {args.minutes:g} minutes, the first one included")
    print(f"{'limit':7} {'way':9} {'allowance':>10} {'answered':>9}   used  refused    429", end="")
    print("  in flight  CPU: provider  llmx  stalled")
    passed = True
    for kind in args.kind:
        for way in args.way:
            found = measure(kind, way, rpm=args.rpm, seconds=60 * args.minutes)
            print(_line(found), flush=True)
            passed = passed and (found.good or way == "adaptive")
    print("within the bounds" if passed else "A BOUND IS MISSED")
    return 0 if passed else 1


def measure(kind: str, way: str, *, rpm: int, seconds: float) -> Measured:
    """One run of so many seconds from its first request on."""
    with _provider(kind, rpm) as (base_url, process):
        settings = Settings(
            model="m", base_url=base_url, rpm=rpm if way == "stated" else None, timeout=60
        )
        before, started = _cpu(process.pid), time.process_time()
        stats, failed, stalled = asyncio.run(_crowd(settings, seconds))
        provider_cpu, own = _cpu(process.pid) - before, time.process_time() - started
    outcomes = stats["outcomes"]
    return Measured(
        kind=kind,
        way=way,
        allowance=rpm * seconds / 60 + (max(1, rpm // 60) if kind == "bucket" else 0),
        answered=outcomes.get("ok", 0),
        refused=outcomes.get("rate_limit_exceeded", 0),
        most=stats["max_in_flight"],
        failed=failed,
        provider_cpu=provider_cpu / seconds,
        llmx_cpu=own / seconds,
        stalled=stalled,
    )


async def _crowd(settings: Settings, seconds: float) -> tuple[Any, int, float]:
    """The provider's counts after so many seconds of requests, and the requests that failed."""
    client = Client(settings)
    shown, task = article(), loaded("translate")
    request = task.request(shown, model="m")
    failed, stalls = 0, [0.0]

    async def worker() -> None:
        nonlocal failed
        while True:
            try:
                await client.ask(
                    request,
                    parse=lambda text: task.parse(text, shown),
                    bound=lambda: task.bound_to(shown),
                )
            except LlmxError:
                failed += 1
                await asyncio.sleep(0.1)

    workers = [asyncio.create_task(worker()) for _ in range(DEMAND)]
    watch = asyncio.create_task(_watch(stalls))
    await asyncio.sleep(seconds)
    stats = await asyncio.to_thread(_stats, settings.base_url)
    for one in (watch, *workers):
        one.cancel()
    await asyncio.gather(watch, *workers, return_exceptions=True)
    await client.close()
    return stats, failed, sum(stalls)


async def _watch(stalls: list[float]) -> None:
    """Note how late a timer comes: on a busy machine much is lost while nothing can be sent."""
    while True:
        due = time.monotonic() + 0.02
        await asyncio.sleep(0.02)
        if (late := time.monotonic() - due) > LATE:
            stalls.append(late)


@contextmanager
def _provider(kind: str, rpm: int) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "answer.txt"
        text.write_text(json.dumps(answer("translate", article())), encoding="utf-8")
        command = [sys.executable, "-m", "tests.provider", "--mode", "latency", "--answers", text]
        command += ["--latency", LATENCY, "--jitter", JITTER, "--rpm", rpm, "--limit", kind]
        with subprocess.Popen(
            [str(part) for part in command], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            try:
                yield json.loads(process.stdout.readline())["base_url"], process
            finally:
                process.terminate()


def _stats(base_url: str) -> Any:
    with urllib.request.urlopen(base_url.removesuffix("/v1") + "/__stats__") as response:
        return json.load(response)


def _cpu(pid: int) -> float:
    """CPU seconds of a process so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _line(found: Measured) -> str:
    failed = f"  {found.failed} FAILED" if found.failed else ""
    return (
        f"{found.kind:7} {found.way:9} {found.allowance:10,.0f} {found.answered:9,} "
        f"{found.used:6.1%} {found.refused:8,} {found.refusals:6.2%} {found.most:10} "
        f"{found.provider_cpu:14.0%} {found.llmx_cpu:5.0%} {found.stalled:6.1f} s{failed}"
    )


if __name__ == "__main__":
    sys.exit(main())
