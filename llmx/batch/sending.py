"""Sending: requests taken in, cut into batches that the provider takes, begun once each."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from llmx.article import Article, Rejection
from llmx.batch.ledger import Asked, Ledger, Part
from llmx.errors import StorageError
from llmx.model.batch import Batches, Size, request_line
from llmx.model.usage import estimate
from llmx.model.wire import Wire
from llmx.pipeline import Pipeline
from llmx.task import Request
from llmx.text.canonical import digest

_TOGETHER = 200  # articles taken in with one commit
_CRUMB = 10  # times smaller than what the endpoint takes


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the tasks of a run were found, besides the built-in ones."""

    prompts: tuple[Path, ...] = ()
    schemas: tuple[Path, ...] = ()


@dataclass
class Intake:
    """Takes the requests of articles into the ledger, each fingerprint once.

    `counts` has `articles`, `requests`, and of these `new`, `stored` and `waiting` (which an
    earlier batch will answer); `unfinished` are articles whose last requests are made from the
    answers to these.
    """

    ledger: Ledger
    pipeline: Pipeline
    base_url: str
    folders: Folders
    counts: Counter[str] = field(default_factory=Counter)

    def take(self, items: Iterable[Article | Rejection]) -> Iterator[Rejection]:
        """Take in all articles; yields what is none."""
        items = iter(items)
        more = True
        while more:
            rejected: list[Rejection] = []
            with self.ledger.transaction():
                more = self._some(items, rejected)
            yield from rejected

    def _some(self, items: Iterator[Article | Rejection], rejected: list[Rejection]) -> bool:
        for _ in range(_TOGETHER):
            item = next(items, None)
            if item is None:
                return False
            if isinstance(item, Rejection):
                rejected.append(item)
            else:
                self._article(item)
        return True

    def _article(self, article: Article) -> None:
        self.counts["articles"] += 1
        known = self.pipeline.known(article)
        if known.more:
            self.counts["unfinished"] += 1
        tasks = [task.name for task in self.pipeline.tasks]
        key = digest([article.text_sha256, self.pipeline.model, tasks])
        self.ledger.finish(self.base_url, key, more=known.more)
        for question in known.questions:
            self.counts["requests"] += 1
            if self.pipeline.has(question):
                self.counts["stored"] += 1
            elif self.ledger.waits(question.request.fingerprint, self.base_url):
                self.counts["waiting"] += 1
            else:
                self.counts["new"] += 1
                self.ledger.add(_asked(question.request, article, self.folders), self.base_url)


@dataclass
class Sender:
    """Sends what waits in the ledger to one endpoint.

    `wire` is how it is spoken to until more is known, `run` a name that no other call has.
    """

    ledger: Ledger
    batches: Batches
    base_url: str
    wire: Wire
    run: str
    size: Size = field(default_factory=Size)
    sent: list[Part] = field(default_factory=list)

    async def send(self) -> None:
        """Begin the batches that an earlier call has left, then new ones while there is room.

        Raises ConfigurationError or StorageError; what was not begun is begun by the next call.
        """
        for part in self.ledger.parts(base_url=self.base_url, state="prepared"):
            await self._begin(part, sought=part.file is not None)
        for model in self.ledger.models(self.base_url):
            while (following := self._next(model)) is not None:
                await self._begin(following, sought=False)
        self._draft_path.unlink(missing_ok=True)

    async def _begin(self, part: Part, *, sought: bool) -> None:
        if part.file is None:
            file = self._file(part)
            part = self.ledger.uploaded(part, await self.batches.upload(file))
        assert part.file is not None  # noqa: S101
        batch = await self.batches.create(part.file, part.metadata, sought=sought)
        self.sent.append(self.ledger.opened(part, batch))
        self._path(part).unlink(missing_ok=True)

    def _next(self, model: str) -> Part | None:
        """The next batch of a model, its file written; None where nothing waits or fits."""
        wire = self.ledger.wire(self.base_url, model) or self.wire
        size = self._room(model)
        rows: list[int] = []
        length = tokens = 0
        more = False
        with self._draft() as out:
            for asked in self.ledger.waiting(self.base_url, model):
                line = request_line(asked.request, wire, room=asked.room)
                length, tokens = length + len(line), tokens + asked.tokens
                if not self._fits(size, len(rows) + 1, length, tokens, model):
                    more, tokens = True, tokens - asked.tokens
                    break
                out.write(line)
                rows.append(asked.row)
        if not rows or (more and self._is_crumb(model, tokens)):
            return None
        part = Part(
            *(0, self.run, self.base_url, model, wire, "prepared", time.time(), len(rows), tokens)
        )
        part = self.ledger.prepare(part, rows)
        self._keep_draft(part)
        return part

    def _room(self, model: str) -> Size:
        """What the next batch may hold, beside what the endpoint has to do already."""
        limit = self.ledger.room(self.base_url, model)
        if limit is None:
            return self.size
        left = limit - self.ledger.enqueued(self.base_url, model)
        return Size(self.size.requests, self.size.bytes, left)

    def _fits(self, size: Size, requests: int, length: int, tokens: int, model: str) -> bool:
        """Whether a batch may be so large. One of one request is, where the endpoint is idle."""
        if requests == 1:
            return size.tokens is None or tokens <= size.tokens or not self._busy(model)
        return size.holds(requests, length, tokens)

    def _is_crumb(self, model: str, tokens: int) -> bool:
        """Whether a batch is so small that it had better wait for the room of a larger one."""
        limit = self.ledger.room(self.base_url, model)
        return limit is not None and self._busy(model) and tokens * _CRUMB < limit

    def _busy(self, model: str) -> bool:
        return self.ledger.enqueued(self.base_url, model) > 0

    def _file(self, part: Part) -> Path:
        """The input file of a batch; it is written again where a stop has kept it from being."""
        if not self._path(part).exists():
            with self._draft() as out:
                for asked in self.ledger.sent_with(part):
                    out.write(request_line(asked.request, part.wire, room=asked.room))
            self._keep_draft(part)
        return self._path(part)

    @contextmanager
    def _draft(self) -> Iterator[IO[bytes]]:
        """A file in the making; on the disk when it is left."""
        try:
            with self._draft_path.open("wb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            raise StorageError(f"a batch cannot be written: {error.strerror}") from error

    def _keep_draft(self, part: Part) -> None:
        self._draft_path.replace(self._path(part))

    @property
    def _draft_path(self) -> Path:
        return self.ledger.folder / "draft.jsonl"

    def _path(self, part: Part) -> Path:
        return self.ledger.folder / f"part-{part.run}-{part.number}.jsonl"


def _asked(request: Request, article: Article, folders: Folders) -> Asked:
    source = article.source.encode("utf-8", "backslashreplace").decode()
    return Asked(
        *(0, request, source, estimate(request).input_tokens, 0),
        prompts=folders.prompts,
        schemas=folders.schemas,
    )
