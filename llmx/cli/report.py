"""`report`: an export as a page on which a person checks it."""

from __future__ import annotations

from pathlib import Path

from llmx import decisions, task
from llmx.cli.outcome import OK, many, say
from llmx.errors import UsageError
from llmx.export.files import check_output
from llmx.report.writing import Report, write

SUFFIXES = (".html", ".htm")


def report(
    export: Path,
    output: Path,
    *,
    decided: Path | None,
    prompts: list[Path],
    schemas: list[Path],
    force: bool,
    quiet: bool,
) -> int:
    """Write the page; what it holds, and what became of the decisions, is said on stderr."""
    if output.suffix.lower() not in SUFFIXES:
        raise UsageError(
            f"a report is a page, the output {str(output)!r} is none",
            hint=f"give it a name that ends in {SUFFIXES[0]}",
        )
    check_output(output, force=force)
    found = decisions.read(decided) if decided else []
    written = write(export, output, find_task=task.finder(prompts, schemas), decided=found)
    for name, number in sorted(written.unread.items()):
        say(
            f"{many(number, 'answer')} of {name!r} not shown: no schema that reads them "
            "(--prompts and --schemas say where yours are)",
            kind="note",
        )
    if written.is_large:
        say(
            f"{many(written.items, 'item')} in {_size(written.size)} is more than a page was "
            "measured with (50,000 items, 100 MB): it may be slow; make several exports of it",
            kind="warning",
        )
    if not quiet:
        if decided:
            say(_said(written), kind="decisions")
        say(
            f"{many(written.records, 'article')}, {many(written.items, 'item')}, "
            f"{many(written.findings, 'finding')}, {_size(written.size)} → {output}",
            kind="report",
        )
    return OK


def _said(written: Report) -> str:
    count = written.decisions
    parts = [f"{count['applied']:,} applied", f"{count['out of date']:,} out of date"]
    if count["elsewhere"]:
        parts.append(f"{count['elsewhere']:,} on articles that are not in this export")
    return ", ".join(parts)


def _size(number: int) -> str:
    return f"{number / 1e6:,.1f} MB"
