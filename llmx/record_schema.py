"""The shape of a record, as models: what an export is held against, and its JSON Schema.

Apart from `llmx.record` because writing a record needs none of it.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Hash = str
_HEX64 = r"^[0-9a-f]{64}$"


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class SentenceEntry(_Closed):
    n: int | None = Field(description="1..n over the content sentences; null for boilerplate")
    start: int = Field(ge=0, description="first code point in article.text")
    end: int = Field(ge=0, description="code point after the last")
    text: str
    title: bool
    boilerplate: bool


class ArticleEntry(_Closed):
    id: str
    source: str = Field(description="as given, POSIX, relative to the folder given")
    sha256: Hash = Field(pattern=_HEX64, description="of the bytes received")
    text_sha256: Hash = Field(pattern=_HEX64, description="of article.text in UTF-8")
    encoding: str
    language: str
    title: str | None
    published: str | None
    url: str | None
    meta: dict[str, Any]
    text: str
    sentences: list[SentenceEntry]


class FindingEntry(_Closed):
    check: str
    severity: Literal["error", "warning", "info"]
    path: str = Field(description="RFC 6901 pointer into the record")
    message: str
    sentences: list[int]


class CandidateEntry(_Closed):
    name: str
    kind: Literal["town", "admin1", "country"]
    latitude: float | None
    longitude: float | None
    country: str | None
    admin1: str | None
    geoname_id: int | None


class PlaceEntry(_Closed):
    path: str = Field(description="RFC 6901 pointer to what names the place")
    status: Literal["resolved", "unresolved", "none"]
    name: str | None
    latitude: float | None = Field(ge=-90, le=90)
    longitude: float | None = Field(ge=-180, le=180)
    geo_precision: int | None = Field(description="1 named town, 2 near it, 3 province or country")
    country: str | None = Field(description="ISO 3166-1 alpha-2")
    admin1: str | None
    geoname_id: int | None
    method: str | None = Field(description="how it was told apart; null where it was not")
    candidates: list[CandidateEntry] = Field(description="places it may be, never chosen from")


class DateEntry(_Closed):
    path: str = Field(description="RFC 6901 pointer to the block that says when")
    text_src: str
    start: str = Field(description="ISO date, Gregorian")
    end: str = Field(description="ISO date, Gregorian")
    calendar: Literal["gregorian", "jalali", "hijri"]
    method: str = Field(description="library, or what was assumed")
    tolerance: int = Field(description="days")


class DerivedEntry(_Closed):
    dates: list[DateEntry] = Field(description="the days of time expressions, where they are known")
    places: list[PlaceEntry] = Field(description="where places lie; empty without a gazetteer")
    gazetteer: Hash | None = Field(pattern=_HEX64, description="of the gazetteer and its overlay")


class UsageEntry(_Closed):
    input_tokens: int
    output_tokens: int
    estimated: bool = False


class TermEntry(_Closed):
    source: str
    english: str


class ChunkEntry(_Closed):
    first: int = Field(description="number of the first sentence that was asked about")
    last: int
    fingerprint: Hash = Field(pattern=_HEX64)


class ProvenanceEntry(_Closed):
    fingerprint: Hash = Field(pattern=_HEX64)
    model: str
    prompt: Hash = Field(pattern=_HEX64)
    schema_: Hash = Field(pattern=_HEX64, alias="schema")
    usage: UsageEntry | None = Field(description="over all attempts; null where unknown")
    glossary: list[TermEntry] = Field(description="the terms that entered the prompt")
    chunks: list[ChunkEntry] = Field(
        description="the answers it was made of, where the article was too long for one request"
    )
    repair: Hash | None = Field(
        pattern=_HEX64, description="fingerprint of the repair whose parts the answer holds"
    )
    repaired: list[str] = Field(description="RFC 6901 pointers to what a repair pass changed")


class Record(_Closed):
    """One line of an export."""

    schema_: Literal["llmx.record/1"] = Field(alias="schema")
    article: ArticleEntry
    answers: dict[str, dict[str, Any]] = Field(description="each task's answer, by task")
    derived: DerivedEntry = Field(description="what code adds to the answers")
    findings: list[FindingEntry]
    provenance: dict[str, ProvenanceEntry] = Field(description="by task")
    seal: Hash = Field(pattern=_HEX64, description="SHA-256 of the canonical JSON of all the rest")


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a record, as `llmx schema record` prints it."""
    schema = Record.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "llmx.record/1",
        **schema,
    }
