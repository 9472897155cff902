"""Answering: long articles in chunks, answers out of room in halves, nothing paid for twice."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import BaseModel

from llmx import record
from llmx.answering import Known
from llmx.article import Article
from llmx.chunking import OVERLAP
from llmx.errors import AnswerMissing, ProviderRejected, QuotaError, Refused, Truncated
from llmx.model.client import Answered, Client
from llmx.model.usage import Usage
from llmx.pipeline import Outcome, Pipeline
from llmx.task import Request, Sampling, Task
from llmx.validation import validate
from tests.builders import answer, article, loaded
from tests.test_chunking import long_article
from tests.test_pipeline import Memory

Json = dict[str, Any]

PAID = Usage(10, 5, attempts=1)
LONG = long_article(50)


def narrow(name: str, **changes: Any) -> Task:
    """A task whose answers have little room: some 19 sentences of a translation."""
    task = loaded(name)
    changes.setdefault("max_input_tokens", 600)
    return replace(task, sampling=Sampling(max_output_tokens=1250), **changes)


@dataclass
class Room:
    """A client that answers about at most `most` sentences; more run out of room."""

    most: int = 1000
    failure: Callable[[], Exception] = lambda: Truncated("the answer ran out of room")
    asked: list[Request] = field(default_factory=list)
    refuses: str | None = None

    async def ask(
        self,
        request: Request,
        *,
        parse: Callable[[str], BaseModel],
        bound: Callable[[], type[BaseModel]],
    ) -> Answered:
        self.asked.append(request)
        await asyncio.sleep(0)
        if self.refuses and self.refuses in request.user:
            raise Refused("no")
        shown = sentences(request)
        if len(shown) > self.most:
            failure = self.failure()
            failure.spent = Usage(100, 50, attempts=2)  # type: ignore[attr-defined]
            raise failure
        return Answered(parse(json.dumps(_answer(request, shown))), PAID, "served")

    async def close(self) -> None:
        pass


def sentences(request: Request) -> list[str]:
    return re.findall(r"^\[\d+\](?: \(title\))? (.*)$", request.user, re.MULTILINE)


def _answer(request: Request, shown: list[str]) -> Json:
    if shown:
        return answer(request.task, article(shown, published=None))
    parts = re.findall(r"^Sentences (\d+) to (\d+):\n(.*)$", request.user, re.MULTILINE)
    assert parts, request.user
    joined: Json = json.loads(parts[0][2])
    for _, last, text in parts[1:]:
        facts = json.loads(text)["key_facts"]
        assert all(n <= int(last) for fact in facts for n in fact["sentences"])
        joined["key_facts"] += facts
    return joined


def run(
    client: Room | None, task: Task, shown: Article = LONG, answers: Memory | None = None
) -> Outcome:
    connect = (lambda: cast(Client, client)) if client else None
    made = Pipeline([task], "m", answers or Memory(), connect=connect, repair=False)
    return asyncio.run(made.run(shown))


def numbers(outcome: Outcome) -> list[int]:
    return [s["n"] for s in outcome.record["answers"]["translate"]["sentences"]]


def test_a_long_article_is_translated_in_chunks(tmp_path: Path) -> None:
    client, task = Room(), narrow("translate", max_input_tokens=None)
    outcome = run(client, task)
    assert len(client.asked) == 3
    assert numbers(outcome) == list(range(1, 51))
    given = outcome.record["provenance"]["translate"]
    assert [c["first"] for c in given["chunks"]] == [
        1,
        *[c["last"] + 1 for c in given["chunks"][:-1]],
    ]
    assert given["chunks"][-1]["last"] == 50
    assert {c["fingerprint"] for c in given["chunks"]} == {r.fingerprint for r in client.asked}
    assert given["fingerprint"] == task.request(LONG, model="m").fingerprint
    assert given["usage"] == {"input_tokens": 30, "output_tokens": 15}
    assert outcome.usage == Usage(30, 15, attempts=3)
    (tmp_path / "out.jsonl").write_text(record.line(outcome.record) + "\n", encoding="utf-8")
    report = validate(tmp_path / "out.jsonl", lambda name: task)
    assert (report.records, report.faults) == (1, [])


def test_fifty_thousand_words_are_translated_to_the_last_sentence() -> None:
    """Nothing is cut: every sentence is asked about, with two of its neighbours for context."""
    shown = long_article(400, characters=620)
    assert len(shown.text.split()) > 50_000
    client, task = Room(), loaded("translate")
    outcome = run(client, task, shown)
    assert numbers(outcome) == list(range(1, 401))
    given = outcome.record["provenance"]["translate"]["chunks"]
    assert len(given) == len(client.asked) > 3
    assert [c["first"] for c in given] == [1, *(c["last"] + 1 for c in given[:-1])]
    assert given[-1]["last"] == 400
    asked = {request.fingerprint: sentences(request) for request in client.asked}
    for chunk in given:
        own = [s.text for s in shown.content[chunk["first"] - 1 : chunk["last"]]]
        assert set(own) <= set(asked[chunk["fingerprint"]])
        assert len(asked[chunk["fingerprint"]]) <= len(own) + 2 * OVERLAP


def test_the_same_answers_give_the_same_record() -> None:
    task, answers = narrow("translate"), Memory()
    first = run(Room(), task, answers=answers)
    again = run(None, task, answers=answers)
    assert again.record == first.record
    assert again.usage == Usage()
    assert again.cached == 1


def test_a_brief_is_reduced() -> None:
    client, task = Room(), narrow("brief")
    outcome = run(client, task)
    chunks = [r for r in client.asked if sentences(r)]
    (reduction,) = [r for r in client.asked if not sentences(r)]
    assert len(chunks) > 1
    assert reduction.system.startswith(chunks[0].system)
    assert LONG.content[20].text not in reduction.user  # the parts, not the article
    facts = outcome.record["answers"]["brief"]["key_facts"]
    assert len(facts) == len(chunks)
    given = outcome.record["provenance"]["brief"]
    assert given["chunks"][-1] == {"first": 1, "last": 50, "fingerprint": reduction.fingerprint}
    starts = [max(0, c["first"] - 3) for c in given["chunks"][:-1]]  # two sentences of context
    assert [fact["sentences"] for fact in facts] == [[2 + before] for before in starts]


def test_many_parts_are_reduced_in_groups() -> None:
    client = Room()
    run(client, narrow("brief", max_input_tokens=250))
    reductions = [r for r in client.asked if not sentences(r)]
    assert len(reductions) > 1
    assert "Sentences 1 to 50" not in reductions[0].user


def test_an_answer_that_ran_out_of_room_is_asked_for_in_halves() -> None:
    client, task = Room(most=15), narrow("translate", typical_output=None, max_input_tokens=None)
    answers = Memory()
    outcome = run(client, task, answers=answers)
    assert numbers(outcome) == list(range(1, 51))
    assert max(len(sentences(r)) for r in client.asked) == 50
    failed = sum(len(sentences(r)) > 15 for r in client.asked)
    assert outcome.usage.attempts == len(client.asked) + failed  # two attempts that failed each

    again = Room(most=15)
    assert run(again, task, answers=answers).record == outcome.record
    assert again.asked == []  # what ran out of room is not tried once more
    assert run(None, task, answers=answers).record == outcome.record


def test_what_is_too_long_for_an_endpoint_is_halved_too() -> None:
    def too_long() -> Exception:
        error = ProviderRejected("the article is too long")
        error.too_long = True
        return error

    client = Room(most=30, failure=too_long)
    task = narrow("translate", typical_output=None, max_input_tokens=None)
    assert numbers(run(client, task)) == list(range(1, 51))


@pytest.mark.parametrize(
    "failure", [lambda: ProviderRejected("a bad request"), lambda: Refused("no")]
)
def test_other_failures_are_not(failure: Callable[[], Exception]) -> None:
    client = Room(most=30, failure=failure)
    task = narrow("translate", typical_output=None, max_input_tokens=None)
    with pytest.raises((ProviderRejected, Refused)):
        run(client, task)
    assert len(client.asked) == 1


def test_a_few_sentences_that_are_too_long_by_themselves_fail() -> None:
    with pytest.raises(Truncated) as raised:
        run(Room(most=0), narrow("translate", typical_output=None, max_input_tokens=None))
    assert raised.value.spent.attempts > 2


def test_a_chunk_that_fails_fails_the_article_and_the_rest_is_kept() -> None:
    client, answers = Room(refuses=LONG.content[40].text), Memory()
    task = narrow("translate", max_input_tokens=None)
    with pytest.raises(Refused) as raised:
        run(client, task, answers=answers)
    assert raised.value.spent == Usage(20, 10, attempts=2)
    assert len(answers.held) == 2


def test_a_stop_comes_first() -> None:
    class Stops(Room):
        async def ask(self, request: Request, **given: Any) -> Answered:
            if LONG.content[40].text in request.user:
                raise QuotaError("nothing left")
            raise Refused("no")

    with pytest.raises(QuotaError):
        run(Stops(), narrow("translate", max_input_tokens=None))


def test_offline_a_chunk_that_is_missing_is_named() -> None:
    with pytest.raises(AnswerMissing, match="translate"):
        run(None, narrow("translate"))


def test_every_chunk_is_among_the_requests() -> None:
    client, task = Room(), narrow("translate", max_input_tokens=None)
    made = Pipeline([task], "m", Memory(), connect=lambda: cast(Client, client), repair=False)
    asyncio.run(made.run(LONG))
    assert [r.fingerprint for r in made.requests(LONG)] == [r.fingerprint for r in client.asked]


def test_what_makes_one_brief_of_several_is_known_once_they_are_answered() -> None:
    task, answers, client = narrow("brief"), Memory(), Room()

    def known() -> Known:
        return Pipeline([task], "m", answers, repair=False).known(LONG)

    first = known()
    assert first.more
    run(client, task, answers=answers)
    reduced = [r for r in client.asked if not sentences(r)]
    told = {q.request.fingerprint for q in known().questions}
    assert told == {r.fingerprint for r in client.asked}
    assert not known().more
    answers.held.pop(reduced[-1].fingerprint)
    again = known()
    assert [q.request.fingerprint for q in again.questions][-1] == reduced[-1].fingerprint
    assert not again.more


def test_halves_that_were_asked_about_are_what_is_known() -> None:
    task, answers, client = loaded("translate"), Memory(), Room(most=30)
    run(client, task, answers=answers)
    known = Pipeline([task], "m", answers).known(LONG)
    asked = {r.fingerprint for r in client.asked if len(sentences(r)) <= 30}
    assert {q.request.fingerprint for q in known.questions} == asked
    assert not known.more


def test_a_missing_answer_says_to_which_part_of_an_article() -> None:
    task = narrow("translate")
    with pytest.raises(AnswerMissing, match=r"'news/one.txt, sentences 1 to \d+'"):
        run(None, task)
