"""Events in ACLED's columns: what its codebook says of types, actors, dates, places and deaths.

Of the levels of administration there is admin1: an answer states no other, and the gazetteer's
sources give a town the code of its first level alone, so that admin2 and admin3 stay empty. The
columns behind `tags` are llmx's own, and lead back to the article. An actor is named as the record
names it; ACLED's name, which depends on the country and the day, has a column of its own.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel

from llmx.fields import Beside, Count, IsoDate, Sentences, When

from ._actors import actor
from ._countries import Country, country
from ._tolls import Toll, toll

if TYPE_CHECKING:
    from llmx.article import Article

    from .events import Answer, Event

_BATTLES, _EXPLOSIONS = "Battles", "Explosions/Remote violence"
_CIVILIANS, _STRATEGIC = "Violence against civilians", "Strategic developments"
_VIOLENCE, _DEMONSTRATIONS = "Political violence", "Demonstrations"
_BOTH = f"{_VIOLENCE}; {_DEMONSTRATIONS}"

TYPES: Mapping[str, tuple[str, str]] = {
    "Armed clash": (_BATTLES, _VIOLENCE),
    "Government regains territory": (_BATTLES, _VIOLENCE),
    "Non-state actor overtakes territory": (_BATTLES, _VIOLENCE),
    "Chemical weapon": (_EXPLOSIONS, _VIOLENCE),
    "Air/drone strike": (_EXPLOSIONS, _VIOLENCE),
    "Suicide bomb": (_EXPLOSIONS, _VIOLENCE),
    "Shelling/artillery/missile attack": (_EXPLOSIONS, _VIOLENCE),
    "Remote explosive/landmine/IED": (_EXPLOSIONS, _VIOLENCE),
    "Grenade": (_EXPLOSIONS, _VIOLENCE),
    "Attack": (_CIVILIANS, _VIOLENCE),
    "Abduction/forced disappearance": (_CIVILIANS, _VIOLENCE),
    "Sexual violence": (_CIVILIANS, _VIOLENCE),
    "Mob violence": ("Riots", _VIOLENCE),
    "Violent demonstration": ("Riots", _DEMONSTRATIONS),
    "Peaceful protest": ("Protests", _DEMONSTRATIONS),
    "Protest with intervention": ("Protests", _DEMONSTRATIONS),
    "Excessive force against protesters": ("Protests", _BOTH),
    "Agreement": (_STRATEGIC, _STRATEGIC),
    "Arrests": (_STRATEGIC, _STRATEGIC),
    "Change to group/activity": (_STRATEGIC, _STRATEGIC),
    "Disrupted weapons use": (_STRATEGIC, _STRATEGIC),
    "Headquarters or base established": (_STRATEGIC, _STRATEGIC),
    "Looting/property destruction": (_STRATEGIC, _STRATEGIC),
    "Non-violent transfer of territory": (_STRATEGIC, _STRATEGIC),
    "Other": (_STRATEGIC, _STRATEGIC),
}
"""The event type and the disorder type of each sub-event type."""

INTER: Mapping[str, int] = {
    "State forces": 1,
    "Rebel group": 2,
    "Political militia": 3,
    "Identity militia": 4,
    "Rioters": 5,
    "Protesters": 6,
    "Civilians": 7,
    "External/Other forces": 8,
}
"""The code of each kind of actor; a kind that is unknown has none."""

_CROWDS = ("Protests", "Riots")
_WEEK = 7  # days
_USUAL = ("occurred", "claimed")
"""What stands in the table unless all is asked for."""


class Acled(BaseModel):
    """One event in the columns of an ACLED export, and where it was read."""

    event_id_cnty: str
    event_date: IsoDate | None
    year: int | None
    time_precision: int | None
    disorder_type: str
    event_type: str
    sub_event_type: str
    actor1: str | None
    assoc_actor_1: list[str]
    inter1: int | None
    actor2: str | None
    assoc_actor_2: list[str]
    inter2: int | None
    interaction: int | None
    civilian_targeting: str | None
    iso: int | None
    region: str | None
    country: str | None
    admin1: str | None
    admin2: str | None = None
    admin3: str | None = None
    location: str | None
    latitude: float | None
    longitude: float | None
    geo_precision: int | None
    source: str | None
    source_scale: str | None
    notes: str
    fatalities: int
    tags: list[str]
    factuality: str
    status: str
    sentences: Sentences
    article_id: str
    article_source: str
    url: str | None
    actor1_acled: str | None
    assoc_actor_1_acled: list[str]
    actor2_acled: str | None
    assoc_actor_2_acled: list[str]


def is_aside(event: Event) -> bool:
    """Whether an event is no news: planned, denied, an accusation, history."""
    return event.factuality not in _USUAL


def acled(answer: Answer, index: int, article: Article, beside: Beside) -> Acled:
    """The row of the event at an index of an answer."""
    event = answer.events[index]
    event_type, disorder_type = TYPES[event.sub_event_type]
    day = day_of(event.when, beside.date("events", index, "when"), article.published)
    where = beside.place("events", index, "place")
    people = _People(answer, _country_of(event, where), day.date)
    deaths = toll(answer, index, article)
    inter1, inter2 = people.inter(event.actor1), people.inter(event.actor2)
    if event.actor1 and not event.actor2:
        inter2 = 0
    tags = [*_nature(event), *day.tags, *deaths.tags]
    if beside.is_doubted("events", index):
        tags.append("needs-review")
    return Acled(
        event_id_cnty=f"{article.id}-{index + 1}",
        event_date=day.date,
        year=int(day.date[:4]) if day.date else None,
        time_precision=day.precision,
        disorder_type=disorder_type,
        event_type=event_type,
        sub_event_type=event.sub_event_type,
        actor1=people.name(event.actor1),
        assoc_actor_1=people.names(event.with1),
        inter1=inter1,
        actor2=people.name(event.actor2),
        assoc_actor_2=people.names(event.with2),
        inter2=inter2,
        interaction=interaction(inter1, inter2),
        civilian_targeting="Civilian targeting" if event.civilian_targeting else None,
        **_place(event, where),
        source="; ".join([*outlet(article), *people.sources(event.claimed_by)]) or None,
        source_scale="; ".join(people.source_types(event.claimed_by)) or None,
        notes=" ".join(_notes(event, event_type, people, deaths)),
        fatalities=deaths.number,
        tags=tags,
        factuality=event.factuality,
        status=event.status,
        sentences=event.sentences,
        article_id=article.id,
        article_source=article.source,
        url=article.url,
        actor1_acled=people.acled(event.actor1),
        assoc_actor_1_acled=people.all_acled(event.with1),
        actor2_acled=people.acled(event.actor2),
        assoc_actor_2_acled=people.all_acled(event.with2),
    )


def interaction(inter1: int | None, inter2: int | None) -> int | None:
    """The code of two kinds of actors, the lower first; None where one is unknown.

    >>> interaction(2, 1), interaction(1, 0), interaction(7, None)
    (12, 10, None)
    """
    if inter1 is None or inter2 is None:
        return None
    low, high = sorted((inter1, inter2))
    return 10 * low + high if low else 10 * high


def outlet(article: Article) -> list[str]:
    """Who published an article, as far as what came with it says."""
    for name in ("outlet", "publisher"):
        said = article.meta.get(name)
        if isinstance(said, str) and said.strip():
            return [said.strip()]
    host = (article.url or "").partition("://")[2].partition("/")[0].rpartition("@")[2]
    return [host.removeprefix("www.")] if host else []


# --- when ----------------------------------------------------------------------------------------


class Day(NamedTuple):
    """The date of an event, how precise it is, and what is to be said of it."""

    date: str | None
    end: str | None
    precision: int | None
    tags: tuple[str, ...] = ()


def day_of(when: When, derived: Mapping[str, Any], published: str | None) -> Day:
    """The day that an event is counted to.

    What the answer says, else what is derived from the time expression; else the day of
    publication, vaguely. A span of a week at most has precision 2, a longer one 3.
    """
    tags = ("aggregate",) if when.aggregate else ()
    start, end = (when.start, when.end) if when.start else _span(derived)
    if not start:
        day = (published or "")[:10] or None
        return Day(day, None, 3 if day else None, (*tags, "date-unknown"))
    tolerance = derived.get("tolerance", 0) if derived.get("start") == start else 0
    last = max(end or start, start)
    days = 1 + 2 * tolerance + _days(start, last)
    precision = 1 if days == 1 else 2 if days <= _WEEK else 3
    if when.aggregate and last == start:
        precision = 3  # the last day of a campaign, or its first
    return Day(start, last, precision, tags)


def _span(derived: Mapping[str, Any]) -> tuple[str | None, str | None]:
    return derived.get("start"), derived.get("end")


def _days(start: str, end: str) -> int:
    return (datetime.date.fromisoformat(end) - datetime.date.fromisoformat(start)).days


# --- who -----------------------------------------------------------------------------------------


class _People:
    """The registers of an answer by their ids; ACLED's names for those who act there and then."""

    def __init__(self, answer: Answer, where: Country | None, day: str | None) -> None:
        self._names = {stated.id: stated.name_en for stated in answer.actors}
        self._acled: dict[str, str | None] = {}
        self._kinds: dict[str, str] = {}
        for stated in answer.actors:
            known = actor(stated.name_en, where=where, day=day)
            self._acled[stated.id] = known.name if known else None
            self._kinds[stated.id] = (known.kind if known else None) or stated.kind
        self._sources = {source.id: source for source in answer.sources}

    def name(self, ident: str | None) -> str | None:
        return self._names[ident] if ident else None

    def names(self, actors: Iterable[str]) -> list[str]:
        return [self._names[ident] for ident in actors]

    def acled(self, ident: str | None) -> str | None:
        """ACLED's name; None where it is not known."""
        return self._acled[ident] if ident else None

    def all_acled(self, actors: Iterable[str]) -> list[str]:
        """ACLED's names of those that have one."""
        return [name for name in map(self.acled, actors) if name]

    def inter(self, ident: str | None) -> int | None:
        return INTER.get(self._kinds[ident]) if ident else None

    def sources(self, sources: Iterable[str]) -> list[str]:
        return [self._sources[source].name_en for source in sources]

    def source_types(self, sources: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(self._sources[source].type for source in sources))


