"""Sharing: what two events of one article have in common: sentences, people, a place, tolls."""

from __future__ import annotations

from llmx.incidents import kinds
from llmx.incidents.names import Party, same_party
from llmx.incidents.nearness import Closeness, one_province, two_countries
from llmx.incidents.report import HIT, Report

HERE: frozenset[Closeness] = frozenset({"same", "near", "unknown"})
DISPUTED = frozenset({"alleged", "denied"})
NO_NEWS = frozenset({"planned", "background"})
_FLED = frozenset({"displaced", "fled"})


def body(report: Report, titles: frozenset[int]) -> frozenset[int]:
    """The sentences that tell an event, the title left out where there is another."""
    cited = frozenset(report.cite.sentences)
    return cited - titles or cited or frozenset({0})


def distance(one: Report, other: Report, titles: frozenset[int]) -> int:
    """Sentences from one event to the other, 0 where one tells of both."""
    return min(abs(n - m) for n in body(one, titles) for m in body(other, titles))


def of_a_period(one: Report, other: Report) -> bool:
    """Whether one of two covers a period as a whole, in which there was more than the other."""
    return any(report.days and report.days.aggregate for report in (one, other))


def other_voices(one: Report, other: Report) -> bool:
    """Whether nobody tells of both."""
    return {voice.name for voice in one.voices}.isdisjoint(voice.name for voice in other.voices)


def one_area(one: Report, other: Report, closeness: Closeness) -> bool:
    """Whether differing places lie in one province, as far as that is said."""
    if closeness == "within":
        return True
    return closeness == "open" and one_province(one.spot, other.spot)


def own_tolls(one: Report, other: Report) -> bool:
    """Whether both say how many of the same people were killed or wounded, with no number in both.

    What both sides lost in one fight does not make two of it.
    """
    first, second = tolls(one), tolls(other)
    if not {number for _, number in first}.isdisjoint(number for _, number in second):
        return False
    return any(_may_be_one(a, b) for a, _ in first for b, _ in second)


def tolls(report: Report) -> set[tuple[str | None, tuple[str, float]]]:
    """How many were killed or wounded, with whose they are."""
    whole = (f for f in report.figures if f.what in HIT and not f.within)
    return {(f.whose, (f.what, f.exact)) for f in whole if f.exact}


def share_party(one: Report, other: Report) -> bool:
    """Whether somebody takes part in both who is more than those that it was done to."""
    return any(one_party(a, b) for a in one.parties for b in other.parties)


def share_sides(one: Report, other: Report) -> bool:
    """Whether the same act in both, on the same as far as that is said."""
    if one.by is None or other.by is None or not one_party(one.by, other.by):
        return False
    if one.on is None or other.on is None:
        return True
    return one.on == other.on or one_party(one.on, other.on)


def two_sides(one: Report, other: Report) -> bool:
    """Whether each is told by a side that takes part in it, and not by the same."""
    return bool(_sides(one) and _sides(other)) and _sides(one).isdisjoint(_sides(other))


def one_party(one: Party, other: Party) -> bool:
    """Whether an article has two parties as one: it names nobody twice."""
    if "Civilians" in (one.kind, other.kind):
        return False
    return one == other or same_party(one, other)


def fled(whole: Report, part: Report) -> bool:
    """Whether one tells but of those who fled from the other, and where to."""
    counted = {figure.what for figure in part.figures}
    doer = part.by is not None and part.by.kind != "Civilians"
    if doer or two_countries(whole.spot, part.spot):
        return False
    return bool(counted) and counted <= _FLED and kinds.is_vague(part.kind)


def _sides(report: Report) -> set[str]:
    """The parties that speak of an event in which they take part themselves."""
    taking_part = {party.name for party in report.parties}
    return {voice.side for voice in report.voices if voice.side in taking_part}


def _may_be_one(one: str | None, other: str | None) -> bool:
    """Whether two names may be of the same people: where one is not known they may."""
    unknown = (None, "unknown")
    return one == other or one in unknown or other in unknown
