"""The reader: sources in, articles and rejections out, one after the other and in order."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import os
import stat
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import PurePath
from typing import BinaryIO

from llmx.article import Article, Rejection
from llmx.errors import InputError
from llmx.reading import html, rows
from llmx.reading.assembly import Origin, assemble
from llmx.reading.dates import date_in_name, date_of_time
from llmx.reading.decode import Decoded, decode, is_mojibake
from llmx.reading.header import split_header
from llmx.reading.known import Known, bad_row, known_from
from llmx.reading.options import ReadingOptions
from llmx.reading.sources import Entry, plan

_log = logging.getLogger("llmx")
_DEFAULTS = ReadingOptions()
_MOJIBAKE = "most of its letters are Western signs: the text was read once in a wrong encoding"

NumberedLine = tuple[int, bytes | None]


class Reader:
    """An iterable over what sources hold.

    Making one lists the sources, so that a UsageError comes before anything is read; iterating
    reads them, one file or line at a time. `ignored` counts files of unsupported suffixes.
    """

    def __init__(
        self,
        sources: Sequence[str],
        options: ReadingOptions = _DEFAULTS,
        *,
        stdin: BinaryIO | None = None,
    ) -> None:
        planned = plan(sources)
        self.entries: tuple[Entry, ...] = planned.entries
        self.ignored: Counter[str] = planned.ignored
        self._options = options
        self._stdin = stdin

    @property
    def total(self) -> int | None:
        """How many items there will be; None where a stream of rows does not say beforehand."""
        if any(entry.form in ("jsonl", "stdin") for entry in self.entries):
            return None
        return min(len(self.entries), self._options.limit or len(self.entries))

    def __iter__(self) -> Iterator[Article | Rejection]:
        ids = _Ids()
        read = 0
        for entry in self.entries:
            for item in _read_entry(entry, self._options, self._stdin):
                yield ids.distinct(item) if isinstance(item, Article) else item
                read += isinstance(item, Article)
                if read == self._options.limit:
                    return


def read(
    sources: Sequence[str],
    options: ReadingOptions = _DEFAULTS,
    *,
    stdin: BinaryIO | None = None,
) -> Iterator[Article | Rejection]:
    """Read sources one after the other; what cannot be read is a Rejection in its place.

    Raises UsageError at once where a source is missing or of no supported kind.
    """
    return iter(Reader(sources, options, stdin=stdin))


class _Ids:
    """The ids that sources gave, kept as hashes, with how often each was seen."""

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}

    def distinct(self, article: Article) -> Article:
        """Give an article whose id was given before a numbered one: x, x#2, x#3."""
        if article.id == article.text_sha256[:16]:
            return article
        name = article.id
        while (count := self._count(name)) > 1:
            name = f"{article.id}#{count}"
        if name == article.id:
            return article
        _warn(article.source, article.line, f"id {article.id!r} stands twice; now {name!r}")
        return dataclasses.replace(article, id=name)

    def _count(self, name: str) -> int:
        digest = hashlib.blake2b(name.encode("utf-8"), digest_size=8).digest()
        key = int.from_bytes(digest)
        self._seen[key] = self._seen.get(key, 0) + 1
        return self._seen[key]


# --- one entry -----------------------------------------------------------------------------------


def _read_entry(
    entry: Entry, options: ReadingOptions, stdin: BinaryIO | None
) -> Iterator[Article | Rejection]:
    try:
        if entry.fault is not None:
            raise entry.fault
        if entry.form == "stdin":
            yield from _read_stdin(entry, options, stdin or sys.stdin.buffer)
            return
        with _opened(entry.path) as (stream, status):
            fallback = _fallback_date(entry, options, status.st_mtime)
            if entry.form == "jsonl":
                numbered = rows.lines(stream, options.max_bytes)
                yield from _read_rows(entry, numbered, options, fallback)
            else:
                yield _read_whole(entry, _contents(stream, status, options), options, fallback)
    except InputError as error:
        yield _rejection(entry, error)
    except OSError as error:
        reason = error.strerror or str(error)
        yield _rejection(entry, InputError(f"cannot be read: {reason}", reason="unreadable"))


