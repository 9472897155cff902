"""Records from processes beside the run's own: the same bytes, and nothing is asked for there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from benchmarks.throughput import MODEL, TASKS, write_stored
from llmx import record
from llmx.article import Article
from llmx.errors import AnswerMissing
from llmx.export import processes
from llmx.export.processes import Made, Processes
from llmx.model.memo import memo_beside
from llmx.pipeline import Outcome, Pipeline
from llmx.reading import Reader
from llmx.session import open_pipeline
from llmx.settings import Settings
from tests.builders import article

ARTICLES = 12


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles with all their answers stored."""
    made = tmp_path_factory.mktemp("stored")
    write_stored(made / "articles.jsonl", made / "store", ARTICLES)
    return made


@pytest.fixture
def settings(folder: Path) -> Settings:
    return Settings(model=MODEL, cache_dir=folder / "store", offline=True)


def _articles(folder: Path) -> list[Article]:
    return [item for item in Reader([str(folder / "articles.jsonl")]) if isinstance(item, Article)]


def _lines(results: Sequence[Outcome | Made]) -> list[str]:
    return [r.line if isinstance(r, Made) else record.line(r.record) for r in results]


async def _all(run: Processes, articles: Sequence[Article]) -> list[Outcome | Made]:
    return [await run.run(article) for article in articles]


@contextmanager
def _maker(pipeline: Pipeline) -> Iterator[processes._Maker]:
    made = processes._Maker(pipeline)
    with made.runner:
        yield made


class Beside(ThreadPoolExecutor):
    """One thread in the place of processes."""

    def __init__(self, maker: processes._Maker) -> None:
        super().__init__(1)
        self.maker = maker

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        return super().submit(self.maker.make, *args)


def _beside(run: Processes, pool: Executor, monkeypatch: pytest.MonkeyPatch) -> None:
    ready: Future[int] = Future()
    ready.set_result(0)
    monkeypatch.setattr(run, "_pool", pool)
    monkeypatch.setattr(run, "_ready", ready)


def test_processes_make_the_bytes_that_the_pipeline_makes(folder: Path, settings: Settings) -> None:
    articles, pipeline = _articles(folder), open_pipeline(settings, TASKS)

    async def work() -> list[Outcome | Made]:
        with Processes(pipeline, settings, TASKS, number=2, after=2) as run:
            found = await _all(run, articles[:3])
            assert run._ready is not None
            await asyncio.wrap_future(run._ready)
            found += await asyncio.gather(*(run.run(one) for one in articles[3:]))
        assert run.made == ARTICLES - 3
        return found

    made = asyncio.run(work())
    asyncio.run(pipeline.close())
    assert memo_beside(folder / "store").count() == ARTICLES  # what each process has found, too
    alone = [asyncio.run(pipeline.run(one)) for one in articles]
    assert _lines(made) == _lines(alone)
    assert made[-1] == Made(_lines(alone)[-1], answers=3, unverified=0, repaired=0, undated=3)


def test_a_few_articles_begin_no_process(folder: Path, settings: Settings) -> None:
    pipeline = open_pipeline(settings, TASKS)
    with Processes(pipeline, settings, TASKS, number=2, after=ARTICLES) as run:
        asyncio.run(_all(run, _articles(folder)))
        assert run._pool is None


def test_one_core_begins_no_process(folder: Path, settings: Settings) -> None:
    pipeline = open_pipeline(settings, TASKS)
    with Processes(pipeline, settings, TASKS, number=1, after=1) as run:
        asyncio.run(_all(run, _articles(folder)))
        assert run._pool is None


def test_what_is_not_stored_is_left_to_the_pipeline(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline = open_pipeline(settings, TASKS)
    unknown = article("Nothing is stored of this one.")
    run = Processes(pipeline, settings, TASKS, number=2, after=0)
    with _maker(pipeline) as maker, Beside(maker) as pool:
        _beside(run, pool, monkeypatch)
        with pytest.raises(AnswerMissing):
            asyncio.run(run.run(unknown))
    assert run._in_a_row == 0
    assert run.made == 0


def test_a_process_asks_for_nothing(folder: Path, settings: Settings) -> None:
    pipeline = open_pipeline(settings, TASKS)
    pipeline = Pipeline(pipeline.tasks, MODEL, pipeline.answers, connect=processes._refuse)
    with _maker(pipeline) as maker:
        assert maker.make(article("Nothing is stored of this one.")) is None
        assert maker.make(_articles(folder)[0]) is not None


def test_processes_that_end_leave_the_rest_to_the_pipeline(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(ThreadPoolExecutor):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            raise BrokenProcessPool

    pipeline = open_pipeline(settings, TASKS)
    run = Processes(pipeline, settings, TASKS, number=2, after=0)
    _beside(run, Broken(), monkeypatch)
    found = asyncio.run(_all(run, _articles(folder)[:2]))
    assert [type(one) for one in found] == [Outcome, Outcome]
    assert run._pool is None


def test_another_prompt_schema_or_glossary_is_told(settings: Settings, tmp_path: Path) -> None:
    terms = tmp_path / "terms.csv"
    terms.write_text("source,english\nكلمة,word\n", encoding="utf-8")
    plain = processes._identity(open_pipeline(settings, TASKS))
    other = Settings(model=MODEL, cache_dir=settings.cache_dir, offline=True, glossary=terms)
    assert processes._identity(open_pipeline(settings, TASKS)) == plain
    assert processes._identity(open_pipeline(other, TASKS)) != plain
    assert processes._identity(open_pipeline(settings, TASKS[:2])) != plain
