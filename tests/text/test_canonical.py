"""Canonical JSON: one spelling, one digest."""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.text.canonical import canonical, digest
from tests.builders import steady

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    # surrogates stand in texts that come out of JSON escapes
    | st.text(st.characters(codec=None), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@steady
@given(VALUES)
def test_it_is_json_for_the_same_value(value: Any) -> None:
    assert json.loads(canonical(value)) == value


@steady
@given(st.dictionaries(st.text(max_size=5), st.integers(), max_size=6))
def test_the_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    turned = dict(reversed(list(value.items())))
    assert canonical(turned) == canonical(value)
    assert digest(turned) == digest(value)


def test_no_white_space_and_no_escapes() -> None:
    assert canonical({"b": [1, None], "a": "خبر 🗞"}) == '{"a":"خبر 🗞","b":[1,null]}'


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_json_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"n": number})


def test_the_digest_is_the_hash_of_the_utf_8_bytes() -> None:
    assert digest("خبر") == hashlib.sha256('"خبر"'.encode()).hexdigest()
    assert digest("\ud800") != digest("\ufffd")
