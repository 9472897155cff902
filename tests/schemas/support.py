"""Events made by hand: the answer that is valid anywhere, with a part of it changed."""

from __future__ import annotations

from typing import Any

from llmx.fields import Beside
from schemas.events import Answer
from tests.builders import Json, answer, article

SHOWN = article()
BARE = Beside("/answers/events", {}, {}, frozenset())


def events(*changes: Json, actors: list[Json] | None = None) -> Answer:
    """An answer with an event for each of `changes`, which are made to the usual one."""
    value = answer("events", SHOWN)
    usual = value["events"][0]
    value["events"] = [{**usual, "counts": [], "with2": [], **change} for change in changes]
    value["actors"] += [actor(f"a{n}", kind) for n, kind in ((2, "Rebel group"), (3, "Unknown"))]
    value["sources"].append({**value["sources"][0], "id": "s2", "name_en": "Homs Chronicle"})
    value["sources"][1] |= {"type": "ngo", "side": None}
    value["actors"] += actors or []
    return Answer.model_validate(value)


def actor(ident: str, kind: str, **changes: Any) -> Json:
    usual = {"id": ident, "name_en": f"{kind} {ident}", "name_src": None, "kind": kind}
    return {**usual, "country": None, **changes}


def count(what: str, low: float | None, high: float | None, **changes: Any) -> Json:
    usual = {"what": what, "who": "actor2", "item_en": None, "min": low, "max": high}
    return {**usual, "text_src": "n", "claimed_by": [], **changes}


def when(**changes: Any) -> Json:
    usual = {"text_src": None, "start": None, "end": None, "basis": "none", "aggregate": False}
    return {**usual, **changes}
