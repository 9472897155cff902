"""The answer store: validated answers under the fingerprints of their requests.

Two sources behind one face: a recorded file (read-only JSONL) and the cache of this machine
(diskcache, JSON text only). The store holds data, never code: nothing in it is unpickled, and
what it returns is validated again before use.
"""

from __future__ import annotations

import json
import logging
import os
import re
import stat
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmx.errors import StorageError, StoreLocked, UsageError
from llmx.text.canonical import in_line

if TYPE_CHECKING:
    import sqlite3

_log = logging.getLogger("llmx.answers")

Json = dict[str, Any]

_STRING = r'"(?:[^"\\]|\\.)*"'
_OWN_SPELLING = re.compile(
    rf'\{{(?:"fingerprint":{_STRING},)?"task":(?P<task>{_STRING}),"model":(?P<model>{_STRING}),'
    r'"answer":(?P<answer>\{.*\}),"usage":(?P<usage>null|\{[^{}]*\})\}',
    re.DOTALL,
)

PATIENCE = 5.0  # seconds that a store is waited for which another process is writing to
_POLL = 0.05  # seconds between two looks at its lock

_DATABASE = "cache.db"
_OWN_SCHEMA = re.compile(  # what diskcache makes, each statement with single blanks
    r"CREATE TABLE (?:Settings|Cache) ?\([\w ,]+\)"
    r"|CREATE (?:UNIQUE )?INDEX Cache_\w+ ON Cache ?\([\w ,]+\)(?: WHERE tag IS NOT NULL)?"
    r"|CREATE TRIGGER Settings_\w+ AFTER (?:INSERT|UPDATE|DELETE) ON Cache FOR EACH ROW BEGIN"
    r" UPDATE Settings SET value = value(?: [+-] (?:1|NEW\.size|OLD\.size))+"
    r' WHERE key = "(?:count|size)"; END'
)


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """One answer: `text` is the JSON of the validated answer, `usage` its tokens over all attempts.

    The text is handed on as it is stored; who uses it validates it.
    """

    fingerprint: str
    task: str
    model: str
    text: str
    usage: Json | None

    @classmethod
    def of(
        cls, fingerprint: str, *, task: str, model: str, answer: Json, usage: Json | None
    ) -> StoredAnswer:
        """The stored form of an answer that is a JSON object."""
        return cls(fingerprint, task, model, _spell(answer), usage)

    @property
    def answer(self) -> Json:
        """The answer as a JSON object."""
        answer: Json = json.loads(self.text)
        return answer

    def value(self) -> str:
        """What is stored under the fingerprint."""
        return (
            f'{{"task":{_spell(self.task)},"model":{_spell(self.model)},'
            f'"answer":{self.text},"usage":{_spell(self.usage)}}}'
        )

    def line(self) -> str:
        """The answer as one line of a recorded file, without the newline."""
        return in_line(f'{{"fingerprint":{_spell(self.fingerprint)},{self.value()[1:]}')


