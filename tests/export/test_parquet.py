"""Parquet: typed and nested, in groups of rows, read back by pandas and DuckDB."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from llmx.errors import StorageError
from llmx.export import parquet
from llmx.export.files import PartialFile
from tests.export.tables import HOSTILE, hostile, placed, record, written


def test_pandas_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "out.parquet"
    assert written(file, [placed((36.5, 37.5)), record()]).rows == 2
    found = pd.read_parquet(file)
    assert found.event_date.tolist() == [datetime.date(2017, 11, 19)] * 2
    assert (found.fatalities.dtype.kind, found.fatalities.tolist()) == ("i", [3, 3])
    assert (found.latitude[0], found.longitude[0]) == (36.5, 37.5)
    assert found.latitude.isna().tolist() == [False, True]
    assert [*found.sentences[0]] == [2, 3]


def test_columns_are_typed_and_blocks_are_structs(tmp_path: Path) -> None:
    file = tmp_path / "out.parquet"
    written(file, [record()], table="events")
    schema = pq.read_schema(file)
    types = {name: schema.field(name).type for name in schema.names}
    assert types["item"] == pa.int64()
    assert types["sentences"] == pa.list_(pa.int64())
    assert types["place_latitude"] == pa.float64()
    assert types["when_start"] == pa.date32()
    assert types["civilian_targeting"] == pa.bool_()
    counts = types["counts"].value_type
    assert pa.types.is_struct(counts)
    assert counts.field("min").type == pa.float64()
    assert counts.field("claimed_by").type == pa.list_(pa.string())


def test_duckdb_reads_it_nested(tmp_path: Path) -> None:
    file = tmp_path / "out.parquet"
    written(file, [record(), hostile()], table="events")
    connection = duckdb.connect()
    said = (
        "select e.record, e.item, c.what, c.min, c.text_src, c.claimed_by[1] "
        f"from '{file}' e, unnest(e.counts) u(c) order by 1, 2"
    )
    found = connection.execute(said).fetchall()
    assert len(found) == 1 + len(HOSTILE)
    assert found[0] == (1, 1, "killed", 3.0, "ثلاثة مقاتلين على الأقل", "s1")
    named = f"select count(*) from '{file}' where when_start = date '2017-11-19'"
    assert connection.execute(named).fetchall() == [(1 + len(HOSTILE),)]


def test_whatever_stands_in_a_text_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "out.parquet"
    written(file, [hostile()], table="key_facts")
    assert tuple(pd.read_parquet(file).fact) == HOSTILE


def test_rows_are_written_in_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_ROWS", 4)
    file = tmp_path / "out.parquet"
    written(file, [record()] * 10)
    meta = pq.ParquetFile(file).metadata
    assert [meta.row_group(n).num_rows for n in range(meta.num_row_groups)] == [4, 4, 2]
    monkeypatch.setattr(parquet, "_CHARACTERS", 1)
    written(file, [record()] * 3)
    assert pq.ParquetFile(file).metadata.num_row_groups == 3


def test_without_a_record_there_are_the_types(tmp_path: Path) -> None:
    file = tmp_path / "out.parquet"
    written(file, [])
    found = pq.read_table(file)
    assert found.num_rows == 0
    assert found.schema.field("event_date").type == pa.date32()


def test_a_disk_that_is_full_is_told_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: PartialFile, data: bytes) -> None:
        raise StorageError("no room")

    monkeypatch.setattr(PartialFile, "write_bytes", full)
    with pytest.raises(StorageError, match="no room"):
        written(tmp_path / "out.parquet", [record()])
    assert list(tmp_path.iterdir()) == []


def test_a_number_is_one_whatever_json_made_of_it(tmp_path: Path) -> None:
    def change(value: dict[str, Any]) -> None:
        value["answers"]["events"]["events"][0]["counts"][0] |= {"min": 10**30, "max": 2.5}

    file = tmp_path / "out.parquet"
    written(file, [record(change)], table="counts")
    (row,) = pq.read_table(file).to_pylist()
    assert (row["min"], row["max"]) == (1e30, 2.5)
    written(file, [record(change)])
    (row,) = pq.read_table(file).to_pylist()
    assert row["fatalities"] == 2**63 - 1
