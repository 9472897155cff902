"""Claims: who says what of an incident: figures, contradictions, and what only one side says."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from llmx.incidents import kinds
from llmx.incidents.names import Party, same_party
from llmx.incidents.report import HIT, Cite, Figure, Report, Voice

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

CIVILIANS, UNKNOWN = "civilians", "unknown"
PEOPLE = frozenset(
    ("killed", "wounded", "killed_or_wounded", "captured", "missing", "displaced", "fled")
)
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


@dataclass
class Position:
    """What some reports say on a point, by whom, and where."""

    says: str
    voices: list[Voice] = field(default_factory=list)
    cites: list[Cite] = field(default_factory=list)

    def add(self, voices: Iterable[Voice], cite: Cite) -> None:
        self.voices.extend(voice for voice in voices if voice not in self.voices)
        if cite not in self.cites:
            self.cites.append(cite)


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure as one report has it; `part` where the same voice gives a larger one beside it."""

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
    def counted(self) -> list[Figure]:
        """The figures that say how many it were in all, those without a number left out."""
        whole = [claim.figure for claim in self.claims if not claim.part]
        return [figure for figure in whole if figure.bounded]

    @property
    def numbers(self) -> list[int | float]:
        return [n for f in self.counted for n in (f.low, f.high) if n is not None]

    @property
    def open(self) -> bool:
        """Whether the highest number is a lower bound: "more than 40"."""
        highest = max(self.numbers, default=None)
        return any(f.high is None and f.low == highest for f in self.counted)

    @property
    def agreed(self) -> bool:
        """Whether one number fits every claim that has one."""
        least = max((f.low or 0 for f in self.counted), default=0)
        most = min((_HIGH if f.high is None else f.high for f in self.counted), default=_HIGH)
        return least <= most


class Sides:
    """The parties of an incident, each under the name that it first has in a report."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self._known: list[Party] = []
        self._names: dict[str, str] = {}
        self._civilians = {CIVILIANS}
        for report in reports:
            for party in report.parties:
                self._names.setdefault(party.name, self._name(party))
                if party.kind == "Civilians":
                    self._civilians.add(party.name)

    def name(self, name: str) -> str:
        """The name that a party goes by in the incident; its own where it is none of it."""
        return self._names.get(name, name)

    def victims(self, whose: str | None) -> str | None:
        """Of whom a figure is: civilians are one, under whatever name."""
        if whose is None:
            return None
        return CIVILIANS if whose in self._civilians else self.name(whose)

    def _name(self, party: Party) -> str:
        for known in self._known:
            if known.name == party.name or same_party(known, party):
                return known.name
        self._known.append(party)
        return party.name


def tallies(reports: Sequence[Report], sides: Sides) -> list[Tally]:
    """Every quantity that is told, with its claims from the lowest to the highest."""
    found: dict[_Key, list[Figure]] = {}
    for report in reports:
        for figure in report.figures:
            whose = sides.victims(figure.whose)
            item = _group(figure.item) if figure.what in PEOPLE else figure.item
            key = figure.what, whose, item.casefold() if item else None
            found.setdefault(key, []).append(figure)
    settled = _settled(found)
    return [
        Tally(what, whose, item, _claims(settled[what, whose, item]))
        for what, whose, item in sorted(settled, key=_first)
    ]


def contradictions(
    reports: Sequence[Report], sides: Sides
) -> Iterator[tuple[About, list[Position]]]:
    """Each point on which the reports contradict each other, with what they say on it."""
    points: tuple[tuple[About, Callable[[Report, Sides], Iterable[tuple[str, Cite]]]], ...] = (
        ("by whom", _by_whom),
        ("outcome", _outcome),
        ("done or not", _done),
        ("who was hit", _hit),
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
    if len({side_of(voice, sides) for r in reports for voice in r.voices}) < 2:
        return
    for tally in quantities:
        voices = [voice for claim in tally.claims for voice in claim.figure.voices]
        if len({side_of(voice, sides) for voice in voices}) == 1:
            first = tally.claims[0].figure
            said = bounds(first.low, first.high) or first.text
            position = Position(f"{label(tally.what, tally.whose, tally.item)}: {said}")
            for claim in tally.claims:
                position.add(claim.figure.voices, claim.figure.cite)
            yield position


def disagreeing(tally: Tally) -> list[Position]:
    """The figures of a quantity that does not agree, each with its voices, the lowest first."""
    found: dict[str, Position] = {}
    for figure in tally.counted:
        words = f"{label(tally.what, tally.whose, tally.item)}: {bounds(figure.low, figure.high)}"
        found.setdefault(words, Position(words)).add(figure.voices, figure.cite)
    return list(found.values())


def side_of(voice: Voice, sides: Sides) -> str:
    """The side that a voice is on: its party's, else its own."""
    return sides.name(voice.side) if voice.side else voice.name.casefold()


