"""Entries: one record as the page shows it, its items with their evidence, findings and facets."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ValidationError

from llmx.article import Article
from llmx.decisions import digest_of
from llmx.export.documents import document
from llmx.export.markdown import LANGUAGES
from llmx.fields import (
    Actor,
    Cites,
    Found,
    Names,
    Numbers,
    Path,
    Place,
    Reads,
    Refers,
    When,
    find,
    json_pointer,
    marked,
    walk,
)
from llmx.report.form import Forms, chosen, label
from llmx.report.surface import Mark, Surface, cited_by
from llmx.stored import Stored
from llmx.task import Task

Json = dict[str, Any]

SEVERITIES = ("none", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in an answer that a person decides on: the outermost block that cites sentences.

    `path` is an RFC 6901 pointer into the record, `severity` the worst of its findings as an index
    into SEVERITIES, `day` an ISO date, `days` those of its times as derived from what is printed,
    by their pointer in the item; `places` have a latitude and a longitude where known.
    """

    path: str
    group: str
    block: BaseModel
    value: Json
    cites: tuple[int, ...]
    marks: tuple[Mark, ...]
    type: str
    places: tuple[Json, ...]
    actors: tuple[str, ...]
    day: str | None
    days: Mapping[str, str]
    severity: int

    @property
    def digest(self) -> str:
        return digest_of(self.value)


@dataclass(frozen=True)
class Entry:
    """A record made ready: `article` is what the page gets, `unread` names what it could not."""

    ident: str
    article: Json
    items: tuple[Item, ...]
    unread: tuple[str, ...]
    worst: int


@dataclass(frozen=True)
class Reading:
    """How records are read: what gives a task by its name, and the forms of their blocks."""

    find_task: Callable[[str], Task | None]
    forms: Forms = field(default_factory=Forms)

    def entry(self, stored: Stored) -> Entry:
        """A record as the page shows it. What no known task answers is named, not shown."""
        article, record = stored.article, stored.value
        answers = self._answers(record["answers"])
        made = _Making(article, record, answers, self.forms)
        items = tuple(made.items())
        shown = {
            "id": article.id,
            "source": article.source,
            "language": article.language,
            "languageName": LANGUAGES.get(article.language, article.language),
            "dir": direction(article),
            "title": article.title,
            "heading": made.heading(),
            "published": article.published,
            "url": article.url,
            "models": sorted({p["model"] for p in record["provenance"].values()}),
            "sentences": made.sentences(),
            "groups": made.groups(items),
            "rest": list(made.rest()),
            "registers": made.registers(),
            "findings": made.findings,
        }
        unread = tuple(name for name in record["answers"] if name not in answers)
        worst = max((SEVERITIES.index(f["severity"]) for f in record["findings"]), default=0)
        return Entry(article.id, shown, items, unread, worst)

    def _answers(self, stored: Mapping[str, Json]) -> dict[str, BaseModel]:
        """Each answer that can be read, by task."""
        answers = {}
        for name, answer in stored.items():
            task = self.find_task(name)
            try:
                if task is not None:
                    answers[name] = task.answer.model_validate_json(json.dumps(answer))
            except ValidationError:
                continue  # made with another version of the schema: unread
        return answers


def _span(date: Json) -> str:
    """The days of a derived date: one, or the first and the last."""
    return " – ".join(dict.fromkeys([date["start"], date["end"]]))


def direction(article: Article) -> str:
    """The direction of most letters of an article, whatever language it is said to be in."""
    right = sum(letters for kind, letters in _letters(article.text) if kind in ("R", "AL"))
    left = sum(letters for kind, letters in _letters(article.text) if kind == "L")
    return "rtl" if right > left else "ltr"


@lru_cache(maxsize=2)
def _letters(text: str) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for letter in text[:4000]:
        kind = unicodedata.bidirectional(letter)
        counts[kind] = counts.get(kind, 0) + 1
    return tuple(counts.items())


