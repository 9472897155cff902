"""Collecting: the results of batches that have ended, each to an answer, another try or a failure.

An answer is in the store before its request leaves the ledger, and every result of a batch is
read before the batch is closed: stopped anywhere, the next call reads the same results again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from itertools import islice
from re import compile as pattern

from pydantic import ValidationError

from llmx import task
from llmx.asking import to_store
from llmx.batch.ledger import Asked, Failure, Ledger, Part
from llmx.batch.sending import Folders, Sender
from llmx.errors import (
    AnswerError,
    ConfigurationError,
    EndpointError,
    InvalidOutput,
    NotFound,
    ProviderRejected,
    StorageError,
    TaskError,
    Truncated,
)
from llmx.model import faults
from llmx.model.answers import AnswerCache, StoredAnswer
from llmx.model.batch import Batch, Batches, Problem, Result, read_results
from llmx.model.repair import json_text
from llmx.model.usage import Usage, of_completion
from llmx.task import Task
from llmx.text.canonical import digest

_log = logging.getLogger("llmx.batch")

ROUNDS = 3  # batches that a request is sent with before it is given up

_TOGETHER = 200  # results that are settled with one commit
_TOO_MANY_TOKENS = "token_limit_exceeded"
_LESS = 0.8  # of what has turned out to be too much, by our own estimate
_LIMIT = pattern(r"[Ll]imit:?\s*(\d[\d,]*)")


@dataclass
class Collected:
    """What the results of one batch have come to, in requests.

    `again` counts those that go out once more by their reason, `failed` those given up by kind.
    """

    part: Part
    status: str
    answers: int = 0
    again: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)


@dataclass
class Collector:
    """Collects from one endpoint into the answer store, and sends again what it has to.

    `watch` is told what each batch has come to. Schemas are code: of the folders that the ledger
    names, those are used that the caller names, too.
    """

    ledger: Ledger
    batches: Batches
    store: AnswerCache
    sender: Sender
    host: str
    watch: Callable[[Collected], None]
    folders: Folders = field(default_factory=Folders)
    _tasks: dict[tuple[object, ...], Task] = field(default_factory=dict, init=False)
    _unknown: set[str] = field(default_factory=set, init=False)
    _renamed: set[str] = field(default_factory=set, init=False)
    _stop: ConfigurationError | None = field(default=None, init=False)

    async def collect(self, wanted: Collection[str] = ()) -> None:
        """Read what has ended of the batches (of all, or those `wanted` by id); then send.

        Raises ConfigurationError where the endpoint cannot go on, once all results are read.
        """
        for part in self.ledger.parts(base_url=self.sender.base_url, state="open"):
            if not wanted or part.id in wanted:
                await self._part(part)
        if self._stop:
            raise self._stop
        await self.sender.send()

    async def collect_all(
        self,
        wanted: Collection[str] = (),
        *,
        pause: float,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Collect, every `pause` seconds, until nothing is under way any more.

        Between two looks the ledger is free for other calls.
        """
        while True:
            before = len(self.sender.sent)
            await self.collect(wanted)
            if wanted:  # what is sent again belongs to it
                wanted = {*wanted, *(p.id for p in self.sender.sent[before:] if p.id)}
            parts = self.ledger.parts(base_url=self.sender.base_url, state="open")
            left = {part.id for part in parts} - self._unknown
            if not (left.intersection(wanted) if wanted else left):
                return
            self.ledger.let_go()
            await sleep(pause)
            while not self.ledger.taken_back():
                await sleep(1)

    async def _part(self, part: Part) -> None:
        assert part.id is not None  # noqa: S101
        try:
            batch = await self.batches.retrieve(part.id)
        except NotFound as error:
            _log.warning("%s; `llmx batch cancel --give-up %s` forgets it", error, part.id)
            self._unknown.add(part.id)
            return
        self.ledger.seen(part, batch)
        if not batch.ended:
            return
        done = Collected(part, batch.status)
        for file_id in (batch.output_file, batch.error_file):
            if file_id:
                await self._results(done, file_id)
        self._rest(done, batch)
        self.watch(done)

    async def _results(self, done: Collected, file_id: str) -> None:
        """Settle the lines of a file of results, some with each commit."""
        file = self.ledger.folder / "results.jsonl"
        await self.batches.download(file_id, file)
        settling = _Settling(self, done)
        try:
            for result in read_results(file):
                settling.take(result)
            settling.commit()
        except OSError as error:
            raise StorageError(f"the results of a batch: {error.strerror}") from error
        finally:
            file.unlink(missing_ok=True)

    def _rest(self, done: Collected, batch: Batch) -> None:
        """Settle the requests of which the files say nothing, and close the batch."""
        settling = _Settling(self, done)
        untouched = batch.status == "failed" and self._refused(done.part, batch)
        by_line = {p.line: p for p in batch.problems if p.line}
        number = 0
        while group := list(islice(self.ledger.sent_with(done.part), _TOGETHER)):
            with self.ledger.transaction():
                for number, asked in enumerate(group, number + 1):  # noqa: B020
                    if untouched and number not in by_line:
                        settling.keep(asked, "not read")
                    else:
                        settling.settle(asked, _unsaid(asked, batch, by_line.get(number)))
                settling.write()
        self.ledger.close(done.part)

    def _refused(self, part: Part, batch: Batch) -> bool:
        """Whether the provider has refused the input as a whole, before it looked at a request."""
        general = next((p for p in batch.problems if not p.line), None)
        if general is None:
            return bool(batch.problems)
        if general.code == _TOO_MANY_TOKENS:
            return self._learn_room(part, general)
        if self.adapted(part, general.message, general.param):
            return True
        words = f"{self.host} refuses the batch {batch.id!r}: {general.message}"
        error = faults.of_status(
            400,
            code=general.code,
            kind=None,
            message=general.message,
            headers={},
            model=part.model,
            host=self.host,
            now=0,
        )
        self.stop(error if isinstance(error, ConfigurationError) else EndpointError(words))
        return True

    def _learn_room(self, part: Part, problem: Problem) -> bool:
        """Take less at once from now on; False where one request alone is too much."""
        enqueued = self.ledger.enqueued(part.base_url, part.model)
        if part.requests == 1 and enqueued <= part.tokens:
            return False
        said = _LIMIT.search(problem.message)
        limit = int(said[1].replace(",", "")) if said else enqueued
        room = max(1, min(limit, int(enqueued * _LESS)))
        self.ledger.learn_room(part.base_url, part.model, room)
        said_so = "%s takes fewer tokens at once: %s from now on (--enqueued-tokens changes it)"
        _log.warning(said_so, self.host, f"{room:,}")
        return True

    # --- what the settling of a result asks for ------------------------------------------------

    def task_of(self, asked: Asked) -> Task:
        """The task of a request, as it was when it was sent. Raises TaskError."""
        request = asked.request
        key = (request.task, asked.prompts, asked.schemas)
        if key not in self._tasks:
            self._check_folders(asked)
            loaded = task.load(request.task, prompts=asked.prompts, schemas=asked.schemas)
            if loaded.schema_sha256 != digest(request.schema):
                raise TaskError(
                    f"the schema of {request.task!r} has changed since the batch was sent",
                    hint="put it back, or `llmx batch cancel --give-up ID` and submit again",
                )
            self._tasks[key] = loaded
        return self._tasks[key]

    def _check_folders(self, asked: Asked) -> None:
        """Hold what the ledger says of a task against what this call was told of its folders."""
        for option, given, trusted in (
            ("--schemas", asked.schemas, self.folders.schemas),
            ("--prompts", asked.prompts, self.folders.prompts),
        ):
            for folder in given:
                if folder not in trusted:
                    raise TaskError(
                        f"the task {asked.request.task!r} was sent with {option} {str(folder)!r}",
                        hint="a schema is Python and is run: give the same option again",
                    )

    def adapted(self, part: Part, said: str, param: str | None) -> bool:
        """Whether a refusal names something that the request can do without: sent so from now."""
        found = part.wire.without(said, param)
        if found is None:
            return False
        known = self.ledger.wire(part.base_url, part.model) or part.wire
        if known == part.wire:
            self.ledger.learn_wire(part.base_url, part.model, found[0])
            _log.warning("%s: %s, from now on", self.host, found[1])
        return True

    def has(self, asked: Asked, task: Task) -> bool:
        """Whether a live run has had the answer meanwhile: that is the one that records hold."""
        held = self.store.get(asked.request.fingerprint)
        try:
            return held is not None and bool(task.fitting(held.text, asked.request.sentences))
        except ValidationError:
            return False

    def keep(self, answer: StoredAnswer) -> None:
        """Put an answer into the store. Raises StorageError where it does not stay there."""
        self.store.put(answer)
        if self.store.get(answer.fingerprint) != answer:
            raise StorageError(
                f"the answer store {str(self.store.folder)!r} takes no answers",
                hint="nothing is lost: make room, then collect again",
            )

    def notice_model(self, wanted: str, served: str | None) -> None:
        """A provider that serves another model than was asked for is named once."""
        if served and not served.startswith(wanted) and served not in self._renamed:
            self._renamed.add(served)
            _log.warning("%s answered as %r, asked for %r", self.host, served, wanted)

    def stop(self, error: ConfigurationError) -> None:
        """Send nothing more in this call: no request can succeed."""
        self._stop = self._stop or error