def _positions(
    reports: Sequence[Report],
    sides: Sides,
    said: Callable[[Report, Sides], Iterable[tuple[str, Cite]]],
) -> list[Position]:
    found: dict[str, Position] = {}
    for report in reports:
        for words, cite in said(report, sides):
            found.setdefault(words, Position(words)).add(report.voices, cite)
    return [found[words] for words in sorted(found)]


# --- points on which reports differ ---------------------------------------------------------------


def _by_whom(report: Report, sides: Sides) -> Iterator[tuple[str, Cite]]:
    told = kinds.has_culprit(report.kind) and report.factuality != "denied"
    if told and report.by is not None and report.by.keys:
        yield sides.name(report.by.name), report.cite


def _outcome(report: Report, sides: Sides) -> Iterator[tuple[str, Cite]]:
    ends = [_OUTCOMES[value] for value in report.closed.values() if value in _OUTCOMES]
    if not ends or report.factuality == "planned":
        return
    words = ends[0]
    if report.factuality == "denied":
        words = f"not so: {words}"
    elif report.by is not None and ends[0] == _OUTCOMES["changed_hands"]:
        words = f"{sides.name(report.by.name)} took the place"
    yield words, report.cite


def _done(report: Report, _sides: Sides) -> Iterator[tuple[str, Cite]]:
    if report.factuality in _DONE:
        yield _DONE[report.factuality], report.cite


def _hit(report: Report, sides: Sides) -> Iterator[tuple[str, Cite]]:
    """Of an attack, whether civilians were hit or somebody else."""
    if not kinds.has_culprit(report.kind):
        return
    hit = {sides.victims(f.whose): f.cite for f in report.figures if f.what in HIT}
    known = {whose: cite for whose, cite in hit.items() if whose not in (None, UNKNOWN)}
    if CIVILIANS in known:
        yield CIVILIANS, known[CIVILIANS]
    elif known:
        yield ", ".join(sorted(filter(None, known))), next(iter(known.values()))


def _how(report: Report, _sides: Sides) -> Iterator[tuple[str, Cite]]:
    if kinds.is_means(report.kind) and report.factuality != "denied":
        yield report.kind, report.cite


def _day(report: Report, _sides: Sides) -> Iterator[tuple[str, Cite]]:
    if report.days is not None and report.days.single:
        yield iso(report.days.first), report.cite


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
    """The figures of a quantity in order; the smaller ones of one report and voice are parts."""
    largest: dict[object, float] = {}
    for figure in figures:
        largest[figure.told] = max(largest.get(figure.told, -1.0), figure.size)
    claims = [Claim(f, f.size < largest[f.told]) for f in figures]
    return tuple(sorted(claims, key=lambda claim: (claim.part, *_height(claim.figure))))


def _height(figure: Figure) -> tuple[float, float, str, str]:
    """The order of claims: by their lower bound, those without a number last."""
    low = figure.low if figure.low is not None else figure.high
    high = _HIGH if figure.high is None else figure.high
    return (_HIGH if low is None else low, high, figure.cite.article, figure.cite.path)


def _settled(found: Mapping[_Key, list[Figure]]) -> dict[_Key, list[Figure]]:
    """The same, with the figures of nobody in particular under the only others there are."""
    settled: dict[_Key, list[Figure]] = {}
    for (what, whose, item), figures in found.items():
        others = {w for (k, w, i) in found if (k, i) == (what, item)} - {None, UNKNOWN}
        of = next(iter(others)) if whose in (None, UNKNOWN) and len(others) == 1 else whose
        settled.setdefault((what, of, item), []).extend(figures)
    return settled


def _group(item: str | None) -> str | None:
    """Of people counted apart, who they are; None where it is but another word for all."""
    words = set(item.casefold().split()) if item else set()
    return next((group for group, said in _GROUPS.items() if words & said), None)


def _first(key: _Key) -> tuple[int, str, str, str]:
    """The order of quantities: the killed first, then other people, then things."""
    what, whose, item = key
    order = ("killed", "wounded", "killed_or_wounded", "captured", "missing", "displaced")
    return (order.index(what) if what in order else len(order), what, whose or "", item or "")
