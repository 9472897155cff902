"""Comparing: what speaks for two reports being of one incident, and what against it.

Every reason has a weight, a sum of which has to reach the bar. Weights are hundredths, so that a
sum is the same in whatever order it is made.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz

from llmx.gazetteer.names import place_key
from llmx.incidents import kinds
from llmx.incidents.names import Located, Party, Spot, same_key, same_party, share
from llmx.incidents.report import Days, Figure, Report

BAR = 525
"""What the reasons must come to."""
CLOSE = 150
"""By how much less is still close."""

CONTRARY = 200
"""What speaks against two reports, from which it keeps the groups that they are in apart."""

What = Literal[
    "day",
    "next day",
    "period",
    "news",
    "place",
    "near",
    "within",
    "kind",
    "related kind",
    "vague kind",
    "party",
    "figure",
    "name",
    "thing",
    "weapon",
    "wording",
    "text",
    "account",
    "other kind",
    "other parties",
    "other figure",
    "other thing",
    "other province",
    "other news",
    "same article",
]
Closeness = Literal["same", "near", "within", "open", "unknown", "apart"]

_AGAINST: Mapping[What, str] = {
    "other kind": "of two kinds",
    "other parties": "of other parties",
    "other figure": "with other figures",
    "other thing": "of other targets",
    "other province": "in two provinces",
    "other news": "in the news of other days",
    "same article": "that one article tells apart",
}
_DATED = frozenset({"day", "next day", "period"})
_PARTICULAR = frozenset({"figure", "name", "thing", "weapon", "text", "account"})

_TOLLS = frozenset({"killed", "wounded", "killed_or_wounded", "captured"})
_OF_PEOPLE = _TOLLS | {"surrendered", "fled", "missing", "displaced"}
_SPELLED = 70  # of 100: words for the same things

_NEAR_KM, _FAR_KM = 25.0, 60.0
_MISDATED = 5  # days by which one of two reports may have the day wrong
_LONG = 7  # days of a period up to which it says when something happened
_TELLING = 4  # a figure from which two articles do not have it in common by chance
_OFF = 1.5  # by what factor tolls of one incident differ while they are being counted
_FIGURES = 3  # that are looked at, the most telling
_BESIDE = 2  # sentences by which an event and its denial are apart
_WIDE = 100_000_000


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that two reports share or differ in; `said` are its particulars, as printed."""

    what: What
    weight: int
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports held against each other.

    `barred` says why they cannot be one incident, whatever else they share. `grounded` is the
    rule that place and parties alone never make one: there is a day or a particular in common.
    """

    reasons: tuple[Reason, ...]
    barred: str | None = None

    @property
    def score(self) -> int:
        return sum(reason.weight for reason in self.reasons)

    @property
    def grounded(self) -> bool:
        return any(r.what in _DATED or r.what in _PARTICULAR for r in self.reasons if r.weight > 0)

    @property
    def linked(self) -> bool:
        return self.barred is None and self.grounded and self.score >= BAR

    @property
    def contrary(self) -> str | None:
        """What keeps two reports apart whatever others they are both like; None where nothing."""
        if self.barred is not None:
            return self.barred
        against = [reason for reason in self.reasons if reason.weight < 0]
        if self.linked or sum(reason.weight for reason in against) > -CONTRARY:
            return None
        return ", ".join(_AGAINST[reason.what] for reason in against)

    @property
    def close(self) -> bool:
        return self.score >= BAR - CLOSE


def compare(one: Report, other: Report) -> Comparison:
    """Hold two reports against each other; the same whichever comes first."""
    first, second = (one, other) if one.key <= other.key else (other, one)
    closeness = near(first.spot, second.spot)
    barred = _barred(first, second, closeness)
    reasons = [
        *_days(first, second),
        *_places(first.spot, second.spot, closeness),
        *_kinds(first.kind, second.kind),
        *_parties(first, second),
        *_figures(first.figures, second.figures),
        *_particulars(first, second),
        *_apart(first, second),
    ]
    return Comparison(tuple(reasons), barred)


def hopeless(one: Report, other: Report) -> bool:
    """Whether two reports are so far apart that nothing else need be looked at."""
    gap = _gap(one.days, other.days)
    return gap is not None and gap > _MISDATED


def _barred(one: Report, other: Report, closeness: Closeness) -> str | None:
    gap = _gap(one.days, other.days)
    if gap is not None and gap > 1:
        return f"of days that are {gap} apart"
    if closeness == "apart":
        return "in two places"
    if _told_before(one, other) or _told_before(other, one):
        return "of which one was out before the other's day"
    return None


# --- days ----------------------------------------------------------------------------------------


def _gap(one: Days | None, other: Days | None) -> int | None:
    """Days between two times, 0 where they overlap; None where one of them is not known."""
    if one is None or other is None:
        return None
    between = max(one.first - other.last, other.first - one.last)
    return max(0, between - one.tolerance - other.tolerance)


def _told_before(one: Report, other: Report) -> bool:
    """Whether a report without a day was out before the other's day had come."""
    if one.days is not None or other.days is None or one.news is None:
        return False
    return one.factuality != "planned" and one.news[1] + 1 < other.days.first


