"""`summarize` and `translate`: what a person reads, on stdout or in a file."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, aclosing, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeGuard

from llmx import record
from llmx.bulk import Failed, Result, records
from llmx.cli.dry import dry_run
from llmx.cli.events import ended, started
from llmx.cli.options import Common
from llmx.cli.outcome import OK, SOME_FAILED, say_ignored, say_rejected
from llmx.cli.progress import Progress
from llmx.cli.session import load_settings, open_sources
from llmx.errors import UsageError
from llmx.export import markdown, run, side_by_side, text
from llmx.export.briefs import file_name, make_folder
from llmx.export.documents import shown
from llmx.export.files import Lock, PartialFile, check_output, write_json, write_whole
from llmx.export.manifest import State, manifest
from llmx.export.tally import Tally
from llmx.pipeline import Outcome, Pipeline
from llmx.reading import Reader
from llmx.session import open_pipeline

_SUFFIXES = {"auto": ".md", "text": ".txt", "markdown": ".md", "json": ".json"}
FORMATS = tuple(_SUFFIXES)


@dataclass(frozen=True, slots=True)
class Reading:
    """How the result is wanted."""

    format: str
    output: Path | None
    sources: bool = False
    side_by_side: bool = False


def show(task: str, sources: list[str], wanted: Reading, common: Common) -> int:
    """Print the document of one task for each article, in order; an output `-` is stdout."""
    if str(wanted.output) == "-":
        wanted = replace(wanted, output=None)
    settings = load_settings(common)
    _check(wanted, task, common.force)
    reader = open_sources(sources, common, outputs=[wanted.output] if wanted.output else [])
    pipeline = open_pipeline(settings, [task])
    if common.dry_run:
        return dry_run(pipeline, reader)
    return asyncio.run(_Show(pipeline, reader, sources, wanted, common).run(settings.jobs))


class _Show:
    """One run of `show`, with its tally, what failed, and what it leaves beside the output."""

    def __init__(
        self,
        pipeline: Pipeline,
        reader: Reader,
        sources: list[str],
        wanted: Reading,
        common: Common,
    ) -> None:
        self.pipeline = pipeline
        self.reader = reader
        self.sources = sources
        self.wanted = wanted
        self.common = common
        self.tally = Tally(pipeline.meter)
        self.failed: list[Failed] = []

    async def run(self, jobs: int) -> int:
        """Print every result; what belongs beside an output is written however the run ends."""
        state: State = "stopped"
        started(self.pipeline, self.sources)
        with ended(self.tally, self.pipeline.pricing), _locked(self.wanted.output):
            try:
                async with aclosing(records(self.reader, self.pipeline.run, jobs=jobs)) as results:
                    await self._print(results)
                state = "finished"
            finally:
                await self.pipeline.close()
                if self.wanted.output:
                    self._write_beside(self.wanted.output, state)
        if not self.common.quiet:
            say_ignored(self.reader.ignored)
        return SOME_FAILED if self.tally.incomplete else OK

    async def _print(self, results: AsyncIterator[Result]) -> None:
        total, quiet, pricing = self.reader.total, self.common.quiet, self.pipeline.pricing
        with (
            Progress(
                total=total, quiet=quiet, pricing=pricing, waits=lambda: self.pipeline.waits
            ) as progress,
            _Printer(self.wanted) as printer,
        ):
            async for result in results:
                self.tally.add(result)
                if isinstance(result, Failed) or not self.wanted.output:
                    progress.clear()  # something is printed where it stands
                if isinstance(result, Failed):
                    self.failed.append(result)
                    say_rejected(result.row)
                else:
                    printer.add(result)
                progress.show(self.tally)

    def _write_beside(self, output: Path, state: State) -> None:
        run.write_errors(output, self.failed)
        if is_folder(output):
            ignored = self.reader.ignored
            value = manifest(self.pipeline, self.sources, self.tally, state=state, ignored=ignored)
            write_json(output / "run.json", value)


class _Printer:
    """Results to stdout as they come, to one file that appears whole, or to a file each."""

    def __init__(self, wanted: Reading) -> None:
        self._wanted = wanted
        self._terminal = wanted.format == "auto" and not wanted.output and sys.stdout.isatty()
        self._folder = wanted.output if is_folder(wanted.output) else None
        self._file = PartialFile(wanted.output) if wanted.output and not self._folder else None
        self._first = True

    def __enter__(self) -> _Printer:
        if self._file:
            self._file.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if self._file:
            if kind is None and not self._first:
                self._file.finish()
            self._file.__exit__(kind, *rest)
            self._file.partial.unlink(missing_ok=True)

    def add(self, outcome: Outcome) -> None:
        if self._folder:
            name = Path(file_name(outcome.article)).with_suffix(_SUFFIXES[self._wanted.format])
            write_whole(self._folder / name, "".join(self._render(outcome)))
            return
        between, self._first = ("" if self._first else self._separator()), False
        if self._terminal:
            from llmx.cli.terminal import show_document

            (answer,) = outcome.answers.values()
            show_document(
                shown(outcome),
                outcome.article,
                model=next(iter(outcome.record["provenance"].values()))["model"],
                pairs=list(side_by_side.pairs(answer, outcome.article))
                if self._wanted.side_by_side
                else None,
                sources=self._wanted.sources,
            )
            return
        self._write(between + "".join(self._render(outcome)))

    def _separator(self) -> str:
        return "" if self._wanted.format == "json" else "\n---\n\n"

    def _render(self, outcome: Outcome) -> Iterator[str]:
        (answer,) = outcome.answers.values()
        article = outcome.article
        if self._wanted.format == "json":
            yield record.line(outcome.record) + "\n"
        elif self._wanted.side_by_side:
            yield side_by_side.render(answer, article)
        elif self._wanted.format == "text":
            yield text.render(shown(outcome), article)
        else:
            yield markdown.render(shown(outcome), article, sources=self._wanted.sources)

    def _write(self, rendered: str) -> None:
        if self._file:
            self._file.write(rendered)
        else:
            sys.stdout.write(rendered)
            sys.stdout.flush()


def _locked(output: Path | None) -> AbstractContextManager[object]:
    """The output of a run kept from others; its folder is made where it is one."""
    if output is None:
        return nullcontext()
    if not is_folder(output):
        return Lock(output)
    make_folder(output)
    return Lock(output, output / "run.json")


def _check(wanted: Reading, task: str, force: bool) -> None:
    if wanted.format not in FORMATS:
        raise UsageError(
            f"--format {wanted.format!r} is unknown", hint=f"one of {', '.join(FORMATS)}"
        )
    if wanted.format == "text" and (wanted.sources or wanted.side_by_side):
        raise UsageError(
            "--format text has no --sources and no --side-by-side", hint="markdown has"
        )
    if is_folder(wanted.output):
        run.check_folder(wanted.output, task, force=force)
    elif wanted.output:
        check_output(wanted.output, force=force)


def is_folder(output: Path | None) -> TypeGuard[Path]:
    """Whether an output is meant as a folder: it is one, or its name has no suffix."""
    return output is not None and (output.is_dir() or not output.suffix)
