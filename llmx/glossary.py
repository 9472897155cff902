"""The glossary: source forms with the English forms that are to be used for them, from a CSV."""

from __future__ import annotations

import csv
from pathlib import Path

from llmx.errors import UsageError
from llmx.task import GlossaryTerm
from llmx.text.cleaning import for_prompt

_COLUMNS = ("source", "english")


def read_glossary(file: Path) -> tuple[GlossaryTerm, ...]:
    """The terms of a CSV file with the columns source and english, in its order.

    Raises UsageError for a missing column, an empty cell, or one source form with two English
    ones, naming the line.
    """
    terms: dict[str, str] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            missing = [c for c in _COLUMNS if c not in (rows.fieldnames or ())]
            if missing:
                raise UsageError(
                    f"the glossary {file.name!r} has no column {missing[0]!r}",
                    hint="its first line is: source,english",
                )
            for row in rows:
                _take(row, terms, f"{file.name!r}, line {rows.line_num}")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"cannot read the glossary {str(file)!r}: {error}") from error
    return tuple(GlossaryTerm(source, english) for source, english in terms.items())


def _take(row: dict[str, str | None], terms: dict[str, str], where: str) -> None:
    source, english = (for_prompt(row[c] or "") for c in _COLUMNS)
    if not source or not english:
        raise UsageError(f"the glossary {where}: a source form and an English form are needed")
    if terms.setdefault(source, english) != english:
        raise UsageError(
            f"the glossary {where}: {source!r} is both {terms[source]!r} and {english!r}"
        )
