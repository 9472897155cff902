"""Output files appear whole or not at all."""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.errors import StorageError, UsageError
from llmx.export.files import Lock, PartialFile, check_output, write_json, write_whole
from tests.builders import steady

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


def test_what_is_given_up_leaves_nothing_and_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "out.bin"
    file.write_text("old")
    with PartialFile(file) as partial:
        partial.write_bytes(b"\x00half")
        assert partial.size == 5
        partial.abandon()
    partial.abandon()  # closed: nothing to give up
    assert [p.name for p in tmp_path.iterdir()] == ["out.bin"]
    assert file.read_text() == "old"


def test_what_a_library_has_written_counts(tmp_path: Path) -> None:
    with PartialFile(tmp_path / "out.bin") as partial:
        partial.partial.write_bytes(b"by somebody else")
        partial.filled()
        assert partial.size == 16
        partial.finish()
    assert (tmp_path / "out.bin").read_bytes() == b"by somebody else"


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
    assert "run the same command again" in (caught.value.hint or "")
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
    with pytest.raises(StorageError, match="cannot be written to"):
        check_output(tmp_path / "new.jsonl", force=False)
    with pytest.raises(UsageError, match="not to standard output"):
        check_output(Path("-"), force=True)


def test_a_stop_before_anything_was_written_leaves_nothing(tmp_path: Path) -> None:
    with PartialFile(tmp_path / "out.jsonl"):
        pass
    assert list(tmp_path.iterdir()) == []


# --- what an earlier run has left ----------------------------------------------------------------


def test_a_partial_file_is_gone_on_with_and_cut(tmp_path: Path) -> None:
    (tmp_path / "a.partial").write_text("one\ntwo\nthr")
    with PartialFile(tmp_path / "a", keep=True) as partial:
        assert partial.size == 11
        partial.cut(8)
        partial.write("3\n")
        assert partial.size == 10
    assert (tmp_path / "a.partial").read_text() == "one\ntwo\n3\n"


def test_what_is_cut_to_nothing_is_gone(tmp_path: Path) -> None:
    (tmp_path / "a.partial").write_text("one\n")
    with PartialFile(tmp_path / "a", keep=True) as partial:
        partial.cut(0)
    assert list(tmp_path.iterdir()) == []


# --- what a disk does ----------------------------------------------------------------------------


@steady
@given(text=st.text(max_size=50), most=st.integers(1, 7))
def test_a_disk_that_takes_a_few_bytes_at_a_time_gets_them_all(text: str, most: int) -> None:
    text = text.encode("utf-8", "replace").decode()
    write = os.write
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "write", lambda fd, data: write(fd, data[:most]))
        write_whole(Path(folder) / "a", text)
        assert (Path(folder) / "a").read_bytes() == text.encode()


@pytest.mark.parametrize("fatal", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_half_a_line_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fatal: BaseException
) -> None:
    write, calls = os.write, list[int]()

    def short(fd: int, data: memoryview) -> int:
        calls.append(fd)
        if len(calls) > 1:
            raise fatal
        return write(fd, data[:3])

    with PartialFile(tmp_path / "a") as partial:
        partial.write("whole\n")
        monkeypatch.setattr(os, "write", short)
        with pytest.raises((StorageError, KeyboardInterrupt)):
            partial.write("torn\n")
        assert partial.size == 6
    assert (tmp_path / "a.partial").read_text() == "whole\n"


def test_what_is_new_is_synced_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    with PartialFile(tmp_path / "a") as partial:
        partial.sync()
        assert synced == []
        partial.write("x")
        partial.sync()
        partial.sync()
        assert len(synced) == 1
        partial.write("y")
        partial.finish()
    assert len(synced) == 3  # the text, and the folder that now has its name


# --- the lock ------------------------------------------------------------------------------------


def test_a_second_run_on_one_output_is_refused_with_the_process_of_the_first(
    tmp_path: Path,
) -> None:
    file = tmp_path / "out.jsonl"
    with Lock(file):
        assert (tmp_path / "out.jsonl.lock").read_text() == f"{os.getpid()}\n"
        with pytest.raises(StorageError, match=f"another run .process {os.getpid()}.") as caught:
            Lock(file).__enter__()
        assert caught.value.exit_code == 5
        with Lock(tmp_path / "other.jsonl"):
            pass
    with Lock(file):
        pass
    assert list(tmp_path.iterdir()) == []


def test_the_lock_of_a_run_that_was_killed_is_free(tmp_path: Path) -> None:
    (tmp_path / "a.lock").write_text("4194304 and more")
    with Lock(tmp_path / "a"):
        assert (tmp_path / "a.lock").read_text() == f"{os.getpid()}\n"


def test_a_lock_file_that_was_taken_away_meanwhile_is_not_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another run ends between the opening of its file and the lock on it."""
    first, flock = Lock(tmp_path / "a"), fcntl.flock
    first.__enter__()

    def late(fd: int, how: int) -> None:
        if (tmp_path / "a.lock").exists() and first._open is not None:
            first.__exit__()
        flock(fd, how)

    monkeypatch.setattr(fcntl, "flock", late)
    with Lock(tmp_path / "a") as second:
        assert second._open is not None
        assert os.path.samestat(os.fstat(second._open), (tmp_path / "a.lock").stat())


def test_a_lock_that_cannot_be_made(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        Lock(tmp_path / "no" / "out").__enter__()
