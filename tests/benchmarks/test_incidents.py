"""The incidents benchmark: what it counts as a pair, and that its bounds can be missed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from benchmarks import incidents, incidents_scale
from benchmarks.incidents import Gold, Score, across, label, score
from llmx.incidents import reading, run
from llmx.incidents.report import Report
from tests.incidents.support import event, find, record, told

SPLIT: dict[str, incidents.Half] = {"x": "tune", "y": "test", "z": "test"}


def _score(members: Sequence[Sequence[int]], truth: list[str | None]) -> tuple[Score, Score]:
    return score(members, truth, SPLIT, "tune"), score(members, truth, SPLIT, "test")


def test_pairs_count_for_the_half_of_their_incidents() -> None:
    tune, test = _score([(0, 1), (2, 3), (4,)], ["x", "x", "y", "y", "y"])
    assert (tune.right, tune.wrong, tune.missing) == ([(0, 1)], [], [])
    assert (test.right, test.wrong, test.missing) == ([(2, 3)], [], [(2, 4), (3, 4)])
    assert (test.precision, test.recall) == (1.0, 1 / 3)


def test_a_pair_of_two_halves_is_a_fault_in_both_and_one_of_none_in_its_own() -> None:
    tune, test = _score([(0, 1, 2)], ["x", "y", None])
    assert tune.wrong == [(0, 1), (0, 2)]
    assert test.wrong == [(0, 1), (1, 2)]
    assert test.precision == 0.0
    tune, test = _score([(0, 1)], [None, None])  # not known: neither right nor wrong
    assert (tune.wrong, test.wrong, test.precision) == ([], [], 1.0)


def test_pairs_of_one_article_are_counted_apart() -> None:
    reports = told(record("a", event(), event()), record("b", event()))
    found = across(Score([(0, 1), (0, 2)], [], [(1, 2)]), reports)
    assert (found.right, found.missing) == ([(0, 2)], [(1, 2)])


def test_an_event_is_known_by_its_article_and_index() -> None:
    gold = Gold(articles={"a": ["x"]}, events={"a": {"0": None, "1": "x"}}, split={"x": "tune"})
    labels = [
        label(report, gold) for report in told(record("a", event(), event()), record("b", event()))
    ]
    assert labels == [None, "x", None]


Corpora = Mapping[str, tuple[Sequence[Report], Mapping[str, Mapping[str, str | None]]]]


def _write(folder: Path, corpora: Corpora, monkeypatch: pytest.MonkeyPatch) -> None:
    """Corpora of one folder each: their reports as read, and the incidents of their events."""
    for name, (_, events) in corpora.items():
        gold = {"articles": {each: [] for each in events}, "events": events, "split": SPLIT}
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "gold.json").write_text(json.dumps(gold), encoding="utf-8")
    monkeypatch.setattr(incidents, "read", lambda corpus: iter(corpora[corpus.name][0]))


def test_the_bounds_decide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reports: list[Report] = told(
        record("a", event()), record("b", event()), record("c", event("A fair.", place="Sidra"))
    )
    good = {"a": {"0": "y"}, "b": {"0": "y"}, "c": {"0": "z"}}
    bad = good | {"b": {"0": "z"}}
    for events, code in ((good, 0), (bad, 1)):
        _write(tmp_path, {"one": (reports, events)}, monkeypatch)
        assert incidents.main(["--folder", str(tmp_path)]) == code
    assert "A BOUND IS MISSED" in capsys.readouterr().out


def test_corpora_are_matched_apart_and_their_pairs_counted_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reports: list[Report] = told(record("a", event()), record("b", event()))
    right = {"a": {"0": "y"}, "b": {"0": "y"}}
    wrong = {"a": {"0": "y"}, "b": {"0": "z"}}
    _write(tmp_path, {"one": (reports, right), "two": (reports, right)}, monkeypatch)
    assert incidents.main(["--folder", str(tmp_path)]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines() if "events" in line]
    assert [row[2] for row in rows if row[:2] == ["test", "events"]] == ["1", "1", "2"]
    _write(tmp_path, {"two": (reports, wrong)}, monkeypatch)
    monkeypatch.setattr(incidents, "read", lambda _corpus: iter(reports))
    assert incidents.main(["--folder", str(tmp_path)]) == 1  # one of the two pairs is wrong


@pytest.mark.parametrize("incident", ["x", None])
def test_a_half_that_is_not_there_has_kept_no_bound(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    incident: str | None,
) -> None:
    reports: list[Report] = told(record("a", event()), record("b", event()))
    events = {"a": {"0": incident}, "b": {"0": incident}}
    _write(tmp_path, {"one": (reports, events)}, monkeypatch)
    assert incidents.main(["--folder", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "NOTHING TO TEST WITH" in out
    assert "tune" in out.splitlines()[3] if incident else "tune" not in out


def test_a_folder_without_a_corpus_is_said(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no corpus in"):
        incidents.main(["--folder", str(tmp_path)])


def test_tuning_shows_nothing_of_the_half_to_test(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = told(
        record("a", event("Seen.")),
        record("b", event("Hidden.", place="Sidra")),
        record("c", event("Hidden.", place="Tall")),
    )
    events = {"a": {"0": "x"}, "b": {"0": "y"}, "c": {"0": "y"}}
    _write(tmp_path, {"one": (reports, events)}, monkeypatch)
    assert incidents.main(["--folder", str(tmp_path), "--tune"]) == 0
    out = capsys.readouterr().out
    assert "Hidden" not in out
    assert "test" not in out


def test_the_made_export_is_one(tmp_path: Path) -> None:
    records = list(incidents_scale.made(40))
    assert records == list(incidents_scale.made(40))
    reports = [report for value in records for report in reading.reports(value, find)]
    found = list(run.incidents(reports))
    assert len(reports) == 40
    assert 1 < len(found) < 40
