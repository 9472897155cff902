"""The first difference: of values, of lines, of exports."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.custody.differing import different_export, different_line
from llmx.export.records import JsonArray, JsonLines
from tests.builders import steady

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab/~\u202e", max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab/~", max_size=3), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("expected", "found", "said"),
    [
        ({"a": 1}, {"a": 2}, "f, line 3: /a: expected 1, there is 2"),
        ({"a": [1, 2]}, {"a": [1]}, "f, line 3: /a/1: expected 2, there is nothing"),
        ({"a": 1}, {"a": 1, "b": 2}, "f, line 3: /b: expected nothing, there is 2"),
        ({"a/b": {"~": 1}}, {"a/b": {"~": None}}, "f, line 3: /a~1b/~0: expected 1, there is null"),
        ({"id": "x", "a": 1}, {"id": "x", "a": True}, "article 'x': /a: expected 1, there is true"),
        ([1], {"a": 1}, "f, line 3: /: expected [1], there is {"),
    ],
)
def test_a_pointer_and_both_values(expected: Any, found: Any, said: str) -> None:
    fault = different_line("f", 3, json.dumps(expected), json.dumps(found))
    assert said in str(fault)


def test_lines_that_are_not_there() -> None:
    assert (
        str(different_line("f", 1, "{}", None)) == 'f, line 1: expected "{}", there is nothing more'
    )
    assert "nothing comes to what is there" in str(different_line("f", 1, None, "{}"))
    assert 'there is "{"' in str(different_line("f", 1, "{}", "{"))


def test_the_same_value_in_another_spelling() -> None:
    fault = different_line("f", 1, '{"a":1}', '{"a": 1}')
    assert (fault.path, fault.line) == (None, 1)
    assert "there is" in fault.message


def test_long_texts_are_shown_where_they_differ() -> None:
    one, other = "x" * 500 + "a" + "y" * 500, "x" * 500 + "b" + "y" * 500
    said = different_line("f", 1, json.dumps([one]), json.dumps([other])).message
    assert "xa" in said
    assert "xb" in said
    assert len(said) < 300


@steady
@given(JSON, JSON)
def test_two_values_differ_where_it_says(one: Any, other: Any) -> None:
    texts = json.dumps(one, sort_keys=True), json.dumps(other, sort_keys=True)
    fault = different_line("f", 1, *texts)
    assert (fault.path is None) == (texts[0] == texts[1])
    if fault.path is None:
        return
    for value in (copy.deepcopy(one), copy.deepcopy(other)):
        for step in fault.path.split("/")[1:-1]:  # the way to it is in both
            name = step.replace("~1", "/").replace("~0", "~")
            value = value[int(name)] if isinstance(value, list) else value[name]


@pytest.mark.parametrize("size", [0, 5, (1 << 20) - 1, 1 << 20, (1 << 20) + 1])
def test_an_export_of_any_size(tmp_path: Path, size: int) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"x" * size)
    other.write_bytes(b"x" * size)
    assert different_export(one, other, JsonLines, name="e") is None
    other.write_bytes(b"x" * size + b"y")
    fault = different_export(one, other, JsonLines, name="e")
    assert fault
    assert fault.message == f"not what is derived, from byte {size:,} on"


def test_the_entry_of_an_array(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text('[\n{"a":1},\n{"a":2}\n]\n', encoding="utf-8")
    other.write_text('[\n{"a":1},\n{"a":3}\n]\n', encoding="utf-8")
    fault = different_export(one, other, JsonArray, name="e")
    assert fault
    assert (fault.line, fault.path) == (2, "/a")
