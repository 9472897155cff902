"""The error tree: every failure llmx reports, what kind it is, and whether trying again can help.

LlmxError
├── UsageError                 exit 2: the command, a path or an option is wrong
│   ├── TaskError              a prompt or a schema that cannot be used
│   └── WrongKey               a key of an evaluation that does not hold
├── ConfigurationError         exit 3: settings or endpoint; stops a run, which can be resumed
│   ├── CredentialsError       no key, a refused key
│   ├── QuotaError             the account has nothing left
│   ├── ModelError             the endpoint does not know the model
│   └── EndpointError          the endpoint cannot be reached, or not before long
│       └── NotFound           the endpoint has nothing under that name
├── BudgetError                exit 4: the cost limit is reached
├── StorageError               exit 5: disk, lock or output
│   └── StoreLocked            another process holds the answer store
├── CustodyError               exit 1: an export does not follow from what it was made of
├── Interrupted                exit 130: stopped by a signal; can be resumed
├── InputError                 one input cannot be read: a row of its own, the run goes on
└── AnswerError                one request has no usable answer: a row, the run goes on
    ├── AnswerMissing          offline, and nothing recorded
    ├── ProviderRejected       the endpoint refuses the request as it is
    ├── ProviderUnavailable    transient; retryable
    │   └── RateLimited        429; retryable, carries the wait asked for
    ├── Refused                the model declines
    ├── Filtered               a content filter stepped in
    ├── Truncated              the answer ran out of room
    ├── InvalidOutput          the answer does not fit the schema or the article
    └── Unverified             strict, and a check has found something
"""

from __future__ import annotations

from typing import Any, ClassVar


class LlmxError(Exception):
    """A failure with one clear line for the reader.

    `hint` says what to do about it; `kind` is the word in `errors.jsonl`; `exit_code` is what
    the command line ends with when the error stops a run; the retry policy asks `retryable`.
    `spent` counts the tokens and attempts that a request took before it failed, where it did.
    """

    kind: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1
    retryable: bool = False

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.spent: Any = None

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class UsageError(LlmxError):
    kind = "usage"
    exit_code = 2


class TaskError(UsageError):
    kind = "task"


class WrongKey(UsageError):
    """A key that does not hold; `faults` has a line for each fault, with its pointer."""

    kind = "key"
    faults: tuple[str, ...] = ()


class ConfigurationError(LlmxError):
    kind = "configuration"
    exit_code = 3


class CredentialsError(ConfigurationError):
    kind = "auth"


class QuotaError(ConfigurationError):
    kind = "quota"


class ModelError(ConfigurationError):
    kind = "model"


class EndpointError(ConfigurationError):
    kind = "endpoint"


class NotFound(EndpointError):
    """A 404 for a part of the API, a batch or a file; never for a model."""

    kind = "not_found"


class BudgetError(LlmxError):
    kind = "budget"
    exit_code = 4


class StorageError(LlmxError):
    kind = "disk"
    exit_code = 5


class StoreLocked(StorageError):
    """Another process writes to the answer store, and has not ended within the time allowed."""

    kind = "locked"


class CustodyError(LlmxError):
    """An export that does not follow; `file` is what a bundle lacks for it, where it does."""

    kind = "custody"
    file: str | None = None


class Interrupted(LlmxError):
    """A run was asked to stop, and has begun nothing more since."""

    kind = "interrupted"
    exit_code = 130

    def __init__(
        self,
        message: str = "interrupted; run the same command again to go on",
        *,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)


class InputError(LlmxError):
    """One input that gives no article; `reason` is the short word for it.

    Reasons: `empty`, `binary`, `undecodable`, `too_large`, `unreadable`, `unsupported`,
    `bad_row`, `unparseable`.
    """

    kind = "input_rejected"

    def __init__(self, message: str, *, reason: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


class AnswerError(LlmxError):
    """One request without a usable answer; `usage` is what a billed attempt cost, if it said so."""

    kind = "answer"

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.usage: dict[str, Any] | None = None


class AnswerMissing(AnswerError):
    kind = "missing_answer"


class ProviderRejected(AnswerError):
    """A refusal of the request as it is; `too_long` where it is the article's length."""

    kind = "provider_rejected"
    too_long: bool = False


class ProviderUnavailable(AnswerError):
    """A transient fault. `retry_after` is the wait in seconds that the provider asked for,
    `overloaded` whether it said that it has too much to do; what came is `foreign` where it is
    nothing that the API says: a page, a torn body, JSON that is no completion.
    """

    kind = "provider_unavailable"
    retryable = True
    overloaded: bool = False
    foreign: bool = False

    def __init__(
        self, message: str, *, hint: str | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class RateLimited(ProviderUnavailable):
    kind = "rate_limited"


class Refused(AnswerError):
    kind = "refused"


class Filtered(AnswerError):
    kind = "filtered"


class Truncated(AnswerError):
    kind = "truncated"


class InvalidOutput(AnswerError):
    """An answer that stayed invalid after every re-ask; `raw` is the last one as received."""

    kind = "invalid_output"

    def __init__(self, message: str, *, hint: str | None = None, raw: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.raw = raw


class Unverified(AnswerError):
    kind = "unverified"
