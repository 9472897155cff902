"""Records to a file, one at a time: the suffix picks the format."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from llmx import record
from llmx.errors import UsageError
from llmx.export.files import PartialFile


class Writer(Protocol):
    """One output format. `end` closes the syntax; the file appears when it is finished."""

    def add(self, item: Mapping[str, Any]) -> None: ...

    def end(self) -> None: ...


class JsonLines:
    """One record a line."""

    def __init__(self, out: PartialFile) -> None:
        self._out = out

    def add(self, item: Mapping[str, Any]) -> None:
        self._out.write(record.line(item) + "\n")

    def end(self) -> None:
        pass


class JsonArray:
    """One JSON array, a record on each of its lines."""

    def __init__(self, out: PartialFile) -> None:
        self._out = out
        self._empty = True

    def add(self, item: Mapping[str, Any]) -> None:
        self._out.write(("[\n" if self._empty else ",\n") + record.line(item))
        self._empty = False

    def end(self) -> None:
        self._out.write("[]\n" if self._empty else "\n]\n")


FORMATS: Mapping[str, type[JsonLines] | type[JsonArray]] = {
    ".json": JsonArray,
    ".jsonl": JsonLines,
}


def check_format(file: Path) -> None:
    """Refuse a suffix that nobody writes, before anything is paid for."""
    if file.suffix.lower() not in FORMATS:
        known = ", ".join(FORMATS)
        raise UsageError(f"no format for {file.name!r}", hint=f"the suffix is one of: {known}")


def writer(file: Path, out: PartialFile) -> Writer:
    """The writer for a file's suffix, which `check_format` has accepted."""
    return FORMATS[file.suffix.lower()](out)
