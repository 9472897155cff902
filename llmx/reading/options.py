"""Reading options: what the user says about the sources as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from llmx.errors import UsageError
from llmx.reading.dates import iso_date
from llmx.reading.decode import codec_name
from llmx.reading.language import language_code

FIELDS = ("text", "id", "title", "published", "url", "language")
"""The names a row or a Markdown header may use; every other name goes to `meta`."""


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How to read sources.

    `encoding`, `language` and `published` override what a source says of itself;
    `published_from` is for sources that say nothing. `fields` maps the wanted name to the one
    that rows and headers use. `limit` counts articles, `max_bytes` bounds one file or one row.
    """

    encoding: str | None = None
    language: str | None = None
    published: str | None = None
    published_from: Literal["name", "mtime"] | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    limit: int | None = None
    max_bytes: int = 20_000_000

    def __post_init__(self) -> None:
        if self.encoding is not None:
            codec_name(self.encoding)
        try:
            if self.language is not None:
                object.__setattr__(self, "language", language_code(self.language))
            if self.published is not None:
                object.__setattr__(self, "published", iso_date(self.published))
        except ValueError as error:
            raise UsageError(str(error)) from None
        if self.published_from not in (None, "name", "mtime"):
            raise UsageError(
                f"unknown place for a date {self.published_from!r}", hint="'name' or 'mtime'"
            )
        for wanted in self.fields:
            if wanted not in FIELDS:
                raise UsageError(f"unknown field {wanted!r}", hint=f"one of {', '.join(FIELDS)}")
        for name in ("limit", "max_bytes"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise UsageError(f"{name} is {value!r}", hint="at least 1")

    def given(self, wanted: str) -> str:
        """The name that rows and headers use for a wanted field."""
        return self.fields.get(wanted, wanted)
