"""Pricing: what tokens cost, and the budget that a run must not pass."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from llmx.errors import BudgetError, LlmxError, UsageError
from llmx.model.usage import Usage, price_usd

_MARGIN = 1.25  # by which an estimate may be too low while no answer has said what it cost
_KNOWN = 20  # answers after which the estimates are held to what they came to


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens; `cached` for those of a prompt that the provider kept."""

    input: float
    output: float
    cached: float

    @classmethod
    def parse(cls, text: str) -> Price:
        """A price as it is given, "IN/OUT" or "IN/OUT/CACHED". Raises UsageError."""
        try:
            numbers = [float(part) for part in text.split("/")]
        except ValueError:
            numbers = []
        if len(numbers) not in (2, 3) or not all(0 <= n < float("inf") for n in numbers):
            raise UsageError(
                f"--price {text!r} is no price",
                hint="US dollars for a million tokens, input/output, such as 0.10/0.40",
            )
        fresh, answer, kept = numbers if len(numbers) == 3 else (*numbers, numbers[0])
        return cls(fresh, answer, kept)

    def cost(self, usage: Usage) -> float:
        """What that usage costs, in US dollars."""
        cached = min(usage.cached_tokens, usage.input_tokens)
        fresh = usage.input_tokens - cached
        spent = fresh * self.input + cached * self.cached + usage.output_tokens * self.output
        return spent / 1_000_000


@dataclass(frozen=True, slots=True)
class Pricing:
    """What a run's tokens cost: at the price given, else at the list price of its model."""

    model: str
    given: Price | None = None

    def cost(self, usage: Usage) -> float | None:
        """What that usage costs, in US dollars; None where it is unknown, never 0 for that."""
        if not usage.attempts and not usage.input_tokens and not usage.output_tokens:
            return 0.0
        if self.given is None:
            return price_usd(self.model, usage)
        return None if usage.uncounted else self.given.cost(usage)

    @property
    def known(self) -> bool:
        """Whether a price is known at all."""
        return self.cost(Usage(1_000_000, 1_000_000, attempts=1)) is not None


@dataclass(slots=True)
class Aside:
    """Money set aside for one request; `took` is what the request has taken in the end."""

    took: Usage = field(default_factory=Usage)


class _Reached(BudgetError):
    """Says what is spent as of when it is read: what was under way is paid for after it came."""

    budget: Budget

    def __str__(self) -> str:
        self.message = self.budget.words
        return super().__str__()


class Budget:
    """The most that a run may cost, in US dollars, and what it has come to.

    A request is let through while what was spent, what is set aside for the requests under way
    and what this one may cost stay below the limit. Estimates are held to what answers have cost,
    so a run stops a request early rather than one late. `before` is what earlier runs of the
    same output have cost.
    """

    def __init__(self, limit: float, pricing: Pricing, *, before: float = 0.0) -> None:
        self.limit = limit
        self.before = before
        self._pricing = pricing
        self._spent = 0.0
        self._aside = 0.0
        self._settled = 0  # requests that said what they took, with what they were estimated at
        self._estimated = 0.0
        self._known = 0.0

    @property
    def spent(self) -> float:
        """What the run has cost so far, earlier runs of the same output included."""
        return self.before + self._spent

    @contextmanager
    def aside(self, estimate: Usage) -> Iterator[Aside]:
        """Set money aside for a request while it is under way; the caller says what it `took`.

        Of a failure or a cancellation that says what was `spent`, that counts. Raises BudgetError
        where the request might pass the limit.
        """
        expected = self._pricing.cost(estimate) or 0.0
        wanted = expected * self._factor
        if self.spent + self._aside + wanted > self.limit:
            raise self._reached()
        aside = Aside()
        self._aside += wanted
        try:
            yield aside
        except (LlmxError, asyncio.CancelledError) as error:
            spent = getattr(error, "spent", None)
            if isinstance(spent, Usage):
                aside.took = spent
            raise
        finally:
            self._aside -= wanted
            self._settle(aside.took, expected)

    @property
    def words(self) -> str:
        """What it has come to, for a run that stops."""
        earlier = f", ${self.before:.4f} of it by earlier runs" if self.before else ""
        return f"the budget is reached: ${self.spent:.4f} of ${self.limit:g} spent{earlier}"

    def _reached(self) -> BudgetError:
        hint = "what was answered is kept; a higher --max-cost goes on from there"
        error = _Reached(self.words, hint=hint)
        error.budget = self
        return error

    def _settle(self, usage: Usage, expected: float) -> None:
        """Count what a request has cost; an attempt that did not say counts as estimated."""
        if not usage.attempts:
            return
        known = self._pricing.cost(usage) or 0.0
        self._spent += known + usage.unknown * expected
        if not usage.unknown:
            self._settled += 1
            self._estimated += expected
            self._known += known

    @property
    def _factor(self) -> float:
        """By how much more than its estimate a request is taken to cost."""
        if self._settled < _KNOWN or not self._estimated:
            return _MARGIN
        return max(0.5, 1.05 * self._known / self._estimated)