def _days(one: Report, other: Report) -> Iterator[Reason]:
    gap = _gap(one.days, other.days)
    if gap is None or one.days is None or other.days is None:
        yield from _news(one, other)
        return
    lengths = [d.last - d.first for d in (one.days, other.days)]
    if gap == 1:
        yield Reason("next day", 50)
    elif gap == 0 and (max(lengths) > _LONG or one.days.aggregate or other.days.aggregate):
        yield Reason("period", 50)
    elif gap == 0:
        yield Reason("day", 250) if max(lengths) <= 1 else Reason("period", 150)


def _news(one: Report, other: Report) -> Iterator[Reason]:
    """Of reports of which one has no day: whether they stand in the news of the same days."""
    first, second = (
        (r.days.first, r.days.last) if r.days and not r.days.aggregate else r.news
        for r in (one, other)
    )
    if first is None or second is None:
        return
    between = max(first[0] - second[1], second[0] - first[1])
    if between <= 1:
        yield Reason("news", 100)
    elif between > 3:
        yield Reason("other news", -150)


# --- places --------------------------------------------------------------------------------------


@lru_cache(maxsize=262144)
def near(one: Spot, other: Spot) -> Closeness:
    """How near two places are to each other, as far as their names and coordinates tell."""
    if one.empty or other.empty:
        return "apart" if _two_countries(one, other) else "unknown"
    if _two_countries(one, other):
        return "apart"
    km = _distance(one.located, other.located)
    if km is not None and km > _FAR_KM:
        return "apart"
    if _same_place(one, other):
        return "same"
    if km is not None and km <= _NEAR_KM:
        return "near"
    if _touch(one, other):
        return "near"
    if share(one.exact, other.within) or share(other.exact, one.within):
        return "within"
    if share(one.around, other.within) or share(other.around, one.within):
        return "within"
    return "open" if _may_touch(one, other) else "apart"


def _same_place(one: Spot, other: Spot) -> bool:
    first, second = one.located, other.located
    if first and second and first.exact and second.exact:
        known = first.geoname is not None and first.geoname == second.geoname
        return known or share(one.exact, other.exact)
    return share(one.exact, other.exact)


def _touch(one: Spot, other: Spot) -> bool:
    """Whether one place lies near the other, or is a part of one that the other's report names."""
    if share(one.exact, other.around) or share(other.exact, one.around):
        return True
    if share(one.around, other.around):
        return True
    return _loose(one, other) and _named(one, other)


def _may_touch(one: Spot, other: Spot) -> bool:
    """Whether differing names may be of one place: a part of it, or an area about it."""
    if _named(one, other):
        return True
    return _loose(one, other) and not _two_provinces(one, other)


def _loose(one: Spot, other: Spot) -> bool:
    return one.wide or other.wide or one.part or other.part


def _named(one: Spot, other: Spot) -> bool:
    """Whether the report of one place names the other."""
    return share(one.exact, other.said) or share(other.exact, one.said)


