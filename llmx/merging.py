"""Merging: the answers to the chunks of an article as one answer, where its schema allows it.

A schema whose root holds lists and plain values is merged by rule: registers become one, with new
ids; answered sentences follow each other; cited blocks are put together, and one that two chunks
both report stands once. Any other schema needs a model to write one answer of several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import eq
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from llmx.fields import Cites, Numbers, Reads, Refers, find, marked, replaced
from llmx.text.folding import fold

_ALIKE = 0.6  # of the particulars of two blocks, from which they are one


@dataclass(frozen=True, slots=True)
class Piece:
    """The answer to a chunk, under the numbers of the whole article; `first` is the chunk's."""

    first: int
    answer: BaseModel


def merges(model: type[BaseModel]) -> bool:
    """Whether answers of this class are merged by rule: no block stands alone in their root."""
    return all(_adds_up(info.annotation) for info in model.model_fields.values())


def merge(pieces: Sequence[Piece]) -> BaseModel:
    """The answers to consecutive chunks as one. They are of one class, which `merges`."""
    pieces = _one_register(pieces)
    model = type(pieces[0].answer)
    values = {name: _merged(name, pieces) for name in model.model_fields}
    return pieces[0].answer.model_copy(update=values)


def _adds_up(annotation: object) -> bool:
    if get_origin(annotation) is list:
        return True
    inner = [a for a in get_args(annotation) if not isinstance(a, str | int | bool)]
    if inner:
        return all(_adds_up(a) for a in inner)
    return not (isinstance(annotation, type) and issubclass(annotation, BaseModel))


def _merged(name: str, pieces: Sequence[Piece]) -> Any:
    values = [getattr(piece.answer, name) for piece in pieces]
    if not isinstance(values[0], list):
        return next((value for value in values if value is not None), None)
    merged: list[Any] = []
    for piece, items in zip(pieces, values, strict=True):
        before = len(merged)
        for item in items:
            if not _of_context(item, piece.first):
                _add(merged, item, before)
    return merged


def _of_context(item: object, first: int) -> bool:
    """Whether an item is all about sentences before the chunk, which the one before was asked."""
    if not isinstance(item, BaseModel):
        return False
    numbers = [n for found in find(item, Numbers) for n in (found.value,)]
    numbers += _cited(item)
    return bool(numbers) and max(numbers) < first


def _add(merged: list[Any], item: Any, before: int) -> None:
    """Add an item to those of a list, the first `before` of which are of earlier chunks."""
    for index in range(before):
        other = merged[index]
        if item == other:
            return
        if type(item) is type(other) and isinstance(item, BaseModel) and _is_same(item, other):
            merged[index] = _joined(other, item)
            return
    merged.append(item)


def _is_same(one: BaseModel, other: BaseModel) -> bool:
    """Whether two blocks report the same: they share a sentence and most of their particulars."""
    if not set(_cited(one)) & set(_cited(other)):
        return False
    mine, theirs = set(_particulars(one)), set(_particulars(other))
    return len(mine & theirs) >= _ALIKE * len(mine | theirs)


def _joined(one: BaseModel, other: BaseModel) -> BaseModel:
    """The block that says more, with the citations of both."""
    kept = max(one, other, key=lambda block: len(set(_particulars(block))))
    numbers = sorted({*_cited(one), *_cited(other)})
    cites = [name for name, marker in marked(type(kept)) if isinstance(marker, Cites)]
    return kept.model_copy(update={cites[0]: numbers}) if cites else kept


def _cited(block: BaseModel) -> list[int]:
    return [n for found in find(block, Cites) for n in found.value]


def _particulars(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[object, ...]]:
    """What a block says apart from its prose and its citations, each with the fields it is in."""
    if isinstance(value, BaseModel):
        prose = {n for n, m in marked(type(value)) if isinstance(m, Reads | Cites)}
        for name in type(value).model_fields:
            if name not in prose:
                yield from _particulars(getattr(value, name), (*path, name))
    elif isinstance(value, list):
        for item in value:
            yield from _particulars(item, path)
    elif value not in (None, False, "none", "unknown"):
        yield (*path, value)


# --- registers ---------------------------------------------------------------------------------


def _one_register(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with registers that agree: who is in two of them has one id and stands once."""
    known: dict[tuple[str, str], BaseModel] = {}
    used: dict[str, list[str]] = {}
    found = []
    for piece in pieces:
        ids: dict[tuple[str, str], str] = {}
        entered = piece.answer
        for name in type(entered).model_fields:
            entries = getattr(entered, name)
            if isinstance(entries, list) and entries and _register(entries[0]):
                kept = [e for entry in entries if (e := _enter(entry, known, used, ids))]
                entered = entered.model_copy(update={name: kept})
        found.append(Piece(piece.first, _renamed(entered, ids)))
    return found


def _enter(
    entry: BaseModel,
    known: dict[tuple[str, str], BaseModel],
    used: dict[str, list[str]],
    ids: dict[tuple[str, str], str],
) -> BaseModel | None:
    """An entry under the id that it gets in the whole; None where it stands there already."""
    register = _register(entry) or ""
    old = str(getattr(entry, "id"))  # noqa: B009
    same = next((known[key] for key in _keys(entry, register) if key in known), None)
    if same is not None:
        ids[register, old] = str(getattr(same, "id"))  # noqa: B009
        known.update(dict.fromkeys(_keys(entry, register), same))
        return None
    taken = used.setdefault(register, [])
    new = f"{re.sub(r'[0-9]+$', '', old)}{len(taken) + 1}"
    taken.append(new)
    ids[register, old] = new
    added = entry.model_copy(update={"id": new})
    known.update(dict.fromkeys(_keys(entry, register), added))
    return added


def _keys(entry: BaseModel, register: str) -> list[tuple[str, str]]:
    """By what an entry is known: its English name, and its form in the source."""
    names = [getattr(entry, "name_en", None), getattr(entry, "name_src", None)]
    return [(register, fold(name).text.casefold().strip()) for name in names if name]


def _renamed(answer: BaseModel, ids: Mapping[tuple[str, str], str]) -> BaseModel:
    for register in {register for register, _ in ids}:
        marker = Refers(register)
        new = {old: ids[at, old] for at, old in ids if at == register}
        answer = replaced(answer, partial(eq, marker), partial(_new_id, new))
    return answer


def _new_id(ids: Mapping[str, str], old: str) -> str:
    return ids.get(old, old)


def _register(entry: object) -> str | None:
    found: str | None = getattr(type(entry), "register_name", None)
    return found
