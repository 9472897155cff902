"""An index of the concepts and outcomes of a source and of the English written about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_

from llmx.text.concepts.finding import stands
from llmx.text.concepts.lexicon import has_outcomes
from llmx.text.concepts.marks import marks_of
from llmx.text.concepts.vocabulary import bare_english, words_of


class ConceptIndex:
    """The sentences of a source and pieces of English, each read once; see `marks`."""

    def __init__(self, sentences: Sequence[str], language: str) -> None:
        """Take the folded sentences of a source."""
        self._language = language
        self._sentences = _marks([words_of(s, language) for s in sentences], sentences, language)
        self._english: dict[str, int] = {}

    @property
    def sentences(self) -> Sequence[int]:
        """The marks of the sentences of the source, in order."""
        return self._sentences

    def source(self, numbers: Sequence[int]) -> int:
        """The marks of some sentences together; numbers count from 1."""
        if len(numbers) == 1:
            return self._sentences[numbers[0] - 1]
        return reduce(or_, [self._sentences[n - 1] for n in numbers], 0)

    def learn(self, texts: Iterable[str]) -> None:
        """Read many pieces of English at once."""
        new = [text for text in dict.fromkeys(texts) if text not in self._english]
        lower = "\n".join([text.replace("\n", " ") for text in new]).lower()
        words = [line.split() for line in bare_english(lower).split("\n")]
        self._english.update(zip(new, _marks(words, new, "en"), strict=False))

    def english(self, text: str) -> int:
        """The marks of a piece of English."""
        found = self._english.get(text)
        if found is None:
            self.learn((text,))
            found = self._english[text]
        return found


def _marks(lines: Sequence[list[str]], texts: Sequence[str], language: str) -> list[int]:
    """What the words of each text mean and say; of what depends on others, if it stands so."""
    if not has_outcomes(language):
        return [0] * len(lines)
    known, unsure = marks_of(language)
    of, settled = known.__getitem__, unsure.keys().isdisjoint  # both see what is met later
    found = []
    for words, text in zip(lines, texts, strict=False):
        marks = 0
        for marked in filter(None, map(of, words)):
            marks |= marked
        if unsure and not settled(words):
            lower = text.lower()
            met = [w for w in set(words) if w not in unsure or stands(w, lower, unsure[w])]
            marks = reduce(or_, map(of, met), 0)
        found.append(marks)
    return found
