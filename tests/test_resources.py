"""Where the built-in files live, and which folder wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmx import resources
from llmx.errors import TaskError
from llmx.resources import Kind, builtin, names, search_path
from tests.builders import BUILT_IN


@pytest.mark.parametrize("kind", ["prompts", "schemas"])
def test_the_built_in_files_are_found(kind: Kind) -> None:
    folder = builtin(kind)
    assert folder.is_dir()
    assert set(BUILT_IN) <= set(names([folder], kind))


def test_a_packed_folder_wins_over_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "llmx")
    assert builtin("prompts") == tmp_path / "prompts"
    packed = tmp_path / "llmx" / "_builtin" / "prompts"
    packed.mkdir(parents=True)
    assert builtin("prompts") == packed
    assert builtin("schemas") == tmp_path / "schemas"


def test_own_folders_come_first(tmp_path: Path) -> None:
    assert search_path("prompts", [tmp_path]) == (tmp_path, builtin("prompts"))
    assert search_path("schemas") == (builtin("schemas"),)


def test_a_missing_folder_is_an_error_with_the_option(tmp_path: Path) -> None:
    for own in (tmp_path / "no", tmp_path / "file"):
        (tmp_path / "file").write_text("")
        with pytest.raises(TaskError, match=r"for --schemas \(give a folder of \*\.py\)"):
            search_path("schemas", [own])


def test_partials_and_hidden_files_are_no_tasks(tmp_path: Path) -> None:
    for name in ("b.md", "a.md", "_part.md", ".hidden.md", "a.py", "c.txt"):
        (tmp_path / name).write_text("")
    assert names([tmp_path], "prompts") == {"a": tmp_path / "a.md", "b": tmp_path / "b.md"}
    assert names([tmp_path], "schemas") == {"a": tmp_path / "a.py"}


def test_the_first_folder_wins(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.md").write_text("")
    found = names([tmp_path / "two", tmp_path / "one"], "prompts")
    assert found == {"a": tmp_path / "two" / "a.md"}
