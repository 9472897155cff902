"""Reading: the reports in the records of exports, whatever schema their events have.

An event is a block that cites sentences and has a place and a time: its parties and its claimants
are the ids that refer to registers, its figures are its counts, its kind is the first of its
closed values that no building block has.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from llmx import fields, stored
from llmx.errors import UsageError
from llmx.incidents import printings
from llmx.incidents.names import Located, Party, Spot, party, spot
from llmx.incidents.particulars import Particulars, particulars
from llmx.incidents.parts import with_parts
from llmx.incidents.report import Cite, Days, Figure, Outlet, Report, Voice, in_voice_of
from llmx.task import Task
from llmx.text import inclusion
from llmx.text.canonical import digest
from llmx.text.transliteration import runs

Json = dict[str, Any]
FindTask = Callable[[str], Task | None]

_OUTLET = ("outlet", "publisher", "source", "site", "channel", "agency")
"""Where the name of an outlet stands in what a caller has given with an article."""

_BLOCKS_OWN = (
    fields.Factuality,
    fields.Attribution,
    fields.ActorKind,
    fields.Quantity,
)
_NEWS = 7  # days of the days that an article tells of, up to its publication, that are its news
_EXACT = 1  # geo_precision of a place that is that very place


@dataclass
class Read:
    """What was read: the reports by what they are known by, and what is to be said of it.

    `twice` counts the articles that stood there more than once, `differing` those of them that
    did with other answers, `unread` the answers of tasks that cannot be found.
    """

    reports: list[Report] = field(default_factory=list)
    articles: int = 0
    twice: int = 0
    differing: list[str] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)


def read(exports: Sequence[Path], find_task: FindTask) -> Read:
    """The reports of all exports, sorted, each article once.

    Of an article that stands there with different answers, those with more events are taken.
    Raises UsageError where an export does not hold, an answer does not fit its schema, or an id
    is that of two different texts.
    """
    found: dict[str, _Told] = {}
    result = Read()
    for file in exports:
        for record in stored.records(file):
            told = _told(record.value, f"{str(file)!r}, line {record.line}", find_task, result)
            known = found.setdefault(told.article, told)
            if known is not told:
                found[told.article] = _one_of(known, told, result)
    result.articles = len(found)
    told_by = Counter(told.source for told in found.values() if told.source)
    result.reports = [
        _of_a_row(report, told.source) if told_by[told.source] > 1 else report
        for _, told in sorted(found.items())
        for report in told.reports
    ]
    return result


def reports(record: Json, find_task: FindTask) -> list[Report]:
    """The reports of one record."""
    return _told(record, f"the record of {record['article']['id']!r}", find_task, Read()).reports


@dataclass(frozen=True, slots=True)
class _Told:
    """The reports of one record, with what tells it from another of the same article.

    `source` is the file that its outlet goes by, "" where it has a name or an address.
    """

    article: str
    source: str
    text: str
    answers: str
    where: str
    reports: list[Report]


def _told(value: Json, where: str, find_task: FindTask, result: Read) -> _Told:
    article = value["article"]
    outlet = _outlet(article)
    derived = value["derived"]
    context = _Context(
        outlet,
        {date["path"]: date for date in derived["dates"]},
        {place["path"]: place for place in derived["places"]},
        {s["n"]: s["text"] for s in article["sentences"] if s["n"] is not None},
        frozenset(s["n"] for s in article["sentences"] if s["title"]),
        [f for f in value["findings"] if f["severity"] != "info"],
    )
    found: list[Report] = []
    for name, answer in value["answers"].items():
        task = find_task(name)
        if task is None:
            result.unread[name] = result.unread.get(name, 0) + 1
            continue
        found.extend(_reports(_parsed(task, answer, where), f"/answers/{name}", context))
    told = digest([value["answers"], derived, outlet.name, outlet.published])
    source = article["source"] if _outlet_name(article) is None else ""
    return _Told(article["id"], source, article["text_sha256"], told, where, found)


def _of_a_row(report: Report, source: str) -> Report:
    """A report whose outlet goes by a file of many articles: by which of them it is."""
    outlet = report.outlet
    return in_voice_of(replace(outlet, name=f"article {outlet.article} of {source}"), report)


def _one_of(known: _Told, told: _Told, result: Read) -> _Told:
    """The one that is taken of two records of an article, whichever came first."""
    if known.text != told.text:
        raise UsageError(
            f"the id {told.article!r} is that of another text in {known.where}: {told.where}",
            hint="give each article an id of its own (`--field id=…`) and export again",
        )
    result.twice += 1
    if known.answers == told.answers:
        return known
    if told.article not in result.differing:
        result.differing.append(told.article)
    return min(known, told, key=lambda t: (-len(t.reports), t.answers))


def _parsed(task: Task, answer: Json, where: str) -> BaseModel:
    try:
        return task.answer.model_validate(answer)
    except ValidationError as error:
        path, said = next(stored.schema_faults(error, f"/answers/{task.name}"))
        raise UsageError(
            f"{where}: {path}: {said}",
            hint="the schema is not the one that it was made with (`--schemas DIR`)",
        ) from error


def _outlet(article: Json) -> Outlet:
    name = _outlet_name(article) or article["source"]
    return Outlet(
        article["id"],
        name.encode("utf-8", "replace").decode("utf-8"),  # what comes in `meta` is as it came
        article["language"],
        article["published"],
        article["url"],
        article["title"],
        article["text_sha256"],
        printings.runs(article["text"]),
    )


def _outlet_name(article: Json) -> str | None:
    """What an outlet is called by what came with the article; None where nothing says it."""
    meta: Mapping[str, Any] = {name.casefold(): value for name, value in article["meta"].items()}
    named = next((meta[k] for k in _OUTLET if isinstance(meta.get(k), str) and meta[k]), None)
    host = (urlsplit(article["url"]).hostname or "") if article["url"] else ""
    return named or host.removeprefix("www.") or None


# --- from blocks to reports ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Context:
    """What of a record its events are read with."""

    outlet: Outlet
    dates: Mapping[str, Json]
    places: Mapping[str, Json]
    sentences: Mapping[int, str]
    titles: frozenset[int]
    findings: Sequence[Json]


@dataclass(frozen=True, slots=True)
class _Registers:
    """The entries of an answer's registers: parties and voices, by their ids."""

    parties: Mapping[str, Party]
    voices: Mapping[str, Voice]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Shape:
    """The fields of a class of events, by what they hold."""

    cites: str
    place: str
    when: str
    prose: tuple[str, ...]
    actors: tuple[str, ...]
    allies: tuple[str, ...]
    sources: tuple[str, ...]
    closed: tuple[str, ...]
    factuality: str | None
    attribution: str | None


