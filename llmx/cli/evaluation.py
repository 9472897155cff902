"""`eval` and `key`: how good exports are, and a key made of a person's decisions on one."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from llmx import task
from llmx.cli.outcome import OK, SOME_FAILED, USAGE, many, say
from llmx.errors import UsageError, WrongKey
from llmx.evaluation import deciding, floors, key
from llmx.evaluation.comparing import How, evaluate
from llmx.evaluation.facts import find_judge
from llmx.evaluation.report import Cell, Report, Row, System, Table
from llmx.evaluation.resampling import Difference
from llmx.export.files import check_output, write_json

FORMATS = ("auto", "markdown", "json")
_NAMED = 10
_FEW = 10
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How an evaluation is wanted."""

    format: str
    languages: bool
    floors: Path | None
    judge: str | None
    draws: int
    seed: int


def run(
    exports: Sequence[Path], key_file: Path, wanted: Wanted, folders: tuple[list[Path], list[Path]]
) -> int:
    """Print every measure of every system; exit 1 where a floor does not hold."""
    if wanted.format not in FORMATS:
        known = ", ".join(FORMATS)
        raise UsageError(f"--format {wanted.format!r} is unknown", hint=f"one of {known}")
    pinned = floors.read(wanted.floors) if wanted.floors else []
    judge = find_judge(wanted.judge) if wanted.judge else None
    how = How(draws=wanted.draws, seed=wanted.seed, judge=judge)
    try:
        report = evaluate(exports, (key_file, key.read(key_file)), task.finder(*folders), how)
    except WrongKey as error:
        for fault in error.faults:
            say(f"the key {str(key_file)!r}: {fault}")
        return USAGE
    _show(report, wanted)
    _say_notes(report, judged=bool(wanted.draws))
    failed = list(floors.broken(pinned, report))
    for line in failed:
        say(line, kind="floor")
    if pinned:
        said = many(len(failed), "fault") if failed else "all hold"
        say(f"{many(len(pinned), 'floor')}, {said}", kind="eval")
    return SOME_FAILED if failed else OK


def make_key(
    export: Path,
    decided: Path,
    output: Path,
    folders: tuple[list[Path], list[Path]],
    *,
    partial: bool,
    force: bool,
) -> int:
    """Write the key that a person's decisions on an export come to; name what is left out."""
    check_output(output, force=force)
    made = deciding.make(export, decided, task.finder(*folders), partial=partial)
    for line in made.left_out:
        say(line, kind="left out")
    write_json(output, made.key)
    counts = f"{many(len(made.key['articles']), 'article')}, {many(made.items, 'item')}"
    say(f"{counts} written to {output}", kind="key")
    return SOME_FAILED if made.left_out else OK


# --- what is shown -----------------------------------------------------------------------------


def _show(report: Report, wanted: Wanted) -> None:
    if wanted.format == "json":
        text = json.dumps(report.as_json(), ensure_ascii=False, indent=2, allow_nan=False)
        sys.stdout.write(text + "\n")
        return
    tables = [*report.tables, *(report.by_language if wanted.languages else ())]
    if wanted.format == "markdown":
        sys.stdout.write("\n".join(line for table in tables for line in _markdown(table)))
        return
    from llmx.cli.tables import show_table

    for table in tables:
        show_table(_title(table), _header(table), list(_rows(table)), list(_legend(table)))


def _markdown(table: Table) -> Iterator[str]:
    header = _header(table)
    yield f"## {_title(table)}\n"
    yield f"| {' | '.join(header)} |"
    yield f"|{'|'.join('---' if n == 0 else '--:' for n in range(len(header)))}|"
    yield from (f"| {' | '.join(row)} |" for row in _rows(table))
    yield ""
    yield from (f"- {line}" for line in _legend(table))
    yield "\n"


def _title(table: Table) -> str:
    return f"{table.task} ({table.language})" if table.language else table.task


def _header(table: Table) -> list[str]:
    names = [_letter(index) for index in range(len(table.systems))]
    return ["measure", *names, *(f"{name} − {names[0]}" for name in names[1:])]


def _letter(index: int) -> str:
    """What a system is called in a table: A to Z, then A2 to Z2, and so on."""
    turn, letter = divmod(index, len(_LETTERS))
    return _LETTERS[letter] + (str(turn + 1) if turn else "")


def _rows(table: Table) -> Iterator[list[str]]:
    for row in table.rows:
        name = row.measure.removeprefix(f"{table.task}.")
        arrow = " ↓" if row.better == "lower" else ""
        shown = [_value(cell, row) for cell in row.cells]
        yield [name + arrow, *shown, *(_difference(found, row) for found in row.differences)]


def _legend(table: Table) -> Iterator[str]:
    for index, system in enumerate(table.systems):
        yield f"{_letter(index)}: {_named(system)}"
    for row in table.rows:
        if row.signature:
            yield f"{row.measure}: {row.signature}"


def _named(system: System) -> str:
    versions = f"prompt {system.prompt[:8]}, schema {system.schema[:8]}"
    return f"{system.export}: {system.model}, {versions}, {many(system.articles, 'article')}"


def _value(cell: Cell | None, row: Row) -> str:
    if cell is None:
        return "–"
    around = cell.interval
    return _figure(cell.value, row) + (
        f" [{_figure(around.low, row)}, {_figure(around.high, row)}]" if around else ""
    )


def _difference(found: Difference | None, row: Row) -> str:
    if found is None:
        return "–"
    around = found.interval
    within = f" [{_figure(around.low, row)}, {_figure(around.high, row)}]" if around else ""
    return f"{found.value:+.{_places(row)}f}{within} p={found.p:.3f}"


def _figure(value: float, row: Row) -> str:
    return f"{value:.{_places(row)}f}"


def _places(row: Row) -> int:
    return 1 if row.signature else 3  # sacrebleu counts to 100


def _say_notes(report: Report, *, judged: bool) -> None:
    for export, missing in report.missing.items():
        number = many(len(missing), "article")
        say(f"{export} lacks {number} of the key: {_some(missing)}", kind="note")
    for export, unkeyed in report.unkeyed.items():
        number = many(len(unkeyed), "article")
        say(f"{export} has {number} that the key lacks: {_some(unkeyed)}", kind="note")
    for said in report.notes:
        say(said, kind="note")
    if judged and any(s.articles < _FEW for t in report.tables for s in t.systems):
        said = f"fewer than {_FEW} articles: intervals over so few are narrower than they should be"
        say(said, kind="note")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
