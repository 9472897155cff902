"""Data in a page: nothing in it ends its element, starts another or turns the text around."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.report.embedding import embedded, script
from tests.builders import steady

_ACTS = [
    "</script>",
    "<!--",
    "<script",
    "]]>",
    "&lt;",
    "\u2028",
    "\u2029",
    "\u202e",
    "\u2066",
    "\ud800",
]


@pytest.mark.parametrize("text", _ACTS)
def test_what_acts_is_escaped(text: str) -> None:
    made = script("x", {text: [text]})
    inner = made.removeprefix('<script type="application/json" id="x">')
    inner = inner.removesuffix("</script>\n")
    assert len(made) - len(inner) == len('<script type="application/json" id="x"></script>\n')
    assert not set("<>&\u2028\u2029\u202e\u2066\ud800") & set(inner)
    assert json.loads(inner) == {text: [text]}


@steady
@given(st.text(st.characters(codec=None)))
def test_any_text_comes_back(text: str) -> None:
    made = embedded([text])
    assert json.loads(made) == [text]
    made.encode("utf-8")
    assert "<" not in made


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        embedded(float("nan"))
