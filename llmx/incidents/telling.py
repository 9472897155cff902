"""Telling: a group of reports as an incident, with who says what, why it is one, and what is near.

Pure: the same groups give the same incidents, in the same order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeVar

from llmx.incidents import claims, printings
from llmx.incidents.claims import About, Position, Tally, iso
from llmx.incidents.comparing import Comparison, Reason
from llmx.incidents.grouping import Groups, Held, Link
from llmx.incidents.incident import (
    SCHEMA,
    AloneEntry,
    CiteEntry,
    ClaimEntry,
    ContradictionEntry,
    DaysEntry,
    FigureEntry,
    Incident,
    LinkEntry,
    PartyEntry,
    PlaceEntry,
    PositionEntry,
    PossibleEntry,
    ReasonEntry,
    ReportEntry,
    VoiceEntry,
)
from llmx.incidents.report import HIT, Cite, Report, Voice
from llmx.incidents.sides import Sides
from llmx.text.canonical import digest

T = TypeVar("T")

_PARTS = {
    "phase": "one article tells both as done in one fight or attack",
    "outcome": "one article tells one as what came of the other",
    "sequel": "one article tells one as what came of the other days later",
}
_ACCOUNTS: frozenset[About] = frozenset({"by whom", "outcome", "done or not", "who was hit", "how"})
"""Points on which a headline is the account of somebody, where reports contradict each other."""
_SURENESS = ("occurred", "claimed", "alleged", "background", "denied", "planned")


def incidents(reports: Sequence[Report], groups: Groups) -> Iterator[Incident]:
    """The incidents of grouped reports, by theatre and day; those that have none come last."""
    told = {_ident(inside): inside for inside in _inside(reports, groups)}
    of = {report.key: ident for ident, inside in told.items() for report in inside}
    links = _by_incident((link, of[reports[link.one].key]) for link in groups.links)
    held = _by_incident(
        (each, of[reports[index].key])
        for each in groups.held
        for index in (each.link.one, each.link.other)
    )
    for ident in sorted(told, key=lambda ident: _order(ident, told[ident])):
        yield _incident(
            ident,
            told[ident],
            [_link(link, reports) for link in links.get(ident, ())],
            [_possible(each, ident, of, reports) for each in held.get(ident, ())],
        )


def _inside(reports: Sequence[Report], groups: Groups) -> Iterator[list[Report]]:
    return ([reports[index] for index in members] for members in groups.members)


def _by_incident(items: Iterable[tuple[T, str]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for item, ident in items:
        found.setdefault(ident, []).append(item)
    return found


def _ident(reports: Sequence[Report]) -> str:
    return digest([list(report.key) for report in reports])[:16]


def _order(ident: str, reports: Sequence[Report]) -> tuple[object, ...]:
    place, day = _place(reports), _days(reports).first
    return not place.theatre, place.theatre or "", not day, day or "", place.name or "", ident


def _incident(
    ident: str,
    reports: Sequence[Report],
    links: list[LinkEntry],
    possibly: list[PossibleEntry],
) -> Incident:
    first = printings.firsts(reports)
    told = printings.once(reports, first)
    sides = Sides(reports)
    quantities = claims.tallies(told, sides)
    differing = list(_contradictions(told, quantities, sides))
    main = min(reports, key=lambda report: _says_most(report, first))
    tellings = list(dict.fromkeys(first.values()))
    disputed = any(point.about in _ACCOUNTS and _takes_a_side(main, point) for point in differing)
    return Incident(
        schema=SCHEMA,
        id=ident,
        summary=main.summary,
        cite=cite_entry(main.cite),
        account=[voice_entry(voice) for voice in main.voices] if disputed else [],
        kinds=_ranked(report.kind for report in reports if report.kind),
        place=_place(reports),
        days=_days(reports),
        articles=len(first),
        tellings=len(tellings),
        voices=[voice_entry(v) for v in _once(v for r in reports for v in _all_voices(r))],
        reports=[_report(r, tellings.index(first[r.cite.article]) + 1) for r in reports],
        figures=[_figure(tally) for tally in quantities],
        contradictions=differing,
        only=[_alone(position) for position in claims.alone(told, quantities, sides)],
        links=links,
        possibly=possibly,
    )


def _says_most(report: Report, first: printings.Firsts) -> tuple[object, ...]:
    """The order in which reports say most of what happened.

    What is told as done first, and not what came of it days later; then the main event: that in
    which most people were harmed and of which most sources tell, with a day, parties and figures.
    Of one text the first printing.
    """
    sequel = report.part is not None and report.part.how == "sequel"
    sureness = _SURENESS.index(report.factuality) if report.factuality in _SURENESS else 0
    said = len(report.figures) + len(report.parties) + 2 * (report.days is not None)
    sources = len(set(_all_voices(report)))
    reprinted = first[report.cite.article] != report.cite.article
    return sureness // 3, sequel, -_harmed(report), -sources, -said, reprinted, report.key


def _takes_a_side(main: Report, point: ContradictionEntry) -> bool:
    """Whether an event does not itself tell each of the positions."""
    article, path = main.key
    return not all(
        any(c.article == article and f"{c.path}/".startswith(f"{path}/") for c in position.cites)
        for position in point.positions
    )


def _harmed(report: Report) -> float:
    """How many were killed or wounded: of each party's the most that one figure says."""
    most: dict[tuple[str, str | None], float] = {}
    for figure in report.figures:
        if figure.what in HIT and not figure.part:
            key = figure.what, figure.whose
            most[key] = max(most.get(key, 0), figure.size)
    return sum(most.values())


