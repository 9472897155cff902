"""The tables of an export: those of every record, and those of the schemas of its tasks.

Every record gives `articles`, `sentences`, `findings`, `places`, `dates` and `provenance`. A task
gives one table under its own name for what its answer holds once, one for each list of blocks,
under the list's name, and one for each list in the items of such a list. Where a name is taken,
the task's name stands before it. A schema with tables of its own has these, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from llmx import fields
from llmx.article import Article
from llmx.errors import TaskError, UsageError
from llmx.record_schema import (
    ArticleEntry,
    DateEntry,
    FindingEntry,
    PlaceEntry,
    ProvenanceEntry,
    SentenceEntry,
)
from llmx.row import Beside, Row
from llmx.stored import schema_faults
from llmx.tables.columns import Cell, Column, Keys, Listed, at, cells, lists, unlike
from llmx.task import Tabular, Task

Json = Mapping[str, Any]
FindTask = Callable[[str], Task | None]

SENTENCES = "sentences"
RECORD, ARTICLE, ITEM, OF_ITEM = "record", "article_id", "item", "of_item"
"""The columns that tell rows apart: the number of the record from 1, the id of its article, the
number of the item in its list from 1, and that of the item whose list it is."""

_KEYS = (Column(RECORD, "integer"), Column(ARTICLE, "text"))
_ITEM, _OF_ITEM = Column(ITEM, "integer"), Column(OF_ITEM, "integer")


@dataclass(frozen=True, slots=True)
class Item:
    """What a row is made of: the values of its key columns, a pointer to it, and its JSON."""

    keys: tuple[Any, ...]
    pointer: str
    values: Json


class Entry:
    """One record as tables read it; `number` counts from 1."""

    def __init__(self, number: int, record: Json, answers: Mapping[str, BaseModel]) -> None:
        self.number = number
        self.record = record
        self.answers = answers

    @property
    def keys(self) -> tuple[int, str]:
        return self.number, self.record["article"]["id"]

    @cached_property
    def beside(self) -> Beside:
        """What the record holds beside its answers; its paths are pointers into the record."""
        derived, findings = self.record["derived"], self.record["findings"]
        return Beside(
            "",
            {place["path"]: place for place in derived["places"]},
            {date["path"]: date for date in derived["dates"]},
            frozenset(f["path"] for f in findings if f["severity"] != "info"),
        )

    @cached_property
    def article(self) -> Article:
        return Article.from_json(dict(self.record["article"]))

    def rows(self, task: str, table: str) -> list[Row]:
        """The rows that the schema of a task makes of a table itself.

        Raises TaskError where it fails.
        """
        if task not in self.answers:
            return []
        beside = replace(self.beside, root=f"/answers/{task}")
        try:
            return list(cast(Tabular, self.answers[task]).rows(table, self.article, beside))
        except Exception as error:
            said = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
            raise TaskError(f"the schema of {task!r} fails on its rows: {said}") from error


@dataclass(frozen=True)
class Table:
    """One table: its columns, and how its rows are made of a record.

    `task` is the one whose answer it is of, `own` says that its schema makes the rows itself,
    `register` names the register that the rows are entries of, `apart` says that the lists of
    blocks in its columns are tables, too.
    """

    name: str
    keys: tuple[Column, ...]
    cells: tuple[Cell, ...] = field(repr=False)
    items: Callable[[Entry], Iterator[Item]] = field(repr=False)
    task: str | None = None
    own: bool = False
    register: str | None = None
    apart: bool = False

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return (*self.keys, *(cell.column for cell in self.cells))

    def rows(self, entry: Entry) -> Iterator[tuple[Any, ...]]:
        """The rows of a record, a value for each column."""
        for item in self.items(entry):
            values, pointer = item.values, item.pointer
            found = (cell.read(values, pointer, entry.beside) for cell in self.cells)
            yield (*item.keys, *found)

    @cached_property
    def place(self) -> tuple[int, int] | None:
        """Where the latitude and the longitude stand among the columns; None: it has none."""
        names = [c.name if c.kind == "number" and not c.many else "" for c in self.columns]
        for name in names:
            if name == "latitude" or name.endswith("_latitude"):
                other = name.removesuffix("latitude") + "longitude"
                if other in names:
                    return names.index(name), names.index(other)
        return None

    def located(self) -> tuple[int, int]:
        """The same, of a table that must have them. Raises UsageError."""
        if self.place is None:
            raise UsageError(f"the table {self.name!r} has no coordinates")
        return self.place


class Layout:
    """The tables of the tasks that were met so far, by name; `unknown` counts answers without."""

    def __init__(self, find_task: FindTask, *, everything: bool = False) -> None:
        self.tables: dict[str, Table] = {}
        self.unknown: dict[str, int] = {}
        self._find = find_task
        self._everything = everything
        self._tasks: dict[str, Task | None] = {}
        self._english: list[tuple[str, Keys]] = []
        self._taken = set(_RESERVED)
        for table in self._common():
            self._add(table)

    def meet(self, names: Sequence[str]) -> None:
        """Have the tables of these tasks."""
        for name in names:
            if name not in self._tasks:
                found = self._tasks[name] = self._find(name)
                for table in self._of_task(found) if found else ():
                    self._add(table)

    def entry(self, number: int, record: Json) -> Entry:
        """A record to make rows of, its answers held against their schemas.

        Raises UsageError for an answer that does not fit; one of an unknown task is counted.
        """
        self.meet(list(record["answers"]))
        answers: dict[str, BaseModel] = {}
        for name, answer in record["answers"].items():
            task = self._tasks[name]
            if task is None:
                self.unknown[name] = self.unknown.get(name, 0) + 1
            else:
                answers[name] = _fitting(number, task, answer)
        return Entry(number, record, answers)

    def table(self, name: str) -> Table:
        """The table of that name. Raises UsageError that names those that there are."""
        try:
            return self.tables[name]
        except KeyError:
            known = ", ".join(self.tables)
            raise UsageError(f"no table {name!r}", hint=f"there are: {known}") from None

    def main(self, *, placed: bool = False) -> Table:
        """The table that stands for an export: the first that a schema makes itself, else the
        first of the last task; with `placed`, of those that have coordinates.

        Raises UsageError where there is none.
        """
        fit = [t for t in self.tables.values() if t.task and (t.place or not placed)]
        own = [table for table in fit if table.own]
        last = [t for t in fit if t.task == fit[-1].task]
        if not fit:
            what = "with coordinates " if placed else ""
            tasks = ", ".join(map(repr, self._tasks)) or "none"
            raise UsageError(f"no table {what}in the answers of the tasks: {tasks}")
        return (own or last)[0]

    # --- tables of every record ------------------------------------------------------------------

    def _common(self) -> Iterator[Table]:
        keys = (*_KEYS, _ITEM)
        yield Table("articles", _KEYS[:1], _once_cells(ArticleEntry), _articles)
        yield Table(SENTENCES, keys, _cells(_Sentence), self._sentences)
        yield Table("findings", keys, _cells(_Finding), _entries("findings"))
        yield Table("places", keys, _cells(PlaceEntry), _entries("derived", "places"))
        yield Table("dates", keys, _cells(DateEntry), _entries("derived", "dates"))
        yield Table("provenance", keys, _cells(_Provenance), _provenance)

    def _sentences(self, entry: Entry) -> Iterator[Item]:
        english: dict[int, str] = {}
        for task, keys in self._english:
            for translated in at(entry.record["answers"].get(task), keys) or ():
                english.setdefault(translated["n"], translated["en"])
        for number, sentence in enumerate(entry.record["article"]["sentences"]):
            values = {**sentence, "english": english.get(sentence["n"])}
            pointer = f"/article/sentences/{number}"
            yield Item((*entry.keys, number + 1), pointer, values)

    # --- tables of a task ------------------------------------------------------------------------

    def _of_task(self, task: Task) -> Iterator[Table]:
        """Its own tables, what an answer holds once, its lists, and the lists in their items."""
        yield from self._own(task)
        root = _once_cells(task.answer)
        if root:
            name = self._name(task.name, task.name)
            yield Table(name, _KEYS, root, _once(task.name), task.name)
        for listed in lists(task.answer):
            if issubclass(listed.model, fields.TranslatedSentence):
                self._english.append((task.name, listed.keys))
            yield self._of_list(task.name, listed, _listed(task.name, listed.keys), (_ITEM,))
            for inner in lists(listed.model):
                items = _listed_in(task.name, listed.keys, inner.keys)
                yield self._of_list(task.name, inner, items, (_OF_ITEM, _ITEM))

    def _of_list(
        self,
        task: str,
        listed: Listed,
        items: Callable[[Entry], Iterator[Item]],
        numbers: tuple[Column, ...],
    ) -> Table:
        name = self._name(task, listed.keys[-1])
        register = getattr(listed.model, "register_name", None)
        found = _cells(listed.model)
        keys, apart = (*_KEYS, *numbers), numbers == (_ITEM,)
        return Table(name, keys, found, items, task, register=register, apart=apart)

    def _own(self, task: Task) -> Iterator[Table]:
        if not is_tabular(task.answer):
            return
        for name, model in cast(type[Tabular], task.answer).tables().items():
            items = _own_rows(task.name, name, everything=self._everything)
            yield Table(self._name(task.name, name), (), cells(model), items, task.name, own=True)

    def _name(self, task: str, name: str) -> str:
        """The name of a table, with the task's before it where it is taken."""
        taken = name.lower() in self._taken
        return unlike(f"{task}_{name}" if taken else name, self._taken)

    def _add(self, table: Table) -> None:
        self._taken.add(table.name.lower())
        self.tables[table.name] = table


