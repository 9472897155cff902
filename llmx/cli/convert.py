"""`convert`: an export written in another format, from nothing but itself."""

from __future__ import annotations

import json
from pathlib import Path

from llmx import stored, task
from llmx.cli.options import TASKS
from llmx.cli.outcome import OK, many, say
from llmx.errors import UsageError
from llmx.export.converting import Conversion
from llmx.export.files import Lock, check_output
from llmx.export.formats import Shape, check_shape

Folders = tuple[list[Path], list[Path]]


def convert(export: Path, file: Path, folders: Folders, shape: Shape, *, force: bool) -> int:
    """Write FILE, and say on stderr what it holds."""
    check_shape(file, shape)
    check_output(file, force=force)
    if file.exists() and export.exists() and file.samefile(export):
        raise UsageError(f"the output {str(file)!r} is the export", hint="give another name")
    conversion = Conversion(file, task.finder(*folders), _tasks(export), shape)
    with Lock(file):
        done = conversion.run(item.value for item in stored.records(export))
    for note in done.notes:
        say(note, kind="note")
    rows = "" if done.rows is None else f", {many(done.rows, 'row')}"
    say(f"{many(done.records, 'record')}{rows} → {file}", kind="done")
    return OK


def _tasks(export: Path) -> list[str]:
    """The tasks of an export without a record, as its manifest has them, else the usual ones."""
    try:
        text = export.with_name(export.name + ".run.json").read_text(encoding="utf-8")
        return [str(name) for name in json.loads(text)["settings"]["tasks"]]
    except (OSError, ValueError, KeyError, TypeError):
        return list(TASKS)
