"""From an answer to what a person reads, with a mark on what is not verified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from pydantic import BaseModel

from llmx.article import Article
from llmx.checks.finding import Finding, pointer
from llmx.document import Document
from llmx.export.days import with_days
from llmx.fields import Reads, document_of, find, walk
from llmx.judging import is_open
from llmx.pipeline import Outcome
from llmx.task import Readable

Doubt = tuple[str, str]
"""A piece of prose that a finding is about, and what it says."""


def document(answer: BaseModel, article: Article) -> Document:
    """What an answer says of itself, else what its blocks give."""
    if callable(getattr(type(answer), "document", None)):  # a field of that name is no method
        return cast(Readable, answer).document(article)
    return document_of(answer)


def shown(outcome: Outcome) -> Document:
    """The document of an outcome's first answer, each line with the doubts about it.

    Dates of other calendars have their Gregorian day beside them.
    """
    task, answer = next(iter(outcome.answers.items()))
    read = document(answer, outcome.article)
    found = [f for f in outcome.findings if is_open(f)]
    marked = doubted(read, list(_doubts(task, answer, found))) if found else read
    return with_days(marked, outcome.article)


def doubted(document: Document, doubts: Sequence[Doubt]) -> Document:
    """The document with each doubt at the first line that prints the prose it is about.

    A doubt about what is not printed stands at the headline.
    """
    lines = document.lines
    placed: dict[int, list[str]] = {}
    for prose, said in doubts:
        place = next((i for i, line in enumerate(lines) if prose and prose in line.text), 0)
        placed.setdefault(place, []).append(said)
    return document.with_lines(
        replace(line, doubts=tuple(dict.fromkeys(placed.get(i, ()))))
        for i, line in enumerate(lines)
    )


def _doubts(task: str, answer: BaseModel, findings: Sequence[Finding]) -> Iterator[Doubt]:
    """Each finding on a task with the prose of the nearest block around it that has some."""
    root = pointer(task, ())
    for finding in findings:
        if f"{finding.path}/".startswith(f"{root}/") or finding.path.startswith("/article"):
            yield _prose(task, answer, finding), f"{finding.check}: {finding.message}"


def _prose(task: str, answer: BaseModel, finding: Finding) -> str:
    nearest = ""
    for path, block in walk(answer):
        if path and f"{finding.path}/".startswith(f"{pointer(task, path)}/"):
            own = [f for f in find(block, Reads) if len(f.path) <= 2]
            exact = [f for f in own if pointer(task, (*path, *f.path)) == finding.path]
            nearest = next((f.value for f in exact or own), nearest)
    return nearest
