"""Resuming: what an earlier run has written of an output, held against what this one would write.

The records of FILE.partial and the rows of FILE.errors.jsonl.partial are, together and in input
order, the first results of a run. They are kept up to the first that is not of the next input as
it is now: another article, other requests, a broken seal. A failed row says nothing of what was
asked, so a digest of that stands beside it, a line each, in FILE.errors.jsonl.keys.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llmx import __version__, record
from llmx.article import Article, Rejection
from llmx.export.records import Entries, Entry, line_entries
from llmx.pipeline import Pipeline
from llmx.text.canonical import digest, in_line

Json = dict[str, Any]
Item = Article | Rejection

KEY_LENGTH = 17  # of a line of the keys: 16 hex digits and a newline


@dataclass(frozen=True, slots=True)
class Kept:
    """A result of an earlier run that stays: what it counts for."""

    state: str
    answers: int = 0
    unverified: int = 0
    repaired: int = 0


@dataclass(frozen=True, slots=True)
class Earlier:
    """The partial files of a run that was stopped; `entries` reads the records."""

    records: Path
    rows: Path
    keys: Path
    entries: Entries


def made_with(pipeline: Pipeline) -> str:
    """The digest of what shapes a record and cannot be seen in it."""
    recorded = pipeline.answers.recorded
    gazetteer = pipeline.gazetteer
    return digest(
        {
            "llmx": __version__,
            "record": record.SCHEMA,
            "repair": pipeline.repair,
            "strict": pipeline.strict,
            "answers": _sha256(recorded.file) if recorded else None,
            "gazetteer": gazetteer.identity if gazetteer else None,
            "schemas": {task.name: _sha256(task.schema_file) for task in pipeline.tasks},
        }
    )


def key_of(pipeline: Pipeline, article: Article) -> str:
    """What tells whether an article and its requests are those of a failed row."""
    return digest([article.as_json(), pipeline.expected(article)])[: KEY_LENGTH - 1]


def count(earlier: Earlier) -> tuple[int, dict[Path, bytes]]:
    """How many results there are, and by file what was cut short at its end."""
    number, torn = 0, {}
    for file, entries in ((earlier.records, earlier.entries), (earlier.rows, line_entries)):
        with _Lines(file, entries) as lines:
            more, tail = lines.rest()
            number += more
            if tail:
                torn[file] = tail
    return number, torn


class Prefix:
    """The results that are kept: how far they go in each file.

    `left` finds that out while it reads the input, and has `settled` it with the first item that
    it yields. Then `records_end`, `rows_end` and `keys_end` are sizes in bytes, `kept` and
    `dropped` count results, and `torn` holds by file what was cut short at its end.
    """

    def __init__(self, earlier: Earlier, pipeline: Pipeline, *, retry_errors: bool = False) -> None:
        self._earlier = earlier
        self._pipeline = pipeline
        self._retry_errors = retry_errors
        self._abandoned = False
        self.settled = False
        self.records_end = self.rows_end = self.keys_end = 0
        self.kept = self.dropped = 0
        self.torn: dict[Path, bytes] = {}

    def left(self, items: Iterable[Item], keep: Callable[[Kept], None]) -> Iterator[Item]:
        """The items without a result; `keep` is called for each that has one."""
        files = self._earlier
        with (
            _Lines(files.records, files.entries) as records,
            _Lines(files.rows, line_entries) as rows,
            _Lines(files.keys, line_entries) as keys,
        ):
            for item in items:
                found = None if self.settled else self._result(item, records, rows, keys)
                if self._abandoned:
                    return
                if found:
                    self.kept += 1
                    keep(found)
                    continue
                self._settle(records, rows, keys)
                yield item
            self._settle(records, rows, keys)

    def abandon(self) -> None:
        """Look no further: the run ends."""
        self._abandoned = True

    def _result(self, item: Item, records: _Lines, rows: _Lines, keys: _Lines) -> Kept | None:
        """What is written for an item, where that comes next and is what would be written now."""
        if isinstance(item, Rejection):
            if rows.value != item.as_json():
                return None
            self.rows_end = rows.take()
            return Kept(item.state)
        if self._has_failed(item, rows.value, keys.entry):
            self.rows_end, self.keys_end = rows.take(), keys.take()
            return Kept("failed")
        kept = _kept(self._pipeline, item, records.value)
        if kept:
            self.records_end = records.take()
        return kept

    def _has_failed(self, article: Article, row: Json | None, key: Entry | None) -> bool:
        if row is None or key is None or row.get("state") != "failed" or self._retry_errors:
            return False
        named = (article.id, article.source, article.line)
        same = (row.get("id"), row.get("source"), row.get("line")) == named
        return same and key.text == key_of(self._pipeline, article).encode()

    def _settle(self, records: _Lines, rows: _Lines, keys: _Lines) -> None:
        if self.settled:
            return
        for lines in (records, rows):
            number, torn = lines.rest()
            self.dropped += number
            if torn:
                self.torn[lines.file] = torn
        self.settled = True  # and what the input still holds is read without these files
        for lines in (records, rows, keys):
            lines.close()


class Finished:
    """The records of a run that has ended, for one that asks its failures again.

    They are taken in the order of the input; a record of what is no longer in it ends that.
    """

    def __init__(self, file: Path, entries: Entries | None, pipeline: Pipeline) -> None:
        self._lines = _Lines(file, entries)
        self._pipeline = pipeline

    def __enter__(self) -> Finished:
        self._lines.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._lines.close()

    def take(self, article: Article) -> tuple[str, Kept] | None:
        """The line of an article and what it counts for, where that is what is asked now."""
        entry, value = self._lines.entry, self._lines.value
        if entry is None or value is None or _id_of(value) != article.id:
            return None
        kept = _kept(self._pipeline, article, value)
        self._lines.take()
        return (in_line(entry.text.decode("utf-8")), kept) if kept else None


class _Lines:
    """The entries of a partial file, one of them in hand; none where nobody can read them."""

    def __init__(self, file: Path, entries: Entries | None) -> None:
        self.file = file
        self.entry: Entry | None = None
        self._entries = entries
        self._value: Json | None = None
        self._taken = 0

    def __enter__(self) -> _Lines:
        readable = self._entries is not None and self.file.is_file()
        self._stream = open(self.file if readable else os.devnull, "rb")
        self._next = (self._entries or line_entries)(self._stream)
        self._advance()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._stream.close()

    @property
    def value(self) -> Json | None:
        """The JSON object in hand; None where there is none."""
        if self._value is None and self.entry:
            self._value = _object(self.entry.text)
        return self._value

    def take(self) -> int:
        """Count the one in hand as kept, and go on; the size of the file up to its end."""
        assert self.entry is not None  # noqa: S101
        self._taken = self.entry.end
        self._advance()
        return self._taken

    def rest(self) -> tuple[int, bytes]:
        """How many more there are, and what is no whole one at the end of the file."""
        number, ends, last = 0, [self._taken], b""
        while self.entry:
            number, last = number + 1, self.entry.text
            ends = [ends[-1], self.entry.end]
            self._advance()
        if number and _object(last) is None:
            number, ends = number - 1, ends[:1]
        self._stream.seek(ends[-1])
        torn = self._stream.read()
        return number, torn if b"{" in torn else b""

    def _advance(self) -> None:
        self._value = None
        self.entry = next(self._next, None)


def _kept(pipeline: Pipeline, article: Article, value: Json | None) -> Kept | None:
    """A record that is whole, of this article, and made of what is asked now."""
    if value is None or value.get("article") != article.as_json():
        return None
    try:
        provenance = value["provenance"]
        if not _holds(provenance, pipeline.expected(article)):
            return None
        if value["seal"] != record.seal(value):
            return None
        return Kept(
            "ok",
            len(value["answers"]),
            sum(finding["severity"] != "info" for finding in value["findings"]),
            sum(len(entry["repaired"]) for entry in provenance.values()),
        )
    except (KeyError, TypeError, ValueError, AttributeError):  # no record, though it is JSON
        return None


def _id_of(value: Json) -> object:
    """The id of the article of a record; None of what is none."""
    article = value.get("article")
    return article.get("id") if isinstance(article, dict) else None


def _holds(provenance: Json, expected: Json) -> bool:
    """Whether a record's provenance says, task by task, what is expected of it."""
    return list(provenance) == list(expected) and all(
        {part: provenance[name][part] for part in wanted} == wanted
        for name, wanted in expected.items()
    )


def _object(text: bytes) -> Json | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _sha256(file: Path) -> str | None:
    """The hash of a file; None for one that is gone."""
    with suppress(OSError), file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
    return None
