"""Parquet: one table with typed columns, lists as lists and blocks as structs."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from llmx.export.files import PartialFile
from llmx.export.formats import Shape, one_table
from llmx.tables import Column, Entry, Layout

_ROWS = 10_000
_CHARACTERS = 16_000_000
"""What a group of rows holds, at most: that much is kept in memory."""

_TYPES: Mapping[str, Callable[[], pa.DataType]] = {
    "text": pa.string,
    "json": pa.string,
    "integer": pa.int64,
    "number": pa.float64,
    "truth": pa.bool_,
    "date": pa.date32,
}


class ParquetTable:
    """One table as Parquet, a group of rows at a time."""

    def __init__(self, out: PartialFile, layout: Layout, shape: Shape) -> None:
        self.rows = 0
        self._table = one_table(layout, shape)
        self._columns = self._table.columns
        self._schema = pa.schema([pa.field(c.name, _type(c)) for c in self._columns])
        self._sink = _Sink(out)
        self._file = pq.ParquetWriter(
            pa.PythonFile(self._sink, mode="w"), self._schema, compression="zstd"
        )
        self._group: list[tuple[Any, ...]] = []
        self._characters = 0

    def add(self, entry: Entry) -> None:
        for row in self._table.rows(entry):
            self._group.append(tuple(map(_value, self._columns, row)))
            self._characters += sum(len(value) for value in row if isinstance(value, str))
            self.rows += 1
            if len(self._group) >= _ROWS or self._characters >= _CHARACTERS:
                self._write_group()

    def end(self) -> Sequence[str]:
        if self._group:
            self._write_group()
        self._file.close()
        return ()

    def close(self) -> None:
        self._sink.closing = True
        self._file.close()

    def _write_group(self) -> None:
        columns = zip(*self._group, strict=True)
        arrays = [
            pa.array(values, field.type)
            for values, field in zip(columns, self._schema, strict=True)
        ]
        self._file.write_table(pa.Table.from_arrays(arrays, schema=self._schema), _ROWS)
        self._group.clear()
        self._characters = 0


class _Sink(io.RawIOBase):
    """A partial file as the library writes to it; what it says while it is closed is dropped."""

    def __init__(self, out: PartialFile) -> None:
        super().__init__()
        self.closing = False
        self._out = out

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._out.size

    def write(self, data: Any) -> int:
        if not self.closing:
            self._out.write_bytes(bytes(data))
        return len(data)


def _type(column: Column) -> pa.DataType:
    if column.kind == "object":
        found = pa.struct([pa.field(c.name, _type(c)) for c in column.of])
    else:
        found = _TYPES[column.kind]()
    return pa.list_(found) if column.many else found


def _value(column: Column, value: Any) -> Any:
    """A value as its type takes it: dates as such, all numbers of a column alike."""
    if value is None:
        return None
    if column.many:
        return [None if one is None else _one(column, one) for one in value]
    return _one(column, value)


def _one(column: Column, value: Any) -> Any:
    if column.kind == "object":
        return {c.name: _value(c, value[c.name]) for c in column.of}
    if column.kind == "date":
        return datetime.date.fromisoformat(value)
    return float(value) if column.kind == "number" else value
