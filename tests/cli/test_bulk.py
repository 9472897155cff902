"""`export` and `brief` against an endpoint: files, rows, manifest, and what is asked again."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.cli.support import (
    ANSWERS,
    ARTICLES,
    CANARY,
    FIRST,
    RECORDED,
    Done,
    Llmx,
    Particular,
    endpoint,
    live,
    names,
    rows,
    text,
    valid,
    whole,
    write_articles,
)
from tests.provider import Delay, Faults, Provider

Json = dict[str, Any]


def _content(folder: Path) -> dict[str, bytes]:
    """Every file but the manifests, whose times differ."""
    files = (f for f in folder.rglob("*") if f.is_file() and not f.name.endswith("run.json"))
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in files}


# --- what is said at the end ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "terminal", "said"),
    [
        ([], True, True),
        (["-v"], False, True),
        ([], False, True),
        (["-q"], True, False),
    ],
)
def test_times_without_a_day_are_said_with_the_option_that_gives_one(
    llmx: Llmx,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    terminal: bool,
    said: bool,
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    done = llmx("export", ARTICLES, "-o", "out.jsonl", *RECORDED, *options)
    assert done.code == 0
    note = "12 times in 5 articles without a day, for want of a date of publication (--published, "
    assert (note in done.err) == said
    records = rows(home / "out.jsonl")
    assert sum(bool(record["article"]["published"]) for record in records) < len(records)


def test_the_commonest_reason_is_said_and_whose_answers_they_are(llmx: Llmx, home: Path) -> None:
    (home / "in").mkdir()
    for article in sorted(ARTICLES.iterdir())[:2]:
        (home / "in" / article.name).write_bytes(article.read_bytes())
    (home / "in" / "empty.txt").write_bytes(b"")
    done = llmx("export", "in", "-o", "out.jsonl", *RECORDED, "--model", "gpt-5")
    assert done.code == 1
    first, *_, reason, where = done.err.splitlines()
    assert first == (
        f"llmx: warning: the answers of {str(ANSWERS)!r} are of model 'recorded', none of 'gpt-5': "
        "--model names the one to use"
    )
    assert "0 articles, 2 failed, 1 skipped" in done.err
    assert reason.startswith(
        "llmx: note: 2 of 3 without a record (missing_answer), such as 01-deir-hafer-front.txt: no "
    )
    assert "out.jsonl.errors.jsonl" in where
    assert "warning" not in llmx("export", "in", "-o", "b.jsonl", *RECORDED).err


@pytest.mark.parametrize("name", ["out.jsonl", "out.json", "out.csv"])
def test_an_output_without_a_record_is_not_in_the_way(llmx: Llmx, home: Path, name: str) -> None:
    text = FIRST.read_text(encoding="utf-8")
    (home / "feed.jsonl").write_text(json.dumps({"body": text}) + "\n", encoding="utf-8")
    command = ("export", "feed.jsonl", "-o", name, *RECORDED)
    assert llmx(*command).code == 1
    assert (home / name).exists()
    assert llmx(*command, "--field", "text=body").code == 0
    assert not (home / f"{name}.errors.jsonl").exists()
    written = (home / name).read_bytes()
    assert "exists" in llmx(*command, "--field", "text=body").said
    assert (home / name).read_bytes() == written


def test_what_was_put_in_the_place_of_an_empty_output_is_kept(llmx: Llmx, home: Path) -> None:
    (home / "feed.jsonl").write_text('{"body": "x"}\n', encoding="utf-8")
    command = ("export", "feed.jsonl", "-o", "out.jsonl", *RECORDED)
    assert llmx(*command).code == 1
    later = (home / "out.jsonl.run.json").stat().st_mtime_ns + 1_000_000_000
    (home / "out.jsonl").write_text("mine\n", encoding="utf-8")
    os.utime(home / "out.jsonl", ns=(later, later))
    assert "exists" in llmx(*command).said
    assert (home / "out.jsonl").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.parametrize("command", ["export", "brief"])
def test_a_dash_is_no_output_of_many(llmx: Llmx, home: Path, command: str) -> None:
    done = llmx(command, FIRST, "-o", "-", *RECORDED)
    assert (done.code, done.out) == (2, "")
    assert "not to standard output" in done.said
    assert names(home) == []


def test_several_tasks_in_one_option(llmx: Llmx, home: Path) -> None:
    done = llmx("export", FIRST, "-o", "out.jsonl", "--task", "brief,events", *RECORDED)
    assert done.code == 2
    assert done.said.endswith(
        "'brief,events' is no task name (one name each: --task brief --task events)"
    )
    done = llmx("export", FIRST, "-o", "out.jsonl", "--jobs", "0", *RECORDED)
    assert done.said == "llmx: error: --jobs 0: expected a whole number, from 1 to 1000"


# --- a live run with faults ----------------------------------------------------------------------


def test_a_run_with_faults(llmx: Llmx, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    write_articles(home / "in", 12)
    faults = {"رقم 3 ": "refusal", "رقم 5 ": "schema", "رقم 7 ": "400", "رقم 9 ": "cf"}
    with Provider(Particular(faults)) as serving:
        done = llmx("export", "in", "-o", "out.jsonl", "-v", *live(serving.base_url))
        served = serving.stats()
        sent = serving.requests
    assert (done.code, done.out) == (1, "")
    assert all(r.headers["authorization"] == f"Bearer {CANARY}" for r in sent)

    written = [r["article"]["source"] for r in rows(home / "out.jsonl")]
    assert written == [f"{n:03}.txt" for n in (1, 2, 4, 6, 8, 10, 11, 12)]
    failed = rows(home / "out.jsonl.errors.jsonl")
    assert [(r["source"], r["state"], r["kind"]) for r in failed] == [
        ("003.txt", "failed", "refused"),
        ("005.txt", "failed", "invalid_output"),
        ("007.txt", "failed", "provider_rejected"),
        ("009.txt", "failed", "filtered"),
    ]

    manifest = whole(home / "out.jsonl.run.json")
    assert manifest["counts"] == {"ok": 8, "failed": 4, "skipped": 0}
    assert manifest["answers"] == {"total": 24, "cached": 0}
    assert manifest["attempts"] == served["requests"] == 24 + 3 + 9 + 3 + 3
    assert manifest["state"] == "finished"
    assert manifest["cost_usd"] == {"test-model": None}
    in_records = Counter[str]()
    for record in rows(home / "out.jsonl"):
        for entry in record["provenance"].values():
            in_records.update(entry["usage"])
    tokens = manifest["tokens"]
    assert tokens["input"] > in_records["input_tokens"] > 0
    assert tokens["output"] > in_records["output_tokens"] > 0
    assert f"{tokens['input'] + tokens['output']:,} tokens" in done.err
    assert "cost unknown" in done.err
    assert f"{served['requests']} requests" in done.err
    assert "8 articles, 4 failed" in done.err
    assert "out.jsonl.errors.jsonl" in done.err

    assert CANARY not in done.err
    for file in (home.parent).rglob("*"):
        if file.is_file():
            assert CANARY.encode() not in file.read_bytes(), file
    assert names(home) == ["in", "out.jsonl", "out.jsonl.errors.jsonl", "out.jsonl.run.json"]
    assert llmx("validate", "out.jsonl").code == 0


def test_usage_and_cost_sum_up(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 3)
    with Provider(endpoint()) as serving:
        options = ("--base-url", serving.base_url, "--model", "gpt-4o-mini")
        assert llmx("export", "in", "-o", "out.jsonl", *options).code == 0
    manifest = whole(home / "out.jsonl.run.json")
    spent: Counter[str] = Counter()
    for record in rows(home / "out.jsonl"):
        for entry in record["provenance"].values():
            spent.update(entry["usage"])
    tokens = manifest["tokens"]
    assert (tokens["input"], tokens["output"]) == (spent["input_tokens"], spent["output_tokens"])
    assert tokens["attempts_of_unknown_cost"] == 0
    assert tokens["estimated"] is False
    assert manifest["cost_usd"]["gpt-4o-mini"] > 0


def test_an_address_with_a_password_is_refused_and_not_printed(
    llmx: Llmx, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    write_articles(home / "in", 1)
    with Provider(Faults("400")) as serving:
        url = serving.base_url.replace("http://", f"http://user:{CANARY}@")
        done = llmx("export", "in", "-o", "out.jsonl", "-v", *live(url))
        assert (done.code, serving.count) == (2, 0)
    assert "--base-url holds a user or a password" in done.said
    assert CANARY not in done.err
    for file in home.rglob("out.jsonl*"):
        assert CANARY not in file.read_text(encoding="utf-8")


# --- export --------------------------------------------------------------------------------------


def test_an_export_of_the_examples(llmx: Llmx, home: Path) -> None:
    given = [ARTICLES / n for n in ("06-opposing-side.txt", FIRST.name, "05-jalali-date.txt")]
    for name in ("out.jsonl", "out.json"):
        done = llmx("export", *given, "-o", name, *RECORDED)
        assert (done.code, done.out) == (0, "")
        assert done.err.startswith(
            "llmx: done: 3 articles, nothing unverified, 9 of 9 answers stored before"
        )
        assert llmx("validate", name).code == 0
        assert whole(home / f"{name}.run.json")["attempts"] == 0
        assert whole(home / f"{name}.run.json")["cost_usd"] == {"recorded": 0.0}
    lines = rows(home / "out.jsonl")
    assert [r["article"]["source"] for r in lines] == [f.name for f in given]
    assert [list(r["answers"]) for r in lines] == [["translate", "brief", "events"]] * 3
    assert json.loads((home / "out.json").read_text(encoding="utf-8")) == lines


def test_only_the_tasks_that_are_named(llmx: Llmx, home: Path) -> None:
    options = ("--task", "events", "--task", "brief", "--task", "events")
    assert llmx("export", FIRST, "-o", "out.jsonl", *options, *RECORDED).code == 0
    (record,) = rows(home / "out.jsonl")
    assert list(record["answers"]) == list(record["provenance"]) == ["events", "brief"]


def test_records_hold_nothing_of_the_run(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 1)
    with Provider(endpoint()) as serving:
        llmx("export", str(home / "in"), "-o", "out.jsonl", *live(serving.base_url))
        address = serving.base_url
    line = (home / "out.jsonl").read_text(encoding="utf-8")
    for trace in (address, str(home), "attempts", "cached", "duration"):
        assert trace not in line
    manifest = (home / "out.jsonl.run.json").read_text(encoding="utf-8")
    assert str(home) not in manifest


def test_nothing_but_failures_is_said_in_quiet(llmx: Llmx, home: Path) -> None:
    assert llmx("export", FIRST, "-o", "out.jsonl", "-q", *RECORDED).err == ""
    (home / "bad.txt").write_bytes(b"")
    done = llmx("export", FIRST, "bad.txt", "-o", "out2.jsonl", "-q", *RECORDED)
    assert (done.code, done.err) == (1, "")
    assert len(rows(home / "out2.jsonl.errors.jsonl")) == 1


def test_unsupported_files_are_counted(llmx: Llmx, home: Path) -> None:
    shutil.copytree(ARTICLES, home / "in")
    for name in ("a.pdf", "b.pdf", "c.json"):
        (home / "in" / name).write_bytes(b"x")
    done = llmx("export", "in", "-o", "out.jsonl", "--limit", "6", *RECORDED)
    assert "2 .pdf files ignored" in done.err
    assert whole(home / "out.jsonl.run.json")["ignored"] == {".json": 1, ".pdf": 2}


def test_a_stale_errors_file_goes(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 2)
    with Provider(Particular({"رقم 2 ": "refusal"})) as serving:
        assert llmx("export", "in", "-o", "out.jsonl", *live(serving.base_url)).code == 1
    before = (home / "out.jsonl").read_bytes()
    assert len(rows(home / "out.jsonl.errors.jsonl")) == 1
    with Provider(endpoint()) as serving:
        to = live(serving.base_url)
        assert llmx("export", "in", "-o", "out.jsonl", *to).code == 2
        assert (home / "out.jsonl").read_bytes() == before
        assert llmx("export", "in", "-o", "out.jsonl", "--force", *to).code == 0
        assert serving.count == 3  # what was answered is not asked again, what was refused is
    assert names(home) == ["in", "out.jsonl", "out.jsonl.run.json"]
    assert (home / "out.jsonl").read_bytes().startswith(before)


def test_what_failed_is_asked_again_without_force(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 3)
    options = ("export", "in", "-o", "out.jsonl", "--task", "brief")
    with Provider(Particular({"رقم 2 ": "refusal"})) as serving:
        assert llmx(*options, *live(serving.base_url)).code == 1
        first = serving.count
    with Provider(endpoint()) as serving:
        to = live(serving.base_url)
        assert llmx(*options, *to).code == 2
        assert llmx(*options, "--retry-errors", *to).code == 0
        assert serving.count == 1
        manifest = whole(home / "out.jsonl.run.json")
        assert (manifest["attempts"], manifest["counts"]["ok"]) == (first + 1, 3)
        assert llmx(*options, "--force", *to).code == 0
        assert whole(home / "out.jsonl.run.json")["attempts"] == 0  # begun anew
    assert names(home) == ["in", "out.jsonl", "out.jsonl.run.json"]


def test_a_run_that_stops_keeps_the_output_before(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 3)
    (home / "out.jsonl").write_text("keep")
    with Provider(Faults("401")) as serving:
        to = live(serving.base_url)
        assert llmx("export", "in", "-o", "out.jsonl", "--force", *to).code == 3
    assert (home / "out.jsonl").read_text() == "keep"
    assert whole(home / "out.jsonl.run.json")["state"] == "stopped"


def test_a_run_that_stopped_half_way_is_taken_up(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 6)
    options = ("export", "in", "-o", "out.jsonl", "--task", "brief", "--jobs", "1")
    with Provider(Particular({"رقم 4 ": "429quota"})) as serving:
        assert llmx(*options, *live(serving.base_url)).code == 3
    assert not (home / "out.jsonl").exists()
    assert len(rows(home / "out.jsonl.partial")) == 3
    assert whole(home / "out.jsonl.run.json")["attempts"] == 4
    with Provider(endpoint()) as serving:
        assert llmx(*options, *live(serving.base_url)).code == 0
        assert serving.count == 3
    assert len(rows(home / "out.jsonl")) == 6
    assert not (home / "out.jsonl.partial").exists()


def test_the_disk_is_full(llmx: Llmx, home: Path) -> None:
    (home / "out.jsonl.partial").symlink_to("/dev/full")
    done = llmx("export", FIRST, "-o", "out.jsonl", *RECORDED)
    assert (done.code, done.out) == (5, "")
    assert "No space left" in done.said
    assert not (home / "out.jsonl").exists()


# --- the same bytes ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["out.jsonl", "out.json"])
def test_a_finished_export_again_sends_nothing_and_writes_the_same(
    llmx: Llmx, home: Path, name: str
) -> None:
    write_articles(home / "in", 6)
    with Provider(endpoint()) as serving:
        to = live(serving.base_url)
        assert llmx("export", "in", "-o", name, *to).code == 0
        paid, before = serving.count, (home / name).read_bytes()
        assert paid == 18
        done = llmx("export", "in", "-o", name, "--force", *to)
        assert (done.code, serving.count) == (0, paid)
    assert (home / name).read_bytes() == before
    manifest = whole(home / f"{name}.run.json")
    assert manifest["attempts"] == 0
    assert manifest["answers"] == {"total": 18, "cached": 18}
    assert manifest["cost_usd"] == {"test-model": 0.0}


def test_concurrency_and_latency_leave_no_trace(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 8)
    found = set()
    delays = (Delay(), Delay(0.0, jitter=0.03, seed=1), Delay(0.0, jitter=0.03, seed=2))
    for number, (jobs, delay) in enumerate(zip((1, 16, 5), delays, strict=True)):
        out = f"out{number}.jsonl"
        with Provider(Particular({"رقم 3 ": "refusal"}), latency=delay) as serving:
            options = ("--jobs", str(jobs), "--no-cache", *live(serving.base_url))
            assert llmx("export", "in", "-o", out, *options).code == 1
        errors = (home / f"{out}.errors.jsonl").read_bytes()
        found.add(((home / out).read_bytes(), errors))
    assert len(found) == 1


def test_a_clock_that_jumps_a_day_changes_nothing(
    llmx: Llmx, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Waits, deadlines and durations are of the clock that only goes forward."""
    write_articles(home / "in", 4)
    told = []
    for days in ((0,), (0, 1, -1, 0, -1, 1)):
        clock = (1.8e9 + 86_400.0 * day for day in itertools.cycle(days))
        with monkeypatch.context() as patch, Provider(Faults("429ms:2 500:1", valid)) as serving:
            patch.setattr(time, "time", clock.__next__)
            out = f"{len(days)}.jsonl"
            options = ("--task", "brief", "--rpm", "6000", "--no-cache", *live(serving.base_url))
            assert llmx("export", "in", "-o", out, *options).code == 0
        manifest = whole(home / f"{out}.run.json")
        assert 0 < manifest.pop("duration_seconds") < 60
        told.append((manifest, (home / out).read_bytes()))
    assert told[0] == told[1]


