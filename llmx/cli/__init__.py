"""The command line: parse, call one function, print. The only place that prints or exits."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    import typer


def main() -> NoReturn:
    """The `llmx` command: runs it, prints a failure as one line, and exits with its code."""
    # pydantic would search every installed package for plug-ins, a tenth of a short command
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.set_threshold(100_000, 20, 20)  # what start-up makes stays: not worth searching for garbage
    _open_streams()
    try:
        from llmx.cli.app import app
        from llmx.cli.outcome import guarded
    except KeyboardInterrupt:
        sys.exit(130)
    _narrow(app, sys.argv[1:])
    _leave(guarded(app, sys.argv[1:]))


def _leave(code: int) -> NoReturn:
    """End the process as Python does, but for taking apart all that was imported.

    That is a quarter of a short command, half a second of a long one. What was opened has been
    closed by who opened it.
    """
    atexit._run_exitfuncs()
    from llmx.errors import StorageError

    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, StorageError):  # gone, and that was said
            stream.flush()
    os._exit(code)


def _narrow(app: typer.Typer, arguments: list[str]) -> None:
    """Leave only the command that is called: typer would build every other one, too."""
    called = [
        c
        for c in app.registered_commands
        if c.callback and (c.name or c.callback.__name__) in arguments[:1]
    ]
    if called:
        app.registered_commands[:] = called
        app.registered_groups.clear()


def _open_streams() -> None:
    """Give a stream that was closed (`<&-`) an empty one, and stdout a failure that can be told."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
    from llmx.cli.output import guard_stdout

    guard_stdout()
