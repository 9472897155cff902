"""The file of results: sections are replaced, the others kept, nothing of the machine's paths."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pytest

from benchmarks import results
from benchmarks.corpus import ROOT
from benchmarks.results import Run, document, machine, main, sections, without_paths


def _run(name: str, output: str = "a table", *, passed: bool = True) -> Run:
    return Run(name, "2026-11-29", "2 cores.", output, passed)


def test_the_sections_stand_in_the_order_of_the_benchmarks_and_are_read_back() -> None:
    made = {name: _run(name).section() for name in ("price", "verification.roundtrip", "startup")}
    text = document(made)
    assert list(sections(text)) == ["startup", "price", "verification.roundtrip"]
    assert document(sections(text)) == text
    assert "Not run yet: `checks`" in text


def test_only_what_is_run_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "RESULTS.md"
    file.write_text(document({n: _run(n, "old").section() for n in ("startup", "price")}))
    monkeypatch.setattr(results, "measured", lambda name: _run(name, "new", passed=False))
    assert main(["--only", "price", "--file", str(file)]) == 1
    found = sections(file.read_text(encoding="utf-8"))
    assert "old" in found["startup"]
    assert "new" in found["price"]
    assert "A BOUND IS MISSED" in found["price"]
    assert "A BOUND IS MISSED" not in found["startup"]


def test_a_section_of_a_benchmark_that_is_gone_goes() -> None:
    text = document({"price": _run("price").section()}) + "\n## `gone`: No more\n\nold\n"
    assert list(sections(text)) == ["price"]


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "price,prize"])
    assert "no benchmark 'prize'; there are: startup" in capsys.readouterr().err


def test_no_path_of_this_machine_is_written() -> None:
    said = without_paths(f"{ROOT}/llmx {Path.home()}/x {tempfile.gettempdir()}/tmpab12/out.jsonl")
    assert said == "./llmx ~/x FOLDER/out.jsonl"
    assert "/" not in machine().replace("/s", "")


def test_every_benchmark_is_there() -> None:
    for name in results.BENCHMARKS:
        file = ROOT / "benchmarks" / name.replace(".", "/")
        assert file.with_suffix(".py").exists() or (file / "__main__.py").exists()


def test_what_a_benchmark_prints_is_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, stdout=f"OVER in {ROOT}\n")

    monkeypatch.setattr(subprocess, "run", run)
    ran = results.measured("price")
    assert (ran.output, ran.passed) == ("OVER in .\n", False)
