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
PER_FLIGHT = 5  # more of them for each request in flight: one outage strikes them all


class Breaker:
    """What has gone wrong at one endpoint, and the error that every request then gets.

    Five faults in six attempts are borne for ever; an endpoint that answers nothing is given up
    after 100 faults and five for each request in flight, which is about when the first requests
    have used up their attempts. What is stopped can be resumed.
    """

    def __init__(self, host: str, shape: Callable[[], str]) -> None:
        self._host = host
        self._shape = shape
        self._rejected = 0
        self._excess = 0
        self._reason: LlmxError | None = None

    @property
    def is_open(self) -> bool:
        return self._reason is not None

    def check(self) -> None:
        """Raise the error that has stopped the run, if one has; each request gets its own."""
        if self._reason is not None:
            error = copy.copy(self._reason)
            error.spent = None
            raise error

    def answered(self) -> None:
        self._rejected = 0
        self._excess = max(0, self._excess - WORTH)

    def failed(self, error: LlmxError, *, most: int) -> None:
        """Count a failure; `most` is how many requests have been in flight at once."""
        if isinstance(error, ConfigurationError):
            self.stop(error)
        elif isinstance(error, ProviderRejected) and not error.too_long:
            self._rejected += 1
            if self._rejected >= REJECTED_IN_A_ROW:
                self.stop(self._misshapen(error))
        elif isinstance(error, ProviderUnavailable) and not isinstance(error, RateLimited):
            self._excess += 1
            if self._excess >= SPARE + PER_FLIGHT * most:
                self.stop(self._broken(error))

    def stop(self, error: LlmxError) -> None:
        if self._reason is None:
            self._reason = error
            event(_log, logging.INFO, "endpoint.given_up", kind=error.kind, reason=error.message)

    def _misshapen(self, error: LlmxError) -> ConfigurationError:
        return ConfigurationError(
            f"{REJECTED_IN_A_ROW} requests in a row were refused as they are "
            f"({self._shape()}); the last: {error.message}",
            hint="is this endpoint one for chat completions, and --model one that it serves?",
        )

    def _broken(self, error: LlmxError) -> EndpointError:
        return EndpointError(
            f"{self._host} fails too often; the last time: {error.message}",
            hint="run the same command again later; what was answered is kept",
        )
