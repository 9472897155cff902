"""What a bulk run writes to: the file of an export or a folder of briefs, with rows of failures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Protocol, Self

from llmx.article import Article
from llmx.bulk import Failed
from llmx.export.briefs import BriefFolder, make_folder
from llmx.export.files import Lock, PartialFile
from llmx.export.formats import Shape, format_of
from llmx.export.manifest import Before, before
from llmx.export.processes import Made, Result
from llmx.export.records import JsonLines, Writer
from llmx.export.resume import Earlier, Finished, Item, Prefix, count, key_of, made_with
from llmx.export.tally import Tally
from llmx.pipeline import Outcome, Pipeline
from llmx.text.canonical import in_line

Json = dict[str, Any]
Note = Callable[[str], None]

_MANY = 5_000  # records of which a table takes long enough to be told


class Output(Protocol):
    """Where the results of one run go, in input order; locked while it is entered.

    `earlier` is what the runs before have left of it, `settled` says whether what is kept of
    their results is known, `more` is what its manifest holds besides.
    """

    manifest: Path
    earlier: Before

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    @property
    def settled(self) -> bool: ...

    @property
    def more(self) -> Json: ...

    def left(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items that have no result yet."""
        ...

    def made(self, article: Article) -> Made | None:
        """The record of an article that is left, where an earlier run has made it."""
        ...

    def add(self, result: Result) -> None: ...

    def sync(self) -> None:
        """Have on the disk what was added."""
        ...

    def finish(self, stopped: Callable[[], bool] = lambda: False) -> None:
        """Have it appear. Where that takes long, `stopped` is asked, and Interrupted raised."""
        ...


