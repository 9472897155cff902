"""The YAML header of a Markdown file."""

from __future__ import annotations

import pytest

from llmx.errors import InputError
from llmx.reading.header import split_header


@pytest.mark.parametrize(
    ("text", "values", "body"),
    [
        ("---\ntitle: Rain\npublished: 2019-03-01\n---\nx", {"title": "Rain"}, "\nx"),
        ("---\r\ntitle: Rain\r\n---\r\nx", {"title": "Rain"}, "\r\nx"),
        ("---\ntitle: Rain\nid: 007\n...\nx", {"title": "Rain", "id": "007"}, "\nx"),
        ("---\ntags: [a, 1]\n---", {"tags": ["a", "1"]}, ""),
        ("---\n---\nx", {}, "\nx"),
        ("Rain\n---\nx", {}, "Rain\n---\nx"),
        ("", {}, ""),
    ],
)
def test_split_header(text: str, values: dict[str, object], body: str) -> None:
    found, end = split_header(text)
    assert found.items() >= values.items()
    assert text[end:] == body


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("---\ntitle: Rain\n", "no end"),
        ("---\ntitle: 'Rain\n---\nx", "not YAML"),
        ("---\n- a\n---\nx", "names and values"),
        ("---\njust words\n---\nx", "names and values"),
        ("---\na: &a [x]\nb: *a\n---\nx", "aliases"),
        ("---\na: " + "[" * 5000 + "\n---\nx", "too deeply"),
        ("---\n" + "- " * 5000 + "\n---\nx", "too deeply"),
        ("---\na: \x01\n---\nx", "not YAML"),
        ("---\n{a: b}: c\n---\nx", "not YAML"),
    ],
)
def test_a_malformed_header_is_a_bad_row(text: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        split_header(text)
    assert caught.value.reason == "bad_row"
    assert "\n" not in str(caught.value)
