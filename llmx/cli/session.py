"""What a command sets up before it works: settings, logging, sources, the pipeline."""

from __future__ import annotations

import functools
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from llmx import settings as settings_module
from llmx.cli.options import Common
from llmx.cli.outcome import say
from llmx.errors import UsageError
from llmx.reading import Reader, ReadingOptions
from llmx.reading.sources import STDIN
from llmx.settings import Settings


class _OneLine(logging.Handler):
    """Log records as one line each on stderr, above whatever progress is shown."""

    def emit(self, record: logging.LogRecord) -> None:
        kind = "warning" if record.levelno >= logging.WARNING else "note"
        say(record.getMessage(), kind=kind)


def load_settings(common: Common) -> Settings:
    """The settings of a command; also turns the log on."""
    log = logging.getLogger("llmx")
    log.handlers[:] = [_OneLine()]
    log.propagate = False
    log.setLevel(logging.INFO if common.verbose else logging.WARNING)
    flags = {name: value for name, value in common.settings.items() if value is not None}
    return settings_module.load(flags, environ=os.environ, folder=Path.cwd())


def open_sources(sources: list[str], common: Common, *, outputs: Sequence[Path] = ()) -> Reader:
    """The articles of a command, its paths checked before anything is read or written."""
    reading = common.reading
    options = ReadingOptions(
        encoding=reading["encoding"],
        language=reading["language"],
        published=reading["published"],
        published_from=reading["published_from"],
        fields=_fields(reading["field"] or []),
        limit=reading["limit"],
    )
    reader = Reader(sources, options, stdin=_stdin() if STDIN in sources else None)
    _check_apart(reader, outputs)
    return reader


def _stdin() -> BinaryIO:
    """Standard input as a stream of its own.

    Python ends in an abort where a thread still waits for `sys.stdin`, as after an interrupt.
    """
    try:
        return open(os.dup(sys.stdin.fileno()), "rb")
    except (OSError, ValueError):  # one without a descriptor, as of a caller in Python
        return sys.stdin.buffer


def _check_apart(reader: Reader, outputs: Sequence[Path]) -> None:
    """Refuse an output that is among the sources: a file, or a folder with some of them in it."""
    real = functools.cache(os.path.realpath)
    targets = {os.path.realpath(output): output for output in outputs}
    for entry in reader.entries:
        folder, name = os.path.split(entry.path)
        source = os.path.join(real(folder or "."), name)
        for target, output in targets.items():
            if entry.form != "stdin" and (source == target or source.startswith(target + os.sep)):
                raise UsageError(
                    f"the output {str(output)!r} is, or holds, what is to be read",
                    hint=f"{entry.source!r} is a source; write somewhere else",
                )


def _fields(pairs: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for pair in pairs:
        wanted, equals, given = pair.partition("=")
        if not (equals and wanted and given):
            raise UsageError(f"--field {pair!r} is no mapping", hint="such as --field text=body")
        fields[wanted] = given
    return fields
