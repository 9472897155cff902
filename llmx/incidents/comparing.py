"""Comparing: what speaks for two reports being of one incident, and what against it.

Every reason has a weight, a sum of which has to reach the bar. Weights are hundredths, so that a
sum is the same in whatever order it is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from llmx.incidents import kinds
from llmx.incidents.names import Party, Spot, same_key, same_party
from llmx.incidents.nearness import Closeness, near, one_province, two_countries, two_provinces
from llmx.incidents.particulars import COMMON, MILITARY
from llmx.incidents.report import HIT, LOSSES, Figure, Report, total
from llmx.incidents.ties import may_follow

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
    "sequel",
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
    "part",
    "other kind",
    "other parties",
    "other figure",
    "other thing",
    "other place",
    "other province",
    "other news",
    "same article",
]

_AGAINST: Mapping[What, str] = {
    "other kind": "of two kinds",
    "other parties": "of other parties",
    "other figure": "with other figures",
    "other thing": "of other targets",
    "other place": "in two places",
    "other province": "in two provinces",
    "other news": "in the news of other days",
    "same article": "that one article tells apart",
}
_DATED = frozenset({"day", "next day", "period"})
_PARTICULAR = frozenset({"figure", "name", "thing", "weapon", "text", "account", "part"})

_SELDOM = frozenset({"figure", "name", "text"})
RARE = 400
"""What of these has to be shared by two reports that have it in places of two names."""

_TOLLS = HIT | {"captured"}
_OF_PEOPLE = _TOLLS | {"surrendered", "fled", "missing", "displaced"}
_SPELLED = 70  # of 100: words for the same things

_MISDATED = 5  # days by which one of two reports may have the day wrong
_LONG = 7  # days of a period up to which it says when something happened
_TELLING = 4  # a figure from which two articles do not have it in common by chance
_OFF = 1.5  # by what factor tolls of one incident differ while they are being counted
_FIGURES = 3  # that are looked at, the most telling
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
    def particular(self) -> bool:
        """Whether something is shared that tells one incident from another of its day and place."""
        return any(r.what in _PARTICULAR and r.weight >= 100 for r in self.reasons)

    @property
    def rare(self) -> int:
        """How much is shared that two incidents of one place and day do not share by chance."""
        return sum(r.weight for r in self.reasons if r.what in _SELDOM and r.weight > 0)

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
        if not self._apart_for_itself and [r.what for r in against] == ["same article"]:
            return None
        return ", ".join(_AGAINST[reason.what] for reason in against)

    @property
    def _apart_for_itself(self) -> bool:
        """Whether what one article tells apart cannot be two parts of what others tell as one."""
        told = ("related kind", "vague kind")
        related = [reason.said for reason in self.reasons if reason.what in told]
        return not related or any(map(kinds.is_on_its_own, related[0]))

    @property
    def close(self) -> bool:
        return self.score >= BAR - CLOSE


def compare(one: Report, other: Report) -> Comparison:
    """Hold two reports against each other; the same whichever comes first."""
    first, second = (one, other) if one.key <= other.key else (other, one)
    closeness = near(first.spot, second.spot)
    gap = first.gap(second)
    sequel = _is_sequel(first, second, gap)
    reasons = [
        *([Reason("sequel", 150)] if sequel else _days(first, second, gap)),
        *_places(first.spot, second.spot, closeness),
        *(() if sequel else _kinds(first.kind, second.kind)),
        *_parties(first, second),
        *_figures(first.figures, second.figures),
        *_particulars(first, second),
    ]
    if first.cite.article == second.cite.article:
        if told := _told_together(first, second):
            return Comparison((told, *(reason for reason in reasons if reason.weight > 0)))
        reasons.append(Reason("same article", -250))
    barred = None if sequel else _barred(first, second, gap)
    if closeness == "apart" and barred is None:
        if two_countries(first.spot, second.spot) or Comparison(tuple(reasons)).rare < RARE:
            barred = "in two places"
        else:
            said = first.spot.name or "", second.spot.name or ""
            reasons.append(Reason("other place", -250, said))
    return Comparison(tuple(reasons), barred)


def hopeless(one: Report, other: Report) -> bool:
    """Whether two reports are so far apart that nothing else need be looked at."""
    gap = one.gap(other)
    return gap is not None and gap > _MISDATED and not _is_sequel(one, other, gap)


def _barred(one: Report, other: Report, gap: int | None) -> str | None:
    if gap is not None and gap > 1:
        return f"of days that are {gap} apart"
    if _told_before(one, other) or _told_before(other, one):
        return "of which one was out before the other's day"
    return None


# --- days ----------------------------------------------------------------------------------------


def _is_sequel(one: Report, other: Report, gap: int | None) -> bool:
    """Whether one may be what came of the other days later, by its kind, place and words."""
    if (gap or 0) <= 1:
        return False
    return may_follow(one, other) or may_follow(other, one)


def _told_before(one: Report, other: Report) -> bool:
    """Whether a report without a day was out before the other's day had come."""
    if one.days is not None or other.days is None or one.news is None:
        return False
    return one.factuality != "planned" and one.news[1] + 1 < other.days.first


def _days(one: Report, other: Report, gap: int | None) -> Iterator[Reason]:
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


