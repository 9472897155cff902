"""Parquet as a source: types, rows that give no article, and the values that stand for a row."""

from __future__ import annotations

import datetime
import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from llmx.article import Article, Rejection
from llmx.reading import ReadingOptions, parquet, read
from llmx.text.canonical import canonical

TEXT = "أغرقت الأمطار شوارع المدينة القديمة. وقالت البلدية إن العمل مستمر."


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def table(columns: dict[str, Any], **options: Any) -> str:
    pq.write_table(pa.table(columns), "in.parquet", **options)
    return "in.parquet"


def items(source: str, **options: Any) -> list[Article | Rejection]:
    return list(read([source], ReadingOptions(**options)))


def test_a_row_is_an_article() -> None:
    source = table(
        {
            "id": [7, 8],
            "text": [TEXT, "Another text, here."],
            "published": [datetime.date(2018, 3, 12), None],
            "score": [0.5, float("nan")],
            "tags": [["a", "b"], []],
        }
    )
    first, second = items(source)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.id, first.text, first.published) == ("7", TEXT, "2018-03-12")
    assert (first.line, first.source, first.encoding) == (1, "in.parquet", "utf-8")
    assert first.meta == {"score": 0.5, "tags": ["a", "b"]}
    assert (second.line, second.published, second.meta) == (2, None, {"score": None, "tags": []})


def test_values_are_those_of_json() -> None:
    when = datetime.datetime(2018, 3, 12, 10, 30, 0, 123456)
    nanoseconds = pa.array([1_520_850_600_123_456_789], pa.timestamp("ns"))
    source = table(
        {
            "body": [TEXT.encode()],
            "when": [when],
            "exact": nanoseconds,
            "price": [Decimal("1.50")],
            "raw": [b"\xff\x00"],
            "of": [{"a": 1, "b": when.time()}],
            "flag": [True],
        }
    )
    (found,) = items(source, fields={"text": "body"})
    assert isinstance(found, Article)
    assert found.text == TEXT
    assert found.meta == {
        "when": "2018-03-12T10:30:00.123456",
        "exact": "2018-03-12T10:30:00.123456",
        "price": "1.50",
        "raw": "ff00",
        "of": {"a": 1, "b": "10:30:00.123456"},
        "flag": True,
    }


def test_rows_that_give_no_article_are_told_with_their_number() -> None:
    source = table(
        {
            "text": ["Good text.", None, " ", "Good text.", "x" * 3000],
            "published": [None, None, None, "soon", None],
            "weight": [1.0, 2.0, 3.0, 4.0, 5.0],
        }
    )
    told = [(r.line, r.kind) for r in items(source, max_bytes=2000) if isinstance(r, Rejection)]
    assert told == [(2, "empty"), (3, "empty"), (4, "bad_row"), (5, "too_large")]


def test_a_table_without_texts_is_told_once_with_its_columns() -> None:
    (found,) = items(table({"id": [1, 2], "body": ["a", "b"]}))
    assert isinstance(found, Rejection)
    assert found.message == "no column 'text'; there are: 'id', 'body' (--field text=NAME)"


def test_a_file_that_is_broken_is_told() -> None:
    source = table({"text": [f"{TEXT} {n}" for n in range(5000)]}, row_group_size=500)
    data = Path(source).read_bytes()
    Path("none.parquet").write_bytes(b"PAR1 and no more")
    (found,) = items("none.parquet")
    assert isinstance(found, Rejection)
    assert (found.kind, "is no Parquet file" in found.message) == ("unparseable", True)
    middle = len(data) // 2
    Path(source).write_bytes(data[:middle] + b"\xff" * 4096 + data[middle + 4096 :])
    *good, last = items(source)
    assert isinstance(last, Rejection)
    assert f"cannot be read after row {len(good)}" in last.message
    assert 0 < len(good) < 5000


def test_a_hash_stands_for_the_values_of_a_row() -> None:
    source = table({"text": [TEXT, "Another text."], "n": [1, 2]})
    found = [item for item in items(source) if isinstance(item, Article)]
    values = {"n": 1, "text": TEXT}
    assert found[0].sha256 == hashlib.sha256(canonical(values).encode()).hexdigest()
    assert json.loads(canonical(values)) == values
    with open(source, "rb") as stream:
        assert [a.sha256 for a in found] == list(parquet.hashes(stream))
