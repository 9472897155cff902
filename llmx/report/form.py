"""Forms: what the fields of a block are, told from its class, so that a page can show and edit it.

A page that is given the form of a block needs to know nothing of the schema that it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from llmx import fields
from llmx.fields import Cites, IsoDate, Names, Quotes, Reads, Refers

Json = dict[str, Any]

_DATE = get_args(IsoDate)[1:]
_BLOCKS = (fields.Place, fields.When, fields.Actor, fields.Source)


class Forms:
    """The forms of the blocks met so far, each once, by name."""

    def __init__(self) -> None:
        self._names: dict[type[BaseModel], str] = {}
        self._forms: dict[str, Json] = {}

    def of(self, block: type[BaseModel]) -> str:
        """The name of the form of a class of blocks, which is made where it is new."""
        known = self._names.get(block)
        if known is None:
            known = self._names[block] = self._name(block)
            self._forms[known] = {}  # its place, before what it holds: a block may hold itself
            self._forms[known] = self._form(block)
        return known

    def as_json(self) -> Json:
        """Every form by its name."""
        return dict(self._forms)

    def _name(self, block: type[BaseModel]) -> str:
        """Two schemas may have blocks of one name."""
        count = sum(b.__qualname__ == block.__qualname__ for b in self._names)
        return f"{block.__qualname__}{count + 1 if count else ''}"

    def _form(self, block: type[BaseModel]) -> Json:
        return {
            "shows": _shows(block),
            "fields": [
                {
                    "name": info.serialization_alias or name,
                    "label": label(name),
                    "help": info.description or "",
                    **self._value(info.annotation, tuple(info.metadata)),
                }
                for name, info in block.model_fields.items()
            ],
        }

    def _value(self, annotation: Any, marks: Sequence[object]) -> Json:
        """What a value of that type is: its `kind`, and what belongs to that."""
        origin, inner = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self._value(inner[0], (*marks, *inner[1:]))
        if origin in (Union, UnionType):
            return self._union([a for a in inner if a is not NoneType], inner, marks)
        if origin is Literal:
            return {"kind": "choice", "options": list(inner)}
        if origin is list:
            if inner == (int,) and any(isinstance(m, Cites) for m in marks):
                return {"kind": "cites"}
            return {"kind": "list", "of": self._value(inner[0], marks)}
        if not isinstance(annotation, type):
            return {"kind": "json"}
        if issubclass(annotation, BaseModel):
            return {"kind": "block", "form": self.of(annotation)}
        if issubclass(annotation, Enum):
            return {"kind": "choice", "options": [member.value for member in annotation]}
        return _plain(annotation, marks)

    def _union(self, kinds: list[Any], inner: tuple[Any, ...], marks: Sequence[object]) -> Json:
        if set(kinds) == {int, float}:
            value: Json = {"kind": "number"}
        else:
            value = self._value(kinds[0], marks) if len(kinds) == 1 else {"kind": "json"}
        return value | ({"null": True} if NoneType in inner else {})


def label(name: str) -> str:
    """A field's name as a person reads it."""
    words = re.sub(r"(?<=[a-z])(?=[0-9])", " ", name.removesuffix("_en").removesuffix("_src"))
    words = words.replace("_", " ").strip() + (" as printed" if name.endswith("_src") else "")
    return words[:1].upper() + words[1:]


def chosen(block: type[BaseModel]) -> str | None:
    """The field that says what kind of thing a block is: its first choice, None without one."""
    for name, info in block.model_fields.items():
        if get_origin(info.annotation) is Literal and len(get_args(info.annotation)) > 2:
            return name
        if isinstance(info.annotation, type) and issubclass(info.annotation, Enum):
            return name
    return None


def _shows(block: type[BaseModel]) -> str | None:
    """Which of the known blocks it is shown as; None for any other."""
    for known in _BLOCKS:
        if issubclass(block, known):
            return known.__name__
    counted = {"min", "max", "text_src"} <= block.model_fields.keys()
    return "Count" if counted else None


def _plain(kind: type[object], marks: Sequence[object]) -> Json:
    if kind is bool:
        return {"kind": "flag"}
    if kind is int or kind is float:
        return {"kind": "number", **({"whole": True} if kind is int else {})}
    if not issubclass(kind, str):
        return {"kind": "json"}
    for mark in marks:
        if isinstance(mark, Reads):
            return {"kind": "prose"}
        if isinstance(mark, Refers):
            return {"kind": "refers", "register": mark.register}
        if isinstance(mark, Quotes):
            return {"kind": "quote"}
        if isinstance(mark, Names):
            return {"kind": "name"}
        if mark in _DATE:
            return {"kind": "date"}
    return {"kind": "text"}
