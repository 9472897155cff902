"""Citations: that the sentences cited are those that say it, and not more than a statement needs.

That there is a citation, and its range, is held on acceptance. Here what a statement names, counts
and speaks of is looked for in every sentence: one that holds clearly more of it than all that are
cited is probably the one that was meant.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from operator import attrgetter

from llmx.checks.agreement import matter_said
from llmx.checks.doubt import Doubt
from llmx.checks.finding import Finding, Severity
from llmx.checks.material import Material, Passage, Reading
from llmx.text.concepts import has_concepts
from llmx.text.concepts.marks import CONCEPTS, each
from llmx.text.numerals import Numeral, same

_MANY = 6  # sentences; more than this, and more than half of the article, supports nothing
_MARGIN = 2.5  # bits: how much more another sentence must hold
_NAMED = 2.0  # bits: what names and figures must hold, where no other answer can be asked
_SURELY = 1e-6  # bits: more than rounding makes of a sum
_SAID = attrgetter("kind", "low", "high", "percent", "ordinal", "magnitude", "parts")
"""All of a figure that is compared: two with the same are the same as the same others."""
_ABSENT = re.compile(  # what is not in the article stands in none of its sentences
    r"^(?:no|neither|none|nothing)\b(?!.*\b(?:killed|wounded|injured|hurt|damaged|destroyed)\b)"
    r".*\b(?:given|stated|named|specified|identified|mentioned|provided|cited|known|quoted|offered"
    r"|reported|supplied|included|indicated|confirmed|disclosed|clear|says?|source|confirmation"
    r"|details?|evidence|corroboration|attribution)\b"
    r"|\b(?:(?:is|are|was|were|has been|have been|remains?) (?:not|un)\s?(?:\w+ )?(?:given|stated"
    r"|named|specified|identified|mentioned|provided|cited|known|quoted|clear|explained|confirmed"
    r"|verified|disclosed|attributed|dated))\b"
    r"|\b(?:does|do|did) not (?:\w+ )?(?:say|state|give|name|specify|identify|mention|provide"
    r"|explain|cite|quote|indicate|disclose|date|attribute)\b"
    r"|^(?:un(?:named|clear|known|specified|identified|attributed|dated)"
    r"|it is (?:unclear|not clear))\b",
    re.IGNORECASE,
)
"""A statement of absence: the sentences that it cites are those that say it not."""
_SHARE = 0.4  # of what is found anywhere: what is cited may hold less than this


def check(material: Material) -> Iterator[Finding]:
    """Each citation of the answers."""
    most = max(_MANY, material.size // 2)
    for citation in material.citations:
        if len(citation.numbers) > most and len(set(citation.numbers)) > most:
            number = len(set(citation.numbers))
            said = f"{number} sentences are cited, more than one statement needs"
            yield Finding("citations", "warning", citation.pointer, said, citation.numbers)
    if not has_concepts(material.language):
        return
    evidence = _Evidence(material)
    for reading in material.readings:
        passage = reading.passage
        if not passage.translates and not _ABSENT.search(passage.text):
            found = evidence.rival(reading)
            if found is not None:
                other, named = found
                said = f"sentence {other} holds more of this than what is cited"
                cited = passage.sentences or ()
                doubt = _doubt(material, passage, other)
                severity: Severity = "warning" if doubt or named else "info"
                yield Finding("citations", severity, passage.pointer, said, cited, doubt)


def _doubt(material: Material, passage: Passage, other: int) -> Doubt | None:
    """What the English of the sentences tells; None where the other one is not translated."""
    rival = material.translation.get(other)
    if rival is None or rival.task == passage.task:
        return None
    mine, there = material.english(passage.text), material.english(rival.text)
    return Doubt(partial(matter_said, mine, there), passage.task)


class _Evidence:
    """Which sentences hold what a statement says; a set of sentences is an integer, bit by bit."""

    def __init__(self, material: Material) -> None:
        self._material = material
        size = material.size
        self._weights = [0.0, *(math.log2((size + 1) / k) for k in range(1, size + 1))]
        self._index = material.concepts
        self._names = material.names
        self._anywhere = self._index.source(tuple(range(1, size + 1))) & CONCEPTS
        self._concepts: dict[int, int] = {}
        self._same: dict[object, int] = {}

    def rival(self, reading: Reading) -> tuple[int, bool] | None:
        """Find the sentence that holds clearly more of a statement than all that it cites.

        Also whether names and figures alone tell so: words have synonyms that no table knows.
        """
        passage, cited, english, told, names, figures = reading
        strange = english & ~told & self._anywhere
        if not strange and not names and not figures:
            return None
        text = passage.text
        lost = [held for held in self._of_figures(figures) if not held & cited]
        if names:
            lost = [held for held in self._names.masks(text) if not held & cited] + lost
        if not strange and not lost:
            return None
        missing = self._weigh(self._of_concepts(strange)) + self._weigh(lost)
        concepts = english & self._anywhere
        if missing < _MARGIN or self._is_borne_out(text, concepts & ~strange, cited, missing):
            return None
        all_figures = self._of_figures(self._material.english_numerals(text))
        masks = [*self._names.masks(text), *self._of_concepts(concepts), *all_figures]
        best = self._best(masks, cited)
        return None if best is None else (best, self._weigh(lost) >= _NAMED)

    def _is_borne_out(self, text: str, concepts: int, cited: int, missing: float) -> bool:
        """Tell whether the cited sentences plainly hold their share of a statement.

        What they hold is weighed only until that is sure: as `_best` does, which weighs it all.
        """
        wanted = missing * _SHARE / (1 - _SHARE) + _SURELY
        for held in self._names.masks(text):
            wanted -= self._weights[held.bit_count()] if held & cited else 0.0
        for concept in each(concepts):
            if wanted <= 0:
                return True
            wanted -= self._weigh(self._of_concepts(concept))
        for held in self._of_figures(self._material.english_numerals(text)):
            wanted -= self._weights[held.bit_count()] if held & cited else 0.0
        return wanted <= 0

    def _best(self, masks: list[int], cited: int) -> int | None:
        own = self._weigh([held for held in masks if held & cited])
        if own >= _SHARE * self._weigh(masks):
            return None
        best, most = 0, 0.0
        for n in range(1, self._material.size + 1):
            bit = 1 << (n - 1)
            held = 0.0 if bit & cited else self._weigh([mask for mask in masks if mask & bit])
            if held > most:
                best, most = n, held
        return best if most - own >= _MARGIN else None

    def _weigh(self, masks: list[int]) -> float:
        weights = self._weights
        return sum([weights[mask.bit_count()] for mask in masks])

    def _of_concepts(self, marks: int) -> list[int]:
        """The sentences that have each of these concepts."""
        found = []
        for concept in each(marks):
            held = self._concepts.get(concept)
            if held is None:
                held = self._concepts[concept] = self._index.holding(concept)
            found.append(held)
        return found

    def _of_figures(self, figures: Sequence[Numeral]) -> list[int]:
        """The sentences that have each of these figures, if any has."""
        found = []
        for figure in figures:
            said = _SAID(figure)
            held = self._same.get(said)
            if held is None:
                held = self._same[said] = self._of_figure(figure)
            if held:
                found.append(held)
        return found

    def _of_figure(self, figure: Numeral) -> int:
        found = 0
        for other, held in self._figures.get(_near(figure), ()):
            if same(other, figure):
                found |= held
        return found

    @cached_property
    def _figures(self) -> dict[object, list[tuple[Numeral, int]]]:
        """The figures of the source with their sentences, those together that may be the same."""
        found: dict[object, list[tuple[Numeral, int]]] = {}
        for n in range(1, self._material.size + 1):
            for figure in self._material.numerals(n):
                found.setdefault(_near(figure), []).append((figure, 1 << (n - 1)))
        return found


def _near(figure: Numeral) -> object:
    """What two figures share that may be the same."""
    return sum(figure.parts) if figure.parts else figure.magnitude or round(figure.low or 0, 2)
