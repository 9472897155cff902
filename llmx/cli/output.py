"""Standard output, of which a failure is no bug: a disk that is full, a device that takes nothing.

What prints (this command line, click, rich) knows nothing of that, and needs not: the bytes go
through here.
"""

from __future__ import annotations

import io
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from llmx.errors import StorageError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class _Bytes(io.FileIO):
    """The descriptor. A reader that has gone away (`| head -1`) stays what Python makes of it."""

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except (BrokenPipeError, BlockingIOError):
            raise
        except OSError as error:
            raise StorageError(f"standard output cannot be written: {error.strerror}") from error


def guard_stdout() -> None:
    """Have `sys.stdout` raise StorageError where it cannot be written.

    A character that its encoding lacks is escaped.
    """
    given = sys.stdout
    if given is not sys.__stdout__ or not isinstance(given, io.TextIOWrapper):
        return  # somebody else's, which takes its descriptor with it when it goes
    with suppress(OSError):  # what was printed by then comes first
        given.flush()
    raw = _Bytes(given.fileno(), "wb", closefd=False)
    unbuffered = isinstance(given.buffer, io.RawIOBase)  # python -u
    sys.stdout = io.TextIOWrapper(
        raw if unbuffered else io.BufferedWriter(raw),
        encoding=given.encoding,
        errors="backslashreplace",
        line_buffering=given.line_buffering,
        write_through=unbuffered,
    )
