"""The reader: every path into an article, and every fault as a rejection in its place."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import stat
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llmx.article import Article, Rejection, id_of
from llmx.errors import UsageError
from llmx.reading import Reader, ReadingOptions, read

TEXT = """أمطار غزيرة تغرق المدينة

أغرقت الأمطار شوارع المدينة القديمة. وقالت البلدية إن العمل مستمر لفتح الطرق.

اعلان
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, content: str | bytes) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return name


def row(**values: object) -> str:
    return json.dumps(values, ensure_ascii=False) + "\n"


def piped(content: str | bytes, options: ReadingOptions | None = None) -> list[Article | Rejection]:
    data = content.encode() if isinstance(content, str) else content
    return list(read(["-"], options or ReadingOptions(), stdin=io.BytesIO(data)))


def article(item: Article | Rejection) -> Article:
    assert isinstance(item, Article), item
    return item


def rejection(item: Article | Rejection) -> Rejection:
    assert isinstance(item, Rejection), item
    assert item.state == "skipped"
    assert "\n" not in item.message
    return item


def everywhere(text: str) -> Iterator[Article]:
    """The same text through every path."""
    write("same.txt", text)
    write("same.jsonl", row(text=text))
    yield from map(article, read(["same.txt", "same.jsonl"]))
    yield from map(article, [*piped(text), *piped(row(text=text))])


def test_the_same_text_is_the_same_article_whatever_way_it_comes() -> None:
    articles = list(everywhere(TEXT))
    assert {(a.id, a.text, a.language, a.title, a.sentences) for a in articles} == {
        (id_of(TEXT), TEXT, "ar", "أمطار غزيرة تغرق المدينة", articles[0].sentences)
    }
    assert [s.n for s in articles[0].sentences] == [1, 2, 3, None]
    assert [a.source for a in articles] == ["same.txt", "same.jsonl", "-", "-"]
    assert [a.line for a in articles] == [None, 1, None, 1]


