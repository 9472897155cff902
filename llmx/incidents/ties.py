"""Ties: what an article ties to an event without telling both in the same breath.

Where an article tells of one incident alone, what else it tells belongs to that unless something
sets it apart: the road that was closed, the wounded who died days later, the raids of the same
night. Where it tells of several, something must say of which of them it is: its place, its people,
what happened in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from llmx.incidents import kinds
from llmx.incidents.nearness import Closeness, near, two_provinces
from llmx.incidents.particulars import COMMON
from llmx.incidents.report import How, Part, Report
from llmx.incidents.sharing import (
    DISPUTED,
    HERE,
    NO_NEWS,
    distance,
    fled,
    of_a_period,
    one_party,
    other_voices,
    own_tolls,
    share_party,
    tolls,
    two_sides,
)
from llmx.text.folding import fold

Key = tuple[str, str]

LATER = 30
"""Days after an incident in which what comes of it is told as that: a release, a death."""

_OF = re.compile(
    r"\b(?:in connection with|on suspicion|suspects?|suspected of|involve[dm]\w*|perpetrators?"
    r"|link(?:s|ed) (?:to|with)|attackers|assailants|kidnappers|abductors|died of|succumbed"
    r"|hostages?|captives?|abductees?|ransom|kidnapped|abducted"
    r"|(?:wounded|injured|hurt|seized|displaced|arrested) (?:in|by|from|during))\b"
    r"|\bthe (?:[\w'’-]+ ){0,4}(?:attack|assault|bombing|blast|explosion|strike|shelling|raid"
    r"|ambush|shooting|clash(?:es)?|fighting|battle|incident|massacre|killings?|abduction"
    r"|kidnapping|storming|operation|riots?|unrest|rally|protests?)\b"
)
"""Words that name what was before, or who was in it."""
_AFTER = re.compile(
    r"\b(?:after|following|followed|in response|respond(?:ed|ing)|retaliat\w+|reprisals?|reveng\w+"
    r"|aveng\w+|as a (?:result|consequence)|because of|due to|owing to|in the wake|over the"
    r"|in protest|since the|caused by|widened|continued|continuing|so far)\b"
)
"""Words that have something come of what was before."""
_ANSWER = re.compile(
    r"\b(?:respon(?:ded|ding|se)|retaliat\w+|repris\w+|(?:re|a)veng\w+|pursu\w+"
    r"|manhunt|(?:hunt|search)(?:ed|ing)? for)\b"
)
"""Words that have one act answer another."""
_THEN = re.compile(
    r"\b(?:(?:same|that) (?:night|day|evening|morning|time|hour|afternoon)"
    r"|meanwhile|simultaneously)\b"
)
"""Words that have two acts in the same hours."""
_OTHER = re.compile(
    r"\b(?:separately|elsewhere|unrelated"
    r"|(?:another|second|separate|similar|previous|earlier) (?:[\w'’-]+ ){0,2}(?:attack|assault"
    r"|bomb(?:ing)?|mine|landmine|device|blast|explosion|(?:air ?)?strike|raid|ambush|shelling"
    r"|shooting|incident|clash|abduction|kidnapping|massacre|drone))\b"
)
"""Words that set an event apart from the others that are told with it."""
_BEFORE = re.compile(
    r"\b(?:(?:last|the previous) (?:week|month|year)|(?:day|week|month)s (?:earlier|ago|before))\b"
)
"""Words that have it long before, which what came of something may say, too."""
_BESIDE = 1
_FEW = 3  # what two events have in common by chance
_THERE: frozenset[Closeness] = frozenset({"same", "near"})


@dataclass(frozen=True, slots=True)
class Says:
    """What the words of a summary say of what else there was."""

    of: bool
    after: bool
    answers: bool
    then: bool
    other: bool
    before: bool

    @property
    def ties(self) -> bool:
        """Whether it is tied to something that was before."""
        return self.of or self.after

    @property
    def beside(self) -> bool:
        """Whether it was done beside something else, which is the whole of it."""
        return self.answers or self.then


@lru_cache(maxsize=4096)
def says(summary: str) -> Says:
    """What the words of an English summary say of what else there was."""
    said = fold(summary).text
    return Says(*(bool(p.search(said)) for p in (_OF, _AFTER, _ANSWER, _THEN, _OTHER, _BEFORE)))


def tied(
    ordered: Sequence[Report], found: Mapping[str, Part], titles: frozenset[int]
) -> dict[str, Part]:
    """The parts of an article, with those that are tied to another event from elsewhere in it.

    `ordered` are its reports, a part after its whole; `found` are the parts that stand beside it.
    """
    parts = dict(found)
    roots = [r for r in ordered if r.cite.path not in found and r.factuality not in NO_NEWS]
    roots.sort(key=lambda report: says(report.summary).beside)
    cores: list[Report] = []
    level = min((_level(report) for report in roots), default=0)
    for report in (each for each in roots if _level(each) == level):
        _add(parts, report, _best_core(cores, report, titles))
        if report.cite.path not in parts:
            cores.append(report)
    if level:
        cores = [_known_before(core, ordered, parts, titles) for core in cores]
    accounts = [_account(core, ordered, parts) for core in cores]
    for report in (each for each in roots if _level(each) > level):
        _add(parts, report, _best_whole(accounts, report, titles))
    return {path: Part(_root(parts, part.of), part.how) for path, part in parts.items()}


def _add(parts: dict[str, Part], report: Report, found: tuple[Report, How] | None) -> None:
    if found is not None:
        parts[report.cite.path] = Part(found[0].cite.path, found[1])


def _account(core: Report, ordered: Sequence[Report], parts: Mapping[str, Part]) -> list[Report]:
    """The reports that tell of one event at its time."""
    inside = (r for r in ordered if _root(parts, r.cite.path) == core.cite.path)
    return [r for r in inside if r is core or parts[r.cite.path].how != "sequel"]


def _root(parts: Mapping[str, Part], path: str) -> str:
    while path in parts:
        path = parts[path].of
    return path


def _level(report: Report) -> int:
    """How readily a report tells what comes of another event; what ends one is none that has it."""
    if kinds.is_abduction(report.kind):
        return 0  # which is done in a raid, and not what comes of it
    return 2 if kinds.settles(report.kind) else kinds.follows(report.kind)


# --- what was done beside another thing ----------------------------------------------------------


def _best_core(
    cores: Sequence[Report], part: Report, titles: frozenset[int]
) -> tuple[Report, How] | None:
    """The act with which another was done, where one was, with how they are told as one."""
    fitting = [(whole, how) for whole in cores if (how := _done_with(whole, part, titles))]
    return min(
        fitting,
        key=lambda each: (
            near(each[0].spot, part.spot) not in HERE,
            not share_party(each[0], part),
            distance(each[0], part, titles),
            each[0].key,
        ),
        default=None,
    )


def _done_with(whole: Report, part: Report, titles: frozenset[int]) -> How | None:
    """How one act is told as done with another; None where it is not."""
    gap = whole.gap(part) or 0
    if kinds.settles(part.kind) or of_a_period(whole, part):
        return None
    if any(says(r.summary).other or says(r.summary).before for r in (whole, part)):
        return None
    said = says(part.summary)
    if gap > 1 or (gap and not (said.beside or (said.ties and share_party(whole, part)))):
        return None
    if said.answers and _turned(whole, part) and not two_provinces(whole.spot, part.spot):
        return "phase"
    closeness = near(whole.spot, part.spot)
    alike = kinds.related(whole.kind, part.kind)
    if closeness in HERE and alike and not gap and two_sides(whole, part):
        return "account"
    if closeness == "apart" or own_tolls(whole, part):
        return None
    if closeness not in HERE:
        aside = said.beside and not tolls(part)
        return "phase" if aside and not kinds.is_on_its_own(part.kind) else None
    if kinds.is_on_its_own(part.kind):
        return "phase" if said.answers or said.ties or kinds.is_crowd(whole.kind) else None
    if part.factuality in DISPUTED and alike:
        return "account"
    if whole.kind == part.kind:
        return _again(whole, part, titles)
    return "phase" if _one_doing(whole, part, closeness, beside=said.beside) else None


def _turned(whole: Report, part: Report) -> bool:
    """Whether those to whom one was done, or on whose side they are, did the other."""
    return any(
        one is not None and other is not None and (one == other or one_party(one, other))
        for one, other in ((whole.on, part.by), (whole.by, part.on))
    )


def _again(whole: Report, part: Report, titles: frozenset[int]) -> How | None:
    """How two acts of one kind in one place are one: told by two, or one told once more."""
    at_once = distance(whole, part, titles) == 0
    if other_voices(whole, part) and (at_once or kinds.is_means(whole.kind)):
        return "account"
    doers = whole.by is not None and part.by is not None and one_party(whole.by, part.by)
    return "phase" if part.days is None and doers and not tolls(part) else None


def _one_doing(whole: Report, part: Report, closeness: Closeness, *, beside: bool) -> bool:
    """Whether two acts of two kinds were done in one: by the same, or as far as is known."""
    if closeness == "unknown" and not beside:
        return share_party(whole, part) and part.days is None
    if share_party(whole, part) or beside:
        return True
    unsaid = whole.by is None or part.by is None
    return unsaid and kinds.related(whole.kind, part.kind) and closeness == "same"


# --- what came of it -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Tie:
    """What ties what came of something to an event: the same place, people, things, sentence; how
    many words of both are the same; whether words say that it came of something, or name that."""

    place: bool
    people: bool
    things: bool
    sentence: bool
    wording: int
    words: bool
    of: bool

    @property
    def said(self) -> bool:
        return self.people or self.things or self.sentence or self.words

    @property
    def strength(self) -> int:
        """How much of it tells one event of an article from another of it."""
        shared = 2 * self.place + 2 * self.things + self.people + self.sentence
        return shared + min(self.wording, 2)


def _best_whole(
    accounts: Sequence[Sequence[Report]], part: Report, titles: frozenset[int]
) -> tuple[Report, How] | None:
    """What something came of: of several events the one that more speaks for than for others.

    Each is the reports that tell of it, of which the likeliest speaks for it.
    """
    alone = len(accounts) == 1
    found: list[tuple[tuple[int, int], Key, Report, How]] = []
    for account in accounts:
        fitting = [
            ((tie.strength, -distance(whole, part, titles)), whole.key, whole, how)
            for whole in account
            for tie in [_tie(whole, part, titles)]
            if (how := _came_of(whole, part, tie, alone=alone))
        ]
        found += [max(fitting)] if fitting else []
    if not found:
        return None
    *others, ((strength, near_by), _, whole, how) = sorted(found)
    as_strong = [apart for (much, apart), *_ in others if much == strength]
    if not alone and not strength:
        return None
    if as_strong and (near_by < -_BESIDE or near_by in as_strong):
        return None
    return whole, how


def _tie(whole: Report, part: Report, titles: frozenset[int]) -> _Tie:
    said = says(part.summary)
    return _Tie(
        near(whole.spot, part.spot) in _THERE,
        share_party(whole, part) or _same_people(whole, part),
        bool(_things(whole) & _things(part)),
        distance(whole, part, titles) == 0,
        len(whole.particulars.words & part.particulars.words),
        said.ties or said.then,
        said.of,
    )


def _came_of(whole: Report, part: Report, tie: _Tie, *, alone: bool) -> How | None:
    """How one is told as what came of the other; None where it is not.

    Elsewhere that is what says so, and is of its people or things, or in an article that tells of
    nothing `alone` but the other names it.
    """
    how = _after(whole, part)
    freed = kinds.is_abduction(whole.kind) and tie.words and (tie.people or tie.things)
    if how is None or says(part.summary).other or (kinds.settles(part.kind) and not freed):
        return None
    if how == "sequel" and not (freed or (tie.said and kinds.comes_later(part.kind))):
        return None
    closeness = near(whole.spot, part.spot)
    if closeness in _THERE:
        return how
    if closeness == "apart" or two_provinces(whole.spot, part.spot):
        gone = kinds.is_vague(part.kind) and (tie.people or fled(whole, part))
        tells = tie.people or tie.things or tie.sentence or (alone and tie.of)
        return how if gone or (tie.words and tells) else None
    unsaid = part.by is None or (part.spot.empty and not kinds.is_vague(part.kind))
    return how if unsaid or tie.said else None


def may_follow(whole: Report, part: Report) -> bool:
    """Whether what one article tells may be what came days later of what another tells."""
    kind = kinds.comes_later(part.kind) and _level(whole) < _level(part)
    if not kind or _after(whole, part) != "sequel" or near(whole.spot, part.spot) not in _THERE:
        return False
    return says(part.summary).ties and not says(part.summary).other


def _after(whole: Report, part: Report) -> How | None:
    """Whether one was at the time of the other, or later but still of it; None where neither."""
    if whole.days is None or part.days is None:
        return "outcome"
    if whole.days.aggregate:
        return None
    later = part.days.last - whole.days.last
    if part.days.aggregate:
        return "sequel" if part.days.first > whole.days.last and later <= LATER else None
    if whole.days.gap(part.days) <= 1:
        return "outcome"
    return "sequel" if 0 < later <= LATER else None


def _same_people(whole: Report, part: Report) -> bool:
    """Whether the people to whom one was done are in the other, more than as civilians."""
    return any(" " in party.name for party in whole.parties if party in part.parties)


def _things(report: Report) -> set[str]:
    """What tells an event from others of its article: names, targets, figures."""
    own = report.particulars
    figures = {f"{f.exact:g}" for f in report.figures if f.exact is not None and f.exact > _FEW}
    return {*own.names, *(own.things - COMMON), *figures}


# --- what an article is not about ----------------------------------------------------------------


def _known_before(
    core: Report, ordered: Sequence[Report], parts: dict[str, Part], titles: frozenset[int]
) -> Report:
    """What is known from before of which an article tells only what came; else that itself."""
    before = [r for r in ordered if _is_known(r) and _level(r) < _level(core)]
    fitting = [
        (tie.strength, whole.key, whole, how)
        for whole in before
        for tie in [_tie(whole, core, titles)]
        if tie.words
        and (tie.people or tie.things)
        and (how := _came_of(whole, core, tie, alone=False))
    ]
    if not fitting:
        return core
    _, _, whole, how = max(fitting)
    parts[core.cite.path] = Part(whole.cite.path, how)
    return whole


def _is_known(report: Report) -> bool:
    """Whether an event is told as known from before, and as one."""
    return report.factuality == "background" and not (report.days and report.days.aggregate)
