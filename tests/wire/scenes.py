"""The scenes on tape: which faults the endpoint had, and the one request that all of them ask."""

from __future__ import annotations

from pathlib import Path

from llmx import task
from llmx.article import Article
from llmx.model.answers import RecordedAnswers
from llmx.model.client import Answered, Client
from llmx.model.retry import RetryPolicy
from llmx.reading import read
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


def article() -> Article:
    (found,) = read([str(ROOT / ARTICLE)])
    assert isinstance(found, Article)
    return found


def recorded_answer() -> str:
    """The recorded answer that the endpoint serves in every scene where nothing goes wrong."""
    import json

    request = task.load("brief").request(article(), model="recorded")
    stored = RecordedAnswers(ROOT / "examples/answers.jsonl").get(request.fingerprint)
    assert stored is not None
    return json.dumps(stored.answer, ensure_ascii=False)


async def ask(base_url: str, waits: list[float]) -> Answered:
    """The request of the scenes, through the real client; waits are noted, not slept."""

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    brief, text = task.load("brief"), article()
    client = Client(Settings(base_url=base_url), retry=RetryPolicy(sleep=sleep))
    try:
        return await client.ask(
            brief.request(text, model="recorded"),
            parse=lambda answer: brief.parse(answer, text),
            bound=lambda: brief.bound_to(text),
        )
    finally:
        await client.close()
