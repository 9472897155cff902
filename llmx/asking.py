"""Asking: a question to its validated answer, looked up first, asked for where it is missing."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from llmx.errors import AnswerError, AnswerMissing, ConfigurationError, Interrupted, LlmxError
from llmx.model.answers import Answers, StoredAnswer
from llmx.model.pricing import Budget
from llmx.model.usage import Usage, estimate
from llmx.model.writer import Writer
from llmx.task import Request

if TYPE_CHECKING:
    from llmx.model.client import Answered, Client
    from llmx.model.limits import Wait

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """A request, and how its answer is read.

    `parse` validates a JSON text, `bound` gives the class that does the same in a loop that only
    knows classes; `about` is the source that the question is about, for messages.
    """

    request: Request
    parse: Callable[[str], BaseModel]
    bound: Callable[[], type[BaseModel]]
    about: str


@dataclass(frozen=True, slots=True)
class Origin:
    """One of several answers that an answer was made of: to the sentences `first` to `last`."""

    first: int
    last: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Given:
    """An answer; `usage` is what this run paid for it, nothing where it was `cached`.

    `made_of` names the answers that it was made of, none of one that came in one piece.
    """

    answer: BaseModel
    stored: StoredAnswer
    usage: Usage
    cached: bool
    made_of: tuple[Origin, ...] = ()


@dataclass
class Asker:
    """Where the answers of a run come from.

    `connect` makes the client; it is called at the first answer that is missing, so that a run
    from stored answers never pays for it. Without it (offline) a missing answer is an error.
    `budget` is what the requests may cost together, `used` is told of each stored answer that
    is used, with its request. `most` requests (None: any number) are sent and not stored yet: so
    many answers, and no more, are lost with a process that is killed.
    """

    answers: Answers
    connect: Callable[[], Client] | None = None
    budget: Budget | None = None
    used: Callable[[Request, StoredAnswer], None] | None = None
    most: int | None = None
    _room: AbstractAsyncContextManager[object] = field(default_factory=nullcontext, init=False)
    _turns: asyncio.Lock | None = field(default=None, init=False)
    _client: Client | None = field(default=None, init=False)
    _writer: Writer | None = field(default=None, init=False)
    _asked: dict[str, asyncio.Future[Given]] = field(default_factory=dict, init=False)
    _stopped: bool = field(default=False, init=False)

    async def get(self, question: Question) -> Given:
        """The answer to a question. Raises AnswerError or ConfigurationError where there is none.

        A stored answer that no longer fits counts as missing. Raises Interrupted for one that
        would have to be asked for after a stop.
        """
        return self.stored(question) or await self.ask(question)

    def stored(self, question: Question) -> Given | None:
        """The stored answer to a question, if there is one that fits."""
        for stored in self.answers.candidates(question.request.fingerprint):
            try:
                answer = question.parse(stored.text)
            except ValidationError:
                continue
            if self.used:
                self.used(question.request, stored)
            return Given(answer, stored, Usage(), cached=True)
        return None

    async def ask(self, question: Question) -> Given:
        """The answer to a question that is not stored."""
        request = question.request
        if self.connect is None:
            raise AnswerMissing(
                f"no recorded answer to {request.task!r} for {question.about!r}",
                hint=f"offline, model {request.model!r}, fingerprint {request.fingerprint[:16]}",
            )
        return await self._ask_once(question)

    async def turn(self) -> None:
        """Wait for a turn at work that holds up the loop.

        Between two turns the loop goes round: what has arrived is stored, and what waited for
        its place is sent, before the next work begins.
        """
        if self._turns is not None:
            async with self._turns:
                await asyncio.sleep(0)

    @property
    def under_way(self) -> int:
        """How many requests are on the wire."""
        return self._client.limits.flight.aloft if self._client else 0

    def stop(self) -> None:
        """Send no new request; those under way are answered, and stored.

        What waits for its turn, or for another try, has cost nothing: it is Interrupted.
        """
        self._stopped = True
        if self._client:
            self._client.limits.stop()

    @property
    def waits(self) -> Wait | None:
        """What all requests wait for, if they do."""
        return self._client.limits.waits if self._client else None

    async def close(self) -> None:
        if self._client:
            await self._client.close()
            self._client = self._turns = None
        if self._writer:
            self._writer.close()
            self._writer = None
        self.answers.close()

    async def _ask_once(self, question: Question) -> Given:
        """The answer to a request; one that is already under way is waited for, not paid twice."""
        fingerprint = question.request.fingerprint
        under_way = self._asked.get(fingerprint)
        if under_way is not None:
            return await _shared(under_way)
        if self._stopped:
            raise Interrupted
        asked = self._asked[fingerprint] = asyncio.get_running_loop().create_future()
        try:
            given = await self._ask(question)
        except BaseException as error:
            stopped = AnswerError("the request for the same text was stopped")
            asked.set_exception(error if isinstance(error, LlmxError) else stopped)
            asked.exception()  # nobody may be waiting for it
            raise
        else:
            asked.set_result(given)
            return given
        finally:
            del self._asked[fingerprint]

    async def _ask(self, question: Question) -> Given:
        if self._client is None and self.connect is not None:
            self.answers.check()
            self._client = self.connect()
            self._room = asyncio.Semaphore(self.most) if self.most else nullcontext()
            self._turns = asyncio.Lock()
        assert self._client is not None  # noqa: S101
        request = question.request
        async with self._room:
            answered = await self._paid(self._client, question)
            stored = to_store(request, answered.answer, answered.usage)
            if self._writer is None:
                self._writer = Writer(self.answers)
            await self._writer.put(stored)
        return Given(answered.answer, stored, answered.usage, cached=False)

    async def _paid(self, client: Client, question: Question) -> Answered:
        """The answer of the client, within the budget."""
        request, parse, bound = question.request, question.parse, question.bound
        if self.budget is None:
            return await client.ask(request, parse=parse, bound=bound)
        with self.budget.aside(estimate(request)) as aside:
            answered = await client.ask(request, parse=parse, bound=bound)
            aside.took = answered.usage
        return answered


async def gathered(work: Iterable[Awaitable[T]], paid: Callable[[T], Usage]) -> list[T]:
    """The results of work that is done side by side.

    All of it is waited for, so that nothing paid for is lost; then the first failure is raised,
    one that stops the run before any other, with what was `spent` on all.
    """
    results = await _all(list(work))
    failures = [r for r in results if isinstance(r, BaseException)]
    done = [r for r in results if not isinstance(r, BaseException)]
    if not failures:
        return done
    known = [e for e in failures if isinstance(e, LlmxError)]
    configuration = [e for e in known if isinstance(e, ConfigurationError)]
    stops = [e for e in known if not isinstance(e, AnswerError)]
    first = [*configuration, *stops, *failures][0]
    if isinstance(first, LlmxError):
        spent = [e.spent for e in known if e.spent]
        first.spent = sum((*map(paid, done), *spent), Usage())
    raise first


async def _all(work: Sequence[Awaitable[T]]) -> list[T | BaseException]:
    """What `asyncio.gather` gives; what is alone needs no task of its own."""
    if len(work) != 1:
        return list(await asyncio.gather(*work, return_exceptions=True))
    try:
        return [await work[0]]
    except Exception as error:  # noqa: BLE001 - raised by who sorts them
        return [error]


def to_store(request: Request, answer: BaseModel, usage: Usage) -> StoredAnswer:
    """A validated answer as the store keeps it."""
    text = answer.model_dump_json(by_alias=True)
    return StoredAnswer(request.fingerprint, request.task, request.model, text, usage.as_json())


async def _shared(under_way: asyncio.Future[Given]) -> Given:
    """An answer that another article of the same text pays for."""
    try:
        given = await asyncio.shield(under_way)
    except LlmxError as error:
        same = copy.copy(error)
        same.spent = None
        raise same from None
    return replace(given, usage=Usage(), cached=True)
