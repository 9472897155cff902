"""`export --bundle` and `verify`: what they say, how they end, and that no secret is kept."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.support import (
    ARTICLES,
    CANARY,
    FIRST,
    RECORDED,
    Llmx,
    Particular,
    command,
    endpoint,
    environment,
    live,
    names,
    rows,
    text,
    whole,
    write_articles,
)
from tests.provider import Provider


def _content(folder: Path) -> dict[str, bytes]:
    files = (f for f in folder.rglob("*") if f.is_file())
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in files}


def test_the_examples(llmx: Llmx, home: Path) -> None:
    done = llmx("export", ARTICLES, "-o", "out.jsonl", *RECORDED, "--bundle", "kept")
    assert (done.code, done.out) == (0, "")
    said = done.err.splitlines()[-1]
    assert said.startswith("llmx: bundle: 39 files → kept/, SHA-256 of the manifest ")
    digest = said.rpartition(" ")[2]
    assert (home / "kept/manifest.sha256").read_text() == f"{digest}  manifest.json\n"
    assert names(home) == ["kept", "out.jsonl", "out.jsonl.run.json"]

    (home / "kept").rename(home / "moved")
    (home / "out.jsonl").unlink()
    done = llmx("verify", "moved")
    assert (done.code, done.out) == (0, "")
    assert done.said.startswith("llmx: verify: 41 files, 8 records, all holds; SHA-256 ")
    assert digest in done.said


def test_what_does_not_hold(llmx: Llmx, home: Path) -> None:
    assert llmx("export", FIRST, "-o", "out.jsonl", *RECORDED, "--bundle", "kept").code == 0
    export = home / "kept/export.jsonl"
    export.write_text(export.read_text(encoding="utf-8").replace("Deir Hafer", "Deir Hafez", 1))
    done = llmx("verify", "kept")
    assert done.code == 1
    first, second = done.out.splitlines()
    assert first.startswith("kept: export.jsonl: was changed: expected SHA-256 ")
    assert second.startswith("kept: export.jsonl, line 1, article 'ddd2133e9d49fb15': /answers/")
    assert "Hafer" in second.partition("there is")[0]
    assert "Hafez" in second.partition("there is")[2]
    assert "2 faults" in done.said
    told = json.loads(llmx("verify", "kept", "--json").out)
    assert told["faults"][1]["path"].startswith("/answers/translate/sentences/")
    assert told["unproven"] == []


def test_a_schema_that_is_not_installed(llmx: Llmx, home: Path) -> None:
    shutil.copytree(ARTICLES.parent / "recalls" / "schemas", home / "schemas")
    shutil.copytree(ARTICLES.parent / "recalls" / "prompts", home / "prompts")
    write_articles(home / "in", 1)
    own = ("--task", "recall", "--prompts", "prompts", "--schemas", "schemas")
    options = ("export", "in", "-o", "out.jsonl", *own, "--offline", "--model", "m")
    done = llmx(*options, "--bundle", "kept")
    assert done.code == 1  # nobody has answered, which is a result, too
    done = llmx("verify", "kept")
    assert (done.code, done.out) == (2, "")
    assert "schemas/recall.py is code that is not installed here" in done.err
    assert "no fault, but not all is proven" in done.err
    assert llmx("verify", "kept", "--schemas", "schemas").code == 0
    assert llmx("verify", "kept", "--run-schemas").code == 0


def test_another_version_is_said_first(llmx: Llmx, home: Path) -> None:
    assert llmx("export", FIRST, "-o", "out.jsonl", *RECORDED, "--bundle", "kept").code == 0
    settings = home / "kept/settings.json"
    value = whole(settings)
    value["versions"]["llmx"] = "0.0.9"
    settings.write_text(json.dumps(value), encoding="utf-8")
    done = llmx("verify", "kept")
    assert done.code == 1
    assert "made with llmx 0.0.9 (here " in done.err.splitlines()[0]


def test_standard_input_is_kept(llmx: Llmx, home: Path) -> None:
    stream = "".join(json.dumps({"text": text(n)}) + "\n" for n in range(1, 4)).encode()
    with Provider(endpoint()) as serving:
        options = ("export", "-", "-o", "out.jsonl", "--task", "brief", *live(serving.base_url))
        assert llmx(*options, "--bundle", "kept", stdin=stream).code == 0
        assert llmx(*options, "--bundle", "two", "--force", "--limit", "2", stdin=stream).code == 0
    (original,) = (home / "kept/originals").iterdir()
    assert original.read_bytes() == stream
    (original,) = (home / "two/originals").iterdir()
    assert original.read_bytes() == b"".join(stream.splitlines(keepends=True)[:2])
    assert llmx("verify", "kept").code == llmx("verify", "two").code == 0


def test_failures_of_an_endpoint_are_told(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 4)
    with Provider(Particular({"رقم 2 ": "refusal"})) as serving:
        options = ("in", "-o", "out.jsonl", "--task", "brief", *live(serving.base_url))
        assert llmx("export", *options, "--bundle", "kept").code == 1
    assert [r["kind"] for r in rows(home / "kept/errors.jsonl")] == ["refused"]
    done = llmx("verify", "kept")
    assert (done.code, done.out) == (0, "")
    assert "what an endpoint said cannot be derived: 1 failure" in done.err


def test_no_secret_is_kept(llmx: Llmx, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_articles(home / "in", 2)
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    config = home.parent / "home" / "llmx" / "llmx.toml"
    config.parent.mkdir(parents=True)
    with Provider(endpoint()) as serving:
        address = f'base_url = "{serving.base_url}"\nmodel = "m"\n'
        config.write_text(f"{address}# {CANARY}\n", encoding="utf-8")
        options = ("export", "in", "-o", "out.jsonl", "--task", "brief")
        assert llmx(*options, "--bundle", "kept").code == 0
        assert serving.count == 2
        assert serving.requests[0].headers["authorization"] == f"Bearer {CANARY}"
        port = serving.base_url.partition("//")[2].partition("/")[0]
    config.write_text(address.replace("://", f"://user:{CANARY}@"), encoding="utf-8")
    assert llmx(*options, "--force", "--offline", "--bundle", "offline").code == 0
    assert _content(home / "offline") == _content(home / "kept")
    for name, data in _content(home / "kept").items():
        for secret in (CANARY, port, str(home)):
            assert secret.encode() not in data, name
            assert secret not in name


def test_an_interrupt_and_what_goes_on_from_it(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 8)
    options = ("export", "in", "-o", "out.jsonl", "--task", "brief", "--jobs", "2")
    with Provider(endpoint(), latency=0.15) as serving:
        more = (*options, "--no-cache", "--bundle", "kept", *live(serving.base_url))
        child = subprocess.Popen(
            command(*more), cwd=home, env=environment(), stderr=subprocess.PIPE, encoding="utf-8"
        )
        while serving.count < 3 and child.poll() is None:
            time.sleep(0.02)
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=90)
        assert child.returncode == 130
        assert not (home / "kept").exists()
        assert llmx(*more).code == 0
        assert serving.count == 8
        stopped = _content(home / "kept")
        again = ("--force", "--cache-dir", "store", "--bundle", "other", *live(serving.base_url))
        assert llmx(*options, *again).code == 0
    assert _content(home / "other") == stopped
    assert ".kept.partial" not in names(home)


def test_a_dry_run_makes_none(llmx: Llmx, home: Path) -> None:
    done = llmx("export", FIRST, "-o", "out.jsonl", *RECORDED, "--bundle", "kept", "--dry-run")
    assert done.code == 0
    assert names(home) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("verify", "none"), "no folder 'none'"),
        (("verify", "."), "holds no bundle"),
        (("export", FIRST, "-o", "o.jsonl", *RECORDED, "--bundle", "no/b"), "make it"),
        (("export", FIRST, "-o", "o.jsonl", *RECORDED, "--bundle", "."), "holds no bundle of llmx"),
    ],
)
def test_refusals(llmx: Llmx, home: Path, arguments: tuple[object, ...], said: str) -> None:
    (home / "mine.txt").write_text("mine", encoding="utf-8")
    done = llmx(*arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.said


def test_the_disk_is_full(llmx: Llmx, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("llmx.custody.files._to_disk", full)
        done = llmx("export", FIRST, "-o", "out.jsonl", *RECORDED, "--bundle", "kept")
    assert done.code == 5
    assert "No space left" in done.said
    assert not any(name.startswith((".kept", "kept")) for name in names(home))
    assert llmx("export", FIRST, "-o", "out.jsonl", *RECORDED, "--bundle", "kept").code == 0