def test_one_text_is_one_request_however_it_comes(llmx: Llmx, home: Path) -> None:
    (home / "a.txt").write_text(text(1), encoding="utf-8")
    (home / "b.txt").write_bytes(text(1).encode("utf-8-sig"))
    row = json.dumps({"text": text(1)}, ensure_ascii=False)
    (home / "c.jsonl").write_text(row + "\n", encoding="utf-8")
    (home / "d").mkdir()
    shutil.copy(home / "a.txt", home / "d" / "e.txt")
    with Provider(endpoint()) as serving:
        to = live(serving.base_url)
        for n, source in enumerate(("a.txt", "b.txt", "c.jsonl", "d")):
            assert llmx("export", source, "-o", f"{n}.jsonl", *to).code == 0
        given = text(1).encode()
        assert llmx("export", "-", "-o", "4.jsonl", *to, stdin=given).code == 0
        assert llmx("export", "-", "-o", "5.jsonl", *to, stdin=row.encode()).code == 0
        assert serving.count == 3
    records = [rows(home / f"{n}.jsonl")[0] for n in range(6)]
    assert [r["article"]["source"] for r in records] == [
        *("a.txt", "b.txt", "c.jsonl", "e.txt", "-", "-")
    ]
    for name in ("provenance", "answers"):
        assert len({json.dumps(r[name]) for r in records}) == 1
    assert {r["article"]["id"] for r in records} == {
        hashlib.sha256(text(1).encode()).hexdigest()[:16]
    }
    assert len({r["article"]["text_sha256"] for r in records}) == 1


