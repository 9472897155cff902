"""`eval` and `key`: what is printed, and what each command ends with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llmx import decisions
from tests.cli.support import Llmx
from tests.evaluation.support import (
    changed,
    event,
    events,
    key_of,
    made_by,
    two,
    write_export,
    write_key,
)

ONE, TWO = two()
TASKS = ("events", "translate")
HERE = Path()


@pytest.fixture
def files(home: Path) -> tuple[Path, Path]:
    """An export, and the key to which it is perfect."""
    key = write_key(HERE, key_of(ONE, *TASKS), key_of(TWO, *TASKS))
    return write_export(HERE, ONE, TWO), key


def test_a_table_for_each_task(llmx: Llmx, files: tuple[Path, Path]) -> None:
    done = llmx("eval", files[0], "--key", files[1], "--draws", 50)
    assert done.code == 0
    lines = [line.split() for line in done.out.splitlines()]
    assert ["events"] in lines
    assert ["f1", "1.000", "[1.000,", "1.000]"] in lines
    assert ["chrf", "100.0", "[100.0,", "100.0]"] in lines
    assert "A: out.jsonl: m, prompt " in done.out
    assert "translate.bleu: nrefs:1|" in done.out
    assert "\x1b" not in done.out
    assert done.said.startswith("llmx: note: fewer than 10 articles")


def test_markdown_and_json(llmx: Llmx, files: tuple[Path, Path]) -> None:
    other = write_export(HERE, made_by(ONE, "other"), name="b.jsonl")
    done = llmx("eval", files[0], other, "--key", files[1], "--format", "markdown", "--draws", 0)
    assert done.code == 0
    assert "| measure | A | B | B − A |" in done.out
    assert "| f1 | 1.000 | 1.000 | – |" in done.out
    assert "- B: b.jsonl: other, prompt 11111111, schema " in done.out
    assert "b.jsonl lacks 1 article of the key: " in done.err
    first, again = (
        llmx("eval", files[0], other, "--key", files[1], "--json", "--draws", 30) for _ in "ab"
    )
    assert first.out == again.out
    report = json.loads(first.out)
    assert report["schema"] == "llmx.evaluation/1"
    assert list(report["missing"]) == ["b.jsonl"]


def test_languages(llmx: Llmx, files: tuple[Path, Path]) -> None:
    done = llmx("eval", files[0], "--key", files[1], "--draws", 0, "--languages")
    assert "events (ar)\n" in done.out
    assert done.err == ""


def test_floors(llmx: Llmx, files: tuple[Path, Path], home: Path) -> None:
    (home / "floors.toml").write_text("[events]\nf1 = 1\nplanned_as_done = 0\n", "utf-8")
    command = ("--key", files[1], "--draws", 0, "--floors")
    done = llmx("eval", files[0], *command, "floors.toml")
    assert done.code == 1
    assert "llmx: floor: events.planned_as_done: it was not measured\n" in done.err
    assert done.err.endswith("llmx: eval: 2 floors, 1 fault\n")
    (home / "floors.json").write_text('{"events": {"f1": 1}, "translate.chrf": 99}', "utf-8")
    done = llmx("eval", files[0], *command, "floors.json")
    assert (done.code, done.said) == (0, "llmx: eval: 2 floors, all hold")
    worse = changed(ONE, lambda answers: answers["events"].update(events=[]))
    done = llmx("eval", write_export(HERE, worse, TWO), *command, "floors.json")
    assert done.code == 1
    assert "llmx: floor: events.f1: 0.6667 is below 1 (out.jsonl)" in done.err


def test_every_fault_of_a_key_has_its_line(llmx: Llmx, files: tuple[Path, Path]) -> None:
    ident = ONE["article"]["id"]
    given = events(event(99), event(2, actor1="a9"))
    wrong = write_key(HERE, {"id": ident, "answers": {"events": given}}, name="wrong.json")
    done = llmx("eval", files[0], "--key", wrong)
    assert (done.code, done.out) == (2, "")
    assert [line.split(": ")[3] for line in done.err.splitlines()] == [
        "/articles/0/answers/events/events/0/sentences",
        "/articles/0/answers/events/events/1/actor1",
    ]


def test_what_cannot_be_evaluated(llmx: Llmx, files: tuple[Path, Path]) -> None:
    export, key = files
    for arguments, said in (
        (("eval", export, "--key", "none.json"), "no key 'none.json'"),
        (("eval", "none.jsonl", "--key", key), "no export 'none.jsonl'"),
        (("eval", export, "--key", key, "--format", "csv"), "--format 'csv' is unknown"),
        (("eval", export, "--key", key, "--judge", "none:x"), "no judge 'none:x'"),
        (("eval", export, "--key", key, "--floors", "none"), "no floors 'none'"),
    ):
        done = llmx(*arguments)
        assert (done.code, done.out) == (2, "")
        assert said in done.said


def test_a_judge_of_ones_own(llmx: Llmx, files: tuple[Path, Path], home: Path) -> None:
    (home / "mine.py").write_text(
        "def judge(fact, text):\n    return 'al-Nakhil' in text\n", "utf-8"
    )
    told = {"id": ONE["article"]["id"], "facts": {"brief": [{"fact": "al-Nakhil was taken."}]}}
    key = write_key(HERE, told, name="facts.json")
    done = llmx("eval", files[0], "--key", key, "--judge", "mine.py:judge", "--draws", 0)
    assert ["facts.judged", "1.000"] in [line.split() for line in done.out.splitlines()]


def test_decisions_become_a_key(llmx: Llmx, files: tuple[Path, Path], home: Path) -> None:
    decided = [
        {
            "article": record["article"]["id"],
            "path": "/answers/events/events/0",
            "item": decisions.digest_of(record["answers"]["events"]["events"][0]),
            "verdict": "accept",
        }
        for record in (ONE, TWO)
    ]
    text = json.dumps({"schema": decisions.SCHEMA, "decisions": decided})
    (home / "decisions.json").write_text(text, encoding="utf-8")
    command = ("key", files[0], "--decisions", "decisions.json", "-o", "made.json")
    done = llmx(*command)
    assert (done.code, done.said) == (0, "llmx: key: 2 articles, 2 items written to made.json")
    assert llmx("eval", files[0], "--key", "made.json", "--draws", 0).code == 0
    assert "exists" in llmx(*command).said
    (home / "decisions.json").write_text(text.replace(decided[0]["item"], "0" * 64), "utf-8")
    done = llmx(*command, "--force")
    assert done.code == 1
    assert "llmx: left out: article " in done.err
    assert "the item has changed" in done.err
    assert done.err.endswith("llmx: key: 1 article, 1 item written to made.json\n")
