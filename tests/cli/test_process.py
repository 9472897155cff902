"""The command in a process of its own: pipes, signals, locales, terminals."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.support import (
    ANSWERS,
    ARTICLES,
    FIRST,
    RECORDED,
    Llmx,
    command,
    endpoint,
    environment,
    live,
    names,
    rows,
    spawn,
    whole,
    write_articles,
)
from tests.provider import Provider


def test_the_module_and_the_script_are_the_same(home: Path) -> None:
    script = Path(sys.executable).with_name("llmx")
    done = spawn("summarize", FIRST, *RECORDED, cwd=home)
    assert (done.code, done.err) == (0, "")
    other = subprocess.run(
        [script, "summarize", FIRST, *RECORDED],
        cwd=home,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (other.returncode, other.stdout) == (0, done.out)


# --- a reader that goes away ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("summarize", str(ARTICLES), *RECORDED, "--format", "json"),
        ("cache", "export", "--cache-dir", "store"),
        ("schema", "events"),
        ("export", "-h"),
    ],
    ids=lambda a: a[0],
)
def test_a_closed_pipe_is_quiet(home: Path, arguments: tuple[str, ...]) -> None:
    if arguments[0] == "cache":
        assert spawn("cache", "import", ANSWERS, "--cache-dir", "store", cwd=home).code == 0
    read, write = os.pipe()
    child = subprocess.Popen(
        command(*arguments),
        cwd=home,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=write,
        stderr=subprocess.PIPE,
    )
    os.close(write)
    os.close(read)  # before a byte is written
    _, err = child.communicate(timeout=30)
    assert err == b""
    assert child.returncode == 128 + signal.SIGPIPE


def test_head_takes_what_it_wants(home: Path) -> None:
    shown = subprocess.run(
        ["/bin/sh", "-c", '"$@" | head -1', "sh", *command("summarize", ARTICLES, *RECORDED)],
        cwd=home,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=30,
    )
    assert shown.stdout.startswith("# Syrian army")
    assert shown.stdout.count("\n") == 1
    assert shown.stderr == ""


# --- an interrupt --------------------------------------------------------------------------------


def test_an_interrupted_run_is_taken_up_without_paying_again(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 12)
    options = ("export", "in", "-o", "out.jsonl", "--task", "brief", "--jobs", "2")
    with Provider(endpoint(), latency=0.15) as serving:
        to = live(serving.base_url)
        child = subprocess.Popen(
            command(*options, *to),
            cwd=home,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        _wait_for(lambda: serving.count >= 5)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=30)
        asked = serving.count
        assert (child.returncode, out) == (130, "")
        (line,) = err.splitlines()
        assert line == "llmx: stopped: interrupted; run the same command again to go on"
        assert not (home / "out.jsonl").exists()
        assert asked < 12
        manifest = whole(home / "out.jsonl.run.json")
        assert manifest["state"] == "stopped"
        stored = len(llmx("cache", "export").out.splitlines())
        assert stored >= asked - 2  # all but what was in flight

        done = llmx(*options, *to)
        assert done.code == 0, done.err
        assert serving.count == asked + 12 - stored
    assert len(rows(home / "out.jsonl")) == 12
    assert names(home) == ["in", "out.jsonl", "out.jsonl.run.json"]


def _wait_for(condition: object) -> None:
    assert callable(condition)
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


# --- locales and terminals -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
    ids=["C", "C, ascii", "ascii", "latin-1"],
)
def test_any_locale_is_survived(home: Path, env: dict[str, str]) -> None:
    env = {"LANG": "", **env}
    done = spawn("translate", FIRST, "--side-by-side", *RECORDED, cwd=home, env=env)
    assert (done.code, done.err) == (0, "")
    assert "Syrian army liberates" in done.out
    assert "الجيش" in done.out or r"\u0627\u0644\u062c\u064a\u0634" in done.out


def test_files_are_the_same_in_any_locale(home: Path) -> None:
    found = set()
    for number, env in enumerate(({"LC_ALL": "C", "PYTHONUTF8": "0"}, {"LC_ALL": "C.UTF-8"})):
        out = f"{number}.jsonl"
        assert spawn("export", FIRST, "-o", out, *RECORDED, cwd=home, env=env).code == 0
        found.add((home / out).read_bytes())
    assert len(found) == 1
    assert "الجيش".encode() in found.pop()


def test_a_name_that_is_no_utf8(llmx: Llmx, home: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    (home / name).write_bytes(FIRST.read_bytes())
    done = spawn("summarize", name, *RECORDED, cwd=home)
    assert (done.code, done.err) == (0, "")
    assert "xe9.txt" in done.out
    assert llmx("export", ".", "-o", "out.jsonl", *RECORDED).code == 0
    assert llmx("brief", name, "-o", "briefs", *RECORDED).code == 0
    (home / name).write_bytes(b"")
    done = spawn("summarize", name, *RECORDED, cwd=home)
    assert done.code == 1
    assert "xe9.txt" in done.said


@pytest.mark.parametrize(
    ("env", "coloured"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
    ids=["colour", "NO_COLOR", "dumb"],
)
def test_on_a_real_terminal(home: Path, env: dict[str, str], coloured: bool) -> None:
    code, shown = _in_terminal(home, env, "summarize", FIRST, *RECORDED)
    assert code == 0
    assert "Key facts" in shown
    assert "\u2068" in shown
    assert ("\x1b[1;36m" in shown) == coloured
    assert ("\x1b" in shown) == (env["TERM"] != "dumb")


def test_progress_on_a_terminal_leaves_nothing_behind(home: Path) -> None:
    with Provider(endpoint(), latency=0.05) as serving:
        write_articles(home / "in", 6)
        arguments = ("export", "in", "-o", "out.jsonl", "--task", "brief", "--jobs", "2")
        env = {"TERM": "xterm-256color", "COLUMNS": "100"}
        code, shown = _in_terminal(home, env, *arguments, *live(serving.base_url))
        assert code == 0
        assert "━" in shown
        assert "/6" in shown
        last = shown.rstrip().splitlines()[-1]
        assert "llmx: done: 6 articles" in last
        quiet = (*arguments, "--force", "-q", *live(serving.base_url))
        assert _in_terminal(home, env, *quiet) == (0, "")


def _in_terminal(home: Path, env: dict[str, str], *arguments: object) -> tuple[int, str]:
    """The exit code of a command whose streams are a terminal, and what it showed."""
    screen, line = pty.openpty()
    child = subprocess.Popen(
        command(*arguments),
        cwd=home,
        env=environment({"COLUMNS": "80", **env}),
        stdin=subprocess.DEVNULL,
        stdout=line,
        stderr=line,
        start_new_session=True,
    )
    os.close(line)
    shown = b""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        ready, _, _ = select.select([screen], [], [], 0.5)
        if not ready:
            continue
        try:
            data = os.read(screen, 65536)
        except OSError:  # the other end is closed
            break
        if not data:
            break
        shown += data
    os.close(screen)
    return child.wait(timeout=30), shown.decode("utf-8").replace("\r\n", "\n")


@pytest.mark.parametrize("redirection", ["<&-", "2>&-", ">&-"])
def test_a_stream_that_is_closed(home: Path, redirection: str) -> None:
    shown = subprocess.run(
        ["/bin/sh", "-c", f'"$@" {redirection}', "sh", *command("summarize", FIRST, *RECORDED)],
        cwd=home,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=30,
    )
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith("# Syrian army") == (redirection != ">&-")
