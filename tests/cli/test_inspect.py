"""`validate`, `schema`, `tasks`, `--version` and every `-h`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llmx import __version__
from llmx.gazetteer import default_file
from llmx.gazetteer.build import build
from llmx.gazetteer.sources import Source
from llmx.record import line
from tests.builders import PERSIAN, article, resealed, sealed, write_task
from tests.cli.support import ARTICLES, FIRST, RECORDED, ROOT, Llmx, environment, live, spawn
from tests.gazetteer.places import ROWS, SOURCE
from tests.provider import Canned, Provider

Json = dict[str, Any]

PLAIN = "from pydantic import BaseModel\n\nclass Answer(BaseModel):\n    text: str\n"
COMMANDS: list[tuple[str, ...]] = [
    (),
    *((name,) for name in ("summarize", "translate", "brief", "export", "convert")),
    *((name,) for name in ("validate", "schema", "tasks", "doctor", "cache", "eval", "key")),
    *((name,) for name in ("incidents", "report", "verify")),
    *(("batch", name) for name in ("submit", "status", "collect", "cancel")),
    *(("cache", name) for name in ("info", "clear", "export", "import")),
]
SHARED = {
    *("--model", "--base-url", "--prompts", "--schemas", "--jobs", "--cache-dir", "--no-cache"),
    *("--offline", "--answers", "--encoding", "--language", "--published", "--published-from"),
    *("--glossary", "--limit", "--dry-run", "--force", "--quiet", "-q", "--verbose", "-v"),
    *("--field", "--timeout"),
}


# --- validate ------------------------------------------------------------------------------------


def _set(path: str, value: Any) -> Callable[[Json], None]:
    *parents, last = path.strip("/").split("/")

    def change(record: Json) -> None:
        target: Any = record
        for name in parents:
            target = target[int(name) if isinstance(target, list) else name]
        target[int(last) if isinstance(target, list) else last] = value

    return change


CORRUPTIONS: list[tuple[str, Callable[[Json], None], str]] = [
    ("/article/text_sha256", _set("/article/text", "Another text."), "hash"),
    ("/article/sentences/1/text", _set("/article/sentences/1/text", "Other."), "article.text"),
    ("/article/sentences/2", _set("/article/sentences/2/end", 10**6), "does not fit"),
    ("/article/sha256", _set("/article/sha256", "no hash"), "pattern"),
    ("/answers/brief/headline/sentences", _set("/answers/brief/headline/sentences", [99]), "99"),
    ("/answers/brief/summary", _set("/answers/brief/summary", "words"), "array"),
    ("/answers/events/events/0/actor1", _set("/answers/events/events/0/actor1", "a99"), "a99"),
    ("/answers/translate/sentences", _set("/answers/translate/sentences/0/n", 7), "missing [1]"),
    ("/provenance/brief/fingerprint", _set("/provenance/brief/fingerprint", "?"), "pattern"),
    ("/schema", _set("/schema", "llmx.record/9"), "llmx.record/1"),
    ("/seal", _set("/answers/brief/headline/text", "Army lost al-Nakhil"), "sealed"),
    ("/seal", _set("/article/encoding", "cp1256"), "sealed"),
    ("/seal", _set("/seal", "0" * 64), "sealed"),
]


def _export(*records: Json) -> Path:
    file = Path("out.jsonl")
    file.write_text("".join(line(r) + "\n" for r in records), encoding="utf-8")
    return file


def test_an_export_that_holds(llmx: Llmx) -> None:
    given = [ARTICLES / "06-opposing-side.txt", FIRST]
    assert llmx("export", *given, "-o", "out.jsonl", *RECORDED).code == 0
    done = llmx("validate", "out.jsonl")
    assert (done.code, done.out) == (0, "")
    assert done.err.splitlines()[-1] == "llmx: validate: 2 records, all hold"
    report = json.loads(llmx("validate", "out.jsonl", "--json").out)
    assert (report["records"], report["faults"]) == (2, [])


@pytest.mark.parametrize(("path", "corrupt", "said"), CORRUPTIONS)
def test_a_corruption_is_named_with_article_line_and_path(
    llmx: Llmx, path: str, corrupt: Callable[[Json], None], said: str
) -> None:
    broken = json.loads(line(sealed(article(PERSIAN, language="fa"))))
    ident = broken["article"]["id"]
    corrupt(broken)
    file = _export(sealed(article()), broken)
    done = llmx("validate", file)
    assert done.code == 1
    broken_seal, *rest = done.out.splitlines()
    assert broken_seal.startswith(f"out.jsonl: line 2, article {ident!r}: /seal: ")
    assert broken_seal.endswith("changed after it was sealed")
    if path != "/seal":
        assert rest[0].startswith(f"out.jsonl: line 2, article {ident!r}: {path}")
        assert said in rest[0]
    assert "2 records" in done.err.splitlines()[-1]
    assert "fault" in done.err.splitlines()[-1]
    report = json.loads(llmx("validate", file, "--json").out)
    fault = report["faults"][path != "/seal"]
    assert (fault["line"], fault["article"]) == (2, ident)
    assert fault["path"].startswith(path)
    assert said in fault["message"]


def test_several_corruptions_are_all_named(llmx: Llmx) -> None:
    broken = []
    for number, (_, corrupt, _) in enumerate(CORRUPTIONS[:6]):
        value = json.loads(line(sealed(article((f"Title {number}", "One.", "Two.", "Three.")))))
        corrupt(value)
        broken.append(resealed(value))
    done = llmx("validate", _export(*broken))
    assert done.code == 1
    for number in range(6):
        assert f"line {number + 1}, " in done.out


def test_places_are_checked_with_the_gazetteer_in_its_default_place(llmx: Llmx, home: Path) -> None:
    file = default_file()
    build(SOURCE, file)
    assert llmx("export", FIRST, "-o", "out.jsonl", "--geo", *RECORDED).code == 0
    done = llmx("validate", "out.jsonl")
    assert (done.code, "gazetteer" in done.err) == (0, False)
    build(Source(ROWS[1:], {"made": "another"}), file)
    done = llmx("validate", "out.jsonl")
    assert "places, without the gazetteer that they were located with: 1 not checked" in done.err
    file.write_bytes(b"no gazetteer")
    assert llmx("validate", "out.jsonl").err == done.err


def test_a_file_that_is_no_export(llmx: Llmx, home: Path) -> None:
    (home / "empty.jsonl").write_bytes(b"")
    (home / "notes.txt").write_text("one\ntwo\n", encoding="utf-8")
    for name in ("empty.jsonl", "notes.txt"):
        done = llmx("validate", name)
        assert (done.code, done.out) == (2, "")
        assert f"{name!r} is no export of llmx" in done.said


def test_a_torn_last_line(llmx: Llmx) -> None:
    file = _export(sealed(article()), sealed(article(PERSIAN)))
    file.write_text(file.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    done = llmx("validate", file)
    assert done.code == 1
    assert "line 2: /: the last line is cut short" in done.out


def test_a_source_that_changed_is_named(llmx: Llmx, home: Path) -> None:
    (home / "a.txt").write_bytes(FIRST.read_bytes())
    assert llmx("export", "a.txt", "-o", "out.jsonl", *RECORDED).code == 0
    done = llmx("validate", "out.jsonl")
    assert done.said == "llmx: validate: 1 record, all hold"
    (home / "a.txt").write_bytes(FIRST.read_bytes() + b"\n")
    from llmx import validation

    validation._hashes.cache_clear()
    done = llmx("validate", "out.jsonl")
    assert done.code == 1
    assert "'a.txt' is no longer what was received" in done.out


def test_a_task_that_cannot_be_found_is_said(llmx: Llmx, home: Path) -> None:
    write_task(home / "own", "mine", user="{{ article.mark }}", schema=PLAIN)
    own = ("--prompts", "own", "--schemas", "own")
    with Provider(Canned('{"text": "x"}')) as serving:
        to = live(serving.base_url)
        assert llmx("export", FIRST, "-o", "out.jsonl", "--task", "mine", *own, *to).code == 0
    assert "'mine'" not in llmx("validate", "out.jsonl", *own).err
    done = llmx("validate", "out.jsonl")
    assert done.code == 0
    assert "unknown task 'mine': 1 not checked" in done.err


# --- schema --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["record", "key"])
def test_the_published_schemas(llmx: Llmx, name: str) -> None:
    done = llmx("schema", name)
    assert (done.code, done.err) == (0, "")
    assert done.out == (ROOT / f"schemas/{name}.schema.json").read_text(encoding="utf-8")
    assert (llmx("schema").out == done.out) == (name == "record")


@pytest.mark.parametrize("name", ["translate", "brief", "events"])
def test_the_schema_of_a_task_is_what_is_sent(llmx: Llmx, home: Path, name: str) -> None:
    shown = json.loads(llmx("schema", name).out)
    (home / "a.txt").write_bytes(FIRST.read_bytes())
    with Provider(Canned("{}")) as serving:
        llmx("export", "a.txt", "-o", "out.jsonl", "--task", name, *live(serving.base_url))
        sent = serving.requests[0].body["response_format"]["json_schema"]
    assert sent["schema"] == shown
    assert (sent["name"], sent["strict"]) == (name, True)


def test_the_schema_of_ones_own_task(llmx: Llmx) -> None:
    folder = ROOT / "examples/recalls"
    own = ("--prompts", folder / "prompts", "--schemas", folder / "schemas")
    shown = json.loads(llmx("schema", "recall", *own).out)
    assert "hazard" in shown["properties"]
    assert shown["additionalProperties"] is False


# --- tasks ---------------------------------------------------------------------------------------


def test_the_tasks_there_are(llmx: Llmx) -> None:
    done = llmx("tasks")
    assert (done.code, done.err) == (0, "")
    for name in ("brief", "events", "translate"):
        assert f"\n{name} " in "\n" + done.out
    listed = json.loads(llmx("tasks", "--json").out)
    assert [row["task"] for row in listed] == ["brief", "events", "translate"]
    for row in listed:
        assert set(row) == {"task", "description", "prompt", "schema", "fault"}
        assert row["fault"] is None
        assert Path(row["prompt"]).is_file()
        assert Path(row["schema"]).is_file()


def test_tasks_of_ones_own_and_broken_ones(llmx: Llmx, home: Path) -> None:
    write_task(home / "own", "mine", user="x", schema=PLAIN)
    write_task(home / "own", "brief", user="x", schema=PLAIN, header="description: Mine.")
    write_task(home / "own", "broken", user="{{ nothing }}", schema=PLAIN)
    write_task(home / "own", "bare", user="x", schema=PLAIN)
    (home / "own" / "bare.py").unlink()
    own = ("--prompts", "own", "--schemas", "own")
    done = llmx("tasks", *own)
    assert done.code == 1
    assert "uses 'nothing'" in done.out
    listed = {row["task"]: row for row in json.loads(llmx("tasks", "--json", *own).out)}
    assert list(listed) == ["bare", "brief", "broken", "events", "mine", "translate"]
    assert listed["mine"]["prompt"] == "own/mine.md"
    assert listed["brief"]["schema"] == "own/brief.py"
    assert listed["brief"]["description"] == "Mine."
    assert listed["bare"]["schema"] is None
    assert [name for name, row in listed.items() if row["fault"]] == ["bare", "broken"]


# --- help and version ----------------------------------------------------------------------------


def test_the_version(llmx: Llmx) -> None:
    done = llmx("--version")
    assert (done.code, done.out, done.err) == (0, f"llmx {__version__}\n", "")


@pytest.mark.parametrize("path", COMMANDS, ids=[" ".join(c) or "llmx" for c in COMMANDS])
def test_every_command_has_help(llmx: Llmx, path: tuple[str, ...]) -> None:
    for flag in ("-h", "--help"):
        done = llmx(*path, flag)
        assert (done.code, done.err) == (0, "")
        usage, _, rest = done.out.partition("\n")
        assert usage.startswith(" ".join(("Usage: llmx", *path)))
        assert rest.strip()
        assert max(len(each) for each in done.out.splitlines()) <= 80
    if path and path[0] in ("summarize", "translate", "brief", "export", "doctor"):
        words = set(done.out.replace(",", " ").split())
        assert words >= SHARED
        assert "Python" in done.out  # a schema is code, and --schemas says so


def test_help_imports_nothing_heavy() -> None:
    code = f"""
