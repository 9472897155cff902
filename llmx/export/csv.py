"""CSV as RFC 4180 has it: one table, with cells that a spreadsheet does not run."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

from llmx.export.files import PartialFile
from llmx.export.formats import Shape, one_table
from llmx.tables import Column, Entry, Layout

BETWEEN = "; "
"""What stands between the values of a list in one cell, as between ACLED's actors."""

_MARK = "\ufeff"
_UNSEEN = (  # before a formula: blanks, quotes, marks of direction and of joining
    "\\s\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb\u00ad\u061c\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
)
_BEGINS = (  # =, +, -, @, the wide and small ones, a minus, raised and lowered signs
    "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212\u207a-\u207c\u208a-\u208c"
)
_FORMULA = re.compile(f"[\t\r\n]|[{_UNSEEN}]*[{_BEGINS}]")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


class CsvTable:
    """One table as CSV in UTF-8, its names in the first line."""

    def __init__(self, out: PartialFile, layout: Layout, shape: Shape) -> None:
        self.rows = 0
        self._out = out
        self._shape = shape
        self._table = one_table(layout, shape)
        self._buffer = io.StringIO(newline="")
        self._csv = csv.writer(self._buffer, lineterminator="\r\n")
        self._csv.writerow(self._text(column.name) for column in self._table.columns)
        out.write((_MARK if shape.mark else "") + self._taken())

    def add(self, entry: Entry) -> None:
        columns = self._table.columns
        for row in self._table.rows(entry):
            self._csv.writerow(map(self._cell, columns, row))
            self.rows += 1
        self._out.write(self._taken())

    def end(self) -> Sequence[str]:
        return ()

    def close(self) -> None:
        pass

    def _cell(self, column: Column, value: Any) -> Any:
        if value is None:
            return None
        if column.kind == "object":
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        if column.many:
            value = BETWEEN.join(_spelled(item) for item in value if item is not None)
        elif column.kind in ("integer", "number", "truth"):
            return _spelled(value)
        return self._text(value)

    def _text(self, value: str) -> str:
        return guarded(value) if self._shape.guard else value

    def _taken(self) -> str:
        text = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return text


def guarded(text: str) -> str:
    """Text that a spreadsheet shows: with an apostrophe before what it would run as a formula.

    That is what begins with =, +, -, @ or one of their other widths, after blanks, quotes and
    unseen marks, too, or with a tab or a line break. A plain number stays as it is.
    """
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def _spelled(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
