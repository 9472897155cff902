"""The memo: what is put is found, what others put is not, and nothing that breaks is raised."""

from __future__ import annotations

import logging
import os
import pickle
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.errors import StorageError
from llmx.model import memo as memo_module
from llmx.model.answers import AnswerCache, StoredAnswer
from llmx.model.memo import Memo, memo_beside
from tests.builders import steady

KEY = "a" * 64


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    return tmp_path / "home" / "memo.secret"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store" / "worked-out"


def put(folder: Path, secret: Path, key: str = KEY, text: str = '{"a":1}') -> None:
    made = Memo(folder, secret=secret)
    made.put(key, text)
    made.close()


def got(folder: Path, secret: Path, key: str = KEY) -> str | None:
    made = Memo(folder, secret=secret)
    try:
        return made.get(key)
    finally:
        made.close()


def changed(folder: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(folder / "cache.db")) as database:
        assert database.execute(statement, values).rowcount
        database.commit()


def test_what_was_put_is_found_by_another_run(folder: Path, secret: Path) -> None:
    put(folder, secret)
    assert got(folder, secret) == '{"a":1}'
    assert got(folder, secret, "b" * 64) is None


def test_what_was_put_is_found_before_it_is_written(folder: Path, secret: Path) -> None:
    made = Memo(folder, secret=secret)
    made.put(KEY, "{}")
    assert made.get(KEY) == "{}"
    assert not folder.exists()
    made.flush()
    assert made.count() == 1
    assert made.size_bytes() > 0
    made.close()


def test_many_are_written_before_the_end(folder: Path, secret: Path) -> None:
    made = Memo(folder, secret=secret)
    for number in range(memo_module._TOGETHER):
        made.put(f"{number:064}", "{}")
    assert Memo(folder, secret=secret).count() == memo_module._TOGETHER
    made.close()


def test_looking_makes_nothing(folder: Path, secret: Path) -> None:
    made = Memo(folder, secret=secret)
    assert (made.get(KEY), made.count(), made.size_bytes()) == (None, 0, 0)
    made.clear()
    made.close()
    assert not folder.parent.exists()
    assert not secret.exists()


def test_the_folder_and_the_secret_are_their_owners_alone(folder: Path, secret: Path) -> None:
    put(folder, secret)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert folder.parent.stat().st_mode & 0o777 == 0o700
    assert secret.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in secret.parent.iterdir()] == ["memo.secret"]


def test_a_store_from_elsewhere_has_nothing_to_say(
    folder: Path, secret: Path, tmp_path: Path
) -> None:
    put(folder, tmp_path / "another" / "memo.secret")
    assert got(folder, secret) is None
    put(folder, secret, text='{"own":1}')
    assert got(folder, secret) == '{"own":1}'


def test_an_entry_under_another_key_is_none(folder: Path, secret: Path) -> None:
    put(folder, secret)
    changed(folder, "UPDATE Cache SET key = ?", "b" * 64)
    assert got(folder, secret, "b" * 64) is None


@steady
@given(planted=st.one_of(st.text(max_size=200), st.binary(max_size=200), st.integers(0, 2**60)))
def test_whatever_is_planted_counts_as_missing(
    tmp_path_factory: pytest.TempPathFactory, planted: object
) -> None:
    folder, secret = (tmp_path_factory.mktemp("m") / name for name in ("store", "secret"))
    put(folder, secret)
    if isinstance(planted, str):
        planted = planted.encode("utf-8", "replace").decode()
    changed(folder, "UPDATE Cache SET value = ?", planted)
    assert got(folder, secret) is None


def test_a_pickle_is_not_unpickled(folder: Path, secret: Path, tmp_path: Path) -> None:
    trace = tmp_path / "it-ran"

    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(trace),)

    put(folder, secret)
    for mode in range(1, 5):
        changed(folder, "UPDATE Cache SET mode = ?, value = ?", mode, pickle.dumps(Trap()))
        assert got(folder, secret) is None
    assert not trace.exists()


