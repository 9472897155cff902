"""The command in a process of its own: pipes, signals, locales, terminals."""

from __future__ import annotations

import json
import os
import pty
import re
import resource
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
    Particular,
    command,
    endpoint,
    environment,
    live,
    names,
    rows,
    spawn,
    text,
    whole,
    write_articles,
)
from tests.provider import Provider

Child = subprocess.Popen[str]


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


def test_the_end_is_as_python_has_it_but_nothing_is_taken_apart(home: Path) -> None:
    code = """
import atexit, sys
from llmx.cli import main

class Kept:
    def __del__(self):
        print("taken apart")

atexit.register(print, "said at exit")
kept = Kept()
sys.argv = ["llmx", "schema", "nothing"]
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=home,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "said at exit\n")
    assert "'nothing'" in done.stderr


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
    _, err = child.communicate(timeout=90)
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


def _export(home: Path, *options: object, stdin: int = subprocess.DEVNULL) -> Child:
    return subprocess.Popen(
        command("export", *options),
        cwd=home,
        env=environment(),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def _ended(child: Child) -> tuple[int, list[str]]:
    """The exit code of an export, and what it said."""
    out, err = child.communicate(timeout=90)
    assert out == ""
    assert "Traceback" not in err
    return child.returncode, err.splitlines()


FINISHING = r"llmx: stopping: finishing what is in flight \((\d)\); again to stop now"
STOPPED = "llmx: stopped: interrupted; run the same command again to go on"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_run_after_what_is_in_flight(
    llmx: Llmx, home: Path, number: signal.Signals
) -> None:
    write_articles(home / "in", 12)
    options = ("in", "-o", "out.jsonl", "--task", "brief", "--jobs", "2")
    with Provider(endpoint(), latency=0.15) as serving:
        to = live(serving.base_url)
        child = _export(home, *options, *to)
        _wait_for(lambda: serving.count >= 5)
        child.send_signal(number)
        code, (finishing, stopped) = _ended(child)
        asked = serving.count
        assert (code, stopped) == (130, STOPPED)
        assert re.fullmatch(FINISHING, finishing)
        assert not (home / "out.jsonl").exists()
        assert asked < 12
        assert len(llmx("cache", "export").out.splitlines()) == asked
        assert len(rows(home / "out.jsonl.partial")) == asked
        manifest = whole(home / "out.jsonl.run.json")
        assert (manifest["state"], manifest["attempts"]) == ("stopped", asked)
        assert manifest["counts"]["ok"] == asked

        done = llmx("export", *options, *to)
        assert done.code == 0, done.err
        assert f"kept {asked} of {asked} results of the run before" in done.err
        assert serving.count == 12
        manifest = whole(home / "out.jsonl.run.json")
        assert (manifest["state"], manifest["attempts"]) == ("finished", 12)
        assert manifest["counts"]["ok"] == 12
        assert names(home) == ["in", "out.jsonl", "out.jsonl.run.json"]
        kept = (home / "out.jsonl").read_bytes()
        assert llmx("export", *options, "--force", *to).code == 0
        assert (home / "out.jsonl").read_bytes() == kept


def test_a_second_signal_ends_a_run_at_once(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 6)
    options = ("in", "-o", "out.jsonl", "--task", "brief", "--jobs", "2")
    slow = Particular({"رقم 3 ": "hang"})
    with Provider(slow) as serving:
        child = _export(home, *options, *live(serving.base_url))
        _wait_for(lambda: serving.count >= 6)
        child.send_signal(signal.SIGINT)
        assert child.stderr is not None
        assert re.fullmatch(FINISHING, child.stderr.readline().rstrip())
        child.send_signal(signal.SIGINT)
        assert _ended(child) == (130, [STOPPED])
        asked = serving.count
    assert len(rows(home / "out.jsonl.partial")) == 2
    manifest = whole(home / "out.jsonl.run.json")
    assert (manifest["state"], manifest["attempts"]) == ("stopped", asked)
    with Provider(endpoint()) as serving:
        assert llmx("export", *options, *live(serving.base_url)).code == 0
        assert 1 <= serving.count <= 2  # what hung, and an answer that had not arrived whole
    assert len(rows(home / "out.jsonl")) == 6


@pytest.mark.parametrize("hard", [64, 4096])
def test_few_open_files_are_enough(home: Path, hard: int) -> None:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard))

    write_articles(home / "in", 80)
    with Provider(endpoint()) as serving:
        to = live(serving.base_url)
        run = ("export", "in", "-o", "out.jsonl", "--task", "translate", "--jobs", "80", *to)
        done = spawn(*run, cwd=home, before=limited)
        most = serving.stats()["max_in_flight"]
    assert done.code == 0
    assert len(rows(home / "out.jsonl")) == 80
    assert ("requests at a time, not 80" in done.err) == (hard == 64)
    assert most <= 64 or hard > 64


def test_what_waits_for_the_rate_is_not_in_flight(home: Path) -> None:
    write_articles(home / "in", 12)
    options = ("in", "-o", "out.jsonl", "--task", "brief", "--rpm", "20")
    with Provider(endpoint()) as serving:
        child = _export(home, *options, *live(serving.base_url))
        _wait_for(lambda: serving.count >= 1)
        child.send_signal(signal.SIGINT)
        code, (_, stopped) = _ended(child)
        assert (code, stopped) == (130, STOPPED)
        assert serving.count <= 3  # at one in three seconds


def test_a_run_that_waits_for_its_input_can_be_stopped(home: Path) -> None:
    with Provider(endpoint()) as serving:
        options = ("-", "-o", "out.jsonl", "--task", "brief", *live(serving.base_url))
        child = _export(home, *options, stdin=subprocess.PIPE)
        assert child.stdin is not None
        child.stdin.write(json.dumps({"text": text(1)}) + "\n")
        child.stdin.flush()
        _wait_for(lambda: serving.count >= 1)
        child.send_signal(signal.SIGTERM)
        _wait_for(lambda: child.poll() is not None)
        code, (_, stopped) = _ended(child)
        assert (code, stopped) == (130, STOPPED)
    assert len(rows(home / "out.jsonl.partial")) == 1


def test_a_signal_that_is_ignored_stays_so(home: Path) -> None:
    write_articles(home / "in", 2)
    with Provider(endpoint(), latency=0.2) as serving:
        options = ("in", "-o", "out.jsonl", "--task", "brief", "-q", *live(serving.base_url))
        child = subprocess.Popen(
            ["/bin/sh", "-c", 'trap "" INT; exec "$@"', "sh", *command("export", *options)],
            cwd=home,
            env=environment(),
        )
        _wait_for(lambda: serving.count >= 1)
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=90) == 0


def test_one_article_that_is_waited_for_can_be_stopped(home: Path) -> None:
    with Provider(Particular({"الجيش": "hang"})) as serving:
        child = subprocess.Popen(
            command("summarize", FIRST, *live(serving.base_url)),
            cwd=home,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        _wait_for(lambda: serving.count >= 1)
        child.send_signal(signal.SIGINT)
        code, said = _ended(child)
    assert code == 130
    assert all(line.startswith("llmx: ") for line in said)


def test_a_fork_has_a_store_and_connections_of_its_own(home: Path) -> None:
    """Both sides of a fork ask and store at once; afterwards each has what the other has paid."""
    with Provider(endpoint()) as serving:
        done = subprocess.run(
            [sys.executable, "-c", FORKED, serving.base_url, text(1), text(2), text(3)],
            cwd=home,
            env=environment(),
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=90,
        )
        assert (done.stdout, done.stderr, done.returncode) == ("0\n", "", 0)
        assert serving.count == 3


FORKED = """
import os, sys, warnings
from pathlib import Path
import llmx
from llmx.settings import Settings

