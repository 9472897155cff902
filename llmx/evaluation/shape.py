"""The shape of answers: which parts of any schema are items, and which slots an item has.

Read off the blocks and markers of `llmx.fields`, so that a schema of a user's own is evaluated as
the built-in ones are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from llmx.fields import (
    Cites,
    Factuality,
    Names,
    Numbers,
    Place,
    Quotes,
    Reads,
    Refers,
    When,
    marked,
)

Json = Mapping[str, Any]
Kind = Literal[
    "cites", "refers", "name", "surface", "place", "when", "count", "choice", "flag", "plain"
]
_COUNTED = frozenset({"min", "max", "text_src"})
_UNSAID = frozenset({"none", "unknown"})
"""Choices that say nothing: two answers that both have them agree on nothing."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that an item says: its name, where it stands in the item, and how it is compared.

    `register` is the register that its ids are from; `single` whether it has one value at most.
    """

    path: tuple[str, ...]
    kind: Kind
    register: str | None = None
    single: bool = True

    @property
    def name(self) -> str:
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Shape:
    """How the items of one class are read.

    `type` is the slot that says what kind of thing an item is: the first with a closed choice.
    `factuality` is the one that tells what happened from what is planned.
    """

    slots: tuple[Slot, ...]
    type: Slot | None
    factuality: Slot | None


@dataclass(frozen=True, slots=True)
class Numbered:
    """A list that answers the sentences one by one: its name, and the fields of its items."""

    field: str
    number: str
    text: str


@lru_cache(maxsize=256)
def shape_of(model: type[BaseModel]) -> Shape:
    """The shape of the items of a class."""
    slots = tuple(_slots(model, ()))
    kinds = (slot for slot in slots if slot.kind == "choice" and slot.single)
    told = (
        Slot((spelled(name, info),), "choice")
        for name, info in model.model_fields.items()
        if set(get_args(Factuality)) == set(_choices(info.annotation))
    )
    return Shape(slots, next((s for s in kinds if len(s.path) == 1), None), next(told, None))


@lru_cache(maxsize=256)
def parts_of(answer: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The fields of an answer that hold items, blocks that cite, with the class of these."""
    found = {}
    for name, info in answer.model_fields.items():
        model = block_in(info.annotation)
        if model is not None and _has(model, Cites) and not _has(model, Numbers):
            found[spelled(name, info)] = model
    return found


@lru_cache(maxsize=256)
def root_of(answer: type[BaseModel]) -> Shape:
    """The shape of an answer as a whole: the slots that are in no item, register or sentence."""
    numbered = numbered_in(answer)
    apart = {*parts_of(answer), *registers_of(answer), *({numbered.field} if numbered else ())}
    slots = tuple(slot for slot in shape_of(answer).slots if slot.path[0] not in apart)
    return Shape(slots, None, None)


@lru_cache(maxsize=256)
def registers_of(answer: type[BaseModel]) -> dict[str, str]:
    """The fields of an answer that are registers, each with the register's name."""
    pairs = ((spelled(n, i), block_in(i.annotation)) for n, i in answer.model_fields.items())
    named = ((name, getattr(model, "register_name", None)) for name, model in pairs if model)
    return {name: register for name, register in named if register}


@lru_cache(maxsize=256)
def numbered_in(answer: type[BaseModel]) -> Numbered | None:
    """The list of an answer that translates the sentences one by one, if it has one."""
    for name, info in answer.model_fields.items():
        model = block_in(info.annotation)
        if model is not None and _has(model, Numbers) and _has(model, Reads):
            number, text = (_first(model, kind) for kind in (Numbers, Reads))
            return Numbered(spelled(name, info), number, text)
    return None


def values(item: Json, slot: Slot) -> list[Any] | None:
    """What an item says in a slot; None where it leaves the slot out, [] where it says nothing."""
    found: list[Any] = [item]
    for step in slot.path:
        inner: list[Any] = []
        for holder in found:
            if step not in holder:
                return None
            inner.extend(_flat(holder[step]))
        found = inner
    return [value for value in found if _says(value, slot.kind)]


