"""Claims: who says what of an incident: figures, contradictions, and what only one side says."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations
from typing import Literal

from llmx.incidents import kinds, people
from llmx.incidents.report import HIT, PEOPLE, Cite, Figure, Report, Voice
from llmx.incidents.sides import CIVILIANS, UNKNOWN, Sides

About = Literal["by whom", "outcome", "done or not", "who was hit", "how", "day", "figure"]
"""A point on which reports contradict each other."""

_DONE = {
    "occurred": "it happened",
    "claimed": "it happened",
    "alleged": "it happened",
    "background": "it happened",
    "planned": "it is planned",
    "denied": "it did not happen so",
}
"""What a report says of whether it happened, by its factuality."""

_OUTCOMES = {
    "changed_hands": "the place changed hands",
    "attack_repelled": "the attack was repelled",
    "failed": "it failed",
}
"""Closed values that say how it ended; those of one report are one position."""

_GROUPS = {
    "children": {"child", "children", "boy", "boys", "girl", "girls", "infant", "infants"},
    "women": {"woman", "women"},
    "officers": {"officer", "officers", "commander", "commanders"},
    "medics": {"medic", "medics", "doctor", "doctors", "nurse", "nurses", "paramedics"},
    "journalists": {"journalist", "journalists", "reporter", "reporters"},
}
"""People who are counted within a toll, and not as another word for it."""
_HIGH = float("inf")
_Key = tuple[str, str | None, str | None]
_Said = tuple[str, Cite, tuple[Voice, ...]]
"""What is said on a point, where, and by whom."""


@dataclass
class Position:
    """What some reports say on a point, by whom, and where; `about` which quantity, if one."""

    says: str
    about: str = ""
    voices: list[Voice] = field(default_factory=list)
    cites: list[Cite] = field(default_factory=list)

    def add(self, voices: Iterable[Voice], cite: Cite) -> None:
        self.voices.extend(voice for voice in voices if voice not in self.voices)
        if cite not in self.cites:
            self.cites.append(cite)


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure as one report has it; `part` where it is told as one of a larger beside it."""

    figure: Figure
    part: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """One quantity with its claims, from the lowest to the highest; parts of others come last."""

    what: str
    whose: str | None
    item: str | None
    claims: tuple[Claim, ...]

    @property
    def tellings(self) -> list[list[Figure]]:
        """The figures that have a number, by who tells them in which article.

        A part of a larger one is no toll: it counts where parts of it are all that there is, or
        where a group is counted apart, the children by one and among all by another. One voice
        does not contradict itself: what it counts apart stands side by side, and what two events
        of an article have in the same words it tells once.
        """
        whole = {claim.figure.told for claim in self.claims if not claim.part}
        toll = self.item is None and bool(whole)
        found: dict[object, list[Figure]] = {}
        for figure in (claim.figure for claim in self.claims):
            told = found.setdefault((figure.cite.article, figure.voices), [])
            part = figure.part and (toll or figure.told in whole)
            if figure.bounded and not part and not any(_again(known, figure) for known in told):
                told.append(figure)
        return [figures for figures in found.values() if figures]

    @property
    def numbers(self) -> list[int | float]:
        """The numbers of the claims; of what stands side by side that of the largest."""
        largest = [max(figures, key=lambda figure: figure.size) for figures in self.tellings]
        return [n for f in largest for n in (f.low, f.high) if n is not None]

    @property
    def open(self) -> bool:
        """Whether the highest number is a lower bound: "more than 40"."""
        highest = max(self.numbers, default=None)
        told = (figure for figures in self.tellings for figure in figures)
        return any(f.high is None and f.low == highest for f in told)

    @property
    def agreed(self) -> bool:
        """Whether one number fits every claim that has one.

        To what stands side by side any number fits from the largest to all of it together.
        """
        least = max((max(f.low or 0 for f in told) for told in self.tellings), default=0)
        most = min((_together(told) for told in self.tellings), default=_HIGH)
        return least <= most


def tallies(reports: Sequence[Report], sides: Sides) -> list[Tally]:
    """Every quantity that is told, with its claims from the lowest to the highest."""
    found: dict[_Key, list[Figure]] = {}
    for report in reports:
        for figure in report.figures:
            whose = sides.victims(figure.cite.article, figure.whose)
            item = _group(figure.item) if figure.what in PEOPLE else figure.item
            key = figure.what, whose, item.casefold() if item else None
            found.setdefault(key, []).append(figure)
    settled = _settled(found, sides)
    return [
        Tally(what, whose, _spelled(item, figures), _claims(figures))
        for (what, whose, item), figures in sorted(
            settled.items(), key=lambda pair: _first(pair[0])
        )
    ]


def contradictions(
    reports: Sequence[Report], sides: Sides
) -> Iterator[tuple[About, list[Position]]]:
    """Each point on which the reports contradict each other, with what they say on it."""
    points: tuple[tuple[About, Callable[[Report, Sides], Iterable[_Said]]], ...] = (
        ("by whom", _by_whom),
        ("outcome", _outcome),
        ("done or not", _done),
        ("who was hit", partial(_hit, named=_named(reports, sides))),
        ("how", _how),
        ("day", _day),
    )
    for about, said in points:
        positions = _positions(reports, sides, said)
        if len(positions) > 1:
            yield about, positions


