"""The glossary: source forms with the English forms that are to be used for them, from a CSV."""

from __future__ import annotations

from pathlib import Path

from llmx.errors import UsageError
from llmx.sheet import Row, read_sheet
from llmx.task import GlossaryTerm
from llmx.text.cleaning import for_prompt

_COLUMNS = ("source", "english")


def read_glossary(file: Path) -> tuple[GlossaryTerm, ...]:
    """The terms of a CSV file with the columns source and english, in its order.

    Raises UsageError for a missing column, an empty cell, or one source form with two English
    ones, naming the line.
    """
    terms: dict[str, str] = {}
    for line, row in read_sheet(file, "glossary", _COLUMNS):
        _take(row, terms, f"{file.name!r}, line {line}")
    return tuple(GlossaryTerm(source, english) for source, english in terms.items())


def _take(row: Row, terms: dict[str, str], where: str) -> None:
    source, english = (for_prompt(row[c]) for c in _COLUMNS)
    if not source or not english:
        raise UsageError(f"the glossary {where}: a source form and an English form are needed")
    if terms.setdefault(source, english) != english:
        raise UsageError(
            f"the glossary {where}: {source!r} is both {terms[source]!r} and {english!r}"
        )
