"""`batch`: what these sources need through the Batch API, into the store that `export` reads."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from llmx import resources
from tests.cli.support import (
    CANARY,
    Llmx,
    command,
    endpoint,
    environment,
    live,
    text,
    valid,
    write_articles,
)
from tests.provider import Canned, Faults, Provider, Script

Json = dict[str, Any]


def batches(*scripts: Script) -> Provider:
    return Provider(endpoint(), batches=scripts)


def at(provider: Provider) -> tuple[str, str]:
    return ("--base-url", provider.base_url)


def test_from_sources_to_the_same_bytes_as_a_live_export(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 10)
    with batches(Script(polls=1, broken=2, expired=1)) as provider:
        to = live(provider.base_url)
        done = llmx("batch", "submit", "in", *to)
        assert (done.code, done.out) == (0, "")
        assert done.err.splitlines()[0] == ("llmx: batch: 10 articles, 30 requests, 30 to send")
        assert "batch_1: 30 requests sent, about" in done.err

        done = llmx("batch", "submit", "in", *to)
        assert "30 requests, 30 under way already, 0 to send" in done.said

        done = llmx("batch", "collect", *at(provider))
        assert (done.code, done.said) == (1, "llmx: batch: 30 requests under way")

        done = llmx("batch", "collect", *at(provider))
        assert (done.code, done.out) == (1, "")
        assert (
            "batch_1 completed: 30 requests: 27 answers, 1 sent again (expired), "
            "2 sent again (provider_unavailable), "
        ) in done.err
        assert "batch_2: 3 requests sent" in done.err
        assert "3 requests under way" in done.err

        done = llmx("batch", "collect", *at(provider))
        assert done.code == 0
        assert "batch_2 completed: 3 requests: 3 answers" in done.said
        assert provider.stats()["routes"].get("POST /v1/chat/completions") is None
        assert set(provider.batches.paid.values()) == {1}

        offline = ("--offline", "--model", "test-model")
        assert llmx("export", "in", "-o", "batch.jsonl", *offline).code == 0
        assert llmx("brief", "in", "-o", "briefs", *offline).code == 0
        live_run = ("export", "in", "-o", "live.jsonl", "--cache-dir", "other", *to)
        assert llmx(*live_run).code == 0
    assert (home / "batch.jsonl").read_bytes() == (home / "live.jsonl").read_bytes()
    done = llmx("batch", "submit", "in", "--base-url", "http://127.0.0.1:9/v1", *offline[1:])
    assert "30 requests, 30 stored before, 0 to send" in done.said  # and nobody was called


def test_the_status_of_batches(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 2)
    with batches(Script(polls=2)) as provider:
        more = ("--task", "brief", "--base-url", provider.base_url, "--model", "gpt-4.1-mini")
        llmx("batch", "submit", "in", *more)
        done = llmx("batch", "status", *at(provider))
        assert done.code == 0
        assert "2 requests under way" in done.said
        head, row = done.out.splitlines()
        assert head.split()[:3] == ["batch", "status", "requests"]
        assert row.split()[:7] == ["batch_1", "in_progress", "2", "0", "0", "0", "$0.0000"]
        llmx("batch", "collect", *at(provider))
        llmx("batch", "collect", *at(provider))
        done = llmx("batch", "status", "batch_1", *at(provider))
        assert done.out.splitlines()[1].split()[:6] == ["batch_1", "collected", *"2220"]
        value = json.loads(llmx("batch", "status", "--json", *at(provider)).out)
    (batch,) = value["batches"]
    tokens = batch["tokens"]
    listed = tokens["input"] * 0.4e-6 + tokens["output"] * 1.6e-6
    assert batch["cost_usd"] == pytest.approx(listed / 2, rel=1e-6)
    assert (batch["status"], batch["state"], batch["answers"]) == ("completed", "closed", 2)
    assert (value["waiting"], value["under_way"], value["failures"]) == (0, 0, [])


def test_what_failed_is_named_and_left_to_a_live_run(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 12)
    to: tuple[str, ...]
    with Provider(Faults("refusal", "{}")) as provider:
        to = ("--task", "brief", *live(provider.base_url))
        llmx("batch", "submit", "in", *to)
        done = llmx("batch", "collect", *at(provider))
        assert done.code == 1
        assert "llmx: failed: 003.txt: brief: the model declined: " in done.err
        assert "2 more failed; `llmx batch status --json` lists them" in done.err
        assert "12 failed (refused)" in done.err
        assert "12 requests failed; a live run asks them again" in done.err
        value = json.loads(llmx("batch", "status", "--json", *at(provider)).out)
        assert len(value["failures"]) == 12
        assert set(value["failures"][0]) == {"fingerprint", "task", "source", "kind", "message"}
    with Provider(endpoint()) as provider:
        to = ("--task", "brief", *live(provider.base_url))
        assert llmx("export", "in", "-o", "out.jsonl", *to).code == 0
        done = llmx("batch", "collect", *at(provider))
        assert (done.code, done.out) == (0, "")
        assert done.said == "llmx: batch: nothing to collect: no batch is under way"
        assert llmx("batch", "collect", "--quiet", *at(provider)).err == ""


def test_rows_that_are_no_articles(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 1)
    (home / "in" / "empty.txt").write_text("", encoding="utf-8")
    with batches() as provider:
        done = llmx("batch", "submit", "in", "--task", "brief", *live(provider.base_url))
    assert done.code == 1
    assert "llmx: skipped: empty.txt: " in done.err
    assert "batch_1: 1 request sent" in done.err


def test_what_is_kept_back(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 3)
    with batches() as provider:
        more = ("--task", "brief", "--enqueued-tokens", "1", *live(provider.base_url))
        done = llmx("batch", "submit", "in", *more)
        assert done.code == 0
        assert "2 requests kept back until the endpoint has room" in done.err
        assert [llmx("batch", "collect", *at(provider)).code for _ in range(3)] == [1, 1, 0]
        assert len(provider.batches.batches) == 3


def test_waiting_for_the_end(llmx: Llmx, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("llmx.cli.batches.PAUSE", 0.0)
    write_articles(home / "in", 2)
    with batches(Script(polls=2, broken=1), Script(polls=1)) as provider:
        llmx("batch", "submit", "in", "--task", "brief", *live(provider.base_url))
        done = llmx("batch", "collect", "--wait", *at(provider))
        assert done.code == 0
        assert [line.split()[2] for line in done.err.splitlines() if " completed: " in line] == [
            "batch_1",
            "batch_2",
        ]
        assert llmx("batch", "collect", "-q", *at(provider)).err == ""


def test_cancelling(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 3)
    with batches(Script(polls=9), Script(polls=9)) as provider:
        more = ("--task", "brief", "--enqueued-tokens", "1", *live(provider.base_url))
        llmx("batch", "submit", "in", *more)
        done = llmx("batch", "cancel", *at(provider))
        assert (done.code, "no batch is named" in done.said) == (2, True)
        done = llmx("batch", "cancel", "batch_1", *at(provider))
        assert done.said == "llmx: batch: batch_1 is cancelling; collect what it has answered"
        done = llmx("batch", "cancel", "--all", *at(provider))
        assert "2 requests that waited dropped" in done.err
        done = llmx("batch", "collect", *at(provider))
        assert (done.code, "1 answer" in done.said) == (0, True)

        done = llmx("batch", "cancel", "batch_1", *at(provider))
        assert (done.code, done.err) == (0, "")  # collected: there is nothing to cancel

        llmx("batch", "submit", "in", *more)
        done = llmx("batch", "collect", *at(provider))
        provider.batches.batches["batch_2"].polls = 99
        llmx("batch", "status", *at(provider))
        done = llmx("batch", "cancel", "batch_2", *at(provider))
        assert done.said == "llmx: batch: batch_2 is completed; collect what it has answered"


def test_giving_up(llmx: Llmx, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("llmx.cli.batches.PAUSE", 0.0)
    write_articles(home / "in", 1)
    with batches() as provider:
        asked = ("in", "--task", "brief", *live(provider.base_url))
        llmx("batch", "submit", *asked)
        lost = provider.batches.batches.pop("batch_1")
        done = llmx("batch", "collect", "--wait", *at(provider))  # ends all the same
        assert "does not know the batch 'batch_1'; `llmx batch cancel --give-up" in done.err
        done = llmx("batch", "cancel", "batch_1", *at(provider))
        assert done.said.endswith("does not know the batch 'batch_1'; --give-up forgets it")
        done = llmx("batch", "cancel", "--give-up", "batch_1", *at(provider))
        assert done.said.endswith("does not know the batch 'batch_1'")
        done = llmx("batch", "collect", *at(provider))
        assert (done.code, "1 request failed" in done.said) == (1, True)
        provider.batches.batches["batch_1"] = lost
        assert "1 request, 1 to send" in llmx("batch", "submit", *asked).err
        assert llmx("batch", "collect", *at(provider)).code == 0


def test_what_was_about_to_be_sent_is_taken_back(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 1)
    with Provider(Canned("{}"), batches=None) as provider:
        asked = ("in", "--task", "brief", *live(provider.base_url))
        assert llmx("batch", "submit", *asked).code == 3
        assert "(not sent yet)" in llmx("batch", "status", *at(provider)).out
        done = llmx("batch", "cancel", "--all", *at(provider))
        assert done.said == "llmx: batch: 1 request that waited dropped"
        assert llmx("batch", "collect", *at(provider)).code == 0


@pytest.mark.parametrize("command_", ["status", "collect"])
def test_without_batches(llmx: Llmx, home: Path, command_: str) -> None:
    done = llmx("batch", command_)  # needs no key
    assert (done.code, done.out, done.said) == (0, "", "llmx: batch: no batches")
    assert not (home.parent / "home").exists()
    assert json.loads(llmx("batch", "status", "--json").out)["batches"] == []


def test_a_dry_run_sends_nothing(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 1)
    done = llmx("batch", "submit", "in", "--dry-run", "--base-url", "http://127.0.0.1:9/v1")
    assert done.code == 0
    assert "Nothing was sent" in done.out
    assert done.said == "llmx: note: the Batch API takes half of that price"


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--no-cache",), 2, "a batch needs the answer store"),
        (("--offline",), 2, "a batch needs the network"),
        (("--max-cost", "1", "--price", "1/2"), 2, "--max-cost is not kept for batches"),
        (("--task", "nix"), 2, "no prompt for task 'nix'"),
        ((), 3, "no key for api.openai.com"),
        (("--base-url", "http://127.0.0.1:9/v1"), 3, "cannot be reached"),
    ],
)
def test_refusals_before_anything_is_sent(
    llmx: Llmx, home: Path, options: tuple[str, ...], code: int, said: str
) -> None:
    write_articles(home / "in", 1)
    done = llmx("batch", "submit", "in", "-q", *options)
    assert (done.code, done.out) == (code, "")
    assert said in done.said


@pytest.mark.parametrize("name", ["status", "collect", "cancel"])
def test_a_batch_that_there_is_none_of(llmx: Llmx, home: Path, name: str) -> None:
    with batches() as provider:
        done = llmx("batch", name, "nix", *at(provider))
    assert (done.code, done.out) == (2, "")
    assert "no batch 'nix'" in done.said


def test_an_endpoint_without_batches(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 1)
    with Provider(Canned("{}"), batches=None) as provider:
        done = llmx("batch", "submit", "in", "-q", *live(provider.base_url))
    assert done.code == 3
    assert "has no Batch API (404); `llmx export` asks it live" in done.said


def test_a_key_that_is_refused_for_a_line(
    llmx: Llmx, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    write_articles(home / "in", 1)
    with Provider(Faults("401", "{}")) as provider:
        llmx("batch", "submit", "in", "--task", "brief", *live(provider.base_url))
        done = llmx("batch", "collect", "-q", *at(provider))
    assert done.code == 3
    assert "refuses the key (401)" in done.said
    assert CANARY not in done.err
    held = (home.parent / "home").rglob("*")
    assert not any(CANARY.encode() in f.read_bytes() for f in held if f.is_file())


def test_batches_at_another_endpoint_are_left_alone(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 1)
    with batches() as one, batches() as other:
        llmx("batch", "submit", "in", "--task", "brief", *live(one.base_url))
        done = llmx("batch", "collect", *at(other))
        assert done.code == 0
        assert f"there are batches at another endpoint: --base-url {one.base_url}" in done.said
        assert other.count == 0
        done = llmx("batch", "collect", "batch_1", *at(other))
        assert (done.code, "is at another endpoint" in done.said) == (2, True)


def test_a_ledger_that_is_broken(llmx: Llmx, home: Path) -> None:
    folder = home / "store.batches"
    folder.mkdir(mode=0o700)
    (folder / "ledger.db").write_bytes(b"no database" * 1000)
    done = llmx("batch", "status", "--cache-dir", "store", "--base-url", "http://127.0.0.1:9/v1")
    assert (done.code, done.out) == (5, "")
    assert "'store.batches' cannot be used" in done.said


def test_killed_while_the_batch_is_being_created(llmx: Llmx, home: Path) -> None:
    (home / "one.txt").write_text(text(1), encoding="utf-8")
    with batches(Script(created="hang")) as provider:
        arguments = ("batch", "submit", "one.txt", "--task", "brief", *live(provider.base_url))
        process = subprocess.Popen(
            command(*arguments), cwd=home, env=environment(), stderr=subprocess.DEVNULL
        )
        try:
            while not provider.batches.batches and process.poll() is None:
                time.sleep(0.01)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert list(provider.batches.batches) == ["batch_1"]
        done = llmx(*arguments)
        assert done.code == 0
        assert "1 under way already, 0 to send" in done.err
        assert "batch_1: 1 request sent" in done.err
        assert list(provider.batches.batches) == ["batch_1"]
        done = llmx("batch", "collect", *at(provider))
        assert done.code == 0
        assert list(provider.batches.paid.values()) == [1]


def test_a_long_article_s_brief_takes_a_second_batch(llmx: Llmx, home: Path) -> None:
    for folder in ("in", "prompts"):
        (home / folder).mkdir()
    line = "قال مصدر عسكري إن الجيش سيطر على بلدة النخيل رقم {} يوم الأحد بعد معارك طويلة."
    text = "\n\n".join(line.format(n) for n in range(24))
    (home / "in/long.txt").write_text(text, encoding="utf-8")
    brief = (resources.builtin("prompts") / "brief.md").read_text(encoding="utf-8")
    narrow = brief.replace("temperature: 0\n", "temperature: 0\nmax_input_tokens: 400\n", 1)
    (home / "prompts/brief.md").write_text(narrow, encoding="utf-8")

    def reply(body: Json) -> str:
        parts = re.findall(
            r"^Sentences \d+ to \d+:\n(.*)$", body["messages"][1]["content"], re.MULTILINE
        )
        return str(parts[0]) if parts else valid(body)

    own = ("--task", "brief", "--prompts", "prompts")
    offline = (*own, "--offline", "--model", "test-model")
    with Provider(Canned(reply)) as provider:
        to = ("in", *own, *live(provider.base_url))
        assert (
            "1 long article in parts; what makes"
            in llmx("export", *to[:1], "-o", "x.jsonl", "--dry-run", *to[1:]).err
        )
        assert (
            "llmx: note: 1 long article in parts; once these are"
            in llmx("batch", "submit", *to).err
        )
        done = llmx("batch", "collect", *own[2:], *at(provider))
        assert done.code == 1
        assert "1 long article answered in parts; submit the same again" in done.err
        assert llmx("export", "in", "-o", "out.jsonl", *offline).code == 1
        assert "one answer of those to its chunks" in (home / "out.jsonl.errors.jsonl").read_text()
        done = llmx("batch", "submit", *to)
        assert "stored before, 1 to send" in done.err
        assert "long article" not in done.err
        done = llmx("batch", "collect", *own[2:], *at(provider))
        assert (done.code, "long article" in done.err) == (0, False)
        assert provider.stats()["routes"].get("POST /v1/chat/completions") is None
    assert llmx("export", "in", "-o", "out.jsonl", "--force", *offline).code == 0
