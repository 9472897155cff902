"""Comparing: exports read and held against a key, and what that comes to."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from llmx.article import Article
from llmx.checks import Material
from llmx.errors import UsageError
from llmx.evaluation import coding, facts, gold, invented, translations
from llmx.evaluation.facts import Judge
from llmx.evaluation.key import Key, KeyArticle, wrong
from llmx.evaluation.measures import Measure, Tally
from llmx.evaluation.report import Cell, Report, Row, System, Table
from llmx.evaluation.resampling import difference, interval
from llmx.evaluation.shape import numbered_in
from llmx.stored import Stored, records, schema_faults
from llmx.task import Task

Json = dict[str, Any]
FindTask = Callable[[str], Task | None]


@dataclass(frozen=True, slots=True)
class How:
    """How an evaluation is made: draws for the intervals, their seed, and a judge if there is one.

    `draws` 0: no intervals.
    """

    draws: int = 1000
    seed: int = 12345
    judge: Judge | None = None


@dataclass(frozen=True)
class _Answered:
    """The answers of one system to one task: by article, the article and its answer."""

    system: System
    task: Task
    answers: Mapping[str, tuple[Article, BaseModel]]


def evaluate(
    exports: Sequence[Path],
    key: tuple[Path, Key],
    find_task: FindTask,
    how: How | None = None,
) -> Report:
    """Hold exports against a key: every task that the key speaks of, every system side by side.

    Raises UsageError for an export that does not hold, an answer that does not fit the schema
    that is there now, and where no export has an article of the key; WrongKey where the key does
    not fit the schemas or the articles.
    """
    how = how or How()
    file, wanted = key
    by_id = {article.id: article for article in wanted.articles}
    report = Report(str(file), len(by_id))
    held = [(export, _read(export, by_id, report)) for export in exports]
    if not any(found for _, found in held):
        raise UsageError(
            f"the key {str(file)!r} and the exports have no article in common",
            hint="an article is known by its id; `llmx key` makes a key of an export",
        )
    tasks = _tasks(wanted, find_task, report)
    _check(file, wanted, tasks, [found for _, found in held])
    for task in tasks:
        systems = [s for export, found in held for s in _systems(export, found, task)]
        if not systems:
            report.note(f"no export has answers of {task.name!r}, of which the key speaks")
            continue
        measured = [(system, _measures(system, by_id, how, report)) for system in systems]
        report.tables.append(_table(task.name, None, measured, how))
        report.by_language.extend(_by_language(task.name, measured, how))
    return report


# --- what is read ------------------------------------------------------------------------------


def _read(export: Path, key: Mapping[str, KeyArticle], report: Report) -> dict[str, Stored]:
    """The records of an export that the key has, by article; the rest is named in the report."""
    found: dict[str, Stored] = {}
    unkeyed = []
    for record in records(export):
        ident = record.value["article"]["id"]
        if ident not in key:
            unkeyed.append(ident)
            continue
        known = found.setdefault(ident, record)
        if known.value["answers"] != record.value["answers"]:
            raise UsageError(
                f"the export {str(export)!r} has two answers for the article {ident!r}: "
                f"lines {known.line} and {record.line}"
            )
    if missing := [ident for ident in key if ident not in found]:
        report.missing[str(export)] = missing
    if unkeyed:
        report.unkeyed[str(export)] = list(dict.fromkeys(unkeyed))
    return found


def _tasks(key: Key, find_task: FindTask, report: Report) -> list[Task]:
    """The tasks that the key speaks of and that are here; the others are named."""
    found = []
    for name in key.tasks:
        task = find_task(name)
        if task is None:
            report.note(f"the key speaks of the task {name!r}, which is not found: left out")
        else:
            found.append(task)
    return found


def _check(
    file: Path, key: Key, tasks: Sequence[Task], held: Sequence[Mapping[str, Stored]]
) -> None:
    """Hold the key against the schemas of its tasks and the articles of the exports."""
    faults: list[str] = []
    models = {task.name: task.answer for task in tasks}
    for index, entry in enumerate(key.articles):
        articles = [found[entry.id].value["article"] for found in held if entry.id in found]
        if not articles:
            continue
        sentences = sum(s["n"] is not None for s in articles[0]["sentences"])
        texts = {article["text_sha256"] for article in articles}
        if entry.text_sha256 and texts != {entry.text_sha256}:
            faults.append(f"/articles/{index}/text_sha256: the text of {entry.id!r} is another")
        for name, given in entry.answers.items():
            if name in models:
                root = f"/articles/{index}/answers/{name}"
                found = gold.faults(models[name], given, sentences)
                faults += [f"{root}{pointer}: {said}" for pointer, said in found]
    if faults:
        raise wrong(file, faults)


def _systems(export: Path, found: Mapping[str, Stored], task: Task) -> Iterator[_Answered]:
    """The systems whose answers of a task an export has, in the order of their first ones."""
    by_system: defaultdict[System, dict[str, tuple[Article, BaseModel]]] = defaultdict(dict)
    for ident, record in found.items():
        answer = record.value["answers"].get(task.name)
        if answer is not None:
            made = record.value["provenance"][task.name]
            system = System(str(export), made["model"], made["prompt"], made["schema"])
            parsed = _parsed(answer, task, export, record)
            by_system[system][ident] = (record.article, parsed)
    for system, answers in by_system.items():
        yield _Answered(replace(system, articles=len(answers)), task, answers)


def _parsed(answer: Json, task: Task, export: Path, record: Stored) -> BaseModel:
    try:
        return task.answer.model_validate_json(json.dumps(answer))
    except ValidationError as error:
        path, said = next(schema_faults(error, f"/answers/{task.name}"))
        raise UsageError(
            f"the export {str(export)!r}, line {record.line}: {path}: {said}",
            hint=f"made with another version of the schema {task.name!r}? --schemas names its own",
        ) from error


# --- what is measured --------------------------------------------------------------------------


def _measures(
    answered: _Answered, key: Mapping[str, KeyArticle], how: How, report: Report
) -> list[Measure]:
    """All measures of one system of which there is something to measure."""
    task, tally = answered.task, Tally()
    segments: dict[str, list[translations.Segment]] = {}
    for ident, entry in key.items():
        if task.name not in entry.tasks:
            continue
        there = ident in answered.answers
        tally.add(ident, f"{task.name}.coverage", (there, 1), "share")
        if there:
            segments[ident] = _count(tally, answered, entry, how, report)
    return [*tally.measures(), *_translated(task.name, segments, report)]


def _count(
    tally: Tally, answered: _Answered, entry: KeyArticle, how: How, report: Report
) -> list[translations.Segment]:
    """Count what one article gives; the segments to hold against references are left over."""
    task = answered.task
    article, answer = answered.answers[entry.id]
    given = answer.model_dump(mode="json", by_alias=True)
    wanted = entry.answers.get(task.name, {})
    material = Material(article, {task.name: answer})
    where = (entry.id, article.language)
    coding.count(tally, where, (task.name, task.answer), wanted, given)
    invented.count(tally, task.name, material, wanted)
    sought = entry.facts.get(task.name, [])
    if how.judge is None and any(not fact.told for fact in sought):
        report.note(f"facts of {task.name!r} that only a judge can tell are left out: --judge")
    facts.count(tally, entry.id, task.name, sought, facts.statements(material), how.judge)
    numbered = numbered_in(task.answer)
    segments = list(translations.segments(numbered, wanted, given))
    if task.name in entry.texts:
        segments.append((translations.whole(numbered, given), entry.texts[task.name]))
    if numbered is not None and not segments:
        report.note(f"no reference translation of {entry.id!r}: chrF++ and BLEU leave it out")
    return segments


def _translated(
    task: str, segments: Mapping[str, Sequence[translations.Segment]], report: Report
) -> list[Measure]:
    if not any(segments.values()):
        return []
    if not translations.available():
        report.note(translations.EXTRA)
        return []
    return translations.measures(task, segments)


def _table(
    task: str,
    language: str | None,
    measured: Sequence[tuple[_Answered, Sequence[Measure]]],
    how: How,
) -> Table:
    by_name: dict[str, list[Measure | None]] = {}
    for index, (_, found) in enumerate(measured):
        for measure in found:
            row = by_name.setdefault(measure.name, [None] * len(measured))
            row[index] = measure
    rows = tuple(_row(name, row, how) for name, row in _sorted(by_name))
    return Table(task, language, tuple(answered.system for answered, _ in measured), rows)


def _sorted(by_name: Mapping[str, list[Measure | None]]) -> Iterable[tuple[str, Any]]:
    """Measures of the whole first, then those of single slots, each in order of appearance."""
    return sorted(by_name.items(), key=lambda item: ".slots." in item[0])


def _row(name: str, measures: Sequence[Measure | None], how: How) -> Row:
    known = next(measure for measure in measures if measure is not None)
    first, *others = measures
    differences = [
        difference(first, other, draws=how.draws, seed=how.seed)
        if first is not None and other is not None and how.draws
        else None
        for other in others
    ]
    cells = tuple(_cell(measure, how) for measure in measures)
    return Row(name, known.better, cells, tuple(differences), known.signature)


def _cell(measure: Measure | None, how: How) -> Cell | None:
    if measure is None or (value := measure.value) is None:
        return None
    around = interval(measure, draws=how.draws, seed=how.seed) if how.draws else None
    return Cell(value, around, len(measure.counts))


def _by_language(
    task: str, measured: Sequence[tuple[_Answered, Sequence[Measure]]], how: How
) -> Iterator[Table]:
    """The same tables for the articles of each language, without intervals."""
    languages = {
        ident: article.language
        for answered, _ in measured
        for ident, (article, _) in answered.answers.items()
    }
    for language in sorted(set(languages.values())):
        narrowed = [
            (answered, [m for m in map(_only(languages, language), found) if m.value is not None])
            for answered, found in measured
        ]
        yield _table(task, language, narrowed, replace(how, draws=0))


def _only(languages: Mapping[str, str], language: str) -> Callable[[Measure], Measure]:
    def narrow(measure: Measure) -> Measure:
        kept = {i: c for i, c in measure.counts.items() if languages.get(i) == language}
        return replace(measure, counts=kept)

    return narrow