def _two_countries(one: Spot, other: Spot) -> bool:
    return _differ(one.country, other.country)


def _one_province(one: Spot, other: Spot) -> bool:
    return bool(one.admin1 and other.admin1) and not _differ(one.admin1, other.admin1)


def _two_provinces(one: Spot, other: Spot) -> bool:
    return _differ(one.admin1, other.admin1)


def _differ(one: str | None, other: str | None) -> bool:
    if not one or not other or one == other:
        return False
    first, second = place_key(one), place_key(other)
    return not (first in second or second in first or same_key(first, second))


def _distance(one: Located | None, other: Located | None) -> float | None:
    """Kilometres between two places that were found, each as that very place."""
    if one is None or other is None or not (one.exact and other.exact):
        return None
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(one.longitude - other.longitude)
    half = (
        math.sin((north - south) / 2) ** 2
        + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    )
    return 12742 * math.asin(math.sqrt(half))


def _places(one: Spot, other: Spot, closeness: Closeness) -> Iterator[Reason]:
    if closeness == "same":
        wide = one.kind in ("country", "province") or other.kind in ("country", "province")
        yield Reason("within", 50) if wide else Reason("place", 250, (one.name or "",))
    elif closeness == "near":
        yield Reason("near", 225, (one.name or "", other.name or ""))
    elif closeness == "within":
        yield Reason("within", 50, (one.name or "", other.name or ""))
    elif closeness == "open" and _one_province(one, other):
        yield Reason("within", 50, (one.admin1 or "",))
    if _two_provinces(one, other):
        yield Reason("other province", -150, (one.admin1 or "", other.admin1 or ""))


# --- what and who --------------------------------------------------------------------------------


def _kinds(one: str, other: str) -> Iterator[Reason]:
    said = (one, other)
    if one == other:
        yield Reason("vague kind", 50, said) if kinds.is_vague(one) else Reason("kind", 100, said)
    elif not kinds.related(one, other):
        yield Reason("other kind", -200, said)
    elif not (kinds.is_vague(one) or kinds.is_vague(other)):
        yield Reason("related kind", 50, said)
    else:
        yield Reason("vague kind", 0, said)


def _parties(one: Report, other: Report) -> Iterator[Reason]:
    first, second = _keyed(one.parties), _keyed(other.parties)
    shared = tuple(
        dict.fromkeys(p.name for p in first if any(same_party(p, each) for each in second))
    )
    if shared:
        yield Reason("party", 100 if len(shared) == 1 else 150, shared)
    elif first and second:
        blamed = not any(r.on and r.on.keys for r in (one, other))
        yield Reason("other parties", -25 if blamed else -50, (first[0].name, second[0].name))


def _keyed(parties: Sequence[Party]) -> list[Party]:
    """The parties that have a name of their own."""
    return [party for party in parties if party.keys]


# --- figures -------------------------------------------------------------------------------------


def _figures(some: Sequence[Figure], others: Sequence[Figure]) -> Iterator[Reason]:
    """Figures that agree, the most telling first; then one kind of toll in which none does."""
    weights: dict[tuple[str, float], int] = {}
    differing: dict[str, tuple[int, str, str]] = {}
    agreed: set[str] = set()
    for one in some:
        for other in others:
            if not _of_one_thing(one, other):
                continue
            if one.exact is not None and one.exact == other.exact:
                weights[one.what, one.exact] = _telling(one.exact)
                agreed.add(one.what)
            elif _overlap(one, other):
                agreed.add(one.what)
            else:
                found = (_difference(one, other), one.text, other.text)
                differing[one.what] = max(differing.get(one.what, found), found)
    yield from _agreeing(weights)
    for what in sorted(differing):
        weight, one_text, other_text = differing[what]
        if what in _TOLLS and what not in agreed and weight:
            yield Reason("other figure", weight, (what, one_text, other_text))
            break


