"""The key of a run that fails in every way, against an endpoint that repeats it: found nowhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from llmx.cli.app import app
from llmx.cli.outcome import guarded
from tests.cli.support import CANARY, endpoint, valid, write_articles
from tests.model.support import FakeTime, policy
from tests.provider import FAULT_NAMES, Provider, Script
from tests.provider.faults import Call, fault_named
from tests.provider.modes import Mode
from tests.provider.wire import Reply, Request

PART = CANARY[:14].encode()
"""What of a key would still be one: it is looked for without its end, too."""
STOPPING = frozenset(
    {"401", "402", "403", "404model", "429quota", "429credit", "429billing"}
)  # for which a run is given up at once
UNHEARD = frozenset({"hang", "reset0", "eof0"})  # nothing is said at all


class Echo(Mode):
    """Has the fault that a request's article is numbered for, and repeats the key wherever it can.

    In the headers, in the message of an error, around a page, in the name of the model, and in
    the text of the answer.
    """

    def __init__(self, faults: Mapping[int, str]) -> None:
        self._faults = faults

    def reply(self, request: Request) -> Reply:
        key = request.headers.get("authorization", f"Bearer {CANARY}").removeprefix("Bearer ")
        user = request.body["messages"][1]["content"]
        name = next((f for n, f in self._faults.items() if f"رقم {n} " in user), "ok")
        told = valid(request.body).replace("the same source.", f"the same source {key}.")
        reply = fault_named(name)(Call(request, lambda: told, drip=0.1))
        body = reply.body.replace(b'"message":"', f'"message":"you sent {key}: '.encode())
        body = body.replace(b"<title>", f"<title>{key} ".encode())
        body = body.replace(b"The service is", f"The service of {key} is".encode())
        body = body.replace(b'"model":"', f'"model":"{key}-'.encode())
        repeated = (("x-request-id", key), ("set-cookie", f"key={key}"), ("www-authenticate", key))
        return replace(reply, body=body, headers=(*reply.headers, *repeated), outcome=name)


@pytest.fixture
def said(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[list[str]]:
    """What a test's commands have printed, by command; at its end nothing has the key."""
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    monkeypatch.setattr("llmx.model.client.RetryPolicy", lambda: policy(FakeTime()))
    printed: list[str] = []
    yield printed
    assert PART not in "".join(printed).encode()
    assert PART not in "".join(capfd.readouterr()).encode()
    files = [file for file in home.parent.rglob("*") if file.is_file()]
    assert files
    assert [file.name for file in files if PART in file.read_bytes()] == []
    assert [str(file) for file in files if CANARY[:14] in str(file)] == []


@cache
def _command() -> Callable[..., Any]:
    return get_command(app)


class Run:
    """A command with the endpoint's address, and what it printed kept."""

    def __init__(self, printed: list[str], capfd: pytest.CaptureFixture[str]) -> None:
        self._printed, self._capfd = printed, capfd

    def __call__(self, *arguments: object) -> int:
        self._capfd.readouterr()
        code = guarded(_command(), [str(a) for a in arguments])
        sys.stdout.flush()
        self._printed.append("".join(self._capfd.readouterr()))
        return code


@pytest.fixture
def run(said: list[str], capfd: pytest.CaptureFixture[str]) -> Run:
    return Run(said, capfd)


ALL = ("--log-json", "log.jsonl", "--log-text", "-v", "--debug", "--force")


def _at(provider: Provider) -> tuple[str, ...]:
    return ("--base-url", provider.base_url, "--model", "m")


def test_every_fault_of_a_request(run: Run, said: list[str], home: Path) -> None:
    names = [name for name in FAULT_NAMES if name not in STOPPING]
    faults = {n + n // 4: name for n, name in enumerate(names, 1)}  # and some good ones between
    write_articles(home / "in", max(faults) + 1)
    with Provider(Echo(faults)) as provider:
        code = run(
            *("export", "in", "-o", "out.jsonl", "--task", "translate", "--timeout", "0.2"),
            *("--no-repair", "--jobs", "4", *ALL, *_at(provider)),
        )
        outcomes = provider.stats()["outcomes"]
        keys = {received.headers["authorization"] for received in provider.requests}
    assert code == 1
    assert set(names) <= set(outcomes)
    assert keys == {f"Bearer {CANARY}"}
    wrote = {name: (home / name).read_text(encoding="utf-8") for name in _written(home)}
    assert {"out.jsonl", "out.jsonl.errors.jsonl", "out.jsonl.run.json", "log.jsonl"} <= set(wrote)
    repeated = [name for name, text in wrote.items() if "[key]" in text]
    assert {"out.jsonl", "out.jsonl.errors.jsonl", "log.jsonl"} <= set(repeated)
    assert "[key]" in said[0]


def _written(home: Path) -> list[str]:
    return [file.name for file in home.iterdir() if file.is_file()]


@pytest.mark.parametrize("fault", sorted(STOPPING))
def test_every_fault_that_stops_a_run(run: Run, said: list[str], home: Path, fault: str) -> None:
    write_articles(home / "in", 3)
    with Provider(Echo({2: fault})) as provider:
        export = ("export", "in", "-o", "out.jsonl", "--task", "translate", "--jobs", "1", *ALL)
        assert run(*export, *_at(provider)) == 3
    assert (home / "out.jsonl.partial").exists()
    assert "Traceback" in said[0]
    if fault != "404model":  # of which nothing is repeated
        assert "you sent [key]" in said[0]


def test_the_other_commands(run: Run, said: list[str], home: Path) -> None:
    (article,) = write_articles(home / "in", 1).iterdir()
    with Provider(Echo({1: "400"})) as provider:
        for command in ("summarize", "translate"):
            assert run(command, article, *ALL[:-1], *_at(provider)) == 1
            assert "[key]" in said[-1]
        run("doctor", *_at(provider))
        run("cache", "info", "--json")
    with Provider(Echo({})) as provider:
        assert run("brief", "in", "-o", "briefs", *ALL, *_at(provider)) == 0
        assert run("cache", "export", "-o", "answers.jsonl") == 0
        assert run("validate", "out.jsonl", "--json") == 2
    assert CANARY.encode() not in (home / "answers.jsonl").read_bytes()


@pytest.mark.parametrize(
    "script",
    [
        Script(polls=1, broken=1, expired=1),
        Script(end="failed", problems=[{"message": f"no {CANARY}", "code": "x", "line": None}]),
        Script(created="before"),
    ],
    ids=["some broken", "refused", "lost"],
)
def test_batches(run: Run, said: list[str], home: Path, script: Script) -> None:
    write_articles(home / "in", 4)
    mode = Echo({1: "400", 2: "notjson", 3: "500"})
    with Provider(mode, batches=[script]) as provider:
        to = ("--base-url", provider.base_url)
        run("batch", "submit", "in", "--task", "translate", *ALL[:-1], *_at(provider))
        run("batch", "status", "--json", "-v", "--debug", *to)
        for _ in range(2):
            run("batch", "collect", "-v", "--debug", *to)
    assert (home.parent / "home" / "llmx" / "answers.batches" / "ledger.db").exists()


def test_a_bug_shows_its_traceback_without_the_key(
    run: Run, said: list[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"a header of {CANARY!r}")

    monkeypatch.setattr("llmx.cli.bulk.open_pipeline", broken)
    write_articles(home / "in", 1)
    with Provider(endpoint()) as provider:
        assert run("export", "in", "-o", "out.jsonl", *ALL, *_at(provider)) == 1
    assert "RuntimeError: a header of '[key]'" in said[0]
    assert "a bug in llmx: RuntimeError: a header of '[key]'" in said[0]
