"""CSV: the rows of a file one after the other, each with its line and its bytes.

The file is read as bytes are, and each cell decoded by itself, so that one bad cell costs one row
and the bytes of a row are known as they stand in the file. Only UTF-16 and UTF-32 are decoded as a
whole, and the bytes of a row are its text in that encoding again.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import deque
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, BinaryIO

from llmx.errors import InputError
from llmx.reading.decode import recognised
from llmx.reading.known import bad_row
from llmx.reading.options import ReadingOptions
from llmx.reading.rows import check_columns
from llmx.sheet import delimiter

_BYTES = "latin-1"  # a code point for each byte
_MARK = "\xef\xbb\xbf"
_SAID = {
    "unexpected end of data": "a quote is opened and never closed",
    "expected after": "a quote within a quoted cell is not doubled",
}


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row: where it begins, its bytes without the line end, and its cells or what is wrong."""

    line: int
    data: bytes
    cells: list[str]
    fault: InputError | None = None

    @property
    def sha256(self) -> str:
        """The hash of the bytes received, as 64 hex digits."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file that was looked at: its encoding, a doubt about that, and its rows with the header."""

    encoding: str
    warning: str | None
    rows: Generator[CsvRow, None, None]


def read_csv(stream: BinaryIO, options: ReadingOptions) -> CsvFile:
    """Look at a file: how it is encoded and divided. InputError: `binary`, `empty`."""
    encoding, warning = recognised(stream, encoding=options.encoding)
    head = stream.read(4)
    stream.seek(0)
    return CsvFile(encoding, warning, _rows(stream, _Form.of(encoding, head), options.max_bytes))


def columns(file: CsvFile, options: ReadingOptions) -> list[str]:
    """Take the header: the names of the columns. Raises InputError for one that is no use."""
    header = next(file.rows, None)
    if header is None:
        raise InputError("there is no row in it", reason="empty")
    if header.fault:
        raise header.fault
    names = [name.strip() for name in header.cells]
    check_columns([name for name in names if name], options)
    return names


def values(row: CsvRow, names: list[str]) -> Mapping[str, Any]:
    """The values of a row by their names; an empty cell is None. Raises InputError."""
    if row.fault:
        raise row.fault
    cells = row.cells
    while len(cells) > len(names) and not cells[-1]:
        cells = cells[:-1]
    if len(cells) != len(names):
        raise bad_row(f"{len(cells)} cells, where the header has {len(names)}")
    return {name: cell or None for name, cell in zip(names, cells, strict=True) if name}


def hashes(stream: BinaryIO, encoding: str | None) -> Iterator[str]:
    """The hashes of the rows of a file, as they are in records made of it."""
    with closing(read_csv(stream, ReadingOptions(encoding=encoding)).rows) as rows:
        for row in rows:
            yield row.sha256


# --- the rows of a stream ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Form:
    """How a file is read: what its stream is decoded by, then each cell, and each row encoded."""

    stream: str
    cell: str | None
    row: str

    @classmethod
    def of(cls, encoding: str, head: bytes) -> _Form:
        if not encoding.startswith(("utf-16", "utf-32")):
            return cls(_BYTES, encoding.removesuffix("-sig"), _BYTES)
        if encoding in ("utf-16", "utf-32"):
            big = head.startswith((b"\xfe\xff", b"\x00\x00\xfe\xff"))
            return cls(encoding, None, f"{encoding}-{'be' if big else 'le'}")
        return cls(encoding, None, encoding)

    def decoded(self, cells: list[str]) -> list[str]:
        if self.cell is None:
            return cells
        return [cell if cell.isascii() else cell.encode(_BYTES).decode(self.cell) for cell in cells]


def _rows(stream: BinaryIO, form: _Form, max_bytes: int) -> Generator[CsvRow, None, None]:
    csv.field_size_limit(max(csv.field_size_limit(), max_bytes + 2))
    text = io.TextIOWrapper(stream, encoding=form.stream, newline="")
    try:
        yield from _numbered(_Lines(text, max_bytes), form, max_bytes)
    finally:
        text.detach()  # the stream is its owner's to close


def _numbered(lines: _Lines, form: _Form, max_bytes: int) -> Iterator[CsvRow]:
    between = delimiter(lines.peek())
    while lines.begin():
        number = lines.number
        fault, cells = None, []
        try:
            cells = form.decoded(next(csv.reader(lines, delimiter=between, strict=True)))
        except csv.Error as error:
            fault = bad_row(_reason(error))
            lines.again()
        except _TooLarge:
            hint = "is a quote opened and never closed?" if lines.several else None
            said = f"larger than {max_bytes:,} bytes"
            fault = InputError(said, reason="too_large", hint=hint)
            lines.again()
        except UnicodeError:
            said = f"a cell is not {form.cell}"
            fault = InputError(said, reason="undecodable", hint="give the right --encoding")
        if any(cells) or fault:
            data = lines.taken().rstrip("\r\n").encode(form.row, "surrogatepass")
            yield CsvRow(number, data, cells, fault)


def _reason(error: csv.Error) -> str:
    return next((said for part, said in _SAID.items() if part in str(error)), str(error))


class _TooLarge(Exception):
    """A row that passes the cap."""


class _Lines:
    """The lines of a text for one row after the other; those of a broken row are read again."""

    def __init__(self, text: io.TextIOWrapper, most: int) -> None:
        self._text = text
        self._most = most
        self._waiting: deque[str] = deque()
        self._taken: list[str] = []
        self._size = 0
        self._end = 0

    @property
    def number(self) -> int:
        """The number of the line that the row begins with, from 1."""
        return self._end + 1

    def peek(self) -> str:
        """The first line, which stays to be read."""
        line = self._text.readline(self._most + 2).removeprefix(_MARK)
        if line:
            self._waiting.append(line)
        return line

    def begin(self) -> bool:
        """Begin a row with the next line; False where there is none."""
        self._end += len(self._taken)
        self._taken, self._size = [], 0
        if not self._waiting:
            line = self._text.readline(self._most + 2)
            if line:
                self._waiting.append(line)
        return bool(self._waiting)

    def again(self) -> None:
        """Let the row be its first line alone; what else was taken is read again."""
        self._waiting.extendleft(reversed(self._taken[1:]))
        del self._taken[1:]

    @property
    def several(self) -> bool:
        """Whether the row goes over more than one line."""
        return len(self._taken) > 1

    def taken(self) -> str:
        return "".join(self._taken)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._text.readline(self._most + 2)
        if not line:
            raise StopIteration
        self._taken.append(line)
        self._size += len(line)
        if self._size > self._most + 2 or (len(line) > self._most and line[-1] not in "\r\n"):
            self._skip_line(line)
            raise _TooLarge
        return line

    def _skip_line(self, line: str) -> None:
        """Pass over the rest of a line that is too long itself."""
        while line and line[-1] not in "\r\n":
            line = self._text.readline(self._most)