def _reports(answer: BaseModel, root: str, context: _Context) -> Iterator[Report]:
    events = [(p, b, s) for p, b in fields.walk(answer) if (s := _shape(type(b))) is not None]
    registers = _registers(answer) if events else None
    if registers is None:
        return
    told = [
        _report(block, shape, root + fields.json_pointer(path), registers, context)
        for path, block, shape in events
    ]
    news = _news(told)
    yield from with_parts([_with_news(report, news) for report in told], context.titles)


@lru_cache(maxsize=256)
def _shape(model: type[BaseModel]) -> _Shape | None:
    """How a class of blocks tells an event; None for one that does not."""
    place = _first(model, fields.Place)
    when = _first(model, fields.When)
    pairs = fields.marked(model)
    cites = next((n for n, m in pairs if isinstance(m, fields.Cites)), None)
    if place is None or when is None or cites is None:
        return None
    annotations: dict[str, Any] = {
        name: info.annotation for name, info in model.model_fields.items()
    }
    refers = {n: m.register for n, m in pairs if isinstance(m, fields.Refers)}
    actors = [n for n, register in refers.items() if register == fields.Actor.register_name]
    closed = [n for n, a in annotations.items() if get_origin(a) is Literal]
    return _Shape(
        cites,
        place,
        when,
        tuple(n for n, m in pairs if isinstance(m, fields.Reads)),
        tuple(n for n in actors if not _is_list(annotations[n])),
        tuple(n for n in actors if _is_list(annotations[n])),
        tuple(n for n, r in refers.items() if r == fields.Source.register_name),
        tuple(n for n in closed if annotations[n] not in _BLOCKS_OWN),
        next((n for n in closed if annotations[n] == fields.Factuality), None),
        next((n for n in closed if annotations[n] == fields.Attribution), None),
    )


