"""Alignment: the English of each sentence is that of its own source, and of all of it.

Names, figures and outcomes of a sentence of the translation are looked for in every sentence of
the source. What another sentence explains clearly better than its own has been swapped or moved.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from statistics import median

from llmx.checks.finding import Finding
from llmx.checks.material import Material
from llmx.text.concepts import has_outcomes, said
from llmx.text.numerals import Numeral
from llmx.text.transliteration import is_generic

_MARGIN = 2.5  # bits: how much better another sentence must explain an English one
_BOTH = 1.0  # bits: how much better two sentences must explain each other's English
_OUTCOME = 0.5  # what an outcome weighs beside a name or a figure: it is said in many ways
_SPREAD = 0.16  # of the logarithm of English length to source length, about its median
_NEAR = 0.5  # bits against a sentence by its length that need no look at the others
_FAR = 3.0  # spreads from the median, beyond which a length says no more
_LONG = 40  # code points of a source sentence, below which a length says less
_PART, _PART_OF_SHORT = 0.7, 0.5  # of the usual length, below which a part is missing
_LOST = 0.85  # of the usual length, below which it is missing if names or figures are, too


def check(material: Material) -> Iterator[Finding]:
    """Each translated sentence against its own source sentence and all the others."""
    english = material.translation
    numbers = [n for n in sorted(english) if english[n].text.strip()]
    if len(numbers) < 2:
        return
    evidence = _Evidence(material, numbers)
    for row, n in enumerate(numbers):
        passage = english[n]
        other = evidence.rival(row)
        if other is not None:
            message = f"seems to translate sentence {numbers[other]}, not {n}"
            yield Finding("translation", "error", passage.pointer, message, (n,))
        elif evidence.cut(row):
            message = "a part of the sentence is missing"
            yield Finding("translation", "warning", passage.pointer, message, (n,))


class _Evidence:
    """How well each source sentence explains each English one, in bits; worked out when asked.

    Rows are English sentences and columns source sentences; a set of columns is an integer.
    """

    def __init__(self, material: Material, numbers: list[int]) -> None:
        self._material = material
        self._numbers = numbers
        self._english = [material.translation[n].text for n in numbers]
        self._names = material.names
        logs = [math.log(max(1, len(material.text(n)))) for n in numbers]
        lengths = [math.log(max(1, len(english))) for english in self._english]
        self._usual = median([e - s for e, s in zip(lengths, logs, strict=True)])
        self._lengths = [e - self._usual for e in lengths]
        self._logs = logs
        size = len(numbers)
        self._weights = [0.0, *(math.log2((size + 1) / k) for k in range(1, size + 1))]
        self._figures = self._source_figures()
        self._outcomes = self._source_outcomes()
        self._columns = self._content_columns()
        self._scores: dict[int, list[float]] = {}

    def rival(self, row: int) -> int | None:
        """Find the sentence that explains an English one clearly better than its own does."""
        if self._english.count(self._english[row]) > 1:
            return self._twin(row)
        items = self._items(row)
        if self._far(row, row) < _NEAR and all(m >> row & 1 for m, _ in items if m):
            return None
        scores = self.scores(row)
        best = max(range(len(scores)), key=scores.__getitem__)
        gain = scores[best] - scores[row]
        if best == row or gain <= 0:
            return None
        back = self.scores(best)
        return best if gain > _MARGIN or gain + back[row] - back[best] > _BOTH else None

    def cut(self, row: int) -> bool:
        """Tell whether an English sentence is too short to be all of its source."""
        long = len(self._material.text(self._numbers[row])) >= _LONG
        share = math.exp(self._lengths[row] - self._logs[row])
        if share < (_PART if long else _PART_OF_SHORT):
            return True
        return long and share < _LOST and self._loses(row)

    def scores(self, row: int) -> list[float]:
        """How well each column explains a row."""
        found = self._scores.get(row)
        if found is None:
            columns = range(len(self._numbers))
            found = self._scores[row] = [-self._far(row, column) for column in columns]
            for mask, weight in self._items(row):
                while mask:
                    found[(mask & -mask).bit_length() - 1] += weight
                    mask &= mask - 1
        return found

    def _far(self, row: int, column: int) -> float:
        """What the length of a row tells against a column."""
        far = min(_FAR, abs(self._lengths[row] - self._logs[column]) / _SPREAD)
        return far * far / 2

    def _items(self, row: int) -> list[tuple[int, float]]:
        """Names, figures and outcomes of a row: the columns that have each, and its weight."""
        english = self._english[row]
        weights = self._weights
        masks = [
            self._columns(self._names.standing(word))
            for word in set(self._names.words(english))
            if not is_generic(word)
        ]
        figures = {_key(f) for f in self._material.english_numerals(english)}
        masks += [self._figures.get(figure, 0) for figure in figures]
        items = [(mask, weights[mask.bit_count()]) for mask in masks]
        for outcome in said(english, "en").outcomes:
            mask = self._outcomes.get(outcome, 0)
            items.append((mask, _OUTCOME * weights[mask.bit_count()]))
        return items

    def _twin(self, row: int) -> int | None:
        """Find the sentence whose English stands here too, though the source is another."""
        english = self._english[row]
        source = self._material.text(self._numbers[row])
        for other, same in enumerate(self._english):
            if same == english and self._material.text(self._numbers[other]) != source:
                better = self.scores(other)[other] >= self.scores(row)[row]
                return other if better else None
        return None

    def _loses(self, row: int) -> bool:
        """Whether a figure of the source is not in the English."""
        source = self._material.numerals(self._numbers[row])
        told = {_key(f) for f in self._material.english_numerals(self._english[row])}
        return any(f.value is not None and not f.weak and _key(f) not in told for f in source)

    def _source_figures(self) -> dict[object, int]:
        found: dict[object, int] = {}
        for column, n in enumerate(self._numbers):
            for figure in self._material.numerals(n):
                key = _key(figure)
                found[key] = found.get(key, 0) | 1 << column
        return found

    def _source_outcomes(self) -> dict[str, int]:
        found: dict[str, int] = {}
        language = self._material.language
        if not has_outcomes(language):
            return found
        for column, n in enumerate(self._numbers):
            for outcome in said(self._material.folded(n), language).outcomes:
                found[outcome] = found.get(outcome, 0) | 1 << column
        return found

    def _content_columns(self) -> Callable[[int], int]:
        """From a set of content sentences to one of columns: the same if all are translated."""
        numbers = self._numbers
        if numbers == list(range(1, len(numbers) + 1)):
            every = (1 << len(numbers)) - 1
            return every.__and__
        return lambda mask: sum((mask >> (n - 1) & 1) << c for c, n in enumerate(numbers))


def _key(figure: Numeral) -> object:
    """What two figures share that are the same."""
    if figure.parts:
        return (figure.kind, *sorted(figure.parts))
    if figure.kind == "vague":
        return ("vague", figure.magnitude)
    return (figure.percent, figure.low, figure.high)