def alone(
    reports: Sequence[Report], quantities: Sequence[Tally], sides: Sides
) -> Iterator[Position]:
    """What only one side says, where more than one tells of the incident."""
    if len({sides.of(voice, r.cite.article) for r in reports for voice in r.voices}) < 2:
        return
    for tally in quantities:
        figures = [claim.figure for claim in tally.claims]
        if len({sides.of(voice, f.cite.article) for f in figures for voice in f.voices}) == 1:
            said = bounds(figures[0].low, figures[0].high) or figures[0].text
            about = label(tally.what, tally.whose, tally.item)
            position = Position(f"{about}: {said}", about)
            for figure in figures:
                position.add(figure.voices, figure.cite)
            yield position


def disagreeing(tally: Tally) -> list[Position]:
    """The figures of a quantity that does not agree, each with its voices, the lowest first."""
    found: dict[str, Position] = {}
    for figures in tally.tellings:
        numbers = "; ".join(bounds(figure.low, figure.high) for figure in figures)
        words = f"{label(tally.what, tally.whose, tally.item)}: {numbers}"
        for figure in figures:
            found.setdefault(words, Position(words)).add(figure.voices, figure.cite)
    return list(found.values())


def _positions(
    reports: Sequence[Report],
    sides: Sides,
    said: Callable[[Report, Sides], Iterable[_Said]],
) -> list[Position]:
    found: dict[str, Position] = {}
    for report in reports:
        for words, cite, voices in said(report, sides):
            found.setdefault(words, Position(words)).add(voices, cite)
    return [found[words] for words in sorted(found)]


# --- points on which reports differ ---------------------------------------------------------------


def _by_whom(report: Report, sides: Sides) -> Iterator[_Said]:
    told = kinds.has_culprit(report.kind) and report.factuality != "denied"
    if told and report.by is not None and report.by.keys:
        yield sides.name(report.cite.article, report.by.name), report.cite, report.voices


def _outcome(report: Report, sides: Sides) -> Iterator[_Said]:
    ends = [_OUTCOMES[value] for value in report.closed.values() if value in _OUTCOMES]
    if not ends or report.factuality == "planned":
        return
    words = ends[0]
    if report.factuality == "denied":
        words = f"not so: {words}"
    elif report.by is not None and ends[0] == _OUTCOMES["changed_hands"]:
        words = f"{sides.name(report.cite.article, report.by.name)} took the place"
    yield words, report.cite, report.voices


def _done(report: Report, _sides: Sides) -> Iterator[_Said]:
    if report.factuality in _DONE:
        yield _DONE[report.factuality], report.cite, report.voices


def _hit(report: Report, sides: Sides, *, named: frozenset[str]) -> Iterator[_Said]:
    """Of an attack, whether civilians were hit or somebody else.

    An event may tell of both, and does so in one position, unless its voices are rivals: those
    whom one says were killed are none of those whom another says were.
    """
    if not kinds.has_culprit(report.kind):
        return
    hit = [
        (whose, figure)
        for figure in report.figures
        if figure.what in HIT and (whose := _whom(figure, sides, named)) is not None
    ]
    rivals = _are_rivals(hit)
    for voices in dict.fromkeys(figure.voices if rivals else () for _, figure in hit):
        said = [(whose, f) for whose, f in hit if not rivals or f.voices == voices]
        civil = [(whose, f) for whose, f in said if whose == CIVILIANS]
        words = ", ".join(sorted({whose for whose, _ in civil or said}))
        by = (voice for _, figure in civil or said for voice in figure.voices)
        yield words, (civil or said)[0][1].cite, tuple(dict.fromkeys(by))


def _are_rivals(hit: Sequence[tuple[str, Figure]]) -> bool:
    """Whether of one toll two voices name nobody in common."""
    told: dict[str, dict[tuple[Voice, ...], set[str]]] = {}
    for whose, figure in hit:
        told.setdefault(figure.what, {}).setdefault(figure.voices, set()).add(whose)
    return any(
        one.isdisjoint(other) for by in told.values() for one, other in combinations(by.values(), 2)
    )


def _whom(figure: Figure, sides: Sides, named: frozenset[str]) -> str | None:
    """Whom a figure says to have been hit; None where it says nothing of that."""
    whose = sides.victims(figure.cite.article, figure.whose)
    if whose not in (None, UNKNOWN):
        return whose
    who = people.said(figure.item, figure.text)
    if who is None or any(sides.may_be(who, name) for name in named - {CIVILIANS}):
        return None
    return who


def _named(reports: Sequence[Report], sides: Sides) -> frozenset[str]:
    """Who is said by name to have been hit."""
    figures = [figure for report in reports for figure in report.figures if figure.what in HIT]
    hit = {sides.victims(figure.cite.article, figure.whose) for figure in figures}
    return frozenset(name for name in hit if name and name != UNKNOWN)


