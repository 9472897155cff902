"""Disks that are full or shut, and stores that take nothing: what is lost is never an answer."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import diskcache
import pytest

from tests.cli.support import (
    FIRST,
    RECORDED,
    Llmx,
    command,
    endpoint,
    environment,
    live,
    rows,
    spawn,
    whole,
    without_override,
    write_articles,
)
from tests.provider import Provider

LIMIT = 12_000  # bytes: some records
OPTIONS = ("in", "-o", "out.jsonl", "--task", "brief", "--jobs", "2")


def test_a_disk_that_fills_up_stops_a_run_that_is_taken_up(llmx: Llmx, home: Path) -> None:
    """The limit of the size of files is a disk that is full for whoever writes; root has it too."""

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))

    write_articles(home / "in", 12)
    with Provider(endpoint()) as serving:
        to = live(serving.base_url)
        done = spawn("export", *OPTIONS, "--no-cache", *to, cwd=home, before=small)
        assert (done.code, done.out) == (5, "")
        assert "the output 'out.jsonl' cannot be written: " in done.said
        assert not (home / "out.jsonl").exists()
        partial = (home / "out.jsonl.partial").read_bytes()
        kept = rows(home / "out.jsonl.partial")
        assert partial.endswith(b"\n")
        assert 0 < len(kept) < 12
        manifest = whole(home / "out.jsonl.run.json")
        assert (manifest["state"], manifest["attempts"]) == ("stopped", serving.count)

        done = llmx("export", *OPTIONS, "--no-cache", *to)
        assert done.code == 0, done.err
        assert f"kept {len(kept)} of {len(kept)} results" in done.err
    assert (home / "out.jsonl").read_bytes().startswith(partial)
    assert len(rows(home / "out.jsonl")) == 12


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("--version",),
        ("tasks",),
        ("schema", "record"),
        ("cache", "info"),
        ("summarize", str(FIRST), *RECORDED),
        ("translate", str(FIRST), *RECORDED, "--format", "json"),
    ],
)
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_standard_output_that_is_full_is_no_bug(
    home: Path, arguments: Sequence[str], unbuffered: str
) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command(*arguments),
            cwd=home,
            env=environment({"PYTHONUNBUFFERED": unbuffered}),
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    said = "llmx: error: standard output cannot be written: No space left on device\n"
    assert (done.returncode, done.stderr) == (5, said)


def test_a_store_that_is_full_is_said_once_and_done_without(
    llmx: Llmx, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite's own limit of pages is what a full disk is to it; it is planted in the store."""
    write_articles(home / "in", 30)
    store = ("--cache-dir", "store")
    (home / "empty.jsonl").write_bytes(b"")
    with Provider(endpoint()) as serving:
        to = live(serving.base_url)
        first = ("in/001.txt", "-o", "first.jsonl", "--task", "brief", *store, *to)
        assert llmx("export", *first).code == 0
        with closing(sqlite3.connect(home / "store/cache.db", isolation_level=None)) as db:
            (pages,) = db.execute("PRAGMA page_count").fetchone()
            most = ("sqlite_max_page_count", pages + 2)
            db.execute("INSERT INTO Settings VALUES (?, ?)", most)
        monkeypatch.setitem(diskcache.core.DEFAULT_SETTINGS, *most)  # else it counts as foreign
        done = llmx("export", *OPTIONS, *store, *to)
        assert done.code == 0
        full = "the answer store store cannot be written: database or disk is full"
        assert [full in line for line in done.err.splitlines()] == [True, False]
        assert serving.count == 30
        assert len(rows(home / "out.jsonl")) == 30
        held = len(llmx("cache", "export", *store).out.splitlines())
        assert 1 <= held < 30


def test_a_store_that_is_shut_is_refused_before_anything_is_paid(home: Path) -> None:
    write_articles(home / "in", 2)
    (home / "shut").mkdir(mode=0o500)
    with Provider(endpoint()) as serving:
        to = (*OPTIONS, "--cache-dir", "shut", *live(serving.base_url))
        done = spawn("export", *to, cwd=home, before=without_override)
        assert done.code == 5
        assert "the answer store 'shut'" in done.said
        assert serving.count == 0


def test_two_runs_at_once_share_a_store(home: Path) -> None:
    write_articles(home / "in", 12)
    with Provider(endpoint(), latency=0.02) as serving:
        to = ("in", "--task", "brief", "--cache-dir", "store", "-q", *live(serving.base_url))
        runs = [
            subprocess.Popen(
                command("export", *to, "-o", f"{n}.jsonl"),
                cwd=home,
                env=environment(),
                stderr=subprocess.PIPE,
            )
            for n in range(2)
        ]
        assert [(run.communicate(timeout=90)[1], run.returncode) for run in runs] == [(b"", 0)] * 2
        assert 12 <= serving.count <= 24
    assert (home / "0.jsonl").read_bytes() == (home / "1.jsonl").read_bytes()
    assert len(rows(home / "0.jsonl")) == 12
