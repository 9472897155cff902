"""Alignment: the English of each sentence is that of its own source, and of all of it.

Names, figures and outcomes of a sentence of the translation are looked for in every sentence of
the source. What another sentence explains clearly better than its own has been swapped or moved.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cached_property
from statistics import median

from llmx.checks.finding import Finding
from llmx.checks.material import Material, mask, numbers_of
from llmx.text.concepts.marks import MEANT, each
from llmx.text.numerals import Numeral
from llmx.text.transliteration import is_country, is_generic

_MARGIN = 2.5  # bits: how much better another sentence must explain an English one
_BOTH = 1.0  # bits: how much better two sentences must explain each other's English
_OUTCOME = 0.5  # what an outcome weighs beside a name or a figure: it is said in many ways
_SPREAD = 0.16  # of the logarithm of English length to source length, about its median
_NEAR = 0.5  # bits against a sentence by its length that need no look at the others
_FAR = 3.0  # spreads from the median, beyond which a length says no more
_LONG = 40  # code points of a source sentence, below which a length says less
_PART, _PART_OF_SHORT = 0.7, 0.5  # of the usual length, below which a part is missing
_LOST = 0.85  # of the usual length, below which it is missing if a figure is, too
_NAMELESS = 0.95  # of the usual length, below which it is missing if a name is, too
_SURE = 3  # consonants of a name that is looked for


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
        marks = material.concepts.sentences
        self._marks = [marks[n - 1] & MEANT for n in numbers]
        self._anywhere = material.concepts.source(tuple(numbers)) & MEANT
        self._repeated = len(set(self._english)) < len(numbers)
        self._columns = self._content_columns()
        self._scores: dict[int, list[float]] = {}
        self._readings = {(r[0].text, r[1]): r for r in material.readings if r[0].translates}

    def rival(self, row: int) -> int | None:
        """Find the sentence that explains an English one clearly better than its own does."""
        if self._repeated and self._english.count(self._english[row]) > 1:
            return self._twin(row)
        if self._far(row, row) < _NEAR and self._bears_out(row):
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
        if not long or share >= _NAMELESS:
            return False
        return (share < _LOST and self._loses(row)) or self._loses_name(row)

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

    def _bears_out(self, row: int) -> bool:
        """Whether the source of a row has all that it has of the source of any."""
        reading = self._readings[self._english[row], 1 << (self._numbers[row] - 1)]
        if reading.english & self._anywhere & ~self._marks[row]:
            return False
        names, columns = self._names, self._columns
        if any(columns(names.standing(w)) for w in reading.strange if not is_generic(w)):
            return False
        held = [self._figures.get(_key(figure), 0) for figure in reading.unmet]
        return all(not mask or mask >> row & 1 for mask in held)

    def _items(self, row: int) -> list[tuple[int, float]]:
        """Names, figures and outcomes of a row: the columns that have each, and its weight."""
        weights = self._weights
        items = [(mask, weights[mask.bit_count()]) for mask in self._masks(row)]
        outcomes = self._material.concepts.english(self._english[row]) & self._anywhere
        for outcome in each(outcomes):
            mask = sum([1 << column for column, m in enumerate(self._marks) if m & outcome])
            items.append((mask, _OUTCOME * weights[mask.bit_count()]))
        return items

    def _masks(self, row: int) -> list[int]:
        """The columns that have each name and each figure of a row."""
        english = self._english[row]
        masks = [self._columns(mask) for mask in self._names.masks(english)]
        figures = {_key(f) for f in self._material.english_numerals(english)}
        return masks + [self._figures.get(figure, 0) for figure in figures]

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

    def _loses_name(self, row: int) -> bool:
        """Whether a name that other prose has from this sentence is not in its English.

        A name that another sentence has too, of those cited together, is no sign by itself: two
        are, which are lost with one part. Initials and countries are left out.
        """
        n = self._numbers[row]
        shared = 0
        for word, alone in self._elsewhere(n).items():
            if self._is_lost(word, row):
                if alone or shared:
                    return True
                shared += 1
        return False

    def _is_lost(self, word: str, row: int) -> bool:
        """Whether a name surely stands in the source of a row, and not in its English."""
        names, english = self._names, self._english[row]
        plain = names.skeleton(word)
        if not names.standing(word) >> (self._numbers[row] - 1) & 1 or len(plain) < _SURE:
            return False
        if word.isupper() or is_generic(word) or is_country(word):
            return False
        spelled = {names.skeleton(told) for told in names.words(english)}
        if not spelled.isdisjoint((plain, plain.removesuffix(b"S"))):  # "Houthis"
            return False
        if word.casefold() in english.casefold():
            return False  # and no "al-Bukamal" for "Albukamal":
        return not any(s.endswith(plain) or plain.endswith(s) for s in spelled if len(s) >= _SURE)

    def _elsewhere(self, n: int) -> dict[str, bool]:
        """The words of names in what cites a sentence, or cites none.

        Each with whether no other sentence that is cited besides has it in its English.
        """
        bit = 1 << (n - 1)
        found: dict[str, bool] = {}
        for text, cited in self._prose:
            if cited is None or cited & bit:
                rest = "\n".join([self._told(m) for m in numbers_of(cited or 0) if m != n])
                for word in self._names.words(text):
                    found[word] = found.get(word, False) or word not in rest
        return found

    def _told(self, n: int) -> str:
        english = self._material.translation.get(n)
        return english.text if english else ""

    @cached_property
    def _prose(self) -> list[tuple[str, int | None]]:
        """All prose that is no translation, with the sentences that it cites as bits."""
        prose = [p for p in self._material.passages if not p.translates]
        return [(p.text, None if p.sentences is None else mask(p.sentences)) for p in prose]

    @cached_property
    def _figures(self) -> dict[object, int]:
        found: dict[object, int] = {}
        for column, n in enumerate(self._numbers):
            for figure in self._material.numerals(n):
                key = _key(figure)
                found[key] = found.get(key, 0) | 1 << column
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
