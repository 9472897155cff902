"""CSV: read back by pandas, DuckDB and Python, and nothing in it that a spreadsheet runs."""

from __future__ import annotations

import codecs
import csv
import datetime
import json
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.export.csv import guarded
from tests.builders import steady
from tests.export.tables import HOSTILE, hostile, placed, record, written


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def test_pandas_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    assert written(file, [placed((36.5, 37.5)), record()]).rows == 2
    found = pd.read_csv(file, parse_dates=["event_date"])
    assert len(found) == 2
    assert found.event_date.dt.date.tolist() == [datetime.date(2017, 11, 19)] * 2
    assert found.fatalities.tolist() == [3, 3]
    assert (found.latitude[0], found.longitude[0]) == (36.5, 37.5)
    assert found.latitude.isna().tolist() == [False, True]
    assert found.country.tolist()[0] == "Syria"
    assert found.event_type.tolist() == ["Battles"] * 2


def test_duckdb_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    written(file, [hostile()], guard=False)
    connection = duckdb.connect()
    said = f"select actor1, fatalities, event_date from read_csv('{file}') order by event_id_cnty"
    found = connection.execute(said).fetchall()
    assert {row[0] for row in found} == set(HOSTILE)
    assert {row[1:] for row in found} == {(3, datetime.date(2017, 11, 19))}


@pytest.mark.parametrize("reader", ["python", "pandas"])
def test_whatever_stands_in_a_cell_comes_back(tmp_path: Path, reader: str) -> None:
    file = tmp_path / "out.csv"
    written(file, [hostile()], table="key_facts", guard=False)
    if reader == "python":
        found = [row["fact"] for row in rows(file)]
    else:
        found = pd.read_csv(file, keep_default_na=False).fact.tolist()
    assert tuple(found) == HOSTILE


def test_text_that_a_spreadsheet_runs_is_guarded_and_numbers_are_not_touched(
    tmp_path: Path,
) -> None:
    file = tmp_path / "out.csv"
    written(file, [hostile(), placed((-12.5, -77.25))])
    found = rows(file)
    assert [row["actor1"] for row in found[:-1]] == [
        text if n >= 11 else f"'{text}" for n, text in enumerate(HOSTILE)
    ]
    assert (found[-1]["latitude"], found[-1]["longitude"]) == ("-12.5", "-77.25")
    for row in found:
        for name, cell in row.items():
            if name not in ("latitude", "longitude"):
                assert cell.strip()[:1] not in ("=", "+", "-", "@", "＝"), (name, cell)


@pytest.mark.parametrize("text", ["-5", "+3.5", "-.5", "1e-3", "-1E+5", "5 - 3", "a=b", "", "x@y"])
def test_what_is_no_formula_stays(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize(
    "text", ["-5 dead", "- item", "+963 11 22", "=", "“=1”", "﹣1", "−1", "\n"]
)
def test_what_may_be_one_does_not(text: str) -> None:
    assert guarded(text) == "'" + text


@steady
@given(st.text())
def test_a_guarded_text_begins_with_no_sign_and_can_be_had_back(text: str) -> None:
    found = guarded(text)
    assert found in (text, "'" + text)
    assert found != text or text.lstrip()[:1] not in ("=", "@")
    assert guarded("=" + text) == "'=" + text


def test_a_mark_for_excel_and_line_ends_as_rfc_4180_has_them(tmp_path: Path) -> None:
    plain, marked = tmp_path / "plain.csv", tmp_path / "marked.csv"
    written(plain, [record()])
    written(marked, [record()], mark=True)
    assert marked.read_bytes() == codecs.BOM_UTF8 + plain.read_bytes()
    assert plain.read_bytes().endswith(b"\r\n")
    assert plain.read_bytes().count(b"\r\n") == 2


def test_lists_and_blocks_in_a_cell(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    written(file, [record()], table="events")
    (row,) = rows(file)
    assert (row["sentences"], row["claimed_by"], row["with1"]) == ("2; 3", "s1", "")
    assert json.loads(row["counts"])[0]["what"] == "killed"
    assert (row["civilian_targeting"], row["when_start"]) == ("false", "2017-11-19")


def test_without_a_record_there_are_the_names(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    written(file, [])
    assert pd.read_csv(file).columns.tolist()[:2] == ["event_id_cnty", "event_date"]
    assert len(rows(file)) == 0


def test_rows_left_out_else_are_asked_for(tmp_path: Path) -> None:
    def planned(value: dict[str, dict[str, dict[str, list[dict[str, str]]]]]) -> None:
        value["answers"]["events"]["events"][0]["factuality"] = "planned"

    file = tmp_path / "out.csv"
    assert written(file, [record(planned), record()]).rows == 1
    assert written(file, [record(planned), record()], everything=True).rows == 2
    assert [row["tags"] for row in rows(file)] == ["planned", ""]
