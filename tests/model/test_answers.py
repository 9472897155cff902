"""The answer store: what goes in comes out, nothing in it runs, and a fault costs no answer."""

from __future__ import annotations

import json
import logging
import os
import pickle
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.errors import StorageError, StoreLocked, UsageError
from llmx.model.answers import (
    AnswerCache,
    Answers,
    RecordedAnswers,
    StoredAnswer,
    read_answers,
    write_answers,
)
from tests.builders import steady

Json = dict[str, Any]

ROOT = Path(__file__).parents[2]
NOBODY = 65534


def stored(
    number: int = 1, *, task: str = "brief", model: str = "m", **answer: Any
) -> StoredAnswer:
    usage = {"input_tokens": 10, "output_tokens": number}
    return StoredAnswer.of(
        f"{number:064x}",
        task=task,
        model=model,
        answer=answer or {"text": f"no. {number}"},
        usage=usage,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "answers"


@pytest.fixture
def cache(folder: Path) -> AnswerCache:
    return AnswerCache(folder)


def rows(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "cache.db")) as database:
        return database.execute(query).fetchall()


def alter(folder: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(folder / "cache.db")) as database, database:
        assert database.execute(statement, values).rowcount > 0


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]


# In and out


@pytest.mark.parametrize(
    "answer",
    [
        {"text": "قُتل ثلاثة مقاتلين في البوكمال"},
        {"text": "می‌گویند"},
        {"text": "😀 𐎠 𝄞"},
        {"text": "\x00 \x1b[31m \u202e \n\r\t \u2028 \\ \" ' --"},
        {"text": "قصف " * 50_000},
        {"list": [1, 2.5, None, True, {"a": []}], "": {}},
        {"pickle": "cos\nsystem\n(S'true'\ntR."},
    ],
    ids=["arabic", "zwnj", "astral", "marks", "200 KB", "types", "pickle"],
)
def test_what_is_put_is_got(cache: AnswerCache, answer: Json) -> None:
    put = StoredAnswer.of("f" * 64, task="brief", model="org/m:free", answer=answer, usage=None)
    cache.put(put)
    assert cache.get("f" * 64) == put
    assert AnswerCache(cache.folder).get("f" * 64) == put
    assert list(cache) == [put]


def test_what_was_never_put_is_missing(cache: AnswerCache) -> None:
    assert cache.get("a" * 64) is None
    cache.put(stored())
    assert cache.get("a" * 64) is None


def test_the_last_answer_holds(cache: AnswerCache) -> None:
    cache.put(stored(text="first"))
    cache.put(stored(text="second"))
    assert [a.answer for a in cache] == [{"text": "second"}]
    assert cache.count() == 1


def test_looking_makes_no_folder(cache: AnswerCache, tmp_path: Path) -> None:
    assert cache.get("a" * 64) is None
    assert list(cache) == []
    assert (cache.count(), cache.size_bytes(), cache.clear()) == (0, 0, 0)
    assert not cache.exists
    assert list(tmp_path.iterdir()) == []


def test_counting_and_clearing(cache: AnswerCache) -> None:
    for number in range(5):
        cache.put(stored(number))
    assert cache.count() == 5
    assert cache.size_bytes() > 0
    assert cache.clear() == 5
    assert list(cache) == []


def test_the_store_holds_json_text_and_nothing_else(cache: AnswerCache) -> None:
    long = {"text": "قصف " * 50_000}
    cache.put(
        StoredAnswer.of(
            "f" * 64,
            task="brief",
            model="m",
            answer=long,
            usage={"input_tokens": 1, "output_tokens": 2},
        )
    )
    found = rows(cache.folder, "SELECT key, raw, mode, filename, value FROM Cache")
    [(key, raw, mode, filename, value)] = found
    assert (key, raw, mode, filename) == ("f" * 64, 1, 1, None)
    assert json.loads(value) == {
        "task": "brief",
        "model": "m",
        "answer": long,
        "usage": {"input_tokens": 1, "output_tokens": 2},
    }
    assert "قصف" in value
    assert {p.name.removeprefix("cache.db") for p in cache.folder.iterdir()} <= {"", "-wal", "-shm"}


