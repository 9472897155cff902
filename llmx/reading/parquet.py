"""Parquet: the rows of a file one after the other, a few of them in memory."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from llmx.errors import InputError
from llmx.reading.options import ReadingOptions
from llmx.reading.rows import check_columns
from llmx.text.canonical import digest

_BATCH = 64  # rows decoded at a time
_BUFFER = 1 << 20


@dataclass(frozen=True, slots=True)
class ParquetRow:
    """One row, counted from 1, with its values as JSON has them."""

    number: int
    values: Mapping[str, Any]

    @property
    def sha256(self) -> str:
        """The hash that stands for the bytes received, which a row does not have: SHA-256 of the
        canonical JSON of its values, as 64 hex digits."""
        return digest(self.values)


def read_parquet(stream: BinaryIO, options: ReadingOptions) -> Iterator[ParquetRow]:
    """The rows of a file. InputError: `unparseable`, `bad_row` for one without texts."""
    file = _opened(stream)
    check_columns(file.schema_arrow.names, options)
    yield from _rows(file)


def hashes(stream: BinaryIO) -> Iterator[str]:
    """The hashes of the rows of a file, as they are in records made of it."""
    for row in _rows(_opened(stream)):
        yield row.sha256


def _opened(stream: BinaryIO) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(stream, pre_buffer=False, buffer_size=_BUFFER)
    except (pa.ArrowException, OSError) as error:
        raise _broken(error, "is no Parquet file") from error


def _rows(file: pq.ParquetFile) -> Iterator[ParquetRow]:
    number = 0
    try:
        for batch in file.iter_batches(batch_size=_BATCH):
            for values in _plain(batch).to_pylist():
                number += 1
                yield ParquetRow(number, {name: _json(value) for name, value in values.items()})
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _broken(error, f"cannot be read after row {number}") from error


def _plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch without nanoseconds, which Python's times do not have."""
    for place, column in enumerate(batch.schema):
        kind = column.type
        if pa.types.is_timestamp(kind) and kind.unit == "ns":
            plain = batch.column(place).cast(pa.timestamp("us", kind.tz), safe=False)
            batch = batch.set_column(place, column.name, plain)
    return batch


def _json(value: Any) -> Any:
    """A value as JSON has it: times in ISO form, NaN as null, bytes that are no UTF-8 in hex."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): _json(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_json(one) for one in value]
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return value.hex()
    return str(value)


def _broken(error: Exception, said: str) -> InputError:
    reason = " ".join(str(error).split())[:200]
    return InputError(f"{said}: {reason}", reason="unparseable")
