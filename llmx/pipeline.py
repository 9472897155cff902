"""One article and its tasks to one record: answers looked up, what is missing asked for."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from llmx import record
from llmx.article import Article
from llmx.errors import AnswerError, AnswerMissing, ConfigurationError, LlmxError, UsageError
from llmx.model.answers import Answers, StoredAnswer
from llmx.model.usage import Usage
from llmx.settings import DEFAULT_MODEL, Settings
from llmx.task import GlossaryTerm, Request, Task

if TYPE_CHECKING:
    from llmx.model.client import Client

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A record, and its answers as models.

    `usage` is what this run paid for it, `cached` counts the answers that it did not pay for.
    """

    article: Article
    record: Json
    answers: Mapping[str, BaseModel]
    usage: Usage
    cached: int


@dataclass
class Pipeline:
    """The tasks of a run with the one place that their answers come from.

    `connect` makes the client; it is called at the first answer that is missing, so that a run
    from stored answers never pays for it. Without it (offline) a missing answer is an error.
    """

    tasks: Sequence[Task]
    model: str
    answers: Answers
    connect: Callable[[], Client] | None = None
    glossary: Sequence[GlossaryTerm] = ()
    _client: Client | None = field(default=None, init=False)
    _writer: ThreadPoolExecutor | None = field(default=None, init=False)
    _asked: dict[str, asyncio.Future[_Done]] = field(default_factory=dict, init=False)

    async def run(self, article: Article) -> Outcome:
        """The record of an article, its tasks side by side.

        Every task is waited for, so that nothing paid for is lost; then the first failure in
        the order of the tasks is raised, one that stops the run before any other.
        """
        results = await asyncio.gather(
            *(self._answer(task, article) for task in self.tasks), return_exceptions=True
        )
        _raise_first(results)
        done = [r for r in results if isinstance(r, _Done)]
        provenance = {
            task.name: _provenance(task, result.stored)
            for task, result in zip(self.tasks, done, strict=True)
        }
        answers = {t.name: r.answer for t, r in zip(self.tasks, done, strict=True)}
        return Outcome(
            article=article,
            record=record.build(article, answers, provenance, []),
            answers=answers,
            usage=sum((r.usage for r in done), Usage()),
            cached=sum(r.cached for r in done),
        )

    def requests(self, article: Article) -> list[Request]:
        """What the tasks ask about an article, for a look before anything is sent."""
        return [self._request(task, article) for task in self.tasks]

    async def close(self) -> None:
        if self._client:
            await self._client.close()
            self._client = None
        if self._writer:
            self._writer.submit(self.answers.close).result()
            self._writer.shutdown()
            self._writer = None
        self.answers.close()

    def _request(self, task: Task, article: Article) -> Request:
        terms = [t for t in self.glossary if t.source in article.text]
        return task.request(article, model=self.model, glossary=terms)

    async def _answer(self, task: Task, article: Article) -> _Done:
        request = self._request(task, article)
        for stored in self.answers.candidates(request.fingerprint):
            answer = _validated(task, stored, article)
            if answer is not None:
                return _Done(answer, stored, Usage(), cached=True)
        if self.connect is None:
            raise AnswerMissing(
                f"no recorded answer to {task.name!r} for {article.source!r}",
                hint=f"offline, model {self.model!r}, fingerprint {request.fingerprint[:16]}",
            )
        return await self._ask_once(task, article, request)

    async def _ask_once(self, task: Task, article: Article, request: Request) -> _Done:
        """The answer to a request; one that is already under way is waited for, not paid twice."""
        under_way = self._asked.get(request.fingerprint)
        if under_way is not None:
            return await _shared(under_way)
        asked = self._asked[request.fingerprint] = asyncio.get_running_loop().create_future()
        try:
            done = await self._ask(task, article, request)
        except BaseException as error:
            stopped = AnswerError("the request for the same text was stopped")
            asked.set_exception(error if isinstance(error, LlmxError) else stopped)
            asked.exception()  # nobody may be waiting for it
            raise
        else:
            asked.set_result(done)
            return done
        finally:
            del self._asked[request.fingerprint]

    async def _ask(self, task: Task, article: Article, request: Request) -> _Done:
        if self._client is None and self.connect is not None:
            self.answers.check()
            self._client = self.connect()
        assert self._client is not None  # noqa: S101
        answered = await self._client.ask(
            request,
            parse=lambda text: task.parse(text, article),
            bound=lambda: task.bound_to(article),
        )
        stored = StoredAnswer(
            request.fingerprint,
            task.name,
            self.model,
            answered.answer.model_dump(mode="json", by_alias=True),
            answered.usage.as_json(),
        )
        if self._writer is None:
            self._writer = ThreadPoolExecutor(1, thread_name_prefix="llmx-store")
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._writer, self.answers.put, stored)
        return _Done(answered.answer, stored, answered.usage, cached=False)


async def _shared(under_way: asyncio.Future[_Done]) -> _Done:
    """An answer that another article of the same text pays for."""
    try:
        done = await asyncio.shield(under_way)
    except LlmxError as error:
        same = copy.copy(error)
        same.spent = None
        raise same from None
    return replace(done, usage=Usage(), cached=True)


@dataclass(frozen=True, slots=True)
class _Done:
    answer: BaseModel
    stored: StoredAnswer
    usage: Usage
    cached: bool


def wanted_model(settings: Settings, answers: Answers) -> str:
    """The model of a run: the one named, else the one in the recorded answers, else the default.

    Raises UsageError where the recorded answers name several.
    """
    if settings.model:
        return settings.model
    models = answers.recorded.models if answers.recorded else []
    if len(models) > 1:
        raise UsageError(
            f"{str(settings.answers)!r} holds answers of several models: {', '.join(models)}",
            hint="choose one with --model",
        )
    return models[0] if models else DEFAULT_MODEL


def _validated(task: Task, stored: StoredAnswer, article: Article) -> BaseModel | None:
    """A stored answer as a model; one that no longer fits counts as missing."""
    try:
        return task.parse(json.dumps(stored.answer), article)
    except ValidationError:
        return None


def _provenance(task: Task, stored: StoredAnswer) -> Json:
    return {
        "fingerprint": stored.fingerprint,
        "model": stored.model,
        "prompt": task.prompt_sha256,
        "schema": task.schema_sha256,
        "usage": stored.usage,
        "repaired": [],
    }


def _raise_first(results: Sequence[object]) -> None:
    failures = [r for r in results if isinstance(r, BaseException)]
    if not failures:
        return
    known = [e for e in failures if isinstance(e, LlmxError)]
    paid = [r.usage for r in results if isinstance(r, _Done)]
    configuration = [e for e in known if isinstance(e, ConfigurationError)]
    stops = [e for e in known if not isinstance(e, AnswerError)]
    first = [*configuration, *stops, *failures][0]
    if isinstance(first, LlmxError):
        first.spent = sum((*paid, *(e.spent for e in known if e.spent)), Usage())
    raise first
