"""Formats: what the suffix of an output says, and what can be asked of each.

Records are written as they are made. Tables are made of records that are there, whether of an
export or of a run that has just ended, so that both come to the same bytes.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from llmx.errors import UsageError
from llmx.export.files import PartialFile
from llmx.export.records import JsonArray, JsonLines, Writer

if TYPE_CHECKING:
    from llmx.tables import Entry, Layout, Table


@dataclass(frozen=True, slots=True)
class Shape:
    """What is asked of a table: which one, with all its rows, and how it is written as CSV.

    `guard` keeps a spreadsheet from running a text as a formula, `mark` begins the file with a
    byte order mark.
    """

    table: str | None = None
    everything: bool = False
    guard: bool = True
    mark: bool = False


class TableWriter(Protocol):
    """One table format. `rows` counts what was written; `close` lets go of what is open."""

    rows: int

    def __init__(self, out: PartialFile, layout: Layout, shape: Shape) -> None: ...

    def add(self, entry: Entry) -> None: ...

    def end(self) -> Sequence[str]:
        """Close the syntax, and give what is to be said of the file."""
        ...

    def close(self) -> None: ...


def one_table(layout: Layout, shape: Shape) -> Table:
    """The table of a format that holds one: the one asked for, else the main one.

    Raises UsageError where there is none.
    """
    return layout.table(shape.table) if shape.table else layout.main()


def placed_table(layout: Layout, shape: Shape) -> Table:
    """The same for a format of places. Raises UsageError for a table without coordinates."""
    table = layout.table(shape.table) if shape.table else layout.main(placed=True)
    table.located()
    return table


def plover_table(layout: Layout, _: Shape) -> Table:
    """The events in PLOVER's form. Raises UsageError where the tasks do not have them."""
    return layout.table("plover")


@dataclass(frozen=True, slots=True)
class Format:
    """A suffix, and who writes it: records, or tables by the name of a class.

    `choose` finds the one table of a format that holds one, `takes` are the parts of a Shape
    that it heeds, `needs` is a package of an extra.
    """

    suffix: str
    records: type[Writer] | None = None
    tables: str = ""
    choose: Callable[[Layout, Shape], Table] | None = None
    takes: frozenset[str] = frozenset()
    needs: str | None = None

    def writer(self) -> type[TableWriter]:
        """The class that writes the tables, imported now: some bring a large library."""
        module, _, name = self.tables.partition(":")
        return cast(type[TableWriter], getattr(importlib.import_module(module), name))


_ONE = frozenset({"table", "everything"})

FORMATS: Mapping[str, Format] = {
    found.suffix: found
    for found in (
        Format(".jsonl", JsonLines),
        Format(".json", JsonArray),
        Format(
            ".csv",
            tables="llmx.export.csv:CsvTable",
            choose=one_table,
            takes=_ONE | {"guard", "mark"},
        ),
        Format(
            ".parquet",
            tables="llmx.export.parquet:ParquetTable",
            choose=one_table,
            takes=_ONE,
            needs="pyarrow",
        ),
        Format(
            ".geojson",
            tables="llmx.export.geojson:GeoJson",
            choose=placed_table,
            takes=_ONE,
        ),
        Format(".sqlite", tables="llmx.export.sqlite:Database", takes=frozenset({"everything"})),
        Format(
            ".plover.jsonl",
            tables="llmx.export.rows:PloverLines",
            choose=plover_table,
        ),
    )
}

_OPTIONS = {
    "table": "--table",
    "everything": "--all",
    "guard": "--no-guard",
    "mark": "--bom",
}


def format_of(file: Path) -> Format:
    """The format of a file, by the longest suffix that is known.

    Raises UsageError for one that nobody writes, and where its library is missing.
    """
    name = file.name.lower()
    fitting = [suffix for suffix in FORMATS if name.endswith(suffix) and name != suffix]
    if not fitting:
        known = " ".join(FORMATS)
        raise UsageError(f"no format for {file.name!r}", hint=f"the suffix is one of: {known}")
    found = FORMATS[max(fitting, key=len)]
    if found.needs and find_spec(found.needs) is None:
        raise UsageError(
            f"writing {found.suffix} needs {found.needs}", hint="pip install 'llmx[tables]'"
        )
    return found


def record_writer(file: Path) -> type[Writer]:
    """Who writes a file of records. Raises UsageError for one of tables."""
    found = format_of(file)
    if found.records is None:
        raise UsageError(f"{file.name!r} is no file of records", hint=".jsonl and .json are")
    return found.records


def check_shape(file: Path, shape: Shape) -> None:
    """Refuse what is asked of a format that has no use for it. Raises UsageError."""
    format, usual = format_of(file), Shape()
    for asked in fields(Shape):
        name = asked.name
        if getattr(shape, name) != getattr(usual, name) and name not in format.takes:
            takers = " ".join(f.suffix for f in FORMATS.values() if name in f.takes)
            raise UsageError(
                f"{_OPTIONS[name]} says nothing about {format.suffix}", hint=f"it is for {takers}"
            )
