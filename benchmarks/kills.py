"""Kills: an export that is killed at random moments and run again, until it ends.

Its bytes must be those of an export that nobody disturbed, with every article once and in order,
and at each kill at most the requests in flight (one a job, for a task) may be paid for again.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import environment, export, provider, served, write_articles, write_task
from llmx.model.answers import AnswerCache

JOBS = 16
LATENCY = 0.05  # seconds
STARTING = 1.5  # seconds: one kill in three comes within these, in a start or a resumption


@dataclass(frozen=True, slots=True)
class Report:
    """What a series of kills came to; `lost` are answers that were served and not stored."""

    articles: int
    kills: int
    requests: int
    lost: tuple[int, ...]
    kept: tuple[int, ...]
    faults: tuple[str, ...]


def main(argv: list[str] | None = None) -> int:
    """Print the counts; exit 1 where something was lost, double, paid too often or different."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        report = run(
            Path(folder), kills=options.kills, articles=options.articles, seed=options.seed
        )
    print(f"articles            {report.articles:6}")
    print(f"kills               {report.kills:6}")
    print(f"requests            {report.requests:6}   needed {report.articles}")
    print(f"lost at the kills   {sum(report.lost):6}   bound {report.kills * JOBS}")
    print(f"  at each           {' '.join(map(str, report.lost))}   bound {JOBS}")
    print(f"results at each     {' '.join(map(str, report.kept))}")
    for fault in report.faults:
        print(f"FAULT: {fault}")
    print("FAULTS" if report.faults else "the same bytes, nothing lost, nothing double")
    return 1 if report.faults else 0


def run(folder: Path, *, kills: int, articles: int, seed: int) -> Report:
    """Kill an export `kills` times and compare what it comes to with an undisturbed one."""
    source = folder / "articles.jsonl"
    write_articles(source, articles)
    write_task(folder)
    with provider(folder, latency=LATENCY) as base_url:
        calm = _file(folder / "calm")
        subprocess.run(_command(source, calm, base_url), env=environment(), check=True)
        before = served(base_url)
        disturbed = _file(folder / "disturbed")
        lost, kept = _disturbed(source, disturbed, base_url, kills, articles, random.Random(seed))
        requests = served(base_url) - before
    faults = list(_faults(calm, disturbed, articles))
    if requests > articles + sum(lost):
        faults.append(f"{requests} requests, {articles} needed and {sum(lost)} lost")
    faults += [f"{number} lost at one kill" for number in lost if number > JOBS]
    return Report(articles, len(lost), requests, tuple(lost), tuple(kept), tuple(faults))


def _disturbed(
    source: Path, file: Path, base_url: str, kills: int, articles: int, chance: random.Random
) -> tuple[list[int], list[int]]:
    """Run and kill until it ends; at each kill, what was lost and how many results there were."""
    before = served(base_url)
    lost: list[int] = []
    kept: list[int] = []
    for target in sorted(chance.sample(range(articles - JOBS), kills)):
        child = subprocess.Popen(_command(source, file, base_url), env=environment())
        early = chance.uniform(0, STARTING) if chance.random() < 1 / 3 else math.inf
        started = time.monotonic()
        while (
            child.poll() is None
            and served(base_url) - before < target
            and time.monotonic() - started < early
        ):
            time.sleep(LATENCY / 2)  # a look is a request, too
        child.kill()
        if child.wait() == 0:
            break  # it had ended
        time.sleep(2 * LATENCY)  # what was under way is answered, to nobody
        stored = AnswerCache(file.parent / "store").count()
        lost.append(served(base_url) - before - stored - sum(lost))
        kept.append(_lines(file.with_name(file.name + ".partial")))
    if not file.exists():
        subprocess.run(_command(source, file, base_url), env=environment(), check=True)
    return lost, kept


def _faults(calm: Path, disturbed: Path, articles: int) -> list[str]:
    found = []
    if calm.read_bytes() != disturbed.read_bytes():
        found.append("the bytes differ from those of the undisturbed run")
    with disturbed.open(encoding="utf-8") as lines:
        ids = [json.loads(line)["article"]["id"] for line in lines]
    if ids != [f"a{n}" for n in range(articles)]:
        found.append(f"{articles - len(set(ids))} articles lost, {len(ids) - len(set(ids))} double")
    left = sorted(f.name for f in disturbed.parent.iterdir() if f.suffix in (".partial", ".lock"))
    if left:
        found.append(f"left behind: {', '.join(left)}")
    return found


def _command(source: Path, file: Path, base_url: str) -> list[str]:
    return export(source, file, base_url, "--jobs", str(JOBS))


def _file(folder: Path) -> Path:
    folder.mkdir()
    return folder / "out.jsonl"


def _lines(file: Path) -> int:
    return file.read_bytes().count(b"\n") if file.exists() else 0


if __name__ == "__main__":
    sys.exit(main())
