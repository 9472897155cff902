"""Surface forms: where in an article's sentences the words stand that an item was made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from pydantic import BaseModel

from llmx.article import Article
from llmx.fields import Cites, Quotes, find, json_pointer
from llmx.text.folding import Folded, fold
from llmx.text.folding import find as occurrences

Mark = tuple[int, int, int, str]
"""Sentence number, its span in UTF-16 code units (as a browser counts), pointer to the field."""


class Surface:
    """The numbered sentences of one article, folded once, to look words up in."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._places: dict[tuple[str, int], tuple[tuple[int, int], ...]] = {}

    def marks(self, block: BaseModel, cited: Iterable[int]) -> Iterator[Mark]:
        """Where each surface form of a block stands in the sentences cited."""
        sentences = sorted(set(cited))
        for quote in find(block, Quotes):
            yield from self.named(quote.value, sentences, json_pointer(quote.path))

    def named(self, words: str, sentences: Iterable[int], pointer: str) -> Iterator[Mark]:
        """Where words stand in some sentences, for the field that `pointer` names."""
        for n in sentences:
            for start, end in self._found(words, n):
                yield n, start, end, pointer

    @property
    def numbers(self) -> range:
        """The numbers of all sentences that have one."""
        return range(1, len(self._article.content) + 1)

    @cached_property
    def _folded(self) -> tuple[Folded, ...]:
        return tuple(fold(sentence.text) for sentence in self._article.content)

    def _found(self, words: str, n: int) -> tuple[tuple[int, int], ...]:
        key = words, n
        if key not in self._places:
            folded = self._folded[n - 1]
            found = occurrences(words, folded, words=True) or occurrences(words, folded)
            self._places[key] = tuple(_units(folded.original, span) for span in found)
        return self._places[key]


def cited_by(block: BaseModel) -> tuple[int, ...]:
    """The sentences that a block and what it holds cite, each once, in order."""
    return tuple(sorted({n for found in find(block, Cites) for n in found.value}))


def _units(text: str, span: tuple[int, int]) -> tuple[int, int]:
    if text.isascii() or max(text) <= "\uffff":
        return span
    start, end = (len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2 for offset in span)
    return start, end
