"""What an endpoint says of the requests and tokens it will still take, and the pace that keeps it.

The headers are a hint and no more: many servers send none, some send nonsense. They can slow a
run down, to no less than two requests a second, and never stop it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST_GAP = 0.5  # seconds between two requests, whatever a header says
_LOW = 0.02  # of the limit; above it nothing is slowed
_LIES = 20  # answers in a row that say that there would be none
_STALE = 2.0  # seconds

_NUMBER = r"\d+(?:\.\d+)?"
_DURATION = re.compile(
    rf"(?P<bare>{_NUMBER})"
    rf"|(?:(?P<h>{_NUMBER})h)?(?:(?P<m>{_NUMBER})m)?(?:(?P<s>{_NUMBER})s)?(?:(?P<ms>{_NUMBER})ms)?",
    re.ASCII,
)
_SECONDS = {"bare": 1.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of `limit`, and the seconds until all of it is there again."""

    limit: float
    remaining: float
    reset: float


class Hints:
    """The last word of one endpoint on those of `requests` and `tokens` that are asked about.

    `number` and `sent` count the requests that went out: what was sent after the request that a
    header answers is not yet in it.
    """

    def __init__(self, *, requests: bool = True, tokens: bool = True) -> None:
        self._units = [u for u, w in (("requests", requests), ("tokens", tokens)) if w]
        self._said: dict[str, Allowance] = {}
        self._number = 0
        self._heard_at = -math.inf
        self._denials = 0

    @property
    def trusted(self) -> bool:
        return self._denials < _LIES

    def heard(self, headers: Mapping[str, str], number: int, now: float) -> None:
        """Take note of the headers of the answer to request `number`."""
        if number < self._number or not self.trusted:
            return
        found = {unit: read(headers, unit) for unit in self._units}
        self._said = {unit: allowance for unit, allowance in found.items() if allowance}
        self._number = number
        self._heard_at = now
        denied = any(allowance.remaining <= 0 for allowance in self._said.values())
        self._denials = self._denials + 1 if denied else 0

    def gap(self, now: float, *, sent: int, tokens: float) -> float:
        """Seconds to leave before the next request; `tokens` is what one usually takes."""
        if not (self._said and self.trusted) or now - self._heard_at > _STALE:
            return 0.0
        since = sent - self._number
        costs = {"requests": 1.0, "tokens": tokens}
        return max(_gap(said, since, costs[unit]) for unit, said in self._said.items())


def read(headers: Mapping[str, str], unit: str) -> Allowance | None:
    """The allowance of `requests` or `tokens` in response headers; None without a clear one."""
    remaining = _number(headers.get(f"x-ratelimit-remaining-{unit}"))
    reset = duration(headers.get(f"x-ratelimit-reset-{unit}", ""))
    if remaining is None or reset is None:
        return None
    limit = _number(headers.get(f"x-ratelimit-limit-{unit}"))
    return Allowance(remaining if limit is None else limit, remaining, reset)


def duration(text: str) -> float | None:
    """Seconds of a duration as `6m0s`, `1h2m3.5s`, `12ms` or `20`; None where it is none."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        return None
    seconds = sum(float(value) * _SECONDS[unit] for unit, value in found.groupdict("0").items())
    return seconds if math.isfinite(seconds) else None


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def _gap(allowance: Allowance, since: int, cost: float) -> float:
    """The gap that makes what is left last until the reset, once little is left."""
    left = allowance.remaining - since * cost
    if left >= _LOW * allowance.limit:
        return 0.0
    if left <= 0:
        return min(LONGEST_GAP, allowance.reset)
    return min(LONGEST_GAP, cost * allowance.reset / left)
