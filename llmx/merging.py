"""Merging: the answers to the chunks of an article as one answer, where its schema allows it.

A schema whose root holds lists and plain values is merged by rule: registers become one, with new
ids; answered sentences follow each other; cited blocks are put together, and one that two chunks
both report stands once. A schema with a block or prose of its own in the root needs a model to
write one answer of several.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import eq
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from llmx.fields import Cites, Numbers, Reads, Refers, find, marked, replaced
from llmx.text.folding import fold

_ALIKE = 0.6  # of the particulars of two blocks, from which they are one
_FEW = 4  # particulars, below which it is the prose of a block that says what it reports


@dataclass(frozen=True, slots=True)
class Piece:
    """The answer to a chunk, under the numbers of the whole article; `first` is the chunk's."""

    first: int
    answer: BaseModel


def merges(model: type[BaseModel]) -> bool:
    """Whether answers of this class are merged by rule.

    They are not where a block or prose stands alone in their root: it is about the whole article.
    """
    prose = {name for name, marker in marked(model) if isinstance(marker, Reads)}
    return all(
        _adds_up(info.annotation) and (name not in prose or _is_list(info.annotation))
        for name, info in model.model_fields.items()
    )


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


def _is_list(annotation: object) -> bool:
    return list in (get_origin(annotation), *map(get_origin, get_args(annotation)))


def _merged(name: str, pieces: Sequence[Piece]) -> Any:
    values = [getattr(piece.answer, name) for piece in pieces]
    if not any(isinstance(value, list) for value in values):
        return next((value for value in values if value is not None), None)
    merged: list[Any] = []
    for piece, items in zip(pieces, values, strict=True):
        _add(merged, [item for item in items or () if not _of_context(item, piece.first)])
    return merged


def _of_context(item: object, first: int) -> bool:
    """Whether an item is all about sentences before the chunk, which the one before was asked."""
    if not isinstance(item, BaseModel):
        return False
    numbers = [n for found in find(item, Numbers) for n in (found.value,)]
    numbers += _cited(item)
    return bool(numbers) and max(numbers) < first


def _add(merged: list[Any], items: Sequence[Any]) -> None:
    """Add the items of a chunk to those of the chunks before it."""
    items = [item for item in items if item not in merged]
    twins = _twins(items, merged)
    for number, item in enumerate(items):
        if number in twins:
            merged[twins[number]] = _joined(merged[twins[number]], item)
        else:
            merged.append(item)


def _twins(items: Sequence[Any], earlier: Sequence[Any]) -> dict[int, int]:
    """The places of items that report what an earlier block does, each with that one's place.

    The most alike come first, and each goes once: what a chunk tells apart stays apart.
    """
    mine, theirs = [_cites(item) for item in items], [_cites(other) for other in earlier]
    pairs = [
        (likeness, -number, -place)
        for number, cited in enumerate(mine)
        for place, others in enumerate(theirs)
        if cited & others and (likeness := _agreement(items[number], earlier[place]))
    ]
    found: dict[int, int] = {}
    for _, number, place in sorted(pairs, reverse=True):
        if -number not in found and -place not in found.values():
            found[-number] = -place
    return found


def _cites(item: object) -> frozenset[int]:
    return frozenset(_cited(item)) if isinstance(item, BaseModel) else frozenset()


def _agreement(one: BaseModel, other: BaseModel) -> float:
    """The part of their particulars that two blocks share; 1 where one says all of the other."""
    if type(one) is not type(other):
        return 0
    mine, theirs = set(_particulars(one)), set(_particulars(other))
    few = len(mine | theirs) < _FEW
    if few:
        mine |= set(_words(one))
        theirs |= set(_words(other))
    if mine <= theirs or theirs <= mine:
        return 1
    share = len(mine & theirs) / len(mine | theirs)
    return share if share >= _ALIKE and not few else 0


def _joined(one: BaseModel, other: BaseModel) -> BaseModel:
    """The block that says more, with the citations of both and what only the other lists."""
    less, kept = sorted((other, one), key=_extent)
    changes: dict[str, Any] = {
        name: [*value, *_only(getattr(less, name), value)]
        for name, value in kept
        if isinstance(value, list)
    }
    cites = [name for name, marker in marked(type(kept)) if isinstance(marker, Cites)]
    if cites:
        changes[cites[0]] = sorted({*_cited(one), *_cited(other)})
    return kept.model_copy(update=changes)


def _extent(block: BaseModel) -> tuple[int, int]:
    """How much a block says: its particulars, then the words of its prose."""
    return len(set(_particulars(block))), len(set(_words(block)))


def _only(blocks: Iterable[object] | None, others: Sequence[object]) -> list[BaseModel]:
    """The blocks, such as counts, that are not among the others."""
    found = [block for block in blocks or () if isinstance(block, BaseModel)]
    known = [block for block in others if isinstance(block, BaseModel)]
    return [block for block in found if not any(_agreement(block, other) for other in known)]


