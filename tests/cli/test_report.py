"""`llmx report`: what is said, what is refused, and which exit code that has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llmx.decisions import SCHEMA, digest_of
from tests.builders import article
from tests.cli.support import ANSWERS, ROOT, Llmx
from tests.report.support import export, one_record, parsed

RECALLS = ROOT / "examples/recalls"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return export(tmp_path / "records.jsonl", [one_record()])


def test_a_page_is_written_and_what_it_holds_is_said(
    llmx: Llmx, records: Path, tmp_path: Path
) -> None:
    output = tmp_path / "r.html"
    done = llmx("report", records, "-o", output)
    assert (done.code, done.out) == (0, "")
    assert done.said.startswith("llmx: report: 1 article, 5 items, 0 findings, 0.")
    assert done.said.endswith(f"→ {output}")
    assert parsed(output).data("index")["name"] == "records.jsonl"
    assert llmx("report", records, "-o", tmp_path / "quiet.htm", "-q").err == ""


def test_what_became_of_decisions_is_said(llmx: Llmx, records: Path, tmp_path: Path) -> None:
    record = one_record()
    decision = {
        "article": record["article"]["id"],
        "path": "/answers/events/events/0",
        "item": digest_of(record["answers"]["events"]["events"][0]),
        "verdict": "reject",
        "note": "no",
    }
    stale = decision | {"path": "/answers/brief/headline"}
    elsewhere = decision | {"article": "x"}
    file = tmp_path / "d.json"
    file.write_text(json.dumps({"schema": SCHEMA, "decisions": [decision, stale, elsewhere]}))
    done = llmx("report", records, "-o", tmp_path / "r.html", "--decisions", file)
    assert done.code == 0
    assert done.err.splitlines()[0] == (
        "llmx: decisions: 1 applied, 1 out of date, 1 on articles that are not in this export"
    )


def test_an_output_that_is_no_page_is_refused(llmx: Llmx, records: Path, tmp_path: Path) -> None:
    done = llmx("report", records, "-o", tmp_path / "r.pdf")
    assert done.code == 2
    assert "a name that ends in .html" in done.said


def test_an_output_that_exists_needs_force(llmx: Llmx, records: Path, tmp_path: Path) -> None:
    output = tmp_path / "r.html"
    output.write_text("mine")
    assert llmx("report", records, "-o", output).code == 2
    assert output.read_text() == "mine"
    assert llmx("report", records, "-o", output, "--force").code == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{]\n", "line 1: no JSON"),
        ('{"schema": "llmx.record/9"}\n', "'llmx.record/9', this llmx reads 'llmx.record/1'"),
        ('{"schema"', "cut short"),
    ],
)
def test_an_export_that_does_not_hold_is_named(
    llmx: Llmx, tmp_path: Path, content: str, said: str
) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(content)
    done = llmx("report", file, "-o", tmp_path / "r.html")
    assert done.code == 2
    assert said in done.said
    assert not (tmp_path / "r.html").exists()


def test_no_export_and_no_decisions(llmx: Llmx, records: Path, tmp_path: Path) -> None:
    output = tmp_path / "r.html"
    assert llmx("report", tmp_path / "none.jsonl", "-o", output).code == 2
    done = llmx("report", records, "-o", output, "--decisions", tmp_path / "none.json")
    assert (done.code, "no decisions" in done.said) == (2, True)


def test_answers_that_no_schema_reads_are_said(llmx: Llmx, tmp_path: Path) -> None:
    own = ("--prompts", RECALLS / "prompts", "--schemas", RECALLS / "schemas")
    records, output = tmp_path / "recalls.jsonl", tmp_path / "r.html"
    recorded = ("--answers", ANSWERS, "--offline", "--task", "recall")
    assert llmx("export", RECALLS / "articles", "-o", records, *recorded, *own).code == 0
    done = llmx("report", records, "-o", output)
    assert (done.code, done.err.splitlines()[0][:40]) == (
        0,
        "llmx: note: 2 answers of 'recall' not sh",
    )
    assert parsed(output).data("index")["groups"] == []
    done = llmx("report", records, "-o", output, "--force", *own)
    assert "17 items" in done.said
    groups = parsed(output).data("index")["groups"]
    assert "/answers/recall/counts" in groups


def test_an_article_of_long_sentences(llmx: Llmx, tmp_path: Path) -> None:
    record = one_record()
    record["article"] = article(["كلمة " * 20_000]).as_json()
    record |= {"answers": {}, "provenance": {}, "findings": []}
    from tests.builders import resealed

    records = export(tmp_path / "long.jsonl", [resealed(record)])
    assert llmx("report", records, "-o", tmp_path / "r.html").code == 0
