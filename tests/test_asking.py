"""Asking: how many requests are under way with answers not stored yet, and whose turn it is."""

from __future__ import annotations

import asyncio
import json
from typing import Any, cast

import pytest

from llmx.asking import Asker, Question
from llmx.model.answers import AnswerCache, Answers, StoredAnswer
from llmx.model.client import Answered, Client
from llmx.model.usage import Usage
from llmx.task import Request
from tests.builders import answer, article, loaded

NUMBER = 12


class Store:
    """A store of answers that counts."""

    def __init__(self) -> None:
        self.stored = 0

    def get(self, fingerprint: str) -> StoredAnswer | None:
        return None

    def put_all(self, answers: list[StoredAnswer]) -> None:
        self.stored += len(answers)

    def check(self) -> None:
        pass

    def close(self) -> None:
        pass


class Asked:
    """A client that answers at once, and knows how many of its answers are not stored yet."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._sent = 0
        self.most = 0

    async def ask(self, request: Request, *, parse: Any, bound: Any) -> Answered:
        self._sent += 1
        self.most = max(self.most, self._sent - self._store.stored)
        await asyncio.sleep(0)
        return Answered(parse(json.dumps(answer("brief", article()))), Usage(1, 1, attempts=1), "m")

    async def close(self) -> None:
        pass


def _question(number: int) -> Question:
    task = loaded("brief")
    shown = article((f"القصة رقم {number}", "وصلت القافلة."))
    request = task.request(shown, model="m")
    return Question(request, task.answer.model_validate_json, lambda: task.answer, shown.source)


@pytest.mark.parametrize(("most", "seen"), [(1, 1), (3, 3), (None, NUMBER)])
def test_so_many_requests_are_sent_and_not_stored(most: int | None, seen: int) -> None:
    store = Store()
    client = Asked(store)
    answers = Answers(cache=cast(AnswerCache, store))
    asker = Asker(answers, connect=lambda: cast(Client, client), most=most)

    async def work() -> None:
        await asyncio.gather(*(asker.get(_question(n)) for n in range(NUMBER)))
        await asker.close()

    asyncio.run(work())
    assert store.stored == NUMBER
    assert client.most == seen


def test_work_that_holds_up_the_loop_takes_turns() -> None:
    """Between two turns the loop goes round, so that requests and answers are not kept waiting."""
    store = Store()
    answers = Answers(cache=cast(AnswerCache, store))
    asker = Asker(answers, connect=lambda: cast(Client, Asked(store)))
    rounds = 0
    worked: list[int] = []

    def count() -> None:
        nonlocal rounds
        rounds += 1
        asyncio.get_running_loop().call_soon(count)

    async def one() -> None:
        await asker.turn()
        worked.append(rounds)

    async def work() -> None:
        await asyncio.gather(one(), one())
        assert worked == [0, 0]  # nothing is asked, and nothing waits
        await asker.get(_question(1))
        asyncio.get_running_loop().call_soon(count)
        await asyncio.gather(*(one() for _ in range(NUMBER)))
        await asker.close()

    asyncio.run(work())
    turns = worked[2:]
    assert len(set(turns)) == NUMBER
    assert turns == sorted(turns)
