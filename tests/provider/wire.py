"""HTTP/1.1 on the wire: requests cut out of a byte stream, and replies as values to deliver."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from http import HTTPStatus
from typing import Any

JSON_TYPE = "application/json"
MAX_HEAD = 65_536

Json = dict[str, Any]
Headers = tuple[tuple[str, str], ...]


class BadRequest(ValueError):
    """The bytes received are not a request this server reads."""


class Delivery(StrEnum):
    """How the bytes of a reply reach the client, or fail to."""

    WHOLE = "whole"
    HANG = "hang"
    RESET = "reset before the headers"
    RESET_MID = "reset in the middle of the body"
    EOF = "end of file before the headers"
    EOF_MID = "end of file in the middle of the body"
    DRIP = "a few bytes at a time"


@dataclass(frozen=True)
class Request:
    """One request as received; header names are lower case, `at` is monotonic seconds."""

    method: str
    path: str
    headers: Mapping[str, str]
    raw: bytes = b""
    query: str = ""
    at: float = field(default_factory=time.monotonic)

    @cached_property
    def body(self) -> Any:
        """The parsed JSON body, None where there is none; ValueError where it is not JSON."""
        return json.loads(self.raw) if self.raw else None

    @property
    def keep_alive(self) -> bool:
        return self.headers.get("connection", "").lower() != "close"


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent for one request; `outcome` is the name it is counted under, times in seconds.

    A reply that is not `counted` leaves no trace in the statistics.
    """

    outcome: str
    status: int = 200
    body: bytes = b""
    content_type: str = JSON_TYPE
    headers: Headers = ()
    delivery: Delivery = Delivery.WHOLE
    delay: float = 0.0
    drip: float = 0.0
    counted: bool = True

    def head(self) -> bytes:
        lines = [
            f"HTTP/1.1 {self.status} {_REASONS.get(self.status, 'Unknown')}",
            f"content-type: {self.content_type}",
            f"content-length: {len(self.body)}",
            *(f"{name}: {value}" for name, value in self.headers),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


@dataclass(frozen=True, slots=True)
class _Head:
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    length: int
    chunked: bool


class Parser:
    """Cut a byte stream into requests: `feed` it bytes, then `take` until it gives None."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._head: _Head | None = None

    def feed(self, data: bytes) -> None:
        self._buffer += data

    def take(self) -> Request | None:
        if self._head is None:
            self._head = self._take_head()
        if self._head is None:
            return None
        body = self._take_chunks() if self._head.chunked else self._take_bytes(self._head.length)
        if body is None:
            return None
        head, self._head = self._head, None
        return Request(head.method, head.path, head.headers, body, head.query)

    def _take_head(self) -> _Head | None:
        end = self._buffer.find(b"\r\n\r\n")
        if max(end, len(self._buffer) if end < 0 else 0) > MAX_HEAD:
            raise BadRequest(f"the request head is longer than {MAX_HEAD} bytes")
        if end < 0:
            return None
        text = self._buffer[:end].decode("latin-1")
        del self._buffer[: end + 4]
        return _parse_head(text)

    def _take_bytes(self, length: int) -> bytes | None:
        if len(self._buffer) < length:
            return None
        body = bytes(self._buffer[:length])
        del self._buffer[:length]
        return body

    def _take_chunks(self) -> bytes | None:
        body, at = bytearray(), 0
        while (end := self._buffer.find(b"\r\n", at)) >= 0:
            size = _chunk_size(bytes(self._buffer[at:end]))
            at = end + 2 + size + 2
            if len(self._buffer) < at:
                return None
            body += self._buffer[end + 2 : end + 2 + size]
            if size == 0:
                del self._buffer[:at]
                return bytes(body)
        return None


_REASONS = {status.value: status.phrase for status in HTTPStatus} | {529: "Site is overloaded"}


def _parse_head(text: str) -> _Head:
    first, *lines = text.split("\r\n")
    try:
        method, target, _ = first.split(" ")
    except ValueError:
        raise BadRequest(f"expected 'METHOD TARGET HTTP/1.1', got {first!r}") from None
    headers = _parse_headers(lines)
    path, _, query = target.partition("?")
    length = headers.get("content-length", "0")
    if not length.isdecimal():
        raise BadRequest(f"expected a number as content-length, got {length!r}")
    chunked = headers.get("transfer-encoding", "").lower() == "chunked"
    return _Head(method, path, query, headers, int(length), chunked)


def _parse_headers(lines: list[str]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon:
            raise BadRequest(f"expected 'name: value', got {line!r}")
        name, value = name.lower(), value.strip()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _chunk_size(line: bytes) -> int:
    try:
        return int(line.partition(b";")[0], 16)
    except ValueError:
        raise BadRequest(f"expected a chunk size, got {line!r}") from None