class _Making:
    """What is made of one record."""

    def __init__(
        self, article: Article, record: Json, answers: Mapping[str, BaseModel], forms: Forms
    ) -> None:
        self.findings: list[Json] = record["findings"]
        self._article = article
        self._record = record
        self._answers = answers
        self._forms = forms
        self._surface = Surface(article)
        self._located = {place["path"]: place for place in record["derived"]["places"]}
        self._dates = {date["path"]: date for date in record["derived"]["dates"]}
        self._worst = _worst(self.findings)

    # --- what is decided on ----------------------------------------------------------------

    def items(self) -> Iterator[Item]:
        for task, answer in self._answers.items():
            named = _registers(answer)
            taken: set[Path] = set()
            for path, block in walk(answer):
                within = any(path[:length] in taken for length in range(1, len(path)))
                if path and not within and _has(type(block), Cites):
                    taken.add(path)
                    yield self._item(task, path, block, named)

    def _item(self, task: str, path: Path, block: BaseModel, named: Registers) -> Item:
        pointer = json_pointer(("answers", task, *path))
        cites = cited_by(block)
        kind = chosen(type(block))
        places = tuple(self._places(pointer, block))
        return Item(
            path=pointer,
            group=json_pointer(("answers", task, path[0])),
            block=block,
            value=_at(self._record, ("answers", task, *path)),
            cites=cites,
            marks=tuple(dict.fromkeys(self._marks(block, cites, named))),
            type=str(getattr(block, kind)) if kind else label(str(path[0])),
            places=places,
            actors=tuple(dict.fromkeys(_actors(block, named))),
            day=self._day(pointer, block),
            days={
                path.removeprefix(pointer): _span(date)
                for path, date in self._dates.items()
                if path.startswith(f"{pointer}/")
            },
            severity=self._worst.get(pointer, 0),
        )

    def _marks(self, block: BaseModel, cites: tuple[int, ...], named: Registers) -> Iterator[Mark]:
        """The block's own surface forms, and those of the register entries that it names."""
        yield from self._surface.marks(block, cites)
        for found in find(block, Refers):
            entry = _entry(named, found)
            words = getattr(entry, "name_src", None)
            if words:
                yield from self._surface.named(words, cites, json_pointer(found.path))

    def _places(self, pointer: str, block: BaseModel) -> Iterator[Json]:
        """The places of a block by their English names, each where it lies if that is known."""
        for path, place in walk(block):
            if isinstance(place, Place):
                at = self._located.get(pointer + json_pointer(path), {})
                name = place.name_en or place.name_src or at.get("name")
                if name:
                    yield {"name": name, **_located(at)}

    def _day(self, pointer: str, block: BaseModel) -> str | None:
        """The first day that is known: as derived from what is printed, else as answered."""
        times = [(pointer + json_pointer(p), b) for p, b in walk(block) if isinstance(b, When)]
        derived = (self._dates[own]["start"] for own, _ in times if own in self._dates)
        said = (when.start for _, when in times if when.start)
        return next(derived, None) or next(said, None)

    # --- what it is shown with -------------------------------------------------------------

    def heading(self) -> str:
        """The English title: that of the translation, else of the first answer."""
        answers = list(self._answers.values())
        first = next((a for a in answers if any(find(a, Numbers))), answers[0] if answers else None)
        said = document(first, self._article).headline.text if first else self._article.title
        return said or self._article.title or self._article.source

    def sentences(self) -> list[Json]:
        """Every sentence, boilerplate too, with its English where an answer gives it."""
        english = self._english()
        opening = {group[0] for group in self._article.paragraphs}
        return [
            {
                "n": s.n,
                "text": s.text,
                **({"en": english[s.n]} if s.n in english else {}),
                **({"title": True} if s.title else {}),
                **({"opens": True} if s.n in opening else {}),
            }
            for s in self._article.sentences
        ]

    def _english(self) -> dict[int | None, str]:
        """The prose of the first answer that answers every sentence, by number."""
        for answer in self._answers.values():
            found = {
                number.value: " ".join(f.value for f in find(number.block, Reads))
                for number in find(answer, Numbers)
            }
            if found:
                return dict(found)
        return {}

    def groups(self, items: tuple[Item, ...]) -> list[Json]:
        """The items by the field of their answer that they stand in."""
        groups: dict[str, Json] = {}
        for item in items:
            task, name = item.group.split("/")[2:4]
            group = groups.setdefault(item.group, {"task": task, "label": label(name), "items": []})
            group["items"].append(
                {
                    "path": item.path,
                    "digest": item.digest,
                    "form": self._forms.of(type(item.block)),
                    "value": item.value,
                    "cites": item.cites,
                    "marks": item.marks,
                    "places": item.places,
                    **({"days": item.days} if item.days else {}),
                }
            )
        return list(groups.values())

    def rest(self) -> Iterator[Json]:
        """What an answer says besides items, registers and the sentences' English."""
        for task, answer in self._answers.items():
            form = self._forms.of(type(answer))
            for name in type(answer).model_fields:
                value = getattr(answer, name)
                blocks = [b for _, b in walk_value(value)]
                if value in (None, [], "") or any(map(_apart, blocks)):
                    continue
                yield {
                    "task": task,
                    "path": json_pointer(("answers", task, name)),
                    "form": form,
                    "field": name,
                    "value": _at(self._record, ("answers", task, name)),
                    "marks": tuple(self._rest_marks(answer, name)),
                }

    def _rest_marks(self, answer: BaseModel, name: str) -> Iterator[Mark]:
        for n, start, end, pointer in self._surface.marks(answer, self._surface.numbers):
            if pointer == f"/{name}" or pointer.startswith(f"/{name}/"):
                yield n, start, end, pointer

    def registers(self) -> Json:
        """What ids stand for, by task and id."""
        return {
            task: {
                register: {ident: self._register_entry(e) for ident, e in entries.items()}
                for register, entries in _registers(answer).items()
            }
            for task, answer in self._answers.items()
        }

    def _register_entry(self, entry: BaseModel) -> Json:
        return {
            "form": self._forms.of(type(entry)),
            "value": entry.model_dump(mode="json", by_alias=True),
            "marks": tuple(self._surface.marks(entry, self._surface.numbers)),
        }