def is_tabular(answer: type[BaseModel]) -> bool:
    """Whether a schema makes tables of its own; a field of that name is no method."""
    return all(callable(getattr(answer, name, None)) for name in ("tables", "rows"))


class _Sentence(SentenceEntry):
    english: str | None


class _Finding(FindingEntry):
    sentences: fields.Sentences


class _Provenance(ProvenanceEntry):
    task: str


_RESERVED = ("search", "doubts")
"""What a database holds besides tables."""
_NAMES = (RECORD, ARTICLE, ITEM, OF_ITEM)


def _cells(model: type[BaseModel]) -> tuple[Cell, ...]:
    return cells(model, reserved=_NAMES)


def _once_cells(model: type[BaseModel]) -> tuple[Cell, ...]:
    """The columns of what is there once: the lists of blocks have tables of their own."""
    return tuple(cell for cell in _cells(model) if cell.column.kind != "object")


def _articles(entry: Entry) -> Iterator[Item]:
    yield Item(entry.keys[:1], "/article", entry.record["article"])


def _entries(*keys: str) -> Callable[[Entry], Iterator[Item]]:
    """The items of a list of the record."""

    def items(entry: Entry) -> Iterator[Item]:
        for number, values in enumerate(at(entry.record, keys)):
            pointer = f"{fields.json_pointer(keys)}/{number}"
            yield Item((*entry.keys, number + 1), pointer, values)

    return items


