"""`cache`: what the answer store holds, out of it and into it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from llmx.model.answers import AnswerCache
from llmx.model.memo import Memo
from tests.cli.support import ANSWERS, FIRST, Llmx, endpoint, live, rows, write_articles
from tests.provider import Provider

DEFAULTS = AnswerCache.__init__.__kwdefaults__ or {}


def test_an_empty_store(llmx: Llmx, home: Path) -> None:
    done = llmx("cache", "info")
    assert (done.code, done.err) == (0, "")
    assert str(home.parent / "home") in done.out
    assert "answers  0" in done.out
    assert json.loads(llmx("cache", "info", "--json").out)["answers"] == []
    assert llmx("cache", "export").out == ""
    assert llmx("cache", "clear").code == 0
    assert not (home.parent / "home").exists()


def test_a_round_trip(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 2)
    with Provider(endpoint()) as serving:
        to = live(serving.base_url)
        assert llmx("export", "in", "-o", "out.jsonl", "--cache-dir", "one", *to).code == 0
    info = json.loads(llmx("cache", "info", "--cache-dir", "one", "--json").out)
    assert info["answers"] == [
        {"task": name, "model": "test-model", "answers": 2}
        for name in ("brief", "events", "translate")
    ]
    assert info["bytes"] > 0

    exported = llmx("cache", "export", "--cache-dir", "one").out
    done = llmx("cache", "export", "--cache-dir", "one", "-o", "answers.jsonl")
    assert (done.code, done.out) == (0, "")
    assert (home / "answers.jsonl").read_text(encoding="utf-8") == exported
    lines = rows(home / "answers.jsonl")
    assert [set(x) for x in lines] == [{"fingerprint", "task", "model", "answer", "usage"}] * 6
    assert [(x["task"], x["fingerprint"]) for x in lines] == sorted(
        (x["task"], x["fingerprint"]) for x in lines
    )
    assert llmx("cache", "export", "--cache-dir", "one", "-o", "answers.jsonl").code == 2
    again = ("cache", "export", "--cache-dir", "one", "-o", "answers.jsonl", "--force")
    assert llmx(*again).code == 0

    done = llmx("cache", "import", "answers.jsonl", "--cache-dir", "two")
    assert done.code == 0
    assert "6 answers taken into two" in done.said
    assert llmx("cache", "export", "--cache-dir", "two").out == exported

    before = (home / "out.jsonl").read_bytes()
    for options in (
        ("--cache-dir", "two", "--model", "test-model"),
        ("--answers", "answers.jsonl"),
    ):
        done = llmx("export", "in", "-o", "out.jsonl", "--force", "--offline", *options)
        assert done.code == 0
        assert (home / "out.jsonl").read_bytes() == before


def test_recorded_answers_are_only_read(llmx: Llmx, home: Path) -> None:
    before = ANSWERS.read_bytes()
    done = llmx("cache", "import", ANSWERS)
    assert done.code == 0
    exported = llmx("cache", "export").out
    assert sorted(exported.splitlines()) == sorted(before.decode().splitlines())
    done = llmx("summarize", FIRST, "--offline", "--model", "recorded")
    assert done.code == 0
    assert done.out.startswith("# Syrian army")


def test_an_import_takes_all_or_nothing(llmx: Llmx, home: Path) -> None:
    lines = ANSWERS.read_text(encoding="utf-8").splitlines()[:3]
    (home / "bad.jsonl").write_text("\n".join([*lines, "{}"]) + "\n", encoding="utf-8")
    done = llmx("cache", "import", "bad.jsonl")
    assert done.code == 2
    assert "'bad.jsonl', line 4" in done.said
    assert json.loads(llmx("cache", "info", "--json").out)["answers"] == []


@pytest.fixture
def held(llmx: Llmx, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store with answers that another one is writing to; nobody waits for it."""
    monkeypatch.setattr(AnswerCache.__init__, "__kwdefaults__", {**DEFAULTS, "patience": 0})
    assert llmx("cache", "import", ANSWERS, "--cache-dir", "held").code == 0
    database = home / "held" / "cache.db"
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield home / "held"


def test_a_locked_store_refuses_an_import(llmx: Llmx, held: Path) -> None:
    done = llmx("cache", "import", ANSWERS, "--cache-dir", held)
    assert done.code == 5
    assert "is locked by another process" in done.said
    assert "taken into" not in done.said


