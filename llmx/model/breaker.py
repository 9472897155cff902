"""When a run has to stop: faults of the account, of the request's shape, of a broken endpoint."""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable

from llmx.errors import (
    ConfigurationError,
    EndpointError,
    LlmxError,
    ProviderRejected,
    ProviderUnavailable,
    RateLimited,
)
from llmx.log import event

_log = logging.getLogger("llmx.limits")

REJECTED_IN_A_ROW = 20
WORTH = 5  # transient faults that one answer makes good
SPARE = 100  # faults in excess of that
PER_REQUEST = 5  # more of them for each request under way: one outage strikes them all
NEVER = 30  # faults of an endpoint that has never answered: five requests' attempts
OUTAGE = 50  # faults without an answer between them, and at least
STRIKES = 3  # of each request under way: each has two or three attempts left
FOREIGN = 2  # what a fault weighs that is no word of an API: a request bears three, not six
PROBES = 20  # faults of single requests in an outage, which take about two minutes


class Breaker:
    """What has gone wrong at one endpoint, and the error that every request then gets.

    Five faults in six attempts are borne for ever; more than that are, up to 100 and five for
    each request under way. An endpoint that has never answered is given up after 30 faults. One
    that has, and then answers nobody, is `away`: it is asked by one request at a time, whose
    faults are `probes`, until one is answered or 20 of them are not. A body that is no completion
    (a captive portal, a wrong address) weighs double, so that an endpoint with nothing else is
    given up after as many requests as one that only fails. What is stopped can be resumed.
    """

    def __init__(self, host: str, shape: Callable[[], str]) -> None:
        self._host = host
        self._shape = shape
        self._rejected = 0
        self._excess = 0
        self._row = 0  # faults since the last answer, by their weight
        self._answers = False
        self.probes = 0  # faults in the outage
        self._reason: LlmxError | None = None

    @property
    def is_open(self) -> bool:
        return self._reason is not None

    def is_away(self, under_way: int) -> bool:
        """Whether it has answered before, and now answers none of so many requests."""
        return self._answers and self._row >= max(OUTAGE, STRIKES * under_way)

    def check(self) -> None:
        """Raise the error that has stopped the run, if one has; each request gets its own."""
        if self._reason is not None:
            error = copy.copy(self._reason)
            error.spent = None
            raise error

    def answered(self) -> None:
        self._rejected = 0
        self._excess = max(0, self._excess - WORTH)
        self._row = self.probes = 0
        self._answers = True

    def failed(self, error: LlmxError, *, under_way: int, probe: bool = False) -> None:
        """Count a failure, with so many requests `under_way`, those between two tries included;
        a `probe` was sent while the endpoint was away."""
        if isinstance(error, ConfigurationError):
            self.stop(error)
        elif isinstance(error, ProviderRejected) and not error.too_long:
            self._rejected += 1
            if self._rejected >= REJECTED_IN_A_ROW:
                self.stop(self._misshapen(error))
        elif isinstance(error, ProviderUnavailable) and not isinstance(error, RateLimited):
            weight = FOREIGN if error.foreign else 1
            self._excess += weight
            self._row += weight
            self.probes += probe
            if self._is_too_much(under_way):
                self.stop(self._broken(error))

    def stop(self, error: LlmxError) -> None:
        if self._reason is None:
            self._reason = error
            event(_log, logging.INFO, "endpoint.given_up", kind=error.kind, reason=error.message)

    def _is_too_much(self, under_way: int) -> bool:
        if not self._answers:
            return self._row >= NEVER
        return self.probes >= PROBES or self._excess >= SPARE + PER_REQUEST * under_way

    def _misshapen(self, error: LlmxError) -> ConfigurationError:
        return ConfigurationError(
            f"{REJECTED_IN_A_ROW} requests in a row were refused as they are "
            f"({self._shape()}); the last: {error.message}",
            hint="is this endpoint one for chat completions, and --model one that it serves?",
        )

    def _broken(self, error: ProviderUnavailable) -> EndpointError:
        said = "fails too often" if self._answers else "has answered nothing"
        later = "run the same command again later; what was answered is kept"
        return EndpointError(
            f"{self._host} {said}; the last time: {error.message}",
            hint=f"{error.hint} else {later}" if error.foreign else later,
        )
