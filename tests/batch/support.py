"""An office of batches at a loopback endpoint: every call opens the ledger anew, as commands do."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from llmx.article import Article, Rejection
from llmx.batch.collecting import Collected, Collector
from llmx.batch.ledger import Ledger, folder_of, open_ledger
from llmx.batch.sending import Folders, Intake, Sender
from llmx.model.answers import AnswerCache, Answers
from llmx.model.batch import Batches, Size
from llmx.model.client import Client
from llmx.pipeline import Pipeline
from llmx.settings import Settings
from llmx.task import Task
from tests.builders import answer, article, loaded
from tests.model.support import FakeTime, policy
from tests.provider import Canned, Provider, Script
from tests.provider.modes import Mode

Json = dict[str, Any]
T = TypeVar("T")

MODEL = "test-model"
STATES: tuple[Literal["waiting", "sent", "failed"], ...] = ("waiting", "sent", "failed")


class Killed(BaseException):
    """The process is gone."""


def news(number: int) -> list[Article]:
    """Short articles, each like no other."""
    return [article([f"اشتباكات رقم {n}", f"قال مصدر إن الجيش تقدم {n}."]) for n in range(number)]


def valid(body: Json) -> str:
    """A valid answer of a built-in task to any article, in whatever form it is asked for."""
    user = body["messages"][1]["content"]
    sentences = re.findall(r"^\[\d+\](?: \(title\))? (.*)$", user, re.MULTILINE)
    form = body.get("response_format", {}).get("json_schema")
    name = form["name"] if form else body["tools"][0]["function"]["name"]
    return json.dumps(answer(name, article(sentences, published=None)), ensure_ascii=False)


def endpoint(*scripts: Script, mode: Mode | None = None) -> Provider:
    return Provider(mode or Canned(valid), batches=scripts)


@dataclass
class Office:
    """`submit` and `collect` as the commands do it, on a store and a ledger in `folder`."""

    folder: Path
    provider: Provider
    tasks: Sequence[Task] = field(default_factory=lambda: [loaded("brief")])
    size: Size = field(default_factory=Size)
    folders: Folders = field(default_factory=Folders)
    time: FakeTime = field(default_factory=FakeTime)
    run: int = 0

    def __post_init__(self) -> None:
        self.store = AnswerCache(self.folder / "store")

    def submit(
        self, items: Iterable[Article | Rejection], *, tokens: int | None = None
    ) -> Counter[str]:
        async def work(ledger: Ledger, sender: Sender) -> Counter[str]:
            if tokens:
                ledger.learn_room(sender.base_url, MODEL, tokens)
            intake = Intake(ledger, self._pipeline(), sender.base_url, self.folders)
            list(intake.take(items))
            await sender.send()
            return intake.counts

        return self._call(work)

    def collect(self, *wanted: str) -> list[Collected]:
        async def work(ledger: Ledger, sender: Sender) -> list[Collected]:
            await self._collector(ledger, sender, told).collect(wanted)
            return told

        told: list[Collected] = []
        return self._call(work)

    def wait(self, sleep: Callable[[float], Awaitable[None]] | None = None) -> list[Collected]:
        async def work(ledger: Ledger, sender: Sender) -> list[Collected]:
            collector = self._collector(ledger, sender, told)
            await collector.collect_all(pause=60, sleep=sleep or self.time.sleep)
            return told

        told: list[Collected] = []
        return self._call(work)

    def look(self, work: Callable[[Ledger], T]) -> T:
        """Something out of the ledger."""
        with open_ledger(folder_of(self.store.folder)) as ledger:
            return work(ledger)

    def left(self) -> Json:
        """How many requests of each state are in the ledger."""
        return self.look(lambda ledger: {s: n for s in STATES if (n := ledger.count(s))})

    def _call(self, work: Callable[[Ledger, Sender], Awaitable[T]]) -> T:
        async def call() -> T:
            async with self._opened() as (ledger, sender):
                return await work(ledger, sender)

        return asyncio.run(call())

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[tuple[Ledger, Sender]]:
        self.run += 1
        settings = Settings(base_url=self.provider.base_url)
        with open_ledger(folder_of(self.store.folder)) as ledger:
            client = Client(settings, retry=policy(self.time))
            batches = Batches(client, host=settings.host)
            sender = Sender(
                ledger, batches, settings.base_url, client.wire, f"run{self.run}", self.size
            )
            try:
                yield ledger, sender
            finally:
                await client.close()
                self.store.close()

    def _collector(self, ledger: Ledger, sender: Sender, told: list[Collected]) -> Collector:
        return Collector(
            *(ledger, sender.batches, self.store, sender, "host", told.append),
            folders=self.folders,
        )

    def _pipeline(self) -> Pipeline:
        return Pipeline(self.tasks, MODEL, Answers(cache=self.store))
