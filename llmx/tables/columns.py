"""Columns: what a model's fields are in a table, and how each is read from an item's JSON.

A block within a block is spread over columns of its own (`place` gives `place_name_en` …), a list
of plain values is one column of many values, a list of blocks one of many objects. What has no
such form (a class that holds itself, a union of blocks, any JSON) is a column of JSON text. A
place gets columns for where it lies, a time for its days, from what the record derives.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from llmx import fields
from llmx.row import Beside
from llmx.text.cleaning import for_table

Keys = tuple[str, ...]
Kind = Literal["text", "integer", "number", "truth", "date", "json", "object"]
Read = Callable[[Mapping[str, Any], str, Beside], Any]
"""The value of a column: from an item, the pointer to it, and what its record holds beside."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `many`: a list of such values; an "object" holds the columns `of`.

    A date is text, YYYY-MM-DD. `refers` is the register that a value is an id of, `cites` says
    that its values are numbers of sentences.
    """

    name: str
    kind: Kind
    many: bool = False
    of: tuple[Column, ...] = ()
    refers: str | None = None
    cites: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A column with the way to its value."""

    column: Column
    read: Read


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of blocks: the keys that lead to it, and the model of its items."""

    keys: Keys
    model: type[BaseModel]


def cells(model: type[BaseModel], *, reserved: Iterable[str] = ()) -> tuple[Cell, ...]:
    """The columns of a model's fields, their names unlike each other and those `reserved`."""
    taken = {name.lower() for name in reserved}
    found = []
    for cell in _cells(model, "", (), ()):
        name = unlike(cell.column.name, taken)
        found.append(Cell(replace(cell.column, name=name), cell.read))
    return tuple(found)


def lists(model: type[BaseModel]) -> tuple[Listed, ...]:
    """The lists of blocks in a model, those in its blocks too, but not those within a list."""
    return tuple(_lists(model, (), ()))


def at(values: Any, keys: Keys) -> Any:
    """What the keys lead to; None where something on the way is null, or left out."""
    for key in keys:
        if values is None:
            return None
        values = values.get(key)
    return values


def unlike(name: str, taken: set[str]) -> str:
    """A name that is not taken, whatever its case, and from now on is."""
    found, number = name, 1
    while found.lower() in taken:
        number += 1
        found = f"{name}_{number}"
    taken.add(found.lower())
    return found


# --- the fields of a model -----------------------------------------------------------------------

_Within = tuple[type[BaseModel], ...]


def _cells(model: type[BaseModel], prefix: str, keys: Keys, within: _Within) -> Iterator[Cell]:
    inside = (*within, model)
    for name, info in model.model_fields.items():
        key = _key(name, info)
        yield from _field(info, prefix + key, (*keys, key), inside)
    if issubclass(model, fields.Place):
        yield from (_derived(prefix + n, kind, keys, "places", k) for n, kind, k in _LOCATED)
    if issubclass(model, fields.When):
        yield from (_derived(prefix + n, "date", keys, "dates", k) for n, k in _DATED)


_LOCATED: tuple[tuple[str, Kind, str], ...] = (
    ("located", "text", "name"),
    ("latitude", "number", "latitude"),
    ("longitude", "number", "longitude"),
    ("geo_precision", "integer", "geo_precision"),
    ("country_code", "text", "country"),
    ("geoname_id", "integer", "geoname_id"),
)
_DATED = (("derived_start", "start"), ("derived_end", "end"))


def _field(info: FieldInfo, name: str, keys: Keys, within: _Within) -> Iterator[Cell]:
    inner = _plain(info.annotation)
    if _is_model(inner) and inner not in within:
        yield from _cells(inner, f"{name}_", keys, within)
        return
    item = _item(inner)
    if item is not None and item not in within:
        yield _objects(item, name, keys, within)
        return
    many = get_origin(inner) is list
    kind = _kind(_plain(get_args(inner)[0]) if many else inner)
    if many and kind == "json":
        many = False
    markers = _markers(info)
    if kind == "text" and any(fields.is_date(marker) for marker in markers):
        kind = "date"
    refers = next((m.register for m in markers if isinstance(m, fields.Refers)), None)
    cites = many and any(isinstance(m, fields.Cites) for m in markers)
    yield Cell(Column(name, kind, many, (), refers, cites), _reader(keys, kind, many))