@contextmanager
def _opened(path: str) -> Iterator[tuple[BinaryIO, os.stat_result]]:
    """Open a regular file and nothing else: a pipe or a device would block or never end."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags), "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise InputError("not a regular file", reason="unreadable")
        yield stream, status


def _contents(stream: BinaryIO, status: os.stat_result, options: ReadingOptions) -> bytes:
    if status.st_size > options.max_bytes:
        raise _too_large(options)
    return _capped(stream, b"", options)


def _capped(stream: BinaryIO, head: bytes, options: ReadingOptions) -> bytes:
    data = head + stream.read(max(0, options.max_bytes + 1 - len(head)))
    if len(data) > options.max_bytes:
        raise _too_large(options)
    return data


def _too_large(options: ReadingOptions) -> InputError:
    return InputError(f"larger than {options.max_bytes:,} bytes", reason="too_large")


def _fallback_date(entry: Entry, options: ReadingOptions, modified: float) -> str | None:
    if options.published_from == "name":
        return date_in_name(PurePath(entry.source).name)
    return date_of_time(modified) if options.published_from == "mtime" else None


# --- one text ------------------------------------------------------------------------------------


def _read_whole(
    entry: Entry, data: bytes, options: ReadingOptions, fallback: str | None
) -> Article:
    declared = html.declared_charset(data) if entry.form in ("html", "stdin") else None
    decoded = decode(data, encoding=options.encoding, declared=declared)
    if decoded.warning:
        _warn(entry.source, None, decoded.warning)
    origin = Origin(entry.source, hashlib.sha256(data).hexdigest(), decoded.encoding)
    if entry.form == "html" or (entry.form == "stdin" and html.looks_like_html(decoded.text)):
        return _from_page(decoded, origin, options, fallback)
    if entry.form == "stdin" and rows.is_json(decoded.text):
        raise bad_row("this is JSON, not JSONL", hint="one object on each line: jq -c .")
    if is_mojibake(decoded.text):
        _warn(entry.source, None, _MOJIBAKE)
    values, body = split_header(decoded.text) if entry.form == "markdown" else ({}, 0)
    known = _dated(known_from(values, options), fallback)
    if entry.form == "text" and html.looks_like_html(decoded.text):
        _warn(entry.source, None, "looks like HTML but is read as plain text; name it .html")
    return assemble(decoded.text, known, origin, body=body, markdown=entry.form == "markdown")


def _from_page(
    decoded: Decoded, origin: Origin, options: ReadingOptions, fallback: str | None
) -> Article:
    page = html.extract(decoded.text)
    if is_mojibake(page.text):
        _warn(origin.source, None, _MOJIBAKE)
    known = Known(
        title=page.title,
        published=options.published or page.published or fallback,
        language=options.language,
    )
    return assemble(page.text, known, origin)


def _dated(known: Known, fallback: str | None) -> Known:
    return known if known.published else dataclasses.replace(known, published=fallback)


# --- rows and standard input ---------------------------------------------------------------------


def _read_rows(
    entry: Entry, numbered: Iterable[NumberedLine], options: ReadingOptions, fallback: str | None
) -> Iterator[Article | Rejection]:
    for number, line in numbered:
        if line is not None and not line.strip():
            continue
        try:
            if line is None:
                raise _too_large(options)
            row = rows.parse_row(line, options)
        except InputError as error:
            yield _rejection(entry, error, line=number)
            continue
        if row.repaired:
            _warn(entry.source, number, "lone surrogates were replaced by U+FFFD")
        if is_mojibake(row.text):
            _warn(entry.source, number, _MOJIBAKE)
        digest = hashlib.sha256(rows.row_bytes(line)).hexdigest()
        origin = Origin(entry.source, digest, options.encoding or "utf-8", number)
        try:
            yield assemble(row.text, _dated(row.known, fallback), origin)
        except InputError as error:
            yield _rejection(entry, error, line=number, given=row.known.id)


def _read_stdin(
    entry: Entry, options: ReadingOptions, stream: BinaryIO
) -> Iterator[Article | Rejection]:
    """Tell JSONL from the rest by the first line that is not blank; only JSONL is streamed."""
    numbered = rows.lines(stream, options.max_bytes)
    head: list[NumberedLine] = []
    for number, line in numbered:
        head.append((number, line))
        if line is None:
            raise _too_large(options)
        if rows.is_row(line):
            yield from _read_rows(entry, chain(head, numbered), options, None)
            return
        if line.strip():
            break
    data = _capped(stream, b"".join(line or b"" for _, line in head), options)
    yield _read_whole(entry, data, options, None)


def _rejection(
    entry: Entry, error: InputError, *, line: int | None = None, given: str | None = None
) -> Rejection:
    return Rejection(
        id=given,
        source=entry.source,
        line=line,
        state="skipped",
        kind=error.reason,
        message=str(error),
    )


def _warn(source: str, line: int | None, message: str) -> None:
    place = source if line is None else f"{source}:{line}"
    _log.warning("%s: %s", place, message)
