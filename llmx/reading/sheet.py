"""A sheet: a small CSV file that a person keeps, such as a glossary, as a spreadsheet saves it."""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from llmx.errors import InputError, UsageError
from llmx.reading.csv import delimiter
from llmx.reading.decode import decode

Row = Mapping[str, str]

_log = logging.getLogger("llmx.reading")


def read_sheet(file: Path, what: str, columns: Sequence[str]) -> Iterator[tuple[int, Row]]:
    """The rows of a file with the lines that they end in; cells by their column, absent ones "".

    Commas, semicolons and tabs divide it, as the first line has it. Its encoding is recognised as
    that of an article is; a guess is a warning. `what` names the file in messages. Raises
    UsageError for one that cannot be read, and for a missing column.
    """
    text = _text(file, what)
    first = text.splitlines()[:1]
    try:
        rows = csv.DictReader(
            io.StringIO(text, newline=""),
            restkey="more",
            restval="",
            delimiter=delimiter("".join(first)),
        )
        missing = [column for column in columns if column not in (rows.fieldnames or ())]
        if missing:
            raise UsageError(
                f"the {what} {file.name!r} has no column {missing[0]!r}",
                hint="its first line is: " + ",".join(columns),
            )
        for row in rows:
            yield rows.line_num, {c: v for c, v in row.items() if isinstance(v, str)}
    except csv.Error as error:
        raise UsageError(f"cannot read the {what} {str(file)!r}: {error}") from error


def _text(file: Path, what: str) -> str:
    try:
        data = file.read_bytes()
        if not data.strip():
            return ""
        found = decode(data)
    except OSError as error:
        raise UsageError(f"cannot read the {what} {str(file)!r}: {error}") from error
    except InputError as error:
        raise UsageError(
            f"cannot read the {what} {str(file)!r}: {error.message}", hint="save it as UTF-8"
        ) from error
    if found.warning:
        said = "the %s %r is not UTF-8: read as %s; save it as UTF-8 if that is wrong"
        _log.warning(said, what, file.name, found.encoding)
    return found.text
