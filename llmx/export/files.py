"""Output files that appear whole or not at all: written under a temporary name, then renamed."""

from __future__ import annotations

import fcntl
import json
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from llmx.errors import StorageError, UsageError


class Lock:
    """Keeps a second run off an output, by a lock on `FILE.lock`, which names the process.

    The lock goes with the process, however that ends; the file of one that was killed is taken
    over. `__enter__` raises StorageError where another run has it.
    """

    def __init__(self, output: Path, file: Path | None = None) -> None:
        self._output = output
        target = file or output
        self._file = target.with_name(target.name + ".lock")
        self._open: int | None = None

    def __enter__(self) -> Self:
        try:
            while self._open is None:
                self._open = self._taken()
            os.ftruncate(self._open, 0)
            os.write(self._open, b"%d\n" % os.getpid())
        except OSError as error:
            self.__exit__()
            raise not_written(self._output, error) from error
        return self

    def __exit__(self, *_: object) -> None:
        if self._open is not None:
            with suppress(OSError):
                self._file.unlink()  # before it is let go: nobody else's can be taken away
            os.close(self._open)
            self._open = None

    def _taken(self) -> int | None:
        """The lock; None where the file was taken away while it was waited for."""
        lock = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(lock, self._file):
                return lock
        except BlockingIOError:
            owner = os.pread(lock, 32, 0).strip().decode("ascii", "replace")
            os.close(lock)
            raise StorageError(
                f"another run (process {owner or 'unknown'}) is writing the output "
                f"{str(self._output)!r}",
                hint="wait for its end",
            ) from None
        except OSError:
            os.close(lock)
            raise
        os.close(lock)
        return None


class PartialFile:
    """A file in the making: `FILE.partial` until it is finished, then `FILE`.

    With `keep` what an earlier run has left in it stays, and is gone on with. After a failure the
    partial file stays, unless it is empty; it is never mistaken for FILE, and never ends in half
    of what was to be written. `size` is what it holds, in bytes.
    """

    def __init__(self, file: Path, *, keep: bool = False) -> None:
        self.file = file
        self.partial = file.with_name(file.name + ".partial")
        self.size = 0
        self._keep = keep
        self._open: int | None = None
        self._unsynced = False

    def __enter__(self) -> Self:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        try:
            self._open = os.open(self.partial, flags | (0 if self._keep else os.O_TRUNC), 0o666)
            self.size = _size(self._open)
        except OSError as error:
            raise not_written(self.file, error) from error
        return self

    def __exit__(self, *_: object) -> None:
        if self._open is not None:
            os.close(self._open)
            self._open = None
            with suppress(OSError):
                if not self.partial.stat().st_size:
                    self.partial.unlink()  # nothing was done: nothing is left

    def write(self, text: str) -> None:
        """Add to the end; all of it, or nothing and a StorageError."""
        self.write_bytes(text.encode("utf-8"))

    def write_bytes(self, data: bytes) -> None:
        """The same for a format that is no text."""
        assert self._open is not None  # noqa: S101
        left = memoryview(data)
        length = len(left)
        try:
            while left:
                left = left[os.write(self._open, left) :]
        except BaseException as error:
            with suppress(OSError):
                os.ftruncate(self._open, self.size)
            if isinstance(error, OSError):
                raise not_written(self.file, error) from error
            raise
        self.size += length
        self._unsynced = True

    def cut(self, size: int) -> None:
        """Take away what stands after the first `size` bytes."""
        assert self._open is not None  # noqa: S101
        if size == self.size:
            return
        try:
            os.ftruncate(self._open, size)
        except OSError as error:
            raise not_written(self.file, error) from error
        self.size = size
        self._unsynced = True

    def filled(self) -> None:
        """Take what another library has written into the partial file for what it holds."""
        assert self._open is not None  # noqa: S101
        self.size = _size(self._open)
        self._unsynced = True

    def clear(self) -> None:
        """There is to be no FILE: take an earlier one away."""
        try:
            self.file.unlink(missing_ok=True)
        except OSError as error:
            raise not_written(self.file, error) from error

    def abandon(self) -> None:
        """Leave nothing of what was written, as far as the disk lets go of it."""
        if self._open is not None:
            with suppress(OSError):
                os.ftruncate(self._open, 0)

    def sync(self) -> None:
        """Have what is new on the disk, where a power cut leaves it."""
        assert self._open is not None  # noqa: S101
        if not self._unsynced:
            return
        try:
            os.fsync(self._open)
        except OSError as error:
            raise not_written(self.file, error) from error
        self._unsynced = False

    def finish(self) -> None:
        """Make it FILE: on the disk first, then renamed in one step."""
        self.sync()
        assert self._open is not None  # noqa: S101
        try:
            self.partial.replace(self.file)
        except OSError as error:
            raise not_written(self.file, error) from error
        os.close(self._open)
        self._open = None
        _sync_folder(self.file.parent)


def write_whole(file: Path, text: str) -> None:
    """Write a small file in one step. Raises StorageError."""
    with PartialFile(file) as partial:
        partial.write(text)
        partial.finish()


def write_json(file: Path, value: Mapping[str, Any]) -> None:
    """Write a JSON file that people read too."""
    write_whole(file, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def overwrite_json(file: Path, value: Mapping[str, Any]) -> None:
    """Write a JSON file where it stands: not in one step, but it needs no room. Raises OSError."""
    with file.open("r+b") as out:
        out.write((json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8"))
        out.truncate()


def check_output(file: Path, *, force: bool) -> None:
    """Refuse an output that exists or cannot be written, before anything is paid for.

    Raises UsageError, and StorageError for a folder that takes no file.
    """
    check_name(file)
    if file.is_dir():
        raise UsageError(f"the output {str(file)!r} is a folder", hint="give a file name")
    if file.exists() and not force:
        raise UsageError(f"the output {str(file)!r} exists", hint="--force replaces it")
    folder = file.parent
    if not folder.is_dir():
        raise UsageError(f"no folder {str(folder)!r} for the output", hint="make it first")
    check_writable(folder)


def check_name(output: Path) -> None:
    """Refuse `-`, which is no name for a file or a folder but stands for standard output."""
    if str(output) == "-":
        raise UsageError(
            "-o - : this is written whole, to a file or a folder, not to standard output",
            hint="give it a name",
        )


def check_writable(folder: Path) -> None:
    """Raise StorageError for a folder in which no file can be made."""
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StorageError(f"the folder {str(folder)!r} cannot be written to")


def not_written(file: Path, error: OSError) -> StorageError:
    """What is said of an output that the disk does not take."""
    return StorageError(
        f"the output {str(file)!r} cannot be written: {error.strerror}",
        hint="nothing that is stored is lost: run the same command again",
    )


def _is_at(descriptor: int, file: Path) -> bool:
    """Whether an open file is the one that stands under a name."""
    try:
        return os.path.samestat(os.fstat(descriptor), file.stat())
    except FileNotFoundError:
        return False


def _size(descriptor: int) -> int:
    status = os.fstat(descriptor)
    return status.st_size if stat.S_ISREG(status.st_mode) else 0


def _sync_folder(folder: Path) -> None:
    """Have a new name on the disk, too, where the file system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
