"""Exchanged: figures that stand in the source, but for something else than the English says."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from operator import le
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
_SOME = 2


class _Stated(NamedTuple):
    """One English figure, where it may stand in the source, and how well it fits there."""

    at: int
    own: tuple[Place, ...]
    context: Context
    fit: int


def check(
    source: Source,
    passage: Passage,
    cited: Cited,
    english: Sequence[Numeral],
    places: Sequence[tuple[Place, ...]],
) -> Sequence[Finding]:
    """Figures in another order than the source's, or with what another of its figures counts.

    In a translation whose figures are all there in their order, none counts for another.
    """
    ordered = len(english) == 1 or _in_order(places)
    found = [] if ordered else list(_out_of_order(english, places, cited))
    if not found and not passage.translates and source.has_concepts and cited.counting(source):
        found = _misplaced(source, passage.text, english, places, cited)
    if not found:
        return []
    said = dict.fromkeys(found)
    numbers = passage.sentences or ()
    return [Finding("figures", "warning", passage.pointer, one, numbers) for one in said]


# --- order -----------------------------------------------------------------------------------


def _in_order(places: Sequence[tuple[Place, ...]]) -> bool:
    """Whether each figure has one place, none of them before that of the figure before it."""
    return max(map(len, places)) == 1 and all(map(le, places, places[1:]))


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
) -> list[str]:
    """Figures with what another figure of the cited sentences counts.

    "Four villages" where the sentences have four vehicles and nine villages.
    """
    unsettled, free = _unsettled(source, text, english, places, cited)
    if len(unsettled) < _SOME and all(free <= set(own) for _, own, _ in unsettled):
        return []  # there is nothing to take them for
    stated = []
    for index, own, noun in unsettled:
        context = noun, around(text, english, index, "en")
        stated.append(_Stated(index, own, context, _fit(source, context, own)))
    found = []
    for one in stated:
        other = _better(source, one, stated, sorted(free))
        if other is not None:
            it, rival = english[one.at].text, cited.figures[other].text
            found.append(f"{it!r} counts something else in the source, where {rival!r} does")
    for one, two in itertools.combinations(stated, 2):
        if one.own != two.own and _better_crossed(source, one, two):
            said = f"{english[one.at].text!r} and {english[two.at].text!r}"
            found.append(f"{said} count the other way round in the source")
    return found


def _unsettled(
    source: Source,
    text: str,
    english: Sequence[Numeral],
    places: Sequence[tuple[Place, ...]],
    cited: Cited,
) -> tuple[list[tuple[int, tuple[Place, ...], int]], set[Place]]:
    """The figures whose noun does not settle what they are, and what the others leave free.

    Each as its place among the English, its places in the source, and its noun.
    """
    counting = cited.counting(source)
    free = set(counting)
    found = []
    for index, figure in enumerate(english):
        own = places[index]
        if not own or not counts(figure):
            continue
        if own[0] not in counting or len(own) > 1:
            own = tuple([place for place in own if place in counting])
            if not own:
                continue
        noun = counted(text, english, index, "en")
        if noun and _settled(noun, own, counting):
            free.difference_update(own)
        else:
            found.append((index, own, noun))
    return found, free


def _settled(noun: int, own: Sequence[Place], counting: Mapping[Place, int]) -> bool:
    """Whether a noun is that of a figure's own and no other figure's."""
    its, others = 0, 0  # a noun is like one of several where it is like all of them together
    for place, counted_there in counting.items():
        if place in own:
            its |= counted_there
        else:
            others |= counted_there
    return noun & its != 0 and not alike(noun, others)


def _better(
    source: Source, one: _Stated, stated: Sequence[_Stated], free: Sequence[Place]
) -> Place | None:
    """A figure of the source that clearly fits better, and that no other English one fits."""
    if _most(one) < _ALONE:
        return None
    for place in free:
        if place in one.own:
            continue
        fit = _shared(one.context, source.context(place))
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
    return one.context[1].bit_count() + _SAME_NOUN - one.fit


def _fit(source: Source, context: Context, places: Sequence[Place]) -> int:
    """How well a context is that of one of these figures: what they share, the noun above all."""
    if len(places) == 1:
        return _shared(context, source.context(places[0]))
    return max([_shared(context, source.context(place)) for place in places])


def _shared(one: Context, other: Context) -> int:
    (noun, clause), (their_noun, their_clause) = one, other
    shared = (clause & their_clause).bit_count()
    if noun and their_noun:
        if noun & their_noun:
            return shared + _SAME_NOUN
        return shared + (_LIKE_NOUN if alike(noun, their_noun) else _OTHER_NOUN)
    return shared
