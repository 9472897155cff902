"""The benchmark of throughput, on a small scale."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import throughput
from benchmarks.throughput import MODEL, TASKS, write_stored
from llmx.api import Result, process


def test_every_article_is_another_and_has_all_its_answers(tmp_path: Path) -> None:
    source = tmp_path / "articles.jsonl"
    write_stored(source, tmp_path / "store", 3)
    found = list(process([source], model=MODEL, cache_dir=str(tmp_path / "store"), offline=True))
    results = [result for result in found if isinstance(result, Result)]
    assert len(results) == 3
    assert len({result.article.text_sha256 for result in results}) == 3
    for number, result in enumerate(results):
        assert set(result.answers) == set(TASKS)
        assert f" {100 + number} " in result.answers["translate"].model_dump_json()
        assert [f for f in result.findings if f.severity != "info"] == []


def test_both_runs_are_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(throughput, "LATENCY", 0.01)
    monkeypatch.setattr(throughput, "OF_IDEAL", 0.0)
    monkeypatch.setattr(throughput, "A_SECOND", 0)
    assert throughput.main(["--requests", "20", "--articles", "6"]) == 0
    said = capsys.readouterr().out
    assert "llmx export" in said
    assert "within the bounds" in said