def test_a_locked_store_loses_no_article(llmx: Llmx, home: Path, held: Path) -> None:
    done = llmx("summarize", FIRST, "--offline", "--model", "recorded", "--cache-dir", held)
    assert done.code == 0
    assert done.out.startswith("# Syrian army")
    write_articles(home / "in", 2)
    with Provider(endpoint()) as serving:
        to = live(serving.base_url)
        done = llmx("export", "in", "-o", "out.jsonl", "--cache-dir", held, *to)
    assert done.code == 0
    assert len(rows(home / "out.jsonl")) == 2
    assert done.err.count("is locked by another process") == 1


def test_clearing_asks_first(llmx: Llmx) -> None:
    assert llmx("cache", "import", ANSWERS).code == 0
    number = len(ANSWERS.read_text(encoding="utf-8").splitlines())
    done = llmx("cache", "clear", stdin=b"y\n")  # nobody is there to agree
    assert done.code == 2
    assert "--yes" in done.said
    assert llmx("cache", "export").out
    done = llmx("cache", "clear", "--yes")
    assert done.code == 0
    assert f"{number} answers removed" in done.said
    assert llmx("cache", "export").out == ""


@pytest.mark.parametrize("command", ["info", "clear", "export"])
def test_a_store_of_somebody_else(llmx: Llmx, home: Path, command: str) -> None:
    (home / "shared").mkdir()
    (home / "shared").chmod(0o777)
    (home / "shared" / "cache.db").write_bytes(b"")
    done = llmx("cache", command, "--cache-dir", "shared")
    assert (done.code, done.out) == (5, "")
    assert "'shared'" in done.said


def test_a_store_that_is_broken(llmx: Llmx, home: Path) -> None:
    (home / "broken").mkdir(mode=0o700)
    (home / "broken" / "cache.db").write_bytes(b"no database" * 1000)
    done = llmx("cache", "info", "--cache-dir", "broken")
    assert (done.code, done.out) == (5, "")
    assert "--cache-dir" in done.said


def test_what_the_checks_found_is_no_answer(llmx: Llmx, home: Path) -> None:
    """It is told apart, is in no export, and goes with the answers that it was found in."""
    recorded = ("--answers", ANSWERS, "--offline", "--cache-dir", "one")
    assert llmx("export", FIRST, "-o", "out.jsonl", *recorded).code == 0
    info = json.loads(llmx("cache", "info", "--cache-dir", "one", "--json").out)
    assert info["answers"] == []
    assert info["checks"]["remembered"] == 1
    assert info["checks"]["bytes"] > 0
    said = llmx("cache", "info", "--cache-dir", "one").out
    assert "answers  0\n" in said
    assert "checks   1 remembered" in said
    assert llmx("cache", "export", "--cache-dir", "one").out == ""
    assert "0 answers removed" in llmx("cache", "clear", "--cache-dir", "one", "--yes").said
    info = json.loads(llmx("cache", "info", "--cache-dir", "one", "--json").out)
    assert info["checks"]["remembered"] == 0


def test_who_checks_anew_never_asks_what_was_found(
    llmx: Llmx, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = ("--answers", ANSWERS, "--offline")
    assert llmx("export", FIRST, "-o", "out.jsonl", *recorded).code == 0
    first = (home / "out.jsonl").read_bytes()

    def asked(*_: object) -> None:
        raise AssertionError("what was found before is asked for")

    monkeypatch.setattr(Memo, "get", asked)
    monkeypatch.setattr(Memo, "put", asked)
    assert llmx("validate", "out.jsonl").code == 0
    done = llmx("export", FIRST, "-o", "out.jsonl", *recorded, "--no-cache", "--force")
    assert done.code == 0
    assert (home / "out.jsonl").read_bytes() == first


def test_a_store_that_cannot_be_written_costs_nothing(llmx: Llmx, home: Path) -> None:
    recorded = ("--answers", ANSWERS, "--offline")
    assert llmx("export", FIRST, "-o", "out.jsonl", *recorded, "--no-cache").code == 0
    first = (home / "out.jsonl").read_bytes()
    (home / "store").mkdir()
    (home / "store" / "worked-out").write_text("a file in the way", encoding="utf-8")
    for _ in range(2):
        done = llmx(
            "export", FIRST, "-o", "out.jsonl", *recorded, "--cache-dir", "store", "--force"
        )
        assert (done.code, "warning" in done.err) == (0, False)
        assert (home / "out.jsonl").read_bytes() == first


def test_a_dash_is_standard_output(llmx: Llmx, home: Path) -> None:
    plain = llmx("cache", "export")
    assert llmx("cache", "export", "-o", "-").out == plain.out
    assert not (home / "-").exists()
