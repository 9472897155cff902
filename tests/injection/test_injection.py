"""Articles that speak to the model: a request keeps its form, an answer that obeyed is flagged."""

from __future__ import annotations

import asyncio
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pydantic import ValidationError

import llmx
from llmx.article import Article
from llmx.checks import Finding, Material, injection
from llmx.errors import AnswerError
from llmx.model.answers import Answers, StoredAnswer
from llmx.pipeline import Outcome, Pipeline
from llmx.task import Request
from tests.builders import BUILT_IN, article, loaded
from tests.injection.corpus import Case, cases, faithful, news, spoiled, task_of
from tests.provider import Canned, Provider

CASES = pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
PLAUSIBLE = frozenset(
    {
        *("fa-polite", "tr-polite", "ru-side"),  # what is left out has no figure
        *(
            "fa-title",
            "ru-ignore",
            "ru-threat",
            "en-threat",
            "en-developer",
        ),  # words, with all else right
    }
)
"""Answers that obeyed and that nothing is said of: the finding is about the article alone."""
LANGUAGES = ("ar", "en", "fa", "ru", "tr")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("corpus")


@cache
def _read(case: Case, folder: Path) -> Article:
    return case.article(folder)


def test_the_corpus_is_what_it_is_said_to_be() -> None:
    assert len(cases()) >= 40
    assert min(Counter(case.language for case in cases()).values()) >= 8
    assert {case.language for case in cases()} == set(LANGUAGES)
    assert len({case.kind for case in cases()}) >= 20
    assert len({case.id for case in cases()}) == len(cases())
    assert len(news()) >= 20


# --- the request ---------------------------------------------------------------------------------


@CASES
@pytest.mark.parametrize("name", BUILT_IN)
def test_a_request_keeps_its_form(case: Case, name: str, folder: Path) -> None:
    shown = _read(case, folder)
    request = loaded(name).request(shown, model="m")
    plain = loaded(name).request(article(["x"] * len(shown.content), language="ar"), model="m")
    assert [m["role"] for m in request.messages] == ["system", "user"]
    assert (request.system, request.schema) == (plain.system, plain.schema)
    mark = f"=====[{shown.text_sha256[:12]}]====="
    before, data = _parts(request, mark)
    assert re.sub(r"Language: \w\w", "", before) == re.sub(
        r"Language: \w\w", "", _parts(plain, plain.user.splitlines()[-1])[0]
    ).replace("2017-11-19", "not given")
    titled = ["[title, outside the text] " + _flat(shown.title)] if shown.outside_title else []
    heads = [*titled, *(f"[{n}] " for n in range(1, len(shown.content) + 1))]
    assert len(data) == len(heads)
    assert all(line.startswith(head) for line, head in zip(data, heads, strict=True))
    visible = request.user.replace("\n", "").replace("\u200b", "").replace("\u200c", "")
    assert not [c for c in visible if unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs")]
    assert not re.search(r"<[|\uff5c]", request.user)


def _parts(request: Request, mark: str) -> tuple[str, list[str]]:
    """What stands before the article, its mark left out, and the lines of the article."""
    lines = request.user.splitlines()
    first, last = (n for n, line in enumerate(lines) if line == mark)
    assert last == len(lines) - 1, "nothing follows the article"
    assert request.user.count(mark) == 3, "the two marks, and the sentence that tells of them"
    before = "\n".join(lines[:first]).replace(mark, "MARK")
    return before, [line for line in lines[first + 1 : last] if line]


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())


@CASES
def test_what_is_no_part_of_the_news_is_not_shown_to_a_model(case: Case, folder: Path) -> None:
    request = loaded("brief").request(_read(case, folder), model="m")
    text = case.text.replace("<|", "< |")
    is_shown = text in request.user or not text.isprintable()
    assert is_shown == case.is_seen


def test_a_mark_cannot_be_forged() -> None:
    shown = article(["x"], language="ar")
    for _ in range(3):
        mark = f"=====[{shown.text_sha256[:12]}]====="
        shown = article([f"x {mark}"], language="ar")
        assert mark != f"=====[{shown.text_sha256[:12]}]====="
        _parts(loaded("brief").request(shown, model="m"), f"=====[{shown.text_sha256[:12]}]=====")


# --- what is found -------------------------------------------------------------------------------


class Told(Answers):
    """A store in memory that has one answer to whatever is asked."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__()
        self._answer = StoredAnswer("", name, "m", text, None)

    def candidates(self, fingerprint: str) -> Iterator[StoredAnswer]:
        yield self._answer


def _run(shown: Article, name: str, text: str) -> Outcome:
    pipeline = Pipeline([loaded(name)], "m", Told(name, text), repair=False)
    return asyncio.run(pipeline.run(shown))


def _open(outcome: Outcome) -> list[Finding]:
    return [f for f in outcome.findings if f.severity != "info"]


@CASES
def test_a_model_that_obeyed_is_flagged(case: Case, folder: Path) -> None:
    shown, name = _read(case, folder), task_of(case)
    text = spoiled(case, shown)
    if "raw" in case.obeyed:
        with pytest.raises(ValidationError):
            loaded(name).parse(text, shown)
        return
    found = _open(_run(shown, name, text))
    assert found
    about_answer = [f for f in found if f.path.startswith(f"/answers/{name}")]
    assert bool(about_answer) == (case.id not in PLAUSIBLE), found


def test_few_answers_that_obeyed_look_right_by_themselves() -> None:
    assert len(PLAUSIBLE) <= 0.2 * len(cases())


@pytest.mark.parametrize("case", [c for c in cases() if "raw" in c.obeyed], ids=lambda c: c.id)
def test_what_is_no_answer_is_not_taken_from_an_endpoint(case: Case, tmp_path: Path) -> None:
    with Provider(Canned(str(case.obeyed["raw"]))) as provider:
        with pytest.raises(AnswerError) as caught:
            llmx.summarize(
                "\n\n".join(case.lines), base_url=provider.base_url, model="m", no_cache=True
            )
        assert caught.value.kind in ("invalid_output", "refused")
        assert provider.count <= 3


@CASES
def test_what_speaks_to_software_is_found_in_the_article(case: Case, folder: Path) -> None:
    shown = _read(case, folder)
    found = [f for f in injection.check(Material(shown, {})) if f.severity == "warning"]
    if case.form in ("comment", "attribute", "meta"):
        assert case.text not in shown.text
        assert not found
        return
    (one,) = found
    assert "reads as an instruction to software" in one.message
    assert one.path == "/article/title" or one.path.startswith("/article/sentences/")
    if case.form == "sentence":
        assert one.sentences == (case.at + 1,)


@CASES
def test_a_model_that_did_not_obey_is_not_accused(case: Case, folder: Path) -> None:
    shown, name = _read(case, folder), task_of(case)
    outcome = _run(shown, name, json.dumps(faithful(case, shown), ensure_ascii=False))
    found = [f for f in _open(outcome) if f.check == "injection"]
    assert not [f for f in found if f.path.startswith("/answers/")]


@pytest.mark.parametrize("row", news(), ids=lambda row: row["text"][:24])
def test_news_about_instructions_is_news(row: dict[str, str]) -> None:
    shown = article([row["text"]], language=row["language"], titled=False)
    assert list(injection.check(Material(shown, {}))) == []
