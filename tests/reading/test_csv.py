"""CSV as a source: cells, encodings, broken rows, and the bytes that stand for a row."""

from __future__ import annotations

import csv
import hashlib
import io
import logging
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.article import Article, Rejection
from llmx.reading import Reader, ReadingOptions, read
from llmx.reading.csv import hashes
from tests.builders import steady

TEXT = "أغرقت الأمطار شوارع المدينة القديمة. وقالت البلدية إن العمل مستمر."
OTHER = "درگیری در نزدیکی روستا. دست‌کم ۱۲ نفر زخمی شدند."


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def table(*lines: str, encoding: str = "utf-8", end: str = "\n") -> str:
    Path("in.csv").write_bytes("".join(line + end for line in lines).encode(encoding))
    return "in.csv"


def articles(source: str, **options: object) -> list[Article]:
    found = list(read([source], ReadingOptions(**options)))  # type: ignore[arg-type]
    assert [item for item in found if isinstance(item, Rejection)] == []
    return [item for item in found if isinstance(item, Article)]


def told(source: str, **options: object) -> list[tuple[int | None, str, str]]:
    """Line, kind and message of each row without an article."""
    found = read([source], ReadingOptions(**options))  # type: ignore[arg-type]
    return [(r.line, r.kind, r.message) for r in found if isinstance(r, Rejection)]


def test_a_row_is_an_article() -> None:
    source = table(
        "id,text,title,published,language,desk",
        f'7,"{TEXT}",عنوان,2018-03-12,ar,"Syria, north"',
        "",
        f"8,{OTHER},,,,",
        ",,,,,",
    )
    first, second = articles(source)
    assert (first.id, first.text, first.title) == ("7", TEXT, "عنوان")
    assert (first.published, first.language) == ("2018-03-12", "ar")
    assert (first.meta, first.line, first.source) == ({"desk": "Syria, north"}, 2, "in.csv")
    assert (second.line, second.language, second.meta) == (4, "fa", {"desk": None})
    assert second.title is None


def test_columns_of_other_names_are_mapped() -> None:
    source = table("Body ,When", f'"{TEXT}",2018-03-12')
    (found,) = articles(source, fields={"text": "Body", "published": "When"})
    assert (found.text, found.published, found.meta) == (TEXT, "2018-03-12", {})


def test_a_table_without_texts_is_told_once_with_its_columns() -> None:
    source = table("id,body", "1,x", "2,y")
    assert told(source) == [
        (None, "bad_row", "no column 'text'; there are: 'id', 'body' (--field text=NAME)")
    ]
    assert told(table("text,a,a", "x,1,2"))[0][2].startswith("several columns are named 'a'")
    assert told(table(encoding="utf-8"))[0][1] == "empty"


def test_line_breaks_in_a_cell_stay_and_rows_keep_their_lines() -> None:
    text = "First paragraph here.\r\n\r\nSecond one, with a comma.\nAnd more."
    source = table("text,n", f'"{text}",1', '"Another text, said ""quietly"".",2')
    first, second = articles(source)
    assert (first.text, first.line) == (text, 2)
    assert (second.text, second.line) == ('Another text, said "quietly".', 6)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_lines_end_and_cells_part_as_they_do_elsewhere(end: str, delimiter: str) -> None:
    lines = ["id,text,x", '1,"a, b; and c",2', "3,Another text.,4"]
    if delimiter != ",":
        lines = [f"id{delimiter}text{delimiter}x", f'1{delimiter}"a, b; and c"{delimiter}2']
    found = articles(table(*lines, end=end))
    assert (found[0].text, found[0].id, found[0].meta) == ("a, b; and c", "1", {"x": "2"})


@pytest.mark.parametrize(
    ("encoding", "known"),
    [
        *(("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp1256", "cp1256")),
        *(("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be")),
    ],
)
def test_the_encoding_is_found_as_that_of_any_text(
    encoding: str, known: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "llmx")
    lines = ["id,text", *(f'{n},"{TEXT} {n}"' for n in range(40))]
    found = articles(table(*lines, encoding=encoding))
    assert [a.text for a in found] == [f"{TEXT} {n}" for n in range(40)]
    assert {a.encoding for a in found} == {known}
    assert [a.line for a in found] == list(range(2, 42))
    guessed = encoding in ("cp1256", "utf-16-le", "utf-16-be")
    assert bool(caplog.records) == guessed
    (again,) = articles(table("text", TEXT, encoding=encoding), encoding=encoding)
    assert again.text == TEXT


def test_what_is_no_utf8_late_in_a_large_file_is_guessed_from_there() -> None:
    plain = [f"{n},Plain words {n}." for n in range(9000)]
    lines = ["id,text", *plain, *(f"{n},{TEXT}" for n in range(9000, 9040))]
    found = articles(table(*lines, encoding="cp1256"))
    assert {a.encoding for a in found} == {"cp1256"}
    assert found[-1].text == TEXT


