"""Context: what a figure counts and what is said of it, as concepts of the words around it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from llmx.text.concepts import concepts
from llmx.text.numerals import Numeral

_STOP = re.compile(r"[,;.:،؛()«»\"]| and |\sو| (?:on|in|from|at|near|for|to|by) ")
_CLAUSE = re.compile(r"[,;.:!?،؛؟()]")
_PRINTED = re.compile(r"\w+")
_JOINED = re.compile(r"\s*،\s*(?:و(?=\w))?|\sو\s?")  # what stands between the names of a list
_CLOSED = re.compile(r"[.;:()؛]|،\s(?=\w+\s+\w+\s+\w+\s+\w+)")
_SHORT = 3  # words of a name in a list
_NOUN = 40  # characters after a figure in which what it counts is named
_NEAR = 70  # characters on either side of a figure in which something may be said of it
_WORDS = 3
_EMPTY = frozenset(["of", "the", "its", "his", "their", "member", "members", "من", "از"])
_MARKS = ",.;:!?'\"()"
_NONE: frozenset[str] = frozenset()
_REPORTING = frozenset(
    [
        *("said", "announced", "added", "noted", "statement", "source", "media", "agency", "news"),
        *("website", "channel", "television", "radio", "newspaper", "spokesman", "claimed"),
        *("confirmed", "official", "area", "today", "yesterday", "day"),
    ]
)
"""Concepts that stand beside any figure."""
_ARMED = frozenset(
    [
        *("fighter", "soldier", "officer", "militia", "terrorist", "rebel", "isis", "nusra"),
        *("taliban", "houthi", "police", "guards", "forces", "army", "security"),
    ]
)
_PEOPLE = frozenset(
    [
        *("civilian", "child", "woman", "man", "girl", "boy", "family", "resident", "people"),
        *("youth", "elderly", "farmer", "worker", "employee", "driver", "doctor", "nurse"),
        *("teacher", "student", "journalist", "activist", "prisoner", "refugee", "migrant"),
        *("pilgrim",),
    ]
)
_THINGS = frozenset(
    [
        *("village", "town", "city", "neighborhood", "district", "road", "bridge", "tunnel"),
        *("crossing", "base", "camp", "checkpoint", "outpost", "headquarters", "position"),
        *("market", "mosque", "school", "hospital", "house", "building", "hill", "shell"),
        *("rocket", "drone", "aircraft", "helicopter", "tank", "vehicle", "car", "convoy"),
        *("bomb", "mine", "explosion", "gun", "depot", "strike", "attack", "raided", "brigade"),
        *("battalion", "hour", "day", "week", "month", "year", "dollar", "salary", "tractor"),
    ]
)
_ANYBODY = _ARMED | _PEOPLE
_COUNTABLE = _ANYBODY | _THINGS


class Context(NamedTuple):
    """What stands around one figure."""

    counted: frozenset[str]
    """The noun after it."""
    around: frozenset[str]
    """All that its clause says between the figures before and after it, who and where."""


def counted(text: str, figures: Sequence[Numeral], index: int, language: str) -> frozenset[str]:
    """The concepts of what a figure counts: of the few words after it, up to the next figure."""
    figure = figures[index]
    end = figures[index + 1].start if index + 1 < len(figures) else len(text)
    after = text[figure.end : min(end, figure.end + _NOUN)]
    printed = _STOP.split(after, maxsplit=1)[0].split()
    words = [word for word in printed if word not in _EMPTY][:_WORDS]
    if figure.kind == "dual" and figure.unit_hint:
        words.append(figure.unit_hint)
    return _NONE.union(*[_of_word(word, language) for word in words]) & _COUNTABLE


def around(text: str, figures: Sequence[Numeral], index: int, language: str) -> frozenset[str]:
    """The concepts of the clause of a figure, from the figure before it to the one after it."""
    figure = figures[index]
    first = max(figures[index - 1].end if index else 0, figure.start - _NEAR)
    following = figures[index + 1].start if index + 1 < len(figures) else len(text)
    last = min(following, figure.end + _NEAR)
    before = _CLAUSE.split(text[first : figure.start])[-1]
    after = _CLAUSE.split(text[figure.end : last], maxsplit=1)[0]
    words = [*before.split(), *after.split()]
    if figure.kind == "dual" and figure.unit_hint:
        words.append(figure.unit_hint)
    return _NONE.union(*[_of_word(word, language) for word in words]) - _REPORTING


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two nouns may stand for the same: one fighter for another, people for anybody."""
    if one & other or (one & _ARMED and other & _ARMED):
        return True
    return ("people" in one and bool(other & _ANYBODY)) or (
        "people" in other and bool(one & _ANYBODY)
    )


def noun_after(text: str, offset: int) -> frozenset[str]:
    """The places or things that an English number counts."""
    words = _STOP.split(text[offset : offset + _NOUN], maxsplit=1)[0].split()[:_WORDS]
    return _NONE.union(*[_of_word(word, "en") for word in words]) & _THINGS


def lists_of(noun: frozenset[str], text: str, language: str) -> set[int]:
    """How many names stand in each list after such a noun: "the villages of A, B and C"."""
    found: set[int] = set()
    for match in _PRINTED.finditer(text):
        if not noun.isdisjoint(_of_word(match.group(), language)):
            items = _JOINED.split(_CLOSED.split(text[match.end() :], maxsplit=1)[0])
            short = itertools.takewhile(lambda item: len(item.split()) <= _SHORT, items)
            names = len(list(short))
            found.add(names + (names < len(items)))  # the last may go on with the sentence
    return found


@lru_cache(maxsize=8192)
def _of_word(word: str, language: str) -> frozenset[str]:
    found = concepts(word, language)
    if not found and language == "en":  # a plural that is not listed by itself
        return concepts(word.strip(_MARKS).removesuffix("s"), language)
    return found