def _agreeing(weights: Mapping[tuple[str, float], int]) -> Iterator[Reason]:
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    for (what, number), weight in ranked[:_FIGURES]:
        if weight:
            yield Reason("figure", weight, (what, f"{number:g}"))


def _of_one_thing(one: Figure, other: Figure) -> bool:
    """Whether two figures count the same: of what are not people, the same things."""
    if one.what != other.what or not _bounded(one) or not _bounded(other):
        return False
    if one.what in _OF_PEOPLE:
        return True
    return bool(one.item and other.item and fuzz.token_set_ratio(one.item, other.item) >= _SPELLED)


def _bounded(figure: Figure) -> bool:
    return figure.low is not None or figure.high is not None


def _overlap(one: Figure, other: Figure) -> bool:
    def bounds(figure: Figure) -> tuple[float, float]:
        low = 0 if figure.low is None else figure.low
        return low, _WIDE if figure.high is None else figure.high

    (low, high), (least, most) = bounds(one), bounds(other)
    return low <= most and least <= high


def _difference(one: Figure, other: Figure) -> int:
    """What two figures speak against one incident: tolls rise while they are counted."""
    numbers = [f.low if f.low is not None else f.high or 0 for f in (one, other)]
    small, large = sorted(numbers)
    if large <= max(small * _OFF, small + 2):
        return 0
    return -50 if large <= small * 3 else -100


def _telling(number: float) -> int:
    """How much a shared figure says: the larger and the less round, the more."""
    if number < 2:
        return 0
    if number < _TELLING:
        return 50
    round_ = number % 10 == 0 or (number >= 1000 and number % 100 == 0)
    scale = 100 if number < 10 else 150 if number < 30 else 200
    return scale - 50 if round_ else scale


# --- particulars ---------------------------------------------------------------------------------


def _particulars(one: Report, other: Report) -> Iterator[Reason]:
    first, second = one.particulars, other.particulars
    names = sorted(
        name for name in first.names if any(same_key(name, each) for each in second.names)
    )
    if names:
        yield Reason("name", 150 if len(names) == 1 else 250, tuple(names))
    things = sorted(first.things & second.things)
    if things:
        yield Reason("thing", 150 if len(things) == 1 else 200, tuple(things))
    elif first.things and second.things:
        yield Reason("other thing", -200, (min(first.things), min(second.things)))
    weapons = sorted(first.weapons & second.weapons)
    if weapons:
        yield Reason("weapon", 50, tuple(weapons))
    yield from _wording(one, other)


def _wording(one: Report, other: Report) -> Iterator[Reason]:
    copied = one.cite.article != other.cite.article
    if copied and not set(one.quotes.values()).isdisjoint(other.quotes.values()):
        yield Reason("text", 250)
        return
    first, second = one.particulars.words, other.particulars.words
    shared = len(first & second)
    if shared > 2 and 2 * shared >= min(len(first), len(second)):
        yield Reason("wording", 100 if shared > 5 else 50)


def _apart(one: Report, other: Report) -> Iterator[Reason]:
    """An article that tells two events tells them apart, unless they are accounts of one.

    What is alleged or denied right beside an event of the same place is another account of it;
    so is what another side claims there of the same day and by the same means.
    """
    if one.cite.article != other.cite.article:
        return
    beside = min(abs(n - m) for n in one.cite.sentences for m in other.cite.sentences) <= _BESIDE
    disputed = {one.factuality, other.factuality} & {"alleged", "denied"}
    here = share(one.spot.exact, other.spot.exact)
    if beside and ((disputed and here) or _two_claims(one, other)):
        yield Reason("account", 200)
    else:
        yield Reason("same article", -250)


def _two_claims(one: Report, other: Report) -> bool:
    """Whether two sides each claim an attack by one means, in one town on one day."""
    first, second = ({voice.name for voice in r.voices} for r in (one, other))
    claimed = first and second and first.isdisjoint(second)
    alike = one.kind == other.kind and kinds.is_means(one.kind)
    same_day = _gap(one.days, other.days) == 0
    return bool(claimed) and alike and same_day and near(one.spot, other.spot) in ("same", "near")
