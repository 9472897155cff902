"""`doctor` and `--dry-run`: is this set up right, and what would it cost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.builders import write_task
from tests.cli.support import (
    ANSWERS,
    CANARY,
    RECORDED,
    Done,
    Llmx,
    endpoint,
    live,
    names,
    text,
    write_articles,
)
from tests.provider import Provider
from tests.provider.replies import error_reply
from tests.provider.wire import Reply, Request

POINTS = [
    *("python", "settings", "packages", "language", "tasks", "answers"),
    *("store", "places", "files", "key", "address", "endpoint"),
]


def _states(done: Done) -> dict[str, str]:
    found = {point["name"]: point["state"] for point in json.loads(done.out)}
    assert list(found) == POINTS
    return found


def test_all_is_well_offline(llmx: Llmx, home: Path) -> None:
    done = llmx("doctor", *RECORDED)
    assert (done.code, done.err) == (0, "")
    assert [line.split()[1] for line in done.out.splitlines()] == POINTS
    assert "brief, events, translate" in done.out
    assert "answers.jsonl: models recorded" in done.out
    assert set(_states(llmx("doctor", "--json", *RECORDED)).values()) == {"ok"}
    assert names(home) == []


def test_an_endpoint_that_answers(llmx: Llmx, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    with Provider(endpoint(), models=["gpt-4o-mini", "mine"]) as serving:
        to = ("--base-url", serving.base_url)
        done = llmx("doctor", *to, "--model", "gpt-4o-mini")
        assert (done.code, done.err) == (0, "")
        assert "answers; model gpt-4o-mini, $" in done.out
        assert "per million input tokens" in done.out
        assert "price unknown" in llmx("doctor", *to, "--model", "mine").out
        other = llmx("doctor", *to, "--model", "other", "--json")
        assert (other.code, _states(other)["endpoint"]) == (0, "warning")
        assert "'other'" in other.out
        assert serving.stats()["routes"] == {"GET /v1/models": 3}
    assert CANARY not in done.out + other.out


def test_a_wrong_key_and_a_dead_endpoint(llmx: Llmx, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    with Provider(endpoint()) as serving:
        app = serving._app

        def refuse(_request: Request, _found: str) -> Reply:
            return error_reply(401, f"Incorrect API key: {CANARY}", code="invalid_api_key")

        for route in app._routes:
            if route.path == "/v1/models":
                object.__setattr__(route, "handler", refuse)
        done = llmx("doctor", "--base-url", serving.base_url)
        states = _states(llmx("doctor", "--json", "--base-url", serving.base_url))
    assert done.code == 1
    assert states["endpoint"] == "fault"
    assert "check OPENAI_API_KEY" in done.out
    assert CANARY not in done.out
    done = llmx("doctor", "--base-url", serving.base_url)
    assert done.code == 1
    assert "cannot be reached" in done.out


def test_a_missing_key(llmx: Llmx) -> None:
    done = llmx("doctor", "--json")
    assert done.code == 1
    assert _states(done)["key"] == _states(done)["endpoint"] == "fault"
    assert "OPENAI_API_KEY" in done.out


def test_what_else_can_be_wrong(llmx: Llmx, home: Path) -> None:
    write_task(home / "own", "broken", user="{{ nothing }}", schema="x = 1\n")
    (home / "shared").mkdir()
    (home / "shared").chmod(0o777)
    (home / "shared" / "cache.db").write_bytes(b"")
    own = ("--prompts", "own", "--schemas", "own", "--cache-dir", "shared")
    done = llmx("doctor", "--offline", "--json", "--answers", "gone.jsonl", *own)
    assert done.code == 1
    assert _states(done)["tasks"] == _states(done)["answers"] == _states(done)["store"] == "fault"
    done = llmx("doctor", "--offline", "--json", "--no-cache")
    assert (done.code, _states(done)["store"]) == (0, "warning")


def _point(done: Done, name: str) -> tuple[str, str]:
    found = {point["name"]: point for point in json.loads(done.out)}
    return found[name]["state"], found[name]["said"]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("sk-0123456789abcdef\n", "holds white space or a character"),
        (" sk-0123456789abcdef", "holds white space or a character"),
        ('"sk-0123456789abcdef"', "holds more than the key"),
        ("Bearer_sk-0123456789abcdef", "holds more than the key"),
        ("OPENAI_API_KEY=sk-0123456789abcdef", "holds more than the key"),
        ("sk-0123456789\u200babcdef", "holds white space or a character"),
        ("sk-0123 456789abcdef", "holds white space or a character"),
    ],
)
def test_a_key_with_something_around_it(
    llmx: Llmx, monkeypatch: pytest.MonkeyPatch, key: str, said: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    done = llmx("doctor", "--json", "--base-url", "http://127.0.0.1:9/v1")
    state, told = _point(done, "key")
    assert (state, said in told) == ("fault", True)
    assert "0123" not in done.out + done.err


@pytest.mark.parametrize(
    ("url", "state", "said"),
    [
        ("http://127.0.0.1:9/v1/chat/completions", "fault", "--base-url http://127.0.0.1:9/v1)"),
        ("http://10.255.255.1:9/v1", "warning", "the key goes to 10.255.255.1:9 unencrypted"),
        ("http://127.0.0.1:9/v1", "ok", "http://127.0.0.1:9/v1"),
    ],
)
def test_an_address_that_is_a_common_mistake(
    llmx: Llmx, monkeypatch: pytest.MonkeyPatch, url: str, state: str, said: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    monkeypatch.setattr("llmx.cli.doctor._endpoint", lambda _: "not asked")
    found, told = _point(llmx("doctor", "--json", "--base-url", url), "address")
    assert found == state
    assert said in told


def test_a_proxy_is_named(llmx: Llmx, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("llmx.cli.doctor._endpoint", lambda _: "not asked")
    monkeypatch.setenv("https_proxy", "http://user:secret@10.255.255.1:3128")
    done = llmx("doctor", "--json", "--base-url", "https://llm.example/v1")
    assert _point(done, "address")[0] == "warning"
    assert "https_proxy; NO_PROXY=llm.example" in done.out
    assert "secret" not in done.out
    here = llmx("doctor", "--json", "--base-url", "http://localhost:9/v1")
    assert _point(here, "address")[0] == "ok"


def test_a_setting_with_a_typo_in_the_environment(
    llmx: Llmx, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLMX_MODLE", "x")
    done = llmx("doctor", "--json", *RECORDED)
    assert _point(done, "settings") == ("warning", "LLMX_MODLE is no setting; LLMX_MODEL is")
    monkeypatch.delenv("LLMX_MODLE")
    monkeypatch.setenv("LLMX_JOBS", "3")
    told = _point(llmx("doctor", "--json", *RECORDED), "settings")
    assert told == ("ok", "LLMX_JOBS; 3 articles at a time")


def test_a_full_disk_a_missing_gazetteer_and_too_few_files(
    llmx: Llmx, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shutil.disk_usage(home)._replace(free=1_500_000)
    monkeypatch.setattr("llmx.cli.doctor.shutil.disk_usage", lambda _: full)
    monkeypatch.setattr("resource.getrlimit", lambda _: (64, 64))
    done = llmx("doctor", "--json", "--gazetteer", "gone.db", "--jobs", "50", *RECORDED)
    assert done.code == 1
    assert _point(done, "places")[0] == "fault"
    assert "gone.db" in done.out
    state, told = _point(done, "store")
    assert (state, told.startswith("1 MB are left")) == ("warning", True)
    state, told = _point(done, "files")
    assert (state, "64 files may be open, --jobs 50 takes" in told) == ("warning", True)


# --- --dry-run -----------------------------------------------------------------------------------


def _table(done: Done) -> dict[str, list[str]]:
    return {
        line.split()[0]: line.replace(",", "").split()[1:]
        for line in done.out.splitlines()
        if line.split()[:1] and line.split()[0] in ("translate", "brief", "events", "all")
    }


def test_a_dry_run_sends_nothing(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 3)
    (home / "bad.txt").write_bytes(b"")
    with Provider(endpoint()) as serving:
        to = live(serving.base_url)
        for arguments in (
            ("export", "in", "-o", "out.jsonl"),
            ("brief", "in", "-o", "out"),
            ("summarize", "in"),
            ("translate", "in", "-o", "out.md"),
        ):
            done = llmx(*arguments, "--dry-run", *to)
            assert (done.code, done.err) == (0, "")
            assert "Nothing was sent." in done.out
            assert "articles  3" in done.out
        done = llmx("export", "in", "bad.txt", "-o", "out.jsonl", "--dry-run", *to)
        assert done.code == 1
        assert done.said.startswith("llmx: skipped: bad.txt")
        assert serving.count == 0
    assert names(home) == ["bad.txt", "in"]


def test_a_dry_run_counts_what_is_stored(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 3)
    with Provider(endpoint()) as serving:
        to = live(serving.base_url)
        assert llmx("summarize", "in/001.txt", "in/002.txt", *to).code == 0
        done = llmx("export", "in", "-o", "out.jsonl", "--dry-run", *to)
        table = _table(done)
        assert {name: row[:3] for name, row in table.items()} == {
            "translate": ["3", "0", "3"],
            "brief": ["3", "2", "1"],
            "events": ["3", "0", "3"],
            "all": ["9", "2", "7"],
        }
        before = serving.count
        assert llmx("export", "in", "-o", "out.jsonl", *to).code == 0
        assert serving.count - before == 7
        done = llmx("export", "in", "-o", "out.jsonl", "--dry-run", *to)
        assert _table(done)["all"] == ["9", "9", "0", "0", "0", "$0.0000"]


def test_a_price_is_known_or_unknown_but_never_nothing(llmx: Llmx, home: Path) -> None:
    (home / "a.txt").write_text(text(1), encoding="utf-8")
    known = _table(llmx("export", "a.txt", "-o", "o.json", "--dry-run", "--model", "gpt-4o-mini"))
    assert all(float(row[-1].removeprefix("$")) > 0 for row in known.values())
    unknown = _table(llmx("export", "a.txt", "-o", "o.json", "--dry-run", "--model", "no-such"))
    assert {row[-1] for row in unknown.values()} == {"unknown"}
    assert all(int(row[3]) > 100 and int(row[4]) > 100 for row in known.values())


def test_an_estimate_is_near_what_is_used(llmx: Llmx, home: Path) -> None:
    (home / "a.txt").write_text(text(1), encoding="utf-8")
    with Provider(endpoint()) as serving:
        to = live(serving.base_url)
        expected = int(_table(llmx("summarize", "a.txt", "--dry-run", *to))["all"][3])
        done = llmx("summarize", "a.txt", "--format", "json", *to)
    used = json.loads(done.out)["provenance"]["brief"]["usage"]["input_tokens"]
    assert 0.8 < expected / used < 1.25


def test_a_dry_run_of_recorded_answers(llmx: Llmx, home: Path) -> None:
    done = llmx("summarize", ANSWERS.parent / "articles", "--dry-run", *RECORDED)
    assert done.code == 0
    assert "model     recorded" in done.out


def test_a_dry_run_tells_the_languages_apart(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 2)
    (home / "in/ru.txt").write_text(
        "Бои под селом Речное\n\nПо словам военного источника, погибли трое бойцов.\n",
        encoding="utf-8",
    )
    done = llmx("brief", "in", "-o", "out", "--dry-run", "--model", "gpt-4o-mini")
    by_language = done.out.partition("language")[2].splitlines()[1:3]
    assert [line.split()[0] for line in by_language] == ["ar", "ru"]
    assert [line.split()[-2] for line in by_language] == ["2", "1"]
    assert all(float(line.split()[6].removeprefix("$")) > 0 for line in by_language)


def test_a_given_price_is_used(llmx: Llmx, home: Path) -> None:
    (home / "a.txt").write_text(text(1), encoding="utf-8")
    done = llmx("summarize", "a.txt", "--dry-run", "--model", "no-such", "--price", "1/0")
    row = _table(done)["all"]
    assert float(row[-1].removeprefix("$")) == pytest.approx(int(row[3]) / 1e6, abs=1e-4)
