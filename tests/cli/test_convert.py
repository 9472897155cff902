"""`convert`, and `export` to tables: the same bytes either way, and what is refused."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from llmx import reading, validation
from llmx.export.formats import FORMATS
from llmx.record import line
from tests.builders import article, resealed, sealed
from tests.cli.support import (
    ARTICLES,
    FIRST,
    RECORDED,
    ROOT,
    Llmx,
    Particular,
    endpoint,
    live,
    names,
    rows,
    text,
    whole,
    write_articles,
)
from tests.gazetteer.places import gazetteer_file
from tests.provider import Provider

Json = dict[str, Any]

RECALLS = ROOT / "examples/recalls"
OWN = ("--prompts", str(RECALLS / "prompts"), "--schemas", str(RECALLS / "schemas"))


@pytest.fixture
def export(llmx: Llmx, home: Path) -> Path:
    """The export of two examples, in which there are eighteen events."""
    return exported(llmx, home, ARTICLES / "06-opposing-side.txt", FIRST)


@pytest.fixture
def examples(llmx: Llmx, home: Path) -> Path:
    """The export of all examples."""
    return exported(llmx, home, ARTICLES)


def exported(llmx: Llmx, home: Path, *given: Path) -> Path:
    """`records.jsonl` and what stands beside it; the first test that needs it has it made."""
    if given not in _MADE:
        assert llmx("export", *given, "-o", "records.jsonl", *RECORDED).code == 0
        _MADE[given] = {file.name: file.read_bytes() for file in home.iterdir()}
    for name, data in _MADE[given].items():
        (home / name).write_bytes(data)
    return home / "records.jsonl"


_MADE: dict[tuple[Path, ...], dict[str, bytes]] = {}


def written(*records: Json) -> Path:
    file = Path("records.jsonl")
    file.write_text("".join(line(r) + "\n" for r in records), encoding="utf-8")
    return file


# --- the same bytes ------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_export_is_what_its_conversion_is(
    llmx: Llmx, home: Path, examples: Path, suffix: str
) -> None:
    done = llmx("export", ARTICLES, "-o", f"direct{suffix}", *RECORDED)
    assert (done.code, done.out) == (0, "")
    done = llmx("convert", examples.name, "-o", f"converted{suffix}")
    assert (done.code, done.out) == (0, "")
    assert done.err.splitlines()[-1].startswith("llmx: done: 8 records")
    direct = (home / f"direct{suffix}").read_bytes()
    assert direct == (home / f"converted{suffix}").read_bytes()
    assert llmx("convert", examples.name, "-o", f"converted{suffix}", "--force").code == 0
    assert direct == (home / f"converted{suffix}").read_bytes()
    assert [n for n in names(home) if n.endswith((".partial", ".lock"))] == []


@pytest.mark.parametrize("suffix", FORMATS)
def test_without_a_record_they_are_the_same_too(llmx: Llmx, home: Path, suffix: str) -> None:
    (home / "bad.txt").write_bytes(b"")
    for name in ("direct" + suffix, "records.jsonl"):
        assert llmx("export", "bad.txt", "-o", name, *RECORDED).code == 1
    assert llmx("convert", "records.jsonl", "-o", f"converted{suffix}").code == 0
    direct = (home / f"direct{suffix}").read_bytes()
    assert direct == (home / f"converted{suffix}").read_bytes()


def test_records_go_from_one_form_to_the_other_and_back(llmx: Llmx, export: Path) -> None:
    assert llmx("convert", export, "-o", "array.json").code == 0
    assert llmx("convert", "array.json", "-o", "lines.jsonl").code == 0
    assert Path("lines.jsonl").read_bytes() == export.read_bytes()
    assert json.loads(Path("array.json").read_text(encoding="utf-8")) == rows(export)


# --- what is refused -----------------------------------------------------------------------------


def test_an_output_that_exists_is_replaced_by_force_alone(llmx: Llmx, export: Path) -> None:
    Path("out.csv").write_text("keep")
    done = llmx("convert", export, "-o", "out.csv")
    assert (done.code, "exists" in done.said) == (2, True)
    assert Path("out.csv").read_text() == "keep"
    assert llmx("convert", export, "-o", "out.csv", "--force").code == 0


def test_an_export_is_not_written_over_itself(llmx: Llmx, export: Path) -> None:
    before = export.read_bytes()
    done = llmx("convert", export, "-o", export, "--force")
    assert (done.code, "is the export" in done.said) == (2, True)
    assert export.read_bytes() == before


@pytest.mark.parametrize("command", [("export", FIRST, *RECORDED), ("convert", "records.jsonl")])
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("-o", "out.xlsx"), "no format for 'out.xlsx'"),
        (("-o", "out.csv", "--table", "nothing"), "no table 'nothing' (there are: articles, "),
        (("-o", "out.jsonl", "--table", "events"), "--table says nothing about .jsonl"),
        (("-o", "out.json", "--bom"), "--bom says nothing about .json (it is for .csv)"),
    ],
)
def test_what_a_format_does_not_know_is_said_beforehand(
    llmx: Llmx, export: Path, command: Sequence[object], options: Sequence[object], said: str
) -> None:
    before = names(export.parent)
    done = llmx(*command, *options)
    assert (done.code, said in done.said) == (2, True)
    assert names(export.parent) == before


def test_a_suffix_that_nobody_writes_is_answered_with_those_known(llmx: Llmx, export: Path) -> None:
    done = llmx("convert", export, "-o", "out.doc")
    assert all(suffix in done.said for suffix in FORMATS)


def test_a_fault_of_the_export_is_named_and_nothing_is_left(llmx: Llmx, home: Path) -> None:
    file = written(sealed(article()), sealed(article(("ا", "ب"))))
    file.write_text(file.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    done = llmx("convert", file, "-o", "out.csv")
    assert (done.code, "line 2: the last line is cut short" in done.said) == (2, True)
    assert names(home) == ["records.jsonl"]


def test_an_answer_of_another_version_is_named(llmx: Llmx, home: Path) -> None:
    value = json.loads(line(sealed(article())))
    value["answers"]["events"]["events"][0]["severity"] = 3
    done = llmx("convert", written(resealed(value)), "-o", "out.csv")
    assert done.code == 2
    assert "record 1 does not fit the schema of 'events'" in done.said
    assert "/answers/events/events/0/severity" in done.said
    assert names(home) == ["records.jsonl"]


def test_an_export_that_is_not_there(llmx: Llmx, home: Path) -> None:
    done = llmx("convert", "none.jsonl", "-o", "out.csv")
    assert (done.code, "no export 'none.jsonl'" in done.said) == (2, True)
    assert names(home) == []


# --- a schema of a user's own --------------------------------------------------------------------


def test_a_schema_of_a_users_own_has_columns_from_its_blocks(llmx: Llmx, home: Path) -> None:
    given = ("export", RECALLS / "articles", "--task", "recall", *OWN, *RECORDED)
    assert llmx(*given, "-o", "direct.csv").code == 0
    assert llmx(*given, "-o", "records.jsonl").code == 0
    assert llmx("convert", "records.jsonl", "-o", "out.csv", *OWN).code == 0
    assert (home / "out.csv").read_bytes() == (home / "direct.csv").read_bytes()
    header, *_ = (home / "out.csv").read_text(encoding="utf-8").splitlines()
    assert header == (
        "record,article_id,product_sentences,product_text,product_src,hazard_sentences,"
        "hazard_text,remedy_sentences,remedy_text,lots,contact"
    )
    done = llmx("convert", "records.jsonl", "-o", "counts.csv", "--table", "counts", *OWN)
    assert (done.code, "2 records, 11 rows" in done.said) == (0, True)


def test_answers_of_an_unknown_task_are_said_to_be_left_out(llmx: Llmx, home: Path) -> None:
    given = ("export", RECALLS / "articles", "--task", "recall", *OWN, *RECORDED)
    assert llmx(*given, "-o", "records.jsonl").code == 0
    done = llmx("convert", "records.jsonl", "-o", "out.csv")
    assert (done.code, "no table in the answers" in done.said) == (2, True)
    done = llmx("convert", "records.jsonl", "-o", "out.csv", "--table", "articles")
    assert done.code == 0
    note, last = done.err.splitlines()
    assert note.startswith("llmx: note: 2 answers of the unknown task 'recall' left out; --prompts")
    assert last == "llmx: done: 2 records, 2 rows → out.csv"


# --- places --------------------------------------------------------------------------------------


def test_events_are_on_the_map_where_a_gazetteer_knows_them(llmx: Llmx, home: Path) -> None:
    places = str(gazetteer_file(home))
    out = ("-o", "out.geojson")
    done = llmx("export", FIRST, *out, *RECORDED)
    assert (done.code, "they were not located; `llmx export … --geo` does" in done.err) == (0, True)
    assert whole(home / "out.geojson")["features"] == []
    done = llmx("export", FIRST, *out, "--gazetteer", places, "--force", "--all", *RECORDED)
    assert (done.code, "the gazetteer does not tell where they lie" in done.err) == (0, True)
    found = whole(home / "out.geojson")["features"]
    assert found != []
    assert {f["properties"]["country"] for f in found} == {"Syria"}
    for feature in found:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert (longitude, latitude) == (
            feature["properties"]["longitude"],
            feature["properties"]["latitude"],
        )
    given = ("export", FIRST, "-o", "records.jsonl", "--gazetteer", places, *RECORDED)
    assert llmx(*given).code == 0
    assert llmx("convert", "records.jsonl", "-o", "other.geojson", "--all").code == 0
    assert (home / "other.geojson").read_bytes() == (home / "out.geojson").read_bytes()


# --- a run that was stopped ----------------------------------------------------------------------


def test_a_run_to_a_table_that_stopped_half_way_is_taken_up(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 6)
    options = ("export", "in", "-o", "out.csv", "--jobs", "1", "--no-cache")
    with Provider(Particular({"رقم 4 ": "429quota"})) as serving:
        assert llmx(*options, *live(serving.base_url)).code == 3
    assert not (home / "out.csv").exists()
    assert len(rows(home / "out.csv.records.partial")) == 3
    with Provider(endpoint()) as serving:
        done = llmx(*options, *live(serving.base_url))
        assert done.code == 0
        assert "kept 3 of 3 results of the run before" in done.err
        assert serving.count == 9  # three articles, without a store: what was written is kept
        assert llmx("export", "in", "-o", "r.jsonl", *live(serving.base_url)).code == 0
    assert whole(home / "out.csv.run.json")["counts"]["ok"] == 6
    assert llmx("convert", "r.jsonl", "-o", "whole.csv").code == 0
    assert (home / "out.csv").read_bytes() == (home / "whole.csv").read_bytes()
    assert [n for n in names(home) if "partial" in n] == []


def test_a_disk_that_is_full_in_the_end_loses_no_answer(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 2)
    options = ("export", "in", "-o", "out.csv", "--no-cache")
    (home / "out.csv.partial").symlink_to("/dev/full")
    with Provider(endpoint()) as serving:
        done = llmx(*options, *live(serving.base_url))
        assert (done.code, "No space left" in done.err) == (5, True)
        assert len(rows(home / "out.csv.records.partial")) == 2
        assert whole(home / "out.csv.run.json")["state"] == "stopped"
        (home / "out.csv.partial").unlink(missing_ok=True)
        assert llmx(*options, *live(serving.base_url)).code == 0
        assert serving.count == 6
    assert names(home) == ["in", "out.csv", "out.csv.run.json"]


def test_a_failure_is_mended_in_a_table_too(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 3)
    options = ("export", "in", "-o", "out.csv")
    with Provider(Particular({"رقم 2 ": "refusal"})) as serving:
        assert llmx(*options, *live(serving.base_url)).code == 1
        assert len((home / "out.csv").read_bytes().split(b"\r\n")) == 4
        assert llmx(*options, *live(serving.base_url)).code == 2
    with Provider(endpoint()) as serving:
        assert llmx(*options, "--retry-errors", *live(serving.base_url)).code == 0
        assert serving.count == 3
    assert len((home / "out.csv").read_bytes().split(b"\r\n")) == 5
    assert names(home) == ["in", "out.csv", "out.csv.run.json"]


# --- tables in -----------------------------------------------------------------------------------


@pytest.fixture(params=["csv", "parquet"])
def source(request: pytest.FixtureRequest, home: Path) -> Path:
    """A table with the texts of three articles under a name of its own."""
    texts = {"body": [text(1), text(2), ""], "desk": ["a", "b", "c"]}
    file = home / f"in.{request.param}"
    if request.param == "parquet":
        pq.write_table(pa.table(texts), file)
        return file
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(texts)
        writer.writerows(zip(*texts.values(), strict=True))
    return file


def test_a_table_is_a_source_and_its_rows_are_held_against_it(
    llmx: Llmx, home: Path, source: Path
) -> None:
    with Provider(endpoint()) as serving:
        to = (*live(serving.base_url), "--field", "text=body")
        done = llmx("export", source.name, "-o", "out.jsonl", *to)
        assert (done.code, "2 articles, 1 skipped" in done.err) == (1, True)
        assert llmx("summarize", source.name, "--limit", "1", *to).code == 0
    found = rows(home / "out.jsonl")
    assert [r["article"]["meta"] for r in found] == [{"desk": "a"}, {"desk": "b"}]
    (skipped,) = rows(home / "out.jsonl.errors.jsonl")
    assert (skipped["source"], skipped["kind"]) == (source.name, "empty")
    assert skipped["line"] == (18 if source.suffix == ".csv" else 3)
    done = llmx("validate", "out.jsonl")
    assert (done.code, done.out) == (0, "")
    assert done.said.endswith("all hold")  # and nothing is said not to be checked


def test_a_row_that_changed_is_named(llmx: Llmx, home: Path, source: Path) -> None:
    with Provider(endpoint()) as serving:
        to = (*live(serving.base_url), "--field", "text=body")
        assert llmx("export", source.name, "-o", "out.jsonl", "--limit", "2", *to).code == 0
    if source.suffix == ".csv":
        source.write_bytes(source.read_bytes().replace(b",b", b",B"))
    else:
        table = pq.read_table(source)
        pq.write_table(table.set_column(1, "desk", pa.array(["a", "B", "c"])), source)
    validation._hashes.cache_clear()
    done = llmx("validate", "out.jsonl")
    assert done.code == 1
    assert done.out.count("is no longer what was received") == 1
    assert "line 2" in done.out


def test_without_its_library_a_table_is_not_checked(
    llmx: Llmx, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pq.write_table(pa.table({"text": [text(1)]}), home / "in.parquet")
    with Provider(endpoint()) as serving:
        assert llmx("export", "in.parquet", "-o", "out.jsonl", *live(serving.base_url)).code == 0
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "llmx.reading.parquet", raising=False)
    monkeypatch.delattr(reading, "parquet", raising=False)
    done = llmx("validate", "out.jsonl")
    assert (done.code, "sources that cannot be read from here: 1 not checked" in done.err) == (
        0,
        True,
    )


def test_a_table_without_texts_is_one_row_of_errors(llmx: Llmx, home: Path) -> None:
    (home / "in.csv").write_text("id,body\n1,x\n2,y\n")
    assert llmx("export", "in.csv", "-o", "out.jsonl", *RECORDED).code == 1
    (row,) = rows(home / "out.jsonl.errors.jsonl")
    assert row["message"].startswith("no column 'text'; there are: 'id', 'body'")