def test_a_request_knows_nothing_of_endpoint_or_timeout(llmx: Llmx, home: Path) -> None:
    (home / "a.txt").write_text(text(1), encoding="utf-8")
    with Provider(endpoint()) as serving, Provider(endpoint()) as other:
        assert llmx("summarize", "a.txt", *live(serving.base_url)).code == 0
        options = ("--timeout", "7", "--jobs", "2")
        assert llmx("summarize", "a.txt", *options, *live(other.base_url)).code == 0
        assert (serving.count, other.count) == (1, 0)
        named = ("--base-url", other.base_url, "--model", "another")
        assert llmx("summarize", "a.txt", *named).code == 0
        assert other.count == 1


# --- brief ---------------------------------------------------------------------------------------


def _briefs(llmx: Llmx, *arguments: object) -> Done:
    done = llmx("brief", *arguments)
    assert done.out == ""
    return done


def test_a_folder_of_briefs(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 3)
    (home / "in" / "bad.txt").write_bytes(b"")
    with Provider(endpoint()) as serving:
        to = live(serving.base_url)
        done = _briefs(llmx, "in", "-o", "out", *to)
        assert done.code == 1
        assert "3 articles, 1 skipped" in done.err
        found = names(home / "out")
        ids = [hashlib.sha256(text(n).encode()).hexdigest()[:8] for n in (1, 2, 3)]
        expected = [f"اشتباكات-قرب-بلدة-النخيل-رقم-{n}-{i}.md" for n, i in enumerate(ids, 1)]
        assert found == sorted([*expected, "errors.jsonl", "index.md", "run.json"])
        index = (home / "out" / "index.md").read_text(encoding="utf-8")
        assert index.startswith("# 3 briefs\n\n## [Army says it took al-Nakhil](<")
        assert [line[line.index("(<") + 2 : -2] for line in index.splitlines() if "(<" in line] == (
            expected
        )
        (row,) = rows(home / "out" / "errors.jsonl")
        assert (row["source"], row["kind"]) == ("bad.txt", "empty")
        manifest = whole(home / "out" / "run.json")
        assert manifest["counts"] == {"ok": 3, "failed": 0, "skipped": 1}
        assert manifest["attempts"] == serving.count == 3

        before = _content(home / "out")
        assert _briefs(llmx, "in", "-o", "out", *to).code == 1
        assert serving.count == 3
        assert _content(home / "out") == before


