"""Chunks: a long article as runs of its sentences, each small enough for one request of a task.

A chunk is an article of its own with numbers from 1; a few sentences before its first one come
along as context. What is answered about it is put back under the numbers of the whole article.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

from llmx.article import Article
from llmx.fields import B, Cites, Numbers, replaced
from llmx.model.usage import estimate_tokens
from llmx.task import GlossaryTerm, Task

OVERLAP = 2  # sentences of context before a chunk
FEWEST = 8  # sentences, that a chunk has to be halved
MANY = 40  # sentences, from which an answer may have run out of room in an earlier run
MOST_INPUT = 16_000  # tokens of an article in one request, where its prompt says nothing else
_ROOM = 0.8  # of what an answer may take that is planned with
_PER_SENTENCE = 6  # tokens of a sentence's number and line
_FEWEST_CHARACTERS = 1.0  # that a token of any script has, to tell a short article at once
_NEAR = 0.15  # of a chunk, by which it may be off to end where a paragraph does


@dataclass(frozen=True)
class Chunk:
    """The content sentences `first` to `last` of an article, counted from 1, both included."""

    whole: Article
    first: int
    last: int

    @cached_property
    def start(self) -> int:
        """The first sentence that is shown: the context is not asked about."""
        return max(1, self.first - OVERLAP)

    @property
    def is_whole(self) -> bool:
        return self.first == 1 and self.last == len(self.whole.content)

    @property
    def name(self) -> str:
        """What it is, for messages."""
        source = self.whole.source
        return source if self.is_whole else f"{source}, sentences {self.first} to {self.last}"

    @cached_property
    def article(self) -> Article:
        """The chunk as an article, its sentences numbered from 1; the whole one as it is."""
        if self.is_whole:
            return self.whole
        shown = self.whole.content[self.start - 1 : self.last]
        numbered = tuple(replace(s, n=n) for n, s in enumerate(shown, 1))
        return replace(self.whole, sentences=numbered)

    def terms(self, glossary: Sequence[GlossaryTerm]) -> list[GlossaryTerm]:
        """The terms of a glossary that occur in it."""
        if self.is_whole:
            return list(glossary)
        texts = [s.text for s in self.article.content]
        return [t for t in glossary if any(t.source in text for text in texts)]

    def halves(self) -> tuple[Chunk, Chunk] | None:
        """The same in two chunks; None where it is short: less text would help little."""
        if self.last - self.first + 1 < FEWEST:
            return None
        middle = (self.first + self.last) // 2
        return replace(self, last=middle), replace(self, first=middle + 1)

    def restored(self, answer: B) -> B:
        """An answer about it under the numbers of the whole article."""
        before = self.start - 1
        return replaced(answer, _is_number, lambda n: n + before) if before else answer


def whole(article: Article) -> Chunk:
    """All of an article as one chunk."""
    return Chunk(article, 1, len(article.content))


def plan(task: Task, article: Article) -> tuple[Chunk, ...]:
    """The chunks in which a task is asked about an article: one, unless it is over the budget.

    The budget is what the prompt's header allows for the article (`max_input_tokens`) and most of
    what its answer may take (`max_output_tokens`, by `typical_output`).
    """
    size = len(article.content)
    out = _share_of_output(task)
    budget = task.max_input_tokens or MOST_INPUT
    if size * out <= 1 and _is_short(article, budget):
        return (whole(article),)
    tokens = [estimate_tokens(s.text) + _PER_SENTENCE for s in article.content]
    weights = [max(out, number / budget) for number in tokens]
    number = math.ceil(max(size * out, sum(tokens) / budget))
    number = min(number, size)
    if number <= 1:
        return (whole(article),)
    ends = [*_ends(article, weights, number), size]
    firsts = [1, *[end + 1 for end in ends[:-1]]]
    return tuple(Chunk(article, first, last) for first, last in zip(firsts, ends, strict=True))


def _is_number(marker: object) -> bool:
    return isinstance(marker, Cites | Numbers)


def _is_short(article: Article, budget: int) -> bool:
    return len(article.text) / _FEWEST_CHARACTERS + _PER_SENTENCE * len(article.content) <= budget


def _share_of_output(task: Task) -> float:
    """How much of the room for an answer a sentence takes."""
    if task.typical_output is None:
        return 0.0
    fixed, per_sentence = task.typical_output
    room = _ROOM * task.sampling.max_output_tokens - fixed
    return per_sentence / room if room > 0 else 1.0


def _ends(article: Article, weights: Sequence[float], number: int) -> Iterator[int]:
    """The last sentences of all of `number` chunks but the last, which are about as large.

    A chunk ends where a paragraph does, if one does near.
    """
    sums = [0.0, *accumulate(weights)]
    closing = {group[-1] for group in article.paragraphs}
    end = 0
    for left in range(number, 1, -1):
        size = (sums[-1] - sums[end]) / left
        places = range(end + 1, len(weights) - left + 2)
        off = {n: abs(sums[n] - sums[end] - size) for n in places}
        near = [n for n in places if n in closing and off[n] <= _NEAR * size]
        end = min(near or places, key=lambda n: off[n])
        yield end