WORDS = st.lists(
    st.sampled_from(["مطر", "شد.", "Rain", "؟", "\n", "\r\n", "اعلان", "می‌رود"]), max_size=9
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(WORDS)
def test_any_text_is_the_same_whatever_way_it_comes(words: list[str]) -> None:
    text = " ".join(["Rain.", *words])
    assert len({(a.id, a.text, a.language, a.title, a.sentences) for a in everywhere(text)}) == 1


def test_the_hash_is_that_of_the_bytes_received() -> None:
    data = TEXT.encode("utf-16")
    found = article(next(read([write("a.txt", data)])))
    assert (found.sha256, found.encoding) == (hashlib.sha256(data).hexdigest(), "utf-16")
    line = row(text=TEXT).encode()
    second = list(read([write("a.jsonl", line + line.replace(b"\n", b"\r\n"))]))
    assert {article(x).sha256 for x in second} == {hashlib.sha256(line.strip()).hexdigest()}


def test_the_text_of_a_file_is_kept_as_it_is() -> None:
    text = "\u200fRain fell. \r\n\r\n\x07It was \u202ecold\u202c.\t\n"
    assert article(next(read([write("a.txt", "\ufeff" + text)]))).text == text


def test_a_folder_gives_articles_and_rejections_in_order(caplog: pytest.LogCaptureFixture) -> None:
    write("f/a.txt", TEXT.encode("cp1256"))
    write("f/b.txt", b"%PDF-1.4")
    write("f/c.txt", " \n")
    write("f/d.md", f"---\ntitle: مطر\npublished: 2019-03-01\noutlet: x\n---\n{TEXT}")
    write("f/e.md", "---\ntitle: [\n---\nx")
    write("f/g.html", f"<html><head><title>مطر</title></head><body><p>{TEXT * 3}</p></body></html>")
    write("f/h.jsonl", row(text="Rain fell.") + "\n" + "{\n" + row(text="اعلان", id="q"))
    write("f/i.txt", "اعلان")
    os.mkfifo("f/j.txt")
    Path("f/k.txt").symlink_to("nowhere.txt")
    write("f/l.txt", b"x" * 300)
    write("f/m.pdf", "x")
    reader = Reader(["f"], ReadingOptions(max_bytes=2000))
    os.truncate("f/l.txt", 3000)
    items = list(reader)
    assert [(x.source, x.kind, x.line, x.id) for x in items if isinstance(x, Rejection)] == [
        ("b.txt", "binary", None, None),
        ("c.txt", "empty", None, None),
        ("e.md", "bad_row", None, None),
        ("h.jsonl", "bad_row", 3, None),
        ("h.jsonl", "empty", 4, "q"),
        ("i.txt", "empty", None, None),
        ("j.txt", "unreadable", None, None),
        ("k.txt", "unreadable", None, None),
        ("l.txt", "too_large", None, None),
    ]
    found = {x.source: x for x in items if isinstance(x, Article)}
    assert list(found) == ["a.txt", "d.md", "g.html", "h.jsonl"]
    assert found["a.txt"].encoding == "cp1256"
    assert found["d.md"].published == "2019-03-01"
    assert found["d.md"].meta == {"outlet": "x"}
    assert found["g.html"].title == "مطر"
    assert reader.ignored == {".pdf": 1}
    assert "a.txt: encoding guessed as cp1256" in caplog.text
    for item in items:
        if isinstance(item, Rejection):
            rejection(item)
    assert [x.source for x in reader if isinstance(x, Article)] == list(found)


def test_usage_faults_come_before_anything_is_read() -> None:
    write("a.txt", TEXT)
    with pytest.raises(UsageError, match="nowhere"):
        read(["a.txt", "nowhere.txt"])


def test_a_file_that_vanishes_is_a_rejection() -> None:
    reader = Reader([write("a.txt", TEXT), write("b.txt", TEXT)])
    Path("a.txt").unlink()
    gone, there = list(reader)
    assert rejection(gone).kind == "unreadable"
    assert article(there).source == "b.txt"


def test_a_file_that_grows_is_held_to_the_bound() -> None:
    """A file of the kernel says that it is empty, as one that is written to a moment later."""
    Path("a.txt").symlink_to("/proc/self/status")
    assert Path("a.txt").stat().st_size == 0
    (item,) = read(["a.txt"], ReadingOptions(max_bytes=100))
    assert rejection(item).kind == "too_large"


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/full", "/dev/tty"])
def test_a_file_that_has_become_a_device_is_not_read(device: str) -> None:
    """What was a file when it was listed: a device would never end, or wait for a person."""
    reader = Reader([write("a.txt", TEXT), write("b.txt", TEXT)])
    Path("a.txt").unlink()
    Path("a.txt").symlink_to(device)
    gone, there = list(reader)
    assert rejection(gone).kind == "unreadable"
    assert article(there).source == "b.txt"


@pytest.mark.parametrize("kind", ["character", "block", "pipe"])
def test_a_device_in_a_folder_is_a_rejection(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """To make a device takes a right that not even every root has: its mode is what is said."""
    mode = {"character": stat.S_IFCHR, "block": stat.S_IFBLK, "pipe": stat.S_IFIFO}[kind]
    write("f/a.txt", TEXT)
    write("f/b.txt", TEXT)
    fstat, device = os.fstat, os.stat("f/a.txt").st_ino

    def special(number: int) -> os.stat_result:
        found = fstat(number)
        return os.stat_result((mode, *found[1:])) if found.st_ino == device else found

    monkeypatch.setattr(os, "fstat", special)
    refused, there = list(read(["f"]))
    assert (rejection(refused).source, rejection(refused).kind) == ("a.txt", "unreadable")
    assert rejection(refused).message == "not a regular file"
    assert article(there).source == "b.txt"


def test_what_one_may_not_read() -> None:
    write("f/a.txt", TEXT)
    write("f/shut/b.txt", TEXT)
    write("shut/c.txt", TEXT)
    for path, mode in (("f/a.txt", 0), ("f/shut", 0), ("shut", 0), (".", 0o755), ("f", 0o755)):
        Path(path).chmod(mode)
    code = (
        "import os, sys; os.setgroups([]) if os.getuid() == 0 else None\n"
        "from llmx.reading import read; from llmx.errors import UsageError\n"
        "import llmx.reading.assembly, encodings.idna\n"
        "if os.getuid() == 0: os.setgid(65534); os.setuid(65534)\n"
        "print([(x.source, x.kind) for x in read(['f'])])\n"
        "try: read(['shut'])\n"
        "except UsageError as error: print(error)\n"
    )
    _open_up(Path.cwd())
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=False,
    )
    for path in ("f/shut", "shut"):
        Path(path).chmod(0o755)
    assert done.stderr == ""
    assert "[('a.txt', 'unreadable'), ('shut', 'unreadable')]" in done.stdout
    assert "cannot read folder 'shut': Permission denied" in done.stdout


def _open_up(path: Path) -> None:
    """Let another user reach a temporary folder."""
    for parent in (path, *path.parents):
        if parent.owner() == path.owner() and "pytest" in str(parent):
            parent.chmod(0o755)


# --- JSONL ---------------------------------------------------------------------------------------


def test_rows_are_numbered_by_line_and_a_bad_one_stops_nothing() -> None:
    content = (
        "\ufeff" + row(text="One.") + "\r\n  \n" + "nonsense\n" + row(id="x") + row(text="Two.")
    )
    items = list(read([write("a.jsonl", content)]))
    assert [(x.line, type(x).__name__) for x in items] == [
        *((1, "Article"), (4, "Rejection"), (5, "Rejection"), (6, "Article")),
    ]


def test_an_id_given_twice_gets_a_number(caplog: pytest.LogCaptureFixture) -> None:
    ids = ["x", "y", "x", "x#2", "x", None, None]
    rows_ = "".join(row(text="Rain fell.", id=given) for given in ids)
    found = [article(item).id for item in read([write("a.jsonl", rows_)])]
    own = id_of("Rain fell.")
    assert found == ["x", "y", "x#2", "x#2#2", "x#3", own, own]
    assert "a.jsonl:3: id 'x' stands twice; now 'x#2'" in caplog.text


def test_many_equal_ids_take_no_time() -> None:
    content = row(text="Rain.", id="x", language="en") * 5000
    found = [article(item).id for item in read([write("a.jsonl", content)])]
    assert len(set(found)) == 5000
    assert found[-1] == "x#5000"


def test_lone_surrogates_are_said(caplog: pytest.LogCaptureFixture) -> None:
    found = article(piped('{"text": "Rain\\ud800 fell."}\n')[0])
    assert found.text == "Rain\ufffd fell."
    assert "-:1: lone surrogates" in caplog.text
    json.dumps(found.as_json()).encode()


def test_a_large_jsonl_is_streamed() -> None:
    line = row(
        text="Rain fell on the town and the river rose all night long, " * 200, language="en"
    )
    write("a.jsonl", line * 500)
    tracemalloc.start()
    count = sum(isinstance(x, Article) for x in read(["a.jsonl"]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 500
    assert peak < len(line) * 500 / 3


def test_a_line_too_long_is_a_rejection() -> None:
    content = row(text="x" * 5000) + row(text="Rain.")
    items = list(read([write("a.jsonl", content)], ReadingOptions(max_bytes=1000)))
    assert rejection(items[0]).kind == "too_large"
    assert article(items[1]).line == 2


# --- standard input ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "text", "title"),
    [
        ("\n\nRain fell.", "\n\nRain fell.", None),
        (" \n" + row(text="Rain fell.", title="T"), "Rain fell.", "T"),
        ("{not json} at all.", "{not json} at all.", None),
        ("<html><title>T</title><body><p>Rain fell.</p></body></html>", "Rain fell.", "T"),
        ("<!doctype html>\n<title>T</title><p>Rain fell on it.</p>", "Rain fell on it.", "T"),
    ],
)
def test_standard_input_is_told_by_its_content(content: str, text: str, title: str | None) -> None:
    (item,) = piped(content)
    assert (article(item).text, article(item).title) == (text, title)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1256"])
def test_standard_input_is_decoded(encoding: str) -> None:
    (item,) = piped(TEXT.encode(encoding))
    assert article(item).text == TEXT


@pytest.mark.parametrize("content", ['{\n "text": "Rain."\n}\n', '[{"text": "Rain."}]', "[]"])
def test_json_that_is_no_jsonl_is_not_taken_for_text(content: str) -> None:
    (item,) = piped(content)
    assert rejection(item).kind == "bad_row"
    assert "jq -c" in rejection(item).message


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "binary"),
        (b"x" * 200, "too_large"),
        (b"a\n" * 99, "too_large"),
    ],
)
def test_standard_input_can_be_rejected(data: bytes, kind: str) -> None:
    (item,) = piped(data, ReadingOptions(max_bytes=100))
    assert (rejection(item).kind, rejection(item).source) == (kind, "-")