def test_a_folder_is_updated(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 2)
    write_articles(home / "more", 1, first=3)
    (home / "in" / "bad.txt").write_bytes(b"")
    with Provider(endpoint()) as serving:
        to = live(serving.base_url)
        assert _briefs(llmx, "in", "-o", "out", *to).code == 1
        assert _briefs(llmx, "more", "-o", "out", *to).code == 0
    index = (home / "out" / "index.md").read_text(encoding="utf-8")
    assert index.startswith("# 3 briefs\n")
    assert index.count("رقم-1-") == index.count("رقم-2-") == index.count("رقم-3-") == 1
    assert not (home / "out" / "errors.jsonl").exists()
    assert len(names(home / "out")) == 3 + 2


def test_an_update_that_stops_loses_nothing(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 2)
    write_articles(home / "more", 1, first=3)
    with Provider(endpoint()) as serving:
        assert _briefs(llmx, "in", "-o", "out", *live(serving.base_url)).code == 0
    index = (home / "out" / "index.md").read_bytes()
    with Provider(Faults("401")) as serving:
        assert _briefs(llmx, "more", "-o", "out", *live(serving.base_url)).code == 3
    assert (home / "out" / "index.md").read_bytes() == index
    assert len(whole(home / "out" / "run.json")["briefs"]) == 2
    with Provider(endpoint()) as serving:
        assert _briefs(llmx, "more", "-o", "out", *live(serving.base_url)).code == 0
    text_ = (home / "out" / "index.md").read_text(encoding="utf-8")
    assert text_.startswith("# 3 briefs\n")


