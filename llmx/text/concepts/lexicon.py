"""The lexicon of a language: what each of its words says of outcomes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial, reduce
from typing import NamedTuple

from llmx.text.concepts import arabic, others, persian
from llmx.text.concepts.english import ENGLISH
from llmx.text.concepts.forms import ALONE, Added, Stems
from llmx.text.concepts.outcome import Row, Side
from llmx.text.folding import fold
from llmx.text.tokens import Remembered

_SAME = {
    **dict.fromkeys(("arz", "apc", "acm", "ary", "arb", "aeb", "ajp", "apd", "arq", "ara"), "ar"),
    **dict.fromkeys(("prs", "pes", "fas", "per"), "fa"),
    **{"eng": "en", "rus": "ru", "fra": "fr", "fre": "fr", "heb": "he", "iw": "he", "tur": "tr"},
}
_ENGLISH = re.compile(r"[a-z]+")
_APART = dict.fromkeys(map(ord, "،.\"'():;؛!?؟-[]”“’‘,«»"), " ")
"""Marks that are no part of a word."""
_AND = frozenset({"و", "ف", "ו"})
_LISTED = frozenset({"ar", "fa", "en", *others.OTHERS})


class Entry(NamedTuple):
    """What a word means, all rows that list it taken together."""

    concept: str
    outcomes: frozenset[str]
    asserts: frozenset[str]
    side: Side
    conjoined: bool
    unless: re.Pattern[str] | None
    nearly: re.Pattern[str] | None
    surely: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the outcomes of a language are found with."""

    code: str
    words: Mapping[str, Entry | None]
    """What any word means; None where it is none of an outcome."""
    tokens: Mapping[str, tuple[str, ...]]
    """The words of an outcome in a token, folded or English as it is printed."""


@cache
def base(language: str) -> str:
    """The language whose words are listed for a language code; the code's own else."""
    plain = language.replace("_", "-").partition("-")[0].lower()
    return _SAME.get(plain, plain)


def has_outcomes(language: str) -> bool:
    """Whether the words of outcomes are listed for a language."""
    return base(language) in _LISTED


@cache
def lexicon_of(language: str) -> Lexicon:
    """The lexicon of a language code; an empty one where no words are listed."""
    code = base(language)
    if code != language:
        return lexicon_of(code)
    listed = enumerate(_listed(code))
    stems = Stems((stem, before, after, (n, row)) for n, (row, stem, before, after) in listed)
    words = Remembered(partial(_known, stems))
    return Lexicon(code, words, Remembered(partial(_met, words, code)))


def _met(words: Mapping[str, Entry | None], code: str, token: str) -> tuple[str, ...]:
    if code == "en":
        return tuple(filter(words.__getitem__, _ENGLISH.findall(token.lower())))
    return tuple(filter(words.__getitem__, token.translate(_APART).split(" ")))


def _listed(code: str) -> Iterator[tuple[Row, str, Added, Added]]:
    if code == "en":
        for row in ENGLISH:
            yield from ((row, word, ALONE, ALONE) for word in fold(row.words).text.split())
    elif code == "ar":
        yield from arabic.listed()
    elif code == "fa":
        yield from ((row, word, ALONE, after) for row, word, after in persian.listed())
    elif code in others.OTHERS:
        yield from ((row, word, before, ALONE) for row, word, before in others.listed(code))


def _known(stems: Stems[tuple[int, Row]], word: str) -> Entry | None:
    """What all rows say that list a word, in their order."""
    met = stems.of(word)
    if not met:
        return None
    met.sort(key=lambda found: found[1][0])
    return reduce(_joined, [_entry(row, before[:1] in _AND) for before, (_, row) in met])


@cache
def _entry(row: Row, conjoined: bool) -> Entry:
    outcomes = frozenset(row.outcomes.split())
    asserts = outcomes if row.strong else frozenset()
    unless = re.compile(row.unless) if row.unless else None
    nearly = re.compile(row.nearly) if row.nearly else None
    surely = re.compile(row.surely) if row.surely else None
    first = row.outcomes.partition(" ")[0]
    return Entry(first, outcomes, asserts, row.side, conjoined, unless, nearly, surely)


@cache
def _joined(known: Entry, other: Entry) -> Entry:
    """A word of two rows may mean either; the first row says where its figure stands."""
    return known._replace(
        outcomes=known.outcomes | other.outcomes, asserts=known.asserts | other.asserts
    )
