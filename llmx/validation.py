"""An export held against what it claims: schema, spans, hashes, answers and seal of each record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from llmx import checks, fields
from llmx.article import Article, text_hash
from llmx.checks import Material
from llmx.errors import InputError
from llmx.record import seal
from llmx.record_schema import FindingEntry, Record
from llmx.stored import Broken, check_is_export, schema_faults, values
from llmx.task import GlossaryTerm, Task

if TYPE_CHECKING:
    from llmx.gazetteer import Gazetteer

Json = dict[str, Any]

_LOCATED = ("places", "gazetteer")
_WIDE = ("utf-16", "utf-32")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold. `line` counts from 1; `path` is a pointer into the record."""

    line: int
    article: str | None
    path: str
    message: str

    def __str__(self) -> str:
        who = f", article {self.article!r}" if self.article else ""
        return f"line {self.line}{who}: {self.path or '/'}: {self.message}"


@dataclass(frozen=True, slots=True)
class _Known:
    """What an export is held against besides itself."""

    find_task: Callable[[str], Task | None]
    gazetteer: Gazetteer | None


@dataclass
class Report:
    """The result of a validation: what does not hold, and what could not be looked at."""

    records: int = 0
    findings: int = 0
    faults: list[Fault] = field(default_factory=list)
    unchecked: dict[str, int] = field(default_factory=dict)

    def skip(self, what: str) -> None:
        self.unchecked[what] = self.unchecked.get(what, 0) + 1


def validate(
    file: Path,
    find_task: Callable[[str], Task | None],
    *,
    gazetteer: Gazetteer | None = None,
    strict: bool = False,
) -> Report:
    """Hold every record of an export against schema, spans, hashes, its tasks, and its seal.

    Every check is run again, and what it finds is held against the findings stored; under
    `strict` a stored finding that leaves something unverified is a fault as well. Places are
    checked with the gazetteer that they were located with, else that is said.

    `find_task` gives a task by name, None where there is none: that is said, not passed. Sources
    that can be read beside the export or from here are compared with their hash. Raises
    UsageError for a file that is no export at all.
    """
    check_is_export(file)
    report = Report()
    find = _Known(find_task, gazetteer)
    seen: dict[str, tuple[int, str]] = {}
    folders = _source_folders(file)
    for line, value in values(file):
        report.records += 1
        if isinstance(value, Broken):
            report.faults.append(Fault(line, None, "", value.why))
            continue
        article = _article_id(value)
        found = [Fault(line, article, p, m) for p, m in _faults(value, find, report)]
        stored = [] if found else [FindingEntry.model_validate(f) for f in value["findings"]]
        doubts = [f for f in stored if f.severity != "info"]
        report.findings += len(doubts)
        if strict:
            found.extend(Fault(line, article, f.path, f"{f.check}: {f.message}") for f in doubts)
        found.extend(_same_id(value, line, article, seen))
        report.faults.extend(found)
        if not found:
            _check_source(value, folders, line, report)
    return report


def _same_id(
    value: Any, line: int, article: str | None, seen: dict[str, tuple[int, str]]
) -> Iterator[Fault]:
    """Two texts under one id; the same text may stand in two sources."""
    if article is None:
        return
    text = str(value["article"].get("text_sha256"))
    first, known = seen.setdefault(article, (line, text))
    if known != text:
        yield Fault(line, article, "/article/id", f"the id of another text in line {first}")


def _faults(value: Any, known: _Known, report: Report) -> Iterator[tuple[str, str]]:
    """The seal first: whoever changed a record may have changed what else is found, too."""
    yield from _seal_faults(value)
    try:
        Record.model_validate(value)
    except ValidationError as error:
        yield from schema_faults(error, "")
        return
    answers: dict[str, BaseModel] = {}
    specific = [
        *_article_faults(value["article"]),
        *_answer_faults(value, known.find_task, answers, report),
    ]
    yield from specific or _finding_faults(value, answers, known.gazetteer, report)


def _seal_faults(value: Any) -> Iterator[tuple[str, str]]:
    if not (isinstance(value, Mapping) and isinstance(value.get("seal"), str)):
        return
    try:
        if seal(value) != value["seal"]:
            yield "/seal", "the record was changed after it was sealed"
    except (ValueError, RecursionError):
        yield "", "it holds a number that is none (NaN or Infinity), or is too deep"


def _article_faults(article: Json) -> Iterator[tuple[str, str]]:
    text = article["text"]
    if text_hash(text) != article["text_sha256"]:
        yield "/article/text_sha256", "not the hash of article.text"
    numbers = [s["n"] for s in article["sentences"] if s["n"] is not None]
    if numbers != list(range(1, len(numbers) + 1)):
        yield "/article/sentences", "the numbers do not run 1..n without gaps"
    end = 0
    for index, sentence in enumerate(article["sentences"]):
        path = f"/article/sentences/{index}"
        if not end <= sentence["start"] < sentence["end"] <= len(text):
            yield path, f"the span {sentence['start']}..{sentence['end']} does not fit"
        elif text[sentence["start"] : sentence["end"]] != sentence["text"]:
            yield f"{path}/text", "not what stands in article.text at that span"
        if sentence["boilerplate"] != (sentence["n"] is None):
            yield f"{path}/n", "boilerplate has no number, everything else has one"
        end = max(end, sentence["end"])


