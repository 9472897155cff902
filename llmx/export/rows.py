"""Lines of JSON, one for each row of the one table that the suffix names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import ClassVar

from llmx.export.files import PartialFile
from llmx.export.formats import Shape
from llmx.tables import Entry, Layout
from llmx.text.cleaning import for_table


class RowLines:
    """The rows of a table as JSON objects, as nested as its model has them."""

    table: ClassVar[str]

    def __init__(self, out: PartialFile, layout: Layout, shape: Shape) -> None:
        self.rows = 0
        self._out = out
        self._table = layout.table(self.table)

    def add(self, entry: Entry) -> None:
        for item in self._table.items(entry):
            text = json.dumps(item.values, ensure_ascii=False, separators=(",", ":"))
            self._out.write(for_table(text) + "\n")
            self.rows += 1

    def end(self) -> Sequence[str]:
        return ()

    def close(self) -> None:
        pass


class PloverLines(RowLines):
    """Events in PLOVER's JSON."""

    table = "plover"
