"""Deriving: what each input comes to by stored answers alone, and what of them that takes."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any

from llmx import bulk, record
from llmx.article import Article, Rejection, text_hash
from llmx.bulk import Failed
from llmx.custody.layout import ANSWERS, ARTICLES, ERRORS, PARTS, REQUESTS, TEXTS
from llmx.custody.sinks import Sink
from llmx.export.outputs import row_line
from llmx.export.records import Writer
from llmx.export.resume import Item
from llmx.model.answers import Answers, StoredAnswer
from llmx.pipeline import Outcome, Pipeline
from llmx.task import Request
from llmx.text.canonical import canonical

Json = dict[str, Any]
Find = Callable[[str], Iterable[StoredAnswer]]


@dataclass(frozen=True, slots=True)
class Used:
    """A request, and the stored answer that was used for it."""

    request: Request
    stored: StoredAnswer


@dataclass(frozen=True, slots=True)
class Derived:
    """What an input comes to, with the answers that were used, by task and fingerprint.

    `told` marks a failure that cannot be derived: it is as the run has it.
    """

    item: Item
    result: bulk.Result
    used: tuple[Used, ...] = ()
    told: bool = False

    @property
    def line(self) -> str | None:
        """The record as its line; None where there is none."""
        return None if isinstance(self.result, Failed) else record.line(self.result.record)

    @property
    def why(self) -> str | None:
        """Why there is no record."""
        return self.result.row.message if isinstance(self.result, Failed) else None

    def failed_as(self, row: Json) -> Derived:
        """The same as a run that has it among its failures says.

        What an endpoint has said cannot be derived: there the row stands. Where there are all
        answers, a later article of the same text has got them: to this one they do not belong.
        """
        result = self.result
        if isinstance(self.item, Rejection):
            return self
        if isinstance(result, Failed) and result.row.kind == row["kind"]:
            return self
        used = self.used if isinstance(result, Failed) else ()
        return Derived(self.item, Failed(Rejection(**row), article=self.item), used, told=True)


class Deriver:
    """A pipeline that asks nobody, and notes which answers it uses; `find` has them."""

    def __init__(self, pipeline: Pipeline, find: Find) -> None:
        self._offered = _Offered(find)
        self._used: dict[str, Used] = {}
        self._pipeline = replace(
            pipeline, answers=self._offered, connect=None, budget=None, used=self._note
        )

    async def derive(self, item: Item, *, only: Collection[str] | None = None) -> Derived:
        """What an input comes to, with the answers to `only` those fingerprints."""
        self._offered.only = only
        self._used.clear()
        result: Outcome | Failed = await bulk.result_of(item, self._pipeline.run)
        used = sorted(self._used.values(), key=lambda u: (u.request.task, u.request.fingerprint))
        return Derived(item, result, tuple(used))

    def _note(self, request: Request, stored: StoredAnswer) -> None:
        self._used[request.fingerprint] = Used(request, stored)


class Contents:
    """The parts of a bundle that are derived: what each input adds to them."""

    def __init__(self, sink: Sink, export: Writer) -> None:
        self._sink = sink
        self._export = export
        self._known: set[bytes] = set()
        self.records = 0
        self.told = 0

    def add(self, derived: Derived) -> None:
        """Add one result, in the order of the input."""
        sink, result = self._sink, derived.result
        if isinstance(derived.item, Article):
            sink.whole(f"{TEXTS}/{derived.item.text_sha256}", derived.item.text.encode())
        for used in derived.used:
            self._add_used(used)
        requests = [used.request.fingerprint for used in derived.used]
        if isinstance(result, Failed):
            self.told += derived.told
            sink.line(ERRORS, row_line(result).removesuffix("\n"))
            state = result.row.state
        else:
            self._export.add(result.record)
            self.records += 1
            state = "ok"
        sink.line(
            ARTICLES, record.line({**head(derived.item), "state": state, "requests": requests})
        )

    def end(self) -> None:
        self._sink.end()
        self._export.end()

    def _add_used(self, used: Used) -> None:
        key = bytes.fromhex(used.request.fingerprint)
        if key in self._known:
            return
        self._known.add(key)
        request = used.request
        line = {
            "fingerprint": request.fingerprint,
            "task": request.task,
            "model": request.model,
            "system": self._part(request.system),
            "user": request.user,
            "sampling": asdict(request.sampling),
            "schema": self._part(canonical(request.schema)),
        }
        self._sink.line(REQUESTS, record.line(line))
        self._sink.line(ANSWERS, used.stored.line())

    def _part(self, text: str) -> str:
        """What many requests share, under its hash."""
        name = text_hash(text)
        self._sink.whole(f"{PARTS}/{name}", text.encode("utf-8", "surrogatepass"))
        return name


class Rows:
    """The rows of what has no record, one of them in hand; none where there is no such file."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._row = self._next()

    def take(self, item: Item) -> Json | None:
        """The row in hand, if it is that of an input."""
        row, state = self._row, "skipped" if isinstance(item, Rejection) else "failed"
        if row is None or (row["source"], row["line"], row["state"]) != (
            *(item.source, item.line),
            state,
        ):
            return None
        self._row = self._next()
        return row

    def _next(self) -> Json | None:
        """The next row; what is none ends them."""
        try:
            row = json.loads(next(self._lines, b"null"))
            return Rejection(**row).as_json()
        except (ValueError, TypeError, RecursionError):
            return None


def head(item: Item) -> Json:
    """What a line of articles.jsonl says of an input itself."""
    article = item if isinstance(item, Article) else None
    return {
        "id": item.id,
        "source": item.source,
        "line": item.line,
        "sha256": article and article.sha256,
        "text_sha256": article and article.text_sha256,
    }


@contextmanager
def unsaid() -> Iterator[None]:
    """Keep quiet what a reader says of its sources: it was said when they were first read."""
    log = logging.getLogger("llmx")
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before


class _Offered(Answers):
    """Answers of which some may be kept back; nothing is stored."""

    def __init__(self, find: Find) -> None:
        super().__init__()
        self._find = find
        self.only: Collection[str] | None = None

    def candidates(self, fingerprint: str) -> Iterator[StoredAnswer]:
        if self.only is None or fingerprint in self.only:
            yield from self._find(fingerprint)
