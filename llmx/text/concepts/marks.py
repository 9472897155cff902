"""Marks: sets of outcomes and concepts as integers, a bit for each, so that they compare at once.

A text's marks hold what its words may mean, what they say by themselves, and its concepts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, reduce
from operator import or_
from typing import NamedTuple, get_args

from llmx.text.concepts.lexicon import Entry, base, lexicon_of
from llmx.text.concepts.outcome import Outcome
from llmx.text.concepts.vocabulary import names_of_concepts, vocabulary, words_of
from llmx.text.tokens import Remembered

_OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
_MEANT: Mapping[str, int] = {outcome: 1 << place for place, outcome in enumerate(_OUTCOMES)}
_SINGLE = len(_OUTCOMES)  # what is said for certain has the bits after what may be meant
_PAIRS = (frozenset({"killed", "destroyed"}), frozenset({"captured", "seized"}))
_SAID: Mapping[frozenset[str], int] = {
    said: 1 << (_SINGLE + place)
    for place, said in enumerate([*(frozenset({o}) for o in _OUTCOMES), *_PAIRS])
}
_DOUBT = _SINGLE + len(_SAID)
_FIRST = _DOUBT + 1  # the first bit of a concept

MEANT = (1 << _SINGLE) - 1
"""All that the words of a text may mean."""
SAID = (1 << _DOUBT) - 1 - MEANT
"""All that words say by themselves."""
UNSURE = 1 << _DOUBT
"""That a token has a word which means no outcome before some others: no text keeps it."""
CONCEPTS = -1 << _FIRST
"""All concepts, those of outcomes that are said among them."""


class Marks(NamedTuple):
    """The marks of the words of a language."""

    words: Mapping[str, int]
    """Those of any word; 0 where it is not known."""
    tokens: Mapping[str, int]
    """Those of all words of a token, folded or English as it is printed."""
    unsure: Mapping[str, Entry]
    """Of the words that were asked for, those that mean no outcome, or another, in some phrases."""


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
def marks_of(language: str) -> Marks:
    """The marks of any word of a language, folded."""
    code = base(language)
    if code != language:
        return marks_of(code)
    unsure: dict[str, Entry] = {}
    entries, stems, bits = lexicon_of(code).words, vocabulary(code), _concepts()

    def known(word: str) -> int:
        marks, entry = 0, entries[word]
        if entry:
            marks = reduce(or_, [bits[name] for name in entry.asserts], _of_entry(entry))
            if entry.unless or entry.nearly:
                unsure[word] = entry
        return reduce(or_, [bits[name] for _, name in stems.of(word)], marks)

    words = Remembered(known)

    def together(token: str) -> int:
        met = words_of(token.lower() if code == "en" else token, code)
        marks = reduce(or_, map(words.__getitem__, met), 0)
        return marks if unsure.keys().isdisjoint(met) else marks | UNSURE

    return Marks(words, Remembered(together), unsure)


def _of_entry(entry: Entry) -> int:
    return meaning(entry.outcomes) | (_SAID[entry.asserts] if entry.asserts else 0)


@cache
def _concepts() -> Mapping[str, int]:
    names = sorted({*_OUTCOMES, *names_of_concepts()})
    return {name: 1 << (_FIRST + place) for place, name in enumerate(names)}
