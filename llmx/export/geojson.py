"""GeoJSON as RFC 7946 has it: a feature for each row of a table that has coordinates."""

from __future__ import annotations

import json
from collections.abc import Sequence

from llmx.export.files import PartialFile
from llmx.export.formats import Shape, placed_table
from llmx.tables import Entry, Layout
from llmx.text.cleaning import for_table

_DIGITS = 6  # a tenth of a metre; more only pretends


class GeoJson:
    """A FeatureCollection of points, one on each line; what has no place is left out and told."""

    def __init__(self, out: PartialFile, layout: Layout, shape: Shape) -> None:
        self.rows = 0
        self._out = out
        self._table = placed_table(layout, shape)
        self._place = self._table.located()
        self._names = [column.name for column in self._table.columns]
        self._unplaced = 0
        self._gazetteer = False
        out.write('{"type":"FeatureCollection","features":[')

    def add(self, entry: Entry) -> None:
        self._gazetteer |= entry.record["derived"]["gazetteer"] is not None
        latitude, longitude = self._place
        for row in self._table.rows(entry):
            if row[latitude] is None or row[longitude] is None:
                self._unplaced += 1
                continue
            feature = {
                "type": "Feature",
                "geometry": {
                    "type": "Point",
                    "coordinates": [_rounded(row[longitude]), _rounded(row[latitude])],
                },
                "properties": dict(zip(self._names, row, strict=True)),
            }
            text = json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
            self._out.write((",\n" if self.rows else "\n") + for_table(text))
            self.rows += 1

    def end(self) -> Sequence[str]:
        self._out.write("\n]}\n" if self.rows else "]}\n")
        return [self._left_out()] if self._unplaced or not self.rows else []

    def close(self) -> None:
        pass

    def _left_out(self) -> str:
        """Why there are fewer features than rows."""
        number, of = self._unplaced, self.rows + self._unplaced
        if not of:
            return f"no feature: the table {self._table.name!r} has no row"
        some = f"{number:,} of {of:,} rows of {self._table.name!r} have no place and no feature"
        if self._gazetteer:
            return f"{some}: the gazetteer does not tell where they lie"
        return f"{some}: they were not located; `llmx export … --geo` does"


def _rounded(degrees: float) -> float:
    return round(degrees, _DIGITS) + 0.0  # no -0.0
