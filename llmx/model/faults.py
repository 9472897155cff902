"""An endpoint's refusals in llmx's own words: status, code and message to the error tree."""

from __future__ import annotations

from collections.abc import Mapping

from llmx.errors import (
    CredentialsError,
    LlmxError,
    ModelError,
    ProviderRejected,
    ProviderUnavailable,
    QuotaError,
    RateLimited,
)
from llmx.model.retry import retry_after

_QUOTA = {"insufficient_quota", "credit_balance_exhausted", "billing_hard_limit_reached"}
_TOO_LONG = {"context_length_exceeded", "string_above_max_length", "request_too_large"}
_TRANSIENT = {408, 409, 425}
_OVERLOADED = {503, 529}


def of_status(
    status: int,
    *,
    code: str | None,
    kind: str | None,
    message: str,
    headers: Mapping[str, str],
    model: str,
    host: str,
    now: float,
) -> LlmxError:
    """The error for a response that is not a success. `kind` is the provider's `type`."""
    said = " ".join(message.split())[:200]
    words = {word for word in (code, kind) if isinstance(word, str)}  # servers send numbers, too
    if status == 402 or words & _QUOTA:
        return QuotaError(
            f"the account at {host} has nothing left: {said}", hint="add credit, then run again"
        )
    if status == 429:
        limited = RateLimited(
            f"{host} limits the rate (429)", retry_after=retry_after(headers, now=now)
        )
        limited.retryable = headers.get("x-should-retry") != "false"
        return limited
    if status in (401, 403):
        return CredentialsError(
            f"{host} refuses the key ({status}): {said}", hint="check OPENAI_API_KEY"
        )
    if status == 404:
        return ModelError(
            f"{host} does not know the model {model!r} (404)",
            hint="check --model and --base-url, which ends in /v1 at most servers",
        )
    if status == 413 or words & _TOO_LONG or "context length" in said.lower():
        rejected = ProviderRejected(f"the article is too long for {model!r}: {said}")
        rejected.too_long = True
        return rejected
    if status in _TRANSIENT or status >= 500:
        error = ProviderUnavailable(
            f"{host} answered {status}: {said}", retry_after=retry_after(headers, now=now)
        )
        error.retryable = headers.get("x-should-retry") != "false"
        error.overloaded = status in _OVERLOADED
        return error
    return ProviderRejected(f"{host} refuses the request ({status}): {said}")