class _Settling:
    """The results of one batch, read in groups that are committed together."""

    def __init__(self, collector: Collector, done: Collected) -> None:
        self._collector = collector
        self._ledger = collector.ledger
        self._done = done
        self._group: dict[str, Result] = {}
        self._counts: Counter[str] = Counter()
        self._usage = Usage()

    def take(self, result: Result | None) -> None:
        """A line of a file of results; None for one that is none."""
        if result is None:
            _log.warning("%s: a line of its results cannot be read", self._done.part.name)
            return
        self._group.setdefault(result.fingerprint, result)
        if len(self._group) >= _TOGETHER:
            self.commit()

    def commit(self) -> None:
        """Settle what has been taken. A request that has been settled before is left alone."""
        group, self._group = self._group, {}
        with self._ledger.transaction():
            for fingerprint, result in group.items():
                asked = self._ledger.sent(self._done.part, fingerprint)
                if asked:
                    self.settle(asked, result)
            self.write()

    def write(self) -> None:
        """Add what has been settled to the batch in the ledger."""
        self._ledger.settle(self._done.part, self._counts, self._usage)
        self._done.usage += self._usage
        self._counts, self._usage = Counter(), Usage()

    def settle(self, asked: Asked, result: Result) -> None:
        """One result: an answer into the store, or what its error asks for."""
        task = self._collector.task_of(asked)
        self._usage += Usage(attempts=1)
        try:
            self._answer(asked, result, task)
        except AnswerError as error:
            if result.status == 200:
                self._usage += of_completion(error.usage)
            self._unanswered(asked, result, error)
        except ConfigurationError as error:
            self._collector.stop(error)
            self.keep(asked, error.kind)
        except TaskError as error:
            self._fail(asked, error.kind, str(error))

    def keep(self, asked: Asked, reason: str) -> None:
        """Send a request again as if it had not been sent."""
        self._again(asked, reason, asked.rounds - 1)

    def _answer(self, asked: Asked, result: Result, task: Task) -> None:
        request = asked.request
        envelope = result.open(model=request.model, host=self._collector.host)
        self._collector.notice_model(request.model, envelope.model)
        try:
            answer = task.fitting(json_text(envelope.content), asked.request.sentences)
        except ValidationError as error:
            invalid = _invalid(request.task, error)
            invalid.usage = envelope.usage
            raise invalid from None
        used = of_completion(envelope.usage)
        self._usage += used
        if not self._collector.has(asked, task):
            self._collector.keep(to_store(request, answer, used))
        self._ledger.answered(asked.row)
        self._done.answers += 1
        self._counts["answers"] += 1

    def _unanswered(self, asked: Asked, result: Result, error: AnswerError) -> None:
        reason = "expired" if result.expired else error.kind
        if result.cancelled:
            self._fail(asked, "cancelled", "the batch was cancelled")
        elif isinstance(error, ProviderRejected) and self._collector.adapted(
            self._done.part, *result.said
        ):
            self.keep(asked, "adapted")
        elif isinstance(error, Truncated) and asked.room == 1:
            self._again(asked, reason, asked.rounds, more_room=True)
        elif error.retryable and asked.rounds < ROUNDS:
            self._again(asked, reason, asked.rounds)
        else:
            self._fail(asked, reason, str(error))

    def _again(self, asked: Asked, reason: str, rounds: int, *, more_room: bool = False) -> None:
        self._ledger.wait_again(asked.row, rounds=rounds, more_room=more_room)
        self._done.again[reason] += 1
        self._counts["resubmitted"] += 1

    def _fail(self, asked: Asked, kind: str, message: str) -> None:
        request = asked.request
        self._ledger.fail(asked.row, kind, message)
        self._done.failed[kind] += 1
        self._done.failures.append(
            Failure(request.fingerprint, request.task, asked.source, kind, message)
        )
        self._counts["failed"] += 1


def _unsaid(asked: Asked, batch: Batch, problem: Problem | None) -> Result:
    """The result of a request of which the files say nothing."""
    fingerprint = asked.request.fingerprint
    if problem is not None:
        error = {"message": problem.message, "code": problem.code, "param": problem.param}
        return Result(fingerprint, 400, {"error": error}, problem.code, problem.message)
    code = {"expired": "batch_expired", "cancelled": "batch_cancelled"}.get(batch.status)
    return Result(fingerprint, None, {}, code, f"the batch is {batch.status}, without a result")


def _invalid(name: str, error: ValidationError) -> InvalidOutput:
    item = error.errors(include_url=False, include_input=False)[0]
    where = "/".join(str(part) for part in item["loc"])
    said = f"{where}: {item['msg']}" if where else item["msg"]
    return InvalidOutput(f"the answer to {name!r} does not fit: {said[:300]}")
