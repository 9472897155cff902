"""Transliteration: English forms of names held against their forms in the source.

A name is compared by its consonants: spellings of one name agree, names that differ do not. Names
whose English is no transliteration stand in a table.
"""

from __future__ import annotations

from llmx.text.transliteration.capitals import (
    capitals,
    country_of,
    is_capital,
    says_capital,
    stands_for,
)
from llmx.text.transliteration.english import is_country, is_generic, runs, telling
from llmx.text.transliteration.index import Key, NameIndex, likeness
from llmx.text.transliteration.matching import alike, matches, similar

__all__ = [
    "Key",
    "NameIndex",
    "alike",
    "capitals",
    "country_of",
    "is_capital",
    "is_country",
    "is_generic",
    "likeness",
    "matches",
    "runs",
    "says_capital",
    "similar",
    "stands_for",
    "telling",
]
