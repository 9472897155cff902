"""`brief` and `export`: many articles to files, with progress and a summary on stderr."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from llmx.bulk import Stop
from llmx.cli.dry import dry_run
from llmx.cli.events import ended, started
from llmx.cli.options import Common
from llmx.cli.outcome import OK, SOME_FAILED, many, say, told
from llmx.cli.progress import Progress, money
from llmx.cli.session import load_settings, open_sources
from llmx.cli.signals import handled
from llmx.errors import Interrupted, UsageError
from llmx.export.formats import Shape, format_of
from llmx.export.outputs import Briefs, Export, Output
from llmx.export.processes import Make, Processes
from llmx.export.run import Job, check_export, check_folder
from llmx.export.tally import Tally
from llmx.pipeline import Pipeline
from llmx.reading import Reader
from llmx.session import open_pipeline
from llmx.settings import Settings

if TYPE_CHECKING:
    from llmx.custody.making import Bundle


def export(
    sources: list[str],
    file: Path,
    tasks: list[str],
    common: Common,
    *,
    shape: Shape,
    bundle: Path | None = None,
) -> int:
    """`llmx export`: records to FILE, failures to FILE.errors.jsonl, the rest to FILE.run.json.

    With a `bundle` all that they were made of goes there.
    """
    settings = load_settings(common)
    replaces = common.force or common.retry_errors or common.dry_run
    check_export(file, force=replaces, shape=shape)
    if bundle and not format_of(file).records:
        raise UsageError(
            "--bundle keeps an export of records, .jsonl or .json",
            hint="`llmx convert` makes tables of its export afterwards",
        )
    kept = _bundle(bundle, common)
    if kept:
        kept.check(file, sources)
        settings = kept.stored(settings, file)
    errors = file.with_name(file.name + ".errors.jsonl")
    outputs = [file, errors, *([bundle] if bundle else [])]
    originals = kept.originals if kept else None
    reader = open_sources(sources, common, outputs=outputs, originals=originals)
    pipeline = open_pipeline(settings, tasks)
    if not format_of(file).records:
        _check_tables(file, pipeline, shape)
    if common.dry_run:
        return dry_run(pipeline, reader)
    tally = Tally(pipeline.meter)
    output = Export(
        file,
        pipeline,
        tally,
        afresh=common.force,
        retry_errors=common.retry_errors,
        note=lambda said: None if common.quiet else say(said, kind="note"),
        shape=shape,
    )
    with Processes(pipeline, settings, tasks) as processes:
        work = _Bulk(output, pipeline, reader, tally, str(file), make=processes.run)
        if kept is None:
            return asyncio.run(work.run(sources, settings, quiet=common.quiet))
        with kept.making(pipeline, settings):
            work.last = lambda stop: kept.build(
                output.end(), pipeline, settings, reader.options, name=file.name, stop=stop
            )
            code = asyncio.run(work.run(sources, settings, quiet=common.quiet))
    if kept.sealed and not common.quiet:
        files, name = many(kept.sealed.files, "file"), f"{kept.folder}/"
        say(f"{files} → {name}, SHA-256 of the manifest {kept.sealed.sha256}", kind="bundle")
    return code


def _check_tables(file: Path, pipeline: Pipeline, shape: Shape) -> None:
    """Refuse a table that the tasks do not have, before anything is paid for."""
    from llmx.export.converting import Conversion  # most exports are of records

    tasks = {task.name: task for task in pipeline.tasks}
    Conversion(file, tasks.get, list(tasks), shape).check()


def briefs(sources: list[str], folder: Path, common: Common) -> int:
    """`llmx brief`: a Markdown file for each article in DIR, with index, errors and manifest."""
    settings = load_settings(common)
    check_folder(folder, "brief", force=common.force or common.dry_run)
    reader = open_sources(sources, common, outputs=[folder])
    pipeline = open_pipeline(settings, ["brief"])
    if common.dry_run:
        return dry_run(pipeline, reader)
    output = Briefs(folder, afresh=common.force)
    work = _Bulk(output, pipeline, reader, Tally(pipeline.meter), f"{folder}/")
    return asyncio.run(work.run(sources, settings, quiet=common.quiet))


def checked(counts: Mapping[str, int]) -> list[str]:
    """What the checks have come to, for a summary line."""
    found = many(counts["unverified"], "finding")
    where = many(counts["in_doubt"], "article")
    said = [f"{found} in {where}"] if counts["unverified"] else []
    if counts["ok"] and not said:
        said = ["nothing unverified"]
    return said + ([f"{many(counts['repaired'], 'part')} repaired"] if counts["repaired"] else [])


def _undated(counts: Mapping[str, int]) -> str:
    times, articles = many(counts["undated"], "time"), many(counts["without_date"], "article")
    return (
        f"{times} in {articles} without a day, for want of a date of publication "
        "(--published, --published-from, a row's field published)"
    )


def _bundle(folder: Path | None, common: Common) -> Bundle | None:
    if folder is None or common.dry_run:
        return None
    from llmx.custody.making import Bundle

    return Bundle(folder, force=common.force)


class _Bulk:
    """One bulk run with its progress, what a signal does to it, and the summary."""

    def __init__(
        self,
        output: Output,
        pipeline: Pipeline,
        reader: Reader,
        tally: Tally,
        name: str,
        *,
        make: Make | None = None,
    ) -> None:
        self.output = output
        self.pipeline = pipeline
        self.reader = reader
        self.tally = tally
        self.name = name
        self.make = make
        self.last: Callable[[Stop], Awaitable[None]] | None = None

    async def run(self, sources: list[str], settings: Settings, *, quiet: bool) -> int:
        """Write all results. Raises Interrupted where a signal has stopped that."""
        total, pricing = self.reader.total, self.pipeline.pricing
        started(self.pipeline, sources, output=self.name)
        with Progress(
            total=total, quiet=quiet, pricing=pricing, waits=lambda: self.pipeline.waits
        ) as progress:
            job = Job(
                self.output,
                self.pipeline,
                self.reader,
                sources,
                self.tally,
                jobs=settings.jobs,
                make=self.make,
                last=self.last,
                watch=lambda: progress.show(self.tally),
            )
            with ended(self.tally, pricing):
                await self._stoppable(job, progress, settings.timeout)
        if not quiet:
            self._summary()
        return SOME_FAILED if self.tally.incomplete else OK

    async def _stoppable(self, job: Job, progress: Progress, grace: float) -> None:
        """Run a job; a signal stops it, a second one or the end of the grace cancels it."""
        running = asyncio.ensure_future(job.run())

        def cancel() -> None:
            running.cancel()

        def stop() -> None:
            number = self.pipeline.under_way
            job.stop.ask()
            asyncio.get_running_loop().call_later(grace, cancel)
            progress.clear()
            say(f"finishing what is in flight ({number}); again to stop now", kind="stopping")

        with handled(stop, cancel):
            try:
                await running
            except asyncio.CancelledError:
                if not job.stop.asked:
                    raise
                raise Interrupted from None

    def _summary(self) -> None:
        counts, usage = self.tally.counts, self.tally.usage
        parts = [many(counts["ok"], "article")]
        parts += [f"{counts[n]} {n}" for n in ("failed", "skipped") if counts[n]]
        ignored = sorted(self.reader.ignored.items())
        parts += [f"{many(number, suffix + ' file')} ignored" for suffix, number in ignored]
        parts += checked(counts)
        parts.append(f"{counts['cached']} of {counts['answers']} answers stored before")
        if usage.attempts:
            tokens = usage.input_tokens + usage.output_tokens
            parts.append(f"{many(usage.attempts, 'request')}, {tokens:,} tokens")
            parts.append(money(self.pipeline.pricing.cost(usage)))
        parts.append(f"{self.tally.seconds:.1f} s")
        say(f"{', '.join(parts)} → {self.name}", kind="done")
        if counts["undated"]:
            say(_undated(counts), kind="note")
        for kind, number in self.tally.kinds.most_common(1):
            of = f"{number:,} of {self.tally.kinds.total():,} without a record"
            say(f"{of} ({kind}), such as {told(self.tally.first[kind])}", kind="note")
        if self.tally.incomplete:
            errors = self.output.manifest.name.replace("run.json", "errors.jsonl")
            say(f"what has no record is in {errors}", kind="note")
