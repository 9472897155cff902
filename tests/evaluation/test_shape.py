"""Shapes: what is read off the blocks of the built-in schemas and of one's own."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from llmx.evaluation.shape import (
    Numbered,
    Slot,
    numbered_in,
    parts_of,
    registers_of,
    root_of,
    shape_of,
    values,
)
from llmx.fields import Block, Cited, Factuality, Number, Prose, Verbatim
from tests.builders import loaded


class Stock(Cited):
    note: Prose
    kind: Literal["sold", "none"]
    told: Factuality
    least: Number | None
    done: bool
    names: list[Verbatim]
    spelled_: str = Field(alias="spelled")


class Inner(Block):
    colour: Literal["red", "blue"] | None


class Answer(Block):
    stocks: list[Stock]
    one: Stock | None
    inner: list[Inner]


def _kinds(model: Any) -> dict[str, str]:
    return {slot.name: slot.kind for slot in shape_of(model).slots}


def test_the_slots_of_an_event() -> None:
    answer = loaded("events").answer
    (event,) = parts_of(answer).values()
    assert _kinds(event) == {
        "sentences": "cites",
        "sub_event_type": "choice",
        "plover_event": "choice",
        "factuality": "choice",
        "status": "choice",
        **dict.fromkeys(("actor1", "actor2", "with1", "with2"), "refers"),
        "place": "place",
        "when": "when",
        "counts": "count",
        "territory": "choice",
        "civilian_targeting": "flag",
        "claimed_by": "refers",
        "attribution": "choice",
    }
    shape = shape_of(event)
    assert (shape.type and shape.type.name) == "sub_event_type"
    assert (shape.factuality and shape.factuality.name) == "factuality"
    assert registers_of(answer) == {"actors": "actor", "sources": "source"}
    assert root_of(answer).slots == ()
    assert [s.name for s in shape.slots if s.kind == "refers" and s.single] == ["actor1", "actor2"]


def test_the_parts_of_the_other_tasks() -> None:
    brief, translate = loaded("brief").answer, loaded("translate").answer
    assert list(parts_of(brief)) == [
        *("headline", "summary", "key_facts", "other_theatres", "uncertainties")
    ]
    assert _kinds(parts_of(brief)["key_facts"]) == {"sentences": "cites", "attributed_to": "name"}
    assert "outlet_stance.leans_toward" in {slot.name for slot in root_of(brief).slots}
    assert parts_of(translate) == {}
    assert numbered_in(translate) == Numbered("sentences", "n", "en")
    assert numbered_in(brief) is None


def test_a_schema_of_ones_own() -> None:
    assert list(parts_of(Answer)) == ["stocks", "one"]
    assert _kinds(Stock) == {
        "sentences": "cites",
        "kind": "choice",
        "told": "choice",
        "least": "plain",
        "done": "flag",
        "names": "surface",
        "spelled": "name",
    }
    shape = shape_of(Stock)
    assert (shape.type and shape.type.name) == "kind"
    assert (shape.factuality and shape.factuality.name) == "told"
    assert [slot.name for slot in root_of(Answer).slots] == ["inner.colour"]


def test_what_is_left_out_is_not_what_says_nothing() -> None:
    item = {"a": None, "b": ["x", None], "c": "none", "d": [{"e": 1}, {"e": 2}], "f": False}
    assert values(item, Slot(("z",), "plain")) is None
    assert values(item, Slot(("a",), "plain")) == []
    assert values(item, Slot(("b",), "surface")) == ["x"]
    assert values(item, Slot(("c",), "choice")) == []
    assert values(item, Slot(("d", "e"), "plain")) == [1, 2]
    assert values(item, Slot(("f",), "flag")) == []
    assert values({"w": {"start": None, "text_src": None}}, Slot(("w",), "when")) == []
    assert values({"p": {"name_en": None}}, Slot(("p",), "place")) == []
