"""Deciding: what a person decided becomes a key; what is stale or open is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from llmx import decisions
from llmx.errors import UsageError
from llmx.evaluation import deciding, key
from llmx.evaluation.comparing import How, evaluate
from llmx.evaluation.report import Report
from tests.evaluation.support import Json, changed, find, two, write_export


def _twice(answers: Json) -> None:
    first = answers["events"]["events"][0]
    answers["events"]["events"].append(first | {"sub_event_type": "Grenade"})


ONE, TWO = two()
RECORD = changed(ONE, _twice)
IDENT = RECORD["article"]["id"]
FIRST, SECOND = RECORD["answers"]["events"]["events"]


def _decision(index: int, verdict: str = "accept", **more: Any) -> Json:
    items = RECORD["answers"]["events"]["events"]
    path = f"/answers/events/events/{index}"
    digest = decisions.digest_of(items[min(index, 1)])
    return {"article": IDENT, "path": path, "item": digest, "verdict": verdict} | more


def _made(folder: Path, *found: Json, partial: bool = False) -> deciding.Made:
    file = folder / "decisions.json"
    value = {"schema": decisions.SCHEMA, "decisions": list(found)}
    file.write_text(json.dumps(value), encoding="utf-8")
    return deciding.make(write_export(folder, RECORD, TWO), file, find, partial=partial)


def _events(made: deciding.Made) -> list[Json]:
    (article,) = made.key["articles"]
    found: list[Json] = article["answers"]["events"]["events"]
    return found


def test_accepted_corrected_rejected(tmp_path: Path) -> None:
    better = SECOND | {"sub_event_type": "Suicide bomb"}
    made = _made(tmp_path, _decision(0), _decision(1, "correct", corrected=better))
    assert (_events(made), made.items, made.left_out) == ([FIRST, better], 2, [])
    made = _made(tmp_path, _decision(0), _decision(1, "reject"))
    assert _events(made) == [FIRST]
    assert made.key["articles"][0]["text_sha256"] == RECORD["article"]["text_sha256"]


def test_the_key_is_one_and_the_export_is_held_against_it(tmp_path: Path) -> None:
    made = _made(tmp_path, _decision(0), _decision(1, "reject"))
    file = tmp_path / "key.json"
    file.write_text(json.dumps(made.key), encoding="utf-8")
    report = evaluate([tmp_path / "out.jsonl"], (file, key.read(file)), find, How(draws=0))
    assert _value(report, "events.precision") == 0.5
    assert _value(report, "events.recall") == 1


def _value(report: Report, measure: str) -> float | None:
    (row,) = (r for t in report.tables for r in t.rows if r.measure == measure)
    return row.cells[0].value if row.cells[0] else None


def test_only_what_is_decided_as_a_whole_is_gold(tmp_path: Path) -> None:
    said = rf"article '{IDENT}', /answers/events/events: 1 of 2 items are not decided"
    with pytest.raises(UsageError, match=said):
        _made(tmp_path, _decision(0))
    assert _events(_made(tmp_path, _decision(0), partial=True)) == [FIRST]


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (_decision(1, item="0" * 64), "the item has changed since it was decided on"),
        (_decision(7), "the export has no such item"),
        (_decision(1, path="/answers/events"), "the export has no such item"),
        (_decision(1, path="/answers/other/events/0"), "the export has no such item"),
        (_decision(1, article="nobody"), "not in the export; 1 decision"),
    ],
)
def test_what_is_stale_is_named_and_left_out(tmp_path: Path, decision: Json, said: str) -> None:
    made = _made(tmp_path, _decision(0), decision, partial=True)
    assert _events(made) == [FIRST]
    (line,) = made.left_out
    assert said in line
    assert decision["article"] in line


def test_a_correction_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    wrong = SECOND | {"actor1": "a9"}
    with pytest.raises(UsageError, match=r"/answers/events/events/1/actor1: 'a9' is not in"):
        _made(tmp_path, _decision(0), _decision(1, "correct", corrected=wrong))


def test_a_task_that_is_not_there(tmp_path: Path) -> None:
    _made(tmp_path, _decision(0), partial=True)
    files = tmp_path / "out.jsonl", tmp_path / "decisions.json"
    with pytest.raises(UsageError, match="'events', which is not found"):
        deciding.make(*files, lambda name: None, partial=True)
