"""Small records of invented events for the tests of incidents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from llmx import task
from llmx.article import id_of, text_hash
from llmx.incidents import reading
from llmx.incidents.report import Report
from llmx.record import seal
from llmx.task import Task

Json = dict[str, Any]

ARMY = ("a1", "Karami army", "State forces", "Karam")
FRONT = ("a2", "Dawn Front", "Rebel group", None)
CIVILIANS = ("a3", "residents", "Civilians", None)
SPOKESMAN = ("s1", "an army spokesman", "military", "a1")
WITNESSES = ("s2", "residents of the town", "unnamed", None)


@cache
def find(name: str) -> Task | None:
    """A built-in task, None for any other name."""
    return task.load(name) if name in task.available() else None


def event(
    summary: str = "An air strike on a market in Nakhla killed 14 people.",
    *,
    kind: str = "Air/drone strike",
    place: str | None = "Nakhla",
    day: str | None = "2019-03-10",
    counts: Sequence[Json] = (),
    **changes: Any,
) -> Json:
    """An event of the built-in schema; `changes` may hold parts of `place` and `when`, too."""
    spot: Json = {
        "name_en": place,
        "name_src": None,
        "kind": "town_or_village" if place else "unknown",
        "admin1": None,
        "country": "Karam",
        "other_places_src": [],
    }
    when: Json = {
        "text_src": None,
        "start": day,
        "end": None,
        "basis": "explicit" if day else "none",
        "aggregate": False,
    }
    for part in (spot, when):
        part |= {name: changes.pop(f"in_{name}") for name in list(part) if f"in_{name}" in changes}
    return {
        "sentences": [1],
        "summary_en": summary,
        "sub_event_type": kind,
        "plover_event": "ASSAULT",
        "factuality": "claimed",
        "status": "completed",
        "actor1": "a1",
        "actor2": "a3",
        "with1": [],
        "with2": [],
        "place": spot,
        "when": when,
        "counts": list(counts),
        "territory": "none",
        "civilian_targeting": False,
        "claimed_by": ["s1"],
        "attribution": "reported",
    } | changes


def count(what: str, low: float | None, high: float | None = -1, **changes: Any) -> Json:
    """A count; one number where no second is given, None for an open bound."""
    high = low if high == -1 else high
    return {
        "what": what,
        "who": None,
        "item_en": None,
        "min": low,
        "max": high,
        "text_src": str(low),
        "claimed_by": [],
    } | changes


def record(ident: str, *events: Json, outlet: str = "Outlet", **changes: Any) -> Json:
    """A sealed record of an article with these events; `changes` are of the article."""
    sentences = changes.pop("sentences", [f"{ident} says one.", f"{ident} says two."])
    derived = changes.pop("derived", {})
    text, spans = "", []
    for n, sentence in enumerate(sentences, 1):
        start = len(text) + (n > 1)
        text += (" " if n > 1 else "") + sentence
        span = {"n": n, "start": start, "end": len(text), "text": sentence}
        spans.append(span | {"title": False, "boilerplate": False})
    article = {
        "id": ident or id_of(text),
        "source": f"{ident}.txt",
        "sha256": text_hash(text),
        "text_sha256": text_hash(text),
        "encoding": "utf-8",
        "language": "ar",
        "title": None,
        "published": "2019-03-11",
        "url": None,
        "meta": {"outlet": outlet},
        "text": text,
        "sentences": spans,
    }
    value: Json = {
        "schema": "llmx.record/1",
        "article": article | changes,
        "answers": {"events": answer(*events)},
        "derived": {"dates": [], "places": [], "gazetteer": None} | derived,
        "findings": [],
        "provenance": {},
    }
    return sealed(value)


def answer(*events: Json) -> Json:
    """The answer of `events`, with all parties and sources in its registers."""
    return {
        "actors": [
            {"id": i, "name_en": name, "name_src": None, "kind": kind, "country": country}
            for i, name, kind, country in (ARMY, FRONT, CIVILIANS)
        ],
        "sources": [
            {"id": i, "name_en": name, "name_src": None, "type": kind, "side": side}
            for i, name, kind, side in (SPOKESMAN, WITNESSES)
        ],
        "events": list(events),
    }


def sealed(value: Mapping[str, Any]) -> Json:
    return {**value, "seal": seal(value)}


def told(*records: Json) -> list[Report]:
    """The reports of records, sorted as a run sorts them."""
    found = [report for value in records for report in reading.reports(value, find)]
    return sorted(found, key=lambda report: report.key)


def pair(one: Json, other: Json, **articles: Any) -> tuple[Report, Report]:
    """Two events as two articles tell them; `articles` are changes of both."""
    first, second = told(record("a", one, **articles), record("b", other, **articles))
    return first, second
