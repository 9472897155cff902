"""SQLite: every table of an export in one database, with views and a full-text search.

`search` is an index over the sentences: as printed, folded (letters that are spelled in several
ways are one) and in English. Its rowid is `sentences.sentence`:

    SELECT * FROM sentences WHERE sentence IN (SELECT rowid FROM search('…'))

A view `…_cited` has the sentences that the rows of a table cite, `…_named` the names of the ids in
its columns, `doubts` what the checks found. Lists in a column are JSON arrays, to be read with
`json_each`. The same records and the same SQLite give the same bytes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from llmx.errors import StorageError
from llmx.export.files import PartialFile
from llmx.export.formats import Shape
from llmx.tables import Column, Entry, Layout, Table
from llmx.tables.columns import unlike
from llmx.tables.layout import ARTICLE, ITEM, OF_ITEM, RECORD, SENTENCES
from llmx.text.folding import fold

_SENTENCE = "sentence"
_KEYS = (RECORD, OF_ITEM, ITEM)
_TYPES: Mapping[str, str] = {
    "text": "TEXT",
    "json": "TEXT",
    "integer": "INTEGER",
    "number": "NUMERIC",
    "truth": "INTEGER",
    "date": "TEXT",
    "object": "TEXT",
}
_SETTINGS = (
    "PRAGMA page_size = 4096",
    "PRAGMA encoding = 'UTF-8'",
    "PRAGMA application_id = 0x6c6c6d78",
    "PRAGMA user_version = 2",
    "PRAGMA journal_mode = OFF",  # a file that is not finished is never used
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
)
_LARGEST = 2**63 - 1


class Database:
    """All tables, in the order in which they are met."""

    def __init__(self, out: PartialFile, layout: Layout, shape: Shape) -> None:
        self.rows = 0
        self._out = out
        self._layout = layout
        self._made: dict[str, _Target] = {}
        self._sentences = 0
        self._db = sqlite3.connect(out.partial, isolation_level=None)
        with self._storing():
            for setting in _SETTINGS:
                self._db.execute(setting)
            self._db.execute("BEGIN")
            self._make_tables()
            self._db.execute(
                "CREATE VIRTUAL TABLE search USING fts5(source, folded, english, content='')"
            )

    def add(self, entry: Entry) -> None:
        with self._storing():
            self._make_tables()
            for target in self._made.values():
                self._add(target, [target.values(row) for row in target.table.rows(entry)])

    def end(self) -> Sequence[str]:
        with self._storing():
            for statement in _views(self._layout):
                self._db.execute(statement)
            self._db.execute("COMMIT")
            self._db.close()
        self._out.filled()
        return ()

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self._db.close()

    def _make_tables(self) -> None:
        for name, table in self._layout.tables.items():
            if name not in self._made:
                target = self._made[name] = _Target(table)
                self._db.execute(target.definition)

    def _add(self, target: _Target, rows: list[list[Any]]) -> None:
        if target.table.name == SENTENCES:
            rows = [[self._sentences + number, *row] for number, row in enumerate(rows, 1)]
            self._search(target, rows)
            self._sentences += len(rows)
        self._db.executemany(target.insertion, rows)
        self.rows += len(rows)

    def _search(self, target: _Target, rows: list[list[Any]]) -> None:
        text, english = (target.names.index(name) for name in ("text", "english"))
        self._db.executemany(
            "INSERT INTO search (rowid, source, folded, english) VALUES (?, ?, ?, ?)",
            [(row[0], row[text], fold(row[text]).text, row[english]) for row in rows],
        )

    @contextmanager
    def _storing(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StorageError(
                f"the output {str(self._out.file)!r} cannot be written: {error}"
            ) from error


class _Target:
    """A table as the database has it: without lists of blocks that are tables themselves."""

    def __init__(self, table: Table) -> None:
        self.table = table
        kept = [
            (place, column)
            for place, column in enumerate(table.columns)
            if not (table.apart and column.kind == "object")
        ]
        self._kept = kept
        numbered = [_SENTENCE] if table.name == SENTENCES else []
        self.names = [*numbered, *(column.name for _, column in kept)]
        self.definition = self._definition([column for _, column in kept])
        marks = ", ".join("?" * len(self.names))
        self.insertion = f"INSERT INTO {_quoted(table.name)} VALUES ({marks})"  # noqa: S608

    def values(self, row: Sequence[Any]) -> list[Any]:
        return [_value(column, row[place]) for place, column in self._kept]

    def _definition(self, columns: Sequence[Column]) -> str:
        lines = [f"{_quoted(c.name)} {'TEXT' if c.many else _TYPES[c.kind]}" for c in columns]
        keys = [column.name for column in self.table.keys if column.name in _KEYS]
        rest = ""
        if self.table.name == SENTENCES:
            lines.insert(0, f"{_quoted(_SENTENCE)} INTEGER PRIMARY KEY")
            lines.append(f"UNIQUE ({', '.join(map(_quoted, keys))})")
        elif keys:
            lines.append(f"PRIMARY KEY ({', '.join(map(_quoted, keys))})")
            rest = "" if keys == [RECORD] else " WITHOUT ROWID"
        if keys and ARTICLE in self.names:
            lines.append(f"FOREIGN KEY ({RECORD}) REFERENCES articles ({RECORD})")
        inside = ",\n  ".join(lines)
        return f"CREATE TABLE {_quoted(self.table.name)} (\n  {inside}\n){rest}"


def _value(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.many or column.kind == "object":
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if isinstance(value, bool):
        return int(value)
    return float(value) if isinstance(value, int) and abs(value) > _LARGEST else value


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


# --- views ---------------------------------------------------------------------------------------


def _views(layout: Layout) -> Iterator[str]:
    taken = {name.lower() for name in layout.tables}
    yield (
        "CREATE VIEW doubts AS SELECT a.source, f.* FROM findings f "
        "JOIN articles a ON a.record = f.record WHERE f.severity <> 'info'"
    )
    for table in layout.tables.values():
        cited = [column.name for column in table.columns if column.cites]
        if cited and table.keys:
            name = unlike(f"{table.name}_cited", taken)
            yield f"CREATE VIEW {_quoted(name)} AS {_cited(table, cited)}"
        named = list(_names(table, layout))
        if named:
            name = unlike(f"{table.name}_named", taken)
            columns = ", ".join(["t.*", *named])
            yield (
                f"CREATE VIEW {_quoted(name)} AS SELECT {columns} "  # noqa: S608
                f"FROM {_quoted(table.name)} t"
            )


def _cited(table: Table, columns: Sequence[str]) -> str:
    """The sentences that the rows cite, a row for each, with the column that cites it."""
    keys = ", ".join(f"t.{_quoted(c.name)}" for c in table.keys)
    return " UNION ALL ".join(
        f"SELECT {keys}, '{name.replace(chr(39), 2 * chr(39))}' AS cited_by, "  # noqa: S608
        f"s.n, s.text, s.english FROM {_quoted(table.name)} t, json_each(t.{_quoted(name)}) j "
        f"JOIN sentences s ON s.record = t.record AND s.n = j.value"
        for name in columns
    )


def _names(table: Table, layout: Layout) -> Iterator[str]:
    """For each column of ids the English names of the entries of their register."""
    registers = {
        t.register: t
        for t in layout.tables.values()
        if t.register and t.task == table.task and {"id", "name_en"} <= {c.name for c in t.columns}
    }
    for column in table.columns:
        register = registers.get(column.refers or "")
        if register is None:
            continue
        of, id_ = f"{_quoted(register.name)} r", f"t.{_quoted(column.name)}"
        name = _quoted(f"{column.name}_name_en")
        same = "r.record = t.record AND r.id ="
        if column.many:
            yield (
                f"(SELECT json_group_array(r.name_en) FROM json_each({id_}) j "  # noqa: S608
                f"JOIN {of} ON {same} j.value) AS {name}"
            )
        else:
            yield f"(SELECT r.name_en FROM {of} WHERE {same} {id_}) AS {name}"  # noqa: S608
