"""Outcomes: who was killed, wounded, captured, and what destroyed, as the cited sentences say.

Held against the words of the source by a lexicon; where a language has none, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from llmx.checks.finding import Finding
from llmx.checks.material import Material, Passage, Piece
from llmx.fields import Count
from llmx.text.concepts import Around, Mention, Said, around, has_outcomes, mentions, said, together
from llmx.text.folding import fold
from llmx.text.numerals import Numeral, same

__all__ = ["check", "has_outcomes"]

_COUNTED: Mapping[str, frozenset[str]] = {
    "killed": frozenset({"killed", "casualties"}),
    "wounded": frozenset({"wounded", "casualties"}),
    "killed_or_wounded": frozenset({"killed", "wounded", "casualties"}),
    "losses_unspecified": frozenset({"killed", "wounded", "casualties", "destroyed", "damaged"}),
    "captured": frozenset({"captured"}),
    "surrendered": frozenset({"surrendered"}),
    "fled": frozenset({"fled", "displaced"}),
    "missing": frozenset({"missing"}),
    "displaced": frozenset({"displaced", "fled"}),
    "equipment_destroyed": frozenset({"destroyed"}),
    "equipment_damaged": frozenset({"damaged"}),
    "equipment_captured": frozenset({"seized", "captured"}),
}
"""The words that bear out a count, of those quantities that are outcomes."""
_BORNE_OUT: Mapping[str, frozenset[str]] = {
    "fled": frozenset({"displaced"}),
    "displaced": frozenset({"fled"}),
    "casualties": frozenset({"killed", "wounded"}),
}
"""What else bears out an outcome that a text says."""
_WARNED = _COUNTED.keys() - {"equipment_captured"}  # there are too many words for finding things
_ZWNJ = "\u200c"
_NONE: frozenset[str] = frozenset()
_PEOPLE = frozenset(
    {"killed", "wounded", "captured", "surrendered", "fled", "missing", "displaced"}
)
_HURT = frozenset({"killed", "wounded"})
_THINGS = frozenset({"destroyed", "damaged", "seized"})
_NOT_PEOPLE = re.compile(  # what a figure counts that nobody can kill: "two southern villages"
    r"(?:\W+\w+){0,3}?\W+(?:(?:air)?strikes?|raids?|attacks?|villages?|towns?|hours?|days?|weeks?|"
    r"months?|years?|vehicles?|tanks?|rockets?|missiles?|shells?|mines?|km|kilomet\w+|metres?|meters?|"
    r"miles?|axes|points?|(?:out)?posts?|schools?|hospitals?|houses?|homes?|fronts?|cars?|trucks?|"
    r"drones?|aircraft|times|rounds?|bombs?|devices?|explosives?|square|percent|positions?|dollars?|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)


@dataclass
class _Source:
    """The sentences of an article as this check reads them, each once and only if asked for."""

    material: Material
    _said: dict[int, Said] = field(default_factory=dict)
    _together: dict[tuple[int, ...], Said] = field(default_factory=dict)
    _around: dict[int, Around] = field(default_factory=dict)
    _mentions: dict[int, list[Mention]] = field(default_factory=dict)
    _paired: dict[int, list[tuple[Numeral, frozenset[str]]]] = field(default_factory=dict)

    def said(self, n: int) -> Said:
        found = self._said.get(n)
        if found is None:
            material = self.material
            found = self._said[n] = said(material.folded(n), material.language)
        return found

    def together(self, numbers: tuple[int, ...]) -> Said:
        if len(numbers) == 1:
            return self.said(numbers[0])
        found = self._together.get(numbers)
        if found is None:
            each = [self.said(n) for n in numbers]
            outcomes = _NONE.union(*[one.outcomes for one in each])
            asserts = frozenset[frozenset[str]]().union(*[one.asserts for one in each])
            found = self._together[numbers] = Said(outcomes, asserts)
        return found

    def mentions(self, n: int) -> list[Mention]:
        found = self._mentions.get(n)
        if found is None:
            material = self.material
            found = self._mentions[n] = mentions(material.folded(n), material.language)
        return found

    def around(self, n: int) -> Around:
        """The outcomes of a sentence with its figures, as spans of its folded copy."""
        found = self._around.get(n)
        if found is None:
            folded = self.material.folded(n)
            found = self._around[n] = around(
                folded.text,
                self.mentions(n),
                [self._span(n, numeral) for numeral in self.material.numerals(n)],
                self.material.language,
            )
        return found

    def paired(self, n: int) -> list[tuple[Numeral, frozenset[str]]]:
        """Each figure of a sentence with the outcomes that it may belong to."""
        found = self._paired.get(n)
        if found is None:
            found = self._paired[n] = []
            if self.said(n).outcomes:
                clusters = self.around(n)
                for numeral, span in zip(self.material.numerals(n), clusters.figures, strict=True):
                    found.append((numeral, clusters.outcomes(*span)))
        return found

    def beside(self, n: int, numeral: Numeral) -> frozenset[str]:
        """What stands on either side of a figure that no word plainly belongs to."""
        return self.around(n).neighbours(*self._span(n, numeral))

    def _span(self, n: int, numeral: Numeral) -> tuple[int, int]:
        folded = self.material.folded(n)
        dropped = len(folded.original) - len(folded.text)
        if not dropped:
            return numeral.start, numeral.end
        if dropped == folded.original.count(_ZWNJ):  # as in most Persian: nothing else is left out
            lost = folded.original.count(_ZWNJ, 0, numeral.start)
            return numeral.start - lost, numeral.end - lost - numeral.text.count(_ZWNJ)
        start = len(fold(folded.original[: numeral.start]).text)
        return start, start + len(fold(numeral.text).text)


def check(material: Material) -> Iterator[Finding]:
    """Each count and each piece of prose that says an outcome, against the cited sentences."""
    if not has_outcomes(material.language):
        return
    source = _Source(material)
    for piece, count in material.pieces(Count):
        if count.what in _COUNTED and piece.sentences:
            yield from _of_count(source, piece, count)
    for passage in material.passages:
        if passage.sentences:
            yield from _of_prose(source, passage, passage.sentences)


# --- counts --------------------------------------------------------------------------------------


def _of_count(source: _Source, piece: Piece, count: Count) -> Iterator[Finding]:
    numbers = piece.sentences or ()
    meant = _COUNTED[count.what]
    told = source.together(numbers)
    rivals = _PEOPLE if meant & _PEOPLE else _THINGS
    others = (told.outcomes & _PEOPLE) - meant
    if rivals is _THINGS:
        others = {o for one in told.asserts if one <= _THINGS for o in one} - meant
    if not others and meant & told.outcomes:
        return
    beside = _beside(source, numbers, count.text_src) & (rivals | meant) if others else frozenset()
    if beside and not beside & meant:
        said = f"{count.what} is counted, the source says {_listed(beside)} of {count.text_src!r}"
        yield Finding("outcomes", "error", piece.pointer, said, numbers)
    elif count.what in _WARNED and not meant & told.outcomes:
        said = f"{count.what} is counted, no cited sentence has a word for it"
        yield Finding("outcomes", "warning", piece.pointer, said, numbers)


def _beside(source: _Source, numbers: Sequence[int], quoted: str) -> frozenset[str]:
    """The outcomes that the quoted words belong to, wherever they stand in the cited sentences."""
    wanted = fold(quoted).text.strip()
    found: frozenset[str] = frozenset()
    for n in numbers:
        text = source.material.folded(n).text
        start = text.find(wanted) if wanted else -1
        while start >= 0:
            end = start + len(wanted)
            if not (wanted[0].isdigit() and text[start - 1 : start].isdigit()):
                here = source.around(n)
                found |= here.outcomes(start, end) or here.alone()
            start = text.find(wanted, end)
    return found


# --- prose ---------------------------------------------------------------------------------------


def _of_prose(source: _Source, passage: Passage, numbers: tuple[int, ...]) -> Iterator[Finding]:
    english = said(passage.text, "en")
    if not english.asserts and not passage.translates:
        return
    told = source.together(numbers)
    new = _unsaid(english, told.outcomes)
    lost = _unsaid(told, english.outcomes) if passage.translates or new else []
    if new or lost:  # a longer look, past any punctuation, before anything is said
        english = together(mentions(passage.text, "en"))
        told = together([mention for n in numbers for mention in source.mentions(n)])
        new, lost = _unsaid(english, told.outcomes), _unsaid(told, english.outcomes)
        lost = lost if passage.translates or new else []
    if new and any(_in_its_place(one, other) for one in new for other in lost):
        text = f"it says {_listed(new[0])} where the source says {_listed(lost[0])}"
        yield Finding("outcomes", "error", passage.pointer, text, numbers)
    elif new:
        text = f"it says {_listed(new[0])}, the cited sentences have no word for it"
        yield Finding("outcomes", "warning", passage.pointer, text, numbers)
    elif lost:
        text = f"the source says {_listed(lost[0])}, the translation has no word for it"
        yield Finding("outcomes", "warning", passage.pointer, text, numbers)
    elif len(told.outcomes & _PEOPLE) > 1 and any(one & _PEOPLE for one in english.asserts):
        yield from _swapped(source, passage, numbers)


def _unsaid(one: Said, other: Set[str]) -> list[frozenset[str]]:
    """What one text asserts and nothing in the other bears out."""
    return [
        asserted
        for asserted in one.asserts
        if asserted.isdisjoint(other)
        and not any(not _BORNE_OUT.get(outcome, _NONE).isdisjoint(other) for outcome in asserted)
    ]


def _in_its_place(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two outcomes befall the same kind of thing, so that one may stand for the other."""
    return not (one.isdisjoint(_PEOPLE) or other.isdisjoint(_PEOPLE)) or not (
        one.isdisjoint(_THINGS) or other.isdisjoint(_THINGS)
    )