def _lists(model: type[BaseModel], keys: Keys, within: _Within) -> Iterator[Listed]:
    inside = (*within, model)
    for name, info in model.model_fields.items():
        inner, path = _plain(info.annotation), (*keys, _key(name, info))
        item = _item(inner)
        if item is not None and item not in inside:
            yield Listed(path, item)
        elif _is_model(inner) and inner not in inside:
            yield from _lists(inner, path, inside)


def _objects(item: type[BaseModel], name: str, keys: Keys, within: _Within) -> Cell:
    inner = tuple(_cells(item, "", (), within))
    step = fields.json_pointer(keys)

    def read(
        values: Mapping[str, Any], pointer: str, beside: Beside
    ) -> list[dict[str, Any]] | None:
        found = at(values, keys)
        if found is None:
            return None
        return [
            {c.column.name: c.read(one, f"{pointer}{step}/{number}", beside) for c in inner}
            for number, one in enumerate(found)
        ]

    return Cell(Column(name, "object", True, tuple(c.column for c in inner)), read)


def _derived(name: str, kind: Kind, keys: Keys, part: str, key: str) -> Cell:
    step = fields.json_pointer(keys)

    def read(_: Mapping[str, Any], pointer: str, beside: Beside) -> Any:
        known: Mapping[str, Mapping[str, Any]] = getattr(beside, part)
        return known.get(pointer + step, {}).get(key)

    return Cell(Column(name, kind), read)


def _reader(keys: Keys, kind: Kind, many: bool) -> Read:
    convert = _CONVERTED.get(kind)

    def read(values: Mapping[str, Any], _: str, __: Beside) -> Any:
        value = at(values, keys)
        if value is None or convert is None:
            return value
        return [None if v is None else convert(v) for v in value] if many else convert(value)

    return read


def _bounded(value: int) -> int:
    """A number that a column of 64 bits holds; what is beyond is at its end."""
    return max(-_LARGEST, min(_LARGEST, value))


def _json(value: Any) -> str:
    return for_table(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


_LARGEST = 2**63 - 1
_CONVERTED: Mapping[Kind, Callable[[Any], Any]] = {
    "text": for_table,
    "date": for_table,
    "json": _json,
    "integer": _bounded,
}


# --- annotations ---------------------------------------------------------------------------------


def _plain(annotation: Any) -> Any:
    """An annotation without markers and without None."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, UnionType):
        left = [a for a in get_args(annotation) if a is not NoneType]
        return _plain(left[0]) if len(left) == 1 else annotation
    return annotation


def _item(annotation: Any) -> type[BaseModel] | None:
    """The model of the items of a list of blocks; None for anything else."""
    if get_origin(annotation) is not list:
        return None
    item = _plain(get_args(annotation)[0])
    return item if _is_model(item) else None


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _kind(annotation: Any) -> Kind:
    """The kind of a plain value; of several types that of all, else JSON."""
    origin = get_origin(annotation)
    if origin is Literal:
        return _kind_of_values(get_args(annotation))
    if origin in (Union, UnionType):
        kinds = {_kind(_plain(a)) for a in get_args(annotation) if a is not NoneType}
        if kinds == {"integer", "number"}:
            return "number"
        return kinds.pop() if len(kinds) == 1 else "json"
    if isinstance(annotation, type):
        if issubclass(annotation, Enum):
            return _kind_of_values([member.value for member in annotation])
        for known, kind in _KINDS:
            if issubclass(annotation, known):
                return kind
    return "json"


_KINDS: tuple[tuple[type | tuple[type, ...], Kind], ...] = (
    (bool, "truth"),
    (int, "integer"),
    (float, "number"),
    ((str, datetime.datetime, datetime.time), "text"),
    (datetime.date, "date"),
)


def _kind_of_values(values: Iterable[Any]) -> Kind:
    kinds = {_kind(type(value)) for value in values if value is not None}
    return kinds.pop() if len(kinds) == 1 else "json"


def _key(name: str, info: FieldInfo) -> str:
    """The name of a field in JSON."""
    return info.serialization_alias or info.alias or name


def _markers(info: FieldInfo) -> list[Any]:
    return [*info.metadata, *fields.annotation_markers(info.annotation)]
