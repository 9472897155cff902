"""What a command sets up before it works: settings, logging, sources, the pipeline."""

from __future__ import annotations

import functools
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, TextIO

from llmx import settings as settings_module
from llmx.cli.options import Common
from llmx.cli.outcome import say, turn_log_off
from llmx.errors import UsageError
from llmx.log import JsonLines
from llmx.reading import Originals, Reader, ReadingOptions
from llmx.reading.sources import STDIN
from llmx.settings import Settings


class _OneLine(logging.Handler):
    """Log records as one line each on stderr, above whatever progress is shown."""

    def emit(self, record: logging.LogRecord) -> None:
        if not (said := record.getMessage()):
            return  # an event for machines alone
        kind = "warning" if record.levelno >= logging.WARNING else "note"
        say(said, kind=kind)


def load_settings(common: Common) -> Settings:
    """The settings of a command; also turns the log on."""
    _turn_log_on(common)
    flags = {name: value for name, value in common.settings.items() if value is not None}
    return settings_module.load(flags, environ=os.environ, folder=Path.cwd())


def _turn_log_on(common: Common) -> None:
    """Have lines for people on stderr, and events for machines where they are wanted."""
    log = logging.getLogger("llmx")
    lines = _OneLine(logging.INFO if common.verbose else logging.WARNING)
    turn_log_off()
    log.addHandler(lines)
    log.propagate = False
    log.setLevel(lines.level)
    if common.log_json:
        log.addHandler(_JsonFile(_log_file(common.log_json), text=common.log_text))
        log.setLevel(logging.DEBUG)
    elif common.log_text:
        raise UsageError("--log-text belongs to --log-json", hint="--log-json FILE --log-text")


class _JsonFile(JsonLines):
    """Events to a stream of its own, which goes with it."""

    def close(self) -> None:
        if self.out is not sys.stderr:
            self.out.close()
        super().close()


def _log_file(file: Path) -> TextIO:
    """Where events go: added to the end of a file that only its owner may read."""
    if str(file) == "-":
        return sys.stderr
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        return os.fdopen(opened, "a", encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"the log {str(file)!r} cannot be written: {error.strerror}",
            hint="--log-json takes a file, or - for stderr",
        ) from error


def open_sources(
    sources: list[str],
    common: Common,
    *,
    outputs: Sequence[Path] = (),
    originals: Originals | None = None,
) -> Reader:
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
    stdin = _stdin() if STDIN in sources else None
    reader = Reader(sources, options, stdin=stdin, originals=originals)
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
