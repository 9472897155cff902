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
Exactly = tuple[object, ...]
"""All that is said by a figure, however it is written: its hedge and percent sign too."""
_Key = tuple[float | None, float | None, int | None]
_SOME = 2
PLAIN = frozenset(["digits", "word", "dual", "vague"])


@dataclass(slots=True, eq=False)
class Cited:
    """The figures of some sentences, in the order of the article."""

    figures: Mapping[Place, Numeral]
    exact: Mapping[Exactly, tuple[Place, ...]]
    """The places of each figure that only one that says exactly the same can be.

    It is no date, time or code, and none of the others differs from it in its hedge alone.
    """
    _nouns: Mapping[Place, int] | None = None
    _by_key: dict[_Key, list[Place]] | None = None

    def like(self, figure: Numeral) -> tuple[Place, ...]:
        """Where these sentences have a figure."""
        if self._by_key is None:
            self._by_key = {}
            for place, one in self.figures.items():
                self._by_key.setdefault(_key(one), []).append(place)
        near = self._by_key.get(_key(figure))
        if near is None:
            return ()
        return tuple([place for place in near if same(self.figures[place], figure)])

    def counting(self, source: Source) -> Mapping[Place, int]:
        """What the figures count that may be taken for one another; none if all are the same."""
        if self._nouns is None:
            found = [place for place, figure in self.figures.items() if counts(figure)]
            some = len({self.figures[place].low for place in found}) >= _SOME
            self._nouns = {place: source.counted(place) for place in found} if some else {}
        return self._nouns


@dataclass(eq=False)
class Source:
    """The figures of a material's sentences, each read once and only if asked for."""

    material: Material
    _cited: dict[tuple[int, ...], Cited] = field(default_factory=dict)
    _counted: dict[Place, int] = field(default_factory=dict)
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
            exact: dict[Exactly, tuple[Place, ...]] = {}
            odd = []
            for n in sorted(numbers) if len(numbers) > 1 else numbers:
                for index, figure in enumerate(self.material.numerals(n)):
                    place = n, index
                    figures[place] = figure
                    said = figure[5:12]
                    exact[said] = (*exact[said], place) if said in exact else (place,)
                    if figure.kind not in PLAIN:
                        odd.append(said)
            if odd or len(exact) > 1:
                exact = _unlike(exact, odd)
            found = self._cited[numbers] = Cited(figures, exact)
        return found

    def counted(self, place: Place) -> int:
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
            found = self._contexts[place] = (self.counted(place), clause)
        return found


def counts(figure: Numeral) -> bool:
    """Whether a figure counts what stands beside it, and may be taken for another."""
    plain = figure.kind in ("digits", "word", "dual") and not figure.ordinal
    return plain and figure.value != 1


def _unlike(
    found: dict[Exactly, tuple[Place, ...]], odd: Sequence[Exactly]
) -> dict[Exactly, tuple[Place, ...]]:
    """Those of what figures say that none of the odd and no like figure says."""
    keys = [(said[0], said[1], said[5]) for said in found]
    if odd or len(set(keys)) < len(keys):
        strange = {(said[0], said[1], said[5]) for said in odd}
        strange.update([key for key in keys if keys.count(key) > 1])
        pairs = zip(keys, found.items(), strict=True)
        return {said: places for key, (said, places) in pairs if key not in strange}
    return found


def _key(figure: Numeral) -> _Key:
    """What figures that are the same have in common, so that few are to be compared."""
    return figure.low, figure.high, figure.magnitude