warnings.simplefilter("error")
settings = Settings(model="m", base_url=sys.argv[1], cache_dir=Path("store"))
common, of_child, of_parent = sys.argv[2:]
llmx.summarize(common, settings=settings)
child = os.fork()
llmx.summarize(of_parent if child else of_child, settings=settings)
if not child:
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
print(sum(llmx.summarize(t, settings=settings).usage.attempts for t in sys.argv[2:]))
"""


def test_a_second_run_on_the_same_output_is_refused(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 2)
    with Provider(Particular({"رقم 1 ": "hang"})) as serving:
        to = live(serving.base_url)
        child = _export(home, "in", "-o", "out.jsonl", "--task", "brief", *to)
        _wait_for(lambda: serving.count >= 1)
        done = llmx("export", "in", "-o", "out.jsonl", "--task", "brief", "--force", *to)
        assert done.code == 5
        assert f"another run (process {child.pid}) is writing the output 'out.jsonl'" in done.said
        child.kill()
        _ended(child)
    with Provider(endpoint()) as serving:  # and the lock is free
        to = live(serving.base_url)
        assert llmx("export", "in", "-o", "out.jsonl", "--task", "brief", *to).code == 0
        assert llmx("export", "in", "-o", "other.jsonl", "--task", "brief", *to).code == 0
    assert (home / "out.jsonl").read_bytes() == (home / "other.jsonl").read_bytes()
    assert "out.jsonl.lock" not in names(home)


def test_nobody_needs_to_read_what_is_said(home: Path) -> None:
    write_articles(home / "in", 3)
    (home / "in" / "bad.txt").write_bytes(b"")
    with Provider(endpoint()) as serving:
        options = ("in", "-o", "out.jsonl", "--task", "brief", *live(serving.base_url))
        read, write = os.pipe()
        child = subprocess.Popen(
            command("export", *options), cwd=home, env=environment(), stderr=write
        )
        os.close(write)
        os.close(read)
        assert child.wait(timeout=90) == 1
    assert len(rows(home / "out.jsonl")) == 3


def _wait_for(condition: object) -> None:
    assert callable(condition)
    end = time.monotonic() + 90
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


def test_a_narrow_terminal_is_not_overflowed(home: Path) -> None:
    with Provider(endpoint(), latency=0.05) as serving:
        write_articles(home / "in", 6)
        arguments = ("export", "in", "-o", "out.jsonl", "--task", "brief", "--jobs", "2")
        env = {"TERM": "xterm-256color", "COLUMNS": "12", "LINES": "4"}
        code, shown = _in_terminal(home, env, *arguments, *live(serving.base_url))
    assert code == 0
    drawn, _, last = shown.rpartition("llmx: done: ")
    assert last.startswith("6 articles")
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", drawn)
    assert plain.strip()
    assert max(len(line) for line in re.split(r"[\r\n]+", plain)) <= 12


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
    return child.wait(timeout=90), shown.decode("utf-8").replace("\r\n", "\n")


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
