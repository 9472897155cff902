"""Exchanged: figures that stand in the source, but for something else than the English says."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from llmx.checks.figures.context import Context, alike, around, counted
from llmx.checks.figures.source import Cited, Place, Source, counts
from llmx.checks.finding import Finding
from llmx.checks.material import Passage
from llmx.text.numerals import Numeral

_ALONE = 3  # by how much a context fits another figure better, for one figure to be doubted
_TOGETHER = 2  # the same for two that would fit better if they changed places
_SAME_NOUN = 2  # what a noun in common is worth, in concepts that two clauses share
_LIKE_NOUN = 1
_OTHER_NOUN = -2


class _Stated(NamedTuple):
    """One English figure, where it may stand in the source, and how well it fits there."""

    figure: Numeral
    own: tuple[Place, ...]
    context: Context
    fit: int


def check(
    source: Source,
    passage: Passage,
    cited: Cited,
    english: Sequence[Numeral],
    places: Sequence[tuple[Place, ...]],
) -> Iterator[Finding]:
    """Figures in another order than the source's, or with what another of its figures counts.

    In a translation whose figures are all there in their order, none counts for another.
    """
    found = list(_out_of_order(english, places, cited)) if len(english) > 1 else []
    if not found and not passage.translates and cited.counting and source.has_concepts:
        found = list(_misplaced(source, passage.text, english, places, cited))
    for said in dict.fromkeys(found):
        yield Finding("figures", "warning", passage.pointer, said, passage.sentences or ())


# --- order -----------------------------------------------------------------------------------


def _out_of_order(
    english: Sequence[Numeral], places: Sequence[tuple[Place, ...]], cited: Cited
) -> Iterator[str]:
    """Two figures that stand in the other order in one sentence of the source.

    Translations and briefs keep the order of the figures of a sentence; where they do not, one
    figure has probably taken the place of another. A figure that the sentence has more than once
    counts only where the English has it as often.
    """
    last: tuple[Place, Numeral] | None = None
    for figure, own in zip(english, places, strict=True):
        if not own or own[-1][0] != own[0][0] or cited.figures[own[0]].kind == "date":
            continue
        if len(own) > 1 and len(own) != places.count(own):
            continue
        place = own[0]
        if last is not None and last[0][0] == place[0]:
            later = [p for p in own if p > last[0] or (p == last[0] and len(own) == 1)]
            if not later:
                said = f"{last[1].text!r} and {figure.text!r} stand the other way round"
                yield f"{said} in sentence {place[0]}"
            place = later[0] if later else own[-1]
        last = place, figure


# --- what is counted ---------------------------------------------------------------------------


def _misplaced(
    source: Source,
    text: str,
    english: Sequence[Numeral],
    places: Sequence[tuple[Place, ...]],
    cited: Cited,
) -> Iterator[str]:
    """Figures with what another figure of the cited sentences counts.

    "Four villages" where the sentences have four vehicles and nine villages.
    """
    stated, free = _stated(source, text, english, places, cited)
    for one in stated:
        other = _better(source, one, stated, free)
        if other is not None:
            rival = cited.figures[other].text
            yield f"{one.figure.text!r} counts something else in the source, where {rival!r} does"
    for one, two in itertools.combinations(stated, 2):
        if one.own != two.own and _better_crossed(source, one, two):
            said = f"{one.figure.text!r} and {two.figure.text!r}"
            yield f"{said} count the other way round in the source"


def _stated(
    source: Source,
    text: str,
    english: Sequence[Numeral],
    places: Sequence[tuple[Place, ...]],
    cited: Cited,
) -> tuple[list[_Stated], list[Place]]:
    """The figures whose noun does not settle what they are, and what the others leave free."""
    free = list(cited.counting)
    stated: list[_Stated] = []
    for index, figure in enumerate(english):
        own = tuple([place for place in places[index] if place in cited.counting])
        if not own or not counts(figure):
            continue
        noun = counted(text, english, index, "en")
        if _settled(source, noun, own, cited.counting):
            free = [place for place in free if place not in own]
        else:
            context = Context(noun, around(text, english, index, "en"))
            stated.append(_Stated(figure, own, context, _fit(source, context, own)))
    return stated, free


def _settled(
    source: Source, noun: frozenset[str], own: Sequence[Place], counting: Sequence[Place]
) -> bool:
    """Whether a noun is that of a figure's own and no other figure's."""
    if not noun or all(noun.isdisjoint(source.counted(place)) for place in own):
        return False
    others = [place for place in counting if place not in own]
    return not any(alike(noun, source.counted(place)) for place in others)


def _better(
    source: Source, one: _Stated, stated: Sequence[_Stated], free: Sequence[Place]
) -> Place | None:
    """A figure of the source that clearly fits better, and that no other English one fits."""
    if _most(one) < _ALONE:
        return None
    for place in free:
        if place in one.own:
            continue
        fit = _fit(source, one.context, (place,))
        if fit - one.fit >= _ALONE and all(s.fit < fit for s in stated if place in s.own):
            return place
    return None


def _better_crossed(source: Source, one: _Stated, two: _Stated) -> bool:
    """Whether two figures would fit clearly better if they changed places."""
    if _most(one) + _most(two) < _TOGETHER:
        return False
    crossed = _fit(source, one.context, two.own) + _fit(source, two.context, one.own)
    return crossed - one.fit - two.fit >= _TOGETHER


def _most(one: _Stated) -> int:
    """By how much any other place could fit better."""
    return len(one.context.around) + _SAME_NOUN - one.fit


def _fit(source: Source, context: Context, places: Sequence[Place]) -> int:
    """How well a context is that of one of these figures: what they share, the noun above all."""
    return max([_shared(context, source.context(place)) for place in places])


def _shared(one: Context, other: Context) -> int:
    shared = len(one.around & other.around)
    if one.counted and other.counted:
        if not one.counted.isdisjoint(other.counted):
            return shared + _SAME_NOUN
        return shared + (_LIKE_NOUN if alike(one.counted, other.counted) else _OTHER_NOUN)
    return shared