def _first(model: type[BaseModel], block: type[BaseModel]) -> str | None:
    for name, info in model.model_fields.items():
        if info.annotation is block or block in get_args(info.annotation):
            return name
    return None


def _is_list(annotation: object) -> bool:
    return get_origin(annotation) is list or any(map(_is_list, get_args(annotation)))


def _registers(answer: BaseModel) -> _Registers:
    parties: dict[str, Party] = {}
    sources: list[fields.Source] = []
    names: list[str] = []
    for _, block in fields.walk(answer):
        if isinstance(block, fields.Actor):
            known = party(block.name_en, block.name_src, block.kind, block.country)
            parties[block.id] = known
            names += ["" if _is_person(block) else block.name_en, block.country or ""]
        elif isinstance(block, fields.Source):
            sources.append(block)
            names.append(block.name_en)
    voices = {
        source.id: Voice(
            source.name_en,
            source.type,
            parties[source.side].name if source.side in parties else None,
        )
        for source in sources
    }
    return _Registers(parties, voices, tuple(filter(None, names)))


def _is_person(actor: fields.Actor) -> bool:
    """Whether an actor is one whom an article names, and no body: the name is a particular."""
    name = actor.name_en
    return actor.kind in ("Civilians", "Unknown") and " " in name and runs(name) == [name]


def _report(
    block: BaseModel, shape: _Shape, pointer: str, registers: _Registers, context: _Context
) -> Report:
    place: fields.Place = getattr(block, shape.place)
    sentences = tuple(getattr(block, shape.cites))
    cite = Cite(context.outlet.article, pointer, sentences)
    prose = " ".join(filter(None, (getattr(block, name) for name in shape.prose)))
    closed = {name: getattr(block, name) for name in shape.closed if getattr(block, name)}
    kind = next(iter(closed.values()), "")
    scalars = [registers.parties.get(getattr(block, name) or "") for name in shape.actors]
    beside = [_named(getattr(block, name), registers) for name in shape.allies]
    camps = beside if len(beside) == len(scalars) else []
    parties = dict(zip(shape.actors, scalars, strict=True))
    voices = _voices(_ids(block, shape.sources), registers, context.outlet)
    quotes = {n: context.sentences[n] for n in sentences if n in context.sentences}
    told = list(_figures(block, cite, parties, voices, registers, context.outlet))
    figures = tuple(_with_parts_marked(told, list(quotes.values())))
    where = _spot(place, f"{pointer}/{shape.place}", prose, context)
    return Report(
        cite=cite,
        outlet=context.outlet,
        summary=prose or " at ".join(filter(None, (kind, place.name_en))),
        kind=kind,
        factuality=getattr(block, shape.factuality) if shape.factuality else None,
        attribution=getattr(block, shape.attribution) if shape.attribution else None,
        closed=closed,
        spot=where,
        days=_days(getattr(block, shape.when), context.dates.get(f"{pointer}/{shape.when}")),
        news=None,
        by=scalars[0] if scalars else None,
        on=scalars[1] if len(scalars) > 1 else None,
        parties=_parties(scalars, _ids(block, shape.allies), registers),
        with_by=camps[0] if camps else (),
        with_on=camps[1] if len(camps) > 1 else (),
        voices=voices,
        figures=figures,
        particulars=_particulars(prose, place, figures, registers),
        quotes=quotes,
        doubts=tuple(_doubts(pointer, context.findings)),
    )


