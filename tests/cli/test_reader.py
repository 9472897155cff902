"""`summarize` and `translate`: what a person reads, on stdout, in a file, in a folder."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from llmx.record import seal
from tests.cli.support import (
    ARTICLES,
    FIRST,
    RECORDED,
    Llmx,
    endpoint,
    live,
    names,
    rows,
    text,
    write_articles,
)
from tests.provider import Faults, Provider

SECOND = ARTICLES / "06-opposing-side.txt"


@pytest.fixture
def url() -> Iterator[str]:
    with Provider(endpoint()) as serving:
        yield serving.base_url


def test_a_piped_summary_is_markdown(llmx: Llmx) -> None:
    done = llmx("summarize", FIRST, *RECORDED)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("# Syrian army")
    assert f"*Arabic · not dated · {FIRST.name}*" in done.out
    assert "## Key facts\n\n- **" in done.out
    assert done.out.endswith("\n")
    assert not done.out.endswith("\n\n")
    assert "\x1b" not in done.out
    assert llmx("summarize", FIRST, "--format", "markdown", *RECORDED).out == done.out
    assert llmx("summarize", FIRST, *RECORDED).out == done.out


def test_a_summary_as_text_has_no_markup(llmx: Llmx) -> None:
    done = llmx("summarize", FIRST, "--format", "text", *RECORDED)
    assert done.code == 0
    assert "**" not in done.out
    assert "# " not in done.out
    assert "Key facts\n---------" in done.out
    assert max(len(line) for line in done.out.splitlines()) <= 88


def test_a_summary_as_json_is_one_record_a_line(llmx: Llmx) -> None:
    done = llmx("summarize", FIRST, SECOND, "--format", "json", *RECORDED)
    assert done.code == 0
    records = [json.loads(line) for line in done.out.splitlines()]
    assert [r["article"]["source"] for r in records] == [FIRST.name, SECOND.name]
    for record in records:
        assert record["schema"] == "llmx.record/1"
        assert list(record["answers"]) == ["brief"]
        assert record["seal"] == seal(record)


def test_several_summaries_are_told_apart_and_in_order(llmx: Llmx) -> None:
    one, other = (llmx("summarize", f, *RECORDED).out for f in (FIRST, SECOND))
    both = llmx("summarize", SECOND, FIRST, *RECORDED)
    assert both.out == f"{other}\n---\n\n{one}"


@pytest.mark.parametrize("name", ["out.md", "out.txt", "out.json"])
def test_a_summary_in_a_file(llmx: Llmx, home: Path, name: str) -> None:
    printed = llmx("summarize", FIRST, *RECORDED).out
    done = llmx("summarize", FIRST, "-o", name, *RECORDED)
    assert (done.code, done.out) == (0, "")
    assert (home / name).read_text(encoding="utf-8") == printed
    assert names(home) == [name]
    assert llmx("summarize", SECOND, "-o", name, *RECORDED).code == 2
    assert llmx("summarize", SECOND, "-o", name, "--force", *RECORDED).code == 0
    assert (home / name).read_text(encoding="utf-8") != printed


def test_a_file_is_not_replaced_by_nothing(llmx: Llmx, home: Path) -> None:
    (home / "a.txt").write_text(text(1), encoding="utf-8")
    (home / "out.md").write_text("keep")
    assert llmx("summarize", "a.txt", "-o", "out.md", "--force", *RECORDED).code == 1
    assert (home / "out.md").read_text() == "keep"
    assert names(home) == ["a.txt", "out.md", "out.md.errors.jsonl"]


def test_cited_sentences_under_a_summary(llmx: Llmx) -> None:
    plain = llmx("summarize", FIRST, *RECORDED).out
    done = llmx("summarize", FIRST, "--sources", *RECORDED)
    assert done.out.startswith(plain)
    assert "\n## Sources\n\n- [2] " in done.out
    assert "حررت وحدات من الجيش السوري" in done.out


def test_a_translation(llmx: Llmx) -> None:
    done = llmx("translate", FIRST, *RECORDED)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("# Syrian army liberates")
    beside = llmx("translate", FIRST, "--side-by-side", *RECORDED).out
    assert beside.count("**[") == 15
    assert beside.index("الجيش السوري يحرر") < beside.index("Syrian army liberates")


def test_translations_in_a_folder(llmx: Llmx, home: Path) -> None:
    for name in ("out", "made/here"):
        done = llmx("translate", FIRST, SECOND, "-o", name, *RECORDED)
        assert (done.code, done.out) == (0, "")
        found = names(home / name)
        assert found[0] == "run.json"
        assert len(found) == 3
        assert all(n.endswith(".md") for n in found[1:])
    assert llmx("translate", FIRST, "-o", "out", *RECORDED).code == 0  # its own folder
    assert llmx("brief", FIRST, "-o", "out", *RECORDED).code == 2  # another task's
    assert llmx("brief", FIRST, "-o", "out", "--force", *RECORDED).code == 0
    llmx("translate", FIRST, "-o", "json", "--format", "json", *RECORDED)
    (file,) = (f for f in (home / "json").iterdir() if f.name != "run.json")
    assert file.suffix == ".json"
    assert rows(file)[0]["article"]["source"] == FIRST.name


def test_a_folder_of_a_stopped_run_can_be_taken_up(llmx: Llmx, home: Path, url: str) -> None:
    (home / "a.txt").write_text(text(1), encoding="utf-8")
    with Provider(Faults("401")) as serving:
        done = llmx("translate", "a.txt", "-o", "out", *live(serving.base_url))
    assert done.code == 3
    manifest = json.loads((home / "out/run.json").read_text(encoding="utf-8"))
    assert manifest["state"] == "stopped"
    assert manifest["settings"]["sources"] == ["a.txt"]
    assert llmx("translate", "a.txt", "-o", "out", *live(url)).code == 0
    manifest = json.loads((home / "out/run.json").read_text(encoding="utf-8"))
    assert (manifest["state"], manifest["counts"]["ok"]) == ("finished", 1)


def test_a_failure_among_successes(llmx: Llmx, home: Path) -> None:
    (home / "bad.txt").write_bytes(b"")
    done = llmx("summarize", FIRST, "bad.txt", SECOND, *RECORDED)
    assert done.code == 1
    assert done.said == "llmx: skipped: bad.txt: there is no text in it"
    assert done.out == llmx("summarize", FIRST, SECOND, *RECORDED).out


# --- sources -------------------------------------------------------------------------------------


def test_standard_input_is_told_apart_by_its_content(llmx: Llmx, url: str) -> None:
    row = json.dumps({"id": "x", "text": text(1), "by": "me"}, ensure_ascii=False)
    page = f"<!DOCTYPE html><html><body><article><p>{text(1) * 4}</p></article></body></html>"
    for data, kind in ((text(1), "text"), (row, "row"), (page, "page")):
        given = data.encode()
        done = llmx("summarize", "-", "--format", "json", "--no-repair", *live(url), stdin=given)
        assert done.code == 0, kind
        (record,) = (json.loads(line) for line in done.out.splitlines())
        assert record["article"]["source"] == "-"
        assert record["article"]["meta"] == ({"by": "me"} if kind == "row" else {})
    shown = llmx("summarize", "-", *live(url), stdin=text(1).encode())
    assert "standard input" in shown.out


def test_names_of_fields_dates_and_languages(llmx: Llmx, home: Path, url: str) -> None:
    row = {"body": text(1), "when": "2018-03-12", "text": "not this"}
    (home / "a.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    options = ("--field", "text=body", "--field", "published=when", "--language", "fa")
    done = llmx("summarize", "a.jsonl", "--format", "json", *options, *live(url))
    found = json.loads(done.out)["article"]
    assert (found["text"], found["published"], found["language"]) == (text(1), "2018-03-12", "fa")
    assert found["meta"] == {"text": "not this"}


def test_dates_from_names(llmx: Llmx, home: Path, url: str) -> None:
    (home / "2018-03-12-a.txt").write_text(text(1), encoding="utf-8")
    for options, date in (
        ((), None),
        (("--published-from", "name"), "2018-03-12"),
        (("--published", "2019-01-01", "--published-from", "name"), "2019-01-01"),
    ):
        done = llmx("summarize", "2018-03-12-a.txt", "--format", "json", *options, *live(url))
        assert json.loads(done.out)["article"]["published"] == date


def test_an_encoding_that_is_named(llmx: Llmx, home: Path, url: str) -> None:
    (home / "a.txt").write_bytes(text(1).encode("cp1256"))
    done = llmx("summarize", "a.txt", "--format", "json", "--encoding", "cp1256", *live(url))
    found = json.loads(done.out)["article"]
    assert (found["text"], found["encoding"]) == (text(1), "cp1256")


def test_folders_globs_and_a_limit(llmx: Llmx, home: Path, url: str) -> None:
    write_articles(home / "in" / "b", 2)
    write_articles(home / "in" / "a", 2, first=3)
    (home / "in" / ".hidden.txt").write_text(text(9), encoding="utf-8")

    def sources(*arguments: object) -> list[str]:
        done = llmx("summarize", *arguments, "--format", "json", *live(url))
        assert done.code == 0
        return [json.loads(line)["article"]["source"] for line in done.out.splitlines()]

    assert sources("in") == ["a/003.txt", "a/004.txt", "b/001.txt", "b/002.txt"]
    assert sources("in", "--limit", "3") == ["a/003.txt", "a/004.txt", "b/001.txt"]
    assert sources("in/*/00[13].txt") == ["in/a/003.txt", "in/b/001.txt"]
    assert sources("in/b/002.txt", "in/a") == ["in/b/002.txt", "003.txt", "004.txt"]


def test_a_glossary_reaches_the_prompt(llmx: Llmx, home: Path) -> None:
    (home / "a.txt").write_text(text(1), encoding="utf-8")
    (home / "terms.csv").write_text("source,english\nالنخيل,Palmyra-on-test\n", encoding="utf-8")
    with Provider(endpoint()) as serving:
        llmx("summarize", "a.txt", "--glossary", "terms.csv", *live(serving.base_url))
        (request,) = serving.requests
    assert "Palmyra-on-test" in request.body["messages"][1]["content"]


def test_no_answer_is_stored_where_none_is_wanted(llmx: Llmx, home: Path) -> None:
    (home / "a.txt").write_text(text(1), encoding="utf-8")
    with Provider(endpoint()) as serving:
        to = live(serving.base_url)
        for _ in range(2):
            assert llmx("summarize", "a.txt", "--no-cache", *to).code == 0
        assert serving.count == 2
        assert llmx("summarize", "a.txt", "--cache-dir", "store", *to).code == 0
        assert llmx("summarize", "a.txt", "--cache-dir", "store", *to).code == 0
        assert serving.count == 3
        assert llmx("summarize", "a.txt", *to).code == 0
        assert serving.count == 4


# --- on a terminal -------------------------------------------------------------------------------


class _Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("options", [(), ("--sources",)])
def test_a_summary_on_a_terminal(
    llmx: Llmx, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    monkeypatch.setenv("TERM", "xterm-256color")
    shown = _terminal(llmx, monkeypatch, "summarize", FIRST, *options, *RECORDED)
    assert "\x1b[" in shown
    assert "Key facts" in shown
    assert "**" not in shown
    for form in ("حررت",):  # source text stands isolated
        assert f"\u2068{form}\u2069" in shown
    assert ("Sources" in shown) == bool(options)


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_a_terminal_without_colours(
    llmx: Llmx, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv(name, value)
    shown = _terminal(llmx, monkeypatch, "summarize", FIRST, *RECORDED)
    assert not re.search(r"\x1b\[(\d+;)*(3[0-8]|4[0-8]|9\d)", shown)
    assert "Key facts" in shown


def test_a_translation_on_a_terminal(llmx: Llmx, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    shown = _terminal(llmx, monkeypatch, "translate", FIRST, *RECORDED)
    assert "Syrian army liberates" in shown
    assert all(len(line) <= 90 for line in shown.splitlines())
    pairs = _terminal(llmx, monkeypatch, "translate", FIRST, "--side-by-side", *RECORDED)
    assert pairs.count("\u2068") == pairs.count("\u2069") == 15


def test_a_format_that_is_named_holds_on_a_terminal(
    llmx: Llmx, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = llmx("summarize", FIRST, *RECORDED).out
    shown = _terminal(llmx, monkeypatch, "summarize", FIRST, "--format", "markdown", *RECORDED)
    assert shown == piped


def _terminal(llmx: Llmx, monkeypatch: pytest.MonkeyPatch, *arguments: object) -> str:
    screen = _Terminal()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", screen)
        assert llmx(*arguments).code == 0
    return screen.getvalue()


def test_a_copy_elsewhere_gives_the_same_summary(llmx: Llmx, home: Path) -> None:
    shutil.copy(FIRST, home / "copy.md")
    done = llmx("summarize", "copy.md", *RECORDED)
    assert done.code == 0
    assert done.out == llmx("summarize", FIRST, *RECORDED).out.replace(FIRST.name, "copy.md")


def test_a_name_cannot_speak_to_the_terminal(
    llmx: Llmx, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = "a\x1b]0;x\x07\u202eb.txt", "c\x1b[2Jd.txt"
    shutil.copy(FIRST, home / good)
    (home / bad).write_bytes(b"")
    done = llmx("summarize", good, bad, *RECORDED)
    assert done.code == 1
    assert done.said.startswith("llmx: skipped: c[2Jd.txt: ")
    shown = _terminal(llmx, monkeypatch, "summarize", good, *RECORDED)
    brief = llmx("brief", good, "-o", "out", *RECORDED)
    index = (home / "out" / "index.md").read_text(encoding="utf-8")
    for text_ in (done.out, done.err, brief.err, index, re.sub("\x1b\\[[\\d;]*m", "", shown)):
        assert not set("\x1b\x07\u202e") & set(text_)


def test_what_is_passed_by_is_said(llmx: Llmx, home: Path) -> None:
    shutil.copy(FIRST, home / "a.txt")
    for name in ("x.pdf", "y.pdf", "z.doc"):
        (home / name).write_bytes(b"")
    for more in ((), ("--dry-run",)):
        done = llmx("summarize", ".", *more, *RECORDED)
        assert done.code == 0
        assert done.err == "llmx: note: 1 .doc file ignored\nllmx: note: 2 .pdf files ignored\n"
    assert llmx("summarize", ".", "-q", *RECORDED).err == ""


def test_a_dash_is_standard_output(llmx: Llmx, home: Path) -> None:
    plain = llmx("summarize", FIRST, *RECORDED)
    done = llmx("summarize", FIRST, *RECORDED, "-o", "-")
    assert (done.code, done.out, done.err) == (0, plain.out, "")
    assert list(home.iterdir()) == []


def test_a_bad_row_is_named_with_its_line(llmx: Llmx, home: Path) -> None:
    rows = "id,text\n1,only one\n2,two,three\n"
    (home / "feed.csv").write_text(rows, encoding="utf-8")
    assert "feed.csv, line 3: 3 cells" in llmx("summarize", "feed.csv", *RECORDED).err
