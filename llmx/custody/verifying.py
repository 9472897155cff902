"""Verifying: a bundle held against itself, and its export derived from it once more."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from llmx import record, stored, sync
from llmx.article import Article, Rejection
from llmx.custody import integrity
from llmx.custody import tasks as own_tasks
from llmx.custody.deriving import Contents, Derived, Deriver, Rows, head, unsaid
from llmx.custody.differing import Fault, different_export
from llmx.custody.layout import (
    ANSWERS,
    ARTICLES,
    ERRORS,
    GLOSSARY,
    ORIGINALS,
    PARTS,
    PLACES,
    README,
    RECORDS,
    REQUESTS,
    SCHEMAS,
    SETTINGS,
    SOURCES,
    TEXTS,
    ArticleLine,
    RequestLine,
    RunSettings,
    entries_of,
    lines_of,
    read_model,
)
from llmx.custody.making import LIBRARIES
from llmx.custody.sinks import Compared
from llmx.errors import CustodyError, UsageError
from llmx.export.files import PartialFile
from llmx.export.formats import format_of, record_writer
from llmx.export.manifest import versions
from llmx.gazetteer import Gazetteer, default_file, open_gazetteer
from llmx.glossary import read_glossary
from llmx.model.answers import Answers, StoredAnswer, answer_of_line
from llmx.pipeline import Pipeline
from llmx.reading import Plan, Reader
from llmx.text.canonical import digest

Json = dict[str, Any]

_FINGERPRINT = re.compile(rb'\{"fingerprint":"([0-9a-f]{64})"')
_LOCATED = ("places", "gazetteer")


@dataclass(frozen=True, slots=True)
class Trust:
    """What of the machine it runs on a verification may use.

    A schema of a bundle is run where it is built in, in one of the folders `schemas`, or where
    `run_schemas` says that all are. `gazetteer` is that of the run, None: the default one.
    """

    run_schemas: bool = False
    schemas: Sequence[Path] = ()
    gazetteer: Path | None = None


@dataclass
class Report:
    """What a verification has come to.

    `versions` holds what is of another version here: (then, now) by name. `unproven` says what
    was not derived again, and what it takes. `told` counts failures that are as
    the run has them: what an endpoint said cannot be derived.
    """

    manifest: str | None = None
    files: int = 0
    records: int = 0
    versions: dict[str, tuple[str, str]] = field(default_factory=dict)
    found: dict[Fault, None] = field(default_factory=dict)
    unproven: list[str] = field(default_factory=list)
    told: int = 0

    @property
    def faults(self) -> list[Fault]:
        """What does not hold, each fault once."""
        return list(self.found)

    def add(self, fault: Fault) -> None:
        self.found[fault] = None


def verify(folder: Path, trust: Trust | None = None) -> Report:
    """Hold a bundle against itself: every hash, and the export as it follows from all the rest.

    Raises UsageError for a folder that is no bundle, and for one that holds more than files.
    """
    names = integrity.files_of(folder)
    report = Report(files=len(names))
    for fault in integrity.faults(folder, names):
        report.add(fault)
    report.manifest = integrity.digest_of(folder)
    with unsaid():
        sync.run(_Verification(folder, names, trust or Trust(), report).run())
    return report


class _Verification:
    """The parts of a bundle that follow from others of it, derived and compared."""

    def __init__(self, folder: Path, names: Sequence[str], trust: Trust, report: Report) -> None:
        self._folder = folder
        self._names = names
        self._trust = trust
        self._report = report

    async def run(self) -> None:
        settings = self._settings()
        if settings is None:
            self._report.unproven.append(f"that the export follows: {SETTINGS} cannot be read")
            return
        self._report.versions = _others(settings.versions)
        self._check_requests()
        try:
            plan = Plan(tuple(entries_of(self._folder)), Counter())
        except ValueError as error:
            self._report.add(Fault(SOURCES, str(error)))
            return
        reader = Reader(plan, settings.reading.options())
        if settings.export not in self._names:
            self._report.add(Fault(settings.export, "is missing"))
            return
        with ExitStack() as stack:
            gazetteer = self._gazetteer(settings)
            if gazetteer:
                stack.callback(gazetteer.close)
            if self._may_derive(settings, gazetteer):
                await self._derive(settings, reader, gazetteer)
            else:
                self._read_again(settings, reader)

    def _settings(self) -> RunSettings | None:
        try:
            settings = read_model(RunSettings, (self._folder / SETTINGS).read_bytes())
            settings.reading.options()
            if not format_of(Path(settings.export)).records:
                raise ValueError(f"export: nobody here writes {settings.export!r}")
            return settings
        except FileNotFoundError:
            self._report.add(Fault(SETTINGS, "is missing"))
        except (ValueError, UsageError) as error:
            self._report.add(Fault(SETTINGS, str(error)))
        return None

    def _may_derive(self, settings: RunSettings, gazetteer: Gazetteer | None) -> bool:
        """Whether all that the records were made by can be had here; if not, that is said."""
        if settings.strict and settings.gazetteer and not gazetteer:
            self._report.unproven.append("which articles a strict run has no record of")
            return False
        strange = own_tasks.strange(own_tasks.schemas_of(self._folder), self._trust.schemas)
        if strange and not self._trust.run_schemas:
            files = ", ".join(f"{SCHEMAS}/{name}" for name in strange)
            self._report.unproven.append(
                f"that the records follow from the answers: {files} is code that is not installed "
                "here; --schemas DIR names a folder that has it, --run-schemas runs it as it is"
            )
            return False
        return True

    # --- everything again ------------------------------------------------------------------------

    async def _derive(
        self, settings: RunSettings, reader: Reader, gazetteer: Gazetteer | None
    ) -> None:
        with ExitStack() as stack:
            try:
                schemas = own_tasks.schemas_of(self._folder)
                opened = own_tasks.opened(settings.tasks, self._folder, schemas)
                tasks = stack.enter_context(opened)
                glossary = self._folder / GLOSSARY
                terms = read_glossary(glossary) if glossary.is_file() else ()
            except CustodyError as error:
                self._report.add(Fault(error.file or SETTINGS, "is missing"))
                return
            except UsageError as error:
                self._report.add(Fault("prompts/ and schemas/", str(error)))
                return
            pipeline = Pipeline(
                tasks=tasks,
                model=settings.model,
                answers=Answers(),
                glossary=terms,
                gazetteer=gazetteer,
                repair=settings.repair,
                strict=settings.strict,
            )
            made = Path(stack.enter_context(TemporaryDirectory(prefix="llmx-")))
            sink = stack.enter_context(Compared(self._folder, self._report.add))
            found = await self._export(pipeline, reader, sink, made / settings.export)
            self._compare(found, located=not settings.gazetteer or gazetteer is not None)
            self._check_unused(sink.names | own_tasks.used_files(tasks), reader, settings)

    def _compare(self, found: Path, *, located: bool) -> None:
        """Hold the export against the one that follows, without its places if need be."""
        name, lens = found.name, None if located else _without_places
        if lens and found.suffix not in RECORDS:
            self._report.unproven.append(f"that {name} follows, of which places are a part")
            return
        fault = different_export(
            found, self._folder / name, record_writer(found), name=name, lens=lens
        )
        if fault:
            self._report.add(fault)

    async def _export(self, pipeline: Pipeline, reader: Reader, sink: Compared, file: Path) -> Path:
        """The export as it follows, in a file; all else that follows is compared on the way."""
        with ExitStack() as stack:
            answers = stack.enter_context(_Answers(self._folder / ANSWERS, self._report))
            deriver = Deriver(pipeline, answers.find)
            out = stack.enter_context(PartialFile(file))
            contents = Contents(sink, record_writer(file)(out))
            rows = Rows(line for _, line in lines_of(self._folder / ERRORS))
            listed = self._listed()
            for item in reader:
                line = next(listed, None)
                derived = await deriver.derive(item, only=set(line.requests) if line else ())
                contents.add(self._as_said(derived, rows))
            contents.end()
            out.finish()
        self._report.records = contents.records
        self._report.told = contents.told
        return file

    def _as_said(self, derived: Derived, rows: Rows) -> Derived:
        """What an input comes to, with what only an endpoint can have said as it is there."""
        row = rows.take(derived.item)
        if row:
            return derived.failed_as(row)
        if isinstance(derived.item, Article) and (why := derived.why):
            self._report.add(Fault(ANSWERS, f"no record follows: {why}", article=derived.item.id))
        return derived

    def _listed(self) -> Iterator[ArticleLine | None]:
        """The lines of articles.jsonl; None for what is none."""
        for _, line in lines_of(self._folder / ARTICLES):
            try:
                yield read_model(ArticleLine, line)
            except ValueError:
                yield None

    def _gazetteer(self, settings: RunSettings) -> Gazetteer | None:
        """The gazetteer of the run; None where it had none, or where there is another here."""
        if settings.gazetteer is None:
            return None
        file, places = self._trust.gazetteer or default_file(), self._folder / PLACES
        wanted = settings.gazetteer.get("identity")
        if self._trust.gazetteer or file.is_file():
            found = open_gazetteer(file, places if places.is_file() else None)
            if found.identity == wanted:
                return found
            found.close()
        self._report.unproven.append(
            f"where places lie: the gazetteer {str(wanted)[:16]} is not here "
            "(`llmx gazetteer build`, --gazetteer FILE)"
        )
        return None

    def _check_unused(self, used: set[str], reader: Reader, settings: RunSettings) -> None:
        """What nothing was derived from or to has no place in a bundle."""
        fixed = {README, SETTINGS, SOURCES, GLOSSARY, PLACES, settings.export, *integrity.OWN}
        originals = {f"{ORIGINALS}/{Path(entry.path).name}" for entry in reader.entries}
        for name in self._names:
            if name not in used | fixed | originals:
                self._report.add(Fault(name, "nothing of the run has used it"))

    # --- what can be told without schemas --------------------------------------------------------

    def _read_again(self, settings: RunSettings, reader: Reader) -> None:
        """Read the originals, and hold texts, hashes and the articles of the records against it."""
        records = self._records(settings)
        rows = Rows(line for _, line in lines_of(self._folder / ERRORS))
        listed = self._listed()
        with Compared(self._folder, self._report.add, (ARTICLES,)) as sink:
            for item in reader:
                line = next(listed, None)
                state = line.state if line else "ok"
                said = {"state": state, "requests": line.requests if line else []}
                sink.line(ARTICLES, record.line({**head(item), **said}))
                row = rows.take(item)
                if isinstance(item, Rejection):
                    if row != item.as_json():
                        self._report.add(Fault(ERRORS, f"no row of {item.source!r} as it is read"))
                    continue
                sink.whole(f"{TEXTS}/{item.text_sha256}", item.text.encode())
                if row is None and records is not None:
                    self._check_record(item, next(records, None), settings.export)
            sink.end()

    def _records(self, settings: RunSettings) -> Iterator[stored.Stored] | None:
        file = self._folder / settings.export
        return self._whole(file) if file.suffix in RECORDS else None

    def _whole(self, file: Path) -> Iterator[stored.Stored]:
        try:
            for found in stored.records(file):
                self._report.records += 1
                yield found
        except UsageError as error:
            self._report.add(Fault(file.name, error.message))

    def _check_record(self, article: Article, found: stored.Stored | None, name: str) -> None:
        if found is None or found.value["article"] != article.as_json():
            line = found.line if found else None
            said = "no record of this article as it is read from its original"
            self._report.add(Fault(name, said, line, article.id))

    # --- requests and answers --------------------------------------------------------------------

    def _check_requests(self) -> None:
        """Compute every fingerprint anew, from what stands in requests.jsonl and in parts/."""
        for number, line in lines_of(self._folder / REQUESTS):
            try:
                request = read_model(RequestLine, line)
                if self._fingerprint(request) != request.fingerprint:
                    raise ValueError("not the fingerprint of the request that stands there")
            except (ValueError, OSError, RecursionError) as error:
                self._report.add(Fault(REQUESTS, str(error), number))

    def _fingerprint(self, request: RequestLine) -> str:
        system, schema = (self._part(name) for name in (request.system, request.schema_part))
        return digest(
            {
                "messages": [
                    {"content": system, "role": "system"},
                    {"content": request.user, "role": "user"},
                ],
                "model": request.model,
                "sampling": request.sampling,
                "schema": json.loads(schema),
            }
        )

    def _part(self, name: str) -> str:
        return (self._folder / PARTS / name).read_bytes().decode("utf-8", "surrogatepass")


class _Answers:
    """The answers of a bundle, found by where they stand: none of them is held."""

    def __init__(self, file: Path, report: Report) -> None:
        self._file = file
        self._places: dict[bytes, tuple[int, int]] = {}
        at = 0
        for number, line in lines_of(file):
            found = _FINGERPRINT.match(line)
            if found:
                self._places.setdefault(bytes.fromhex(found[1].decode()), (at, number))
            else:
                report.add(Fault(ANSWERS, "no answer", number))
            at += len(line)

    def __enter__(self) -> _Answers:
        self._lines = self._file.open("rb") if self._places else None
        return self

    def __exit__(self, *_: object) -> None:
        if self._lines:
            self._lines.close()

    def find(self, fingerprint: str) -> Iterator[StoredAnswer]:
        """The answer under a fingerprint, if it stands there and can be read."""
        place = self._places.get(bytes.fromhex(fingerprint))
        if place and self._lines:
            self._lines.seek(place[0])
            try:
                line = self._lines.readline().decode()
                yield answer_of_line(line, self._file, place[1])
            except (UsageError, UnicodeDecodeError):
                return


def _others(then: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What is of another version now."""
    now = versions(LIBRARIES)
    return {n: (v, now.get(n, "none")) for n, v in then.items() if now.get(n) != v}


def _without_places(record: Json) -> Json:
    """A record without what a gazetteer has said of it."""
    derived = {k: v for k, v in record["derived"].items() if k not in _LOCATED}
    findings = [f for f in record["findings"] if f["check"] != "places"]
    rest = {k: v for k, v in record.items() if k != "seal"}
    return {**rest, "derived": derived, "findings": findings}
