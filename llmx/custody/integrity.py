"""Integrity: whether the files of a bundle are those of its manifest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from llmx.custody.differing import Fault
from llmx.custody.files import hash_of, tree
from llmx.custody.layout import (
    BY_HASH,
    DIGEST,
    MANIFEST,
    SCHEMA,
    FileEntry,
    Manifest,
    digest_line,
    read_model,
)
from llmx.errors import UsageError

OWN = (MANIFEST, DIGEST)


def files_of(folder: Path) -> list[str]:
    """The paths of a bundle's files. Raises UsageError for what is none, or holds more than files.

    A link could lead out of the bundle: nothing of one that has some is read.
    """
    if not folder.is_dir():
        raise UsageError(
            f"no folder {str(folder)!r}", hint="`llmx export … --bundle DIR` makes one"
        )
    found = list(tree(folder))
    if not any(name in OWN for name, _ in found):
        raise UsageError(f"the folder {str(folder)!r} holds no bundle: no {MANIFEST}")
    for name, is_file in found:
        if not is_file:
            raise UsageError(
                f"the bundle {str(folder)!r} holds {name!r}, which is no regular file",
                hint="a bundle has no links; nothing of it was read",
            )
    return [name for name, _ in found]


def digest_of(folder: Path) -> str | None:
    """The SHA-256 of the manifest, which stands for the whole bundle."""
    file = folder / MANIFEST
    return hash_of(file) if file.is_file() else None


def faults(folder: Path, names: list[str]) -> Iterator[Fault]:
    """What is not as the manifest says, the manifest itself first. Raises UsageError."""
    yield from _manifest_faults(folder)
    try:
        manifest = _manifest_of(folder)
    except FileNotFoundError:
        return
    except ValueError as error:
        yield Fault(MANIFEST, str(error))
        return
    there = set(names)
    for name in sorted(there | set(manifest.files)):
        said = manifest.files.get(name)
        if said is None:
            if name not in OWN:
                yield Fault(name, f"is not in {MANIFEST}")
        elif name not in there:
            yield Fault(name, "is missing")
        else:
            yield from _file_faults(folder, name, said)


def _manifest_of(folder: Path) -> Manifest:
    """The manifest. Raises ValueError for one that cannot be read, UsageError for another kind."""
    data = (folder / MANIFEST).read_bytes()
    version = re.match(rb'\{\s*"schema":\s*"(llmx\.bundle/\d+)"', data)
    if version and version[1].decode() != SCHEMA:
        raise UsageError(
            f"the bundle {str(folder)!r} is of kind {version[1].decode()!r}",
            hint=f"this llmx verifies {SCHEMA!r}",
        )
    return read_model(Manifest, data)


def _manifest_faults(folder: Path) -> Iterator[Fault]:
    found, said = digest_of(folder), folder / DIGEST
    if found is None:
        yield Fault(MANIFEST, "is missing")
    elif not said.is_file():
        yield Fault(DIGEST, "is missing")
    elif said.read_bytes() != digest_line(found):
        yield Fault(MANIFEST, f"is not what {DIGEST} says: one of the two was changed")


def _file_faults(folder: Path, name: str, said: FileEntry) -> Iterator[Fault]:
    file = folder / name
    size = file.stat().st_size
    if size != said.bytes:
        yield Fault(name, f"was changed: expected {said.bytes:,} bytes, there are {size:,}")
        return
    found = hash_of(file)
    if found != said.sha256:
        yield Fault(name, f"was changed: expected SHA-256 {said.sha256}, there is {found}")
    elif name.partition("/")[0] in BY_HASH and file.name != found:
        yield Fault(name, f"is not what its name says: its SHA-256 is {found}")
