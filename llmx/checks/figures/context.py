"""Context: what a figure counts and what is said of it, as concepts of the words around it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from functools import cache, reduce
from operator import or_

from llmx.text.concepts import concepts
from llmx.text.numerals import Numeral
from llmx.text.tokens import Remembered

_STOP = re.compile(  # it begins with one class of signs: these are looked for at once
    r"[,;.:،؛()«»\"\s](?:(?<=[,;.:،؛()«»\"])|و|(?<= )(?:and|on|in|from|at|near|for|to|by) )"
)
_CLAUSE = re.compile(r"[,;.:!?،؛؟()]")
_PRINTED = re.compile(r"\w+")
_JOINED = re.compile(r"\s*،\s*(?:و(?=\w))?|\sو\s?")  # what stands between the names of a list
_CLOSED = re.compile(r"[.;:()؛]|،\s(?!(?:\w+\s+){1,2}و)(?=\w+\s+\w+\s+\w+\s+\w+)")
_SHORT = 3  # words of a name in a list
_NOUN = 40  # characters after a figure in which what it counts is named
_NEAR = 70  # characters on either side of a figure in which something may be said of it
_WORDS = 3
_EMPTY = frozenset(["of", "the", "its", "his", "their", "member", "members", "من", "از"])
_MARKS = ",.;:!?'\"()"
_BITS: dict[str, int] = {}  # of each concept that was met
_NUMBERS = itertools.count()


def of_concepts(names: Iterable[str]) -> int:
    """Concepts as a set of bits, which are compared at once; they hold for this process only."""
    # two threads may give a name a number each: one of them is kept, the other never used
    bits = [_BITS.get(name) or _BITS.setdefault(name, 1 << next(_NUMBERS)) for name in names]
    return reduce(or_, bits, 0)


_REPORTING = of_concepts(
    [
        *("said", "announced", "added", "noted", "statement", "source", "media", "agency", "news"),
        *("website", "channel", "television", "radio", "newspaper", "spokesman", "claimed"),
        *("confirmed", "official", "area", "today", "yesterday", "day"),
    ]
)
"""Concepts that stand beside any figure."""
_ARMED = of_concepts(
    [
        *("fighter", "soldier", "officer", "militia", "terrorist", "rebel", "isis", "nusra"),
        *("taliban", "houthi", "police", "guards", "forces", "army", "security"),
    ]
)
_SOMEBODY = of_concepts(["people"])
_PEOPLE = of_concepts(
    [
        *("civilian", "child", "woman", "man", "girl", "boy", "family", "resident", "people"),
        *("youth", "elderly", "farmer", "worker", "employee", "driver", "doctor", "nurse"),
        *("teacher", "student", "journalist", "activist", "prisoner", "refugee", "migrant"),
        *("pilgrim",),
    ]
)
_THINGS = of_concepts(
    [
        *(
            "village",
            "town",
            "city",
            "neighborhood",
            "district",
            "province",
            "road",
            "bridge",
            "tunnel",
        ),
        *("crossing", "base", "camp", "checkpoint", "outpost", "headquarters", "position"),
        *("market", "mosque", "school", "hospital", "house", "building", "hill", "shell"),
        *("rocket", "drone", "aircraft", "helicopter", "tank", "vehicle", "car", "convoy"),
        *("bomb", "mine", "explosion", "gun", "depot", "strike", "attack", "raided", "brigade"),
        *("battalion", "hour", "day", "week", "month", "year", "dollar", "salary", "tractor"),
    ]
)
_TIME = of_concepts(["hour", "day", "week", "month", "year"])
YEARS = of_concepts(["month", "year"])
"""What an age is told in."""
_ANYBODY = _ARMED | _PEOPLE
_COUNTABLE = _ANYBODY | _THINGS

SPANS = tuple(
    (of_concepts([smaller]), factor, of_concepts([larger]))
    for smaller, factor, larger in (
        ("hour", 24, "day"),
        ("day", 7, "week"),
        ("month", 12, "year"),
    )
)
"""What a span of time is in a smaller unit."""
Context = tuple[int, int]
"""What a figure counts, the noun after it; and all that its clause says, who and where."""


def counted(text: str, figures: Sequence[Numeral], index: int, language: str) -> int:
    """The concepts of what a figure counts: of the few words after it, up to the next figure."""
    figure = figures[index]
    start = figure.end
    end = figures[index + 1].start if index + 1 < len(figures) else start + _NOUN
    end = min(end, start + _NOUN)
    stop = _STOP.search(text, start, end)
    words = text[start : stop.start() if stop else end].split()
    if not _EMPTY.isdisjoint(words):
        words = [word for word in words if word not in _EMPTY]
    del words[_WORDS:]
    if figure.kind == "dual" and figure.unit_hint:
        words.append(figure.unit_hint)
    elif figure.kind == "word" and figure.text.startswith("ال"):  # "the villages the four"
        words = text[max(0, figure.start - _NOUN) : figure.start].split()[-1:]
    return _said(words, language) & _COUNTABLE


def around(text: str, figures: Sequence[Numeral], index: int, language: str) -> int:
    """The concepts of the clause of a figure, from the figure before it to the one after it."""
    figure = figures[index]
    start, end = figure.start, figure.end
    first = max(figures[index - 1].end if index else 0, start - _NEAR)
    last = end + _NEAR
    if index + 1 < len(figures):
        last = min(last, figures[index + 1].start)
    stop = _CLAUSE.search(text, end, last)
    words = _CLAUSE.split(text[first:start])[-1].split()
    words += text[end : stop.start() if stop else last].split()
    if figure.kind == "dual" and figure.unit_hint:
        words.append(figure.unit_hint)
    return _said(words, language) & ~_REPORTING


def alike(one: int, other: int) -> bool:
    """Whether two nouns may stand for the same: one fighter for another, people for anybody."""
    if one & other or (one & _ARMED and other & _ARMED):
        return True
    return bool((one & _SOMEBODY and other & _ANYBODY) or (other & _SOMEBODY and one & _ANYBODY))


def excludes(one: int, other: int) -> bool:
    """Whether two nouns, both known, name different things: people are no other than anybody."""
    return bool(one and other) and not (one & other or (one | other) & _SOMEBODY)


def first_counted(text: str, figure: Numeral, language: str) -> int:
    """What the very next word says that a figure counts, or the dual that it is."""
    if figure.kind == "dual":
        words = [figure.unit_hint or ""]
    else:
        words = text[figure.end : figure.end + _NOUN].split()[:1]
    return _said(words, language) & _COUNTABLE


def counts_thing(text: str, offset: int) -> int:
    """What an English number counts by the words after it: anybody or anything, no time."""
    words = _STOP.split(text[offset : offset + _NOUN], maxsplit=1)[0].split()[:_WORDS]
    return _said(words, "en") & _COUNTABLE & ~_TIME


def noun_after(text: str, offset: int) -> int:
    """The places or things that an English number counts."""
    words = _STOP.split(text[offset : offset + _NOUN], maxsplit=1)[0].split()[:_WORDS]
    return _said(words, "en") & _THINGS


def lists_of(noun: int, text: str, language: str) -> set[int]:
    """How many names stand in each list after such a noun: "the villages of A, B and C"."""
    known = _concepts(language)
    found: set[int] = set()
    for match in _PRINTED.finditer(text):
        if noun & known[match.group()]:
            items = _JOINED.split(_CLOSED.split(text[match.end() :], maxsplit=1)[0])
            short = itertools.takewhile(lambda item: len(item.split()) <= _SHORT, items)
            names = len(list(short))
            found.add(names + (names < len(items)))  # the last may go on with the sentence
    return found


@cache
def _concepts(language: str) -> Remembered[int]:
    """The concepts of each word of a language."""

    def read(word: str) -> int:
        found = concepts(word, language)
        if not found and language == "en":  # a plural that is not listed by itself
            found = concepts(word.strip(_MARKS).removesuffix("s"), language)
        return of_concepts(found)

    return Remembered(read)


def _said(words: Iterable[str], language: str) -> int:
    """The concepts of some words taken together."""
    known, found = _concepts(language), 0
    for word in words:
        found |= known[word]
    return found
