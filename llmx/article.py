"""The article: one text as received, its sentences with their spans, and what is known about it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article.

    `start` and `end` are code points in `Article.text`, `text` is exactly that slice. `n` runs
    1..n over the content sentences; boilerplate has `n` None and stays out of prompts.
    """

    n: int | None
    start: int
    end: int
    text: str
    title: bool = False
    boilerplate: bool = False

    def as_json(self) -> Json:
        return {
            "n": self.n,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "title": self.title,
            "boilerplate": self.boilerplate,
        }


@dataclass(frozen=True)
class Article:
    """One article as received; nothing in it is ever repaired.

    `sha256` is the hash of the bytes received, `text_sha256` that of `text` in UTF-8, `id` the
    first 16 hex digits of the latter unless the caller gave one. `published` is an ISO date or
    date-time or None, `language` an ISO 639 code or `und`. `outside_title` says that `title` came
    with the article and does not stand in its text; `line` is where it stands in a source of rows.
    """

    id: str
    source: str
    sha256: str
    text: str
    sentences: tuple[Sentence, ...]
    encoding: str
    language: str
    title: str | None = None
    published: str | None = None
    url: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)
    outside_title: bool = False
    line: int | None = None

    @cached_property
    def text_sha256(self) -> str:
        return text_hash(self.text)

    @cached_property
    def content(self) -> tuple[Sentence, ...]:
        """The numbered sentences: content[k] has n = k + 1."""
        return tuple(s for s in self.sentences if s.n is not None)

    @cached_property
    def paragraphs(self) -> tuple[tuple[int, ...], ...]:
        """The numbers of the content sentences, grouped as the text groups them by newlines."""
        groups: list[list[int]] = []
        end: int | None = None
        for sentence in self.content:
            if end is None or "\n" in self.text[end : sentence.start]:
                groups.append([])
            groups[-1].append(sentence.n or 0)
            end = sentence.end
        return tuple(tuple(group) for group in groups)

    def as_json(self) -> Json:
        """The `article` object of a record."""
        return {
            "id": self.id,
            "source": self.source,
            "sha256": self.sha256,
            "text_sha256": self.text_sha256,
            "encoding": self.encoding,
            "language": self.language,
            "title": self.title,
            "published": self.published,
            "url": self.url,
            "meta": dict(self.meta),
            "text": self.text,
            "sentences": [s.as_json() for s in self.sentences],
        }

    @classmethod
    def from_json(cls, value: Json) -> Article:
        """The article of the `article` object of a record."""
        known = {key: value[key] for key in _PLAIN}
        return cls(sentences=tuple(Sentence(**s) for s in value["sentences"]), **known)


_PLAIN = (
    *("id", "source", "sha256", "text", "encoding", "language"),
    *("title", "published", "url", "meta"),
)


@dataclass(frozen=True, slots=True)
class Rejection:
    """One input that gave no record: a row of `errors.jsonl`.

    `state` is `skipped` (nothing was asked of a model) or `failed`; `line` counts from 1 in a
    source of rows (lines, in Parquet rows) and is None elsewhere.
    """

    id: str | None
    source: str
    line: int | None
    state: str
    kind: str
    message: str

    def as_json(self) -> Json:
        return {
            "id": self.id,
            "source": self.source,
            "line": self.line,
            "state": self.state,
            "kind": self.kind,
            "message": self.message,
        }


def text_hash(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes, as 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def id_of(text: str) -> str:
    """The id of an article to which the caller gave none: 16 hex digits."""
    return text_hash(text)[:16]
