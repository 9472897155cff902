"""The command line: parse, call one function, print. The only place that prints or exits."""

from __future__ import annotations

import io
import os
import sys


def main() -> None:
    """The `llmx` command: runs it, prints a failure as one line, and exits with its code."""
    # pydantic would search every installed package for plug-ins, a tenth of a short command
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from llmx.cli.app import app
    from llmx.cli.outcome import guarded

    if isinstance(sys.stdout, io.TextIOWrapper):  # what its encoding lacks is escaped, not fatal
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(guarded(app, sys.argv[1:]))
