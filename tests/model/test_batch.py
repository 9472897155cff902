"""The Batch API's face: lines, results, what a batch says of itself, and calls that break."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from pydantic import SecretStr

from llmx.errors import (
    ConfigurationError,
    CredentialsError,
    EndpointError,
    LlmxError,
    NotFound,
    QuotaError,
    RateLimited,
    Refused,
    StorageError,
)
from llmx.model.batch import Batches, Result, Size, _batch, read_results, request_line
from llmx.model.client import Client
from llmx.model.wire import Wire
from llmx.settings import Settings
from tests.model.support import SHOWN, FakeTime, policy, request
from tests.provider import Canned, Faults, Provider, Script
from tests.provider.app import App, Route
from tests.provider.replies import error_reply, html_reply
from tests.provider.wire import Delivery, Reply, Request

Json = dict[str, Any]
T = TypeVar("T")

KEY = "sk-canary-0123456789abcdefghijklmnop"
MARK = {"llmx_run": "r", "llmx_part": "1"}


def call(provider: Provider | str, work: Callable[[Batches], Awaitable[T]], **settings: Any) -> T:
    """What a piece of work with the Batch API of an endpoint gives; time is not real."""
    base_url = provider if isinstance(provider, str) else provider.base_url

    async def run() -> T:
        made = Settings(base_url=base_url, **settings)
        client = Client(made, retry=policy(FakeTime()))
        try:
            return await work(Batches(client, host="host"))
        finally:
            await client.close()

    return asyncio.run(run())


def file(folder: Path, *lines: bytes) -> Path:
    path = folder / "in.jsonl"
    path.write_bytes(b"".join(lines) or request_line(request(), Wire()))
    return path


# --- lines ---------------------------------------------------------------------------------------


def test_a_line_is_the_live_body_under_its_fingerprint() -> None:
    asked = request()
    for wire in (Wire(), Wire("tools", "max_completion_tokens", frozenset({"temperature"}))):
        raw = request_line(asked, wire)
        assert raw.endswith(b"\n")
        assert raw.count(b"\n") == 1
        line = json.loads(raw)
        room = asked.sampling.max_output_tokens
        assert line == {
            "custom_id": asked.fingerprint,
            "method": "POST",
            "url": "/v1/chat/completions",
            "body": wire.body(asked, asked.messages, max_tokens=room),
        }
    assert SHOWN.sentences[0].text.encode() in raw  # readable, and a third of the escapes


def test_nothing_in_a_line_ends_it_for_any_reader() -> None:
    asked = replace(request(), user="a\u2028b\x85c")
    raw = request_line(asked, Wire())
    assert len(raw.decode().splitlines()) == 1
    assert json.loads(raw)["body"]["messages"][-1]["content"] == "a\u2028b\x85c"


def test_sizes() -> None:
    assert Size().holds(50_000, 200_000_000, 10**12)
    assert not Size().holds(50_001, 1, 1)
    assert not Size().holds(1, 200_000_001, 1)
    assert Size(tokens=5).holds(1, 1, 5)
    assert not Size(tokens=5).holds(1, 1, 6)


# --- results -------------------------------------------------------------------------------------


def result(line: Json) -> Result:
    (found,) = _read(json.dumps(line).encode())
    assert found is not None
    return found


def _read(data: bytes) -> list[Result | None]:
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "out.jsonl"
        path.write_bytes(data)
        return list(read_results(path))


def test_results_are_read_line_by_line() -> None:
    good = b'{"custom_id": "a", "response": {"status_code": 200, "body": {"x": 1}}, "error": null}'
    odd = (b"", b"[1]", b'{"no": "id"}', b"{torn", b'"text"', b"\xff")
    found = _read(b"\n".join([*odd, good, b""]))
    assert found[:-1] == [None] * 5
    assert found[-1] == Result("a", 200, {"x": 1}, None, "")


def test_an_answer_is_opened_as_live() -> None:
    message = {"role": "assistant", "content": "{}", "refusal": None}
    body = {"model": "m", "choices": [{"finish_reason": "stop", "message": message}], "usage": {}}
    line = {"custom_id": "a", "response": {"status_code": 200, "body": body}}
    envelope = result(line).open(model="m", host="h")
    assert (envelope.content, envelope.model) == ("{}", "m")
    message["refusal"] = "no"
    with pytest.raises(Refused):
        result(line).open(model="m", host="h")


@pytest.mark.parametrize(
    ("response", "error", "kind", "retryable"),
    [
        (None, {"code": "batch_expired", "message": "late"}, "provider_unavailable", True),
        (None, None, "provider_unavailable", True),
        (
            {"status_code": 500, "body": {"error": {"message": "x"}}},
            None,
            "provider_unavailable",
            1,
        ),
        ({"status_code": 503, "body": "<html>"}, None, "provider_unavailable", True),
        ({"status_code": 429, "body": {}}, None, "rate_limited", True),
        ({"status_code": 400, "body": {"error": {"message": "no"}}}, None, "provider_rejected", 0),
        ({"status_code": 401, "body": {}}, None, "auth", False),
        (
            {"status_code": 429, "body": {"error": {"code": "insufficient_quota"}}},
            None,
            "quota",
            False,
        ),
        ({"status_code": 200, "body": None}, None, "provider_unavailable", True),
        ({"status_code": "200", "body": {}}, None, "provider_unavailable", True),
    ],
)
def test_a_failed_line_is_the_error_that_it_would_be_live(
    response: Json | None, error: Json | None, kind: str, retryable: bool
) -> None:
    line = {"custom_id": "a", "response": response, "error": error}
    with pytest.raises(LlmxError) as caught:
        result(line).open(model="m", host="h")
    assert caught.value.kind == kind
    assert caught.value.retryable == bool(retryable)


# --- batches -------------------------------------------------------------------------------------


def test_what_a_batch_says_of_itself() -> None:
    plain = _batch({"id": "b", "status": "in_progress"})
    assert (plain.output_file, plain.error_file, plain.ended) == (None, None, False)
    odd = {"id": "b", "status": "completed", "output_file_id": None, "error_file_id": ""}
    counts = {"request_counts": {"total": 2, "completed": 1, "failed": 1}}
    batch = _batch(odd | counts | {"errors": {"data": [{"code": "c", "message": "m", "line": 3}]}})
    assert (batch.output_file, batch.error_file, batch.ended) == (None, None, True)
    assert (batch.completed, batch.failed) == (1, 1)
    assert (batch.problems[0].code, batch.problems[0].line) == ("c", 3)
    for wrong in ({}, {"id": "b"}, {"id": "b", "status": "x", "request_counts": {"failed": "?"}}):
        with pytest.raises(EndpointError, match="tells of no batch"):
            _batch(wrong)


def test_a_batch_from_upload_to_results(tmp_path: Path) -> None:
    async def work(batches: Batches) -> list[Result | None]:
        name = await batches.upload(file(tmp_path))
        begun = await batches.create(name, MARK, sought=False)
        assert begun.status == "validating"
        assert (await batches.retrieve(begun.id)).status == "in_progress"
        ended = await batches.retrieve(begun.id)
        assert ended.output_file
        await batches.download(ended.output_file, tmp_path / "out.jsonl")
        return list(read_results(tmp_path / "out.jsonl"))

    with Provider(Canned("{}"), batches=[Script(polls=1)]) as provider:
        (found,) = call(provider, work)
        (batch,) = provider.batches.batches.values()
    assert found
    assert (found.fingerprint, found.status) == (request().fingerprint, 200)
    assert batch.value["metadata"] == MARK
    upload = next(r for r in provider.requests if r.path == "/v1/files")
    assert b'filename="in.jsonl"' in upload.raw


def test_a_batch_that_was_begun_is_found_and_not_begun_again(tmp_path: Path) -> None:
    async def work(batches: Batches) -> tuple[str, str, str]:
        name = await batches.upload(file(tmp_path))
        one = await batches.create(name, MARK, sought=True)
        same = await batches.create(name, MARK, sought=True)
        other = await batches.create(name, MARK | {"llmx_part": "2"}, sought=True)
        return one.id, same.id, other.id

    with Provider(Canned("{}")) as provider:
        assert call(provider, work) == ("batch_1", "batch_1", "batch_2")


def test_cancelling(tmp_path: Path) -> None:
    async def work(batches: Batches) -> list[str]:
        begun = await batches.create(await batches.upload(file(tmp_path)), MARK, sought=False)
        return [
            (await batches.cancel(begun.id)).status,
            (await batches.retrieve(begun.id)).status,
        ]

    with Provider(Canned("{}"), batches=[Script(polls=9)]) as provider:
        assert call(provider, work) == ["cancelling", "cancelled"]


def test_what_is_not_there(tmp_path: Path) -> None:
    with Provider(Canned("{}")) as provider:
        with pytest.raises(NotFound, match="does not know the batch 'nix'"):
            call(provider, lambda batches: batches.retrieve("nix"))
        with pytest.raises(NotFound, match="does not know the batch 'nix'"):
            call(provider, lambda batches: batches.cancel("nix"))
        with pytest.raises(NotFound, match="no longer has the results 'nix'"):
            call(provider, lambda batches: batches.download("nix", tmp_path / "out"))
    said = r"no Batch API \(404\); `llmx export` asks it live"
    with Provider(Canned("{}"), batches=None) as none, pytest.raises(NotFound, match=said):
        call(none, lambda batches: batches.upload(file(tmp_path)))


class Refusing:
    """Makes one path of an endpoint answer something else, for a number of times."""

    def __init__(self, provider: Provider, path: str, reply: Reply, times: int = 1000) -> None:
        app: App = provider._app
        before = {(r.method, r.path): r for r in app._routes}
        self.calls = 0

        def handler(asked: Request, found: str) -> Reply:
            self.calls += 1
            if self.calls <= times:
                return reply
            return before["POST", path].handler(asked, found)

        app._exact["POST", path] = Route("POST", path, handler)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (error_reply(401, "wrong key", code="invalid_api_key"), CredentialsError),
        (error_reply(429, "no money", kind="insufficient_quota", code="x"), QuotaError),
        (error_reply(400, "wrong form", code="bad"), ConfigurationError),
        (html_reply("page", "Welcome"), EndpointError),
        (error_reply(500, "broken", code="bad"), EndpointError),
        (Reply("gone", delivery=Delivery.RESET), EndpointError),
    ],
)
def test_whatever_stops_an_upload_stops_the_command(
    tmp_path: Path, reply: Reply, error: type[Exception]
) -> None:
    with Provider(Canned("{}")) as provider:
        refusing = Refusing(provider, "/v1/files", reply)
        with pytest.raises(error) as caught:
            call(provider, lambda batches: batches.upload(file(tmp_path)))
    assert isinstance(caught.value, ConfigurationError)
    assert refusing.calls == (6 if error is EndpointError else 1)


def test_an_upload_that_breaks_is_tried_again_whole(tmp_path: Path) -> None:
    with Provider(Canned("{}")) as provider:
        Refusing(provider, "/v1/files", error_reply(503, "busy", code="busy"), times=2)
        name = call(provider, lambda batches: batches.upload(file(tmp_path)))
        assert provider.batches.files[name] == file(tmp_path).read_bytes()


def test_an_endpoint_that_is_not_there(tmp_path: Path) -> None:
    with Provider(Canned("{}")) as provider:
        base_url = provider.base_url
    with pytest.raises(EndpointError, match="cannot be reached"):
        call(base_url, lambda batches: batches.retrieve("b"))


def test_a_results_file_that_cannot_be_written(tmp_path: Path) -> None:
    with Provider(Canned("{}")) as provider:
        provider.batches.files["f"] = b"{}"
        with pytest.raises(StorageError, match="the files of a batch"):
            call(provider, lambda batches: batches.download("f", tmp_path / "no" / "out"))


def test_a_download_is_whole_and_without_the_key(tmp_path: Path) -> None:
    lines = [b"x" * 70_000, b"", KEY.encode() + b" said", "سطر\u2028واحد".encode()]
    with Provider(Canned("{}")) as provider:
        provider.batches.files["f"] = b"\n".join(lines)
        out = tmp_path / "out"
        call(provider, lambda batches: batches.download("f", out), api_key=SecretStr(KEY))
    assert out.read_bytes().split(b"\n") == [*lines[:2], b"[key] said", lines[3]]


def test_the_faults_of_lines_are_those_of_the_mode(tmp_path: Path) -> None:
    async def work(batches: Batches) -> list[str]:
        lines = [
            request_line(request(), Wire()).replace(request().fingerprint.encode(), b"%d" % n)
            for n in range(3)
        ]
        begun = await batches.create(
            await batches.upload(file(tmp_path, *lines)), MARK, sought=False
        )
        ended = await batches.retrieve(begun.id)
        assert ended.error_file
        await batches.download(ended.error_file, tmp_path / "errors.jsonl")
        found = []
        for one in read_results(tmp_path / "errors.jsonl"):
            assert one
            with pytest.raises(RateLimited):
                one.open(model="m", host="h")
            found.append(one.fingerprint)
        return found

    with Provider(Faults("429:2 ok", "{}")) as provider:
        assert len(call(provider, work)) == 2
