"""Comparing: systems side by side, what is missing named, what does not fit refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from llmx.errors import UsageError, WrongKey
from llmx.evaluation import translations
from llmx.evaluation.comparing import How, evaluate
from llmx.evaluation.key import KeyArticle
from llmx.evaluation.report import Report, Row
from llmx.task import Task
from tests.builders import loaded
from tests.evaluation.support import (
    SHA,
    changed,
    event,
    events,
    find,
    key_of,
    keyed,
    made_by,
    two,
    write_export,
)

ONE, TWO = two()
TASKS = ("brief", "events", "translate")
KEY = keyed(key_of(ONE, *TASKS), key_of(TWO, *TASKS))
FEW = How(draws=50)


def _row(report: Report, measure: str) -> Row:
    return next(row for table in report.tables for row in table.rows if row.measure == measure)


def _values(report: Report, measure: str) -> list[float | None]:
    return [cell.value if cell else None for cell in _row(report, measure).cells]


def _worse(answers: Any) -> None:
    answers["events"]["events"][0]["sub_event_type"] = "Grenade"
    answers["translate"]["sentences"][0]["en"] = "Nothing of the kind."


def test_a_perfect_export(tmp_path: Path) -> None:
    report = evaluate([write_export(tmp_path, ONE, TWO)], KEY, find, FEW)
    assert [table.task for table in report.tables] == ["brief", "events", "translate"]
    for table in report.tables:
        for row in table.rows:
            (cell,) = row.cells
            assert cell is not None
            best = 100 if row.signature else int(row.better == "higher")
            assert cell.value == pytest.approx(best), row.measure
    assert (report.notes, report.missing, report.unkeyed) == ([], {}, {})


def test_the_report_is_the_same_bytes_again(tmp_path: Path) -> None:
    exports = [write_export(tmp_path, ONE, TWO), write_export(tmp_path, ONE, name="b.jsonl")]
    first, again = (
        json.dumps(evaluate(exports, KEY, find, FEW).as_json(), allow_nan=False) for _ in range(2)
    )
    assert first == again


def test_two_exports_side_by_side(tmp_path: Path) -> None:
    worse = [made_by(changed(record, _worse), "other", "2" * 64) for record in (ONE, TWO)]
    exports = [write_export(tmp_path, ONE, TWO), write_export(tmp_path, *worse, name="b.jsonl")]
    report = evaluate(exports, KEY, find, FEW)
    systems = report.tables[1].systems
    assert [(s.model, s.prompt[:1], s.articles) for s in systems][1] == ("other", "2", 2)
    assert _values(report, "events.typed_f1") == [1, 0]
    (found,) = _row(report, "events.typed_f1").differences
    assert found is not None
    assert (found.value, found.p, found.articles) == (-1, 0.5, 2)
    chrf = _values(report, "translate.chrf")
    assert (chrf[1] or 0) < (chrf[0] or 0)


def test_versions_in_one_export_are_systems_apart(tmp_path: Path) -> None:
    report = evaluate([write_export(tmp_path, ONE, made_by(TWO, "other"))], KEY, find, FEW)
    assert [s.model for s in report.tables[0].systems] == ["m", "other"]
    assert _values(report, "events.coverage") == [0.5, 0.5]
    assert _row(report, "events.f1").differences == (None,)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    ids = [record["article"]["id"] for record in (ONE, TWO)]
    half = keyed(key_of(ONE, "events"), KeyArticle(id="nobody", answers={"events": {}}))
    file = write_export(tmp_path, ONE, TWO)
    report = evaluate([file], half, find, FEW)
    assert report.missing == {str(file): ["nobody"]}
    assert report.unkeyed == {str(file): [ids[1]]}
    assert _values(report, "events.coverage") == [0.5]
    with pytest.raises(UsageError, match="no article in common"):
        evaluate([file], keyed(KeyArticle(id="nobody", answers={"events": {}})), find, FEW)


def test_tasks_that_are_not_there_are_said(tmp_path: Path) -> None:
    entry = key_of(ONE, "events")
    entry.answers |= {"mine": {}, "brief": {}}
    bare = changed(ONE, lambda answers: answers.pop("brief"))
    report = evaluate([write_export(tmp_path, bare)], keyed(entry), find, FEW)
    assert report.notes == [
        "the key speaks of the task 'mine', which is not found: left out",
        "no export has answers of 'brief', of which the key speaks",
    ]


def test_without_references_there_is_no_measure_and_not_0(tmp_path: Path) -> None:
    entry = key_of(ONE, "events")
    entry.answers["translate"] = {}
    report = evaluate([write_export(tmp_path, ONE)], keyed(entry), find, FEW)
    measures = {row.measure for table in report.tables for row in table.rows}
    assert not measures & {"translate.chrf", "translate.bleu"}
    ident = ONE["article"]["id"]
    assert report.notes == [f"no reference translation of {ident!r}: chrF++ and BLEU leave it out"]


def test_a_reference_of_the_whole_text(tmp_path: Path) -> None:
    text = " ".join(s["en"] for s in ONE["answers"]["translate"]["sentences"])
    entry = KeyArticle(id=ONE["article"]["id"], texts={"translate": text})
    report = evaluate([write_export(tmp_path, ONE)], keyed(entry), find, FEW)
    assert _values(report, "translate.chrf") == [pytest.approx(100)]


def test_without_sacrebleu_one_line_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translations, "available", lambda: False)
    report = evaluate([write_export(tmp_path, ONE, TWO)], KEY, find, FEW)
    assert report.notes == ["chrF++ and BLEU need sacrebleu: pip install 'llmx[eval]'"]


def test_facts_that_only_a_judge_can_tell(tmp_path: Path) -> None:
    entry = KeyArticle.model_validate(
        {"id": ONE["article"]["id"], "facts": {"brief": [{"fact": "It matters."}]}}
    )
    file = write_export(tmp_path, ONE)
    assert "--judge" in evaluate([file], keyed(entry), find, FEW).notes[0]
    report = evaluate([file], keyed(entry), find, How(draws=0, judge=lambda fact, text: True))
    assert _values(report, "brief.facts.judged") == [1]
    assert report.notes == []


def test_a_key_that_does_not_fit_the_articles_or_the_schemas(tmp_path: Path) -> None:
    ident = ONE["article"]["id"]
    given = events(event(99, actor1="a9"))
    entry = KeyArticle(id=ident, text_sha256=SHA, answers={"events": given})
    with pytest.raises(WrongKey) as caught:
        evaluate([write_export(tmp_path, ONE)], keyed(entry), find, FEW)
    assert [fault.split(": ")[0] for fault in caught.value.faults] == [
        "/articles/0/text_sha256",
        "/articles/0/answers/events/events/0/sentences",
        "/articles/0/answers/events/events/0/actor1",
    ]


def test_two_answers_for_one_article_are_refused(tmp_path: Path) -> None:
    file = write_export(tmp_path, ONE, ONE)
    assert _values(evaluate([file], KEY, find, FEW), "events.f1") == [1]
    file = write_export(tmp_path, ONE, TWO, changed(ONE, _worse))
    with pytest.raises(UsageError, match="lines 1 and 3"):
        evaluate([file], KEY, find, FEW)


def test_an_answer_of_another_schema_is_named(tmp_path: Path) -> None:
    other = changed(ONE, lambda answers: answers["events"].pop("actors"))
    with pytest.raises(UsageError, match=r"line 1: /answers/events/actors: Field required"):
        evaluate([write_export(tmp_path, other)], KEY, find, FEW)


def test_an_export_that_does_not_hold_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"line 1: the schema is 'llmx.record/9'"):
        evaluate([write_export(tmp_path, ONE | {"schema": "llmx.record/9"})], KEY, find, FEW)


def test_languages_apart(tmp_path: Path) -> None:
    other = dict(TWO)
    other["article"] = TWO["article"] | {"language": "fa"}
    other = changed(other, _worse)
    report = evaluate([write_export(tmp_path, ONE, other)], KEY, find, FEW)
    rows = {
        table.language: row.cells[0].value
        for table in report.by_language
        for row in table.rows
        if row.measure == "events.typed_f1" and row.cells[0]
    }
    assert rows == {"ar": 1, "fa": 0}


def test_any_schema_is_evaluated(tmp_path: Path) -> None:
    """The task's name says nothing: the same answers under another name give the same."""

    def named(name: str) -> Task | None:
        return replace(loaded("events"), name="mine") if name == "mine" else None

    def rename(answers: Any) -> None:
        answers["mine"] = answers.pop("events")

    record = changed(ONE, rename)
    record["provenance"]["mine"] = record["provenance"].pop("events")
    record = changed(record, lambda answers: None)
    report = evaluate([write_export(tmp_path, record)], keyed(key_of(record, "mine")), named, FEW)
    assert _values(report, "mine.events.f1") == [1]
