"""Parts: which events of one article are told as parts of another event of it.

An article tells of one incident in several events: what one side says and what another answers,
the raid and the arrests in it, the fight and the refinery that it closed. They stand in the same
sentences or beside each other, and are of the same place and day as far as they have one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from llmx.incidents import kinds
from llmx.incidents.nearness import Closeness, near, one_province
from llmx.incidents.report import How, Part, Report
from llmx.incidents.sharing import (
    DISPUTED,
    HERE,
    NO_NEWS,
    body,
    distance,
    fled,
    of_a_period,
    one_area,
    other_voices,
    own_tolls,
    share_party,
    share_sides,
    two_sides,
)
from llmx.incidents.ties import tied

_ANSWERED = 2
"""Sentences by which an account and the one that it answers are apart at most."""
_BESIDE = 1
_ITEM = 8
"""Events of an article that may tell of one incident and what came of it; a round-up has more."""


def with_parts(told: Sequence[Report], titles: frozenset[int]) -> list[Report]:
    """The reports of one article, those that are told as parts with what they are a part of.

    `titles` are the numbers of the sentences that are titles: what stands in one says nothing of
    what belongs together. A part is of an event that is none itself.
    """
    ordered = sorted(told, key=_rank)
    found: dict[str, Part] = {}
    for place, report in enumerate(ordered):
        best = min(
            (
                (_nearest(whole, report, titles), whole.cite.path, how)
                for whole in ordered[:place]
                if (how := _how(whole, report, titles)) is not None
            ),
            default=None,
        )
        if best is not None:
            _, of, how = best
            root = found[of].of if of in found else of
            found[report.cite.path] = Part(root, how)
    if len(ordered) <= _ITEM:
        found = tied(ordered, found, titles)
    return [replace(report, part=found.get(report.cite.path)) for report in told]


def _rank(report: Report) -> tuple[object, ...]:
    """The order in which reports tell most of what happened: a part comes after its whole."""
    unsure = report.factuality in DISPUTED
    return kinds.follows(report.kind), unsure, report.days is None, _first(report), report.key


def _first(report: Report) -> int:
    return min(report.cite.sentences, default=0)


def _nearest(whole: Report, part: Report, titles: frozenset[int]) -> tuple[object, ...]:
    """The order of what a part may belong to: what shares most with it, then what precedes it."""
    shared = body(whole, titles) & body(part, titles)
    after = min(body(whole, titles)) > max(body(part, titles))
    return (
        kinds.settles(whole.kind),
        near(whole.spot, part.spot) not in HERE,
        -len(shared),
        after,
        distance(whole, part, titles),
        -len(whole.particulars.words & part.particulars.words),
        _rank(whole),
    )


def _how(whole: Report, part: Report, titles: frozenset[int]) -> How | None:
    """How one event of an article is told as a part of another; None where it is not."""
    if kinds.is_on_its_own(part.kind) and part.factuality not in DISPUTED:
        return None
    if not NO_NEWS.isdisjoint((whole.factuality, part.factuality)):
        return None
    closeness = near(whole.spot, part.spot)
    apart = distance(whole, part, titles)
    gap = whole.gap(part) or 0
    if of_a_period(whole, part):
        return None
    if apart > _ANSWERED or gap > 1:
        return None
    if closeness == "apart":
        return "outcome" if apart <= _BESIDE and fled(whole, part) else None
    if gap == 0 and _is_account(whole, part, closeness):
        return "account"
    if apart > _BESIDE:
        return None
    shared = apart == 0
    if kinds.follows(part.kind):
        return "outcome" if _is_outcome(whole, part, closeness, shared=shared) else None
    if gap == 0 and _is_phase(whole, part, closeness, shared=shared):
        return "phase"
    return None


def _is_account(whole: Report, part: Report, closeness: Closeness) -> bool:
    """Whether one is what another side says of the other: alleged, denied, or claimed by it."""
    if not DISPUTED.isdisjoint((whole.factuality, part.factuality)):
        return closeness in HERE
    if not other_voices(whole, part):
        return False
    if whole.kind == part.kind and kinds.is_means(part.kind):
        undated = part.days is None and one_area(whole, part, closeness)
        return closeness in HERE or undated
    return two_sides(whole, part) and closeness in HERE and kinds.related(whole.kind, part.kind)


def _is_outcome(whole: Report, part: Report, closeness: Closeness, *, shared: bool) -> bool:
    """Whether one is what came of the other: done by nobody, or by who took part in that.

    In another place than that there is only what nobody did, what one sentence tells with it, and
    what has no day of its own.
    """
    if shared:
        return True
    if closeness in HERE:
        return part.by is None or share_party(whole, part)
    if part.by is None:
        return kinds.is_vague(part.kind)
    return part.days is None and _is_held(whole, part, closeness) and share_sides(whole, part)


def _is_phase(whole: Report, part: Report, closeness: Closeness, *, shared: bool) -> bool:
    """Whether both were done in one fight or attack: two kinds, the same people, one place.

    Two that each have a toll of their own are two attacks, but for what both sides do in one fight.
    """
    differ = whole.kind != part.kind and kinds.related(whole.kind, part.kind)
    if not differ or kinds.settles(whole.kind):
        return False
    unsure = part.days is None or closeness == "unknown" or kinds.is_means(part.kind)
    if unsure and own_tolls(whole, part):
        return False
    if closeness in HERE:
        return shared or part.by is None or share_party(whole, part)
    return (
        shared
        if closeness == "within"
        else _is_held(whole, part, closeness) and share_sides(whole, part)
    )


def _is_held(whole: Report, part: Report, closeness: Closeness) -> bool:
    """Whether one place may hold the other: a district a town, a town a quarter named after it."""
    if closeness == "within":
        return True
    quarter = part.spot.part and not part.spot.towns
    return (whole.spot.wide or quarter) and one_province(whole.spot, part.spot)
