"""The wheel: it holds prompts and schemas, and runs a task outside the checkout."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = ["-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q", "-w", str(folder)]
    subprocess.run([sys.executable, *command, str(ROOT)], check=True, capture_output=True)
    (found,) = folder.glob("llmx-*.whl")
    return found


def test_wheel_holds_prompts_schemas_and_the_type_marker(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in ("translate", "brief", "events"):
        assert f"llmx/_builtin/prompts/{name}.md" in names
        assert f"llmx/_builtin/schemas/{name}.py" in names
    assert {"llmx/py.typed", "llmx/_builtin/prompts/_article.md"} <= names
    assert {f"llmx/_builtin/schemas/{n}" for n in ("_acled.py", "_countries.csv")} <= names
    page = ROOT / "llmx/report/page"
    assert {f"llmx/report/page/{file.name}" for file in page.iterdir()} <= names
    assert not [
        n for n in names if n.startswith(("tests/", "examples/", "prompts/", "schemas/", "tools/"))
    ]


def test_wheel_runs_a_task_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    target, here = tmp_path / "site", tmp_path / "elsewhere"
    here.mkdir()
    install = ["-m", "pip", "install", "--no-deps", "--no-index", "-q", "--target", str(target)]
    subprocess.run([sys.executable, *install, str(wheel)], check=True, capture_output=True)
    article = str(ROOT / "examples/articles/01-deir-hafer-front.txt")
    recorded = ("--answers", str(ROOT / "examples/answers.jsonl"), "--offline")
    code = "import llmx, sys; print(llmx.__file__); from llmx.cli import main; main()"

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=here,
            env={"PYTHONPATH": str(target), "PATH": "", "HOME": str(here)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(str(target))
        return done.stdout

    assert "## Key facts" in run("summarize", article, *recorded)
    run("export", article, "-o", "events.csv", "--task", "events", *recorded)
    assert "Middle East,Syria" in (here / "events.csv").read_text(encoding="utf-8")
