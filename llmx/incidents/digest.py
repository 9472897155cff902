"""The digest: incidents as Markdown, by theatre and day, each line footnoted to its sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from llmx.export.markdown import LANGUAGES, MARK, escape, opened
from llmx.incidents.claims import bounds, label
from llmx.incidents.incident import (
    AloneEntry,
    CiteEntry,
    ClaimEntry,
    FigureEntry,
    Incident,
    PossibleEntry,
    ReportEntry,
    VoiceEntry,
)
from llmx.incidents.report import PEOPLE
from llmx.text.cleaning import without_controls

UNPLACED = "No place"
UNDATED = "No day"

_UNSAFE = re.compile(r"[\s<>\x00-\x20]")
_OPEN, _CLOSE = "\u2068", "\u2069"  # a quotation keeps its own direction
_ABOUT = {
    "by whom": "Disputed, by whom",
    "outcome": "Disputed, how it ended",
    "done or not": "Disputed, whether it happened",
    "who was hit": "Disputed, who was hit",
    "how": "Told as",
    "day": "Told of days",
}

Quotes = Mapping[tuple[str, int], str]
"""The text of each cited sentence, by article and number."""


class Digest:
    """The digest in the making: incidents are added in the order in which they stand in it.

    What it holds of an incident is its text and its footnotes; `several` counts those that more
    than one article tells, printings of one text being one, `near` the pairs that are possibly the
    same.
    """

    def __init__(self, quotes: Quotes) -> None:
        self.incidents = self.several = self.disputed = 0
        self.near: set[frozenset[str]] = set()
        self._notes = _Notes(quotes)
        self._parts: list[str] = []
        self._under: tuple[str, str] | None = None

    def add(self, incident: Incident) -> None:
        """Add an incident under its theatre and day."""
        self.incidents += 1
        self.several += incident.tellings > 1
        self.disputed += bool(incident.contradictions)
        self.near.update(frozenset((incident.id, p.incident)) for p in incident.possibly)
        self._notes.know(incident.reports)
        self._open(incident.place.theatre or UNPLACED, incident.days.first or UNDATED)
        self._parts.append("\n" + _incident(incident, self._notes))

    def text(self) -> str:
        """The whole as one Markdown document that ends in a newline."""
        articles = len(self._notes.articles)
        head = (
            f"# {_many(self.incidents, 'incident')}",
            f"*{_many(articles, 'article')} · {self.several} told by several articles"
            f" · {self.disputed} told in contradictory ways*",
        )
        notes = ["\n\n" + note for note in self._notes.listed()]
        return "".join(["\n\n".join(head), *self._parts, *notes]) + "\n"

    def _open(self, theatre: str, day: str) -> None:
        """Begin a theatre or a day, where the last incident was of another."""
        if self._under == (theatre, day):
            return
        if self._under is None or self._under[0] != theatre:
            self._parts.append(f"\n\n## {_plain(theatre)}")
        self._parts.append(f"\n\n### {day}\n")
        self._under = theatre, day


def _incident(incident: Incident, notes: _Notes) -> str:
    """One incident as a list item: what happened, then who says what, one line each."""
    doubts = any(report.unverified for report in incident.reports)
    mark = f" {MARK}" if doubts else ""
    cites = [incident.cite, *(report.cite for report in incident.reports)]
    head = f"- {_head(incident)}{_plain(incident.summary)}{notes.to(cites)}{mark} `{incident.id}`"
    return "\n".join([head, *(f"    - {line}" for line in _lines(incident, notes))])


def _head(incident: Incident) -> str:
    """Place and kind of the event whose summary follows, and whose account it is if they differ."""
    main = next(report for report in incident.reports if report.cite == incident.cite)
    said = ", ".join(filter(None, (main.place or incident.place.name, main.kind)))
    account = ", ".join(dict.fromkeys(voice.name for voice in incident.account))
    told = f" (as told by {_plain(account)})" if account else ""
    return f"**{_plain(opened(said))}{told}:** " if said else ""


def _lines(incident: Incident, notes: _Notes) -> Iterator[str]:
    if len(incident.reports) > 1:
        yield f"Told by {_telling(incident.reports, notes)}."
    yield from (_figure(figure, notes) for figure in incident.figures)
    for contradiction in incident.contradictions:
        if contradiction.about in _ABOUT:
            positions = "; ".join(
                f"{_plain(p.says)} ({_voices(p.claimed_by)}{notes.to(p.cites)})"
                for p in contradiction.positions
            )
            yield f"{_ABOUT[contradiction.about]}: {positions}."
    yield from _alone(incident.only, notes)
    yield from (_possible(possible, notes) for possible in incident.possibly)


def _telling(reports: Sequence[ReportEntry], notes: _Notes) -> str:
    """Who tells it and in which language, each with all its sentences; a text once."""
    tellings: dict[int, list[ReportEntry]] = {}
    for report in reports:
        tellings.setdefault(report.telling, []).append(report)
    told: dict[str, list[CiteEntry]] = {}
    for printed in tellings.values():
        several = len({report.cite.article for report in printed}) > 1
        outlets = ", ".join(dict.fromkeys(report.outlet for report in printed))
        language = LANGUAGES.get(printed[0].language, printed[0].language)
        name = (
            f"one text printed by {outlets} ({language})" if several else f"{outlets} ({language})"
        )
        told.setdefault(name, []).extend(report.cite for report in printed)
    return "; ".join(_plain(name) + notes.to(cites) for name, cites in told.items())


def _alone(only: Sequence[AloneEntry], notes: _Notes) -> Iterator[str]:
    """What each side says alone, a line for each: which figures, whose numbers stand above."""
    told: dict[str, list[AloneEntry]] = {}
    for entry in only:
        told.setdefault(_voices(entry.claimed_by), []).append(entry)
    for voices, entries in told.items():
        figures = ", ".join(_plain(entry.about) for entry in entries)
        yield f"Only {voices}: {figures}{notes.to(c for e in entries for c in e.cites)}."


def _figure(figure: FigureEntry, notes: _Notes) -> str:
    """A quantity, the range in front where the claims differ, then each claim."""
    words = _plain(opened(label(figure.what, figure.whose, figure.item)))
    spread = ""
    if not figure.agreed and figure.lowest is not None and figure.highest is not None:
        more = " or more" if figure.open else ""
        spread = f" {figure.lowest:,} to {figure.highest:,}{more}:"
    beside = Counter((c.cite.article, *c.claimed_by) for c in figure.claims if not c.part)
    claims = "; ".join(
        _claim(claim, figure, notes, beside=beside[claim.cite.article, *claim.claimed_by] > 1)
        for claim in figure.claims
    )
    return f"{words}:{spread} {claims}."


def _claim(claim: ClaimEntry, figure: FigureEntry, notes: _Notes, *, beside: bool) -> str:
    """A claim with who they are, of people; as printed where that is all that tells two apart."""
    number = bounds(claim.low, claim.high)
    quoted = f"“{_quoted(claim.text)}”"
    if number and figure.what in PEOPLE:
        who = _plain(claim.item) if claim.item else quoted if beside else ""
        known = figure.item is not None and figure.item.casefold() in (claim.item or "").casefold()
        number += f" {who}" if who and not known else ""
    part = "of them " if claim.part and figure.what in PEOPLE else ""
    return f"{part}{number or quoted} ({_voices(claim.claimed_by)}{notes.to([claim.cite])})"


def _possible(possible: PossibleEntry, notes: _Notes) -> str:
    cites = notes.to([possible.one, possible.other])
    return f"Possibly the same as `{possible.incident}`{cites}: {_plain(possible.why_not)}."


def _voices(voices: Iterable[VoiceEntry]) -> str:
    return ", ".join(dict.fromkeys(_plain(voice.name) for voice in voices))


def _plain(text: str) -> str:
    """Text that neither a terminal nor Markdown obeys."""
    return escape(without_controls(text))


def _quoted(text: str) -> str:
    return f"{_OPEN}{_plain(text)}{_CLOSE}"


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class _Notes:
    """The footnotes: one for each set of sentences of an article, numbered as they come up."""

    def __init__(self, quotes: Quotes) -> None:
        self.articles: dict[str, str] = {}
        self._quotes = quotes
        self._numbers: dict[tuple[str, tuple[int, ...]], int] = {}

    def know(self, reports: Iterable[ReportEntry]) -> None:
        """Keep what a footnote says of the articles of these reports."""
        for report in reports:
            if report.cite.article not in self.articles:
                self.articles[report.cite.article] = _shown(report)

    def to(self, cites: Iterable[CiteEntry]) -> str:
        """The marks of footnotes, to stand right after a statement."""
        keys = dict.fromkeys((cite.article, tuple(cite.sentences)) for cite in cites)
        numbers = [self._numbers.setdefault(key, len(self._numbers) + 1) for key in keys]
        return "".join(f"[^{number}]" for number in numbers)

    def listed(self) -> Iterator[str]:
        if self._numbers:
            yield "\n".join(self._note(*key, number) for key, number in self._numbers.items())

    def _note(self, article: str, sentences: Sequence[int], number: int) -> str:
        numbers = ", ".join(map(str, sentences))
        said = f"sentence{'' if len(sentences) == 1 else 's'} {numbers}"
        found = [self._quotes[article, n] for n in sentences if (article, n) in self._quotes]
        quotes = "".join(f" “{_quoted(text)}”" for text in found)
        shown = self.articles[article]
        return f"[^{number}]: {shown}, article {_code(article)}, {said}:{quotes}"


def _shown(report: ReportEntry) -> str:
    """The article of a report: its outlet, with a link where there is one, its title and day."""
    title = f"“{_quoted(report.title)}”" if report.title else ""
    day = report.published[:10] if report.published else "not dated"
    name = _linked(_plain(report.outlet), report.url)
    return ", ".join(part for part in (name, title, day) if part)


def _linked(name: str, url: str | None) -> str:
    """A name as a link, where the address is one that a reader can be sent to."""
    if url is None or not url.startswith(("https://", "http://")) or _UNSAFE.search(url):
        return name
    return f"[{name}](<{url}>)"


def _code(text: str) -> str:
    return f"`{' '.join(without_controls(text).replace('`', chr(39)).split())}`"
