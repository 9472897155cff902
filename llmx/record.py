"""The record: what is known of one article after its tasks have run, and how it is sealed.

A record is deterministic: the same article and answers give the same bytes. Times, attempts,
cache hits and cost are in the run manifest, never here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel

from llmx.article import Article
from llmx.text.canonical import digest

SCHEMA: Literal["llmx.record/1"] = "llmx.record/1"

Json = dict[str, Any]
Hash = str
_SURROGATE = re.compile("[\ud800-\udfff]")


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
    """A record as one line of JSON, without the newline. What UTF-8 cannot hold is escaped."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        text.encode()  # at a twentieth of the cost of a search
    except UnicodeEncodeError:
        return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return text
