"""Sources: what is listed, what is passed by, what is refused before anything is read."""

from __future__ import annotations

import os
import socket
from collections import Counter
from pathlib import Path

import pytest

from llmx.errors import UsageError
from llmx.reading import sources
from llmx.reading.sources import Plan, plan


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (
        *("f/b.txt", "f/a/c.md", "f/a/d.HTML", "f/a-b/e.jsonl", "f/z.htm", "f/.hidden.txt"),
        *("f/.git/x.txt", "f/notes.pdf", "f/a/data.csv", "f/README", "g/one.txt", "g/two.log"),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Rain fell.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(found: Plan) -> list[str]:
    return [entry.source for entry in found.entries]


FOLDER = ["a-b/e.jsonl", "a/c.md", "a/d.HTML", "a/data.csv", "b.txt", "z.htm"]


def test_a_folder_is_walked_in_posix_order(tree: Path) -> None:
    for source in ("f", "f/", "./f", str(tree / "f")):
        found = plan([source])
        assert names(found) == FOLDER
        assert found.ignored == Counter({".pdf": 1, "(no suffix)": 1})
    forms = [entry.form for entry in plan(["f"]).entries]
    assert forms == ["jsonl", "markdown", "html", "csv", "text", "html"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("f/b.txt", ["f/b.txt"]),
        ("./f/b.txt", ["f/b.txt"]),
        ("f/.hidden.txt", ["f/.hidden.txt"]),
        ("f/*.txt", ["f/b.txt"]),
        ("*/*.txt", ["f/b.txt", "g/one.txt"]),
        ("f/a*", ["f/a-b/e.jsonl", "f/a/c.md", "f/a/d.HTML", "f/a/data.csv"]),
        ("f/**/*.md", ["f/a/c.md"]),
        ("-", ["-"]),
    ],
)
def test_the_source_is_as_given(tree: Path, source: str, expected: list[str]) -> None:
    assert names(plan([source])) == expected


def test_an_absolute_source_is_never_kept(tree: Path) -> None:
    assert names(plan([str(tree / "f/b.txt")])) == ["b.txt"]
    assert names(plan([f"{tree}/*/*.txt"])) == ["f/b.txt", "g/one.txt"]


def test_sources_keep_the_order_given(tree: Path) -> None:
    assert names(plan(["g/one.txt", "-", "f/b.txt"])) == ["g/one.txt", "-", "f/b.txt"]


def test_a_glob_passes_by_what_is_not_supported(tree: Path) -> None:
    found = plan(["g/*"])
    assert (names(found), found.ignored) == (["g/one.txt"], Counter({".log": 1}))


def test_a_name_with_wildcards_that_exists_is_that_file(tree: Path) -> None:
    (tree / "a[1].txt").write_text("x", encoding="utf-8")
    assert names(plan(["a[1].txt"])) == ["a[1].txt"]


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        ([], "no source"),
        (["-", "-"], "only once"),
        (["nowhere.txt"], "'nowhere.txt'"),
        (["f/b.txt", "nowhere"], "'nowhere'"),
        (["*.md"], "matches '*.md'"),
        (["g/*.log"], "matches"),
        (["empty"], "folder 'empty'"),
        (["f/notes.pdf"], "pdftotext f/notes.pdf -"),
        (["f/notes.pdf"], ".csv .parquet"),
        (["f/README"], "llmx summarize - < f/README"),
        (["https://example.org/a"], "curl -s 'https://example.org/a' | llmx summarize -"),
        (["a\0b"], "cannot read"),
        (["/dev/null"], "not a regular file"),
    ],
)
def test_a_usage_fault_is_told_at_once(tree: Path, sources: list[str], message: str) -> None:
    (tree / "empty").mkdir()
    (tree / "empty" / "x.docx").touch()
    with pytest.raises(UsageError) as caught:
        plan(sources)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_word_document_gets_a_line_that_says_what_to_do(tree: Path) -> None:
    (tree / "x.docx").touch()
    with pytest.raises(UsageError, match="pandoc"):
        plan(["x.docx"])


def test_a_form_whose_library_is_missing_is_one_line(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tree / "f/t.parquet").touch()
    assert plan(["f/t.parquet"]).entries[0].fault is None
    monkeypatch.setattr(sources, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"needs pyarrow \(pip install 'llmx\[tables\]'\)"):
        plan(["f/t.parquet"])
    faults = [entry.source for entry in plan(["f"]).entries if entry.fault]
    assert faults == ["t.parquet"]  # of a folder it is one row, and the rest is read


def test_links_are_followed_only_to_files_of_the_tree(tree: Path) -> None:
    (tree / "f/in.txt").symlink_to(tree / "f/b.txt")
    (tree / "f/out.txt").symlink_to(tree / "g/one.txt")
    (tree / "f/gone.txt").symlink_to(tree / "f/nowhere.txt")
    (tree / "f/outside").symlink_to(tree / "g")
    (tree / "f/a/loop").symlink_to(tree / "f")
    (tree / "f/same").symlink_to(tree / "f/a")
    entries = {entry.source: entry.fault for entry in plan(["f"]).entries}
    faults = {source for source, fault in entries.items() if fault is not None}
    assert faults == {"out.txt", "outside", "a/loop"}
    assert {source for source in entries if source not in faults} == {*FOLDER, "in.txt", "gone.txt"}


def test_a_link_that_the_user_names_is_followed(tree: Path) -> None:
    (tree / "link").symlink_to(tree / "f")
    (tree / "link.txt").symlink_to(tree / "f/b.txt")
    assert names(plan(["link", "link.txt"])) == [*FOLDER, "link.txt"]


def test_a_glob_does_not_follow_a_loop(tree: Path) -> None:
    (tree / "f/a/loop").symlink_to(tree / "f")
    assert len(plan(["f/**/*.txt"]).entries) == 1


def test_a_name_that_is_no_utf8_is_escaped(tree: Path) -> None:
    with open(os.fsencode(tree / "g") + b"/caf\xe9.txt", "wb") as file:
        file.write(b"x")
    assert names(plan(["g"])) == ["caf\\xe9.txt", "one.txt"]


def test_a_socket_in_a_folder_is_an_entry_that_will_not_open(tree: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("g/s.txt")
        assert names(plan(["g"])) == ["one.txt", "s.txt"]
