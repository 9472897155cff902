"""One request to a loopback endpoint: what came of it, and what the endpoint saw."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from llmx.article import Article
from llmx.errors import LlmxError
from llmx.model.client import Client
from llmx.model.retry import RetryPolicy
from llmx.model.usage import Usage
from llmx.settings import Settings
from llmx.task import Request
from tests.builders import answer, article, loaded
from tests.provider import Faults, Provider

Json = dict[str, Any]

SHOWN = article()
TRANSLATE = loaded("translate")
GOOD = json.dumps(answer("translate", SHOWN), ensure_ascii=False)
MODEL = "m"


@dataclass
class FakeTime:
    """A clock that moves only when somebody sleeps."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass(frozen=True)
class Asked:
    """What a request came to: an answer or an error, with the bodies that the endpoint got."""

    answer: BaseModel | None
    error: LlmxError | None
    usage: Usage
    served_by: str | None
    count: int
    bodies: Sequence[Json]
    slept: Sequence[float]
    client: Client

    @property
    def kind(self) -> str:
        return self.error.kind if self.error else "ok"

    @property
    def value(self) -> Json:
        assert self.answer is not None, self.error
        return self.answer.model_dump(mode="json")

    @property
    def failure(self) -> LlmxError:
        assert self.error is not None
        return self.error


def policy(time: FakeTime, **changes: Any) -> RetryPolicy:
    values: Json = {"sleep": time.sleep, "clock": time, "random": random.Random(1)}
    return RetryPolicy(**(values | changes))


def request(shown: Article = SHOWN) -> Request:
    return TRANSLATE.request(shown, model=MODEL)


def ask(
    scenario: str | Provider,
    answers: str | Sequence[str] = GOOD,
    *,
    shown: Article = SHOWN,
    attempts: int = 6,
    **settings: Any,
) -> Asked:
    """One request through a client of its own to a provider of its own."""
    provider = scenario if isinstance(scenario, Provider) else faulty(scenario, answers)
    time = FakeTime()
    with provider:
        made = Settings(**({"base_url": provider.base_url} | settings))
        client = Client(made, retry=policy(time, attempts=attempts))
        found, error = asyncio.run(ask_and_close(client, shown))
        bodies = [r.body for r in provider.requests]
        count = provider.count
    usage = error.spent if error else found.usage if found else None
    assert isinstance(usage, Usage)
    return Asked(
        answer=found.answer if found else None,
        error=error,
        usage=usage,
        served_by=found.served_by if found else None,
        count=count,
        bodies=bodies,
        slept=time.slept,
        client=client,
    )


def faulty(scenario: str, answers: str | Sequence[str] = GOOD) -> Provider:
    return Provider(Faults(scenario, answers))


async def ask_with(client: Client, shown: Article = SHOWN) -> Any:
    return await client.ask(
        request(shown),
        parse=lambda text: TRANSLATE.parse(text, shown),
        bound=lambda: TRANSLATE.bound_to(shown),
    )


async def ask_and_close(client: Client, shown: Article = SHOWN) -> tuple[Any, LlmxError | None]:
    try:
        return await ask_with(client, shown), None
    except LlmxError as error:
        return None, error
    finally:
        await client.close()