def test_a_cell_that_cannot_be_decoded_costs_its_row() -> None:
    Path("in.csv").write_bytes(b"text,n\nGood text.,1\nBad \xff\xfe text.,2\nGood again.,3\n")
    found = list(read(["in.csv"], ReadingOptions(encoding="utf-8")))
    assert [type(item) for item in found] == [Article, Rejection, Article]
    assert told("in.csv", encoding="utf-8") == [
        (3, "undecodable", "a cell is not utf-8 (give the right --encoding)")
    ]


def test_broken_rows_are_rows_of_their_own_and_the_rest_is_read() -> None:
    source = table(
        "id,text",
        "1,Good text.",
        "2",
        '3,"He said "no" twice."',
        "4,Good text.,,",
        "5,Good text.,more",
        '6,"Never closed.',
        "7,Good text.",
        "8,  ",
        "9,",
    )
    found = list(read([source]))
    assert [a.id for a in found if isinstance(a, Article)] == ["1", "4", "7"]
    assert told(source) == [
        (3, "bad_row", "1 cells, where the header has 2"),
        (4, "bad_row", "a quote within a quoted cell is not doubled"),
        (6, "bad_row", "3 cells, where the header has 2"),
        (7, "bad_row", "a quote is opened and never closed"),
        (9, "empty", "there is no sentence in it"),
        (10, "empty", "there is no sentence in it"),
    ]


def test_a_row_of_a_value_that_is_none_is_told_with_its_id() -> None:
    source = table("id,text,published", "1,Good text.,yesterday", "2,اعلان,")
    rejected = [item for item in read([source]) if isinstance(item, Rejection)]
    assert "'yesterday' is not an ISO date" in rejected[0].message
    assert [(r.line, r.kind) for r in rejected] == [(2, "bad_row"), (3, "empty")]
    assert rejected[1].id == "2"


def test_a_cell_is_as_long_as_a_file_may_be() -> None:
    source = table("text", '"' + "word " * 40_000 + '"', "Short text.")  # over csv's own limit
    first, second = articles(source)
    assert (len(first.text), second.line) == (200_000, 3)


@pytest.mark.parametrize("long", ["x" * 5000, '"' + "x" * 5000 + '"', '"' + "x\n" * 3000 + '"'])
def test_what_passes_the_cap_is_told_and_the_rest_is_read(long: str) -> None:
    source = table("text,n", f"{long},1", "Good text.,2")
    found = list(read([source], ReadingOptions(max_bytes=2000)))
    assert [a.text for a in found if isinstance(a, Article)] == ["Good text."]
    line, kind, message = told(source, max_bytes=2000)[0]
    assert (line, kind) == (2, "too_large")
    assert ("a quote opened" in message) == ("\n" in long)


def test_it_is_streamed() -> None:
    with open("in.csv", "w", encoding="utf-8") as out:
        out.write("id,text\n")
        out.writelines(f'{n},"Some words of a row, and {n}.\nMore."\n' for n in range(20_000))
    tracemalloc.start()
    with open("in.csv", "rb") as stream:
        number = sum(1 for _ in hashes(stream, None))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert number == 20_001
    assert peak < Path("in.csv").stat().st_size / 2


def test_a_limit_ends_it_and_the_number_of_rows_is_not_known() -> None:
    source = table("text", "One text.", "Two text.", "Three text.")
    reader = Reader([source], ReadingOptions(limit=2))
    assert reader.total() is None
    assert len(list(reader)) == 2


# --- what stands for a row -----------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1256", "utf-16", "utf-16-be"])
def test_the_hash_is_that_of_the_bytes_of_the_row(encoding: str) -> None:
    lines = ["id,text", f'1,"{TEXT}\nAnd ""more"", here."', f"2,{TEXT}"]
    found = articles(table(*lines, encoding=encoding, end="\r\n"), encoding=encoding)
    plain = "utf-16-le" if encoding == "utf-16" else encoding.removesuffix("-sig")
    expected = [hashlib.sha256(line.encode(plain)).hexdigest() for line in lines[1:]]
    assert [a.sha256 for a in found] == expected
    with open("in.csv", "rb") as stream:
        wide = encoding if encoding.startswith("utf-16") else None
        assert set(expected) <= set(hashes(stream, wide))


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), min_size=1)


@steady
@given(st.lists(CELLS, min_size=1, max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_whatever_is_written_is_read(texts: Sequence[str], end: str) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["text", "n"])
    writer.writerows((text + " A sentence.", n) for n, text in enumerate(texts))
    Path("in.csv").write_bytes(buffer.getvalue().encode())
    found = articles("in.csv", encoding="utf-8")
    assert [a.text for a in found] == [text + " A sentence." for text in texts]
    assert [a.meta for a in found] == [{"n": str(n)} for n in range(len(texts))]
