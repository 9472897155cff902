"""Memory: the peak of an export of 50,000 articles against that of 1,000; bound 1.3.

Each size is a process of its own, which reads one JSONL, translates it and writes records, rows
and manifest as ever. The answers come from a function in place of the client, after 10 ms and now
and then after a second, so that results wait for the one before them. Without the client's
libraries the base is small, which makes the bound a narrow one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel

from benchmarks.corpus import environment, write_articles
from llmx.export.outputs import Export
from llmx.export.run import Job
from llmx.export.tally import Tally
from llmx.model.answers import AnswerCache, Answers
from llmx.model.usage import Usage
from llmx.pipeline import Pipeline
from llmx.reading import Reader
from llmx.task import Request, load

if TYPE_CHECKING:
    from llmx.model.client import Client

SIZES = (1_000, 50_000)
BOUND = 1.3
JOBS = 32
SENTENCES = 4  # of an article, and four more
SLOW_EACH = 997  # of so many requests one takes a second

_NUMBERED = re.compile(r"^\[(\d+)\]", re.MULTILINE)


def main(argv: list[str] | None = None) -> int:
    """Print the peak of each size; exit 1 where their ratio passes the bound."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs=2, default=SIZES, metavar="N")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.one:
        print(json.dumps(_measured(options.one)))
        return 0
    peaks = []
    print(f"{'articles':>9} {'peak MB':>8} {'seconds':>8} {'MB out':>7}")
    for size in options.sizes:
        told = _apart(size)
        peaks.append(told["peak"])
        print(f"{size:9,} {told['peak']:8.1f} {told['seconds']:8.1f} {told['written']:7.1f}")
    ratio = peaks[1] / peaks[0]
    print(f"ratio {ratio:.2f}, bound {BOUND}")
    print("within the bound" if ratio <= BOUND else "OVER THE BOUND")
    return 0 if ratio <= BOUND else 1


def _apart(size: int) -> dict[str, float]:
    """What a process of its own says of an export of that size."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "articles.jsonl"
        write_articles(source, size, sentences=SENTENCES)
        command = [sys.executable, "-m", "benchmarks.memory", "--one", str(source)]
        told = subprocess.run(command, env=environment(), check=True, stdout=subprocess.PIPE)
        values: dict[str, float] = json.loads(told.stdout)
        return values


def _measured(source: Path) -> dict[str, float]:
    started = time.monotonic()
    file = source.with_name("out.jsonl")
    answers = Answers(cache=AnswerCache(source.with_name("store")))
    pipeline = Pipeline([load("translate")], "seam", answers, connect=_seam, repair=False)
    tally = Tally(pipeline.meter)
    output = Export(file, pipeline, tally)
    job = Job(output, pipeline, Reader([str(source)]), [source.name], tally, jobs=JOBS)
    asyncio.run(job.run())
    with source.open("rb") as lines:
        assert tally.counts["ok"] == sum(1 for _ in lines)
    return {
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "seconds": time.monotonic() - started,
        "written": file.stat().st_size / 2**20,
    }


def _seam() -> Client:
    return cast("Client", Seam())


class Seam:
    """A function in place of the client: English for each sentence of whatever is asked."""

    def __init__(self) -> None:
        self._asked = 0

    async def ask(
        self,
        request: Request,
        *,
        parse: Callable[[str], BaseModel],
        bound: Callable[[], type[BaseModel]],
    ) -> Any:
        self._asked += 1
        await asyncio.sleep(1.0 if self._asked % SLOW_EACH == 0 else 0.01)
        numbers = [int(n) for n in _NUMBERED.findall(request.user)]
        said = [{"n": n, "en": f"What the sentence {n} says, in English."} for n in numbers]
        return _Answered(parse(json.dumps({"title_en": None, "sentences": said})))

    async def close(self) -> None:
        pass


class _Answered:
    def __init__(self, answer: BaseModel) -> None:
        self.answer = answer
        self.usage = Usage(400, 200, attempts=1)


if __name__ == "__main__":
    sys.exit(main())
