"""The key is in one header to one host, whatever an endpoint says and wherever it points."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import socket
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from llmx.errors import AnswerError, ConfigurationError, LlmxError
from llmx.model.client import Client
from llmx.model.secret import Secret
from llmx.settings import Settings
from tests.builders import steady
from tests.model.support import GOOD, FakeTime, ask, ask_and_close, policy
from tests.provider import Canned, Provider

Json = dict[str, Any]

CANARY = "sk-canary-0123456789/abcdef+gh="


both = pytest.mark.usefixtures("transport")


@pytest.fixture(params=["aiohttp", "httpx2"])
def transport(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a test of `both` runs over: httpx2 is what there is without aiohttp."""
    if request.param == "httpx2":
        monkeypatch.setattr("llmx.model.client.aiohttp", None)
    return str(request.param)


class RawServer:
    """An endpoint that answers every request with the same bytes, whatever they are."""

    def __init__(self, reply: bytes) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._reply = reply
        self.base_url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                with connection:
                    connection.recv(1 << 16)
                    connection.sendall(self._reply)
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(1 << 16):  # what is left unread would reset it
                        pass

    def __enter__(self) -> RawServer:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


_K = CANARY.encode()
_SPELLED = CANARY.replace("-", "\\u002D").encode()
FRAMES = {
    "status line": b"HTTP/1.1 " + _K + b" x\r\n\r\n",
    "no HTTP": b"Authorization: Bearer " + _K + b"\r\n\r\n",
    "header": b"HTTP/1.1 200 OK\r\n" + _K + b"\r\n\r\n{}",
    "header name": b"HTTP/1.1 200 OK\r\nX-" + _K + b"\x00: a\r\n\r\n{}",
    "length": b"HTTP/1.1 200 OK\r\nContent-Length: " + _K + b"\r\n\r\n{}",
    "chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + _K + b"\r\n{}",
    "coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: " + _K + b"\r\n\r\n{}",
    "location": b"HTTP/1.1 307 " + _K + b"\r\nLocation: http://" + _K + b"/\r\n\r\n",
    "reason": b"HTTP/1.1 401 " + _K + b"\r\nContent-Length: 0\r\n\r\n",
    "far in a page": b"HTTP/1.1 400 Bad\r\n\r\n" + b"x" * 190 + _K,
    "escaped": b'HTTP/1.1 400 Bad\r\n\r\n{"error":{"message":"' + _SPELLED + b'"}}',
    "no JSON": b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 190 + _K,
}
"""What a server says that repeats the key where no body is looked at, or not as it was sent."""


@both
@pytest.mark.parametrize("name", FRAMES)
def test_a_key_that_comes_back_in_a_broken_frame_is_shown_nowhere(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="llmx")
    with RawServer(FRAMES[name]) as server:
        made = Settings(base_url=server.base_url, api_key=SecretStr(CANARY))
        client = Client(made, retry=policy(FakeTime(), attempts=2))
        answered, error = asyncio.run(ask_and_close(client))
    assert answered is None
    assert error is not None
    shown = "".join(traceback.format_exception(error)) + repr(error) + str(error.__cause__)
    assert CANARY[:12] not in shown + "".join(r.getMessage() for r in caplog.records)
    assert isinstance(error, AnswerError | ConfigurationError)


@both
@pytest.mark.parametrize("spell", [str, lambda key: key.replace("-", "\\u002d")])
def test_no_answer_holds_the_key_however_json_spells_it(spell: Callable[[str], str]) -> None:
    text = GOOD.replace("Sunday", f"Sunday {spell(CANARY)}")
    said = json.dumps(ask("ok", text, api_key=SecretStr(CANARY)).value)
    assert CANARY not in said
    assert "Sunday [key]" in said


@both
def test_the_listing_of_models_and_other_calls_repeat_no_key() -> None:
    listing = json.dumps({"data": [{"id": f"model-{CANARY}"}]}).encode()
    with RawServer(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + listing) as server:
        client = Client(Settings(base_url=server.base_url, api_key=SecretStr(CANARY)))

        async def look() -> tuple[list[str], Json]:
            try:
                return await client.models(), await client.call("GET", "/batches", missing="none")
            finally:
                await client.close()

        models, value = asyncio.run(look())
    assert models == ["model-[key]"]
    assert value == {"data": [{"id": "model-[key]"}]}


@both
@pytest.mark.parametrize("status", [307])
@pytest.mark.parametrize("what", ["models", "get", "post", "upload", "download"])
def test_no_call_follows_to_another_host(what: str, status: int, tmp_path: Path) -> None:
    file = tmp_path / "part.jsonl"
    file.write_bytes(b"{}\n")
    with Provider(Canned(GOOD)) as other:
        there = other.base_url.replace("127.0.0.1", "localhost") + "/models"
        moved = f"HTTP/1.1 {status} Moved\r\nLocation: {there}\r\nContent-Length: 0\r\n\r\n"
        with RawServer(moved.encode()) as server:
            client = Client(Settings(base_url=server.base_url, api_key=SecretStr(CANARY)))
            calls: dict[str, Callable[[], Any]] = {
                "models": client.models,
                "get": lambda: client.call("GET", "/batches", missing="none"),
                "post": lambda: client.call("POST", "/batches", missing="none", body={}),
                "upload": lambda: client.call("POST", "/files", missing="none", upload=file),
                "download": lambda: client.download("file-1", tmp_path / "out", missing="none"),
            }

            async def call() -> None:
                try:
                    await calls[what]()
                finally:
                    await client.close()

            with pytest.raises(LlmxError, match=str(status)):
                asyncio.run(call())
        assert other.stats()["connections"] == 0


# --- the mask ------------------------------------------------------------------------------------


def _spelled(key: str, how: int) -> str:
    """A key as one of JSON's writers puts it: plain, all escaped, slashes escaped, twice."""
    slashed = key.replace("/", "\\/")
    escaped = "".join(f"\\u{ord(c):04X}" for c in key)
    return (key, escaped, slashed, json.dumps(escaped)[1:-1], json.dumps(slashed)[1:-1])[how]


_VISIBLE = "".join(c for c in map(chr, range(33, 127)) if c not in '"\\\\')


@settings(parent=steady, max_examples=25)
@given(
    key=st.text(_VISIBLE, min_size=16, max_size=40),
    how=st.integers(0, 4),
    around=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
def test_a_key_is_found_however_it_is_spelled(key: str, how: int, around: str) -> None:
    secret = Secret.of(key)
    assert secret is not None
    before, after = around.replace("\\", ""), around
    shown = secret.masked_text(before + _spelled(key, how) + after)
    assert "[key]" in shown
    assert _spelled(key, how) not in shown.replace("[key]", "")
    assert key not in repr(secret)


def test_what_may_be_a_word_is_no_secret() -> None:
    assert Secret.of("none") is None
    assert Secret.of("fifteen-letters") is None
    assert Secret.of("") is None


def test_a_long_run_of_backslashes_costs_nothing_to_look_through() -> None:
    secret = Secret.of(CANARY)
    assert secret is not None
    said = b"\\" * 1_000_000 + b"u0073"
    assert secret.masked(said) == said