def _swapped(source: _Source, passage: Passage, numbers: tuple[int, ...]) -> Iterator[Finding]:
    """Figures of people with another outcome in the English than in the source."""
    figures = source.material.english_numerals(passage.text)
    met = mentions(passage.text, "en")
    english = around(passage.text.lower(), met, [(n.start, n.end) for n in figures], "en")
    compared = False
    for figure, span in zip(figures, english.figures, strict=True):
        here = english.outcomes(*span) & _PEOPLE
        if not here or not _of_people(figure, passage.text):
            continue
        there = _of_figure(source, numbers, figure) & _PEOPLE
        compared = compared or bool(there)
        if there and here.isdisjoint(there) and not _compatible(here, there):
            said = f"{figure.text}: the English says {_listed(here)}, the source {_listed(there)}"
            yield Finding("outcomes", "error", passage.pointer, said, numbers)
            return
    said = _out_of_order(source, met, numbers, swaps=not compared)
    if said:
        yield Finding("outcomes", "warning", passage.pointer, said, numbers)


def _out_of_order(
    source: _Source, met: Sequence[Mention], numbers: Sequence[int], *, swaps: bool
) -> str:
    """Killed and wounded the other way round, or one of them twice in place of the other."""
    here = _turns(met)
    there = _turns([mention for n in numbers for mention in source.mentions(n)])
    if swaps and len(numbers) == 1 and sorted(here) == ["killed", "wounded"] == sorted(there):
        return "killed and wounded stand the other way round" if here != there else ""
    often = len(here) if len(set(here)) == 1 else 0
    if often > 1 and len(set(there)) > 1 and often > there.count(here[0]):
        other = next(outcome for outcome in there if outcome != here[0])
        return f"it says {here[0]} {often} times, the source {other} as well"
    return ""


def _turns(met: Sequence[Mention]) -> list[str]:
    """Killed and wounded in the order of a text, where a word says one of them."""
    said = [mention.asserts & _HURT for mention in met]
    return [next(iter(one)) for one in said if len(one) == 1]


def _of_people(numeral: Numeral, text: str) -> bool:
    if numeral.percent or numeral.ordinal or numeral.parts or numeral.weak or numeral.value == 1:
        return False
    return _NOT_PEOPLE.match(text, numeral.end) is None


def _of_figure(source: _Source, numbers: Sequence[int], figure: Numeral) -> frozenset[str]:
    """The outcomes of a figure wherever the cited sentences have it."""
    found, beside = _NONE, _NONE
    for n in numbers:
        for numeral, outcomes in source.paired(n):
            if same(numeral, figure):
                found |= outcomes
                beside |= outcomes or source.beside(n, numeral)
    return found or beside


def _compatible(one: frozenset[str], other: frozenset[str]) -> bool:
    return any(not _BORNE_OUT.get(outcome, _NONE).isdisjoint(other) for outcome in one)


def _listed(outcomes: Set[str]) -> str:
    return " or ".join(sorted(outcomes))