def _all_voices(report: Report) -> Iterator[Voice]:
    yield from report.voices
    for figure in report.figures:
        yield from figure.voices


def _once(items: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(items))


def _ranked(names: Iterable[str]) -> list[str]:
    """Names once each, the most frequent first, of equals the first in the alphabet."""
    counted = Counter(names)
    return sorted(counted, key=lambda name: (-counted[name], name))


# --- where, when, who -----------------------------------------------------------------------------


def _place(reports: Sequence[Report]) -> PlaceEntry:
    """The place as most reports have it, a single place before an area."""
    named = [report.spot for report in reports if report.spot.name]
    exact = [spot for spot in named if not spot.wide] or named
    name = next(iter(_ranked(spot.name or "" for spot in exact)), None)
    kind = next(iter(_ranked(spot.kind for spot in exact if spot.name == name)), "unknown")
    at = next((s.located for s in exact if s.located and s.name == name), None)
    country = next(iter(_ranked(r.spot.country for r in reports if r.spot.country)), None)
    admin1 = next(iter(_ranked(s.admin1 for s in exact if s.admin1)), None)
    return PlaceEntry(
        name=name,
        kind=kind,
        admin1=admin1,
        country=country,
        latitude=at.latitude if at else None,
        longitude=at.longitude if at else None,
        geoname_id=at.geoname if at else None,
        names=_ranked(spot.name or "" for spot in named),
    )


def _days(reports: Sequence[Report]) -> DaysEntry:
    later = [r for r in reports if r.part is not None and r.part.how == "sequel"]
    known = [r.days for r in reports if r.days and r not in later]
    known = known or [r.days for r in later if r.days]
    if not known:
        return DaysEntry(first=None, last=None, basis="none")
    stated: Literal["stated", "derived"] = (
        "stated" if any(days.basis == "stated" for days in known) else "derived"
    )
    narrow = [days for days in known if not days.aggregate] or known
    return DaysEntry(
        first=iso(min(days.first for days in narrow)),
        last=iso(max(days.last for days in narrow)),
        basis=stated,
    )


def _report(report: Report, telling: int) -> ReportEntry:
    outlet, days = report.outlet, report.days
    return ReportEntry(
        cite=cite_entry(report.cite),
        outlet=outlet.name,
        language=outlet.language,
        published=outlet.published,
        url=outlet.url,
        title=outlet.title,
        summary=report.summary,
        kind=report.kind,
        factuality=report.factuality,
        attribution=report.attribution,
        claimed_by=[voice_entry(voice) for voice in report.voices],
        place=report.spot.name,
        first=iso(days.first) if days else None,
        last=iso(days.last) if days else None,
        parties=list(_parties(report)),
        telling=telling,
        unverified=list(report.doubts),
    )


def _parties(report: Report) -> Iterator[PartyEntry]:
    for party in report.parties:
        role: Literal["by", "on", "beside"] = (
            "by" if party is report.by else "on" if party is report.on else "beside"
        )
        yield PartyEntry(role=role, name=party.name, kind=party.kind, country=party.country)


def cite_entry(cite: Cite) -> CiteEntry:
    return CiteEntry(article=cite.article, path=cite.path, sentences=list(cite.sentences))


def voice_entry(voice: Voice) -> VoiceEntry:
    return VoiceEntry(name=voice.name, type=voice.type, side=voice.side)


# --- who says what --------------------------------------------------------------------------------


def _figure(tally: Tally) -> FigureEntry:
    return FigureEntry(
        what=tally.what,
        whose=tally.whose,
        item=tally.item,
        lowest=min(tally.numbers, default=None),
        highest=max(tally.numbers, default=None),
        open=tally.open,
        agreed=tally.agreed,
        claims=[
            ClaimEntry(
                low=claim.figure.low,
                high=claim.figure.high,
                text=claim.figure.text,
                item=claim.figure.item,
                part=claim.part,
                claimed_by=[voice_entry(voice) for voice in claim.figure.voices],
                cite=cite_entry(claim.figure.cite),
            )
            for claim in tally.claims
        ],
    )


