"""Pricing: prices given or listed, and a budget that is not passed, whatever is under way."""

from __future__ import annotations

import asyncio
import copy
import random
from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.errors import BudgetError, ProviderUnavailable, UsageError
from llmx.model.pricing import Budget, Price, Pricing
from llmx.model.usage import Usage
from tests.builders import steady

MILLION = 1_000_000
EVEN = Pricing("any", Price(1.0, 1.0, 1.0))  # a dollar for a million tokens, whatever they are
DOLLAR = Usage(MILLION, 0, attempts=1)


# --- prices --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("0.10/0.40", Price(0.1, 0.4, 0.1)),
        ("1/4/0.5", Price(1, 4, 0.5)),
        (" 0 / 0 ", Price(0, 0, 0)),
    ],
)
def test_a_price_is_read(text: str, price: Price) -> None:
    assert Price.parse(text) == price


@pytest.mark.parametrize("text", ["", "1", "1/", "a/b", "-1/2", "nan/1", "inf/1", "1/2/3/4"])
def test_what_is_no_price_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no price"):
        Price.parse(text)


def test_tokens_that_were_kept_cost_what_they_cost() -> None:
    price = Price(1.0, 4.0, 0.5)
    assert price.cost(Usage(MILLION, MILLION, MILLION // 2)) == pytest.approx(0.5 + 0.25 + 4)
    assert price.cost(Usage(10, 0, cached_tokens=100)) == pytest.approx(5e-6)


def test_a_given_price_goes_before_the_list() -> None:
    usage = Usage(MILLION, 0, attempts=1)
    assert Pricing("gpt-4o-mini").cost(usage) == pytest.approx(0.15)
    assert Pricing("gpt-4o-mini", Price(1, 1, 1)).cost(usage) == pytest.approx(1.0)


def test_unknown_is_never_nothing() -> None:
    assert Pricing("no-such").cost(DOLLAR) is None
    assert not Pricing("no-such").known
    assert EVEN.cost(Usage(attempts=1, unknown=1)) is None
    assert Pricing("no-such").cost(Usage()) == 0.0  # nothing was asked, nothing is owed
    assert EVEN.known


# --- the budget ----------------------------------------------------------------------------------


def test_what_is_under_way_counts() -> None:
    budget = Budget(3.0, EVEN)
    with ExitStack() as under_way:
        for _ in range(2):
            under_way.enter_context(budget.aside(DOLLAR))
        with pytest.raises(BudgetError, match=r"\$0\.0000 of \$3 spent"), budget.aside(DOLLAR):
            pytest.fail("let through")
    with budget.aside(DOLLAR):  # the two took nothing, so there is room again
        pass


def test_what_a_request_took_is_spent() -> None:
    budget = Budget(10.0, EVEN)
    with budget.aside(DOLLAR) as aside:
        aside.took = Usage(2 * MILLION, MILLION, attempts=1)
    assert budget.spent == pytest.approx(3.0)


def test_a_failure_is_paid_for_too() -> None:
    budget = Budget(10.0, EVEN)
    failure = ProviderUnavailable("broke")
    failure.spent = Usage(MILLION, 0, attempts=3, unknown=2)
    with pytest.raises(ProviderUnavailable), budget.aside(DOLLAR):
        raise failure
    assert budget.spent == pytest.approx(1.0 + 2.0)  # who did not say is taken at the estimate


def test_a_cancelled_request_may_have_been_billed() -> None:
    budget = Budget(10.0, EVEN)
    cancelled = asyncio.CancelledError()
    cancelled.spent = Usage(attempts=1, unknown=1)  # type: ignore[attr-defined]
    with pytest.raises(asyncio.CancelledError), budget.aside(DOLLAR):
        raise cancelled
    assert budget.spent == pytest.approx(1.0)
    with pytest.raises(asyncio.CancelledError), budget.aside(DOLLAR):
        raise asyncio.CancelledError  # before anything was sent
    assert budget.spent == pytest.approx(1.0)


def test_what_is_reached_is_said_with_what_ended_since() -> None:
    budget = Budget(2.5, EVEN)
    with budget.aside(DOLLAR) as aside:
        with pytest.raises(BudgetError) as raised, budget.aside(DOLLAR), budget.aside(DOLLAR):
            pytest.fail("let through")
        aside.took = DOLLAR
    assert "$1.0000 of $2.5 spent" in str(raised.value)
    assert "$1.0000 of $2.5 spent" in str(copy.copy(raised.value))


def test_earlier_runs_count() -> None:
    budget = Budget(3.0, EVEN, before=2.5)
    with pytest.raises(BudgetError, match=r"\$2\.5000 of it by earlier runs"), budget.aside(DOLLAR):
        pytest.fail("let through")


@pytest.mark.parametrize("ratio", [0.6, 1.0, 3.0])
def test_estimates_are_held_to_what_answers_cost(ratio: float) -> None:
    budget = Budget(100.0, EVEN)
    done = 0
    while budget.spent + 2 * ratio + 1 < 100:
        with budget.aside(DOLLAR) as aside:
            aside.took = Usage(round(ratio * MILLION), 0, attempts=1)
        done += 1
    assert budget.spent <= 100
    assert done >= 0.9 * 100 / ratio  # little of it is left unused


def test_tries_that_cost_nothing_make_no_request_look_cheap() -> None:
    budget = Budget(100.0, EVEN)
    for _ in range(50):
        with budget.aside(DOLLAR) as aside:
            aside.took = Usage(MILLION, 0, attempts=4)  # three of them were over the rate limit
    with ExitStack() as under_way:
        for _ in range(47):  # 50 dollars are left, and each is taken to cost 1.05
            under_way.enter_context(budget.aside(DOLLAR))
        with pytest.raises(BudgetError):
            under_way.enter_context(budget.aside(DOLLAR))


@steady
@given(
    st.integers(0, 2**32),
    st.floats(0.3, 1.2),
    st.integers(1, 30),
    st.floats(5, 200),
)
def test_a_limit_is_kept_where_answers_are_about_as_long_as_expected(
    seed: int, ratio: float, jobs: int, limit: float
) -> None:
    chance = random.Random(seed)
    budget = Budget(limit, EVEN)
    under_way: list[ExitStack] = []
    stopped = False
    while under_way or not stopped:
        if not stopped and len(under_way) < jobs:
            stack = ExitStack()
            try:
                aside = stack.enter_context(budget.aside(DOLLAR))
            except BudgetError:
                stopped = True
                continue
            aside.took = Usage(round(ratio * MILLION), 0, attempts=1)
            under_way.append(stack)
        else:
            under_way.pop(chance.randrange(len(under_way))).close()
    assert budget.spent <= limit