def _answer_faults(
    value: Json,
    find_task: Callable[[str], Task | None],
    answers: dict[str, BaseModel],
    report: Report,
) -> Iterator[tuple[str, str]]:
    """What is wrong with each answer; those that can be read are put into `answers`."""
    if set(value["answers"]) != set(value["provenance"]):
        yield "/provenance", "not the same tasks as in /answers"
    sentences = sum(s["n"] is not None for s in value["article"]["sentences"])
    for name, answer in value["answers"].items():
        task = find_task(name)
        if task is None:
            report.skip(f"answers of the unknown task {name!r}")
            continue
        yield from _task_faults(task, answer, sentences, answers)
        recorded = value["provenance"].get(name, {}).get("schema")
        if recorded and recorded != task.schema_sha256:
            report.skip(f"{name!r}: made with another version of its schema")


def _task_faults(
    task: Task, answer: Json, sentences: int, answers: dict[str, BaseModel]
) -> Iterator[tuple[str, str]]:
    root = f"/answers/{task.name}"
    try:
        model: BaseModel = task.answer.model_validate_json(json.dumps(answer))
    except ValidationError as error:
        yield from schema_faults(error, root)
        return
    answers[task.name] = model
    for fault in fields.faults(model, sentences):
        yield root + fault.pointer, fault.message


def _finding_faults(
    value: Json, answers: Mapping[str, BaseModel], gazetteer: Gazetteer | None, report: Report
) -> Iterator[tuple[str, str]]:
    """Where the checks, run again, do not come to what is stored."""
    if set(answers) != set(value["answers"]):
        report.skip("findings, where a task is unknown")
        return
    made_with = value["derived"]["gazetteer"]
    located = made_with is None or (gazetteer is not None and gazetteer.identity == made_with)
    if not located:
        report.skip("places, without the gazetteer that they were located with")
    entries = [term for p in value["provenance"].values() for term in p["glossary"]]
    terms = list(dict.fromkeys(GlossaryTerm(t["source"], t["english"]) for t in entries))
    used = gazetteer if made_with and located else None
    material = Material(Article.from_json(value["article"]), answers, terms, used)
    now = [finding.as_json() for finding in checks.run(material)]
    yield from _differences(value["findings"], now, set() if located else {"places"})
    derived = checks.derive(material)
    for name in derived:
        if derived[name] != value["derived"][name] and (located or name not in _LOCATED):
            yield f"/derived/{name}", "not what is derived from the answers"


def _differences(
    stored: list[Json], now: list[Json], unchecked: set[str]
) -> Iterator[tuple[str, str]]:
    for index, finding in enumerate(stored):
        if finding not in now and finding["check"] not in unchecked:
            said = f"{finding['check']} at {finding['path']}"
            yield f"/findings/{index}", f"a finding that the checks do not make: {said}"
    for found in now:
        if found not in stored and found["check"] not in unchecked:
            said = f"{found['check']} at {found['path']}: {found['message']}"
            yield "/findings", f"a finding is missing: {said}"


def _check_source(value: Json, folders: list[Path], line: int, report: Report) -> None:
    """Compare the bytes received with the source, where it can still be read."""
    article = value["article"]
    try:
        found = _source_files(article["source"], folders)
        encoding = article["encoding"] if article["encoding"].startswith(_WIDE) else None
        known = frozenset().union(*(_hashes(f, encoding) for f in found)) if found else None
    except (OSError, InputError, ImportError):
        known = None  # a name that no file can have, a file or a form that cannot be read here
    if known is None:
        report.skip("sources that cannot be read from here")
        return
    if article["sha256"] not in known:
        message = f"{article['source']!r} is no longer what was received"
        report.faults.append(Fault(line, article["id"], "/article/sha256", message))


def _source_folders(file: Path) -> list[Path]:
    """Where sources may be: here, beside the export, in the folders that its run was given."""
    try:
        manifest = json.loads(file.with_name(file.name + ".run.json").read_text(encoding="utf-8"))
        given = [Path(source) for source in manifest["settings"]["sources"]]
    except (OSError, ValueError, KeyError, TypeError):
        given = []
    return [Path(), file.parent, *(folder for folder in given if folder.is_dir())]


def _source_files(source: str, folders: list[Path]) -> list[Path]:
    """The files that may be the source; two folders may hold one of that name."""
    path = Path(source)
    if source == "-" or path.is_absolute() or ".." in path.parts:
        return []
    return [folder / path for folder in folders if (folder / path).is_file()]


@lru_cache(maxsize=64)
def _hashes(file: Path, encoding: str | None = None) -> frozenset[str]:
    """The hash of a file, or of each row of one that holds an article in each.

    A row is the bytes of its line, or of its lines in CSV; in Parquet it is its values.
    `encoding` is that of a CSV file whose bytes are no characters.
    """
    suffix = file.suffix.lower()
    with file.open("rb") as stream:
        if suffix == ".jsonl":
            return frozenset(hashlib.sha256(line.rstrip(b"\r\n")).hexdigest() for line in stream)
        if suffix == ".csv":
            from llmx.reading import csv

            return frozenset(csv.hashes(stream, encoding))
        if suffix == ".parquet":
            from llmx.reading import parquet

            return frozenset(parquet.hashes(stream))
        return frozenset([hashlib.file_digest(stream, "sha256").hexdigest()])


def _article_id(value: Any) -> str | None:
    article = value.get("article") if isinstance(value, Mapping) else None
    ident = article.get("id") if isinstance(article, Mapping) else None
    return ident if isinstance(ident, str) else None