def test_nothing_is_ever_evicted(cache: AnswerCache) -> None:
    cache.put(stored())
    settings = dict(rows(cache.folder, "SELECT key, value FROM Settings"))
    assert settings["eviction_policy"] == "none"
    assert settings["cull_limit"] == 0
    assert rows(cache.folder, "SELECT expire_time FROM Cache") == [(None,)]


def test_a_planted_setting_brings_no_eviction_back(cache: AnswerCache) -> None:
    cache.put(stored())
    alter(cache.folder, "UPDATE Settings SET value = 'least-recently-stored' WHERE key = ?",
          "eviction_policy")  # fmt: skip
    alter(cache.folder, "UPDATE Settings SET value = 10 WHERE key = 'cull_limit'")
    alter(cache.folder, "UPDATE Settings SET value = 1 WHERE key = 'size_limit'")
    again = AnswerCache(cache.folder)
    for number in range(20):
        again.put(stored(number))
    assert again.count() == 20


# Whose folder it is


def test_the_folder_is_private(cache: AnswerCache) -> None:
    cache.put(stored())
    assert stat.S_IMODE(cache.folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o770, 0o720, 0o702, 0o777, 0o1777])
def test_a_folder_that_others_may_write_is_refused(cache: AnswerCache, mode: int) -> None:
    cache.open()
    cache.folder.chmod(mode)
    again = AnswerCache(cache.folder)
    with pytest.raises(StorageError, match="somebody else") as raised:
        again.get("a" * 64)
    assert "0700" in str(raised.value)
    with pytest.raises(StorageError):
        again.open()


def test_a_folder_that_others_may_read_is_taken(cache: AnswerCache) -> None:
    cache.put(stored())
    cache.folder.chmod(0o755)
    assert AnswerCache(cache.folder).get(stored().fingerprint) == stored()


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


@needs_root
def test_a_folder_of_somebody_else_is_refused(cache: AnswerCache) -> None:
    cache.open()
    os.chown(cache.folder, NOBODY, NOBODY)
    with pytest.raises(StorageError, match="belongs to"):
        AnswerCache(cache.folder).get(stored().fingerprint)


LOOK = """
import os, sys
from pathlib import Path
from llmx.errors import StorageError
from llmx.model.answers import AnswerCache
import diskcache
os.setgroups([]); os.setgid(65534); os.setuid(65534)
cache = AnswerCache(Path(sys.argv[1]))
for look in (lambda: cache.get("a" * 64), lambda: list(cache), cache.count, cache.clear):
    try:
        look()
    except StorageError as error:
        print("refused:", error)
"""


@needs_root
@pytest.mark.parametrize("mode", [0o700, 0o755])
def test_another_user_is_refused_what_is_mine(mode: int) -> None:
    with tempfile.TemporaryDirectory() as shared:  # pytest's own folders are closed to others
        Path(shared).chmod(0o755)
        folder = Path(shared) / "answers"
        AnswerCache(folder).put(stored())
        folder.chmod(mode)
        done = subprocess.run(
            [sys.executable, "-c", LOOK, str(folder)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
            timeout=30,
        )
    assert done.stderr == ""
    assert done.stdout.count("refused:") == 4
    assert "belongs to or can be written by somebody else" in done.stdout


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StorageError, match="cannot be made") as raised:
        AnswerCache(tmp_path / "file" / "answers").open()
    assert "--no-cache" in str(raised.value)


# Planted rows


