"""Writing a report: whole or not at all, the same bytes again, decisions told apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from llmx.decisions import Decision, digest_of
from llmx.errors import UsageError
from llmx.report import writing
from llmx.report.writing import write
from tests.builders import article, resealed, sealed
from tests.report.support import export, find_task, one_record, written

Json = dict[str, Any]
EVENT = "/answers/events/events/0"


def _decision(record: Json, **changed: Any) -> Decision:
    event = record["answers"]["events"]["events"][0]
    values = {
        "article": record["article"]["id"],
        "path": EVENT,
        "item": digest_of(event),
        "verdict": "accept",
    }
    return Decision.model_validate(values | changed)


def _corrected(record: Json, **changed: Any) -> Decision:
    event = record["answers"]["events"]["events"][0]
    return _decision(record, verdict="correct", corrected=event | changed)


def test_every_record_is_there_in_order(tmp_path: Path) -> None:
    other = sealed(article(["عنوان", "نص آخر يوم الأحد."]))
    report, page = written(tmp_path, [one_record(), other])
    index = page.data("index")
    ids = [page.data(f"article-{n}")["id"] for n in range(2)]
    assert [known["id"] for known in index["articles"]] == ids
    assert ids == [one_record()["article"]["id"], other["article"]["id"]]
    rows = [row for known in index["articles"] for row in known["items"]]
    assert (report.records, report.items) == (2, len(rows))
    assert report.size == (tmp_path / "report.html").stat().st_size
    assert index["groups"][rows[0][1]] + rows[0][0] == "/answers/brief/headline"


def test_the_same_again_is_the_same(tmp_path: Path) -> None:
    record = one_record()
    first, second = tmp_path / "one", tmp_path / "two"
    for folder in (first, second):
        folder.mkdir()
        written(folder, [record], [_decision(record)])
    assert (first / "report.html").read_bytes() == (second / "report.html").read_bytes()


def test_no_records_are_a_page_too(tmp_path: Path) -> None:
    report, page = written(tmp_path, [])
    assert (report.records, report.items) == (0, 0)
    assert page.data("index")["articles"] == []
    assert page.data("land") is None


def test_nothing_is_left_of_an_export_that_does_not_hold(tmp_path: Path) -> None:
    source = export(tmp_path / "x.jsonl", [one_record()] * 2)
    with source.open("a", encoding="utf-8") as out:
        out.write("{]\n")
    with pytest.raises(UsageError, match="line 3: no JSON"):
        write(source, tmp_path / "r.html", find_task=find_task)
    assert [file.name for file in tmp_path.iterdir()] == ["x.jsonl"]


def test_an_earlier_page_stays_where_the_export_does_not_hold(tmp_path: Path) -> None:
    (tmp_path / "r.html").write_text("earlier")
    (tmp_path / "x.jsonl").write_text("{]\n")
    with pytest.raises(UsageError):
        write(tmp_path / "x.jsonl", tmp_path / "r.html", find_task=find_task)
    assert (tmp_path / "r.html").read_text() == "earlier"


def test_decisions_are_told_apart(tmp_path: Path) -> None:
    record = one_record()
    decided = [
        _decision(record),
        _decision(record, path="/answers/brief/headline"),
        _decision(record, path="/answers/events/events/7"),
        _decision(record, article="another"),
    ]
    report, page = written(tmp_path, [record], decided)
    assert dict(report.decisions) == {"applied": 1, "out of date": 2, "elsewhere": 1}
    states = [entry["state"] for entry in page.data("decisions")]
    assert states == ["applied", "out of date", "out of date", "elsewhere"]
    assert page.data("decisions")[0] | {"state": ""} == decided[0].model_dump() | {"state": ""}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sub_event_type": "Picnic"}, "sub_event_type"),
        ({"sentences": [9]}, r"it cites \[9\], there are sentences 1\.\.4"),
        ({"sentences": []}, r"it cites \[\]"),
        ({"more": 1}, "more"),
        ({"summary_en": ""}, "summary_en"),
    ],
)
def test_a_correction_is_an_item_of_its_schema(tmp_path: Path, changed: Json, said: str) -> None:
    record = one_record()
    with pytest.raises(UsageError, match=said) as caught:
        written(tmp_path, [record], [_corrected(record, **changed)])
    assert EVENT in str(caught.value)
    assert not (tmp_path / "report.html").exists()


def test_a_correction_that_holds_is_applied(tmp_path: Path) -> None:
    record = one_record()
    report, page = written(tmp_path, [record], [_corrected(record, sub_event_type="Attack")])
    assert report.decisions["applied"] == 1
    assert page.data("decisions")[0]["corrected"]["sub_event_type"] == "Attack"


def test_a_stale_correction_is_kept_unread(tmp_path: Path) -> None:
    record = one_record()
    stale = _corrected(record, sub_event_type="Picnic").model_copy(update={"item": "0" * 64})
    report, _ = written(tmp_path, [record], [stale])
    assert dict(report.decisions) == {"out of date": 1}


def test_unread_answers_are_counted(tmp_path: Path) -> None:
    source = export(tmp_path / "x.jsonl", [one_record()] * 2)
    report = write(source, tmp_path / "r.html", find_task=lambda name: None)
    assert dict(report.unread) == {"brief": 2, "events": 2, "translate": 2}
    assert report.items == 0


@pytest.mark.parametrize("limit", ["MANY_ITEMS", "MANY_BYTES"])
def test_a_page_beyond_what_was_measured_says_so_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    report, page = written(tmp_path, [one_record()])
    assert not report.is_large
    assert page.data("index")["past"] is None
    monkeypatch.setattr(writing, limit, 4)
    report, page = written(tmp_path, [one_record()])
    assert report.is_large
    limits = {"MANY_ITEMS": 50_000, "MANY_BYTES": 100_000_000, limit: 4}
    assert page.data("index")["past"] == {
        "items": limits["MANY_ITEMS"],
        "bytes": limits["MANY_BYTES"],
    }
    assert 'notice(pastText(INDEX.past), "warning")' in page.program


def test_what_may_be_typed_or_met_is_in_the_folding(tmp_path: Path) -> None:
    shown = article(["عنوان", "𝟛 أسلحة"])
    folding = written(tmp_path, [sealed(shown)])[1].data("folding")
    pairs = {"أ": "ا", "ی": "ي", "ک": "ك", "ة": "ه", "۳": "3", "٣": "3", "\u200c": "", "\u064b": ""}
    assert {letter: folding[letter] for letter in pairs} == pairs
    assert folding["𝟛"] == "3"
    assert "ب" not in folding


def test_numbers_stay_whole(tmp_path: Path) -> None:
    record = one_record()
    record["answers"]["events"]["events"][0]["counts"][0]["min"] = 10**20
    _, page = written(tmp_path, [resealed(record)])
    assert "100000000000000000000" in json.dumps(page.data("article-0"))
