"""Records to a file as they are, one at a time: lines of JSON, or an array of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from llmx import record
from llmx.export.files import PartialFile


@dataclass(frozen=True, slots=True)
class Entry:
    """A record in a partial file: its JSON, and the size to cut the file to that it be the last."""

    text: bytes
    end: int


Entries = Callable[[Iterable[bytes]], Iterator[Entry]]


class Writer(Protocol):
    """A format of records. `end` closes the syntax; the file appears when it is finished.

    `entries` reads the records of a partial file back, line by line, so that a run that was
    stopped goes on after the last of them (then `begun` tells the new writer that there are
    some).
    """

    entries: ClassVar[Entries]

    def __init__(self, out: PartialFile, *, begun: bool = False) -> None: ...

    def add(self, item: Mapping[str, Any]) -> None: ...

    def add_line(self, line: str) -> None:
        """Add a record that is its line of JSON already."""
        ...

    def end(self) -> None: ...


def line_entries(lines: Iterable[bytes]) -> Iterator[Entry]:
    """The entries of a file with one on each line; a line cut short is none."""
    end = 0
    for line in lines:
        if not line.endswith(b"\n"):
            return
        end += len(line)
        yield Entry(line[:-1], end)


def array_entries(lines: Iterable[bytes]) -> Iterator[Entry]:
    """The entries of a JSON array with one on each of its lines; the last may be cut short."""
    end = 0
    for number, line in enumerate(lines):
        text = line.removesuffix(b"\n").removesuffix(b",")
        if number == 0:
            if text != b"[":
                return
        elif text == b"]":
            return
        else:
            yield Entry(text, end + len(text))
        end += len(line)


class JsonLines:
    """One record a line."""

    entries: ClassVar[Entries] = staticmethod(line_entries)

    def __init__(self, out: PartialFile, *, begun: bool = False) -> None:
        self._out = out

    def add(self, item: Mapping[str, Any]) -> None:
        self.add_line(record.line(item))

    def add_line(self, line: str) -> None:
        self._out.write(line + "\n")

    def end(self) -> None:
        pass


class JsonArray:
    """One JSON array, a record on each of its lines."""

    entries: ClassVar[Entries] = staticmethod(array_entries)

    def __init__(self, out: PartialFile, *, begun: bool = False) -> None:
        self._out = out
        self._empty = not begun

    def add(self, item: Mapping[str, Any]) -> None:
        self.add_line(record.line(item))

    def add_line(self, line: str) -> None:
        self._out.write(("[\n" if self._empty else ",\n") + line)
        self._empty = False

    def end(self) -> None:
        self._out.write("[]\n" if self._empty else "\n]\n")