def test_rows_on_standard_input_are_streamed() -> None:
    class Endless(io.RawIOBase):
        def readline(self, size: int | None = -1, /) -> bytes:
            return row(text="Rain fell.").encode()

    found = read(["-"], ReadingOptions(limit=3), stdin=Endless())  # type: ignore[arg-type]
    assert [article(item).line for item in found] == [1, 2, 3]


# --- options -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "published"),
    [
        (ReadingOptions(), "2019-03-01"),
        (ReadingOptions(published="2020-01-01"), "2020-01-01"),
        (ReadingOptions(published_from="name"), "2019-03-01"),
    ],
)
def test_the_date_given_overrides_and_the_name_only_helps(
    options: ReadingOptions, published: str
) -> None:
    write("2018-05-05.jsonl", row(text="Rain.", published="2019-03-01"))
    assert article(next(read(["2018-05-05.jsonl"], options))).published == published


def test_the_date_comes_from_the_name_or_the_clock_of_the_file() -> None:
    write("rain-20180505.txt", TEXT)
    os.utime("rain-20180505.txt", (0, 1551484799))
    for where, published in (("name", "2018-05-05"), ("mtime", "2019-03-01"), (None, None)):
        options = ReadingOptions(published_from=where)  # type: ignore[arg-type]
        assert article(next(read(["rain-20180505.txt"], options))).published == published


