"""The lexicon of a language: its tables of outcomes expanded to what is looked up in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from llmx.text.concepts import arabic, others, persian
from llmx.text.concepts.english import ENGLISH
from llmx.text.concepts.outcome import Row, Side
from llmx.text.folding import fold

_SAME = {
    **dict.fromkeys(("arz", "apc", "acm", "ary", "arb", "aeb", "ajp", "apd", "arq", "ara"), "ar"),
    **dict.fromkeys(("prs", "pes", "fas", "per"), "fa"),
    **{"eng": "en", "rus": "ru", "fra": "fr", "fre": "fr", "heb": "he", "iw": "he", "tur": "tr"},
}
_LISTED = frozenset({"ar", "fa", "en", *others.OTHERS})


class Entry(NamedTuple):
    """What a word means, all rows that list it taken together."""

    concept: str
    outcomes: frozenset[str]
    asserts: frozenset[str]
    side: Side
    conjoined: bool
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the outcomes of a language are found with."""

    code: str
    words: Mapping[str, Entry]


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
    words: dict[str, Entry] = {}
    for row, form, conjoined in _expanded(code):
        known, entry = words.get(form), _entry(row, conjoined)
        words[form] = _joined(known, entry) if known else entry
    return Lexicon(code, words)


def _expanded(code: str) -> Iterator[tuple[Row, str, bool]]:
    if code == "en":
        yield from ((row, word, False) for row in ENGLISH for word in fold(row.words).text.split())
    elif code == "ar":
        yield from arabic.expanded()
    elif code == "fa":
        yield from persian.expanded()
    elif code in others.OTHERS:
        yield from others.expanded(code)


@cache
def _entry(row: Row, conjoined: bool) -> Entry:
    outcomes = frozenset(row.outcomes.split())
    asserts = outcomes if row.strong else frozenset()
    unless = re.compile(row.unless) if row.unless else None
    first = row.outcomes.partition(" ")[0]
    return Entry(first, outcomes, asserts, row.side, conjoined, unless)


@cache
def _joined(known: Entry, other: Entry) -> Entry:
    """A word of two rows may mean either; the first row says where its figure stands."""
    return known._replace(
        outcomes=known.outcomes | other.outcomes, asserts=known.asserts | other.asserts
    )