class Bomb:
    """What a pickle can do: it makes a file when it is loaded."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> Any:
        return Path.touch, (self.target,)


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Path]:
    target = tmp_path / "executed"
    pickle.loads(pickle.dumps(Bomb(target)))
    assert target.exists(), "the pickle does what it should not be able to"
    target.unlink()
    yield target
    assert not target.exists()


@pytest.mark.parametrize("mode", [4, 2, 3, 0, 99])
def test_a_planted_pickle_is_not_run_and_counts_as_missing(
    cache: AnswerCache, target: Path, mode: int, caplog: pytest.LogCaptureFixture
) -> None:
    cache.put(stored(1))
    cache.put(stored(2))
    bomb = sqlite3.Binary(pickle.dumps(Bomb(target)))
    alter(cache.folder, "UPDATE Cache SET mode = ?, value = ? WHERE key = ?",
          mode, bomb, stored(1).fingerprint)  # fmt: skip
    again = AnswerCache(cache.folder)
    assert again.get(stored(1).fingerprint) is None
    assert again.get(stored(2).fingerprint) == stored(2)
    assert list(again) == [stored(2)]
    assert len(warnings(caplog)) == 1


@pytest.mark.parametrize("mode", [1, 2, 3, 4])
def test_a_planted_file_is_not_read(cache: AnswerCache, target: Path, mode: int) -> None:
    cache.put(stored())
    planted = target.with_name("planted")
    planted.write_bytes(pickle.dumps(Bomb(target)))
    alter(cache.folder, "UPDATE Cache SET mode = ?, filename = ?, value = NULL",
          mode, f"../../{planted.name}")  # fmt: skip
    assert AnswerCache(cache.folder).get(stored().fingerprint) is None


@pytest.mark.parametrize("raw", [0, 1])
def test_a_planted_key_is_not_run_and_is_passed_over(
    cache: AnswerCache, target: Path, raw: int
) -> None:
    for number in (1, 2, 3):
        cache.put(stored(number))
    bomb = sqlite3.Binary(pickle.dumps(Bomb(target)))
    alter(cache.folder, "UPDATE Cache SET key = ?, raw = ? WHERE key = ?",
          bomb, raw, stored(2).fingerprint)  # fmt: skip
    again = AnswerCache(cache.folder)
    assert again.get(stored(2).fingerprint) is None
    assert list(again) == [stored(1), stored(3)]
    assert again.clear() == 3


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        "[]",
        "{}",
        "3",
        '{"task": "t", "model": "m", "answer": {}}',
        '{"task": "t", "model": "m", "answer": 3, "usage": null}',
        '{"task": "t", "model": "m", "answer": [1], "usage": null}',
        '{"task": "t", "model": "m", "usage": null}',
        "[" * 100_000,
        3,
        2.5,
        None,
    ],
)
def test_a_row_that_is_no_answer_counts_as_missing(cache: AnswerCache, value: object) -> None:
    cache.put(stored(1))
    cache.put(stored(2))
    alter(cache.folder, "UPDATE Cache SET value = ? WHERE key = ?", value, stored(1).fingerprint)
    again = AnswerCache(cache.folder)
    assert again.get(stored(1).fingerprint) is None
    assert list(again) == [stored(2)]


# Broken files and disks


def everything(cache: AnswerCache) -> None:
    """Whatever the store can be asked; nothing but a StorageError may come of it."""
    said: list[str] = []
    for use in (
        lambda: cache.get(stored().fingerprint),
        lambda: cache.put(stored(2)),
        lambda: list(cache),
        cache.count,
        cache.size_bytes,
        cache.clear,
    ):
        try:
            use()
        except StorageError as error:
            said.append(str(error))
    assert all("--cache-dir" in line for line in said)


@pytest.mark.parametrize(
    "content", [b"", b"no database at all", b"SQLite format 3\x00", bytes(range(256)) * 36]
)
def test_a_file_that_is_no_database_is_said(folder: Path, content: bytes) -> None:
    folder.mkdir(parents=True, mode=0o700)
    (folder / "cache.db").write_bytes(content)
    everything(AnswerCache(folder))


@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_database_is_said(
    cache: AnswerCache, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(300):
        cache.put(stored(number, text="قصف " * 50))
    cache._cache.close()
    file = cache.folder / "cache.db"
    data = bytearray(file.read_bytes())
    for page in range(seed % 3, len(data) // 4096, 3):
        data[page * 4096 + 100 : page * 4096 + 1000] = bytes(900)
    file.write_bytes(data)
    everything(AnswerCache(cache.folder))


def test_a_torn_database_is_said(cache: AnswerCache) -> None:
    for number in range(100):
        cache.put(stored(number, text="قصف " * 50))
    cache._cache.close()
    file = cache.folder / "cache.db"
    file.write_bytes(file.read_bytes()[:20_000])
    everything(AnswerCache(cache.folder))


@pytest.mark.parametrize(
    "error",
    [
        sqlite3.OperationalError("database or disk is full"),
        sqlite3.OperationalError("database is locked"),
        sqlite3.DatabaseError("database disk image is malformed"),
        OSError(28, "No space left on device"),
    ],
)
def test_a_write_that_fails_is_one_warning(
    cache: AnswerCache,
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise error

    cache.put(stored(1))
    monkeypatch.setattr(cache._cache, "set", fail)
    cache.put(stored(2))
    cache.put(stored(3))
    said = warnings(caplog)
    assert len(said) == 1
    assert str(cache.folder) in said[0]
    assert "cannot be written" in said[0]
    assert cache.get(stored(1).fingerprint) == stored(1)


def test_a_store_that_is_busy_is_one_warning(
    cache: AnswerCache, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import diskcache

    def fail(*_args: object, **_more: object) -> None:
        raise diskcache.Timeout

    cache.put(stored())
    monkeypatch.setattr(cache._cache, "set", fail)
    monkeypatch.setattr(cache._cache, "get", fail)
    cache.put(stored(2))
    assert cache.get(stored().fingerprint) is None
    assert len(warnings(caplog)) == 1


def test_a_value_that_is_no_text_in_utf8_is_one_warning(
    cache: AnswerCache, caplog: pytest.LogCaptureFixture
) -> None:
    cache.put(stored(1, text="\ud800"))
    assert len(warnings(caplog)) == 1
    assert cache.get(stored(1).fingerprint) is None


def test_several_are_stored_together_or_one_by_one_without_the_one_that_does_not_fit(
    cache: AnswerCache, caplog: pytest.LogCaptureFixture
) -> None:
    cache.put_all([stored(n) for n in range(3)])
    assert cache.count() == 3
    cache.put_all([stored(3), stored(4, text="\ud800"), stored(5)])
    assert [int(a.fingerprint, 16) for a in cache] == [0, 1, 2, 3, 5]
    assert len(warnings(caplog)) == 1
    assert "cannot be written" in warnings(caplog)[0]


def test_a_store_that_is_busy_is_waited_for_once_for_all_that_is_to_be_stored(
    cache: AnswerCache, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import diskcache

    waits: list[int] = []

    def busy(*_args: object, **_more: object) -> None:
        waits.append(1)
        raise diskcache.Timeout

    cache.put(stored(1))
    monkeypatch.setattr(cache._cache, "transact", busy)
    cache.put_all([stored(n) for n in range(2, 50)])
    assert len(waits) == len(warnings(caplog)) == 1
    assert cache.get(stored(1).fingerprint) == stored(1)


# The text of an answer


@pytest.mark.parametrize(
    "value",
    [
        '{"task":"t","model":"m","answer":{"a":[1,{}]},"usage":{"input_tokens":1}}',
        '{"task":"t","model":"m","answer":{"a":[1,{}]},"usage":null}',
        '{"task": "t", "model": "m", "answer": {"a": [1, {}]}, "usage": null}',
        '{"usage":null,"answer":{"a":[1,{}]},"model":"m","task":"t"}',
    ],
)
def test_a_value_is_read_in_every_spelling(cache: AnswerCache, value: str) -> None:
    cache.put(stored(1))
    alter(cache.folder, "UPDATE Cache SET value = ?", value)
    found = cache.get(stored(1).fingerprint)
    assert found is not None
    assert (found.task, found.model, found.answer) == ("t", "m", {"a": [1, {}]})
    assert found.usage == json.loads(value)["usage"]


@pytest.mark.parametrize(
    "text",
    [
        '{"answer":{"usage":null},"usage":null}',
        '{"a":"\\",\\"answer\\":{},\\"usage\\":null}"}',
        '{"a":"},"}',
        "{}",
    ],
)
@pytest.mark.parametrize("name", ["t", '","answer":{},"usage":null}', "\\", "عربي\n"])
def test_the_text_of_an_answer_comes_back_to_the_letter(
    cache: AnswerCache, tmp_path: Path, text: str, name: str
) -> None:
    put = StoredAnswer("f" * 64, name, name, text, {"input_tokens": 1})
    cache.put(put)
    assert cache.get(put.fingerprint) == put
    assert list(read_answers(write_file(tmp_path, put.line()))) == [put]
    assert json.loads(put.line())["answer"] == json.loads(text)


def test_a_damaged_text_is_in_no_export(cache: AnswerCache) -> None:
    cache.put(stored(1))
    cache.put(stored(2))
    damaged = '{"task":"t","model":"m","answer":{"a":[},"usage":null}'
    alter(cache.folder, "UPDATE Cache SET value = ? WHERE key = ?", damaged, stored(1).fingerprint)
    assert list(cache) == [stored(2)]


# Several at once

WRITE = """
import sys
from pathlib import Path
from llmx.model.answers import AnswerCache, StoredAnswer
cache = AnswerCache(Path(sys.argv[1]))
for n in range(150):
    cache.put(StoredAnswer(f"{sys.argv[2]}-{n}", "t", "m", '{"n":%d}' % n, None))
