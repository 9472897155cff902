"""A table on a terminal or in a pipe: figures to the right, as wide as it needs to be."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from llmx.text.cleaning import without_controls

_PIPED = 160
"""Characters of a line where there is no terminal that has a width."""


def show_table(
    title: str, header: Sequence[str], rows: Sequence[Sequence[str]], notes: Sequence[str]
) -> None:
    """Print a table on standard output, what belongs to it below."""
    console = Console(highlight=False)
    if not sys.stdout.isatty():
        console.width = _PIPED
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, name in enumerate(header):
        table.add_column(name, justify="left" if index == 0 else "right", overflow="fold")
    for row in rows:
        table.add_row(*(Text(without_controls(cell)) for cell in row))
    console.print(Text(title, "bold cyan"))
    console.print(table)
    for note in notes:
        console.print(Text(without_controls(note), "dim"), soft_wrap=True)
    console.print()
