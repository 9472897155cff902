"""Output files appear whole or not at all."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

import pytest

from llmx.errors import StorageError, UsageError
from llmx.export.files import PartialFile, check_output, write_json, write_whole

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")


def test_a_file_appears_when_it_is_finished(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    with PartialFile(file) as partial:
        partial.write("one\n")
        assert not file.exists()
        assert partial.partial.read_text() == "one\n"
        partial.write("دو\n")
        partial.finish()
        assert file.read_bytes() == "one\nدو\n".encode()
    assert [p.name for p in tmp_path.iterdir()] == ["out.jsonl"]


def test_a_failure_leaves_the_old_file_and_the_partial_one(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    file.write_text("old")
    with suppress(KeyError), PartialFile(file) as partial:
        partial.write("half")
        raise KeyError
    assert file.read_text() == "old"
    assert (tmp_path / "out.jsonl.partial").read_text() == "half"


def test_a_partial_file_of_before_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "a.partial").write_text("long before")
    write_whole(tmp_path / "a", "new")
    assert (tmp_path / "a").read_text() == "new"
    assert not (tmp_path / "a.partial").exists()


@needs_full
def test_a_full_disk_is_one_clear_error(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    (tmp_path / "out.jsonl.partial").symlink_to(FULL)
    with (
        pytest.raises(StorageError, match="No space left on device") as caught,
        PartialFile(file) as partial,
    ):
        partial.write("text")
    assert caught.value.exit_code == 5
    assert "run again" in (caught.value.hint or "")
    assert not file.exists()


@needs_full
def test_a_full_disk_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(StorageError, match="No space left"):
        write_whole(tmp_path / "out", "text")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        write_whole(tmp_path / "no" / "out", "text")


def test_json_for_people(tmp_path: Path) -> None:
    write_json(tmp_path / "run.json", {"نص": [1]})
    text = (tmp_path / "run.json").read_text(encoding="utf-8")
    assert json.loads(text) == {"نص": [1]}
    assert text == '{\n  "نص": [\n    1\n  ]\n}\n'


def test_an_output_is_checked_before_anything_is_paid_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "out.jsonl"
    check_output(file, force=False)
    file.write_text("")
    with pytest.raises(UsageError, match=r"exists \(--force replaces it\)"):
        check_output(file, force=False)
    check_output(file, force=True)
    with pytest.raises(UsageError, match="is a folder"):
        check_output(tmp_path, force=True)
    with pytest.raises(UsageError, match="no folder"):
        check_output(tmp_path / "no" / "out.jsonl", force=True)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(UsageError, match="cannot be written to"):
        check_output(tmp_path / "new.jsonl", force=False)


def test_a_second_run_on_one_output_is_refused_and_harms_nothing(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    with PartialFile(file) as first:
        with pytest.raises(StorageError, match="another run"), PartialFile(file):
            pass
        first.write("kept\n")
        first.finish()
    assert file.read_text() == "kept\n"


def test_a_stop_before_anything_was_written_leaves_nothing(tmp_path: Path) -> None:
    with PartialFile(tmp_path / "out.jsonl"):
        pass
    assert list(tmp_path.iterdir()) == []