"""


def test_two_processes_lose_nothing(cache: AnswerCache) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, str(cache.folder), name],
            cwd=ROOT,
            stderr=subprocess.PIPE,
        )
        for name in ("a", "b")
    ]
    for process in started:
        assert process.communicate(timeout=60)[1] == b""
        assert process.returncode == 0
    assert {a.fingerprint for a in cache} == {f"{p}-{n}" for p in "ab" for n in range(150)}
    assert rows(cache.folder, "PRAGMA integrity_check") == [("ok",)]


def test_threads_lose_nothing(cache: AnswerCache) -> None:
    def put(first: int) -> None:
        for number in range(first, first + 50):
            cache.put(stored(number))

    threads = [threading.Thread(target=put, args=(first,)) for first in (0, 50, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cache.count() == 150


def test_a_store_that_another_process_is_writing_to_can_be_read(cache: AnswerCache) -> None:
    cache.put(stored())
    with closing(sqlite3.connect(cache.folder / "cache.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert cache.get(stored().fingerprint) == stored()
        assert list(cache) == [stored()]
        other.execute("ROLLBACK")


class Clock:
    """Time that passes in sleep alone."""

    def __init__(self) -> None:
        self.now = 0.0
        self.until: Callable[[], object] | None = None

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        if self.until and self.now > 1:
            self.until()
            self.until = None

    def cache(self, folder: Path) -> AnswerCache:
        return AnswerCache(folder, patience=3, clock=lambda: self.now, sleep=self.sleep)


@contextmanager
def locked(folder: Path, how: str) -> Iterator[sqlite3.Connection]:
    """The store while another one holds its lock."""
    with closing(sqlite3.connect(folder / "cache.db", isolation_level=None)) as other:
        if how == "EXCLUSIVE":  # as where there is no write-ahead log: nobody may even read
            other.execute("PRAGMA journal_mode=DELETE")
        other.execute(f"BEGIN {how}")
        yield other


def test_a_store_that_is_locked_at_opening_is_waited_for_once_and_read(
    cache: AnswerCache, caplog: pytest.LogCaptureFixture
) -> None:
    cache.put(stored(1))
    cache.close()
    clock = Clock()
    with locked(cache.folder, "IMMEDIATE") as other:
        late = clock.cache(cache.folder)
        late.check()
        assert 3 <= clock.now < 3.1
        assert late.get(stored(1).fingerprint) == stored(1)
        assert late.get(stored(2).fingerprint) is None
        late.put(stored(2))
        assert clock.now < 3.1
        with pytest.raises(StoreLocked, match="locked by another process"):
            late.open()
        other.execute("ROLLBACK")
    (said,) = warnings(caplog)
    assert said.endswith("is locked by another process: until it is free, answers are not stored")
    late.put(stored(3))
    assert late.get(stored(3).fingerprint) == stored(3)
    assert late.get(stored(2).fingerprint) is None


def test_a_store_that_cannot_even_be_read_is_a_warning(
    cache: AnswerCache, caplog: pytest.LogCaptureFixture
) -> None:
    cache.put(stored())
    cache.close()
    clock = Clock()
    with locked(cache.folder, "EXCLUSIVE"):
        late = clock.cache(cache.folder)
        late.check()
        assert late.get(stored().fingerprint) is None
        late.put(stored(2))
        assert 3 <= clock.now < 3.1
    assert len(warnings(caplog)) == 1
    assert late.get(stored().fingerprint) == stored()


def test_a_lock_that_is_given_up_in_time_is_nothing(
    cache: AnswerCache, caplog: pytest.LogCaptureFixture
) -> None:
    cache.put(stored(1))
    cache.close()
    clock = Clock()
    with locked(cache.folder, "IMMEDIATE") as other:
        clock.until = lambda: other.execute("ROLLBACK")
        late = clock.cache(cache.folder)
        late.check()
        late.put(stored(2))
    assert 1 < clock.now < 1.2
    assert late.get(stored(2).fingerprint) == stored(2)
    assert warnings(caplog) == []


def test_a_locked_store_is_not_read_where_something_is_planted_in_it(cache: AnswerCache) -> None:
    cache.put(stored())
    cache.close()
    with closing(sqlite3.connect(cache.folder / "cache.db")) as other:
        other.execute("CREATE VIEW planted AS SELECT 1")
    with locked(cache.folder, "IMMEDIATE"), pytest.raises(StorageError, match="does not put"):
        Clock().cache(cache.folder).get(stored().fingerprint)


# Recorded answers


def write_file(folder: Path, *lines: str) -> Path:
    file = folder / "answers.jsonl"
    file.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return file


def line_without(name: str) -> str:
    return json.dumps({k: v for k, v in json.loads(stored().line()).items() if k != name})


def line_with(name: str, value: object) -> str:
    return json.dumps(json.loads(stored().line()) | {name: value})


def test_a_recorded_file_is_read(tmp_path: Path) -> None:
    file = write_file(tmp_path, stored(1).line(), "", stored(2).line(), "  ")
    recorded = RecordedAnswers(file)
    assert recorded.get(stored(1).fingerprint) == stored(1)
    assert recorded.get(stored(2).fingerprint) == stored(2)
    assert recorded.get(stored(3).fingerprint) is None


def test_a_line_holds_five_things_and_readable_text() -> None:
    line = stored(text="قصف").line()
    assert list(json.loads(line)) == ["fingerprint", "task", "model", "answer", "usage"]
    assert "قصف" in line
    assert "\n" not in stored(text="a\nb\u2028c").line()


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "no JSON",
        "[]",
        "3",
        "null",
        '"text"',
        "{}",
        "[" * 100_000,
        line_without("fingerprint"),
        line_without("task"),
        line_without("model"),
        line_without("answer"),
        line_without("usage"),
        line_with("answer", []),
        line_with("answer", "{}"),
        line_with("answer", None),
        line_with("usage", 3),
        line_with("usage", []),
    ],
    ids=range(18),
)
def test_a_line_that_is_no_answer_is_named(tmp_path: Path, bad: str) -> None:
    file = write_file(tmp_path, stored(1).line(), "", bad, stored(2).line())
    with pytest.raises(UsageError) as raised:
        RecordedAnswers(file)
    assert str(file) in str(raised.value)
    assert "line 3" in str(raised.value)
    assert "fingerprint" in str(raised.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no answers file .*gone\.jsonl"):
        RecordedAnswers(tmp_path / "gone.jsonl")
    with pytest.raises(UsageError, match="cannot read"):
        RecordedAnswers(tmp_path)
    file = tmp_path / "latin.jsonl"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match=r"latin\.jsonl"):
        RecordedAnswers(file)


def test_an_empty_file_holds_no_answers(tmp_path: Path) -> None:
    recorded = RecordedAnswers(write_file(tmp_path))
    assert recorded.models == []
    assert recorded.get("a" * 64) is None


def test_the_models_of_a_file_are_listed_once_and_sorted(tmp_path: Path) -> None:
    models = ["b", "a", "c/d", "a"]
    lines = [stored(n, model=model).line() for n, model in enumerate(models)]
    assert RecordedAnswers(write_file(tmp_path, *lines)).models == ["a", "b", "c/d"]


def test_export_import_export_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = AnswerCache(tmp_path / "one"), AnswerCache(tmp_path / "two")
    texts = ["قصف 😀", "\u2028 \x85 \x1c \r\n", '\\ " 1.0', "z" * 200_000]
    for number, text in enumerate(texts):
        task = ["translate", "brief"][number % 2]
        first.put(stored(9 - number, task=task, text=text, numbers=[1, 1.0, 1e22, -0.0, 10**20]))
    exported = "".join(write_answers(first))
    file = tmp_path / "export.jsonl"
    file.write_text(exported, encoding="utf-8", newline="")
    for answer in read_answers(file):
        second.put(answer)
    assert "".join(write_answers(second)) == exported
    assert exported.count("\n") == len(texts)


def test_an_export_is_in_the_order_of_task_and_fingerprint(cache: AnswerCache) -> None:
    for number, task in [(3, "brief"), (1, "translate"), (2, "brief"), (4, "events")]:
        cache.put(stored(number, task=task))
    order = [json.loads(line) for line in write_answers(cache)]
    assert [(o["task"], int(o["fingerprint"], 16)) for o in order] == [
        ("brief", 2),
        ("brief", 3),
        ("events", 4),
        ("translate", 1),
    ]


_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_answers = st.dictionaries(_text, st.none() | st.booleans() | st.integers() | _text, max_size=4)


@steady
@given(_text, _text, _answers, st.none() | st.dictionaries(_text, st.integers(), max_size=2))
def test_any_answer_survives_a_recorded_file(
    tmp_path_factory: pytest.TempPathFactory,
    task: str,
    model: str,
    answer: Json,
    usage: Json | None,
) -> None:
    put = StoredAnswer.of("f" * 64, task=task, model=model, answer=answer, usage=usage)
    assert put.line().splitlines() == [put.line()]
    file = write_file(tmp_path_factory.mktemp("recorded"), put.line())
    (read,) = read_answers(file)
    assert read.line() == put.line()
    assert (read.fingerprint, read.task, read.model) == (put.fingerprint, task, model)
    assert (read.answer, read.usage) == (answer, usage)


# Both together


def test_a_recorded_answer_comes_before_a_stored_one(tmp_path: Path, cache: AnswerCache) -> None:
    recorded = RecordedAnswers(write_file(tmp_path, stored(1, text="recorded").line()))
    cache.put(stored(1, text="stored"))
    cache.put(stored(2, text="stored"))
    both = Answers(recorded=recorded, cache=cache)
    found = [both.get(stored(n).fingerprint) for n in (1, 2, 3)]
    assert [a and a.answer["text"] for a in found] == ["recorded", "stored", None]


def test_a_new_answer_goes_to_the_cache_and_never_to_the_file(
    tmp_path: Path, cache: AnswerCache
) -> None:
    file = write_file(tmp_path, stored(1).line())
    before = file.read_bytes()
    Answers(recorded=RecordedAnswers(file), cache=cache).put_all([stored(2)])
    assert file.read_bytes() == before
    assert list(cache) == [stored(2)]
    Answers(recorded=RecordedAnswers(file)).put_all([stored(3)])
    assert file.read_bytes() == before


def test_without_either_there_is_nothing() -> None:
    nothing = Answers()
    nothing.put_all([stored()])
    assert nothing.get(stored().fingerprint) is None


# A store from elsewhere


def _sql(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "cache.db")) as database, database:
        for statement in statements:
            database.execute(statement)


PLANTED = {
    "a pragma": ["INSERT INTO Settings VALUES ('sqlite_writable_schema', 'ON')"],
    "an attribute": ["INSERT INTO Settings VALUES ('_sql', 1)"],
    "a method": ["INSERT INTO Settings VALUES ('get', 1)"],
    "an argument": ["INSERT INTO Settings VALUES ('disk_foo', 1)"],
    "a number for a name": [
        "DROP TABLE Settings",
        "CREATE TABLE Settings (key, value)",
        "INSERT INTO Settings VALUES (5, 1)",
    ],
    "bytes for a name": ["INSERT INTO Settings VALUES (x'80', 1)"],
    "bytes for a value": ["UPDATE Settings SET value = x'80' WHERE key = 'size_limit'"],
    "SQL for a value": ["UPDATE Settings SET value = '1; x' WHERE key = 'sqlite_synchronous'"],
    "a trigger": ["CREATE TRIGGER t AFTER INSERT ON Cache BEGIN DELETE FROM Cache; END"],
    "a trigger of a known name": [
        "DROP TRIGGER Settings_count_insert",
        "CREATE TRIGGER Settings_count_insert AFTER INSERT ON Cache FOR EACH ROW BEGIN"
        " UPDATE Settings SET value = load_extension('x.so') WHERE key = \"count\"; END",
    ],
    "a view": ["DROP TABLE Cache", "CREATE VIEW Cache AS SELECT 1 AS key, 1 AS raw"],
    "an endless view": [
        "DROP TABLE Settings",
        "CREATE VIEW Settings AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n)"
        " SELECT i AS key, i AS value FROM n",
    ],
    "a generated column": ["ALTER TABLE Cache ADD COLUMN g AS (abs(-9223372036854775808))"],
    "a virtual table": ["CREATE VIRTUAL TABLE v USING fts5(text)"],
    "an index of an expression": ["CREATE INDEX i ON Cache (abs(rowid))"],
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_store_with_more_in_it_than_answers_is_refused(cache: AnswerCache, what: str) -> None:
    cache.put(stored())
    cache.close()
    _sql(cache.folder, *PLANTED[what])
    before = (cache.folder / "cache.db").read_bytes()
    again = AnswerCache(cache.folder)
    uses: list[Any] = [
        *(again.open, again.clear, again.count, again.size_bytes),
        *(lambda: list(again), lambda: again.get(stored().fingerprint)),
    ]
    for use in uses:
        with pytest.raises(StorageError, match="holds what llmx does not put there") as caught:
            use()
        assert "llmx cache export" in str(caught.value)
    assert (cache.folder / "cache.db").read_bytes() == before


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm", "-journal"])
@pytest.mark.parametrize("target", ["file", "missing", "folder"])
def test_a_link_in_a_store_is_not_followed(
    folder: Path, suffix: str, target: str, tmp_path: Path
) -> None:
    folder.mkdir(parents=True, mode=0o700)
    elsewhere = tmp_path / "elsewhere"
    if target == "file":
        elsewhere.write_text("mine", encoding="utf-8")
    elif target == "folder":
        elsewhere.mkdir()
    (folder / f"cache.db{suffix}").symlink_to(elsewhere)
    with pytest.raises(StorageError, match="is no file of its own"):
        AnswerCache(folder).open()
    assert elsewhere.exists() == (target != "missing")
    assert not elsewhere.is_file() or elsewhere.read_text(encoding="utf-8") == "mine"


def test_a_planted_row_has_no_file_taken_away(cache: AnswerCache, tmp_path: Path) -> None:
    """diskcache takes the file of a row away with the row, wherever its name leads."""
    for number in (1, 2):
        cache.put(stored(number))
    cache.close()
    mine = tmp_path / "mine"
    mine.write_text("mine", encoding="utf-8")
    alter(cache.folder, "UPDATE Cache SET filename = ?", f"../../{mine.name}")
    assert (cache.folder / f"../../{mine.name}").resolve() == mine
    again = AnswerCache(cache.folder)
    again.put(stored(1, text="anew"))
    assert again.get(stored(1).fingerprint) is not None
    assert again.clear() == 2
    assert mine.exists()


@pytest.mark.parametrize("column", ["tag", "key", "expire_time", "store_time", "size"])
def test_a_pickle_in_any_column_is_not_run(cache: AnswerCache, target: Path, column: str) -> None:
    cache.put(stored(1))
    cache.put(stored(2))
    bomb = sqlite3.Binary(pickle.dumps(Bomb(target)))
    alter(cache.folder, f"UPDATE Cache SET {column} = ? WHERE key = ?",
          bomb, stored(1).fingerprint)  # fmt: skip
    again = AnswerCache(cache.folder)
    again.get(stored(1).fingerprint)
    assert again.get(stored(2).fingerprint) == stored(2)
    assert stored(2) in list(again)
    assert again.clear() == 2


def test_the_check_of_a_store_knows_what_diskcache_makes(cache: AnswerCache) -> None:
    cache.put(stored())
    cache.close()
    assert AnswerCache(cache.folder).get(stored().fingerprint) == stored()
