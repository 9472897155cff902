"""Files of a bundle in the making, and the files that a bundle has."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from llmx.errors import StorageError
from llmx.export.files import not_written

_CHUNK = 1 << 20


@contextmanager
def disk(file: Path) -> Iterator[None]:
    """What the disk refuses in here is a StorageError that names a file."""
    try:
        yield
    except OSError as error:
        raise not_written(file, error) from error


def write_bytes(file: Path, data: bytes) -> None:
    """Write a small file and have it on the disk. Raises StorageError."""
    with disk(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as out:
            out.write(data)
            _to_disk(out)


def copy_bytes(source: Path, file: Path) -> None:
    """Copy a file into a bundle as it is. Raises StorageError, OSError where it cannot be read."""
    write_bytes(file, source.read_bytes())


class HashedFile:
    """A file that gets its SHA-256 as a name once it is whole. `size` is in bytes.

    Only one can be in the making in a folder. Raises StorageError.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._new = folder / ".new"
        self._digest = hashlib.sha256()
        self.size = 0
        with disk(self._new):
            folder.mkdir(parents=True, exist_ok=True)
            self._out = self._new.open("wb")

    def write(self, data: bytes) -> None:
        with self._failing():
            self._out.write(data)
        self._digest.update(data)
        self.size += len(data)

    def take_all(self, stream: BinaryIO) -> None:
        """Take all that a stream has left; nothing, and an OSError, where it cannot be read."""
        try:
            while data := stream.read(_CHUNK):
                self.write(data)
        except OSError:
            self.drop()
            raise

    def finish(self) -> Path:
        """The file under its name."""
        named = self._folder / self._digest.hexdigest()
        with self._failing():
            _to_disk(self._out)
            self._out.close()
            self._new.replace(named)
        return named

    def drop(self) -> None:
        """Leave nothing of it."""
        with suppress(OSError):  # what a full disk did not take, it is asked for once more
            self._out.close()
        self._new.unlink(missing_ok=True)

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            with disk(self._new):
                yield
        except StorageError:
            self.drop()
            raise


def tree(folder: Path) -> Iterator[tuple[str, bool]]:
    """Everything but folders in a folder, sorted: POSIX paths, and whether it is a regular file.

    No link is followed.
    """
    for root, folders, names in os.walk(folder):
        links = [name for name in folders if os.path.islink(os.path.join(root, name))]
        folders[:] = sorted(set(folders) - set(links))
        for name in sorted([*names, *links]):
            file = Path(root, name)
            is_regular = file.is_file() and not file.is_symlink()
            yield file.relative_to(folder).as_posix(), is_regular


def hash_of(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def remove(folder: Path) -> None:
    """Remove a folder, if it is there, with all that is in it."""
    with disk(folder):
        if folder.is_dir():
            shutil.rmtree(folder)


def _to_disk(out: BinaryIO) -> None:
    out.flush()
    os.fsync(out.fileno())
