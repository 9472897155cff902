"""Marks: sets of outcomes and concepts as integers, a bit for each, so that they compare at once.

A text's marks hold what its words may mean, what they say by themselves, and its concepts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import get_args

from llmx.text.concepts.lexicon import Entry, base, lexicon_of
from llmx.text.concepts.outcome import Outcome
from llmx.text.concepts.vocabulary import names_of_concepts, vocabulary

_OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
_MEANT: Mapping[str, int] = {outcome: 1 << place for place, outcome in enumerate(_OUTCOMES)}
_SINGLE = len(_OUTCOMES)  # what is said for certain has the bits after what may be meant
_PAIRS = (frozenset({"killed", "destroyed"}), frozenset({"captured", "seized"}))
_SAID: Mapping[frozenset[str], int] = {
    said: 1 << (_SINGLE + place)
    for place, said in enumerate([*(frozenset({o}) for o in _OUTCOMES), *_PAIRS])
}
_FIRST = _SINGLE + len(_SAID)  # the first bit of a concept

MEANT = (1 << _SINGLE) - 1
"""All that the words of a text may mean."""
SAID = (1 << _FIRST) - 1 - MEANT
"""All that words say by themselves."""
CONCEPTS = -1 << _FIRST
"""All concepts, those of outcomes that are said among them."""


@cache
def meaning(outcomes: frozenset[str]) -> int:
    """The bits of outcomes that words may mean."""
    return sum(_MEANT[outcome] for outcome in outcomes)


def saying(outcomes: frozenset[str]) -> int:
    """The bits of words that say one of these outcomes, alone or beside another."""
    return sum(bit for said, bit in _SAID.items() if said & outcomes)


def plainly(marks: int) -> int:
    """What words say that say one outcome and no other, as what they may mean."""
    return marks >> _SINGLE & MEANT


def said_by(marks: int) -> Iterator[tuple[int, frozenset[str]]]:
    """Each bit of what words say, with the outcomes of which they say one."""
    for said, bit in _SAID.items():
        if marks & bit:
            yield bit, said


def each(marks: int) -> Iterator[int]:
    """The bits of a set, one by one."""
    while marks:
        bit = marks & -marks
        yield bit
        marks ^= bit


@cache
def marks_of(language: str) -> Mapping[str, int]:
    """Each word that is known of a language, folded, with its marks."""
    code = base(language)
    concepts = _concepts()
    found = {word: _of_entry(entry) for word, entry in lexicon_of(code).words.items()}
    for word, names in vocabulary(code).items():
        found[word] = found.get(word, 0) | sum(concepts[name] for name in names)
    return found


@cache
def conditional(language: str) -> Mapping[str, Entry]:
    """The words of outcomes that mean none before some others."""
    words = lexicon_of(base(language)).words
    return {word: entry for word, entry in words.items() if entry.unless}


def _of_entry(entry: Entry) -> int:
    return meaning(entry.outcomes) | (_SAID[entry.asserts] if entry.asserts else 0)


@cache
def _concepts() -> Mapping[str, int]:
    names = sorted({*_OUTCOMES, *names_of_concepts()})
    return {name: 1 << (_FIRST + place) for place, name in enumerate(names)}
