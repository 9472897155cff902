"""The record: what is known of one article after its tasks have run, and how it is sealed.

A record is deterministic: the same article and answers give the same bytes. Times, attempts,
cache hits and cost are in the run manifest, never here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel

from llmx.article import Article
from llmx.text.canonical import digest, in_line

SCHEMA: Literal["llmx.record/1"] = "llmx.record/1"

Json = dict[str, Any]
Hash = str


def build(
    article: Article,
    answers: Mapping[str, BaseModel],
    provenance: Mapping[str, Json],
    findings: list[Json],
    derived: Json,
) -> Json:
    """A sealed record; `provenance` is what `ProvenanceEntry` holds, by task."""
    record: Json = {
        "schema": SCHEMA,
        "article": article.as_json(),
        "answers": {
            name: answer.model_dump(mode="json", by_alias=True) for name, answer in answers.items()
        },
        "derived": derived,
        "findings": findings,
        "provenance": dict(provenance),
    }
    return record | {"seal": seal(record)}


def seal(record: Mapping[str, Any]) -> Hash:
    """The seal that belongs to a record: the digest of everything but its own."""
    return digest({key: value for key, value in record.items() if key != "seal"})


def line(record: Mapping[str, Any]) -> str:
    """A record as one line of JSON, for any reader of lines, without the newline."""
    return in_line(json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False))