def _cited(block: BaseModel) -> list[int]:
    return [n for found in find(block, Cites) for n in found.value]


def _words(block: BaseModel) -> Iterator[tuple[object, ...]]:
    """The words of a block's prose."""
    for found in find(block, Reads):
        yield from ((word,) for word in re.findall(r"\w+", fold(found.value).text.casefold()))


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
    elif value is not None and value is not False and value not in ("none", "unknown"):
        yield (*path, value)


# --- registers ---------------------------------------------------------------------------------


@dataclass(slots=True)
class _Entry:
    """Somebody in a register: where they stand in the root, and by which names they are known."""

    name: str
    block: BaseModel
    names: set[str] = field(default_factory=set)


def _one_register(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with registers that agree, all in the first of them.

    Who is in two pieces has one id and stands once; who stands twice in one is two.
    """
    registers: dict[str, list[_Entry]] = {}
    found = []
    for piece in pieces:
        ids: dict[tuple[str, str], str] = {}
        entered = _entered(piece.answer, registers, ids)
        answer = _renamed(piece.answer, ids)
        for name, place, entry, known in entered:
            block = getattr(answer, name)[place]
            entry.block = _filled(entry.block, block) if known else _with_id(block, entry.block)
        emptied: dict[str, list[BaseModel]] = {name: [] for name, *_ in entered}
        found.append(Piece(piece.first, answer.model_copy(update=emptied)))
    full: dict[str, list[BaseModel]] = {}
    for entries in registers.values():
        for entry in entries:
            full.setdefault(entry.name, []).append(entry.block)
    found[0] = Piece(found[0].first, found[0].answer.model_copy(update=full))
    return found


def _entered(
    answer: BaseModel, registers: dict[str, list[_Entry]], ids: dict[tuple[str, str], str]
) -> list[tuple[str, int, _Entry, bool]]:
    """The entries of an answer: field, place, the entry in the register, whether it was known.

    The ids that they get are added to `ids`.
    """
    found: list[tuple[str, int, _Entry, bool]] = []
    before = {name: list(entries) for name, entries in registers.items()}
    for name in type(answer).model_fields:
        blocks = getattr(answer, name)
        register = _register(blocks[0]) if isinstance(blocks, list) and blocks else None
        if register is None:
            continue
        entries, free = registers.setdefault(register, []), before.setdefault(register, [])
        for place, block in enumerate(blocks):
            old = _id(block)
            same = _known(_renamed(block, ids), free)
            if same is None:
                stem = re.sub(r"[0-9]+$", "", old)
                new = block.model_copy(update={"id": f"{stem}{len(entries) + 1}"})
                entry = _Entry(name, new)
                entries.append(entry)
            else:
                free.remove(same)
                entry = same
            entry.names |= _names(block)
            ids[register, old] = _id(entry.block)
            found.append((name, place, entry, same is not None))
    return found


def _known(block: BaseModel, entries: Sequence[_Entry]) -> _Entry | None:
    """The entry that is the same, by the most names; the first where several are."""
    shared = [(len(_names(block) & entry.names), -n) for n, entry in enumerate(entries)]
    fitting = [(s, n) for s, n in shared if s and not _contradict(block, entries[-n])]
    return entries[-max(fitting)[1]] if fitting else None


def _contradict(one: BaseModel, entry: _Entry) -> bool:
    """Whether two that share a name are two all the same: of another country, of another side.

    Where they share the form in the source alone, such as "the army", another kind is enough.
    """
    other = entry.block
    same = _folded(getattr(one, "name_en", None)) in entry.names
    cited = {name for name, marker in marked(type(one)) if isinstance(marker, Reads | Cites)}
    for name, info in type(one).model_fields.items():
        if name in cited or name in ("id", "name_en", "name_src"):
            continue
        mine, theirs = getattr(one, name), getattr(other, name)
        chosen = same and _is_choice(info.annotation)
        if isinstance(mine, str) and isinstance(theirs, str) and mine != theirs and not chosen:
            return True
    return False


def _is_choice(annotation: object) -> bool:
    return Literal in (get_origin(annotation), *map(get_origin, get_args(annotation)))


def _filled(block: BaseModel, later: BaseModel) -> BaseModel:
    """An entry with what only a later chunk says of it."""
    told = {name: value for name, value in later if value is not None}
    return block.model_copy(
        update={name: told[name] for name, value in block if value is None and name in told}
    )


def _with_id(block: BaseModel, entry: BaseModel) -> BaseModel:
    return block.model_copy(update={"id": _id(entry)})


def _id(entry: BaseModel) -> str:
    return str(getattr(entry, "id"))  # noqa: B009


def _names(entry: BaseModel) -> set[str]:
    """By what an entry is known: its English name, and its form in the source."""
    names = (_folded(getattr(entry, name, None)) for name in ("name_en", "name_src"))
    return {name for name in names if name}


def _folded(name: str | None) -> str:
    return fold(name or "").text.casefold().strip()


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
