"""Source: the figures of the cited sentences, found by their value, with what they count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from llmx.checks.figures.context import Context, around, counted
from llmx.checks.material import Material
from llmx.text.concepts import has_concepts
from llmx.text.numerals import Numeral, has_words, same

Place = tuple[int, int]
"""A figure of the source: its sentence and its place among the figures of that."""
_Key = tuple[float | None, float | None, int | None]
_SOME = 2


@dataclass(frozen=True, slots=True)
class Cited:
    """The figures of some sentences, in the order of the article."""

    figures: Mapping[Place, Numeral]
    by_key: Mapping[_Key, Sequence[Place]]
    counting: tuple[Place, ...]
    """Those of them that may be taken for one another; none where all are the same."""

    def like(self, figure: Numeral) -> tuple[Place, ...]:
        """Where these sentences have a figure."""
        near = self.by_key.get(_key(figure))
        if near is None:
            return ()
        return tuple([place for place in near if same(self.figures[place], figure)])


@dataclass
class Source:
    """The figures of a material's sentences, each read once and only if asked for."""

    material: Material
    _cited: dict[tuple[int, ...], Cited] = field(default_factory=dict)
    _counted: dict[Place, frozenset[str]] = field(default_factory=dict)
    _contexts: dict[Place, Context] = field(default_factory=dict)

    @cached_property
    def has_words(self) -> bool:
        """Whether the number words of the article's language are read."""
        return has_words(self.material.language)

    @cached_property
    def has_concepts(self) -> bool:
        """Whether it can be told what the figures of the article's language count."""
        return has_concepts(self.material.language)

    def cited(self, numbers: tuple[int, ...]) -> Cited:
        """The figures of these sentences."""
        found = self._cited.get(numbers)
        if found is None:
            figures: dict[Place, Numeral] = {}
            by_key: dict[_Key, list[Place]] = {}
            for n in sorted(numbers):
                for index, figure in enumerate(self.material.numerals(n)):
                    figures[n, index] = figure
                    by_key.setdefault(_key(figure), []).append((n, index))
            counting = tuple([place for place, figure in figures.items() if counts(figure)])
            if len({figures[place].low for place in counting}) < _SOME:
                counting = ()
            found = self._cited[numbers] = Cited(figures, by_key, counting)
        return found

    def counted(self, place: Place) -> frozenset[str]:
        """What a figure counts."""
        found = self._counted.get(place)
        if found is None:
            material, (n, index) = self.material, place
            found = counted(material.text(n), material.numerals(n), index, material.language)
            self._counted[place] = found
        return found

    def context(self, place: Place) -> Context:
        """What a figure counts and all that is said of it."""
        found = self._contexts.get(place)
        if found is None:
            material, (n, index) = self.material, place
            clause = around(material.text(n), material.numerals(n), index, material.language)
            found = self._contexts[place] = Context(self.counted(place), clause)
        return found


def counts(figure: Numeral) -> bool:
    """Whether a figure counts what stands beside it, and may be taken for another."""
    plain = figure.kind in ("digits", "word", "dual") and not figure.ordinal
    return plain and figure.value != 1


def _key(figure: Numeral) -> _Key:
    """What figures that are the same have in common, so that few are to be compared."""
    return figure.low, figure.high, figure.magnitude
