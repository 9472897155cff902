"""Citations: a statement that cites far more sentences than a statement needs."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from llmx.article import Article
from llmx.checks.finding import Finding, pointer
from llmx.fields import Cites, find

_MANY = 6  # sentences; more than this, and more than half of the article, supports nothing


def check(task: str, answer: BaseModel, article: Article) -> Iterator[Finding]:
    """Each citation of an answer; that there is one, and its range, is held on acceptance."""
    for found in find(answer, Cites):
        cited = tuple(found.value)
        number = len(set(cited))
        if number > max(_MANY, len(article.content) // 2):
            said = f"{number} sentences are cited, more than one statement needs"
            yield Finding("citations", "warning", pointer(task, found), said, cited)
