"""The reader: sources in, articles and rejections out, one after the other and in order."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import os
import stat
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from functools import partial
from itertools import chain
from pathlib import PurePath
from typing import Any, BinaryIO, Protocol

from llmx.article import Article, Rejection
from llmx.errors import InputError
from llmx.reading import csv, html, rows
from llmx.reading.assembly import Origin, assemble
from llmx.reading.dates import date_in_name, date_of_time
from llmx.reading.decode import Decoded, decode, is_mojibake
from llmx.reading.header import split_header
from llmx.reading.known import Known, bad_row, known_from
from llmx.reading.options import ReadingOptions
from llmx.reading.sources import ROWS, STDIN, Entry, Plan, plan

_log = logging.getLogger("llmx")
_DEFAULTS = ReadingOptions()
_COUNTED = 512 * 2**20  # bytes of JSONL, which take a fraction of a second
_MOJIBAKE = "most of its letters are Western signs: the text was read once in a wrong encoding"

NumberedLine = tuple[int, bytes | None]


class Originals(Protocol):
    """Who keeps what is read, byte for byte, entry after entry."""

    def kept(
        self, entry: Entry, stream: BinaryIO, *, date: str | None
    ) -> AbstractContextManager[BinaryIO]:
        """The stream to read an entry from instead; `date` is what its name or its time gives."""
        ...

    def unread(self, entry: Entry, error: InputError) -> None:
        """An entry of which nothing could be read."""
        ...


class Reader:
    """An iterable over what sources hold.

    Making one lists the sources, so that a UsageError comes before anything is read; iterating
    reads them, one file or line at a time. `ignored` counts files of unsupported suffixes. With
    `originals` every entry is read from what these keep of it.
    """

    def __init__(
        self,
        sources: Sequence[str] | Plan,
        options: ReadingOptions = _DEFAULTS,
        *,
        stdin: BinaryIO | None = None,
        originals: Originals | None = None,
    ) -> None:
        planned = sources if isinstance(sources, Plan) else plan(sources)
        self.entries: tuple[Entry, ...] = planned.entries
        self.ignored: Counter[str] = planned.ignored
        self.options = options
        self._stdin = stdin
        self._originals = originals

    def total(self) -> int | None:
        """About how many items there will be, lines of JSONL counted.

        None where a stream or a table does not say beforehand, or there is more than half a
        gigabyte to count.
        """
        number = size = 0
        for entry in self.entries:
            if entry.form in ("stdin", "csv", "parquet"):
                return None
            if entry.form != "jsonl" or entry.fault:
                number += 1
                continue
            try:
                with _regular(entry.path) as (stream, status):
                    size += status.st_size
                    if size > _COUNTED:
                        return None
                    number += rows.count(stream)
            except (InputError, OSError):
                number += 1  # a row that says so
        return min(number, self.options.limit or number)

    def __iter__(self) -> Iterator[Article | Rejection]:
        ids = _Ids()
        read = 0
        for entry in self.entries:
            with closing(self._read(entry)) as items:
                for item in items:
                    yield ids.distinct(item) if isinstance(item, Article) else item
                    read += isinstance(item, Article)
                    if read == self.options.limit:
                        return

    def _read(self, entry: Entry) -> Generator[Article | Rejection]:
        try:
            with self._opened(entry) as (stream, fallback):
                yield from _read_entry(entry, stream, self.options, fallback)
        except InputError as error:
            yield _rejection(entry, error)
        except OSError as error:
            yield _rejection(entry, _unreadable(error))

    @contextmanager
    def _opened(self, entry: Entry) -> Iterator[tuple[BinaryIO, str | None]]:
        """An entry's bytes, and the date that its name or its time gives."""
        with ExitStack() as stack:
            try:
                stream, fallback = self._found(entry, stack)
                if self._originals:
                    kept = self._originals.kept(entry, stream, date=fallback)
                    stream = stack.enter_context(kept)
            except (InputError, OSError) as error:
                refused = error if isinstance(error, InputError) else _unreadable(error)
                if self._originals:
                    self._originals.unread(entry, refused)
                raise refused from None
            yield stream, fallback

    def _found(self, entry: Entry, stack: ExitStack) -> tuple[BinaryIO, str | None]:
        if entry.fault is not None:
            raise entry.fault
        if entry.path == STDIN:
            return self._stdin or sys.stdin.buffer, None
        stream, status = stack.enter_context(_regular(entry.path))
        if entry.form not in (*ROWS, "stdin") and status.st_size > self.options.max_bytes:
            raise _too_large(self.options)
        return stream, entry.date or _fallback_date(entry, self.options, status.st_mtime)


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
    entry: Entry, stream: BinaryIO, options: ReadingOptions, fallback: str | None
) -> Iterator[Article | Rejection]:
    if entry.form == "stdin":
        yield from _read_stdin(entry, options, stream)
    elif entry.form == "jsonl":
        numbered = rows.lines(stream, options.max_bytes)
        yield from _read_rows(entry, numbered, options, fallback)
    elif entry.form == "csv":
        yield from _read_csv(entry, stream, options, fallback)
    elif entry.form == "parquet":
        yield from _read_parquet(entry, stream, options, fallback)
    else:
        yield _read_whole(entry, _capped(stream, b"", options), options, fallback)


@contextmanager
def _regular(path: str) -> Iterator[tuple[BinaryIO, os.stat_result]]:
    """Open a regular file and nothing else: a pipe or a device would block or never end."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags), "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise InputError("not a regular file", reason="unreadable")
        yield stream, status


def _capped(stream: BinaryIO, head: bytes, options: ReadingOptions) -> bytes:
    data = head + stream.read(max(0, options.max_bytes + 1 - len(head)))
    if len(data) > options.max_bytes:
        raise _too_large(options)
    return data


def _too_large(options: ReadingOptions) -> InputError:
    return InputError(f"larger than {options.max_bytes:,} bytes", reason="too_large")


def _unreadable(error: OSError) -> InputError:
    return InputError(f"cannot be read: {error.strerror or error}", reason="unreadable")


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


def _read_csv(
    entry: Entry, stream: BinaryIO, options: ReadingOptions, fallback: str | None
) -> Iterator[Article | Rejection]:
    file = csv.read_csv(stream, options)
    if file.warning:
        _warn(entry.source, None, file.warning)
    with closing(file.rows):
        names = csv.columns(file, options)
        for row in file.rows:
            origin = Origin(entry.source, row.sha256, file.encoding, row.line)
            yield _from_values(entry, origin, partial(csv.values, row, names), options, fallback)


def _read_parquet(
    entry: Entry, stream: BinaryIO, options: ReadingOptions, fallback: str | None
) -> Iterator[Article | Rejection]:
    from llmx.reading import parquet  # the library is large, and an extra

    for row in parquet.read_parquet(stream, options):
        origin = Origin(entry.source, row.sha256, "utf-8", row.number)
        yield _from_values(entry, origin, partial(getattr, row, "values"), options, fallback)


def _from_values(
    entry: Entry,
    origin: Origin,
    values: Callable[[], Mapping[str, Any]],
    options: ReadingOptions,
    fallback: str | None,
) -> Article | Rejection:
    """The article of a row of a table, or the row of the errors that it comes to."""
    given = None
    try:
        row = rows.row_of(values(), options)
        given = row.known.id
        if len(row.text.encode("utf-8")) > options.max_bytes:
            raise _too_large(options)
        return assemble(row.text, _dated(row.known, fallback), origin)
    except InputError as error:
        return _rejection(entry, error, line=origin.line, given=given)


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
