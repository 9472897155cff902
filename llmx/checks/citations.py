"""Citations: that the sentences cited are those that say it, and not more than a statement needs.

That there is a citation, and its range, is held on acceptance. Here what a statement names, counts
and speaks of is looked for in every sentence: one that holds clearly more of it than all that are
cited is probably the one that was meant.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from llmx.checks.finding import Finding
from llmx.checks.material import Material, Passage
from llmx.text.concepts import concepts, has_concepts
from llmx.text.numerals import Numeral, same
from llmx.text.transliteration import is_generic

_MANY = 6  # sentences; more than this, and more than half of the article, supports nothing
_MARGIN = 2.5  # bits: how much more another sentence must hold
_SHARE = 0.4  # of what is found anywhere: what is cited may hold less than this


def check(material: Material) -> Iterator[Finding]:
    """Each citation of the answers."""
    for citation in material.citations:
        number = len(set(citation.numbers))
        if number > max(_MANY, material.size // 2):
            said = f"{number} sentences are cited, more than one statement needs"
            yield Finding("citations", "warning", citation.pointer, said, citation.numbers)
    if not has_concepts(material.language):
        return
    evidence = _Evidence(material)
    for passage in material.passages:
        if passage.sentences and not passage.translates:
            other = evidence.rival(passage)
            if other is not None:
                said = f"sentence {other} holds more of this than what is cited"
                yield Finding("citations", "warning", passage.pointer, said, passage.sentences)


class _Evidence:
    """Which sentences hold what a statement says; a set of sentences is an integer, bit by bit."""

    def __init__(self, material: Material) -> None:
        self._material = material
        size = material.size
        self._weights = [0.0, *(math.log2((size + 1) / k) for k in range(1, size + 1))]
        self._concepts = self._of_concepts()
        self._figures = [
            (figure, 1 << (n - 1)) for n in range(1, size + 1) for figure in material.numerals(n)
        ]

    def rival(self, passage: Passage) -> int | None:
        """Find the sentence that holds clearly more of a statement than all that it cites."""
        cited = sum(1 << (n - 1) for n in passage.sentences or ())
        items = self._items(passage.text)
        whole = sum(weight for _, weight in items)
        own = sum(weight for mask, weight in items if mask & cited)
        if whole - own < _MARGIN or own >= _SHARE * whole:
            return None
        best, most = 0, 0.0
        for n in range(1, self._material.size + 1):
            bit = 1 << (n - 1)
            held = 0.0 if bit & cited else sum(weight for mask, weight in items if mask & bit)
            if held > most:
                best, most = n, held
        return best if most - own >= _MARGIN else None

    def _items(self, english: str) -> list[tuple[int, float]]:
        """Names, figures and concepts of a statement: the sentences that have each, its weight."""
        names = self._material.names
        masks = [names.standing(w) for w in set(names.words(english)) if not is_generic(w)]
        masks += [self._standing(f) for f in self._material.english_numerals(english)]
        for concept in concepts(english, "en"):
            masks.append(self._concepts.get(concept, 0))
        return [(mask, self._weights[mask.bit_count()]) for mask in masks if mask]

    def _standing(self, figure: Numeral) -> int:
        mask = 0
        for other, bit in self._figures:
            if same(other, figure):
                mask |= bit
        return mask

    def _of_concepts(self) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for n in range(1, self._material.size + 1):
            for concept in concepts(self._material.folded(n), self._material.language):
                found[concept] = found.get(concept, 0) | 1 << (n - 1)
        return found