def test_a_folder_that_cannot_be_used_is_as_good_as_none(
    folder: Path, secret: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.parent.mkdir()
    folder.write_text("a file", encoding="utf-8")
    with caplog.at_level(logging.INFO, "llmx"):
        put(folder, secret)
        assert got(folder, secret) is None
    assert "is not remembered in" in caplog.text
    assert caplog.records[0].levelno == logging.INFO


@pytest.mark.parametrize("statement", ["CREATE VIEW v AS SELECT 1", "CREATE TABLE t (x)"])
def test_a_database_with_more_in_it_is_not_opened(
    folder: Path, secret: Path, statement: str
) -> None:
    put(folder, secret)
    with closing(sqlite3.connect(folder / "cache.db")) as database:
        database.execute(statement)
    assert got(folder, secret) is None
    put(folder, secret)


def test_a_torn_database_is_as_good_as_none(folder: Path, secret: Path) -> None:
    put(folder, secret)
    (folder / "cache.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    assert got(folder, secret) is None
    put(folder, secret)


@pytest.mark.parametrize("spoil", ["short", "readable", "link"])
def test_a_secret_that_others_may_know_is_none(
    folder: Path, secret: Path, tmp_path: Path, spoil: str
) -> None:
    put(folder, secret)
    if spoil == "short":
        secret.write_bytes(b"short")
    elif spoil == "readable":
        secret.chmod(0o644)
    else:
        secret.rename(tmp_path / "there")
        secret.symlink_to(tmp_path / "there")
    assert got(folder, secret) is None
    put(folder, secret, "b" * 64)
    assert Memo(folder, secret=secret).count() == 1


def test_the_oldest_goes_when_there_is_too_much(folder: Path, secret: Path) -> None:
    made = Memo(folder, secret=secret, most_bytes=300_000)
    for number in range(900):
        made.put(f"{number:064}", "x" * 1000)
    made.close()
    assert 0 < made.size_bytes() < 400_000
    assert made.get(f"{899:064}") == "x" * 1000
    assert made.get(f"{0:064}") is None
    made.close()


def test_it_is_no_part_of_the_answers(tmp_path: Path, secret: Path) -> None:
    cache = AnswerCache(tmp_path / "answers")
    put(memo_beside(cache.folder).folder, secret)
    assert (list(cache), cache.count(), cache.exists) == ([], 0, False)


def test_nothing_is_left_after_a_clear(folder: Path, secret: Path, tmp_path: Path) -> None:
    put(folder, secret)
    made = Memo(folder, secret=tmp_path / "none")  # which it takes no secret for
    made.clear()
    assert made.count() == 0
    made.close()


def test_a_clear_that_cannot_be_done_is_said(folder: Path, secret: Path) -> None:
    put(folder, secret)
    with closing(sqlite3.connect(folder / "cache.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="worked-out"):
            Memo(folder, secret=secret).clear()
    (folder / "cache.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(StorageError, match="worked-out"):
        Memo(folder, secret=secret).clear()


def test_a_folder_that_is_a_link_is_not_used(folder: Path, secret: Path) -> None:
    """It may lead to a store of answers, from which nothing may be evicted or cleared."""
    answers = AnswerCache(folder.parent)
    answers.put(StoredAnswer.of("f" * 64, task="t", model="m", answer={}, usage=None))
    folder.symlink_to(".")
    put(folder, secret)
    assert got(folder, secret) is None
    assert Memo(folder, secret=secret).count() == 0
    with pytest.raises(StorageError):
        Memo(folder, secret=secret).clear()
    assert answers.count() == 1
    answers.close()


def test_without_a_home_nothing_is_remembered(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def homeless(*_: object, **__: object) -> str:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr("platformdirs.user_state_dir", homeless)
    with caplog.at_level(logging.INFO, "llmx"):
        made = Memo(folder)
        made.put(KEY, "{}")
        made.close()
        assert Memo(folder).get(KEY) is None
    assert "home directory" in caplog.text


def test_processes_that_begin_at_once_have_one_secret_and_lose_nothing(
    folder: Path, secret: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; from llmx.model.memo import Memo\n"
        f"made = Memo(Path({str(folder)!r}), secret=Path({str(secret)!r}))\n"
        "sys.stdin.readline()\n"
        "made.put(sys.argv[1], '{}'); made.close()\n"
    )
    begun = [
        subprocess.Popen([sys.executable, "-c", code, f"{n:064}"], stdin=subprocess.PIPE)
        for n in range(4)
    ]
    for process in begun:
        process.communicate(b"\n")
    assert [process.returncode for process in begun] == [0] * 4
    assert [got(folder, secret, f"{n:064}") for n in range(4)] == ["{}"] * 4
    assert [file.name for file in secret.parent.iterdir()] == ["memo.secret"]
