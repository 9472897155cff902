"""Sources: what the user names, made into a list of entries before any of them is read."""

from __future__ import annotations

import glob
import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path, PurePath
from typing import Literal

from llmx.errors import InputError, UsageError

Form = Literal["text", "markdown", "html", "jsonl", "csv", "parquet", "stdin"]

FORMS: Mapping[str, Form] = {
    ".txt": "text",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
}
"""What a file is read as, by its suffix in lower case."""

ROWS: tuple[Form, ...] = ("jsonl", "csv", "parquet")
"""Forms that hold an article in each of their rows."""

STDIN = "-"

_SUPPORTED = "supported are " + " ".join(FORMS)
_INSTEAD: Mapping[str, str] = {
    ".pdf": "pdftotext {} - | llmx summarize -",
    ".docx": "pandoc -t plain {} | llmx summarize -",
    ".odt": "pandoc -t plain {} | llmx summarize -",
    ".rtf": "pandoc -t plain {} | llmx summarize -",
    ".epub": "pandoc -t plain {} | llmx summarize -",
    ".doc": "save it as text",
    ".gz": "gunzip -c {} | llmx summarize -",
    ".zip": "unpack it first",
    ".tsv": "name it .csv",
    ".xlsx": "save it as .csv",
    ".ods": "save it as .csv",
    ".json": "one object on each line, in a .jsonl file: jq -c . {}",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One file to read, or standard input; `fault` is what is already known to be wrong with it.

    `source` is the name that the record carries: POSIX, relative, in printable characters. `date`
    is the day that its name or its time has given, where it is read from a copy.
    """

    path: str
    source: str
    form: Form
    fault: InputError | None = None
    date: str | None = None


@dataclass(frozen=True)
class Plan:
    """The entries of all sources in order, and how many files of other suffixes were passed by."""

    entries: tuple[Entry, ...]
    ignored: Counter[str]


def plan(sources: Sequence[str]) -> Plan:
    """List what is to be read; whatever the user got wrong is a UsageError here, in one line."""
    if not sources:
        raise UsageError("no source given", hint="a file, a folder, a glob, or - for stdin")
    if list(sources).count(STDIN) > 1:
        raise UsageError("standard input can be read only once", hint="give one -")
    ignored: Counter[str] = Counter()
    entries: list[Entry] = []
    for source in sources:
        entries.extend(_entries(source, ignored))
    return Plan(tuple(entries), ignored)


def _entries(source: str, ignored: Counter[str]) -> list[Entry]:
    if source == STDIN:
        return [Entry(path=STDIN, source=STDIN, form="stdin")]
    if "://" in source:
        raise UsageError(f"{source!r} is an address", hint=f"curl -s '{source}' | llmx summarize -")
    try:
        mode = os.stat(source).st_mode
    except (OSError, ValueError) as error:
        if any(character in source for character in "*?["):
            return _of_glob(source, ignored)
        raise UsageError(f"cannot read {source!r}: {_reason(error)}") from None
    if stat.S_ISDIR(mode):
        return _of_folder(source, ignored)
    return [_of_file(source, mode)]


# --- one file, a folder, a glob ------------------------------------------------------------------


def _of_file(source: str, mode: int) -> Entry:
    suffix = PurePath(source).suffix.lower()
    if not stat.S_ISREG(mode):
        raise UsageError(f"{source!r} is not a regular file", hint="pipe it: … | llmx summarize -")
    form = FORMS.get(suffix)
    if form is None:
        hint = _INSTEAD.get(suffix, "llmx summarize - < {}").format(source)
        raise UsageError(f"{source!r} is not of a supported kind", hint=f"{hint}; {_SUPPORTED}")
    path = PurePath(source)
    name = path.name if path.is_absolute() else path.as_posix()
    entry = _entry(source, name, form)
    if entry.fault is not None:
        raise UsageError(f"{source!r}: {entry.fault.message}", hint=entry.fault.hint)
    return entry


def _of_folder(source: str, ignored: Counter[str]) -> list[Entry]:
    try:
        os.scandir(source).close()
    except OSError as error:
        raise UsageError(f"cannot read folder {source!r}: {_reason(error)}") from None
    entries = _sorted(_walk(source, "", ignored))
    if not entries:
        raise UsageError(f"no file to read in folder {source!r}", hint=_SUPPORTED)
    return entries


def _of_glob(source: str, ignored: Counter[str]) -> list[Entry]:
    fixed = _fixed_part(source) if PurePath(source).is_absolute() else ""
    entries: list[Entry] = []
    seen: set[str] = set()
    for match in sorted(glob.glob(source, recursive=True)):
        real = os.path.realpath(match)
        if real in seen:
            continue
        seen.add(real)
        name = PurePath(os.path.relpath(match, fixed) if fixed else match).as_posix()
        if os.path.isdir(match):
            if "**" not in source:
                entries.extend(_walk(match, name + "/", ignored))
        elif form := _form(match, ignored):
            entries.append(_entry(match, name, form))
    if not entries:
        raise UsageError(f"nothing to read matches {source!r}", hint=_SUPPORTED)
    return _sorted(entries)


def _fixed_part(pattern: str) -> str:
    """The folder of a pattern above its first wildcard."""
    fixed = []
    for part in PurePath(pattern).parts:
        if any(character in part for character in "*?["):
            break
        fixed.append(part)
    return str(PurePath(*fixed))


def _sorted(entries: Iterator[Entry] | list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.source)


# --- walking -------------------------------------------------------------------------------------


def _walk(root: str, prefix: str, ignored: Counter[str]) -> Iterator[Entry]:
    """Yield the entries of a folder and its subfolders, without those that start with a dot."""
    real_root = os.path.realpath(root)
    folders = [(root, prefix)]
    while folders:
        folder, name = folders.pop()
        try:
            with os.scandir(folder) as found:
                children = [child for child in found if not child.name.startswith(".")]
        except OSError as error:
            yield _fault(folder, name.rstrip("/"), f"cannot read the folder: {_reason(error)}")
            continue
        for child in children:
            if child.is_symlink():
                yield from _of_link(child, name + child.name, real_root, ignored)
            elif child.is_dir(follow_symlinks=False):
                folders.append((child.path, f"{name}{child.name}/"))
            elif form := _form(child.path, ignored):
                yield _entry(child.path, name + child.name, form)


def _of_link(
    link: os.DirEntry[str], name: str, real_root: str, ignored: Counter[str]
) -> Iterator[Entry]:
    """Follow a link to a file of the same tree; a folder of the tree is read under its own name."""
    target = os.path.realpath(link.path)
    inside = Path(target).is_relative_to(real_root)
    if os.path.isdir(target):
        parent = os.path.realpath(os.path.dirname(link.path))
        if not inside:
            yield _fault(link.path, name, "a link out of the folder is not followed")
        elif Path(parent).is_relative_to(target):
            yield _fault(link.path, name, "a link back to its own folder is not followed")
    elif form := _form(link.path, ignored):
        if inside:
            yield _entry(link.path, name, form)
        else:
            yield _fault(link.path, name, "a link out of the folder is not followed")


def _form(path: str, ignored: Counter[str]) -> Form | None:
    suffix = PurePath(path).suffix.lower()
    if suffix not in FORMS:
        ignored[suffix or "(no suffix)"] += 1
    return FORMS.get(suffix)


def _entry(path: str, name: str, form: Form) -> Entry:
    """A file to read; one whose library is missing has that for its fault."""
    fault = None
    if form == "parquet" and find_spec("pyarrow") is None:
        fault = InputError(
            "reading .parquet needs pyarrow",
            reason="unsupported",
            hint="pip install 'llmx[tables]'",
        )
    return Entry(path=path, source=_printable(name), form=form, fault=fault)


def _fault(path: str, name: str, message: str) -> Entry:
    fault = InputError(message, reason="unreadable")
    return Entry(path=path, source=_printable(name), form="text", fault=fault)


def _printable(name: str) -> str:
    """A file name that JSON can hold: bytes that are no UTF-8 are escaped."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
