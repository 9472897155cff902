"""What the user got wrong: one line that names the thing, the right code, nothing paid."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.builders import write_task
from tests.cli.support import (
    ANSWERS,
    CANARY,
    FIRST,
    RECORDED,
    Llmx,
    endpoint,
    live,
    names,
    rows,
    spawn,
    text,
    whole,
    without_override,
)
from tests.provider import Faults, Provider

GOOD = text(1).encode()
PLAIN = "from pydantic import BaseModel\n\nclass Answer(BaseModel):\n    text: str\n"
UNREADABLE = b"\x81\x8d\x8f\x90\x9d" * 40


@pytest.fixture
def provider() -> Iterator[Provider]:
    """An endpoint that nothing may reach: the count stays 0."""
    with Provider(endpoint()) as serving:
        yield serving
        assert serving.count == 0


def _word(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as document:
        document.writestr("word/document.xml", "<w/>")


# --- inputs without a text: a row of their own, exit 1 -------------------------------------------

BAD_INPUT: list[tuple[str, bytes, tuple[str, ...], str, str]] = [
    ("empty.txt", b"", (), "empty", "no text"),
    ("blank.txt", b" \n\t\r\n ", (), "empty", "no text"),
    ("blank.md", b"---\ntitle: x\n---\n\n", (), "empty", "no sentence"),
    ("blank.html", b"<html><body><nav>x</nav></body></html>", (), "", ""),
    ("binary.txt", bytes(range(256)) * 8, (), "binary", "binary"),
    ("pdf.txt", b"%PDF-1.7 x", (), "binary", "PDF"),
    ("zip.txt", b"PK\x03\x04 x", (), "binary", "ZIP"),
    ("gzip.txt", b"\x1f\x8b\x08 x", (), "binary", "gunzip"),
    ("odd.txt", "نص".encode() + b"\xff", ("--encoding", "utf-8"), "undecodable", "utf-8"),
    ("header.md", b"---\ntitle: [\n---\nText. More.\n", (), "bad_row", "header"),
    ("date.md", b"---\npublished: soon\n---\nText. More.\n", (), "bad_row", "'soon'"),
]


@pytest.mark.parametrize(("name", "data", "options", "kind", "said"), BAD_INPUT)
def test_an_input_without_text_is_one_line_and_one_row(
    llmx: Llmx,
    home: Path,
    provider: Provider,
    name: str,
    data: bytes,
    options: tuple[str, ...],
    kind: str,
    said: str,
) -> None:
    (home / name).write_bytes(data)
    done = llmx("summarize", name, *options, *live(provider.base_url))
    assert (done.code, done.out) == (1, "")
    assert done.said.startswith(f"llmx: skipped: {name}: ")
    assert said in done.said
    bulk = llmx("export", name, *options, "-o", "out.jsonl", *live(provider.base_url))
    assert (bulk.code, bulk.out) == (1, "")
    (row,) = rows(home / "out.jsonl.errors.jsonl")
    assert set(row) == {"id", "source", "line", "state", "kind", "message"}
    assert (row["source"], row["line"], row["state"]) == (name, None, "skipped")
    assert kind in row["kind"]
    assert (home / "out.jsonl").read_bytes() == b""
    assert provider.count == 0


def test_undecodable_bytes_are_not_guessed_silently(
    llmx: Llmx, home: Path, provider: Provider
) -> None:
    (home / "odd.txt").write_bytes(UNREADABLE)
    done = llmx("summarize", "odd.txt", *live(provider.base_url))
    assert done.code == 1
    assert done.said.startswith("llmx: skipped: odd.txt: ")


def test_a_malformed_line_is_one_row_and_the_run_goes_on(llmx: Llmx, home: Path) -> None:
    lines = [
        json.dumps({"id": "a", "text": text(1)}),
        '{"id": "b", "text": ',
        "[]",
        json.dumps({"id": "c"}),
        json.dumps({"id": "d", "text": "Text. More.", "published": "soon"}),
        '{"text": "x", "n": NaN}',
        "",
        json.dumps({"id": "e", "text": text(2)}),
    ]
    (home / "feed.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with Provider(endpoint()) as serving:
        done = llmx(
            "export", "feed.jsonl", "-o", "out.jsonl", "--task", "brief", *live(serving.base_url)
        )
        assert serving.count == 2
    assert (done.code, done.out) == (1, "")
    assert [r["article"]["id"] for r in rows(home / "out.jsonl")] == ["a", "e"]
    found = rows(home / "out.jsonl.errors.jsonl")
    assert [(r["line"], r["kind"]) for r in found] == [(n, "bad_row") for n in (2, 3, 4, 5, 6)]
    assert {r["source"] for r in found} == {"feed.jsonl"}
    assert whole(home / "out.jsonl.run.json")["counts"] == {"ok": 2, "failed": 0, "skipped": 5}


def test_a_file_that_may_not_be_read(provider: Provider, tmp_path: Path) -> None:
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    file = folder / "secret.txt"
    file.write_bytes(GOOD)
    file.chmod(0)
    done = spawn(
        "summarize", "secret.txt", *live(provider.base_url), cwd=folder, before=without_override
    )
    assert (done.code, done.out) == (1, "")
    assert done.said == "llmx: skipped: secret.txt: cannot be read: Permission denied"


def test_a_folder_that_may_not_be_read_or_written(provider: Provider, tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0)
    (tmp_path / "a.txt").write_bytes(GOOD)
    to = live(provider.base_url)
    done = spawn("summarize", "shut", *to, cwd=tmp_path, before=without_override)
    assert done.code == 2
    assert "'shut'" in done.said
    (tmp_path / "shut").chmod(0o500)
    done = spawn(
        "export", "a.txt", "-o", "shut/out.jsonl", *to, cwd=tmp_path, before=without_override
    )
    assert done.code == 5
    assert "'shut'" in done.said
    done = spawn("brief", "a.txt", "-o", "shut", *to, cwd=tmp_path, before=without_override)
    assert done.code == 5
    assert "'shut'" in done.said


# --- usage: exit 2 before anything is read or asked ----------------------------------------------


def _files(home: Path) -> None:
    (home / "a.txt").write_bytes(GOOD)
    (home / "exists.jsonl").write_text("keep\n")
    (home / "exists.md").write_text("keep\n")
    (home / "folder").mkdir()
    (home / "foreign").mkdir()
    (home / "foreign" / "mine.txt").write_text("keep")
    (home / "bare").mkdir()
    (home / "bare" / "x.pdf").write_bytes(b"%PDF-")
    (home / "bare" / ".hidden.txt").write_bytes(GOOD)
    for name in ("x.pdf", "x.docx", "x.json", "x.tsv", "x"):
        (home / name).write_bytes(GOOD)
    (home / "broken.jsonl").write_text("{}\n")
    (home / "bad.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (home / "latin.jsonl").write_bytes(b"\xff\xfe\n")
    lines = ANSWERS.read_text(encoding="utf-8").splitlines()[:2]
    lines[1] = lines[1].replace('"model":"recorded"', '"model":"other"')
    (home / "several.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    os.mkfifo(home / "pipe.txt")
    own = home / "own"
    write_task(own, "fine", user="{{ article.mark }}", schema=PLAIN)
    write_task(own, "variable", user="{{ artcle.mark }}", schema=PLAIN)
    write_task(own, "syntax", user="{% if %}", schema=PLAIN)
    write_task(own, "noimport", user="x", schema="import nothing_of_the_kind\n")
    write_task(own, "nopython", user="x", schema="class Answer(\n")
    write_task(own, "noanswer", user="x", schema="x = 1\n")
    loose = "from typing import Any\nfrom pydantic import BaseModel\n"
    loose += "class Answer(BaseModel):\n    values: dict[str, Any]\n"
    write_task(own, "loose", user="x", schema=loose)
    write_task(own, "header", user="x", schema=PLAIN, header="description: x\ndescripton: typo")
    write_task(own, "noschema", user="x", schema=PLAIN)
    (own / "noschema.py").unlink()


OWN = ("--prompts", "own", "--schemas", "own")
USAGE: list[tuple[str, tuple[str, ...]]] = [
    # sources
    ("'gone.txt'", ("summarize", "gone.txt")),
    ("'gone'", ("export", "gone", "-o", "out.jsonl")),
    ("'bare'", ("summarize", "bare")),
    ("'*.html'", ("summarize", "*.html")),
    ("curl -s 'https://x.example/a'", ("summarize", "https://x.example/a")),
    ("pdftotext x.pdf", ("summarize", "x.pdf")),
    ("pandoc -t plain x.docx", ("summarize", "x.docx")),
    ("jq -c . x.json", ("summarize", "x.json")),
    ("'x.tsv'", ("export", "x.tsv", "-o", "out.jsonl")),
    ("'x'", ("translate", "x")),
    ("'pipe.txt'", ("summarize", "pipe.txt")),
    ("only once", ("summarize", "-", "-")),
    # outputs
    ("'exists.jsonl' exists (--force", ("export", "a.txt", "-o", "exists.jsonl")),
    ("'exists.md' exists (--force", ("summarize", "a.txt", "-o", "exists.md")),
    ("'folder' is a folder", ("cache", "export", "-o", "folder")),
    ("'exists.jsonl' exists", ("cache", "export", "-o", "exists.jsonl")),
    ("'none'", ("cache", "export", "-o", "none/out.jsonl")),
    ("'out'", ("export", "a.txt", "-o", "out")),
    ("'out.xlsx'", ("export", "a.txt", "-o", "out.xlsx")),
    ("'none'", ("export", "a.txt", "-o", "none/out.jsonl")),
    ("'none'", ("summarize", "a.txt", "-o", "none/out.md")),
    ("'foreign'", ("brief", "a.txt", "-o", "foreign")),
    ("'foreign'", ("translate", "a.txt", "-o", "foreign")),
    ("'exists.jsonl' is a file", ("brief", "a.txt", "-o", "exists.jsonl")),
    ("'a.txt'", ("export", "a.txt", "-o", "a.txt/out.jsonl")),
    ("'a.txt'", ("brief", "a.txt", "-o", "a.txt/out")),
    ("'a.txt'", ("summarize", "a.txt", "-o", "a.txt", "--force")),
    ("'exists.jsonl'", ("export", "exists.jsonl", "-o", "exists.jsonl", "--force")),
    ("'exists.jsonl'", ("export", ".", "-o", "exists.jsonl", "--force")),
    ("'exists.jsonl'", ("export", "./exi*", "-o", "exists.jsonl", "--force")),
    ("'foreign'", ("brief", ".", "-o", "foreign", "--force")),
    # tasks
    ("'nope'", ("export", "a.txt", "-o", "out.jsonl", "--task", "nope")),
    ("'../x'", ("export", "a.txt", "-o", "out.jsonl", "--task", "../x")),
    ("'artcle'", ("export", "a.txt", "-o", "out.jsonl", "--task", "variable", *OWN)),
    ("'syntax.md'", ("export", "a.txt", "-o", "out.jsonl", "--task", "syntax", *OWN)),
    ("nothing_of_the_kind", ("export", "a.txt", "-o", "out.jsonl", "--task", "noimport", *OWN)),
    ("'nopython.py'", ("export", "a.txt", "-o", "out.jsonl", "--task", "nopython", *OWN)),
    ("named Answer", ("export", "a.txt", "-o", "out.jsonl", "--task", "noanswer", *OWN)),
    ("values", ("export", "a.txt", "-o", "out.jsonl", "--task", "loose", *OWN)),
    ("descripton", ("export", "a.txt", "-o", "out.jsonl", "--task", "header", *OWN)),
    ("'noschema'", ("export", "a.txt", "-o", "out.jsonl", "--task", "noschema", *OWN)),
    ("'elsewhere'", ("summarize", "a.txt", "--prompts", "elsewhere")),
    ("'elsewhere'", ("summarize", "a.txt", "--schemas", "elsewhere")),
    ("'nope'", ("schema", "nope")),
    # options
    ("'pdf'", ("summarize", "a.txt", "--format", "pdf")),
    ("'12 March'", ("summarize", "a.txt", "--published", "12 March")),
    ("'2018-02-30'", ("summarize", "a.txt", "--published", "2018-02-30")),
    ("'body'", ("summarize", "a.txt", "--field", "body")),
    ("'body'", ("summarize", "a.txt", "--field", "body=text")),
    ("'Arabic'", ("summarize", "a.txt", "--language", "Arabic")),
    ("'utf-9'", ("summarize", "a.txt", "--encoding", "utf-9")),
    ("'ctime'", ("summarize", "a.txt", "--published-from", "ctime")),
    ("'nonsense'", ("summarize", "a.txt", "--base-url", "nonsense")),
    ("'ftp://x/v1'", ("summarize", "a.txt", "--base-url", "ftp://x/v1")),
    ("'http://['", ("summarize", "a.txt", "--base-url", "http://[")),
    ("jobs", ("summarize", "a.txt", "--jobs", "0")),
    ("jobs", ("summarize", "a.txt", "--jobs", "100000")),
    ("timeout", ("summarize", "a.txt", "--timeout", "0")),
    ("model", ("summarize", "a.txt", "--model", "")),
    ("'--limit'", ("summarize", "a.txt", "--limit", "0")),
    ("'--jobs'", ("summarize", "a.txt", "--jobs", "many")),
    ("--nope", ("summarize", "a.txt", "--nope")),
    ("SOURCE", ("summarize",)),
    ("'--output'", ("export", "a.txt")),
    ("'--output'", ("brief", "a.txt")),
    ("'nope'", ("nope",)),
    ("(b)", ("schema", "a", "b")),
    # answers and glossary
    ("'gone.jsonl'", ("summarize", "a.txt", "--answers", "gone.jsonl")),
    ("line 1", ("summarize", "a.txt", "--answers", "broken.jsonl")),
    ("'latin.jsonl'", ("summarize", "a.txt", "--answers", "latin.jsonl")),
    ("'folder'", ("summarize", "a.txt", "--answers", "folder")),
    ("other, recorded", ("summarize", "a.txt", "--answers", "several.jsonl")),
    ("'gone.jsonl'", ("cache", "import", "gone.jsonl")),
    ("line 1", ("cache", "import", "broken.jsonl")),
    ("'gone.csv'", ("summarize", "a.txt", "--glossary", "gone.csv")),
    ("'source'", ("summarize", "a.txt", "--glossary", "bad.csv")),
    # validate
    ("'gone.jsonl'", ("validate", "gone.jsonl")),
    ("'folder'", ("validate", "folder")),
    ("'x.json'", ("validate", "x.json")),
]


@pytest.mark.parametrize(("said", "arguments"), USAGE, ids=[" ".join(a)[:60] for _, a in USAGE])
def test_a_wrong_use_is_one_line_and_exit_2(
    llmx: Llmx,
    home: Path,
    provider: Provider,
    monkeypatch: pytest.MonkeyPatch,
    said: str,
    arguments: tuple[str, ...],
) -> None:
    _files(home)
    monkeypatch.setenv("LLMX_BASE_URL", provider.base_url)
    before = names(home)
    done = llmx(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.said.startswith("llmx: error: ")
    assert said in done.said
    assert len(done.said) < 420
    assert names(home) == before
    assert (home / "exists.jsonl").read_text() == (home / "exists.md").read_text() == "keep\n"
    assert provider.count == 0


def test_a_misspelt_option_is_answered_with_the_right_one(llmx: Llmx) -> None:
    assert "--model" in llmx("summarize", "a.txt", "--modle", "x").said
    assert "llmx summarize -h" in llmx("summarize").said


def test_an_unknown_task_is_answered_with_those_there_are(llmx: Llmx, home: Path) -> None:
    (home / "a.txt").write_bytes(GOOD)
    done = llmx("export", "a.txt", "-o", "out.jsonl", "--task", "event")
    assert "brief, events, translate" in done.said


# --- settings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["base_url", "schemas", "prompts", "answers"])
def test_a_folder_cannot_name_an_endpoint_or_code(
    llmx: Llmx, home: Path, provider: Provider, name: str
) -> None:
    (home / "a.txt").write_bytes(GOOD)
    value = f'["{home}"]' if name in ("schemas", "prompts") else f'"{provider.base_url}"'
    (home / "llmx.toml").write_text(f"{name} = {value}\n", encoding="utf-8")
    done = llmx("summarize", "a.txt")
    assert done.code == 2
    assert name in done.said
    assert "llmx.toml" in done.said
    assert provider.count == 0


@pytest.mark.parametrize("toml", ["model = ", "modle = 'x'", "jobs = 'many'", "\x00", "jobs = 0"])
def test_broken_settings_are_named(llmx: Llmx, home: Path, toml: str) -> None:
    (home / "a.txt").write_bytes(GOOD)
    (home / "llmx.toml").write_text(toml, encoding="utf-8")
    done = llmx("summarize", "a.txt")
    assert done.code == 2
    assert "llmx.toml" in done.said


def test_a_folder_may_name_a_model(llmx: Llmx, home: Path, provider: Provider) -> None:
    (home / "a.txt").write_bytes(GOOD)
    (home / "llmx.toml").write_text('model = "of-the-folder"\n', encoding="utf-8")
    assert "model     of-the-folder" in llmx("summarize", "a.txt", "--dry-run").out


def test_the_environment_is_named(llmx: Llmx, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "a.txt").write_bytes(GOOD)
    monkeypatch.setenv("LLMX_JOBS", "many")
    assert (
        "LLMX_JOBS=many: expected a whole number, from 1 to 1000" in llmx("summarize", "a.txt").said
    )


# --- credentials, models, endpoints: exit 3 ------------------------------------------------------


def test_no_key_for_openai(llmx: Llmx, home: Path) -> None:
    (home / "a.txt").write_bytes(GOOD)
    for arguments in (("summarize", "a.txt"), ("export", "a.txt", "-o", "out.jsonl")):
        done = llmx(*arguments)
        assert (done.code, done.out) == (3, "")
        assert "no key for api.openai.com" in done.said
        assert "OPENAI_API_KEY" in done.said


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("401", "check OPENAI_API_KEY"),
        ("403", "check OPENAI_API_KEY"),
        ("404model", "'test-model' (404)"),
        ("429quota", "add credit"),
        ("402", "add credit"),
    ],
)
def test_what_no_article_can_survive_stops_the_run(
    llmx: Llmx, home: Path, monkeypatch: pytest.MonkeyPatch, fault: str, said: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    (home / "in").mkdir()
    for n in range(30):
        (home / "in" / f"{n}.txt").write_text(text(n), encoding="utf-8")
    with Provider(Faults(fault)) as serving:
        done = llmx("export", "in", "-o", "out.jsonl", "--task", "brief", *live(serving.base_url))
        assert 1 <= serving.count <= 8
    assert (done.code, done.out) == (3, "")
    assert said in done.said
    assert not (home / "out.jsonl").exists()
    assert not (home / "out.jsonl.errors.jsonl").exists()
    manifest = whole(home / "out.jsonl.run.json")
    assert manifest["state"] == "stopped"
    assert manifest["counts"] == {"ok": 0, "failed": 0, "skipped": 0}
    for file in home.rglob("out.*"):
        assert CANARY not in file.read_text(encoding="utf-8")


def test_an_endpoint_that_cannot_be_reached(llmx: Llmx, home: Path) -> None:
    (home / "a.txt").write_bytes(GOOD)
    with Provider(endpoint()) as serving:
        closed = serving.base_url
    done = llmx("summarize", "a.txt", *live(closed))
    assert (done.code, done.out) == (3, "")
    assert closed.split("/")[2] in done.said
    assert "--base-url" in done.said


# --- offline -------------------------------------------------------------------------------------


def test_a_missing_answer_names_article_and_task(llmx: Llmx, home: Path) -> None:
    (home / "a.txt").write_bytes(GOOD)
    shutil.copy(FIRST, home / "b.txt")
    done = llmx("summarize", "a.txt", *RECORDED)
    assert (done.code, done.out) == (1, "")
    assert "'a.txt'" in done.said
    assert "'brief'" in done.said
    bulk = llmx("export", "a.txt", "b.txt", "-o", "out.jsonl", *RECORDED)
    assert bulk.code == 1
    (row,) = rows(home / "out.jsonl.errors.jsonl")
    assert (row["kind"], row["state"], row["source"]) == ("missing_answer", "failed", "a.txt")
    assert len(row["id"]) == 16
    assert [r["article"]["source"] for r in rows(home / "out.jsonl")] == ["b.txt"]


@pytest.mark.parametrize("make", [_word])
def test_a_word_document_by_another_name(
    llmx: Llmx, home: Path, make: Callable[[Path], None]
) -> None:
    make(home / "a.txt")
    assert "pandoc" in llmx("summarize", "a.txt").said
