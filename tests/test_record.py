"""The record: its form, its determinism, its seal."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Iterator
from typing import Any

import pytest

from llmx import record
from llmx.record import line, seal
from llmx.record_schema import Record, json_schema
from tests.builders import BUILT_IN, Json, article, sealed


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        if isinstance(item, dict | list) and item:
            yield from _leaves(item, (*path, key))
        else:
            yield (*path, key)


def _changed(value: Json, path: tuple[Any, ...]) -> Json:
    other = copy.deepcopy(value)
    node: Any = other
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = "changed"
    return other


def test_a_record_fits_its_own_schema() -> None:
    value = sealed(article(boilerplate="حقوق النشر", meta={"desk": "mena"}))
    Record.model_validate(value)
    assert list(value) == [
        "schema",
        "article",
        "answers",
        "derived",
        "findings",
        "provenance",
        "seal",
    ]
    assert set(value["answers"]) == set(BUILT_IN) == set(value["provenance"])


def test_the_same_inputs_give_the_same_bytes() -> None:
    assert line(sealed(article())) == line(sealed(article()))


def test_the_seal_changes_with_any_change() -> None:
    value = sealed(article(boilerplate="x"))
    assert seal(value) == value["seal"]
    paths = [path for path in _leaves(value) if path != ("seal",)]
    assert len(paths) > 80
    seals = {seal(_changed(value, path)) for path in paths}
    assert len(seals) == len(paths)
    assert value["seal"] not in seals


def test_the_seal_does_not_depend_on_the_order_of_keys() -> None:
    value = sealed(article())
    assert seal(dict(reversed(list(value.items())))) == value["seal"]


def test_a_line_is_one_line_of_readable_json() -> None:
    value = sealed(article(("سطر\u2028أول", "two\nthree"), titled=False))
    text = line(value)
    assert "\n" not in text
    assert "سطر" in text
    assert json.loads(text) == value


@pytest.mark.parametrize(
    "end", ["\x85", "\u2028", "\u2029", "\v", "\f", "\x1c", "\x1d", "\x1e", "\r"]
)
def test_nothing_in_a_line_ends_it_for_any_reader(end: str) -> None:
    value = sealed(article((f"سطر{end}أول", "two"), titled=False, meta={f"k{end}": end}))
    text = line(value)
    assert text.splitlines() == [text]
    assert json.loads(text) == value
    assert f'"k\\u{ord(end):04x}"' in text or end in "\f\r"


def test_a_lone_surrogate_survives_the_file() -> None:
    value = sealed(article(("a\ud83d", "b"), meta={"k": "\udfff"}))
    back = json.loads(line(value).encode("utf-8"))
    assert back == value
    assert seal(back) == value["seal"]


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        line({"n": math.nan})


def test_the_published_schema_is_that_of_the_record() -> None:
    schema = json_schema()
    assert schema["$id"] == record.SCHEMA == "llmx.record/1"
    assert set(schema["required"]) == set(sealed(article()))
    assert schema["additionalProperties"] is False
    assert "schema" in schema["properties"]
    assert "schema" in schema["$defs"]["ProvenanceEntry"]["properties"]
    json.dumps(schema)
