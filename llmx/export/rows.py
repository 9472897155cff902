"""Lines of JSON, one for each row of a table, as nested as its model has it: PLOVER's events."""

from __future__ import annotations

import json
from collections.abc import Sequence

from llmx.export.files import PartialFile
from llmx.export.formats import Shape, plover_table
from llmx.tables import Entry, Layout
from llmx.text.canonical import in_line
from llmx.text.cleaning import for_table


class PloverLines:
    """Events in PLOVER's JSON, one a line."""

    def __init__(self, out: PartialFile, layout: Layout, shape: Shape) -> None:
        self.rows = 0
        self._out = out
        self._table = plover_table(layout, shape)

    def add(self, entry: Entry) -> None:
        for item in self._table.items(entry):
            text = json.dumps(item.values, ensure_ascii=False, separators=(",", ":"))
            self._out.write(in_line(for_table(text)) + "\n")
            self.rows += 1

    def end(self) -> Sequence[str]:
        return ()

    def close(self) -> None:
        pass
