"""A sheet: a small CSV file that a person keeps, such as a glossary, as a spreadsheet saves it."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from llmx.errors import UsageError

Row = Mapping[str, str]

_DELIMITERS = (",", ";", "\t")
_QUOTED = re.compile('"[^"]*"')


def read_sheet(file: Path, what: str, columns: Sequence[str]) -> Iterator[tuple[int, Row]]:
    """The rows of a file with the lines that they end in; cells by their column, absent ones "".

    Commas, semicolons or tabs divide it, as they do its first line; it is UTF-8, or UTF-16 with a
    byte order mark. `what` names the file in messages. Raises UsageError for one that cannot be
    read, and for a missing column.
    """
    text = _text(file, what)
    try:
        rows = csv.DictReader(
            io.StringIO(text, newline=""),
            restkey="more",
            restval="",
            delimiter=delimiter(text.partition("\n")[0]),
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


def delimiter(line: str) -> str:
    """What stands between the cells of a first line: a comma, a semicolon or a tab."""
    plain = _QUOTED.sub("", line)
    return max(_DELIMITERS, key=plain.count)


def _text(file: Path, what: str) -> str:
    """The text of a file. Its encoding is not guessed: a term read wrongly is one never found."""
    try:
        data = file.read_bytes()
        wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return data.decode("utf-16" if wide else "utf-8-sig")
    except OSError as error:
        raise UsageError(f"cannot read the {what} {str(file)!r}: {error}") from error
    except UnicodeError as error:
        raise UsageError(
            f"the {what} {str(file)!r} is not UTF-8",
            hint="save it as UTF-8: in a spreadsheet, as 'CSV UTF-8'; "
            "else iconv -f cp1256 -t utf-8 FILE",
        ) from error