# --- where ---------------------------------------------------------------------------------------


def _place(event: Event, where: Mapping[str, Any]) -> dict[str, Any]:
    stated, precision = event.place, where.get("geo_precision")
    named = _country_of(event, where)
    found = where.get("name") if precision in (1, 2) else None
    return {
        **_country(named, stated.country),
        "admin1": where.get("admin1") or stated.admin1,
        "location": found or stated.name_en or stated.name_src,
        "latitude": where.get("latitude"),
        "longitude": where.get("longitude"),
        "geo_precision": precision,
    }


def _country_of(event: Event, where: Mapping[str, Any]) -> Country | None:
    return country(where.get("country")) or country(event.place.country)


def _country(found: Country | None, stated: str | None) -> dict[str, Any]:
    if found is None:
        return {"iso": None, "region": None, "country": stated}
    return {"iso": found.iso, "region": found.region, "country": found.name}


# --- what is said --------------------------------------------------------------------------------


def _nature(event: Event) -> list[str]:
    return [event.factuality] if is_aside(event) else []


def _notes(event: Event, event_type: str, people: _People, deaths: Toll) -> Iterator[str]:
    yield event.summary_en
    if event_type in _CROWDS:
        sizes = [_bounds(c) for c in event.counts if c.what == "force_size"]
        yield f"[size={'; '.join(sizes) or 'no report'}]"
    if event.place.other_places_src:
        yield f"[other places={'; '.join(event.place.other_places_src)}]"
    yield f"[attribution={event.attribution}]"
    for counts in deaths.claims:
        yield f"[killed={'; '.join(_claim(count, event, people) for count in counts)}]"


def _claim(count: Count, event: Event, people: _People) -> str:
    claimants: Sequence[str] = people.sources(count.claimed_by or event.claimed_by)
    return f"{_bounds(count)} ({', '.join(claimants) or 'the outlet'})"


def _bounds(count: Count) -> str:
    low, high = count.min, count.max
    if low is None and high is None:
        return count.text_src
    if low == high:
        return f"{low}"
    if high is None:
        return f"at least {low}"
    return f"at most {high}" if low is None else f"{low} to {high}"