class Export:
    """Records in FILE and rows in FILE.errors.jsonl, which appear when all is done.

    Until then, and after a stop, there are FILE.partial and FILE.errors.jsonl.partial. They are
    gone on with, unless `afresh`; with `retry_errors` up to the first row of a failure, and where
    the run before has ended, its records are taken into the new file. `note` is told what was
    kept, and what is to be said of the file.

    A format of tables, which `shape` says more about, is made in the end: until then the records
    are kept as lines of JSON, in FILE.records.partial.
    """

    def __init__(
        self,
        file: Path,
        pipeline: Pipeline,
        tally: Tally,
        *,
        afresh: bool = False,
        retry_errors: bool = False,
        note: Note = lambda _: None,
        shape: Shape | None = None,
    ) -> None:
        self.manifest = file.with_name(file.name + ".run.json")
        self.earlier = Before()
        self._file = file
        self._errors = file.with_name(file.name + ".errors.jsonl")
        self._pipeline = pipeline
        self._tally = tally
        self._afresh = afresh
        self._retry_errors = retry_errors
        self._note = note
        self._shape = shape or Shape()
        self._format = format_of(file).records
        self._made_with = made_with(pipeline)
        records = file if self._format else file.with_name(file.name + ".records")
        self._out = PartialFile(records, keep=True)
        self._rows = PartialFile(self._errors, keep=True)
        self._keys = PartialFile(file.with_name(file.name + ".errors.keys"), keep=True)
        self._written = Earlier(
            self._out.partial,
            self._rows.partial,
            self._keys.partial,
            (self._format or JsonLines).entries,
        )
        self._prefix = Prefix(self._written, pipeline, retry_errors=retry_errors)
        self._writer: Writer | None = None
        self._made: dict[int, Made] = {}  # by the article, which is alive
        self._ended = False
        self._open = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(Lock(self._file))
            self.earlier = self._before()
            for file in (self._out, self._rows, self._keys):
                stack.enter_context(file)
            if not self._continues:
                self._begin_anew()
            self._open = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._prefix.abandon()
        self._open.close()

    @property
    def settled(self) -> bool:
        return self._writer is not None

    @property
    def more(self) -> Json:
        return {"made_with": self._made_with, "mends": self._mends}

    def left(self, items: Iterable[Item]) -> Iterator[Item]:
        if self._mends:
            return self._beside_finished(items)
        return self._prefix.left(items, self._tally.keep)

    def made(self, article: Article) -> Made | None:
        return self._made.pop(id(article), None)

    def add(self, result: Result) -> None:
        writer = self._writer or self._go_on()
        if isinstance(result, Made):
            writer.add_line(result.line)
            return
        if not isinstance(result, Failed):
            writer.add(result.record)
            return
        if result.article:
            self._keys.write(key_of(self._pipeline, result.article) + "\n")
        self._rows.write(row_line(result))

    def sync(self) -> None:
        for file in (self._out, self._rows, self._keys):
            file.sync()

    def end(self) -> tuple[Path, Path]:
        """Add nothing more: the files of the records and the rows, which have no name yet."""
        if not self._ended:
            (self._writer or self._go_on()).end()
            self.sync()
            self._ended = True
        return self._out.partial, self._rows.partial

    def finish(self, stopped: Callable[[], bool] = lambda: False) -> None:
        self.end()
        if not self._format:
            self._convert(stopped)
        _finish_rows(self._rows)
        if self._format:
            self._out.finish()
        else:
            self._out.cut(0)
        self._keys.cut(0)

    def _convert(self, stopped: Callable[[], bool]) -> None:
        from llmx.export.converting import Conversion  # most exports are of records

        number = self._tally.counts["ok"]
        if number >= _MANY:
            self._note(f"making {self._file.name!r} of {number:,} records")
        tasks = {task.name: task for task in self._pipeline.tasks}
        conversion = Conversion(self._file, tasks.get, list(tasks), self._shape, stopped)
        with self._out.partial.open(encoding="utf-8") as lines:
            for said in conversion.run(map(json.loads, lines)).notes:
                self._note(said)

    def _before(self) -> Before:
        """The runs that this one goes on with: one that has ended only to mend its failures."""
        earlier = before(self.manifest)
        ended = earlier.state == "finished" and not self._retry_errors
        return Before() if self._afresh or ended else earlier

    @property
    def _continues(self) -> bool:
        """Whether what the runs before have written may be what this one would write."""
        return not self._afresh and self.earlier.made_with == self._made_with

    @property
    def _mends(self) -> bool:
        """Whether there are the records of a run that has ended, with failures to mend."""
        ended = self._retry_errors and self.earlier.state == "finished"
        return self._continues and (ended or self.earlier.mends)

    def _beside_finished(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items that are left, with what the finished file has of them made known."""
        found: list[Made | None] = [None]

        def looked_up() -> Iterator[Item]:
            for item in items:
                found[0] = _made(finished, item)
                yield item

        entries = self._format.entries if self._format else None
        with Finished(self._file, entries, self._pipeline) as finished:
            for item in self._prefix.left(looked_up(), self._tally.keep):
                if found[0]:
                    self._made[id(item)] = found[0]
                yield item

    def _begin_anew(self) -> None:
        """Drop what cannot be told to be of this run, before the manifest says that it is."""
        if not self._afresh:
            number, torn = count(self._written)
            self._tell(0, number, torn)
        self._cut(0, 0, 0)

    def _go_on(self) -> Writer:
        """Cut the files to what is kept, once that is known."""
        prefix = self._prefix
        self._tell(prefix.kept, prefix.dropped, prefix.torn)
        self._cut(prefix.records_end, prefix.rows_end, prefix.keys_end)
        counts = self._tally.counts
        counts["cached"] = min(self.earlier.cached, counts["answers"])
        self._writer = (self._format or JsonLines)(self._out, begun=prefix.records_end > 0)
        return self._writer

    def _cut(self, records: int, rows: int, keys: int) -> None:
        self._out.cut(records)
        self._rows.cut(rows)
        self._keys.cut(keys)

    def _tell(self, kept: int, dropped: int, torn: dict[Path, bytes]) -> None:
        if not (kept or dropped or torn):
            return
        said = f"kept {kept:,} of {kept + dropped:,} results of the run before"
        if dropped:
            said += "; the rest is built again, from stored answers where there are"
        for partial, tail in torn.items():
            file = partial.with_suffix(".torn")
            with suppress(OSError):
                file.write_bytes(tail)
                said += f"; what was cut short is in {file.name!r}"
        self._note(said)


class Briefs:
    """A folder of Markdown files with `index.md`, `errors.jsonl` and `run.json`; it is updated."""

    def __init__(self, folder: Path, *, afresh: bool = False) -> None:
        self.manifest = folder / "run.json"
        self.earlier = Before()
        self.settled = True
        self._path = folder
        self._afresh = afresh
        self._rows = PartialFile(folder / "errors.jsonl")
        self._open = ExitStack()

    def __enter__(self) -> Self:
        make_folder(self._path)
        with ExitStack() as stack:
            stack.enter_context(Lock(self._path, self.manifest))
            earlier = before(self.manifest)
            if earlier.state != "finished" and not self._afresh:
                self.earlier = earlier
            self._folder = BriefFolder(self._path)
            stack.enter_context(self._rows)
            self._open = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def more(self) -> Json:
        return {"briefs": self._folder.entries}

    def left(self, items: Iterable[Item]) -> Iterator[Item]:
        return iter(items)

    def made(self, article: Article) -> Made | None:
        return None

    def add(self, result: Result) -> None:
        if isinstance(result, Failed):
            self._rows.write(row_line(result))
        elif isinstance(result, Outcome):
            self._folder.add(result)

    def sync(self) -> None:
        self._rows.sync()

    def finish(self, stopped: Callable[[], bool] = lambda: False) -> None:
        self._folder.write_index()
        _finish_rows(self._rows)


def _made(finished: Finished, item: Item) -> Made | None:
    """The record of an item in the file of a run that has ended."""
    taken = finished.take(item) if isinstance(item, Article) else None
    if taken is None:
        return None
    line, kept = taken
    return Made(line, kept.answers, kept.unverified, kept.repaired)


def row_line(result: Failed) -> str:
    """The row of a failure as a line of JSON."""
    return in_line(json.dumps(result.row.as_json(), ensure_ascii=False)) + "\n"


def _finish_rows(rows: PartialFile) -> None:
    """The file of errors exists only where there are some; an earlier run's goes."""
    if rows.size:
        rows.finish()
    else:
        rows.clear()
