"""llmx from Python: one text or many, awaited or not, also inside a running loop."""

from __future__ import annotations

import asyncio
import doctest
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import llmx
from llmx import api
from llmx.errors import AnswerMissing, InputError, ModelError, TaskError, UsageError
from llmx.model.answers import AnswerCache
from llmx.settings import Settings
from tests.cli.support import ANSWERS, ARTICLES, FIRST, ROOT, Particular, endpoint, text
from tests.provider import Faults, Provider

RECORDED = Settings(answers=ANSWERS, offline=True)
TEXT = FIRST.read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "LLMX_MODEL", "LLMX_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider(endpoint()) as serving:
        yield serving


def _at(provider: Provider) -> Settings:
    return Settings(model="test-model", base_url=provider.base_url)


# --- one text ------------------------------------------------------------------------------------


def test_a_brief_of_a_text() -> None:
    brief = llmx.summarize(TEXT, settings=RECORDED)
    assert brief.article.language == "ar"
    assert list(brief.answers) == ["brief"]
    assert brief.answer is brief.answers["brief"]
    assert brief.markdown.startswith("# Syrian army")
    assert "standard input" in brief.markdown
    assert brief.document.headline.text in brief.markdown
    assert brief.record["answers"]["brief"] == brief.answer.model_dump(mode="json")
    assert (brief.usage.attempts, brief.usage.input_tokens) == (0, 0)


def test_options_are_those_of_the_command_line(tmp_path: Path) -> None:
    brief = llmx.summarize(TEXT, answers=str(ANSWERS), offline=True)
    assert brief.record == llmx.summarize(TEXT, settings=RECORDED).record
    with pytest.raises(UsageError, match="modle"):
        llmx.summarize(TEXT, modle="x")


def test_what_is_known_of_a_text(provider: Provider) -> None:
    brief = llmx.summarize(
        text(1), title="Outside", published="2018-03-12", language="fa", settings=_at(provider)
    )
    found = brief.article
    assert (found.title, found.published, found.language) == ("Outside", "2018-03-12", "fa")
    assert "2018-03-12" in provider.requests[0].body["messages"][1]["content"]
    assert brief.usage.attempts == 1
    assert brief.usage.input_tokens > 0


