"""The faults that stop a run, and those that do not."""

from __future__ import annotations

import random

import pytest

from llmx.errors import (
    ConfigurationError,
    CredentialsError,
    EndpointError,
    LlmxError,
    ProviderRejected,
    ProviderUnavailable,
    QuotaError,
    RateLimited,
    Refused,
)
from llmx.model.breaker import (
    FOREIGN,
    NEVER,
    OUTAGE,
    PER_REQUEST,
    PROBES,
    REJECTED_IN_A_ROW,
    SPARE,
    STRIKES,
    Breaker,
)
from llmx.model.usage import Usage


def breaker() -> Breaker:
    return Breaker("api.example", lambda: "json_schema, max_tokens")


def answering() -> Breaker:
    """The breaker of an endpoint that has answered."""
    one = breaker()
    one.answered()
    return one


def fail(
    one: Breaker, error: LlmxError, times: int = 1, *, under_way: int = 1, probe: bool = False
) -> None:
    for _ in range(times):
        one.failed(error, under_way=under_way, probe=probe)


def too_long() -> ProviderRejected:
    error = ProviderRejected("too long")
    error.too_long = True
    return error


def foreign() -> ProviderUnavailable:
    error = ProviderUnavailable("no JSON", hint="/v1?")
    error.foreign = True
    return error


@pytest.mark.parametrize("kind", [CredentialsError, QuotaError, EndpointError])
def test_a_fault_of_the_account_stops_at_once_and_each_request_gets_its_own(
    kind: type[LlmxError],
) -> None:
    one = breaker()
    one.check()
    fail(one, kind("no"))
    errors = []
    for _ in range(2):
        with pytest.raises(kind, match="no") as raised:
            one.check()
        assert raised.value.spent is None
        raised.value.spent = Usage(attempts=1)
        errors.append(raised.value)
    assert errors[0] is not errors[1]


def test_the_first_reason_stands() -> None:
    one = breaker()
    fail(one, QuotaError("first"))
    fail(one, CredentialsError("second"))
    with pytest.raises(QuotaError, match="first"):
        one.check()


def test_refusals_in_a_row_stop_and_say_what_was_sent() -> None:
    one = breaker()
    fail(one, ProviderRejected("unknown field 'x'"), REJECTED_IN_A_ROW - 1)
    one.check()
    fail(one, ProviderRejected("unknown field 'y'"))
    with pytest.raises(ConfigurationError) as raised:
        one.check()
    for word in ("20 requests in a row", "json_schema, max_tokens", "unknown field 'y'"):
        assert word in str(raised.value)
    assert raised.value.exit_code == 3


def test_an_answer_ends_the_row() -> None:
    one = breaker()
    for _ in range(10):
        fail(one, ProviderRejected("no"), REJECTED_IN_A_ROW - 1)
        one.answered()
    one.check()


@pytest.mark.parametrize("error", [too_long(), RateLimited("429"), Refused("no")])
def test_what_is_a_matter_of_one_article_or_of_time_stops_nothing(error: LlmxError) -> None:
    one = breaker()
    fail(one, error, 10_000)
    one.check()


@pytest.mark.parametrize("number", [1, 24, 200])
def test_an_endpoint_that_answers_nothing_any_more_is_given_up(number: int) -> None:
    one = answering()
    bound = SPARE + PER_REQUEST * number
    fail(one, ProviderUnavailable("api.example answered 500"), bound - 1, under_way=number)
    one.check()
    fail(one, ProviderUnavailable("api.example answered 500"), under_way=number)
    with pytest.raises(EndpointError, match=r"fails too often.*answered 500"):
        one.check()


@pytest.mark.parametrize("number", [1, 24, 200])
def test_one_that_has_never_answered_is_given_up_sooner(number: int) -> None:
    one = breaker()
    fail(one, ProviderUnavailable("api.example answered 500"), NEVER - 1, under_way=number)
    one.check()
    assert not one.is_away(number)
    fail(one, ProviderUnavailable("api.example answered 500"), under_way=number)
    with pytest.raises(EndpointError, match=r"has answered nothing.*answered 500"):
        one.check()


def test_what_is_no_api_is_given_up_after_half_as_many() -> None:
    one = breaker()
    fail(one, foreign(), NEVER // FOREIGN - 1)
    one.check()
    fail(one, foreign())
    with pytest.raises(EndpointError, match=r"has answered nothing.*no JSON.*/v1\?"):
        one.check()


def test_what_is_no_api_is_an_outage_while_requests_have_tries_left() -> None:
    one = answering()
    fail(one, foreign(), STRIKES * 100 // FOREIGN - 1, under_way=100)
    assert not one.is_away(100)
    fail(one, foreign(), under_way=100)
    assert one.is_away(100)


def test_a_probe_that_is_no_api_is_one_probe() -> None:
    one = answering()
    fail(one, foreign(), PROBES - 1, probe=True)
    one.check()
    fail(one, foreign(), probe=True)
    assert one.is_open


@pytest.mark.parametrize(("number", "bound"), [(1, OUTAGE), (16, OUTAGE), (200, STRIKES * 200)])
def test_it_is_away_when_all_that_is_under_way_has_failed(number: int, bound: int) -> None:
    one = answering()
    fail(one, ProviderUnavailable("away"), bound - 1, under_way=number)
    assert not one.is_away(number)
    fail(one, ProviderUnavailable("away"), under_way=number)
    assert one.is_away(number)
    one.answered()
    assert not one.is_away(number)


def test_probes_in_a_row_end_an_outage() -> None:
    one = answering()
    for _ in range(2):
        fail(one, ProviderUnavailable("away"), OUTAGE)
        fail(one, ProviderUnavailable("away"), PROBES - 1, probe=True)
        one.check()
        for _ in range(OUTAGE):
            one.answered()
    fail(one, ProviderUnavailable("away"), PROBES, probe=True)
    with pytest.raises(EndpointError, match="fails too often"):
        one.check()


def test_few_requests_use_up_their_attempts_before_the_run_stops() -> None:
    one = breaker()
    for _ in range(3):  # the tasks of one article
        fail(one, ProviderUnavailable("away"), 6, under_way=3)
    one.check()


@pytest.mark.parametrize("rate", [0.3, 0.6, 0.8])
def test_mixed_faults_are_borne_for_ever(rate: float) -> None:
    one, chance = breaker(), random.Random(1)
    for _ in range(50_000):
        if chance.random() < rate:
            fail(one, ProviderUnavailable("away"), under_way=1)
        else:
            one.answered()
    one.check()


def test_an_endpoint_that_answers_one_in_twenty_is_not() -> None:
    one, chance = breaker(), random.Random(1)
    for _ in range(2000):
        if chance.random() < 0.95:
            fail(one, ProviderUnavailable("away"), under_way=8)
        else:
            one.answered()
    assert one.is_open
