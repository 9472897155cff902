"""An endpoint's refusals: status, code and type give the class, whether to retry, and a hint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from llmx.errors import (
    CredentialsError,
    LlmxError,
    ModelError,
    ProviderRejected,
    ProviderUnavailable,
    QuotaError,
    RateLimited,
)
from llmx.model.faults import of_status


def fault(
    status: int,
    *,
    code: Any = None,
    kind: Any = None,
    message: str = "said so",
    headers: Mapping[str, str] | None = None,
) -> LlmxError:
    return of_status(
        status,
        code=code,
        kind=kind,
        message=message,
        headers=headers or {},
        model="luna",
        host="host:1",
        now=0.0,
    )


@pytest.mark.parametrize(
    ("status", "code", "kind", "expected", "word", "retryable", "hint"),
    [
        (307, None, None, ProviderRejected, "provider_rejected", False, None),
        (400, "invalid_value", "invalid_request_error", ProviderRejected, None, False, None),
        (400, "context_length_exceeded", None, ProviderRejected, None, False, None),
        (400, "string_above_max_length", None, ProviderRejected, None, False, None),
        (400, None, None, ProviderRejected, "provider_rejected", False, None),
        (401, "invalid_api_key", None, CredentialsError, "auth", False, "OPENAI_API_KEY"),
        (402, None, None, QuotaError, "quota", False, "add credit"),
        (403, "permission_denied", None, CredentialsError, "auth", False, "OPENAI_API_KEY"),
        (404, "model_not_found", None, ModelError, "model", False, "--model"),
        (404, None, None, ModelError, "model", False, "/v1"),
        (405, None, None, ProviderRejected, "provider_rejected", False, None),
        (408, None, None, ProviderUnavailable, "provider_unavailable", True, None),
        (409, None, None, ProviderUnavailable, "provider_unavailable", True, None),
        (413, None, None, ProviderRejected, "provider_rejected", False, None),
        (422, None, None, ProviderRejected, "provider_rejected", False, None),
        (425, None, None, ProviderUnavailable, "provider_unavailable", True, None),
        (429, "rate_limit_exceeded", "requests", RateLimited, "rate_limited", True, None),
        (429, None, None, RateLimited, "rate_limited", True, None),
        (429, "insufficient_quota", None, QuotaError, "quota", False, "add credit"),
        (429, None, "insufficient_quota", QuotaError, "quota", False, "add credit"),
        (429, "credit_balance_exhausted", None, QuotaError, "quota", False, "add credit"),
        (429, "billing_hard_limit_reached", None, QuotaError, "quota", False, "add credit"),
        (400, "billing_hard_limit_reached", None, QuotaError, "quota", False, "add credit"),
        (500, None, "server_error", ProviderUnavailable, "provider_unavailable", True, None),
        (502, None, None, ProviderUnavailable, "provider_unavailable", True, None),
        (503, "overloaded", None, ProviderUnavailable, "provider_unavailable", True, None),
        (504, None, None, ProviderUnavailable, "provider_unavailable", True, None),
        (529, None, "overloaded_error", ProviderUnavailable, "provider_unavailable", True, None),
    ],
)
def test_a_refusal_has_its_error(
    status: int,
    code: str | None,
    kind: str | None,
    expected: type[LlmxError],
    word: str | None,
    retryable: bool,
    hint: str | None,
) -> None:
    error = fault(status, code=code, kind=kind)
    assert type(error) is expected
    assert error.kind == (word or expected.kind)
    assert error.retryable is retryable
    assert (error.hint is None) if hint is None else (hint in str(error.hint))


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_an_endpoint_can_say_that_trying_again_is_no_use(status: int) -> None:
    assert fault(status, headers={"x-should-retry": "false"}).retryable is False
    assert fault(status, headers={"x-should-retry": "true"}).retryable is True


def test_it_is_said_of_one_error_not_of_its_class() -> None:
    fault(500, headers={"x-should-retry": "false"})
    assert fault(500).retryable is True
    assert ProviderUnavailable.retryable is True


def test_a_refusal_stays_one_whatever_the_header_says() -> None:
    assert fault(400, headers={"x-should-retry": "true"}).retryable is False


@pytest.mark.parametrize("status", [408, 429, 503])
def test_the_wait_asked_for_goes_along(status: int) -> None:
    error = fault(status, headers={"retry-after": "7"})
    assert isinstance(error, ProviderUnavailable)
    assert error.retry_after == 7.0


@pytest.mark.parametrize(
    "message",
    ["This model's maximum context length is 8192 tokens.", "CONTEXT LENGTH exceeded"],
)
def test_an_article_that_is_too_long_is_named_as_such(message: str) -> None:
    assert "too long for 'luna'" in str(fault(400, message=message))
    assert "too long" in str(fault(413))


def test_a_message_is_one_short_line_with_the_host() -> None:
    said = str(fault(500, message="<html>\n  <b>oops</b>\n" + "x" * 5000))
    assert "host:1 answered 500: <html> <b>oops</b> xxx" in said
    assert "\n" not in said
    assert len(said) < 260


@pytest.mark.parametrize("odd", [17, ["a"], {"a": 1}, True])
def test_a_code_that_is_no_word_does_not_break_anything(odd: object) -> None:
    assert type(fault(400, code=odd, kind=odd)) is ProviderRejected
    assert type(fault(500, code=odd)) is ProviderUnavailable


def test_overload_and_length_are_told_apart() -> None:
    for status in (503, 529):
        assert getattr(fault(status), "overloaded", None) is True
    for status in (500, 502, 504, 408):
        assert getattr(fault(status), "overloaded", None) is False
    assert getattr(fault(413), "too_long", None) is True
    assert getattr(fault(400), "too_long", None) is False
