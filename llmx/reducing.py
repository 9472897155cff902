"""Reducing: one answer written of the answers to the parts of an article, by a request of its own.

For schemas whose answers cannot be merged by rule, such as a brief with its one headline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel

from llmx.article import Article
from llmx.asking import Question
from llmx.chunking import MOST_INPUT
from llmx.model.usage import estimate_tokens
from llmx.task import GlossaryTerm, Request, Task, fingerprint


@dataclass(frozen=True, slots=True)
class Part:
    """The answer to the sentences `first` to `last`, under the numbers of the whole article."""

    first: int
    last: int
    answer: BaseModel

    @property
    def text(self) -> str:
        return self.answer.model_dump_json(by_alias=True)


def groups(task: Task, parts: Sequence[Part]) -> list[list[Part]]:
    """Consecutive parts, as many together as one request holds; two at least."""
    budget = task.max_input_tokens or MOST_INPUT
    found: list[list[Part]] = [[]]
    used = 0
    for part in parts:
        tokens = estimate_tokens(part.text)
        if len(found[-1]) > 1 and used + tokens > budget:
            found.append([])
            used = 0
        found[-1].append(part)
        used += tokens
    return found


def question(
    task: Task,
    article: Article,
    parts: Sequence[Part],
    *,
    model: str,
    glossary: Sequence[GlossaryTerm] = (),
) -> Question:
    """The request that makes one answer of several. Pure, as the task's own request is."""
    return Question(
        request=_request(task, article, parts, model, glossary),
        parse=lambda text: task.parse(text, article),
        bound=lambda: task.bound_to(article),
        about=f"{article.source}, one answer of those to its chunks",
    )


def _request(
    task: Task,
    article: Article,
    parts: Sequence[Part],
    model: str,
    glossary: Sequence[GlossaryTerm],
) -> Request:
    asked = task.request(article, model=model, glossary=glossary)
    system, user = task.addition(
        "reduce",
        language=article.language,
        published=(article.published or "")[:10] or None,
        sentences=len(article.content),
        parts=[{"first": p.first, "last": p.last, "value": p.text} for p in parts],
    )
    request = replace(asked, system=f"{asked.system}\n\n{system}", user=user)
    return replace(request, fingerprint=fingerprint(request))
