"""The provider's Batch API: request lines in, result lines out, and what becomes of a batch.

A line holds what a live call sends, under the fingerprint of its request. Nothing here is
decided about a result; it is opened into an envelope or the error that the same answer would
have been live.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from llmx.errors import (
    AnswerError,
    ConfigurationError,
    EndpointError,
    ProviderRejected,
    ProviderUnavailable,
    StorageError,
)
from llmx.model import faults
from llmx.model.envelope import Envelope, open_envelope
from llmx.model.wire import Wire
from llmx.task import Request
from llmx.text.canonical import in_line

if TYPE_CHECKING:
    from llmx.model.client import Client

Json = dict[str, Any]
T = TypeVar("T")

ENDED = ("completed", "failed", "expired", "cancelled")

_PATH = "/v1/chat/completions"
_PAGE = 100


@dataclass(frozen=True, slots=True)
class Size:
    """The most that goes into one batch: requests, bytes of its file, tokens of its prompts."""

    requests: int = 50_000
    bytes: int = 200_000_000
    tokens: int | None = None

    def holds(self, requests: int, size: int, tokens: int) -> bool:
        return (
            requests <= self.requests
            and size <= self.bytes
            and (self.tokens is None or tokens <= self.tokens)
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the input of a batch; `line` counts from 1."""

    code: str | None
    message: str
    param: str | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as the endpoint tells of it. A file that there is none of is None."""

    id: str
    status: str
    output_file: str | None
    error_file: str | None
    completed: int
    failed: int
    problems: tuple[Problem, ...]

    @property
    def ended(self) -> bool:
        return self.status in ENDED


@dataclass(frozen=True, slots=True)
class Result:
    """One line of an output or error file. `status` is None where the request was not answered."""

    fingerprint: str
    status: int | None
    body: Json
    code: str | None
    message: str

    @property
    def expired(self) -> bool:
        return self.code == "batch_expired"

    @property
    def cancelled(self) -> bool:
        return self.code == "batch_cancelled"

    @property
    def said(self) -> tuple[str, str | None]:
        """The words of a refusal, and the parameter that it names."""
        error = _object(self.body.get("error"))
        return str(error.get("message") or self.message), _text(error.get("param"))

    def open(self, *, model: str, host: str) -> Envelope:
        """The completion in it. Raises the LlmxError that the same answer would be live."""
        if self.status is None:
            raise ProviderUnavailable(f"{host} did not answer: {self.message or self.code}")
        if self.status == 200:
            return open_envelope(json.dumps(self.body).encode())
        error = _object(self.body.get("error"))
        raise faults.of_status(
            self.status,
            code=error.get("code"),
            kind=error.get("type"),
            message=self.said[0],
            headers={},
            model=model,
            host=host,
            now=time.time(),
        )


class Batches:
    """The Batch API of one endpoint. Calls are tried again like any other.

    Whatever stops one is a ConfigurationError or a StorageError: no request has failed by it.
    """

    def __init__(self, client: Client, *, host: str) -> None:
        self._client = client
        self._host = host
        self._none = f"{host} has no Batch API (404); `llmx export` asks it live"

    async def upload(self, file: Path) -> str:
        """The id of an input file. One that is uploaded twice costs nothing."""

        async def attempt() -> Json:
            return await self._client.call(
                "POST", "/files", missing=self._none, body={"purpose": "batch"}, upload=file
            )

        return str((await self._retried(attempt))["id"])

    async def create(self, file_id: str, metadata: Mapping[str, str], *, sought: bool) -> Batch:
        """Begin a batch, or find the one that an earlier try has begun.

        `sought`: there may have been a try. One whose answer did not arrive is looked for before
        the next: it may have begun the batch, and a batch that is begun is paid for.
        """
        begun = sought

        async def attempt() -> Json:
            nonlocal begun
            found = await self._find(metadata) if begun else None
            if found is not None:
                return found
            begun = True
            body = {
                "input_file_id": file_id,
                "endpoint": _PATH,
                "completion_window": "24h",
                "metadata": dict(metadata),
            }
            return await self._client.call("POST", "/batches", missing=self._none, body=body)

        return _batch(await self._retried(attempt))

    async def find(self, metadata: Mapping[str, str]) -> Batch | None:
        """The batch with these metadata, if there is one."""
        found = await self._retried(lambda: self._find(metadata))
        return _batch(found) if found else None

    async def retrieve(self, batch_id: str) -> Batch:
        return await self._of_batch("GET", batch_id, "")

    async def cancel(self, batch_id: str) -> Batch:
        return await self._of_batch("POST", batch_id, "/cancel")

    async def download(self, file_id: str, file: Path) -> None:
        missing = f"{self._host} no longer has the results {file_id!r}"

        async def attempt() -> None:
            await self._client.download(file_id, file, missing=missing)

        await self._retried(attempt)

    async def _of_batch(self, method: Any, batch_id: str, verb: str) -> Batch:
        missing = f"{self._host} does not know the batch {batch_id!r}"

        async def attempt() -> Json:
            return await self._client.call(method, f"/batches/{batch_id}{verb}", missing=missing)

        return _batch(await self._retried(attempt))

    async def _find(self, metadata: Mapping[str, str]) -> Json | None:
        """The batch with these metadata among all that there are."""
        query = {"limit": str(_PAGE)}
        while True:
            page = await self._client.call("GET", "/batches", missing=self._none, query=query)
            found = [b for b in page.get("data") or () if isinstance(b, dict)]
            for batch in found:
                if _object(batch.get("metadata")).items() >= metadata.items():
                    return batch
            if not (page.get("has_more") and found):
                return None
            query["after"] = str(found[-1]["id"])

    async def _retried(self, attempt: Callable[[], Awaitable[T]]) -> T:
        try:
            return await self._client.retry.run(attempt)
        except ProviderRejected as error:
            raise ConfigurationError(error.message, hint=error.hint) from error
        except AnswerError as error:
            raise EndpointError(error.message, hint="run the same command again") from error
        except OSError as error:
            raise StorageError(f"the files of a batch: {error.strerror}") from error


def request_line(request: Request, wire: Wire, *, room: int = 1) -> bytes:
    """The line of an input file that asks what a live call would ask, with so many times the
    room for its answer."""
    most = room * request.sampling.max_output_tokens
    body = wire.body(request, request.messages, max_tokens=most)
    line = {"custom_id": request.fingerprint, "method": "POST", "url": _PATH, "body": body}
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    return in_line(text).encode() + b"\n"


def read_results(file: Path) -> Iterator[Result | None]:
    """The lines of an output or error file; None for one that cannot be read."""
    with file.open("rb") as lines:
        for line in lines:
            if line.strip():
                yield _result(line)


def _result(line: bytes) -> Result | None:
    try:
        value = json.loads(line)
        response, error = _object(value.get("response")), _object(value.get("error"))
        status = response.get("status_code")
        return Result(
            str(value["custom_id"]),
            status if isinstance(status, int) else None,
            _object(response.get("body")),
            _text(error.get("code")),
            " ".join(str(error.get("message") or "").split())[:200],
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _batch(value: Json) -> Batch:
    try:
        counts, errors = _object(value.get("request_counts")), _object(value.get("errors"))
        return Batch(
            str(value["id"]),
            str(value["status"]),
            _text(value.get("output_file_id")),
            _text(value.get("error_file_id")),
            int(counts.get("completed") or 0),
            int(counts.get("failed") or 0),
            tuple(_problem(e) for e in errors.get("data") or () if isinstance(e, dict)),
        )
    except (KeyError, TypeError, ValueError):
        raise EndpointError("the endpoint tells of no batch as OpenAI does") from None


def _problem(value: Json) -> Problem:
    line = value.get("line")
    return Problem(
        _text(value.get("code")),
        " ".join(str(value.get("message") or "").split())[:300],
        _text(value.get("param")),
        line if isinstance(line, int) else None,
    )


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    """A text that says something; some endpoints write "" for nothing."""
    return value if isinstance(value, str) and value else None
