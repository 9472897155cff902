"""The matching: which item of an answer is which one of the key's, one with one.

Two items are as alike as what they cite (0.4), where (0.25), between whom (0.2) and what (0.15)
it was; what neither of them says, or a schema does not have, is left out of the account. The
pairing is the one with the highest sum, made of pairs that are alike by half at least.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from llmx.evaluation.assignment import assign
from llmx.evaluation.likeness import agreeing
from llmx.evaluation.shape import Shape, Slot, values

Json = Mapping[str, Any]

CITES, PLACE, PARTIES, TYPE = 0.4, 0.25, 0.2, 0.15
THRESHOLD = 0.5
_ELSEWHERE = 0.5
"""What it is worth that the place of one is among the other places of the other."""
_LIKE, _PAIR, _TYPED = 10**12, 10**9, 10**6
_FINE = 10_000


@dataclass(frozen=True)
class Item:
    """One item: what it says in each slot, with the ids of the key; a slot left out is absent."""

    index: int
    said: Mapping[Slot, Sequence[Any]]


def match(
    key: Sequence[Item], answer: Sequence[Item], shape: Shape, language: str
) -> list[tuple[Item, Item]]:
    """The pairs (of the key, of the answer).

    Among pairings that are equally alike the one with more pairs is taken, then with more of the
    same type, then with more slots alike: what is counted of them does not hang on their order.
    """
    table = [[_worth(one, other, shape, language) for other in answer] for one in key]
    return [(key[a], answer[b]) for a, b in assign(table)]


def alikeness(key: Item, answer: Item, shape: Shape, language: str) -> float:
    """How alike two items are, 0 to 1."""
    parts = (
        (CITES, _cites(key, answer, shape)),
        (PLACE, _place(key, answer, shape, language)),
        (PARTIES, _parties(key, answer, shape)),
        (TYPE, _type(key, answer, shape)),
    )
    known = [(weight, found) for weight, found in parts if found is not None]
    total = sum(weight for weight, _ in known)
    return sum(weight * found for weight, found in known) / total if total else 0.0


def agreement(key: Item, answer: Item, slot: Slot, language: str) -> tuple[int, int, int]:
    """Of one slot: how many values agree, how many the answer has, and the key. 0 if left out."""
    ours, theirs = key.said.get(slot), answer.said.get(slot)
    if ours is None or theirs is None:
        return 0, 0, 0
    return agreeing(slot.kind, ours, theirs, language), len(theirs), len(ours)


def _worth(key: Item, answer: Item, shape: Shape, language: str) -> int:
    """What a pair is worth, in whole numbers; nothing where the two are not alike enough."""
    alike = round(alikeness(key, answer, shape, language) * _FINE)
    if alike < THRESHOLD * _FINE:
        return 0
    typed = int(_type(key, answer, shape) == 1)
    slots = sum(agreement(key, answer, slot, language)[0] for slot in shape.slots)
    return alike * _LIKE + _PAIR + typed * _TYPED + slots


def _cites(key: Item, answer: Item, shape: Shape) -> float | None:
    found = [_sets(key, answer, slot) for slot in shape.slots if slot.kind == "cites"]
    ours, theirs = (set().union(*side) for side in zip(*found, strict=True)) if found else ((), ())
    if not ours and not theirs:
        return None
    return 2 * len(set(ours) & set(theirs)) / (len(ours) + len(theirs))


def _place(key: Item, answer: Item, shape: Shape, language: str) -> float | None:
    slots = [s for s in shape.slots if s.kind == "place" and s in key.said and s in answer.said]
    ours = [place for slot in slots for place in key.said[slot]]
    theirs = [place for slot in slots for place in answer.said[slot]]
    if not ours and not theirs:
        return None
    if not ours or not theirs:
        return 0.0
    if agreeing("place", ours, theirs, language):
        return 1.0
    among = any(
        agreeing("surface", _places(one), _places(other), language)
        for one in ours
        for other in theirs
    )
    return _ELSEWHERE if among else 0.0


def _places(place: Json) -> list[str]:
    """The names of a place and of those listed with it, as printed."""
    return [name for name in (place.get("name_src"), *place.get("other_places_src", ())) if name]


def _parties(key: Item, answer: Item, shape: Shape) -> float | None:
    """Of the roles that one party alone can have, the share in which both name the same one."""
    sets = [
        _sets(key, answer, slot) for slot in shape.slots if slot.kind == "refers" and slot.single
    ]
    told = [(ours, theirs) for ours, theirs in sets if ours or theirs]
    return sum(ours == theirs for ours, theirs in told) / len(told) if told else None


def _type(key: Item, answer: Item, shape: Shape) -> float | None:
    if shape.type is None:
        return None
    ours, theirs = _sets(key, answer, shape.type)
    return float(ours == theirs) if ours or theirs else None


def _sets(key: Item, answer: Item, slot: Slot) -> tuple[set[Any], set[Any]]:
    """What both say in a slot; nothing where one of them leaves it out."""
    if slot not in key.said or slot not in answer.said:
        return set(), set()
    return set(key.said[slot]), set(answer.said[slot])


def items(
    answer: Json, part: str, shape: Shape, links: Mapping[str, Mapping[str, str]] | None = None
) -> list[Item]:
    """The items of a part of an answer; `links` turns ids into those of the key."""
    given = answer.get(part)
    listed = given if isinstance(given, list) else [given]
    return [_item(n, value, shape, links) for n, value in enumerate(listed) if value is not None]


def _item(
    index: int, value: Json, shape: Shape, links: Mapping[str, Mapping[str, str]] | None
) -> Item:
    said: dict[Slot, Sequence[Any]] = {}
    for slot in shape.slots:
        found = values(value, slot)
        if found is not None:
            known = (links or {}).get(slot.register or "", {})
            # an id that is in nobody's register but the answer's stays apart from the key's
            foreign = links is not None and slot.kind == "refers"
            said[slot] = [known.get(v, f"?{v}") for v in found] if foreign else found
    return Item(index, said)
