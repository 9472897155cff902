"""The test server itself: every fault does what its name says, answers round-trip, limits hold."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.provider import (
    FAULT_NAMES,
    Bucket,
    Canned,
    Delay,
    Faults,
    Mix,
    Provider,
    Record,
    Replay,
    Script,
    Window,
    estimate_tokens,
    load_answers,
    request_key,
)
from tests.provider.limits import Limiter, duration
from tests.provider.scenario import parse_step

ROOT = Path(__file__).parent.parent
ANSWER = '{"title": "قصف على البوكمال", "killed": 2, "kind": "shelling", "tags": [1, 2.5]}'
SCHEMA = {"type": "object", "required": ["killed", "kind"]}
RESPONSE_FORMAT = {"type": "json_schema", "json_schema": {"name": "x", "schema": SCHEMA}}
TOOLS = [{"type": "function", "function": {"name": "event", "parameters": SCHEMA}}]
CHAT = {"model": "m", "messages": [{"role": "user", "content": "قُتل شخصان في دير الزور"}]}


@dataclass(frozen=True)
class Got:
    """One response as `http.client` read it."""

    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def error(self) -> Any:
        return self.json["error"]

    @property
    def choice(self) -> Any:
        return self.json["choices"][0]

    @property
    def content(self) -> str:
        return str(self.choice["message"]["content"])


@dataclass
class FakeClock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def port_of(base_url: str) -> int:
    port = urlsplit(base_url).port
    assert port is not None
    return port


def send(base_url: str, method: str, path: str, body: bytes | None = None) -> Got:
    connection = http.client.HTTPConnection("127.0.0.1", port_of(base_url), timeout=5)
    try:
        connection.request(method, path, body, {"Authorization": "Bearer canary"})
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Got(response.status, headers, response.read())
    finally:
        connection.close()


def ask(provider: Provider | str, **more: Any) -> Got:
    base_url = provider if isinstance(provider, str) else provider.base_url
    body = json.dumps(CHAT | more, ensure_ascii=False).encode()
    return send(base_url, "POST", "/v1/chat/completions", body)


def faulty(*scenario: str) -> Provider:
    return Provider(Faults(scenario, ANSWER, drip=0.05))


def ask_once(fault: str, **more: Any) -> Got:
    with faulty(fault) as provider:
        got = ask(provider, **more)
        assert provider.stats()["outcomes"] == {fault: 1}
    return got


def raw_request(provider: Provider) -> socket.socket:
    """Send one request on a bare socket."""
    body = json.dumps(CHAT).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
    sock = socket.create_connection(("127.0.0.1", port_of(provider.base_url)), timeout=5)
    sock.sendall(head.encode() + body)
    return sock


def raw_exchange(provider: Provider) -> bytes:
    """Send one request and return all bytes up to the end of the connection."""
    data = bytearray()
    with raw_request(provider) as sock:
        try:
            while chunk := sock.recv(65536):
                data += chunk
        except ConnectionResetError as error:
            raise ConnectionResetError(bytes(data)) from error
    return bytes(data)


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.001)


# The plain answer


def test_a_good_answer_is_utf8_json_with_a_true_length() -> None:
    with Provider(Canned(ANSWER)) as provider:
        got = ask(provider)
    assert got.status == 200
    assert got.headers["content-type"] == "application/json"
    assert int(got.headers["content-length"]) == len(got.raw)
    assert "البوكمال".encode() in got.raw
    assert got.content == ANSWER
    assert got.json["model"] == "m"
    assert got.choice["finish_reason"] == "stop"
    assert "estimated" not in got.json["usage"]


@pytest.mark.parametrize(
    "choice", ["required", {"type": "function", "function": {"name": "event"}}]
)
def test_a_forced_tool_gets_the_answer_as_arguments(choice: object) -> None:
    with Provider(Canned(ANSWER)) as provider:
        message = ask(provider, tools=TOOLS, tool_choice=choice).choice["message"]
    assert message["content"] is None
    assert message["tool_calls"][0]["function"] == {"name": "event", "arguments": ANSWER}


def test_a_tool_that_is_not_forced_is_not_called() -> None:
    with Provider(Canned(ANSWER)) as provider:
        assert ask(provider, tools=TOOLS, tool_choice="auto").content == ANSWER


def test_requests_are_recorded_as_they_came() -> None:
    with Provider(Canned(ANSWER)) as provider:
        ask(provider, temperature=0)
        request = provider.requests[0]
        assert provider.count == 1
    assert (request.method, request.path) == ("POST", "/v1/chat/completions")
    assert request.headers["authorization"] == "Bearer canary"
    assert request.body == CHAT | {"temperature": 0}


def test_an_answer_can_be_computed_or_be_one_of_several() -> None:
    with Provider(Canned(lambda body: str(len(body["messages"])))) as provider:
        assert ask(provider).content == "1"
    with Provider(Canned(["a", "b"])) as provider:
        assert [ask(provider).content for _ in range(3)] == ["a", "b", "a"]


def test_a_bug_in_an_answer_function_is_raised_at_the_end() -> None:
    def broken(_body: object) -> str:
        raise KeyError("oops")

    with pytest.raises(KeyError, match="oops"), Provider(Canned(broken)) as provider:
        assert ask(provider).error["code"] == "provider_bug"


# Routes


def test_models_are_listed_and_shown() -> None:
    with Provider(Canned(ANSWER), models=["m", "org/n"]) as provider:
        listed = send(provider.base_url, "GET", "/v1/models").json["data"]
        shown = [send(provider.base_url, "GET", f"/v1/models/{m}") for m in ("org%2Fn", "x")]
    assert [model["id"] for model in listed] == ["m", "org/n"]
    assert [got.status for got in shown] == [200, 404]
    assert shown[0].json["id"] == "org/n"
    assert shown[1].error["code"] == "model_not_found"


def test_every_model_is_known_without_a_list() -> None:
    with Provider(Canned(ANSWER)) as provider:
        assert send(provider.base_url, "GET", "/v1/models/anything").json["id"] == "anything"


def test_stats_count_outcomes_and_leave_themselves_out() -> None:
    with faulty("429:2") as provider:
        for _ in range(3):
            ask(provider)
        stats = send(provider.base_url, "GET", "/__stats__").json
        assert stats["outcomes"] == {"429": 2, "ok": 1}
        assert stats["routes"] == {"POST /v1/chat/completions": 3}
        assert stats["requests"] == provider.count == 3
        assert stats["connections"] == 4
        assert stats["in_flight"] == 0


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nothing", 404, "unknown_url"),
        ("GET", "/v1/chat/completions", 405, "method_not_allowed"),
        ("POST", "/v1/chat/completions", 400, "bad_body"),
    ],
)
def test_what_is_not_served_is_said(method: str, path: str, status: int, code: str) -> None:
    with Provider(Canned(ANSWER)) as provider:
        got = send(provider.base_url, method, path)
    assert (got.status, got.error["code"]) == (status, code)


@pytest.mark.parametrize("more", [{"model": None}, {"messages": []}, {"stream": True}])
def test_a_request_no_endpoint_would_take_is_refused(more: dict[str, Any]) -> None:
    with faulty("ok") as provider:
        got = ask(provider, **more)
    assert (got.status, got.error["param"]) == (400, next(iter(more)))


def test_pipelined_chunked_and_torn_requests_are_read() -> None:
    body = json.dumps(CHAT).encode()
    route = b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n"
    whole = b"Content-Length: %d\r\n\r\n" % len(body) + body
    halves = (b"%x\r\n" % len(half) + half + b"\r\n" for half in (body[:9], body[9:]))
    chunked = b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + b"".join(halves)
    stream = route + whole + route + chunked + b"0\r\n\r\n"
    with (
        Provider(Canned(ANSWER)) as provider,
        socket.create_connection(("127.0.0.1", port_of(provider.base_url)), timeout=2) as sock,
    ):
        for start in range(0, len(stream), 40):
            sock.sendall(stream[start : start + 40])
        data = b"".join(iter(lambda: sock.recv(65536), b""))
        assert [request.body for request in provider.requests] == [CHAT, CHAT]
    assert data.count(b"HTTP/1.1 200 OK") == 2


def test_bytes_that_are_no_request_get_a_400() -> None:
    with (
        Provider(Canned(ANSWER)) as provider,
        socket.create_connection(("127.0.0.1", port_of(provider.base_url)), timeout=2) as sock,
    ):
        sock.sendall(b"hello\r\n\r\n")
        assert sock.recv(65536).startswith(b"HTTP/1.1 400 ")


def test_a_taken_port_is_an_error_at_the_start() -> None:
    with Provider(Canned(ANSWER)) as first:
        second = Provider(Canned(ANSWER), port=port_of(first.base_url))
        with pytest.raises(OSError, match="in use"):
            second.__enter__()


# Faults: what the endpoint refuses or fails


@pytest.mark.parametrize(
    ("fault", "status", "kind", "code"),
    [
        ("400", 400, "invalid_request_error", "invalid_value"),
        ("401", 401, "invalid_request_error", "invalid_api_key"),
        ("402", 402, "invalid_request_error", "payment_required"),
        ("403", 403, "invalid_request_error", "permission_denied"),
        ("404model", 404, "invalid_request_error", "model_not_found"),
        ("413", 413, "invalid_request_error", "request_too_large"),
        ("ctxlen", 400, "invalid_request_error", "context_length_exceeded"),
        ("429", 429, "requests", "rate_limit_exceeded"),
        ("429quota", 429, "insufficient_quota", "insufficient_quota"),
        ("429credit", 429, "insufficient_quota", "credit_balance_exhausted"),
        ("429billing", 429, "invalid_request_error", "billing_hard_limit_reached"),
        ("408", 408, "timeout_error", "request_timeout"),
        ("409", 409, "conflict_error", "conflict"),
        ("500", 500, "server_error", None),
        ("503", 503, "server_error", "overloaded"),
        ("504", 504, "server_error", "gateway_timeout"),
        ("529", 529, "overloaded_error", None),
    ],
)
def test_errors_have_their_status_and_code(
    fault: str, status: int, kind: str, code: str | None
) -> None:
    got = ask_once(fault)
    assert got.status == status
    assert (got.error["type"], got.error["code"]) == (kind, code)
    assert not {"retry-after", "retry-after-ms"} & set(got.headers)


@pytest.mark.parametrize(
    ("fault", "header", "value"),
    [
        ("429ra", "retry-after", "1"),
        ("429ra300", "retry-after", "300"),
        ("429ra-5", "retry-after", "-5"),
        ("429ranan", "retry-after", "nan"),
        ("429ms", "retry-after-ms", "50"),
        ("429ms250", "retry-after-ms", "250"),
    ],
)
def test_429_says_when_to_come_back(fault: str, header: str, value: str) -> None:
    got = ask_once(fault)
    assert (got.status, got.headers[header]) == (429, value)


def test_429date_gives_a_date_soon() -> None:
    date = parsedate_to_datetime(ask_once("429date").headers["retry-after"])
    assert -1 < date.timestamp() - time.time() < 3


def test_422_is_not_in_openai_shape() -> None:
    got = ask_once("422")
    assert (got.status, "detail" in got.json, "error" in got.json) == (422, True, False)


@pytest.mark.parametrize(("fault", "status"), [("502html", 502), ("html200", 200)])
def test_html_pages(fault: str, status: int) -> None:
    got = ask_once(fault)
    assert (got.status, got.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert got.raw.startswith(b"<html>")


def test_redir_points_to_another_host_name_of_this_server() -> None:
    with faulty("redir") as provider:
        got = ask(provider)
        port = port_of(provider.base_url)
    assert got.status == 307
    assert got.headers["location"] == f"http://localhost:{port}/v1/chat/completions"


def test_400param_refuses_while_the_request_carries_it() -> None:
    with faulty("400param:response_format", "400param:temperature", "500:1") as provider:
        refused = [
            ask(provider, response_format=RESPONSE_FORMAT, temperature=0),
            ask(provider, response_format={"type": "json_object"}, temperature=0),
        ]
        rest = [ask(provider).status for _ in range(2)]
        again = ask(provider, temperature=1)
        stats = provider.stats()["outcomes"]
    assert [got.status for got in [*refused, again]] == [400, 400, 400]
    assert [got.error["param"] for got in refused] == ["response_format", "temperature"]
    assert refused[0].error["code"] == "unsupported_parameter"
    assert rest == [500, 200]
    assert stats == {"400param:response_format": 1, "400param:temperature": 2, "500": 1, "ok": 1}


def test_400param_can_be_counted_and_can_mean_json_object() -> None:
    with faulty("400param:max_tokens:1") as provider:
        assert [ask(provider, max_tokens=9).status for _ in range(2)] == [400, 200]
    with faulty("400param:json_object") as provider:
        got = ask(provider, response_format={"type": "json_object"})
        assert (got.status, got.error["param"]) == (400, "response_format")
        assert ask(provider, response_format=RESPONSE_FORMAT).status == 200


# Faults: the connection


def test_hang_sends_nothing_and_ends_with_the_server() -> None:
    with faulty("hang") as provider:
        sock = raw_request(provider)
        wait_for(lambda: provider.stats()["in_flight"] == 1)
        sock.settimeout(0.02)
        with pytest.raises(TimeoutError):
            sock.recv(1)
    with sock:
        assert sock.recv(1) == b""


def test_a_client_that_gives_up_is_no_longer_in_flight() -> None:
    with faulty("hang") as provider:
        with raw_request(provider):
            wait_for(lambda: provider.stats()["in_flight"] == 1)
        wait_for(lambda: provider.stats()["in_flight"] == 0)
        assert provider.stats()["outcomes"] == {"hang": 1}


def test_reset0_resets_before_a_byte() -> None:
    with faulty("reset0") as provider, pytest.raises(ConnectionResetError) as caught:
        raw_exchange(provider)
    assert caught.value.args == (b"",)


def test_reset_resets_in_the_middle_of_the_body() -> None:
    with faulty("reset") as provider, pytest.raises(ConnectionResetError) as caught:
        raw_exchange(provider)
    assert_half(caught.value.args[0])


def test_eof_closes_in_the_middle_of_the_body() -> None:
    with faulty("eof") as provider:
        assert_half(raw_exchange(provider))


def test_eof0_closes_before_a_byte() -> None:
    with faulty("eof0") as provider:
        assert raw_exchange(provider) == b""


def assert_half(data: bytes) -> None:
    head, _, body = data.partition(b"\r\n\r\n")
    promised = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
    assert head.startswith(b"HTTP/1.1 200 ")
    assert len(body) == promised // 2


def test_drip_is_whole_but_slow() -> None:
    started = time.monotonic()
    got = ask_once("drip")
    assert time.monotonic() - started > 0.03
    assert got.content == ANSWER


# Faults: a 200 whose body is odd


@pytest.mark.parametrize("fault", ["truncbody", "empty200", "invutf8"])
def test_bodies_that_cannot_be_read(fault: str) -> None:
    got = ask_once(fault)
    assert got.status == 200
    assert int(got.headers["content-length"]) == len(got.raw)
    with pytest.raises(ValueError, match=r"JSON|Expecting|Unterminated|utf-8"):
        json.loads(got.raw.decode())


def test_empty200_is_empty_and_invutf8_only_not_utf8() -> None:
    assert ask_once("empty200").raw == b""
    assert json.loads(ask_once("invutf8").raw.decode(errors="ignore"))["choices"]


def test_values_that_are_no_completion() -> None:
    assert isinstance(ask_once("str200").json, str)
    assert set(ask_once("err200").json) == {"error"}
    assert ask_once("nullchoices").json["choices"] is None
    assert ask_once("nochoices").json["choices"] == []


@pytest.mark.parametrize(
    ("fault", "content_type"),
    [("wrongct", "text/plain; charset=utf-8"), ("octet", "application/octet-stream")],
)
def test_content_types_that_lie(fault: str, content_type: str) -> None:
    got = ask_once(fault)
    assert got.headers["content-type"] == content_type
    assert got.content == ANSWER


def test_odd_but_acceptable() -> None:
    bom = ask_once("bom")
    assert bom.raw.startswith(b"\xef\xbb\xbf{")
    assert Got(200, {}, bom.raw[3:]).content == ANSWER
    assert "usage" not in ask_once("nousage").json
    other = ask_once("othermodel")
    assert (other.json["model"] != CHAT["model"], other.content) == (True, ANSWER)


# Faults: the answer itself


def test_notjson_is_prose() -> None:
    with pytest.raises(ValueError, match="Expecting value"):
        json.loads(ask_once("notjson").content)


def test_fenced_and_think_hold_the_answer() -> None:
    assert ask_once("fenced").content == f"```json\n{ANSWER}\n```"
    content = ask_once("think").content
    assert content.startswith("<think>\n")
    assert content.partition("</think>\n\n")[2] == ANSWER


def test_trailing_has_a_comma_before_every_bracket() -> None:
    content = ask_once("trailing").content
    assert content.endswith('"tags": [1, 2.5,],}')
    assert json.loads(content.replace(",]", "]").replace(",}", "}")) == json.loads(ANSWER)


def test_schema_drops_a_required_field_also_from_tool_arguments() -> None:
    content = json.loads(ask_once("schema", response_format=RESPONSE_FORMAT).content)
    assert list(content) == ["title", "kind", "tags"]
    assert list(json.loads(ask_once("schema").content)) == ["killed", "kind", "tags"]
    message = ask_once("schema", tools=TOOLS, tool_choice="required").choice["message"]
    arguments = json.loads(message["tool_calls"][0]["function"]["arguments"])
    assert list(arguments) == ["title", "kind", "tags"]


def test_json_answers_with_wrong_values() -> None:
    assert not set(json.loads(ask_once("wrongjson").content)) & set(json.loads(ANSWER))
    numbers = json.loads(ask_once("strn").content)
    assert (numbers["killed"], numbers["tags"]) == ("2", ["1", "2.5"])
    assert '"killed": NaN' in ask_once("nan").content


def test_dup_gives_a_key_twice_the_right_one_last() -> None:
    pairs = json.loads(ask_once("dup").content, object_pairs_hook=list)
    assert [value for name, value in pairs if name == "title"] == [None, "قصف على البوكمال"]


def test_lone_is_an_escape_in_the_answer_lonewire_in_the_envelope() -> None:
    lone, wire = ask_once("lone"), ask_once("lonewire")
    assert rb"\\ud800" in lone.raw
    assert r"\ud800" in lone.content
    assert rb"\ud800" in wire.raw
    assert rb"\\ud800" not in wire.raw
    assert "\ud800" in wire.content
    assert all(json.loads(got.content)["title"].endswith("\ud800") for got in (lone, wire))


def test_ctl_puts_control_characters_into_the_answer() -> None:
    assert json.loads(ask_once("ctl").content)["title"].endswith("\x00\x1b[31m\u202e")


def test_length_cuts_the_answer() -> None:
    got = ask_once("length")
    assert got.choice["finish_reason"] == "length"
    assert got.content == ANSWER[: len(ANSWER) // 2]


def test_content_filter_with_and_without_an_answer() -> None:
    empty, part = ask_once("cf"), ask_once("cfpart")
    assert [got.choice["finish_reason"] for got in (empty, part)] == ["content_filter"] * 2
    assert [got.content for got in (empty, part)] == ["", ANSWER]


@pytest.mark.parametrize("more", [{}, {"tools": TOOLS, "tool_choice": "required"}])
def test_refusal_stands_in_its_field(more: dict[str, Any]) -> None:
    message = ask_once("refusal", **more).choice["message"]
    assert message["content"] is None
    assert "can't help" in message["refusal"]
    assert "tool_calls" not in message


def test_refusaljson_keeps_the_shape_and_the_enums() -> None:
    value = json.loads(ask_once("refusaljson").content)
    assert "can't help" in value["title"]
    assert value["kind"] == "shelling"


def test_every_fault_can_be_served_and_is_counted() -> None:
    quiet = [name for name in FAULT_NAMES if name != "hang"]
    with faulty(*quiet, "ok") as provider:
        for _ in quiet:
            try:
                ask(provider)
            except (ConnectionError, http.client.HTTPException):
                continue
        assert provider.stats()["outcomes"] == dict.fromkeys(quiet, 1)


# Scenarios


@pytest.mark.parametrize(
    ("scenario", "statuses"),
    [
        (["429ra:3"], [429, 429, 429, 200, 200]),
        (["500"], [500, 500, 500]),
        (["500", "401"], [500, 401, 401]),
        (["500:2", "ok", "503"], [500, 500, 200, 503, 503]),
        ("500:1 503:1", [500, 503, 200]),
    ],
)
def test_steps_follow_each_other(scenario: str | list[str], statuses: list[int]) -> None:
    with Provider(Faults(scenario, ANSWER)) as provider:
        assert [ask(provider).status for _ in statuses] == statuses


@pytest.mark.parametrize("spec", ["500:0", "500:x", "500:1:2", "400param", "nonsense", "429rabbit"])
def test_a_wrong_step_is_refused(spec: str) -> None:
    with pytest.raises(ValueError, match=r"expected"):
        parse_step(spec)


def test_a_mix_depends_on_the_seed_and_the_request_not_on_the_order() -> None:
    def outcomes(seed: int, order: Sequence[int]) -> dict[int, list[int]]:
        mix = Mix(rate=0.3, seed=seed, faults=["429ra", "500"])
        with Provider(Faults(mix, ANSWER)) as provider:
            return {n: [ask(provider, seed=n).status for _ in range(2)] for n in order}

    forward, backward = outcomes(1, range(30)), outcomes(1, range(29, -1, -1))
    other = outcomes(2, range(30))
    statuses = [status for pair in forward.values() for status in pair]
    assert forward == backward != other
    assert set(statuses) == {200, 429, 500}
    assert 8 <= sum(status != 200 for status in statuses) <= 30


# Record and replay


def test_record_files_what_it_does_not_know_then_answers(tmp_path: Path) -> None:
    with Provider(Record(tmp_path)) as provider:
        got = ask(provider, response_format=RESPONSE_FORMAT)
        key = request_key(provider.requests[0].body)
        filed = tmp_path / "requests" / f"{key}.json"
        (tmp_path / "answers" / f"{key}.json").write_text(ANSWER + "\n", encoding="utf-8")
        answered = ask(provider, response_format=RESPONSE_FORMAT)
        stats = provider.stats()["outcomes"]
    assert (got.status, got.error["code"]) == (503, "answer_not_recorded")
    assert got.headers["x-should-retry"] == "false"
    assert json.loads(filed.read_bytes()) == CHAT | {"key": key, "schema": SCHEMA}
    assert "دير الزور" in filed.read_text(encoding="utf-8")
    assert [path.name for path in filed.parent.iterdir()] == [filed.name]
    assert (answered.content, answered.json["model"]) == (ANSWER, "recorded")
    assert answered.json["usage"]["estimated"] is True
    assert stats == {"answer_not_recorded": 1, "recorded": 1}


def test_the_key_is_of_messages_schema_and_model_only() -> None:
    by_tool = {"tools": TOOLS, "tool_choice": "required", "temperature": 0}
    keys = {request_key(CHAT | {"response_format": RESPONSE_FORMAT}), request_key(CHAT | by_tool)}
    changed: list[dict[str, Any]] = [{}, {"model": "n"}, {"messages": [{}]}]
    others = {request_key(CHAT | more) for more in changed}
    assert (len(keys), len(others), keys & others) == (1, 3, set())


def test_a_lone_surrogate_in_a_request_is_filed_as_an_escape(tmp_path: Path) -> None:
    raw = json.dumps({"model": "m", "messages": [{"role": "user", "content": "\ud800"}]}).encode()
    with Provider(Record(tmp_path)) as provider:
        assert send(provider.base_url, "POST", "/v1/chat/completions", raw).status == 503
    (filed,) = (tmp_path / "requests").iterdir()
    assert json.loads(filed.read_bytes())["messages"][0]["content"] == "\ud800"


def test_recorded_answers_replay_from_lines_and_from_the_folder(tmp_path: Path) -> None:
    key = request_key(CHAT)
    lines = tmp_path / "answers.jsonl"
    lines.write_text(json.dumps({"key": key, "answer": json.loads(ANSWER)}) + "\n\n", "utf-8")
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / f"{key}.json").write_text(ANSWER, encoding="utf-8")
    for source in (lines, tmp_path):
        with Provider(Replay(load_answers([source]))) as provider:
            known, unknown = ask(provider), ask(provider, model="other")
        assert (known.content, known.json["model"]) == (ANSWER, "recorded")
        assert known.json["usage"]["estimated"] is True
        assert (unknown.status, unknown.error["code"]) == (404, "answer_not_found")


def test_replay_takes_a_text_or_a_function() -> None:
    with Provider(Replay(ANSWER)) as provider:
        assert ask(provider).content == ANSWER
    answers = {"m": "one"}
    with Provider(Replay(lambda body: answers.get(body["model"]))) as provider:
        assert [ask(provider, model=name).status for name in ("m", "n")] == [200, 404]


def test_a_line_without_key_is_named(tmp_path: Path) -> None:
    lines = tmp_path / "answers.jsonl"
    lines.write_text('{"fingerprint": "x"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"answers\.jsonl:1: expected"):
        load_answers([lines])


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("a" * 42, 10), ("ب" * 30, 10), ("中" * 30, 10), ("ا" * 15 + " " + "b" * 21, 11)],
)
def test_tokens_are_estimated_by_script(text: str, tokens: int) -> None:
    assert estimate_tokens(text) == tokens


# Latency and limits


def test_latency_and_jitter_delay_each_answer_without_blocking_others() -> None:
    with Provider(Canned(ANSWER), latency=Delay(0.03, jitter=0.01, seed=1)) as provider:
        started = time.monotonic()
        with ThreadPoolExecutor(5) as pool:
            list(pool.map(lambda _: ask(provider), range(5)))
        taken = time.monotonic() - started
        assert provider.stats()["max_in_flight"] > 1
    assert taken >= 0.03


def test_the_window_lets_no_more_than_rpm_through_in_any_minute() -> None:
    clock = FakeClock()
    with Provider(Canned(ANSWER), limiter=Window(3, clock=clock)) as provider:
        first = [ask(provider).status for _ in range(3)]
        clock.now += 20
        refused = ask(provider)
        clock.now += 40.5
        after = [ask(provider).status for _ in range(4)]
    assert (first, after) == ([200] * 3, [200] * 3 + [429])
    assert refused.status == 429
    assert refused.error["code"] == "rate_limit_exceeded"
    assert refused.headers["retry-after"] == "40"
    assert refused.headers["x-ratelimit-limit-requests"] == "3"
    assert refused.headers["x-ratelimit-remaining-requests"] == "0"
    assert refused.headers["x-ratelimit-reset-requests"] == "40s"


def test_the_bucket_starts_with_its_burst_and_refills() -> None:
    clock = FakeClock()
    with Provider(Canned(ANSWER), limiter=Bucket(60, burst=2, clock=clock)) as provider:
        start = [ask(provider) for _ in range(3)]
        clock.now += 1
        later = [ask(provider).status for _ in range(2)]
    assert [got.status for got in start] == [200, 200, 429]
    assert start[0].headers["x-ratelimit-remaining-requests"] == "1"
    assert start[2].headers["retry-after"] == "1"
    assert later == [200, 429]


@pytest.mark.parametrize("kind", ["window", "bucket"])
def test_limits_hold_over_ten_minutes_of_pressure(kind: str) -> None:
    clock = FakeClock(now=0.0)
    limiter: Limiter = Window(30, clock=clock) if kind == "window" else Bucket(30, clock=clock)
    passed = []
    for tick in range(6000):
        clock.now = tick / 10
        if limiter.take().allowed:
            passed.append(clock.now)
    assert 300 <= len(passed) <= 301
    most = max(sum(at <= other < at + 60 for other in passed) for at in passed)
    assert most <= (30 if kind == "window" else 31)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "0ms"), (0.012, "12ms"), (1.5, "1.5s"), (360, "6m0s"), (3723.5, "1h2m3.5s")],
)
def test_durations_are_written_as_openai_writes_them(seconds: float, text: str) -> None:
    assert duration(seconds) == text


# The command


def test_the_command_prints_its_address_and_serves(tmp_path: Path) -> None:
    answer = tmp_path / "answer.json"
    answer.write_text(ANSWER, encoding="utf-8")
    runs = [
        (["replay", "--answers", str(tmp_path)], 404),
        (["record", "--dir", str(tmp_path)], 503),
        (["latency", "--answers", str(answer), "--latency", "0.01", "--rpm", "60"], 200),
        (["faults", "--scenario", "529:1", "ok", "--answers", str(answer)], 529),
    ]
    started = [start(arguments) for arguments, _ in runs]
    for process, (_, status) in zip(started, runs, strict=True):
        with process:
            assert process.stdout is not None
            base_url = json.loads(process.stdout.readline())["base_url"]
            assert ask(base_url).status == status
            process.terminate()
        assert process.returncode == 0


def test_the_command_refuses_what_it_cannot_do() -> None:
    with start(["record"]) as process:
        _, errors = process.communicate()
    assert process.returncode == 2
    assert "--mode record needs --dir" in errors


def start(arguments: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.provider", "--mode", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# --- the Batch API -------------------------------------------------------------------------------


def form(data: bytes, *, purpose: str = "batch") -> tuple[bytes, str]:
    """The body and the content type of an upload."""
    parts = (
        f'--x\r\nContent-Disposition: form-data; name="purpose"\r\n\r\n{purpose}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="in.jsonl"\r\n'
        "Content-Type: application/jsonl\r\n\r\n"
    )
    return parts.encode() + data + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"


def upload(provider: Provider, data: bytes, **more: Any) -> Got:
    body, kind = form(data, **more)
    connection = http.client.HTTPConnection("127.0.0.1", port_of(provider.base_url), timeout=5)
    try:
        connection.request("POST", "/v1/files", body, {"Content-Type": kind})
        response = connection.getresponse()
        return Got(response.status, {}, response.read())
    finally:
        connection.close()


def begin(provider: Provider, lines: int, **more: Any) -> Got:
    data = b"".join(
        json.dumps(
            {
                "custom_id": f"r{n}",
                "method": "POST",
                "url": "/v1/chat/completions",
                "body": CHAT,
            }
        ).encode()
        + b"\n"
        for n in range(lines)
    )
    body = {
        "input_file_id": upload(provider, data).json["id"],
        "endpoint": "/v1/chat/completions",
        "completion_window": "24h",
        "metadata": {"a": "b"},
    }
    return send(provider.base_url, "POST", "/v1/batches", json.dumps(body | more).encode())


def results(provider: Provider, name: str) -> list[Any]:
    got = send(provider.base_url, "GET", f"/v1/files/{name}/content")
    return [json.loads(line) for line in got.raw.splitlines()]


def test_a_batch_goes_as_its_script_says() -> None:
    script = Script(polls=1, broken=2, expired=1, silent=1, seed=3)
    with Provider(Canned(ANSWER), batches=[script]) as provider:
        begun = begin(provider, 10).json
        assert (begun["id"], begun["status"], begun["metadata"]) == (
            "batch_1",
            "validating",
            {"a": "b"},
        )
        path = "/v1/batches/batch_1"
        assert send(provider.base_url, "GET", path).json["status"] == "in_progress"
        ended = send(provider.base_url, "GET", path).json
        assert ended["status"] == "completed"
        assert ended["request_counts"] == {"total": 10, "completed": 6, "failed": 3}
        good = results(provider, ended["output_file_id"])
        bad = results(provider, ended["error_file_id"])
        assert provider.batches.paid.total() == 6
        (listed,) = send(provider.base_url, "GET", "/v1/batches?limit=1").json["data"]
    assert listed["id"] == "batch_1"
    ids = [line["custom_id"] for line in good]
    assert ids != sorted(ids)
    content = good[0]["response"]["body"]["choices"][0]["message"]["content"]
    assert (good[0]["response"]["status_code"], content) == (200, ANSWER)
    assert [line["response"] and line["response"]["status_code"] for line in bad] == [
        500,
        500,
        None,
    ]
    assert bad[2]["error"]["code"] == "batch_expired"


def test_files_of_results_that_have_no_lines() -> None:
    scripts = [Script(broken=2), Script()]
    with Provider(Canned(ANSWER), batches=scripts) as provider:
        for _ in scripts:
            begin(provider, 2)
        ends = [send(provider.base_url, "GET", f"/v1/batches/batch_{n}").json for n in (1, 2)]
    assert ends[0]["output_file_id"] is None
    assert ends[1]["error_file_id"] == ""


def test_batches_that_end_otherwise() -> None:
    problem = {"code": "c", "message": "m", "line": None, "param": None}
    scripts = [Script(end="failed", problems=[problem]), Script(end="expired"), Script(polls=9)]
    with Provider(Canned(ANSWER), batches=scripts) as provider:
        for _ in scripts:
            begin(provider, 1)
        failed, expired = (
            send(provider.base_url, "GET", f"/v1/batches/batch_{n}").json for n in (1, 2)
        )
        cancelling = send(provider.base_url, "POST", "/v1/batches/batch_3/cancel").json
        cancelled = send(provider.base_url, "GET", "/v1/batches/batch_3").json
    assert (failed["status"], failed["errors"]["data"]) == ("failed", [problem])
    assert (expired["status"], bool(expired["output_file_id"])) == ("expired", True)
    assert (cancelling["status"], cancelled["status"]) == ("cancelling", "cancelled")


def test_what_the_batch_api_refuses() -> None:
    with Provider(Canned(ANSWER)) as provider:
        assert upload(provider, b"", purpose="vision").status == 400
        assert begin(provider, 1, input_file_id="nix").status == 400
        assert begin(provider, 1, completion_window="1h").status == 400
        for path in ("/v1/batches/nix", "/v1/files/nix/content"):
            assert send(provider.base_url, "GET", path).status == 404
        assert send(provider.base_url, "POST", "/v1/batches/nix/cancel").status == 404
    with Provider(Canned(ANSWER), batches=None) as provider:
        assert send(provider.base_url, "POST", "/v1/files").status == 404
        assert send(provider.base_url, "GET", "/v1/batches").status == 404
