"""From an outcome to what a person reads: each task's document, and the two side by side."""

from __future__ import annotations

from pydantic import BaseModel

from llmx.article import Article
from llmx.document import Document
from llmx.fields import document_of
from llmx.task import Readable


def document(answer: BaseModel, article: Article) -> Document:
    """What an answer says of itself, else what its blocks give."""
    return answer.document(article) if isinstance(answer, Readable) else document_of(answer)
