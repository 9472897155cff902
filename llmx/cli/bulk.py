"""`brief` and `export`: many articles to files, with progress and a summary on stderr."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Any

from llmx.bulk import Result, records
from llmx.cli.dry import dry_run
from llmx.cli.options import Common
from llmx.cli.outcome import OK, SOME_FAILED, many, say
from llmx.cli.progress import Progress, money
from llmx.cli.session import load_settings, open_sources
from llmx.errors import LlmxError
from llmx.export import run
from llmx.export.briefs import BriefFolder
from llmx.export.files import write_json
from llmx.model.usage import Usage
from llmx.pipeline import Pipeline
from llmx.reading import Reader
from llmx.session import open_pipeline

Write = Callable[[Any, run.Watch], Awaitable[None]]


def export(sources: list[str], file: Path, tasks: list[str], common: Common) -> int:
    """`llmx export`: records to FILE, failures to FILE.errors.jsonl, the rest to FILE.run.json."""
    settings = load_settings(common)
    run.check_export(file, force=common.force or common.dry_run)
    errors = file.with_name(file.name + ".errors.jsonl")
    reader = open_sources(sources, common, outputs=[file, errors])
    pipeline = open_pipeline(settings, tasks)
    if common.dry_run:
        return dry_run(pipeline, reader)
    job = _Job(pipeline, reader, sources, file.with_name(file.name + ".run.json"), common)
    return asyncio.run(
        job.run(lambda results, watch: run.export(results, file, watch), settings.jobs, str(file))
    )


def briefs(sources: list[str], folder: Path, common: Common) -> int:
    """`llmx brief`: a Markdown file for each article in DIR, with index, errors and manifest."""
    settings = load_settings(common)
    run.check_folder(folder, "brief", force=common.force or common.dry_run)
    reader = open_sources(sources, common, outputs=[folder])
    pipeline = open_pipeline(settings, ["brief"])
    if common.dry_run:
        return dry_run(pipeline, reader)
    target = BriefFolder(folder)
    job = _Job(pipeline, reader, sources, folder / "run.json", common)
    job.more = lambda: {"briefs": target.entries}
    return asyncio.run(
        job.run(
            lambda results, watch: run.briefs(results, target, watch), settings.jobs, f"{folder}/"
        )
    )


def checked(counts: Mapping[str, int]) -> list[str]:
    """What the checks have come to, for a summary line."""
    found = many(counts["unverified"], "finding")
    where = many(counts["in_doubt"], "article")
    said = [f"{found} in {where}"] if counts["unverified"] else []
    if counts["ok"] and not said:
        said = ["nothing unverified"]
    return said + ([f"{many(counts['repaired'], 'part')} repaired"] if counts["repaired"] else [])


class _Job:
    """One bulk run with its tally, progress and manifest."""

    def __init__(
        self, pipeline: Pipeline, reader: Reader, sources: list[str], file: Path, common: Common
    ) -> None:
        self.pipeline = pipeline
        self.reader = reader
        self.sources = sources
        self.manifest = file
        self.common = common
        self.tally = run.Tally()
        self.more: Callable[[], dict[str, Any]] = dict

    async def run(self, write: Write, jobs: int, name: str) -> int:
        """Write all results; the manifest is written however the run ends."""
        state = "stopped"
        pricing, quiet = self.pipeline.pricing, self.common.quiet
        with Progress(total=self.reader.total, quiet=quiet, pricing=pricing) as progress:

            def watch(result: Result) -> None:
                self.tally.add(result)
                progress.show(self.tally)

            try:
                async with aclosing(records(self.reader, self.pipeline.run, jobs=jobs)) as results:
                    await write(results, watch)
                state = "finished"
            except LlmxError as error:
                self.tally.usage += error.spent or Usage()
                raise
            finally:
                await self.pipeline.close()
                self._write_manifest(state)
        if not quiet:
            self._summary(name)
        return SOME_FAILED if self.tally.incomplete else OK

    def _write_manifest(self, state: str) -> None:
        value = run.manifest(
            self.pipeline, self.sources, self.tally, state=state, ignored=self.reader.ignored
        )
        write_json(self.manifest, value | self.more())

    def _summary(self, name: str) -> None:
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
        say(f"{', '.join(parts)} → {name}", kind="done")
        if self.tally.incomplete:
            errors = self.manifest.with_name(self.manifest.name.replace("run.json", "errors.jsonl"))
            say(f"what has no record is in {errors.name}", kind="note")
