"""Rows: the lines of a JSONL stream, and what one row says, of whatever form it comes in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Never

from llmx.errors import InputError
from llmx.reading.known import Known, bad_row, clean, known_from
from llmx.reading.options import ReadingOptions

_CHUNK = 1 << 20
_MARK = b"\xef\xbb\xbf"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a text, what is known of it, and whether lone surrogates were replaced."""

    text: str
    known: Known
    repaired: bool


def lines(stream: BinaryIO, max_bytes: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield each line with its number from 1, its newline included; None for one too long."""
    number = 0
    while line := stream.readline(max_bytes + 2):
        number += 1
        if len(line) <= max_bytes + 1 and (line.endswith(b"\n") or len(line) <= max_bytes):
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_CHUNK)
        yield number, None


def count(stream: BinaryIO) -> int:
    """How many lines there are to the end of a stream; blank ones, which are passed by, too."""
    number, last = 0, b"\n"
    while chunk := stream.read(_CHUNK):
        number, last = number + chunk.count(b"\n"), chunk[-1:]
    return number + (last != b"\n")


def row_bytes(line: bytes) -> bytes:
    """Give the bytes of a row that are hashed: the line without its newline."""
    return line.removesuffix(b"\n").removesuffix(b"\r")


def is_row(line: bytes) -> bool:
    """Tell whether the first line of a stream makes it JSONL: it opens an object with a name."""
    start = line.removeprefix(_MARK).lstrip()
    return start.startswith(b"{") and start[1:].lstrip().startswith((b'"', b"}"))


def parse_row(line: bytes, options: ReadingOptions) -> Row:
    """Read one line of JSONL; InputError reasons `bad_row` and `undecodable`."""
    return row_of(_object(_decoded(line, options.encoding)), options)


def row_of(values: Mapping[str, Any], options: ReadingOptions) -> Row:
    """Read the values of one row by their names. Raises InputError with reason `bad_row`.

    A text that is null, as an empty cell is, is an empty one; without its name the row is bad.
    """
    repaired = clean(values)
    name = options.given("text")
    text = "" if repaired.get(name, name) is None else repaired.get(name)
    if not isinstance(text, str):
        problem = "needs a string as" if name in repaired else "has no"
        raise bad_row(f"the row {problem} {name!r}", hint="or use --field text=…")
    return Row(text, known_from(repaired, options), repaired != values)


def check_columns(names: Sequence[str], options: ReadingOptions) -> None:
    """Refuse a table without a column of texts, and one of whose columns share a name.

    Raises InputError with reason `bad_row`, which names the columns that there are.
    """
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise bad_row(f"several columns are named {twice[0]!r}", hint="give each its own name")
    wanted = options.given("text")
    if wanted not in names:
        there = ", ".join(map(repr, names)) or "none"
        raise bad_row(f"no column {wanted!r}; there are: {there}", hint="--field text=NAME")


def is_json(text: str) -> bool:
    """Tell whether a whole text is one JSON object or list, which is no article and no JSONL."""
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _decoded(line: bytes, encoding: str | None) -> str:
    if line.startswith(_WIDE_MARKS):
        raise InputError(
            "JSONL must not be UTF-16", reason="undecodable", hint="iconv -f UTF-16 -t UTF-8 FILE"
        )
    try:
        return row_bytes(line).removeprefix(_MARK).decode(encoding or "utf-8")
    except UnicodeError:
        raise InputError(
            f"the line is not {encoding or 'UTF-8'}", reason="undecodable", hint="give --encoding"
        ) from None


def _object(line: str) -> dict[str, Any]:
    try:
        values = json.loads(line, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise bad_row(
            f"not JSON: {error.msg} at column {error.colno}", hint="one object on each line"
        ) from None
    except RecursionError:
        raise bad_row("nested too deeply") from None
    except ValueError as error:
        raise bad_row(f"not JSON: {error}".partition(";")[0]) from None
    if not isinstance(values, dict):
        raise bad_row("the line holds JSON but no object", hint='{"text": "…"}')
    return values


def _refuse_constant(name: str) -> Never:
    raise bad_row(f"{name} is not JSON")
