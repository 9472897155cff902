"""Tokens and money: usage over all attempts, estimates by script, prices where known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from llmx.task import Request

Json = dict[str, Any]

_CHARACTERS_PER_TOKEN = (
    (0x0600, 0x06FF, 3.0),
    (0x0750, 0x08FF, 3.0),
    (0xFB50, 0xFEFF, 3.0),
    (0x0000, 0x024F, 4.2),
)
_OTHER_SCRIPTS = 3.0


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one or several attempts. `estimated`: by characters per token, not by a provider.

    `unknown` counts attempts that were answered without a usage.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    attempts: int = 0
    unknown: int = 0
    estimated: bool = False

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_tokens + other.cached_tokens,
            self.attempts + other.attempts,
            self.unknown + other.unknown,
            self.estimated or other.estimated,
        )

    @property
    def tokens(self) -> int:
        """Those of the prompts and of the answers together."""
        return self.input_tokens + self.output_tokens

    @property
    def uncounted(self) -> bool:
        """Whether attempts were answered and none of them said what it cost."""
        return self.unknown > 0 and not (self.input_tokens or self.output_tokens)

    def as_json(self) -> Json | None:
        """The usage of a record: None where no attempt said what it cost."""
        if self.uncounted:
            return None
        usage: Json = {"input_tokens": self.input_tokens, "output_tokens": self.output_tokens}
        return usage | ({"estimated": True} if self.estimated else {})


class Account(Protocol):
    """What one request has cost so far."""

    usage: Usage


class Meter:
    """What a run has spent so far, on requests that are under way, too."""

    def __init__(self) -> None:
        self._ended = Usage()
        self._open: list[Account] = []

    @property
    def usage(self) -> Usage:
        return sum((account.usage for account in self._open), self._ended)

    @contextmanager
    def following(self, account: Account) -> Iterator[None]:
        """Count a request while it is under way, and however it ends."""
        self._open.append(account)
        try:
            yield
        finally:
            self._open.remove(account)
            self._ended += account.usage


def total(first: Json | None, second: Json | None) -> Json | None:
    """The usage of two answers of a record; None where either is unknown."""
    if first is None or second is None:
        return None
    usage: Json = {name: first[name] + second[name] for name in ("input_tokens", "output_tokens")}
    estimated = first.get("estimated") or second.get("estimated")
    return usage | ({"estimated": True} if estimated else {})


def of_completion(usage: Json | None) -> Usage:
    """The tokens of one answered attempt, from the `usage` of its completion."""
    if not usage:
        return Usage(unknown=1)
    details = usage.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else 0
    return Usage(
        _count(usage.get("prompt_tokens")),
        _count(usage.get("completion_tokens")),
        _count(cached),
        estimated=bool(usage.get("estimated")),
    )


def estimate_tokens(text: str) -> int:
    """Tokens of a text by characters per token of its scripts (measured for o200k)."""
    if text.isascii():
        return round(len(text) / 4.2 + 0.5)
    return round(sum(1 / _rate(ord(c)) for c in text) + 0.5)


def estimate(request: Request) -> Usage:
    """The tokens of one request by characters per token, its answer by what the task is used to."""
    schema = json.dumps(request.schema, ensure_ascii=False, separators=(",", ":"))
    sent = _same_for_all(request.system, schema) + estimate_tokens(request.user)
    return Usage(sent, request.typical_output, estimated=True, attempts=1)


@lru_cache(maxsize=64)
def _same_for_all(system: str, schema: str) -> int:
    """The tokens of what every request of a task has."""
    return estimate_tokens(system) + estimate_tokens(schema)


def price_usd(model: str, usage: Usage) -> float | None:
    """What that usage costs at the list price, in US dollars; None where it is unknown."""
    return _calculated(model, usage)


def batch_price_usd(model: str, usage: Usage) -> float | None:
    """What that usage costs in the Batch API: at its own rates, else at half the list price."""
    listed = price_usd(model, usage)
    if not listed:
        return listed
    known = _calculated(model, usage, {"processing": "batch"})
    return known if known is not None and known < listed else listed / 2


def _calculated(model: str, usage: Usage, context: dict[str, str] | None = None) -> float | None:
    if usage.uncounted:
        return None
    from genai_prices import Usage as Tokens
    from genai_prices import calc_price

    tokens = Tokens(
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cache_read_tokens=min(usage.cached_tokens, usage.input_tokens),
    )
    try:
        priced = calc_price(tokens, model_ref=model, provider_id="openai", price_context=context)
    except LookupError:
        return None
    return float(priced.total_price)


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _rate(code: int) -> float:
    for low, high, rate in _CHARACTERS_PER_TOKEN:
        if low <= code <= high:
            return rate
    return _OTHER_SCRIPTS