def test_the_language_given_overrides() -> None:
    options = ReadingOptions(language="fa")
    write("a.jsonl", row(text=TEXT, language="ar"))
    write("b.html", f"<html><body><p>{TEXT}</p></body></html>")
    assert [article(x).language for x in read(["a.jsonl", "b.html"], options)] == ["fa", "fa"]


@pytest.mark.parametrize(
    ("lines", "number"), [(b"", 0), (b"{}", 1), (b"{}\n{}\n", 2), (b"{}\n{}", 2), (b"\n" * 9, 9)]
)
def test_the_total_counts_lines(
    lines: bytes, number: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.jsonl").write_bytes(lines)
    (folder / "b.txt").write_text("Text. More.", encoding="utf-8")
    (folder / "c.jsonl").write_bytes(b"x" * 3_000_000 + b"\n{}\n")
    assert Reader(["."]).total() == number + 3
    assert Reader(["."], ReadingOptions(limit=2)).total() == 2
    assert Reader(["a.jsonl", "-"], stdin=io.BytesIO(b"{}")).total() is None
    monkeypatch.setattr("llmx.reading.reader._COUNTED", 3_000_000)
    assert Reader(["."]).total() is None
    assert Reader(["b.txt"]).total() == 1


def test_the_limit_counts_articles() -> None:
    write("a.jsonl", "bad\n" + row(text="One.") * 3)
    items = list(read(["a.jsonl"], ReadingOptions(limit=2)))
    assert [type(x) for x in items] == [Rejection, Article, Article]


def test_fields_are_mapped_in_headers_too() -> None:
    write("a.md", f"---\nheadline: T\n---\n{TEXT}")
    options = ReadingOptions(fields={"title": "headline"})
    assert article(next(read(["a.md"], options))).title == "T"


def test_a_text_read_in_a_wrong_encoding_is_said(caplog: pytest.LogCaptureFixture) -> None:
    spoiled = TEXT.encode().decode("latin-1")
    page = f"<html><head><meta charset=utf-8></head><body><p>{spoiled * 3}</p></body></html>"
    sources = [write("a.txt", spoiled), write("b.jsonl", row(text=spoiled)), write("c.html", page)]
    assert all(article(item).text for item in read(sources))
    said = [r.getMessage().partition(": most of its letters")[0] for r in caplog.records]
    assert said == ["a.txt", "b.jsonl:1", "c.html"]


def test_html_in_a_text_file_is_said(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "llmx"):
        found = article(next(read([write("a.txt", "<html><body>Rain fell.</body></html>")])))
    assert found.text.startswith("<html>")
    assert "a.txt: looks like HTML" in caplog.text


def test_reading_imports_nothing_heavy() -> None:
    code = (
        "import sys, llmx.reading; heavy = {'trafilatura', 'lxml', 'yaml', 'fasttext',"
        " 'charset_normalizer', 'sentencex', 'pydantic'}; print(heavy & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_row_without_a_text_is_empty_and_keeps_its_id() -> None:
    (item,) = read([write("a.jsonl", '{"id": "x", "text": " \\n"}\n')])
    assert isinstance(item, Rejection)
    assert (item.id, item.state, item.kind, item.line) == ("x", "skipped", "empty", 1)
