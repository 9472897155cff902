"""The examples: every article has its recorded answers, the demo runs, the README shows it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import llmx
from llmx import task, validation
from llmx.article import Article
from llmx.document import Document
from llmx.evaluation import floors, key
from llmx.evaluation.comparing import How, evaluate
from llmx.model.answers import RecordedAnswers, read_answers
from llmx.model.usage import estimate_tokens
from llmx.reading import read
from llmx.record import line
from llmx.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
ANSWERS = ROOT / "examples/answers.jsonl"
ARTICLES = sorted((ROOT / "examples/articles").iterdir())
RECALLS = ROOT / "examples/recalls"
PRINTED = (None, "Key facts", "Other theatres", "Uncertainties")
LONGEST = 350
"""Words of a brief: headline, summary, facts, other theatres, uncertainties."""
PLACEHOLDER = "DEMO_OUTPUT"


@cache
def _results(folder: str, *tasks: str) -> tuple[llmx.Result, ...]:
    own = RECALLS if folder == "recalls" else None
    settings = Settings(
        answers=ANSWERS,
        offline=True,
        prompts=(own / "prompts",) if own else (),
        schemas=(own / "schemas",) if own else (),
    )
    source = own / "articles" if own else ROOT / "examples/articles"
    found = tuple(llmx.process([source], tasks=tasks, settings=settings))
    rejected = [r for r in found if isinstance(r, llmx.Rejection)]
    assert rejected == []
    return tuple(r for r in found if isinstance(r, llmx.Result))


def _all() -> tuple[llmx.Result, ...]:
    return _results("articles", "translate", "brief", "events")


def _answer(result: llmx.Result, name: str) -> dict[str, Any]:
    return result.answers[name].model_dump(mode="json")


def test_every_article_has_recorded_answers_for_every_task() -> None:
    assert [r.article.source for r in _all()] == [f.name for f in ARTICLES]
    assert len(ARTICLES) == 8
    for result in _all():
        assert set(result.answers) == {"translate", "brief", "events"}
        assert result.usage.attempts == 0


def test_no_answer_is_recorded_that_nobody_asks_for() -> None:
    results = (*_all(), *_results("recalls", "recall"))
    asked = {p["fingerprint"] for r in results for p in r.record["provenance"].values()}
    assert {answer.fingerprint for answer in read_answers(ANSWERS)} == asked
    assert RecordedAnswers(ANSWERS).models == ["recorded"]


def test_languages_and_dates_are_known() -> None:
    known = {r.article.source[:2]: (r.article.language, r.article.published) for r in _all()}
    assert [known[n][0] for n in sorted(known)] == ["ar", "ar", "ar", "fa", "fa", "fa", "ar", "ru"]
    assert known["08"][1] == "2018-03-12"
    assert (known["07"][1] or "").startswith("2018-03-09")


def _cited(value: Any, path: str = "") -> list[tuple[str, list[int]]]:
    """Each list of cited sentences in an answer, with where it stands."""
    if isinstance(value, list):
        return [c for n, item in enumerate(value) for c in _cited(item, f"{path}/{n}")]
    if not isinstance(value, dict):
        return []
    own = [(path, value["sentences"])] if "sentences" in value else []
    return own + [c for name, item in value.items() for c in _cited(item, f"{path}/{name}")]


@pytest.mark.parametrize("name", ["brief", "events"])
def test_every_statement_cites_a_sentence(name: str) -> None:
    for result in _all():
        found = _cited(_answer(result, name))
        assert found
        for path, numbers in found:
            assert numbers, f"{result.article.source}{path} cites nothing"
            assert set(numbers) <= set(range(1, len(result.article.content) + 1))


def test_every_sentence_is_translated_and_none_is_left_in_its_script() -> None:
    for result in _all():
        english = _answer(result, "translate")["sentences"]
        assert [s["n"] for s in english] == [s.n for s in result.article.content]
        for sentence in english:
            assert not re.search("[\u0400-\u052f\u0600-\u06ff]", sentence["en"])


@pytest.mark.parametrize("number", range(8), ids=[f.stem for f in ARTICLES])
def test_a_brief_is_brief(number: int) -> None:
    document = task_document(_all()[number])
    shown = Document(document.headline, tuple(s for s in document.sections if s.heading in PRINTED))
    assert shown.sections
    assert 60 <= shown.words() <= LONGEST


def task_document(result: llmx.Result) -> Document:
    (brief,) = (r for r in _results("articles", "brief") if r.article.id == result.article.id)
    return brief.document


def test_events_stay_within_what_the_task_expects() -> None:
    """The estimate of --dry-run is made of these figures; a third off is still an estimate."""
    loaded = task.load("events")
    used, expected = [], []
    for result in _all():
        text = json.dumps(_answer(result, "events"), ensure_ascii=False, separators=(",", ":"))
        used.append(estimate_tokens(text))
        request = loaded.request(result.article, model="recorded")
        expected.append(request.typical_output)
    assert max(used) < loaded.sampling.max_output_tokens
    assert 2 / 3 < sum(expected) / sum(used) < 3 / 2


def test_the_examples_validate(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    lines = [line(r.record) for r in (*_all(), *_results("recalls", "recall"))]
    file.write_text("".join(f"{x}\n" for x in lines), encoding="utf-8")
    report = validation.validate(file, _find)
    assert (report.records, report.faults) == (10, [])
    assert [what for what in report.unchecked if "source" not in what] == []


def test_the_recorded_answers_hold_the_floors(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    file.write_text("".join(f"{line(r.record)}\n" for r in _all()), encoding="utf-8")
    key_file = ROOT / "examples/key.json"
    report = evaluate([file], (key_file, key.read(key_file)), _find, How(draws=0))
    pinned = floors.read(ROOT / "examples/floors.json")
    assert (report.missing, report.unkeyed, report.notes) == ({}, {}, [])
    assert list(floors.broken(pinned, report)) == []


def test_a_task_of_ones_own_is_evaluated(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    records = [r.record for r in _results("recalls", "recall")]
    file.write_text("".join(f"{line(r)}\n" for r in records), encoding="utf-8")
    key_file = RECALLS / "key.json"
    report = evaluate([file], (key_file, key.read(key_file)), _find, How(draws=0))
    (table,) = report.tables
    found = {row.measure: row.cells[0].value for row in table.rows if row.cells[0]}
    assert found["recall.slots.lots"] == found["recall.fact_recall"] == 1
    assert found["recall.counts.f1"] > 0.85
    assert found["recall.invented_figures"] == 0


def _find(name: str) -> task.Task:
    own = RECALLS if name == "recall" else None
    folders = ([own / "prompts"], [own / "schemas"]) if own else ([], [])
    return task.load(name, prompts=folders[0], schemas=folders[1])


def _run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """A command from the root of the checkout, as somebody without a key would run it."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "LLMX_"))}
    return subprocess.run(
        [sys.executable, *(str(a) for a in arguments)],
        cwd=ROOT,
        env=clean,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_task_of_ones_own_runs_from_the_command_line(tmp_path: Path) -> None:
    own = ("--prompts", "examples/recalls/prompts", "--schemas", "examples/recalls/schemas")
    out = tmp_path / "recalls.jsonl"
    recorded = ("--answers", "examples/answers.jsonl", "--offline")
    done = _run(
        *("-m", "llmx", "export", "examples/recalls/articles", "-o", out),
        *("--task", "recall", *own, *recorded),
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    records = [json.loads(x) for x in out.read_text(encoding="utf-8").splitlines()]
    assert [r["article"]["language"] for r in records] == ["ar", "fr"]
    for record in records:
        for path, numbers in _cited(record["answers"]["recall"]):
            assert numbers, path
        for count in record["answers"]["recall"]["counts"]:
            assert count["text_src"] in record["article"]["text"]
    done = _run("-m", "llmx", "validate", out, *own)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_the_demo_runs_and_is_what_the_readme_shows() -> None:
    done = _run("examples/demo.py")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert done.stdout.startswith("$ llmx brief examples/articles")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```console\n\$ make demo\n(.*?)\n```", readme, re.DOTALL)
    if PLACEHOLDER not in readme:
        assert _timeless(shown) == _timeless(done.stdout.rstrip("\n"))


def test_a_false_figure_is_marked_as_the_readme_shows(tmp_path: Path) -> None:
    (article,) = read([str(ROOT / "examples/articles/06-opposing-side.txt")])
    assert isinstance(article, Article)
    brief = task.load("brief").request(article, model="recorded").fingerprint
    lines = ANSWERS.read_text(encoding="utf-8").splitlines(keepends=True)
    file = tmp_path / "false.jsonl"
    file.write_text(
        "".join(x.replace("41 ", "47 ") if brief in x else x for x in lines), encoding="utf-8"
    )
    source = "examples/articles/06-opposing-side.txt"
    done = _run("-m", "llmx", "summarize", source, "--answers", str(file), "--offline")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"--answers false.jsonl --offline\n(.*?)\n```", readme, re.DOTALL)
    printed = done.stdout.splitlines()
    assert [x for x in shown.splitlines() if x not in (*printed, "...")] == []
    assert done.stdout.endswith(shown.partition("## ")[2] + "\n")


def _timeless(text: str) -> str:
    return re.sub(r"\b\d+\.\d s\b", "0.0 s", text)
