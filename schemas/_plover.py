"""Events in PLOVER's JSON: lists of actors and recipients, a mode, and what was not done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from llmx.fields import Beside, IsoDate, Sentences

from ._acled import day_of, outlet
from ._countries import country
from ._tolls import toll

if TYPE_CHECKING:
    from llmx.article import Article

    from .events import Answer, Event

SECTORS: Mapping[str, str | None] = {
    "State forces": "MIL",
    "Rebel group": "REB",
    "Political militia": "PRM",
    "Identity militia": "PRM",
    "Rioters": "CVL",
    "Protesters": "CVL",
    "Civilians": "CVL",
    "External/Other forces": "MIL",
    "Unknown": "UAF",
}
"""The sector of each kind of actor."""

MODES: Mapping[str, tuple[str, str]] = {
    "Air/drone strike": ("ASSAULT", "aerial"),
    "Shelling/artillery/missile attack": ("ASSAULT", "heavy-weapons"),
    "Remote explosive/landmine/IED": ("ASSAULT", "explosives"),
    "Grenade": ("ASSAULT", "explosives"),
    "Suicide bomb": ("ASSAULT", "suicide-attack"),
    "Abduction/forced disappearance": ("ASSAULT", "abduct"),
    "Sexual violence": ("ASSAULT", "sexual"),
    "Peaceful protest": ("PROTEST", "demo"),
    "Protest with intervention": ("PROTEST", "demo"),
    "Excessive force against protesters": ("PROTEST", "demo"),
    "Violent demonstration": ("PROTEST", "riot"),
    "Mob violence": ("PROTEST", "riot"),
    "Arrests": ("COERCE", "arrest"),
}
"""The mode of a sub-event type, where the event is coded as the category that has the mode."""

AUXILIARY: Mapping[str, str] = {
    "planned": "future",
    "background": "historical",
    "denied": "negated",
}
"""The auxiliary mode of what was not done, or not now."""

_TO_SOMEBODY = ("COOPERATE", "AID", "SANCTION")
"""Categories that need a recipient."""
_DRONE = re.compile(r"\b(?:drones?|UAVs?|unmanned)\b", re.IGNORECASE)


class Actor(BaseModel):
    """A party; `code` is the ISO 3166-1 alpha-3 code of its country."""

    code: str | None
    sector: str | None
    actor_text: str | None
    identifier_text: str


class Location(BaseModel):
    """A place, its fields named as GeoNames names them."""

    geonameid: int | None
    name: str | None
    latitude: float | None
    longitude: float | None
    country_code: str | None
    cc3: str | None
    admin1: str | None


class Size(BaseModel):
    dead: int
    injured: int


class Cited(BaseModel):
    """Where an event was read."""

    citation: str
    sentences: Sentences
    url: str | None
    title: str | None
    language: str
    publication: str | None


class Plover(BaseModel):
    """One event; lists where PLOVER has lists."""

    id: str
    date: IsoDate | None
    enddate: IsoDate | None
    event: list[str]
    mode: list[str]
    auxiliary_mode: list[str]
    actor: list[Actor]
    recipient: list[Actor]
    event_loc: Location
    event_text: list[str]
    size_info: Size
    cite_info: Cited


def is_codable(event: Event) -> bool:
    """Whether PLOVER has a category for an event, and what that needs is known."""
    if event.plover_event == "NONE":
        return False
    return event.plover_event not in _TO_SOMEBODY or bool(event.actor2 or event.with2)


def plover(answer: Answer, index: int, article: Article, beside: Beside) -> Plover:
    """The object of the event at an index of an answer."""
    event = answer.events[index]
    day = day_of(event.when, beside.date("events", index, "when"), article.published)
    unknown = "date-unknown" in day.tags
    end = None if unknown or day.end == day.date else day.end
    auxiliary = AUXILIARY.get(event.factuality)
    return Plover(
        id=f"{article.id}-{index + 1}",
        date=day.date,
        enddate=end,
        event=[event.plover_event],
        mode=list(_modes(event)),
        auxiliary_mode=[auxiliary] if auxiliary else [],
        actor=_actors(answer, event.actor1, event.with1),
        recipient=_actors(answer, event.actor2, event.with2),
        event_loc=_location(event, beside.place("events", index, "place")),
        event_text=[event.summary_en],
        size_info=Size(
            dead=toll(answer, index, article).number,
            injured=toll(answer, index, article, "wounded").number,
        ),
        cite_info=Cited(
            citation=article.source,
            sentences=event.sentences,
            url=article.url,
            title=article.title,
            language=article.language,
            publication=next(iter(outlet(article)), None),
        ),
    )


def _modes(event: Event) -> Iterable[str]:
    category, mode = MODES.get(event.sub_event_type, ("", ""))
    if category == event.plover_event:
        yield "drone" if mode == "aerial" and _DRONE.search(event.summary_en) else mode


def _actors(answer: Answer, first: str | None, others: Iterable[str]) -> list[Actor]:
    known = {actor.id: actor for actor in answer.actors}
    found = []
    for ident in dict.fromkeys([*([first] if first else []), *others]):
        actor = known[ident]
        where = country(actor.country)
        found.append(
            Actor(
                code=where.alpha3 if where else None,
                sector=SECTORS[actor.kind],
                actor_text=actor.name_src,
                identifier_text=actor.name_en,
            )
        )
    return found


def _location(event: Event, where: Mapping[str, Any]) -> Location:
    stated = event.place
    found = country(where.get("country")) or country(stated.country)
    return Location(
        geonameid=where.get("geoname_id"),
        name=where.get("name") or stated.name_en or stated.name_src,
        latitude=where.get("latitude"),
        longitude=where.get("longitude"),
        country_code=found.alpha2 if found else None,
        cc3=found.alpha3 if found else None,
        admin1=where.get("admin1") or stated.admin1,
    )
