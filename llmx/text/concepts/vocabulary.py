"""The vocabulary: which concepts of the news a sentence has words for, the same in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from llmx.text.concepts.lexicon import base, lexicon_of
from llmx.text.concepts.news import NEWS
from llmx.text.folding import Folded, fold

_COLUMNS = {"en": 0, "ar": 1, "fa": 2}
_WORDS = {
    "en": re.compile(r"[a-z]+"),
    "ar": re.compile(r"[ء-ۿ]+"),
    "fa": re.compile(r"[ء-ۿ]+"),
}
_OTHER_WORDS = re.compile(r"\w+")
_KEPT = frozenset(b"abcdefghijklmnopqrstuvwxyz\n")
_BARE = bytes(code if code in _KEPT else 32 for code in range(256))
_BEFORE = ("", "و", "ف", "ب", "ل", "ال", "وال", "فال", "بال", "وبال", "لل", "ولل", "وب", "ول")
_NONE: frozenset[str] = frozenset()


def has_concepts(language: str) -> bool:
    """Whether more than the outcomes is listed for a language."""
    return base(language) in _COLUMNS


def concepts(text: str | Folded, language: str) -> frozenset[str]:
    """The concepts that a text has words for, outcomes among them; none where none are listed."""
    code = base(language)
    known = vocabulary(code)
    if not known:
        return _NONE
    if isinstance(text, Folded):
        copy = text.text
    else:
        copy = text.lower() if code == "en" else fold(text).text
    met = known.keys() & words_of(copy, code)
    return _NONE.union(*[known[word] for word in met])


def bare_english(lower: str) -> str:
    """An English text in small letters with a blank for all else, of the same length."""
    return lower.encode("ascii", "replace").translate(_BARE).decode("ascii")


def words_of(copy: str, language: str) -> list[str]:
    """The words of a folded text, of English in small letters."""
    return _WORDS.get(base(language), _OTHER_WORDS).findall(copy)


def names_of_concepts() -> list[str]:
    """The names of all concepts that are listed beside the outcomes."""
    return [concept for concept, _ in _listed(0)]


@cache
def vocabulary(code: str) -> Mapping[str, tuple[str, ...]]:
    """Each word of a language in all its forms, folded, and its concepts."""
    found = {
        word: tuple(sorted(entry.asserts))
        for word, entry in lexicon_of(code).words.items()
        if entry.asserts
    }
    if code in _COLUMNS:
        before = _BEFORE if code == "ar" else ("",)
        for concept, words in _listed(_COLUMNS[code]):
            for word in words:
                for particle in before if not word.startswith("ال") else ("", "و", "ب"):
                    known = found.get(particle + word, ())
                    if concept not in known:
                        found[particle + word] = (*known, concept)
    return found


def _listed(column: int) -> Iterator[tuple[str, list[str]]]:
    table = NEWS.strip().replace("\n  ", " ").replace("\n", "#")
    for line in fold(table).text.split("#"):
        columns = line.split("|")
        yield columns[0].split()[0], columns[column].split()
