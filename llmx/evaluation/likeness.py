"""Likeness: whether two answers say the same of a name, a place, a time or a quantity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from llmx.evaluation.assignment import assign
from llmx.evaluation.shape import Kind
from llmx.text.folding import words
from llmx.text.transliteration import similar

Json = Mapping[str, Any]
Links = Mapping[str, Mapping[str, str]]
"""For each register, which of the answer's ids stands for which of the key's."""

SAME_NAME = 0.7
SAME_PARTY = 0.6
"""How alike two entries of a register have to be: they are paired one with one."""
_STEEP = 6
"""What likeness is raised to: two pairs that are half alike do not outweigh one that is whole."""
_ACROSS = 0.8
"""What it is worth that an English name is that of a printed one."""
_BOUNDS = ("min", "max")
_ARTICLES = frozenset({"al", "el", "the", "a", "an", "of"})
_SCALE = 10**6


@dataclass(frozen=True, slots=True)
class Name:
    """A name as an answer gives it: in English, and as printed in the article."""

    english: str | None
    source: str | None


def name_of(block: Json) -> Name:
    """The name that a block gives in its fields `name_en` and `name_src`, or the like."""
    english = next((v for k, v in block.items() if k.endswith("_en") and isinstance(v, str)), None)
    source = next((v for k, v in block.items() if k.endswith("_src") and isinstance(v, str)), None)
    return Name(english, source)


@lru_cache(maxsize=1 << 14)
def likeness(one: Name, other: Name, language: str) -> float:
    """How much of two names is the same, 0 to 1: by their printed or their English words.

    A form that is a part of the other, "Sirwah" in "Sirwah front", is like it. An English name is
    held against a printed one where there is nothing else: that reads no common words.
    """
    pairs = ((one.source, other.source), (one.english, other.english))
    found = [_overlap(_words(a), _words(b)) for a, b in pairs if a and b]
    if not found:
        across = ((one.english, other.source), (other.english, one.source))
        found = [_ACROSS * (similar(a, b, language) == 1) for a, b in across if a and b]
    return max(found, default=0.0)


def links(
    registers: Mapping[str, str], key: Json, answer: Json, language: str
) -> dict[str, dict[str, str]]:
    """Which entry of each register of an answer is which one of the key's, one with one."""
    found = {}
    for field, register in registers.items():
        ours, theirs = key.get(field) or [], answer.get(field) or []
        alike = [[_party(a, b, language) for b in theirs] for a in ours]
        found[register] = {theirs[b]["id"]: ours[a]["id"] for a, b in assign(alike)}
    return found


def same(kind: Kind, key: Any, answer: Any, language: str) -> bool:
    """Whether an answer says in a slot what the key says. Ids are those of the key."""
    if kind == "name":
        return likeness(Name(key, None), Name(answer, None), language) >= SAME_NAME
    if kind == "surface":
        return _overlap(_words(key), _words(answer)) >= SAME_NAME
    if kind == "place":
        return likeness(name_of(key), name_of(answer), language) >= SAME_NAME
    if kind == "when":
        return _same_time(key, answer)
    if kind == "count":
        return _same_count(key, answer)
    return bool(key == answer)


def agreeing(kind: Kind, key: Sequence[Any], answer: Sequence[Any], language: str) -> int:
    """How many values of a slot the two say alike, each value once."""
    if kind in ("choice", "flag", "cites", "refers", "plain"):
        return (Counter(key) & Counter(answer)).total()
    table = [[int(same(kind, one, other, language)) for other in answer] for one in key]
    return len(assign(table))


def _party(key: Json, answer: Json, language: str) -> int:
    found = likeness(name_of(key), name_of(answer), language)
    return round(found**_STEEP * _SCALE) if found >= SAME_PARTY else 0


def _same_time(key: Json, answer: Json) -> bool:
    """The same days where both know them, else the same words of the article."""
    if key.get("start") and answer.get("start"):
        days = [(time["start"], time.get("end") or time["start"]) for time in (key, answer)]
        return days[0] == days[1]
    return _same_words(key.get("text_src"), answer.get("text_src"))


def _same_count(key: Json, answer: Json) -> bool:
    """The same bounds of the same; where there are none, the same words of the article."""
    for field, value in key.items():
        closed = field not in _BOUNDS and isinstance(value, str) and field in _telling(answer)
        if (field in _BOUNDS or closed) and answer.get(field) != value:
            return False
    if any(key.get(bound) is not None for bound in _BOUNDS):
        return True
    return "text_src" not in key or _same_words(key["text_src"], answer.get("text_src"))


def _telling(count: Json) -> Set[str]:
    """The fields of a quantity that say of what and of whom it is: no names, no prose."""
    return {f for f in count if not f.endswith(("_src", "_en")) and f not in _BOUNDS}


def _same_words(one: str | None, other: str | None) -> bool:
    return bool(one and other) and _overlap(_words(one or ""), _words(other or "")) >= SAME_NAME


def _overlap(one: Set[str], other: Set[str]) -> float:
    """The mean of the share in both together and the share in the shorter one."""
    common = len(one & other)
    if not common:
        return 0.0
    return common / (len(one) + len(other)) + common / min(len(one), len(other)) / 2


@lru_cache(maxsize=1 << 14)
def _words(text: str) -> frozenset[str]:
    """The words of a name, folded, without articles."""
    found = (word.text.removeprefix("ال") for word in words(text))
    return frozenset(found) - _ARTICLES
