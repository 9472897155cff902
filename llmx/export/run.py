"""A bulk run: results to files in input order, failures as rows, and a manifest of what it took."""

from __future__ import annotations

import json
import os
import platform
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from llmx import __version__
from llmx.bulk import Failed, Result
from llmx.errors import UsageError
from llmx.export.briefs import BriefFolder
from llmx.export.files import PartialFile, check_output, write_whole
from llmx.export.records import check_format, writer
from llmx.model.usage import Usage
from llmx.pipeline import Pipeline

Json = dict[str, Any]
Watch = Callable[[Result], None]

_LIBRARIES = ("openai", "instructor", "pydantic", "trafilatura", "sentencex")


@dataclass
class Tally:
    """What a run has come to so far."""

    counts: Counter[str] = field(default_factory=Counter)
    usage: Usage = field(default_factory=Usage)
    started: float = field(default_factory=time.monotonic)

    def add(self, result: Result) -> None:
        state = result.row.state if isinstance(result, Failed) else "ok"
        self.counts[state] += 1
        self.usage += result.usage
        if not isinstance(result, Failed):
            self.counts["cached"] += result.cached
            self.counts["unverified"] += len(result.unverified)
            self.counts["in_doubt"] += bool(result.unverified)
            self.counts["repaired"] += result.repaired
            self.counts["answers"] += len(result.answers)

    @property
    def incomplete(self) -> bool:
        """Whether some input has no record."""
        return bool(self.counts["failed"] or self.counts["skipped"])

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started


def check_export(file: Path, *, force: bool) -> None:
    """What can be wrong with an export's output, before anything is paid for."""
    check_format(file)
    check_output(file, force=force)


async def export(results: AsyncIterator[Result], file: Path, watch: Watch) -> None:
    """Write each record to `file` in input order and each failure to `file.errors.jsonl`.

    FILE appears when all is done; until then, and after a stop, there is FILE.partial.
    """
    errors = file.with_name(file.name + ".errors.jsonl")
    with PartialFile(file) as out, PartialFile(errors) as rows:
        records = writer(file, out)
        failed = 0
        async for result in results:
            if isinstance(result, Failed):
                failed += 1
                rows.write(_row(result))
            else:
                records.add(result.record)
            watch(result)
        records.end()
        out.finish()
        _keep_rows(rows, errors, failed)


async def briefs(results: AsyncIterator[Result], folder: BriefFolder, watch: Watch) -> None:
    """Write a Markdown file for each brief, `index.md` and `errors.jsonl`."""
    errors = folder.path / "errors.jsonl"
    with PartialFile(errors) as rows:
        failed = 0
        async for result in results:
            if isinstance(result, Failed):
                failed += 1
                rows.write(_row(result))
            else:
                folder.add(result)
            watch(result)
        folder.write_index()
        _keep_rows(rows, errors, failed)


def manifest(
    pipeline: Pipeline,
    sources: Sequence[str],
    tally: Tally,
    *,
    state: str,
    ignored: Mapping[str, int],
) -> Json:
    """What a run was and what it took. Holds no secret and no absolute path."""
    usage = tally.usage
    cost = pipeline.pricing.cost(usage)
    return {
        "schema": "llmx.run/1",
        "state": state,
        "versions": _versions(),
        "settings": {
            "model": pipeline.model,
            "tasks": [task.name for task in pipeline.tasks],
            "sources": [_shown(source) for source in sources],
        },
        "counts": {name: tally.counts[name] for name in ("ok", "failed", "skipped")},
        "ignored": dict(sorted(ignored.items())),
        "unverified": {"findings": tally.counts["unverified"], "records": tally.counts["in_doubt"]},
        "repaired": tally.counts["repaired"],
        "answers": {"total": tally.counts["answers"], "cached": tally.counts["cached"]},
        "attempts": usage.attempts,
        "tokens": {
            "input": usage.input_tokens,
            "output": usage.output_tokens,
            "estimated": usage.estimated,
            "attempts_of_unknown_cost": usage.unknown,
        },
        "cost_usd": {pipeline.model: None if cost is None else round(cost, 6)},
        "duration_seconds": round(tally.seconds, 3),
    }


def check_folder(folder: Path, task: str, *, force: bool) -> None:
    """Refuse a folder that cannot be, or that holds something else than this task's files."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"the output {str(folder)!r} is a file", hint="give a folder")
    nearest = next(f for f in (folder, *folder.parents) if f.exists())
    if not nearest.is_dir():
        raise UsageError(f"{str(nearest)!r} is a file; no folder {str(folder)!r} can be made there")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise UsageError(f"the folder {str(nearest)!r} cannot be written to")
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    if not _is_ours(folder / "run.json", task) and not force:
        raise UsageError(
            f"the folder {str(folder)!r} is not empty and holds no {task!r} of llmx",
            hint="give an empty one, or --force",
        )


def write_errors(output: Path, failed: Sequence[Failed]) -> None:
    """What has no result: `errors.jsonl` in a folder, `FILE.errors.jsonl` beside a file."""
    beside = output.with_name(output.name + ".errors.jsonl")
    file = output / "errors.jsonl" if output.is_dir() else beside
    if failed:
        write_whole(file, "".join(_row(result) for result in failed))
    else:
        file.unlink(missing_ok=True)


def _is_ours(file: Path, task: str) -> bool:
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
        return bool(value["schema"] == "llmx.run/1" and task in value["settings"]["tasks"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _shown(source: str) -> str:
    """A source as it was named: never absolute, and in characters that JSON can hold."""
    name = Path(source).name if Path(source).is_absolute() else source
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _row(result: Failed) -> str:
    return json.dumps(result.row.as_json(), ensure_ascii=False) + "\n"


def _keep_rows(rows: PartialFile, errors: Path, failed: int) -> None:
    """The file of errors exists only where there are some; an earlier run's goes."""
    if failed:
        rows.finish()
    else:
        rows.partial.unlink(missing_ok=True)
        errors.unlink(missing_ok=True)


def _versions() -> dict[str, str]:
    from importlib import metadata  # a tenth of what a short command may take to start

    found = {"llmx": __version__, "python": platform.python_version()}
    return found | {name: metadata.version(name) for name in _LIBRARIES}
