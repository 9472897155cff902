"""Coding: how the items of an answer, events in the built-in schema, agree with the key's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from llmx.evaluation.likeness import links
from llmx.evaluation.matching import Item, agreement, items, match
from llmx.evaluation.measures import Tally
from llmx.evaluation.shape import Shape, Slot, parts_of, registers_of, root_of, shape_of
from llmx.fields import Factuality

Json = Mapping[str, Any]

_PLANNED: Factuality = "planned"
_NOT_DONE: frozenset[Factuality] = frozenset({"planned", "denied"})


def count(
    tally: Tally,
    article: tuple[str, str],
    task: tuple[str, type[BaseModel]],
    key: Json,
    given: Json,
) -> None:
    """Count for one article, (id, language), what an answer of a task has of what the key has.

    Of each part of an answer that the key speaks of: items found, of the right type, what they
    say slot by slot, and what is planned and told as done. What is in no item is counted as slots
    of the answer.
    """
    ident, language = article
    name, model = task
    alike = links(registers_of(model), key, given, language)
    whole = root_of(model)
    own, told = items({"": key}, "", whole), items({"": given}, "", whole, alike)
    paired = own, told, list(zip(own, told, strict=True))
    _count_slots(tally, (ident, name, language), paired, whole)
    for part, items_of in parts_of(model).items():
        if part in key:
            shape = shape_of(items_of)
            wanted = items(key, part, shape)
            answered = items(given, part, shape, alike)
            prefix = name if part == name else f"{name}.{part}"
            pairs = match(wanted, answered, shape, language)
            _count_items(tally, (ident, prefix), (wanted, answered, pairs), shape)
            _count_slots(tally, (ident, prefix, language), (wanted, answered, pairs), shape)
            _count_planned(tally, (ident, prefix), pairs, shape)


_Paired = tuple[list[Item], list[Item], list[tuple[Item, Item]]]


def _count_items(tally: Tally, where: tuple[str, str], paired: _Paired, shape: Shape) -> None:
    article, prefix = where
    wanted, answered, pairs = paired
    found = (len(pairs), len(answered), len(wanted))
    for kind in ("f1", "precision", "recall"):
        tally.add(article, f"{prefix}.{kind}", found, kind)
    if (slot := shape.type) is not None and any(slot in item.said for item in wanted):
        typed = sum(slot not in a.said or set(a.said[slot]) == set(b.said[slot]) for a, b in pairs)
        tally.add(article, f"{prefix}.typed_f1", (typed, *found[1:]), "f1")


def _count_slots(tally: Tally, where: tuple[str, str, str], paired: _Paired, shape: Shape) -> None:
    """Count values slot by slot; those of items that have no counterpart count against it."""
    article, prefix, language = where
    wanted, answered, pairs = paired
    coded = [slot for slot in shape.slots if any(slot in item.said for item in wanted)]
    for slot in coded:
        counts = [agreement(ours, theirs, slot, language) for ours, theirs in pairs]
        counts += [(0, 0, n) for n in _left(wanted, [ours for ours, _ in pairs], slot)]
        counts += [(0, n, 0) for n in _left(answered, [theirs for _, theirs in pairs], slot)]
        sums = tuple(map(sum, zip(*counts, strict=True)))
        tally.add(article, f"{prefix}.slot_f1", sums, "f1")
        tally.add(article, f"{prefix}.slots.{slot.name}", sums, "f1")


def _left(every: list[Item], paired: list[Item], slot: Slot) -> list[int]:
    """How many values the items without a counterpart have in a slot."""
    known = {item.index for item in paired}
    return [len(item.said.get(slot, ())) for item in every if item.index not in known]


def _count_planned(
    tally: Tally, where: tuple[str, str], pairs: list[tuple[Item, Item]], shape: Shape
) -> None:
    """Of what the key has as planned and the answer has at all, count what is told as done."""
    slot = shape.factuality
    if slot is not None:
        told = [b.said[slot] for a, b in pairs if list(a.said.get(slot, ())) == [_PLANNED]]
        done = sum(not _NOT_DONE.intersection(said) for said in told)
        article, prefix = where
        tally.add(article, f"{prefix}.planned_as_done", (done, len(told)), "faults")