import io, sys
from typer.main import get_command
from llmx.cli.app import app
from llmx.cli.outcome import guarded
sys.stdout = io.StringIO()
app = get_command(app)  # once: at each call it takes 25 ms
for path in {COMMANDS!r}:
    assert guarded(app, [*path, "-h"]) == 0
assert guarded(app, ["--version"]) == 0
heavy = {{"openai", "instructor", "jinja2", "diskcache", "trafilatura", "yaml", "rich"}}
heavy |= {{"sacrebleu", "llmx.evaluation"}}
heavy |= {{"llmx.task", "llmx.fields", "llmx.record_schema", "llmx.reading", "llmx.pipeline"}}
sys.__stdout__.write(repr(sorted(heavy & set(sys.modules))))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("[]", "")


def test_without_a_command_there_is_help(llmx: Llmx) -> None:
    for path in ((), ("cache",)):
        done = llmx(*path)
        assert done.code == 2
        assert (done.out + done.err).startswith("Usage: llmx")


def test_completion_needs_nothing(home: Path) -> None:
    env = {"_LLMX_COMPLETE": "complete_bash", "COMP_WORDS": "llmx sum", "COMP_CWORD": "1"}
    done = spawn(cwd=home, env=env)
    assert (done.code, done.out.split(), done.err) == (0, ["summarize"], "")


# --- debug ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("--debug", "validate", "no.jsonl"),
        ("validate", "no.jsonl", "--debug"),
        ("cache", "import", "--debug", "no.jsonl"),
        ("summarize", "no.txt", "--debug"),
        ("convert", "no.jsonl", "-o", "x.csv", "--debug"),
    ],
)
def test_every_command_shows_where_an_error_comes_from(home: Path, arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "llmx", *arguments],
        cwd=home,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    first, *_, last = done.stderr.splitlines()
    assert (done.returncode, first) == (2, "Traceback (most recent call last):")
    assert last.startswith("llmx: error: ")


def test_debug_is_in_the_help_and_a_name_after_two_dashes(llmx: Llmx) -> None:
    assert "--debug" in llmx("--help").out
    assert llmx("tasks", "--debug").code == 0
    assert "'--debug'" in llmx("summarize", "--offline", "--", "--debug").said
