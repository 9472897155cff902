"""Exchanged: figures that stand in the source, but for something else than the English says."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import le
from typing import NamedTuple

from llmx.checks.agreement import counted_so, may_count_otherwise
from llmx.checks.doubt import Doubt, Standing
from llmx.checks.figures.context import Context, alike, around, counted, excludes
from llmx.checks.figures.source import Cited, Place, Source, counts
from llmx.checks.finding import Finding
from llmx.checks.material import Passage
from llmx.text.numerals import Numeral

_ALONE = 3  # by how much a context fits another figure better, for one figure to be doubted
_TOGETHER = 2  # the same for two that would fit better if they changed places
_LITTLE = 1  # the same for two whose order is another than the source's
_SAME_NOUN = 2  # what a noun in common is worth, in concepts that two clauses share
_LIKE_NOUN = 1
_OTHER_NOUN = -2
_SOME = 2
_OF = re.compile(r" (?:out )?of (?:[\w'’]+ ){0,3}")
_DENIED = "{!r} counts something else in another answer"


class _Exchange(NamedTuple):
    """What is said of figures that may be exchanged, and which of the English they are."""

    said: str
    figures: tuple[int, ...]
    stands: Standing = "if denied"


@dataclass(slots=True, eq=False)
class _Stated:
    """One English figure, where it may stand in the source, and how well it fits there.

    What is said of it is looked for when a doubt comes down to it.
    """

    source: Source
    text: str
    english: Sequence[Numeral]
    at: int
    own: tuple[Place, ...]
    noun: int
    _clause: int | None = None
    _fit: int | None = None

    @property
    def context(self) -> Context:
        """What it counts and all that is said of it."""
        if self._clause is None:
            self._clause = around(self.text, self.english, self.at, "en")
        return self.noun, self._clause

    @property
    def fit(self) -> int:
        """How well its context is that of its own places in the source."""
        if self._fit is None:
            self._fit = _fit(self.source, self.context, self.own)
        return self._fit

    @property
    def percent(self) -> bool:
        return self.english[self.at].percent


def check(
    source: Source,
    passage: Passage,
    cited: Cited,
    english: Sequence[Numeral],
    places: Sequence[tuple[Place, ...]],
) -> Sequence[Finding]:
    """Figures that fit what another figure of the source counts better than their own.

    The order of the figures is free: it only tells which of them to look at. In a translation
    whose figures are all there in their order, none counts for another.
    """
    if not source.has_concepts:
        return []
    found: list[_Exchange] = []
    ordered = _in_order(places)
    if len(english) > 1 and not ordered:
        found = list(_turned(source, passage.text, english, places, cited))
    if not found and not passage.translates and cited.counting(source):
        found = _misplaced(source, passage.text, english, places, cited)
    said = {
        exchange.said: exchange
        for exchange in found
        if not any(_is_part(passage.text, english, at) for at in exchange.figures)
    }
    doubts = [_finding(source, passage, one) for one in said.values()]
    if not doubts and not (passage.translates and ordered) and cited.counting(source):
        doubts = [
            _finding(
                source,
                passage,
                _Exchange(_DENIED.format(figure.text), (at,), "only if denied"),
                unsaid=any(cited.figures[place].weak for place in places[at]),
            )
            for at, figure in enumerate(english)
            if counts(figure) and places[at] and places.count(places[at]) == 1
            if not _is_part(passage.text, english, at)
        ]
    return doubts


def _finding(
    source: Source, passage: Passage, found: _Exchange, *, unsaid: bool = False
) -> Finding:
    """The doubt of an exchange; where others may leave a figure unsaid, by what is counted."""
    english = source.material.english(passage.text)
    deniable = partial(may_count_otherwise, english, found.figures)
    claim = partial(counted_so, english, found.figures, least=int(unsaid))
    doubt = Doubt(claim, passage.task, found.stands, deniable=deniable)
    numbers = passage.sentences or ()
    return Finding("figures", "warning", passage.pointer, found.said, numbers, doubt)


def _is_part(text: str, english: Sequence[Numeral], at: int) -> bool:
    """Whether a figure is a part of the next or the whole of the one before: "14 of 17 drones"."""
    return any(
        _OF.fullmatch(text, one.end, other.start) is not None
        for one, other in itertools.pairwise(english[max(0, at - 1) : at + 2])
    )


# --- order -----------------------------------------------------------------------------------


def _in_order(places: Sequence[tuple[Place, ...]]) -> bool:
    """Whether each figure has one place, none of them before that of the figure before it."""
    return max(map(len, places)) == 1 and all(map(le, places, places[1:]))


def _turned(
    source: Source,
    text: str,
    english: Sequence[Numeral],
    places: Sequence[tuple[Place, ...]],
    cited: Cited,
) -> Iterator[_Exchange]:
    """Pairs of figures that stand in the other order in a sentence, and fit better exchanged.

    A figure that the sentence has more than once counts only where the English has it as often.
    """
    stated: list[_Stated] = []
    for index, own in _placed(english, places, cited):
        one = _Stated(source, text, english, index, (own,), counted(text, english, index, "en"))
        for before in stated:
            other = before.own[0]
            if (
                other[0] == own[0]
                and own < other
                and one.percent == before.percent
                and _better_crossed(source, before, one, _LITTLE)
            ):
                said = f"{english[before.at].text!r} and {english[index].text!r}"
                said = f"{said} stand the other way round in sentence {own[0]}"
                crossed = _counts_of(source, one, before) and _counts_of(source, before, one)
                plainly = crossed or _better_crossed(source, before, one)
                stands: Standing = "unless said" if plainly else "if denied"
                yield _Exchange(said, (before.at, index), stands)
        stated.append(one)


def _placed(
    english: Sequence[Numeral], places: Sequence[tuple[Place, ...]], cited: Cited
) -> Iterator[tuple[int, Place]]:
    """The figures of which it is known where they stand in the source, in their order."""
    met: dict[tuple[Place, ...], int] = {}
    for index, own in enumerate(places):
        if own and own[-1][0] == own[0][0] and counts(cited.figures[own[0]]):
            if len(own) > 1 and len(own) != places.count(own):
                continue
            turn = met.get(own, 0)
            met[own] = turn + 1
            if counts(english[index]):
                yield index, own[min(turn, len(own) - 1)]


# --- what is counted ---------------------------------------------------------------------------


def _misplaced(
    source: Source,
    text: str,
    english: Sequence[Numeral],
    places: Sequence[tuple[Place, ...]],
    cited: Cited,
) -> list[_Exchange]:
    """Figures with what another figure of the cited sentences counts.

    "Four villages" where the sentences have four vehicles and nine villages.
    """
    unsettled, free = _unsettled(source, text, english, places, cited)
    if len(unsettled) < _SOME and all(free <= set(own) for _, own, _ in unsettled):
        return []  # there is nothing to take them for
    stated = [_Stated(source, text, english, *one) for one in unsettled]
    found = []
    for one in stated:
        other = _better(source, one, stated, sorted(free))
        if other is not None:
            it, rival = english[one.at].text, cited.figures[other].text
            said = f"{it!r} counts something else in the source, where {rival!r} does"
            found.append(_Exchange(said, (one.at,)))
    for one, two in itertools.combinations(stated, 2):
        alike_read = one.own != two.own and one.percent == two.percent
        if alike_read and _better_crossed(source, one, two):
            said = f"{english[one.at].text!r} and {english[two.at].text!r}"
            said = f"{said} count the other way round in the source"
            found.append(_Exchange(said, (one.at, two.at)))
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
    """A figure of the source that clearly fits better, and that no other English one fits.

    What the English counts must be what that one counts, and not what its own does.
    """
    noun = one.noun
    if not noun or not all(excludes(noun, source.counted(place)) for place in one.own):
        return None
    rivals = [p for p in free if p not in one.own and alike(noun, source.counted(p))]
    if not rivals or _most(one) < _ALONE:
        return None
    for place in rivals:
        fit = _shared(one.context, source.context(place))
        if fit - one.fit >= _ALONE and all(s.fit < fit for s in stated if place in s.own):
            return place
    return None


def _better_crossed(source: Source, one: _Stated, two: _Stated, least: int = _TOGETHER) -> bool:
    """Whether two figures would fit clearly better if they changed places.

    Never where what they count fits better as it stands.
    """
    straight = _nouns_fit(source, one, one) + _nouns_fit(source, two, two)
    if straight > _nouns_fit(source, one, two) + _nouns_fit(source, two, one):
        return False
    if _most(one) + _most(two) < least:
        return False
    crossed = _fit(source, one.context, two.own) + _fit(source, two.context, one.own)
    return crossed - one.fit - two.fit >= least


def _counts_of(source: Source, one: _Stated, two: _Stated) -> bool:
    """Whether a figure counts what the source has with another one, and not with its own."""
    own = all(excludes(one.noun, source.counted(place)) for place in one.own)
    return own and all(alike(one.noun, source.counted(place)) for place in two.own)


def _nouns_fit(source: Source, one: _Stated, two: _Stated) -> int:
    """How well the noun of one figure is that of another's in the source."""
    return max([_noun(one.noun, source.counted(place)) for place in two.own])


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
    return (clause & their_clause).bit_count() + _noun(noun, their_noun)


def _noun(one: int, other: int) -> int:
    """What a noun tells for or against its being that of another figure."""
    if not one or not other:
        return 0
    if one & other:
        return _SAME_NOUN
    return _LIKE_NOUN if alike(one, other) else _OTHER_NOUN
