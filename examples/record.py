"""What `make record` runs: the recorded answers of the examples, and what they still lack.

llmx sends its real requests to the recording endpoint on loopback, which files each one that has
no answer yet. Somebody who is given that request's messages and schema, and nothing else, writes
the answer to the file named; then this is run again: the endpoint serves it, llmx validates it,
and what is valid goes to the answers file. With a key of your own no such file is needed:
`llmx export` with `--cache-dir`, then `llmx cache export`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from llmx import sync
from llmx.article import Rejection
from llmx.bulk import Failed, records
from llmx.export.files import write_whole
from llmx.model.answers import write_answers
from llmx.model.client import Client
from llmx.model.retry import RetryPolicy
from llmx.pipeline import Pipeline
from llmx.reading import Reader
from llmx.session import open_pipeline
from llmx.settings import Settings
from tests.provider import Provider, Record

ROOT = Path(__file__).resolve().parent.parent
SETS = {
    "examples/articles": (("translate", "brief", "events"), None),
    "examples/recalls/articles": (("recall",), ROOT / "examples/recalls"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Record every set, write the answers, list what is missing; exit 1 where something is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--dir", type=Path, default=ROOT / ".recording", help="requests and answers"
    )
    parser.add_argument("--output", type=Path, default=ROOT / "examples/answers.jsonl")
    parser.add_argument("--sources", nargs="*", help="other articles, with the built-in tasks")
    options = parser.parse_args(arguments)
    builtin = SETS["examples/articles"]
    sets = dict.fromkeys(options.sources, builtin) if options.sources else SETS
    settings = Settings(model="recorded", cache_dir=options.dir / "cache", jobs=4)
    lines: list[str] = []
    failed = 0
    with Provider(Record(options.dir)) as provider:
        for source, (tasks, own) in sets.items():
            served = replace(
                settings,
                base_url=provider.base_url,
                prompts=(own / "prompts",) if own else (),
                schemas=(own / "schemas",) if own else (),
            )
            pipeline = open_pipeline(served, tasks)
            failed += sync.run(_record(pipeline, served, ROOT / source))
            lines += _stored(pipeline, ROOT / source)
    write_whole(options.output, "".join(lines))
    _list_missing(options.dir)
    print(f"{len(lines)} answers in {options.output.name}, {failed} articles incomplete")
    return 1 if failed else 0


async def _record(pipeline: Pipeline, settings: Settings, source: Path) -> int:
    """Ask for everything that is not stored; how many articles lack something."""
    pipeline.connect = lambda: Client(settings, retry=RetryPolicy(attempts=1))
    failed = 0
    async for result in records(Reader([str(source)]), pipeline.run, jobs=settings.jobs):
        if isinstance(result, Failed):
            failed += 1
            if "No answer is recorded" not in result.row.message:
                print(f"{result.row.source}: {result.row.kind}: {result.row.message}")
    await pipeline.close()
    return failed


def _stored(pipeline: Pipeline, source: Path) -> list[str]:
    """The lines of the answers that these articles and tasks have now."""
    found = [
        answer
        for item in Reader([str(source)])
        if not isinstance(item, Rejection)
        for request in pipeline.requests(item)
        if (answer := pipeline.answers.get(request.fingerprint)) is not None
    ]
    return list(write_answers(found))


def _list_missing(folder: Path) -> None:
    """The filed requests without an answer, a task at a time."""
    missing = [
        file
        for file in sorted((folder / "requests").glob("*.json"))
        if not (folder / "answers" / file.name).exists()
    ]
    for file in missing:
        print(f"unanswered  {folder / 'requests' / file.name}")


if __name__ == "__main__":
    sys.exit(main())