def _how(report: Report, _sides: Sides) -> Iterator[_Said]:
    if kinds.is_means(report.kind) and report.factuality != "denied":
        yield report.kind, report.cite, report.voices


def _day(report: Report, _sides: Sides) -> Iterator[_Said]:
    if report.days is not None and report.days.single:
        yield iso(report.days.first), report.cite, report.voices


def iso(day: int) -> str:
    """An ordinal as an ISO date."""
    return datetime.date.fromordinal(day).isoformat()


# --- figures in words and in order ----------------------------------------------------------------


def bounds(low: int | float | None, high: int | float | None) -> str:
    """Bounds in words: "34", "30 to 40", "at least 30"; "" where there is no number."""
    if low is None and high is None:
        return ""
    if low is None:
        return f"up to {high:,}"
    if high is None:
        return f"at least {low:,}"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def label(what: str, whose: str | None, item: str | None) -> str:
    """What was counted, in words: "killed (ISIS)", "equipment destroyed: vehicles"."""
    if what == "other" and item:
        return item
    words = what.replace("_", " ")
    of = f" ({whose})" if whose else ""
    return f"{words}{of}: {item}" if item else f"{words}{of}"


def _claims(figures: Sequence[Figure]) -> tuple[Claim, ...]:
    """The figures of a quantity in order, those last that are told as parts of others."""
    claims = [Claim(figure, figure.part) for figure in figures]
    return tuple(sorted(claims, key=lambda claim: (claim.part, *_height(claim.figure))))


def _again(known: Figure, figure: Figure) -> bool:
    """Whether two events of an article tell one figure in the same words."""
    same = (known.low, known.high, known.text) == (figure.low, figure.high, figure.text)
    return same and known.event != figure.event


def _together(figures: Sequence[Figure]) -> float:
    """The most that figures side by side can come to; an earlier toll adds nothing to another."""
    highest = [_HIGH if figure.high is None else figure.high for figure in figures]
    adding = [n for n, figure in zip(highest, figures, strict=True) if not figure.within]
    return max(*highest, sum(adding), 0)


def _height(figure: Figure) -> tuple[float, float, str, str]:
    """The order of claims: by their lower bound, those without a number last."""
    low = figure.low if figure.low is not None else figure.high
    high = _HIGH if figure.high is None else figure.high
    return (_HIGH if low is None else low, high, figure.cite.article, figure.cite.path)


def _settled(found: Mapping[_Key, list[Figure]], sides: Sides) -> dict[_Key, list[Figure]]:
    """The same, with the figures of nobody in particular under the only others there are.

    What speaks against that leaves them apart, as what their words say: "gunmen".
    """
    settled: dict[_Key, list[Figure]] = {}
    for (what, whose, item), figures in found.items():
        told = (w for (k, w, i) in found if (k, i) == (what, item))
        others = {w for w in told if w is not None and w != UNKNOWN}
        if whose not in (None, UNKNOWN) or len(others) != 1:
            settled.setdefault((what, whose, item), []).extend(figures)
            continue
        (other,) = others
        beside = {figure.event_key for figure in found[what, other, item] if not figure.part}
        for figure in figures:
            same = _may_be(figure, other, sides, beside)
            key = (what, other, item) if same else (what, whose, item or _own_item(figure))
            settled.setdefault(key, []).append(figure)
    return settled


def _may_be(figure: Figure, other: str, sides: Sides, beside: set[tuple[str, str]]) -> bool:
    """Whether nothing says that people of nobody in particular are others than those of `other`.

    Their words may; so does an event that counts those of `other` apart from the unknown.
    """
    if figure.whose == UNKNOWN and figure.event_key in beside:
        return False
    if figure.what not in PEOPLE:
        return True
    who = people.said(figure.item, figure.text)
    if who is not None:
        return sides.may_be(who, other)
    return other == CIVILIANS or people.says_nothing(figure.item)


def _own_item(figure: Figure) -> str | None:
    """What people are counted as who are not those of the parties."""
    if not people.says_nothing(figure.item):
        return figure.item.casefold() if figure.item else None
    return people.said(None, figure.text)


def _group(item: str | None) -> str | None:
    """Of people counted apart, who they are; None where it is but another word for all."""
    words = set(re.findall(r"\w+", item.casefold())) if item else set()
    return next((group for group, said in _GROUPS.items() if words & said), None)


def _spelled(item: str | None, figures: Iterable[Figure]) -> str | None:
    """What was counted as the reports spell it, with the fewest capitals that one of them has."""
    spelled = {f.item for f in figures if f.item and f.item.casefold() == item}
    return min(spelled, key=lambda text: (sum(map(str.isupper, text)), text), default=item)


def _first(key: _Key) -> tuple[int, str, str, str]:
    """The order of quantities: the killed first, then other people, then things."""
    what, whose, item = key
    order = ("killed", "wounded", "killed_or_wounded", "captured", "missing", "displaced")
    return (order.index(what) if what in order else len(order), what, whose or "", item or "")
