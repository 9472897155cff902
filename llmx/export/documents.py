"""From an answer to what a person reads."""

from __future__ import annotations

from typing import cast

from pydantic import BaseModel

from llmx.article import Article
from llmx.document import Document
from llmx.fields import document_of
from llmx.task import Readable


def document(answer: BaseModel, article: Article) -> Document:
    """What an answer says of itself, else what its blocks give."""
    if callable(getattr(type(answer), "document", None)):  # a field of that name is no method
        return cast(Readable, answer).document(article)
    return document_of(answer)
