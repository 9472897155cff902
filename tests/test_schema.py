"""The strict form of a schema: what is sent, what is left out, what cannot be sent."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Callable, Iterator
from types import GenericAlias
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, RootModel, create_model

from llmx.errors import TaskError
from llmx.fields import Count, KeyFact, Place, Statement, TranslatedSentence
from llmx.schema import MAX_DEPTH, strict_schema
from tests.builders import BUILT_IN, Json, loaded, steady

ALLOWED = {
    *("type", "properties", "required", "additionalProperties", "items"),
    *("enum", "anyOf", "$ref", "$defs", "description"),
}


class Colour(enum.Enum):
    """SECRET enum docstring."""

    RED = "red"
    BLUE = "blue"


class Inner(BaseModel):
    """SECRET inner docstring."""

    value: str = Field(default="x", min_length=1, max_length=9, pattern="[a-z]+", title="T")


class Names(RootModel[list[str]]):
    """SECRET root model docstring."""


class Outer(BaseModel):
    """SECRET outer docstring."""

    plain: Inner
    told: Inner = Field(description="the one that matters")
    maybe: Inner | None = Field(description="or nothing")
    many: list[Inner] = Field(min_length=1, max_length=3)
    colour: Colour
    told_colour: Colour = Field(description="its colour")
    names: Names
    kind: Literal["one"]
    day: datetime.date
    share: float = Field(ge=0, le=1, multiple_of=0.1)


class Tree(BaseModel):
    label: str
    children: list[Tree] = Field(description="what is under it")


class Forest(BaseModel):
    trees: list[Tree]
    oldest: Tree | None


def _schemas(node: Any) -> Iterator[Json]:
    """Every schema in a schema; the names of properties are none."""
    yield node
    for key in ("properties", "$defs"):
        for child in node.get(key, {}).values():
            yield from _schemas(child)
    if "items" in node:
        yield from _schemas(node["items"])
    for child in node.get("anyOf", []):
        yield from _schemas(child)


def _assert_strict(schema: Json) -> None:
    for node in _schemas(schema):
        assert set(node) <= ALLOWED
        if "$ref" in node:
            assert set(node) == {"$ref"}
            assert node["$ref"].removeprefix("#/$defs/") in schema["$defs"]
        if node.get("type") == "object":
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_built_in_schemas_are_strict(name: str) -> None:
    schema = loaded(name).schema
    _assert_strict(schema)
    assert schema["type"] == "object"


@pytest.mark.parametrize("name", BUILT_IN)
def test_no_docstring_of_a_class_is_sent(name: str) -> None:
    sent = str(loaded(name).schema)
    for block in (Statement, KeyFact, Place, Count, TranslatedSentence):
        assert (block.__doc__ or "?") not in sent


def test_everything_that_only_pydantic_checks_is_left_out() -> None:
    schema = strict_schema(Outer, name="t")
    _assert_strict(schema)
    assert "SECRET" not in str(schema)
    properties = schema["properties"]
    assert properties["plain"] == {"$ref": "#/$defs/Inner"}
    assert properties["kind"] == {"type": "string", "enum": ["one"]}
    assert properties["day"] == {"type": "string"}
    assert properties["share"] == {"type": "number"}
    assert properties["many"] == {"type": "array", "items": {"$ref": "#/$defs/Inner"}}
    assert properties["maybe"] == {
        "description": "or nothing",
        "anyOf": [{"$ref": "#/$defs/Inner"}, {"type": "null"}],
    }


def test_a_description_beside_a_reference_is_inlined_with_it() -> None:
    properties = strict_schema(Outer, name="t")["properties"]
    assert properties["told"] == {
        "type": "object",
        "properties": {"value": {"type": "string"}},
        "required": ["value"],
        "additionalProperties": False,
        "description": "the one that matters",
    }
    assert properties["told_colour"] == {
        "type": "string",
        "enum": ["red", "blue"],
        "description": "its colour",
    }


def test_definitions_that_nothing_refers_to_are_left_out() -> None:
    class Root(BaseModel):
        only: Inner = Field(description="inlined")

    assert "$defs" not in strict_schema(Root, name="t")


def test_recursion_works() -> None:
    for model in (Tree, Forest):
        schema = strict_schema(model, name="t")
        _assert_strict(schema)
        assert schema["$defs"]["Tree"]["properties"]["children"] == {
            "type": "array",
            "items": {"$ref": "#/$defs/Tree"},
            "description": "what is under it",
        }


class Node(BaseModel):
    label: str
    children: list[Annotated[Node, Field(description="one child")]]


class WithDict(BaseModel):
    table: dict[str, int]


class WithBareDict(BaseModel):
    table: dict  # type: ignore[type-arg]


class WithTuple(BaseModel):
    pair: tuple[int, str]


class WithAny(BaseModel):
    thing: Any


class WithAnyList(BaseModel):
    things: list  # type: ignore[type-arg]


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]


class WithUnion(BaseModel):
    pet: Annotated[Cat | Dog, Field(discriminator="kind")]


class WithNothing(BaseModel):
    empty: Empty


class Empty(BaseModel):
    pass


class Nested(BaseModel):
    parts: list[WithDict]


class Unfinished(BaseModel):
    thing: NotDefinedAnywhere  # type: ignore[name-defined]  # noqa: F821


class Callback(BaseModel):
    call: Callable[[int], int]


@pytest.mark.parametrize(
    ("model", "where", "why"),
    [
        (WithDict, "/table", "dictionary"),
        (WithBareDict, "/table", "dictionary"),
        (WithTuple, "/pair", "no strict form"),
        (WithAny, "/thing", "any type"),
        (WithAnyList, "/things[]", "any type"),
        (WithUnion, "/pet", "discriminator"),
        (WithNothing, "Empty", "named fields"),
        (Nested, "WithDict/table", "dictionary"),
        (Names, "", "root must be an object"),
        (Unfinished, "", "not fully defined"),
        (Callback, "", "JsonSchema"),
        (Node, "", "refers to itself"),
    ],
)
def test_what_has_no_strict_form_is_named(model: type[BaseModel], where: str, why: str) -> None:
    with pytest.raises(TaskError) as caught:
        strict_schema(model, name="recalls")
    message = str(caught.value)
    assert "'recalls'" in message
    assert why in message
    assert f" at {where}:" in message if where else " at " not in message.split(":")[0]
    assert "\n" not in message


def _levels(number: int) -> type[BaseModel]:
    model: type[BaseModel] = create_model("Level0", leaf=(str, ...))
    for level in range(1, number):
        model = create_model(f"Level{level}", down=(model, ...))
    return model


def test_a_schema_that_is_too_deep() -> None:
    _assert_strict(strict_schema(_levels(MAX_DEPTH), name="t"))
    with pytest.raises(TaskError, match=f"{MAX_DEPTH + 1} levels deep"):
        strict_schema(_levels(MAX_DEPTH + 1), name="t")


LEAVES: list[Any] = [
    *(str, int, float, bool, datetime.date, Literal["a", "b"], Literal[1], Colour, Inner, Tree),
    *(Statement, Count, Annotated[str, Field(min_length=2)], Annotated[int, Field(gt=3)], set[str]),
]
ANNOTATIONS = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: inner.map(lambda t: GenericAlias(list, (t,))) | inner.map(lambda t: t | None),
    max_leaves=3,
)
DESCRIBED = st.none() | st.text(min_size=1, max_size=5)


@steady
@given(
    st.dictionaries(
        st.from_regex("[a-z]{1,6}_x", fullmatch=True),
        st.tuples(ANNOTATIONS, DESCRIBED, st.booleans()),
        min_size=1,
        max_size=4,
    )
)
def test_any_model_gives_only_what_strict_mode_knows(
    parts: dict[str, tuple[Any, str | None, bool]],
) -> None:
    given_fields: dict[str, Any] = {
        name: (kind, Field(description=told, title="TITLE"))
        if required
        else (kind | None, Field(None, description=told))
        for name, (kind, told, required) in parts.items()
    }
    schema = strict_schema(create_model("Generated", **given_fields), name="t")
    _assert_strict(schema)
    assert schema["required"] == list(parts)
    assert "TITLE" not in str(schema)
    assert "SECRET" not in str(schema)
    for name, (_, told, _) in parts.items():
        assert schema["properties"][name].get("description") == told