class RecordedAnswers:
    """A read-only JSONL file of answers, as `llmx cache export` writes it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._answers = {answer.fingerprint: answer for answer in read_answers(file)}

    def get(self, fingerprint: str) -> StoredAnswer | None:
        return self._answers.get(fingerprint)

    @property
    def models(self) -> list[str]:
        """The models named in the file, sorted."""
        return sorted({answer.model for answer in self._answers.values()})


class AnswerCache:
    """The cache of this machine: a diskcache directory of JSON text.

    No eviction and no size limit, so that nothing that was paid for is lost. The directory is
    created with mode 0700 and refused if another user owns it or may write to it. A failure to
    write is a warning, once, never the loss of an answer. One that another process holds locked
    is waited for once, for `patience` seconds; until it is free it is only read.
    """

    def __init__(
        self,
        folder: Path,
        *,
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.folder = folder
        self._patience = patience
        self._clock = clock
        self._sleep = sleep
        self._broken = False
        self._opening = threading.Lock()
        self._opened: Any = None

    def get(self, fingerprint: str) -> StoredAnswer | None:
        import diskcache

        if self._opened is None and not self.exists:
            return None
        try:
            text = self._found(fingerprint)
        except (StoreLocked, diskcache.Timeout, *_disk_errors()) as error:
            self._warn_once("read", error)
            return None
        return _parse(fingerprint, text)

    def _found(self, fingerprint: str) -> object:
        """The value under a fingerprint, also where another process keeps the store locked."""
        try:
            cache = self._cache
        except StoreLocked as error:
            self._warn_once("written", error)
            return peek(self.folder, fingerprint)
        return cache.get(fingerprint, default=None, retry=False)

    def put(self, answer: StoredAnswer) -> None:
        self.put_all([answer])

    def put_all(self, answers: Sequence[StoredAnswer]) -> None:
        """Store several answers in one transaction, or one by one where one does not go in."""
        import diskcache

        try:
            with self._cache.transact():
                for answer in answers:
                    self._cache.set(answer.fingerprint, answer.value())
        except (OSError, StorageError, diskcache.Timeout, *_disk_errors()) as error:
            alone = len(answers) == 1 or isinstance(error, StorageError | diskcache.Timeout)
            if alone:
                self._warn_once("written", error)
            for answer in () if alone else answers:
                self.put(answer)

    def __iter__(self) -> Iterator[StoredAnswer]:
        with _storage_errors(self.folder):
            for key in self._cache.iterkeys() if self.exists else ():
                answer = self.get(key)
                if answer is not None and _is_object(answer.text):
                    yield answer

    @property
    def exists(self) -> bool:
        return is_store(self.folder)

    def clear(self) -> int:
        """Remove every answer; returns how many there were."""
        with _storage_errors(self.folder):
            return int(self._cache.clear(retry=True)) if self.exists else 0

    def size_bytes(self) -> int:
        with _storage_errors(self.folder):
            return int(self._cache.volume()) if self.exists else 0

    def count(self) -> int:
        with _storage_errors(self.folder):
            return len(self._cache) if self.exists else 0

    def open(self) -> None:
        """Open the store, made where there is none. Raises StorageError."""
        _ = self._cache

    def check(self) -> None:
        """Open the store; that it is locked is a warning. Raises StorageError for all else."""
        try:
            self.open()
        except StoreLocked as error:
            self._warn_once("written", error)

    def close(self) -> None:
        """Close the store for the calling thread; another use opens it again."""
        if self._opened is not None:
            self._opened.close()

    @property
    def _cache(self) -> Any:
        """The open store, opened once for all threads."""
        if self._opened is None:
            with self._opening:
                if self._opened is None:
                    self._opened = self._open()
        return self._opened

    def _open(self) -> Any:
        private_folder(self.folder)
        self._wait()
        cache = open_cache(self.folder)
        weakref.finalize(self, cache.close)
        return cache

    def _wait(self) -> None:
        try:
            wait_for(self.folder, self._patience, clock=self._clock, sleep=self._sleep)
        except StoreLocked:
            self._patience = 0.0  # what has been waited for in vain is not, again
            raise

    def _warn_once(self, verb: str, error: BaseException) -> None:
        if self._broken:
            return
        self._broken = True
        if isinstance(error, StoreLocked):
            said = "is locked by another process: until it is free, answers are not stored"
            _log.warning("the answer store %s %s", self.folder, said)
        else:
            _log.warning("the answer store %s cannot be %s: %s", self.folder, verb, error)


class Answers:
    """Where answers come from and go to: a recorded file first, then the cache."""

    def __init__(
        self, *, recorded: RecordedAnswers | None = None, cache: AnswerCache | None = None
    ) -> None:
        self.recorded = recorded
        self.cache = cache

    def candidates(self, fingerprint: str) -> Iterator[StoredAnswer]:
        """The answers under a fingerprint, recorded before cached; one may no longer fit."""
        for source in (self.recorded, self.cache):
            found = source.get(fingerprint) if source else None
            if found is not None:
                yield found

    def get(self, fingerprint: str) -> StoredAnswer | None:
        return next(self.candidates(fingerprint), None)

    def check(self) -> None:
        """Open the cache, so that one that cannot be used is known before anything is paid."""
        if self.cache:
            self.cache.check()

    def put_all(self, answers: Sequence[StoredAnswer]) -> None:
        if self.cache:
            self.cache.put_all(answers)

    def close(self) -> None:
        if self.cache:
            self.cache.close()


def read_answers(file: Path) -> Iterator[StoredAnswer]:
    """Each answer of a recorded file. Raises UsageError, naming the line that is none."""
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield answer_of_line(line, file, number)
    except FileNotFoundError:
        raise UsageError(f"no answers file {str(file)!r}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the answers file {str(file)!r}: {error}") from error


def answer_of_line(line: str, file: Path, number: int) -> StoredAnswer:
    """The answer in a line of a recorded file. Raises UsageError, naming the line that is none."""
    try:
        body = json.loads(line)
        own = _OWN_SPELLING.fullmatch(line.strip())
        return _stored(str(body["fingerprint"]), body, own["answer"] if own else None)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UsageError(
            f"{str(file)!r}, line {number}, is no recorded answer",
            hint='each line: {"fingerprint", "task", "model", "answer", "usage"}',
        ) from None


def write_answers(answers: Iterable[StoredAnswer]) -> Iterator[str]:
    """The lines of a recorded file, in the order of task and fingerprint, each with its newline."""
    for answer in sorted(answers, key=lambda a: (a.task, a.fingerprint)):
        yield answer.line() + "\n"


def is_store(folder: Path) -> bool:
    """Whether there is a store in a folder."""
    try:
        return (folder / _DATABASE).exists()
    except PermissionError:
        return True  # somebody else's; opening it says so


def open_cache(folder: Path, *, timeout: float = 10, most_bytes: int | None = None) -> Any:
    """A diskcache in a folder, holding text only. Raises StorageError.

    With `most_bytes` the oldest goes when there is more; `timeout` in seconds is how long another
    process is waited for.
    """
    import sqlite3

    import diskcache

    class TextDisk(diskcache.Disk):  # type: ignore[misc]
        """Stores and returns strings; a row in any other mode is refused, never unpickled."""

        def put(self, key: str) -> tuple[str, bool]:
            return key, True

        def get(self, key: Any, raw: Any) -> str:
            return key if raw and isinstance(key, str) else ""  # under which nothing is stored

        def store(self, value: Any, read: bool, key: Any = None) -> Any:
            if not isinstance(value, str):
                raise TypeError("the answer store holds text only")
            return super().store(value, False, key=key)

        def fetch(self, mode: int, filename: Any, value: Any, read: bool) -> str:
            if mode == diskcache.core.MODE_RAW and isinstance(value, str):
                return value
            raise sqlite3.DatabaseError("a value that is not text")

        def remove(self, file_path: Any) -> None:
            """A row that names a file was not written here, and the file is not its."""

    bound: Json = {"eviction_policy": "none", "cull_limit": 0}
    if most_bytes is not None:
        policy = "least-recently-stored"  # which writes nothing where it reads
        bound = {"eviction_policy": policy, "size_limit": most_bytes, "cull_limit": 10}
    with _storage_errors(folder):
        return diskcache.Cache(
            str(folder),
            timeout=timeout,
            disk=TextDisk,
            disk_min_file_size=2**40,
            sqlite_cache_size=512,  # pages: a store of any size takes the same little memory
            sqlite_mmap_size=0,
            statistics=0,
            tag_index=0,
            **bound,
        )


def check_store(folder: Path) -> None:
    """Refuse a store that holds more than llmx puts into one. Raises StorageError.

    What stands in the table of settings becomes attributes and pragmas of diskcache, a trigger or
    a view is run by SQLite, and a link leads out of the folder: nobody's but llmx's own are taken.
    Raises StoreLocked where it cannot even be read.
    """
    names = [_DATABASE, *(f"{_DATABASE}-{rest}" for rest in ("wal", "shm", "journal"))]
    for file in (folder / name for name in names):
        if file.is_symlink() or (file.exists() and not file.is_file()):
            raise _planted(folder, f"{file.name!r} is no file of its own")
    if not is_store(folder):
        return
    with _database(folder) as store:
        for name, sql in store.execute("SELECT name, sql FROM sqlite_master"):
            if sql is not None and not _OWN_SCHEMA.fullmatch(" ".join(str(sql).split())):
                raise _planted(folder, f"{name!r} in its database")
        has_settings = "SELECT 1 FROM sqlite_master WHERE name = 'Settings'"
        if store.execute(has_settings).fetchone():
            for name, value in store.execute("SELECT key, value FROM Settings"):
                if not _is_setting(name, value):
                    raise _planted(folder, f"the setting {name!r}")


def wait_for(
    folder: Path,
    patience: float,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """See that a store is llmx's, and wait until it is free, for `patience` seconds at most.

    Raises StorageError, which is StoreLocked where it is not free in time.
    """
    until = clock() + patience
    while True:
        try:
            check_store(folder)
            check_lock(folder)
            return
        except StoreLocked:
            if clock() >= until:
                raise
        sleep(_POLL)


def check_lock(folder: Path) -> None:
    """See that nobody is writing to a checked store. Raises StoreLocked."""
    if is_store(folder):
        with _database(folder) as store:
            store.execute("BEGIN IMMEDIATE")
            store.execute("ROLLBACK")


def peek(folder: Path, fingerprint: str) -> object:
    """The value under a fingerprint in a store that is locked, None where there is none.

    SQLite lets it be read while another process writes. Raises StorageError.
    """
    check_store(folder)
    with _database(folder) as store:
        found = store.execute(
            "SELECT value FROM Cache WHERE key = ? AND raw = 1 AND typeof(value) = 'text'",
            (fingerprint,),
        ).fetchone()
    return found[0] if found else None


@contextmanager
def _database(folder: Path) -> Iterator[sqlite3.Connection]:
    """The database of a store, without diskcache; nothing is waited for. Raises StorageError."""
    import sqlite3

    with _storage_errors(folder):
        made = sqlite3.connect(folder / _DATABASE, timeout=0, isolation_level=None)
        with closing(made) as store:
            yield store


def _is_setting(name: object, value: object) -> bool:
    """Whether this is a setting of diskcache's, with a value that is a word or a number."""
    from diskcache.core import DEFAULT_SETTINGS, METADATA

    known = {*DEFAULT_SETTINGS, *METADATA}
    is_plain = value is None or isinstance(value, int | float) or _is_word(value)
    return name in known and is_plain