def _ids(block: BaseModel, names: Sequence[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        value = getattr(block, name)
        found += value if isinstance(value, list) else [value] if value else []
    return list(dict.fromkeys(found))


def _parties(
    acting: Sequence[Party | None], allies: Sequence[str], registers: _Registers
) -> tuple[Party, ...]:
    return tuple(p for p in acting if p is not None) + _named(allies, registers)


def _named(ids: Iterable[str], registers: _Registers) -> tuple[Party, ...]:
    return tuple(registers.parties[ident] for ident in ids if ident in registers.parties)


def _voices(ids: Sequence[str], registers: _Registers, outlet: Outlet) -> tuple[Voice, ...]:
    """Who says it: the sources, else the outlet in its own voice."""
    found = tuple(registers.voices[ident] for ident in ids if ident in registers.voices)
    return found or (outlet.voice,)


def _figures(
    block: BaseModel,
    cite: Cite,
    parties: Mapping[str, Party | None],
    voices: tuple[Voice, ...],
    registers: _Registers,
    outlet: Outlet,
) -> Iterator[Figure]:
    for path, count in fields.walk(block):
        if not isinstance(count, fields.Count):
            continue
        of = parties.get(count.who or "")
        yield Figure(
            count.what,
            of.name if of else count.who if count.who not in parties else None,
            count.item_en,
            count.min,
            count.max,
            count.text_src,
            _voices(count.claimed_by, registers, outlet) if count.claimed_by else voices,
            Cite(cite.article, cite.path + fields.json_pointer(path), cite.sentences),
            cite.path,
        )


def _with_parts_marked(figures: Sequence[Figure], sentences: Sequence[str]) -> Iterator[Figure]:
    """The figures of an event, with which are told as parts of others of the same voice."""
    by: dict[tuple[Voice, ...], list[int]] = {}
    for index, figure in enumerate(figures):
        by.setdefault(figure.voices, []).append(index)
    found: set[int] = set()
    for indexes in by.values():
        told = [
            inclusion.Told(f.what, f.whose, f.item, f.low, f.high, f.text)
            for f in (figures[index] for index in indexes)
        ]
        if len({each.what for each in told}) < len(told):
            found.update(indexes[part] for part in inclusion.parts(told, sentences))
    for index, figure in enumerate(figures):
        yield replace(figure, part=True) if index in found else figure


def _spot(place: fields.Place, pointer: str, prose: str, context: _Context) -> Spot:
    derived = context.places.get(pointer)
    located = None
    if derived and derived["status"] == "resolved" and derived["latitude"] is not None:
        exact = derived["geo_precision"] == _EXACT
        ident = derived["geoname_id"]
        located = Located(derived["latitude"], derived["longitude"], ident, exact=exact)
    names = (place.name_en, place.name_src, *place.other_places_src)
    return spot(
        names,
        place.kind,
        admin1=place.admin1,
        country=place.country,
        said=runs(prose),
        located=located,
    )


def _particulars(
    prose: str, place: fields.Place, figures: Sequence[Figure], registers: _Registers
) -> Particulars:
    known = (*registers.names, place.name_en or "", place.admin1 or "", place.country or "")
    others = (place.name_en, *(figure.item for figure in figures))
    named = (figure.item for figure in figures if figure.item)
    return particulars(prose, others, known, named)


def _doubts(pointer: str, findings: Iterable[Json]) -> Iterator[str]:
    for finding in findings:
        path = finding["path"]
        if path == pointer or path.startswith(pointer + "/"):
            yield f"{finding['check']}: {finding['message']}"


# --- days ----------------------------------------------------------------------------------------


def ordinal(day: str) -> int:
    """An ISO date, or the date of an ISO date-time, as a number of days."""
    return datetime.date.fromisoformat(day[:10]).toordinal()


def _days(when: fields.When, derived: Json | None) -> Days | None:
    """The days as stated, else as derived from the printed time expression."""
    if when.start or when.end:
        first, last = ordinal(when.start or when.end or ""), ordinal(when.end or when.start or "")
        return Days(min(first, last), max(first, last), "stated", 0, when.aggregate)
    if derived:
        first, last = ordinal(derived["start"]), ordinal(derived["end"])
        return Days(first, last, "derived", derived["tolerance"], when.aggregate)
    return None


def _published(outlet: Outlet) -> int | None:
    try:
        return ordinal(outlet.published) if outlet.published else None
    except ValueError:
        return None


def _news(told: Sequence[Report]) -> tuple[int, int] | None:
    """The days that an article is about: those of its own events, else up to its publication."""
    out = _published(told[0].outlet) if told else None
    days = [report.days for report in told if report.days and not report.days.aggregate]
    recent = [d for d in days if out is None or out - _NEWS <= d.first <= out + 1]
    if recent:
        first, last = min(d.first for d in recent), max(d.last for d in recent)
        return (first, last) if last - first <= _NEWS else None
    return (out - 2, out) if out is not None else None


def _with_news(report: Report, news: tuple[int, int] | None) -> Report:
    """A report without a day with the days of the news, but for what is known from before."""
    old = report.factuality == "background"
    return report if report.days or old or news is None else replace(report, news=news)
