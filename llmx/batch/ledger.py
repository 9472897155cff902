"""The ledger of batches: which request waits, which was sent with which batch, what came of it.

A SQLite file in a private folder beside the answer store. It holds what is needed to send a
request again and to read its answer; once a request is answered, its row is gone. What is about
to be done with the provider is written before it is done.
"""

from __future__ import annotations

import fcntl
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, Literal

from llmx.errors import StorageError, Truncated
from llmx.model.answers import private_folder
from llmx.model.batch import Batch
from llmx.model.usage import Usage
from llmx.model.wire import Wire
from llmx.task import Request, Sampling
from llmx.text.canonical import digest

Json = dict[str, Any]
State = Literal["prepared", "open", "closed"]

_FILE = "ledger.db"
_VERSION = 1
_TABLES = """
CREATE TABLE form (
    id INTEGER PRIMARY KEY, digest TEXT UNIQUE NOT NULL, task TEXT NOT NULL, model TEXT NOT NULL,
    same TEXT NOT NULL
);
CREATE TABLE batch (
    number INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL, base_url TEXT NOT NULL,
    model TEXT NOT NULL, wire TEXT NOT NULL, state TEXT NOT NULL, created_at REAL NOT NULL,
    requests INTEGER NOT NULL, tokens INTEGER NOT NULL, file TEXT, id TEXT, status TEXT,
    progress INTEGER NOT NULL DEFAULT 0, answers INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0, resubmitted INTEGER NOT NULL DEFAULT 0,
    usage TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE request (
    id INTEGER PRIMARY KEY, fingerprint TEXT UNIQUE NOT NULL,
    form INTEGER NOT NULL REFERENCES form, base_url TEXT NOT NULL, user TEXT,
    sentences INTEGER NOT NULL, source TEXT NOT NULL, tokens INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting', rounds INTEGER NOT NULL DEFAULT 0,
    batch INTEGER REFERENCES batch, kind TEXT, message TEXT
);
CREATE INDEX by_state ON request (state, base_url);
CREATE INDEX by_batch ON request (batch, state);
CREATE TABLE endpoint (
    base_url TEXT NOT NULL, model TEXT NOT NULL, wire TEXT, tokens INTEGER,
    PRIMARY KEY (base_url, model)
);
"""
_UNFINISHED = """
CREATE TABLE IF NOT EXISTS unfinished (
    base_url TEXT NOT NULL, article TEXT NOT NULL, PRIMARY KEY (base_url, article)
);
"""  # of later than the others: a ledger may be without it
_FOREIGN = "SELECT 1 FROM sqlite_master WHERE type IN ('trigger', 'view')"
# CROSS JOIN: the requests first, so that they come by their index in order and are never sorted.
_SELECT = (
    "SELECT r.id, r.fingerprint, r.user, r.sentences, r.source, r.tokens, r.rounds, r.kind, "
    "f.task, f.model, f.same FROM request r CROSS JOIN form f ON f.id = r.form "
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request in the ledger, with what is needed to send it again and to read its answer.

    `rounds` counts the batches that it was sent with; `prompts` and `schemas` are the folders in
    which its task was found. `room` is how many times the usual room its answer gets.
    """

    row: int
    request: Request
    source: str
    tokens: int
    rounds: int
    prompts: tuple[Path, ...]
    schemas: tuple[Path, ...]
    room: int = 1


@dataclass(frozen=True, slots=True)
class Part:
    """A batch in the ledger. `file` and `id` are the provider's names, None until they are known.

    `tokens` is the estimate for its prompts, `progress` how many of its requests the provider has
    done; `answers`, `failed` and `resubmitted` count what its results have come to.
    """

    number: int
    run: str
    base_url: str
    model: str
    wire: Wire
    state: State
    created_at: float
    requests: int
    tokens: int
    file: str | None = None
    id: str | None = None
    status: str | None = None
    progress: int = 0
    answers: int = 0
    failed: int = 0
    resubmitted: int = 0
    usage: Usage = field(default_factory=Usage)

    @property
    def metadata(self) -> dict[str, str]:
        """What marks the batch at the provider as this one."""
        return {"llmx_run": self.run, "llmx_part": str(self.number)}

    @property
    def name(self) -> str:
        return self.id or f"part {self.number}, not sent yet"


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that got no answer."""

    fingerprint: str
    task: str
    source: str
    kind: str
    message: str


def folder_of(store: Path) -> Path:
    """The folder of the ledger that belongs to an answer store."""
    return store.with_name(f"{store.name}.batches")


def has_ledger(store: Path) -> bool:
    """Whether an answer store has a ledger."""
    return (folder_of(store) / _FILE).exists()


@contextmanager
def open_ledger(folder: Path) -> Iterator[Ledger]:
    """The ledger in a folder, made where there is none, and locked. Raises StorageError."""
    private_folder(folder)
    _check_files(folder)
    try:
        lock = (folder / "lock").open("a")
    except OSError as error:
        raise _unusable(folder, error) from error
    with lock:
        if not _locked(lock):
            raise StorageError(
                f"another `llmx batch` is at work in {str(folder)!r}", hint="wait for its end"
            )
        try:
            with closing(sqlite3.connect(folder / _FILE, isolation_level=None)) as connection:
                _prepare(connection, folder)
                ledger = Ledger(folder, connection, lock)
                yield ledger
                ledger.tidy()
        except sqlite3.Error as error:
            raise _unusable(folder, error) from error


class Ledger:
    """What is known of the batches of one answer store. Its methods raise sqlite3.Error."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, lock: IO[str]) -> None:
        self.folder = folder
        self._sql = connection
        self._lock = lock
        self._forms: dict[str, int] = {}

    def let_go(self) -> None:
        """Let other calls work with the ledger, until it is `taken_back`."""
        fcntl.flock(self._lock, fcntl.LOCK_UN)

    def taken_back(self) -> bool:
        """Whether no other call works with it now."""
        return _locked(self._lock)

    def tidy(self) -> None:
        """Give the disk back what requests took that are all answered."""
        if not self._sql.execute("SELECT 1 FROM request LIMIT 1").fetchone():
            self._sql.execute("VACUUM")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside, or nothing of it."""
        self._sql.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._sql.execute("ROLLBACK")
            raise
        self._sql.execute("COMMIT")

    # --- requests ------------------------------------------------------------------------------

    def waits(self, fingerprint: str, base_url: str) -> bool:
        """Whether an answer to a request is on its way, or will be with this endpoint's next."""
        found = self._sql.execute(
            "SELECT 1 FROM request WHERE fingerprint = ? "
            "AND (state = 'sent' OR state = 'waiting' AND base_url = ?)",
            (fingerprint, base_url),
        )
        return found.fetchone() is not None

    def add(self, asked: Asked, base_url: str) -> None:
        """Take a request in, to be sent with the next batch; one that has failed starts anew."""
        request = asked.request
        self._sql.execute(
            "INSERT OR REPLACE INTO request "
            "(fingerprint, form, base_url, user, sentences, source, tokens) VALUES (?,?,?,?,?,?,?)",
            (
                request.fingerprint,
                self._form(asked),
                base_url,
                request.user,
                asked.request.sentences,
                asked.source,
                asked.tokens,
            ),
        )

    def waiting(self, base_url: str, model: str) -> Iterator[Asked]:
        """The requests that are in no batch, oldest first."""
        where = "WHERE r.state = 'waiting' AND r.base_url = ? AND f.model = ? ORDER BY r.id"
        return self._asked(where, (base_url, model))

    def sent_with(self, part: Part) -> Iterator[Asked]:
        """The requests of a batch of which nothing has come yet, in the order of its file."""
        return self._asked("WHERE r.state = 'sent' AND r.batch = ? ORDER BY r.id", (part.number,))

    def sent(self, part: Part, fingerprint: str) -> Asked | None:
        """A request of a batch of which nothing has come yet."""
        where = "WHERE r.fingerprint = ? AND r.batch = ? AND r.state = 'sent'"
        return next(self._asked(where, (fingerprint, part.number)), None)

    def answered(self, row: int) -> None:
        self._sql.execute("DELETE FROM request WHERE id = ?", (row,))

    def wait_again(self, row: int, *, rounds: int, more_room: bool = False) -> None:
        """Send a request with a later batch, from now on with twice the room for its answer."""
        self._sql.execute(
            "UPDATE request SET state = 'waiting', batch = NULL, rounds = ?, "
            "kind = COALESCE(?, kind) WHERE id = ?",
            (rounds, Truncated.kind if more_room else None, row),
        )

    def fail(self, row: int, kind: str, message: str) -> None:
        """Give a request up, and forget what only sending it again would need."""
        self._sql.execute(
            "UPDATE request SET state = 'failed', user = NULL, kind = ?, message = ? WHERE id = ?",
            (kind, message, row),
        )

    def drop_waiting(self, base_url: str) -> int:
        """Forget the requests that are in no batch; returns how many."""
        where = "DELETE FROM request WHERE state = 'waiting' AND base_url = ?"
        return self._sql.execute(where, (base_url,)).rowcount

    def finish(self, base_url: str, article: str, *, more: bool) -> None:
        """Take note of whether the answers to an article lead to `more` requests."""
        insert = "INSERT OR IGNORE INTO unfinished VALUES (?, ?)"
        delete = "DELETE FROM unfinished WHERE base_url = ? AND article = ?"
        self._sql.execute(insert if more else delete, (base_url, article))

    def take_unfinished(self, base_url: str) -> int:
        """How many articles wait for requests that nobody has made yet; they are forgotten."""
        where = "DELETE FROM unfinished WHERE base_url = ?"
        return self._sql.execute(where, (base_url,)).rowcount

    def failures(self) -> Iterator[Failure]:
        """The requests that got no answer, in the order in which they were taken in."""
        rows = self._sql.execute(
            "SELECT r.fingerprint, f.task, r.source, r.kind, r.message FROM request r "
            "JOIN form f ON f.id = r.form WHERE r.state = 'failed' ORDER BY r.id"
        )
        return (Failure(*row) for row in rows)

    def forget(self, fingerprints: Iterable[str]) -> None:
        """Drop requests that have been answered elsewhere."""
        self._sql.executemany(
            "DELETE FROM request WHERE fingerprint = ? AND state = 'failed'",
            ((f,) for f in fingerprints),
        )

    def count(
        self, state: Literal["waiting", "sent", "failed"], base_url: str | None = None
    ) -> int:
        where = "SELECT count(*) FROM request WHERE state = ? AND base_url = coalesce(?, base_url)"
        return int(self._sql.execute(where, (state, base_url)).fetchone()[0])

    def models(self, base_url: str) -> list[str]:
        """The models of the requests that are in no batch."""
        rows = self._sql.execute(
            "SELECT DISTINCT f.model FROM request r JOIN form f ON f.id = r.form "
            "WHERE r.state = 'waiting' AND r.base_url = ? ORDER BY 1",
            (base_url,),
        )
        return [row[0] for row in rows]

    # --- batches -------------------------------------------------------------------------------

    def parts(self, *, base_url: str | None = None, state: State | None = None) -> list[Part]:
        """The batches, oldest first."""
        rows = self._sql.execute(
            "SELECT number, run, base_url, model, wire, state, created_at, requests, tokens, file, "
            "id, status, progress, answers, failed, resubmitted, usage FROM batch "
            "WHERE base_url = coalesce(?, base_url) AND state = coalesce(?, state) ORDER BY number",
            (base_url, state),
        )
        return [_part(row) for row in rows]

    def prepare(self, part: Part, rows: Sequence[int]) -> Part:
        """Write a batch down before anything of it is sent; returns it with its number."""
        with self.transaction():
            made = self._sql.execute(
                "INSERT INTO batch "
                "(run, base_url, model, wire, state, created_at, requests, tokens) "
                "VALUES (?, ?, ?, ?, 'prepared', ?, ?, ?)",
                (
                    *(part.run, part.base_url, part.model, _spell_wire(part.wire)),
                    *(part.created_at, part.requests, part.tokens),
                ),
            )
            number = made.lastrowid or 0
            self._sql.executemany(
                "UPDATE request SET state = 'sent', batch = ?, rounds = rounds + 1 WHERE id = ?",
                ((number, row) for row in rows),
            )
        return replace(part, number=number)

    def uploaded(self, part: Part, file: str) -> Part:
        """From now on the batch may exist at the provider."""
        self._sql.execute("UPDATE batch SET file = ? WHERE number = ?", (file, part.number))
        return replace(part, file=file)

    def opened(self, part: Part, batch: Batch) -> Part:
        """The batch exists at the provider."""
        self._sql.execute(
            "UPDATE batch SET state = 'open', id = ?, status = ? WHERE number = ?",
            (batch.id, batch.status, part.number),
        )
        return replace(part, state="open", id=batch.id, status=batch.status)

    def seen(self, part: Part, batch: Batch) -> None:
        """What the provider says of it now."""
        self._sql.execute(
            "UPDATE batch SET status = ?, progress = ? WHERE number = ?",
            (batch.status, batch.completed + batch.failed, part.number),
        )

    def settle(self, part: Part, counts: Mapping[str, int], usage: Usage) -> None:
        """Add what some results of a batch have come to."""
        (before,) = self._sql.execute(
            "SELECT usage FROM batch WHERE number = ?", (part.number,)
        ).fetchone()
        self._sql.execute(
            "UPDATE batch SET answers = answers + ?, failed = failed + ?, "
            "resubmitted = resubmitted + ?, usage = ? WHERE number = ?",
            (
                *(counts.get(name, 0) for name in ("answers", "failed", "resubmitted")),
                json.dumps(asdict(Usage(**json.loads(before)) + usage)),
                part.number,
            ),
        )

    def close(self, part: Part) -> None:
        """Nothing more will come of the batch."""
        self._sql.execute("UPDATE batch SET state = 'closed' WHERE number = ?", (part.number,))

    def give_up(self, part: Part, message: str) -> None:
        """Collect nothing of the batch any more, whatever it has answered."""
        with self.transaction():
            self._sql.execute(
                "UPDATE request SET state = 'failed', user = NULL, kind = 'lost', message = ? "
                "WHERE batch = ? AND state = 'sent'",
                (message, part.number),
            )
            self.close(part)

    def unsend(self, part: Part) -> None:
        """The batch does not exist at the provider, and is not to."""
        with self.transaction():
            self._sql.execute(
                "UPDATE request SET state = 'waiting', batch = NULL, rounds = rounds - 1 "
                "WHERE batch = ? AND state = 'sent'",
                (part.number,),
            )
            self.close(part)

    # --- endpoints -----------------------------------------------------------------------------

    def enqueued(self, base_url: str, model: str) -> int:
        """The tokens of the batches that the provider has not ended."""
        (tokens,) = self._sql.execute(
            "SELECT coalesce(sum(tokens), 0) FROM batch "
            "WHERE base_url = ? AND model = ? AND state != 'closed'",
            (base_url, model),
        ).fetchone()
        return int(tokens)

    def wire(self, base_url: str, model: str) -> Wire | None:
        """How the endpoint has to be spoken to, as far as it has been learned."""
        found = self._endpoint("wire", base_url, model)
        return _read_wire(found) if found else None

    def learn_wire(self, base_url: str, model: str, wire: Wire) -> None:
        self._learn("wire", base_url, model, _spell_wire(wire))

    def room(self, base_url: str, model: str) -> int | None:
        """The most tokens that the endpoint takes at once, where it is known."""
        found = self._endpoint("tokens", base_url, model)
        return int(found) if found else None

    def learn_room(self, base_url: str, model: str, tokens: int) -> None:
        self._learn("tokens", base_url, model, tokens)

    def _endpoint(self, column: str, base_url: str, model: str) -> Any:
        row = self._sql.execute(
            f"SELECT {column} FROM endpoint WHERE base_url = ? AND model = ?",  # noqa: S608
            (base_url, model),
        ).fetchone()
        return row[0] if row else None

    def _learn(self, column: str, base_url: str, model: str, value: object) -> None:
        self._sql.execute(
            f"INSERT INTO endpoint (base_url, model, {column}) VALUES (?, ?, ?) "  # noqa: S608
            f"ON CONFLICT DO UPDATE SET {column} = excluded.{column}",
            (base_url, model, value),
        )

    def _asked(self, where: str, values: Sequence[object]) -> Iterator[Asked]:
        return (_read(row) for row in self._sql.execute(_SELECT + where, values))

    def _form(self, asked: Asked) -> int:
        """The row of what all requests of a task have in common."""
        request = asked.request
        same = {
            "system": request.system,
            "schema": request.schema,
            "sampling": asdict(request.sampling),
            "typical": request.typical,
            "prompts": [str(p) for p in asked.prompts],
            "schemas": [str(p) for p in asked.schemas],
        }
        key = digest([request.task, request.model, same])
        if key not in self._forms:
            self._sql.execute(
                "INSERT OR IGNORE INTO form (digest, task, model, same) VALUES (?, ?, ?, ?)",
                (key, request.task, request.model, json.dumps(same, ensure_ascii=False)),
            )
            found = self._sql.execute("SELECT id FROM form WHERE digest = ?", (key,))
            self._forms[key] = int(found.fetchone()[0])
        return self._forms[key]


def _unusable(folder: Path, error: Exception) -> StorageError:
    return StorageError(f"the ledger of batches in {str(folder)!r} cannot be used: {error}")


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _check_files(folder: Path) -> None:
    """Refuse what would have files elsewhere written over. Raises StorageError."""
    try:
        links = [file.name for file in folder.iterdir() if file.is_symlink()]
    except OSError as error:
        raise _unusable(folder, error) from error
    if links:
        raise StorageError(
            f"the folder of batches {str(folder)!r} holds a link, {links[0]!r}",
            hint="llmx makes none there: take it away if you know what it is",
        )


def _prepare(connection: sqlite3.Connection, folder: Path) -> None:
    if connection.execute(_FOREIGN).fetchone():
        raise StorageError(
            f"the ledger of batches in {str(folder)!r} holds what llmx does not put there",
            hint="--cache-dir DIR takes another store, with a ledger of its own",
        )
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        connection.executescript(f"BEGIN;{_TABLES}PRAGMA user_version = {_VERSION};COMMIT;")
    elif version != _VERSION:
        raise StorageError(
            f"the ledger of batches in {str(folder)!r} is of another version of llmx",
            hint="collect its batches with that one",
        )
    connection.executescript(_UNFINISHED)


def _read(row: tuple[Any, ...]) -> Asked:
    number, fingerprint, user, sentences, source, tokens, rounds, kind, task, model, same = row
    form = _same(same)
    request = Request(
        task=task,
        fingerprint=fingerprint,
        model=model,
        system=form["system"],
        user=user,
        schema=form["schema"],
        sampling=Sampling(**form["sampling"]),
        typical=tuple(form["typical"]) if form["typical"] else None,
        sentences=sentences,
    )
    prompts, schemas = (tuple(Path(p) for p in form[of]) for of in ("prompts", "schemas"))
    room = 2 if kind == Truncated.kind else 1
    return Asked(number, request, source, tokens, rounds, prompts, schemas, room)


@lru_cache(maxsize=32)
def _same(text: str) -> Json:
    """What the requests of a task have in common, read once."""
    value: Json = json.loads(text)
    return value


def _part(row: tuple[Any, ...]) -> Part:
    *before, usage = row
    before[4] = _read_wire(before[4])
    return replace(Part(*before), usage=Usage(**json.loads(usage)))


def _spell_wire(wire: Wire) -> str:
    return json.dumps([wire.mode, wire.room, sorted(wire.left_out)])


def _read_wire(text: str) -> Wire:
    mode, room, left_out = json.loads(text)
    return Wire(mode, room, frozenset(left_out))
