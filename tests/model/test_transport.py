"""The connections of a client: the first request, which waits for no SDK, and the others."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from pathlib import Path

import httpx2
import pytest

from llmx.errors import ConfigurationError
from llmx.model import client as client_module
from llmx.model.client import Client
from llmx.settings import Settings
from tests.model.support import GOOD, ask_and_close, ask_with, faulty
from tests.provider import Provider

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in the environment, and the SDK as good as not imported."""
    for name in ("OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_CUSTOM_HEADERS", "OPENAI_LOG"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(client_module, "_has_sdk", lambda: False)


def senders(provider: Provider) -> list[str]:
    return [r.headers["user-agent"].partition("/")[0] for r in provider.requests]


async def asked(client: Client, times: int) -> None:
    try:
        for _ in range(times):
            await ask_with(client)
    finally:
        await client.close()


def test_the_first_request_alone_goes_out_without_the_sdk() -> None:
    with faulty("ok") as provider:
        client = Client(Settings(base_url=provider.base_url))
        asyncio.run(asked(client, 3))
    assert senders(provider) == ["llmx", "AsyncOpenAI", "AsyncOpenAI"]
    first, second, _ = provider.requests
    for name in ("authorization", "content-type", "accept", "host", "content-length"):
        assert first.headers[name] == second.headers[name]
    assert (first.path, first.raw) == (second.path, second.raw)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENAI_ORG_ID", "org"),
        ("OPENAI_PROJECT_ID", "project"),
        ("OPENAI_CUSTOM_HEADERS", "X-Team: a"),
        ("HTTPS_PROXY", "http://127.0.0.1:1"),
    ],
)
def test_what_only_the_sdk_reads_waits_for_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    settings = Settings(base_url="http://127.0.0.1:1/v1")
    assert client_module._may_begin(settings)
    assert not client_module._may_begin(Settings(base_url="http://127.0.0.1:1/v1?version=2"))
    monkeypatch.setenv(name, value)
    assert not client_module._may_begin(settings)


def test_a_connection_that_cannot_be_made_is_tried_by_the_sdk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def refused(*_: object, **__: object) -> httpx2.Response:
        raise httpx2.ConnectError("no certificate")

    with faulty("ok") as provider:
        client = Client(Settings(base_url=provider.base_url))
        light = client._transport._light
        assert light is not None
        monkeypatch.setattr(light, "send", refused)
        found, error = asyncio.run(ask_and_close(client))
    assert error is None
    assert found.answer.model_dump_json()
    assert senders(provider) == ["AsyncOpenAI"]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("", "/chat/completions"),
        ("/", "/chat/completions"),
        ("/v1", "/v1/chat/completions"),
        ("/v1/", "/v1/chat/completions"),
        ("/a%2Fb/v1", "/a%2Fb/v1/chat/completions"),
        ("/v1?version=2", "/v1/chat/completions?version=2"),
        ("/v1#note", "/v1/chat/completions"),
    ],
)
def test_every_request_goes_to_the_same_address(given: str, path: str) -> None:
    transport = Client(Settings(base_url=f"http://127.0.0.1:1{given}"))._transport
    for form in (transport._plain_form(), transport._form):
        assert str(form.url) == f"http://127.0.0.1:1{path}"


@pytest.mark.parametrize("content", [None, "no certificate"])
@pytest.mark.parametrize("has_sdk", [True, False])
def test_certificates_that_cannot_be_read_are_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None, has_sdk: bool
) -> None:
    file = tmp_path / "ca.pem"
    if content:
        file.write_text(content, encoding="utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    monkeypatch.setattr(client_module, "_has_sdk", lambda: has_sdk)
    with faulty("ok") as provider:
        with pytest.raises(ConfigurationError, match="certificates") as raised:
            asyncio.run(ask_with(Client(Settings(base_url=provider.base_url))))
        assert provider.requests == []
    assert f"SSL_CERT_FILE={str(file)!r}" in str(raised.value)


def test_an_import_takes_nothing_of_an_endpoints_time(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = threading.Event()
    begun: list[bool] = []
    timeout = asyncio.timeout

    def begin(seconds: float | None) -> asyncio.Timeout:
        if seconds == Settings.timeout:
            begun.append(imported.is_set())
        return timeout(seconds)

    async def twice(client: Client) -> None:
        asyncio.get_running_loop().call_later(0.05, imported.set)
        await asked(client, 2)

    monkeypatch.setattr("llmx.model.client.asyncio.timeout", begin)
    monkeypatch.setattr("llmx.model.client.importlib.import_module", lambda _: imported.wait(10))
    with faulty("ok") as provider:
        client = Client(Settings(base_url=provider.base_url))
        monkeypatch.setattr(client._transport, "_form", client._transport._form)
        asyncio.run(twice(client))
    assert len(begun) == 2
    assert begun[-1]
    assert senders(provider) == ["llmx", "AsyncOpenAI"]


def test_what_asks_again_is_imported_beside() -> None:
    """The loop goes on meanwhile: requests that are under way would else miss their time."""
    code = (
        "import asyncio, sys, threading\n"
        "from tests.model.support import ask_and_close, faulty, GOOD\n"
        "from llmx.model.client import Client\n"
        "from llmx.settings import Settings\n"
        "here, imported = threading.get_ident(), []\n"
        "class Finder:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('instructor', 'openai', 'requests'):\n"
        "            imported.append((name, threading.get_ident() == here))\n"
        "async def run():\n"
        "    sys.meta_path.insert(0, Finder())\n"
        "    return await ask_and_close(Client(Settings(base_url=provider.base_url)))\n"
        "with faulty('schema:1', GOOD) as provider:\n"
        "    found, error = asyncio.run(run())\n"
        "assert error is None and provider.count == 2, error\n"
        "assert 'instructor' in dict(imported)\n"
        "print([name for name, in_loop in imported if in_loop])\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True, text=True
    )
    assert said.stdout == "[]\n"


def test_the_loop_is_tried_once_however_many_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []
    everybody = threading.Event()

    def slow() -> None:
        tried.append(1)
        everybody.wait(10)

    async def five(client: Client) -> None:
        asked = [asyncio.ensure_future(ask_with(client)) for _ in range(5)]
        while provider.count < 5:
            await asyncio.sleep(0.01)
        everybody.set()
        await asyncio.gather(*asked)
        await client.close()

    monkeypatch.setattr(client_module, "_try_loop", slow)
    with faulty("schema:5", GOOD) as provider:
        asyncio.run(five(Client(Settings(base_url=provider.base_url))))
    assert provider.count == 10
    assert tried == [1]


def test_an_sdk_that_does_not_import_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> None:
        raise ImportError(f"no {name}")

    with faulty("ok") as provider:
        client = Client(Settings(base_url=provider.base_url))
        monkeypatch.setattr("llmx.model.client.importlib.import_module", broken)
        with pytest.raises(ImportError, match="no openai"):
            asyncio.run(asked(client, 2))
    assert senders(provider) == ["llmx"]


def test_the_client_alone_imports_no_sdk() -> None:
    code = "import sys, llmx.model.client; assert not {'openai', 'instructor'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_the_answer_to_a_first_request_is_read_as_any() -> None:
    with faulty("ok", GOOD) as provider:
        client = Client(Settings(base_url=provider.base_url))
        found, error = asyncio.run(ask_and_close(client))
    assert error is None
    assert senders(provider) == ["llmx"]
    assert found.usage.attempts == 1
