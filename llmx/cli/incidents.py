"""`incidents`: what several articles tell as one incident, to a file and a digest beside it."""

from __future__ import annotations

from pathlib import Path

from llmx import task
from llmx.cli.outcome import OK, many, say
from llmx.incidents import run
from llmx.incidents.digest import Digest
from llmx.incidents.reading import Read


def incidents(
    exports: list[Path],
    output: Path,
    *,
    digest: Path | None,
    prompts: list[Path],
    schemas: list[Path],
    force: bool,
    quiet: bool,
) -> int:
    """`llmx incidents`: incidents to FILE, their digest to index.md beside it."""
    index = digest or output.with_name(run.INDEX)
    run.check(exports, output, index, force=force)
    read, told = run.run(exports, output, index, task.finder(prompts, schemas))
    if not quiet:
        _say_read(read)
        _say_told(read, told, output, index)
    return OK


def _say_read(read: Read) -> None:
    for name, number in sorted(read.unread.items()):
        say(f"answers of the unknown task {name!r}: {number} not read", kind="note")
    if read.twice:
        say(f"{many(read.twice, 'record')} left out: the article stands there twice", kind="note")
    for article in sorted(read.differing):
        say(
            f"the article {article!r} stands there with different answers; "
            "those with more events are used",
            kind="note",
        )
    if not read.reports:
        say(f"no event in {many(read.articles, 'article')}", kind="note")


def _say_told(read: Read, told: Digest, output: Path, index: Path) -> None:
    parts = [
        f"{many(read.articles, 'article')}, {many(len(read.reports), 'event')}",
        f"{many(told.incidents, 'incident')}, {told.several} told by several articles",
        *([f"{many(len(told.near), 'pair')} possibly the same"] if told.near else []),
    ]
    say(f"{'; '.join(parts)} → {output}, {index}", kind="incidents")