def test_a_foreign_folder_is_left_alone(llmx: Llmx, home: Path) -> None:
    (home / "out").mkdir()
    assert _briefs(llmx, FIRST, "-o", "out", *RECORDED).code == 0  # empty: taken
    (home / "mine").mkdir()
    (home / "mine" / "run.json").write_text('{"schema": "other"}')
    done = _briefs(llmx, FIRST, "-o", "mine", *RECORDED)
    assert done.code == 2
    assert "'mine'" in done.said
    assert names(home / "mine") == ["run.json"]
    assert _briefs(llmx, FIRST, "-o", "mine", "--force", *RECORDED).code == 0


def test_one_text_in_many_files_is_asked_about_once(llmx: Llmx, home: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt", "d.txt"):
        (home / name).write_text(text(1), encoding="utf-8")
    with Provider(endpoint(), latency=0.02) as serving:
        assert llmx("export", ".", "-o", "out.jsonl", *live(serving.base_url)).code == 0
        assert serving.count == 3
    found = rows(home / "out.jsonl")
    assert [r["article"]["source"] for r in found] == ["a.txt", "b.txt", "c.txt", "d.txt"]
    assert whole(home / "out.jsonl.run.json")["attempts"] == 3
    assert llmx("validate", "out.jsonl").code == 0
