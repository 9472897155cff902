"""`validate`, `schema`, `tasks`: what there is and whether it holds."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from llmx import session, task, validation
from llmx.cli.outcome import OK, SOME_FAILED, many, say
from llmx.errors import TaskError
from llmx.settings import Settings

_PUBLISHED = {
    "record": "llmx.record_schema",
    "key": "llmx.evaluation.key",
    "incident": "llmx.incidents.incident",
}
"""Names that are no tasks: the files of llmx's own, each with the module of its JSON Schema."""


def validate(
    file: Path,
    prompts: list[Path],
    schemas: list[Path],
    *,
    geo: tuple[Path | None, Path | None],
    strict: bool,
    as_json: bool,
) -> int:
    """Print each fault on stdout, the count on stderr; exit 1 where there is one.

    Places are checked with the gazetteer named, else with the default one where it is that of
    the records.
    """
    report = validation.validate(
        file,
        task.finder(prompts, schemas),
        gazetteer=session.gazetteer(Settings(gazetteer=geo[0], places=geo[1]))
        or session.usual_gazetteer(),
        strict=strict,
    )
    if as_json:
        faults = [asdict(fault) for fault in report.faults]
        _print(
            {
                "records": report.records,
                "findings": report.findings,
                "faults": faults,
                "unchecked": report.unchecked,
            }
        )
    else:
        for fault in report.faults:
            sys.stdout.write(f"{file}: {fault}\n")
    for what, number in report.unchecked.items():
        say(f"{what}: {number} not checked", kind="note")
    said = many(len(report.faults), "fault") if report.faults else "all hold"
    found = f", {many(report.findings, 'finding')} stored" if report.findings else ""
    say(f"{many(report.records, 'record')}{found}, {said}", kind="validate")
    return SOME_FAILED if report.faults else OK


def schema(name: str, prompts: list[Path], schemas: list[Path]) -> int:
    """Print the JSON Schema of a record, a key, an incident, or a task's answer as it is sent."""
    if name in _PUBLISHED:
        _print(import_module(_PUBLISHED[name]).json_schema())
    else:
        _print(task.load(name, prompts=prompts, schemas=schemas).schema)
    return OK


def tasks(prompts: list[Path], schemas: list[Path], *, as_json: bool) -> int:
    """List the tasks; one that cannot be loaded is listed with its fault, and the exit is 1."""
    rows = []
    for name, (prompt, model) in task.available(prompts=prompts, schemas=schemas).items():
        try:
            loaded = task.load(name, prompts=prompts, schemas=schemas)
            said, fault, model = loaded.description, None, loaded.schema_file
        except TaskError as error:
            said, fault = "", str(error)
        rows.append(
            {
                "task": name,
                "description": said,
                "prompt": _shown(prompt),
                "schema": _shown(model) if model else None,
                "fault": fault,
            }
        )
    if as_json:
        _print(rows)
    else:
        for row in rows:
            sys.stdout.write(f"{row['task']:14} {row['description'] or row['fault']}\n")
            sys.stdout.write(f"{'':14} {row['prompt']}\n{'':14} {row['schema'] or 'no schema'}\n")
    return SOME_FAILED if any(row["fault"] for row in rows) else OK


def _shown(file: Path) -> str:
    """A path as short as it can be said from here."""
    try:
        return file.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(file)


def _print(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