def _contradictions(
    reports: Sequence[Report], quantities: Sequence[Tally], sides: Sides
) -> Iterator[ContradictionEntry]:
    for about, positions in claims.contradictions(_of_the_whole(reports), sides):
        yield ContradictionEntry(about=about, positions=[_position(p) for p in positions])
    for tally in quantities:
        if not tally.agreed:
            yield ContradictionEntry(
                about="figure", positions=[_position(p) for p in claims.disagreeing(tally)]
            )


def _of_the_whole(reports: Sequence[Report]) -> list[Report]:
    """The reports that are of an incident as a whole: what came of it has another day and doer."""
    return [r for r in reports if r.part is None or r.part.how == "account"]


def _position(position: Position) -> PositionEntry:
    return PositionEntry(
        says=position.says,
        claimed_by=[voice_entry(voice) for voice in position.voices],
        cites=[cite_entry(cite) for cite in position.cites],
    )


def _alone(position: Position) -> AloneEntry:
    return AloneEntry(
        says=position.says,
        about=position.about,
        claimed_by=[voice_entry(voice) for voice in position.voices],
        cites=[cite_entry(cite) for cite in position.cites],
    )


# --- why ------------------------------------------------------------------------------------------


def _link(link: Link, reports: Sequence[Report]) -> LinkEntry:
    one, other = reports[link.one], reports[link.other]
    return LinkEntry(
        one=cite_entry(one.cite),
        other=cite_entry(other.cite),
        score=link.comparison.score / 100,
        reasons=_reasons(link.comparison, one, other),
    )


def _possible(
    held: Held, ident: str, of: Mapping[tuple[str, str], str], reports: Sequence[Report]
) -> PossibleEntry:
    """The other incident, seen from this one."""
    one, other = reports[held.link.one], reports[held.link.other]
    mine, theirs = (one, other) if of[one.key] == ident else (other, one)
    return PossibleEntry(
        incident=of[theirs.key],
        one=cite_entry(mine.cite),
        other=cite_entry(theirs.cite),
        score=held.link.comparison.score / 100,
        reasons=_reasons(held.link.comparison, one, other),
        why_not=held.why,
    )


def _reasons(comparison: Comparison, one: Report, other: Report) -> list[ReasonEntry]:
    return [
        ReasonEntry(
            what=reason.what,
            weight=reason.weight / 100,
            words=in_words(reason, one, other),
            said=list(reason.said),
        )
        for reason in comparison.reasons
    ]


def in_words(reason: Reason, one: Report, other: Report) -> str:
    """A reason as a person reads it."""
    said = ", ".join(reason.said)
    pair = " and ".join(reason.said)
    words = {
        "day": f"the same day, {_when(one)}",
        "next day": f"days that follow each other, {_when(one)} and {_when(other)}",
        "sequel": f"what came of it, {_when(one)} and {_when(other)}",
        "period": f"times that overlap, {_when(one)} and {_when(other)}",
        "news": "in the news of the same days",
        "other news": "in the news of other days",
        "place": f"the same place, {said}",
        "near": f"places near each other, {pair}",
        "within": f"one place within the other, {pair}" if said else "the same province",
        "other place": f"two places, {pair}",
        "other province": f"two provinces, {pair}",
        "kind": f"the same kind of event, {one.kind}",
        "related kind": f"kinds that one event is told as, {pair}",
        "vague kind": f"kinds that say little, {pair}",
        "other kind": f"kinds that are two events, {pair}",
        "party": f"the same parties: {said}",
        "other parties": f"other parties, {pair}",
        "figure": f"the same figure: {reason.said[-1]} {reason.said[0].replace('_', ' ')}"
        if reason.said
        else "",
        "other figure": f"figures that do not agree: {', '.join(reason.said[1:])}",
        "name": f"the same name: {said}",
        "thing": f"the same target: {said}",
        "other thing": f"other targets, {pair}",
        "weapon": f"the same weapon: {said}",
        "wording": "told in similar words",
        "text": "the same sentence of the source",
        "account": "one article sets this account against that one",
        "part": _PARTS.get(said, ""),
        "same article": "told apart in one article",
    }
    return words[reason.what]


def _when(report: Report) -> str:
    days = report.days
    if days is None:
        return "no day"
    return iso(days.first) if days.single else f"{iso(days.first)}/{iso(days.last)}"
