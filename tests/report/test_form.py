"""Forms: each kind of field is told from its type and its markers."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

import pytest
from pydantic import Field

from llmx.fields import (
    Actor,
    ActorId,
    Block,
    Cited,
    Count,
    IsoDate,
    Names,
    Number,
    Place,
    Prose,
    Verbatim,
    When,
)
from llmx.report.form import Forms, chosen, label

Json = dict[str, Any]


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Inner(Block):
    again: list[Inner]


class Everything(Cited):
    prose: Prose = Field(description="what it says")
    maybe: Prose | None
    quote: Verbatim
    quotes: list[Verbatim]
    who: ActorId | None
    all_of_them: list[ActorId]
    claimant_en: str | None
    few: Literal["yes", "no"]
    kind: Literal["a", "b", "c"]
    colour: Colour
    flag: bool
    number: Number | None
    whole: int
    day: IsoDate | None
    place: Place
    counts: list[Count]
    inner: Inner
    free: dict[str, int]
    either: int | str


def _fields(block: type[Block]) -> dict[str, Json]:
    forms = Forms()
    name = forms.of(block)
    return {field["name"]: field for field in forms.as_json()[name]["fields"]}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("sentences", {"kind": "cites"}),
        ("prose", {"kind": "prose", "help": "what it says"}),
        ("maybe", {"kind": "prose", "null": True}),
        ("quote", {"kind": "quote"}),
        ("quotes", {"kind": "list", "of": {"kind": "quote"}}),
        ("who", {"kind": "refers", "register": "actor", "null": True}),
        ("all_of_them", {"kind": "list", "of": {"kind": "refers", "register": "actor"}}),
        ("claimant_en", {"kind": "text", "null": True, "label": "Claimant"}),
        ("few", {"kind": "choice", "options": ["yes", "no"]}),
        ("colour", {"kind": "choice", "options": ["red", "blue"]}),
        ("flag", {"kind": "flag"}),
        ("number", {"kind": "number", "null": True}),
        ("whole", {"kind": "number", "whole": True}),
        ("day", {"kind": "date", "null": True}),
        ("place", {"kind": "block", "form": "Place"}),
        ("counts", {"kind": "list", "of": {"kind": "block", "form": "Count"}}),
        ("free", {"kind": "json"}),
        ("either", {"kind": "json"}),
    ],
)
def test_a_field_is_told_by_its_type(name: str, wanted: Json) -> None:
    found = _fields(Everything)[name]
    assert {key: found.get(key) for key in wanted} == wanted


def test_a_block_may_hold_itself() -> None:
    forms = Forms()
    assert forms.of(Inner) == "Inner"
    (again,) = forms.as_json()["Inner"]["fields"]
    assert again["of"] == {"kind": "block", "form": "Inner"}


def test_blocks_of_one_name_are_two() -> None:
    class Twice(Block):
        a: str

    other = type(
        "Twice", (Block,), {"__annotations__": {"b": str}, "__qualname__": Twice.__qualname__}
    )
    forms = Forms()
    assert len({forms.of(Twice), forms.of(other)}) == 2
    assert forms.of(Twice) == Twice.__qualname__


def test_known_blocks_say_what_they_are_shown_as() -> None:
    forms = Forms()
    names = [forms.of(block) for block in (Place, When, Actor, Count, Inner)]
    assert [forms.as_json()[name]["shows"] for name in names] == [
        "Place",
        "When",
        "Actor",
        "Count",
        None,
    ]


def test_names_are_marked() -> None:
    from llmx.fields import KeyFact

    assert any(isinstance(m, Names) for m in KeyFact.model_fields["attributed_to"].metadata)
    assert _fields(KeyFact)["attributed_to"] | {"help": ""} == {
        "name": "attributed_to",
        "label": "Attributed to",
        "help": "",
        "kind": "name",
        "null": True,
    }


def test_the_first_choice_of_three_says_what_kind() -> None:
    assert chosen(Everything) == "kind"
    assert chosen(Inner) is None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("actor1", "Actor 1"),
        ("summary_en", "Summary"),
        ("text_src", "Text as printed"),
        ("a_b", "A b"),
    ],
)
def test_labels(name: str, said: str) -> None:
    assert label(name) == said