def _is_word(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[\w-]{0,64}", value) is not None


def _planted(folder: Path, what: str) -> StorageError:
    return StorageError(
        f"the answer store {str(folder)!r} holds what llmx does not put there: {what}",
        hint="--cache-dir DIR takes another one; of a store from elsewhere use only "
        "what `llmx cache export` wrote where it was made",
    )


@contextmanager
def _storage_errors(folder: Path) -> Iterator[None]:
    import sqlite3

    import diskcache

    try:
        yield
    except (sqlite3.Error, OSError, diskcache.Timeout) as error:
        if "is locked" in str(error):
            raise StoreLocked(
                f"the answer store {str(folder)!r} is locked by another process",
                hint="wait for that one; --cache-dir DIR takes another store",
            ) from error
        raise StorageError(
            f"the answer store {str(folder)!r} cannot be used: {error}",
            hint="--cache-dir DIR takes another one, --no-cache does without",
        ) from error


def _spell(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _parse(fingerprint: str, text: object) -> StoredAnswer | None:
    """A stored value as an answer; what is none counts as a miss."""
    if not isinstance(text, str):
        return None
    try:
        own = _OWN_SPELLING.fullmatch(text)
        if own:  # nothing of the answer is parsed before it is validated
            task, model, usage = map(json.loads, own.group("task", "model", "usage"))
            return StoredAnswer(fingerprint, task, model, own["answer"], usage)
        return _stored(fingerprint, json.loads(text), None)
    except (ValueError, KeyError, TypeError, RecursionError):
        _log.warning("the answer store holds no answer under %s; asked anew", fingerprint[:16])
        return None


def _stored(fingerprint: str, body: Json, text: str | None) -> StoredAnswer:
    """The answer in a parsed object; `text` is its spelling there, None where it is to be made."""
    answer, usage = body["answer"], body["usage"]
    if not (isinstance(answer, dict) and isinstance(usage, dict | None)):
        raise TypeError
    return StoredAnswer(
        fingerprint, str(body["task"]), str(body["model"]), text or _spell(answer), usage
    )


def private_folder(folder: Path) -> None:
    """Make a folder that nobody else may write to, or see that it is one. Raises StorageError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        status = folder.stat()
    except OSError as error:
        raise StorageError(
            f"the answer store {str(folder)!r} cannot be made: {error.strerror}",
            hint="--cache-dir DIR takes another one, --no-cache does without",
        ) from error
    if status.st_uid != os.geteuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise StorageError(
            f"the answer store {str(folder)!r} belongs to or can be written by somebody else",
            hint="give --cache-dir a folder of your own with mode 0700",
        )


def _disk_errors() -> tuple[type[BaseException], ...]:
    import sqlite3

    return (sqlite3.Error, EOFError, ValueError, TypeError)
