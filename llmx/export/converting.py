"""Converting: records that are there made into a file of any format, which appears whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from llmx.errors import Interrupted
from llmx.export.files import PartialFile
from llmx.export.formats import Shape, check_shape, format_of
from llmx.export.records import Writer
from llmx.tables import Layout
from llmx.tables.layout import FindTask

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Converted:
    """What has become of it: how many records, how many rows of tables, what is to be said."""

    records: int
    rows: int | None = None
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Conversion:
    """How records become FILE.

    `find_task` gives a task by name, None where there is none. `tasks` are those whose tables
    there are where no record says it. `stopped` is asked before each record.
    """

    file: Path
    find_task: FindTask
    tasks: Sequence[str]
    shape: Shape = field(default_factory=Shape)
    stopped: Callable[[], bool] = lambda: False

    def check(self) -> None:
        """Refuse what can be told beforehand: the suffix, the options, the table.

        Raises UsageError.
        """
        check_shape(self.file, self.shape)
        format = format_of(self.file)
        if format.choose:
            format.choose(self._layout(self.tasks), self.shape)

    def run(self, records: Iterable[Json]) -> Converted:
        """Write the file. Raises what `records` raise, UsageError, StorageError, Interrupted."""
        format = format_of(self.file)
        with PartialFile(self.file) as out:
            try:
                if format.records:
                    done = _as_records(format.records(out), self._until_stopped(records))
                else:
                    done = self._as_tables(out, self._until_stopped(records))
                out.finish()
            except BaseException:
                out.abandon()
                raise
        return done

    def _as_tables(self, out: PartialFile, records: Iterator[Json]) -> Converted:
        first = next(records, None)
        layout = self._layout(self.tasks if first is None else list(first["answers"]))
        writer = format_of(self.file).writer()(out, layout, self.shape)
        number = 0
        with closing(writer):
            for record in chain([] if first is None else [first], records):
                number += 1
                writer.add(layout.entry(number, record))
            notes = [*_unknown(layout), *writer.end()]
        return Converted(number, writer.rows, notes)

    def _layout(self, tasks: Sequence[str]) -> Layout:
        layout = Layout(self.find_task, everything=self.shape.everything)
        layout.meet(tasks)
        return layout

    def _until_stopped(self, records: Iterable[Json]) -> Iterator[Json]:
        for record in records:
            if self.stopped():
                raise Interrupted
            yield record


def _as_records(writer: Writer, records: Iterator[Json]) -> Converted:
    number = 0
    for record in records:
        writer.add(record)
        number += 1
    writer.end()
    return Converted(number)


def _unknown(layout: Layout) -> Iterator[str]:
    for task, number in layout.unknown.items():
        said = (
            f"{number:,} answer{'' if number == 1 else 's'} of the unknown task {task!r} left out"
        )
        yield f"{said}; --prompts DIR and --schemas DIR name its folders"
