"""The key: what is right about some articles, written by people, and how its file is read.

A key says as much as its author knows: answers in the schema of their task, of which any field
may be left out (what is left out is not scored), translations of whole texts, and facts that a
text must or must not state.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import regex
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from llmx.errors import UsageError, WrongKey
from llmx.stored import schema_faults

SCHEMA: Literal["llmx.key/1"] = "llmx.key/1"

Json = dict[str, Any]

_HINT = "`llmx schema key` prints its JSON Schema"


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Fact(_Closed):
    """One thing that a text must state, or must not.

    It is stated where one statement of the answer, a sentence or a claim with its claimant, has
    all the terms, matches the pattern, and has all the figures.
    """

    fact: str = Field(min_length=1, description="what is to be stated, for people and for a judge")
    terms: list[str | list[str]] = Field(
        default=[], description="words that the statement has; of a list of words, one"
    )
    pattern: str | None = Field(
        default=None, description="Python regex that it matches, whatever the case"
    )
    figures: list[int | float] = Field(default=[], description="figures that it has")
    claimant: list[str] = Field(default=[], description="words for who says so; one is enough")
    said: bool = Field(default=True, description="false: the text must not say it")

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, value: str | None) -> str | None:
        try:
            regex.compile(value or "")
        except regex.error as error:
            raise ValueError(f"{value!r} is no regular expression: {error}") from None
        return value

    @property
    def told(self) -> bool:
        """Whether it can be looked for in a text; else only a judge can tell."""
        return bool(self.terms or self.pattern or self.figures)


class KeyArticle(_Closed):
    """What is right about one article."""

    id: str = Field(min_length=1, description="the article's id in the export")
    text_sha256: str | None = Field(
        default=None, pattern=r"^[0-9a-f]{64}$", description="of the text that it was written for"
    )
    note: str = ""
    answers: dict[str, Json] = Field(
        default={}, description="what is right, by task, in its schema; fields may be left out"
    )
    texts: dict[str, str] = Field(
        default={}, description="by task, a reference translation of the whole text"
    )
    facts: dict[str, list[Fact]] = Field(default={}, description="by task")

    @property
    def tasks(self) -> set[str]:
        return {*self.answers, *self.texts, *self.facts}


class Key(_Closed):
    """A file of what is right, to hold exports against."""

    schema_: Literal["llmx.key/1"] = Field(alias="schema")
    note: str = Field(default="", description="who wrote it, from what, and by which rules")
    articles: list[KeyArticle] = Field(min_length=1)

    @property
    def tasks(self) -> list[str]:
        """Every task that something is said about, sorted."""
        return sorted(set().union(*(article.tasks for article in self.articles)))


def read(file: Path) -> Key:
    """The key in a file. Raises WrongKey that names every fault, UsageError if it is no JSON."""
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"no key {str(file)!r}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the key {str(file)!r}: {error}") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the key {str(file)!r} is no JSON: {error}") from error
    version = value.get("schema") if isinstance(value, dict) else None
    if version != SCHEMA:
        raise wrong(file, [f"/schema: it is {version!r}, this llmx reads {SCHEMA!r}"])
    try:
        key = Key.model_validate(value)
    except ValidationError as error:
        raise wrong(file, [f"{p or '/'}: {said}" for p, said in schema_faults(error, "")]) from (
            error
        )
    if faults := list(_own_faults(key)):
        raise wrong(file, faults)
    return key


def wrong(file: Path, faults: Sequence[str]) -> WrongKey:
    """The error that a key with these faults is refused with."""
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    error = WrongKey(f"the key {str(file)!r}: {faults[0]}{more}", hint=_HINT)
    error.faults = tuple(faults)
    return error


def json_schema() -> Json:
    """The JSON Schema of a key, as `llmx schema key` prints it."""
    schema = Key.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, **schema}


def _own_faults(key: Key) -> Iterator[str]:
    """What no single article of it shows."""
    times = Counter(article.id for article in key.articles)
    for index, article in enumerate(key.articles):
        if times[article.id] > 1:
            yield f"/articles/{index}/id: {article.id!r} stands {times[article.id]} times"
        if not article.tasks:
            yield f"/articles/{index}: it says nothing: no answers, texts or facts"
