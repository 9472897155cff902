"""The vocabulary: which concepts of the news a sentence has words for, the same in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from llmx.text.concepts.forms import ALONE, Added, Stems
from llmx.text.concepts.lexicon import base, has_outcomes, lexicon_of
from llmx.text.concepts.news import ENDINGS, NEWS
from llmx.text.folding import Folded, fold

_COLUMNS = {"en": 0, "ar": 1, "fa": 2, "ru": 3}
_WORDS = {"en": r"[a-z]+", "ar": r"[ء-ۿ]+", "fa": r"[ء-ۿ]+", "ru": r"[а-я]+"}
_BEFORE = frozenset(
    {"", "و", "ف", "ب", "ل", "ال", "وال", "فال", "بال", "وبال", "لل", "ولل", "وب", "ول"}
)
_BEFORE_ARTICLE = frozenset({"", "و", "ب"})
_NONE: frozenset[str] = frozenset()


def has_concepts(language: str) -> bool:
    """Whether more than the outcomes is listed for a language."""
    return base(language) in _COLUMNS


def concepts(text: str | Folded, language: str) -> frozenset[str]:
    """The concepts that a text has words for, outcomes among them; none where none are listed."""
    code = base(language)
    if not has_outcomes(code):
        return _NONE
    if isinstance(text, Folded):
        copy = text.text
    else:
        copy = text.lower() if code == "en" else fold(text).text
    known, entries = vocabulary(code), lexicon_of(code).words
    met = set(words_of(copy, code))
    asserted = [entry.asserts for entry in map(entries.__getitem__, met) if entry]
    return _NONE.union(*asserted, [name for word in met for _, name in known.of(word)])


def words_of(copy: str, language: str) -> list[str]:
    """The words of a folded text, of English in small letters."""
    return _pattern(language).findall(copy)


@cache
def names_of_concepts() -> list[str]:
    """The names of all concepts that are listed beside the outcomes, in the order of the table."""
    return [columns[0].split(maxsplit=1)[0] for columns in _lines()]


@cache
def vocabulary(code: str) -> Stems[str]:
    """The words of a language, folded, with their concepts; outcomes are in its lexicon."""
    return Stems(_listed(code))


def _listed(code: str) -> Iterator[tuple[str, Added, Added, str]]:
    column = _COLUMNS.get(code)
    if column is None:
        return
    folded = fold("#".join([columns[column] for columns in _lines()])).text.split("#")
    for name, words in zip(names_of_concepts(), folded, strict=True):
        for word in words.split():
            stem, _, listed = word.partition("/")
            if listed in ENDINGS:
                yield stem, ALONE, _endings(listed), name
                continue
            for ending in listed.split(","):
                yield stem + ending, _before(stem + ending, code), ALONE, name


def _before(word: str, code: str) -> Added:
    """The particles that a word may have; Persian writes Arabic names with theirs."""
    if word.startswith("ال"):
        return _BEFORE_ARTICLE
    return _BEFORE if code == "ar" else ALONE


@cache
def _lines() -> list[list[str]]:
    return [line.split("|") for line in NEWS.strip().replace("\n  ", " ").split("\n")]


@cache
def _endings(name: str) -> Added:
    return frozenset(fold(ENDINGS[name]).text.split(" "))


@cache
def _pattern(language: str) -> re.Pattern[str]:
    return re.compile(_WORDS.get(base(language), r"\w+"))