def spelled(name: str, info: FieldInfo) -> str:
    """How a field is spelled in JSON."""
    return info.serialization_alias or info.alias or name


def block_in(annotation: object) -> type[BaseModel] | None:
    """The class of blocks that a value of a type is, or is a list of; None where it holds none."""
    return next((t for t in _leaves(annotation) if _is_model(t)), None)


def holds_list(annotation: object) -> bool:
    """Whether a value of a type may be a list."""
    if get_origin(annotation) is Annotated:
        return holds_list(get_args(annotation)[0])
    return get_origin(annotation) is list or any(
        holds_list(inner) for inner in get_args(annotation) if get_origin(inner) is not Literal
    )


def _slots(model: type[BaseModel], above: tuple[str, ...]) -> Iterator[Slot]:
    markers: dict[str, list[object]] = {}
    for name, marker in marked(model):
        markers.setdefault(name, []).append(marker)
    for name, info in model.model_fields.items():
        path = (*above, spelled(name, info))
        inner = block_in(info.annotation)
        if inner is not None and _block_kind(inner) is None:
            yield from _slots(inner, path)
        elif (slot := _slot(path, info.annotation, markers.get(name, []))) is not None:
            yield slot


def _slot(path: tuple[str, ...], annotation: object, markers: list[object]) -> Slot | None:
    """The slot of a field without slots inside; None for prose, which facts are looked for in."""
    single = not holds_list(annotation)
    inner = block_in(annotation)
    if inner is not None and (kind := _block_kind(inner)):
        return Slot(path, kind, single=single)
    for marker in markers:
        if isinstance(marker, Reads | Numbers):
            return None
        if isinstance(marker, Refers):
            return Slot(path, "refers", marker.register, single)
        if (found := _MARKED.get(type(marker))) is not None:
            return Slot(path, found, single=single)
    if _choices(annotation):
        return Slot(path, "choice", single=single)
    leaves = set(_leaves(annotation))
    if bool in leaves:
        return Slot(path, "flag", single=single)
    return Slot(path, "name" if str in leaves else "plain", single=single)


def _block_kind(model: type[BaseModel]) -> Kind | None:
    """How a block is compared as a whole; None where its fields are slots of their own."""
    if issubclass(model, Place):
        return "place"
    if issubclass(model, When):
        return "when"
    return "count" if model.model_fields.keys() >= _COUNTED else None


def _says(value: Any, kind: Kind) -> bool:
    if kind == "flag":
        return value is True
    if kind == "choice":
        return str(value).casefold() not in _UNSAID
    if kind == "place":
        return bool(value.get("name_en") or value.get("name_src"))
    if kind == "when":
        return bool(value.get("start") or value.get("text_src"))
    return value is not None and value != ""


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for item in value:
            yield from _flat(item)
    elif value is not None:
        yield value


def _leaves(annotation: object) -> Iterator[Any]:
    """The types that a type is made of: those in its lists, unions and annotations."""
    if get_origin(annotation) is Literal or not get_args(annotation):
        yield annotation
        return
    inner = get_args(annotation)
    for one in inner[:1] if get_origin(annotation) is Annotated else inner:
        yield from _leaves(one)


def _choices(annotation: object) -> tuple[Any, ...]:
    return tuple(
        choice
        for leaf in _leaves(annotation)
        if get_origin(leaf) is Literal
        for choice in get_args(leaf)
    )


def _is_model(leaf: object) -> bool:
    return isinstance(leaf, type) and issubclass(leaf, BaseModel)


def _has(model: type[BaseModel], kind: type[object]) -> bool:
    return any(isinstance(marker, kind) for _, marker in marked(model))


def _first(model: type[BaseModel], kind: type[object]) -> str:
    name = next(n for n, marker in marked(model) if isinstance(marker, kind))
    return spelled(name, model.model_fields[name])


_MARKED: dict[type[object], Kind] = {Cites: "cites", Quotes: "surface", Names: "name"}
