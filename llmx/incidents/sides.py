"""Sides: which parties of several articles are one, and by what name each goes in an incident.

One name is not yet one party: two sides of a war call their forces the army of the same country.
Parties of two articles are one where their names allow it and nothing in the articles speaks
against it: their countries, whom each is with and against, and what each did in one fight.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from llmx.incidents import people
from llmx.incidents.names import Party, same_party, two_countries
from llmx.incidents.people import Who
from llmx.incidents.report import Report, Voice

CIVILIANS, UNKNOWN = "civilians", "unknown"
_STATE = "State forces"
_FAILED = frozenset({"attack_repelled", "failed"})
_BODIES = frozenset({_STATE, "External/Other forces"})

_Known = tuple[str, str]
"""An article and the name that a party has in it."""


class Sides:
    """The parties of an incident, each under the name that it first has in a report.

    Of two that have one name and may not be one, each is named with whose account it is.
    """

    def __init__(self, reports: Sequence[Report]) -> None:
        camps = _camps(reports)
        groups: list[_Group] = []
        for known, camp in camps.items():
            group = next(_fitting(known, camp, groups, camps), None)
            if group is None:
                group = _Group(camp.party.name)
                groups.append(group)
            group.members[known] = camp.party
        outlets = {report.cite.article: report.outlet.name for report in reports}
        shared = Counter(group.name for group in groups)
        self._names: dict[_Known, str] = {}
        self._parties: dict[str, list[Party]] = {}
        for group in groups:
            name = group.name if shared[group.name] == 1 else group.told_by(outlets)
            self._names |= dict.fromkeys(group.members, name)
            self._parties.setdefault(name, []).extend(group.members.values())

    def name(self, article: str, name: str) -> str:
        """What a party of an article goes by in the incident; its own name where it is none."""
        return self._names.get((article, name), name)

    def victims(self, article: str, whose: str | None) -> str | None:
        """Of whom a figure of an article is: civilians are one, under whatever name."""
        if whose is None:
            return None
        name = self.name(article, whose)
        civil = any(party.kind == "Civilians" for party in self._parties.get(name, ()))
        return CIVILIANS if civil else name

    def may_be(self, who: Who, whose: str) -> bool:
        """Whether people of this sort may be those of `whose`, a name of the incident."""
        if whose == CIVILIANS:
            return who == "civilians"
        return any(people.may_be(who, party) for party in self._parties.get(whose, ()))

    def of(self, voice: Voice, article: str) -> str:
        """The side that a voice is on: its party's, else its own."""
        return self.name(article, voice.side) if voice.side else voice.name.casefold()


@dataclass
class _Camp:
    """A party of one article with those that it is told to be against and with.

    `takes` and `holds` say whether it took a place, and whether it beat off an attack.
    """

    party: Party
    takes: bool = False
    holds: bool = False
    against: list[Party] = field(default_factory=list)
    beside: list[Party] = field(default_factory=list)


@dataclass
class _Group:
    """What is one party, by the article and name of each that is."""

    name: str
    members: dict[_Known, Party] = field(default_factory=dict)

    def told_by(self, outlets: dict[str, str]) -> str:
        told = dict.fromkeys(outlets[article] for article, _ in self.members)
        return f"{self.name} as told by {', '.join(told)}"


def _camps(reports: Iterable[Report]) -> dict[_Known, _Camp]:
    """Every party of each article, with whom it fights and who fights beside it.

    Who fights the same as another does is beside it.
    """
    found: dict[_Known, _Camp] = {}
    foes: defaultdict[_Known, set[_Known]] = defaultdict(set)
    friends: defaultdict[_Known, set[_Known]] = defaultdict(set)
    for report in reports:
        article = report.cite.article
        for party in report.parties:
            found.setdefault((article, party.name), _Camp(party))
        acting, hit = _two_camps(report)
        taken, held = _ends(report)
        for one in acting:
            found[article, one.name].takes |= taken
            foes[article, one.name] |= {(article, other.name) for other in hit}
            friends[article, one.name] |= {(article, other.name) for other in acting}
        for one in hit:
            found[article, one.name].holds |= held
            foes[article, one.name] |= {(article, other.name) for other in acting}
            friends[article, one.name] |= {(article, other.name) for other in hit}
    for known, camp in found.items():
        allied = friends[known].union(*(foes[foe] for foe in foes[known])) - {known}
        camp.against = [found[foe].party for foe in sorted(foes[known])]
        camp.beside = [found[friend].party for friend in sorted(allied - foes[known])]
    return found


def _ends(report: Report) -> tuple[bool, bool]:
    """Whether who acts took a place, and whether who was attacked kept one."""
    values = set(report.closed.values())
    changed, denied = "changed_hands" in values, report.factuality == "denied"
    kept = not _FAILED.isdisjoint(values) and not denied
    return changed and not denied, kept or (changed and denied)


def _two_camps(report: Report) -> tuple[list[Party], list[Party]]:
    """Who acts in an event and on whom, each with those beside them; civilians are neither."""
    camps = (report.by, *report.with_by), (report.on, *report.with_on)
    acting, hit = ([p for p in camp if p and p.kind != "Civilians"] for camp in camps)
    return acting, [party for party in hit if party not in acting]


def _fitting(
    known: _Known, camp: _Camp, groups: Sequence[_Group], camps: dict[_Known, _Camp]
) -> Iterator[_Group]:
    """The groups that a party may be of, those first that have its name.

    An article names nobody twice: two of its parties are two.
    """
    ordered = sorted(groups, key=lambda group: camp.party.name != group.name)
    for group in ordered:
        if any(article == known[0] for article, _ in group.members):
            continue
        named = any(_one_name(party, camp.party) for party in group.members.values())
        if named and all(_may_be_one(camps[member], camp) for member in group.members):
            yield group


def _one_name(one: Party, other: Party) -> bool:
    return one.name == other.name or same_party(one, other)


def _may_be_one(one: _Camp, other: _Camp) -> bool:
    """Whether nothing speaks against it that two parties whose names allow it are one.

    That one fights whom the other stands beside does; of the forces of states also that they are
    of two countries, or that both are told to fight, and nobody in common. Where it is not said
    whom, it does that one took a place and the other beat off who would take one.
    """
    first, second = one.party, other.party
    if "Civilians" in (first.kind, second.kind):
        return True
    if _meet(one.against, other.beside) or _meet(one.beside, other.against):
        return False
    if {first.kind, second.kind} <= _BODIES and two_countries(first.country, second.country):
        return False
    if _STATE not in (first.kind, second.kind):
        return True
    foes = [[foe for foe in camp.against if foe.keys] for camp in (one, other)]
    if all(foes):
        return _meet(*foes)
    return not ((one.takes and other.holds) or (one.holds and other.takes))


def _meet(some: Sequence[Party], others: Sequence[Party]) -> bool:
    return any(_one_name(one, other) for one in some for other in others)