def _places(one: Spot, other: Spot, closeness: Closeness) -> Iterator[Reason]:
    if closeness == "same":
        wide = one.large or other.large
        yield Reason("within", 50) if wide else Reason("place", 250, (one.name or "",))
    elif closeness == "near":
        yield Reason("near", 225, (one.name or "", other.name or ""))
    elif closeness == "within":
        yield Reason("within", 50, (one.name or "", other.name or ""))
    elif closeness == "open" and one_province(one, other):
        yield Reason("within", 50, (one.admin1 or "",))
    if two_provinces(one, other):
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
    shared, others = _shared_parties(one.parties, other.parties)
    if shared:
        yield Reason("party", 100 if len(shared) == 1 else 150, shared)
    elif others:
        blamed = not any(r.on and r.on.keys for r in (one, other))
        yield Reason("other parties", -25 if blamed else -50, others)


def _shared_parties(
    some: tuple[Party, ...], others: tuple[Party, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the parties that are in both, then of the first of each where none is."""
    first, second = ([party for party in parties if party.keys] for parties in (some, others))
    found = (p.name for p in first if any(same_party(p, each) for each in second))
    shared = tuple(dict.fromkeys(found))
    apart = first and second and not shared
    return shared, (first[0].name, second[0].name) if apart else ()


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
                what = min(one.what, other.what)
                weights[what, one.exact] = _telling(one.exact)
                agreed |= {one.what, other.what}
            elif one.what != other.what:
                continue
            elif _overlap(one, other):
                agreed.add(one.what)
            else:
                found = (_difference(one, other), one.text, other.text)
                differing[one.what] = max(differing.get(one.what, found), found)
    for what in sorted(differing.keys() & _TOLLS - agreed):
        for number in _sums(some, what, others) | _sums(others, what, some):
            weights[what, number] = _telling(number)
            agreed.add(what)
    yield from _agreeing(weights)
    for what in sorted(differing):
        weight, one_text, other_text = differing[what]
        if what in _TOLLS and what not in agreed and weight:
            yield Reason("other figure", weight, (what, one_text, other_text))
            break


def _sums(some: Sequence[Figure], what: str, others: Sequence[Figure]) -> set[float]:
    """What one report counts apart, a commander and two fighters, and the other at once."""
    whole = total(some, what)
    return {whole} if whole and any(f.what == what and f.exact == whole for f in others) else set()


def _agreeing(weights: Mapping[tuple[str, float], int]) -> Iterator[Reason]:
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    for (what, number), weight in ranked[:_FIGURES]:
        if weight:
            yield Reason("figure", weight, (what, f"{number:g}"))


def _of_one_thing(one: Figure, other: Figure) -> bool:
    """Whether two figures count the same: of what are not people, the same things."""
    if not one.bounded or not other.bounded:
        return False
    if one.what != other.what:
        return one.what in LOSSES and other.what in LOSSES
    if one.what in _OF_PEOPLE:
        return True
    return bool(one.item and other.item and fuzz.token_set_ratio(one.item, other.item) >= _SPELLED)


def _overlap(one: Figure, other: Figure) -> bool:
    def bounds(figure: Figure) -> tuple[float, float]:
        low = 0 if figure.low is None else figure.low
        return low, _WIDE if figure.high is None else figure.high

    (low, high), (least, most) = bounds(one), bounds(other)
    return low <= most and least <= high


def _difference(one: Figure, other: Figure) -> int:
    """What two figures speak against one incident: tolls rise while they are counted."""
    small, large = sorted((one.size, other.size))
    if may_grow(small, large):
        return 0
    return -50 if large <= small * 3 else -100


def may_grow(one: float, other: float) -> bool:
    """Whether two tolls may be one while it is counted."""
    small, large = sorted((one, other))
    return large <= max(small * _OFF, small + 2)


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
    yield from _things(first.things, second.things)
    weapons = sorted(first.weapons & second.weapons)
    if weapons:
        yield Reason("weapon", 50, tuple(weapons))
    yield from _wording(one, other)


def _things(some: frozenset[str], others: frozenset[str]) -> Iterator[Reason]:
    """Targets that are the same, or that are others, as far as no side makes a target of its own.

    What is hit in most attacks says little; that it was a post of fighters is what one side says.
    """
    shared = sorted(some & others)
    telling = [thing for thing in shared if thing not in COMMON]
    if shared:
        weight = 200 if len(telling) > 1 else 150 if telling else 50
        yield Reason("thing", weight, tuple(shared))
        return
    if some and others:
        first, second = (things - COMMON - MILITARY for things in (some, others))
        weight = -200 if first and second else -100
        yield Reason("other thing", weight, (min(first or some), min(second or others)))


def _wording(one: Report, other: Report) -> Iterator[Reason]:
    copied = one.cite.article != other.cite.article
    if copied and not set(one.quotes.values()).isdisjoint(other.quotes.values()):
        yield Reason("text", 250)
        return
    first, second = one.particulars.words, other.particulars.words
    shared = len(first & second)
    if shared > 2 and 2 * shared >= min(len(first), len(second)):
        yield Reason("wording", 100 if shared > 5 else 50)


def _told_together(one: Report, other: Report) -> Reason | None:
    """Why two events of one article are of one incident: one is told as a part of the other."""
    for whole, part in ((one, other), (other, one)):
        if part.part is not None and part.part.of == whole.cite.path:
            return Reason(
                "account" if part.part.how == "account" else "part", BAR, (part.part.how,)
            )
    return None
