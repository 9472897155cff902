"""The originals: what a run reads, kept byte for byte and read from what is kept."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from llmx import record
from llmx.custody.files import HashedFile
from llmx.custody.layout import ORIGINALS, SOURCES, Refusal, SourceEntry
from llmx.errors import InputError
from llmx.export.files import PartialFile
from llmx.reading import Entry


class KeptOriginals:
    """What a reader reads goes to originals/ in a folder, and its name to sources.jsonl.

    A file is copied before it is read, and read from the copy: what changes meanwhile does not
    matter. A stream is kept as far as it is read. Used within `with`. Raises StorageError.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sources = PartialFile(folder / SOURCES)

    def __enter__(self) -> KeptOriginals:
        self._sources.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._sources.__exit__()

    def finish(self) -> None:
        self._sources.finish()

    @contextmanager
    def kept(self, entry: Entry, stream: BinaryIO, *, date: str | None) -> Iterator[BinaryIO]:
        """The copy of a file; a stream that is kept while it is read."""
        made = HashedFile(self._folder / ORIGINALS)
        if entry.form == "stdin":
            try:
                yield cast(BinaryIO, _Kept(stream, made))
            finally:
                self._add(entry, made, date)
            return
        made.take_all(stream)
        with self._add(entry, made, date).open("rb") as copy:
            yield copy

    def unread(self, entry: Entry, error: InputError) -> None:
        """An input that has no original: why."""
        refused = Refusal(reason=error.reason, message=str(error))
        self._write(SourceEntry(**_of(entry) | {"refused": refused}))

    def _add(self, entry: Entry, made: HashedFile, date: str | None) -> Path:
        file = made.finish()
        known = _of(entry) | {"date": date, "original": file.name, "bytes": made.size}
        self._write(SourceEntry(**known))
        return file

    def _write(self, value: SourceEntry) -> None:
        self._sources.write(record.line(value.model_dump()) + "\n")


def _of(entry: Entry) -> dict[str, Any]:
    nothing = dict.fromkeys(("date", "original", "bytes", "refused"))
    return {"source": entry.source, "form": entry.form, **nothing}


class _Kept(io.RawIOBase):
    """A stream that writes what is read of it to a file."""

    def __init__(self, stream: BinaryIO, made: HashedFile) -> None:
        super().__init__()
        self._stream = stream
        self._made = made

    def read(self, size: int = -1) -> bytes:
        return self._note(self._stream.read(size))

    def readline(self, size: int | None = -1) -> bytes:
        return self._note(self._stream.readline(-1 if size is None else size))

    def _note(self, data: bytes) -> bytes:
        self._made.write(data)
        return data
