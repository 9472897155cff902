"""`llmx incidents`: files, what is said on stderr, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from llmx.record import line
from tests.cli.support import FIRST, Llmx
from tests.incidents.support import count, event, record

Json = dict[str, Any]


def _export(file: Path, *records: Json) -> Path:
    file.write_text("".join(line(each) + "\n" for each in records), encoding="utf-8")
    return file


def test_incidents_and_their_digest(llmx: Llmx, home: Path) -> None:
    toll = [count("killed", 14)]
    _export(
        home / "a.jsonl", record("a", event(counts=toll)), record("c", event("A raid.", day=None))
    )
    _export(home / "b.jsonl", record("b", event(counts=toll)))
    done = llmx("incidents", "a.jsonl", "b.jsonl", "-o", "incidents.jsonl")
    assert (done.code, done.out) == (0, "")
    assert "3 articles, 3 events; 2 incidents, 1 told by several articles" in done.err
    assert "pair possibly the same" in done.err
    written = [json.loads(each) for each in (home / "incidents.jsonl").read_text().splitlines()]
    assert [value["articles"] for value in written] == [2, 1]
    assert (home / "index.md").read_text(encoding="utf-8").startswith("# 2 incidents\n")


def test_the_digest_goes_where_it_is_told(llmx: Llmx, home: Path) -> None:
    _export(home / "a.jsonl", record("a", event()))
    (home / "out").mkdir()
    done = llmx("incidents", "a.jsonl", "-o", "out/x.jsonl", "--digest", "digest.md", "-q")
    assert (done.code, done.err) == (0, "")
    assert (home / "digest.md").exists()
    assert sorted(file.name for file in (home / "out").iterdir()) == ["x.jsonl"]


def test_examples_told_by_both_sides(llmx: Llmx, home: Path) -> None:
    answers = FIRST.parent.parent / "answers.jsonl"
    sources = sorted(FIRST.parent.glob("0[67]*"))
    recorded = ("--answers", answers, "--offline")
    assert llmx("export", *sources, "-o", "e.jsonl", *recorded).code == 0
    assert llmx("incidents", "e.jsonl", "-o", "i.jsonl").code == 0
    written = [json.loads(each) for each in (home / "i.jsonl").read_text().splitlines()]
    village = next(v for v in written if v["place"]["name"] == "al-Hajlah" and v["articles"] == 2)
    assert {c["about"] for c in village["contradictions"]} >= {"by whom", "how"}
    mountain = next(v for v in written if v["articles"] == 2 and v["days"]["first"])
    assert "outcome" in {c["about"] for c in mountain["contradictions"]}
    dead = {f["whose"]: f for f in mountain["figures"] if f["what"] == "killed"}
    persian, arabic = (f"Yemeni army as told by {source.name}" for source in sources)
    assert (dead[persian]["highest"], dead[arabic]["highest"]) == (5, 3)  # two armies, two sides
    assert not any(claim["part"] for claim in dead["Houthis"]["claims"])


def test_gunmen_of_the_examples_are_no_civilians(llmx: Llmx, home: Path) -> None:
    answers = FIRST.parent.parent / "answers.jsonl"
    (source,) = FIRST.parent.glob("03*")
    assert llmx("export", source, "-o", "e.jsonl", "--answers", answers, "--offline").code == 0
    assert llmx("incidents", "e.jsonl", "-o", "i.jsonl").code == 0
    written = [json.loads(each) for each in (home / "i.jsonl").read_text().splitlines()]
    strike = next(v for v in written if v["place"]["name"] == "Tal al-Sammaq")
    dead = {
        (f["whose"], f["item"]): (f["lowest"], f["highest"])
        for f in strike["figures"]
        if f["what"] == "killed"
    }
    assert (dead["civilians", None], dead["unknown", "gunmen"]) == ((9, 9), (14, 14))
    (hit,) = (c for c in strike["contradictions"] if c["about"] == "who was hit")
    assert [position["says"] for position in hit["positions"]] == ["civilians", "gunmen"]


def test_without_events_there_is_an_empty_file_and_a_word(llmx: Llmx, home: Path) -> None:
    _export(home / "a.jsonl", record("a"))
    done = llmx("incidents", "a.jsonl", "-o", "i.jsonl")
    assert done.code == 0
    assert "no event in 1 article" in done.err
    assert (home / "i.jsonl").read_bytes() == b""


def test_articles_that_stand_there_twice_are_said(llmx: Llmx, home: Path) -> None:
    _export(home / "a.jsonl", record("a", event()), record("a", event(), event()))
    done = llmx("incidents", "a.jsonl", "-o", "i.jsonl")
    assert done.code == 0
    assert "1 record left out: the article stands there twice" in done.err
    assert "the article 'a' stands there with different answers" in done.err


def test_what_is_refused(llmx: Llmx, home: Path) -> None:
    _export(home / "a.jsonl", record("a", event()) | {"schema": "llmx.record/0"})
    for arguments, said in (
        (("a.jsonl", "-o", "i.jsonl"), "line 1: the schema is 'llmx.record/0'"),
        (("none.jsonl", "-o", "i.jsonl"), "no export 'none.jsonl'"),
        (("a.jsonl", "-o", "i.csv"), "ends in .jsonl"),
        (("a.jsonl", "-o", "a.jsonl", "--force"), "is one of the exports"),
        (("a.jsonl",), "Missing option"),
    ):
        done = llmx("incidents", *arguments)
        assert done.code == 2
        assert said in done.err
    assert not (home / "i.jsonl").exists()
    _export(home / "a.jsonl", record("a", event()))
    assert llmx("incidents", "a.jsonl", "-o", "i.jsonl").code == 0
    again = llmx("incidents", "a.jsonl", "-o", "i.jsonl")
    assert (again.code, "exists" in again.err) == (2, True)
    assert llmx("incidents", "a.jsonl", "-o", "i.jsonl", "--force").code == 0


def test_answers_of_a_task_that_is_not_found_are_said(llmx: Llmx, home: Path) -> None:
    from tests.incidents.support import sealed

    _export(home / "a.jsonl", sealed(record("a", event()) | {"answers": {"mine": {}}}))
    done = llmx("incidents", "a.jsonl", "-o", "i.jsonl")
    assert "answers of the unknown task 'mine': 1 not read" in done.err


def test_the_published_schema(llmx: Llmx) -> None:
    done = llmx("schema", "incident")
    published = FIRST.parents[2] / "schemas/incident.schema.json"
    assert (done.code, done.out) == (0, published.read_text(encoding="utf-8"))
