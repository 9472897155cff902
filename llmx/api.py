"""llmx from Python: one article or many, synchronous or awaited, on the same code."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from llmx import settings as settings_module
from llmx import sync
from llmx.article import Article, Rejection
from llmx.bulk import Failed, records
from llmx.checks.finding import Finding
from llmx.document import Document
from llmx.export import markdown
from llmx.export.documents import shown
from llmx.model.usage import Usage
from llmx.pipeline import Outcome
from llmx.reading import Reader, ReadingOptions, article_from_text
from llmx.session import open_pipeline
from llmx.settings import Settings

TASKS = ("translate", "brief", "events")


@dataclass(frozen=True, slots=True)
class Result:
    """One article with its answers.

    `record` is the sealed record as an export holds it, `answers` the same answers as validated
    models by task, `findings` what the checks found in them, `document` what a person reads of
    the first answer (headline and sections of cited lines, with what is not verified), `usage`
    the tokens that this call paid for (none for stored answers).
    """

    article: Article
    record: Mapping[str, Any]
    answers: Mapping[str, BaseModel]
    findings: Sequence[Finding]
    document: Document
    usage: Usage

    @property
    def answer(self) -> BaseModel:
        """The answer of the first task."""
        return next(iter(self.answers.values()))

    @property
    def markdown(self) -> str:
        """The document as Markdown."""
        return markdown.render(self.document, self.article)


def summarize(
    text: str,
    *,
    task: str = "brief",
    title: str | None = None,
    published: str | None = None,
    language: str | None = None,
    settings: Settings | None = None,
    **options: Any,
) -> Result:
    """An English brief of one text.

    `published` is an ISO date, `language` an ISO 639 code (detected where None). `options` are
    the settings of the command line by their names (`model`, `base_url`, `answers`, `offline`,
    `cache_dir` …); `settings` replaces them all. Works inside a running event loop, too.

    Raises UsageError, ConfigurationError, InputError or AnswerError.

    >>> from pathlib import Path
    >>> import llmx
    >>> text = Path("examples/articles/01-deir-hafer-front.txt").read_text(encoding="utf-8")
    >>> brief = llmx.summarize(text, answers="examples/answers.jsonl", offline=True)
    >>> brief.article.language
    'ar'
    >>> all(fact.sentences for fact in brief.answer.key_facts)
    True
    """
    return sync.run(
        asummarize(
            text,
            task=task,
            title=title,
            published=published,
            language=language,
            settings=settings,
            **options,
        )
    )


async def asummarize(
    text: str,
    *,
    task: str = "brief",
    title: str | None = None,
    published: str | None = None,
    language: str | None = None,
    settings: Settings | None = None,
    **options: Any,
) -> Result:
    """The same as `summarize`, to be awaited."""
    article = article_from_text(text, title=title, published=published, language=language)
    pipeline = open_pipeline(settings or _settings(options), [task])
    try:
        return _result(await pipeline.run(article))
    finally:
        await pipeline.close()


def process(
    sources: Sequence[str | Path],
    *,
    tasks: Sequence[str] = TASKS,
    reading: ReadingOptions | None = None,
    settings: Settings | None = None,
    **options: Any,
) -> Iterator[Result | Rejection]:
    """The results of many sources, streamed in input order.

    `sources` are files, folders, globs or "-", as at the command line. An input without a record
    comes as a Rejection in its place; what no article can survive is raised.

    >>> import llmx
    >>> results = llmx.process(["examples/articles"], tasks=["brief"],
    ...                        answers="examples/answers.jsonl", offline=True)
    >>> sum(isinstance(result, llmx.Result) for result in results)
    8
    """
    return sync.iterate(
        aprocess(sources, tasks=tasks, reading=reading, settings=settings, **options)
    )


async def aprocess(
    sources: Sequence[str | Path],
    *,
    tasks: Sequence[str] = TASKS,
    reading: ReadingOptions | None = None,
    settings: Settings | None = None,
    **options: Any,
) -> AsyncGenerator[Result | Rejection, None]:
    """The same as `process`, for `async for`."""
    chosen = settings or _settings(options)
    reader = Reader([str(source) for source in sources], reading or ReadingOptions())
    pipeline = open_pipeline(chosen, tasks)
    try:
        async with aclosing(records(reader, pipeline.run, jobs=chosen.jobs)) as results:
            async for result in results:
                yield result.row if isinstance(result, Failed) else _result(result)
    finally:
        await pipeline.close()


def _settings(options: Mapping[str, Any]) -> Settings:
    return settings_module.load(options, environ=os.environ, folder=Path.cwd())


def _result(outcome: Outcome) -> Result:
    return Result(
        article=outcome.article,
        record=outcome.record,
        answers=outcome.answers,
        findings=outcome.findings,
        document=shown(outcome),
        usage=outcome.usage,
    )
