"""Matching: whether an English name and a form of the source are one name."""

from __future__ import annotations

from itertools import pairwise

from llmx.text.folding import fold
from llmx.text.transliteration.english import telling
from llmx.text.transliteration.index import NameIndex


def similar(english: str, source: str, language: str = "ar") -> float:
    """Tell how much of an English name stands in a source form: the share of its own words."""
    index = NameIndex([fold(source).text], language)
    words = telling(english)
    if not words or index.run(english):
        return float(bool(words))
    known = {w for w in words if index.anywhere(w)}
    parts = english.split()
    for first, second in pairwise(parts):
        if index.run(f"{first} {second}"):
            known.update(telling(f"{first} {second}"))
    return sum(w in known for w in words) / len(words)


def matches(english: str, source: str, language: str = "ar") -> bool:
    """Tell whether an English name may be the one of a source form."""
    return similar(english, source, language) > 0.5


def alike(one: str, other: str) -> bool:
    """Tell whether two English forms are spelled as one name: case, article, hyphens aside."""
    return _letters(one) == _letters(other)


def _letters(name: str) -> str:
    words = name.casefold().replace("-", " ").replace("'", "").replace("’", "").split()
    return "".join(w for w in words if w not in ("al", "el", "the", "a", "an"))