Registers = Mapping[str, Mapping[str, BaseModel]]


def walk_value(value: object) -> Iterator[tuple[Path, BaseModel]]:
    """Every block in a field's value."""
    if isinstance(value, BaseModel):
        yield from walk(value)
    elif isinstance(value, list):
        for item in value:
            yield from walk_value(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from walk_value(item)


def _apart(block: BaseModel) -> bool:
    """Whether a block is shown elsewhere: as an item, in a register, beside its sentence."""
    kind = type(block)
    return _has(kind, Cites) or _has(kind, Numbers) or hasattr(kind, "register_name")


def _has(kind: type[BaseModel], marker: type[object]) -> bool:
    return any(isinstance(m, marker) for _, m in marked(kind))


def _registers(answer: BaseModel) -> dict[str, dict[str, BaseModel]]:
    """The entries of an answer's registers, by register and id."""
    registers: dict[str, dict[str, BaseModel]] = {}
    for _, block in walk(answer):
        name = getattr(type(block), "register_name", None)
        if name is not None:
            registers.setdefault(name, {})[getattr(block, "id")] = block  # noqa: B009
    return registers


def _entry(named: Registers, found: Found) -> BaseModel | None:
    register = getattr(found.marker, "register")  # noqa: B009
    return named.get(register, {}).get(found.value)


def _actors(block: BaseModel, named: Registers) -> Iterator[str]:
    for found in find(block, Refers):
        entry = _entry(named, found)
        if isinstance(entry, Actor):
            yield entry.name_en
    for found in find(block, Names):
        yield found.value


def _worst(findings: Sequence[Json]) -> dict[str, int]:
    """The worst severity of what is found at a path or under it."""
    worst: dict[str, int] = {}
    for finding in findings:
        severity = SEVERITIES.index(finding["severity"])
        path = finding["path"]
        while path:
            worst[path] = max(severity, worst.get(path, 0))
            path = path.rpartition("/")[0]
    return worst


def _located(place: Json) -> Json:
    if place.get("latitude") is None:
        return {}
    names = {"latitude": "lat", "longitude": "lon", "geo_precision": "precision", "name": "at"}
    return {short: place[long] for long, short in names.items()}


def _at(value: Any, path: Path) -> Any:
    for part in path:
        value = value[part]
    return value