def _provenance(entry: Entry) -> Iterator[Item]:
    for number, (task, values) in enumerate(entry.record["provenance"].items(), 1):
        yield Item((*entry.keys, number), f"/provenance/{task}", {**values, "task": task})


def _once(task: str) -> Callable[[Entry], Iterator[Item]]:
    def items(entry: Entry) -> Iterator[Item]:
        if task in entry.answers:
            yield Item(entry.keys, f"/answers/{task}", entry.record["answers"][task])

    return items


def _listed(task: str, keys: Keys) -> Callable[[Entry], Iterator[Item]]:
    root = f"/answers/{task}{fields.json_pointer(keys)}"

    def items(entry: Entry) -> Iterator[Item]:
        if task in entry.answers:
            for number, values in enumerate(at(entry.record["answers"][task], keys) or ()):
                yield Item((*entry.keys, number + 1), f"{root}/{number}", values)

    return items


def _listed_in(task: str, outer: Keys, keys: Keys) -> Callable[[Entry], Iterator[Item]]:
    parents, step = _listed(task, outer), fields.json_pointer(keys)

    def items(entry: Entry) -> Iterator[Item]:
        for parent in parents(entry):
            for number, values in enumerate(at(parent.values, keys) or ()):
                pointer = f"{parent.pointer}{step}/{number}"
                yield Item((*parent.keys, number + 1), pointer, values)

    return items


def _own_rows(task: str, name: str, *, everything: bool) -> Callable[[Entry], Iterator[Item]]:
    def items(entry: Entry) -> Iterator[Item]:
        for row in entry.rows(task, name):
            if everything or not row.aside:
                yield Item((), "", row.values.model_dump(mode="json", by_alias=True))

    return items


def _fitting(number: int, task: Task, answer: Json) -> BaseModel:
    try:
        return task.answer.model_validate(answer)
    except ValidationError as error:
        path, said = next(schema_faults(error, f"/answers/{task.name}"))
        raise UsageError(
            f"record {number} does not fit the schema of {task.name!r}: {path}: {said}",
            hint="it was made with another version of the schema; --schemas DIR names its folder",
        ) from error
