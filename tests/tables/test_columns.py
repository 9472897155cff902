"""Columns of a model: kinds, names, nested blocks, lists, and what the record derives."""

from __future__ import annotations

import datetime
from enum import Enum, IntEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from llmx import fields
from llmx.row import Beside
from llmx.tables.columns import Column, cells, lists

BARE = Beside("", {}, {}, frozenset())


class Colour(Enum):
    RED = "red"


class Level(IntEnum):
    LOW = 1


class Plain(BaseModel):
    text: str
    maybe: str | None
    count: int
    share: float | None
    either: fields.Number | None
    flag: bool
    day: fields.IsoDate | None
    date: datetime.date
    at: datetime.datetime
    kind: Literal["a", "b"]
    grade: Literal[1, 2]
    colour: Colour
    level: Level
    mixed: Literal["a", 1] | None
    anything: Any
    by_name: dict[str, int]


def columns(model: type[BaseModel]) -> dict[str, Column]:
    return {cell.column.name: cell.column for cell in cells(model)}


def row(value: BaseModel, beside: Beside = BARE, pointer: str = "") -> dict[str, Any]:
    values = value.model_dump(mode="json", by_alias=True)
    return {c.column.name: c.read(values, pointer, beside) for c in cells(type(value))}


def test_each_kind_of_value() -> None:
    found = {name: column.kind for name, column in columns(Plain).items()}
    assert found == {
        **{"text": "text", "maybe": "text", "count": "integer", "share": "number"},
        **{"either": "number", "flag": "truth", "day": "date", "date": "date", "at": "text"},
        **{"kind": "text", "grade": "integer", "colour": "text", "level": "integer"},
        **{"mixed": "json", "anything": "json", "by_name": "json"},
    }
    assert not any(column.many for column in columns(Plain).values())


class Named(fields.Block):
    name: str
    parts: list[str]


class Held(fields.Cited):
    title: str
    of: Named
    perhaps: Named | None
    days: list[fields.IsoDate]
    pages: list[int | None]
    things: list[Named]
    many: list[list[str]]
    other: Annotated[str, Field(alias="other-name")]
    by: fields.ActorId | None


def test_blocks_are_spread_and_lists_are_columns_of_many() -> None:
    found = columns(Held)
    assert [*found] == [
        *("sentences", "title", "of_name", "of_parts", "perhaps_name", "perhaps_parts"),
        *("days", "pages", "things", "many", "other-name", "by"),
    ]
    assert found["sentences"] == Column("sentences", "integer", many=True, cites=True)
    assert found["of_parts"] == Column("of_parts", "text", many=True)
    assert (found["days"].kind, found["days"].many) == ("date", True)
    assert found["things"].of == (Column("name", "text"), Column("parts", "text", many=True))
    assert (found["many"].kind, found["many"].many) == ("json", False)
    assert (found["by"].refers, found["other-name"].kind) == ("actor", "text")
    assert [(listed.keys, listed.model) for listed in lists(Held)] == [(("things",), Named)]


def test_values_are_read_where_the_columns_say() -> None:
    held = Held.model_validate(
        {
            "sentences": [1, 2],
            "title": "a\0b\ud800",
            "of": {"name": "n", "parts": ["x", "y"]},
            "perhaps": None,
            "days": ["2018-03-12"],
            "pages": [1, None],
            "things": [{"name": "t", "parts": []}],
            "many": [["a"], []],
            "other-name": "o",
            "by": None,
        }
    )
    assert row(held) == {
        "sentences": [1, 2],
        "title": "a\ufffdb\ufffd",
        "of_name": "n",
        "of_parts": ["x", "y"],
        "perhaps_name": None,
        "perhaps_parts": None,
        "days": ["2018-03-12"],
        "pages": [1, None],
        "things": [{"name": "t", "parts": []}],
        "many": '[["a"],[]]',
        "other-name": "o",
        "by": None,
    }


class Node(BaseModel):
    name: str
    next: Node | None
    all: list[Node]


def test_a_class_that_holds_itself_is_json() -> None:
    found = columns(Node)
    assert [(c.name, c.kind) for c in found.values()] == [
        ("name", "text"),
        ("next", "json"),
        ("all", "json"),
    ]
    assert lists(Node) == ()


class Clash(BaseModel):
    of_name: str
    OF_NAME: str
    of: Named
    record: int


def test_names_are_unlike_each_other_whatever_their_case() -> None:
    names = [cell.column.name for cell in cells(Clash, reserved=("record",))]
    assert names == ["of_name", "OF_NAME_2", "of_name_3", "of_parts", "record_2"]


class Happened(BaseModel):
    where: fields.Place
    also: list[fields.Place]
    when: fields.When | None


def _place(name: str) -> dict[str, Any]:
    return {
        "name_en": name,
        "name_src": None,
        "kind": "town_or_village",
        "admin1": None,
        "country": None,
        "other_places_src": [],
    }


def test_places_and_times_have_what_is_derived_of_them() -> None:
    happened = Happened.model_validate(
        {"where": _place("A"), "also": [_place("B"), _place("C")], "when": None}
    )
    located = {"name": "Aa", "latitude": 1.5, "longitude": 2.5, "geo_precision": 1}
    more = {"country": "SY", "geoname_id": 7}
    places = {
        "/answers/x/0/where": {**located, **more},
        "/answers/x/0/also/1": {**located, **more, "name": "Cc"},
    }
    dates = {"/answers/x/0/when": {"start": "2018-03-12", "end": "2018-03-13"}}
    beside = Beside("/answers/x", places, dates, frozenset())
    found = row(happened, beside, "/answers/x/0")
    assert {name: found[f"where_{name}"] for name in ("located", "latitude", "longitude")} == {
        "located": "Aa",
        "latitude": 1.5,
        "longitude": 2.5,
    }
    assert (found["where_country_code"], found["where_geoname_id"]) == ("SY", 7)
    assert [one["located"] for one in found["also"]] == [None, "Cc"]
    assert (found["when_derived_start"], found["when_derived_end"]) == ("2018-03-12", "2018-03-13")
    assert columns(Happened)["when_derived_start"].kind == "date"
    assert found["when_text_src"] is None


@pytest.mark.parametrize("number", [2**63, -(2**70)])
def test_a_number_beyond_64_bits_is_at_the_end_of_them(number: int) -> None:
    class Large(BaseModel):
        n: int

    (found,) = row(Large(n=number)).values()
    assert abs(found) == 2**63 - 1
    assert (found > 0) == (number > 0)
