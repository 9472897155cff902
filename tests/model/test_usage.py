"""Tokens and money: what is added up, what stays unknown, and that unknown is never nothing."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.model.usage import Usage, estimate, estimate_tokens, of_completion, price_usd
from tests.builders import article, loaded, steady

Json = dict[str, Any]

_counts = st.integers(min_value=0, max_value=10**9)
_usages = st.builds(Usage, _counts, _counts, _counts, _counts, _counts, st.booleans())


# Sums


def test_usages_add_up_field_by_field() -> None:
    total = Usage(1, 2, 3, 4, 5) + Usage(10, 20, 30, 40, 50, estimated=True)
    assert total == Usage(11, 22, 33, 44, 55, estimated=True)


@steady
@given(st.lists(_usages, max_size=5))
def test_the_order_of_a_sum_does_not_matter(usages: list[Usage]) -> None:
    assert sum(usages, Usage()) == sum(reversed(usages), Usage())


# What a completion says


@pytest.mark.parametrize(
    ("said", "usage"),
    [
        ({"prompt_tokens": 7, "completion_tokens": 3}, Usage(7, 3)),
        (
            {
                "prompt_tokens": 7,
                "completion_tokens": 3,
                "prompt_tokens_details": {"cached_tokens": 5},
            },
            Usage(7, 3, 5),
        ),
        ({"prompt_tokens": 7, "completion_tokens": 3, "prompt_tokens_details": None}, Usage(7, 3)),
        ({"prompt_tokens": 7, "completion_tokens": 3, "prompt_tokens_details": {}}, Usage(7, 3)),
        ({"prompt_tokens": 7, "completion_tokens": None}, Usage(7, 0)),
        ({"prompt_tokens": "7", "completion_tokens": -3}, Usage(0, 0)),
        (
            {"prompt_tokens": 7, "completion_tokens": 3, "estimated": True},
            Usage(7, 3, estimated=True),
        ),
        (None, Usage(unknown=1)),
        ({}, Usage(unknown=1)),
    ],
)
def test_the_tokens_of_one_attempt(said: Json | None, usage: Usage) -> None:
    assert of_completion(said) == usage


def test_the_usage_of_a_record() -> None:
    assert Usage(7, 3, 5, attempts=2).as_json() == {"input_tokens": 7, "output_tokens": 3}
    assert Usage(7, 3, estimated=True).as_json() == {
        "input_tokens": 7,
        "output_tokens": 3,
        "estimated": True,
    }


def test_what_nobody_counted_is_none_and_not_zero() -> None:
    assert Usage(attempts=1, unknown=1).as_json() is None
    assert (Usage(7, 3) + Usage(unknown=1)).as_json() == {"input_tokens": 7, "output_tokens": 3}


# Estimates

ARABIC = "قال مصدر عسكري إن الجيش سيطر على بلدة النخيل يوم الأحد، وفق ما نقلته الوكالة. " * 20
PERSIAN = "نیروهای دولتی می‌گویند روستا را باز پس گرفته‌اند و درگیری ادامه دارد. " * 20
ENGLISH = "A military source said that the army had taken the town of al-Nakhil on Sunday. " * 20


@pytest.mark.parametrize(
    ("text", "rate", "tolerance"),
    [(ENGLISH, 4.24, 0.03), (ARABIC, 3.02, 0.1), (PERSIAN, 3.07, 0.1), ("汉" * 300, 3.0, 0.05)],
)
def test_an_estimate_goes_by_script(text: str, rate: float, tolerance: float) -> None:
    assert estimate_tokens(text) == pytest.approx(len(text) / rate, rel=tolerance)


def test_an_estimate_of_mixed_text_lies_between() -> None:
    total = estimate_tokens(ENGLISH + ARABIC)
    assert total == pytest.approx(estimate_tokens(ENGLISH) + estimate_tokens(ARABIC), abs=2)


@steady
@given(st.text(min_size=1, max_size=200), st.text(max_size=50))
def test_an_estimate_is_positive_and_grows_with_the_text(text: str, more: str) -> None:
    assert 1 <= estimate_tokens(text) <= estimate_tokens(text + more)
    assert estimate_tokens(text) <= len(text) + 1


# Prices


def test_a_known_model_has_its_list_price() -> None:
    assert price_usd("gpt-4o-mini", Usage(1_000_000, 0)) == pytest.approx(0.15)
    assert price_usd("gpt-4o-mini", Usage(0, 1_000_000)) == pytest.approx(0.60)


def test_cached_tokens_cost_less() -> None:
    plain = price_usd("gpt-4o-mini", Usage(1_000_000, 1000))
    cached = price_usd("gpt-4o-mini", Usage(1_000_000, 1000, cached_tokens=900_000))
    assert plain is not None
    assert cached is not None
    assert 0 < cached < plain


@pytest.mark.parametrize("model", ["no-such-model", "org/local-7b", "", "m"])
def test_an_unknown_model_has_no_price_rather_than_none_to_pay(model: str) -> None:
    assert price_usd(model, Usage(1000, 1000, attempts=1)) is None


def test_attempts_that_nobody_counted_have_no_price() -> None:
    assert price_usd("gpt-4o-mini", Usage(attempts=2, unknown=2)) is None


def test_more_cached_than_sent_does_not_break_the_price() -> None:
    price = price_usd("gpt-4o-mini", Usage(10, 10, cached_tokens=100))
    assert price is None or (price > 0 and math.isfinite(price))


def test_no_request_costs_nothing() -> None:
    assert price_usd("gpt-4o-mini", Usage()) == 0.0


def test_the_estimate_of_a_request_has_all_that_is_sent_and_the_answer() -> None:
    short, long = (
        loaded("translate").request(article(["قال مصدر عسكري إن الجيش سيطر."] * n), model="m")
        for n in (4, 40)
    )
    assert estimate(short).tokens > estimate_tokens(short.system) + estimate_tokens(short.user)
    more = estimate_tokens(long.user) - estimate_tokens(short.user)
    assert estimate(long).tokens - estimate(short).tokens == pytest.approx(36 * 52 + more, abs=60)
