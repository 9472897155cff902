"""An index of the concepts and outcomes of a source and of the English written about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import reduce
from itertools import compress, filterfalse
from operator import or_

from llmx.text.concepts.finding import NEARLY, nears, stands
from llmx.text.concepts.lexicon import has_outcomes
from llmx.text.concepts.marks import UNSURE, marks_of, meaning
from llmx.text.concepts.vocabulary import words_of
from llmx.text.tokens import Tokens, tokens


class ConceptIndex:
    """The sentences of a source and pieces of English, each read once; see `marks`."""

    def __init__(self, sentences: Sequence[str], language: str) -> None:
        """Take the folded sentences of a source."""
        self._sentences = _marks(sentences, [s.split(" ") for s in sentences], language)
        self._english: dict[str, int] = {}
        self._sources: dict[tuple[int, ...], int] = {}

    @property
    def sentences(self) -> Sequence[int]:
        """The marks of the sentences of the source, in order."""
        return self._sentences

    def source(self, numbers: tuple[int, ...]) -> int:
        """The marks of some sentences together; numbers count from 1."""
        found = self._sources.get(numbers)
        if found is None:
            each = [self._sentences[n - 1] for n in numbers]
            found = self._sources[numbers] = reduce(or_, each, 0)
        return found

    def holding(self, marks: int) -> int:
        """In which sentences one of these marks stands, as bits: the first is bit 0."""
        found, bit = 0, 1
        for held in self._sentences:
            if held & marks:
                found |= bit
            bit <<= 1
        return found

    def learn(self, texts: Mapping[str, Tokens]) -> None:
        """Read many pieces of English at once, each with its tokens."""
        self._english.update(zip(texts, _marks(texts, texts.values(), "en"), strict=True))

    def english(self, text: str) -> int:
        """The marks of a piece of English."""
        found = self._english.get(text)
        if found is None:
            self.learn({text: tokens(text)})
            found = self._english[text]
        return found


def _marks(texts: Collection[str], lines: Collection[Tokens], language: str) -> list[int]:
    """What the words of each text mean and say; of what depends on others, if it stands so."""
    if not has_outcomes(language):
        return [0] * len(texts)
    known = marks_of(language).tokens.__getitem__
    found = [reduce(or_, filter(None, map(known, line)), 0) for line in lines]
    if any(map(UNSURE.__and__, found)):
        for at, (text, line) in enumerate(zip(texts, lines, strict=True)):
            if found[at] & UNSURE:
                found[at] = _looked_at(text.lower(), line, language)
    return found


def _looked_at(copy: str, line: Tokens, language: str) -> int:
    """The marks of a text that has a word which depends on what stands around it."""
    words, known, unsure = marks_of(language)
    each = list(map(known.__getitem__, line))
    found = reduce(or_, filterfalse(UNSURE.__and__, each), 0)
    for token in compress(line, map(UNSURE.__and__, each)):
        for word in words_of(token.lower(), language):
            entry = unsure.get(word)
            if entry is None or stands(word, copy, entry):
                found |= words[word]
            if entry is not None and entry.nearly and nears(word, copy, entry):
                found |= meaning(NEARLY)
    return found
