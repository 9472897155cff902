"""What a person decided about the items of an export: accepted, corrected or rejected.

A file of decisions outlives the export that it was made on: each says what it was about by the
article's id, the pointer to the item and the item's digest, so that a decision on something that
has changed since is known to be out of date instead of being taken for one on the new item.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from llmx.errors import UsageError
from llmx.text.canonical import canonical, digest

SCHEMA: Literal["llmx.decisions/1"] = "llmx.decisions/1"

Json = dict[str, Any]
Verdict = Literal["accept", "correct", "reject"]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Decision(_Closed):
    """One person's word on one item of a record, an event in the built-in schema."""

    article: str = Field(description="the article's id")
    path: str = Field(description="RFC 6901 pointer into the record, as in its findings")
    item: str = Field(pattern=r"^[0-9a-f]{64}$", description="digest of the item decided on")
    verdict: Verdict
    corrected: Json | None = Field(None, description="the whole item as it should be")
    note: str = ""

    @model_validator(mode="after")
    def _a_correction_is_whole(self) -> Decision:
        if (self.corrected is None) == (self.verdict == "correct"):
            raise ValueError("`corrected` belongs to the verdict 'correct', and to no other")
        try:
            canonical(self.corrected)
        except ValueError:
            raise ValueError("`corrected` holds a number that is none (NaN or Infinity)") from None
        return self


class Decisions(_Closed):
    """A file of decisions: at most one for an item, in the order of the export."""

    schema_: Literal["llmx.decisions/1"] = Field(alias="schema")
    decisions: list[Decision]


def digest_of(item: Any) -> str:
    """What an item is known by: SHA-256 (hex) of its canonical JSON."""
    return digest(item)


def read(file: Path) -> list[Decision]:
    """The decisions in a file. Raises UsageError that names what is wrong with it."""
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UsageError(f"no decisions {str(file)!r}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the decisions {str(file)!r}: {error}") from error
    try:
        found = Decisions.model_validate_json(text).decisions
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = "/".join(str(part) for part in first["loc"])
        raise UsageError(
            f"{str(file)!r} holds no decisions as {SCHEMA!r} has them: {where}: {first['msg']}",
            hint="they are saved by the page that `llmx report` writes",
        ) from error
    seen: set[tuple[str, str]] = set()
    for decision in found:
        if (key := (decision.article, decision.path)) in seen:
            raise UsageError(f"{str(file)!r} decides twice on {key[1]} of the article {key[0]!r}")
        seen.add(key)
    return found


def as_json(decisions: Iterable[Decision]) -> Json:
    """A file of decisions, as JSON."""
    return {"schema": SCHEMA, "decisions": [d.model_dump(mode="json") for d in decisions]}
