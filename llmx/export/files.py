"""Output files that appear whole or not at all: written under a temporary name, then renamed."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Self

from llmx.errors import StorageError, UsageError


class PartialFile:
    """A text file in the making: `FILE.partial` until it is finished, then `FILE`.

    After a failure the partial file stays, unless it is empty; it is never mistaken for FILE.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.partial = file.with_name(file.name + ".partial")
        self._open: IO[str] | None = None

    def __enter__(self) -> Self:
        try:
            self._open = self.partial.open("a", encoding="utf-8", newline="\n")
            fcntl.flock(self._open, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(self._open.fileno()).st_size:
                self._open.truncate(0)
        except BlockingIOError:
            self._close()  # and leave the other run's file alone
            raise StorageError(
                f"another run is writing the output {str(self.file)!r}", hint="wait for its end"
            ) from None
        except OSError as error:
            self.__exit__()
            raise _not_written(self.file, error) from error
        return self

    def __exit__(self, *_: object) -> None:
        if self._open:
            self._close()
            with suppress(OSError):
                if not self.partial.stat().st_size:
                    self.partial.unlink()  # nothing was done: nothing is left

    def _close(self) -> None:
        if self._open:
            with suppress(OSError):  # what could not be written has been said
                self._open.close()
        self._open = None

    def write(self, text: str) -> None:
        assert self._open is not None  # noqa: S101
        try:
            self._open.write(text)
            self._open.flush()
        except OSError as error:
            raise _not_written(self.file, error) from error

    def finish(self) -> None:
        """Make it FILE: on the disk first, then renamed in one step."""
        assert self._open is not None  # noqa: S101
        try:
            self._open.flush()
            os.fsync(self._open.fileno())
            self._open.close()
            self._open = None
            self.partial.replace(self.file)
        except OSError as error:
            raise _not_written(self.file, error) from error


def write_whole(file: Path, text: str) -> None:
    """Write a small file in one step. Raises StorageError."""
    with PartialFile(file) as partial:
        partial.write(text)
        partial.finish()


def write_json(file: Path, value: Mapping[str, Any]) -> None:
    """Write a JSON file that people read too."""
    write_whole(file, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def check_output(file: Path, *, force: bool) -> None:
    """Refuse an output that exists or cannot be written, before anything is paid for."""
    if file.is_dir():
        raise UsageError(f"the output {str(file)!r} is a folder", hint="give a file name")
    if file.exists() and not force:
        raise UsageError(f"the output {str(file)!r} exists", hint="--force replaces it")
    folder = file.parent
    if not folder.is_dir():
        raise UsageError(f"no folder {str(folder)!r} for the output", hint="make it first")
    if not os.access(folder, os.W_OK):
        raise UsageError(f"the folder {str(folder)!r} cannot be written to")


def _not_written(file: Path, error: OSError) -> StorageError:
    return StorageError(
        f"the output {str(file)!r} cannot be written: {error.strerror}",
        hint="what was answered is kept: run again to go on",
    )
