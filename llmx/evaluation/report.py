"""The report of an evaluation: for each task the systems side by side, measure by measure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from llmx.evaluation.measures import Better
from llmx.evaluation.resampling import Difference, Interval

Json = dict[str, Any]

SCHEMA = "llmx.evaluation/1"


@dataclass(frozen=True, slots=True)
class System:
    """What gave answers: a model, with one version of a prompt and its schema, in one export."""

    export: str
    model: str
    prompt: str
    schema: str
    articles: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One measure of one system, over so many articles."""

    value: float
    interval: Interval | None
    articles: int


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of all systems; a system that it cannot be taken of has None.

    `differences` are of each system to the first one.
    """

    measure: str
    better: Better
    cells: tuple[Cell | None, ...]
    differences: tuple[Difference | None, ...]
    signature: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one task. `language` is None where it holds over all of them."""

    task: str
    language: str | None
    systems: tuple[System, ...]
    rows: tuple[Row, ...]


@dataclass
class Report:
    """The whole: tables, and what was not measured, by export, article by article."""

    key: str
    articles: int
    tables: list[Table] = field(default_factory=list)
    by_language: list[Table] = field(default_factory=list)
    missing: dict[str, list[str]] = field(default_factory=dict)
    unkeyed: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def note(self, said: str) -> None:
        """Keep what a reader has to know, once."""
        if said not in self.notes:
            self.notes.append(said)

    def as_json(self) -> Json:
        """The report as JSON; the same inputs give the same bytes."""
        return {"schema": SCHEMA, **asdict(self)}
