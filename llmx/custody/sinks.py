"""Sinks: what is derived, written into a bundle or held against the one that is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from llmx.custody.differing import Fault, different_line, spelled
from llmx.custody.files import write_bytes
from llmx.custody.layout import ANSWERS, ARTICLES, ERRORS, REQUESTS
from llmx.export.files import PartialFile


class Sink(Protocol):
    """Where the derived parts of a bundle go, in order; a file of lines without one is none."""

    def line(self, name: str, text: str) -> None:
        """Add a line to a file of lines."""
        ...

    def whole(self, name: str, data: bytes) -> None:
        """Add a file; one that was added before stays as it is."""
        ...

    def end(self) -> None:
        """Nothing more is derived."""
        ...


class Written:
    """A sink that writes; used within `with`. Raises StorageError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, PartialFile] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def line(self, name: str, text: str) -> None:
        if name not in self._files:
            self._files[name] = self._open.enter_context(PartialFile(self._folder / name))
        self._files[name].write(text + "\n")

    def whole(self, name: str, data: bytes) -> None:
        file = self._folder / name
        if not file.exists():
            write_bytes(file, data)

    def end(self) -> None:
        for file in self._files.values():
            file.finish()


class Compared:
    """A sink that compares; used within `with`. Of each file the first difference is told.

    All of the files `of_lines` are; `names` are the files that something was derived for.
    """

    def __init__(
        self,
        folder: Path,
        tell: Callable[[Fault], None],
        of_lines: Sequence[str] = (ARTICLES, REQUESTS, ANSWERS, ERRORS),
    ) -> None:
        self._folder = folder
        self._of_lines = of_lines
        self._tell = tell
        self._lines: dict[str, _Lines] = {}
        self._open = ExitStack()
        self.names: set[str] = set()

    def __enter__(self) -> Self:
        for name in self._of_lines:
            file = self._folder / name
            if file.is_file():
                self._lines[name] = _Lines(self._open.enter_context(file.open("rb")))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._open.close()

    def line(self, name: str, text: str) -> None:
        self.names.add(name)
        self._compare(name, text)

    def whole(self, name: str, data: bytes) -> None:
        if name in self.names:
            return
        self.names.add(name)
        file = self._folder / name
        if not file.is_file():
            self._tell(Fault(name, "is missing"))
        elif file.read_bytes() != data:
            self._tell(Fault(name, "not what is derived from the originals"))

    def end(self) -> None:
        for name in self._lines:
            self._compare(name, None)

    def _compare(self, name: str, expected: str | None) -> None:
        lines = self._lines.setdefault(name, _Lines(None))
        found = None if lines.settled else lines.next()
        wanted = None if expected is None else f"{expected}\n".encode()
        if not lines.settled and found != wanted:
            lines.settled = True
            there = None if found is None else found.decode("utf-8", "replace").rstrip("\n")
            self._tell(different_line(name, lines.number, expected, there))


class _Lines:
    """The lines of a file, one after the other; `settled` once one has differed."""

    def __init__(self, stream: BinaryIO | None) -> None:
        self._stream = stream
        self._numbers = count(1)
        self.number = 0
        self.settled = False

    def next(self) -> bytes | None:
        self.number = next(self._numbers)
        line = self._stream.readline() if self._stream else b""
        return spelled(line) if line else None
