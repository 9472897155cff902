"""The scenes on tape: which faults the endpoint had, and the two requests that are asked."""

from __future__ import annotations

import json
from pathlib import Path

from llmx import checks, judging, task
from llmx.article import Article
from llmx.asking import Question
from llmx.checks import Material
from llmx.model.answers import RecordedAnswers
from llmx.model.client import Answered, Client
from llmx.model.retry import RetryPolicy
from llmx.reading import read
from llmx.repair import Repair, parts_of
from llmx.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = "examples/articles/06-opposing-side.txt"
SCENES = {
    "success": "ok",
    "reask": "schema:1",
    "rate-limit": "429ra:1",
    "refusal": "refusal",
    "truncation": "length",
}
REPAIR = "repair"
FALSE = ("41", "47")
"""A figure of the recorded brief, and what it is made for the scene of the repair."""


def article() -> Article:
    (found,) = read([str(ROOT / ARTICLE)])
    assert isinstance(found, Article)
    return found


def recorded_answer() -> str:
    """The recorded answer that the endpoint serves in every scene where nothing goes wrong."""
    request = task.load("brief").request(article(), model="recorded")
    stored = RecordedAnswers(ROOT / "examples/answers.jsonl").get(request.fingerprint)
    assert stored is not None
    return json.dumps(stored.answer, ensure_ascii=False)


def question() -> Question:
    """The request of all scenes but one: a brief."""
    brief, text = task.load("brief"), article()
    return Question(
        brief.request(text, model="recorded"),
        parse=lambda answer: brief.parse(answer, text),
        bound=lambda: brief.bound_to(text),
        about=text.source,
    )


def repair() -> Repair:
    """The repair of the recorded brief with a figure of a key fact changed."""
    brief, text = task.load("brief"), article()
    value = json.loads(recorded_answer())
    fact = next(f for f in value["key_facts"] if FALSE[0] in f["fact"])
    fact["fact"] = fact["fact"].replace(*FALSE)
    answer = brief.parse(json.dumps(value), text)
    findings = judging.to_repair(checks.run(Material(text, {"brief": answer})), "brief")
    return Repair(brief, text, answer, parts_of("brief", answer, findings), "recorded")


async def ask(base_url: str, waits: list[float], asked: Question | None = None) -> Answered:
    """The request of a scene, through the real client; waits are noted, not slept."""

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    asked = asked or question()
    policy = RetryPolicy(sleep=sleep, clock=lambda: sum(waits))  # what is waited has gone by
    client = Client(Settings(base_url=base_url), retry=policy)
    try:
        return await client.ask(asked.request, parse=asked.parse, bound=asked.bound)
    finally:
        await client.close()