def test_another_task(provider: Provider) -> None:
    found = llmx.summarize(TEXT, task="translate", settings=RECORDED)
    assert found.markdown.startswith("# Syrian army liberates")


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"text": ""}, InputError),
        ({"text": " \n"}, InputError),
        ({"text": TEXT, "published": "soon"}, InputError),
        ({"text": TEXT, "language": "Arabic"}, InputError),
        ({"text": TEXT, "task": "nope"}, TaskError),
        ({"text": text(1)}, AnswerMissing),
    ],
)
def test_what_is_wrong_is_raised(given: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        llmx.summarize(**given, settings=RECORDED)
    assert isinstance(caught.value, llmx.LlmxError)


def test_it_can_be_awaited() -> None:
    brief = asyncio.run(llmx.asummarize(TEXT, settings=RECORDED))
    assert brief.record == llmx.summarize(TEXT, settings=RECORDED).record


def test_it_works_inside_a_running_loop(provider: Provider) -> None:
    async def notebook() -> list[str]:
        one = llmx.summarize(text(1), settings=_at(provider))
        many = list(llmx.process([ARTICLES], tasks=["brief"], settings=RECORDED))
        with pytest.raises(AnswerMissing):
            llmx.summarize(text(1), settings=RECORDED)
        return [one.article.source, str(len(many))]

    assert asyncio.run(notebook()) == ["-", "8"]


def test_many_at_once_in_one_loop(provider: Provider) -> None:
    async def all_of_them() -> list[llmx.Result]:
        wanted = (llmx.asummarize(text(n), settings=_at(provider)) for n in range(5))
        return await asyncio.gather(*wanted)

    found = asyncio.run(all_of_them())
    assert len({result.article.id for result in found}) == 5


# --- many sources --------------------------------------------------------------------------------


def test_results_come_in_the_order_of_the_input() -> None:
    found = list(llmx.process([ARTICLES], settings=RECORDED))
    assert [type(r) for r in found] == [llmx.Result] * 8
    names = [r.article.source for r in found if isinstance(r, llmx.Result)]
    assert names == sorted(f.name for f in ARTICLES.iterdir())
    first = found[0]
    assert isinstance(first, llmx.Result)
    assert list(first.answers) == ["translate", "brief", "events"]


def test_rejections_come_in_their_place(tmp_path: Path) -> None:
    rows = [{"text": text(n), "id": str(n)} for n in range(1, 7)]
    lines = [json.dumps(r, ensure_ascii=False) for r in rows]
    lines[1] = "{"
    (tmp_path / "feed.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    faults = {"رقم 4 ": "refusal", "رقم 5 ": "400"}
    with Provider(Particular(faults)) as serving:
        found = list(
            llmx.process([tmp_path / "feed.jsonl"], tasks=["brief"], settings=_at(serving))
        )
    shown = [
        (r.state, r.kind, r.line) if isinstance(r, llmx.Rejection) else r.article.id for r in found
    ]
    assert shown == [
        "1",
        ("skipped", "bad_row", 2),
        "3",
        ("failed", "refused", 4),
        ("failed", "provider_rejected", 5),
        "6",
    ]


def test_reading_options(tmp_path: Path) -> None:
    reading = llmx.ReadingOptions(limit=2, published="2018-03-12")
    settings = Settings(answers=ANSWERS, offline=True)
    found = list(llmx.process([ARTICLES], tasks=["brief"], reading=reading, settings=settings))
    assert [type(r) for r in found] == [llmx.Rejection] * 2  # another date is another request
    with pytest.raises(UsageError, match="soon"):
        llmx.ReadingOptions(published="soon")


def test_async_for() -> None:
    async def collect() -> list[str]:
        results = llmx.aprocess([ARTICLES], tasks=["brief"], settings=RECORDED)
        return [r.article.source async for r in results if isinstance(r, llmx.Result)]

    assert len(asyncio.run(collect())) == 8


_LEAVING = """
import gc, sys
import llmx
from llmx.settings import Settings

settings = Settings(model="test-model", base_url=sys.argv[1], jobs=4)
for number in range(6):
    results = llmx.process([sys.argv[2]], tasks=["brief"], settings=settings)
    for result in results:
        break
    del results
    gc.collect()
print(result.article.source)
"""


@pytest.fixture(scope="module")
def left_early(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, int]:
    """Six times the first of 40 results: stdout, stderr, and how much was asked for."""
    folder = tmp_path_factory.mktemp("in")
    for n in range(40):
        (folder / f"{n:02}.txt").write_text(text(n), encoding="utf-8")
    with Provider(endpoint(), latency=0.01) as serving:
        done = subprocess.run(
            [sys.executable, "-c", _LEAVING, serving.base_url, str(folder)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return done.stdout, done.stderr, serving.count


def test_leaving_early_stops_asking(left_early: tuple[str, str, int]) -> None:
    out, _, asked = left_early
    assert out == "00.txt\n"
    assert asked <= 6 * 4 * 5  # what may be held at a time


def test_leaving_early_leaves_nothing_behind(left_early: tuple[str, str, int]) -> None:
    assert left_early[1] == ""


def test_leaving_early_with_await() -> None:
    async def first() -> str:
        results = llmx.aprocess([ARTICLES], tasks=["brief"], settings=RECORDED)
        async for result in results:
            await results.aclose()
            assert isinstance(result, llmx.Result)
            return result.article.source
        raise AssertionError

    assert asyncio.run(first()).startswith("01-")


def test_what_no_article_can_survive_is_raised(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(text(1), encoding="utf-8")
    with (
        Provider(Faults("404model")) as serving,
        pytest.raises(ModelError, match="'test-model'"),
    ):
        list(llmx.process([tmp_path], tasks=["brief"], settings=_at(serving)))
    with pytest.raises(UsageError, match="gone"):
        list(llmx.process([tmp_path / "gone"], settings=RECORDED))


def test_answers_are_stored_for_the_next_call(tmp_path: Path) -> None:
    with Provider(endpoint()) as serving:
        settings = Settings(
            model="test-model", base_url=serving.base_url, cache_dir=tmp_path / "store"
        )
        first = llmx.summarize(text(1), settings=settings)
        again = llmx.summarize(text(1), settings=settings)
        assert serving.count == 1
    assert (first.usage.attempts, again.usage.attempts) == (1, 0)
    assert again.record == first.record
    assert AnswerCache(tmp_path / "store").count() == 1


def test_the_examples_in_the_docstrings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testmod(api)
    assert failed == 0
    assert tried >= 5
