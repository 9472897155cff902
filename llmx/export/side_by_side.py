"""A translation with its source: each sentence above its English."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from llmx.article import Article, Sentence
from llmx.export.markdown import escape
from llmx.fields import Numbers, find
from llmx.text.cleaning import for_prompt


def pairs(answer: BaseModel, article: Article) -> Iterator[tuple[Sentence, str]]:
    """Each content sentence with the English that answers its number."""
    for found in find(answer, Numbers):
        english = getattr(found.block, "en", "")
        yield article.content[found.value - 1], english


def render(answer: BaseModel, article: Article) -> str:
    """Numbered pairs in Markdown, source above English, ending in a newline."""
    blocks = [
        f"**[{sentence.n}]** {escape(for_prompt(sentence.text))}\n\n{escape(english)}"
        for sentence, english in pairs(answer, article)
    ]
    return "\n\n".join(blocks) + "\n"
